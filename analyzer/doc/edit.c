/* Values and names in the style of the file that they are written in. */
#include "doc/edit.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "doc/scalar.h"

bool edit_source_is_json(const struct source *s)
{
	const char *at = s->bytes + (strncmp(s->bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);

	at += strspn(at, " \t\r\n"); /* a NUL is behind the last */
	return (*at == '{' || *at == '[') && at[strspn(at, "[{ \t\r\n")] == '"';
}

bool edit_is_json(const struct node *n)
{
	return edit_source_is_json(node_source(n));
}

/* Do the bytes of a scalar or a name say just this text, on one line and without escapes? */
static bool says(const char *bytes, uint32_t n, const struct str *text)
{
	char quote = n >= 2 && (*bytes == '"' || *bytes == '\'') ? *bytes : '\0';
	uint32_t at = quote ? 1 : 0, end = n - at;

	if (quote && bytes[n - 1] != quote)
		return false;
	for (size_t i = 0; i < text->len; i++, at++) {
		if (at >= end || bytes[at] != text->text[i] || bytes[at] == '\n' || bytes[at] == '\r' || (quote == '"' && bytes[at] == '\\'))
			return false;
		if (quote == '\'' && bytes[at] == '\'' && (++at >= end || bytes[at] != '\''))
			return false;
	}
	return at == end;
}

/* Did it come by an alias, or something around it? Then its text stands elsewhere, for others too. */
static bool is_lent(const struct node *n)
{
	while (n && !(n->flags & NODE_ALIASED))
		n = n->parent;
	return n != NULL;
}

/* Does the text of the scalar stand where its place is? */
static bool stands(const struct node *n)
{
	return n->kind == NODE_SCALAR && !(n->flags & NODE_BLOCK) && n->end > n->begin && !is_lent(n)
		&& says(node_source(n)->bytes + n->begin, n->end - n->begin, n->text);
}

static bool in_brackets(const struct node *n)
{
	for (n = n->parent; n; n = n->parent)
		if (n->flags & NODE_FLOW)
			return true;
	return false;
}

/* Would YAML read the text as just this string, written without quotes? */
static bool is_plain(const char *text, bool brackets)
{
	size_t n = strlen(text);

	if (!n || scalar_kind(text, n) != SCALAR_STRING || strchr("-?:,[]{}#&*!|>'\"%@` =<", text[0]) || text[n - 1] == ':' || text[n - 1] == ' ')
		return false;
	if (strstr(text, ": ") || strncmp(text, "...", 3) == 0 || strstr(text, " #") || (brackets && strpbrk(text, ",[]{}:")))
		return false;
	for (size_t i = 0; i < n; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return true;
}

/* In single quotes stands any text without what breaks lines or cannot be printed. */
static bool is_printable(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

static const char *in_single(struct arena *a, const char *text)
{
	struct buf b = BUF_INIT;
	const char *out;

	buf_putc(&b, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			buf_putc(&b, '\'');
		buf_putc(&b, *text);
	}
	buf_putc(&b, '\'');
	out = arena_strndup(a, b.at, b.n);
	buf_release(&b);
	return out;
}

/* In double quotes, as YAML and JSON both read it; NULL for what is not UTF-8. */
static const char *in_double(struct arena *a, const char *text)
{
	struct buf b = BUF_INIT;
	const char *out = NULL;
	size_t n = strlen(text), i = 0, len = 1;

	buf_putc(&b, '"');
	for (; i < n && len; i += len) {
		uint32_t point;

		len = utf8_next(text + i, n - i, &point);
		if (point == '"' || point == '\\')
			buf_printf(&b, "\\%c", (char)point);
		else if (point < ' ' || (point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029 || point == 0xfeff)
			buf_printf(&b, "\\u%04x", (unsigned)point);
		else
			buf_add(&b, text + i, len);
	}
	buf_putc(&b, '"');
	if (i == n)
		out = arena_strndup(a, b.at, b.n);
	buf_release(&b);
	return out;
}

/* A text where one with this first byte stood. */
static const char *in_style(struct arena *a, char first, bool json, bool brackets, const char *text)
{
	if (json || first == '"')
		return in_double(a, text);
	if (first == '\'')
		return is_printable(text) ? in_single(a, text) : in_double(a, text);
	return is_plain(text, brackets) ? arena_strdup(a, text) : in_double(a, text);
}

const char *edit_text(struct arena *a, const struct node *scalar, const char *text)
{
	return stands(scalar) ? in_style(a, node_source(scalar)->bytes[scalar->begin], edit_is_json(scalar), in_brackets(scalar), text) : NULL;
}

const char *edit_quoted(struct arena *a, const struct node *scalar)
{
	return stands(scalar) && !(scalar->flags & NODE_QUOTED) ? in_double(a, scalar->text->text) : NULL;
}

const char *edit_bare(struct arena *a, const struct node *scalar, const char *text)
{
	return stands(scalar) ? arena_strdup(a, text) : NULL;
}

/* Its bytes as an item or value in brackets, or NULL. */
static const char *own_bytes(struct arena *a, const struct node *scalar)
{
	bool text = scalar->kind == NODE_SCALAR && scalar->scalar == SCALAR_STRING && !(scalar->flags & NODE_QUOTED);

	if (!stands(scalar))
		return NULL;
	if (text && !is_plain(scalar->text->text, true))
		return in_double(a, scalar->text->text);
	return arena_strndup(a, node_source(scalar)->bytes + scalar->begin, scalar->end - scalar->begin);
}

const char *edit_map(struct arena *a, const struct node *scalar, const char *name)
{
	const char *bytes = own_bytes(a, scalar);

	if (!bytes)
		return NULL;
	return edit_is_json(scalar) ? arena_printf(a, "{\"%s\": %s}", name, bytes) : arena_printf(a, "{%s: %s}", name, bytes);
}

const char *edit_number_map(struct arena *a, const struct node *scalar, const char *name)
{
	if (!stands(scalar))
		return NULL;
	return edit_is_json(scalar) ? arena_printf(a, "{\"%s\": %s}", name, scalar->text->text) : arena_printf(a, "{%s: %s}", name, scalar->text->text);
}

const char *edit_list(struct arena *a, const struct node *scalar)
{
	const char *bytes = own_bytes(a, scalar);

	return bytes ? arena_printf(a, "[%s]", bytes) : NULL;
}

const char *edit_key(struct arena *a, const struct node *member, const char *name)
{
	struct span at = node_key_span(member);

	if (!member->key || is_lent(member) || at.end <= at.begin || !says(at.source->bytes + at.begin, at.end - at.begin, member->key))
		return NULL;
	return in_style(a, at.source->bytes[at.begin], edit_is_json(member), true, name);
}
