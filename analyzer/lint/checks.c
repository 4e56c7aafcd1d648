/* Holds all objects against their schemas, several at a time. */
#include "lint/checks.h"

#include "base/map.h"
#include "doc/notices.h"
#include "keys.h"
#include "schemas/schemas.h"
#include "source/read.h"
#include "type/check.h"
#include "type/crd.h"

#define UNIT 32 /* objects checked in a row by one hand */

struct unit {
	size_t first, n;
};

struct checking {
	const struct objects *objects;
	struct pool *pool;
	struct crd_set crds;
	struct map foreign; /* group, kind of the objects that meshlint has no schema for */
	uint16_t release;
	VEC(struct unit) units;
};

static struct check check_start(const struct checking *c, struct hand *hand, const struct resource *r)
{
	return (struct check){
		.arena = &hand->arena, .sink = &hand->sink, .subject = resource_subject(r),
		.root = (struct node *)r->root, /* poisoned in place before the mesh freezes it */
		.release = c->release, .partial = r->partial, .pool = c->pool,
	};
}

/* YAML inside of a ConfigMap, annotation or chart's values: what istiod or the injector would not understand. */
static void check_embedded(struct checking *c, struct hand *hand, const struct resource *r,
	const struct node *n, const char *type)
{
	const struct type *t = n ? schema_type(type) : NULL;
	struct check check;

	if (!t)
		return;
	check = check_start(c, hand, r);
	if (!n->parent)
		check.root = (struct node *)n; /* it stands in a text */
	check.advice = true;
	check_value(&check, t, (struct node *)n);
}

static void check_resource(struct checking *c, struct hand *hand, const struct resource *r)
{
	const struct schema *s = schema_find(r->group->text, r->kind_name->text);
	struct check check;

	if (!s && c->crds.schemas.n)
		s = crd_find(&c->crds, r->group, r->kind_name, r->version);
	if (s) {
		check = check_start(c, hand, r);
		check_object(&check, s);
		((struct resource *)r)->patched |= check.unsettled; /* not frozen yet either */
	}
	check_embedded(c, hand, r, r->mesh_config, "MeshConfig");
	check_embedded(c, hand, r, r->mesh_networks, "MeshNetworks");
	check_embedded(c, hand, r, r->chart_values, "InstallationValues");
	check_embedded(c, hand, r, r->proxy_config, "MeshProxyConfig");
}

static void check_unit(void *context, struct hand *hand, size_t i)
{
	struct checking *c = context;
	const struct unit *u = &c->units.at[i];

	for (size_t j = u->first; j < u->first + u->n; j++)
		check_resource(c, hand, c->objects->resources.at[j]);
}

/* Only definitions of kinds that the input has objects of, and meshlint no schema for, are worth reading. */
static void add_crd(struct checking *c, const struct resource *r)
{
	const struct node *spec = r->spec;
	struct subject subject = resource_subject(r);

	if (r->kind == KIND_CUSTOM_RESOURCE_DEFINITION
			&& map_get(&c->foreign, node_get_text(spec, KEY_group), node_text(node_at(spec, KEY_names, KEY_kind, 0)), NULL))
		crd_add(&c->crds, r->root, &subject);
}

static void add_crds(struct checking *c, const struct checks *checks, struct arena *a)
{
	const struct objects *o = c->objects;

	for (size_t i = 0; i < o->resources.n; i++) {
		const struct resource *r = o->resources.at[i];

		if (r->kind == KIND_OTHER && !schema_find(r->group->text, r->kind_name->text))
			*map_at(a, &c->foreign, r->group, r->kind_name, NULL) = (void *)r;
	}
	for (size_t i = 0; c->foreign.n && i < checks->n_crds; i++)
		add_crd(c, checks->crds[i]);
	for (size_t i = 0; c->foreign.n && i < o->resources.n; i++)
		add_crd(c, o->resources.at[i]);
}

/* A document's objects stay together: one tree is one hand's. */
static void make_units(struct checking *c, struct arena *a)
{
	size_t n = c->objects->resources.n;

	for (size_t i = 0, end; i < n; i = end) {
		end = i + UNIT < n ? i + UNIT : n;
		while (end < n && c->objects->resources.at[end]->document == c->objects->resources.at[end - 1]->document)
			end++;
		vec_push(a, &c->units, ((struct unit){ i, end - i }));
	}
}

/* In a ConfigMap as istiod reads it the text counts; NULL where there is none. */
static struct node *open_config_map(struct load *load, struct node *root, uint32_t member)
{
	if (!str_is(node_get_text(root, KEY_kind), "ConfigMap"))
		return root;
	root = node_at(root, KEY_data, member, 0);
	return node_text(root) ? load_embedded(load, root) : NULL;
}

/* What a file that the user names holds, untyped; NULL where it is broken or empty. */
static struct node *read_given(struct input *in, struct crew *crew, const char *path, uint32_t member)
{
	struct load *load = &crew->hands[0].load;
	size_t first = load->documents.n, templates = load->n_templates;
	struct source *source;
	const char *why = NULL;

	if (!path)
		return NULL;
	if (read_source(in->arena, path, path, &source, &why) != READ_OK) {
		sink_add(in->sink, &notice_input_unreadable, (struct span){ source, 0, 0 }, "%s",
			why ? why : "this file cannot be read");
		return NULL;
	}
	load_source(load, source);
	if (load->n_templates > templates)
		sink_add(in->sink, &notice_input_template, load->action, "%s", applied_message(SKIPPED_TEMPLATE));
	if (load->documents.n == first)
		return NULL;
	return open_config_map(load, load->documents.at[first].root, member);
}

static const struct node *check_given(struct input *in, struct crew *crew, struct node *root, const char *type,
	uint16_t release)
{
	struct hand *hand = &crew->hands[0];
	const struct type *t = schema_type(type);
	struct check check = { .arena = &hand->arena, .sink = &hand->sink, .root = root,
		.release = release, .advice = true, .pool = in->pool };

	if (root && t)
		check_value(&check, t, root);
	return root;
}

/* A MeshConfig, or values of istiod's chart that hold one. */
static const struct node *read_mesh_config(struct input *in, struct crew *crew, const char *path, uint16_t release)
{
	struct node *root = read_given(in, crew, path, KEY_mesh);

	return check_given(in, crew, root, node_has(root, KEY_meshConfig) ? "InstallationValues" : "MeshConfig", release);
}

void checks_run(struct checks *c, struct input *in, const struct settings *s,
	const struct objects *objects, struct crew *crew)
{
	struct checking checking = { .objects = objects, .pool = in->pool,
		.crds = { .arena = in->arena, .pool = in->pool, .sink = in->sink, .metadata = schema_type("ObjectMeta") },
		.release = (uint16_t)(s->release_major * 100 + s->release_minor) };

	add_crds(&checking, c, in->arena);
	make_units(&checking, in->arena);
	crew_run(crew, checking.units.n, check_unit, &checking);
	c->mesh_config = read_mesh_config(in, crew, s->mesh_config, checking.release);
	c->mesh_networks = check_given(in, crew, read_given(in, crew, s->mesh_networks, KEY_meshNetworks),
		"MeshNetworks", checking.release);
}
