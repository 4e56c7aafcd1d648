/* Replacements: a field of one object is copied into fields of others. */
#include <string.h>

#include "base/buf.h"
#include "doc/scalar.h"
#include "tree/kustomize_internal.h"

#define VALUE_LENGTH 16u /* so many bytes of a text count as a value */

/* A replacement on its way to its targets. */
struct replacing {
	struct building *b;
	const struct node *value;   /* what is put in place */
	const struct str *text;     /* of it, where a delimiter took a part of it */
	const struct node *options; /* of the target */
	bool create;
};

/* The first n bytes of text (at least one) in what is left; NULL. Unlike strstr it never looks at all that is left, however often it is asked. */
static const char *find_in(const char *at, const char *end, const char *text, size_t n)
{
	while ((at = memchr(at, *text, (size_t)(end - at))) && ((size_t)(end - at) < n || memcmp(at, text, n) != 0))
		at++;
	return at;
}

/* The parts of text between delimiters, with one replaced. */
static const struct str *splice(struct building *b, const struct str *text, const char *delimiter, int64_t index,
	const struct str *part)
{
	struct buf out = BUF_INIT;
	const char *at = text->text, *end = at + text->len;
	size_t len = strlen(delimiter);
	const struct str *s;
	bool done = index < 0;

	if (done)
		buf_printf(&out, "%s%s", part->text, delimiter);
	for (int64_t i = 0; at; i++) {
		const char *next = find_in(at, end, delimiter, len);
		size_t n = (size_t)((next ? next : end) - at);

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

static bool is_in_flow(const struct node *n)
{
	while (n && !(n->flags & NODE_FLOW))
		n = n->parent;
	return n != NULL;
}

/* What a scalar becomes that has the type of its place: NULL where the text is none of that type. */
static struct node *typed(const struct replacing *x, const struct node *at, const struct str *text)
{
	struct node *with = made_text(x->b->w->arena, text, node_span(x->value), "replacements");
	enum scalar own = (enum scalar)at->scalar, is = text->len ? scalar_resolve(text->text, text->len).scalar : SCALAR_NULL;
	bool settled = !made_by(at) || strcmp(made_by(at), "kustomize") != 0; /* not just made for it */

	if (is == SCALAR_BOOL && !strchr("tTfF", text->text[0]))
		is = SCALAR_STRING;
	if (own == SCALAR_FLOAT && is == SCALAR_INT)
		own = is;
	if (settled && own != SCALAR_STRING && own != is)
		return NULL;
	if (!settled && !text->len && is_in_flow(at->parent)) /* is written in quotes there */
		is = SCALAR_STRING;
	with->scalar = (uint8_t)(settled ? own : is);
	return with;
}

/* Put the value in the place of a node; false: it cannot be. */
static bool set(const struct replacing *x, struct node *at)
{
	const struct str *delimiter = written_text(setting_find(x->options, "delimiter"));
	const struct str *text = x->text ? x->text : written_text(x->value) ? written_text(x->value) : build_key(x->b, "");
	int64_t index = 0;
	struct node *with;

	if (!build_copied(x->b, x->value, 1))
		return false;
	if (delimiter && delimiter->len) {
		if (at->kind != NODE_SCALAR || !build_copied(x->b, x->value, (at->text->len + text->len) / VALUE_LENGTH))
			return false;
		node_int(setting_find(x->options, "index"), &index);
		text = splice(x->b, at->text, delimiter->text, index, text);
	}
	with = at->kind == NODE_SCALAR ? typed(x, at, text) : x->text ? made_text(x->b->w->arena, text, node_span(x->value), "replacements")
		: build_grow(x->b, x->value, x->value);
	if (!with)
		return false;
	with->key = at->key;
	with->key_begin = at->key_begin;
	with->key_end = at->key_end;
	if (at->parent)
		made_replace(at, with);
	return true;
}

/* Which objects a source, a target or a rejection means: read once for all of them. NULL and empty texts mean any. */
struct selection {
	const struct str *group, *version, *kind, *name, *ns;
	const struct str *labels, *annotations; /* selectors of them */
	bool by_identity, by_labels;
};

static void selection_read(const struct node *n, struct selection *s)
{
	*s = (struct selection){ .group = written_text(setting_find(n, "group")), .version = written_text(setting_find(n, "version")),
		.kind = written_text(setting_find(n, "kind")), .name = written_text(setting_find(n, "name")),
		.ns = written_text(setting_find(n, "namespace")), .labels = written_text(setting_find(n, "labelSelector")),
		.annotations = written_text(setting_find(n, "annotationSelector")) };
	s->by_identity = s->group || s->version || s->kind || s->name || s->ns;
	s->by_labels = setting_find(n, "labelSelector") || setting_find(n, "annotationSelector");
}

static bool text_fits(const struct str *wanted, const struct str *is)
{
	return !wanted || !wanted->len || wanted == is;
}

static bool is_identity(const struct selection *s, const struct identity *i)
{
	return text_fits(s->name, i->name) && text_fits(s->kind, i->kind) && text_fits(s->group, i->group) && text_fits(s->version, i->version)
		&& (!s->ns || !s->ns->len || strcmp(identity_ns(i), s->ns->text) == 0);
}

static bool is_selected(const struct selection *s, const struct piece *p)
{
	bool called = is_identity(s, &p->now);

	for (size_t i = 0; i < p->before.n && !called; i++)
		called = is_identity(s, &p->before.at[i]);
	return called;
}

static bool labels_fit(const struct selection *s, const struct piece *p)
{
	const struct node *metadata = s->by_labels ? written_find(p->root, "metadata") : NULL;

	return !s->by_labels || (labels_match(s->labels, written_find(metadata, "labels"))
		&& labels_match(s->annotations, written_find(metadata, "annotations")));
}

/* Objects that a target leaves out. */
struct rejections {
	VEC(struct selection) list;
};

static void read_rejections(struct building *b, const struct node *list, struct rejections *out)
{
	*out = (struct rejections){ { NULL, 0, 0 } };
	for (const struct node *n = written_first(list); n; n = n->next) {
		struct selection s;

		selection_read(n, &s);
		vec_push(b->w->arena, &out->list, s);
	}
}

static bool is_rejected(const struct rejections *r, const struct piece *p)
{
	for (size_t i = 0; i < r->list.n; i++) {
		const struct selection *s = &r->list.at[i];

		if ((s->by_identity && is_selected(s, p)) || (s->by_labels && labels_fit(s, p)))
			return true;
	}
	return false;
}

static const struct node *find_source(struct building *b, const struct node *source)
{
	const struct str *field = written_text(setting_find(source, "fieldPath"));
	const struct piece *found = NULL;
	struct selection wanted;
	const struct node *at;
	struct path p;

	selection_read(source, &wanted);
	for (size_t i = 0; i < b->heap->pieces.n && build_step(b, source, 1); i++) {
		if (!is_selected(&wanted, b->heap->pieces.at[i]))
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
	at = path_lookup(b, found->root, &p);
	if (!at || (at->kind == NODE_SCALAR ? at->scalar == SCALAR_NULL : !at->n)) {
		build_fail(b, source, "the source of a replacement has no field \"%s\"", field ? field->text : "metadata.name");
		return NULL;
	}
	return at;
}

static const struct str *part_of(struct building *b, const struct node *source, const struct node *value)
{
	const struct node *options = setting_find(source, "options");
	const struct str *delimiter = written_text(setting_find(options, "delimiter"));
	const char *at, *next, *end;
	int64_t index = 0;

	if (!delimiter || !delimiter->len)
		return NULL;
	if (value->kind != NODE_SCALAR) {
		build_fail(b, options, "a delimiter can only divide a text");
		return NULL;
	}
	node_int(setting_find(options, "index"), &index);
	end = value->text->text + value->text->len;
	at = index < 0 ? NULL : value->text->text;
	while (at && index-- > 0 && (at = find_in(at, end, delimiter->text, delimiter->len)))
		at += delimiter->len;
	if (!at) {
		build_fail(b, options, "\"%s\" has no part of this index", value->text->text);
		return NULL;
	}
	next = find_in(at, end, delimiter->text, delimiter->len);
	return pool_intern(b->w->pool, at, (size_t)((next ? next : end) - at));
}

static void replace_at(struct replacing *x, struct piece *p, const char *text, const struct node *at)
{
	struct building *b = x->b;
	struct path path;
	struct nodes places = { { NULL, 0, 0 } };
	bool found;

	path_read(b, text, &path);
	found = path_match(b, piece_own(b, p), &path, x->create ? x->value : NULL, &places) && places.list.n;
	for (size_t i = 0; found && i < places.list.n; i++)
		if (!set(x, places.list.at[i])) {
			build_fail(b, at, "the value cannot replace \"%s\" of %s \"%s\", which is of another type", text, p->now.kind->text,
				p->now.name->text);
			return;
		}
	if (!found)
		build_fail(b, at, "%s \"%s\" has no field \"%s\" to replace", p->now.kind->text, p->now.name->text, text);
}

static void replace_in(struct replacing *x, const struct node *target, struct piece *p)
{
	const struct node *paths = setting_find(target, "fieldPaths");

	if (!written_first(paths))
		replace_at(x, p, "metadata.name", target);
	for (const struct node *n = written_first(paths); n; n = n->next)
		if (written_text(n))
			replace_at(x, p, written_text(n)->text, n);
	piece_rename(x->b, p);
}

static void replace_target(struct replacing *x, const struct node *target)
{
	const struct node *select = setting_find(target, "select");
	struct building *b = x->b;
	struct rejections rejected;
	struct selection wanted;

	if (!select)
		build_fail(b, target, "a target of a replacement needs a select");
	x->options = setting_find(target, "options");
	x->create = false;
	node_bool(setting_find(x->options, "create"), &x->create);
	selection_read(select, &wanted);
	read_rejections(b, setting_find(target, "reject"), &rejected);
	for (size_t i = 0; select && i < b->heap->pieces.n && build_step(b, target, 1); i++) {
		struct piece *p = b->heap->pieces.at[i];

		if (is_selected(&wanted, p) && labels_fit(&wanted, p) && build_step(b, target, rejected.list.n) && !is_rejected(&rejected, p))
			replace_in(x, target, p);
	}
}

static void replace(struct building *b, const struct node *entry)
{
	const struct node *source = setting_find(entry, "source"), *given = setting_find(entry, "sourceValue");
	const struct node *value = given ? given : source ? find_source(b, source) : NULL;
	struct replacing x = { .b = b };

	if ((given && source) || (!given && !source) || !written_first(setting_find(entry, "targets")))
		build_fail(b, entry, "a replacement needs targets, and either a source or a sourceValue");
	if (given && (given->kind != NODE_SCALAR || given->scalar != SCALAR_STRING))
		build_fail(b, given, "\"sourceValue\" is not a text");
	if (!value || build_failed(b))
		return;
	value = made_copy(b->w->arena, value); /* a target may be its own source */
	x.value = value;
	x.text = source ? part_of(b, source, value) : NULL;
	for (const struct node *t = written_first(setting_find(entry, "targets")); t && !build_failed(b); t = t->next)
		replace_target(&x, t);
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
		const struct node *path = setting_find(n, "path");
		const char *absolute = path ? build_path(b, written_text(path)) : NULL;
		const struct kustomize_file *f = absolute ? build_file(b, absolute) : NULL;

		if (!path) {
			replace(b, n);
		} else if (!absolute) {
			build_gap_altering(b, KUSTOMIZE_REMOTE, path, "a kustomization has replacements that are not in the tree");
		} else if (!f) {
			build_missing(b, path, absolute, "a kustomization has replacements that are not in the tree");
			build_alters(b);
		}
		for (size_t i = 0; f && i < f->n_documents; i++)
			replace_listed(b, f->documents[i].root);
	}
}
