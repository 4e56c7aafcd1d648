/* JSON 6902 patches: operations on pointers. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "tree/kustomize_internal.h"

#define MOST_STEPS 64

struct pointer {
	const struct str *steps[MOST_STEPS];
	size_t n;
};

/* "/spec/ports/0": ~1 is a slash, ~0 a tilde. */
static bool pointer_read(struct building *b, const struct str *text, struct pointer *p)
{
	const char *at = text ? text->text : NULL;

	p->n = 0;
	if (!at || (*at && *at != '/'))
		return false;
	while (*at == '/' && p->n < MOST_STEPS) {
		struct buf step = BUF_INIT;

		for (at++; *at && *at != '/'; at++) {
			bool escape = *at == '~' && (at[1] == '0' || at[1] == '1');

			buf_putc(&step, escape ? (*++at == '1' ? '/' : '~') : *at);
		}
		p->steps[p->n++] = pool_intern(b->w->pool, step.n ? step.at : "", step.n);
		buf_release(&step);
	}
	return true;
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
	if (!step->len || *end)
		return false;
	if (i < 0)
		i += (long)n + adding;
	*out = (uint32_t)i;
	return i >= 0 && i < (long)n + adding;
}

static struct node *item_at(const struct node *list, uint32_t index)
{
	struct node *n = list->first;

	while (n && index--)
		n = n->next;
	return n;
}

static struct node *step_to(struct node *at, const struct str *step)
{
	uint32_t i;

	if (at->kind == NODE_MAP)
		return made_member(at, step);
	if (at->kind != NODE_LIST || !index_of(step, at->n, false, &i))
		return NULL;
	return item_at(at, i);
}

static struct node *go(struct node *root, const struct pointer *p, size_t n)
{
	struct node *at = root;

	for (size_t i = 0; at && i < n; i++)
		at = step_to(at, p->steps[i]);
	return at;
}

/* The place that a value is added to. Of what is missing on the way, annotations alone are made: to kustomize they are always there. */
static struct node *go_making(struct building *b, struct node *root, const struct pointer *p, const struct node *value)
{
	struct node *at = root;

	for (size_t i = 0; at && i + 1 < p->n; i++) {
		struct node *next = step_to(at, p->steps[i]);

		if (next && next->kind == NODE_SCALAR && next->scalar == SCALAR_NULL)
			next = NULL;
		if (!next && i == 1 && str_is(p->steps[0], "metadata") && str_is(p->steps[1], "annotations") && at->kind == NODE_MAP) {
			next = made_collection(b->w->arena, NODE_MAP, node_span(value), "patches");
			made_put(at, p->steps[i], (struct span){ NULL, 0, 0 }, next);
		}
		at = next;
	}
	return at;
}

static bool add(struct building *b, struct node *root, const struct pointer *p, struct node *value, struct span key_at)
{
	struct node *parent = go_making(b, root, p, value);
	uint32_t i;

	if (!parent || !p->n)
		return false;
	if (parent->kind == NODE_MAP) {
		made_put(parent, p->steps[p->n - 1], key_at, value);
		return true;
	}
	if (parent->kind != NODE_LIST || !index_of(p->steps[p->n - 1], parent->n, true, &i))
		return false;
	made_insert(parent, i, value);
	return true;
}

static struct node *take(struct node *root, const struct pointer *p)
{
	struct node *n = p->n ? go(root, p, p->n) : NULL;

	if (n)
		made_remove(n);
	return n;
}

/* A member that is not there may be replaced, an item may not. */
static bool replace(struct node *root, const struct pointer *p, struct node *value)
{
	struct node *old = p->n ? go(root, p, p->n) : NULL, *parent = p->n ? go(root, p, p->n - 1) : NULL;

	if (!old && parent && parent->kind == NODE_MAP) {
		made_put(parent, p->steps[p->n - 1], (struct span){ NULL, 0, 0 }, value);
		return true;
	}
	if (!old)
		return false;
	if (old->key) {
		value->key = old->key;
		value->key_begin = value->begin;
		value->key_end = value->end;
	}
	made_replace(old, value);
	return true;
}

static bool operate(struct building *b, struct node *root, const struct node *op)
{
	const struct str *what = written_text(written_find(op, "op"));
	const struct node *path = written_find(op, "path"), *value = written_find(op, "value");
	struct pointer to, from;
	struct node *taken, *new = value ? made_copy(b->w->arena, value) : node_made_null(b);

	new->key = NULL;
	if (!pointer_read(b, written_text(path), &to))
		return false;
	if (str_is(what, "add"))
		return add(b, root, &to, new, node_span(path));
	if (str_is(what, "replace"))
		return replace(root, &to, new);
	if (str_is(what, "remove"))
		return take(root, &to) != NULL;
	if (str_is(what, "test"))
		return node_same(go(root, &to, to.n), value);
	if (!pointer_read(b, written_text(written_find(op, "from")), &from))
		return false;
	if (str_is(what, "move")) {
		taken = take(root, &from);
		return taken && add(b, root, &to, taken, node_span(path));
	}
	taken = str_is(what, "copy") ? made_copy(b->w->arena, go(root, &from, from.n)) : NULL;
	return taken && add(b, root, &to, taken, node_span(path));
}

bool patch_operations(struct building *b, struct piece *p, const struct node *operations)
{
	struct node *root = piece_own(b, p);

	for (const struct node *op = written_first(operations); op; op = op->next) {
		const struct str *what = written_text(written_find(op, "op")), *path = written_text(written_find(op, "path"));

		if (operate(b, root, op))
			continue;
		build_fail(b, op, "the operation \"%s\" cannot be done at \"%s\" of %s \"%s\"", what ? what->text : "",
			path ? path->text : "", p->now.kind->text, p->now.name->text);
		return false;
	}
	return true;
}
