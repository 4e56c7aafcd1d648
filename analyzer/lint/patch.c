/* Poisons what kustomize patches and replacements change in the objects of a tree. */
#include "lint/patch.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"

#define MOST_PARTS 64 /* of a path */

/* A patch on its way to its targets. */
struct patch {
	struct arena *arena;
	const struct node *target; /* a selector, or NULL: the patch names its object itself */
	const struct node *body;   /* a map to merge, a list of operations; NULL: not known */
	const struct node *paths;  /* of a replacement: list of field paths instead */
	bool replacement;
};

static void unsettle(struct node *n)
{
	n->flags |= NODE_POISONED | NODE_UNSETTLED;
}

/* The member, poisoned or not. */
static struct node *raw_member(const struct node *map, const char *key, size_t len)
{
	struct node *n = map && map->kind == NODE_MAP ? map->first : NULL;

	while (n && (n->key->len != len || memcmp(n->key->text, key, len) != 0))
		n = n->next;
	return n;
}

static struct node *raw(const struct node *map, const char *key)
{
	return raw_member(map, key, strlen(key));
}

static const struct str *raw_text(const struct node *n)
{
	return n && n->kind == NODE_SCALAR ? n->text : NULL;
}

/* The mesh knows of patched Services and workloads that they may have more than is written; of other kinds it does not. */
static bool is_strict(const struct node *root)
{
	const struct str *api = raw_text(raw(root, "apiVersion"));

	return api && (strstr(api->text, "istio.io/") || str_starts(api, "gateway.networking.k8s.io/"));
}

/* Something comes into a map that does not have it. That spec may get more, NODE_PATCHED says. */
static void enlarge(const struct node *root, struct node *map)
{
	const struct node *top = map;

	while (top != root && top->parent != root)
		top = top->parent;
	if (map != root && map != top && !str_is(top->key, "metadata") && is_strict(root))
		unsettle(map);
}

struct part {
	const char *text;
	size_t len;
};

static struct node *step(struct node *at, struct part part)
{
	char *end;
	unsigned long index;
	struct node *n;

	if (at->kind != NODE_LIST)
		return raw_member(at, part.text, part.len);
	index = strtoul(part.text, &end, 10);
	if (end != part.text + part.len || !part.len)
		return NULL;
	for (n = node_children(at); n && index; n = n->next)
		index--;
	return n;
}

/* Poison what a path leads to; in a list all of it, unless an item is replaced in its place. */
static void unsettle_path(struct node *root, const struct part *parts, size_t n, bool in_place)
{
	struct node *at = root;

	for (size_t i = 0; i < n; i++) {
		struct node *next = step(at, parts[i]);

		if (at->kind == NODE_LIST && (!next || (i + 1 == n && !in_place))) {
			unsettle(at);
			return;
		}
		if (!next) {
			enlarge(root, at);
			return;
		}
		at = next;
	}
	unsettle(at);
}

/* "/spec/ports/0": ~1 is a slash, ~0 a tilde. */
static void apply_pointer(const struct patch *p, struct node *root, const struct str *path, bool in_place)
{
	struct part parts[MOST_PARTS];
	size_t n = 0;
	char *text = path ? arena_strdup(p->arena, path->text) : NULL;

	if (!text || text[0] != '/') {
		unsettle(root);
		return;
	}
	for (char *at = text + 1; at && n < MOST_PARTS; n++) {
		char *slash = strchr(at, '/'), *to = at;

		if (slash)
			*slash = '\0';
		parts[n].text = at;
		for (const char *from = at; *from; from++) {
			bool escape = *from == '~' && (from[1] == '0' || from[1] == '1');

			*to++ = escape ? (*++from == '1' ? '/' : '~') : *from;
		}
		parts[n].len = (size_t)(to - at);
		at = slash ? slash + 1 : NULL;
	}
	unsettle_path(root, parts, n, in_place);
}

static void apply_operations(const struct patch *p, struct node *root)
{
	for (const struct node *op = node_first(p->body); op; op = node_next(op)) {
		const struct str *what = node_text(node_find(op, "op"));

		if (str_is(what, "test"))
			continue;
		apply_pointer(p, root, node_text(node_find(op, "path")), str_is(what, "replace"));
		if (str_is(what, "move"))
			apply_pointer(p, root, node_text(node_find(op, "from")), false);
	}
}

/* "metadata.annotations.[a.b/c]", "spec.ports.[name=http].port": backslashes keep dots from dividing. */
static void apply_field_path(const struct patch *p, struct node *root, const struct str *path)
{
	struct part parts[MOST_PARTS];
	size_t n = 0;
	const char *at = path->text;

	while (*at && n < MOST_PARTS) {
		if (*at == '[') {
			parts[n].text = at + 1;
			parts[n].len = strcspn(at + 1, "]");
			at += 1 + parts[n].len;
			at += *at == ']';
		} else {
			char *text = arena_strdup(p->arena, at), *to = text;

			for (; *at && *at != '.'; at++) {
				at += *at == '\\' && at[1] != '\0';
				*to++ = *at;
			}
			parts[n].text = text;
			parts[n].len = (size_t)(to - text);
		}
		n++;
		at += *at == '.';
	}
	unsettle_path(root, parts, n, true);
}

static bool is_identity(const struct node *patch, const struct node *m)
{
	if (!patch->parent)
		return str_is(m->key, "apiVersion") || str_is(m->key, "kind");
	return str_is(patch->key, "metadata") && !patch->parent->parent
		&& (str_is(m->key, "name") || str_is(m->key, "namespace"));
}

static void apply_merge(struct node *root, struct node *target, const struct node *patch)
{
	for (const struct node *m = node_children(patch); m; m = m->next) {
		struct node *t = raw_member(target, m->key->text, m->key->len);

		if (is_identity(patch, m))
			continue;
		if (m->key->text[0] == '$') {
			unsettle(target);
			return;
		}
		if (!t)
			enlarge(root, target);
		else if (t->kind == NODE_MAP && m->kind == NODE_MAP)
			apply_merge(root, t, m);
		else if (!node_same(t, m))
			unsettle(t);
	}
}

static void apply(const struct patch *p, struct node *root)
{
	struct node *spec = raw(root, "spec");

	root->flags |= NODE_PATCHED;
	if (p->replacement) {
		for (const struct node *n = node_first(p->paths); n; n = node_next(n))
			if (node_text(n))
				apply_field_path(p, root, node_text(n));
	} else if (node_is_list(p->body)) {
		apply_operations(p, root);
	} else if (node_is_map(p->body)) {
		apply_merge(root, root, p->body);
	} else if (spec) {
		unsettle(spec);
	}
}

/* Kustomize takes these for regular expressions: what is no plain name may match anything. */
static bool may_be(const struct node *pattern, const struct node *word, bool whole)
{
	const struct str *p = node_text(pattern), *w = raw_text(word);

	if (!p || !p->len || !w)
		return true;
	if (p->text[strspn(p->text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")])
		return true;
	/* A prefix or suffix may have come in between. */
	return whole ? p == w : strstr(p->text, w->text) || strstr(w->text, p->text);
}

static bool is_target(const struct patch *p, const struct node *root)
{
	const struct node *name = raw(raw(root, "metadata"), "name");

	if (!p->target)
		return may_be(node_get(p->body, KEY_kind), raw(root, "kind"), true)
			&& may_be(node_at(p->body, KEY_metadata, KEY_name, 0), name, false);
	return may_be(node_get(p->target, KEY_kind), raw(root, "kind"), true)
		&& may_be(node_get(p->target, KEY_name), name, false);
}

static void visit_object(const struct patch *p, struct node *root)
{
	const struct node *kind = raw(root, "kind"), *items = raw(root, "items");

	if (!raw(root, "apiVersion") || !kind)
		return;
	if (str_is(raw_text(kind), "List") && items && items->kind == NODE_LIST)
		for (struct node *n = items->first; n; n = n->next)
			visit_object(p, n);
	else if (is_target(p, root))
		apply(p, root);
}

static void visit_file(void *context, struct input_file *f)
{
	for (size_t i = 0; i < f->n_documents; i++)
		visit_object(context, f->documents[i].root);
}

/* A component's work is done where it is used. */
static void apply_below(struct kustomize *k, struct kustomization *z, struct patch *p)
{
	kustomize_each(k, z, visit_file, p);
	if (!z->component)
		return;
	for (size_t i = 0; i < z->users.n; i++)
		kustomize_each(k, z->users.at[i], visit_file, p);
}

/* Its documents are no objects of their own where a target names these. */
static void apply_file(struct kustomize *k, struct kustomization *z, struct patch *p, struct input_file *f)
{
	f->partial = true;
	for (size_t i = 0; i < f->n_documents; i++) {
		if (p->target)
			f->documents[i].root->flags |= NODE_PATCHED;
		p->body = f->documents[i].root;
		apply_below(k, z, p);
	}
}

/* The entries are paths or texts, or maps with one of them and a target. */
static void read_patches(struct kustomize *k, struct load *load, struct kustomization *z, const struct node *list)
{
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		const struct node *entry = node_is_map(n) ? node_get(n, KEY_path) : n, *inline_text = NULL;
		struct patch p = { .arena = k->arena, .target = node_is_map(n) ? node_get(n, KEY_target) : NULL };
		const struct str *path = kustomize_path(k, z, entry);
		struct input_file *f = path ? map_get(&k->files, path, NULL, NULL) : NULL;

		if (!f)
			inline_text = node_is_map(n) ? node_find(n, "patch") : entry && entry->flags & NODE_BLOCK ? entry : NULL;
		if (node_text(inline_text))
			p.body = load_embedded(load, inline_text);
		else if (!f && !p.target)
			continue;
		if (!z->notice)
			z->notice = entry ? entry : n;
		if (f)
			apply_file(k, z, &p, f);
		else
			apply_below(k, z, &p);
	}
}

static void read_replacement(struct kustomize *k, struct kustomization *z, const struct node *n)
{
	for (const struct node *t = node_first(node_find(n, "targets")); t; t = node_next(t)) {
		struct patch p = { .arena = k->arena, .replacement = true, .target = node_find(t, "select"),
			.paths = node_find(t, "fieldPaths") };

		if (p.target)
			apply_below(k, z, &p);
	}
}

static void read_replacements(struct kustomize *k, struct kustomization *z)
{
	for (const struct node *n = node_first(node_find(z->root, "replacements")); n; n = node_next(n)) {
		const struct str *path = kustomize_path(k, z, node_get(n, KEY_path));
		const struct input_file *f = path ? map_get(&k->files, path, NULL, NULL) : NULL;

		read_replacement(k, z, n);
		for (size_t i = 0; f && i < f->n_documents; i++) {
			const struct node *root = f->documents[i].root;

			read_replacement(k, z, root);
			for (const struct node *item = node_is_list(root) ? node_first(root) : NULL; item; item = node_next(item))
				read_replacement(k, z, item);
		}
	}
}

void patch_apply(struct kustomize *k, struct load *load)
{
	for (size_t i = 0; i < k->all.n; i++) {
		struct kustomization *z = &k->all.at[i];

		read_patches(k, load, z, node_get(z->root, KEY_patches));
		read_patches(k, load, z, node_get(z->root, KEY_patchesStrategicMerge));
		read_patches(k, load, z, node_get(z->root, KEY_patchesJson6902));
		read_replacements(k, z);
	}
}

/* One label into a map of labels of the object; what cannot be added leaves the object open. */
static void add_label(struct kustomize *k, struct node *root, struct node *holder, const char *map, const struct added_label *l,
	bool sure)
{
	struct node *labels = raw(holder, map), *m;

	if (!labels || labels->kind != NODE_MAP) {
		root->flags |= NODE_PATCHED;
		return;
	}
	m = raw_member(labels, l->value->key->text, l->value->key->len);
	if (m) {
		if (raw_text(m) != raw_text(l->value))
			unsettle(m);
		return;
	}
	if (!sure)
		return;
	m = arena_new(k->in->arena, struct node);
	*m = *l->value; /* its parent stays the one that it is written in, in the kustomization */
	m->flags |= NODE_ALIASED;
	m->next = NULL;
	if (labels->first)
		node_last(labels)->next = m;
	else
		labels->first = m;
	labels->n++;
}

static struct node *template_of(struct node *root, const struct str *kind)
{
	static const char *const kinds[] = {
		"Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "ReplicationController", "Job",
	};
	struct node *spec = raw(root, "spec");

	if (str_is(kind, "CronJob"))
		return raw(raw(raw(spec, "jobTemplate"), "spec"), "template");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_is(kind, kinds[i]))
			return raw(spec, "template");
	return NULL;
}

static void label_object(struct kustomize *k, struct node *root, const struct change *c)
{
	const struct str *kind = raw_text(raw(root, "kind"));
	struct node *metadata = raw(root, "metadata"), *template, *spec = raw(root, "spec");

	if (!metadata || !kind || !raw(root, "apiVersion"))
		return;
	template = template_of(root, kind);
	for (size_t i = 0; i < c->labels.n; i++) {
		const struct added_label *l = &c->labels.at[i];

		if (raw(metadata, "labels"))
			add_label(k, root, metadata, "labels", l, !c->unsure_labels);
		if (l->templates && template)
			add_label(k, root, raw(template, "metadata"), "labels", l, !c->unsure_labels);
		if (l->selectors && str_is(kind, "Service") && raw(spec, "selector"))
			add_label(k, root, spec, "selector", l, !c->unsure_labels);
	}
}

void patch_labels(struct kustomize *k, const struct input_file *f, const struct change *c)
{
	for (size_t i = 0; c->labels.n && i < f->n_documents; i++) {
		struct node *root = f->documents[i].root, *items = raw(root, "items");

		label_object(k, root, c);
		for (struct node *n = items && items->kind == NODE_LIST ? items->first : NULL; n; n = n->next)
			label_object(k, n, c);
	}
}
