/* Holds all objects against their schemas, several at a time. */
#include "lint/checks.h"

#include "base/map.h"
#include "doc/notices.h"
#include "schemas/schemas.h"
#include "source/read.h"
#include "type/check.h"

#define UNIT 32 /* objects checked in a row by one hand */

struct unit {
	size_t first, n;
};

struct checking {
	struct checks *checks;
	const struct objects *objects;
	uint16_t release;
	VEC(struct unit) units;
};

static struct check check_start(struct hand *hand, const struct resource *r, uint16_t release)
{
	return (struct check){
		.arena = &hand->arena, .sink = &hand->sink, .subject = resource_subject(r),
		.root = (struct node *)r->root, /* typed in place before the mesh freezes it */
		.release = release, .partial = r->partial,
	};
}

/* YAML inside of a ConfigMap: what istiod would not understand. */
static void check_embedded(struct hand *hand, const struct resource *r, const struct node *n,
	const char *type, uint16_t release)
{
	const struct type *t = n ? schema_type(type) : NULL;
	struct check check = check_start(hand, r, release);

	if (!t)
		return;
	check.root = (struct node *)n;
	check.advice = true;
	check_value(&check, t, (struct node *)n);
}

static void check_resource(struct checking *c, struct hand *hand, const struct resource *r)
{
	const struct schema *s = schema_find(r->group->text, r->kind_name->text);
	struct check check;

	if (!s)
		return;
	check = check_start(hand, r, c->release);
	check_object(&check, s);
	check_embedded(hand, r, r->mesh_config, "MeshConfig", c->release);
	check_embedded(hand, r, r->mesh_networks, "MeshNetworks", c->release);
}

static void check_unit(void *context, struct hand *hand, size_t i)
{
	struct checking *c = context;
	const struct unit *u = &c->units.at[i];

	for (size_t j = u->first; j < u->first + u->n; j++)
		check_resource(c, hand, c->objects->resources.at[j]);
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

/* A file that the user names for what it holds. */
static const struct node *read_value(struct input *in, struct crew *crew, const char *path, const char *type,
	uint16_t release)
{
	struct hand *hand = &crew->hands[0];
	size_t first = hand->load.documents.n;
	const struct type *t = schema_type(type);
	struct source *source;
	struct node *root;
	const char *why = NULL;

	if (!path)
		return NULL;
	if (read_source(in->arena, path, path, &source, &why) != READ_OK) {
		sink_add(in->sink, &notice_input_unreadable, (struct span){ source, 0, 0 }, "%s",
			why ? why : "this file cannot be read");
		return NULL;
	}
	load_source(&hand->load, source);
	if (hand->load.documents.n == first)
		return NULL;
	root = hand->load.documents.at[first].root;
	if (t) {
		struct check check = { .arena = &hand->arena, .sink = &hand->sink, .root = root,
			.release = release, .advice = true };

		check_value(&check, t, root);
	}
	return root;
}

void checks_run(struct checks *c, struct input *in, const struct settings *s,
	const struct objects *objects, struct crew *crew)
{
	struct checking checking = { .checks = c, .objects = objects,
		.release = (uint16_t)(s->release_major * 100 + s->release_minor) };

	make_units(&checking, in->arena);
	crew->progress = NULL; /* told while reading; this is the smaller part */
	crew_run(crew, checking.units.n, check_unit, &checking);
	c->mesh_config = read_value(in, crew, s->mesh_config, "MeshConfig", checking.release);
	c->mesh_networks = read_value(in, crew, s->mesh_networks, "MeshNetworks", checking.release);
}
