/* Finds the Kubernetes objects in documents. */
#include "object/objects.h"

#include <string.h>

#include "keys.h"
#include "object/chart.h"

static void set_version(struct objects *o, struct resource *r)
{
	const char *text = r->api_version->text, *slash = strchr(text, '/');

	r->group = pool_intern(o->pool, text, slash ? (size_t)(slash - text) : 0);
	r->version = slash ? pool_text(o->pool, slash + 1) : r->api_version;
}

/* Is the member written, but something else will stand there? */
static bool is_unsettled(const struct node *map, uint32_t key)
{
	return node_has(map, key) && !node_get(map, key);
}

static void set_namespace(struct objects *o, struct resource *r, const struct object_defaults *defaults)
{
	const struct str *own = node_get_text(r->metadata, KEY_namespace);

	r->ns = pool_text(o->pool, "");
	r->ns_known = true;
	if (!r->namespaced)
		return;
	if (own && own->len > 0)
		r->ns = own;
	else
		r->ns_known = false;
	if (defaults && defaults->ns && defaults->ns->len > 0
			&& (defaults->ns_forced || !(r->ns_known || is_unsettled(r->metadata, KEY_namespace)))) {
		r->ns = defaults->ns;
		r->ns_known = true;
	}
}

/* What kustomize never renames. */
static bool keeps_name(const struct resource *r)
{
	return r->kind == KIND_NAMESPACE || r->kind == KIND_CUSTOM_RESOURCE_DEFINITION || str_is(r->kind_name, "APIService");
}

static void set_name(struct objects *o, struct resource *r)
{
	r->name = node_get_text(r->metadata, KEY_name);
	r->altered = is_unsettled(r->metadata, KEY_name) || is_unsettled(r->metadata, KEY_namespace);
	if (!r->name)
		r->name = pool_text(o->pool, "");
}

static void set_surroundings(struct resource *r, const struct object_defaults *defaults)
{
	r->partial = defaults->partial;
	r->altered |= defaults->altered && !keeps_name(r);
	r->unit = defaults->unit;
	r->built = defaults->built;
	r->judged = defaults->judged;
}

struct node *objects_embedded(struct objects *o, const struct node *text)
{
	return o->load ? load_embedded(o->load, text) : NULL;
}

/* A ConfigMap of istiod carries YAML in scalars. */
static void set_embedded(struct objects *o, struct resource *r)
{
	const struct node *data;

	if (r->kind != KIND_CONFIG_MAP || !str_starts(r->name, "istio"))
		return;
	data = node_get(r->root, KEY_data);
	r->mesh_config = objects_embedded(o, node_get(data, KEY_mesh));
	r->mesh_networks = objects_embedded(o, node_get(data, KEY_meshNetworks));
	if (str_starts(r->name, "istio-sidecar-injector"))
		r->injector_values = objects_embedded(o, node_get(data, KEY_values));
}

/* The injector reads YAML in an annotation of the pod. */
static void set_proxy_config(struct objects *o, struct resource *r)
{
	const struct node *annotations = node_at(resource_pod(r), KEY_metadata, KEY_annotations, 0);

	r->proxy_config = objects_embedded(o, node_find(annotations, "proxy.istio.io/config"));
}

static void add_object(struct objects *o, const struct document *d, const struct object_defaults *defaults,
	const struct node *root, const struct str *api_version, const struct str *kind)
{
	struct resource *r = arena_new(o->arena, struct resource);

	r->api_version = api_version;
	r->kind_name = kind;
	set_version(o, r);
	r->kind = kind_find(r->group, kind);
	if (str_is(r->group, "extensions")) /* where workloads began, and still are in old trees */
		r->kind = kind_find(pool_text(o->pool, "apps"), kind);
	r->namespaced = kind_is_namespaced(r->kind, r->group, kind);
	r->root = root;
	r->patched = root->flags & NODE_PATCHED;
	r->document = d;
	r->metadata = node_get(root, KEY_metadata);
	r->labels = node_get(r->metadata, KEY_labels);
	r->annotations = node_get(r->metadata, KEY_annotations);
	r->spec = node_get(root, KEY_spec);
	set_name(o, r);
	set_namespace(o, r, defaults);
	if (defaults)
		set_surroundings(r, defaults);
	set_embedded(o, r);
	chart_read(o, r);
	set_proxy_config(o, r);
	r->order = (uint32_t)o->resources.n;
	vec_push(o->arena, &o->resources, r);
}

/* "ServiceList" without "List", or NULL for a plain List. */
static const struct str *item_kind(struct objects *o, const struct str *list)
{
	return list->len > 4 ? pool_intern(o->pool, list->text, list->len - 4) : NULL;
}

/*
 * Catalogues describe kinds in documents that have a kind, an apiVersion and metadata too, but no object's: nothing in it that an
 * object's metadata has, no spec and no items.
 */
static bool is_description(const struct node *root)
{
	static const char *const fields[] = {
		"name", "generateName", "namespace", "labels", "annotations", "finalizers", "ownerReferences", "creationTimestamp", "managedFields",
	};
	const struct node *metadata = node_get(root, KEY_metadata);

	if (!node_is_map(metadata) || !metadata->n || node_has(root, KEY_spec) || node_is_list(node_get(root, KEY_items)))
		return false;
	for (const struct node *m = node_children(metadata); m; m = m->next)
		for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
			if (str_is(m->key, fields[i]))
				return false;
	return true;
}

bool objects_hold(const struct node *root)
{
	return node_is_map(root) && node_get_text(root, KEY_apiVersion) && node_get_text(root, KEY_kind) && !is_description(root);
}

/* api_version and kind are what a list says of its items; NULL elsewhere. */
static bool add_node(struct objects *o, const struct document *d, const struct object_defaults *defaults,
	const struct node *root, const struct str *api_version, const struct str *kind)
{
	const struct str *own_version = node_get_text(root, KEY_apiVersion);
	const struct str *own_kind = node_get_text(root, KEY_kind);
	const struct node *items;

	if (own_version && own_kind) {
		api_version = own_version;
		kind = own_kind;
	}
	if (!node_is_map(root) || !kind || is_description(root))
		return false;
	items = node_get(root, KEY_items);
	if (!str_ends(kind, "List") || !node_is_list(items)) {
		add_object(o, d, defaults, root, api_version, kind);
		return true;
	}
	kind = item_kind(o, kind);
	for (const struct node *item = node_first(items); item; item = node_next(item))
		add_node(o, d, defaults, item, kind ? api_version : NULL, kind);
	return true;
}

void objects_add(struct objects *o, const struct document *d, const struct object_defaults *defaults)
{
	o->n_documents++;
	if (!add_node(o, d, defaults, d->root, NULL, NULL))
		o->n_passed_over++;
}

void objects_add_root(struct objects *o, const struct document *d, const struct node *root,
	const struct object_defaults *defaults)
{
	add_node(o, d, defaults, root, NULL, NULL);
}

void objects_open(struct resource *r)
{
	r->partial = true;
	r->altered |= !keeps_name(r);
}

void objects_place(struct objects *o, struct resource *r, const struct str *ns, bool forced)
{
	struct object_defaults defaults = { .ns = ns, .ns_forced = forced };

	set_namespace(o, r, &defaults);
}

void objects_join(struct objects *o, struct objects *from)
{
	for (size_t i = 0; i < from->resources.n; i++) {
		struct resource *r = from->resources.at[i];

		r->order = (uint32_t)o->resources.n;
		vec_push(o->arena, &o->resources, r);
	}
	o->n_documents += from->n_documents;
	o->n_passed_over += from->n_passed_over;
	from->resources.n = 0;
	from->n_documents = from->n_passed_over = 0;
}
