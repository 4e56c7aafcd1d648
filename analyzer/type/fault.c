/* Findings of the checker: their places, their words, their edits. */
#include "type/fault.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "doc/edit.h"
#include "doc/move.h"
#include "doc/notices.h"
#include "doc/placeholder.h"
#include "doc/scalar.h"

#define SHOWN 60 /* characters of a text that a message shows */

/* A value that no server takes, in a template that something fills in. */
/* "[PROJECT_ID]" and "{PROJECT_ID}" without quotes: a list or map of just that. */
static bool is_bracketed(const struct node *at)
{
	const struct node *only = at->kind != NODE_SCALAR && at->flags & NODE_FLOW && at->n == 1 ? at->first : NULL;
	const struct str *text = !only ? NULL : only->key ? only->key : only->kind == NODE_SCALAR ? only->text : NULL;

	return text && strspn(text->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == text->len && text->len > 2
		&& strspn(text->text, "0123456789") < text->len;
}

static bool is_unfilled(const struct notice *n, const struct node *at)
{
	static const char *const formats[] = { "TY006", "IV001", "IV004", "IV005", "IV007", "IV008", "IV009", "IV015" };
	bool format = false;

	if (n == &notice_type_wrong_type)
		return is_bracketed(at);
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		format |= strcmp(n->code, formats[i]) == 0;

	return format && at->kind == NODE_SCALAR && at->scalar == SCALAR_STRING
		&& (placeholder_unfilled(at->text->text, at->text->len) || (str_is(at->text, "PORT") && str_is(at->key, "targetPort")));
}

static struct finding *add(struct check *c, const struct notice *n, struct span span,
	const struct node *at, const char *fmt, va_list args)
{
	struct finding *f;

	if (c->dropped && n != &notice_type_unknown_field)
		return NULL;
	if (is_unfilled(n, at))
		f = sink_add(c->sink, &notice_input_placeholder, span, "%s holds a placeholder and was not judged", fault_name(c, at));
	else
		f = sink_vadd(c->sink, n, span, fmt, args);
	f->subject = c->subject;
	f->path = node_path(c->arena, at, c->root);
	if (!f->path[0])
		f->path = NULL;
	if (c->advice && f->severity == SEVERITY_ERROR)
		f->severity = SEVERITY_WARNING;
	return f;
}

struct finding *fault_at(struct check *c, const struct notice *n, const struct node *at, const char *fmt, ...)
{
	struct finding *f;
	va_list args;

	va_start(args, fmt);
	f = add(c, n, node_span(at), at, fmt, args);
	va_end(args);
	return f;
}

struct finding *fault_at_key(struct check *c, const struct notice *n, const struct node *at, const char *fmt, ...)
{
	struct finding *f;
	va_list args;

	va_start(args, fmt);
	f = add(c, n, node_key_span(at), at, fmt, args);
	va_end(args);
	return f;
}

struct finding *fault_at_head(struct check *c, const struct notice *n, const struct node *object, const char *fmt, ...)
{
	struct finding *f;
	va_list args;
	struct span span = node_key_span(object);

	if (!object->key && object->kind == NODE_MAP && object->first)
		span = node_key_span(object->first);
	va_start(args, fmt);
	f = add(c, n, span, object, fmt, args);
	va_end(args);
	return f;
}

void fault_relate(struct check *c, struct finding *f, const struct node *at, const char *fmt, ...)
{
	va_list args;

	if (!f)
		return;
	va_start(args, fmt);
	finding_relate(c->arena, f, node_key_span(at), "%s", arena_vprintf(c->arena, fmt, args));
	va_end(args);
}

static void fix(struct check *c, struct finding *f, struct span at, const char *bytes)
{
	if (f && bytes && f->notice != &notice_input_placeholder) /* which is filled in, not put right */
		finding_fix(c->arena, f, at, bytes);
}

void fault_rename(struct check *c, struct finding *f, const struct node *member, const char *name)
{
	fix(c, f, node_key_span(member), edit_key(c->arena, member, name));
}

void fault_replace(struct check *c, struct finding *f, const struct node *scalar, const char *text)
{
	fix(c, f, node_span(scalar), edit_text(c->arena, scalar, text));
}

void fault_wrap(struct check *c, struct finding *f, const struct node *scalar, const char *name)
{
	fix(c, f, node_span(scalar), edit_map(c->arena, scalar, name));
}

void fault_wrap_number(struct check *c, struct finding *f, const struct node *scalar, const char *name)
{
	fix(c, f, node_span(scalar), edit_number_map(c->arena, scalar, name));
}

void fault_list(struct check *c, struct finding *f, const struct node *scalar)
{
	fix(c, f, node_span(scalar), edit_list(c->arena, scalar));
}

void fault_item(struct check *c, struct finding *f, const struct node *map)
{
	struct edit *edits;
	size_t n = f ? move_into_item(c->arena, map, &edits) : 0;

	for (size_t i = 0; i < n; i++)
		fix(c, f, edits[i].span, edits[i].text);
}

void fault_only(struct check *c, struct finding *f, const struct node *list)
{
	struct edit edits[2];

	if (!f || !move_out_of_list(list, edits))
		return;
	fix(c, f, edits[0].span, edits[0].text);
	fix(c, f, edits[1].span, edits[1].text);
}

void fault_move(struct check *c, struct finding *f, const struct node *member, const struct node *behind, const char *name)
{
	struct edit edits[2];

	if (!f || !move_behind(c->arena, member, behind, name, false, edits))
		return;
	fix(c, f, edits[0].span, edits[0].text);
	if (*edits[1].text) /* else one is all there is to it */
		fix(c, f, edits[1].span, edits[1].text);
}

void fault_quote(struct check *c, struct finding *f, const struct node *scalar)
{
	fix(c, f, node_span(scalar), edit_quoted(c->arena, scalar));
}

void fault_unquote(struct check *c, struct finding *f, const struct node *scalar)
{
	fix(c, f, node_span(scalar), edit_bare(c->arena, scalar, scalar->text->text));
}

const char *fault_name(struct check *c, const struct node *n)
{
	struct span at = n->key ? node_key_span(n) : (struct span){ 0 };
	const char *written = at.source ? scalar_word_of(c->arena, at.source, at.begin, at.end, n->key) : NULL;

	if (n == c->root || (!n->parent && !n->key))
		return "the document";
	if (written)
		return arena_printf(c->arena, "\"%s\" (read as \"%s\")", written, n->key->text);
	if (n->key)
		return arena_printf(c->arena, "\"%s\"", fault_text(c, n->key));
	for (const struct node *list = n->parent; list; list = list->parent)
		if (list->key)
			return arena_printf(c->arena, "\"%s[%u]\"", fault_text(c, list->key), n->index);
	return arena_printf(c->arena, "item %u", n->index + 1);
}

const char *fault_text(struct check *c, const struct str *text)
{
	struct buf b = BUF_INIT;
	size_t chars = 0, i = 0;
	const char *shown;

	while (i < text->len && chars < SHOWN) {
		uint32_t point;
		size_t n = utf8_next(text->text + i, text->len - i, &point);

		if (n == 0 || point < ' ' || point == 0x7f)
			buf_putc(&b, ' ');
		else
			buf_add(&b, text->text + i, n);
		i += n ? n : 1;
		chars++;
	}
	if (i < text->len)
		buf_puts(&b, "...");
	shown = arena_strndup(c->arena, b.n ? b.at : "", b.n);
	buf_release(&b);
	return shown;
}

const char *fault_value(struct check *c, const struct node *n)
{
	if (n->kind == NODE_LIST)
		return "a list";
	if (n->kind == NODE_MAP)
		return "an object";
	switch ((enum scalar)n->scalar) {
	case SCALAR_NULL:
		return "null";
	case SCALAR_BOOL:
		return arena_printf(c->arena, "the boolean %s", fault_text(c, n->text));
	case SCALAR_INT:
	case SCALAR_FLOAT:
		return arena_printf(c->arena, "the number %s", fault_text(c, n->text));
	case SCALAR_STRING:
		break;
	}
	return n->text->len ? arena_printf(c->arena, "the string \"%s\"", fault_text(c, n->text)) : "an empty string";
}

const char *fault_names(struct check *c, const char *const *names, size_t n, const char *last)
{
	struct buf b = BUF_INIT;
	const char *all;

	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_printf(&b, i + 1 == n ? " %s " : ", ", last);
		buf_printf(&b, "\"%s\"", names[i]);
	}
	all = arena_strndup(c->arena, b.n ? b.at : "", b.n);
	buf_release(&b);
	return all;
}
