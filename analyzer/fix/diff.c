/* Unified diffs of texts that differ here and there. */
#include "fix/diff.h"

#include <string.h>

#include "base/arena.h"
#include "base/safe.h"
#include "base/vec.h"

#define AROUND 3   /* lines that are the same, before and behind each change */
#define LOOKED 64  /* lines that are looked through for where both go on alike */

struct line {
	const char *at;
	size_t n; /* with its end */
};

struct lines {
	VEC(struct line) list;
};

/* Lines [from, from + n) of the old text give way to lines [to, to + m) of the new one. */
struct change {
	size_t from, n, to, m;
};

struct changes {
	VEC(struct change) list;
};

static void split(struct arena *a, struct lines *lines, const char *text, size_t n)
{
	while (n) {
		const char *end = memchr(text, '\n', n);
		size_t len = end ? (size_t)(end - text) + 1 : n;

		vec_push(a, &lines->list, ((struct line){ text, len }));
		text += len;
		n -= len;
	}
}

static bool is_same(const struct lines *a, size_t i, const struct lines *b, size_t k)
{
	return i < a->list.n && k < b->list.n && a->list.at[i].n == b->list.at[k].n
		&& memcmp(a->list.at[i].at, b->list.at[k].at, a->list.at[i].n) == 0;
}

/* Do both go on alike from here: by two lines, by one where as many have gone as have come (even), or to their ends? */
static bool meet(const struct lines *a, size_t i, const struct lines *b, size_t k, bool even)
{
	if (i == a->list.n || k == b->list.n)
		return i == a->list.n && k == b->list.n;
	return is_same(a, i, b, k) && (even || is_same(a, i + 1, b, k + 1) || i + 1 == a->list.n || k + 1 == b->list.n);
}

/* The change that begins here, up to where both meet again; what is longer than is looked through is all the rest. */
static struct change change_at(const struct lines *a, size_t i, const struct lines *b, size_t k)
{
	for (size_t d = 1; d < LOOKED; d++)
		for (size_t x = d / 2, step = 0; step <= d; step++) { /* as many old lines as new ones at first */
			size_t n = step % 2 ? x + (step + 1) / 2 : x - step / 2;

			if (n <= d && i + n <= a->list.n && k + d - n <= b->list.n && meet(a, i + n, b, k + d - n, 2 * n == d))
				return (struct change){ i, n, k, d - n };
		}
	return (struct change){ i, a->list.n - i, k, b->list.n - k };
}

static void find_changes(struct arena *arena, struct changes *c, const struct lines *a, const struct lines *b)
{
	for (size_t i = 0, k = 0; i < a->list.n || k < b->list.n;) {
		struct change one;

		if (is_same(a, i, b, k)) {
			i++, k++;
			continue;
		}
		one = change_at(a, i, b, k);
		vec_push(arena, &c->list, one);
		i += one.n;
		k += one.m;
	}
}

static void put_lines(struct buf *out, const struct lines *lines, size_t from, size_t n, char mark, bool safe)
{
	for (size_t i = from; lines->list.at && i < from + n; i++) {
		const struct line *l = &lines->list.at[i];
		bool ended = l->at[l->n - 1] == '\n';

		buf_putc(out, mark);
		if (safe)
			safe_text(out, l->at, l->n - ended - (ended && l->n > 1 && l->at[l->n - 2] == '\r'));
		else
			buf_add(out, l->at, l->n - ended);
		buf_puts(out, ended ? "\n" : "\n\\ No newline at end of file\n");
	}
}

/* As diff -u has it: a count of 1 is left out, and what has no line begins before it. */
static void put_range(struct buf *out, char mark, size_t from, size_t n)
{
	buf_printf(out, "%c%zu", mark, n ? from + 1 : from);
	if (n != 1)
		buf_printf(out, ",%zu", n);
}

/* The changes [first, end) with what is around and between them. */
static void put_hunk(struct buf *out, const struct lines *a, const struct lines *b, const struct change *first, const struct change *end, bool safe)
{
	const struct change *last = end - 1;
	size_t before = first->from < AROUND ? first->from : AROUND, from = first->from - before, to = first->to - before;
	size_t rest = a->list.n - last->from - last->n, behind = rest < AROUND ? rest : AROUND;

	buf_puts(out, "@@ ");
	put_range(out, '-', from, last->from + last->n + behind - from);
	buf_putc(out, ' ');
	put_range(out, '+', to, last->to + last->m + behind - to);
	buf_puts(out, " @@\n");
	for (const struct change *c = first; c < end; c++) {
		put_lines(out, a, from, c->from - from, ' ', safe);
		put_lines(out, a, c->from, c->n, '-', safe);
		put_lines(out, b, c->to, c->m, '+', safe);
		from = c->from + c->n;
	}
	put_lines(out, a, from, behind, ' ', safe);
}

static void put_name(struct buf *out, const char *mark, const char *name)
{
	buf_puts(out, mark);
	safe_puts(out, name);
	buf_putc(out, '\n');
}

void diff_write(struct buf *out, const char *name, const char *before, size_t n_before, const char *after, size_t n_after, bool safe)
{
	struct arena arena = ARENA_INIT;
	struct lines a = { 0 }, b = { 0 };
	struct changes c = { 0 };

	split(&arena, &a, before, n_before);
	split(&arena, &b, after, n_after);
	find_changes(&arena, &c, &a, &b);
	if (c.list.n) {
		put_name(out, "--- ", name);
		put_name(out, "+++ ", name);
	}
	for (size_t i = 0, end; i < c.list.n; i = end) {
		for (end = i + 1; end < c.list.n && c.list.at[end].from - c.list.at[end - 1].from - c.list.at[end - 1].n <= 2 * AROUND; end++)
			;
		put_hunk(out, &a, &b, &c.list.at[i], &c.list.at[end], safe);
	}
	arena_release(&arena);
}
