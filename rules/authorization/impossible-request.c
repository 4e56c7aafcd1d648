/* A policy asks for a path, method, host or header that no request has. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "keys.h"
#include "rules/asked.h"
#include "traffic/value.h"

#define MOST_COMPARED 500 /* alternatives of one list; in longer ones this is not found */

/* Does an alternative take all that was meant by the value, up to its first star? Then it does not matter that this one takes nothing. */
static bool is_covered(const struct asked_value *v)
{
	size_t n = strcspn(v->text->text, "*");

	if (v->list->n > MOST_COMPARED || node_is_rejected(v->list))
		return true;
	for (const struct node *other = node_first(v->list); other; other = node_next(other)) {
		const struct str *o = node_text(other);

		if (strcmp(o->text, "*") == 0 || (o->len && o->len - 1 <= n && str_ends(o, "*") && strncmp(o->text, v->text->text, o->len - 1) == 0))
			return true;
	}
	return false;
}

static void judge_path(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	const char *text = v->text->text;

	(void)with;
	if (!v->text->len || value_is_template(text))
		return;
	if (strpbrk(text, "?#"))
		pass_report(p, r, v->node, "paths are compared without query and fragment, so no path matches \"%s\"", text);
	else if (text[0] != '/' && text[0] != '*')
		pass_report(p, r, v->node, "every path begins with \"/\", so no path matches \"%s\"", text);
	else if (value_has_literal_star(text) && !is_covered(v))
		pass_report(p, r, v->node, "a \"*\" is a wildcard only at the beginning or the end of a path, and only once: \"%s\" matches only a path that has a literal \"*\"%s", text,
			strstr(text, "/*/") ? "; \"{*}\" is one segment of any name" : "");
}

static bool is_method(const char *text)
{
	static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE" };

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (strcasecmp(text, methods[i]) == 0)
			return strcmp(text, methods[i]) != 0;
	return false;
}

static const char *upper(struct pass *p, const char *text)
{
	char *out = arena_strndup(pass_scratch(p), text, strlen(text));

	for (char *c = out; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return out;
}

static void judge_method(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	(void)with;
	if (!is_method(v->text->text))
		return;
	pass_report(p, r, v->node, "methods are compared with upper and lower case, and requests have \"%s\", not \"%s\"", upper(p, v->text->text), v->text->text);
	pass_fix(p, v->node, "%s", upper(p, v->text->text));
	pass_unsafe(p); /* somebody gets in, or no more */
}

static void judge_host(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	const char *text = v->text->text;

	(void)with;
	if (strchr(text, '/'))
		pass_report(p, r, v->node, "a Host header has no \"/\", so no host matches \"%s\"", text);
	else if (value_has_literal_star(text))
		pass_report(p, r, v->node, "a \"*\" is a wildcard only at the beginning or the end of a host, and only once, so no host matches \"%s\"", text);
}

/* Headers in which a star is nothing special: "*" is a media type, or any ETag. */
static bool has_stars(const struct str *key)
{
	const char *name = strchr(key->text, '[') + 1;

	return strncasecmp(name, "accept", strlen("accept")) == 0 || strncasecmp(name, "if-", strlen("if-")) == 0
		|| strncasecmp(name, "access-control-", strlen("access-control-")) == 0;
}

static void judge_text(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	const char *text = v->text->text;

	(void)with;
	if (text[0] == '*' && v->text->len > 2 && str_ends(v->text, "*") && !has_stars(v->key))
		pass_report(p, r, v->node, "\"*\" at both ends is no wildcard for \"contains\": \"%s\" matches only a value that ends in \"%s\"", text, text + 1);
}

static void visit(struct pass *p, const struct resource *r)
{
	static const struct asked_property path = { KEY_operation, KEY_paths, KEY_notPaths, NULL };
	static const struct asked_property method = { KEY_operation, KEY_methods, KEY_notMethods, NULL };
	static const struct asked_property host = { KEY_operation, KEY_hosts, KEY_notHosts, NULL };
	static const struct asked_property header = { .key = "request.headers[" }, claim = { .key = "request.auth.claims[" };

	asked_each(p, r, &path, NULL, judge_path);
	asked_each(p, r, &method, NULL, judge_method);
	asked_each(p, r, &host, NULL, judge_host);
	asked_each(p, r, &header, NULL, judge_text);
	asked_each(p, r, &claim, NULL, judge_text);
}

extern const struct page page_authorization_impossible_request;

const struct rule rule_authorization_impossible_request = {
	.notice = {
		.code     = "AP007",
		.name     = "authorization-impossible-request",
		.summary  = "AuthorizationPolicy names a path, method, host or header that no request has",
		.severity = SEVERITY_WARNING,
		.category = "security",
		.fixable  = true,
		.page     = &page_authorization_impossible_request,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
