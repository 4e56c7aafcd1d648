/* Namespaces and patches from configuration, kustomizations and GitOps objects. */
#include "lint/surroundings.h"

#include <string.h>

#include "base/map.h"
#include "keys.h"
#include "lint/notices.h"

/* What is told of a namespace. */
struct told {
	const struct str *ns;  /* NULL: nothing, or contradictions */
	bool forced;
	bool contradictory;
};

/* Who deploys a folder. */
struct deployment {
	struct told told;
	bool deep;             /* its subfolders too */
};

enum progress {
	NOT_YET,
	UNDER_WAY,
	DONE,
};

struct kustomization {
	struct input_file *file;
	const struct node *root;
	const char *folder;    /* absolute */
	bool component;
	VEC(struct kustomization *) users; /* those that build on it */
	enum progress progress;
	struct told told;
	const struct node *notice; /* the first patch or component that it lists, or NULL */
};

struct surroundings {
	struct input *in;
	struct arena *arena;
	struct map files;          /* absolute path -> struct input_file */
	struct map folders;        /* absolute folder with files somewhere below -> itself */
	struct map by_folder;      /* absolute folder -> struct kustomization */
	struct map listed;         /* input_file -> struct lists: who lists it */
	struct map deployments;    /* absolute folder -> struct deployment */
	VEC(struct kustomization) kustomizations;
};

struct lists {
	VEC(struct kustomization *) by;
};

static const struct str *name(struct surroundings *s, const char *text)
{
	return pool_text(s->in->pool, text);
}

/* Only where somebody refers to paths are they worth an index. */
static void index_files(struct surroundings *s)
{
	if (s->files.n)
		return;
	for (size_t i = 0; i < s->in->files.n; i++) {
		struct input_file *f = &s->in->files.at[i];
		const char *folder = path_folder(s->arena, f->absolute);

		*map_at(s->arena, &s->files, name(s, f->absolute), NULL, NULL) = f;
		for (;;) {
			void **place = map_at(s->arena, &s->folders, name(s, folder), NULL, NULL);

			if (*place)
				break;
			*place = f;
			if (strcmp(folder, "/") == 0)
				break;
			folder = path_folder(s->arena, folder);
		}
	}
}

/* Two tellers speak of the same thing: they agree, one is silent, or nothing is known. */
static struct told told_join(struct told a, struct told b)
{
	struct told both = { .contradictory = true };

	if (a.contradictory || b.contradictory || a.ns != b.ns)
		return both;
	a.forced &= b.forced;
	return a;
}

static void collect_kustomizations(struct surroundings *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->in->files.n; i++)
		n += s->in->files.at[i].kustomization;
	s->kustomizations.at = arena_array(s->arena, struct kustomization, n);
	for (size_t i = 0; i < s->in->files.n; i++) {
		struct input_file *f = &s->in->files.at[i];
		struct kustomization *k = &s->kustomizations.at[s->kustomizations.n];

		if (!f->kustomization || !f->n_documents || !node_is_map(f->documents[0].root))
			continue;
		s->kustomizations.n++;
		k->file = f;
		k->root = f->documents[0].root;
		k->folder = path_folder(s->arena, f->absolute);
		k->component = str_is(node_get_text(k->root, KEY_kind), "Component");
		*map_at(s->arena, &s->by_folder, name(s, k->folder), NULL, NULL) = k;
	}
}

/* The absolute path of an entry, or NULL where it is a URL. */
static const struct str *entry_path(struct surroundings *s, const struct kustomization *k, const struct node *entry)
{
	const struct str *text = node_text(entry);

	if (!text || !text->len || strstr(text->text, "://") || strchr(text->text, '?') || strchr(text->text, '\n'))
		return NULL;
	return name(s, path_absolute(s->arena, k->folder, text->text));
}

static void list_file(struct surroundings *s, struct kustomization *k, struct input_file *f)
{
	void **place = map_at(s->arena, &s->listed, f, NULL, NULL);
	struct lists *lists = *place ? *place : arena_new(s->arena, struct lists);

	*place = lists;
	vec_push(s->arena, &lists->by, k);
	f->partial |= k->component;
}

static void read_resources(struct surroundings *s, struct kustomization *k, const struct node *list, bool component)
{
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		const struct str *path = entry_path(s, k, n);
		struct input_file *f = path ? map_get(&s->files, path, NULL, NULL) : NULL;
		struct kustomization *base = path ? map_get(&s->by_folder, path, NULL, NULL) : NULL;

		if (f)
			list_file(s, k, f);
		if (base && base != k) {
			vec_push(s->arena, &base->users, k);
			base->component |= component;
			if (component && !k->notice)
				k->notice = n;
		}
	}
}

/* The entries are paths, or maps with a path. */
static void read_patches(struct surroundings *s, struct kustomization *k, const struct node *list)
{
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		const struct node *entry = node_is_map(n) ? node_get(n, KEY_path) : n;
		const struct str *path = entry_path(s, k, entry);
		struct input_file *f = path ? map_get(&s->files, path, NULL, NULL) : NULL;

		if (!f)
			continue;
		f->partial = true;
		list_file(s, k, f);
		if (!k->notice)
			k->notice = entry;
	}
}

static void read_kustomizations(struct surroundings *s)
{
	if (s->kustomizations.n)
		index_files(s);
	for (size_t i = 0; i < s->kustomizations.n; i++) /* components first: what they list is partial */
		read_resources(s, &s->kustomizations.at[i], node_get(s->kustomizations.at[i].root, KEY_components), true);
	for (size_t i = 0; i < s->kustomizations.n; i++) {
		struct kustomization *k = &s->kustomizations.at[i];

		read_resources(s, k, node_get(k->root, KEY_resources), false);
		read_resources(s, k, node_get(k->root, KEY_bases), false);
		read_patches(s, k, node_get(k->root, KEY_patches));
		read_patches(s, k, node_get(k->root, KEY_patchesStrategicMerge));
		read_patches(s, k, node_get(k->root, KEY_patchesJson6902));
		if (k->notice)
			sink_add(s->in->sink, &notice_kustomize_not_built, node_span(k->notice),
				"patches and components listed here are read as partial; check what \"kustomize build\" makes of them");
	}
}

static void add_deployment(struct surroundings *s, const struct input_file *from, const struct node *path_node,
	struct told told, bool deep)
{
	const struct str *text = node_text(path_node);
	const struct str *found = NULL;

	if (!text || !told.ns || !told.ns->len)
		return;
	index_files(s);
	/* The path starts at the top of the repository: some folder above this file. */
	for (const char *top = path_folder(s->arena, from->absolute); ; top = path_folder(s->arena, top)) {
		const char *path = text->text + strspn(text->text, "/");
		const struct str *folder = name(s, path_absolute(s->arena, top, path));

		if (map_get(&s->folders, folder, NULL, NULL)) {
			if (found && found != folder)
				return;
			found = folder;
		}
		if (strcmp(top, "/") == 0)
			break;
	}
	if (found) {
		void **place = map_at(s->arena, &s->deployments, found, NULL, NULL);
		struct deployment *d = *place;

		if (d) {
			d->told = told_join(d->told, told);
			d->deep |= deep;
			return;
		}
		d = arena_new(s->arena, struct deployment);
		d->told = told;
		d->deep = deep;
		*place = d;
	}
}

static void read_argo_source(struct surroundings *s, const struct input_file *f, const struct node *source,
	struct told told)
{
	bool deep = false;

	node_bool(node_at(source, KEY_directory, KEY_recurse, 0), &deep);
	add_deployment(s, f, node_get(source, KEY_path), told, deep);
}

static void read_deployment(struct surroundings *s, const struct input_file *f, const struct node *root)
{
	const struct str *kind = node_get_text(root, KEY_kind), *api = node_get_text(root, KEY_apiVersion);
	const struct node *spec = node_get(root, KEY_spec);

	if (str_is(kind, "Application") && str_starts(api, "argoproj.io/")) {
		struct told told = { .ns = node_text(node_at(spec, KEY_destination, KEY_namespace, 0)) };

		read_argo_source(s, f, node_get(spec, KEY_source), told);
		for (const struct node *n = node_first(node_get(spec, KEY_sources)); n; n = node_next(n))
			read_argo_source(s, f, n, told);
	} else if (str_is(kind, "Kustomization") && str_starts(api, "kustomize.toolkit.fluxcd.io/")) {
		struct told told = { .ns = node_get_text(spec, KEY_targetNamespace), .forced = true };

		add_deployment(s, f, node_get(spec, KEY_path), told, true);
	}
}

static void read_deployments(struct surroundings *s)
{
	for (size_t i = 0; i < s->in->files.n; i++) {
		const struct input_file *f = &s->in->files.at[i];

		for (size_t j = 0; j < f->n_documents; j++)
			read_deployment(s, f, f->documents[j].root);
	}
}

static struct told deployment_told(struct surroundings *s, const char *folder)
{
	struct told nothing = { 0 };

	for (bool first = true; s->deployments.n; first = false) {
		const struct deployment *d = map_get(&s->deployments, name(s, folder), NULL, NULL);

		if (d && (first || d->deep))
			return d->told;
		if (strcmp(folder, "/") == 0)
			break;
		folder = path_folder(s->arena, folder);
	}
	return nothing;
}

/* What the outermost kustomizations that build on k make of it; k's own word where nobody does. */
static struct told kustomization_told(struct surroundings *s, struct kustomization *k)
{
	struct told own = { .ns = node_get_text(k->root, KEY_namespace), .forced = true };
	struct told all = { 0 };

	if (k->progress == DONE)
		return k->told;
	if (k->progress == UNDER_WAY) /* they build on each other: kustomize refuses that */
		return (struct told){ .contradictory = true };
	k->progress = UNDER_WAY;
	if (!own.ns || !own.ns->len)
		own = (struct told){ 0 };
	for (size_t i = 0; i < k->users.n; i++) {
		struct told told = kustomization_told(s, k->users.at[i]);

		if (!told.ns && !told.contradictory)
			told = own;
		all = i ? told_join(all, told) : told;
	}
	if (!k->users.n)
		all = own.ns ? own : deployment_told(s, k->folder);
	k->told = all;
	k->progress = DONE;
	return all;
}

static struct told file_told(struct surroundings *s, struct input_file *f)
{
	const struct lists *lists = map_get(&s->listed, f, NULL, NULL);
	struct told all = { 0 };

	for (size_t i = 0; lists && i < lists->by.n; i++) {
		struct told told = kustomization_told(s, lists->by.at[i]);

		all = i ? told_join(all, told) : told;
	}
	return lists || !s->deployments.n ? all : deployment_told(s, path_folder(s->arena, f->absolute));
}

/* -n and the configuration file; NULL where they tell nothing of this file. */
static const char *configured(const struct settings *s, const struct input_file *f)
{
	const char *below;

	if (s->ns)
		return s->ns;
	below = s->namespaces.n && s->folder ? path_below(s->folder, f->absolute) : NULL;
	for (size_t i = 0; below && i < s->namespaces.n; i++)
		if (path_matches(s->namespaces.at[i].glob, below))
			return s->namespaces.at[i].ns;
	return s->folder_ns;
}

void surroundings_find(struct input *in, const struct settings *settings)
{
	struct arena scratch = ARENA_INIT;
	struct surroundings s = { .in = in, .arena = &scratch };

	collect_kustomizations(&s);
	read_kustomizations(&s);
	read_deployments(&s);
	for (size_t i = 0; i < in->files.n; i++) {
		struct input_file *f = &in->files.at[i];
		const char *ns = configured(settings, f);
		struct told told = file_told(&s, f);

		f->ns = ns ? pool_text(in->pool, ns) : told.ns;
		f->ns_forced = !ns && told.forced;
	}
	arena_release(&scratch);
}
