/* A DestinationRule of some workloads names a Secret that is not in their namespace. */
#include <string.h>

#include "keys.h"
#include "lint/rule.h"
#include "rules/parts.h"

/* Without another sign the Secret may be made by hand: one of its name elsewhere is such a sign, and the word of the user. */
static void judge(struct pass *p, const struct resource *r, struct traffic_policy policy)
{
	const struct mesh *m = pass_mesh(p);
	const struct node *node = node_get(node_get(policy.node, KEY_tls), KEY_credentialName);
	const struct str *name = node_text(node);
	struct resources named;

	if (!name || !name->len || strstr(name->text, "://") || mesh_has_secret(m, r->ns, name) != NO)
		return;
	named = mesh_named(m, KIND_SECRET, name);
	if (!named.n && mesh_world(m) != WORLD_CLOSED)
		return;
	pass_report(p, r, node, "there is no Secret \"%s\" in namespace \"%s\", where the workloads are that the rule selects", name->text, r->ns->text);
	for (size_t i = 0; i < named.n; i++)
		pass_note(p, named.at[i], NULL, "namespace \"%s\" has a Secret of this name", named.at[i]->ns->text);
}

/* Without a workloadSelector it is for gateways, of other namespaces too: sidecars then leave the credential, and TLS, out (cluster_tls.go). */
static void visit(struct pass *p, const struct resource *r)
{
	if (!node_get(r->spec, KEY_workloadSelector))
		return;
	policies_each(p, r, judge);
}

extern const struct page page_destinationrule_unknown_credential;

const struct rule rule_destinationrule_unknown_credential = {
	.notice = {
		.code     = "DR021",
		.name     = "destinationrule-unknown-credential",
		.summary  = "DestinationRule names a Secret that its workloads do not find",
		.severity = SEVERITY_WARNING,
		.aliases  = NULL,
		.category = "security",
		.page     = &page_destinationrule_unknown_credential,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
