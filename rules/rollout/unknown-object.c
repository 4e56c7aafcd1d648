/* A Rollout names an object of Istio, or a Service, that does not exist. */
#include "keys.h"
#include "rules/rollouts.h"
#include "world/anywhere.h"
#include "world/service.h"

/* " in namespace "shop"", or "" where nobody tells it. */
static const char *in_namespace(struct pass *p, const struct str *ns)
{
	return ns->len ? arena_printf(pass_scratch(p), " in namespace \"%s\"", ns->text) : "";
}

static void judge_route(struct pass *p, const struct rollout_route *route)
{
	const struct mesh *m = pass_mesh(p);
	const struct str *text = node_text(route->at);
	struct resources named = mesh_named(m, KIND_VIRTUAL_SERVICE, route->name);

	if (route->name != text && mesh_find(m, KIND_VIRTUAL_SERVICE, route->rollout->ns, text) && !mesh_find(m, KIND_VIRTUAL_SERVICE, route->ns, route->name)
			&& !anywhere_object(m, KIND_VIRTUAL_SERVICE, route->ns, route->name)) {
		pass_report(p, route->rollout, route->at, "\"%s\" means VirtualService \"%s\" of namespace \"%s\", for what is behind the last dot is a namespace; write \"%s.%s\"",
			text->text, route->name->text, route->ns->text, text->text, route->rollout->ns->len ? route->rollout->ns->text : "NAMESPACE");
		if (route->rollout->ns->len)
			pass_fix(p, route->at, "%s.%s", text->text, route->rollout->ns->text);
		return;
	}
	if (mesh_has(m, KIND_VIRTUAL_SERVICE, route->ns, route->name) != NO)
		return;
	pass_report(p, route->rollout, route->at, "there is no VirtualService \"%s\"%s", route->name->text, in_namespace(p, route->ns));
	for (size_t i = 0; i < named.n; i++)
		pass_note(p, named.at[i], NULL, "did you mean \"%s.%s\"", named.at[i]->name->text, named.at[i]->ns->text);
	if (named.n == 1 && named.at[0]->ns_known)
		pass_fix(p, route->at, "%s.%s", named.at[0]->name->text, named.at[0]->ns->text);
}

/* Is there surely none of this name: are the DestinationRules of the namespace described, as its VirtualServices are? */
static bool lacks_rule(const struct mesh *m, const struct str *ns, const struct str *name)
{
	enum truth has = mesh_has(m, KIND_DESTINATION_RULE, ns, name);

	return has == NO || (has == UNKNOWN && !mesh_named(m, KIND_DESTINATION_RULE, name).n && mesh_in(m, KIND_DESTINATION_RULE, ns).n
		&& mesh_closed(m, SCOPE_VIRTUAL_SERVICES, ns) == YES && !anywhere_object(m, KIND_DESTINATION_RULE, ns, name));
}

static void judge_service(struct pass *p, const struct resource *r, const struct node *at)
{
	const struct mesh *m = pass_mesh(p);
	struct host_answer a;

	if (!node_text(at) || !node_text(at)->len)
		return;
	a = mesh_host(m, NULL, host_of_service(m, r->ns, node_text(at)), pass_scratch(p));
	if (a.why == HOST_ABSENT)
		pass_report(p, r, at, "there is no Service \"%s\"%s", node_text(at)->text, in_namespace(p, r->ns));
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *rule = node_at(rollout_istio(r), KEY_destinationRule, KEY_name, 0);

	if (!rollout_istio(r))
		return;
	rollout_routes_each(p, r, judge_route);
	if (node_text(rule) && node_text(rule)->len && lacks_rule(pass_mesh(p), r->ns, node_text(rule)))
		pass_report(p, r, rule, "there is no DestinationRule \"%s\"%s", node_text(rule)->text, in_namespace(p, r->ns));
	judge_service(p, r, node_get(rollout_canary(r), KEY_canaryService));
	judge_service(p, r, node_get(rollout_canary(r), KEY_stableService));
}

extern const struct page page_rollout_unknown_object;

const struct rule rule_rollout_unknown_object = {
	.notice = {
		.code     = "RO001",
		.name     = "rollout-unknown-object",
		.summary  = "Rollout names a VirtualService, DestinationRule or Service that does not exist",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.fixable  = true,
		.page     = &page_rollout_unknown_object,
	},
	.subject = KIND_ROLLOUT,
	.visit   = visit,
};
