/* Keeps edits away from what is not the finding's own text. */
#include "lint/edits.h"

#include <stdlib.h>
#include <string.h>

#include "lint/input.h"

/* Places of a source, without overlaps, ascending. */
struct places {
	VEC(struct span) list;
};

bool edits_may_change(const struct input_file *f)
{
	return !f->unread && !f->outside && !f->release && f->source->encoding == SOURCE_UTF8;
}

static void collect(struct arena *a, struct places *p, const struct node *n)
{
	struct span at = { NULL, n->key ? n->key_begin : n->begin, n->end };

	if (n->flags & NODE_ALIASED) {
		at.begin = at.begin < n->begin ? at.begin : n->begin;
		at.end = at.end > at.begin ? at.end : at.begin;
		vec_push(a, &p->list, at);
		return;
	}
	for (const struct node *c = node_children(n); c; c = c->next)
		collect(a, p, c);
}

static int compare_places(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return x->begin != y->begin ? (x->begin < y->begin ? -1 : 1) : (x->end > y->end) - (x->end < y->end);
}

/* The texts of a file that stand for others too. */
static const struct places *lent(struct arena *a, const struct input_file *f)
{
	struct places *p = arena_new(a, struct places);
	size_t kept = 0;

	if (!memchr(f->source->bytes, '&', f->source->n))
		return p;
	for (size_t i = 0; i < f->n_documents; i++)
		if (f->documents[i].root)
			collect(a, p, f->documents[i].root);
	if (p->list.n)
		qsort(p->list.at, p->list.n, sizeof *p->list.at, compare_places);
	for (size_t i = 0; i < p->list.n; i++) {
		struct span *last = kept ? &p->list.at[kept - 1] : NULL, now = p->list.at[i];

		if (last && now.begin <= last->end)
			last->end = now.end > last->end ? now.end : last->end;
		else
			p->list.at[kept++] = now;
	}
	p->list.n = kept;
	return p;
}

/* Does the edit touch one of the places? */
static bool touches(const struct places *p, struct span at)
{
	size_t low = 0, high = p->list.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (p->list.at[mid].begin <= at.end)
			low = mid + 1;
		else
			high = mid;
	}
	return low && p->list.at[low - 1].end >= at.begin;
}

/* Has what is replaced a tag of its own in front? It need not fit what takes its place. */
static bool is_tagged(const struct edit *e)
{
	const char *bytes = e->span.source->bytes;
	uint32_t at = e->span.begin;

	while (at && (bytes[at - 1] == ' ' || bytes[at - 1] == '\t'))
		at--;
	while (at && !strchr(" \t\r\n[{,", bytes[at - 1]))
		at--;
	return bytes[at] == '!' && at < e->span.begin;
}

static bool stands(struct arena *a, struct map *lents, const struct edit *e, const struct map *file_by_source)
{
	const struct input_file *f = e->span.source ? map_get(file_by_source, e->span.source, NULL, NULL) : NULL;
	void **place;

	if (!f || !edits_may_change(f) || is_tagged(e))
		return false;
	place = map_at(a, lents, f, NULL, NULL);
	if (!*place)
		*place = (void *)lent(a, f);
	return !touches(*place, e->span);
}

/* An edit, and the finding that it is of. */
struct owned {
	struct span span;
	const char *text;
	struct finding *finding;
};

static int compare_owned(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;

	if (x->span.source != y->span.source)
		return x->span.source < y->span.source ? -1 : 1;
	if (x->span.begin != y->span.begin)
		return x->span.begin < y->span.begin ? -1 : 1;
	if (x->span.end != y->span.end)
		return x->span.end < y->span.end ? -1 : 1;
	return (x->finding->unsafe > y->finding->unsafe) - (x->finding->unsafe < y->finding->unsafe);
}

static bool is_one_place(const struct owned *a, const struct owned *b)
{
	return a->span.source == b->span.source && a->span.begin == b->span.begin && a->span.end == b->span.end;
}

/* Take from findings the edits of one place that are not all the same: none is the one right answer. Those that are safe count more than others. */
static void settle_quarrels(struct arena *scratch, struct sink *sink)
{
	VEC(struct owned) all = { 0 };

	for (size_t i = 0; i < sink->findings.n; i++) {
		struct finding *f = sink->findings.at[i];

		for (size_t k = 0; f->suppression == SUPPRESSION_NONE && k < f->edits.n; k++)
			if (f->edits.at[k].span.end > f->edits.at[k].span.begin)
				vec_push(scratch, &all, ((struct owned){ f->edits.at[k].span, f->edits.at[k].text, f }));
	}
	if (all.n)
		qsort(all.at, all.n, sizeof *all.at, compare_owned);
	for (size_t i = 0, next; i < all.n; i = next) {
		bool safe = !all.at[i].finding->unsafe, differ[2] = { false, false }; /* those that are safe; all */

		for (next = i + 1; next < all.n && is_one_place(&all.at[i], &all.at[next]); next++)
			differ[safe && all.at[next].finding->unsafe] |= strcmp(all.at[i].text, all.at[next].text) != 0;
		for (size_t k = i; k < next; k++)
			if (differ[0] || (differ[1] && all.at[k].finding->unsafe))
				all.at[k].finding->edits.n = 0;
	}
}

void edits_settle(struct sink *sink, const struct map *file_by_source)
{
	struct arena scratch = ARENA_INIT;
	struct map lents = { 0 };

	for (size_t i = 0; i < sink->findings.n; i++) {
		struct finding *f = sink->findings.at[i];
		size_t n = f->edits.n;

		for (size_t k = 0; k < n && f->edits.n; k++)
			if (!stands(&scratch, &lents, &f->edits.at[k], file_by_source))
				f->edits.n = 0;
	}
	settle_quarrels(&scratch, sink);
	arena_release(&scratch);
}
