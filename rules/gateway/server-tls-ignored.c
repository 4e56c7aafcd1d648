/* TLS settings of a server that istiod takes with a warning. */
#include "rules/parts.h"

#include <ctype.h>
#include <string.h>

#include "keys.h"
#include "world/service.h"

static bool is_known_cipher(const struct str *text)
{
	static const char known[] = " ALL ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 "
		"ECDHE-RSA-AES256-GCM-SHA384 ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES128-SHA "
		"ECDHE-RSA-AES128-SHA ECDHE-ECDSA-AES256-SHA ECDHE-RSA-AES256-SHA AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA "
		"AES256-SHA DES-CBC3-SHA ";
	const char *at;

	if (text->len == 0 || !isalnum((unsigned char)text->text[0]))
		return true;
	at = memmem(known, sizeof known - 1, text->text, text->len);
	for (; at; at = strstr(at + 1, text->text))
		if (at[-1] == ' ' && at[text->len] == ' ')
			return true;
	return false;
}

static void judge_ciphers(struct pass *p, const struct resource *r, const struct node *tls)
{
	for (const struct node *n = node_first(node_get(tls, KEY_cipherSuites)); n; n = node_next(n)) {
		const struct str *text = node_text(n);

		if (!text)
			continue;
		if (!is_known_cipher(text)) {
			pass_report(p, r, n, "cipher suite \"%s\" does not exist in Envoy and is ignored", text->text);
			continue;
		}
		for (const struct node *m = node_first(n->parent); m != n; m = node_next(m))
			if (node_text(m) == text) {
				pass_report(p, r, n, "cipher suite \"%s\" is listed twice", text->text);
				break;
			}
	}
}

static void judge(struct pass *p, const struct resource *r, const struct node *tls)
{
	static const uint32_t files[] = { KEY_caCrl, KEY_serverCertificate, KEY_privateKey, KEY_caCertificates,
		KEY_tlsCertificates, KEY_credentialName, KEY_credentialNames };
	const struct str *mode = node_get_text(tls, KEY_mode);
	const struct node *file = part_first_set(tls, files, sizeof files / sizeof files[0]);
	bool passes = !node_has(tls, KEY_mode) || (mode && (str_is(mode, "PASSTHROUGH") || str_is(mode, "AUTO_PASSTHROUGH")));

	if ((part_is(tls, KEY_minProtocolVersion, "TLSV1_0") || part_is(tls, KEY_minProtocolVersion, "TLSV1_1"))
			&& part_is_unset(tls, KEY_cipherSuites))
		pass_report(p, r, node_get(tls, KEY_minProtocolVersion),
			"TLS before 1.2 needs cipherSuites, because the default suites do not support it");
	judge_ciphers(p, r, tls);
	if (file && passes)
		pass_report_key(p, r, file, "\"%s\" is ignored, because mode %s passes TLS through", file->key->text, mode ? mode->text : "PASSTHROUGH");
}

static void visit(struct pass *p, const struct resource *r)
{
	server_tls_each(p, r, judge);
	for (const struct node *n = node_first(node_get(r->spec, KEY_servers)); n; n = node_next(n)) {
		const struct node *redirect = node_at(n, KEY_tls, KEY_httpsRedirect, 0);
		const struct str *protocol = node_get_text(node_get(n, KEY_port), KEY_protocol);
		bool yes;

		if (node_bool(redirect, &yes) && yes && protocol && !protocol_is_http(protocol_parse(protocol)))
			pass_report_key(p, r, redirect, "httpsRedirect works only on plain HTTP ports, and this one is \"%s\"", protocol->text);
	}
}

extern const struct page page_gateway_server_tls_ignored;

const struct rule rule_gateway_server_tls_ignored = {
	.notice = {
		.code     = "IV033",
		.name     = "gateway-server-tls-ignored",
		.summary  = "TLS settings of a server have no effect, or are unsafe",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0133",
		.former   = "validation-server-tls-ignored",
		.category = "validation",
		.page     = &page_gateway_server_tls_ignored,
	},
	.subjects = KIND_BIT(KIND_GATEWAY) | KIND_BIT(KIND_SIDECAR),
	.visit   = visit,
};
