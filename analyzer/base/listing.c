/* Lists of words for messages. */
#include "base/listing.h"

#include "base/arena.h"
#include "base/buf.h"

void listing_add(struct listing *l, const char *word)
{
	if (l->n < LISTING_MOST)
		l->at[l->n] = word;
	l->n++;
}

const char *listing_text(const struct listing *l, struct arena *a)
{
	size_t named = l->n < LISTING_MOST ? l->n : LISTING_MOST;
	struct buf b = BUF_INIT;
	const char *text;

	for (size_t i = 0; i < named; i++) {
		if (i)
			buf_puts(&b, i + 1 == l->n ? " and " : ", ");
		buf_puts(&b, l->at[i]);
	}
	if (l->n > named)
		buf_printf(&b, " and %zu more", l->n - named);
	text = arena_strndup(a, b.n ? b.at : "", b.n);
	buf_release(&b);
	return text;
}
