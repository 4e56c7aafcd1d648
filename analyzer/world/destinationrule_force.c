/* The DestinationRule in force: istiod's search through three namespaces, and what it yields. */
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "world/destinationrule_index.h"
#include "world/internal.h"
#include "world/joining.h"

struct search {
	const struct mesh *m;
	const struct str *client, *host;
	const struct workload *workload;
	struct arena *scratch;
	struct policy *out;
	VEC(struct joined) alternatives;
	VEC(const struct destinationrule *) selecting;
};

/* The rules of a group that a pool has: the same for all clients. */
struct pooled {
	const struct destinationrule **rules;
	size_t n;
	bool plain, selecting; /* joining_is_plain; does one of them have a selector? */
	const struct joined_subsets *subsets;
};

/* One group of rules, looked at from the client. */
struct look {
	struct search *s;
	const struct pooled *all;
	const struct destinationrule **rules; /* those of all */
	size_t n;
	enum dr_pool pool;
	uint64_t sets;   /* bit i: the rules in the bits of i may be in force, joined */
	bool none;       /* in some order no rule is */
	bool passed;     /* in some order nothing is exported to the client: the search goes on */
};

static bool is_seen(const struct look *l, const struct destinationrule *first)
{
	return l->pool != POOL_EXPORTED || first->n_export_to == 0 || dr_exports_to(first, "*")
		|| dr_exports_to(first, l->s->client->text);
}

/* Which of the heaps does the client's proxy take? As SidecarScope.DestinationRule. */
static void choose(struct look *l, const struct heap *heaps, size_t n)
{
	const struct heap *general = NULL;
	bool seen = false;

	for (size_t i = 0; i < n; i++) {
		const struct destinationrule *first = l->rules[heaps[i].first];
		enum truth mine;

		if (!is_seen(l, first))
			continue;
		seen = true;
		if (!first->selector) {
			general = &heaps[i];
			continue;
		}
		if (!l->s->workload || first->resource->ns != l->s->client)
			continue;
		mine = workload_matches(l->s->workload, node_get(first->selector, KEY_matchLabels));
		if (mine != NO)
			l->sets |= UINT64_C(1) << heaps[i].set;
		if (mine == YES)
			return;
	}
	if (general)
		l->sets |= UINT64_C(1) << general->set;
	else if (seen)
		l->none = true;
	else
		l->passed = true;
}

static void play(void *context, const unsigned *order, size_t n)
{
	struct look *l = context;
	struct heap heaps[JOINING_MAX_RULES];

	choose(l, heaps, joining_play(l->rules, order, n, heaps));
}

/* All rules are in force, joined. */
static void add_whole(struct look *l)
{
	vec_push(l->s->scratch, &l->s->alternatives, ((struct joined){ l->rules, l->n, l->all->subsets }));
}

/* set is of the rules played through. */
static void add_alternative(struct look *l, uint64_t set)
{
	struct arena *a = l->s->scratch;
	struct joined j = {0};
	const struct destinationrule **at = arena_array(a, const struct destinationrule *, l->n);

	for (size_t i = 0; i < l->n; i++)
		if (set >> i & 1)
			at[j.n++] = l->rules[i];
	j.at = at;
	vec_push(a, &l->s->alternatives, j);
}

static void add_alternatives(struct look *l)
{
	for (unsigned set = 1; set < 1u << JOINING_MAX_RULES; set++)
		if (l->sets >> set & 1)
			add_alternative(l, set);
	l->s->out->maybe_none |= l->none;
}

/* The search has come to this group. False: it goes on to the next namespace, in some order at least. */
static bool take(struct search *s, const struct dr_group *g, struct look *l)
{
	if (!s->out->host) {
		s->out->ns = g->ns;
		s->out->host = g->host;
	}
	for (size_t i = 0; i < l->n && l->pool != POOL_EXPORTED && l->all->selecting; i++)
		if (l->rules[i]->selector)
			vec_push(s->scratch, &s->selecting, l->rules[i]);
	if (l->all->plain) {
		if (!is_seen(l, l->rules[0]))
			return false;
		add_whole(l);
		return true;
	}
	if (l->n > JOINING_MAX_RULES) {
		add_whole(l);
		s->out->overflow = true;
		return true;
	}
	joining_orders(s->m, l->rules, l->n, play, l);
	add_alternatives(l);
	return !l->passed;
}

#define MANY_RULES 16 /* of which the subsets are filed */

static const struct pooled *pooled_of(const struct mesh *m, const struct dr_group *g, enum dr_pool pool, struct arena *scratch)
{
	static const char questions[POOL_EXPORTED + 1];
	struct kept *k = mesh_kept(m, &questions[pool], g, NULL);
	struct arena *arena = k ? k->arena : scratch;
	struct pooled *out = k ? k->found : NULL;

	if (out)
		return out;
	out = arena_new(arena, struct pooled);
	out->rules = arena_array(arena, const struct destinationrule *, g->n);
	for (size_t i = 0; i < g->n; i++)
		if (joining_takes(m, g->at[i], pool)) {
			out->rules[out->n++] = g->at[i];
			out->selecting |= g->at[i]->selector != NULL;
		}
	out->plain = joining_is_plain(m, out->rules, out->n);
	if (k && out->n >= MANY_RULES)
		out->subsets = joining_subsets(out->rules, out->n, arena);
	if (k)
		k->found = out;
	return out;
}

/* The most specific host of the namespace that has rules of the pool. False: go on elsewhere. */
static bool search_in(struct search *s, const struct str *ns, enum dr_pool pool)
{
	struct dr_search groups = dr_search(s->m, ns, s->host);
	const struct dr_group *g;

	while ((g = dr_search_next(&groups))) {
		const struct pooled *all = pooled_of(s->m, g, pool, s->scratch);
		struct look l = {.s = s, .all = all, .rules = all->rules, .n = all->n, .pool = pool};

		if (l.n)
			return take(s, g, &l);
	}
	return false;
}

/* Namespaces that the service may live in; *sure tells that one of them is certain. */
static size_t service_namespaces(struct search *s, const struct str *given, const struct str **out, size_t room,
	bool *sure)
{
	struct host_answer a;
	struct host_parts parts;
	size_t n = 0;

	*sure = true;
	if (given) {
		out[0] = given;
		return 1;
	}
	a = mesh_host(s->m, s->client, s->host, s->scratch);
	for (size_t i = 0; i < a.seen.n && n < room; i++) {
		size_t j = 0;

		while (j < n && out[j] != a.seen.at[i]->ns)
			j++;
		if (j == n)
			out[n++] = a.seen.at[i]->ns;
	}
	*sure = n <= 1 && (n == 0 || a.truth == YES);
	if (n)
		return n;
	/* A Service that the tree does not hold has its namespace in its name. */
	parts = host_parse(s->m, s->host);
	if (parts.form == HOST_FORM_SERVICE && a.truth != NO)
		out[n++] = parts.ns;
	return n;
}

/* Do rules of which the namespace is not told, or a client of that kind, blur the picture? */
static bool is_blurred(const struct search *s)
{
	const struct destination_rules *all = s->m->destination_rules;
	struct host_parts parts = host_parse(s->m, s->host);
	const struct dr_list *list;
	struct dr_search nameless;

	if (s->client->len && !all->nameless)
		return false;
	if (s->client->len) {
		nameless = dr_search(s->m, s->m->empty, s->host);
		if (dr_search_next(&nameless))
			return true;
		if (parts.form != HOST_FORM_SERVICE || !parts.ns->len)
			return false;
		return map_get(&all->exact, s->m->empty, host_of_service(s->m, s->m->empty, parts.name), NULL);
	}
	list = map_get(&all->of_host, s->host, NULL, NULL);
	if (list && list->named)
		return true;
	if (parts.form != HOST_FORM_SERVICE)
		return false;
	list = map_get(&all->of_service, parts.name, NULL, NULL);
	return list && list->named;
}

/* Behind the client's own namespace: the service's, and the root namespace. */
static void search_beyond(struct search *s, const struct str *const *svc_ns, size_t n)
{
	const struct str *root = s->m->root_namespace;
	size_t found = 0;
	bool in_root = false, of_root = false; /* is one there; is the root namespace one of the service's? */

	for (size_t i = 0; i < n; i++) {
		bool here = search_in(s, svc_ns[i], POOL_EXPORTED);

		found += here;
		if (svc_ns[i] == root) {
			of_root = true;
			in_root = here;
		}
	}
	if (n && found == n)
		return;
	if (!(of_root ? in_root : search_in(s, root, POOL_EXPORTED)))
		s->out->maybe_none |= s->alternatives.n > 0;
}

#define MOST_PLACES 4 /* namespaces of services with one host that are told apart */

enum truth mesh_policy(const struct mesh *m, const struct str *client_ns, const struct str *host,
	const struct str *svc_ns, const struct workload *workload, struct arena *scratch,
	struct policy *out)
{
	struct search s = {.m = m, .client = client_ns, .host = host, .workload = workload, .scratch = scratch,
		.out = out};
	const struct str *places[MOST_PLACES];
	bool sure = true, described;
	size_t n = 0;

	*out = (struct policy){0};
	if (!host || !client_ns)
		return UNKNOWN;
	if (!search_in(&s, client_ns, client_ns == m->root_namespace ? POOL_ROOT_LOCAL : POOL_LOCAL)) {
		n = service_namespaces(&s, svc_ns, places, MOST_PLACES, &sure);
		search_beyond(&s, places, n);
	}
	out->alternatives = s.alternatives.at;
	out->n = s.alternatives.n;
	out->selecting = (struct destinationrules){s.selecting.at, s.selecting.n};
	sure &= !is_blurred(&s);
	described = mesh_shows(m, client_ns);
	if (out->n)
		return sure && described && !out->maybe_none && !out->overflow ? YES : UNKNOWN;
	out->ns = out->host = NULL;
	out->maybe_none = false;
	for (size_t i = 0; i < n; i++)
		described &= mesh_shows(m, places[i]);
	return sure && described ? NO : UNKNOWN;
}
