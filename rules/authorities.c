/* Finds TLS towards servers whose certificates nobody vouches for by name. */
#include "rules/authorities.h"

#include "keys.h"

static bool is_set(const struct node *tls, uint32_t key)
{
	const struct str *text = node_get_text(tls, key);

	return node_has(tls, key) && (!text || text->len);
}

/* A credential brings its authorities along; who skips the check knows it. */
static void judge(struct pass *p, const struct resource *r, const struct node *tls)
{
	const struct node *mode = node_get(tls, KEY_mode);
	uint32_t release = mesh_release(pass_mesh(p));
	bool skips;

	if ((!str_is(node_text(mode), "SIMPLE") && !str_is(node_text(mode), "MUTUAL")) || is_set(tls, KEY_caCertificates)
			|| is_set(tls, KEY_caCertCredentialName) || is_set(tls, KEY_credentialName) || (node_bool(node_get(tls, KEY_insecureSkipVerify), &skips) && skips))
		return;
	if (release == 0 || release >= 21)
		pass_report(p, r, mode,
			"\"caCertificates\" is not set, so the server's certificate may be from any CA that the proxy's system trusts");
	else
		pass_report(p, r, mode, "\"caCertificates\" is not set, so the server's certificate is not verified");
}

static void judge_policy(struct pass *p, const struct resource *r, const struct node *policy, enum authority_level level)
{
	if (level == AUTHORITY_OF_HOST) {
		judge(p, r, node_get(policy, KEY_tls));
		return;
	}
	for (const struct node *n = node_first(node_get(policy, KEY_portLevelSettings)); n; n = node_next(n))
		judge(p, r, node_get(n, KEY_tls));
}

void authorities_report(struct pass *p, const struct resource *r, enum authority_level level)
{
	judge_policy(p, r, node_get(r->spec, KEY_trafficPolicy), level);
	for (const struct node *s = node_first(node_get(r->spec, KEY_subsets)); s; s = node_next(s))
		judge_policy(p, r, node_get(s, KEY_trafficPolicy), level);
}
