/* Suite of object: kinds, where objects are pointed at, and which of them surely end up together. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "object/objects.h"
#include "test/run.h"

static struct arena arena = ARENA_INIT;
static struct pool *pool;
static struct sink sink;
static struct load load;
static struct objects objects;

static void setup(void)
{
	pool = pool_new(keys, n_keys);
	sink = (struct sink){ .arena = &arena };
	load = (struct load){ .arena = &arena, .pool = pool, .sink = &sink };
	objects = (struct objects){ .arena = &arena, .pool = pool, .load = &load };
}

static void teardown(void)
{
	pool_free(pool);
	arena_release(&arena);
}

static const struct str *word(const char *text)
{
	return pool_text(pool, text);
}

/* The first object of the text. */
static const struct resource *object_of(const char *text, const struct object_defaults *defaults)
{
	size_t first = objects.resources.n;

	load_source(&load, source_make(&arena, "a.yaml", text, strlen(text)));
	objects_add(&objects, &load.documents.at[load.documents.n - 1], defaults);
	ck_assert_uint_gt(objects.resources.n, first);
	return objects.resources.at[first];
}

static const struct {
	const char *group, *name;
	enum kind kind;
	bool namespaced;
} kinds[] = {
	{ "", "Service", KIND_SERVICE, true },
	{ "", "Serv", KIND_OTHER, true },
	{ "", "ServiceAccount", KIND_SERVICE_ACCOUNT, true },
	{ "", "Namespace", KIND_NAMESPACE, false },
	{ "", "VirtualService", KIND_OTHER, true },
	{ "networking", "VirtualService", KIND_OTHER, true },
	{ "networking.istio.io", "VirtualService", KIND_VIRTUAL_SERVICE, true },
	{ "networking.istio.io", "virtualservice", KIND_OTHER, true },
	{ "networking.istio.ex", "VirtualService", KIND_OTHER, true },
	{ "networking.istio.io", "Gateway", KIND_GATEWAY, true },
	{ "gateway.networking.k8s.io", "Gateway", KIND_K8S_GATEWAY, true },
	{ "gateway.networking.k8s.io", "GatewayClass", KIND_GATEWAY_CLASS, false },
	{ "rbac.authorization.k8s.io", "ClusterRole", KIND_OTHER, false },
	{ "example.com", "ClusterRole", KIND_OTHER, true },
	{ "storage.k8s.io", "ClusterRole", KIND_OTHER, true },
};

START_TEST(kinds_have_groups)
{
	const struct str *group = word(kinds[_i].group), *name = word(kinds[_i].name);

	ck_assert_int_eq(kind_find(group, name), kinds[_i].kind);
	ck_assert_int_eq(kind_is_namespaced(kinds[_i].kind, group, name), kinds[_i].namespaced);
}
END_TEST

static const struct {
	const char *api_version, *kind;
	bool custom;
} customs[] = {
	{ "elasticsearch.elastic.co/v1", "Elasticsearch", true },
	{ "batch/v2", "Unknown", false },             /* a group of Kubernetes' own */
	{ "flowcontrol.k8s.io/v1", "Unknown", false }, /* likewise */
	{ "kyverno.io/v1", "ClusterPolicy", false },  /* of no namespace */
	{ "networking.istio.io/v1", "Gateway", false },
};

START_TEST(operators_make_objects_of_custom_ones)
{
	const char *text = arena_printf(&arena, "apiVersion: %s\nkind: %s\nmetadata: {name: a}\n",
		customs[_i].api_version, customs[_i].kind);

	ck_assert_int_eq(resource_is_custom(object_of(text, NULL)), customs[_i].custom);
}
END_TEST

static const struct {
	const char *text;
	uint32_t begin, end;
} spans[] = {
	{ "kind: Pod\napiVersion: v1\nmetadata: {name: abc, generateName: d}\n", 42, 45 },
	{ "kind: Pod\napiVersion: v1\nmetadata: {generateName: abc}\n", 50, 53 },
	{ "kind: Pod\napiVersion: v1\n", 0, 1 },
};

START_TEST(objects_are_pointed_at)
{
	struct span s = resource_span(object_of(spans[_i].text, NULL));

	ck_assert_uint_eq(s.begin, spans[_i].begin);
	ck_assert_uint_eq(s.end, spans[_i].end);
}
END_TEST

/* Two objects as different trees may have them: in one file or two, and what is known of them. */
enum { PARTIAL = 1, PATCHED = 2, ALTERED = 4, LOOSE = 8, BUILT = 16 };

static struct source sources[2];
static struct document documents[2] = { { .source = &sources[0] }, { .source = &sources[1] } };

static struct resource made(unsigned flags, int file, const char *ns, const void *unit)
{
	return (struct resource){ .partial = flags & PARTIAL, .patched = flags & PATCHED, .altered = flags & ALTERED,
		.loose = flags & LOOSE, .built = flags & BUILT, .document = &documents[file], .unit = unit,
		.namespaced = ns, .ns_known = !ns || *ns, .ns = word(ns ? ns : "") };
}

static const struct {
	unsigned a, b;
	bool one_file;
	enum truth want;
} pairs[] = {
	{ 0, 0, false, YES },
	{ PARTIAL, 0, false, UNKNOWN }, { 0, PARTIAL, false, UNKNOWN },
	{ PATCHED, 0, false, UNKNOWN }, { 0, PATCHED, false, UNKNOWN },
	{ ALTERED, 0, false, UNKNOWN }, { 0, ALTERED, false, UNKNOWN },
	{ LOOSE, 0, false, UNKNOWN }, { 0, LOOSE, false, UNKNOWN }, { LOOSE, LOOSE, true, YES },
	{ LOOSE | PARTIAL, LOOSE, true, UNKNOWN },
};

START_TEST(objects_are_together)
{
	struct resource a = made(pairs[_i].a, 0, "shop", NULL), b = made(pairs[_i].b, !pairs[_i].one_file, "shop", NULL);

	ck_assert_int_eq(resource_together(&a, &b), pairs[_i].want);
	ck_assert_int_eq(resource_together(&a, &a), YES);
}
END_TEST

/* ns NULL: a kind of the whole cluster; "": nobody tells it */
static const struct {
	const char *a, *b;
	unsigned flags;
	bool one_file, one_unit;
	enum truth want;
} neighbours[] = {
	{ "shop", "shop", 0, false, false, YES },
	{ "shop", "shop", PARTIAL, false, false, UNKNOWN },
	{ "shop", "depot", 0, false, false, NO },
	{ "shop", "depot", PARTIAL, true, true, NO },
	{ "shop", "", 0, true, true, UNKNOWN },
	{ "", "shop", 0, true, true, UNKNOWN },
	{ "", "", 0, true, false, YES },
	{ "", "", PARTIAL, true, false, UNKNOWN },
	{ "", "", 0, false, false, UNKNOWN },
	{ "", "", BUILT, false, true, YES },
	{ "", "", BUILT | ALTERED, false, true, UNKNOWN },
	{ "", "", BUILT, false, false, UNKNOWN },
	{ "", "", 0, false, true, UNKNOWN }, /* a folder of plain files may be applied to several places */
	{ NULL, NULL, 0, false, false, YES },
	{ NULL, NULL, PATCHED, false, false, UNKNOWN },
};

START_TEST(objects_are_neighbours)
{
	struct resource a = made(neighbours[_i].flags, 0, neighbours[_i].a, &sources[0]),
		b = made(neighbours[_i].flags, !neighbours[_i].one_file, neighbours[_i].b, &sources[!neighbours[_i].one_unit]);

	ck_assert_int_eq(resource_beside(&a, &b), neighbours[_i].want);
}
END_TEST

/* What stands in a list, and what surrounds an object. */
static const struct {
	const char *text;
	const char *want; /* "kind/name.namespace" of each; "~" before an altered one, "?" for a namespace that nobody tells */
	struct { const char *ns; bool forced, altered; } defaults;
} texts[] = {
	{ "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n- {kind: Pod, metadata: {name: b}}\n- x\n",
		"Pod/a.?", { 0 } },
	{ "apiVersion: v1\nkind: PodList\nitems:\n- {metadata: {name: a, namespace: n1}}\n- {apiVersion: v1, kind: Service, metadata: {name: b}}\n"
		"- {kind: Service, metadata: {name: c}}\n- {apiVersion: apps/v1, metadata: {name: d}}\n- x\n",
		"Pod/a.n1 Service/b.? Pod/c.? Pod/d.?", { 0 } },
	{ "apiVersion: example.com/v1\nkind: XList\nitems: [{metadata: {name: a}}]\n", "X/a.?", { 0 } },
	{ "apiVersion: example.com/v1\nkind: AllowList\nmetadata: {name: a}\nspec: {items: []}\n", "AllowList/a.?", { 0 } },
	{ "apiVersion: example.com/v1\nkind: Cart\nmetadata: {name: a}\nitems: [{apiVersion: v1, kind: Pod}]\n", "Cart/a.?", { 0 } },
	{ "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: own}\n", "Pod/a.own", { "given", false, false } },
	{ "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: own}\n", "Pod/a.given", { "given", true, false } },
	{ "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: ''}\n", "Pod/a.given", { "given", false, false } },
	{ "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n", "Pod/a.n", { "n", false, false } },
	{ "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n", "Pod/a.?", { "", false, false } },
	{ "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: own}\n", "Pod/a.own", { "", true, false } },
	{ "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: '{{ x }}'}\n", "~Pod/a.?", { "given", false, false } },
	{ "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: '{{ x }}'}\n", "~Pod/a.given", { "given", true, false } },
	{ "apiVersion: v1\nkind: Pod\nmetadata: {name: '{{ x }}', namespace: n1}\n", "~Pod/.n1", { 0 } },
	{ "apiVersion: v1\nkind: Pod\nmetadata: [name]\n", "Pod/.?", { 0 } },
	{ "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n", "~Pod/a.?", { NULL, false, true } },
	/* what kustomize never renames */
	{ "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n", "Namespace/a.", { "given", true, true } },
	{ "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\n", "CustomResourceDefinition/a.",
		{ NULL, false, true } },
	{ "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: a}\n", "APIService/a.", { NULL, false, true } },
};

START_TEST(objects_are_found)
{
	struct object_defaults defaults = { .ns = texts[_i].defaults.ns ? word(texts[_i].defaults.ns) : NULL,
		.ns_forced = texts[_i].defaults.forced, .altered = texts[_i].defaults.altered };
	const char *got = "";

	object_of(texts[_i].text, &defaults);
	for (size_t i = 0; i < objects.resources.n; i++) {
		const struct resource *r = objects.resources.at[i];

		got = arena_printf(&arena, "%s%s%s%s/%s.%s", got, i ? " " : "", r->altered ? "~" : "", r->kind_name->text,
			r->name->text, r->ns_known ? r->ns->text : "?");
		if (r->ns_known && r->namespaced)
			ck_assert_uint_gt(r->ns->len, 0);
	}
	ck_assert_str_eq(got, texts[_i].want);
}
END_TEST

/* Which texts inside of objects are read. */
static const struct {
	const char *text;
	bool mesh, networks, values, proxy;
} embedded[] = {
	{ "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio}\ndata: {mesh: 'a: 1', meshNetworks: 'b: 1', values: 'c: 1'}\n",
		true, true, false, false },
	{ "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio-sidecar-injector}\ndata: {values: 'c: 1'}\n", false, false, true, false },
	{ "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio-sidecar-injector}\ndata: {values: {c: 1}}\n", false, false, false, false },
	{ "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\ndata: {mesh: 'a: 1', meshNetworks: 'b: 1'}\n", false, false, false, false },
	{ "apiVersion: v1\nkind: Secret\nmetadata: {name: istio}\ndata: {mesh: 'a: 1', meshNetworks: 'b: 1'}\n", false, false, false, false },
	{ "apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {proxy.istio.io/config: 'a: 1'}}\n", false, false, false, true },
	{ "apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {proxy.istio.io/config: ''}}\n", false, false, false, false },
	{ "apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {proxy.istio.io/config: {a: 1}}}\n", false, false, false, false },
	{ "apiVersion: v1\nkind: Service\nmetadata: {name: a, annotations: {proxy.istio.io/config: 'a: 1'}}\n", false, false, false, false },
	/* where workloads began */
	{ "apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {metadata: {annotations: "
		"{proxy.istio.io/config: 'a: 1'}}}}\n", false, false, false, true },
	{ "apiVersion: example.com/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {metadata: {annotations: "
		"{proxy.istio.io/config: 'a: 1'}}}}\n", false, false, false, false },
	{ "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {jobTemplate: {spec: {template: {metadata: {annotations: "
		"{proxy.istio.io/config: 'a: 1'}}}}}}\n", false, false, false, true },
};

START_TEST(texts_inside_are_read)
{
	const struct resource *r = object_of(embedded[_i].text, NULL);

	ck_assert_int_eq(r->mesh_config != NULL, embedded[_i].mesh);
	ck_assert_int_eq(r->mesh_networks != NULL, embedded[_i].networks);
	ck_assert_int_eq(r->injector_values != NULL, embedded[_i].values);
	ck_assert_int_eq(r->proxy_config != NULL, embedded[_i].proxy);
}
END_TEST

/* What is an object, or a list of them, and what only describes one. */
static const struct {
	const char *text;
	bool holds;
} holding[] = {
	{ "apiVersion: v1\nkind: Pod\n", true },
	{ "apiVersion: v1\n", false },
	{ "kind: Pod\n", false },
	{ "[apiVersion, kind]\n", false },
	{ "text\n", false },
	{ "apiVersion: a/v1\nkind: K\nmetadata: {title: x}\n", false },
	{ "apiVersion: a/v1\nkind: K\nmetadata: {title: x}\nspec: {}\n", true },
	{ "apiVersion: a/v1\nkind: K\nmetadata: {title: x, managedFields: []}\n", true },
	{ "apiVersion: a/v1\nkind: K\nmetadata: {}\n", true },
	{ "apiVersion: a/v1\nkind: K\nmetadata: [title]\n", true },
	{ "apiVersion: a/v1\nkind: KList\nmetadata: {title: x}\nitems: []\n", true },
	{ "apiVersion: a/v1\nkind: K\nmetadata: {title: x}\nitems: text\n", false },
};

START_TEST(descriptions_are_no_objects)
{
	const struct document *d;

	load_source(&load, source_make(&arena, "a.yaml", holding[_i].text, strlen(holding[_i].text)));
	d = &load.documents.at[load.documents.n - 1];
	ck_assert_int_eq(objects_hold(d->root), holding[_i].holds);
	objects_add(&objects, d, NULL);
	ck_assert_uint_eq(objects.n_documents, 1);
	ck_assert_uint_eq(objects.n_passed_over, !holding[_i].holds);
}
END_TEST

START_TEST(objects_are_named_to_others)
{
	const struct resource none = { .order = 0 };
	const struct resource *pod = object_of("apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: n}\n", NULL);
	struct subject s = resource_subject(pod);

	ck_assert_str_eq(s.api_version, "v1");
	ck_assert_str_eq(s.kind, "Pod");
	ck_assert_str_eq(s.ns, "n");
	ck_assert_str_eq(s.name, "a");
	s = resource_subject(&none);
	ck_assert_ptr_null(s.api_version);
	ck_assert_ptr_null(s.kind);
	ck_assert_str_eq(s.ns, "");
	ck_assert_str_eq(s.name, "");
	ck_assert_int_eq(kind_find(NULL, word("Pod")), KIND_OTHER);
	ck_assert_int_eq(kind_find(word(""), NULL), KIND_OTHER);
}
END_TEST

/* Files by path, the names of objects in them, a word, and whether such an object is called after it. */
static const struct {
	const char *path, *name, *word;
	bool called;
} called[] = {
	{ "x/file.yaml", "my-Mongo-1", "mongo", true }, { "x/Mongo.yaml", "other", "mongo", true },
	{ "mongo/file.yaml", "other", "mongo", false }, { "x/file.yaml", "other", "mongo", false },
};

START_TEST(objects_are_called_after_words)
{
	struct source source = { .name = called[_i].path };
	struct document document = { .source = &source };
	const struct resource r = { .name = word(called[_i].name), .document = &document };

	ck_assert_int_eq(resource_is_called(&r, word(called[_i].word)), called[_i].called);
}
END_TEST

static const struct {
	const char *a, *b;
	bool same;
} folders[] = {
	{ "a.yaml", "b.yaml", true }, { "x/a.yaml", "x/b.yaml", true }, { "x/a.yaml", "y/b.yaml", false }, { "x/a.yaml", "b.yaml", false },
	{ "a.yaml", "x/b.yaml", false }, { "x/a.yaml", "x/y/b.yaml", false }, { "x/y/a.yaml", "x/z/b.yaml", false }, { "/a.yaml", "/b.yaml", true },
	{ "x/a.yaml", "xy/b.yaml", false },
};

START_TEST(objects_share_folders)
{
	struct source one = { .name = folders[_i].a }, two = { .name = folders[_i].b };
	struct document first = { .source = &one }, second = { .source = &two };
	const struct resource a = { .document = &first }, b = { .document = &second };

	ck_assert_int_eq(resource_same_folder(&a, &b), folders[_i].same);
}
END_TEST

static const struct {
	const char *name, *ns, *kind, *group;
	uint32_t order;
} sorted[] = { /* as they sort */
	{ "a", "m", "K", "g", 1 }, { "a", "m", "K", "g", 2 }, { "a", "m", "K", "h", 0 }, { "a", "m", "L", "g", 0 }, { "a", "n", "K", "g", 0 },
	{ "b", "m", "K", "g", 0 },
};

START_TEST(objects_have_an_order)
{
	for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++) {
		const struct resource a = { .name = word(sorted[_i].name), .ns = word(sorted[_i].ns), .kind_name = word(sorted[_i].kind),
			.group = word(sorted[_i].group), .order = sorted[_i].order };
		const struct resource b = { .name = word(sorted[i].name), .ns = word(sorted[i].ns), .kind_name = word(sorted[i].kind),
			.group = word(sorted[i].group), .order = sorted[i].order };
		int c = resource_compare(&a, &b);

		ck_assert_int_eq((c > 0) - (c < 0), ((size_t)_i > i) - ((size_t)_i < i));
	}
}
END_TEST

/* Definitions of kinds are read without them. */
START_TEST(texts_inside_may_be_left)
{
	const struct resource *r;

	objects.load = NULL;
	r = object_of(embedded[_i].text, NULL);
	ck_assert(!r->mesh_config && !r->mesh_networks && !r->injector_values && !r->proxy_config);
}
END_TEST

#define FLUX(api, spec) "apiVersion: " api "\nkind: HelmRelease\nmetadata: {name: a}\nspec: {" spec "}\n"
#define ARGO(spec) "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {" spec "}\n"
#define RKE(spec) "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: a}\nspec: {" spec "}\n"
#define ISTIOD "chart: {spec: {chart: istiod}}"

/* Releases of istiod's chart, and whether all that they set is known. */
static const struct {
	const char *text;
	bool installs, values, open;
} releases[] = {
	{ FLUX("helm.toolkit.fluxcd.io/v2", ISTIOD ", values: {a: 1}"), true, true, false },
	{ FLUX("helm.toolkit.fluxcd.io/v2", ISTIOD), true, false, false },
	{ FLUX("helm.toolkit.fluxcd.io/v2", ISTIOD ", values: {a: 1}, valuesFrom: [{kind: Secret, name: s}]"), true, true, true },
	{ FLUX("helm.toolkit.fluxcd.io/v2", ISTIOD ", values: {a: 1}, postRenderers: [{}]"), true, true, true },
	{ FLUX("helm.fluxcd.io/v1", "chart: {name: istiod}, values: {a: 1}"), true, true, false },
	{ FLUX("example.com/v1", ISTIOD ", values: {a: 1}"), false, false, false },
	{ FLUX("helm.toolkit.fluxcd.io/v2", "chart: {spec: {chart: other}}"), false, false, false },
	{ "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: Other\nmetadata: {name: a}\nspec: {" ISTIOD "}\n", false, false, false },
	{ FLUX("helm.toolkit.fluxcd.io/v2", "chart: {spec: {chart: manifests/charts/istio-control/istio-discovery}}"), true, false, false },
	{ FLUX("helm.toolkit.fluxcd.io/v2", "chart: {spec: {chart: 'https://example.com/istiod-1.24.0.tgz'}}"), true, false, false },
	{ FLUX("helm.toolkit.fluxcd.io/v2", "chart: {spec: {chart: istiod-0.9.tgz}}"), true, false, false },
	{ FLUX("helm.toolkit.fluxcd.io/v2", "chart: {spec: {chart: istiod-9.0.tgz}}"), true, false, false },
	{ FLUX("helm.toolkit.fluxcd.io/v2", "chart: {spec: {chart: istiod-remote}}"), false, false, false },
	{ FLUX("helm.toolkit.fluxcd.io/v2", "chart: {spec: {chart: istiod-~}}"), false, false, false },
	{ FLUX("helm.toolkit.fluxcd.io/v2", "chart: {spec: {chart: istiod--0.9}}"), false, false, false },
	{ FLUX("helm.toolkit.fluxcd.io/v2", "chart: {spec: {chart: gateway7}}"), false, false, false },
	{ ARGO("source: {chart: istiod, helm: {valuesObject: {a: 1}}}"), true, true, false },
	{ ARGO("source: {path: charts/istiod, helm: {values: 'a: 1'}}"), true, true, false },
	{ ARGO("source: {chart: istiod}"), true, false, false },
	{ ARGO("source: {chart: istiod, helm: {values: ''}}"), true, false, false },
	{ ARGO("source: {chart: istiod, helm: {values: {a: 1}}}"), true, false, false },
	{ ARGO("source: {chart: istiod, helm: {values: 'text'}}"), true, true, true },
	{ ARGO("source: {chart: istiod, helm: {valuesObject: {a: 1}, valueFiles: [a.yaml]}}"), true, true, true },
	{ ARGO("source: {chart: istiod, helm: {valuesObject: {a: 1}, parameters: [{name: a, value: b}]}}"), true, false, true },
	{ ARGO("source: {chart: istiod, helm: {valuesObject: {a: 1}, fileParameters: [{name: a, path: b}]}}"), true, false, true },
	{ ARGO("sources: [{chart: other}, {chart: istiod, helm: {valuesObject: {a: 1}}}, {chart: istiod}]"), true, true, false },
	{ ARGO("source: {chart: other}"), false, false, false },
	{ "apiVersion: argoproj.io/v1alpha1\nkind: Other\nmetadata: {name: a}\nspec: {source: {chart: istiod}}\n", false, false, false },
	{ "apiVersion: app.k8s.io/v1\nkind: Application\nmetadata: {name: a}\nspec: {source: {chart: istiod}}\n", false, false, false },
	{ RKE("chart: istio/istiod, valuesContent: 'a: 1'"), true, true, false },
	{ RKE("chart: istiod, valuesContent: 'a: 1', set: {a: 2}"), true, false, true },
	{ RKE("chart: other, valuesContent: 'a: 1'"), false, false, false },
	{ "apiVersion: helm.cattle.io/v1\nkind: Other\nmetadata: {name: a}\nspec: {chart: istiod}\n", false, false, false },
	{ "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmChart\nmetadata: {name: a}\nspec: {chart: istiod}\n", false, false, false },
};

START_TEST(releases_of_istiod_are_found)
{
	const struct resource *r = object_of(releases[_i].text, NULL);

	ck_assert_int_eq(r->installs_istiod, releases[_i].installs);
	ck_assert_int_eq(r->chart_values != NULL, releases[_i].values);
	ck_assert_int_eq(r->values_open, releases[_i].open);
	ck_assert(!object_of(releases[_i].text, &(struct object_defaults){ .partial = true })->installs_istiod);
}
END_TEST

START_TEST(objects_are_joined)
{
	struct objects more = { .arena = &arena, .pool = pool, .load = &load };
	const struct resource *first = object_of("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n", NULL), *second;

	load_source(&load, source_make(&arena, "b.yaml", "a: 1\n---\napiVersion: v1\nkind: Pod\n", 34));
	objects_add(&more, &load.documents.at[load.documents.n - 2], NULL);
	objects_add(&more, &load.documents.at[load.documents.n - 1], NULL);
	second = more.resources.at[0];
	objects_join(&objects, &more);
	ck_assert_uint_eq(objects.resources.n, 2);
	ck_assert_ptr_eq(objects.resources.at[0], first);
	ck_assert_ptr_eq(objects.resources.at[1], second);
	ck_assert_uint_eq(second->order, 1);
	ck_assert_uint_eq(objects.n_documents, 3);
	ck_assert_uint_eq(objects.n_passed_over, 1);
	ck_assert_uint_eq(more.resources.n, 0);
}
END_TEST

START_TEST(objects_are_opened)
{
	struct resource *pod = (struct resource *)object_of("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n", NULL);
	struct resource *ns = (struct resource *)object_of("apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n", NULL);

	objects_open(pod);
	objects_open(ns);
	ck_assert(pod->partial && pod->altered);
	ck_assert(ns->partial && !ns->altered);
}
END_TEST

#define ROWS(table) sizeof (table) / sizeof (table)[0]

int main(void)
{
	Suite *suite = suite_create("object");
	TCase *all = tcase_create("object");

	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_loop_test(all, kinds_have_groups, 0, ROWS(kinds));
	tcase_add_loop_test(all, operators_make_objects_of_custom_ones, 0, ROWS(customs));
	tcase_add_loop_test(all, objects_are_pointed_at, 0, ROWS(spans));
	tcase_add_loop_test(all, objects_are_together, 0, ROWS(pairs));
	tcase_add_loop_test(all, objects_are_neighbours, 0, ROWS(neighbours));
	tcase_add_loop_test(all, objects_are_found, 0, ROWS(texts));
	tcase_add_loop_test(all, texts_inside_are_read, 0, ROWS(embedded));
	tcase_add_loop_test(all, descriptions_are_no_objects, 0, ROWS(holding));
	tcase_add_test(all, objects_are_named_to_others);
	tcase_add_loop_test(all, objects_are_called_after_words, 0, ROWS(called));
	tcase_add_loop_test(all, objects_share_folders, 0, ROWS(folders));
	tcase_add_loop_test(all, objects_have_an_order, 0, ROWS(sorted));
	tcase_add_loop_test(all, texts_inside_may_be_left, 0, ROWS(embedded));
	tcase_add_loop_test(all, releases_of_istiod_are_found, 0, ROWS(releases));
	tcase_add_test(all, objects_are_joined);
	tcase_add_test(all, objects_are_opened);
	suite_add_tcase(suite, all);
	return suite_run(suite, CK_FORK_GETENV);
}
