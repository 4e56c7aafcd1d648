/* Certificates of a client that do not go with its TLS mode. */
#include "rules/parts.h"

#include <string.h>

#include "keys.h"

/* configmap://namespace/name, of which the first part is there */
static void judge_config_map(struct pass *p, const struct resource *dr, const struct node *credential)
{
	const struct str *text = node_text(credential);
	const char *ns = strstr(text->text, "//") + 2, *slash = strchr(ns, '/');
	size_t n = slash ? (size_t)(slash - ns) : 0;

	if (!slash || n == 0 || !slash[1] || strchr(slash + 1, '/'))
		pass_report(p, dr, credential, "credentialName is \"%s\"; it must be configmap://namespace/name", text->text);
	else if (dr->ns_known && (dr->ns->len != n || memcmp(dr->ns->text, ns, n) != 0))
		pass_report(p, dr, credential, "the ConfigMap of credentialName must be in the namespace \"%s\" of the DestinationRule, not in \"%.*s\"",
			dr->ns->text, (int)n, ns);
}

static void conflict(struct pass *p, const struct resource *dr, const struct node *a, const struct node *b)
{
	pass_report_key(p, dr, b, "\"%s\" must not be set together with \"%s\"", b->key->text, a->key->text);
	pass_note(p, dr, a, "\"%s\" is set here", a->key->text);
}

static void judge_unverified(struct pass *p, const struct resource *dr, const struct node *tls, bool mutual)
{
	static const uint32_t proofs[] = { KEY_caCertificates, KEY_subjectAltNames, KEY_credentialName };
	const struct node *skip = node_get(tls, KEY_insecureSkipVerify), *proof;
	bool yes;

	if (!node_bool(skip, &yes) || !yes)
		return;
	proof = part_first_set(tls, proofs, mutual ? 2 : 3);
	if (proof)
		conflict(p, dr, skip, proof);
}

static void judge_mode(struct pass *p, const struct resource *dr, const struct node *tls, const struct str *mode)
{
	static const uint32_t files[] = { KEY_clientCertificate, KEY_caCertificates, KEY_privateKey, KEY_caCrl };
	bool mutual = str_is(mode, "MUTUAL");

	if (!mutual && !str_is(mode, "SIMPLE"))
		return;
	judge_unverified(p, dr, tls, mutual);
	if (part_is_set(tls, KEY_credentialName)) {
		const struct node *file = part_first_set(tls, files, 4);

		if (file)
			conflict(p, dr, node_get(tls, KEY_credentialName), file);
	} else if (mutual && part_is_unset(tls, KEY_credentialName)) {
		if (part_is_unset(tls, KEY_clientCertificate))
			pass_report(p, dr, node_get(tls, KEY_mode), "mode MUTUAL needs clientCertificate, or a credentialName");
		if (part_is_unset(tls, KEY_privateKey))
			pass_report(p, dr, node_get(tls, KEY_mode), "mode MUTUAL needs privateKey, or a credentialName");
	}
}

static void judge(struct pass *p, const struct resource *dr, struct traffic_policy policy)
{
	const struct node *tls = node_get(policy.node, KEY_tls);
	const struct str *credential = node_get_text(tls, KEY_credentialName), *mode = node_get_text(tls, KEY_mode);

	if (credential && str_starts(credential, "configmap://"))
		judge_config_map(p, dr, node_get(tls, KEY_credentialName));
	if (mode)
		judge_mode(p, dr, tls, mode);
}

static void visit(struct pass *p, const struct resource *dr)
{
	policies_each(p, dr, judge);
}

extern const struct page page_destinationrule_client_tls;

const struct rule rule_destinationrule_client_tls = {
	.notice = {
		.code     = "IV034",
		.name     = "destinationrule-client-tls",
		.summary  = "Client TLS settings lack certificates, or cannot be combined",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-client-tls",
		.category = "validation",
		.page     = &page_destinationrule_client_tls,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
