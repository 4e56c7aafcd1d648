/* Certificates of a server that do not go with its TLS mode. */
#include "rules/parts.h"

#include "keys.h"

static const uint32_t sources[] = {
	KEY_serverCertificate, KEY_privateKey, KEY_caCertificates, KEY_tlsCertificates, KEY_credentialName, KEY_credentialNames,
};

static void judge_istio_mutual(struct pass *p, const struct resource *r, const struct node *tls)
{
	for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
		if (part_is_set(tls, sources[i]))
			pass_report_key(p, r, node_get(tls, sources[i]), "mode ISTIO_MUTUAL uses Istio's own certificates; \"%s\" must not be set",
				node_get(tls, sources[i])->key->text);
}

/* At most one place that certificates come from. */
static void judge_sources(struct pass *p, const struct resource *r, const struct node *tls)
{
	const struct node *first = NULL;
	bool files = part_is_set(tls, KEY_serverCertificate) && part_is_set(tls, KEY_privateKey);
	static const uint32_t fields[] = { KEY_serverCertificate, KEY_credentialName, KEY_credentialNames, KEY_tlsCertificates };

	for (size_t i = 0; i < 4; i++) {
		if (!(i == 0 ? files : part_is_set(tls, fields[i])))
			continue;
		if (first) {
			pass_report_key(p, r, node_get(tls, fields[i]), "\"%s\" and \"%s\" both say where certificates come from",
				first->key->text, node_get(tls, fields[i])->key->text);
			pass_note(p, r, first, "\"%s\" is set here", first->key->text);
			return;
		}
		first = node_get(tls, fields[i]);
	}
}

/* Both files of a pair; at is what to point at where there is neither. */
static void judge_pair(struct pass *p, const struct resource *r, const struct node *pair, const struct str *mode)
{
	static const uint32_t files[] = { KEY_serverCertificate, KEY_privateKey };

	for (size_t i = 0; i < 2; i++)
		if (part_is_unset(pair, files[i])) {
			pass_report_key(p, r, pair, "mode %s needs %s, or a credentialName", mode->text,
				i ? "privateKey" : "serverCertificate");
			return;
		}
}

static void judge_needs(struct pass *p, const struct resource *r, const struct node *tls, const struct str *mode)
{
	const struct node *pairs = node_get(tls, KEY_tlsCertificates);

	if (!str_is(mode, "SIMPLE") && part_is_unset(tls, KEY_caCertificates))
		pass_report(p, r, node_get(tls, KEY_mode), "mode %s needs caCertificates, or a credentialName", mode->text);
	for (const struct node *n = node_first(pairs); n; n = node_next(n))
		judge_pair(p, r, n, mode);
	if (part_is_unset(tls, KEY_tlsCertificates))
		judge_pair(p, r, tls, mode);
}

static void judge(struct pass *p, const struct resource *r, const struct node *tls)
{
	const struct str *mode = node_get_text(tls, KEY_mode);
	bool ends = mode && (str_is(mode, "SIMPLE") || str_is(mode, "MUTUAL") || str_is(mode, "OPTIONAL_MUTUAL"));

	if (mode && str_is(mode, "ISTIO_MUTUAL")) {
		judge_istio_mutual(p, r, tls);
		return;
	}
	judge_sources(p, r, tls);
	if (ends && part_is_unset(tls, KEY_credentialName) && part_is_unset(tls, KEY_credentialNames)) {
		judge_needs(p, r, tls, mode);
		if (str_is(mode, "SIMPLE") && part_is_set(tls, KEY_caCrl))
			pass_report_key(p, r, node_get(tls, KEY_caCrl), "caCrl must not be set with mode SIMPLE, which asks for no client certificate");
	} else if (!ends && part_is_set(tls, KEY_caCrl) && part_is_set(tls, KEY_credentialName)) {
		pass_report_key(p, r, node_get(tls, KEY_caCrl), "caCrl must not be set together with credentialName, whose Secret holds it");
	}
}

static void visit(struct pass *p, const struct resource *r)
{
	server_tls_each(p, r, judge);
}

extern const struct page page_gateway_server_tls;

const struct rule rule_gateway_server_tls = {
	.notice = {
		.code     = "IV032",
		.name     = "gateway-server-tls",
		.summary  = "Server TLS settings lack certificates, or name too many sources of them",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-server-tls",
		.category = "validation",
		.page     = &page_gateway_server_tls,
	},
	.subjects = KIND_BIT(KIND_GATEWAY) | KIND_BIT(KIND_SIDECAR),
	.visit   = visit,
};
