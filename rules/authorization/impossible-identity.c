/* A policy asks for an identity that no request has. */
#include <string.h>

#include "rules/asked.h"
#include "traffic/value.h"

static const char scheme[] = "spiffe://";

/* Istio's identities are TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT; other authorities may put more parts between these. */
static bool is_misshapen(const struct str *text)
{
	const char *slash = strchr(text->text, '/'), *ns = strstr(text->text, "/ns/"), *sa = strstr(text->text, "/sa/");

	if (!slash || strcspn(text->text, ":@ ") < (size_t)(slash - text->text) || strncmp(text->text, "ns/", 3) == 0)
		return true;
	if (slash == text->text || str_ends(text, "/") || strstr(text->text, "//"))
		return true;
	return ns && sa ? sa < ns : ns || sa;
}

static void judge_principal(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	const char *text = v->text->text;

	(void)with;
	if (strncmp(text, scheme, strlen(scheme)) == 0) {
		pass_report(p, r, v->node, "Istio itself puts \"%s\" before a principal, so \"%s\" matches no request", scheme, text);
		if (text[strlen(scheme)]) {
			pass_fix(p, v->node, "%s", text + strlen(scheme));
			pass_unsafe(p); /* somebody gets in, or no more */
		}
	} else if (value_has_literal_star(text)) {
		pass_report(p, r, v->node, "a \"*\" is a wildcard only at the beginning or the end of a principal, and only once, so \"%s\" matches no request", text);
	} else if (!strchr(text, '*') && is_misshapen(v->text)) {
		pass_report(p, r, v->node, "\"%s\" is not of the form TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT, so it matches no request", text);
	}
}

/* Names of namespaces have lowercase letters, digits and dashes; "NAMESPACE/sa" only happens to be found in an identity. */
static void judge_namespace(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	const char *text = v->text->text;

	(void)with;
	if (text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-*")] && !(strchr(text, '*') && strchr(text, '/')) && !str_ends(v->text, "/sa"))
		pass_report(p, r, v->node, "\"%s\" is not the name of a namespace, so it matches no request", text);
}

/* istiod splits issuer and subject at the last slash. */
static void judge_token(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	const char *text = v->text->text, *host = strstr(text, "://");

	(void)with;
	if (value_has_literal_star(text))
		pass_report(p, r, v->node, "a \"*\" is a wildcard only at the beginning or the end of a request principal, and only once, so \"%s\" matches no JWT", text);
	else if (!strchr(text, '*') && (!strchr(text, '/') || (host && !strchr(host + 3, '/'))))
		pass_report(p, r, v->node, "\"%s\" is not of the form ISSUER/SUBJECT, so it matches no JWT; \"%s/*\" is any subject of this issuer", text, text);
}

static void visit(struct pass *p, const struct resource *r)
{
	asked_each(p, r, &asked_principal, NULL, judge_principal);
	asked_each(p, r, &asked_namespace, NULL, judge_namespace);
	asked_each(p, r, &asked_request_principal, NULL, judge_token);
}

extern const struct page page_authorization_impossible_identity;

const struct rule rule_authorization_impossible_identity = {
	.notice = {
		.code     = "AP006",
		.name     = "authorization-impossible-identity",
		.summary  = "AuthorizationPolicy names an identity that no request can have",
		.severity = SEVERITY_ERROR,
		.category = "security",
		.fixable  = true,
		.page     = &page_authorization_impossible_identity,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
