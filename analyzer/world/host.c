/* Expands, parses and compares host names. */
#include "world/host.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "world/internal.h"

bool host_is_wild(const struct str *host)
{
	return host && host->len > 0 && host->text[0] == '*';
}

bool host_is_address(const struct str *host)
{
	unsigned char bytes[16];

	if (!host)
		return false;
	if (!isdigit((unsigned char)host->text[0]) && !strchr(host->text, ':'))
		return false;
	return inet_pton(AF_INET, host->text, bytes) == 1 || inet_pton(AF_INET6, host->text, bytes) == 1;
}

bool host_is_short(const struct str *text)
{
	return text && text->len > 0 && !strchr(text->text, '.') && !str_is(text, "*")
		&& !host_is_address(text);
}

const struct str *host_of_service(const struct mesh *m, const struct str *ns, const struct str *name)
{
	return pool_printf(m->pool, "%s.%s.svc.%s", name->text, ns ? ns->text : "", m->cluster_domain->text);
}

const struct str *host_expand(const struct mesh *m, const struct str *text, const struct str *ns)
{
	if (!text || text->len == 0)
		return NULL;
	return host_is_short(text) ? host_of_service(m, ns, text) : text;
}

const struct str *host_lower(const struct mesh *m, const struct str *host)
{
	const char *p;
	struct arena a = ARENA_INIT;
	char *lower;
	const struct str *out;

	if (!host)
		return NULL;
	for (p = host->text; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			break;
	if (!*p)
		return host;
	lower = arena_strndup(&a, host->text, host->len);
	for (char *q = lower; *q; q++)
		if (*q >= 'A' && *q <= 'Z')
			*q = (char)(*q - 'A' + 'a');
	out = pool_intern(m->pool, lower, host->len);
	arena_release(&a);
	return out;
}

const char *host_show(const struct mesh *m, struct arena *a, const struct str *host)
{
	struct host_parts p = host_parse(m, host);

	if (p.form != HOST_FORM_SERVICE)
		return host->text;
	return p.ns->len > 0 ? arena_printf(a, "%s.%s", p.name->text, p.ns->text) : p.name->text;
}

/* Where the empty label of a nameless host stands (its first dot), or NULL. */
static const char *nameless(const struct str *host)
{
	return memmem(host->text, host->len, "..", 2);
}

static bool ends_with(const char *text, size_t n, const char *suffix, size_t suffix_n)
{
	return n >= suffix_n && memcmp(text + n - suffix_n, suffix, suffix_n) == 0;
}

/*
 * Does "name.<some label>.rest" end in suffix? head and tail are "name." and
 * ".rest". UNKNOWN where it depends on the label.
 */
static enum truth nameless_ends(const char *head, size_t head_n, const char *tail, size_t tail_n,
	const char *suffix, size_t n)
{
	const char *label;
	size_t rest;

	if (n <= tail_n)
		return ends_with(tail, tail_n, suffix, n) ? YES : NO;
	if (!ends_with(suffix, n, tail, tail_n))
		return NO;
	rest = n - tail_n; /* what has to be met by head and label */
	label = memrchr(suffix, '.', rest);
	if (!label)
		return UNKNOWN;
	if (label + 1 == suffix + rest)
		return NO; /* the label would be empty */
	rest = (size_t)(label + 1 - suffix);
	return ends_with(head, head_n, suffix, rest) ? UNKNOWN : NO;
}

/* One of them nameless: a name of exactly this form, the other as a set. */
static enum truth nameless_in(const struct str *pattern, const struct str *host, const char *gap)
{
	size_t head_n = (size_t)(gap + 1 - host->text), tail_n = host->len - head_n;
	const char *tail = gap + 1;

	if (host_is_wild(pattern))
		return nameless_ends(host->text, head_n, tail, tail_n, pattern->text + 1, pattern->len - 1);
	if (pattern->len <= head_n + tail_n || memcmp(pattern->text, host->text, head_n) != 0
			|| !ends_with(pattern->text, pattern->len, tail, tail_n))
		return NO;
	return memchr(pattern->text + head_n, '.', pattern->len - head_n - tail_n) ? NO : UNKNOWN;
}

enum truth host_same(const struct str *a, const struct str *b)
{
	const char *gap;

	if (a == b)
		return YES;
	if (host_is_wild(a) || host_is_wild(b))
		return NO;
	gap = nameless(a);
	if (gap)
		return nameless(b) ? NO : nameless_in(b, a, gap);
	gap = nameless(b);
	return gap ? nameless_in(a, b, gap) : NO;
}

enum truth host_covers(const struct str *pattern, const struct str *host)
{
	const char *gap;

	if (pattern == host)
		return YES;
	if (!host_is_wild(pattern))
		return host_is_wild(host) ? NO : host_same(pattern, host);
	gap = host_is_wild(host) ? NULL : nameless(host);
	if (gap)
		return nameless_in(pattern, host, gap);
	if (host_is_wild(host) && host->len < pattern->len)
		return NO;
	return ends_with(host->text, host->len, pattern->text + 1, pattern->len - 1) ? YES : NO;
}

enum truth host_overlaps(const struct str *a, const struct str *b)
{
	return truth_or(host_covers(a, b), host_covers(b, a));
}

int host_compare(const struct str *a, const struct str *b)
{
	bool wild_a = host_is_wild(a), wild_b = host_is_wild(b);

	if (a == b)
		return 0;
	if (wild_a != wild_b)
		return wild_a ? 1 : -1;
	if (a->len != b->len)
		return a->len > b->len ? -1 : 1;
	return strcmp(a->text, b->text);
}

/* The part of text up to the next dot before end; *text moves behind the dot. */
static const struct str *next_label(const struct mesh *m, const char **text, const char *end)
{
	const char *dot = memchr(*text, '.', (size_t)(end - *text));
	const char *stop = dot ? dot : end;
	const struct str *s = pool_intern(m->pool, *text, (size_t)(stop - *text));

	*text = dot ? dot + 1 : end;
	return s;
}

/* Is rest, behind "name.namespace.svc", nothing or a beginning of ".<domain>"? */
static bool is_partial(const struct mesh *m, const char *rest, size_t n)
{
	return n == 0 || (rest[0] == '.' && n - 1 < m->cluster_domain->len
		&& memcmp(rest + 1, m->cluster_domain->text, n - 1) == 0);
}

static unsigned count_dots(const char *text, const char *end)
{
	unsigned n = 0;

	for (; text < end; text++)
		n += *text == '.';
	return n;
}

static struct host_parts parse(const struct mesh *m, const struct str *host)
{
	struct host_parts p = {HOST_FORM_OUTSIDE, NULL, NULL};
	const char *text = host->text, *end = text + host->len, *svc;
	size_t domain = m->cluster_domain->len;
	unsigned dots;

	if (host_is_wild(host) || host_is_address(host)) {
		p.form = host_is_wild(host) ? HOST_FORM_WILD : HOST_FORM_ADDRESS;
		return p;
	}
	if (str_ends(host, ".svc.clusterset.local")) {
		p.form = HOST_FORM_SET;
		return p;
	}
	if (host->len > domain + 5 && end[-(ptrdiff_t)domain - 1] == '.'
			&& str_ends(host, m->cluster_domain->text)
			&& memcmp(end - domain - 5, ".svc", 4) == 0) {
		end -= domain + 5;
		dots = count_dots(text, end);
		if (dots != 1 && dots != 2)
			return p;
		p.form = dots == 1 ? HOST_FORM_SERVICE : HOST_FORM_POD;
		if (dots == 2)
			text = strchr(text, '.') + 1;
		p.name = next_label(m, &text, end);
		p.ns = next_label(m, &text, end);
		return p;
	}
	svc = strstr(text, ".svc");
	if (svc && count_dots(text, svc) == 1 && is_partial(m, svc + 4, (size_t)(end - svc - 4))) {
		p.form = HOST_FORM_PARTIAL;
		end = svc;
	}
	if (count_dots(text, end) == 1) {
		p.name = next_label(m, &text, end);
		p.ns = next_label(m, &text, end);
	}
	return p;
}

/* Rules ask for each host some twenty times. */
struct host_parts host_parse(const struct mesh *m, const struct str *host)
{
	void **place;
	struct host_parts *p;

	if (!mesh_is_own(m))
		return parse(m, host);
	place = map_at(m->arena, m->hosts, host, NULL, NULL);
	p = *place;
	if (!p) {
		p = arena_new(m->arena, struct host_parts);
		*p = parse(m, host);
		*place = p;
	}
	return *p;
}
