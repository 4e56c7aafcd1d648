/* Finding the files of a run. */
#include "source/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "source/glob.h"

/* The ignore file of one folder, and those of the folders above it. */
struct ignore {
	const struct ignore *outer;
	size_t skip;             /* bytes of a path below the walk's root in front of the part that is relative to this folder */
	const char *prefix;      /* for folders above the root: the root's path from there, with a slash behind it, or "" */
	VEC(struct glob) globs;
};

/* A link to a folder, walked once everything real was. */
struct link {
	const char *path, *name;
	const struct ignore *ignore;
	size_t below;
};

/* One call of walk_add. */
struct hike {
	struct walk *walk;
	struct arena scratch;
	struct ignore exclude;   /* the globs of the command line */
	VEC(struct link) links;
};

static const char *join(struct arena *a, const char *folder, const char *name)
{
	size_t n = strlen(folder);

	if (n == 0)
		return arena_strdup(a, name);
	return arena_printf(a, "%s%s%s", folder, folder[n - 1] == '/' ? "" : "/", name);
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), k = strlen(suffix);

	return n > k && strcmp(name + n - k, suffix) == 0;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_kustomization(const char *name)
{
	return strcmp(name, "kustomization.yaml") == 0 || strcmp(name, "kustomization.yml") == 0
		|| strcmp(name, "Kustomization") == 0;
}

static bool is_wanted(const char *name)
{
	return has_suffix(name, ".yaml") || has_suffix(name, ".yml") || has_suffix(name, ".json")
		|| is_kustomization(name);
}

static void add_error(struct walk *w, const char *path, const char *why)
{
	struct walk_error e = { arena_strdup(w->arena, path), arena_strdup(w->arena, why) };

	vec_push(w->arena, &w->errors, e);
}
