/* The Sidecar of a namespace leaves out the service of a provider that a policy of the namespace uses. */
#include "keys.h"
#include "rules/providers.h"
#include "rules/selectors.h"
#include "world/imports.h"
#include "world/workload.h"

#define MOST_WORKLOADS 64 /* that are looked at for one with a sidecar */

/* Is the policy for a workload with a sidecar? Gateways know all services. */
static bool is_for_sidecars(struct pass *p, const struct resource *r)
{
	struct selection on;

	if (policy_is_attached(r))
		return false;
	on = mesh_select(pass_mesh(p), r->ns, policy_labels(r), pass_scratch(p));
	for (size_t i = 0; i < on.n_sure && i < MOST_WORKLOADS; i++)
		if (mesh_injected(pass_mesh(p), on.at[i]) == YES && !workload_is_gateway(on.at[i]))
			return true;
	return false;
}

/* The Sidecar of the whole namespace, where no other in it is for some workloads; else that of the whole mesh. */
static const struct resource *sidecar_of(const struct mesh *m, const struct str *ns)
{
	struct resources own = mesh_in(m, KIND_SIDECAR, ns), all = mesh_in(m, KIND_SIDECAR, mesh_root_namespace(m));

	for (size_t i = 0; i < own.n; i++)
		if (node_has(own.at[i]->spec, KEY_workloadSelector))
			return NULL;
	if (own.n)
		return own.at[0];
	return all.n == 1 ? all.at[0] : NULL;
}

static void judge(struct pass *p, const struct resource *r, const struct resource *sidecar, const struct node *at, const struct provider *provider)
{
	struct provider_service service;

	if (!provider || !provider->node || !provider_look_up(p, provider, &service) || service.found.n != 1
			|| mesh_imports(pass_mesh(p), r->ns, service.found.at[0]->host) != NO)
		return;
	pass_report(p, r, at, "provider \"%s\" uses \"%s\", which the Sidecar \"%s\" does not import, so sidecars of namespace \"%s\" cannot reach it",
		provider->name->text, service.found.at[0]->host->text, sidecar->name->text, r->ns->text);
	pass_note(p, sidecar, node_get(sidecar->spec, KEY_egress), "these hosts are imported");
}

static void judge_telemetry(struct pass *p, const struct resource *r, const struct resource *sidecar)
{
	const uint32_t sections[] = { KEY_tracing, KEY_accessLogging }, off[] = { KEY_disableSpanReporting, KEY_disabled };

	for (size_t i = 0; i < 2; i++)
		for (const struct node *e = node_first(node_get(r->spec, sections[i])); e; e = node_next(e)) {
			bool is_off = false;

			if (node_bool(node_get(e, off[i]), &is_off) && is_off)
				continue;
			for (const struct node *n = node_first(node_get(e, KEY_providers)); n; n = node_next(n)) {
				const struct node *name = node_get(n, KEY_name);

				if (node_text(name))
					judge(p, r, sidecar, name, mesh_telemetry_provider(pass_mesh(p), node_text(name)));
			}
		}
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct resource *sidecar = sidecar_of(pass_mesh(p), r->ns);
	const struct node *name = node_at(r->spec, KEY_provider, KEY_name, 0);

	if (!sidecar || r->ns == mesh_root_namespace(pass_mesh(p)) || resource_together(r, sidecar) != YES || !is_for_sidecars(p, r))
		return;
	if (r->kind == KIND_TELEMETRY)
		judge_telemetry(p, r, sidecar);
	else if (node_text(name) && str_is(node_get_text(r->spec, KEY_action), "CUSTOM"))
		judge(p, r, sidecar, name, mesh_provider(pass_mesh(p), node_text(name)));
}

extern const struct page page_sidecar_omitted_provider;

const struct rule rule_sidecar_omitted_provider = {
	.notice = {
		.code     = "SC008",
		.name     = "sidecar-omitted-provider",
		.summary  = "Sidecar that leaves out the service of a provider in use",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_sidecar_omitted_provider,
	},
	.subjects = KIND_BIT(KIND_AUTHORIZATION_POLICY) | KIND_BIT(KIND_TELEMETRY),
	.visit    = visit,
};
