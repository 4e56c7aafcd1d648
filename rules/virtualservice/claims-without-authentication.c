/* Routes by claims of a token that nothing on the gateway reads. */
#include <strings.h>

#include "keys.h"
#include "lint/rule.h"
#include "rules/gateways.h"
#include "world/anywhere.h"
#include "world/virtualservice.h"
#include "world/workload.h"

/* The first header of the list that stands for a claim. */
static const struct node *claim_in(const struct node *headers)
{
	for (const struct node *h = node_first(headers); h; h = node_next(h))
		if (strncasecmp(h->key->text, "@request.auth.claims", 20) == 0 && (h->key->text[20] == '.' || h->key->text[20] == '['))
			return h;
	return NULL;
}

static const struct node *first_claim(const struct resource *r)
{
	for (const struct node *rule = node_first(node_get(r->spec, KEY_http)); rule; rule = node_next(rule))
		for (const struct node *b = node_first(node_get(rule, KEY_match)); b; b = node_next(b)) {
			const struct node *claim = claim_in(node_get(b, KEY_headers));

			if (!claim)
				claim = claim_in(node_get(b, KEY_withoutHeaders));
			if (claim)
				return claim;
		}
	return NULL;
}

/* Could one of this namespace be for the workload (NULL: for any)? */
static bool may_authenticate(struct pass *p, const struct str *ns, const struct workload *w)
{
	struct resources all = mesh_in(pass_mesh(p), KIND_REQUEST_AUTHENTICATION, ns);

	for (size_t i = 0; i < all.n; i++) {
		const struct resource *ra = all.at[i];

		if (!w || ra->partial || node_has(ra->spec, KEY_targetRef) || node_has(ra->spec, KEY_targetRefs)
				|| workload_matches(w, node_at(ra->spec, KEY_selector, KEY_matchLabels, 0)) != NO)
			return true;
	}
	return false;
}

/* Does nothing authenticate requests there: neither in its namespace nor in the root namespace, both described? */
static bool is_unread(struct pass *p, const struct str *ns, const struct workload *w)
{
	const struct mesh *m = pass_mesh(p);
	const struct str *root = mesh_root_namespace(m);

	return mesh_closed(m, SCOPE_WORKLOADS, ns) == YES && mesh_closed(m, SCOPE_WORKLOADS, root) == YES
		&& !anywhere_more(m, KIND_REQUEST_AUTHENTICATION, ns) && !anywhere_more(m, KIND_REQUEST_AUTHENTICATION, root)
		&& !may_authenticate(p, ns, w) && !may_authenticate(p, root, w);
}

static bool judge(struct pass *p, const struct resource *r, const struct gateway *g, const struct node *claim)
{
	const struct mesh *m = pass_mesh(p);
	struct selection on = gateway_workloads(m, g, pass_scratch(p));
	bool unread = !on.n && gateway_is_stock(m, g) && mesh_world(m) == WORLD_CLOSED && is_unread(p, mesh_root_namespace(m), NULL);

	for (size_t i = 0; i < on.n_sure && !unread; i++)
		unread = is_unread(p, on.at[i]->ns, on.at[i]);
	if (!unread)
		return false;
	pass_report_key(p, r, claim, "no RequestAuthentication validates JWTs on Gateway \"%s\", so no request has a claim to match",
		g->resource->name->text);
	pass_note(p, g->resource, NULL, "the Gateway");
	return true;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);
	const struct node *claim = vs ? first_claim(r) : NULL;
	const struct gateway *g;

	for (size_t i = 0; claim && i < vs->n_gateways; i++)
		if (!vs->gateways[i].mesh && mesh_gateway(pass_mesh(p), &vs->gateways[i], &g) == YES && g && judge(p, r, g, claim))
			return;
}

extern const struct page page_virtualservice_claims_without_authentication;

const struct rule rule_virtualservice_claims_without_authentication = {
	.notice = {
		.code     = "VS025",
		.name     = "virtualservice-claims-without-authentication",
		.summary  = "Routes by JWT claims on a gateway without RequestAuthentication",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0149",
		.category = "security",
		.page     = &page_virtualservice_claims_without_authentication,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
