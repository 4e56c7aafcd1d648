/*
 * Tells copies of others' releases by what they look like. Go: https://go.dev/ref/mod#vendoring; archives of Istio hold samples/ beside
 * manifests/ and manifest.yaml or, up to 1.7, beside install/kubernetes/: https://github.com/istio/istio/releases
 */
#include "tree/vendored.h"

#include <string.h>

#include "base/map.h"
#include "keys.h"
#include "source/path.h"

/* What an unpacked release holds. */
enum part {
	PART_SAMPLES   = 1 << 0,
	PART_INSTALL   = 1 << 1,
	PART_MANIFESTS = 1 << 2,
	PART_LIST      = 1 << 3, /* manifest.yaml: what it was made of */
};

static const struct {
	const char *path;
	enum part part;
} parts[] = {
	{ "samples/bookinfo/", PART_SAMPLES }, { "install/kubernetes/", PART_INSTALL }, { "manifests/", PART_MANIFESTS },
	{ "manifest.yaml", PART_LIST },
};

/* Go keeps packages below vendor under their import paths, which begin with a host: vendor/istio.io/istio. */
static bool is_go_vendor(const char *path)
{
	for (const char *at = path; (at = strstr(at, "vendor/")); at++) {
		const char *name = at + 7;
		size_t n = strcspn(name, "/");

		if ((at == path || at[-1] == '/') && name[n] && memchr(name, '.', n) && name[0] != '.')
			return true;
	}
	return false;
}

/* Where in the path a part of a release begins, or NULL. A part of what the user names itself is none. */
static const char *find_part(const char *below, const char *part)
{
	for (const char *at = below; (at = strstr(at, part)); at++)
		if (at > below && at[-1] == '/' && (part[strlen(part) - 1] == '/' || !at[strlen(part)]))
			return at;
	return NULL;
}

/* Folders, by absolute path with a '/' at the end, and what parts of a release they have. */
struct folders {
	struct arena *arena;
	struct pool *pool;
	struct map map;
	bool released; /* one of them is a release */
};

static bool is_release(size_t has)
{
	return has & PART_SAMPLES && (has & PART_INSTALL || (has & PART_MANIFESTS && has & PART_LIST));
}

static void note_parts(struct folders *x, const struct applied_file *f)
{
	for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
		const char *part = find_part(f->below, parts[k].path);
		void **place;

		if (!part)
			continue;
		place = map_at(x->arena, &x->map, pool_intern(x->pool, f->path, strlen(f->path) - strlen(part)), NULL, NULL);
		*place = (void *)((size_t)*place | parts[k].part);
		x->released |= is_release((size_t)*place);
	}
}

/* Is one of the folders below what the user names, in which the file is, a release? */
static bool is_released(const struct folders *x, const struct applied_file *f)
{
	const char *below = f->path + strlen(f->path) - strlen(f->below);

	for (const char *at = x->released ? strchr(below, '/') : NULL; at; at = strchr(at + 1, '/'))
		if (is_release((size_t)map_get(&x->map, pool_intern(x->pool, f->path, (size_t)(at + 1 - f->path)), NULL, NULL)))
			return true;
	return false;
}

/* Deployments that only releases before 1.6 have. */
static bool installs_old_istio(const struct applied_file *f)
{
	static const char *const names[] = { "istio-mixer", "istio-policy", "istio-telemetry", "istio-citadel", "istio-ca", "istio-galley" };
	bool pilot = false, other = false;

	for (size_t i = 0; i < f->n_documents; i++) {
		const struct node *root = f->documents[i].root;
		const struct str *name = str_is(node_get_text(root, KEY_kind), "Deployment")
			? node_get_text(node_get(root, KEY_metadata), KEY_name) : NULL;

		pilot |= str_is(name, "istio-pilot");
		for (size_t k = 0; name && k < sizeof names / sizeof *names; k++)
			other |= str_is(name, names[k]);
	}
	return pilot && other;
}

bool *vendored_find(struct arena *a, struct pool *pool, const struct applied_file *files, size_t n)
{
	static const char *const third_party[] = { "third_party/", NULL };
	bool *found = arena_array(a, bool, n);
	struct folders folders = { .arena = a, .pool = pool };

	for (size_t i = 0; i < n; i++)
		note_parts(&folders, &files[i]);
	for (size_t i = 0; i < n; i++)
		found[i] = is_go_vendor(files[i].below) || path_through(files[i].below, third_party) || is_released(&folders, &files[i])
			|| (!files[i].given && installs_old_istio(&files[i]));
	return found;
}
