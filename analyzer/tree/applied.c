/* Tells templates, tests' expectations and patches from what is applied. */
#include "tree/applied.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "doc/template.h"
#include "keys.h"
#include "source/path.h"
#include "tree/fixtures.h"
#include "tree/vendored.h"

static const struct {
	const char *name, *message, *more;
} sorts[N_APPLIED] = {
	[APPLIED] = { "applied", NULL, NULL },
	[SKIPPED_HELM] = { "helm-template",
		"this file is a Helm template and was skipped; check the output of \"helm template\"",
		"this file and %zu more are Helm templates and were skipped; check the output of \"helm template\"" },
	[SKIPPED_GO_TEMPLATE] = { "go-template",
		"this file is a Go template and was skipped; check the rendered output",
		"this file and %zu more are Go templates and were skipped; check the rendered output" },
	[SKIPPED_JINJA] = { "jinja-template",
		"this file is a Jinja template and was skipped; check the rendered output",
		"this file and %zu more are Jinja templates and were skipped; check the rendered output" },
	[SKIPPED_YTT] = { "ytt-template",
		"this file is a ytt template and was skipped; check the output of \"ytt\"",
		"this file and %zu more are ytt templates and were skipped; check the output of \"ytt\"" },
	[SKIPPED_TEMPLATE] = { "template",
		"this file is a template and was skipped; check the rendered output",
		"this file and %zu more are templates and were skipped; check the rendered output" },
	[SKIPPED_FOREIGN] = { "foreign",
		"this file cannot be read and was skipped: nothing in it looks like a Kubernetes object",
		"this file and %zu more cannot be read and were skipped: nothing in them looks like a Kubernetes object" },
	[SKIPPED_CI] = { "ci", NULL, NULL },
	[SKIPPED_ASSERTION] = { "test-assertion",
		"this file says what a test expects, is not applied to a cluster, and was skipped",
		"this file and %zu more say what tests expect, are not applied to a cluster, and were skipped" },
	[SKIPPED_REFUSED] = { "test-refused",
		"a test of Chainsaw expects that this file is refused; it was skipped",
		"tests of Chainsaw expect that this file and %zu more are refused; they were skipped" },
	[SKIPPED_POLICY_TEST] = { "policy-test",
		"this file belongs to a test of policies, is not applied to a cluster, and was skipped",
		"this file and %zu more belong to tests of policies, are not applied to a cluster, and were skipped" },
	[SKIPPED_PATCH] = { "patch-document",
		"this document is a patch that no kustomization in the tree lists, not an object, and was skipped",
		"this document and %zu more are patches that no kustomization in the tree lists, not objects, and were skipped" },
	[SKIPPED_TEST_DATA] = { "test-data",
		"this file is data of a test (its folder says so), is not applied to a cluster, and was skipped",
		"this file and %zu more are data of tests (their folders say so), are not applied to a cluster, and were skipped" },
	[SKIPPED_ENCRYPTED] = { "encrypted",
		"this file is encrypted and was skipped",
		"this file and %zu more are encrypted and were skipped" },
	[SKIPPED_VENDORED] = { "vendored",
		"this file is a copy of what others release, and was skipped",
		"this file and %zu more are copies of what others release, and were skipped" },
};

const char *applied_name(enum applied a) { return sorts[a].name; }
const char *applied_message(enum applied a) { return sorts[a].message; }
const char *applied_message_of_more(enum applied a) { return sorts[a].more; }

bool applied_is_ci(const char *path)
{
	static const char *const folders[] = { "/.github/workflows/", "/.github/actions/", "/.circleci/", "/.gitlab/ci/" };
	static const char *const names[] = {
		".gitlab-ci", ".travis", ".drone", ".appveyor", "appveyor", "azure-pipelines", "bitbucket-pipelines", ".goreleaser",
		".golangci", ".pre-commit-config", ".pre-commit-hooks", "docker-compose", "mkdocs", ".codecov", "codecov", "dependabot",
	};
	const char *base = path_base(path);

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (strstr(path, folders[i]))
			return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t n = strlen(names[i]);

		if (strncmp(base, names[i], n) == 0 && base[n] == '.')
			return true;
	}
	return false;
}

bool applied_is_telling(const char *path) { return fixtures_are_named(path); }

unsigned applied_telling(const char *path, const struct document *documents, size_t n)
{
	static const struct {
		const char *group;
		enum telling tells;
	} apis[] = {
		{ "chainsaw.kyverno.io/", TELLS_OF_FILES }, { "kuttl.dev/", TELLS_OF_FILES }, { "kudo.dev/", TELLS_OF_FILES },
		{ "cli.kyverno.io/", TELLS_OF_FILES }, { "test.gatekeeper.sh/", TELLS_OF_FILES },
		{ "constraints.gatekeeper.sh/", TELLS_OF_FILES }, { "templates.gatekeeper.sh/", TELLS_OF_FILES },
		{ "argoproj.io/", TELLS_OF_DEPLOYMENTS }, { "kustomize.toolkit.fluxcd.io/", TELLS_OF_DEPLOYMENTS },
	};
	unsigned tells = applied_is_telling(path) ? TELLS_OF_FILES : 0;

	for (size_t i = 0; i < n; i++) {
		const struct str *api = node_get_text(documents[i].root, KEY_apiVersion);

		for (size_t k = 0; api && k < sizeof apis / sizeof *apis; k++)
			if (api->text[0] == apis[k].group[0] && str_starts(api, apis[k].group))
				tells |= apis[k].tells;
	}
	return tells;
}

/*
 * What stands behind the next key of this name and its colon, or NULL. rare: the letter of the key that texts have least. To search
 * for it with memmem takes four times as long.
 */
static const char *behind_key(const struct source *s, const char *from, const char *key, size_t rare)
{
	const char *at = from, *end = s->bytes + s->n;
	size_t n = strlen(key);

	while ((at = memchr(at, key[rare], (size_t)(end - at)))) {
		const char *behind = at + n - rare;

		at++;
		if ((size_t)(at - s->bytes) <= rare || behind > end || memcmp(behind - n, key, n) != 0)
			continue;
		behind += *behind == '"' || *behind == '\'';
		while (*behind == ' ')
			behind++;
		if (*behind == ':') /* a NUL follows the last byte */
			return behind + 1;
	}
	return NULL;
}

bool applied_has_object(const struct source *s)
{
	return behind_key(s, s->bytes, "apiVersion", 3) || behind_key(s, s->bytes, "kind", 0);
}

bool applied_may_have_object(const struct source *s)
{
	const char *value = s->bytes;

	if (behind_key(s, s->bytes, "apiVersion", 3))
		return true;
	while ((value = behind_key(s, value, "kind", 0))) {
		const char *at = value + strspn(value, " ");

		at += *at == '"' || *at == '\'';
		if (!islower((unsigned char)*at)) /* {"kind": "test"} is an editor's */
			return true;
	}
	return false;
}

/* --- templates --- */

struct charts {
	struct arena *arena;
	struct pool *pool;
	struct map folders; /* absolute folders with a Chart.yaml */
};

/* The chart may lie above the paths given, where no file of the run is. */
static bool has_chart(struct charts *c, const char *folder)
{
	return map_get(&c->folders, pool_text(c->pool, folder), NULL, NULL)
		|| access(path_absolute(c->arena, folder, "Chart.yaml"), F_OK) == 0;
}

static bool lies_in_chart(struct charts *c, const char *path)
{
	const char *folder = path;

	do {
		folder = path_folder(c->arena, folder);
		if (has_chart(c, folder))
			return true;
	} while (folder[1]);
	return false;
}

static enum applied template_sort(struct charts *c, const struct applied_file *f)
{
	enum template_engine engine = template_engine(f->source, f->action);

	if (engine == TEMPLATE_YTT)
		return SKIPPED_YTT;
	if ((engine == TEMPLATE_GO || engine == TEMPLATE_OTHER) && lies_in_chart(c, f->path))
		return SKIPPED_HELM;
	if (!f->given && !applied_has_object(f->source) && !memmem(f->source->bytes, f->source->n, "include ", 8))
		return SKIPPED_FOREIGN;
	return engine == TEMPLATE_GO ? SKIPPED_GO_TEMPLATE : engine == TEMPLATE_JINJA ? SKIPPED_JINJA : SKIPPED_TEMPLATE;
}

/* Helm makes no objects of a chart's templates/_x.yaml: it holds what others include. */
static bool is_partial(struct charts *c, const char *path)
{
	const char *folder = path_base(path)[0] == '_' ? path_folder(c->arena, path) : "";
	size_t n = strlen(folder);

	return n > 10 && strcmp(folder + n - 10, "/templates") == 0 && has_chart(c, path_folder(c->arena, folder));
}

static void sort_templates(struct arena *scratch, struct pool *pool, struct applied_file *files, size_t n)
{
	struct charts charts = { .arena = scratch, .pool = pool };

	for (size_t i = 0; i < n; i++)
		if (path_is_chart(files[i].path))
			*map_at(scratch, &charts.folders, pool_text(pool, path_folder(scratch, files[i].path)), NULL, NULL) = &files[i];
	for (size_t i = 0; i < n; i++) {
		if (files[i].action.source)
			files[i].applied = template_sort(&charts, &files[i]);
		else if (is_partial(&charts, files[i].path))
			files[i].applied = SKIPPED_HELM;
	}
}

/* --- patches --- */

static bool is_directive(const struct node *n)
{
	const struct str *key = n->key, *value = node_text(n);

	if (!key || key->text[0] != '$')
		return false;
	if (str_is(key, "$patch"))
		return str_is(value, "delete") || str_is(value, "replace") || str_is(value, "merge");
	return str_is(key, "$retainKeys") || str_starts(key, "$setElementOrder/") || str_starts(key, "$deleteFromPrimitiveList/");
}

/* Is there a directive of a strategic merge patch, not counting whole objects that the document only holds? */
static bool has_directive(const struct node *n, bool root)
{
	if (!root && node_has(n, KEY_kind) && node_has(n, KEY_apiVersion))
		return false;
	for (const struct node *c = node_children(n); c; c = c->next)
		if (is_directive(c) || has_directive(c, false))
			return true;
	return false;
}

/* Few files have the beginning of one: to go through all nodes of those that hold a '$' at all is 3 % of a run. */
bool applied_may_direct(const struct source *s)
{
	static const char *const names[] = { "patch", "retainKeys", "setElementOrder/", "deleteFromPrimitiveList/" };
	const char *at = s->bytes, *end = at + s->n;

	while (s->dollar && (at = memchr(at, '$', (size_t)(end - at)))) {
		at++;
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			if (strncmp(at, names[i], strlen(names[i])) == 0) /* a NUL follows the last byte */
				return true;
	}
	return false;
}

/* Is "patch" a word of the file's or its folder's name? */
static bool is_named_patch(struct arena *scratch, const char *path)
{
	const char *names[] = { path_base(path), path_base(path_folder(scratch, path)) };

	for (size_t i = 0; i < 2; i++)
		for (const char *at = names[i]; (at = strstr(at, "patch")); at += 5) {
			const char *end = at + 5 + (strncmp(at + 5, "es", 2) == 0 ? 2 : 0);

			if ((at == names[i] || strchr("-_.", at[-1])) && strchr("-_.", *end))
				return true;
		}
	return false;
}

/* Is it a part of a workload that the API server takes from nobody as a whole: without selector or pods? */
static bool is_part(const struct node *root)
{
	return str_starts(node_get_text(root, KEY_apiVersion), "apps/") && !node_has(node_get(root, KEY_spec), KEY_selector);
}

static void sort_documents(struct arena *a, struct arena *scratch, struct applied_file *f)
{
	bool directives = applied_may_direct(f->source), named = is_named_patch(scratch, f->path);
	enum applied *by = NULL;

	for (size_t i = 0; (directives || named) && i < f->n_documents; i++) {
		const struct node *root = f->documents[i].root;

		if (!node_is_map(root) || !((directives && has_directive(root, true)) || (named && is_part(root))))
			continue;
		by = by ? by : arena_array(a, enum applied, f->n_documents);
		by[i] = SKIPPED_PATCH;
	}
	f->by_document = by;
}

/* --- all --- */

static enum applied sort_of_mentions(unsigned mentions)
{
	if (mentions & (MENTION_LISTED | MENTION_APPLY))
		return APPLIED;
	if (mentions & (MENTION_ASSERT | MENTION_NAMED))
		return SKIPPED_ASSERTION;
	if (mentions & MENTION_REFUSED)
		return SKIPPED_REFUSED;
	if (mentions & MENTION_PATCH)
		return SKIPPED_PATCH;
	return mentions & MENTION_POLICIES ? SKIPPED_POLICY_TEST : APPLIED;
}

/*
 * Folders of tests by their programs' names, where all belongs to some test, which applies, expects or patches it; and folders of
 * patches: what is there may be a part.
 */
static bool is_below_parts(const char *path)
{
	return strstr(path, "/patches/") || strstr(path, "/kuttl/") || strstr(path, "/chainsaw/") || strstr(path, "/.chainsaw-test/") || strstr(path, "/chainsaw-tests/");
}

void applied_find(struct arena *a, struct pool *pool, struct applied_file *files, size_t n)
{
	struct arena scratch = ARENA_INIT;
	const bool *vendored = vendored_find(&scratch, pool, files, n);
	const unsigned *mentions = fixtures_find(&scratch, pool, files, n, vendored);

	sort_templates(&scratch, pool, files, n);
	for (size_t i = 0; i < n; i++) {
		struct applied_file *f = &files[i];

		if (applied_is_ci(f->path))
			f->applied = SKIPPED_CI;
		if (f->applied == APPLIED)
			f->applied = sort_of_mentions(mentions[i]);
		if (!(mentions[i] & MENTION_LISTED) && fixtures_below(f->below))
			f->applied = SKIPPED_TEST_DATA;
		if (f->applied == APPLIED && !(mentions[i] & MENTION_LISTED) && vendored[i])
			f->applied = SKIPPED_VENDORED;
		if (f->applied != APPLIED || mentions[i] & MENTION_LISTED)
			continue;
		f->by_test = (mentions[i] & MENTION_STEP) || is_below_parts(f->path)
			|| (is_named_patch(&scratch, f->path) && !memmem(f->source->bytes, f->source->n, "EnvoyFilter", 11)); /* these patch Envoy */
		sort_documents(a, &scratch, f);
	}
	arena_release(&scratch);
}
