/* What the edits of a finding would do. */
#include "report/fix.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "report/style.h"

#define MOST_QUOTED 60  /* bytes of an edit's old or new text that are worth a line */
#define MOST_JOINED 4096 /* bytes of a file that one replacement spans */

static bool quotable(const char *text, size_t n)
{
	return n <= MOST_QUOTED && !memchr(text, '\n', n) && !memchr(text, '\r', n);
}

/* In quotes, but for a text that is in such quotes already. */
static void put_quoted(struct buf *out, const char *text, size_t n)
{
	bool quoted = n > 1 && *text == '"' && text[n - 1] == '"';

	buf_puts(out, quoted ? "" : "\"");
	safe_text(out, text, n);
	buf_puts(out, quoted ? "" : "\"");
}

void fix_words(struct buf *out, const struct finding *f)
{
	const struct edit *e = f->edits.at;
	const char *old = e->span.source->bytes + e->span.begin;
	size_t n_old = e->span.end - e->span.begin, n_new = strlen(e->text);

	if (f->edits.n > 1 || e->span.source->outside || !quotable(old, n_old) || !quotable(e->text, n_new)) {
		put_count(out, f->edits.n, "edit");
	} else if (n_new == 0) {
		buf_puts(out, "delete ");
		put_quoted(out, old, n_old);
	} else {
		buf_puts(out, n_old ? "write " : "insert ");
		put_quoted(out, e->text, n_new);
		if (n_old) {
			buf_puts(out, " for ");
			put_quoted(out, old, n_old);
		}
	}
}

static int edit_order(const void *a, const void *b)
{
	const struct edit *x = *(const struct edit *const *)a, *y = *(const struct edit *const *)b;

	if (x->span.begin != y->span.begin)
		return x->span.begin < y->span.begin ? -1 : 1;
	return x < y ? -1 : x > y; /* at one place in the order that they have */
}

bool fix_join(struct buf *text, const struct finding *f, struct span *place)
{
	const struct source *s = f->span.source;
	struct arena arena = ARENA_INIT;
	const struct edit **sorted = arena_array(&arena, const struct edit *, f->edits.n);
	bool ok = f->edits.n && s && !s->outside && s->encoding == SOURCE_UTF8;
	uint32_t at;

	for (size_t i = 0; i < f->edits.n; i++) {
		sorted[i] = &f->edits.at[i];
		ok = ok && sorted[i]->span.source == s;
	}
	if (ok) {
		qsort(sorted, f->edits.n, sizeof *sorted, edit_order);
		*place = (struct span) { s, sorted[0]->span.begin, sorted[f->edits.n - 1]->span.end };
		ok = place->end >= place->begin && place->end - place->begin <= MOST_JOINED;
	}
	for (size_t i = 1; ok && i < f->edits.n; i++)
		ok = sorted[i]->span.begin >= sorted[i - 1]->span.end;
	at = ok ? place->begin : 0;
	for (size_t i = 0; ok && i < f->edits.n; i++) {
		buf_add(text, s->bytes + at, sorted[i]->span.begin - at);
		buf_puts(text, sorted[i]->text);
		at = sorted[i]->span.end;
	}
	arena_release(&arena);
	return ok;
}
