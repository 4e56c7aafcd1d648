/* Golden files: compare, show the difference, bless. */
#include "test/golden.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/vec.h"
#include "test/tree.h"

struct lines {
	VEC(const char *) list;
};

bool golden_blesses(void)
{
	const char *bless = getenv("BLESS");

	return bless && *bless && strcmp(bless, "0") != 0;
}

static struct lines split(struct arena *a, const char *text)
{
	struct lines l = { 0 };

	while (text && *text) {
		size_t n = strcspn(text, "\n");
		bool ends = text[n] == '\n';

		/* A last line without its break is not the same as one with it. */
		vec_push(a, &l.list, ends ? arena_strndup(a, text, n)
			: arena_printf(a, "%.*s\\ no line break at the end", (int)n, text));
		text += n + ends;
	}
	return l;
}

static bool same_line(const char *want, const char *got)
{
	if (strncmp(want, "~ ", 2) == 0)
		return fnmatch(want + 2, got, 0) == 0;
	return strcmp(want, got) == 0;
}

static void show(struct buf *b, char mark, const struct lines *l, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		buf_printf(b, "\n%c %s", mark, l->list.at[i]);
}

const char *golden_differs(struct arena *a, const char *want, const char *got)
{
	struct lines w = split(a, want), g = split(a, got);
	size_t head = 0, tail = 0, n = w.list.n < g.list.n ? w.list.n : g.list.n;
	struct buf b = BUF_INIT;
	const char *text;

	while (head < n && same_line(w.list.at[head], g.list.at[head]))
		head++;
	if (head == w.list.n && head == g.list.n)
		return NULL;
	while (tail < n - head && same_line(w.list.at[w.list.n - 1 - tail], g.list.at[g.list.n - 1 - tail]))
		tail++;
	show(&b, '-', &w, head, w.list.n - tail);
	show(&b, '+', &g, head, g.list.n - tail);
	text = arena_strndup(a, b.at, b.n);
	buf_release(&b);
	return text;
}

const char *golden_file(struct arena *a, const char *path, const char *got)
{
	const char *differs = golden_differs(a, tree_read(a, path, NULL), got);

	if (!differs || !golden_blesses())
		return differs;
	tree_write(path, got, strlen(got));
	return NULL;
}
