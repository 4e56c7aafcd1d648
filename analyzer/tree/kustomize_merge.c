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
	const struct node *parent = map->parent, *pod = NULL;

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
	if (parent->kind == NODE_LIST && (str_is(parent->key, "containers") || str_is(parent->key, "initContainers")
			|| str_is(parent->key, "ephemeralContainers")))
		pod = parent->parent;
	return pod && str_is(pod->key, "spec") ? "container" : NULL;
}

static const char *const *keys_of(const struct merging *m, const struct node *map, const struct str *list)
{
	const char *holder = holder_of(m, map);

	for (size_t i = 0; holder && i < sizeof merged / sizeof *merged; i++)
		if (strcmp(merged[i].holder, holder) == 0 && str_is(list, merged[i].list))
			return merged[i].keys;
	return NULL;
}

static const struct str *directive(const struct node *map)
{
	return written_text(written_find(map, "$patch"));
}

static bool is_directive(const struct node *member)
{
	return member->key && member->key->text[0] == '$';
}

static bool is_nothing(const struct node *n)
{
	return n->kind == NODE_SCALAR && n->scalar == SCALAR_NULL;
}

/* A copy of what a patch brings anew: without directives, and without the nulls that would delete. */
static struct node *fresh(struct merging *m, const struct node *patch)
{
	struct node *copy = build_copy(m->b, patch);
	struct { VEC(struct node *) list; } todo = { { NULL, 0, 0 } };

	vec_push(m->b->w->arena, &todo.list, copy);
	for (size_t i = 0; i < todo.list.n; i++)
		for (struct node *n = node_children(todo.list.at[i]), *next; n; n = next) {
			bool deleted = n->kind == NODE_MAP && (str_is(directive(n), "delete")
				|| (n->parent->kind == NODE_LIST && n->n == 1 && directive(n)));

			next = n->next;
			if ((n->parent->kind == NODE_MAP && (is_directive(n) || is_nothing(n))) || deleted)
				made_remove(n);
			else if (n->kind != NODE_SCALAR)
				vec_push(m->b->w->arena, &todo.list, n);
		}
	return copy;
}

/* Both defined below: the lists of maps hold maps that are merged in turn. */
static void merge_map(struct merging *m, struct node *at, const struct node *patch);

enum word { NO_WORD, DELETE, REPLACE };

static enum word word_of(const struct node *directive)
{
	const struct str *text = written_text(directive);

	return str_is(text, "delete") ? DELETE : str_is(text, "replace") ? REPLACE : NO_WORD;
}

/* "- $patch: replace" for the whole list: a directive with other members beside it is for its own item. */
static enum word word_for_list(const struct node *patch)
{
	for (const struct node *n = node_children(patch); n; n = n->next)
		if (n->kind == NODE_MAP && written_find(n, "$patch"))
			return n->n == 1 ? word_of(n->first) : NO_WORD;
	return NO_WORD;
}

/* kustomize obeys the directive of an item once: what is merged with it again, for keys that are the same, finds it without. */
static enum word take_directive(struct merging *m, const struct node *item)
{
	struct node *member = item ? made_member(item, build_key(m->b, "$patch")) : NULL;
	enum word word = word_of(member);

	if (member)
		made_remove(member);
	return word;
}

/* The items of a keyed list, by kustomize_keyed.c: what one item becomes. NULL: it goes. */
static struct node *merge_item(void *context, struct node *own, const struct node *patch)
{
	struct merging *m = context;
	enum word word = take_directive(m, patch);

	if (patch && (patch->kind != NODE_MAP || word == DELETE))
		return NULL;
	if (patch && !own)
		return fresh(m, patch);
	if (word == REPLACE) /* kustomize leaves such an item as it was */
		return own;
	if (own->kind == NODE_MAP)
		merge_map(m, own, patch);
	return own->kind == NODE_MAP && !own->n ? NULL : own;
}

static void merge_items(struct merging *m, struct node *list, const struct node *patch, const char *const *keys)
{
	const struct keyed k = { m->b, { keys[0], keys[1] }, merge_item, m };

	for (const struct node *n = written_first(patch); n; n = n->next)
		if (directive(n)) {
			patch = made_copy(m->b->w->arena, patch); /* directives are taken out of it */
			break;
		}
	keyed_merge(&k, list, patch);
}

/* A list of plain values that are a set: those of the patch come first. */
static void merge_values(struct merging *m, struct node *list, const struct node *patch)
{
	uint32_t at = 0;

	for (const struct node *n = node_children(patch); n; n = n->next) {
		struct node *own = list->first;

		while (own && !node_same(own, n))
			own = own->next;
		if (own)
			made_remove(own);
		made_insert(list, at++, own ? own : fresh(m, n));
	}
}

static void merge_list(struct merging *m, struct node *map, struct node *list, const struct node *patch)
{
	const char *const *keys = keys_of(m, map, patch->key);
	enum word word = keys ? word_for_list(patch) : NO_WORD;

	if (word == DELETE)
		made_remove(list);
	else if (keys && word != REPLACE)
		merge_items(m, list, patch, keys);
	else if (m->known && str_is(patch->key, "finalizers") && str_is(map->key, "metadata"))
		merge_values(m, list, patch);
	else
		made_put(map, patch->key, node_key_span(patch), fresh(m, patch));
}

/* "$deleteFromPrimitiveList/finalizers: [a]". */
static void delete_values(struct merging *m, struct node *at, const struct node *directive)
{
	const char *slash = strchr(directive->key->text, '/');
	struct node *list = slash ? made_member(at, build_key(m->b, slash + 1)) : NULL;

	for (const struct node *n = node_children(directive); list && list->kind == NODE_LIST && n; n = n->next)
		for (struct node *own = list->first, *next; own; own = next) {
			next = own->next;
			if (node_same(own, n))
				made_remove(own);
		}
}

static void clear(struct node *map)
{
	while (map->first)
		made_remove(map->first);
}

/* What the patch does not speak of: merging leaves no empty values behind, and no two items of one key. */
static void tidy(struct merging *m, struct node *map, struct node *member)
{
	const char *const *keys;

	if (is_nothing(member)) {
		if (!member->text->len)
			made_remove(member);
	} else if (member->kind == NODE_MAP) {
		merge_map(m, member, NULL);
	} else if (member->kind == NODE_LIST && (keys = keys_of(m, map, member->key))) {
		merge_items(m, member, NULL, keys);
	}
}

static void merge_member(struct merging *m, struct node *at, const struct node *n)
{
	struct node *own = made_member(at, n->key);

	if (strncmp(n->key->text, "$deleteFromPrimitiveList/", 25) == 0)
		delete_values(m, at, n);
	if (is_directive(n))
		return;
	if (is_nothing(n) || (n->kind == NODE_MAP && str_is(directive(n), "delete"))) {
		if (own)
			made_remove(own);
	} else if (own && own->kind == NODE_MAP && n->kind == NODE_MAP) {
		merge_map(m, own, n);
	} else if (own && own->kind == NODE_LIST && n->kind == NODE_LIST) {
		merge_list(m, at, own, n);
	} else if (!own || !node_same(own, n)) { /* what stays as it is was written where it was */
		made_put(at, n->key, node_key_span(n), fresh(m, n));
	}
}

static void merge_map(struct merging *m, struct node *at, const struct node *patch)
{
	if (patch && str_is(directive(patch), "replace"))
		clear(at);
	for (struct node *n = at->first, *next; n; n = next) {
		next = n->next;
		if (!patch || !made_member(patch, n->key))
			tidy(m, at, n);
	}
	for (const struct node *n = written_first(patch); n; n = n->next)
		merge_member(m, at, n);
}

bool merge_strategic(struct building *b, struct piece *p, const struct node *patch)
{
	struct merging m = { .b = b, .p = p };

	if (str_is(directive(patch), "delete"))
		return false;
	/* kustomize has schemas of Kubernetes' own kinds alone: lists of others are replaced. */
	m.known = !strchr(p->now.group->text, '.') || (str_ends(p->now.group, ".k8s.io")
		&& !str_is(p->now.group, "gateway.networking.k8s.io"));
	merge_map(&m, piece_own(b, p), patch);
	return true;
}
