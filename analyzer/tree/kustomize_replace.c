/* Replacements: a field of one object is copied into fields of others. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "doc/scalar.h"
#include "tree/kustomize_internal.h"

void path_read(struct building *b, const char *text, struct path *p)
{
	struct buf step = BUF_INIT;
	bool inside = false;

	p->n = 0;
	for (const char *at = text; p->n < MOST_PATH_STEPS; at++) {
		if (*at == '\\' && at[1] == '.') {
			buf_putc(&step, *++at);
			continue;
		}
		inside = *at == '[' ? true : *at == ']' ? false : inside;
		if (*at && (*at != '.' || inside)) {
			buf_putc(&step, *at);
			continue;
		}
		if (step.n) {
			bool brackets = step.at[0] == '[' && step.at[step.n - 1] == ']';

			p->match[p->n] = brackets && memchr(step.at, '=', step.n);
			p->steps[p->n++] = brackets ? pool_intern(b->w->pool, step.at + 1, step.n - 2)
				: pool_intern(b->w->pool, step.at, step.n);
		}
		step.n = 0;
		if (!*at)
			break;
	}
	buf_release(&step);
}

static bool item_matches(const struct node *item, const struct str *step)
{
	const char *equals = strchr(step->text, '=');
	const struct node *value = NULL;

	if (equals == step->text) /* "[=value]": plain items */
		return item->kind == NODE_SCALAR && strcmp(item->text->text, equals + 1) == 0;
	for (const struct node *m = item->kind == NODE_MAP ? item->first : NULL; m && !value; m = m->next)
		if (m->key->len == (size_t)(equals - step->text) && memcmp(m->key->text, step->text, m->key->len) == 0)
			value = m;
	return value && value->kind == NODE_SCALAR && strcmp(value->text->text, equals + 1) == 0;
}

/* A replacement on its way to its targets. */
struct replacing {
	struct building *b;
	const struct node *value;   /* what is put in place */
	const struct str *text;     /* of it, where a delimiter took a part of it */
	const struct node *options; /* of the target */
	bool create;
	size_t n;                   /* places found */
};

/* The parts of text between delimiters, with one replaced. */
static const struct str *splice(struct building *b, const struct str *text, const char *delimiter, int64_t index,
	const struct str *part)
{
	struct buf out = BUF_INIT;
	const char *at = text->text;
	size_t len = strlen(delimiter);
	const struct str *s;
	bool done = index < 0;

	if (done)
		buf_printf(&out, "%s%s", part->text, delimiter);
	for (int64_t i = 0; at; i++) {
		const char *next = strstr(at, delimiter);
		size_t n = next ? (size_t)(next - at) : strlen(at);

		if (i)
			buf_puts(&out, delimiter);
		if (i == index)
			buf_add(&out, part->text, part->len);
		else
			buf_add(&out, at, n);
		done |= i == index;
		at = next ? next + len : NULL;
	}
	if (!done)
		buf_printf(&out, "%s%s", delimiter, part->text);
	s = pool_intern(b->w->pool, out.n ? out.at : "", out.n);
	buf_release(&out);
	return s;
}

static void set(struct replacing *x, struct node *at)
{
	const struct str *delimiter = written_text(written_find(x->options, "delimiter"));
	const struct str *text = x->text ? x->text : x->value->kind == NODE_SCALAR ? x->value->text : NULL;
	int64_t index = 0;
	struct node *with;

	x->n++;
	node_int(written_find(x->options, "index"), &index);
	if (delimiter && delimiter->len && at->kind == NODE_SCALAR && text)
		text = splice(x->b, at->text, delimiter->text, index, text);
	if (text && at->kind == NODE_SCALAR) {
		enum scalar scalar = (enum scalar)at->scalar;
		struct node *parent = at->parent;

		with = made_text(x->b->w->arena, text, node_span(x->value), "replacements");
		/* The place keeps its type; a new one has that of what it looks like. */
		with->scalar = (uint8_t)(scalar != SCALAR_NULL ? scalar
			: text->len ? scalar_resolve(text->text, text->len).scalar : SCALAR_STRING);
		if (!parent)
			return;
	} else {
		with = made_copy(x->b->w->arena, x->value);
	}
	with->key = at->key;
	with->key_begin = at->key_begin;
	with->key_end = at->key_end;
	made_replace(at, with);
}

static bool is_index(const struct path *p, size_t i)
{
	const struct str *s = i < p->n ? p->steps[i] : NULL;

	return s && s->len && (p->match[i] || str_is(s, "-") || strspn(s->text, "0123456789") == s->len);
}

/* What is made for the path to go on from step i: a list where an item is next, else a map; the value's place at its end. */
static struct node *make_step(struct replacing *x, const struct path *p, size_t i)
{
	if (i == p->n)
		return node_made_null(x->b);
	return made_collection(x->b->w->arena, is_index(p, i) ? NODE_LIST : NODE_MAP, node_span(x->value), "replacements");
}

/* An item that step i of the path is for, behind the others; NULL where it would leave a gap. */
static struct node *make_item(struct replacing *x, struct node *list, const struct path *p, size_t i)
{
	const char *equals = p->match[i] ? strchr(p->steps[i]->text, '=') : NULL;
	struct node *item;

	if (!equals && (uint32_t)strtoul(p->steps[i]->text, NULL, 10) != list->n)
		return NULL;
	if (equals == p->steps[i]->text)
		return NULL;
	item = equals ? made_collection(x->b->w->arena, NODE_MAP, node_span(x->value), "replacements") : make_step(x, p, i + 1);
	if (equals) {
		struct node *key = made_text(x->b->w->arena, build_key(x->b, equals + 1), node_span(x->value), "replacements");

		key->scalar = (uint8_t)scalar_resolve(equals + 1, strlen(equals + 1)).scalar;
		made_put(item, pool_intern(x->b->w->pool, p->steps[i]->text, (size_t)(equals - p->steps[i]->text)),
			(struct span){ NULL, 0, 0 }, key);
	}
	made_insert(list, UINT32_MAX, item);
	return item;
}

static void go(struct replacing *x, struct node *at, const struct path *p, size_t i);

static void go_list(struct replacing *x, struct node *at, const struct path *p, size_t i)
{
	char *end;
	long index = strtol(p->steps[i]->text, &end, 10);
	bool found = false;

	for (struct node *n = at->first, *behind; n; n = behind) {
		behind = n->next;
		if (p->match[i] ? !item_matches(n, p->steps[i]) : *end || n->index != (uint32_t)index)
			continue;
		found = true;
		go(x, n, p, i + 1);
	}
	if (!found && x->create && is_index(p, i)) {
		struct node *item = make_item(x, at, p, i);

		if (item)
			go(x, item, p, i + 1);
	}
}

static void go(struct replacing *x, struct node *at, const struct path *p, size_t i)
{
	struct node *next = NULL;

	if (i == p->n) {
		set(x, at);
		return;
	}
	if (str_is(p->steps[i], "*")) {
		for (struct node *n = node_children(at), *behind; n; n = behind) {
			behind = n->next;
			go(x, n, p, i + 1);
		}
		return;
	}
	if (at->kind == NODE_LIST) {
		go_list(x, at, p, i);
		return;
	}
	if (at->kind != NODE_MAP)
		return;
	next = made_member(at, p->steps[i]);
	if (!next && x->create) {
		next = make_step(x, p, i + 1);
		made_put(at, p->steps[i], (struct span){ NULL, 0, 0 }, next);
	}
	if (next)
		go(x, next, p, i + 1);
}

static bool text_fits(const struct node *wanted, const struct str *is)
{
	const struct str *s = written_text(wanted);

	return !s || !s->len || s == is;
}

static bool is_identity(const struct node *selector, const struct identity *i)
{
	const struct str *ns = written_text(written_find(selector, "namespace"));

	return text_fits(written_find(selector, "group"), i->group) && text_fits(written_find(selector, "version"), i->version)
		&& text_fits(written_find(selector, "kind"), i->kind) && text_fits(written_find(selector, "name"), i->name)
		&& (!ns || !ns->len || strcmp(identity_ns(i), ns->text) == 0);
}

static bool is_selected(const struct node *selector, const struct piece *p)
{
	bool called = is_identity(selector, &p->now);

	for (size_t i = 0; i < p->before.n && !called; i++)
		called = is_identity(selector, &p->before.at[i]);
	return called;
}

static bool has_identity(const struct node *selector)
{
	static const char *const parts[] = { "group", "version", "kind", "name", "namespace" };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (written_text(written_find(selector, parts[i])))
			return true;
	return false;
}

/* The selectors of labels and annotations alone. */
static bool labels_fit(struct building *b, const struct node *selector, const struct piece *p)
{
	struct node *only = made_collection(b->w->arena, NODE_MAP, node_span(selector), NULL);
	static const char *const parts[] = { "labelSelector", "annotationSelector" };
	bool bad = false;

	for (size_t i = 0; i < 2; i++)
		if (written_find(selector, parts[i]))
			made_put(only, build_key(b, parts[i]), (struct span){ NULL, 0, 0 },
				made_copy(b->w->arena, written_find(selector, parts[i])));
	return selector_matches(b, only, p, &bad);
}

static bool is_rejected(struct building *b, const struct node *list, const struct piece *p)
{
	for (const struct node *n = written_first(list); n; n = n->next) {
		bool labels = written_find(n, "labelSelector") || written_find(n, "annotationSelector");

		if ((has_identity(n) && is_selected(n, p)) || (labels && labels_fit(b, n, p)))
			return true;
	}
	return false;
}

static const struct node *find_source(struct building *b, const struct node *source)
{
	const struct str *field = written_text(written_find(source, "fieldPath"));
	const struct piece *found = NULL;
	const struct node *at;
	struct path p;

	for (size_t i = 0; i < b->heap->pieces.n; i++) {
		if (!is_selected(source, b->heap->pieces.at[i]))
			continue;
		if (found) {
			build_fail(b, source, "this source of a replacement matches several objects");
			return NULL;
		}
		found = b->heap->pieces.at[i];
	}
	if (!found && build_is_open(b))
		return NULL;
	if (!found) {
		build_fail(b, source, "this source of a replacement matches no object");
		return NULL;
	}
	path_read(b, field && field->len ? field->text : "metadata.name", &p);
	at = found->root;
	for (size_t i = 0; at && i < p.n; i++) {
		const struct node *next = NULL;

		if (at->kind == NODE_MAP)
			next = made_member(at, p.steps[i]);
		for (const struct node *n = at->kind == NODE_LIST ? at->first : NULL; n && !next; n = n->next)
			if (p.match[i] ? item_matches(n, p.steps[i]) : n->index == (uint32_t)atol(p.steps[i]->text))
				next = n;
		at = next;
	}
	if (!at)
		build_fail(b, source, "the source of a replacement has no field \"%s\"", field ? field->text : "metadata.name");
	return at;
}

static const struct str *part_of(struct building *b, const struct node *source, const struct node *value)
{
	const struct node *options = written_find(source, "options");
	const struct str *delimiter = written_text(written_find(options, "delimiter"));
	const char *at, *next;
	int64_t index = 0;

	if (!delimiter || !delimiter->len || value->kind != NODE_SCALAR)
		return NULL;
	node_int(written_find(options, "index"), &index);
	at = value->text->text;
	while (index-- > 0 && (at = strstr(at, delimiter->text)))
		at += delimiter->len;
	if (!at) {
		build_fail(b, options, "index is larger than the number of parts of \"%s\"", value->text->text);
		return NULL;
	}
	next = strstr(at, delimiter->text);
	return pool_intern(b->w->pool, at, next ? (size_t)(next - at) : strlen(at));
}

static void replace_in(struct replacing *x, const struct node *target, struct piece *p)
{
	struct building *b = x->b;
	const struct node *paths = written_find(target, "fieldPaths");
	struct path path;

	if (!written_first(paths)) {
		path_read(b, "metadata.name", &path);
		go(x, piece_own(b, p), &path, 0);
	}
	for (const struct node *n = written_first(paths); n; n = n->next) {
		size_t before = x->n;

		if (!written_text(n))
			continue;
		path_read(b, written_text(n)->text, &path);
		go(x, piece_own(b, p), &path, 0);
		if (x->n == before)
			build_fail(b, n, "%s \"%s\" has no field \"%s\" to replace", p->now.kind->text, p->now.name->text,
				written_text(n)->text);
	}
	piece_rename(b, p);
}

static void replace(struct building *b, const struct node *entry)
{
	const struct node *source = written_find(entry, "source"), *given = written_find(entry, "sourceValue");
	const struct node *value = given ? given : source ? find_source(b, source) : NULL;
	struct replacing x = { .b = b };

	if (!value)
		return;
	value = made_copy(b->w->arena, value); /* a target may be its own source */
	x.value = value;
	x.text = source ? part_of(b, source, value) : NULL;
	for (const struct node *t = written_first(written_find(entry, "targets")); t && !build_failed(b); t = t->next) {
		const struct node *select = written_find(t, "select");

		x.options = written_find(t, "options");
		x.create = false;
		node_bool(written_find(x.options, "create"), &x.create);
		for (size_t i = 0; select && i < b->heap->pieces.n; i++) {
			struct piece *p = b->heap->pieces.at[i];

			if (is_selected(select, p) && labels_fit(b, select, p) && !is_rejected(b, written_find(t, "reject"), p))
				replace_in(&x, t, p);
		}
	}
}

static void replace_listed(struct building *b, const struct node *root)
{
	if (node_is_list(root))
		for (const struct node *n = written_first(root); n && !build_failed(b); n = n->next)
			replace(b, n);
	else if (root)
		replace(b, root);
}

void build_replacements(struct building *b)
{
	for (const struct node *n = written_first(build_get(b, "replacements")); n && !build_failed(b); n = n->next) {
		const struct node *path = written_find(n, "path");
		const char *absolute = path ? build_path(b, written_text(path)) : NULL;
		const struct kustomize_file *f = absolute ? build_file(b, absolute) : NULL;

		if (!path)
			replace(b, n);
		else if (!f)
			build_gap_altering(b, KUSTOMIZE_MISSING, path, "a kustomization has replacements that are not in the tree");
		for (size_t i = 0; f && i < f->n_documents; i++)
			replace_listed(b, f->documents[i].root);
	}
}
