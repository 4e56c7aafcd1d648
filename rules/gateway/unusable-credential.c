/* A server takes its certificate from a Secret that holds none. */
#include <string.h>

#include "doc/scalar.h"
#include "keys.h"
#include "lint/rule.h"
#include "rules/credentials.h"

/* What a Secret has under a name. */
struct held {
	const char *bytes; /* NULL: nothing, or nothing that can be read */
	size_t n;
	bool there;        /* not empty */
};

static struct held value_of(struct pass *p, const struct resource *secret, const char *key)
{
	const struct node *plain = node_find(node_get(secret->root, KEY_stringData), key);
	const struct node *coded = node_find(node_get(secret->root, KEY_data), key);
	const struct str *text = node_text(plain ? plain : coded);
	struct held v = {NULL, 0, text && text->len};

	if (!v.there)
		return v;
	v.bytes = text->text;
	v.n = text->len;
	if (!plain)
		v.bytes = scalar_base64(pass_scratch(p), text->text, text->len, &v.n);
	return v;
}

/* Is it PEM of this kind? What cannot be read is another rule's, what a tool fills in later is nobody's. */
static bool is_pem(struct held v, const char *kind)
{
	static const char *const placeholders[] = {"ENC[", "${", "{{", "<path:", "ref+"};

	for (size_t i = 0; v.bytes && i < sizeof placeholders / sizeof *placeholders; i++)
		if (memmem(v.bytes, v.n, placeholders[i], strlen(placeholders[i])))
			return true;
	return !v.bytes || (memmem(v.bytes, v.n, "-----BEGIN ", 11) && memmem(v.bytes, v.n, kind, strlen(kind)));
}

static bool is_known(const struct mesh *m, const struct resource *secret)
{
	const struct node *data = node_get(secret->root, KEY_data), *plain = node_get(secret->root, KEY_stringData);

	return !secret->partial && !mesh_twins(m, secret).n && !node_find(secret->root, "sops")
		&& ((data && data->n) || (plain && plain->n))
		&& node_has(secret->root, KEY_data) == (data != NULL) && node_has(secret->root, KEY_stringData) == (plain != NULL);
}

/* The certificates that clients are checked with may stand in a Secret of their own. */
static bool lacks_ca(struct pass *p, const struct credential *c, const struct resource *secret)
{
	const struct mesh *m = pass_mesh(p);

	return credential_wants_ca(c) && !value_of(p, secret, "ca.crt").there && !value_of(p, secret, "cacert").there
		&& mesh_has_secret(m, c->ns, pool_printf(mesh_pool(m), "%s-cacert", c->name->text)) == NO;
}

static void judge(struct pass *p, const struct credential *c)
{
	const struct resource *secret = mesh_find(pass_mesh(p), KIND_SECRET, c->ns, c->name);
	const struct resource *r = c->server->gateway->resource;
	struct held cert, key;

	if (!secret || !is_known(pass_mesh(p), secret))
		return;
	cert = value_of(p, secret, "cert");
	key = value_of(p, secret, "key");
	if (!cert.there || !key.there) {
		cert = value_of(p, secret, "tls.crt");
		key = value_of(p, secret, "tls.key");
	}
	if (!cert.there || !key.there)
		pass_report(p, r, c->node, "Secret \"%s\" has neither \"tls.crt\" and \"tls.key\" nor \"cert\" and \"key\"", c->name->text);
	else if (!is_pem(cert, "CERTIFICATE-----"))
		pass_report(p, r, c->node, "the certificate in Secret \"%s\" is not in PEM form", c->name->text);
	else if (!is_pem(key, "PRIVATE KEY-----"))
		pass_report(p, r, c->node, "the private key in Secret \"%s\" is not in PEM form", c->name->text);
	else if (lacks_ca(p, c, secret))
		pass_report(p, r, c->node, "Secret \"%s\" has no \"ca.crt\" to verify clients with, and there is no Secret \"%s-cacert\"",
			c->name->text, c->name->text);
	else
		return;
	pass_note(p, secret, NULL, "the Secret");
}

static void visit(struct pass *p, const struct resource *r)
{
	credentials_visit(p, r, judge, NULL);
}

extern const struct page page_gateway_unusable_credential;

const struct rule rule_gateway_unusable_credential = {
	.notice = {
		.code     = "GW003",
		.name     = "gateway-unusable-credential",
		.summary  = "Gateway uses a Secret without a usable certificate",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0161",
		.category = "security",
		.page     = &page_gateway_unusable_credential,
	},
	.subject = KIND_GATEWAY,
	.visit   = visit,
};
