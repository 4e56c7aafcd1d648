/* A DestinationRule of some workloads names a Secret that is not in their namespace. */
#include <string.h>

#include "keys.h"
#include "lint/rule.h"

/* Without another sign the Secret may be made by hand: one of its name elsewhere is such a sign, and the word of the user. */
static void judge(struct pass *p, const struct resource *r, const struct node *tls)
{
	const struct mesh *m = pass_mesh(p);
	const struct node *node = node_get(tls, KEY_credentialName);
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

static void judge_policy(struct pass *p, const struct resource *r, const struct node *policy)
{
	judge(p, r, node_get(policy, KEY_tls));
	for (const struct node *n = node_first(node_get(policy, KEY_portLevelSettings)); n; n = node_next(n))
		judge(p, r, node_get(n, KEY_tls));
}

/* Without a workloadSelector it is for gateways, of other namespaces too: sidecars then leave the credential, and TLS, out (cluster_tls.go). */
static void visit(struct pass *p, const struct resource *r)
{
	if (!node_get(r->spec, KEY_workloadSelector))
		return;
	judge_policy(p, r, node_get(r->spec, KEY_trafficPolicy));
	for (const struct node *s = node_first(node_get(r->spec, KEY_subsets)); s; s = node_next(s))
		judge_policy(p, r, node_get(s, KEY_trafficPolicy));
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
