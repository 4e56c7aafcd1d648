/* Matches selectors against workloads, and services against both. */
#include <string.h>

#include "keys.h"
#include "world/anywhere.h"
#include "world/workloads.h"

/* Open workloads that a query looks at one by one; of more it only knows that they are there. */
#define MAX_OPEN 256

/* A selection over which so many workloads had to be looked at is kept, unless it asks for more labels than that. */
#define KEEP_FROM 16
#define KEEP_LABELS 64

/* A selection being made. */
struct picking {
	struct arena *scratch;
	VEC(const struct workload *) sure, maybe;
	size_t looked; /* at so many workloads */
	bool blurred;  /* something else may match */
};

/* Places in a selection. */
struct places {
	VEC(size_t) list; /* ascending */
};

/* What is kept of the selection that these labels give, and of what was worked out of it. */
struct known {
	struct selection selection;
	bool made;
	struct map by_label;    /* key, value -> struct places: built when the selection is narrowed */
	struct places open;     /* of those that may carry labels which are not known */
	bool indexed;
	bool asked;             /* captured is set */
	enum truth captured;
};

/* As a tree: from what is known of some labels (of the namespace for none) to what is known with one more, in order of their addresses. */
struct selections {
	struct map next; /* struct known or namespace, key, value -> struct known */
	size_t kept, most; /* workloads in them */
};

bool labels_known(const struct node *labels)
{
	size_t n = 0;

	for (const struct node *l = node_first(labels); l; l = node_next(l))
		n += node_text(l) != NULL;
	return !labels || n == labels->n;
}

enum truth workload_matches(const struct workload *w, const struct node *labels)
{
	enum truth t = labels_known(labels) ? YES : UNKNOWN;

	for (const struct node *l = node_first(labels); l; l = node_next(l)) {
		const struct label *own = workload_label(w, l->key);

		if (own && own->value == node_text(l))
			continue;
		if (label_is_runtime(l->key) || w->opaque || (!own && w->open))
			t = UNKNOWN;
		else
			return NO;
	}
	return t;
}

static void pick(struct picking *p, const struct workload *w, enum truth t)
{
	if (t == YES)
		vec_push(p->scratch, &p->sure, w);
	else if (t == UNKNOWN)
		vec_push(p->scratch, &p->maybe, w);
}

static struct selection finish(struct picking *p, bool complete)
{
	struct selection s = {.n_sure = p->sure.n};

	for (size_t i = 0; i < p->maybe.n; i++)
		vec_push(p->scratch, &p->sure, p->maybe.at[i]);
	s.at = p->sure.at;
	s.n = p->sure.n;
	s.complete = complete && !p->blurred;
	s.truth = s.n_sure > 0 ? YES : s.n == 0 && s.complete ? NO : UNKNOWN;
	return s;
}

static const struct posting *posting_of(const struct mesh *m, const struct str *ns, const struct node *label)
{
	static const struct posting nothing;
	const struct map *map = &m->workloads->by_label;
	const struct posting *p = ns ? map_get(map, ns, label->key, node_text(label))
		: map_get(map, label->key, node_text(label), NULL);

	return p ? p : &nothing;
}

/* The label with the fewest workloads, and these; *label NULL: any workload of ns may match. */
static const struct posting *candidates(const struct mesh *m, const struct str *ns, const struct node *labels,
	const struct node **label)
{
	const struct posting *best = NULL;

	*label = NULL;
	for (const struct node *l = node_first(labels); l; l = node_next(l)) {
		const struct posting *p;

		if (!node_text(l) || label_is_runtime(l->key))
			continue;
		p = posting_of(m, ns, l);
		if (!best || p->list.n < best->list.n) {
			best = p;
			*label = l;
		}
	}
	if (best)
		return best;
	return ns ? map_get(&m->workloads->by_ns, ns, NULL, NULL) : &m->workloads->all;
}

/* Workloads with unknown labels that are not among the candidates. */
static void pick_open(const struct mesh *m, struct picking *p, const struct str *ns, const struct node *labels,
	const struct node *label)
{
	const struct posting *open = ns ? map_get(&m->workloads->open_by_ns, ns, NULL, NULL) : &m->workloads->open;

	if (!open || !label)
		return;
	if (open->list.n > MAX_OPEN) {
		p->blurred = true;
		return;
	}
	for (size_t i = 0; i < open->list.n; i++) {
		const struct workload *w = open->list.at[i];
		const struct label *own = workload_label(w, label->key);

		if (!own || own->value != node_text(label))
			pick(p, w, workload_matches(w, labels));
	}
}

static void pick_all(const struct mesh *m, struct picking *p, const struct str *ns, const struct node *labels)
{
	const struct node *label;
	const struct posting *c = candidates(m, ns, labels, &label);

	for (size_t i = 0; c && i < c->list.n; i++)
		pick(p, c->list.at[i], workload_matches(c->list.at[i], labels));
	p->looked += c ? c->list.n : 0;
	pick_open(m, p, ns, labels, label);
}

/* Do workloads match whose namespace may be this one, though it is not called so? */
static bool strangers_match(const struct mesh *m, const struct str *ns, const struct node *labels,
	struct arena *scratch)
{
	struct picking p = {.scratch = scratch};
	const struct node *label;
	const struct posting *own, *all;

	if (!ns)
		return false;
	if (ns->len > 0) {
		if (!map_get(&m->workloads->by_ns, m->empty, NULL, NULL))
			return false;
		pick_all(m, &p, m->empty, labels);
		return p.sure.n + p.maybe.n > 0 || p.blurred;
	}
	own = candidates(m, ns, labels, &label);
	all = candidates(m, NULL, labels, &label);
	return all->list.n > (own ? own->list.n : 0);
}

static struct selection select_anew(const struct mesh *m, const struct str *ns, const struct node *labels,
	struct arena *scratch, size_t *looked)
{
	struct picking p = {.scratch = scratch, .blurred = !labels_known(labels)};
	bool complete = mesh_closed(m, SCOPE_WORKLOADS, ns) == YES;

	pick_all(m, &p, ns, labels);
	*looked = p.looked;
	complete = complete && !anywhere_labels(m, ns, labels);
	return finish(&p, complete && !strangers_match(m, ns, labels, scratch));
}

void selections_build(struct mesh *m)
{
	m->selections = arena_new(m->arena, struct selections);
	m->selections->most = 65536 + 16 * m->workloads->all.list.n;
}

/* The labels in order of their keys' addresses; false where they are too many, or not all known. */
static bool sort_labels(const struct node *labels, const struct node **out, size_t *n)
{
	*n = 0;
	if (labels && (!node_is_map(labels) || labels->n > KEEP_LABELS))
		return false;
	for (const struct node *l = node_first(labels); l; l = node_next(l)) {
		size_t i = (*n)++;

		if (!node_text(l))
			return false;
		for (; i && out[i - 1]->key > l->key; i--)
			out[i] = out[i - 1];
		out[i] = l;
	}
	return true;
}

/* What is known of the selection; where nothing is and make is set, a place for it. */
static struct known *known_of(const struct mesh *m, const struct str *ns, const struct node *labels, bool make)
{
	const struct node *sorted[KEEP_LABELS];
	struct selections *all = m->selections;
	const void *at = ns ? (const void *)ns : m;
	struct known *k;
	size_t n;

	if (!all || !mesh_is_own(m) || !sort_labels(labels, sorted, &n))
		return NULL;
	for (size_t i = 0; i <= n; i++) {
		const struct str *key = i ? sorted[i - 1]->key : NULL, *value = i ? node_text(sorted[i - 1]) : NULL;
		void **place;

		k = map_get(&all->next, at, key, value);
		if (!k && !make)
			return NULL;
		if (!k) {
			place = map_at(m->arena, &all->next, at, key, value);
			*place = k = arena_new(m->arena, struct known);
		}
		at = k;
	}
	return k;
}

/* A copy that lives as long as the mesh, where there is room for more. */
static void keep(const struct mesh *m, const struct str *ns, const struct node *labels, struct selection *s)
{
	struct selections *all = m->selections;
	const struct workload **at;
	struct known *k;

	if (!all || all->kept + s->n > all->most)
		return;
	k = known_of(m, ns, labels, true);
	if (!k)
		return;
	all->kept += s->n + 1;
	at = arena_array(m->arena, const struct workload *, s->n);
	if (s->n)
		memcpy(at, s->at, s->n * sizeof *at);
	s->at = at;
	s->known = k;
	k->selection = *s;
	k->made = true;
}

struct selection mesh_select(const struct mesh *m, const struct str *ns, const struct node *labels,
	struct arena *scratch)
{
	const struct known *k = known_of(m, ns, labels, false);
	struct selection s;
	size_t looked;

	if (k && k->made)
		return k->selection;
	s = select_anew(m, ns, labels, scratch, &looked);
	if (looked >= KEEP_FROM)
		keep(m, ns, labels, &s);
	return s;
}

enum truth selection_captured(const struct mesh *m, const struct selection *s)
{
	enum truth t = NO;

	if (s->known && s->known->asked)
		return s->known->captured;
	for (size_t i = 0; i < s->n && t != YES; i++)
		t = truth_or(t, truth_and(mesh_captured(m, s->at[i]), i < s->n_sure ? YES : UNKNOWN));
	if (s->known) {
		s->known->captured = t;
		s->known->asked = true;
	}
	return t;
}

/* UNKNOWN where it is not among those that can be read, and others cannot. */
static enum truth lists(const struct node *values, const struct str *value)
{
	size_t n = 0;

	for (const struct node *v = node_first(values); v; v = node_next(v)) {
		if (node_text(v) == value)
			return YES;
		n += node_text(v) != NULL;
	}
	return values && n != values->n ? UNKNOWN : NO;
}

enum truth expression_holds(const struct node *expression, const struct str *value, bool open)
{
	const struct str *operator = node_get_text(expression, KEY_operator);
	const struct node *values = node_get(expression, KEY_values);
	bool negative = str_is(operator, "NotIn") || str_is(operator, "DoesNotExist");
	enum truth listed;

	if (!operator || (!value && open))
		return UNKNOWN;
	if (str_is(operator, "Exists") || str_is(operator, "DoesNotExist"))
		return (value != NULL) != negative ? YES : NO;
	if (!str_is(operator, "In") && !str_is(operator, "NotIn"))
		return UNKNOWN;
	listed = !value ? NO : node_has(expression, KEY_values) && !values ? UNKNOWN : lists(values, value);
	return negative ? truth_not(listed) : listed;
}

/* istiod gives an endpoint its region, zone and subzone as labels only where they are not empty (model: AugmentLabels). */
static bool asks_for_no_place(const struct node *labels)
{
	for (const struct node *l = node_first(labels); l; l = node_next(l))
		if (node_text(l) && !node_text(l)->len && (str_starts(l->key, "topology.kubernetes.io/")
				|| str_is(l->key, "topology.istio.io/subzone")))
			return true;
	return false;
}

/* File the workloads of a selection under their labels. */
static void index_known(struct arena *a, struct known *k, const struct selection *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct workload *w = s->at[i];

		if (w->open || w->opaque)
			vec_push(a, &k->open.list, i);
		for (uint32_t j = 0; j < w->n_labels; j++) {
			void **place = map_at(a, &k->by_label, w->labels[j].key, w->labels[j].value, NULL);

			if (!*place)
				*place = arena_new(a, struct places);
			vec_push(a, &((struct places *)*place)->list, i);
		}
	}
	k->indexed = true;
}

/* Where in the selection may workloads with all labels be? NULL: anywhere; else there, and at the open ones. */
static const struct places *places_of(const struct known *k, const struct node *labels)
{
	static const struct places nowhere;
	const struct places *best = NULL;

	for (const struct node *l = node_first(labels); l; l = node_next(l)) {
		const struct places *p;

		if (!node_text(l) || label_is_runtime(l->key))
			continue;
		p = map_get(&k->by_label, l->key, node_text(l), NULL);
		if (!p)
			p = &nowhere;
		if (!best || p->list.n < best->list.n)
			best = p;
	}
	return best;
}

/* The next of both lists, ascending and each once; SIZE_MAX behind the last. */
static size_t next_place(const struct places *a, size_t *i, const struct places *b, size_t *j)
{
	size_t x = *i < a->list.n ? a->list.at[*i] : SIZE_MAX, y = *j < b->list.n ? b->list.at[*j] : SIZE_MAX;

	*i += x != SIZE_MAX && x <= y;
	*j += y != SIZE_MAX && y <= x;
	return x < y ? x : y;
}

static void narrow_at(struct picking *p, const struct selection *from, const struct node *labels, bool never, size_t i)
{
	enum truth t = never ? NO : workload_matches(from->at[i], labels);

	pick(p, from->at[i], i < from->n_sure ? t : truth_and(t, UNKNOWN));
}

struct selection selection_narrow(const struct mesh *m, const struct selection *from, const struct node *labels,
	struct arena *scratch)
{
	struct picking p = {.scratch = scratch, .blurred = !labels_known(labels)};
	bool never = asks_for_no_place(labels);
	const struct places *there = NULL;
	size_t i = 0, j = 0, at;

	if (from->known && !from->known->indexed)
		index_known(m->arena, from->known, from);
	if (from->known)
		there = places_of(from->known, labels);
	if (!there) {
		for (; i < from->n; i++)
			narrow_at(&p, from, labels, never, i);
	} else {
		while ((at = next_place(there, &i, &from->known->open, &j)) != SIZE_MAX)
			narrow_at(&p, from, labels, never, at);
	}
	return finish(&p, from->complete);
}

static struct selection inline_endpoints(const struct mesh *m, const struct service *s)
{
	const struct posting *p = map_get(&m->workloads->endpoints, s->resource, NULL, NULL);
	struct selection out = {.truth = UNKNOWN};
	void **place;

	if (p && p->list.n >= KEEP_FROM && m->selections && mesh_is_own(m)) {
		place = map_at(m->arena, &m->selections->next, s->resource, NULL, NULL);
		if (!*place)
			*place = arena_new(m->arena, struct known);
		out.known = *place;
	}
	if (p) {
		out.at = p->list.at;
		out.n = out.n_sure = p->list.n;
		out.complete = p->list.n == s->endpoints->n && !s->partial;
		out.truth = YES;
	}
	return out;
}

struct selection service_workloads(const struct mesh *m, const struct service *s, struct arena *scratch)
{
	struct selection out = {.truth = UNKNOWN};

	if (s->endpoints)
		return inline_endpoints(m, s);
	if (!s->selector || s->external_name)
		return out;
	out = mesh_select(m, s->ns, s->selector, scratch);
	if (s->partial) {
		out.complete = false;
		out.truth = truth_or(out.truth, UNKNOWN);
	}
	return out;
}

static void match_services(const struct service_posting *p, const struct workload *w, struct arena *scratch,
	struct service_posting *out)
{
	for (size_t i = 0; p && i < p->list.n; i++)
		if (workload_matches(w, p->list.at[i]->selector) != NO)
			vec_push(scratch, &out->list, p->list.at[i]);
}

struct services workload_services(const struct mesh *m, const struct workload *w, struct arena *scratch)
{
	struct service_posting found = {{NULL, 0, 0}};
	struct services out;

	if (w->inline_endpoint)
		return mesh_services_of(m, w->resource);
	for (uint32_t i = 0; i < w->n_labels; i++)
		match_services(map_get(&m->workloads->services, w->ns, w->labels[i].key, w->labels[i].value), w,
			scratch, &found);
	match_services(map_get(&m->workloads->loose, w->ns, NULL, NULL), w, scratch, &found);
	out.at = found.list.at;
	out.n = found.list.n;
	return out;
}
