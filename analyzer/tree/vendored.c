/*
 * Tells copies of others' releases by what they look like. Go: https://go.dev/ref/mod#vendoring; archives of Istio hold samples/ beside
 * manifests/ and manifest.yaml or, up to 1.7, beside install/kubernetes/, those of its sources beside manifests/charts/ in a folder called
 * after the version: https://github.com/istio/istio/releases; kfctl writes what it
 * installs into kustomize/ beside the KfDef: https://github.com/kubeflow/kfctl
 */
#include "tree/vendored.h"

#include <string.h>

#include "base/map.h"
#include "keys.h"
#include "source/path.h"
#include "tree/fixtures.h"

/* What an unpacked release holds. */
enum part {
	PART_SAMPLES   = 1 << 0,
	PART_INSTALL   = 1 << 1,
	PART_MANIFESTS = 1 << 2,
	PART_LIST      = 1 << 3, /* manifest.yaml: what it was made of */
	PART_KFDEF     = 1 << 4, /* what kfctl installs */
	PART_CHARTS    = 1 << 5, /* what the installer is made of */
	PART_SAMPLE    = 1 << 6, /* the first of the samples; the others follow */
};

#define FEWEST_SAMPLES 5 /* of those that nobody writes anew: fewer may be somebody's own applications, which have their names */

static const struct {
	const char *path;
	enum part part;
} parts[] = {
	{ "samples/bookinfo/", PART_SAMPLES }, { "install/kubernetes/", PART_INSTALL }, { "manifests/", PART_MANIFESTS },
	{ "manifest.yaml", PART_LIST }, { "manifests/charts/", PART_CHARTS },
};

/* Files of a release's samples/, below it; they are there in releases from 1.0 on. */
static const char *const samples[] = {
	"bookinfo/platform/kube/bookinfo.yaml", "custom-bootstrap/example-app.yaml", "external/aptget.yaml",
	"health-check/liveness-command.yaml", "helloworld/helloworld-gateway.yaml", "httpbin/httpbin-nodeport.yaml", "sleep/sleep.yaml",
	"tcp-echo/tcp-echo-20-v2.yaml", "websockets/app.yaml",
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

/* Where in the path a part of a release begins, or NULL. */
static const char *find_part(const char *below, const char *part)
{
	for (const char *at = below; (at = strstr(at, part)); at++)
		if ((at == below || at[-1] == '/') && (part[strlen(part) - 1] == '/' || !at[strlen(part)]))
			return at;
	return NULL;
}

/* Folders, by absolute path with a '/' at the end, and what parts of a release they have. */
struct folders {
	struct arena *arena;
	struct pool *pool;
	struct map map;
	bool released; /* one of them may be a release */
};

static size_t parts_of(const struct folders *x, const char *path, size_t n)
{
	return (size_t)map_get(&x->map, pool_intern(x->pool, path, n), NULL, NULL);
}

/* The length of the component if it is a version of three numbers, v0.6.0-rc0, else 0. */
static size_t version_len(const char *name)
{
	const char *at = name + (*name == 'v');

	for (int i = 0; i < 3; i++) {
		size_t n = strspn(at, "0123456789");

		if (!n || (i < 2 && at[n] != '.'))
			return 0;
		at += n + (i < 2);
	}
	return *at == '/' || (*at == '-' && strchr(at, '/')) ? (size_t)(at - name) + strcspn(at, "/") : 0;
}

/* "istio-1.11.1/", what an archive unpacks to: does the folder's name end in a dash and a version? */
static bool is_archives(const char *path, size_t n)
{
	size_t at = n - 1;

	while (at > 0 && path[at - 1] != '/')
		at--;
	for (; at < n; at++)
		if (path[at] == '-' && version_len(path + at + 1) == n - at - 2)
			return true;
	return false;
}

/* Is the folder, of which the path has the first n bytes, a release? Samples beside the sources that they come with are no copies. */
static bool is_release(const struct folders *x, const char *path, size_t n)
{
	size_t has = parts_of(x, path, n), above = n - 1;
	int count = __builtin_popcountll(has / PART_SAMPLE);

	while (above > 0 && path[above - 1] != '/')
		above--;
	return (has & PART_SAMPLES && (has & PART_INSTALL || (has & PART_MANIFESTS && has & PART_LIST) || (has & PART_CHARTS && is_archives(path, n))))
		|| (count >= FEWEST_SAMPLES && !(parts_of(x, path, above) & PART_CHARTS));
}

static void note_part(struct folders *x, const struct applied_file *f, const char *part, size_t what)
{
	void **place;

	if (!part)
		return;
	place = map_at(x->arena, &x->map, pool_intern(x->pool, f->path, strlen(f->path) - strlen(part)), NULL, NULL);
	*place = (void *)((size_t)*place | what);
	x->released = true;
}

static void note_parts(struct folders *x, const struct applied_file *f)
{
	for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
		note_part(x, f, find_part(f->below, parts[k].path), parts[k].part);
	for (size_t k = 0; k < sizeof samples / sizeof *samples; k++)
		note_part(x, f, find_part(f->below, samples[k]), (size_t)PART_SAMPLE << k);
	for (size_t i = 0; i < f->n_documents; i++)
		if (str_is(node_get_text(f->documents[i].root, KEY_kind), "KfDef"))
			note_part(x, f, path_base(f->path), PART_KFDEF);
}

/* Is one of the folders below what the user names, in which the file is, a release, or kustomize/ beside a KfDef? */
static bool is_released(const struct folders *x, const struct applied_file *f)
{
	const char *below = f->path + strlen(f->path) - strlen(f->below);

	for (const char *at = x->released ? below : NULL; at; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL)
		if ((at > below && is_release(x, f->path, (size_t)(at - f->path)))
				|| (strncmp(at, "kustomize/", 10) == 0 && parts_of(x, f->path, (size_t)(at - f->path)) & PART_KFDEF))
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

/* --- releases side by side: install/v0.6.0, install/v0.7.0, ... --- */

#define FEWEST_RELEASES 3

/* What lies in folders of one parent that are called after versions. */
struct shelf {
	const char *newest;
	size_t n;
};

struct releases {
	struct arena *arena;
	struct pool *pool;
	struct map shelves;  /* parent -> struct shelf */
	struct map folders;  /* folder of a version -> what makes it something that is deployed from there, or the map itself */
	bool any;            /* a shelf has enough */
};

/* Call for each folder above the file, below what the user names, that is called after a version. */
static bool each_version(struct releases *x, const struct applied_file *f, bool (*call)(struct releases *x, const struct applied_file *f, const char *name, size_t n))
{
	const char *below = f->path + strlen(f->path) - strlen(f->below);

	for (const char *at = below; at; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL) {
		size_t n = version_len(at);

		if (n && call(x, f, at, n))
			return true;
	}
	return false;
}

static struct shelf *shelf_of(struct releases *x, const struct applied_file *f, const char *name)
{
	struct shelf **place = (struct shelf **)map_at(x->arena, &x->shelves, pool_intern(x->pool, f->path, (size_t)(name - f->path)), NULL, NULL);

	if (!*place)
		*place = arena_new(x->arena, struct shelf);
	return *place;
}

/* For comparison: 0.6.0~ comes behind 0.6.0-rc0~. */
static const char *version_text(struct releases *x, const char *name, size_t n)
{
	return arena_printf(x->arena, "%.*s~", (int)(n - (*name == 'v')), name + (*name == 'v'));
}

static bool note_version(struct releases *x, const struct applied_file *f, const char *name, size_t n)
{
	void **place = map_at(x->arena, &x->folders, pool_intern(x->pool, f->path, (size_t)(name - f->path) + n), NULL, NULL);
	const char *text = version_text(x, name, n);
	struct shelf *s = shelf_of(x, f, name);

	if (!*place) {
		*place = x;
		s->n++;
		x->any |= s->n >= FEWEST_RELEASES;
		if (!s->newest || strverscmp(text, s->newest) > 0)
			s->newest = text;
	}
	if (fixtures_are_named(f->path) || path_is_chart(f->path))
		*place = (void *)(uintptr_t)f;
	return false;
}

/* Is it an older one, which nobody changes any more? */
static bool is_old(struct releases *x, const struct applied_file *f, const char *name, size_t n)
{
	const struct shelf *s = shelf_of(x, f, name);

	return s->n >= FEWEST_RELEASES && strcmp(version_text(x, name, n), s->newest) != 0
		&& map_get(&x->folders, pool_intern(x->pool, f->path, (size_t)(name - f->path) + n), NULL, NULL) == x;
}

bool *vendored_find(struct arena *a, struct pool *pool, const struct applied_file *files, size_t n)
{
	static const char *const third_party[] = { "third_party/", NULL };
	bool *found = arena_array(a, bool, n);
	struct folders folders = { .arena = a, .pool = pool };
	struct releases releases = { .arena = a, .pool = pool };

	for (size_t i = 0; i < n; i++) {
		note_parts(&folders, &files[i]);
		each_version(&releases, &files[i], note_version);
	}
	for (size_t i = 0; i < n; i++)
		found[i] = is_go_vendor(files[i].below) || path_through(files[i].below, third_party) || is_released(&folders, &files[i])
			|| (releases.any && each_version(&releases, &files[i], is_old))
			|| (!files[i].given && installs_old_istio(&files[i]));
	return found;
}
