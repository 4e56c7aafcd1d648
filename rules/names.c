/* The table of Istio's annotations and labels, and the walk over their uses. */
#include "rules/names.h"

#include <stdlib.h>
#include <string.h>

#include "doc/made.h"
#include "keys.h"
#include "lint/catalogue.h"

#define ROW(name, places, syntax, words, fate, since, deprecated, gone, instead) \
	{ name, places, SYNTAX_##syntax, words, FATE_##fate, since, deprecated, gone, instead },

static const struct known_name annotations[] = {
#define ANNOTATION ROW
#include "rules/names.def"
#undef ANNOTATION
};

static const struct known_name labels[] = {
#define LABEL ROW
#include "rules/names.def"
#undef LABEL
};

struct table {
	const struct known_name *at;
	size_t n;
};

static struct table table_of(enum name_family family)
{
	if (family == LABELS)
		return (struct table){ labels, sizeof labels / sizeof *labels };
	return (struct table){ annotations, sizeof annotations / sizeof *annotations };
}

static int by_name(const void *key, const void *row)
{
	return strcmp(key, ((const struct known_name *)row)->name);
}

const struct known_name *name_known(enum name_family family, const struct str *name)
{
	struct table t = table_of(family);

	return bsearch(name->text, t.at, t.n, sizeof *t.at, by_name);
}

const char *name_suggest(enum name_family family, const struct str *name)
{
	struct table t = table_of(family);
	const char *best = NULL;
	size_t least = 3;

	for (size_t i = 0; i < t.n; i++) {
		size_t d = edit_distance(name->text, name->len, t.at[i].name, strlen(t.at[i].name), least - 1);

		if (d < least && !t.at[i].gone) {
			least = d;
			best = t.at[i].name;
		}
	}
	return best;
}

static bool table_has_prefix(struct table t, const char *prefix, size_t len)
{
	for (size_t i = 0; i < t.n; i++)
		if (strncmp(t.at[i].name, prefix, len) == 0)
			return true;
	return false;
}

bool name_has_own_prefix(const struct str *name)
{
	const char *slash = memchr(name->text, '/', name->len);
	size_t len = slash ? (size_t)(slash - name->text) + 1 : 0;

	return slash && (table_has_prefix(table_of(ANNOTATIONS), name->text, len)
		|| table_has_prefix(table_of(LABELS), name->text, len));
}

bool release_reaches(const struct mesh *m, uint32_t minor)
{
	return minor && (mesh_release(m) == 0 || mesh_release(m) >= minor);
}

/* "pods", "Services and Namespaces": where the name may stand. */
static const char *places_in_words(const struct known_name *k, struct arena *scratch)
{
	static const char *const words[] = {
		"pods", "Services", "Namespaces", "ServiceEntries", "WorkloadEntries", "Ingresses",
		"AuthorizationPolicies", "Gateways", "GatewayClasses",
	};
	const char *list = NULL;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (k->places & (1u << i))
			list = list ? arena_printf(scratch, "%s and %s", list, words[i]) : words[i];
	return list ? list : "others";
}

/* Has a kustomization put it on all objects alike? Then it takes effect where it belongs, and is of no harm elsewhere. */
static bool is_common(const struct name_use *use)
{
	const char *by = made_by(use->node);

	return by && strcmp(by, "labels") == 0;
}

void name_report_misplaced(struct pass *p, const struct name_use *use)
{
	const struct resource *r = use->resource;
	const char *where = use->places == IN_POD ? "pod" : r->kind_name->text;
	const char *article = strchr("AEIO", *where) ? "an" : "a";

	if (is_common(use) || resource_label(r, "gateway.istio.io/managed"))
		return; /* the latter is made by istiod, which copies what stands on the Gateway */
	if (r->patched && use->places == IN_CONTROLLER)
		return; /* the patch may write it where it belongs */
	if (use->places != IN_CONTROLLER || !(use->known->places & IN_POD)) {
		pass_report_key(p, r, use->node, "\"%s\" has no effect on %s %s; it is for %s", use->known->name, article, where,
			places_in_words(use->known, pass_scratch(p)));
		return;
	}
	pass_report_key(p, r, use->node, "\"%s\" has no effect on %s %s; set it on the pods, under template.metadata",
		use->known->name, article, where);
	if (use->template)
		pass_note(p, r, use->template, "the metadata of the pods");
}

/* The names that are Istio's to give, and the two without its domain. */
static bool is_istios(const struct str *name)
{
	static const char domain[] = "istio.io";
	const size_t len = sizeof domain - 1;
	const char *slash = memchr(name->text, '/', name->len);
	size_t before = slash ? (size_t)(slash - name->text) : 0;

	if (!slash)
		return str_is(name, "istio-injection");
	if (before < len || memcmp(slash - len, domain, len) != 0)
		return str_is(name, "kubernetes.io/ingress.class");
	return before == len || slash[-(ptrdiff_t)len - 1] == '.';
}

/* Does the object make pods from a template at spec.template? */
static bool is_controller(enum kind kind)
{
	return kind_pods(kind) == POD_TEMPLATE || kind_pods(kind) == POD_JOB;
}

/*
 * What the object counts as. istiod hands the metadata of a Gateway on to the Service and the pods that it
 * makes, an operator may do so with that of its own kinds: there everything has its place.
 */
static unsigned places_of(const struct resource *r)
{
	switch (r->kind) {
	case KIND_POD: return IN_POD;
	case KIND_SERVICE: return IN_SERVICE;
	case KIND_NAMESPACE: return IN_NAMESPACE;
	case KIND_SERVICE_ENTRY: return IN_SERVICE_ENTRY;
	case KIND_WORKLOAD_ENTRY: return IN_WORKLOAD_ENTRY;
	case KIND_INGRESS: return IN_INGRESS;
	case KIND_AUTHORIZATION_POLICY: return IN_AUTHORIZATION_POLICY;
	case KIND_GATEWAY_CLASS: return IN_GATEWAY_CLASS;
	case KIND_VIRTUAL_SERVICE:
	case KIND_DESTINATION_RULE:
	case KIND_SIDECAR:
	case KIND_PEER_AUTHENTICATION:
	case KIND_REQUEST_AUTHENTICATION:
	case KIND_TELEMETRY: return IN_CONFIGURATION;
	default: return is_controller(r->kind) ? IN_CONTROLLER : ANYWHERE;
	}
}

struct walk {
	struct pass *pass;
	enum name_family family;
	void (*judge)(struct pass *p, const struct name_use *use);
};

static void walk_metadata(const struct walk *w, const struct resource *r, const struct node *metadata,
	unsigned places, const struct node *template)
{
	const struct node *map = node_get(metadata, w->family == LABELS ? KEY_labels : KEY_annotations);

	for (const struct node *n = node_first(map); n; n = node_next(n))
		if (n->key && is_istios(n->key)) {
			struct name_use use = { r, n, name_known(w->family, n->key), metadata, template, places };

			w->judge(w->pass, &use);
		}
}

/* Is one of those who made this object in the tree as well? Its metadata is theirs. */
static bool is_made(const struct mesh *m, const struct resource *r)
{
	for (const struct node *o = node_first(node_get(r->metadata, KEY_ownerReferences)); o; o = node_next(o)) {
		const struct str *name = node_get_text(o, KEY_name);

		for (int k = KIND_OTHER + 1; name && k < N_KINDS; k++)
			if (str_is(node_get_text(o, KEY_kind), kind_name((enum kind)k)) && mesh_find(m, (enum kind)k, r->ns, name))
				return true;
	}
	return false;
}

void names_visit(struct pass *p, const struct resource *r, enum name_family family,
	void (*judge)(struct pass *p, const struct name_use *use))
{
	const struct walk walk = { p, family, judge }, *w = &walk;
	const struct node *spec = r->spec, *template;

	if (is_made(pass_mesh(p), r))
		return;
	if (r->kind == KIND_CRON_JOB) {
		template = node_at(spec, KEY_jobTemplate, KEY_spec, KEY_template, KEY_metadata, 0);
		walk_metadata(w, r, node_at(spec, KEY_jobTemplate, KEY_metadata, 0), IN_CONTROLLER, template);
	} else {
		template = is_controller(r->kind) ? node_at(spec, KEY_template, KEY_metadata, 0) : NULL;
	}
	walk_metadata(w, r, r->metadata, places_of(r), template);
	walk_metadata(w, r, template, IN_POD, NULL);
	if (r->kind == KIND_K8S_GATEWAY)
		walk_metadata(w, r, node_get(spec, KEY_infrastructure), ANYWHERE, NULL);
	if (r->kind == KIND_WORKLOAD_GROUP)
		walk_metadata(w, r, node_get(spec, KEY_metadata), ANYWHERE, NULL);
}

void name_fix_as_label(struct pass *p, const struct name_use *use)
{
	const struct node *to = node_get(use->metadata, KEY_labels), *from = use->node->parent;

	if (node_is_map(to) && to->n && !node_member(to, use->node->key))
		pass_move(p, use->node, node_last(to), NULL, true);
	else if (!node_has(use->metadata, KEY_labels) && from->n == 1)
		pass_rename(p, from, "labels");
	else if (!node_has(use->metadata, KEY_labels))
		pass_move(p, use->node, from, "labels", false);
	pass_unsafe(p); /* the injector asks for the label where it would not have seen the annotation */
}
