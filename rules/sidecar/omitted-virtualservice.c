/* A Sidecar imports a service, but not the VirtualService for it that is written in the clients' own namespace or for the whole mesh. */
#include "base/vec.h"
#include "keys.h"
#include "rules/importers.h"
#include "world/host.h"
#include "world/imports.h"
#include "world/virtualservice.h"

#define MOST_NAMESPACES 64 /* with Sidecars, that a VirtualService of the root namespace is looked for in */
#define MOST_HOSTS 64      /* of a VirtualService that are looked at */

struct looking {
	struct pass *p;
	const struct mesh *m;
	struct map known; /* namespace -> struct importers */
	VEC(const struct str *) spaces; /* those with Sidecars, each once */
};

/* Does the Sidecar surely import none of the VirtualService's hosts? */
static bool omits(const struct mesh *m, const struct resource *sidecar, const struct str *ns, const struct virtualservice *vs)
{
	for (size_t i = 0; i < vs->n_hosts; i++)
		if (sidecar_imports(m, sidecar, ns, vs->resource->ns, vs->hosts[i].host) != NO)
			return false;
	return true;
}

/* Is there another VirtualService for the host that these clients use, or may use? */
static bool has_another(const struct mesh *m, const struct resource *sidecar, const struct str *ns, const struct virtualservice *vs,
	const struct str *host)
{
	struct virtualservices all = mesh_vs_group(m, pool_text(mesh_pool(m), "mesh"), host_lower(m, host));

	for (size_t i = 0; i < all.n; i++)
		if (all.at[i] != vs && export_reaches(all.at[i]->exports, ns) != NO && !omits(m, sidecar, ns, all.at[i]))
			return true;
	return false;
}

/* A service that has one of its hosts and that the Sidecar imports for certain; *at is the host. NULL. */
static const struct service *imported(const struct mesh *m, const struct resource *sidecar, const struct str *ns, const struct virtualservice *vs,
	const struct vs_host **at)
{
	for (size_t i = 0; i < vs->n_hosts && vs->n_hosts <= MOST_HOSTS; i++)
		for (const struct service *s = mesh_services(m, vs->hosts[i].host); s; s = s->same_host)
			if (!host_is_wild(s->host) && export_reaches(s->exports, ns) == YES && sidecar_imports(m, sidecar, ns, s->ns, s->host) == YES
					&& resource_together(s->resource, sidecar) == YES && !has_another(m, sidecar, ns, vs, s->host)) {
				*at = &vs->hosts[i];
				return s;
			}
	return NULL;
}

/* Is a rule of it for all clients of the namespace, whatever their labels? */
static bool is_meant_for(struct pass *p, const struct virtualservice *vs, const struct str *ns)
{
	for (size_t i = 0; i < vs->n_destinations; i++) {
		struct clients who;
		bool labels = false;

		for (const struct node *b = node_first(node_get(vs->destinations[i].rule, KEY_match)); b; b = node_next(b))
			labels |= node_has(b, KEY_sourceLabels);
		destination_clients(pass_mesh(p), &vs->destinations[i], pass_scratch(p), &who);
		for (size_t k = 0; !labels && k < who.n; k++)
			if (who.ns[k] == ns)
				return true;
	}
	return false;
}

static void judge(struct looking *l, const struct virtualservice *vs, const struct str *ns)
{
	const struct importers *by = namespace_importers_kept(l->p, &l->known, ns);
	const struct service *s = NULL;
	const struct vs_host *at;
	const struct resource *sidecar;

	if (!by->known || export_reaches(vs->exports, ns) != YES)
		return;
	for (size_t i = 0; i < by->n; i++)
		if (!omits(l->m, by->at[i], ns, vs) || resource_together(by->at[i], vs->resource) != YES)
			return;
	for (size_t i = 0; i < by->n && !s; i++) {
		sidecar = by->at[i];
		s = imported(l->m, sidecar, ns, vs, &at);
	}
	if (!s || !is_meant_for(l->p, vs, ns))
		return;
	pass_report(l->p, sidecar, node_get(sidecar->spec, KEY_egress),
		"imports service \"%s\" but not VirtualService \"%s/%s\" for it, so clients of namespace \"%s\" do not use its routes",
		s->host->text, vs->resource->ns->text, vs->resource->name->text, ns->text);
	pass_note(l->p, vs->resource, at->node, "it is imported by \"%s/%s\"", vs->resource->ns->text, at->host->text);
}

static void find_spaces(struct looking *l)
{
	struct resources all = mesh_of(l->m, KIND_SIDECAR);
	struct map seen = { 0 };

	for (size_t i = 0; i < all.n && l->spaces.n < MOST_NAMESPACES; i++) {
		void **once = map_at(pass_scratch(l->p), &seen, all.at[i]->ns, NULL, NULL);

		if (!*once && all.at[i]->ns != mesh_root_namespace(l->m))
			vec_push(pass_scratch(l->p), &l->spaces, all.at[i]->ns);
		*once = l;
	}
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct looking l = { .p = p, .m = m };
	size_t n;
	const struct virtualservice *all = mesh_virtualservices(m, &n);

	find_spaces(&l);
	for (size_t i = 0; i < n && mesh_of(m, KIND_SIDECAR).n; i++) {
		if (!all[i].mesh || all[i].delegate || !all[i].resource->ns_known)
			continue;
		if (all[i].resource->ns != mesh_root_namespace(m))
			judge(&l, &all[i], all[i].resource->ns);
		for (size_t k = 0; all[i].resource->ns == mesh_root_namespace(m) && k < l.spaces.n; k++)
			judge(&l, &all[i], l.spaces.at[k]);
	}
}

extern const struct page page_sidecar_omitted_virtualservice;

const struct rule rule_sidecar_omitted_virtualservice = {
	.notice = {
		.code     = "SC010",
		.name     = "sidecar-omitted-virtualservice",
		.summary  = "Sidecar that imports a service without the VirtualService for it",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.page     = &page_sidecar_omitted_virtualservice,
	},
	.reads   = KIND_BIT(KIND_SIDECAR) | KIND_BIT(KIND_VIRTUAL_SERVICE),
	.survey  = survey,
};
