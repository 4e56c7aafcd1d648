/* Labels, annotations, replicas and images. */
#include <stdlib.h>
#include <string.h>

#include "tree/kustomize_internal.h"

#define AFFINITY "spec/template/spec/affinity/"
#define PREFERRED "/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels"
#define REQUIRED "/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels"

static const struct field on_all = { NULL, NULL, NULL, "metadata/labels", true };

static const struct field on_templates[] = {
	{ NULL, "v1", "ReplicationController", "spec/template/metadata/labels", true },
	{ NULL, NULL, "Deployment", "spec/template/metadata/labels", true },
	{ NULL, NULL, "ReplicaSet", "spec/template/metadata/labels", true },
	{ NULL, NULL, "DaemonSet", "spec/template/metadata/labels", true },
	{ "apps", NULL, "StatefulSet", "spec/template/metadata/labels", true },
	{ "apps", NULL, "StatefulSet", "spec/volumeClaimTemplates[]/metadata/labels", true },
	{ "batch", NULL, "Job", "spec/template/metadata/labels", true },
	{ "batch", NULL, "CronJob", "spec/jobTemplate/metadata/labels", true },
	{ "batch", NULL, "CronJob", "spec/jobTemplate/spec/template/metadata/labels", true },
};

static const struct field in_selectors[] = {
	{ NULL, "v1", "Service", "spec/selector", true },
	{ NULL, "v1", "ReplicationController", "spec/selector", true },
	{ NULL, NULL, "Deployment", "spec/selector/matchLabels", true },
	{ "apps", NULL, "Deployment", AFFINITY "podAffinity" PREFERRED, false },
	{ "apps", NULL, "Deployment", AFFINITY "podAffinity" REQUIRED, false },
	{ "apps", NULL, "Deployment", AFFINITY "podAntiAffinity" PREFERRED, false },
	{ "apps", NULL, "Deployment", AFFINITY "podAntiAffinity" REQUIRED, false },
	{ "apps", NULL, "Deployment", "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels", false },
	{ NULL, NULL, "ReplicaSet", "spec/selector/matchLabels", true },
	{ NULL, NULL, "DaemonSet", "spec/selector/matchLabels", true },
	{ "apps", NULL, "StatefulSet", "spec/selector/matchLabels", true },
	{ "apps", NULL, "StatefulSet", AFFINITY "podAffinity" PREFERRED, false },
	{ "apps", NULL, "StatefulSet", AFFINITY "podAffinity" REQUIRED, false },
	{ "apps", NULL, "StatefulSet", AFFINITY "podAntiAffinity" PREFERRED, false },
	{ "apps", NULL, "StatefulSet", AFFINITY "podAntiAffinity" REQUIRED, false },
	{ "apps", NULL, "StatefulSet", "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels", false },
	{ "batch", NULL, "Job", "spec/selector/matchLabels", false },
	{ "batch", NULL, "CronJob", "spec/jobTemplate/spec/selector/matchLabels", false },
	{ "policy", NULL, "PodDisruptionBudget", "spec/selector/matchLabels", false },
	{ "networking.k8s.io", NULL, "NetworkPolicy", "spec/podSelector/matchLabels", false },
	{ "networking.k8s.io", NULL, "NetworkPolicy", "spec/ingress/from/podSelector/matchLabels", false },
	{ "networking.k8s.io", NULL, "NetworkPolicy", "spec/egress/to/podSelector/matchLabels", false },
};

static const struct field with_annotations[] = {
	{ NULL, NULL, NULL, "metadata/annotations", true },
	{ NULL, "v1", "ReplicationController", "spec/template/metadata/annotations", true },
	{ NULL, NULL, "Deployment", "spec/template/metadata/annotations", true },
	{ NULL, NULL, "ReplicaSet", "spec/template/metadata/annotations", true },
	{ NULL, NULL, "DaemonSet", "spec/template/metadata/annotations", true },
	{ NULL, NULL, "StatefulSet", "spec/template/metadata/annotations", true },
	{ "batch", NULL, "Job", "spec/template/metadata/annotations", true },
	{ "batch", NULL, "CronJob", "spec/jobTemplate/metadata/annotations", true },
	{ "batch", NULL, "CronJob", "spec/jobTemplate/spec/template/metadata/annotations", true },
};

/* Put pairs into the map at, or the null that is to become one. kustomize writes every value as a string. */
static void put_pairs(struct building *b, struct piece *p, struct node *at, void *context)
{
	const struct node *pairs = context;

	if (at->kind == NODE_LIST || (at->kind == NODE_SCALAR && at->scalar != SCALAR_NULL)) {
		build_fail(b, at, "%s \"%s\" has no map here, so that it cannot get labels or annotations", p->now.kind->text, p->now.name->text);
		return;
	}
	if (at->kind == NODE_SCALAR) {
		struct node *map = made_collection(b->w->arena, NODE_MAP, node_span(pairs), "labels");

		map->key = at->key;
		map->key_begin = map->key_end = map->begin;
		made_replace(at, map);
		at = map;
	}
	for (const struct node *n = node_children(pairs); n && build_step(b, n, at->n); n = n->next) {
		if (n->kind == NODE_SCALAR)
			made_put(at, n->key, node_key_span(n), made_text(b->w->arena, pair_text(b, n), node_span(n), "labels"));
	}
}

static void put_field(struct building *b, const struct field *f, const struct node *pairs)
{
	for (size_t i = 0; i < b->heap->pieces.n && build_step(b, pairs, 1); i++) {
		struct piece *p = b->heap->pieces.at[i];

		if (field_applies(f, p))
			field_visit(b, p, f->path, f->create, put_pairs, (void *)(uintptr_t)pairs);
	}
}

#define PUT_FIELDS(b, list, pairs, own) \
	for (size_t i_ = 0; i_ < sizeof(list) / sizeof *(list); i_++) \
		if (field_stands(&(list)[i_], &(own))) \
			put_field(b, &(list)[i_], pairs)

static bool has_pairs(const struct node *pairs)
{
	return pairs && pairs->kind == NODE_MAP && pairs->n;
}

static void put_selecting(struct building *b, const struct node *pairs)
{
	const struct configuration *c = &b->heap->configuration;

	if (!has_pairs(pairs))
		return;
	PUT_FIELDS(b, in_selectors, pairs, c->labels);
	if (field_stands(&on_all, &c->labels))
		put_field(b, &on_all, pairs);
	PUT_FIELDS(b, on_templates, pairs, c->labels);
	for (size_t i = 0; i < c->labels.n; i++)
		put_field(b, &c->labels.at[i], pairs);
}

static const char *text_of(const struct node *n)
{
	return written_text(n) ? written_text(n)->text : NULL;
}

static void put_own_fields(struct building *b, const struct node *fields, const struct node *pairs)
{
	for (const struct node *n = written_first(fields); n; n = n->next) {
		struct field f = { text_of(setting_find(n, "group")), text_of(setting_find(n, "version")), text_of(setting_find(n, "kind")),
			text_of(setting_find(n, "path")), false };

		node_bool(setting_find(n, "create"), &f.create);
		if (f.path)
			put_field(b, &f, pairs);
	}
}

void build_labels(struct building *b)
{
	const struct configuration *c = &b->heap->configuration;

	for (const struct node *n = written_first(build_get(b, "labels")); n; n = n->next) {
		const struct node *pairs = setting_find(n, "pairs");
		bool selectors = false, templates = false, claims = false;

		node_bool(setting_find(n, "includeSelectors"), &selectors);
		node_bool(setting_find(n, "includeTemplates"), &templates);
		if (!has_pairs(pairs))
			continue;
		claims = templates; /* later releases have a field for these alone */
		node_bool(setting_find(n, "includeVolumeClaimTemplates"), &claims);
		put_own_fields(b, setting_find(n, "fields"), pairs);
		for (size_t i = 0; i < c->plain_labels.n; i++)
			put_field(b, &c->plain_labels.at[i], pairs);
		if (selectors) {
			put_selecting(b, pairs);
			continue;
		}
		put_field(b, &on_all, pairs);
		for (size_t i = 0; i < sizeof on_templates / sizeof *on_templates; i++)
			if (strstr(on_templates[i].path, "volumeClaimTemplates") ? claims : templates)
				put_field(b, &on_templates[i], pairs);
	}
	put_selecting(b, build_get(b, "commonLabels"));
}

void build_annotations(struct building *b)
{
	const struct node *pairs = build_get(b, "commonAnnotations");
	const struct configuration *c = &b->heap->configuration;

	if (!has_pairs(pairs))
		return;
	PUT_FIELDS(b, with_annotations, pairs, c->annotations);
	for (size_t i = 0; i < c->annotations.n; i++)
		put_field(b, &c->annotations.at[i], pairs);
}

/* ---- replicas ---- */

static void set_count(struct building *b, struct piece *p, struct node *at, void *context)
{
	const struct node *count = context;
	struct node *with = made_text(b->w->arena, count->text, node_span(count), NULL);

	if (at->kind != NODE_SCALAR)
		build_fail(b, at, "the replicas of %s \"%s\" are no number", p->now.kind->text, p->now.name->text);
	with->scalar = count->scalar;
	with->key = at->key;
	with->key_begin = at->key_begin;
	with->key_end = at->key_end;
	made_replace(at, with);
}

static bool is_named(const struct piece *p, const struct str *name)
{
	if (p->now.name == name)
		return true;
	for (size_t i = 0; i < p->before.n; i++)
		if (p->before.at[i].name == name)
			return true;
	return false;
}

static void set_replicas(struct building *b, const struct node *one)
{
	static const char *const kinds[] = { "Deployment", "ReplicationController", "ReplicaSet", "StatefulSet" };
	const struct configuration *c = &b->heap->configuration;
	const struct str *name = written_text(setting_find(one, "name"));
	const struct node *count = setting_find(one, "count");
	bool found = false;

	for (size_t i = 0; name && count && i < b->heap->pieces.n && build_step(b, one, 1 + c->replicas.n / VALUES_OF_STEP); i++) {
		struct piece *p = b->heap->pieces.at[i];

		if (!is_named(p, name))
			continue;
		for (size_t j = 0; j < sizeof kinds / sizeof *kinds; j++)
			if (str_is(p->now.kind, kinds[j])) {
				found = true;
				field_visit(b, p, "spec/replicas", true, set_count, (void *)(uintptr_t)count);
			}
		for (size_t j = 0; j < c->replicas.n; j++)
			if (field_applies(&c->replicas.at[j], p)) {
				found = true;
				field_visit(b, p, c->replicas.at[j].path, c->replicas.at[j].create, set_count, (void *)(uintptr_t)count);
			}
	}
	if (name && count && !found && !build_is_open(b))
		build_fail(b, one, "no resource with replicas is named \"%s\"", name->text);
}

void build_replicas(struct building *b)
{
	for (const struct node *n = written_first(build_get(b, "replicas")); n; n = n->next)
		set_replicas(b, n);
}

/* ---- images ---- */

struct image {
	const struct node *node;
	const char *new_name, *new_tag, *digest, *suffix;
	regex_t pattern; /* of images that it is for: the name is an expression */
	bool bad;        /* it is none */
};

/* "registry:5000/app:1.2@sha256:...": where name and tag end. The first slash ends what may be a host with a port. */
static void divide(const char *image, size_t *name, size_t *tag)
{
	const char *slash = strchr(image, '/'), *from = slash && slash > image ? slash : image;
	const char *at = strchr(from, '@'), *colon = strchr(from, ':');

	if (at && colon > at)
		colon = NULL;
	*tag = at ? (size_t)(at - image) : strlen(image);
	*name = colon ? (size_t)(colon - image) : *tag;
}

static void set_image(struct building *b, struct piece *p, struct node *at, void *context)
{
	const struct image *x = context;
	const struct str *old = at->kind == NODE_SCALAR ? at->text : NULL, *new;
	size_t name, tag;

	if (!old) {
		build_fail(b, at, "the image of %s \"%s\" is no text", p->now.kind->text, p->now.name->text);
		return;
	}
	if (x->bad) {
		build_fail(b, x->node, "the name of this image is not a regular expression");
		return;
	}
	if (regexec(&x->pattern, old->text, 0, NULL, 0) != 0)
		return;
	divide(old->text, &name, &tag);
	new = x->new_name ? build_key(b, x->new_name) : pool_intern(b->w->pool, old->text, name);
	if (x->new_tag && x->digest)
		new = pool_printf(b->w->pool, "%s:%s@%s", new->text, x->new_tag, x->digest);
	else if (x->new_tag)
		new = pool_printf(b->w->pool, "%s:%s", new->text, x->new_tag);
	else if (x->digest)
		new = pool_printf(b->w->pool, "%s@%s", new->text, x->digest);
	else if (x->suffix)
		new = pool_printf(b->w->pool, "%s:%s%s", new->text,
			pool_intern(b->w->pool, old->text + name + (tag > name), tag > name ? tag - name - 1 : 0)->text, x->suffix);
	else
		new = pool_printf(b->w->pool, "%s%s", new->text, old->text + name);
	if (new != old)
		node_set_text(b, at, new, node_span(x->node), "images");
}

/* Every "image" in a list "containers" or "initContainers", wherever it is. */
static bool has_containers(const struct node *n)
{
	if (n->kind == NODE_MAP && (str_is(n->key, "containers") || str_is(n->key, "initContainers")))
		return true;
	if (n->kind == NODE_LIST && (str_is(n->key, "containers") || str_is(n->key, "initContainers")))
		return true;
	for (const struct node *c = node_children(n); c; c = c->next)
		if (has_containers(c))
			return true;
	return false;
}

static void set_images(struct building *b, struct piece *p, struct node *n, const struct image *x)
{
	bool containers = n->kind == NODE_LIST && (str_is(n->key, "containers") || str_is(n->key, "initContainers"));

	for (struct node *c = node_children(n), *next; c; c = next) {
		struct node *image = containers && c->kind == NODE_MAP ? made_member(c, build_key(b, "image")) : NULL;

		next = c->next;
		if (image)
			set_image(b, p, image, (void *)(uintptr_t)x);
		set_images(b, p, c, x);
	}
}

/* kustomize sets images twice: in all lists of containers, and in the fields that it knows or is told of. */
static void set_image_fields(struct building *b, struct image *x)
{
	static const char *const paths[] = { "spec/containers[]/image", "spec/initContainers[]/image", "spec/volumes[]/image/reference",
		"spec/template/spec/containers[]/image", "spec/template/spec/initContainers[]/image",
		"spec/template/spec/volumes[]/image/reference" };
	const struct configuration *c = &b->heap->configuration;

	for (size_t i = 0; i < b->heap->pieces.n && build_step(b, x->node, 1 + c->images.n / VALUES_OF_STEP); i++) {
		struct piece *p = b->heap->pieces.at[i];

		if (str_is(p->now.kind, "CustomResourceDefinition"))
			continue;
		if (has_containers(p->root) && build_step(b, x->node, node_count(p->root) / VALUES_OF_STEP))
			set_images(b, p, piece_own(b, p), x);
		for (size_t j = 0; j < sizeof paths / sizeof *paths; j++)
			field_visit(b, p, paths[j], false, set_image, x);
		for (size_t j = 0; j < c->images.n; j++)
			if (field_applies(&c->images.at[j], p))
				field_visit(b, p, c->images.at[j].path, false, set_image, x);
	}
}

static const char *some_text_of(const struct node *n)
{
	const char *text = text_of(n);

	return text && *text ? text : NULL;
}

void build_images(struct building *b)
{
	for (const struct node *n = written_first(build_get(b, "images")); n; n = n->next) {
		const char *name = text_of(setting_find(n, "name"));
		struct image x = { .node = n, .new_name = some_text_of(setting_find(n, "newName")),
			.new_tag = some_text_of(setting_find(n, "newTag")), .digest = some_text_of(setting_find(n, "digest")),
			.suffix = some_text_of(setting_find(n, "tagSuffix")) };

		x.bad = !build_pattern(b, n, arena_printf(b->w->arena, "^%s(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$", name ? name : ""),
			&x.pattern);
		set_image_fields(b, &x);
		if (!x.bad)
			regfree(&x.pattern);
	}
}
