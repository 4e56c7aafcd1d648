/* Comparing StringMatches as sets. */
#include "world/pattern.h"

#include <string.h>
#include <strings.h>

#include "keys.h"

/* Bytes at the beginning of a regex that stand for themselves. */
static size_t literal_length(const char *text, size_t n)
{
	size_t i = 0;

	while (i < n && !strchr("\\.^$|?*+()[]{}", text[i]))
		i++;
	/* A repetition concerns the character before it. */
	if (i < n && strchr("?*+{", text[i]) && i > 0)
		i--;
	return i;
}

/*
 * "abc" is one text, "abc.*" all that begin so. An alternative anywhere, or
 * flags such as (?i), leave nothing certain about the beginning.
 */
static void parse_regex(struct string_pattern *p, bool path)
{
	const char *text = p->text->text;
	size_t n = p->text->len;

	p->kind = PATTERN_REGEX;
	if (memchr(text, '|', n) || strstr(text, "(?"))
		return;
	if (n && text[0] == '^') {
		text++;
		n--;
	}
	if (n && text[n - 1] == '$')
		n--; /* where it is escaped a backslash is left, which is part of no literal */
	p->literal = text;
	p->n = literal_length(text, n);
	if (!path && n == 1 && text[0] == '*')
		p->kind = PATTERN_ALL; /* istiod's way to say "present" */
	else if (p->n == n)
		p->kind = n ? PATTERN_EXACT : PATTERN_REGEX;
	else if (n - p->n == 2 && memcmp(text + p->n, ".*", 2) == 0)
		p->kind = p->n ? PATTERN_PREFIX : PATTERN_ALL;
}

struct string_pattern pattern_parse(const struct node *node, bool path, bool fold)
{
	struct string_pattern p = {.kind = PATTERN_UNKNOWN, .fold = fold};
	const struct node *value;

	if (node && !node_is_map(node) && !node_is_null(node))
		return p;
	if (!node || !node->n) {
		p.kind = PATTERN_ALL;
		return p;
	}
	value = node_first(node);
	p.text = node_text(value);
	if (!p.text || node->n != 1)
		return p;
	p.literal = p.text->text;
	p.n = p.text->len;
	if (value->key->key == KEY_regex) {
		p.fold = false;
		p.n = 0;
		parse_regex(&p, path);
	} else if (value->key->key == KEY_exact) {
		p.kind = p.n ? PATTERN_EXACT : PATTERN_UNKNOWN;
	} else if (value->key->key == KEY_prefix) {
		p.kind = p.n ? PATTERN_PREFIX : PATTERN_UNKNOWN;
	}
	if (path && p.kind == PATTERN_PREFIX && p.n == 1 && p.literal[0] == '/')
		p.kind = PATTERN_ALL;
	return p;
}

static bool has_letters(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((text[i] | 32) >= 'a' && (text[i] | 32) <= 'z')
			return true;
	return false;
}

static bool equal_bytes(const char *a, const char *b, size_t n, bool fold)
{
	return fold ? strncasecmp(a, b, n) == 0 : memcmp(a, b, n) == 0;
}

/* Does text begin with all of start? */
static bool begins(const struct string_pattern *text, const struct string_pattern *start, bool fold)
{
	return text->n >= start->n && equal_bytes(text->literal, start->literal, start->n, fold);
}

enum truth pattern_covers(const struct string_pattern *a, const struct string_pattern *b)
{
	bool fold = a->fold;

	if (a->kind == PATTERN_ALL || pattern_same(a, b))
		return a->kind == PATTERN_UNKNOWN ? UNKNOWN : YES;
	if (a->kind == PATTERN_UNKNOWN || b->kind == PATTERN_UNKNOWN)
		return UNKNOWN;
	if (b->kind == PATTERN_ALL)
		return a->kind == PATTERN_REGEX ? UNKNOWN : NO;
	if (a->kind == PATTERN_REGEX)
		return UNKNOWN;
	/* Letters of either case are more than letters as written. */
	if (b->fold && !a->fold && has_letters(b->literal, a->n < b->n ? a->n : b->n))
		return NO;
	if (b->kind == PATTERN_REGEX) {
		if (a->kind == PATTERN_PREFIX && begins(b, a, fold))
			return YES;
		return pattern_overlaps(a, b) == NO ? NO : UNKNOWN;
	}
	if (a->kind == PATTERN_EXACT)
		return b->kind == PATTERN_EXACT && a->n == b->n && begins(b, a, fold) ? YES : NO;
	return begins(b, a, fold) ? YES : NO;
}

enum truth pattern_overlaps(const struct string_pattern *a, const struct string_pattern *b)
{
	bool fold = a->fold || b->fold;
	size_t n = a->n < b->n ? a->n : b->n;

	if (a->kind == PATTERN_UNKNOWN || b->kind == PATTERN_UNKNOWN)
		return UNKNOWN;
	if (a->kind == PATTERN_ALL || b->kind == PATTERN_ALL)
		return YES;
	if (!equal_bytes(a->literal, b->literal, n, fold))
		return NO;
	/* One begins with the other: an exact text must not be the shorter. */
	if ((a->kind == PATTERN_EXACT && a->n < b->n) || (b->kind == PATTERN_EXACT && b->n < a->n))
		return NO;
	if (a->kind == PATTERN_REGEX || b->kind == PATTERN_REGEX)
		return pattern_same(a, b) ? YES : UNKNOWN;
	return YES;
}

bool pattern_same(const struct string_pattern *a, const struct string_pattern *b)
{
	if (a->kind != b->kind || a->fold != b->fold)
		return false;
	if (a->kind == PATTERN_ALL)
		return true;
	if (a->kind == PATTERN_REGEX || a->kind == PATTERN_UNKNOWN)
		return a->text == b->text;
	return a->n == b->n && equal_bytes(a->literal, b->literal, a->n, a->fold);
}
