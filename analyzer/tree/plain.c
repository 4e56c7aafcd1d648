/*
 * The files that no build, chart or deployment takes: one mesh as long as they do not contradict each other.
 *
 * Where one object is written twice with different content, the two places are alternatives: the topmost folders (or
 * files) in which the two paths part. Each alternative is applied with what is common to all, never with the other; and the tree is a
 * collection then, of lessons, samples or environments: of objects in different files nobody knows that they are applied together. An object that
 * names no namespace lives in its folder's, which is nobody else's.
 */
#include <stdlib.h>
#include <string.h>

#include "source/path.h"
#include "tree/internal.h"

#define MOST_ALTERNATIVES 8 /* places with alternatives: more are a collection of files that have little to do with each other */
#define MOST_SHARED 100000 /* resources in the applications of alternatives, together, before the common ones are left out */

/* A set of files that are applied with what is common. */
struct variant {
	const struct str *path;     /* a folder or file */
	const struct str *nameless; /* the folder whose objects without namespace count; NULL: none do */
	bool covered;               /* another one brings all of it */
};

struct plain {
	struct tree *t;
	VEC(struct tree_file *) files;
	struct map seen;            /* identity -> the first struct resource */
	struct map contested;       /* folders with files that are alternatives */
	struct map parted;          /* path -> itself: places that have alternatives */
	struct map by_path;         /* path of a variant -> struct variant */
	VEC(struct variant *) variants;
	bool scattered;             /* many alternatives: each folder is a world of its own */
};

static const char *path_of(const struct tree_file *f)
{
	return f->file.absolute;
}

static const struct str *folder_of(struct tree *t, const struct tree_file *f)
{
	return tree_folder(t, path_of(f));
}

/* Where two paths part: the part of path up to its first component that the other does not have. */
static const struct str *part_of(struct tree *t, const char *path, const char *other)
{
	size_t common = 0, end;

	for (size_t i = 0; path[i] && path[i] == other[i]; i++)
		if (path[i] == '/')
			common = i + 1;
	end = common + strcspn(path + common, "/");
	return pool_intern(t->pool, path, end);
}

/* Copies beside each other are steps or variants, of which anyone may be applied: what such an object says proves little. */
static void contest(struct resource *a, struct resource *b)
{
	a->patched = true;
	b->patched = true;
}

static void part(struct plain *p, const struct tree_file *a, const struct tree_file *b)
{
	const struct str *x = part_of(p->t, path_of(a), path_of(b)), *y = part_of(p->t, path_of(b), path_of(a));

	*map_at(p->t->arena, &p->parted, x, NULL, NULL) = (void *)(uintptr_t)x;
	*map_at(p->t->arena, &p->parted, y, NULL, NULL) = (void *)(uintptr_t)y;
}

/* Two objects of one file are applied one after the other: that is a fault, no alternative. */
static void compare_file(struct plain *p, struct tree_file *f)
{
	const struct str *folder = folder_of(p->t, f);

	for (size_t i = f->first; i < f->first + f->n; i++) {
		struct resource *r = p->t->everything.resources.at[i];
		const void *id[3];
		void **place;

		if (!r->name->len)
			continue;
		resource_keys(p->t, r, folder, id);
		place = map_at(p->t->arena, &p->seen, id[0], id[1], id[2]);
		if (!*place)
			*place = (void *)(uintptr_t)i;
		else {
			struct resource *first = p->t->everything.resources.at[(uintptr_t)*place - 1];
			const struct tree_file *g = map_get(&p->t->by_source, first->document->source, NULL, NULL);

			if (g != f && resources_contradict(first, r)) {
				part(p, g, f);
				if (folder_of(p->t, g) == folder) {
					contest(first, r);
					*map_at(p->t->arena, &p->contested, folder, NULL, NULL) = f;
				}
			}
			continue;
		}
		*place = (void *)(uintptr_t)(i + 1);
	}
}

/* The innermost place with alternatives that the path lies in, or NULL. */
static const struct str *place_of(struct plain *p, const char *path)
{
	for (; p->parted.n; path = path_folder(p->t->arena, path)) {
		const struct str *s = map_get(&p->parted, tree_path(p->t, path), NULL, NULL);

		if (s || strcmp(path, "/") == 0)
			return s;
	}
	return NULL;
}

static bool has_nameless(struct plain *p, const struct tree_file *f)
{
	for (size_t i = f->first; i < f->first + f->n; i++)
		if (!p->t->everything.resources.at[i]->ns_known)
			return true;
	return false;
}

static struct variant *variant_at(struct plain *p, const struct str *path)
{
	void **place = map_at(p->t->arena, &p->by_path, path, NULL, NULL);
	struct variant *v = *place;

	if (!v) {
		v = arena_new(p->t->arena, struct variant);
		v->path = path;
		vec_push(p->t->arena, &p->variants, v);
		*place = v;
	}
	return v;
}

static void find_variants(struct plain *p)
{
	for (size_t i = 0; i < p->files.n; i++) {
		struct tree_file *f = p->files.at[i];
		const struct str *place = place_of(p, path_of(f)), *folder = folder_of(p->t, f);

		if (p->scattered && map_get(&p->contested, folder, NULL, NULL))
			place = tree_path(p->t, path_of(f)); /* a file of steps or samples is one by itself */
		if (place)
			variant_at(p, place);
		if (has_nameless(p, f) || p->scattered)
			variant_at(p, str_is(place, path_of(f)) ? place : folder)->nameless = folder;
	}
	/* What a variant brings without objects of its own folder, those below it bring too. */
	for (size_t i = 0; i < p->variants.n; i++)
		for (const char *path = path_folder(p->t->arena, p->variants.at[i]->path->text); *path;
				path = path_folder(p->t->arena, path)) {
			struct variant *above = map_get(&p->by_path, tree_path(p->t, path), NULL, NULL);

			if (above && !above->nameless)
				above->covered = true;
			if (strcmp(path, "/") == 0)
				break;
		}
}

static bool is_within(const struct str *above, const struct str *path)
{
	return !above || path_below(above->text, path->text);
}

static bool belongs(struct plain *p, const struct variant *v, const struct tree_file *f, const struct str *place,
	const struct resource *r)
{
	if (p->scattered && v && !path_below(v->path->text, path_of(f)) && (folder_of(p->t, f) != v->nameless
			|| map_get(&p->contested, v->nameless, NULL, NULL)))
		return false; /* what is common to all of such a collection is said of no place in it */
	if (v ? !is_within(place, v->path) : place != NULL)
		return false;
	return r->ns_known || (v && v->nameless == folder_of(p->t, f));
}

/* What a variant is applied with: all that is common, or, where that would be too much, itself alone. */
static void apply_variant(struct plain *p, const struct variant *v, bool alone)
{
	struct application *a = arena_new(p->t->arena, struct application);

	a->name = v ? tree_name(p->t, v->path->text) : ".";
	for (size_t i = 0; i < p->files.n; i++) {
		struct tree_file *f = p->files.at[i];
		const struct str *place = place_of(p, path_of(f));

		if (alone && v && !path_below(v->path->text, path_of(f)))
			continue;
		for (size_t j = f->first; j < f->first + f->n; j++) {
			const struct resource *r = p->t->everything.resources.at[j];

			if (belongs(p, v, f, place, r))
				vec_push(p->t->arena, &a->resources, r);
		}
	}
	if (a->resources.n)
		vec_push(p->t->arena, &p->t->applications, a);
}

static void apply_plain(struct plain *p)
{
	size_t n = 0, n_variants = 0;
	bool alone;

	for (size_t i = 0; i < p->files.n; i++)
		n += p->files.at[i]->n;
	map_reserve(p->t->arena, &p->seen, n, 3);
	for (size_t i = 0; i < p->files.n; i++)
		compare_file(p, p->files.at[i]);
	for (size_t i = 0; p->parted.n && i < p->files.n; i++)
		for (size_t j = p->files.at[i]->first; j < p->files.at[i]->first + p->files.at[i]->n; j++)
			p->t->everything.resources.at[j]->loose = true;
	p->scattered = p->parted.n > MOST_ALTERNATIVES;
	find_variants(p);
	for (size_t i = 0; i < p->variants.n; i++)
		n_variants += !p->variants.at[i]->covered;
	alone = n_variants > 1 && n_variants * n > MOST_SHARED;
	if (!n_variants || alone)
		apply_variant(p, NULL, false);
	for (size_t i = 0; i < p->variants.n; i++)
		if (!p->variants.at[i]->covered)
			apply_variant(p, p->variants.at[i], alone);
}

/* What a folder lies in. */
struct surroundings {
	const struct str *chart; /* the folder of the chart that its files are part of, or NULL */
	bool plugin;             /* the nearest kustomization above has generators */
};

/* Does a kustomization have generators? They take files for what they make, often as parts. */
static bool has_generators(const struct tree_file *f)
{
	return f->file.n_documents && node_first(node_find(f->file.documents[0].root, "generators"));
}

/* The same for all files of a folder; known: those that were asked for. */
static const struct surroundings *surroundings_of(struct tree *t, struct map *known, const struct str *folder)
{
	const struct surroundings *above = NULL;
	const struct tree_file *kustomization;
	struct surroundings *s;

	s = map_get(known, folder, NULL, NULL);
	if (s)
		return s;
	if (folder->len && !str_is(folder, "/"))
		above = surroundings_of(t, known, tree_folder(t, folder->text));
	s = arena_new(t->arena, struct surroundings);
	kustomization = map_get(&t->by_folder, folder, NULL, NULL);
	if (folder->len && tree_chart(t, folder))
		s->chart = folder;
	else
		s->chart = above ? above->chart : NULL;
	s->plugin = folder->len && (kustomization ? has_generators(kustomization) : above && above->plugin);
	*map_at(t->arena, known, folder, NULL, NULL) = s;
	return s;
}

static struct unit *unit_at(struct tree *t, struct map *units, enum unit_kind kind, const struct str *folder)
{
	void **place = map_at(t->arena, units, folder, NULL, NULL);

	if (!*place)
		*place = tree_add_unit(t, kind, folder);
	return *place;
}

/* Nobody knows what a chart's templates make: what its plain files lack may be there. */
static struct unit *chart_unit(struct tree *t, struct map *units, const struct str *folder)
{
	struct unit *u = unit_at(t, units, UNIT_CHART, folder);
	struct unit_gap gap = { .why = "a Helm chart is not rendered" };

	if (!u->at.source) {
		const struct tree_file *f = tree_chart(t, folder);

		u->at = (struct span){ f->file.source, 0, 0 };
		gap.at = u->at;
		vec_push(t->arena, &u->gaps, gap);
	}
	return u;
}

/* What helm makes of a chart is a unit by itself: all that the release brings. */
static void add_release(struct tree *t, struct map *released, struct tree_file *f)
{
	struct unit *u = tree_add_unit(t, UNIT_CHART, folder_of(t, f));

	u->ns = f->ns;
	u->deployed_by = f->release;
	*map_at(t->arena, released, u->folder, NULL, NULL) = u;
	tree_add_file(t, u, f);
}

/* A file of a chart that is rendered: helm installs its definitions as they are; all else is in what helm makes of it. */
static void claim_rendered(struct tree *t, const struct map *released, struct tree_file *f)
{
	const char *folder = path_of(f), *last = NULL;

	do {
		folder = path_folder(t->arena, folder);
		f->unit = map_get(released, tree_path(t, folder), NULL, NULL);
		last = f->unit ? path_below(folder, path_of(f)) : NULL;
	} while (!f->unit && strcmp(folder, "/") != 0);
	if (!f->unit)
		return;
	if (f->applied == APPLIED && (strncmp(last, "crds/", 5) == 0 || strstr(last, "/crds/")))
		tree_add_file(t, f->unit, f);
	else
		f->unit->n_files++;
}

/* A file that lies beside a kustomization which does not list it is one of several that may be applied; a test's are a world of their own. */
static bool is_unlisted(struct tree *t, const struct tree_file *f)
{
	return f->by_test || map_get(&t->by_folder, folder_of(t, f), NULL, NULL) != NULL;
}

static void apply_unlisted(struct tree *t, struct tree_file *f)
{
	struct application *a = arena_new(t->arena, struct application);
	const struct tree_file *z = map_get(&t->by_folder, folder_of(t, f), NULL, NULL);

	a->name = f->file.name;
	for (size_t i = f->first; i < f->first + f->n; i++)
		vec_push(t->arena, &a->resources, t->everything.resources.at[i]);
	for (size_t i = 0; z && z->unit && i < z->unit->gaps.n; i++)
		vec_push(t->arena, &a->gaps, &z->unit->gaps.at[i]);
	if (a->resources.n)
		vec_push(t->arena, &t->applications, a);
}

void plain_build(struct tree *t)
{
	struct plain p = { .t = t };
	struct map folders = { 0 }, charts = { 0 }, released = { 0 }, known = { 0 };
	size_t n = t->files.n;

	for (size_t i = 0; i < n; i++)
		if (t->files.at[i]->release)
			add_release(t, &released, t->files.at[i]);
	for (size_t i = 0; i < n; i++)
		if (t->files.at[i]->rendered && !t->files.at[i]->unit)
			claim_rendered(t, &released, t->files.at[i]);
	for (size_t i = 0; i < n; i++) {
		struct tree_file *f = t->files.at[i];
		const struct surroundings *s;
		const struct str *chart;
		struct unit *u;

		if (f->unit || f->file.kustomization || f->context)
			continue;
		s = surroundings_of(t, &known, folder_of(t, f));
		chart = s->chart;
		if (f->applied != APPLIED && !chart)
			continue;
		u = chart ? chart_unit(t, &charts, chart)
			: unit_at(t, &folders, f->input ? UNIT_INPUT : UNIT_FOLDER, f->input ? tree_path(t, path_of(f)) : folder_of(t, f));
		if (f->input)
			u->name = f->file.name;
		if (f->applied != APPLIED) {
			f->unit = u;
			u->n_files++;
			continue;
		}
		f->by_test |= !chart && s->plugin;
		tree_add_file(t, u, f);
		if (!chart && !is_unlisted(t, f))
			vec_push(t->arena, &p.files, f);
		else if (!chart && !t->joined)
			apply_unlisted(t, f);
	}
	if (t->joined)
		return;
	for (size_t i = 0; i < t->units.n; i++) {
		struct unit *u = t->units.at[i];

		for (size_t j = 0; u->kind == UNIT_CHART && !u->deployed_by && j < u->resources.n; j++)
			u->resources.at[j]->loose = true; /* definitions, samples, and what is rendered as it is */
		if (u->kind == UNIT_CHART)
			tree_apply_alone(t, u);
	}
	apply_plain(&p);
}
