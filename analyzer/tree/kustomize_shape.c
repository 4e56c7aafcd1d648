/* What kustomize reads into the fields of a kustomization: it refuses other fields, and values of other sorts. */
#include <string.h>
#include <strings.h>

#include "tree/kustomize_internal.h"

/* text, list of texts, map of texts, map, list of maps, anything */
enum shape { TEXT, TEXTS, PAIRS, MAP, MAPS, ANY };

static const struct {
	const char *name;
	enum shape shape;
} fields[] = {
	{ "apiVersion", TEXT }, { "kind", TEXT }, { "metadata", MAP }, { "openapi", PAIRS }, { "namePrefix", TEXT },
	{ "nameSuffix", TEXT }, { "namespace", TEXT }, { "commonLabels", PAIRS }, { "labels", MAPS }, { "commonAnnotations", PAIRS },
	{ "patchesStrategicMerge", TEXTS }, { "patchesJson6902", MAPS }, { "patches", MAPS }, { "images", MAPS }, { "imageTags", MAPS },
	{ "replacements", MAPS }, { "replicas", MAPS }, { "vars", MAPS }, { "sortOptions", MAP }, { "resources", TEXTS },
	{ "components", TEXTS }, { "crds", TEXTS }, { "bases", TEXTS }, { "configMapGenerator", MAPS }, { "secretGenerator", MAPS },
	{ "helmGlobals", MAP }, { "helmCharts", MAPS }, { "helmChartInflationGenerator", MAPS }, { "generatorOptions", MAP },
	{ "configurations", TEXTS }, { "generators", TEXTS }, { "transformers", TEXTS }, { "validators", TEXTS },
	{ "buildMetadata", TEXTS },
};

static const char *const shapes[] = { "a text", "a list of texts", "a map of texts", "a map", "a list of maps", "anything" };

static bool is_null(const struct node *n)
{
	return n->kind == NODE_SCALAR && n->scalar == SCALAR_NULL;
}

static bool is_text(const struct node *n)
{
	return n->kind == NODE_SCALAR && (n->scalar == SCALAR_STRING || n->scalar == SCALAR_NULL);
}

/* The node that is of another sort, or NULL. */
static const struct node *misfit(const struct node *n, enum shape shape)
{
	bool list = shape == TEXTS || shape == MAPS;

	if (shape == ANY || is_null(n))
		return NULL;
	if (shape == TEXT)
		return is_text(n) ? NULL : n;
	if (n->kind != (list ? NODE_LIST : NODE_MAP))
		return n;
	for (const struct node *c = shape == MAP ? NULL : n->first; c; c = c->next)
		if (shape == MAPS ? c->kind != NODE_MAP && !is_null(c) : !is_text(c))
			return c;
	return NULL;
}

static void check_field(struct building *b, const struct node *n)
{
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		const struct node *bad;

		if (strcasecmp(n->key->text, fields[i].name) != 0)
			continue;
		bad = misfit(n, fields[i].shape);
		if (bad)
			build_fail(b, bad, "\"%s\" is not %s", fields[i].name, shapes[fields[i].shape]);
		return;
	}
	build_fail(b, n, "kustomize knows no field \"%s\"", n->key->text);
}

/* kustomize refuses a file that says nothing. */
static bool says_something(const struct node *root)
{
	for (const struct node *n = written_first(root); n; n = n->next)
		if (strcasecmp(n->key->text, "apiVersion") != 0 && strcasecmp(n->key->text, "kind") != 0
				&& (n->kind != NODE_SCALAR || n->text->len) && !is_null(n))
			return true;
	return false;
}

static void check_kind(struct building *b)
{
	const struct node *kind = build_get(b, "kind"), *version = build_get(b, "apiVersion");
	const struct str *k = written_text(kind), *v = written_text(version);
	bool component = str_is(k, "Component");
	const char *wanted = component ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1";

	if (k && k->len && !component && !str_is(k, "Kustomization"))
		build_fail(b, kind, "the kind is \"%s\", not Kustomization or Component", k->text);
	if (v && v->len && !str_is(v, wanted))
		build_fail(b, version, "the apiVersion is \"%s\", not \"%s\"", v->text, wanted);
}

void build_check_shape(struct building *b)
{
	if (b->root && b->root->kind != NODE_MAP) {
		build_fail(b, b->root, "it is not a map");
		return;
	}
	for (const struct node *n = written_first(b->root); n && !build_failed(b); n = n->next)
		check_field(b, n);
	for (const struct node *n = written_first(build_get(b, "labels")); n && !build_failed(b); n = n->next) {
		const struct node *pairs = setting_find(n, "pairs"), *bad = pairs ? misfit(pairs, PAIRS) : NULL;

		if (bad)
			build_fail(b, bad, "\"pairs\" is not a map of texts");
	}
	check_kind(b);
	if (!says_something(b->root))
		build_fail(b, b->root, "the kustomization is empty");
}
