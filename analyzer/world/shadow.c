/* The match blocks of a VirtualService, and which of them an earlier one takes all requests from. */
#include <string.h>

#include "keys.h"
#include "world/internal.h"
#include "world/match_block.h"

/*
 * A block that covers another shares with it what it demands: its uri or a beginning of it, and
 * each exact value. So every block is filed under its uri and one further demand, the one that the fewest
 * blocks make, and a later one looks only where it could find what covers it. What all blocks demand tells nothing; where
 * each demands some of the same few things in another combination, the search ends.
 */
struct feature {
	const void *name, *value;
};

struct filed {
	VEC(size_t) blocks; /* indexes, ascending */
	size_t demanded;    /* by so many blocks */
};

struct files {
	const struct mesh *m;
	struct arena *scratch;
	const struct block *blocks;
	struct map exact, prefix, regex; /* text of the uri in lower case (of a regex as written), feature -> struct filed */
	struct map any;                  /* the same, of blocks for every uri */
	VEC(size_t) lengths;             /* of the prefixes, each once */
	size_t compared, most;           /* blocks with others; what is too much is not found */
};

/* Comparisons that every VirtualService has, and further ones for each of its blocks. */
#define COMPARED_ALWAYS 100000
#define COMPARED_A_BLOCK 100

#define MAX_FEATURES 64 /* of one block; where it has more, less is found */

static const char METHOD, AUTHORITY, SNI, PORT; /* their addresses name features */

/* An http rule that does nothing is refused with the whole object: nothing can be said of what it leaves to others. */
static bool does_nothing(const struct node *rule)
{
	return !node_has(rule, KEY_route) && !node_has(rule, KEY_redirect) && !node_has(rule, KEY_directResponse)
		&& !node_has(rule, KEY_delegate);
}

struct matches virtualservice_matches(const struct virtualservice *vs, enum route_kind kind,
	struct arena *scratch)
{
	static const uint32_t rule_keys[N_ROUTE_KINDS] = {KEY_http, KEY_tls, KEY_tcp};
	VEC(struct match) out = {0};

	for (const struct node *rule = node_first(node_get(vs->resource->spec, rule_keys[kind])); rule;
			rule = node_next(rule)) {
		const struct node *list = node_get(rule, KEY_match);
		struct match match = {.vs = vs, .rule = rule, .kind = kind, .rule_index = rule->index};

		if (kind == ROUTE_HTTP && does_nothing(rule))
			continue;
		if (!node_first(list) && (list ? node_is_null(list) || !list->n : !node_has(rule, KEY_match)))
			vec_push(scratch, &out, match);
		for (const struct node *n = node_first(list); n; n = node_next(n)) {
			match.node = n;
			match.index = node_is_list(list) ? n->index : 0;
			if (node_is_map(n) && !node_is_rejected(n))
				vec_push(scratch, &out, match);
		}
	}
	return (struct matches){out.at, out.n};
}

static const struct str *lower(const struct files *f, const char *text, size_t n)
{
	return host_lower(f->m, pool_intern(mesh_pool(f->m), text, n));
}

static const struct str *literal(const struct files *f, const struct string_pattern *p)
{
	return pool_intern(mesh_pool(f->m), p->literal, p->n);
}

/* Up to room demands that the block makes, exact ones first; all of them a covered block makes too. */
static size_t features_of(const struct files *f, const struct block *b, struct feature *out, size_t room)
{
	const struct node *maps[] = {b->headers, b->params};
	size_t n = 0;

	if (b->match->kind == ROUTE_TLS) {
		for (const struct node *s = node_first(b->sni); s && n < room; s = node_next(s))
			out[n++] = (struct feature){&SNI, node_text(s)};
		return n;
	}
	for (size_t i = 0; i < 2; i++) {
		for (const struct node *h = node_first(maps[i]); h && n + 1 < room; h = node_next(h)) {
			struct string_pattern p = pattern_parse(h, false, false);
			const struct str *name = host_lower(f->m, h->key);

			if (p.kind == PATTERN_EXACT)
				out[n++] = (struct feature){name, literal(f, &p)};
			out[n++] = (struct feature){name, NULL};
		}
	}
	if (b->authority.kind == PATTERN_EXACT && n < room)
		out[n++] = (struct feature){&AUTHORITY, literal(f, &b->authority)};
	if (b->method.kind == PATTERN_EXACT && n < room)
		out[n++] = (struct feature){&METHOD, literal(f, &b->method)};
	if (b->port && n < room)
		out[n++] = (struct feature){&PORT, node_get_text(b->match->node, KEY_port)};
	return n;
}

static struct filed *filed_at(struct files *f, struct map *map, const struct str *uri, struct feature feature)
{
	void **at = map_at(f->scratch, map, uri, feature.name, feature.value);

	if (!*at)
		*at = arena_new(f->scratch, struct filed);
	return *at;
}

/* Where blocks like this are filed; *uri is under which text. */
static struct map *files_of(struct files *f, const struct block *b, const struct str **uri)
{
	*uri = NULL;
	if (b->uri.kind == PATTERN_REGEX) {
		*uri = b->uri.text;
		return &f->regex;
	}
	if (b->uri.kind != PATTERN_EXACT && b->uri.kind != PATTERN_PREFIX)
		return &f->any;
	*uri = lower(f, b->uri.literal, b->uri.n);
	return b->uri.kind == PATTERN_EXACT ? &f->exact : &f->prefix;
}

/* Before any block is filed: how many make each demand. */
static void count_demands(struct files *f, size_t i)
{
	struct feature features[MAX_FEATURES] = {{0}};
	size_t n = features_of(f, &f->blocks[i], features, MAX_FEATURES);
	const struct str *uri;
	struct map *map = files_of(f, &f->blocks[i], &uri);

	for (size_t j = 0; j < n && n > 1; j++)
		filed_at(f, map, uri, features[j])->demanded++;
}

static void note_length(struct files *f, size_t length)
{
	for (size_t i = 0; i < f->lengths.n; i++)
		if (f->lengths.at[i] == length)
			return;
	vec_push(f->scratch, &f->lengths, length);
}

static void file_block(struct files *f, size_t i)
{
	const struct block *b = &f->blocks[i];
	struct feature features[MAX_FEATURES] = {{0}};
	size_t n = features_of(f, b, features, MAX_FEATURES);
	struct filed *rarest = NULL;
	const struct str *uri;
	struct map *map = files_of(f, b, &uri);

	if (b->handed_over)
		return;
	if (b->uri.kind == PATTERN_PREFIX)
		note_length(f, b->uri.n);
	/* Of server names the later block may have any; of other demands it has all. */
	if (b->match->kind != ROUTE_TLS && !n)
		n = 1;
	for (size_t j = 0; j < n; j++) {
		struct filed *filed = filed_at(f, map, uri, features[j]);

		if (b->match->kind == ROUTE_TLS)
			vec_push(f->scratch, &filed->blocks, i);
		else if (!rarest || filed->demanded < rarest->demanded)
			rarest = filed;
	}
	if (rarest)
		vec_push(f->scratch, &rarest->blocks, i);
}

struct query {
	struct files *f;
	size_t block, best;
	struct feature features[MAX_FEATURES + 1]; /* the last is: no demand */
	size_t n;
};

/* The first of the blocks filed here that covers the one asked for. */
static void look_in(struct query *q, const struct map *map, const struct str *uri)
{
	for (size_t i = 0; i < q->n; i++) {
		const struct filed *filed = map_get(map, uri, q->features[i].name, q->features[i].value);

		for (size_t j = 0; filed && j < filed->blocks.n && filed->blocks.at[j] < q->best && q->f->compared < q->f->most; j++)
			if (q->f->compared++, block_covers(&q->f->blocks[filed->blocks.at[j]], &q->f->blocks[q->block], NULL) == YES)
				q->best = filed->blocks.at[j];
	}
}

static void find_cover(struct query *q)
{
	struct files *f = q->f;
	const struct block *b = &f->blocks[q->block];
	const struct str *uri;

	q->n = features_of(f, b, q->features, MAX_FEATURES);
	if (b->match->kind == ROUTE_TLS && q->n)
		q->n = 1;
	else
		q->features[q->n++] = (struct feature){0};
	look_in(q, &f->any, NULL);
	if (b->uri.kind == PATTERN_REGEX)
		look_in(q, &f->regex, b->uri.text);
	if (b->uri.kind == PATTERN_ALL || b->uri.kind == PATTERN_UNKNOWN)
		return;
	uri = lower(f, b->uri.literal, b->uri.n);
	if (b->uri.kind == PATTERN_EXACT)
		look_in(q, &f->exact, uri);
	for (size_t i = 0; i < f->lengths.n; i++) {
		const struct str *start = f->lengths.at[i] <= uri->len
			? pool_find(mesh_pool(f->m), uri->text, f->lengths.at[i]) : NULL;

		if (start)
			look_in(q, &f->prefix, start);
	}
}

static struct shadows find_shadows(const struct mesh *m, const struct virtualservice *vs, enum route_kind kind,
	struct arena *scratch)
{
	struct matches matches = virtualservice_matches(vs, kind, scratch);
	struct block *blocks = arena_array(scratch, struct block, matches.n);
	struct files f = {.m = m, .scratch = scratch, .blocks = blocks};
	VEC(struct shadow) out = {0};

	f.most = COMPARED_ALWAYS + COMPARED_A_BLOCK * matches.n;
	for (size_t i = 0; matches.n > 1 && i < matches.n; i++) {
		blocks[i] = block_read(m, &matches.at[i]);
		if (kind != ROUTE_TLS)
			count_demands(&f, i);
	}
	for (size_t i = 0; matches.n > 1 && i < matches.n; i++) {
		struct query q = {.f = &f, .block = i, .best = i};
		struct shadow s = {.later = matches.at[i]};

		find_cover(&q);
		if (q.best < i) {
			s.earlier = matches.at[q.best];
			s.same = match_same(&s.later, &s.earlier);
			vec_push(scratch, &out, s);
		}
		file_block(&f, i);
	}
	if (f.compared >= f.most && mesh_is_own(m))
		mesh_limit(m, vs->resource, "so many matches of these routes differ in details that not all of them were compared");
	return (struct shadows){out.at, out.n};
}

/* A copy that lives as long as the mesh. */
static struct shadows keep(const struct mesh *m, struct shadows s)
{
	struct shadow *at = arena_array(m->arena, struct shadow, s.n);

	memcpy(at, s.at, s.n * sizeof *at);
	return (struct shadows){at, s.n};
}

/* Four rules ask the same. */
struct shadows virtualservice_shadows(const struct mesh *m, const struct virtualservice *vs,
	enum route_kind kind, struct arena *scratch)
{
	static const struct shadows none[N_ROUTE_KINDS];
	void **place;
	struct shadows *all;

	if (!mesh_is_own(m))
		return find_shadows(m, vs, kind, scratch);
	place = map_at(m->arena, m->shadows, vs, NULL, NULL);
	all = *place;
	for (int k = 0; !*place && k < N_ROUTE_KINDS; k++) {
		struct shadows s = find_shadows(m, vs, (enum route_kind)k, scratch);

		if (!s.n)
			continue;
		if (!all)
			all = arena_array(m->arena, struct shadows, N_ROUTE_KINDS);
		all[k] = keep(m, s);
	}
	if (!*place)
		*place = all ? all : (void *)(uintptr_t)none;
	return ((const struct shadows *)*place)[kind];
}
