/* An object of Istio that Flagger overwrites, or makes another one for the same host beside. */
#include "keys.h"
#include "rules/canaries.h"
#include "rules/rollouts.h"
#include "world/host.h"
#include "world/virtualservice.h"
#include "world/visibility.h"

static void judge_object(struct pass *p, const struct resource *r, const struct node *at, enum kind kind, const char *end)
{
	const struct str *name = pool_printf(mesh_pool(pass_mesh(p)), "%s%s", node_text(at)->text, end);
	const struct resource *found = rollout_object(p, r, kind, r->ns, name);

	if (!found)
		return;
	pass_report(p, r, at, "Flagger overwrites %s \"%s\" with what it makes of the Canary", found->kind_name->text, name->text);
	pass_note(p, found, NULL, "the %s", found->kind_name->text);
}

/* Is the VirtualService that Flagger makes used by sidecars? */
static bool is_for_mesh(const struct resource *r)
{
	const struct node *service = node_get(r->spec, KEY_service), *gateways = node_get(service, KEY_gateways);

	if (canary_is_delegate(r))
		return false;
	for (const struct node *n = node_first(gateways); n; n = node_next(n))
		if (str_is(node_text(n), "mesh"))
			return true;
	return node_is_list(gateways) ? !node_first(gateways) : !node_has(service, KEY_gateways);
}

/* Sidecars use only one VirtualService of a host; what Flagger makes is seen by all, and another one by its own namespace too. */
static void judge_host(struct pass *p, const struct resource *r, const struct node *at)
{
	const struct mesh *m = pass_mesh(p);
	struct virtualservices all = mesh_vs_group(m, pool_text(mesh_pool(m), "mesh"), host_lower(m, host_of_service(m, r->ns, node_text(at))));

	for (size_t i = 0; i < all.n; i++) {
		const struct resource *vs = all.at[i]->resource;

		if (vs->name == node_text(at) || vs->partial || vs->patched || vs->ns != r->ns || export_reaches(all.at[i]->exports, vs->ns) != YES
				|| resource_together(r, vs) != YES)
			continue;
		pass_report(p, r, at, "VirtualService \"%s\" is also for the host \"%s\", and sidecars use only one of it and the one that Flagger makes",
			vs->name->text, node_text(at)->text);
		pass_note(p, vs, NULL, "the VirtualService");
		return;
	}
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *at = canary_name(r);

	if (!at || !canary_is_istios(r))
		return;
	judge_object(p, r, at, KIND_VIRTUAL_SERVICE, "");
	judge_object(p, r, at, KIND_DESTINATION_RULE, "-primary");
	judge_object(p, r, at, KIND_DESTINATION_RULE, "-canary");
	if (is_for_mesh(r))
		judge_host(p, r, at);
}

extern const struct page page_rollout_overwritten_object;

const struct rule rule_rollout_overwritten_object = {
	.notice = {
		.code     = "RO006",
		.name     = "rollout-overwritten-object",
		.summary  = "VirtualService or DestinationRule that conflicts with what Flagger makes of a Canary",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.page     = &page_rollout_overwritten_object,
	},
	.subject = KIND_CANARY,
	.visit   = visit,
};
