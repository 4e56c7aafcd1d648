/* Reads test cases of istio-config-validator. */
#include "trace/cases.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"

#define MOST_REQUESTS 100000 /* of one test case */

bool cases_are_these(const struct node *root)
{
	return node_has(root, KEY_testCases);
}

/* Members that nobody judges are told, not passed over. */
static bool knows_members(struct wishes *w, const struct node *map, const char *known, const char *what, struct buf *errors)
{
	bool ok = true;

	for (const struct node *n = node_first(map); n; n = node_next(n)) {
		if (str_among(known, n->key->text, n->key->len))
			continue;
		wish_complain(errors, w->arena, n, "%s has no \"%s\"", what, n->key->text);
		ok = false;
	}
	return ok;
}

/* A list of texts with at least one. */
static bool is_list_of_texts(struct wishes *w, const struct node *request, uint32_t key, const char *name, struct buf *errors)
{
	const struct node *list = node_get(request, key);
	bool ok = node_is_list(list) && node_first(list);

	for (const struct node *n = node_first(list); n; n = node_next(n))
		ok &= node_text(n) != NULL;
	if (!ok)
		wish_complain(errors, w->arena, list ? list : request, "the %s of a request is a list of texts", name);
	return ok;
}

static bool is_map_of_texts(struct wishes *w, const struct node *map, struct buf *errors)
{
	bool ok = node_is_map(map);

	for (const struct node *n = node_first(map); n; n = node_next(n))
		ok &= node_text(n) != NULL;
	if (!ok)
		wish_complain(errors, w->arena, map, "the headers of a request are a map of texts");
	return ok;
}

/* A path; of a whole URL what stands behind its host. */
static const char *path_of(const char *uri)
{
	const char *colon = strstr(uri, "://"), *slash;

	if (*uri == '/' || !colon)
		return uri;
	slash = strchr(colon + 3, '/');
	return slash ? slash : "/";
}

static bool is_host(const char *host)
{
	const char *colon = strrchr(host, ':');
	long port = colon && !strchr(colon, ']') ? strtol(colon + 1, NULL, 10) : 1;

	return *host && host != colon && !strpbrk(host, "/?#") && port >= 1 && port <= 65535;
}

static bool are_places(struct wishes *w, const struct node *request, struct buf *errors)
{
	bool ok = true;

	for (const struct node *n = node_first(node_get(request, KEY_authority)); n; n = node_next(n)) {
		if (is_host(node_text(n)->text))
			continue;
		wish_complain(errors, w->arena, n, "\"%s\" is no host", node_text(n)->text);
		ok = false;
	}
	for (const struct node *n = node_first(node_get(request, KEY_uri)); n; n = node_next(n)) {
		if (*path_of(node_text(n)->text) == '/')
			continue;
		wish_complain(errors, w->arena, n, "a uri begins with /");
		ok = false;
	}
	return ok;
}

/* What it wants, of the fields that a test case may have. */
static bool wants_something(const struct node *test)
{
	static const uint32_t fields[] = { KEY_route, KEY_redirect, KEY_rewrite, KEY_fault, KEY_headers, KEY_delegate };
	bool any = false;

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		any |= node_get(test, fields[i]) && !node_is_null(node_get(test, fields[i]));
	return any;
}

static bool is_whole(struct wishes *w, const struct node *test, struct buf *errors)
{
	const struct node *request = node_get(test, KEY_request), *headers = node_get(request, KEY_headers), *match = node_get(test, KEY_wantMatch);
	bool ok, yes;

	if (!node_is_map(test) || !node_is_map(request)) {
		wish_complain(errors, w->arena, test, "a test case is a map with a request");
		return false;
	}
	ok = knows_members(w, test, "description wantMatch request route redirect rewrite fault headers delegate", "a test case", errors);
	ok &= knows_members(w, request, "authority method uri headers", "the request of a test case", errors);
	if (!wants_something(test)) {
		wish_complain(errors, w->arena, test, "a test case wants a route, redirect, rewrite, fault, headers or delegate");
		ok = false;
	}
	if (match && !node_bool(match, &yes)) {
		wish_complain(errors, w->arena, match, "wantMatch is true or false");
		ok = false;
	}
	ok &= is_list_of_texts(w, request, KEY_authority, "authority", errors);
	ok &= is_list_of_texts(w, request, KEY_method, "method", errors);
	ok &= is_list_of_texts(w, request, KEY_uri, "uri", errors);
	if (headers && !node_is_null(headers))
		ok &= is_map_of_texts(w, headers, errors);
	return ok && are_places(w, request, errors);
}

/* How many requests it makes; what is too many may be less than that. */
static uint64_t count(const struct node *request)
{
	uint64_t pairs = (uint64_t)node_get(request, KEY_uri)->n * node_get(request, KEY_authority)->n;

	return pairs > MOST_REQUESTS ? pairs : pairs * node_get(request, KEY_method)->n;
}

static void add_case(struct wishes *w, const struct node *test, struct buf *errors)
{
	const struct node *request = node_get(test, KEY_request);
	const struct str *description = node_get_text(test, KEY_description);
	struct wish wish = { .name = description ? description->text : NULL, .wanted = test, .node = test };

	if (!is_whole(w, test, errors))
		return;
	if (count(request) > MOST_REQUESTS) {
		wish_complain(errors, w->arena, request, "a test case has at most %d requests", MOST_REQUESTS);
		return;
	}
	wish_headers(w, &wish, node_get(request, KEY_headers));
	for (const struct node *uri = node_first(node_get(request, KEY_uri)); uri; uri = node_next(uri))
		for (const struct node *host = node_first(node_get(request, KEY_authority)); host; host = node_next(host))
			for (const struct node *method = node_first(node_get(request, KEY_method)); method; method = node_next(method)) {
				wish.method = node_text(method)->text;
				wish.url = arena_printf(w->arena, "http://%s%s", node_text(host)->text, path_of(node_text(uri)->text));
				vec_push(w->arena, &w->list, wish);
			}
}

void cases_read(struct wishes *w, const struct node *root, struct buf *errors)
{
	const struct node *list = node_get(root, KEY_testCases);

	knows_members(w, root, "testCases", "a file of test cases", errors);
	if (!node_is_list(list) && !node_is_null(list))
		wish_complain(errors, w->arena, list ? list : root, "testCases is a list");
	for (const struct node *n = node_is_list(list) ? node_first(list) : NULL; n; n = node_next(n))
		add_case(w, n, errors);
}
