/* Strategic merge patches. */
#include <string.h>

#include "object/resource.h"
#include "tree/kustomize_internal.h"

/* Lists whose items are merged, by the name of the list and of the map or list that it is in, and the keys of their items. */
static const struct {
	const char *holder, *list; /* holder: "pod", "container", "service", ...: see holder_of */
	const char *keys[2];
} merged[] = {
	{ "pod", "containers", { "name", NULL } }, { "pod", "initContainers", { "name", NULL } },
	{ "pod", "ephemeralContainers", { "name", NULL } }, { "pod", "volumes", { "name", NULL } },
	{ "pod", "imagePullSecrets", { "name", NULL } }, { "pod", "hostAliases", { "ip", NULL } },
	{ "pod", "topologySpreadConstraints", { "topologyKey", "whenUnsatisfiable" } },
	{ "pod", "schedulingGates", { "name", NULL } }, { "pod", "resourceClaims", { "name", NULL } },
	{ "container", "ports", { "containerPort", "protocol" } }, { "container", "env", { "name", NULL } },
	{ "container", "volumeMounts", { "mountPath", NULL } }, { "container", "volumeDevices", { "devicePath", NULL } },
	{ "ephemeral", "env", { "name", NULL } }, /* of these kustomize's schema merges no ports */
	{ "ephemeral", "volumeMounts", { "mountPath", NULL } }, { "ephemeral", "volumeDevices", { "devicePath", NULL } },
	{ "service", "ports", { "port", "protocol" } },
	{ "account", "secrets", { "name", NULL } },
	{ "webhooks", "webhooks", { "name", NULL } },
	{ "metadata", "ownerReferences", { "uid", NULL } },
};

struct merging {
	struct building *b;
	struct piece *p;
	bool known; /* a kind whose lists kustomize knows how to merge */
};

/* What a map is, as far as its lists are concerned, or NULL. depth counts from the object's root. */
static const char *holder_of(const struct merging *m, const struct node *map)
{
	const struct node *parent = map->parent;

	if (!m->known)
		return NULL;
	if (!parent)
		return str_is(m->p->now.kind, "ServiceAccount") ? "account"
			: str_ends(m->p->now.kind, "WebhookConfiguration") ? "webhooks" : NULL;
	if (str_is(map->key, "metadata"))
		return "metadata";
	if (!parent->parent && str_is(map->key, "spec") && str_is(m->p->now.kind, "Service"))
		return "service";
	if (str_is(map->key, "spec") && (str_is(parent->key, "template") || (!parent->parent && str_is(m->p->now.kind, "Pod"))))
		return "pod";
	if (parent->kind != NODE_LIST || !parent->parent || !str_is(parent->parent->key, "spec"))
		return NULL;
	return str_is(parent->key, "containers") || str_is(parent->key, "initContainers") ? "container"
		: str_is(parent->key, "ephemeralContainers") ? "ephemeral" : NULL;
}

static const char *const *keys_of(const struct merging *m, const struct node *map, const struct str *list)
{
	const char *holder = holder_of(m, map);

	for (size_t i = 0; holder && i < sizeof merged / sizeof *merged; i++)
		if (strcmp(merged[i].holder, holder) == 0 && str_is(list, merged[i].list))
			return merged[i].keys;
	return NULL;
}

static bool is_nothing(const struct node *n)
{
	return !n || (n->kind == NODE_SCALAR && n->scalar == SCALAR_NULL);
}

/* ---- directives ---- */

enum word { MERGE, DELETE, REPLACE };

static enum word word_of(struct merging *m, const struct node *directive)
{
	const struct str *text = directive->kind == NODE_SCALAR ? directive->text : NULL;

	if (str_is(text, "delete"))
		return DELETE;
	if (str_is(text, "replace"))
		return REPLACE;
	if (!str_is(text, "merge"))
		build_fail(m->b, directive, "\"$patch\" is \"%s\", which kustomize does not know", text ? text->text : "");
	return MERGE;
}

/* kustomize takes a directive out of the patch when it obeys it: what is merged with the same part again finds it without. */
static enum word take_word(struct merging *m, const struct node *patch)
{
	struct node *directive = patch && patch->kind == NODE_MAP ? made_member(patch, build_key(m->b, "$patch")) : NULL;
	enum word word = directive ? word_of(m, directive) : MERGE;

	if (directive)
		made_remove(directive);
	return word;
}

/* "- $patch: replace" for the whole list: a directive with other members beside it is for its own item. */
static enum word take_list_word(struct merging *m, const struct node *patch)
{
	const struct str *key = build_key(m->b, "$patch");
	const struct node *first = written_first(patch), *directive;
	enum word word;

	while (first && !made_member(first, key))
		first = first->next;
	if (!first || first->n > 1)
		return MERGE;
	directive = first->first;
	word = word_of(m, directive);
	for (struct node *n = node_children(patch), *next; n; n = next) {
		const struct node *other = made_member(n, key);

		next = n->next;
		if (is_nothing(n) || (n->kind == NODE_MAP && !n->n) || (other && other->kind == NODE_SCALAR && other->text == directive->text))
			made_remove(n);
	}
	return word;
}

/* ---- merging: as kyaml walks over object and patch ---- */

/*
 * What is at a place when the patch is laid over it: own or patch, changed, or NULL. Both are made, may be NULL, and are the same
 * where the patch brings a part anew, for kustomize merges it with itself then. map is what holds the place in either, key its name.
 */
static struct node *walk(struct merging *m, const struct node *map, const struct str *key, struct node *own, struct node *patch);

/* The items of a keyed list, by kustomize_keyed.c: what one item becomes. NULL: it goes. */
static struct node *merge_item(void *context, struct node *own, const struct node *patch)
{
	struct merging *m = context;
	struct node *over = (struct node *)(uintptr_t)patch; /* of the copy that merge_strategic makes */
	struct node *item = walk(m, NULL, NULL, own, over);

	if (is_nothing(item) || (item->kind == NODE_MAP && !item->n))
		return NULL;
	return item == own ? item : made_copy(m->b->w->arena, item);
}

/* A list of plain values that are a set: those of the patch come first. */
static void merge_values(struct merging *m, struct node *list, const struct node *patch)
{
	uint32_t at = 0;

	if (!build_step(m->b, patch, (size_t)list->n * (patch ? patch->n : 0)))
		return;
	for (const struct node *n = list == patch ? NULL : written_first(patch); n; n = n->next) {
		struct node *own = list->first;

		while (own && !node_same(own, n))
			own = own->next;
		if (own)
			made_remove(own);
		made_insert(list, at++, own ? own : made_copy(m->b->w->arena, n));
	}
}

static struct node *walk_list(struct merging *m, const struct node *map, const struct str *key, struct node *own, struct node *patch)
{
	const char *const *keys = keys_of(m, map, key);
	struct node *list = is_nothing(own) ? patch : own;
	enum word word = MERGE;

	if (!keys && !(m->known && str_is(key, "finalizers") && str_is(map->key, "metadata")))
		return patch ? patch : own;
	if (patch && is_nothing(patch))
		return NULL;
	if (!is_nothing(own))
		word = take_list_word(m, patch);
	if (word == DELETE)
		return NULL;
	if (word == REPLACE)
		list = patch;
	if (keys)
		keyed_merge(&(struct keyed){ m->b, { keys[0], keys[1] }, merge_item, m }, list, patch);
	else
		merge_values(m, list, patch);
	return list;
}

/* A value keeps the quotes of the one that it replaces, and is a text in them. */
static struct node *replacement_of(struct merging *m, const struct node *own, const struct node *is)
{
	if (own && own->kind == NODE_SCALAR && own->flags & NODE_QUOTED && is->kind == NODE_SCALAR && is->scalar != SCALAR_STRING)
		return made_text(m->b->w->arena, is->text, node_span(is), "patches");
	return made_copy(m->b->w->arena, is);
}

/* Lay what became of a member where it is; the same value stays as it was written. */
static void settle_member(struct merging *m, struct node *map, struct node *own, struct node *patch, struct node *is)
{
	bool kept = is && is == own && is != patch; /* a null that nothing is said of */

	if (!is || (is_nothing(is) && !kept)) {
		if (own)
			made_remove(own);
	} else if (patch && is != own && !(own && own->kind == NODE_SCALAR && node_same(own, is))) {
		made_put(map, patch->key, node_key_span(patch), replacement_of(m, own, is));
	}
}

static struct node *walk_map(struct merging *m, struct node *own, struct node *patch)
{
	struct node *map = is_nothing(own) ? patch : own;
	enum word word = MERGE;

	if (is_nothing(own) && own && !patch)
		return own->text->len ? own : NULL;
	if (is_nothing(map) || (patch && is_nothing(patch)))
		return NULL;
	word = take_word(m, patch);
	if (word == DELETE)
		return NULL;
	if (word == REPLACE)
		map = patch;
	if (!build_step(m->b, patch, patch ? (size_t)map->n * patch->n : 0))
		return map;
	for (struct node *n = map->first, *next; n; n = next) {
		struct node *over = map == patch ? n : patch ? made_member(patch, n->key) : NULL;

		next = n->next;
		if (map == patch || !over)
			settle_member(m, map, n, over, walk(m, map, n->key, n, over));
	}
	for (struct node *n = patch && map != patch ? patch->first : NULL; n; n = n->next) {
		struct node *under = made_member(map, n->key);

		settle_member(m, map, under, n, walk(m, map, n->key, under, n));
	}
	return map;
}

static struct node *walk(struct merging *m, const struct node *map, const struct str *key, struct node *own, struct node *patch)
{
	const struct node *first = is_nothing(own) ? patch : own;

	if (!first || is_nothing(first))
		return walk_map(m, own, patch);
	if (patch && !is_nothing(patch) && first->kind != patch->kind) {
		build_fail(m->b, patch, "the patch has another type of value here than %s \"%s\"", m->p->now.kind->text, m->p->now.name->text);
		return own;
	}
	if (first->kind == NODE_MAP)
		return walk_map(m, own, patch);
	if (first->kind == NODE_LIST)
		return walk_list(m, map, key, own, patch);
	return patch ? patch : own;
}

bool merge_strategic(struct building *b, struct piece *p, const struct node *patch)
{
	struct merging m = { .b = b, .p = p };

	/* Lists of other kinds are replaced. */
	m.known = p->now.traits->known;
	p->odd_key = p->odd_key ? p->odd_key : odd_key(patch);
	if (!build_step(b, patch, node_count(p->root) / VALUES_OF_STEP))
		return true;
	/* What stands in place of the whole object, kustomize loses. */
	return walk_map(&m, piece_own(b, p), build_copy(b, patch)) != NULL;
}
