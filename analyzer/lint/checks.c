/* Holds all objects against their schemas, several at a time. */
#include "lint/checks.h"

#include <string.h>

#include "base/distance.h"
#include "base/map.h"
#include "doc/notices.h"
#include "keys.h"
#include "lint/units.h"
#include "schemas/schemas.h"
#include "source/path.h"
#include "source/read.h"
#include "type/check.h"
#include "type/crd.h"

#define SHARE 32 /* objects checked in a row by one hand */

struct share {
	size_t first, n;
};

/* What brings objects that share their root: one is checked for all of them. */
struct sharers {
	VEC(const struct built *) list;
};

struct checking {
	const struct tree *tree;
	struct map *marks;         /* unit -> its struct built */
	struct arena *arena;
	VEC(struct resource *) list; /* what is checked */
	struct map sharers;        /* root of a built object -> struct sharers */
	struct pool *pool;
	struct crd_set crds;
	struct map foreign; /* group, kind of the objects that meshlint has no schema for */
	struct map samples; /* group, kind -> the folder of the sample that defines it: for no other */
	uint16_t release;
	VEC(struct share) shares;
	const struct crew *crew;
	struct check_sound *sound; /* one for each hand */
};

static bool is_unsettled(const struct node *n)
{
	if (n->flags & NODE_UNSETTLED)
		return true;
	for (const struct node *c = node_children(n); c; c = c->next)
		if (is_unsettled(c))
			return true;
	return false;
}

/* {apiVersion, kind, data} of a ConfigMap or Secret: what "kubectl patch --patch-file" takes, and nothing that is applied. */
static bool is_data_alone(const struct resource *r)
{
	const struct node *m = node_children(r->root);

	if (r->kind != KIND_CONFIG_MAP && r->kind != KIND_SECRET)
		return false;
	while (m && (m->key->key == KEY_apiVersion || m->key->key == KEY_kind || str_is(m->key, "data") || str_is(m->key, "stringData")))
		m = m->next;
	return !m;
}

/* A pod template without containers, in what has no selector: the API server refuses it, and a patch is made so. */
static bool is_patch_of_template(const struct resource *r)
{
	return node_has(r->spec, KEY_template) && !node_has(r->spec, KEY_selector) && node_is_map(node_get(r->spec, KEY_template))
		&& !node_has(node_get(r->spec, KEY_template), KEY_spec)
		&& (r->kind == KIND_DEPLOYMENT || r->kind == KIND_STATEFUL_SET || r->kind == KIND_DAEMON_SET);
}

/*
 * Is it the piece of an object that a program completes: of the Maven plugins fabric8 and JKube, of a template without any metadata
 * that is filled in, {apiVersion, kind, spec} of a custom resource, as others carry them for what they create, or a patch?
 */
static bool is_fragment(const struct resource *r)
{
	static const char *const folders[] = { "src/main/fabric8/", "src/main/jkube/", NULL };
	bool custom = r->kind == KIND_OTHER && !schema_find(r->group->text, r->kind_name->text);

	return path_through(r->document->source->name, folders) || is_patch_of_template(r)
		|| (!node_has(r->root, KEY_metadata) && (custom || is_data_alone(r) || is_unsettled(r->root)));
}

static struct check check_start(const struct checking *c, struct hand *hand, const struct resource *r)
{
	return (struct check){
		.arena = &hand->arena, .sink = &hand->sink, .subject = resource_subject(r),
		.root = (struct node *)r->root, /* poisoned in place before the mesh freezes it */
		.release = c->release, .partial = r->partial || is_fragment(r), .pool = c->pool,
	};
}

/* YAML inside of a ConfigMap, annotation or chart's values: what istiod or the injector would not understand. */
static void check_embedded(struct checking *c, struct hand *hand, const struct resource *r,
	const struct node *n, const char *type)
{
	const struct type *t = n && !node_is_null(n) ? schema_type(type) : NULL;
	struct check check;

	if (!t)
		return;
	check = check_start(c, hand, r);
	if (!n->parent)
		check.root = (struct node *)n; /* it stands in a text */
	check.advice = true;
	check.overlay = strcmp(type, "InstallationValues") == 0;
	check_value(&check, t, (struct node *)n);
}

/* What the check has taken out of the tree is not there for the rules. */
static void forget_nulls(struct resource *r)
{
	if (node_is_null(r->metadata))
		r->metadata = NULL;
	if (node_is_null(r->labels))
		r->labels = NULL;
	if (node_is_null(r->annotations))
		r->annotations = NULL;
	if (node_is_null(r->spec))
		r->spec = NULL;
}

/* What Istio's own installer wrote for its own release is not for another release to judge. */
static bool is_installers(const struct resource *r)
{
	const struct str *release = resource_label(r, "release");

	return str_is(release, "istio") || resource_label(r, "install.operator.istio.io/owning-resource")
		|| resource_label(r, "operator.istio.io/component");
}

static void check_schema(struct checking *c, struct hand *hand, const struct resource *r, const struct schema *s)
{
	struct check check = check_start(c, hand, r);

	if (r->built)
		check.sound = &c->sound[hand - c->crew->hands];
	check_object(&check, s);
	((struct resource *)r)->patched |= check.unsettled; /* not frozen yet either */
}

/* Take back what a check has marked as wrong, so that the next one sees the object as it is written. */
static void mark_sound(const struct node *n)
{
	if (!(n->flags & NODE_UNSETTLED)) /* a placeholder is not the check's */
		((struct node *)(uintptr_t)n)->flags &= (uint8_t)~NODE_POISONED;
	for (const struct node *m = n->kind == NODE_SCALAR ? NULL : node_children(n); m; m = m->next)
		mark_sound(m);
}

static bool says_so(const struct sink *sink, size_t first, const struct finding *f)
{
	for (size_t i = first; i < sink->findings.n; i++) {
		const struct finding *other = sink->findings.at[i];

		if (other->notice == f->notice && other->span.begin == f->span.begin && other->span.end == f->span.end)
			return true;
	}
	return false;
}

/* What a scaffold writes where fields are to be filled in: "spec: {foo: bar}". */
static bool is_scaffold(const struct node *spec)
{
	const struct node *only = node_is_map(spec) && spec->n == 1 ? node_first(spec) : NULL;

	return only && str_is(only->key, "foo") && str_is(node_text(only), "bar");
}

/*
 * Of several definitions nobody knows which the cluster has: what all of them find wrong is wrong. own is meshlint's schema of
 * the kind, or NULL.
 */
static void check_schemas(struct checking *c, struct hand *hand, const struct resource *r, const struct schema *own,
	const struct crd_schemas *all)
{
	struct sink *sink = &hand->sink;
	size_t first = sink->findings.n;

	if (is_scaffold(r->spec))
		return;
	check_schema(c, hand, r, own ? own : all->list.at[0]);
	for (size_t i = own ? 0 : 1; i < all->list.n && sink->findings.n > first; i++) {
		size_t n = sink->findings.n, kept = first;

		mark_sound(r->root);
		check_schema(c, hand, r, all->list.at[i]);
		for (size_t j = first; j < n; j++)
			if (strcmp(sink->findings.at[j]->notice->category, "schema") != 0 || says_so(sink, n, sink->findings.at[j]))
				sink->findings.at[kept++] = sink->findings.at[j];
		sink->findings.n = kept;
	}
}

/* Is the kind defined by a sample that the object is no part of? */
static bool is_apart(const struct checking *c, const struct resource *r)
{
	const char *sample = map_get(&c->samples, r->group, r->kind_name, NULL);

	return sample && !path_below(sample, r->document->source->name);
}

static void check_resource(struct checking *c, struct hand *hand, const struct resource *r)
{
	const struct schema *s = schema_find(r->group->text, r->kind_name->text);
	const struct crd_schemas *defined = !c->crds.schemas.n || is_apart(c, r) ? NULL
		: crd_find(&c->crds, r->group, r->kind_name, r->version);

	if (defined)
		check_schemas(c, hand, r, s, defined);
	else if (s)
		check_schema(c, hand, r, s);
	if (s || defined)
		forget_nulls((struct resource *)r);
	if (!is_installers(r))
		check_embedded(c, hand, r, r->mesh_config, "MeshConfig");
	check_embedded(c, hand, r, r->mesh_networks, "MeshNetworks");
	check_embedded(c, hand, r, r->chart_values, "InstallationValues");
	check_embedded(c, hand, r, r->proxy_config, "MeshProxyConfig");
}

/* Say what brings the object that the findings from first on are of. */
static void mark(const struct checking *c, struct hand *hand, const struct resource *r, size_t first)
{
	const struct sharers *all = r->built ? map_get(&c->sharers, r->root, NULL, NULL) : NULL;
	const struct built *own = map_get(c->marks, r->unit, NULL, NULL);

	for (size_t i = first; i < hand->sink.findings.n; i++) {
		struct finding *f = hand->sink.findings.at[i];

		f->object = r->root;
		for (size_t j = 0; all && j < all->list.n; j++)
			vec_push(&hand->arena, &f->built, all->list.at[j]);
		if (!all && own)
			vec_push(&hand->arena, &f->built, own);
	}
}

static void check_share(void *context, struct hand *hand, size_t i)
{
	struct checking *c = context;
	const struct share *s = &c->shares.at[i];

	for (size_t j = s->first; j < s->first + s->n; j++) {
		size_t first = hand->sink.findings.n;

		check_resource(c, hand, c->list.at[j]);
		mark(c, hand, c->list.at[j], first);
	}
}

/*
 * Is it a copy of a definition that others make, kept for a program to be built or tested with: of some version, often cut down? It is no
 * word of what the cluster has.
 */
static bool is_copy(const struct checking *c, const struct resource *r)
{
	static const char *const folders[] = {
		"crd/external/", "crds/external/", "external-crd/", "external-crds/", "external_crds/", NULL,
	};

	return r->kind == KIND_CUSTOM_RESOURCE_DEFINITION && (path_through(r->document->source->name, folders) || tree_holds_copy(c->tree, r));
}

/* Only definitions of kinds that the input has objects of, and that meshlint has no schema for or are the Gateway API's, are worth reading. */
static void add_crd(struct checking *c, const struct resource *r, bool given)
{
	const struct node *spec = r->spec;
	struct subject subject = resource_subject(r);
	const struct str *group = node_get_text(spec, KEY_group), *kind = node_text(node_at(spec, KEY_names, KEY_kind, 0));
	const char *path = r->document->source->name;

	if (r->kind != KIND_CUSTOM_RESOURCE_DEFINITION || !map_get(&c->foreign, group, kind, NULL))
		return;
	crd_add(&c->crds, r->root, &subject);
	if (!given && path_of_samples(path))
		*map_at(c->arena, &c->samples, group, kind, NULL) = (void *)(uintptr_t)path_folder(c->arena, path);
}

/* A copy out of a cluster: what the cluster had then is no word of what is installed where this tree goes. */
static bool is_dump(const struct resource *r)
{
	return node_has(r->metadata, KEY_uid);
}

static void add_crds(struct checking *c, const struct checks *checks, struct arena *a)
{
	const struct objects *o = &c->tree->everything;

	for (size_t i = 0; i < c->list.n; i++) {
		const struct resource *r = c->list.at[i];

		/* Of the Gateway API trees hold drafts that no release has, each with its definitions. */
		if (str_is(r->group, "gateway.networking.k8s.io")
				|| (r->kind == KIND_OTHER && !schema_find(r->group->text, r->kind_name->text)))
			*map_at(a, &c->foreign, r->group, r->kind_name, NULL) = (void *)r;
	}
	for (size_t i = 0; c->foreign.n && i < checks->n_crds; i++)
		add_crd(c, checks->crds[i], true);
	/* What the user gives goes before all that the tree holds of the kind. */
	for (size_t i = 0; c->foreign.n && i < checks->n_crds; i++) {
		const struct node *spec = checks->crds[i]->spec;

		*map_at(a, &c->foreign, node_get_text(spec, KEY_group), node_text(node_at(spec, KEY_names, KEY_kind, 0)), NULL) = NULL;
	}
	for (size_t i = 0; c->foreign.n && i < o->resources.n; i++)
		if (!is_dump(o->resources.at[i]) && !is_copy(c, o->resources.at[i]))
			add_crd(c, o->resources.at[i], false);
	/* Beside another definition a copy may excuse what that finds wrong. */
	for (size_t i = 0; c->foreign.n && i < o->resources.n; i++) {
		const struct resource *r = o->resources.at[i];

		if (is_copy(c, r) && !is_dump(r) && crd_find(&c->crds,
				node_get_text(r->spec, KEY_group), node_text(node_at(r->spec, KEY_names, KEY_kind, 0)), NULL))
			add_crd(c, r, false);
	}
}

/* Objects of several builds that share their root are checked once. */
static void list_resources(struct checking *c)
{
	const struct objects *o = &c->tree->everything;

	for (size_t i = 0; i < c->tree->units.n; i++)
		unit_mark(c->arena, c->marks, c->tree->units.at[i]);
	for (size_t i = 0; i < o->resources.n; i++) {
		struct resource *r = o->resources.at[i];
		struct sharers *all;
		void **place;

		if (!r->judged)
			continue;
		place = r->built ? map_at(c->arena, &c->sharers, r->root, NULL, NULL) : NULL;
		all = place ? *place : NULL;
		if (!all)
			vec_push(c->arena, &c->list, r);
		if (place && !all)
			*place = all = arena_new(c->arena, struct sharers);
		if (all)
			vec_push(c->arena, &all->list, unit_mark(c->arena, c->marks, r->unit));
	}
}

/* A document's objects stay together: one tree is one hand's. */
static void share_out(struct checking *c)
{
	size_t n = c->list.n;

	for (size_t i = 0, end; i < n; i = end) {
		end = i + SHARE < n ? i + SHARE : n;
		while (end < n && c->list.at[end]->document == c->list.at[end - 1]->document)
			end++;
		vec_push(c->arena, &c->shares, ((struct share){ i, end - i }));
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
static struct node *read_given(struct input *in, const struct settings *s, struct crew *crew, const char *path, uint32_t member)
{
	struct load *load = &crew->hands[0].load;
	size_t first = load->documents.n, templates = load->n_templates;
	struct source *source;
	const char *why = NULL, *absolute;

	if (!path)
		return NULL;
	absolute = path_absolute(in->arena, in->working, path);
	if (read_source(in->arena, path, path, READ_NAMED, &source, &why) != READ_OK) {
		sink_add(in->sink, &notice_input_unreadable, (struct span){ source, 0, 0 }, "%s",
			why ? why : "this file cannot be read");
		return NULL;
	}
	source->outside = !(s->folder && path_below(s->folder, absolute)) && !fence_reaches(&in->fence, in->arena, absolute);
	load_source(load, source);
	if (load->n_templates > templates)
		sink_add(in->sink, &notice_input_template, load->action, "%s", applied_message(SKIPPED_TEMPLATE));
	if (load->documents.n == first)
		return NULL;
	return open_config_map(load, load->documents.at[first].root, member);
}

/* Is the key nearly one of the fields? */
static bool is_misspelt(const struct type *t, const struct str *key)
{
	for (uint32_t i = 0; i < t->n_fields; i++) {
		const char *name = t->fields[i].name;

		if (edit_distance(key->text, key->len, name, strlen(name), 2) <= 2)
			return true;
	}
	return false;
}

/* Is it an object with a field of the type? near: or one that is nearly so called. */
static bool is_likely(const struct type *t, const struct node *root, bool near)
{
	for (const struct node *n = node_children(root); t && root->kind == NODE_MAP && n; n = n->next)
		if (type_field(t, n->key) || (near && is_misspelt(t, n->key)))
			return true;
	return root->kind == NODE_MAP && !root->n;
}

static const struct node *check_given(struct input *in, struct crew *crew, struct node *root, const char *type,
	uint16_t release)
{
	struct hand *hand = &crew->hands[0];
	const struct type *t = schema_type(type);
	struct check check = { .arena = &hand->arena, .sink = &hand->sink, .root = root,
		.release = release, .advice = true, .pool = in->pool };

	if (root && t && !node_span(root).source->outside && !is_likely(t, root, true)) {
		sink_add(&hand->sink, &notice_input_unreadable, node_span(root), "this is no %s: it has none of its fields", type);
		return NULL;
	}
	/* Of what is not of the tree nothing is quoted. */
	if (root && node_span(root).source->outside && !is_likely(t, root, false)) {
		sink_add(&hand->sink, &notice_input_unreadable,
			(struct span){ source_make(in->arena, node_span(root).source->name, "", 0), 0, 0 }, "this file is no %s", type);
		return NULL;
	}
	if (root && t)
		check_value(&check, t, root);
	return root;
}

/* A MeshConfig, or values of istiod's chart that hold one. */
static const struct node *read_mesh_config(struct input *in, const struct settings *s, struct crew *crew, uint16_t release)
{
	struct node *root = read_given(in, s, crew, s->mesh_config, KEY_mesh);

	return check_given(in, crew, root, node_has(root, KEY_meshConfig) ? "InstallationValues" : "MeshConfig", release);
}

void checks_run(struct checks *c, struct input *in, const struct settings *s,
	const struct tree *tree, struct map *marks, struct crew *crew)
{
	struct checking checking = { .tree = tree, .marks = marks, .arena = in->arena, .pool = in->pool,
		.crds = { .arena = in->arena, .pool = in->pool, .sink = in->sink, .metadata = schema_type("ObjectMeta") },
		.release = (uint16_t)(s->release_major * 100 + s->release_minor) };

	checking.crew = crew;
	checking.sound = arena_array(in->arena, struct check_sound, crew->n);
	for (size_t i = 0; i < crew->n; i++)
		checking.sound[i].arena = &crew->hands[i].arena;
	list_resources(&checking);
	add_crds(&checking, c, in->arena);
	share_out(&checking);
	crew_run(crew, checking.shares.n, check_share, &checking);
	c->mesh_config = read_mesh_config(in, s, crew, checking.release);
	c->mesh_networks = check_given(in, crew, read_given(in, s, crew, s->mesh_networks, KEY_meshNetworks),
		"MeshNetworks", checking.release);
}
