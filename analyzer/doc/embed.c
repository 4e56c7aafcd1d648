/* YAML inside of a scalar, with its places in the file around it. */
#include <string.h>

#include "doc/load.h"

/* How places of the inner text become places of the outer source. */
struct embed {
	const struct source *inner, *outer;
	const struct node *holder; /* in outer */
	bool exact;      /* line by line; else every place is the whole scalar */
	uint32_t header; /* index of the line with the "|" */
	uint32_t indent; /* bytes in front of each line of the text */
};

/* The source's line that holds the text's line (from 1), or NULL where there is none. */
static const char *outer_line(const struct embed *e, uint32_t line, size_t *len)
{
	const struct source *s = e->outer;

	if (e->header + line >= s->n_lines)
		return NULL;
	return source_line(s, e->header + 1 + line, len);
}

/* Do all lines of the text stand in the source, each behind the same indentation? */
static bool lines_up(struct embed *e)
{
	bool known = false;

	for (uint32_t line = 1; line <= e->inner->n_lines; line++) {
		size_t n, outer_n;
		const char *text = source_line(e->inner, line, &n);
		const char *outer = n ? outer_line(e, line, &outer_n) : NULL;

		if (n == 0)
			continue;
		if (!outer || outer_n < n)
			return false;
		if (!known)
			e->indent = (uint32_t)(outer_n - n);
		known = true;
		if (outer_n - n != e->indent || memcmp(outer + e->indent, text, n) != 0)
			return false;
	}
	return true;
}

static void prepare(struct embed *e)
{
	const struct node *h = e->holder;

	e->exact = false;
	if (!(h->flags & NODE_BLOCK) || e->outer->bytes[h->begin] != '|')
		return;
	e->header = source_position(e->outer, h->begin).line - 1;
	e->exact = lines_up(e);
}

static uint32_t outer_offset(const struct embed *e, uint32_t at)
{
	const struct source *s = e->outer;
	uint32_t line = source_position(e->inner, at).line;
	uint32_t column = at - e->inner->lines[line - 1], begin;

	if (e->header + line >= s->n_lines)
		return e->holder->end;
	begin = s->lines[e->header + line];
	begin += column || e->inner->lines[line - 1] < e->inner->n ? e->indent + column : 0;
	return begin < e->holder->end ? begin : e->holder->end;
}

static void move(const struct embed *e, uint32_t *begin, uint32_t *end)
{
	*begin = e->exact ? outer_offset(e, *begin) : e->holder->begin;
	*end = e->exact ? outer_offset(e, *end) : e->holder->end;
}

static void move_node(const struct embed *e, struct node *n)
{
	move(e, &n->begin, &n->end);
	if (n->key)
		move(e, &n->key_begin, &n->key_end);
	for (struct node *child = node_children(n); child; child = child->next)
		move_node(e, child);
}

static void move_span(const struct embed *e, struct span *s)
{
	if (s->source != e->inner)
		return;
	s->source = e->outer;
	move(e, &s->begin, &s->end);
}

static void move_finding(const struct embed *e, struct finding *f)
{
	move_span(e, &f->span);
	for (size_t i = 0; i < f->related.n; i++)
		move_span(e, &f->related.at[i].span);
}

size_t load_embedded_documents(struct load *l, const struct node *holder, const struct document **out)
{
	struct load inner = { .arena = l->arena, .pool = l->pool, .sink = l->sink, .inner = true };
	const struct str *text = node_text(holder);
	size_t first = l->sink->findings.n;
	struct embed e = { .holder = holder };

	if (!text)
		return 0;
	e.outer = node_source(holder);
	e.inner = source_make(l->arena, e.outer->name, text->text, text->len);
	prepare(&e);
	load_source(&inner, e.inner);
	for (size_t i = first; i < l->sink->findings.n; i++)
		move_finding(&e, l->sink->findings.at[i]);
	l->n_broken += inner.n_broken;
	l->n_templates += inner.n_templates;
	for (size_t i = 0; i < inner.documents.n; i++) {
		if (!inner.documents.at[i].root)
			continue;
		move_node(&e, inner.documents.at[i].root);
		inner.documents.at[i].root->source = e.outer;
	}
	*out = inner.documents.at;
	return inner.n_broken ? 0 : inner.documents.n;
}

struct node *load_embedded(struct load *l, const struct node *holder)
{
	const struct document *documents;

	return load_embedded_documents(l, holder, &documents) ? documents[0].root : NULL;
}
