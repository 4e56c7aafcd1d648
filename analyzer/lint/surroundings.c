/* Namespaces and patches from configuration, kustomizations and GitOps objects. */
#include "lint/surroundings.h"

#include <string.h>

#include "keys.h"
#include "lint/kustomize.h"
#include "lint/notices.h"
#include "lint/patch.h"

/* Who deploys a folder. */
struct deployment {
	struct told told;
	bool deep;             /* its subfolders too */
};

struct surroundings {
	struct input *in;
	struct arena *arena;
	struct kustomize kustomize;
	struct map deployments;    /* absolute folder -> struct deployment */
};

static const struct str *name(struct surroundings *s, const char *text)
{
	return pool_text(s->in->pool, text);
}

static void add_deployment(struct surroundings *s, const struct input_file *from, const struct node *path_node,
	struct told told, bool deep)
{
	const struct str *text = node_text(path_node);
	const struct str *found = NULL;

	if (!text || !told.ns || !told.ns->len)
		return;
	kustomize_index(&s->kustomize);
	/* The path starts at the top of the repository: some folder above this file. */
	for (const char *top = path_folder(s->arena, from->absolute); ; top = path_folder(s->arena, top)) {
		const char *path = text->text + strspn(text->text, "/");
		const struct str *folder = name(s, path_absolute(s->arena, top, path));

		if (map_get(&s->kustomize.folders, folder, NULL, NULL)) {
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

static struct told deployment_told(void *context, const char *folder)
{
	struct surroundings *s = context;
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

static struct told file_told(struct surroundings *s, struct input_file *f)
{
	const struct listing *lists = map_get(&s->kustomize.listed, f, NULL, NULL);
	struct told all = { 0 };

	for (size_t i = 0; lists && i < lists->by.n; i++) {
		struct told told = kustomize_told(&s->kustomize, lists->by.at[i], deployment_told, s);

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

/* One notice for all kustomizations, at the first patch or component. */
static void notice_patches(struct surroundings *s)
{
	const struct node *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < s->kustomize.all.n; i++) {
		const struct node *notice = s->kustomize.all.at[i].notice;

		n += notice != NULL;
		first = first ? first : notice;
	}
	if (n == 1)
		sink_add(s->in->sink, &notice_kustomize_not_built, node_span(first),
			"patches and components listed here are read as partial; check what \"kustomize build\" makes of them");
	else if (n)
		sink_add(s->in->sink, &notice_kustomize_not_built, node_span(first),
			"patches and components listed here and in %zu more %s are read as partial; "
			"check what \"kustomize build\" makes of them", n - 1, n == 2 ? "folder" : "folders");
}

/* Names, labels, company. */
static void set_kustomized(struct surroundings *s, struct input_file *f)
{
	const struct listing *by = map_get(&s->kustomize.listed, f, NULL, NULL);
	struct change c;

	if (!by) {
		f->roots = kustomize_alone(&s->kustomize, f, &f->n_roots);
		return;
	}
	c = kustomize_change(&s->kustomize, by);
	f->altered = c.unsure_names;
	f->relabelled = c.unsure_labels;
	f->prefix = c.unsure_names ? NULL : c.prefix;
	f->suffix = c.unsure_names ? NULL : c.suffix;
	f->roots = kustomize_roots(&s->kustomize, by, &f->n_roots);
	patch_labels(&s->kustomize, f, &c);
}

void surroundings_find(struct input *in, struct load *load, const struct settings *settings)
{
	struct arena scratch = ARENA_INIT;
	struct surroundings s = { .in = in, .arena = &scratch, .kustomize = { .in = in, .arena = &scratch } };

	kustomize_read(&s.kustomize);
	patch_apply(&s.kustomize, load);
	notice_patches(&s);
	read_deployments(&s);
	kustomize_gaps(&s.kustomize, deployment_told, &s);
	for (size_t i = 0; i < in->files.n; i++) {
		struct input_file *f = &in->files.at[i];
		const char *ns = configured(settings, f);
		struct told told = file_told(&s, f);

		f->ns = ns ? pool_text(in->pool, ns) : told.ns;
		f->ns_forced = !ns && told.forced;
		set_kustomized(&s, f);
	}
	arena_release(&scratch);
}
