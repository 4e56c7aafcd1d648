/* GitHub's hashes of lines: a rolling hash over UTF-16 units, computed once for a file. */
#include "report/line_hash.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "base/vec.h"

#define WINDOW 100  /* units that a hash is of */
#define FACTOR 37
#define END 0xffff  /* stands behind the last unit of a file */

struct roller {
	struct arena *arena;
	uint64_t hash, oldest;     /* oldest: what a unit counts when it leaves the window */
	uint32_t window[WINDOW];
	uint32_t lines[WINDOW];    /* the line that begins with this unit; 0: none */
	size_t at;
	uint32_t line;
	bool fresh, carriage;      /* a line begins; the last unit was a carriage return */
	VEC(struct line_hash) list;
};

/* The window is full of a line's units. */
static void finish_line(struct roller *r)
{
	if (!r->lines[r->at])
		return;
	vec_push(r->arena, &r->list, (struct line_hash) { .hash = r->hash });
	r->lines[r->at] = 0;
}

static void roll(struct roller *r, uint32_t unit)
{
	r->hash = r->hash * FACTOR + unit - r->oldest * r->window[r->at];
	r->window[r->at] = unit;
	r->at = (r->at + 1) % WINDOW;
}

/* Blanks do not count, and every kind of line break is a line feed. */
static void take(struct roller *r, uint32_t unit)
{
	bool second = unit == '\n' && r->carriage;

	r->carriage = unit == '\r';
	if (unit == ' ' || unit == '\t' || second)
		return;
	unit = unit == '\r' ? '\n' : unit;
	finish_line(r);
	if (r->fresh)
		r->lines[r->at] = ++r->line;
	r->fresh = unit == '\n';
	roll(r, unit);
}

static int hash_order(const void *a, const void *b)
{
	const struct line_hash *x = *(struct line_hash *const *)a, *y = *(struct line_hash *const *)b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* Number the lines of one hash in their order. */
static void count_equals(struct arena *a, struct line_hash *list, size_t n)
{
	struct line_hash **sorted = arena_array(a, struct line_hash *, n);

	for (size_t i = 0; i < n; i++)
		sorted[i] = &list[i];
	if (n)
		qsort(sorted, n, sizeof *sorted, hash_order);
	for (size_t i = 0; i < n; i++)
		sorted[i]->count = i && sorted[i]->hash == sorted[i - 1]->hash ? sorted[i - 1]->count + 1 : 1;
}

struct line_hashes line_hashes(struct arena *a, const struct source *s)
{
	struct roller r = { .arena = a, .oldest = 1, .fresh = true };
	uint32_t c;

	if (!s->n || s->encoding != SOURCE_UTF8 || utf8_check(s->bytes, s->n) < s->n)
		return (struct line_hashes) { NULL, 0 };
	for (int i = 0; i < WINDOW; i++)
		r.oldest *= FACTOR;
	for (size_t i = 0; i < s->n;) {
		i += utf8_next(s->bytes + i, s->n - i, &c);
		if (c > 0xffff) {
			take(&r, 0xd7c0 + (c >> 10));
			c = 0xdc00 + (c & 0x3ff);
		}
		take(&r, c);
	}
	take(&r, END);
	for (int i = 0; i < WINDOW; i++) {
		finish_line(&r);
		roll(&r, 0);
	}
	count_equals(a, r.list.at, r.list.n);
	return (struct line_hashes) { r.list.at, r.list.n };
}
