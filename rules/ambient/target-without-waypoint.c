/* A policy names a Service in its targetRefs, and only waypoints apply it: none serves the Service. */
#include "keys.h"
#include "lint/rule.h"
#include "world/host.h"
#include "world/waypoint.h"

static void judge(struct pass *p, const struct resource *r, const struct node *ref)
{
	const struct str *group = node_get_text(ref, KEY_group), *kind = node_get_text(ref, KEY_kind), *name = node_get_text(ref, KEY_name), *ns = node_get_text(ref, KEY_namespace);
	const struct mesh *m = pass_mesh(p);
	const struct service *s;

	if ((group && group->len) || !kind || !str_is(kind, "Service") || !name || (ns && ns->len && ns != r->ns))
		return;
	for (s = mesh_services(m, host_of_service(m, r->ns, name)); s && s->kind != SERVICE_KUBERNETES; s = s->same_host)
		;
	if (!s || waypoint_of_service(m, s).state != WAYPOINT_NONE)
		return;
	pass_report(p, r, node_get(ref, KEY_name), "no waypoint serves the Service \"%s\", so this %s is not enforced", name->text, r->kind_name->text);
	pass_note(p, s->resource, NULL, "neither it nor its namespace has the label istio.io/use-waypoint");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *one = node_get(r->spec, KEY_targetRef);

	if (r->patched)
		return;
	if (one)
		judge(p, r, one);
	for (const struct node *n = node_first(node_get(r->spec, KEY_targetRefs)); n; n = node_next(n))
		judge(p, r, n);
}

extern const struct page page_ambient_target_without_waypoint;

const struct rule rule_ambient_target_without_waypoint = {
	.notice = {
		.code     = "AM004",
		.name     = "ambient-target-without-waypoint",
		.summary  = "Policy for a Service that no waypoint serves",
		.severity = SEVERITY_ERROR,
		.aliases  = "KIA0109 KIA1110 KIA1111 KIA1112",
		.category = "security",
		.page     = &page_ambient_target_without_waypoint,
	},
	.subjects = KIND_BIT(KIND_AUTHORIZATION_POLICY) | KIND_BIT(KIND_REQUEST_AUTHENTICATION) | KIND_BIT(KIND_WASM_PLUGIN) | KIND_BIT(KIND_TELEMETRY),
	.visit    = visit,
};
