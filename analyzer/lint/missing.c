/* Finds out which paths of kustomizations lead nowhere. */
#include "lint/missing.h"

#include <string.h>

#include "base/map.h"
#include "lint/notices.h"
#include "lint/units.h"
#include "source/absence.h"
#include "source/path.h"

#define FEW 3 /* paths that a change may leave behind, whatever else there is */

/* A path of a kustomization at which there is nothing. */
struct missing {
	const struct unit_gap *gap;
	const char *folder;        /* the kustomization's */
	const char *near;          /* what may have been meant, or NULL */
	struct missing_of *of;
	VEC(const struct unit *) units;
};

/* Those of one kustomization. */
struct missing_of {
	size_t n;
};

struct searching {
	const struct input *in;
	const struct settings *settings;
	struct arena *arena;
	struct map by_place;       /* source, begin -> struct missing */
	struct map by_source;      /* source -> struct missing_of */
	VEC(struct missing *) list;
};

/* Do the options or the configuration leave the path out? What is there of it was not asked for. */
static bool is_excluded(const struct searching *g, const char *path)
{
	const struct settings *s = g->settings;
	const char *below = path_below(g->in->working, path);

	for (size_t i = 0; below && i < s->exclude.list.n; i++)
		if (path_matches(s->exclude.list.at[i], below))
			return true;
	below = s->folder ? path_below(s->folder, path) : NULL;
	for (size_t i = 0; below && i < s->folder_exclude.list.n; i++)
		if (path_matches(s->folder_exclude.list.at[i], below))
			return true;
	return false;
}

/* Is the name one that environments are kept under? "overlays/test" is the cluster for tests, not a test. */
static bool holds_environments(const char *path, size_t n)
{
	static const char *const names[] = { "overlay", "overlays", "environment", "environments", "env", "envs", "cluster", "clusters", "stage", "stages" };
	size_t begin = n;

	while (begin && path[begin - 1] != '/')
		begin--;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == n - begin && strncmp(path + begin, names[i], n - begin) == 0)
			return true;
	return false;
}

/*
 * Does the path lead through a folder whose kustomizations are not built where they lie: tests make files and copy templates before,
 * and nobody builds what is in an archive or a hidden folder?
 */
static bool is_of_other_use(const char *path)
{
	static const char *const names[] = { "test", "tests", "e2e", "template", "templates", "skeleton", "skeletons", "scaffold", "scaffolding",
		"boilerplate", "archive", "archived", "deprecated", "attic", NULL };

	for (const char *at = path, *slash; (slash = strchr(at, '/')); at = slash + 1) {
		size_t n = (size_t)(slash - at);

		if (n > 1 && at[0] == '.' && at[1] != '.')
			return true;
		for (size_t i = 0; names[i]; i++)
			if (strlen(names[i]) == n && strncmp(at, names[i], n) == 0 && (at == path || !holds_environments(path, (size_t)(at - path - 1))))
				return true;
	}
	return false;
}

/* What of the kustomization's path the user did not write. */
static const char *below_given(const struct input *in, const struct source *s)
{
	for (size_t i = 0; i < in->files.n; i++)
		if (in->files.at[i].source == s)
			return in->files.at[i].below;
	return s->name;
}

/* kustomize goes from where the kustomization's folder really is, which a link may lead to. */
static bool is_missing(const struct searching *g, const char *path, const char *folder)
{
	const struct fence *fence = &g->in->fence;
	const char *real;

	if (is_excluded(g, path) || !absence_is_sure(fence, g->arena, path))
		return false;
	return fence_resolve(fence, g->arena, folder, &real) == FENCE_INSIDE && (strcmp(real, folder) == 0
		|| absence_is_sure(fence, g->arena, path_absolute(g->arena, real, path_relative(g->arena, folder, path))));
}

static struct missing *look(struct searching *g, const struct unit_gap *gap)
{
	const char *folder = path_folder(g->arena, path_absolute(g->arena, g->in->working, gap->at.source->name));
	struct missing *m = arena_new(g->arena, struct missing);
	void **place;

	*m = (struct missing){ .gap = gap, .folder = folder };
	if (is_of_other_use(below_given(g->in, gap->at.source)) || !is_missing(g, gap->missing, folder))
		return m;
	place = map_at(g->arena, &g->by_source, gap->at.source, NULL, NULL);
	if (!*place)
		*place = arena_new(g->arena, struct missing_of);
	m->of = *place;
	m->of->n++;
	m->near = absence_near(&g->in->fence, g->arena, gap->missing);
	return m;
}

/* What several build on is found once, with the marks of all. */
static void collect(struct searching *g, const struct unit *u)
{
	for (size_t i = 0; i < u->gaps.n; i++) {
		const struct unit_gap *gap = &u->gaps.at[i];
		struct missing *m;
		void **place;

		if (!gap->missing)
			continue;
		place = map_at(g->arena, &g->by_place, gap->at.source, (const void *)(uintptr_t)(gap->at.begin + 1), NULL);
		if (!*place) {
			*place = m = look(g, gap);
			vec_push(g->arena, &g->list, m);
		}
		m = *place;
		vec_push(g->arena, &m->units, u);
	}
}

/* Where many are missing, and more than there are, the kustomization is put together elsewhere: a script copies it beside what it names. */
static bool is_in_place(const struct missing *m)
{
	return m->of && (m->near || m->of->n <= FEW || m->of->n <= m->gap->n_found);
}

void missing_report(const struct tree *t, const struct input *in, const struct settings *settings, struct map *marks)
{
	struct searching g = { .in = in, .settings = settings, .arena = in->arena };

	for (size_t i = 0; i < t->units.n; i++)
		if (t->units.at[i]->judged)
			collect(&g, t->units.at[i]);
	for (size_t i = 0; i < g.list.n; i++) {
		const struct missing *m = g.list.at[i];
		struct finding *f;

		if (!is_in_place(m))
			continue;
		f = sink_add(in->sink, &notice_kustomize_missing_file, m->gap->at, "\"kustomize build\" fails here: \"%s\" does not exist%s%s%s",
			path_relative(g.arena, m->folder, m->gap->missing), m->near ? "; did you mean \"" : "",
			m->near ? path_relative(g.arena, m->folder, m->near) : "", m->near ? "\"?" : "");
		for (size_t k = 0; k < m->units.n; k++)
			vec_push(g.arena, &f->built, unit_mark(g.arena, marks, m->units.at[k]));
	}
}
