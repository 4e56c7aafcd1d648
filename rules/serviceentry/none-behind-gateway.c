/* A gateway routes to a ServiceEntry of resolution NONE, of which it knows no address. */
#include "base/map.h"
#include "keys.h"
#include "rules/entries.h"
#include "rules/parts.h"
#include "world/virtualservice.h"

/* May an EnvoyFilter change the cluster, and say where its addresses come from? */
static bool is_cluster_changed(const struct mesh *m, const struct service *s)
{
	struct resources all = mesh_of(m, KIND_ENVOY_FILTER);

	for (size_t i = 0; i < all.n; i++)
		for (const struct node *n = node_first(node_get(all.at[i]->spec, KEY_configPatches)); n; n = node_next(n)) {
			const struct str *of = node_text(node_at(n, KEY_match, KEY_cluster, KEY_service, 0));

			if (part_is(n, KEY_applyTo, "CLUSTER") && (!of || of == s->host))
				return true;
		}
	return false;
}

/* Do the proxies of the VirtualService's clients know the service? Where they do not, that is another fault. */
static bool is_seen(const struct service *s, const struct resource *vs)
{
	return s->exports->scope == EXPORT_ALL || export_reaches(s->exports, vs->ns) == YES;
}

static void judge(struct pass *p, const struct destination *d, struct map *said)
{
	const struct mesh *m = pass_mesh(p);
	const struct service *s = d->host ? mesh_services(m, d->host) : NULL;
	const struct gateway_ref *gateway;
	const struct node *at;
	void **once;

	if (!s || d->role != DESTINATION_ROUTE || d->idle || !entry_has_no_address(m, s) || !is_seen(s, d->vs->resource)
			|| resource_together(s->resource, d->vs->resource) != YES)
		return;
	gateway = destination_gateway(m, d, false);
	once = gateway && !is_cluster_changed(m, s) ? map_at(pass_scratch(p), said, s->resource, NULL, NULL) : NULL;
	if (!once || *once)
		return;
	*once = said;
	at = node_get(s->resource->spec, KEY_resolution);
	pass_report(p, s->resource, at ? at : s->at,
		"with resolution NONE a gateway has no address of \"%s\", so requests that Gateway \"%s\" routes to it fail with 503", s->host->text, gateway->text->text);
	pass_note(p, d->vs->resource, d->host_node, "the route");
}

static void survey(struct pass *p, const struct mesh *m)
{
	size_t n;
	const struct virtualservice *all = mesh_virtualservices(m, &n);
	struct map said = { 0 };

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i].n_destinations; k++)
			judge(p, &all[i].destinations[k], &said);
}

extern const struct page page_serviceentry_none_behind_gateway;

const struct rule rule_serviceentry_none_behind_gateway = {
	.notice = {
		.code     = "SE007",
		.name     = "serviceentry-none-behind-gateway",
		.summary  = "Gateway that routes to a ServiceEntry of resolution NONE",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_serviceentry_none_behind_gateway,
	},
	.reads   = KIND_BIT(KIND_SERVICE_ENTRY) | KIND_BIT(KIND_VIRTUAL_SERVICE),
	.survey  = survey,
};
