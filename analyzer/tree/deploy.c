/* Reads from Argo CD's and Flux's objects which folders they deploy, and how. */
#include <string.h>

#include "keys.h"
#include "source/path.h"
#include "source/walk.h"
#include "tree/internal.h"
#include "tree/kustomize_internal.h"

/* One object that deploys folders, on its way to them. */
struct deployer {
	struct tree *t;
	const struct tree_file *from;
	struct deployment like; /* all but the folder */
	void (*visit)(void *context, struct deployment *d);
	void *context;
};

static struct str const *flux_or_argo(const struct node *root)
{
	const struct str *api = node_get_text(root, KEY_apiVersion);

	return str_starts(api, "argoproj.io/") || str_starts(api, "kustomize.toolkit.fluxcd.io/") ? api : NULL;
}

/*
 * The folder in the tree that a path of a repository means. The repository begins at some folder above the file;
 * where several would do, nobody knows which.
 */
static const struct str *find_folder(const struct deployer *d, const char *text)
{
	struct tree *t = d->t;
	const struct str *found = NULL;

	text += strspn(text, "/");
	for (const char *top = path_folder(t->arena, d->from->file.absolute); ; top = path_folder(t->arena, top)) {
		const struct str *folder = tree_path(t, path_absolute(t->arena, top, text));

		if (map_get(&t->folders, folder, NULL, NULL)) {
			if (found)
				return NULL;
			found = folder;
		}
		if (strcmp(top, "/") == 0)
			return found;
	}
}

static void deploy_folder(struct deployer *d, const struct str *folder)
{
	struct deployment out = d->like;

	out.folder = folder;
	if (folder)
		d->visit(d->context, &out);
}

static bool is_template(const struct str *s)
{
	return s && (strstr(s->text, "{{") || strstr(s->text, "${"));
}

static void deploy_path(struct deployer *d, const struct node *path)
{
	const struct str *text = node_text(path);

	if (text)
		deploy_folder(d, find_folder(d, text->text));
}

/* Options that change the objects beyond what is followed here. Of the tool's version, of images and of replicas the mesh knows nothing. */
static bool argo_alters(const struct node *kustomize)
{
	static const char *const harmless[] = { "version", "images", "replicas" };

	for (const struct node *n = node_first(kustomize); n; n = node_next(n)) {
		size_t i = 0;

		while (i < sizeof harmless / sizeof *harmless && !str_is(n->key, harmless[i]))
			i++;
		if (i == sizeof harmless / sizeof *harmless)
			return true;
	}
	return false;
}

static void read_argo_source(struct deployer *d, const struct node *source)
{
	bool recurse = false;

	node_bool(node_at(source, KEY_directory, KEY_recurse, 0), &recurse);
	d->like.recurse = recurse;
	d->like.altered = argo_alters(node_find(source, "kustomize")) || node_find(source, "plugin");
	deploy_path(d, node_get(source, KEY_path));
}

/* Sources whose objects one Application brings. */
static void read_argo(struct deployer *d, const struct node *spec)
{
	const struct str *ns = node_text(node_at(spec, KEY_destination, KEY_namespace, 0));

	d->like.ns = ns && ns->len ? ns : NULL;
	read_argo_source(d, node_get(spec, KEY_source));
	for (const struct node *n = node_first(node_get(spec, KEY_sources)); n; n = node_next(n))
		read_argo_source(d, n);
}

/* The folders below those of the tree that a Git generator's pattern ("apps/<star>") names. */
static void read_pattern(struct deployer *d, const struct node *spec, const struct str *pattern)
{
	/* Placeholders, to which the other accessors are blind. */
	const struct str *ns = written_text(written_find(node_get(spec, KEY_destination), "namespace"));
	const struct str *path = written_text(written_find(node_get(spec, KEY_source), "path"));
	const char *star = pattern ? strchr(pattern->text, '*') : NULL;
	const struct str *above;
	struct tree *t = d->t;

	if (!star || star == pattern->text || star[1] || star[-1] != '/' || !path || !strstr(path->text, "path"))
		return;
	above = find_folder(d, pool_intern(t->pool, pattern->text, (size_t)(star - 1 - pattern->text))->text);
	for (size_t i = 0, n = t->files.n; above && i < n; i++) {
		const char *below = path_below(above->text, t->files.at[i]->file.absolute);
		const char *slash = below ? strchr(below, '/') : NULL;
		const struct str *base;

		if (!slash)
			continue;
		base = pool_intern(t->pool, below, (size_t)(slash - below));
		d->like.ns = !is_template(ns) ? ns : strstr(ns->text, "path.basename") ? base : NULL;
		deploy_folder(d, tree_path(t, path_absolute(t->arena, above->text, base->text)));
	}
}

static void read_set(struct deployer *d, const struct node *spec)
{
	const struct node *template = node_at(spec, KEY_template, KEY_spec, 0);

	read_argo(d, template);
	for (const struct node *g = node_first(node_find(spec, "generators")); g; g = node_next(g))
		for (const struct node *n = node_first(node_find(node_find(g, "git"), "directories")); n; n = node_next(n))
			read_pattern(d, template, node_get_text(n, KEY_path));
}

/* Flux applies a folder without kustomization with all below it, and may lay patches and names over what it builds. */
static void read_flux(struct deployer *d, const struct node *spec)
{
	static const char *const altering[] = { "patches", "components", "commonMetadata", "namePrefix", "nameSuffix",
		"patchesStrategicMerge", "patchesJson6902" };
	const struct str *ns = node_get_text(spec, KEY_targetNamespace);

	d->like.ns = ns && ns->len ? ns : NULL;
	d->like.ns_forced = true;
	d->like.recurse = d->like.builds = true;
	for (size_t i = 0; i < sizeof altering / sizeof *altering; i++) {
		const struct node *n = node_find(spec, altering[i]);

		d->like.altered |= node_first(n) || (node_text(n) && node_text(n)->len);
	}
	deploy_path(d, node_get(spec, KEY_path));
}

/* One root and one cluster: what this object deploys goes there with what its neighbours deploy. */
static const void *root_of(struct tree *t, const struct tree_file *from, const struct node *spec)
{
	const struct node *to = node_get(spec, KEY_destination);
	const struct str *server = written_text(written_find(to, "server")), *name = written_text(written_find(to, "name"));
	const struct str *secret = node_get_text(node_find(node_find(spec, "kubeConfig"), "secretRef"), KEY_name);
	bool here = !server || str_is(server, "https://kubernetes.default.svc");

	if (is_template(server) || is_template(name))
		return NULL;
	if (here && (!name || str_is(name, "in-cluster")) && !secret)
		return from->unit ? from->unit->root ? from->unit->root : (const void *)from->unit
			: tree_path(t, path_folder(t->arena, from->file.absolute));
	return pool_printf(t->pool, "%s %s %s %s", from->unit ? from->unit->name : path_folder(t->arena, from->file.absolute),
		server ? server->text : "", name ? name->text : "", secret ? secret->text : "");
}

void deployments_each(struct tree *t, const struct tree_file *from, const struct node *root,
	void (*visit)(void *context, struct deployment *d), void *context)
{
	struct deployer d = { .t = t, .from = from, .visit = visit, .context = context };
	const struct str *api = flux_or_argo(root), *kind = node_get_text(root, KEY_kind);
	const struct str *name = node_text(node_at(root, KEY_metadata, KEY_name, 0));
	const struct node *spec = node_get(root, KEY_spec);

	if (!api || !kind)
		return;
	d.like.by = arena_printf(t->arena, "%s %s", kind->text, name ? name->text : "");
	d.like.at = node_span(node_at(root, KEY_metadata, KEY_name, 0));
	if (str_is(kind, "ApplicationSet")) {
		read_set(&d, spec); /* one Application for each place: they may be clusters */
		return;
	}
	d.like.root = root_of(t, from, spec);
	if (str_is(kind, "Application"))
		read_argo(&d, spec);
	else if (str_is(kind, "Kustomization"))
		read_flux(&d, spec);
}
