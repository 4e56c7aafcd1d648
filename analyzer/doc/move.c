/* Members taken from one block map and put into another. */
#include "doc/move.h"

#include <string.h>

#include "base/buf.h"

#define STEP 2 /* a new map's members stand so much further right */

/* Whole lines of a source. */
struct block {
	const struct source *source;
	uint32_t begin, end; /* end: behind the last line's end, or the text's end */
	uint32_t column;     /* bytes before the key in its line */
};

static bool in_braces(const struct node *n)
{
	for (; n; n = n->parent)
		if (n->flags & (NODE_FLOW | NODE_ALIASED))
			return true;
	return false;
}

static uint32_t line_begin(const struct source *s, uint32_t at)
{
	while (at && s->bytes[at - 1] != '\n')
		at--;
	return at;
}

static uint32_t line_end(const struct source *s, uint32_t at)
{
	const char *end = memchr(s->bytes + at, '\n', s->n - at);

	return end ? (uint32_t)(end - s->bytes) + 1 : s->n;
}

/* The lines of a member of a block map, from its key to its value's last; comments behind the value are among them. */
static bool block_of(const struct node *m, struct block *b)
{
	struct span key = node_key_span(m);
	const struct node *last = m;
	uint32_t end = key.end;

	if (!m->key || !m->parent || m->parent->kind != NODE_MAP || in_braces(m->parent) || m->flags & (NODE_ALIASED | NODE_MADE) || key.end <= key.begin)
		return false;
	for (; last; last = last->kind == NODE_SCALAR ? NULL : node_last(last))
		end = !(last->flags & NODE_ALIASED) && last->end > end ? last->end : end;
	while (end > key.end && strchr(" \t\r\n", key.source->bytes[end - 1]))
		end--;
	*b = (struct block){ key.source, line_begin(key.source, key.begin), line_end(key.source, end), 0 };
	b->column = key.begin - b->begin;
	for (uint32_t at = end; at < b->end; at++) {
		char c = key.source->bytes[at];

		if (c == '#')
			break;
		if (!strchr(" \t\r\n", c))
			return false; /* something else goes on in the line */
	}
	return true;
}

/* Does the member have its lines for itself, without a dash before it? */
static bool is_alone(const struct block *b)
{
	for (uint32_t i = 0; i < b->column; i++)
		if (b->source->bytes[b->begin + i] != ' ')
			return false;
	return true;
}

static const char *line_break(const struct source *s)
{
	const char *end = memchr(s->bytes, '\n', s->n);

	return end && end > s->bytes && end[-1] == '\r' ? "\r\n" : "\n";
}

static void put_blanks(struct buf *out, uint32_t n)
{
	while (n--)
		buf_putc(out, ' ');
}

/* The lines, moved to another column; false where they do not reach that far. */
static bool put_lines(struct buf *out, const struct block *b, uint32_t column)
{
	for (uint32_t at = b->begin, end; at < b->end; at = end) {
		uint32_t n = 0;

		end = line_end(b->source, at);
		while (at + n < end && b->source->bytes[at + n] == ' ')
			n++;
		if (strchr("\r\n", b->source->bytes[at + n])) { /* a NUL is behind the text */
			buf_add(out, b->source->bytes + at, end - at);
			continue;
		}
		if (n < b->column)
			return false;
		put_blanks(out, n - b->column + column);
		buf_add(out, b->source->bytes + at + n, end - at - n);
	}
	return true;
}

/* The member's map too, where it is left without members. */
static bool cut_of(const struct node *member, bool emptied, struct block *cut)
{
	const struct node *map = member->parent;

	if (map->n > 1)
		return block_of(member, cut) && is_alone(cut);
	return emptied && map->key && map->parent && map->parent->n > 1 && block_of(map, cut) && is_alone(cut);
}

/* The first member of a list's item, behind its dash, where it is one line: "- host: a" becomes "- destination:", and below it "host: a". */
static bool wrap_in_line(struct arena *a, const struct node *member, const char *name, struct edit out[2])
{
	struct span at = node_key_span(member);
	struct buf text = BUF_INIT;
	struct block b;

	if (!member->parent || !block_of(member, &b) || is_alone(&b) || line_end(b.source, b.begin) != b.end)
		return false;
	buf_printf(&text, "%s:%s", name, line_break(b.source));
	put_blanks(&text, b.column + STEP);
	at.end = at.begin;
	out[0] = (struct edit){ at, arena_strndup(a, text.at, text.n) };
	out[1] = (struct edit){ at, "" };
	buf_release(&text);
	return true;
}

bool move_behind(struct arena *a, const struct node *member, const struct node *behind, const char *name, bool emptied, struct edit out[2])
{
	struct block from, cut, to;
	struct buf text = BUF_INIT;
	const char *end;
	uint32_t column;
	bool ok;

	if (name && behind == member && wrap_in_line(a, member, name, out))
		return true;
	if (!member->parent || !block_of(member, &from) || !is_alone(&from) || !cut_of(member, emptied, &cut) || !block_of(behind, &to) || from.source != to.source)
		return false;
	end = line_break(from.source);
	if (from.source->bytes[to.end - 1] != '\n')
		buf_puts(&text, end);
	column = to.column;
	if (name) {
		put_blanks(&text, column);
		buf_printf(&text, "%s:%s", name, end);
		column += STEP;
	}
	ok = put_lines(&text, &from, column) && (to.end <= cut.begin || to.end >= cut.end);
	while (text.n && from.source->bytes[to.end - 1] != '\n' && strchr("\r\n", text.at[text.n - 1]))
		text.n--;
	if (text.n && from.source->bytes[to.end - 1] == '\n' && text.at[text.n - 1] != '\n')
		buf_puts(&text, end);
	if (ok && to.end == cut.end && to.end == from.source->n && from.source->bytes[to.end - 1] != '\n') {
		/* At the text's end: what comes takes the place of what goes, its line break before it. */
		size_t skip = strlen(end);

		out[0] = (struct edit){ { from.source, cut.begin, cut.end }, arena_strndup(a, text.at + skip, text.n - skip) };
		out[1] = (struct edit){ { from.source, cut.end, cut.end }, "" };
	} else if (ok) {
		out[0] = (struct edit){ { from.source, cut.begin, cut.end }, "" };
		out[1] = (struct edit){ { from.source, to.end, to.end }, arena_strndup(a, text.at, text.n) };
	}
	buf_release(&text);
	return ok;
}
