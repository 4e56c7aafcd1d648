/*
 * Reads tests of Chainsaw, KUTTL, Kyverno and Gatekeeper, and kustomizations, for the files that they name.
 * Names: https://kyverno.github.io/chainsaw (Test, naming of manifests), https://kuttl.dev/docs (test steps),
 * https://kyverno.io/docs/kyverno-cli (test), https://open-policy-agent.github.io/gatekeeper (gator verify).
 */
#include "tree/fixtures.h"

#include <fnmatch.h>
#include <string.h>

#include "base/map.h"
#include "base/vec.h"
#include "keys.h"
#include "source/path.h"

struct reading {
	struct arena *arena;
	const struct applied_file *files;
	size_t n;
	unsigned *mentions;
	struct map by_path;   /* absolute path -> struct applied_file */
	struct map folders;   /* that hold tests of Chainsaw or KUTTL */
	struct map policies;  /* that hold policies of Gatekeeper */
	struct pool *pool;
	struct map waiting;   /* folder -> its kustomization, part of a copy that nobody has led to */
	VEC(const struct applied_file *) found; /* those that somebody has */

	/* The document that is being read. */
	const struct applied_file *file;
	const char *folder;
};

bool fixtures_below(const char *path)
{
	static const char *const folders[] = {
		"testdata/", "testdata_", "test-data/", "test_data/", "test_files/", "testutils/", "src/test/resources/",
		"__snapshot__/", "__snapshots__/", "__fixtures__/", "test/data/", "tests/data/", "test/fixtures/", "tests/fixtures/",
		"cypress/fixtures/", "tests/unit/data/", "test/unit/data/", NULL,
	};

	return path_through(path, folders);
}

static void mention_at(struct reading *r, size_t i, unsigned how)
{
	/* "All files applicable to the same test must be co-located": others are the real ones. */
	if (how == MENTION_POLICIES && !path_below(r->folder, r->files[i].path))
		return;
	r->mentions[i] |= how;
	if (how == MENTION_APPLY && path_below(r->folder, r->files[i].path))
		r->mentions[i] |= MENTION_STEP;
}

/* All files of a folder that a kustomization lists: only where it lies in test data must that be known. */
static void mention_folder(struct reading *r, const char *folder, unsigned how)
{
	for (size_t i = 0; i < r->n; i++)
		if (fixtures_below(r->files[i].below) && path_below(folder, r->files[i].path))
			r->mentions[i] |= how;
}

/* A kustomization names this folder. */
static void lead_to(struct reading *r, const struct str *folder)
{
	const struct applied_file *f = map_get(&r->waiting, folder, NULL, NULL);

	if (!f)
		return;
	vec_push(r->arena, &r->found, f);
	*map_at(r->arena, &r->waiting, folder, NULL, NULL) = NULL;
}

/* A path beside the test, with * and ? perhaps. */
static void mention(struct reading *r, const struct node *node, unsigned how)
{
	const struct str *text = node_text(node);
	const char *path;
	size_t fixed;
	void *found;

	if (!text)
		return;
	path = path_absolute(r->arena, r->folder, text->text);
	fixed = strcspn(path, "*?[");
	if (!path[fixed]) {
		if (how == MENTION_LISTED && r->waiting.n)
			lead_to(r, pool_text(r->pool, path));
		found = map_get(&r->by_path, pool_text(r->pool, path), NULL, NULL);
		if (how == MENTION_LISTED && fixtures_below(path))
			mention_folder(r, path, how);
		if (found)
			mention_at(r, (size_t)((struct applied_file *)found - r->files), how);
		return;
	}
	for (size_t i = 0; i < r->n; i++)
		if (strncmp(r->files[i].path, path, fixed) == 0 && fnmatch(path, r->files[i].path, FNM_PATHNAME) == 0)
			mention_at(r, i, how);
}

/* One path or several. */
static void mention_all(struct reading *r, const struct node *node, unsigned how)
{
	if (!node_is_list(node))
		mention(r, node, how);
	else
		for (const struct node *item = node_first(node); item; item = node_next(item))
			mention(r, item, how);
}

/* ($error != null): true, ($error == null): false, ($error): the text of it */
static bool is_about_error(const struct node *check)
{
	const char *error = strstr(check->key->text, "$error");
	bool value = true;

	if (!error || node_is_null(check))
		return false;
	node_bool(check, &value);
	return strstr(error, "== null") ? !value : value;
}

/* Does the operation expect an error? - expect: [{check: {($error != null): true}}] */
static bool expects_error(const struct node *operation)
{
	for (const struct node *e = node_first(node_find(operation, "expect")); e; e = node_next(e)) {
		const struct node *check = node_find(e, "check");

		for (const struct node *c = node_is_map(check) ? node_children(check) : NULL; c; c = c->next)
			if (is_about_error(c))
				return true;
	}
	return false;
}

static void read_operations(struct reading *r, const struct node *operations)
{
	static const struct {
		const char *name;
		unsigned how;
	} kinds[] = {
		{"apply", MENTION_APPLY}, {"create", MENTION_APPLY}, {"update", MENTION_APPLY},
		{"assert", MENTION_ASSERT}, {"error", MENTION_ASSERT}, {"patch", MENTION_PATCH},
	};

	for (const struct node *o = node_first(operations); o; o = node_next(o))
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
			const struct node *operation = node_find(o, kinds[i].name);
			bool refused = kinds[i].how == MENTION_APPLY && expects_error(operation);

			mention(r, node_find(operation, "file"), refused ? MENTION_REFUSED : kinds[i].how);
		}
}

static void read_chainsaw_step(struct reading *r, const struct node *step)
{
	static const char *const parts[] = { "try", "catch", "finally", "cleanup" };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		read_operations(r, node_find(step, parts[i]));
}

/* A folder with tests, where names tell. */
static void add_folder(struct reading *r)
{
	*map_at(r->arena, &r->folders, pool_text(r->pool, r->folder), NULL, NULL) = r;
}

static void read_chainsaw(struct reading *r, const struct node *root)
{
	const struct node *spec = node_get(root, KEY_spec);

	add_folder(r);
	read_chainsaw_step(r, spec);
	for (const struct node *s = node_first(node_find(spec, "steps")); s; s = node_next(s))
		read_chainsaw_step(r, s);
}

static void read_kuttl(struct reading *r, const struct node *root, const struct str *kind)
{
	add_folder(r);
	if (str_is(kind, "TestAssert"))
		r->mentions[r->file - r->files] |= MENTION_ASSERT;
	mention_all(r, node_find(root, "apply"), MENTION_APPLY);
	mention_all(r, node_find(root, "assert"), MENTION_ASSERT);
	mention_all(r, node_find(root, "error"), MENTION_ASSERT);
}

static void read_kyverno(struct reading *r, const struct node *root)
{
	static const char *const lists[] = { "resources", "targetResources" };
	static const char *const outcomes[] = {
		"patchedResource", "patchedResources", "generatedResource", "cloneSourceResource",
	};

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		mention_all(r, node_find(root, lists[i]), MENTION_POLICIES);
	for (const struct node *n = node_first(node_find(root, "results")); n; n = node_next(n))
		for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
			mention_all(r, node_find(n, outcomes[i]), MENTION_POLICIES);
}

static void read_gator(struct reading *r, const struct node *root)
{
	for (const struct node *t = node_first(node_find(root, "tests")); t; t = node_next(t))
		for (const struct node *c = node_first(node_find(t, "cases")); c; c = node_next(c)) {
			mention(r, node_find(c, "object"), MENTION_POLICIES);
			mention_all(r, node_find(c, "inventory"), MENTION_POLICIES);
		}
}

static void read_kustomization(struct reading *r, const struct node *root)
{
	if (fixtures_below(r->file->below))
		return;
	for (const struct node *m = node_first(root); m; m = node_next(m))
		for (const struct node *n = node_is_list(m) ? node_first(m) : NULL; n; n = node_next(n))
			mention(r, node_is_map(n) ? node_find(n, "path") : n, MENTION_LISTED);
}

static bool is_kyverno_test(const char *base)
{
	return strncmp(base, "kyverno-test.", 13) == 0;
}

bool fixtures_are_named(const char *path)
{
	return path_is_kustomization(path) || is_kyverno_test(path_base(path));
}

static void read_document(struct reading *r, const struct node *root)
{
	const char *base = path_base(r->file->path);
	const struct str *api = node_get_text(root, KEY_apiVersion), *kind = node_get_text(root, KEY_kind);

	if (path_is_kustomization(base))
		read_kustomization(r, root);
	else if (str_starts(api, "chainsaw.kyverno.io/"))
		read_chainsaw(r, root);
	else if (str_starts(api, "kuttl.dev/") || str_starts(api, "kudo.dev/"))
		read_kuttl(r, root, kind);
	else if (str_starts(api, "cli.kyverno.io/") || (!api && is_kyverno_test(base)))
		read_kyverno(r, root);
	else if (str_starts(api, "test.gatekeeper.sh/"))
		read_gator(r, root);
	else if (str_starts(api, "constraints.gatekeeper.sh/") || str_starts(api, "templates.gatekeeper.sh/"))
		*map_at(r->arena, &r->policies, pool_text(r->pool, r->folder), NULL, NULL) = r;
}

static bool starts(const char *t, size_t n, const char *word)
{
	size_t len = strlen(word);

	return strncmp(t, word, len) == 0 && (n == len || t[len] == '-' || t[len] == '_');
}

static bool ends(const char *t, size_t n, const char *word)
{
	size_t len = strlen(word);

	return n > len && memcmp(t + n - len, word, len) == 0 && (t[n - len - 1] == '-' || t[n - len - 1] == '_');
}

/* How a file name tells what a test does with it. */
enum naming {
	NAMING_NONE,
	NAMING_ASSERT, /* 00-assert.yaml: nobody else names a file so */
	NAMING_LIKELY, /* 05-errors.yaml, x-assert.yaml: where there are tests beside it */
	NAMING_STEP,   /* 00-install.yaml: likewise */
};

static enum naming naming_of(const char *base)
{
	static const char *const words[] = { "assert", "asserts", "error", "errors" };
	size_t n = strcspn(base, "."), digits = strspn(base, "0123456789"), i = digits + strspn(base + digits, "-");
	bool numbered = digits && i > digits;

	if (numbered && starts(base + i, n - i, "assert"))
		return NAMING_ASSERT;
	for (size_t w = 0; w < sizeof words / sizeof *words; w++)
		if (ends(base, n, words[w]) || starts(base, n, words[w])
				|| (numbered && starts(base + i, n - i, words[w])))
			return NAMING_LIKELY;
	return numbered ? NAMING_STEP : NAMING_NONE;
}

/* What a test of a build holds its output against: expected.yaml, base-expected.yaml. */
static bool is_expected(const char *base)
{
	size_t n = strcspn(base, ".");

	return starts(base, n, "expected") || ends(base, n, "expected");
}

/* What policies of Gatekeeper are tried on is beside them, as in Gatekeeper's library: example.yaml, example_allowed.yaml. */
static bool is_example(const struct reading *r, const struct applied_file *f)
{
	const char *base = path_base(f->path);

	return r->policies.n && starts(base, strcspn(base, "."), "example")
		&& map_get(&r->policies, pool_text(r->pool, path_folder(r->arena, f->path)), NULL, NULL);
}

static void read_names(struct reading *r)
{
	for (size_t i = 0; i < r->n; i++) {
		const char *base = path_base(r->files[i].path);

		r->folder = path_folder(r->arena, r->files[i].path);
		if (naming_of(base) == NAMING_ASSERT || strncmp(base, "chainsaw-test.", 14) == 0)
			add_folder(r);
	}
	for (size_t i = 0; i < r->n; i++) {
		enum naming naming = naming_of(path_base(r->files[i].path));

		if (strstr(r->files[i].path, "/.kyverno-test/") || is_example(r, &r->files[i]))
			r->mentions[i] |= MENTION_POLICIES;
		if (path_of_tests(r->files[i].below) && is_expected(path_base(r->files[i].path)))
			r->mentions[i] |= MENTION_NAMED;
		if (naming == NAMING_NONE)
			continue;
		if (map_get(&r->folders, pool_text(r->pool, path_folder(r->arena, r->files[i].path)), NULL, NULL))
			r->mentions[i] |= naming == NAMING_STEP ? MENTION_STEP : MENTION_NAMED;
	}
}

static void read_file(struct reading *r, const struct applied_file *f)
{
	r->file = f;
	r->folder = path_folder(r->arena, f->path);
	for (size_t j = 0; j < f->n_documents; j++)
		read_document(r, f->documents[j].root);
}

unsigned *fixtures_find(struct arena *a, struct pool *pool, const struct applied_file *files, size_t n, const bool *copies)
{
	struct arena scratch = ARENA_INIT;
	struct reading r = { .arena = &scratch, .files = files, .n = n, .pool = pool,
		.mentions = arena_array(a, unsigned, n) };

	for (size_t i = 0; i < n; i++) {
		*map_at(&scratch, &r.by_path, pool_text(pool, files[i].path), NULL, NULL) = (void *)&files[i];
		if (copies[i] && path_is_kustomization(files[i].path))
			*map_at(&scratch, &r.waiting, pool_text(pool, path_folder(&scratch, files[i].path)), NULL, NULL) = (void *)&files[i];
	}
	for (size_t i = 0; i < n; i++)
		if (files[i].tells & TELLS_OF_FILES && !copies[i])
			read_file(&r, &files[i]);
	for (size_t i = 0; i < r.found.n; i++)
		read_file(&r, r.found.at[i]);
	read_names(&r);
	arena_release(&scratch);
	return r.mentions;
}
