/* Links the kustomizations of a tree and works out what they make of names and labels. */
#include "lint/kustomize.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "lint/settings.h"

static const struct str *name(struct kustomize *k, const char *text)
{
	return pool_text(k->in->pool, text);
}

void kustomize_index(struct kustomize *k)
{
	if (k->files.n)
		return;
	for (size_t i = 0; i < k->in->files.n; i++) {
		struct input_file *f = &k->in->files.at[i];
		const char *folder = path_folder(k->arena, f->absolute);

		*map_at(k->arena, &k->files, name(k, f->absolute), NULL, NULL) = f;
		for (;;) {
			void **place = map_at(k->arena, &k->folders, name(k, folder), NULL, NULL);

			if (*place)
				break;
			*place = f;
			if (strcmp(folder, "/") == 0)
				break;
			folder = path_folder(k->arena, folder);
		}
	}
}

struct told told_join(struct told a, struct told b)
{
	struct told both = { .contradictory = true };

	if (a.contradictory || b.contradictory || a.ns != b.ns)
		return both;
	a.forced &= b.forced;
	return a;
}

static void collect_charts(struct kustomize *k)
{
	for (size_t i = 0; i < k->in->files.n; i++) {
		const char *path = k->in->files.at[i].absolute, *base = strrchr(path, '/');

		if (base && strcmp(base, "/Chart.yaml") == 0)
			*map_at(k->arena, &k->charts, name(k, path_folder(k->arena, path)), NULL, NULL) = &k->in->files.at[i];
	}
}

static void collect(struct kustomize *k)
{
	size_t n = 0;

	for (size_t i = 0; i < k->in->files.n; i++)
		n += k->in->files.at[i].kustomization;
	k->all.at = arena_array(k->arena, struct kustomization, n);
	for (size_t i = 0; i < k->in->files.n; i++) {
		struct input_file *f = &k->in->files.at[i];
		struct kustomization *z = &k->all.at[k->all.n];

		if (!f->kustomization || !f->n_documents || !node_is_map(f->documents[0].root))
			continue;
		z->number = (uint32_t)k->all.n++;
		z->file = f;
		z->root = f->documents[0].root;
		z->folder = path_folder(k->arena, f->absolute);
		z->component = str_is(node_get_text(z->root, KEY_kind), "Component");
		*map_at(k->arena, &k->by_folder, name(k, z->folder), NULL, NULL) = z;
	}
}

const struct str *kustomize_path(struct kustomize *k, const struct kustomization *of, const struct node *entry)
{
	const struct str *text = node_text(entry);

	if (!text || !text->len || strstr(text->text, "://") || strchr(text->text, '?') || strchr(text->text, '\n'))
		return NULL;
	return name(k, path_absolute(k->arena, of->folder, text->text));
}

static void list_file(struct kustomize *k, struct kustomization *z, struct input_file *f)
{
	void **place = map_at(k->arena, &k->listed, f, NULL, NULL);
	struct listing *listing = *place ? *place : arena_new(k->arena, struct listing);

	*place = listing;
	vec_push(k->arena, &listing->by, z);
	f->partial |= z->component;
}

static void read_resources(struct kustomize *k, struct kustomization *z, const struct node *list, bool component)
{
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		const struct str *path = kustomize_path(k, z, n);
		struct input_file *f = path ? map_get(&k->files, path, NULL, NULL) : NULL;
		struct kustomization *base = path ? map_get(&k->by_folder, path, NULL, NULL) : NULL;

		if (f && !f->kustomization) {
			list_file(k, z, f);
			vec_push(k->arena, &z->files, f);
		}
		if (!base || base == z)
			continue;
		vec_push(k->arena, &base->users, z);
		vec_push(k->arena, &z->bases, base);
		base->component |= component;
		if (component && !z->notice)
			z->notice = n;
	}
}

void kustomize_read(struct kustomize *k)
{
	collect(k);
	collect_charts(k);
	if (k->all.n)
		kustomize_index(k);
	for (size_t i = 0; i < k->all.n; i++) /* components first: what they list is partial */
		read_resources(k, &k->all.at[i], node_get(k->all.at[i].root, KEY_components), true);
	for (size_t i = 0; i < k->all.n; i++) {
		read_resources(k, &k->all.at[i], node_get(k->all.at[i].root, KEY_resources), false);
		read_resources(k, &k->all.at[i], node_get(k->all.at[i].root, KEY_bases), false);
	}
}

static const struct str *glue(struct kustomize *k, const struct str *a, const struct str *b)
{
	if (!a || !a->len)
		return b && b->len ? b : NULL;
	return b && b->len ? pool_printf(k->in->pool, "%s%s", a->text, b->text) : a;
}

static void add_label(struct kustomize *k, struct change *c, struct added_label l)
{
	for (size_t i = 0; i < c->labels.n; i++)
		if (c->labels.at[i].value->key == l.value->key && c->labels.at[i].value->text == l.value->text
				&& c->labels.at[i].selectors >= l.selectors && c->labels.at[i].templates >= l.templates)
			return;
	vec_push(k->arena, &c->labels, l);
}

static void add_labels(struct kustomize *k, struct change *c, const struct node *pairs, bool selectors, bool templates)
{
	for (const struct node *n = node_first(pairs); n; n = node_next(n))
		if (node_text(n))
			add_label(k, c, (struct added_label){ n, selectors, selectors || templates });
}

/* What a kustomization does by itself. */
static void add_own(struct kustomize *k, struct change *c, const struct node *root)
{
	c->prefix = glue(k, node_text(node_find(root, "namePrefix")), c->prefix);
	c->suffix = glue(k, c->suffix, node_text(node_find(root, "nameSuffix")));
	add_labels(k, c, node_find(root, "commonLabels"), true, true);
	for (const struct node *n = node_first(node_find(root, "labels")); n; n = node_next(n)) {
		bool selectors = false, templates = false;

		node_bool(node_find(n, "includeSelectors"), &selectors);
		node_bool(node_find(n, "includeTemplates"), &templates);
		add_labels(k, c, node_find(n, "pairs"), selectors, templates);
	}
	c->unsure_names |= node_first(node_find(root, "transformers")) != NULL;
}

static bool labels_equal(const struct change *a, const struct change *b)
{
	if (a->labels.n != b->labels.n)
		return false;
	for (size_t i = 0; i < a->labels.n; i++)
		if (a->labels.at[i].value->key != b->labels.at[i].value->key
				|| a->labels.at[i].value->text != b->labels.at[i].value->text)
			return false;
	return true;
}

static void change_join(struct kustomize *k, struct change *c, const struct change *other)
{
	c->unsure_names |= other->unsure_names || c->prefix != other->prefix || c->suffix != other->suffix;
	c->unsure_labels |= other->unsure_labels || !labels_equal(c, other);
	for (size_t i = 0; c->unsure_labels && i < other->labels.n; i++)
		add_label(k, c, other->labels.at[i]);
}

static struct change change_of(struct kustomize *k, struct kustomization *z);

/* What u does to all that it builds on: its components' work included. */
static struct change change_by(struct kustomize *k, struct kustomization *u)
{
	struct change own = { 0 }, outer = change_of(k, u);

	for (size_t i = 0; i < u->bases.n; i++)
		if (u->bases.at[i]->component)
			add_own(k, &own, u->bases.at[i]->root);
	if (!u->component) /* else those that build on it do its work */
		add_own(k, &own, u->root);
	own.prefix = glue(k, outer.prefix, own.prefix);
	own.suffix = glue(k, own.suffix, outer.suffix);
	for (size_t i = 0; i < outer.labels.n; i++)
		add_label(k, &own, outer.labels.at[i]);
	own.unsure_names |= outer.unsure_names;
	own.unsure_labels |= outer.unsure_labels;
	return own;
}

/* What those that build on z make of its outcome. */
static struct change change_of(struct kustomize *k, struct kustomization *z)
{
	struct change all = { 0 };

	if (z->change_progress == DONE)
		return z->change;
	if (z->change_progress == UNDER_WAY) /* they build on each other: kustomize refuses that */
		return (struct change){ .unsure_names = true, .unsure_labels = true };
	z->change_progress = UNDER_WAY;
	for (size_t i = 0; i < z->users.n; i++) {
		struct change c = change_by(k, z->users.at[i]);

		if (i)
			change_join(k, &all, &c);
		else
			all = c;
	}
	z->change = all;
	z->change_progress = DONE;
	return all;
}

struct change kustomize_change(struct kustomize *k, const struct listing *by)
{
	struct change all = { 0 };

	for (size_t i = 0; by && i < by->by.n; i++) {
		struct change c = change_by(k, by->by.at[i]);

		if (i)
			change_join(k, &all, &c);
		else
			all = c;
	}
	return all;
}

static int compare_numbers(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Sort, and drop what stands twice. */
static size_t make_set(uint32_t *at, size_t n)
{
	size_t kept = 0;

	if (n)
		qsort(at, n, sizeof *at, compare_numbers);
	for (size_t i = 0; i < n; i++)
		if (!kept || at[kept - 1] != at[i])
			at[kept++] = at[i];
	return kept;
}

static void find_roots(struct kustomize *k, struct kustomization *z)
{
	if (z->roots_progress != NOT_YET)
		return;
	z->roots_progress = UNDER_WAY;
	for (size_t i = 0; i < z->users.n; i++) {
		struct kustomization *u = z->users.at[i];

		find_roots(k, u);
		for (size_t j = 0; j < u->roots.n; j++)
			vec_push(k->arena, &z->roots, u->roots.at[j]);
	}
	if (!z->users.n)
		vec_push(k->arena, &z->roots, z->number);
	z->roots.n = make_set(z->roots.at, z->roots.n);
	z->roots_progress = DONE;
}

const uint32_t *kustomize_roots(struct kustomize *k, const struct listing *by, uint32_t *n)
{
	VEC(uint32_t) all = { 0 };

	*n = 0;
	for (size_t i = 0; by && i < by->by.n; i++) {
		struct kustomization *z = by->by.at[i];

		find_roots(k, z);
		for (size_t j = 0; j < z->roots.n; j++)
			vec_push(k->in->arena, &all, z->roots.at[j]);
	}
	if (!all.n)
		return NULL;
	*n = (uint32_t)make_set(all.at, all.n);
	return all.at;
}

const uint32_t *kustomize_alone(struct kustomize *k, const struct input_file *f, uint32_t *n)
{
	const char *folder = f->absolute;
	const struct input_file *chart = NULL;
	uint32_t *root;

	*n = 0;
	if (!k->all.n && !k->charts.n)
		return NULL;
	do {
		folder = path_folder(k->arena, folder);
		chart = map_get(&k->charts, name(k, folder), NULL, NULL);
		if (chart || map_get(&k->by_folder, name(k, folder), NULL, NULL))
			break;
		if (strcmp(folder, "/") == 0)
			return NULL;
	} while (true);
	root = arena_new(k->in->arena, uint32_t);
	*root = (uint32_t)(k->all.n + (size_t)((chart ? chart : f) - k->in->files.at));
	*n = 1;
	return root;
}

struct told kustomize_told(struct kustomize *k, struct kustomization *of,
	struct told (*folder_told)(void *context, const char *folder), void *context)
{
	struct told own = { .ns = node_get_text(of->root, KEY_namespace), .forced = true };
	struct told all = { 0 };

	if (of->told_progress == DONE)
		return of->told;
	if (of->told_progress == UNDER_WAY)
		return (struct told){ .contradictory = true };
	of->told_progress = UNDER_WAY;
	if (!own.ns || !own.ns->len)
		own = (struct told){ 0 };
	for (size_t i = 0; i < of->users.n; i++) {
		struct told told = kustomize_told(k, of->users.at[i], folder_told, context);

		if (!told.ns && !told.contradictory)
			told = own;
		all = i ? told_join(all, told) : told;
	}
	if (!of->users.n)
		all = own.ns ? own : folder_told(context, of->folder);
	of->told = all;
	of->told_progress = DONE;
	return all;
}

/* Something comes from elsewhere, where an entry says into which namespace or else where the outcome goes. */
static void add_gap(struct kustomize *k, const struct kustomization *z, const struct node *at, uint32_t scopes, const char *why)
{
	struct input_gap gap = { .file = z->file, .gap = { node_get_text(at, KEY_namespace), scopes, why } };

	if (!gap.gap.ns)
		gap.gap.ns = z->told.ns;
	vec_push(k->in->arena, &k->in->gaps, gap);
}

/* What entries name that is not among the files read. */
static void read_absent(struct kustomize *k, const struct kustomization *z, const struct node *list)
{
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		const struct str *path = kustomize_path(k, z, n);

		if (!path || (!map_get(&k->files, path, NULL, NULL) && !map_get(&k->by_folder, path, NULL, NULL)))
			add_gap(k, z, NULL, UINT32_MAX, "a kustomization brings resources that are not in the tree");
	}
}

static void find_gaps(struct kustomize *k, const struct kustomization *z)
{
	static const char *const lists[] = { "helmCharts", "helmChartInflationGenerator" };

	read_absent(k, z, node_get(z->root, KEY_resources));
	read_absent(k, z, node_get(z->root, KEY_bases));
	read_absent(k, z, node_get(z->root, KEY_components));
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (const struct node *n = node_first(node_find(z->root, lists[i])); n; n = node_next(n))
			add_gap(k, z, n, UINT32_MAX, "a kustomization brings the objects of a Helm chart");
	if (node_first(node_find(z->root, "generators")))
		add_gap(k, z, NULL, UINT32_MAX, "a kustomization has a generator");
	for (const struct node *n = node_first(node_find(z->root, "secretGenerator")); n; n = node_next(n))
		add_gap(k, z, n, 1u << SCOPE_SECRETS, "a kustomization generates Secrets");
}

void kustomize_gaps(struct kustomize *k, struct told (*folder_told)(void *context, const char *folder), void *context)
{
	for (size_t i = 0; i < k->all.n; i++) {
		kustomize_told(k, &k->all.at[i], folder_told, context);
		find_gaps(k, &k->all.at[i]);
	}
}

static void each(struct kustomize *k, struct kustomization *of,
	void (*visit)(void *context, struct input_file *f), void *context)
{
	if (of->met == k->searches)
		return;
	of->met = k->searches;
	for (size_t i = 0; i < of->files.n; i++)
		visit(context, of->files.at[i]);
	for (size_t i = 0; i < of->bases.n; i++)
		each(k, of->bases.at[i], visit, context);
}

void kustomize_each(struct kustomize *k, struct kustomization *of,
	void (*visit)(void *context, struct input_file *f), void *context)
{
	k->searches++;
	each(k, of, visit, context);
}
