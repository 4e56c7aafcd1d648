/* Holds names of extension providers against the mesh configuration, and providers against their services. */
#include "rules/providers.h"

#include <ctype.h>
#include <string.h>

#include "base/map.h"
#include "keys.h"

#define USE(use) (1u << PROVIDER_##use)

static const struct {
	const char *kind;
	unsigned uses;
} kinds[] = {
	{"envoyExtAuthzHttp", USE(AUTHORIZES)}, {"envoyExtAuthzGrpc", USE(AUTHORIZES)},
	{"zipkin", USE(TRACES)}, {"lightstep", USE(TRACES)}, {"datadog", USE(TRACES)}, {"opencensus", USE(TRACES)},
	{"skywalking", USE(TRACES)}, {"opentelemetry", USE(TRACES)},
	{"stackdriver", USE(TRACES) | USE(MEASURES) | USE(LOGS)}, {"prometheus", USE(MEASURES)},
	{"envoyFileAccessLog", USE(LOGS)}, {"envoyHttpAls", USE(LOGS)}, {"envoyTcpAls", USE(LOGS)},
	{"envoyOtelAls", USE(LOGS)}, {"sds", 0},
};

static const char *const goods[] = {
	[PROVIDER_AUTHORIZES] = "authorization", [PROVIDER_TRACES] = "traces", [PROVIDER_MEASURES] = "metrics",
	[PROVIDER_LOGS] = "access logs",
};

bool provider_does(const struct provider *provider, enum provider_use use)
{
	for (size_t i = 0; provider->kind && i < sizeof kinds / sizeof *kinds; i++)
		if (str_is(provider->kind, kinds[i].kind))
			return kinds[i].uses & 1u << use;
	return true;
}

/* One name of a provider for telemetry. */
static void judge(struct pass *p, const struct resource *r, const struct node *at, enum provider_use use,
	enum provider_fault fault)
{
	const struct mesh *m = pass_mesh(p);
	const struct str *name = node_text(at);
	const struct provider *provider;

	if (!name || !name->len)
		return;
	provider = mesh_telemetry_provider(m, name);
	if (fault == PROVIDER_UNFIT && provider && !provider_does(provider, use))
		pass_report(p, r, at, "provider \"%s\" has the kind \"%s\", which cannot receive %s", name->text,
			provider->kind->text, goods[use]);
	if (fault != PROVIDER_UNKNOWN)
		return;
	if (mesh_has_telemetry_provider(m, name) == NO)
		pass_report(p, r, at, "the mesh configuration has no provider \"%s\", so no %s are sent to it", name->text, goods[use]);
	else if (!provider)
		pass_undescribed(p, SCOPE_CONTROL_PLANE, r->ns);
}

static const struct {
	uint32_t section, off; /* off: where this is true, nothing is to be sent */
	enum provider_use use;
} sections[] = {
	{KEY_tracing, KEY_disableSpanReporting, PROVIDER_TRACES},
	{KEY_metrics, 0, PROVIDER_MEASURES},
	{KEY_accessLogging, KEY_disabled, PROVIDER_LOGS},
};

struct asking {
	struct pass *p;
	const struct resource *r;
	enum provider_fault fault;
	struct map *used; /* by name; NULL: judge them */
};

/* Telemetry looks for providers by name with letter case aside. */
static const struct str *fold(struct pass *p, const struct str *name)
{
	char *low = arena_strndup(pass_scratch(p), name->text, name->len);

	for (char *c = low; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return pool_text(mesh_pool(pass_mesh(p)), low);
}

static void ask(const struct asking *a, const struct node *at, enum provider_use use)
{
	const struct str *name = node_text(at);

	if (!a->used)
		judge(a->p, a->r, at, use, a->fault);
	else if (name)
		*map_at(pass_scratch(a->p), a->used, fold(a->p, name), NULL, NULL) = (void *)(uintptr_t)at;
}

static void ask_telemetry(const struct asking *a)
{
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		for (const struct node *e = node_first(node_get(a->r->spec, sections[i].section)); e; e = node_next(e)) {
			bool off = false;

			if (sections[i].off && node_bool(node_get(e, sections[i].off), &off) && off)
				continue;
			for (const struct node *n = node_first(node_get(e, KEY_providers)); n; n = node_next(n)) {
				ask(a, node_get(n, KEY_name), sections[i].use);
				if (sections[i].use == PROVIDER_TRACES)
					break; /* istiod takes the first alone */
			}
		}
}

static void ask_defaults(const struct asking *a)
{
	const struct mesh_config *c = mesh_configuration(pass_mesh(a->p));

	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		const struct node *list = node_get(c->default_providers, sections[i].section);

		for (const struct node *n = node_first(list); n; n = node_next(n))
			ask(a, n, sections[i].use);
	}
}

void providers_of_telemetry(struct pass *p, const struct resource *r, enum provider_fault fault)
{
	ask_telemetry(&(struct asking){ p, r, fault, NULL });
}

void providers_by_default(struct pass *p, const struct mesh *m, enum provider_fault fault)
{
	const struct mesh_config *c = mesh_configuration(m);

	ask_defaults(&(struct asking){ p, config_holder(p, c->resource, c->node), fault, NULL });
}

/* The authorizers that AuthorizationPolicies name, by exact name. */
static void collect_authorizers(struct pass *p, struct map *used)
{
	struct resources all = mesh_of(pass_mesh(p), KIND_AUTHORIZATION_POLICY);

	for (size_t i = 0; i < all.n; i++) {
		const struct str *name = node_text(node_at(all.at[i]->spec, KEY_provider, KEY_name, 0));

		if (name && str_is(node_get_text(all.at[i]->spec, KEY_action), "CUSTOM"))
			*map_at(pass_scratch(p), used, name, NULL, NULL) = (void *)(uintptr_t)all.at[i];
	}
}

void providers_in_use(struct pass *p, const struct mesh *m, void (*judge_one)(struct pass *p, const struct provider *provider))
{
	const struct mesh_config *c = mesh_configuration(m);
	struct resources telemetries = mesh_of(m, KIND_TELEMETRY);
	struct map asked = { 0 }, folded = { 0 };
	struct asking a = { p, NULL, PROVIDER_UNKNOWN, &folded };

	ask_defaults(&a);
	for (size_t i = 0; i < telemetries.n; i++) {
		a.r = telemetries.at[i];
		ask_telemetry(&a);
	}
	collect_authorizers(p, &asked);
	for (size_t i = 0; i < c->n_providers; i++) {
		const struct str *name = c->providers[i].name;

		if (map_get(&asked, name, NULL, NULL) || map_get(&folded, fold(p, name), NULL, NULL))
			judge_one(p, &c->providers[i]);
	}
}

const struct resource *config_holder(struct pass *p, const struct resource *written_in, const struct node *config)
{
	struct pool *pool = mesh_pool(pass_mesh(p));
	struct resource *r;

	if (written_in)
		return written_in;
	r = arena_new(pass_scratch(p), struct resource);
	r->kind_name = pool_text(pool, "MeshConfig");
	r->api_version = r->group = r->version = pool_text(pool, "");
	r->name = pool_text(pool, "mesh");
	r->ns = mesh_root_namespace(pass_mesh(p));
	r->root = config;
	return r;
}

/* The Services of this name that a text without the cluster's domain may mean; NULL unless exactly one. */
static const struct resource *only_service(const struct mesh *m, const struct str *name)
{
	struct resources all = mesh_named(m, KIND_SERVICE, name);

	return all.n == 1 ? all.at[0] : NULL;
}

static void keep(struct pass *p, struct provider_service *out, const struct service *first, const struct str *ns)
{
	VEC(const struct service *) list = {NULL, 0, 0};

	for (const struct service *s = first; s; s = s->same_host)
		if (!ns || s->ns == ns)
			vec_push(pass_scratch(p), &list, s);
	out->found.at = list.at;
	out->found.n = list.n;
}

/* No service has exactly this host: is that proven? istiod knows neither short names nor wildcards here. */
static void judge_absence(struct pass *p, struct provider_service *out, const struct str *host, const struct str *ns)
{
	const struct mesh *m = pass_mesh(p);
	struct host_answer a;

	if (host_is_short(host) && !host_is_address(host)) {
		out->meant = only_service(m, host);
		out->exists = out->meant ? NO : UNKNOWN;
		return;
	}
	a = mesh_host(m, NULL, host, pass_scratch(p));
	out->exists = a.truth == NO ? NO : UNKNOWN;
	out->meant = a.meant ? a.meant->resource : NULL;
	if (a.truth == YES && a.why == HOST_EXACT)
		out->exists = mesh_closed(m, SCOPE_HOSTS, ns) == YES ? NO : UNKNOWN;
	else if (a.truth == UNKNOWN && a.place)
		pass_undescribed(p, SCOPE_HOSTS, a.place);
}

bool provider_look_up(struct pass *p, const struct provider *provider, struct provider_service *out)
{
	struct pool *pool = mesh_pool(pass_mesh(p));
	const struct node *settings = provider->kind ? node_member(provider->node, provider->kind) : NULL;
	const struct str *host, *ns = NULL;
	const char *slash;

	*out = (struct provider_service){.exists = UNKNOWN};
	out->at = node_get(settings, KEY_service);
	out->port_at = node_get(settings, KEY_port);
	out->text = host = node_text(out->at);
	if (!host || !host->len)
		return false;
	slash = strchr(host->text, '/');
	if (slash) {
		ns = pool_intern(pool, host->text, (size_t)(slash - host->text));
		host = pool_text(pool, slash + 1);
	}
	if (!host->len)
		return false;
	keep(p, out, mesh_services(pass_mesh(p), host), ns);
	out->exists = YES;
	if (!out->found.n)
		judge_absence(p, out, host, ns);
	return true;
}
