/* Match blocks held against a request and against the proxy that asks. */
#include <string.h>
#include <strings.h>

#include "traffic/route.h"
#include "type/pattern.h"

/* Is the key among them? */
static bool is_among(const struct str *const *list, size_t n, const struct str *key)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == key)
			return true;
	return false;
}

enum truth route_match_applies(const struct asker *a, const struct route_match *match)
{
	enum truth gateway = YES, source;

	if (match->port && match->port != a->port)
		return NO;
	if (match->gateways.n)
		gateway = is_among(match->gateways.at, match->gateways.n, a->gateway) ? YES : NO;
	if (gateway == NO || a->asking == ASKING_SERVER || (match->gateways.n && a->asking == ASKING_HTTP))
		return gateway;
	source = truth_and(workload_matches(a->proxy, match->labels), workload_matches(a->proxy, match->labels_too));
	if (match->source_ns)
		source = truth_and(source, ns_same(match->source_ns, a->proxy->ns));
	return source;
}

static enum truth regex_matches(const struct str *regex, const struct str *text, struct arena *scratch)
{
	struct pattern *p = pattern_make(scratch, arena_printf(scratch, "\\A(?:%s)\\z", regex->text));

	return pattern_matches(p, text->text, text->len);
}

/* text NULL: the request has none. */
static enum truth text_matches(const struct predicate *p, const struct str *text, struct arena *scratch)
{
	int (*compare)(const char *, const char *, size_t) = p->fold ? strncasecmp : strncmp;

	if (p->how == HOW_UNKNOWN)
		return UNKNOWN;
	if (!text)
		return NO;
	switch (p->how) {
	case HOW_EXACT: return text->len == p->text->len && compare(text->text, p->text->text, text->len) == 0 ? YES : NO;
	case HOW_PREFIX: return text->len >= p->text->len && compare(text->text, p->text->text, p->text->len) == 0 ? YES : NO;
	case HOW_SEGMENTS: return text->len >= p->text->len && memcmp(text->text, p->text->text, p->text->len) == 0
		&& (text->text[p->text->len] == '\0' || text->text[p->text->len] == '/') ? YES : NO;
	case HOW_REGEX: return regex_matches(p->text, text, scratch);
	default: return YES;
	}
}

/* The value of a parameter, as it is written; NULL where there is none. */
static const struct str *query_parameter(const struct mesh *m, const struct str *query, const struct str *name)
{
	const char *at = query ? query->text : NULL;

	while (at && *at) {
		size_t n = strcspn(at, "&"), key = 0;

		while (key < n && at[key] != '=')
			key++;
		if (key == name->len && memcmp(at, name->text, key) == 0)
			return pool_intern(mesh_pool(m), key < n ? at + key + 1 : at + n, key < n ? n - key - 1 : 0);
		at += n + (at[n] == '&');
	}
	return NULL;
}

static const struct str *part_of(const struct mesh *m, const struct predicate *p, const struct request *r)
{
	switch (p->part) {
	case PART_PATH: return r->path;
	case PART_METHOD: return r->method;
	case PART_AUTHORITY: return r->authority;
	case PART_SCHEME: return pool_text(mesh_pool(m), r->scheme == SCHEME_HTTPS ? "https" : "http");
	case PART_HEADER: return request_header(r, p->name->text);
	case PART_QUERY: return query_parameter(m, r->query, p->name);
	default: return NULL;
	}
}

static enum truth predicate_holds(const struct mesh *m, const struct predicate *p, const struct request *r, struct arena *scratch)
{
	const struct str *text = part_of(m, p, r);
	enum truth t;

	if (p->part == PART_CLAIM)
		return UNKNOWN;
	/* Envoy takes a missing header for an empty one there. */
	if (p->without && !text && p->how != HOW_PRESENT)
		text = pool_text(mesh_pool(m), "");
	t = text_matches(p, text, scratch);
	return p->without ? truth_not(t) : t;
}

enum truth route_match_takes(const struct mesh *m, const struct route_match *match, const struct request *r, struct arena *scratch)
{
	enum truth t = YES;

	for (size_t i = 0; i < match->predicates.n && t != NO; i++)
		t = truth_and(t, predicate_holds(m, &match->predicates.at[i], r, scratch));
	return t;
}

bool route_match_is_catch_all(const struct route_match *match)
{
	const struct predicate *p = match->predicates.at;

	if (!match->predicates.n)
		return true;
	if (match->predicates.n > 1 || p->part != PART_PATH)
		return false;
	return (p->how == HOW_PREFIX && str_is(p->text, "/")) || (p->how == HOW_REGEX && str_is(p->text, ".*"));
}
