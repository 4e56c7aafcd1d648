/* Finds the units of a tree: kustomizations and what Argo CD and Flux deploy first, then charts, then plain files. */
#include "tree/internal.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "source/path.h"

#define MOST_LEVELS 64 /* of what deploys what deploys */

const char *unit_kind_name(enum unit_kind kind)
{
	static const char *const names[N_UNIT_KINDS] = {
		[UNIT_KUSTOMIZATION] = "kustomization", [UNIT_DIRECTORY] = "directory", [UNIT_CHART] = "chart",
		[UNIT_HELMFILE] = "helmfile", [UNIT_FOLDER] = "folder", [UNIT_INPUT] = "input",
	};

	return names[kind];
}

const struct str *tree_path(struct tree *t, const char *text)
{
	return pool_text(t->pool, text);
}

const struct str *tree_folder(struct tree *t, const char *path)
{
	const char *slash = strrchr(path, '/');

	return pool_intern(t->pool, path, !slash ? 0 : slash == path ? 1 : (size_t)(slash - path));
}

const char *tree_name(struct tree *t, const char *absolute)
{
	return path_relative(t->arena, t->working, absolute);
}

static void index_file(struct tree *t, struct tree_file *f)
{
	const struct str *folder = tree_folder(t, f->file.absolute);

	*map_at(t->arena, &t->by_path, tree_path(t, f->file.absolute), NULL, NULL) = f;
	*map_at(t->arena, &t->by_source, f->file.source, NULL, NULL) = f;
	if (f->file.kustomization)
		*map_at(t->arena, &t->by_folder, folder, NULL, NULL) = f;
	for (;;) {
		void **place = map_at(t->arena, &t->folders, folder, NULL, NULL);

		if (*place)
			return;
		*place = f;
		folder = tree_folder(t, folder->text); /* of "/": itself */
	}
}

/* A file that a build asks for, read now where it lies outside of the paths given. */
static struct tree_file *file_at(struct tree *t, const char *absolute)
{
	const struct str *path = tree_path(t, absolute);
	struct tree_file *f = map_get(&t->by_path, path, NULL, NULL);

	if (f || map_get(&t->folders, path, NULL, NULL) || map_get(&t->absent, path, NULL, NULL))
		return f; /* a folder of the tree is no file, and what was not there still is not */
	f = t->fetch(t->context, absolute);
	if (f)
		index_file(t, f);
	else
		*map_at(t->arena, &t->absent, path, NULL, NULL) = t;
	return f;
}

static const struct kustomize_file *world_file(void *context, const char *absolute)
{
	struct tree *t = context;
	struct tree_file *f = file_at(t, absolute);

	if (f && f->dropped)
		t->complete(t->context, f);
	return f ? &f->file : NULL;
}

static const struct kustomize_file *world_kustomization(void *context, const char *folder)
{
	static const char *const names[] = { "kustomization.yaml", "kustomization.yml", "Kustomization" };
	struct tree *t = context;
	struct tree_file *f = map_get(&t->by_folder, tree_path(t, folder), NULL, NULL);

	for (size_t i = 0; !f && i < sizeof names / sizeof *names; i++)
		f = file_at(t, path_absolute(t->arena, folder, names[i]));
	return f ? &f->file : NULL;
}

static bool world_bytes(void *context, const char *absolute, const char **bytes, size_t *n)
{
	struct tree *t = context;

	return t->bytes(t->context, absolute, bytes, n);
}

static bool world_refused(void *context, const char *absolute)
{
	struct tree *t = context;

	return t->refused && t->refused(t->context, absolute);
}

struct unit *tree_add_unit(struct tree *t, enum unit_kind kind, const struct str *folder)
{
	struct unit *u = arena_new(t->arena, struct unit);

	u->kind = kind;
	u->folder = folder;
	u->name = tree_name(t, folder->text);
	u->judged = true;
	vec_push(t->arena, &t->units, u);
	return u;
}

static struct object_defaults defaults_of(const struct unit *u, const struct tree_file *f)
{
	const struct str *ns = u->ns ? u->ns : f ? f->ns : NULL;

	return (struct object_defaults){ .ns = ns, .ns_forced = u->ns && u->ns_forced,
		.partial = u->open || (f && f->by_test),
		.altered = u->open, .unit = u, .judged = u->judged,
		.built = u->kind == UNIT_KUSTOMIZATION || u->kind == UNIT_DIRECTORY || u->deployed_by };
}

static void add_objects(struct tree *t, struct unit *u, const struct document *d, const struct node *root,
	const struct object_defaults *defaults)
{
	size_t first = t->everything.resources.n;

	objects_add_root(&t->everything, d, root, defaults);
	for (size_t i = first; i < t->everything.resources.n; i++)
		vec_push(t->arena, &u->resources, t->everything.resources.at[i]);
}

void tree_add_file(struct tree *t, struct unit *u, struct tree_file *f)
{
	struct object_defaults defaults = defaults_of(u, f);

	f->unit = f->unit ? f->unit : u;
	f->raw = true;
	f->first = t->everything.resources.n;
	u->n_files++;
	for (size_t i = 0; i < f->file.n_documents; i++)
		if (!f->by_document || f->by_document[i] == APPLIED)
			add_objects(t, u, &f->file.documents[i], f->file.documents[i].root, &defaults);
	f->n = t->everything.resources.n - f->first;
	if (!path_of_tests(f->file.name))
		return;
	for (size_t i = f->first; i < f->first + f->n; i++) { /* tests of controllers try what these do with objects that lack something */
		struct resource *r = t->everything.resources.at[i];

		r->partial |= r->kind == KIND_OTHER;
	}
}

struct application *tree_apply_alone(struct tree *t, struct unit *u)
{
	struct application *a = arena_new(t->arena, struct application);

	a->name = u->name;
	for (size_t i = 0; i < u->resources.n; i++)
		vec_push(t->arena, &a->resources, u->resources.at[i]);
	for (size_t i = 0; i < u->gaps.n; i++)
		vec_push(t->arena, &a->gaps, &u->gaps.at[i]);
	vec_push(t->arena, &t->applications, a);
	return a;
}

void resource_keys(struct tree *t, const struct resource *r, const void *place, const void *id[3])
{
	id[0] = r->kind == KIND_OTHER ? (const void *)pool_printf(t->pool, "%s/%s", r->group->text, r->kind_name->text)
		: kind_token(r->kind);
	id[1] = r->ns_known ? (const void *)r->ns : place;
	id[2] = r->name;
}

bool resources_contradict(const struct resource *a, const struct resource *b)
{
	return !node_same(a->root, b->root);
}

static void add_gap(struct tree *t, struct unit *u, const struct kustomize_gap *g)
{
	struct unit_gap gap = { .ns = g->ns, .why = g->why, .at = node_span(g->at), .refused = g->refused };
	const struct str *path = g->missing ? tree_path(t, g->missing) : NULL;

	if (path && !map_get(&t->by_path, path, NULL, NULL) && !map_get(&t->folders, path, NULL, NULL))
		gap.missing = g->missing;
	gap.n_found = g->n_found;
	vec_push(t->arena, &u->gaps, gap);
}

/* Its files as they are written: nobody knows what patches and transformers make of them. */
static void add_unbuilt(struct tree *t, struct unit *u, const struct kustomize_build *b)
{
	struct unit_gap gap = { .why = "a kustomization cannot be built", .at = u->at };

	u->open = true;
	u->failure = b->failure;
	u->bounded = b->bounded;
	u->failed_at = b->failed_at ? node_span(b->failed_at) : u->at;
	vec_push(t->arena, &u->gaps, gap);
}

/* The folders that its kustomizations stand in brought these files. */
static void claim_files(struct tree *t, struct unit *u, const struct kustomize_build *b)
{
	for (size_t i = 0; i < b->files.n; i++) {
		struct tree_file *f = map_get(&t->by_path, tree_path(t, b->files.at[i]->absolute), NULL, NULL);

		f->unit = f->unit ? f->unit : u;
		u->n_files++;
	}
}

static void build_unit(struct tree *t, struct unit *u)
{
	struct kustomize_build b = { 0 };
	struct object_defaults defaults;

	kustomize_build(&t->world, u->folder->text, &b);
	claim_files(t, u, &b);
	if (b.failed)
		add_unbuilt(t, u, &b);
	for (size_t i = 0; i < b.gaps.n; i++)
		u->open = u->open || b.gaps.at[i].alters;
	defaults = defaults_of(u, NULL);
	for (size_t i = 0; i < b.objects.n; i++)
		add_objects(t, u, b.objects.at[i].document, b.objects.at[i].root, &defaults);
	for (size_t i = 0; i < b.gaps.n; i++)
		add_gap(t, u, &b.gaps.at[i]);
}

/* Is it made to be built on, by its name? Nobody applies such a folder as it is, whoever builds on it elsewhere. */
static bool is_base(const char *folder)
{
	return strstr(folder, "/base/") || strstr(folder, "/bases/") || strcmp(strrchr(folder, '/'), "/base") == 0
		|| strcmp(strrchr(folder, '/'), "/bases") == 0;
}

/* A component is part of others, and what is read along is another run's. Test data is judged where somebody deploys it. */
static bool is_judged(const struct tree_file *f, bool deployed)
{
	const struct node *root = f->file.n_documents ? f->file.documents[0].root : NULL;

	return !str_is(node_get_text(root, KEY_kind), "Component") && !f->context && (deployed || f->applied == APPLIED);
}

/* Where nobody who deploys it tells, the user may. */
static void set_namespace(struct unit *u, const struct tree_file *f, const struct deployment *d)
{
	u->ns = d && d->ns ? d->ns : f->ns;
	u->ns_forced = d && d->ns && d->ns_forced;
}

static struct unit *add_kustomization(struct tree *t, struct tree_file *f, const struct deployment *d)
{
	const struct str *folder = tree_folder(t, f->file.absolute);
	struct unit *u = tree_add_unit(t, UNIT_KUSTOMIZATION, folder);
	const struct node *root = f->file.n_documents ? f->file.documents[0].root : NULL;

	u->at = root ? node_span(root) : (struct span){ f->file.source, 0, 0 }; /* a broken one has none */
	u->at.end = u->at.begin;
	u->judged = is_judged(f, d);
	set_namespace(u, f, d);
	u->open = d ? d->altered : is_base(folder->text);
	*map_at(t->arena, &t->unit_by_folder, folder, d ? d->ns : NULL, NULL) = u;
	build_unit(t, u);
	return u;
}

/* Files of the tree. */
struct tree_files {
	struct tree_file *const *at;
	size_t n;
};

/* In the order of their paths, where '/' comes before all that a name may hold: what is in a folder stands together. */
static int compare_paths(const void *a, const void *b)
{
	const char *x = (*(struct tree_file *const *)a)->file.absolute, *y = (*(struct tree_file *const *)b)->file.absolute;

	while (*x && *x == *y) {
		x++;
		y++;
	}
	if (*x && *y && (*x == '/' || *y == '/'))
		return *x == '/' ? -1 : 1;
	return (unsigned char)*x - (unsigned char)*y;
}

/* The files in and below a folder: many roots may ask, so that none goes through all files. */
static struct tree_files files_below(struct tree *t, const char *folder)
{
	const struct tree_file key = { .file.absolute = folder }, *at = &key;
	size_t first = 0, end = t->files.n, n;

	if (!t->sorted && t->files.n) {
		t->sorted = arena_array(t->arena, struct tree_file *, t->files.n);
		memcpy(t->sorted, t->files.at, t->files.n * sizeof *t->sorted);
		qsort(t->sorted, t->files.n, sizeof *t->sorted, compare_paths);
	}
	while (first < end) { /* what sorts after the folder's own name begins with what is in it */
		size_t middle = first + (end - first) / 2;

		if (compare_paths(&t->sorted[middle], &at) < 0)
			first = middle + 1;
		else
			end = middle;
	}
	for (n = 0; first + n < t->files.n && path_below(folder, t->sorted[first + n]->file.absolute); n++)
		;
	return (struct tree_files){ t->sorted + first, n };
}

/* What Argo CD and Flux take from a folder without kustomization; Flux stops at folders that have one, which it builds. */
static struct unit *add_directory(struct tree *t, const struct deployment *d)
{
	struct unit *u = tree_add_unit(t, UNIT_DIRECTORY, d->folder);
	struct tree_files files = files_below(t, d->folder->text);

	u->at = d->at;
	u->ns = d->ns;
	u->ns_forced = d->ns_forced;
	u->open = d->altered;
	*map_at(t->arena, &t->unit_by_folder, d->folder, d->ns, NULL) = u;
	for (size_t i = 0; i < files.n; i++) {
		struct tree_file *f = files.at[i];

		if (!f->raw && f->applied == APPLIED && !f->context
				&& (d->recurse || tree_folder(t, f->file.absolute) == d->folder)
				&& !map_get(&t->by_folder, tree_folder(t, f->file.absolute), NULL, NULL))
			tree_add_file(t, u, f);
	}
	return u;
}

const struct tree_file *tree_chart(struct tree *t, const struct str *folder)
{
	return map_get(&t->by_path, tree_path(t, path_absolute(t->arena, folder->text, "Chart.yaml")), NULL, NULL);
}

/* Is there no kustomization between the file and the folder far above it? */
static bool is_topmost(struct tree *t, const char *folder, const struct tree_file *f)
{
	const char *path = path_folder(t->arena, f->file.absolute);

	while (strcmp(path, folder) != 0) {
		path = path_folder(t->arena, path);
		if (map_get(&t->by_folder, tree_path(t, path), NULL, NULL))
			return false;
	}
	return true;
}

static void deploy(void *context, struct deployment *d);

/* Flux builds the kustomizations that it finds below a folder without one. */
static void deploy_below(struct tree *t, const struct deployment *d)
{
	struct tree_files files = files_below(t, d->folder->text);

	for (size_t i = 0; i < files.n; i++) {
		const struct tree_file *f = files.at[i];
		struct deployment below = *d;

		if (!f->file.kustomization || !is_topmost(t, d->folder->text, f))
			continue;
		below.folder = tree_path(t, path_folder(t->arena, f->file.absolute));
		deploy(t, &below);
	}
}

static void note_chart(struct tree *t, const struct deployment *d)
{
	void **place = map_at(t->arena, &t->charts, d->folder, NULL, NULL);
	struct chart_places *c = *place;

	if (!c)
		*place = c = arena_new(t->arena, struct chart_places);
	vec_push(t->arena, &c->namespaces, d->ns);
}

/* Several roots that deploy one folder in the same way leave it a unit of its own. */
static void deploy(void *context, struct deployment *d)
{
	struct tree *t = context;
	struct tree_file *f = map_get(&t->by_folder, d->folder, NULL, NULL);
	struct unit *u = map_get(&t->unit_by_folder, d->folder, d->ns, NULL);

	if (!f && tree_chart(t, d->folder)) {
		note_chart(t, d); /* for others to say what that leaves open */
		return;
	}
	if (!f && d->builds)
		deploy_below(t, d);
	if (u && u->deployed_by) {
		u->root = u->root == d->root ? u->root : NULL;
		return;
	}
	/* A leaf that was built before anybody told where it goes. */
	u = f ? map_get(&t->unit_by_folder, d->folder, NULL, NULL) : NULL;
	if (u && !u->deployed_by) {
		set_namespace(u, f, d);
		u->judged = is_judged(f, true);
		for (size_t i = 0; i < u->resources.n; i++) {
			u->resources.at[i]->judged = u->judged;
			if (d->altered)
				objects_open(u->resources.at[i]);
			objects_place(&t->everything, u->resources.at[i], u->ns, u->ns_forced);
		}
		*map_at(t->arena, &t->unit_by_folder, d->folder, d->ns, NULL) = u;
	} else {
		u = f ? add_kustomization(t, f, d) : add_directory(t, d);
	}
	u->deployed_by = d->by;
	u->root = d->root;
}

/* The kustomizations that others build on. */
static void mark_used(struct tree *t, struct map *used, const struct tree_file *f, const struct node *list)
{
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		const struct str *text = node_text(n);
		const char *folder = path_folder(t->arena, f->file.absolute);

		if (text)
			*map_at(t->arena, used, tree_path(t, path_absolute(t->arena, folder, text->text)), NULL, NULL) = t;
	}
}

/* Where a build fails before it comes to its patches, they are patches all the same. */
static void claim_patches(struct tree *t, const struct tree_file *f)
{
	static const char *const lists[] = { "patches", "patchesStrategicMerge", "patchesJson6902" };
	const char *folder = path_folder(t->arena, f->file.absolute);

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (const struct node *n = node_first(node_find(f->file.documents[0].root, lists[i])); n; n = node_next(n)) {
			const struct str *path = node_text(node_is_map(n) ? node_find(n, "path") : n);
			struct tree_file *g = path ? map_get(&t->by_path, tree_path(t, path_absolute(t->arena, folder, path->text)), NULL, NULL) : NULL;

			if (!g || g->unit)
				continue;
			g->unit = f->unit;
			f->unit->n_files++;
		}
}

static void build_leaves(struct tree *t)
{
	struct map used = { 0 };
	size_t n = t->files.n;

	for (size_t i = 0; i < n; i++) {
		const struct tree_file *f = t->files.at[i];
		const struct node *root = f->file.kustomization && f->file.n_documents ? f->file.documents[0].root : NULL;

		mark_used(t, &used, f, node_get(root, KEY_resources));
		mark_used(t, &used, f, node_get(root, KEY_bases));
		mark_used(t, &used, f, node_get(root, KEY_components));
	}
	for (size_t i = 0; i < n; i++) {
		struct tree_file *f = t->files.at[i];

		if (f->file.kustomization && f->file.usable && f->file.n_documents
				&& !map_get(&used, tree_folder(t, f->file.absolute), NULL, NULL))
			add_kustomization(t, f, NULL);
	}
	/* Those that build on each other in a circle have no leaf above them. */
	for (size_t i = 0; i < n; i++) {
		struct tree_file *f = t->files.at[i];

		if (f->file.kustomization && f->file.usable && f->file.n_documents && !f->unit)
			add_kustomization(t, f, NULL);
	}
	for (size_t i = 0; i < n; i++)
		if (t->files.at[i]->file.kustomization && t->files.at[i]->file.n_documents && t->files.at[i]->unit
				&& t->files.at[i]->unit->failure)
			claim_patches(t, t->files.at[i]);
}

/* Units tell of further ones: the list grows while it is gone through. */
static void follow_deployments(struct tree *t)
{
	size_t n = t->files.n;

	for (size_t i = 0; i < n; i++) {
		struct tree_file *f = t->files.at[i];

		if (!(f->tells & TELLS_OF_DEPLOYMENTS))
			continue;
		for (size_t j = 0; (!f->unit || f->raw) && f->applied == APPLIED && !f->rendered && j < f->file.n_documents; j++)
			deployments_each(t, f, f->file.documents[j].root, deploy, t);
	}
	for (size_t i = 0; i < t->units.n; i++)
		for (size_t j = 0; j < t->units.at[i]->resources.n && t->units.at[i]->kind == UNIT_KUSTOMIZATION; j++) {
			const struct resource *r = t->units.at[i]->resources.at[j];
			const struct tree_file *f = map_get(&t->by_source, r->document->source, NULL, NULL);

			if (f && r->kind == KIND_OTHER)
				deployments_each(t, f, r->root, deploy, t);
		}
}

/* What deploys may be deployed itself, by what comes later in the walk. */
static void settle_roots(struct tree *t)
{
	struct map deployed = { 0 }; /* folder of such files -> their unit */

	for (size_t i = 0; i < t->files.n; i++)
		if (t->files.at[i]->raw)
			*map_at(t->arena, &deployed, tree_path(t, path_folder(t->arena, t->files.at[i]->file.absolute)), NULL, NULL)
				= t->files.at[i]->unit;
	for (size_t i = 0; i < t->units.n; i++) {
		struct unit *u = t->units.at[i];
		const struct unit *above = map_get(&deployed, u->root, NULL, NULL);

		for (size_t n = 0; above && n < MOST_LEVELS; n++) {
			u->root = above->root ? above->root : above;
			above = map_get(&deployed, u->root, NULL, NULL);
		}
	}
}

/* Do two objects of the group, from different units, contradict each other? */
static bool group_contradicts(struct tree *t, struct unit *const *units, size_t n)
{
	struct map seen = { 0 };
	const void *id[3];

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < units[i]->resources.n; j++) {
			const struct resource *r = units[i]->resources.at[j];
			void **place;

			resource_keys(t, r, units[i], id);
			place = map_at(t->arena, &seen, id[0], id[1], id[2]);
			if (*place && ((const struct resource *)*place)->unit != r->unit && resources_contradict(*place, r))
				return true;
			*place = (void *)(uintptr_t)r;
		}
	return false;
}

/* The plain folder that the deploying objects are in, and those below it, go to the cluster with what these deploy. */
static void add_root_folders(struct tree *t, const void *root, struct unit ***units, size_t *n)
{
	const struct str *folder = root;
	struct unit **all;
	size_t kept = *n;

	if (!map_get(&t->folders, folder, NULL, NULL))
		return; /* a kustomization, which is among its own group, or another cluster */
	all = arena_array(t->arena, struct unit *, *n + t->units.n);
	memcpy(all, *units, *n * sizeof *all);
	for (size_t i = 0; i < t->units.n; i++)
		if (t->units.at[i]->kind == UNIT_FOLDER && path_below(folder->text, t->units.at[i]->folder->text))
			all[kept++] = t->units.at[i];
	*units = all;
	*n = kept;
}

/* Units that one root brings to one cluster are one application, unless they contradict each other. */
static void apply_units(struct tree *t)
{
	struct map groups = { 0 };
	struct group { const void *root; VEC(struct unit *) units; } *g;
	VEC(struct group *) list = { 0 };

	for (size_t i = 0; i < t->units.n; i++) {
		struct unit *u = t->units.at[i];
		void **place = map_at(t->arena, &groups, u->root ? u->root : u, NULL, NULL);

		if (!u->judged || u->kind == UNIT_FOLDER || u->kind == UNIT_INPUT || u->kind == UNIT_CHART)
			continue;
		g = *place;
		if (!g) {
			*place = g = arena_new(t->arena, struct group);
			g->root = u->root;
			vec_push(t->arena, &list, g);
		}
		vec_push(t->arena, &g->units, u);
	}
	for (size_t i = 0; i < list.n; i++) {
		struct application *a = NULL;
		bool apart;

		add_root_folders(t, list.at[i]->root, &list.at[i]->units.at, &list.at[i]->units.n);
		apart = group_contradicts(t, list.at[i]->units.at, list.at[i]->units.n);

		for (size_t j = 0; j < list.at[i]->units.n; j++) {
			struct unit *u = list.at[i]->units.at[j];

			if (!a || apart) {
				a = tree_apply_alone(t, u);
				continue;
			}
			for (size_t k = 0; k < u->resources.n; k++)
				vec_push(t->arena, &a->resources, u->resources.at[k]);
			for (size_t k = 0; k < u->gaps.n; k++)
				vec_push(t->arena, &a->gaps, &u->gaps.at[k]);
		}
	}
}

/* Does the kind tell that two units which both bring such an object are made for two places? What is shared, such as a ServiceAccount, does not. */
static bool tells_apart(const struct resource *r)
{
	return r->namespaced && r->name->len && (kind_pods(r->kind) != POD_NONE || r->kind == KIND_SERVICE
		|| str_ends(r->group, ".istio.io") || str_is(r->group, "gateway.networking.k8s.io"));
}

static uint32_t family_find(uint32_t *above, uint32_t i)
{
	while (above[i] != i)
		i = above[i] = above[above[i]];
	return i;
}

/* Builds that bring one object with different content are alternatives of each other: one family. */
static void find_families(struct tree *t)
{
	uint32_t *above = arena_array(t->arena, uint32_t, t->units.n);
	struct map seen = { 0 };
	const void *id[3];

	for (uint32_t i = 0; i < t->units.n; i++)
		above[i] = i;
	for (uint32_t i = 0; i < t->units.n; i++)
		for (size_t j = 0; j < t->units.at[i]->resources.n; j++) {
			struct resource *r = t->units.at[i]->resources.at[j];
			const struct resource *first;
			void **place;

			r->family = i; /* its unit's number, until all families are known */
			if (!r->built || !tells_apart(r))
				continue;
			resource_keys(t, r, t, id);
			place = map_at(t->arena, &seen, id[0], id[1], id[2]);
			first = *place;
			if (!first)
				*place = r;
			else if (resources_contradict(first, r))
				above[family_find(above, i)] = family_find(above, first->family);
		}
	for (uint32_t i = 0; i < t->units.n; i++)
		for (size_t j = 0; j < t->units.at[i]->resources.n; j++)
			t->units.at[i]->resources.at[j]->family
				= t->units.at[i]->resources.at[j]->built ? family_find(above, i) + 1 : 0;
}

static bool joins(struct tree *t, struct map *seen, const struct unit *u)
{
	const void *id[3];

	for (size_t i = 0; i < u->resources.n; i++) {
		const struct resource *r = u->resources.at[i], *first;

		resource_keys(t, r, t, id);
		first = r->built ? map_get(seen, id[0], id[1], id[2]) : NULL;
		if (first && resources_contradict(first, r))
			return false;
	}
	return true;
}

/* By the user's word one cluster holds it all; builds of which it can hold only one are apart nevertheless. */
static void apply_joined(struct tree *t)
{
	struct application *all = arena_new(t->arena, struct application);
	struct map seen = { 0 };
	const void *id[3];

	all->name = ".";
	vec_push(t->arena, &t->applications, all);
	for (size_t i = 0; i < t->units.n; i++) {
		struct unit *u = t->units.at[i];

		if (!u->judged)
			continue;
		if (!joins(t, &seen, u)) {
			tree_apply_alone(t, u);
			continue;
		}
		for (size_t j = 0; j < u->resources.n; j++) {
			resource_keys(t, u->resources.at[j], t, id);
			*map_at(t->arena, &seen, id[0], id[1], id[2]) = u->resources.at[j];
			vec_push(t->arena, &all->resources, u->resources.at[j]);
		}
	}
}

/* What nobody applies is there all the same: it may be what others refer to. */
static void add_leftovers(struct tree *t)
{
	struct object_defaults defaults = { 0 };

	for (size_t i = 0; i < t->files.n; i++) {
		struct tree_file *f = t->files.at[i];

		/* What builds are made of is there as they make it. */
		if (f->raw || f->file.kustomization || f->rendered || f->applied == APPLIED)
			continue;
		f->first = t->everything.resources.n;
		for (size_t j = 0; j < f->file.n_documents; j++)
			objects_add_root(&t->everything, &f->file.documents[j], f->file.documents[j].root, &defaults);
		f->n = t->everything.resources.n - f->first;
	}
}

bool tree_holds_copy(const struct tree *t, const struct resource *r)
{
	const struct tree_file *f = map_get(&t->by_source, r->document->source, NULL, NULL);

	return f && f->applied == SKIPPED_VENDORED;
}

void tree_build(struct tree *t)
{
	size_t n_documents = 0;

	t->everything = (struct objects){ .arena = t->arena, .pool = t->pool, .load = t->load };
	t->world = (struct kustomize_world){ .arena = t->arena, .pool = t->pool, .load = t->load, .context = t,
		.file = world_file, .kustomization = world_kustomization, .bytes = world_bytes, .refused = world_refused };
	for (size_t i = 0; i < t->files.n; i++) {
		index_file(t, t->files.at[i]);
		n_documents += t->files.at[i]->file.n_documents;
	}
	vec_reserve(t->arena, &t->everything.resources, n_documents);
	build_leaves(t);
	follow_deployments(t);
	settle_roots(t);
	plain_build(t);
	find_families(t);
	if (t->joined)
		apply_joined(t);
	else
		apply_units(t);
	for (size_t i = 0; i < t->units.n; i++)
		t->n_judged += t->units.at[i]->judged ? t->units.at[i]->resources.n : 0;
	add_leftovers(t);
}
