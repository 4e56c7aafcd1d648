/* JSON 6902 patches: operations on pointers. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "doc/placeholder.h"
#include "tree/kustomize_internal.h"

/* The steps of a pointer; nothing but the last is looked into on the way. */
struct pointer {
	VEC(const struct str *) steps;
	const struct str *last; /* of them, or an empty text */
};

/* "/spec/ports/0": ~1 is a slash, ~0 a tilde. What stands before the first slash does not count; without one there are no steps. */
static bool pointer_read(struct building *b, const struct node *text, struct pointer *p)
{
	const struct str *s = text && text->kind == NODE_SCALAR && text->scalar == SCALAR_STRING ? text->text : NULL;

	*p = (struct pointer){ { NULL, 0, 0 }, build_key(b, "") };
	for (const char *at = s ? strchr(s->text, '/') : NULL; at && *at == '/';) {
		struct buf step = BUF_INIT;

		for (at++; *at && *at != '/'; at++) {
			bool escape = *at == '~' && (at[1] == '0' || at[1] == '1');

			buf_putc(&step, escape ? (*++at == '1' ? '/' : '~') : *at);
		}
		p->last = pool_intern(b->w->pool, step.n ? step.at : "", step.n);
		vec_push(b->w->arena, &p->steps, p->last);
		buf_release(&step);
	}
	return s != NULL;
}

/* The index that a step means in a list of n: negative ones count from the end. */
static bool index_of(const struct str *step, uint32_t n, bool adding, uint32_t *out)
{
	char *end;
	long i = strtol(step->text, &end, 10);

	if (adding && str_is(step, "-")) {
		*out = n;
		return true;
	}
	if (!step->len || *end || !strchr("+-0123456789", step->text[0]))
		return false;
	if (i < 0)
		i += (long)n + adding;
	*out = (uint32_t)i;
	return i >= 0 && i < (long)n + adding;
}

static bool is_null(const struct node *n)
{
	return !n || (n->kind == NODE_SCALAR && n->scalar == SCALAR_NULL);
}

/* What a container has at a step, NULL where it is a map without it; false: a list without it. */
static bool get(const struct node *container, const struct str *step, struct node **out)
{
	uint32_t i;

	*out = NULL;
	if (container->kind == NODE_MAP) {
		*out = made_member(container, step);
		return true;
	}
	if (!index_of(step, container->n, false, &i))
		return false;
	for (*out = container->first; i--;)
		*out = (*out)->next;
	return true;
}

/* The map or list that holds what is pointed to, which need not be there; NULL where there is no such container. */
static struct node *holder(struct node *root, const struct pointer *p)
{
	struct node *at = root;

	if (!p->steps.n)
		return NULL;
	for (size_t i = 0; i + 1 < p->steps.n; i++)
		if (!get(at, p->steps.at[i], &at) || !at || at->kind == NODE_SCALAR)
			return NULL;
	return at;
}

/* As the loader does with members that a name to be filled in stands for. */
static void put(struct node *parent, const struct pointer *p, struct span key_at, struct node *value)
{
	if (placeholder_in_key(p->last->text, p->last->len))
		value->flags |= NODE_POISONED | NODE_UNSETTLED;
	made_put(parent, p->last, key_at, value);
}

static bool add(struct node *root, const struct pointer *p, struct node *value, struct span key_at)
{
	struct node *parent = holder(root, p);
	uint32_t i;

	if (!parent)
		return false;
	value->key = NULL;
	if (parent->kind == NODE_MAP) {
		put(parent, p, key_at, value);
		return true;
	}
	if (!index_of(p->last, parent->n, true, &i))
		return false;
	made_insert(parent, i, value);
	return true;
}

static struct node *take(struct node *root, const struct pointer *p)
{
	struct node *parent = holder(root, p), *n;

	if (!parent || !get(parent, p->last, &n) || !n)
		return NULL;
	made_remove(n);
	return n;
}

/* The whole document: by another map; what is no collection leaves it as it was. */
static bool replace_root(struct node *root, struct node *value)
{
	if (value->kind != NODE_MAP)
		return value->kind == NODE_SCALAR;
	while (root->first)
		made_remove(root->first);
	for (struct node *n = value->first, *next; n; n = next) {
		struct span key_at = node_key_span(n);

		next = n->next;
		made_remove(n);
		made_put(root, n->key, key_at, n);
	}
	return true;
}

/* A member that is not there may be replaced, an item may not. */
static bool replace(struct node *root, const struct pointer *p, struct node *value)
{
	struct node *parent = holder(root, p), *old;

	if (!parent || !get(parent, p->last, &old))
		return false;
	if (!old) {
		put(parent, p, (struct span){ NULL, 0, 0 }, value);
		return true;
	}
	if (old->key) {
		value->key = old->key;
		value->key_begin = value->begin;
		value->key_end = value->end;
	}
	made_replace(old, value);
	return true;
}

/* Has kustomize notes of its own among the annotations at this time? Affixes come with an earlier name, hashes with a behavior. */
static bool has_notes(const struct piece *p)
{
	return p->before.n || p->behavior != BEHAVIOR_NONE;
}

/* Where notes are: they and all around them are never as a test says. */
static bool holds_notes(const struct pointer *p)
{
	return !p->steps.n || (str_is(p->steps.at[0], "metadata")
		&& (p->steps.n == 1 || (p->steps.n == 2 && str_is(p->steps.at[1], "annotations"))));
}

static bool test(struct node *root, const struct pointer *p, const struct node *value, bool notes)
{
	struct node *parent = holder(root, p), *is;

	if (!value || (notes && holds_notes(p)) || !parent || !get(parent, p->last, &is))
		return false;
	return is_null(is) || is_null(value) ? is_null(is) && is_null(value) : node_same(is, value);
}

/* What an operation gives where there is nothing. */
static struct node *make_null(struct building *b, const struct node *op)
{
	struct node *n = made_text(b->w->arena, build_key(b, "null"), node_span(op), "patches");

	n->scalar = SCALAR_NULL;
	return n;
}

static struct node *copy(struct building *b, struct node *root, const struct pointer *from, const struct node *op)
{
	struct node *parent = holder(root, from), *n;

	if (!parent || !get(parent, from->last, &n))
		return NULL;
	return n ? build_grow(b, n, op) : make_null(b, op);
}

/* What is gone along on the way to what is pointed to. */
static size_t steps_to(struct node *root, const struct pointer *p)
{
	struct node *at = root;
	size_t n = 1;

	for (size_t i = 0; i < p->steps.n && at && at->kind != NODE_SCALAR; i++) {
		n += at->n;
		if (!get(at, p->steps.at[i], &at))
			break;
	}
	return n;
}

static bool operate(struct building *b, struct node *root, const struct node *op, bool notes)
{
	const struct str *what = written_text(written_find(op, "op"));
	const struct node *path = written_find(op, "path"), *value = written_find(op, "value");
	struct pointer to, from;
	struct node *taken, *new = value ? build_grow(b, value, op) : make_null(b, op);

	if (!new)
		return false;
	new->key = NULL;
	if (!pointer_read(b, path, &to) || !build_step(b, op, steps_to(root, &to)))
		return false;
	if (str_is(what, "add"))
		return add(root, &to, new, node_span(path));
	if (str_is(what, "replace"))
		return path->text->len ? replace(root, &to, new) : value && replace_root(root, new);
	if (str_is(what, "remove"))
		return take(root, &to) != NULL;
	if (str_is(what, "test"))
		return test(root, &to, value, notes);
	if (!pointer_read(b, written_find(op, "from"), &from) || !build_step(b, op, steps_to(root, &from)))
		return false;
	taken = str_is(what, "move") ? take(root, &from) : str_is(what, "copy") ? copy(b, root, &from, op) : NULL;
	return taken && add(root, &to, taken, node_span(path));
}

/* To these operations, annotations with notes are there. */
static void ensure_annotations(struct building *b, struct node *root, const struct node *operations)
{
	struct node *metadata = made_member(root, build_key(b, "metadata")), *map;

	if (!metadata || metadata->kind != NODE_MAP || !is_null(made_member(metadata, build_key(b, "annotations"))))
		return;
	map = made_collection(b->w->arena, NODE_MAP, node_span(operations), "patches");
	made_put(metadata, build_key(b, "annotations"), (struct span){ NULL, 0, 0 }, map);
}

/* Behind them kustomize makes the annotations anew: all values are texts, a null is the text "null". Empty ones are not there. */
static void settle_annotations(struct building *b, struct node *root)
{
	struct node *map = made_member(made_member(root, build_key(b, "metadata")), build_key(b, "annotations"));

	if (!map || map->kind != NODE_MAP)
		return;
	for (struct node *n = map->first, *next; n; n = next) {
		next = n->next;
		if (n->kind != NODE_SCALAR || n->scalar != SCALAR_STRING)
			node_set_text(b, n, build_key(b, is_null(n) ? "null" : n->kind == NODE_SCALAR ? n->text->text : ""),
				(struct span){ ((struct made *)n)->source, n->begin, n->end }, "patches");
	}
	if (!map->n)
		made_remove(map);
}

/* The object goes through JSON: a null that is written without a word has one then, and later merges keep it. */
static void settle_nulls(struct building *b, struct node *n)
{
	for (struct node *c = node_children(n), *next; c; c = next) {
		next = c->next;
		if (c->kind == NODE_SCALAR && is_null(c) && !c->text->len) {
			struct node *with = make_null(b, c);

			with->key = c->key;
			with->key_begin = c->key_begin;
			with->key_end = c->key_end;
			made_replace(c, with);
		} else {
			settle_nulls(b, c);
		}
	}
}

bool patch_operations(struct building *b, struct piece *p, const struct node *operations)
{
	struct node *root = piece_own(b, p);
	bool notes = has_notes(p);

	if (p->odd_key) {
		build_fail(b, p->odd_key, "the key \"%s\" is not a string, so that no JSON patch can be applied: put it in quotes", p->odd_key->key->text);
		return false;
	}
	if (!build_step(b, operations, node_count(root) / VALUES_OF_STEP))
		return false;
	if (notes)
		ensure_annotations(b, root, operations);
	for (const struct node *op = written_first(operations); op; op = op->next) {
		const struct str *what = written_text(written_find(op, "op")), *path = written_text(written_find(op, "path"));

		if (operate(b, root, op, notes))
			continue;
		build_fail(b, op, "the operation \"%s\" cannot be done at \"%s\" of %s \"%s\"", what ? what->text : "",
			path ? path->text : "", p->now.kind->text, p->now.name->text);
		return false;
	}
	settle_annotations(b, root);
	settle_nulls(b, root);
	return true;
}
