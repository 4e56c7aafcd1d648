/* A pattern stands where a text is compared as it is, or one kind of pattern for another. */
#include <ctype.h>
#include <string.h>

#include "keys.h"
#include "lint/rule.h"

/* Is a part of the path a name in braces, as "/users/{id}" has it? */
static bool has_parameter(const char *path)
{
	for (const char *at = strstr(path, "/{"); at; at = strstr(at + 1, "/{")) {
		const char *end = at + 2 + strspn(at + 2, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

		if (end > at + 2 && *end == '}' && (end[1] == '/' || !end[1]))
			return true;
	}
	return false;
}

/* What of the text is meant to stand for others, or NULL. A star alone may be in a path or a header. */
static const char *pattern_in(uint32_t field, const struct node *at)
{
	const struct str *text = node_text(at);

	if (field == KEY_uri && str_is(text, "*"))
		return at->key->key == KEY_prefix ? "*" : NULL;
	if (!text || (field == KEY_uri && !str_starts(text, "/")))
		return NULL;
	if (strstr(text->text, ".*"))
		return ".*";
	if (field == KEY_uri && str_ends(text, "/*"))
		return "*";
	if (field == KEY_uri && has_parameter(text->text))
		return "{}";
	return field == KEY_authority && strchr(text->text, '*') ? "*" : NULL;
}

/* Does a star follow a letter wherever there is one, and nothing else tells of a regular expression? */
static bool is_glob(const char *regex)
{
	bool star = false;

	for (const char *at = regex; *at; at++) {
		if (strchr("\\[](){}|+?^$", *at))
			return false;
		if (*at != '*')
			continue;
		if (at == regex || !(isalnum((unsigned char)at[-1]) || strchr("/_-", at[-1])))
			return false;
		star = true;
	}
	return star;
}

static void judge(struct pass *p, const struct resource *vs, uint32_t field, const struct node *match)
{
	static const uint32_t literals[] = { KEY_exact, KEY_prefix };
	const struct str *regex = node_get_text(match, KEY_regex);

	for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
		const struct node *at = node_get(match, literals[i]);
		const char *pattern = pattern_in(field, at);

		if (pattern)
			pass_report(p, vs, at, "\"%s\" is compared as it is: \"%s\" has no meaning in \"%s\"", node_text(at)->text, pattern,
				at->key->text);
	}
	if (regex && is_glob(regex->text))
		pass_report(p, vs, node_get(match, KEY_regex), "\"*\" in the regular expression \"%s\" repeats the character before it; \".*\" matches any text",
			regex->text);
}

static void visit(struct pass *p, const struct resource *vs)
{
	for (const struct node *n = node_first(node_get(vs->spec, KEY_http)); n; n = node_next(n))
		for (const struct node *m = node_first(node_get(n, KEY_match)); m; m = node_next(m)) {
			judge(p, vs, KEY_uri, node_get(m, KEY_uri));
			judge(p, vs, KEY_authority, node_get(m, KEY_authority));
			for (const struct node *h = node_first(node_get(m, KEY_headers)); h; h = node_next(h))
				judge(p, vs, KEY_headers, h);
		}
}

extern const struct page page_virtualservice_pattern_as_text;

const struct rule rule_virtualservice_pattern_as_text = {
	.notice = {
		.code     = "VS045",
		.name     = "virtualservice-pattern-as-text",
		.summary  = "Pattern in a match that compares text, or that is no regular expression",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.page     = &page_virtualservice_pattern_as_text,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
