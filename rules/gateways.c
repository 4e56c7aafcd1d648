/* Gateways on one workload: who they are and where their servers clash. */
#include "rules/gateways.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "keys.h"
#include "type/text.h"

/* Is the workload of this name, which Istio's installation makes, in the tree, whatever its labels? */
static bool is_there(const struct mesh *m, const char *name)
{
	struct resources all = mesh_named(m, KIND_DEPLOYMENT, pool_text(mesh_pool(m), name));

	for (size_t i = 0; i < all.n; i++)
		if (!all.at[i]->partial)
			return true;
	return false;
}

bool gateway_is_stock(const struct mesh *m, const struct gateway *g)
{
	const struct node *selector = g->selector;
	const char *name = NULL;

	if (g->kubernetes || !selector || !selector->n)
		return false;
	for (const struct node *l = node_first(selector); l; l = node_next(l)) {
		const struct str *value = node_text(l);

		if (str_is(l->key, "istio") ? !str_is(value, "ingressgateway") && !str_is(value, "egressgateway")
				: !str_is(l->key, "app") || (!str_is(value, "istio-ingressgateway") && !str_is(value, "istio-egressgateway")))
			return false;
		name = strstr(value->text, "ingress") ? "istio-ingressgateway" : "istio-egressgateway";
	}
	return name && !is_there(m, name);
}

bool gateway_is_plain(const struct gateway *g)
{
	return !g->kubernetes && !g->partial && !g->resource->partial && g->selector && g->selector->n;
}

bool gateway_is_copy(const struct gateway *a, const struct gateway *b)
{
	return a != b && a->resource->ns == b->resource->ns && a->resource->name == b->resource->name;
}

/* Write the Gateway where it is named, and in the matches that name it so: these are held against what "gateways" has, to the letter. */
static void fix_everywhere(struct pass *p, const struct resource *r, const struct gateway_ref *ref, const struct resource *g)
{
	static const uint32_t protocols[] = { KEY_http, KEY_tls, KEY_tcp };

	pass_fix(p, ref->node, "%s/%s", g->ns->text, g->name->text);
	for (size_t i = 0; r->kind == KIND_VIRTUAL_SERVICE && i < sizeof protocols / sizeof *protocols; i++)
		for (const struct node *rule = node_first(node_get(r->spec, protocols[i])); rule; rule = node_next(rule))
			for (const struct node *m = node_first(node_get(rule, KEY_match)); m; m = node_next(m))
				for (const struct node *at = node_first(node_get(m, KEY_gateways)); at; at = node_next(at))
					if (node_text(at) == node_text(ref->node))
						pass_fix(p, at, "%s/%s", g->ns->text, g->name->text);
}

/* The Gateways of the same name that a slip in the namespace may have meant. */
static void suggest(struct pass *p, const struct resource *r, const struct gateway_ref *ref)
{
	struct gateways_named named = mesh_gateways_named(pass_mesh(p), ref->name);

	for (size_t i = 0; i < named.n; i++) {
		const struct resource *g = named.at[i]->resource;

		pass_note(p, g, NULL, "did you mean \"%s/%s\"", g->ns->text, g->name->text);
		if (named.n == 1 && g->ns_known && ref->node)
			fix_everywhere(p, r, ref, g);
	}
}

void gateway_report_unknown(struct pass *p, const struct resource *r, const struct gateway_ref *ref)
{
	enum truth exists = ref->mesh || gateway_is_internal(ref) ? YES
		: mesh_gateway(pass_mesh(p), ref, NULL);

	if (exists == UNKNOWN)
		pass_undescribed(p, SCOPE_GATEWAYS, ref->ns);
	if (exists != NO)
		return;
	if (ref->ns->len)
		pass_report(p, r, ref->node, "there is no Gateway \"%s\" in namespace \"%s\"", ref->name->text, ref->ns->text);
	else
		pass_report(p, r, ref->node, "there is no Gateway \"%s\"", ref->name->text);
	suggest(p, r, ref);
}

enum gateway_form gateway_form(const struct str *text)
{
	const char *slash = memchr(text->text, '/', text->len);
	size_t ns = slash ? (size_t)(slash - text->text) : 0;

	if (!slash)
		return text_is_fqdn(text->text, text->len) ? GATEWAY_FORM_FINE : GATEWAY_FORM_BAD;
	if (!text_is_dns_label(text->text, ns))
		return GATEWAY_FORM_BAD_NAMESPACE;
	return text_is_dns_label(slash + 1, text->len - ns - 1) ? GATEWAY_FORM_FINE : GATEWAY_FORM_BAD_NAME;
}

static int by_key(const void *a, const void *b)
{
	const struct node *const *x = a, *const *y = b;

	return strcmp((*x)->key->text, (*y)->key->text);
}

const struct str *gateway_selector_text(struct pass *p, const struct gateway *g)
{
	struct arena *a = pass_scratch(p);
	const struct node **labels = arena_array(a, const struct node *, g->selector->n);
	struct buf text = BUF_INIT;
	const struct str *whole = NULL;
	bool known;
	size_t n = 0;

	for (const struct node *l = node_first(g->selector); l; l = node_next(l))
		labels[n++] = l;
	known = n == g->selector->n;
	qsort(labels, n, sizeof *labels, by_key);
	for (size_t i = 0; i < n && known; i++) {
		const struct str *value = node_text(labels[i]);

		known = value != NULL;
		if (known)
			buf_printf(&text, "%s%s=%s", i ? "," : "", labels[i]->key->text, value->text);
	}
	if (known)
		whole = pool_intern(mesh_pool(pass_mesh(p)), text.n ? text.at : "", text.n);
	buf_release(&text);
	return whole;
}

/* How istiod takes a server: what goes together on one port. */
enum class {
	CLASS_HTTP, /* plain text, joined with others of its class */
	CLASS_TCP,  /* plain bytes: only one on a port */
	CLASS_TLS,  /* told apart by server name */
	N_CLASSES
};

/* The first two servers of a class on a port. */
struct takers {
	const struct server *first, *second;
};

/* A port of a workload, or of all that have the same labels asked for. */
struct stand {
	struct takers classes[N_CLASSES];
};

/* Those that are on every gateway workload, for they have no selector; and all there are, which those meet. */
static const char everywhere, all_there_are;

struct clash_walk {
	struct pass *pass;
	const struct mesh *mesh;
	struct map stands;  /* who, port, bind -> struct stand */
	struct map hosts;   /* stand, host, namespace -> struct takers */
	bool by_host;
	void (*report)(struct pass *p, const struct server_clash *clash);
};

static enum class class_of(const struct server *s)
{
	if (protocol_is_http(s->protocol))
		return CLASS_HTTP;
	return s->tls == SERVER_TLS_NONE ? CLASS_TCP : CLASS_TLS;
}

static void take(struct takers *t, const struct server *s)
{
	if (!t->first)
		t->first = s;
	else if (!t->second && s != t->first && !gateway_is_copy(t->first->gateway, s->gateway))
		t->second = s;
}

static const struct server *other_than(const struct takers *t, const struct server *s)
{
	if (t->first == s)
		return t->second;
	return !t->first || gateway_is_copy(t->first->gateway, s->gateway) ? NULL : t->first;
}

static struct stand *stand_at(struct clash_walk *w, const void *who, const struct server *s)
{
	const void *port = (const void *)(uintptr_t)s->port;
	void **slot = map_at(pass_scratch(w->pass), &w->stands, who, port, s->bind && s->bind->len ? s->bind : NULL);

	if (!*slot)
		*slot = arena_new(pass_scratch(w->pass), struct stand);
	return *slot;
}

static struct takers *takers_at(struct clash_walk *w, const struct stand *stand, const struct server_host *h)
{
	void **slot = map_at(pass_scratch(w->pass), &w->hosts, stand, h->host, h->ns);

	if (!*slot)
		*slot = arena_new(pass_scratch(w->pass), struct takers);
	return *slot;
}

static void enter(struct clash_walk *w, const void *who, const struct server *s)
{
	struct stand *stand = stand_at(w, who, s);

	take(&stand->classes[class_of(s)], s);
	for (size_t i = 0; class_of(s) == CLASS_TLS && i < s->n_hosts; i++)
		take(takers_at(w, stand, &s->hosts[i]), s);
}

/* Within one Gateway the earlier server stays; where both pass everything on, either will do. */
static bool is_harmless(const struct server *s, const struct server *other)
{
	return (s->gateway == other->gateway && s < other)
		|| (s->tls == SERVER_TLS_AUTO_PASSTHROUGH && other->tls == SERVER_TLS_AUTO_PASSTHROUGH);
}

/* Does the server clash there with another? Report the first of them. */
static bool look(struct clash_walk *w, const void *who, const struct server *s)
{
	struct stand *stand = stand_at(w, who, s);
	enum class mine = class_of(s);
	struct server_clash clash = {s, NULL, NULL};

	for (int c = 0; !w->by_host && c < N_CLASSES && !clash.other; c++)
		if (c != (int)mine || mine == CLASS_TCP)
			clash.other = other_than(&stand->classes[c], s);
	for (size_t i = 0; w->by_host && mine == CLASS_TLS && i < s->n_hosts && !clash.other; i++) {
		clash.other = other_than(takers_at(w, stand, &s->hosts[i]), s);
		clash.host = &s->hosts[i];
	}
	if (!clash.other || is_harmless(s, clash.other)
			|| resource_together(s->gateway->resource, clash.other->gateway->resource) != YES)
		return false;
	w->report(w->pass, &clash);
	return true;
}

/* Has it all that istiod takes a server by? */
static bool is_whole(const struct server *s)
{
	return s->port && s->tls != SERVER_TLS_INVALID && s->protocol != PROTOCOL_SNIFFED
		&& !(protocol_is_tls(s->protocol) && s->tls == SERVER_TLS_NONE);
}

/* Is it on all gateway workloads, whatever their labels? */
static bool is_everywhere(const struct gateway *g)
{
	return !g->kubernetes && !g->partial && !g->resource->partial && !node_has(g->resource->spec, KEY_selector);
}

/* A Gateway without selector meets each other one on that one's workloads. */
static void enter_everywhere(struct clash_walk *w, const struct gateway *g)
{
	for (size_t i = 0; i < g->n; i++) {
		if (!is_whole(&g->servers[i]))
			continue;
		enter(w, &all_there_are, &g->servers[i]);
		if (is_everywhere(g))
			enter(w, &everywhere, &g->servers[i]);
	}
}

/* Gateways share a workload for certain where it is in the tree, and where they ask for the same labels. */
static void walk_gateway(struct clash_walk *w, const struct gateway *g,
	bool (*each)(struct clash_walk *w, const void *who, const struct server *s))
{
	const struct str *labels = gateway_is_plain(g) ? gateway_selector_text(w->pass, g) : NULL;
	struct selection on;

	for (size_t i = 0; i < g->n && each == look && is_everywhere(g); i++)
		if (is_whole(&g->servers[i]))
			look(w, &all_there_are, &g->servers[i]);
	if (!labels)
		return;
	on = gateway_workloads(w->mesh, g, pass_scratch(w->pass));
	for (size_t i = 0; i < g->n; i++) {
		const struct server *s = &g->servers[i];
		bool done = !is_whole(s) || each(w, labels, s);

		for (size_t k = 0; k < on.n_sure && !done; k++)
			done = each(w, on.at[k], s);
		if (each == look && !done && is_whole(s))
			look(w, &everywhere, s);
	}
}

static bool enter_each(struct clash_walk *w, const void *who, const struct server *s)
{
	enter(w, who, s);
	return false;
}

void gateway_clashes(struct pass *p, const struct mesh *m, bool by_host,
	void (*report)(struct pass *p, const struct server_clash *clash))
{
	struct clash_walk w = {.pass = p, .mesh = m, .by_host = by_host, .report = report};
	size_t n;
	const struct gateway *all = mesh_gateways(m, &n);

	for (size_t i = 0; i < n; i++) {
		walk_gateway(&w, &all[i], enter_each);
		if (gateway_is_plain(&all[i]) || is_everywhere(&all[i]))
			enter_everywhere(&w, &all[i]);
	}
	for (size_t i = 0; i < n; i++)
		walk_gateway(&w, &all[i], look);
}
