/* Looking at nodes: members, items, values, paths, equality. */
#include "doc/node.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "doc/made.h"
#include "doc/scalar.h"

#define CACHE_LINE 64
#define FETCHED (24 * CACHE_LINE) /* to the first members of "spec" in most objects */
#define MOST_SEARCHED 32u /* members of a map that are looked for one by one */

const struct source *node_source(const struct node *n)
{
	while (n->parent && !(n->flags & NODE_MADE))
		n = n->parent;
	return n->flags & NODE_MADE ? ((const struct made *)n)->source : n->source;
}

struct span node_span(const struct node *n)
{
	if (!n)
		return (struct span){ NULL, 0, 0 };
	return (struct span){ node_source(n), n->begin, n->end };
}

struct span node_key_span(const struct node *n)
{
	if (!n || !n->key)
		return node_span(n);
	return (struct span){ node_source(n), n->key_begin, n->key_end };
}

void node_ahead(const struct node *root)
{
	const char *at = (const char *)root;

	for (size_t i = 0; root && i < FETCHED; i += CACHE_LINE)
		__builtin_prefetch(at + i);
}

static bool is_poisoned(const struct node *n)
{
	return n->flags & NODE_POISONED;
}

/* n itself, unless rules must not see it. */
static struct node *seen(struct node *n)
{
	return n && !is_poisoned(n) ? n : NULL;
}

static struct node *member(const struct node *map, uint32_t key)
{
	struct node *n;

	if (!map || map->kind != NODE_MAP)
		return NULL;
	for (n = map->first; n; n = n->next)
		if (n->key->key == key)
			return n;
	return NULL;
}

struct node *node_at(const struct node *map, ...)
{
	struct node *n = NULL;
	va_list path;
	uint32_t key;

	va_start(path, map);
	while ((key = va_arg(path, uint32_t))) {
		n = node_get(map, key);
		map = n;
	}
	va_end(path);
	return n;
}

struct node *node_member(const struct node *map, const struct str *key)
{
	if (!node_is_map(map))
		return NULL;
	for (struct node *n = map->first; n; n = n->next)
		if (n->key == key)
			return seen(n);
	return NULL;
}

struct node *node_find(const struct node *map, const char *key)
{
	if (!node_is_map(map))
		return NULL;
	for (struct node *n = map->first; n; n = n->next)
		if (str_is(n->key, key))
			return seen(n);
	return NULL;
}

bool node_has(const struct node *map, uint32_t key)
{
	return member(map, key) != NULL;
}

struct node *node_last(const struct node *collection)
{
	struct node *n = node_children(collection);

	while (n && n->next)
		n = n->next;
	return n;
}

static bool is_value(const struct node *n)
{
	return n && !is_poisoned(n) && n->kind == NODE_SCALAR;
}

const struct str *node_get_text(const struct node *map, uint32_t key)
{
	return node_text(node_get(map, key));
}

bool node_int(const struct node *n, int64_t *out)
{
	if (!is_value(n) || n->scalar != SCALAR_INT)
		return false;
	*out = scalar_resolve(n->text->text, n->text->len).whole;
	return true;
}

bool node_get_int(const struct node *map, uint32_t key, int64_t *out)
{
	return node_int(node_get(map, key), out);
}

bool node_bool(const struct node *n, bool *out)
{
	if (!is_value(n) || n->scalar != SCALAR_BOOL)
		return false;
	*out = scalar_resolve(n->text->text, n->text->len).truth;
	return true;
}

bool node_is_map(const struct node *n)
{
	return n && !is_poisoned(n) && n->kind == NODE_MAP;
}

bool node_is_list(const struct node *n)
{
	return n && !is_poisoned(n) && n->kind == NODE_LIST;
}

bool node_is_null(const struct node *n)
{
	return is_value(n) && n->scalar == SCALAR_NULL;
}

/* Can the name stand in a path without quotes? */
static bool is_plain_name(const struct str *key)
{
	if (key->len == 0)
		return false;
	for (uint32_t i = 0; i < key->len; i++) {
		unsigned char c = (unsigned char)key->text[i];

		if (c <= ' ' || c == 0x7f || strchr(".[]\"\\", c))
			return false;
	}
	return true;
}

static void add_quoted(struct buf *b, const struct str *key)
{
	buf_puts(b, "[\"");
	for (uint32_t i = 0; i < key->len; i++) {
		unsigned char c = (unsigned char)key->text[i];

		if (c == '"' || c == '\\')
			buf_putc(b, '\\');
		if (c < ' ' || c == 0x7f)
			buf_printf(b, "\\u%04x", c);
		else
			buf_putc(b, (char)c);
	}
	buf_puts(b, "\"]");
}

static void add_plain(struct buf *b, const struct str *key)
{
	if (b->n)
		buf_putc(b, '.');
	buf_add(b, key->text, key->len);
}

const char *node_path(struct arena *a, const struct node *n, const struct node *root)
{
	const struct node *steps[256]; /* more than any document is deep */
	struct buf b = BUF_INIT;
	size_t depth = 0;
	char *path;

	for (; n && n != root && n->parent && depth < 256; n = n->parent)
		steps[depth++] = n;
	while (depth > 0) {
		const struct node *step = steps[--depth];

		if (!step->key)
			buf_printf(&b, "[%u]", step->index);
		else if (!is_plain_name(step->key))
			add_quoted(&b, step->key);
		else
			add_plain(&b, step->key);
	}
	path = arena_strndup(a, b.n ? b.at : "", b.n);
	buf_release(&b);
	return path;
}

static bool same_scalar(const struct node *a, const struct node *b)
{
	int64_t i = 0, k = 0;
	bool p = false, q = false;

	if (a->scalar != b->scalar)
		return false;
	switch ((enum scalar)a->scalar) {
	case SCALAR_NULL:
		return true;
	case SCALAR_BOOL:
		return node_bool(a, &p) == node_bool(b, &q) && p == q;
	case SCALAR_INT:
		return node_int(a, &i) == node_int(b, &k) && i == k;
	default:
		return a->text == b->text;
	}
}

/* The members of large maps in a different order: found by an index. */
static bool same_members_indexed(const struct node *a, const struct node *b)
{
	struct arena scratch = ARENA_INIT;
	struct map index = { 0 };
	bool same = true;

	for (struct node *m = b->first; m; m = m->next)
		*map_at(&scratch, &index, m->key, NULL, NULL) = m;
	for (const struct node *m = a->first; m && same; m = m->next)
		same = node_same(m, map_get(&index, m->key, NULL, NULL));
	arena_release(&scratch);
	return same;
}

/* Members mostly come in the same order, so the search for a's next begins behind b's last. */
static bool same_members(const struct node *a, const struct node *b)
{
	const struct node *guess = b->first;

	for (const struct node *m = a->first; m; m = m->next) {
		const struct node *other = guess;

		if ((!other || other->key != m->key) && b->n > MOST_SEARCHED)
			return same_members_indexed(a, b);
		if (!other || other->key != m->key)
			for (other = b->first; other && other->key != m->key;)
				other = other->next;
		if (!other || !node_same(m, other))
			return false;
		guess = other->next;
	}
	return true;
}

bool node_same(const struct node *a, const struct node *b)
{
	if (!a || !b || a == b)
		return a == b;
	if (a->kind != b->kind || a->n != b->n)
		return false;
	if (a->kind == NODE_SCALAR)
		return same_scalar(a, b);
	if (a->kind == NODE_MAP)
		return same_members(a, b);
	b = b->first;
	for (a = a->first; a; a = a->next, b = b->next)
		if (!node_same(a, b))
			return false;
	return true;
}

bool node_is_rejected(const struct node *n)
{
	if (!n || n->flags & NODE_POISONED)
		return n != NULL;
	for (const struct node *c = node_children(n); c; c = c->next)
		if (node_is_rejected(c))
			return true;
	return false;
}

bool node_alike(const struct node *a, const struct node *b)
{
	if (a == b)
		return true;
	if (a->kind != b->kind || a->scalar != b->scalar || (a->flags ^ b->flags) & ~NODE_MADE || a->key != b->key)
		return false;
	if (a->kind == NODE_SCALAR)
		return a->text == b->text;
	a = a->first;
	b = b->first;
	for (; a && b; a = a->next, b = b->next)
		if (!node_alike(a, b))
			return false;
	return !a && !b;
}
