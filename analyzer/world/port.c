/* Ports of services: what they speak, as istiod derives it, and where they lead. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "keys.h"
#include "world/internal.h"
#include "world/registry.h"

#define FEW_PORTS 8 /* so many are looked through one by one */

static const struct {
	const char *word, *name;
} protocols[] = {
	[PROTOCOL_SNIFFED] = {"", "undeclared"},
	[PROTOCOL_HTTP] = {"http", "HTTP"},
	[PROTOCOL_HTTP2] = {"http2", "HTTP2"},
	[PROTOCOL_HTTP_PROXY] = {"http_proxy", "HTTP_PROXY"},
	[PROTOCOL_GRPC] = {"grpc", "GRPC"},
	[PROTOCOL_GRPC_WEB] = {"grpc-web", "GRPC-Web"},
	[PROTOCOL_HTTPS] = {"https", "HTTPS"},
	[PROTOCOL_TLS] = {"tls", "TLS"},
	[PROTOCOL_TCP] = {"tcp", "TCP"},
	[PROTOCOL_UDP] = {"udp", "UDP"},
	[PROTOCOL_MONGO] = {"mongo", "Mongo"},
	[PROTOCOL_REDIS] = {"redis", "Redis"},
	[PROTOCOL_MYSQL] = {"mysql", "MySQL"},
};

static enum protocol parse(const char *word, size_t n)
{
	for (size_t i = 1; i < sizeof protocols / sizeof *protocols; i++)
		if (strlen(protocols[i].word) == n && strncasecmp(protocols[i].word, word, n) == 0)
			return (enum protocol)i;
	return PROTOCOL_SNIFFED;
}

enum protocol protocol_parse(const struct str *word)
{
	return word ? parse(word->text, word->len) : PROTOCOL_SNIFFED;
}

const char *protocol_name(enum protocol p)
{
	return protocols[p].name;
}

bool protocol_is_http(enum protocol p)
{
	return p == PROTOCOL_HTTP || p == PROTOCOL_HTTP2 || p == PROTOCOL_HTTP_PROXY || p == PROTOCOL_GRPC
		|| p == PROTOCOL_GRPC_WEB;
}

bool protocol_is_tcp(enum protocol p)
{
	return p == PROTOCOL_TCP || p == PROTOCOL_MONGO || p == PROTOCOL_REDIS || p == PROTOCOL_MYSQL
		|| protocol_is_tls(p);
}

bool port_is_number(int64_t number)
{
	return number >= 1 && number <= 65535;
}

bool protocol_is_tls(enum protocol p)
{
	return p == PROTOCOL_HTTPS || p == PROTOCOL_TLS;
}

/* Kubernetes' own words for appProtocol; false for others. */
static bool parse_kubernetes(const struct str *app, enum protocol *out)
{
	if (str_is(app, "kubernetes.io/h2c"))
		*out = PROTOCOL_HTTP2;
	else if (str_is(app, "kubernetes.io/ws"))
		*out = PROTOCOL_HTTP;
	else if (str_is(app, "kubernetes.io/wss"))
		*out = PROTOCOL_HTTPS;
	else
		return false;
	return true;
}

/* A port name declares by what stands before its first dash. */
enum protocol protocol_of_name(const struct str *name)
{
	const char *dash;

	if (!name)
		return PROTOCOL_SNIFFED;
	if (name->len >= 8 && strncasecmp(name->text, "grpc-web", 8) == 0)
		return PROTOCOL_GRPC_WEB;
	dash = memchr(name->text, '-', name->len);
	return parse(name->text, dash ? (size_t)(dash - name->text) : name->len);
}

/* Ports whose server speaks first: istiod never sniffs them. */
static bool is_well_known(uint32_t number)
{
	return number == 25 || number == 53 || number == 3306 || number == 27017;
}

static uint32_t number_of(const struct node *n)
{
	int64_t i;

	return node_int(n, &i) && i > 0 && i < 65536 ? (uint32_t)i : 0;
}

static void set_protocol(struct port *p, const struct str *app)
{
	if (!app || !parse_kubernetes(app, &p->protocol))
		p->protocol = protocol_of_name(app ? app : p->name);
	p->declared = p->protocol != PROTOCOL_SNIFFED;
	if (!p->declared && is_well_known(p->number)) {
		p->protocol = PROTOCOL_TCP;
		p->well_known = true;
	}
}

/* targetPort may be a number, or in a Service the name of a container's port. */
static void set_target(struct port *p, const struct node *target)
{
	const struct str *text = node_text(target);

	p->target = number_of(target);
	if (p->target || !text || text->len == 0) {
		if (!p->target)
			p->target = p->number;
	} else if (target->scalar == SCALAR_STRING) {
		p->target_name = text;
	}
}

static void read_service_port(struct port *p, const struct node *n)
{
	const struct str *l4 = node_get_text(n, KEY_protocol);

	p->node = n;
	p->name = node_get_text(n, KEY_name);
	p->number = number_of(node_get(n, KEY_port));
	if (str_is(l4, "UDP")) {
		p->protocol = PROTOCOL_UDP;
		p->declared = true;
	} else {
		set_protocol(p, node_get_text(n, KEY_appProtocol));
	}
	set_target(p, node_get(n, KEY_targetPort));
}

bool service_port_is_http(const struct node *n)
{
	struct port p = { .node = NULL };

	read_service_port(&p, n);
	return protocol_is_http(p.protocol);
}

static void read_entry_port(struct port *p, const struct node *n)
{
	p->node = n;
	p->name = node_get_text(n, KEY_name);
	p->number = number_of(node_get(n, KEY_number));
	p->protocol = protocol_parse(node_get_text(n, KEY_protocol));
	p->declared = p->protocol != PROTOCOL_SNIFFED;
	set_target(p, node_get(n, KEY_targetPort));
}

const struct port *ports_read(struct mesh *m, const struct resource *r, uint32_t *n, bool *partial)
{
	const struct node *list = node_get(r->spec, KEY_ports);
	struct port *ports = arena_array(m->arena, struct port, list ? list->n : 0);

	*n = 0;
	*partial = node_has(r->spec, KEY_ports) && !list;
	for (const struct node *item = node_first(list); item; item = node_next(item)) {
		if (r->kind == KIND_SERVICE)
			read_service_port(&ports[*n], item);
		else
			read_entry_port(&ports[*n], item);
		if (!ports[*n].number)
			*partial = true;
		++*n;
	}
	if (list && *n != list->n)
		*partial = true;
	return ports;
}

static int compare_ports(const void *a, const void *b)
{
	const struct port *x = *(const struct port *const *)a, *y = *(const struct port *const *)b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return (x > y) - (x < y);
}

void ports_index(struct mesh *m, struct service *s)
{
	const struct port **at;

	if (s->n_ports <= FEW_PORTS)
		return;
	at = arena_array(m->arena, const struct port *, s->n_ports);
	for (uint32_t i = 0; i < s->n_ports; i++)
		at[i] = &s->ports[i];
	qsort(at, s->n_ports, sizeof *at, compare_ports);
	for (uint32_t i = 0; i < s->n_ports; i++)
		if (!s->n_numbers || at[s->n_numbers - 1]->number != at[i]->number)
			at[s->n_numbers++] = at[i];
	s->by_number = at;
}

static int compare_number(const void *number, const void *port)
{
	const uint32_t *x = number;
	const struct port *y = *(const struct port *const *)port;

	return (*x > y->number) - (*x < y->number);
}

const struct port *service_port(const struct service *s, uint32_t number)
{
	const struct port *const *found;

	if (s->by_number) {
		found = bsearch(&number, s->by_number, s->n_numbers, sizeof *s->by_number, compare_number);
		return found ? *found : NULL;
	}
	for (uint32_t i = 0; i < s->n_ports; i++)
		if (s->ports[i].number == number)
			return &s->ports[i];
	return NULL;
}

/* The API server takes a Service without ports only where it has no address of its own: such a text leaves them out. */
static bool leaves_ports_out(const struct service *s)
{
	const struct node *spec = s->resource->spec;

	return s->kind == SERVICE_KUBERNETES && !s->n_ports && !s->external_name && !str_is(node_get_text(spec, KEY_clusterIP), "None");
}

enum truth service_has_port(const struct service *s, uint32_t number)
{
	if (service_port(s, number))
		return YES;
	return s->partial || leaves_ports_out(s) ? UNKNOWN : NO;
}

static uint32_t entry_port(const struct workload *w, const struct str *name)
{
	for (uint32_t i = 0; i < w->n_ports; i++)
		if (w->ports[i].name == name)
			return w->ports[i].number;
	return 0;
}

/* A WorkloadEntry's own port of the service port's name comes before targetPort. */
static enum truth entry_target(const struct port *p, const struct workload *w, uint32_t *number)
{
	const struct str *address = node_get_text(w->spec, KEY_address);

	if (str_starts(address, "unix:"))
		return UNKNOWN;
	*number = entry_port(w, p->name);
	if (!*number && p->target_name)
		*number = entry_port(w, p->target_name);
	if (!*number)
		*number = p->target;
	return *number ? YES : UNKNOWN;
}

enum truth port_target(const struct port *p, const struct workload *w, uint32_t *number)
{
	*number = 0;
	if (w->vm)
		return entry_target(p, w, number);
	if (!p->target_name) {
		*number = p->target;
		return *number ? YES : UNKNOWN;
	}
	for (uint32_t i = 0; i < w->n_ports; i++)
		if (w->ports[i].name == p->target_name && w->ports[i].udp == (p->protocol == PROTOCOL_UDP)) {
			*number = w->ports[i].number;
			return YES;
		}
	/* The injected proxy brings ports of its own. */
	return w->open || w->opaque || !w->spec || str_starts(p->target_name, "http-envoy") ? UNKNOWN : NO;
}
