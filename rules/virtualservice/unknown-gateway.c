/* A VirtualService is bound to a Gateway that does not exist. */
#include "lint/rule.h"
#include "mesh/gateway.h"
#include "mesh/virtualservice.h"

/* The Gateways of the same name that a slip in the namespace may have meant. */
static void suggest(struct pass *p, const struct gateway_ref *ref)
{
	struct gateways_named named = mesh_gateways_named(pass_mesh(p), ref->name);

	for (size_t i = 0; i < named.n; i++) {
		const struct resource *g = named.at[i]->resource;

		pass_note(p, g, NULL, "did you mean \"%s/%s\"", g->ns->text, g->name->text);
		if (named.n == 1 && g->ns_known && ref->node)
			pass_fix(p, ref->node, "%s/%s", g->ns->text, g->name->text);
	}
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (size_t i = 0; vs && i < vs->n_gateways; i++) {
		const struct gateway_ref *ref = &vs->gateways[i];
		enum truth exists = ref->mesh || gateway_is_internal(ref) ? YES
			: mesh_gateway(pass_mesh(p), ref, NULL);

		if (exists == UNKNOWN)
			pass_undescribed(p, SCOPE_GATEWAYS, ref->ns);
		if (exists != NO)
			continue;
		if (ref->ns->len)
			pass_report(p, r, ref->node, "there is no Gateway \"%s\" in namespace \"%s\"",
				ref->name->text, ref->ns->text);
		else
			pass_report(p, r, ref->node, "there is no Gateway \"%s\"", ref->name->text);
		suggest(p, ref);
	}
}

extern const struct page page_virtualservice_unknown_gateway;

const struct rule rule_virtualservice_unknown_gateway = {
	.notice = {
		.code     = "VS004",
		.name     = "virtualservice-unknown-gateway",
		.summary  = "VirtualService names a Gateway that does not exist",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0101 IST0132 KIA1102",
		.category = "routing",
		.fixable  = true,
		.page     = &page_virtualservice_unknown_gateway,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.reads   = KIND_BIT(KIND_VIRTUAL_SERVICE) | KIND_BIT(KIND_GATEWAY) | KIND_BIT(KIND_K8S_GATEWAY),
	.visit   = visit,
};
