/* Works out who sees what by exportTo. */
#include "world/visibility.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "world/internal.h"

/* Words as they come; make_set sorts them by address and drops the second ones. */
struct words {
	VEC(const struct str *) list;
};

static int compare_words(const void *a, const void *b)
{
	const struct str *const *x = a, *const *y = b;

	return (*x > *y) - (*x < *y);
}

static void make_set(struct words *w)
{
	size_t n = 0;

	if (w->list.n == 0)
		return;
	qsort(w->list.at, w->list.n, sizeof *w->list.at, compare_words);
	for (size_t i = 0; i < w->list.n; i++)
		if (n == 0 || w->list.at[n - 1] != w->list.at[i])
			w->list.at[n++] = w->list.at[i];
	w->list.n = n;
}

static bool holds(const struct str *const *at, size_t n, const struct str *word)
{
	return n > 0 && bsearch(&word, at, n, sizeof *at, compare_words) != NULL;
}

static void add_word(struct mesh *m, struct words *w, const struct str *word)
{
	if (word)
		vec_push(m->arena, &w->list, word);
}

static void add_list(struct mesh *m, struct words *w, const struct node *list)
{
	for (const struct node *item = node_first(list); item; item = node_next(item))
		add_word(m, w, node_text(item));
}

/* An annotation's words, separated by commas. */
static void add_annotation(struct mesh *m, struct words *w, const struct str *text)
{
	const char *p = text->text, *end = p + text->len;

	while (p <= end) {
		const char *stop = memchr(p, ',', (size_t)(end - p));
		size_t n;

		if (!stop)
			stop = end;
		while (p < stop && (*p == ' ' || *p == '\t'))
			p++;
		n = (size_t)(stop - p);
		while (n > 0 && (p[n - 1] == ' ' || p[n - 1] == '\t'))
			n--;
		add_word(m, w, pool_intern(m->pool, p, n));
		p = stop + 1;
	}
}

static const struct list_setting *default_words(const struct mesh *m, enum kind kind)
{
	switch (kind) {
	case KIND_VIRTUAL_SERVICE:
		return &m->config->export_virtual_service;
	case KIND_DESTINATION_RULE:
		return &m->config->export_destination_rule;
	default:
		return &m->config->export_service;
	}
}

static void add_default(struct mesh *m, struct words *w, struct exports *e, enum kind kind)
{
	const struct list_setting *s = default_words(m, kind);
	const struct str *own = pool_text(m->pool, ".");

	e->assumed = s->how == SETTING_ASSUMED;
	for (size_t i = 0; i < s->n; i++)
		add_word(m, w, s->value[i]);
	make_set(w);
	if (kind != KIND_DESTINATION_RULE || w->list.n == 0)
		return;
	w->list.at[0] = holds(w->list.at, w->list.n, own) ? own : pool_text(m->pool, "*");
	w->list.n = 1;
}

/* Fill scope, own and ns from the words. */
static void resolve(struct mesh *m, struct exports *e, enum kind kind, const struct words *w)
{
	VEC(const struct str *) others = {NULL, 0, 0};
	bool all = false, none = false; /* others keeps the order of the words, which are sorted */

	e->scope = EXPORT_SOME;
	for (size_t i = 0; i < w->list.n; i++) {
		const struct str *word = w->list.at[i];

		if (str_is(word, "*"))
			all = true;
		else if (str_is(word, "~"))
			none = true;
		else if (str_is(word, ".") || (word == e->home && word->len > 0))
			e->own = true;
		else if (word->len > 0)
			vec_push(m->arena, &others, word);
	}
	if (all)
		e->scope = EXPORT_ALL;
	else if (none && kind != KIND_DESTINATION_RULE)
		e->scope = EXPORT_NONE;
	e->ns = others.at;
	e->n = others.n;
}

static const struct node *written(const struct resource *r, const struct str **annotation)
{
	const struct node *n;

	*annotation = NULL;
	if (r->kind != KIND_SERVICE) {
		n = node_get(r->spec, KEY_exportTo);
		return node_first(n) ? n : NULL;
	}
	n = node_find(r->annotations, "networking.istio.io/exportTo");
	*annotation = node_text(n);
	return *annotation && (*annotation)->len > 0 ? n : NULL;
}

static void add_exports(struct mesh *m, const struct resource *r)
{
	struct exports *e = arena_new(m->arena, struct exports);
	struct words w = {{NULL, 0, 0}};
	const struct str *annotation;

	e->home = r->ns;
	e->at = written(r, &annotation);
	if (r->kind == KIND_DESTINATION_RULE && node_has(r->spec, KEY_workloadSelector)) {
		add_word(m, &w, pool_text(m->pool, "."));
		e->at = node_get(r->spec, KEY_workloadSelector);
	} else if (e->at && annotation) {
		add_annotation(m, &w, annotation);
	} else if (e->at) {
		add_list(m, &w, e->at);
	}
	make_set(&w);
	e->entries = w.list.at;
	e->n_entries = w.list.n;
	if (w.list.n == 0)
		add_default(m, &w, e, r->kind);
	resolve(m, e, r->kind, &w);
	*map_at(m->arena, &m->exports, r, NULL, NULL) = e;
}

void visibility_build(struct mesh *m)
{
	static const enum kind kinds[] = {
		KIND_SERVICE, KIND_SERVICE_ENTRY, KIND_VIRTUAL_SERVICE, KIND_DESTINATION_RULE,
	};

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		struct resources all = mesh_of(m, kinds[k]);

		for (size_t i = 0; i < all.n; i++)
			add_exports(m, all.at[i]);
	}
}

const struct exports *mesh_exports(const struct mesh *m, const struct resource *r)
{
	static const struct exports everywhere = {.scope = EXPORT_ALL};
	const struct exports *e = map_get(&m->exports, r, NULL, NULL);

	return e ? e : &everywhere;
}

enum truth export_reaches(const struct exports *e, const struct str *client_ns)
{
	enum truth t = NO;

	if (e->scope != EXPORT_SOME)
		return e->scope == EXPORT_ALL ? YES : NO;
	if (e->own)
		t = ns_same(e->home, client_ns);
	if (t == YES || e->n == 0)
		return t;
	if (client_ns->len == 0)
		return UNKNOWN;
	return holds(e->ns, e->n, client_ns) ? YES : t;
}

static bool is_empty(const struct exports *e)
{
	return e->scope == EXPORT_NONE || (e->scope == EXPORT_SOME && !e->own && e->n == 0);
}

enum truth export_overlaps(const struct exports *a, const struct exports *b)
{
	enum truth t = NO;

	if (is_empty(a) || is_empty(b))
		return NO;
	if (a->scope == EXPORT_ALL || b->scope == EXPORT_ALL)
		return YES;
	if (a->own)
		t = export_reaches(b, a->home);
	for (size_t i = 0; i < a->n && t != YES; i++)
		t = truth_or(t, export_reaches(b, a->ns[i]));
	return t;
}

bool export_superset(const struct exports *a, const struct exports *b)
{
	for (size_t i = 0; i < b->n_entries; i++)
		if (!holds(a->entries, a->n_entries, b->entries[i]))
			return false;
	return true;
}

bool export_equal(const struct exports *a, const struct exports *b)
{
	return a->n_entries == b->n_entries && export_superset(a, b);
}
