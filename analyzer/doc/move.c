/* Members taken from one map and put into another. */
#include "doc/move.h"

#include <string.h>

#include "base/buf.h"
#include "doc/edit.h"

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

/* Between block maps. */
static bool move_lines(struct arena *a, const struct node *member, const struct node *behind, const char *name, bool emptied, struct edit out[2])
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

/* Where the value of a member ends that is on one line, or in braces; 0 where it has none of its own, or some of it is elsewhere. */
static uint32_t end_of(const struct node *m)
{
	struct span key = node_key_span(m);

	if (!m->key || key.end <= key.begin || m->end <= key.end || m->begin < key.end || m->flags & (NODE_ALIASED | NODE_MADE | NODE_BLOCK))
		return 0;
	if (m->kind != NODE_SCALAR && !(m->flags & NODE_FLOW))
		return 0;
	return m->end;
}

static bool is_lent(const struct node *n)
{
	for (; n; n = n->parent)
		if (n->flags & (NODE_ALIASED | NODE_MADE))
			return true;
	return false;
}

static bool has_lent(const struct node *n)
{
	if (n->flags & (NODE_ALIASED | NODE_MADE))
		return true;
	for (const struct node *c = node_children(n); c; c = c->next)
		if (has_lent(c))
			return true;
	return false;
}

/* Are the bytes blanks with this one character among them once, or (NUL) blanks alone? */
static bool is_only(const struct source *s, uint32_t begin, uint32_t end, char c)
{
	size_t n = 0;

	for (; begin < end; begin++)
		if (s->bytes[begin] == c && c)
			n++;
		else if (!strchr(" \t\r\n", s->bytes[begin]))
			return false;
	return n == (c != '\0');
}

/* "name: value" as it is put elsewhere; false where that would lose a comment, an anchor or a tag, or not read the same. */
static bool put_pair(struct buf *out, const struct node *m, bool into_braces)
{
	struct span key = node_key_span(m);
	const char *bytes = key.source->bytes;
	uint32_t end = end_of(m);
	bool lines, plain = m->kind == NODE_SCALAR && !(m->flags & NODE_QUOTED) && !(m->parent->flags & NODE_FLOW);

	if (!end || is_lent(m) || has_lent(m) || !is_only(key.source, key.end, m->begin, ':'))
		return false;
	lines = memchr(bytes + key.begin, '\n', end - key.begin) != NULL;
	if (lines && (!into_braces || memchr(bytes + key.begin, '#', end - key.begin)))
		return false;
	for (uint32_t i = m->begin; into_braces && plain && i < end; i++)
		if (strchr(",[]{}#:", bytes[i]))
			return false;
	buf_add(out, bytes + key.begin, key.end - key.begin);
	buf_puts(out, ": ");
	buf_add(out, bytes + m->begin, end - m->begin);
	return true;
}

static const struct node *before(const struct node *m)
{
	const struct node *last = NULL;

	for (const struct node *n = node_children(m->parent); n && n != m; n = n->next)
		last = n;
	return last;
}

/* Take a member out of braces, with the comma that parts it from another one. The only one goes with what it is in, where emptied is set. */
static bool cut_pair(const struct node *m, bool emptied, struct span *cut)
{
	const struct node *map = m->parent, *last = before(m);
	struct span key = node_key_span(m);
	uint32_t end = end_of(m), last_end = last ? end_of(last) : 0;

	if (!end || is_lent(m) || !(map->flags & NODE_FLOW))
		return false;
	*cut = (struct span){ key.source, key.begin, end };
	if (last) {
		cut->begin = last_end;
		return last_end && is_only(key.source, last_end, key.begin, ',');
	}
	if (m->next) {
		cut->end = node_key_span(m->next).begin;
		return is_only(key.source, end, cut->end, ',');
	}
	return emptied && map->key && map->parent && map->parent->n > 1 && is_only(key.source, map->begin + 1, key.begin, '\0')
		&& is_only(key.source, end, map->end - 1, '\0') && cut_pair(map, false, cut);
}

/* Take a member out, be it of braces or of lines. */
static bool cut_any(const struct node *m, bool emptied, struct span *cut)
{
	struct block lines;
	uint32_t end = end_of(m);

	if (m->parent->flags & NODE_FLOW)
		return cut_pair(m, emptied, cut);
	if (!end || !cut_of(m, emptied, &lines) || memchr(lines.source->bytes + end, '#', lines.end > end ? lines.end - end : 0))
		return false;
	*cut = (struct span){ lines.source, lines.begin, lines.end };
	return lines.source->bytes[lines.end - 1] == '\n'; /* else the line before would end the text */
}

/* What stands before the member in its line, where that is blanks alone; else NULL. */
static const char *indent_of(struct arena *a, const struct node *m)
{
	struct span key = node_key_span(m);
	uint32_t begin = line_begin(key.source, key.begin);

	return begin && is_only(key.source, begin, key.begin, '\0') ? arena_strndup(a, key.source->bytes + begin, key.begin - begin) : NULL;
}

/* Put the pair behind a member, in its braces or on a line of its own. */
static bool put_behind(struct arena *a, const struct node *behind, const char *name, const struct buf *pair, struct edit *out)
{
	bool json = edit_is_json(behind), flow = behind->parent && behind->parent->flags & NODE_FLOW;
	struct span key = node_key_span(behind);
	const char *end = line_break(key.source), *quote = json ? "\"" : "", *indent;
	uint32_t at = flow ? end_of(behind) : 0;
	struct block to;

	if (is_lent(behind))
		return false;
	if (flow) {
		indent = indent_of(a, behind);
		out->span = (struct span){ key.source, at, at };
		out->text = arena_printf(a, ",%s%s%s%s%s%s%.*s%s", indent ? end : " ", indent ? indent : "", name ? quote : "", name ? name : "", name ? quote : "",
			name ? ": {" : "", (int)pair->n, pair->at, name ? "}" : "");
		return at != 0;
	}
	if (in_braces(behind->parent) || !block_of(behind, &to) || to.source->bytes[to.end - 1] != '\n')
		return false;
	out->span = (struct span){ key.source, to.end, to.end };
	if (name)
		out->text = arena_printf(a, "%*s%s:%s%*s%.*s%s", (int)to.column, "", name, end, (int)to.column + STEP, "", (int)pair->n, pair->at, end);
	else
		out->text = arena_printf(a, "%*s%.*s%s", (int)to.column, "", (int)pair->n, pair->at, end);
	return true;
}

/* Where one of the two maps, or both, are in braces. */
static bool move_pair(struct arena *a, const struct node *member, const struct node *behind, const char *name, bool emptied, struct edit out[2])
{
	struct span key = node_key_span(member);
	struct buf pair = BUF_INIT;
	bool ok, flow = member->parent && member->parent->flags & NODE_FLOW, json = edit_is_json(member);

	if (!member->parent || !behind->parent || member->parent->kind != NODE_MAP || behind->parent->kind != NODE_MAP)
		return false;
	ok = put_pair(&pair, member, behind->parent->flags & NODE_FLOW);
	if (ok && name && behind == member && flow) { /* where it is */
		out[0] = (struct edit){ { key.source, key.begin, key.begin }, arena_printf(a, json ? "\"%s\": {" : "%s: {", name) };
		out[1] = (struct edit){ { key.source, member->end, member->end }, "}" };
	} else if (ok) {
		ok = behind != member && cut_any(member, emptied, &out[0].span) && put_behind(a, behind, name, &pair, &out[1])
			&& (out[1].span.begin <= out[0].span.begin || out[1].span.begin >= out[0].span.end);
		out[0].text = "";
	}
	buf_release(&pair);
	return ok;
}

bool move_behind(struct arena *a, const struct node *member, const struct node *behind, const char *name, bool emptied, struct edit out[2])
{
	return move_lines(a, member, behind, name, emptied, out) || move_pair(a, member, behind, name, emptied, out);
}

bool move_add(struct arena *a, const struct node *behind, const char *name, const char *value, struct edit *out)
{
	struct buf pair = BUF_INIT;
	const char *quote = edit_is_json(behind) ? "\"" : "";
	bool ok;

	buf_printf(&pair, "%s%s%s: %s", quote, name, quote, value);
	ok = put_behind(a, behind, NULL, &pair, out);
	buf_release(&pair);
	return ok;
}

/* The end of what is written of a map without braces: of the last of all that is in it. */
static uint32_t end_of_lines(const struct node *map)
{
	uint32_t end = map->begin;

	for (const struct node *last = node_last(map); last; last = last->kind == NODE_SCALAR ? NULL : node_last(last)) {
		uint32_t key = last->key ? node_key_span(last).end : 0, value = last->kind == NODE_SCALAR || last->flags & NODE_FLOW ? last->end : 0;

		end = key > end ? key : end;
		end = value > end ? value : end;
	}
	return end;
}

size_t move_into_item(struct arena *a, const struct node *map, struct edit **out)
{
	const struct source *s = node_source(map);
	const struct node *first = map->kind == NODE_MAP ? map->first : NULL;
	VEC(struct edit) list = { 0 };
	uint32_t begin, end;

	if (!first || is_lent(map) || has_lent(map) || map->end <= map->begin)
		return 0;
	if (map->flags & NODE_FLOW) {
		vec_push(a, &list, ((struct edit){ { s, map->begin, map->begin }, "[" }));
		vec_push(a, &list, ((struct edit){ { s, map->end, map->end }, "]" }));
		*out = list.at;
		return s->bytes[map->begin] == '{' && s->bytes[map->end - 1] == '}' ? list.n : 0;
	}
	begin = node_key_span(first).begin;
	end = end_of_lines(map);
	for (uint32_t i = line_begin(s, begin); i < begin; i++)
		if (s->bytes[i] != ' ' && s->bytes[i] != '-')
			return 0; /* a tag, or "? " */
	vec_push(a, &list, ((struct edit){ { s, begin, begin }, "- " }));
	for (uint32_t at = line_end(s, begin); at < end; at = line_end(s, at))
		if (!strchr("\r\n", s->bytes[at]))
			vec_push(a, &list, ((struct edit){ { s, at, at }, "  " }));
	*out = list.at;
	return list.n;
}

bool move_out_of_list(const struct node *list, struct edit out[2])
{
	const struct source *s = node_source(list);
	const struct node *only = list->kind == NODE_LIST && list->n == 1 && list->flags & NODE_FLOW ? list->first : NULL;

	if (!only || only->kind != NODE_SCALAR || is_lent(list) || has_lent(list) || only->end <= only->begin || memchr(s->bytes + list->begin, '\n', list->end - list->begin)
			|| !is_only(s, list->begin, only->begin, '[') || !is_only(s, only->end, list->end, ']'))
		return false;
	out[0] = (struct edit){ { s, list->begin, only->begin }, "" };
	out[1] = (struct edit){ { s, only->end, list->end }, "" };
	return true;
}
