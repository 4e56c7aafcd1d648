/* From a CustomResourceDefinition to schemas: versions, names, and the object's own fields. */
#include "type/crd.h"

#include <stdlib.h>
#include <string.h>

#include "type/format.h"
#include "type/notices.h"
#include "type/openapi.h"

static const struct str *text_at(const struct node *map, const char *key)
{
	return node_text(node_find(map, key));
}

static bool is_true(const struct node *map, const char *key)
{
	bool b;

	return node_bool(node_find(map, key), &b) && b;
}

/* The names and fields that every object has, whatever its schema says of them. */
static struct type *object_type(struct crd_set *set, struct openapi *o, const struct node *schema, bool has_status)
{
	struct type *string = arena_new(set->arena, struct type);
	struct field own[] = {
		{.name = "apiVersion", .required = true, .type = string},
		{.name = "kind", .required = true, .type = string},
		{.name = "metadata", .type = set->metadata},
	};
	struct type *t = openapi_object(o, schema, own, sizeof own / sizeof own[0]);

	string->base = TYPE_STRING;
	for (uint32_t i = 0; i < t->n_fields; i++)
		if (has_status && strcmp(t->fields[i].name, "status") == 0)
			((struct field *)t->fields)[i].dropped = true;
	return t;
}

static void not_evaluated(struct crd_set *set, const struct node *crd, const struct subject *subject,
	const struct str *kind, const struct openapi *o)
{
	struct finding *f;

	if (!o->passed_over)
		return;
	f = sink_add(set->sink, &notice_type_not_evaluated, node_span(o->passed_over),
		"some validation rules of %s are not evaluated; only the API server knows whether an object satisfies them",
		kind->text);
	f->subject = *subject;
	f->path = node_path(set->arena, o->passed_over, crd);
}

/* All versions that are served, for messages; the same for each version's schema. */
static uint32_t served_versions(struct crd_set *set, const struct node *spec, const struct served **out)
{
	const struct node *versions = node_find(spec, "versions");
	const struct str *only = text_at(spec, "version");
	struct served *all = arena_array(set->arena, struct served, (versions ? versions->n : 0) + 1);
	uint32_t n = 0;

	for (const struct node *v = node_first(versions); v; v = node_next(v))
		if (text_at(v, "name") && (!node_find(v, "served") || is_true(v, "served")))
			all[n++].version = text_at(v, "name")->text;
	if (!versions && only)
		all[n++].version = only->text;
	*out = all;
	return n;
}

struct definition {
	struct crd_set *set;
	const struct node *spec;
	const struct str *group, *kind;
	struct schema common;
	struct openapi openapi;
	bool entered; /* one of its versions stands for the kind as such */
};

/* The definitions of a kind so far. */
struct crd_definitions {
	VEC(const struct node *) specs;
};

static void enter(struct crd_set *set, const struct definition *d, const struct str *version, const struct schema *s)
{
	void **place = map_at(set->arena, &set->schemas, d->group, d->kind, version);
	struct crd_schemas *all = *place ? *place : arena_new(set->arena, struct crd_schemas);

	vec_push(set->arena, &all->list, s);
	*place = all;
}

/* Is it another than those before it? */
static bool is_new(struct crd_set *set, const struct definition *d)
{
	void **place = map_at(set->arena, &set->definitions, d->group, d->kind, NULL);
	struct crd_definitions *all = *place ? *place : arena_new(set->arena, struct crd_definitions);

	*place = all;
	for (size_t i = 0; i < all->specs.n; i++)
		if (node_same(all->specs.at[i], d->spec))
			return false;
	if (all->specs.n <= CRD_MOST_DEFINITIONS)
		vec_push(set->arena, &all->specs, d->spec);
	return all->specs.n <= CRD_MOST_DEFINITIONS;
}

static void add_version(struct definition *d, const struct node *version, const struct str *name)
{
	const struct node *schema = node_find(node_find(version, "schema"), "openAPIV3Schema");
	const struct node *sub = node_find(version, "subresources");
	struct crd_set *set = d->set;
	struct schema *s;

	if (!schema)
		schema = node_find(node_find(d->spec, "validation"), "openAPIV3Schema");
	if (!sub)
		sub = node_find(d->spec, "subresources");
	if (!schema)
		return;
	s = arena_new(set->arena, struct schema);
	*s = d->common;
	s->type = object_type(set, &d->openapi, schema, node_find(sub, "status") != NULL);
	enter(set, d, name, s);
	if (!d->entered)
		enter(set, d, NULL, s);
	d->entered = true;
}

/* v1beta1 keeps fields that the schema does not know unless the definition says otherwise; v1 never does as a whole. */
static bool keeps_unknown(const struct node *crd, const struct node *spec)
{
	bool b;

	if (node_bool(node_find(spec, "preserveUnknownFields"), &b))
		return b;
	return str_is(text_at(crd, "apiVersion"), "apiextensions.k8s.io/v1beta1");
}

void crd_add(struct crd_set *set, const struct node *crd, const struct subject *subject)
{
	const struct node *spec = node_find(crd, "spec"), *names = node_find(spec, "names");
	const struct node *versions = node_find(spec, "versions");
	const struct str *scope = text_at(spec, "scope");
	struct definition d = {
		.set = set, .spec = spec, .group = text_at(spec, "group"), .kind = text_at(names, "kind"),
		.openapi = {.arena = set->arena, .pool = set->pool, .metadata = set->metadata,
			.open = keeps_unknown(crd, spec)},
	};

	if (!d.group || !d.kind || !is_new(set, &d))
		return;
	d.common = (struct schema){
		.group = d.group->text, .kind = d.kind->text,
		.namespaced = !str_is(scope, "Cluster"), .name_format = FORMAT_DNS_SUBDOMAIN,
	};
	d.common.n_versions = served_versions(set, spec, &d.common.versions);
	for (const struct node *v = node_first(versions); v; v = node_next(v))
		if (text_at(v, "name"))
			add_version(&d, v, text_at(v, "name"));
	if (!versions && text_at(spec, "version"))
		add_version(&d, NULL, text_at(spec, "version"));
	not_evaluated(set, crd, subject, d.kind, &d.openapi);
}

const struct crd_schemas *crd_find(const struct crd_set *set, const struct str *group,
	const struct str *kind, const struct str *version)
{
	const struct crd_schemas *s = map_get(&set->schemas, group, kind, version);
	const struct crd_definitions *all = map_get(&set->definitions, group, kind, NULL);

	if (all && all->specs.n > CRD_MOST_DEFINITIONS)
		return NULL;
	return s ? s : map_get(&set->schemas, group, kind, NULL);
}
