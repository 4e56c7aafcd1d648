/* A route leads to a Service, or a listener takes a Secret, of another namespace, which no ReferenceGrant there allows. */
#include "keys.h"
#include "rules/backends.h"
#include "world/attached.h"

static void judge(struct pass *p, const struct resource *r, const struct node *ref)
{
	const struct str *ns = node_get_text(ref, KEY_namespace);

	if (reference_is_granted(pass_mesh(p), r, ref) == NO)
		pass_report(p, r, node_get(ref, KEY_namespace), "no ReferenceGrant in namespace \"%s\" allows %ss of namespace \"%s\" to refer to \"%s\"", ns->text, r->kind_name->text,
			r->ns->text, node_get_text(ref, KEY_name)->text);
}

/* Sidecars ask for no grant. */
static bool is_for_gateways(const struct resource *r)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_parentRefs)); n; n = node_next(n))
		if (parent_of(r, n).kind == PARENT_GATEWAY)
			return true;
	return false;
}

static void visit(struct pass *p, const struct resource *r)
{
	if (r->kind != KIND_K8S_GATEWAY && is_for_gateways(r))
		backends_each(p, r, judge);
	for (const struct node *n = r->kind == KIND_K8S_GATEWAY ? node_first(node_get(r->spec, KEY_listeners)) : NULL; n; n = node_next(n))
		for (const struct node *ref = node_first(node_at(n, KEY_tls, KEY_certificateRefs, 0)); ref; ref = node_next(ref))
			judge(p, r, ref);
}

extern const struct page page_gatewayapi_ungranted_reference;

const struct rule rule_gatewayapi_ungranted_reference = {
	.notice = {
		.code     = "GA004",
		.name     = "gatewayapi-ungranted-reference",
		.summary  = "Reference into another namespace that no ReferenceGrant allows",
		.severity = SEVERITY_ERROR,
		.aliases  = "KIA1402",
		.category = "routing",
		.page     = &page_gatewayapi_ungranted_reference,
	},
	.subjects = KINDS_OF_ROUTES | KIND_BIT(KIND_K8S_GATEWAY),
	.visit    = visit,
};
