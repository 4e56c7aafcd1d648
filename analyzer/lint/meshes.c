/* Shares the resources of the tree out to the meshes of the configuration. */
#include "lint/meshes.h"

#include <string.h>

#include "source/path.h"

/* Where the user would say that the resource is. */
static const struct str *home_of(struct meshes *m, const struct resource *r)
{
	if (r->unit && r->unit->kind == UNIT_KUSTOMIZATION)
		return r->unit->folder;
	return pool_text(m->pool, path_absolute(m->arena, m->tree->working, r->document->source->name));
}

static uint32_t number_of(struct meshes *m, const struct str *path)
{
	void **place = map_at(m->arena, &m->homes, path, NULL, NULL);

	if (!*place) {
		vec_push(m->arena, &m->paths, path->text);
		*place = (void *)m->paths.n;
	}
	return (uint32_t)((size_t)*place - 1);
}

void meshes_start(struct meshes *m)
{
	const struct objects *all = &m->tree->everything;
	struct map known = { 0 };

	m->claimed = arena_array(m->arena, bool, all->resources.n);
	m->home = arena_array(m->arena, uint32_t, all->resources.n);
	for (size_t i = 0; i < all->resources.n && m->settings->meshes.n; i++) {
		const struct resource *r = all->resources.at[i];
		const void *of = r->unit && r->unit->kind == UNIT_KUSTOMIZATION ? (const void *)r->unit : r->document->source;
		void **place = map_at(m->arena, &known, of, NULL, NULL);

		if (!*place)
			*place = (void *)((size_t)number_of(m, home_of(m, r)) + 1);
		m->home[i] = (uint32_t)((size_t)*place - 1);
	}
}

/* Is the file or folder one of those that the configuration gives the mesh? below: its path from the configuration's folder on. */
static bool is_in(const struct mesh_paths *mesh, const char *const *absolute, const char *path, const char *below)
{
	for (size_t i = 0; i < mesh->paths.list.n; i++)
		if (path_below(absolute[i], path) || (below && path_matches(mesh->paths.list.at[i], below)))
			return true;
	return false;
}

static const char *const *absolute_paths(struct meshes *m, const struct mesh_paths *mesh)
{
	const char **paths = arena_array(m->arena, const char *, mesh->paths.list.n);

	for (size_t i = 0; i < mesh->paths.list.n; i++)
		paths[i] = path_absolute(m->arena, m->settings->folder, mesh->paths.list.at[i]);
	return paths;
}

static void take_gaps(struct meshes *m, struct application *a, const struct mesh_paths *mesh, const char *const *absolute)
{
	for (size_t i = 0; i < m->tree->units.n; i++) {
		const struct unit *u = m->tree->units.at[i];

		if (!u->gaps.n || !is_in(mesh, absolute, u->folder->text, path_below(m->settings->folder, u->folder->text)))
			continue;
		for (size_t j = 0; j < u->gaps.n; j++)
			vec_push(m->arena, &a->gaps, &u->gaps.at[j]);
	}
}

const struct application *meshes_pick(struct meshes *m, size_t i)
{
	const struct mesh_paths *mesh = &m->settings->meshes.at[i];
	const struct objects *all = &m->tree->everything;
	struct application *a = arena_new(m->arena, struct application);
	const char *const *absolute;
	struct arena scratch = ARENA_INIT;
	size_t n_files = m->paths.n + m->tree->units.n;
	bool *in;

	m->n_files += mesh->paths.list.n * n_files;
	if (m->n_files > MESHES_FILES * n_files + MESHES_FILES_MORE)
		return NULL;
	in = arena_array(&scratch, bool, m->paths.n);
	absolute = absolute_paths(m, mesh);
	for (size_t k = 0; k < m->paths.n; k++)
		in[k] = is_in(mesh, absolute, m->paths.at[k], path_below(m->settings->folder, m->paths.at[k]));
	for (size_t k = 0; k < all->resources.n; k++) {
		const struct resource *r = all->resources.at[k];

		if (!r->judged || !in[m->home[k]])
			continue;
		m->claimed[r->order] = true;
		vec_push(m->arena, &a->resources, r);
	}
	arena_release(&scratch);
	take_gaps(m, a, mesh, absolute);
	m->n_objects += a->resources.n;
	return m->n_objects <= MESHES_OBJECTS * all->resources.n + MESHES_OBJECTS_MORE ? a : NULL;
}

const struct application *meshes_leave(struct meshes *m, const struct application *a)
{
	struct application *left;

	if (!m->settings->meshes.n)
		return a;
	left = arena_new(m->arena, struct application);
	*left = *a;
	left->resources.at = NULL;
	left->resources.n = left->resources.cap = 0;
	for (size_t i = 0; i < a->resources.n; i++)
		if (!m->claimed[a->resources.at[i]->order])
			vec_push(m->arena, &left->resources, a->resources.at[i]);
	return left;
}
