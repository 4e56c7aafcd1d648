/* Two VirtualServices are for one host, and sidecars use only one of them. */
#include "lint/rule.h"
#include "world/virtualservice.h"

static const struct node *host_node(const struct virtualservice *vs, const struct str *host)
{
	const struct vs_host *h = virtualservice_host(vs, host);

	return h ? h->node : NULL;
}

/* Is it another copy of one that is in front of it in the group? Those are OB001's; a copy that is for other hosts says nothing of this one. */
static bool is_copy(const struct vs_group *g, size_t i)
{
	return i && g->at[i - 1]->resource->name == g->at[i]->resource->name && g->at[i - 1]->resource->ns == g->at[i]->resource->ns;
}

/* The first other member of the group that meets vs, or NULL. */
static const struct virtualservice *rival(struct pass *p, const struct vs_group *g,
	const struct virtualservice *vs)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->at[i] != vs && virtualservices_meet(pass_mesh(p), vs, g->at[i], g->gateway) == YES)
			return g->at[i];
	return NULL;
}

static void judge(struct pass *p, const struct vs_group *g, size_t i)
{
	const struct virtualservice *vs = g->at[i], *other = is_copy(g, i) ? NULL : rival(p, g, vs);
	const struct node *at = host_node(vs, g->host);

	if (!other)
		return;
	pass_report(p, vs->resource, at,
		"VirtualService \"%s\" is also for the host \"%s\", and sidecars use only one of the two",
		other->resource->name->text, at && at->kind == NODE_SCALAR ? at->text->text : g->host->text);
	pass_note(p, other->resource, host_node(other, g->host), "the other one");
}

static void survey(struct pass *p, const struct mesh *m)
{
	size_t n;
	const struct vs_group *groups = mesh_vs_groups(m, &n);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; str_is(groups[i].gateway, "mesh") && k < groups[i].n; k++)
			judge(p, &groups[i], k);
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
