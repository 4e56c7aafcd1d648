/* Two VirtualServices are for one host, and sidecars use only one of them. */
#include "lint/rule.h"
#include "mesh/virtualservice.h"

static const struct node *host_node(const struct virtualservice *vs, const struct str *host)
{
	for (size_t i = 0; i < vs->n_hosts; i++)
		if (vs->hosts[i].host == host)
			return vs->hosts[i].node;
	return NULL;
}

/* The first other member of the group that meets vs, or NULL. */
static const struct virtualservice *rival(struct pass *p, const struct vs_group *g, size_t self)
{
	for (size_t i = 0; i < g->n; i++)
		if (i != self && virtualservices_meet(pass_mesh(p), g->at[self], g->at[i], g->gateway) == YES)
			return g->at[i];
	return NULL;
}

static void survey(struct pass *p, const struct mesh *m)
{
	size_t n;
	const struct vs_group *groups = mesh_vs_groups(m, &n);

	for (size_t i = 0; i < n; i++) {
		const struct vs_group *g = &groups[i];

		if (g->n < 2 || !str_is(g->gateway, "mesh"))
			continue;
		for (size_t k = 0; k < g->n; k++) {
			const struct virtualservice *other = rival(p, g, k);
			const struct node *at = host_node(g->at[k], g->host);

			if (!other)
				continue;
			pass_report(p, g->at[k]->resource, at,
				"VirtualService \"%s\" is for the host \"%s\" too, and sidecars use only one of the two",
				other->resource->name->text, at && at->text ? at->text->text : g->host->text);
			pass_note(p, other->resource, host_node(other, g->host), "the other one");
		}
	}
}

extern const struct page page_virtualservice_conflicting_host;

const struct rule rule_virtualservice_conflicting_host = {
	.notice = {
		.code     = "VS010",
		.name     = "virtualservice-conflicting-host",
		.summary  = "Several VirtualServices for one host in the mesh",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0109 KIA1106",
		.category = "routing",
		.page     = &page_virtualservice_conflicting_host,
	},
	.reads   = KIND_BIT(KIND_VIRTUAL_SERVICE),
	.survey  = survey,
};
