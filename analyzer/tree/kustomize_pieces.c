/* Objects on their way through a build: what they are called, and when they get a tree of their own. */
#include <string.h>
#include <strings.h>

#include "doc/scalar.h"
#include "object/resource.h"
#include "tree/kustomize_internal.h"

const struct node *written_find(const struct node *map, const char *key)
{
	const struct node *n = map && map->kind == NODE_MAP ? map->first : NULL;

	while (n && !str_is(n->key, key))
		n = n->next;
	return n;
}

const struct node *setting_find(const struct node *map, const char *name)
{
	const struct node *n = written_find(map, name);

	if (n || !map || map->kind != NODE_MAP)
		return n;
	for (n = map->first; n && strcasecmp(n->key->text, name) != 0; n = n->next)
		;
	return n;
}

const struct str *written_text(const struct node *n)
{
	return n && n->kind == NODE_SCALAR && n->scalar != SCALAR_NULL ? n->text : NULL;
}

const struct node *written_first(const struct node *collection)
{
	return collection ? node_children(collection) : NULL;
}

const struct str *pair_text(const struct building *b, const struct node *n)
{
	return n->scalar == SCALAR_NULL ? build_key(b, "") : n->text;
}

static const struct str *text_or_empty(struct building *b, const struct node *n)
{
	const struct str *s = written_text(n);

	return s ? s : build_key(b, "");
}

/* The API of Kubernetes 1.21, whose schemas kustomize carries (kyaml, openapi/kubernetesapi). */
static const struct {
	const char *group, *versions;
} known[] = {
	{ "", "v1" }, { "admissionregistration.k8s.io", "v1 v1beta1" }, { "apiextensions.k8s.io", "v1 v1beta1" },
	{ "apiregistration.k8s.io", "v1 v1beta1" }, { "apps", "v1" }, { "authentication.k8s.io", "v1 v1beta1" },
	{ "authorization.k8s.io", "v1 v1beta1" }, { "autoscaling", "v1 v2beta1 v2beta2" }, { "batch", "v1 v1beta1" },
	{ "certificates.k8s.io", "v1 v1beta1" }, { "coordination.k8s.io", "v1 v1beta1" }, { "discovery.k8s.io", "v1 v1beta1" },
	{ "events.k8s.io", "v1 v1beta1" }, { "extensions", "v1beta1" }, { "flowcontrol.apiserver.k8s.io", "v1beta1" },
	{ "networking.k8s.io", "v1 v1beta1" }, { "node.k8s.io", "v1 v1beta1" }, { "policy", "v1 v1beta1" },
	{ "rbac.authorization.k8s.io", "v1 v1beta1" }, { "scheduling.k8s.io", "v1 v1beta1" }, { "storage.k8s.io", "v1 v1beta1" },
};

static bool is_known(const struct traits *t)
{
	for (size_t k = 0; k < sizeof known / sizeof *known; k++)
		if (str_is(t->group, known[k].group))
			return str_among(known[k].versions, t->version->text, t->version->len);
	return false;
}

/* kustomize knows the scope of Kubernetes' own kinds alone; all others belong to namespaces. */
static bool is_cluster(const struct traits *t, const struct str *kind)
{
	/* Younger than the schemas that it carries. */
	static const char *const unknown[] = { "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
		"MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "ServiceCIDR", "IPAddress", "VolumeAttributesClass" };

	for (size_t j = 0; j < sizeof unknown / sizeof *unknown; j++)
		if (str_is(kind, unknown[j]))
			return false;
	return t->known && !kind_is_namespaced(kind_find(t->group, kind), t->group, kind);
}

static struct traits *traits_of(struct building *b, const struct str *api, const struct str *kind)
{
	void **place = map_at(b->w->arena, &b->w->traits, api, kind, NULL);
	const char *slash = strchr(api->text, '/');
	struct traits *t = *place;

	if (t)
		return t;
	*place = t = arena_new(b->w->arena, struct traits);
	t->group = pool_intern(b->w->pool, api->text, slash ? (size_t)(slash - api->text) : 0);
	t->version = slash ? build_key(b, slash + 1) : api;
	t->known = is_known(t);
	t->cluster = is_cluster(t, kind);
	return t;
}

static struct identity identity_of(struct building *b, const struct node *root)
{
	const struct str *api = text_or_empty(b, written_find(root, "apiVersion")), *kind = text_or_empty(b, written_find(root, "kind"));
	const struct node *metadata = written_find(root, "metadata");
	struct traits *t = traits_of(b, api, kind);

	return (struct identity){
		.group = t->group, .version = t->version, .kind = kind, .traits = t,
		.ns = text_or_empty(b, written_find(metadata, "namespace")),
		.name = text_or_empty(b, written_find(metadata, "name")),
	};
}

const char *identity_ns(const struct identity *i)
{
	if (i->traits->cluster)
		return "";
	return i->ns->len ? i->ns->text : "default";
}

bool identity_same(const struct identity *a, const struct identity *b)
{
	return a->group == b->group && a->kind == b->kind && a->version == b->version && a->name == b->name
		&& strcmp(identity_ns(a), identity_ns(b)) == 0;
}

/* What is a boolean to Kubernetes' own reader of YAML alone. */
static bool is_word(const struct node *n)
{
	return n->kind == NODE_SCALAR && n->scalar == SCALAR_BOOL && n->text->len && !strchr("tTfF", n->text->text[0]);
}

/* A key that is written as such a word and has been read as a boolean: the bytes at its place, else NULL. */
static const char *key_word(const struct node *n, size_t *len)
{
	struct span s;

	if (!str_is(n->key, "true") && !str_is(n->key, "false"))
		return NULL;
	s = node_key_span(n);
	*len = s.end - s.begin;
	return s.source && *len && *len <= 3 && strchr("yYnNoO", s.source->bytes[s.begin]) ? s.source->bytes + s.begin : NULL;
}

static bool has_word(const struct node *n)
{
	size_t len;

	if (key_word(n, &len))
		return true;
	if (n->kind == NODE_SCALAR)
		return is_word(n);
	for (const struct node *c = n->first; c; c = c->next)
		if (has_word(c))
			return true;
	return false;
}

static void settle_words(struct building *b, struct node *n)
{
	size_t len;
	const char *word = key_word(n, &len);

	if (word)
		n->key = pool_intern(b->w->pool, word, len);
	if (is_word(n))
		n->scalar = SCALAR_STRING;
	for (struct node *c = node_children(n); c; c = c->next)
		settle_words(b, c);
}

struct node *build_copy(struct building *b, const struct node *n)
{
	struct node *copy = made_copy(b->w->arena, n);

	if (copy)
		settle_words(b, copy);
	return copy;
}

static bool is_odd(const struct node *n)
{
	struct span s = node_key_span(n);
	enum scalar scalar;

	if (!n->key || !n->key->len || !strchr("0123456789+-.tTfFnN~", n->key->text[0]) || !s.source || s.end <= s.begin)
		return false;
	scalar = scalar_resolve(s.source->bytes + s.begin, s.end - s.begin).scalar;
	return scalar != SCALAR_STRING && !(scalar == SCALAR_BOOL && strchr("yYnNoO", s.source->bytes[s.begin]));
}

const struct node *odd_key(const struct node *n)
{
	const struct node *found = is_odd(n) ? n : NULL;

	for (const struct node *c = n->kind == NODE_SCALAR ? NULL : n->first; c && !found; c = c->next)
		found = odd_key(c);
	return found;
}

struct piece *piece_new(struct building *b, const struct node *root, const struct document *d)
{
	struct piece *p = arena_new(b->w->arena, struct piece);

	p->root = (struct node *)(uintptr_t)root; /* copied before it is changed */
	p->document = d;
	p->odd_key = odd_key(root);
	p->now = identity_of(b, root);
	if (has_word(root))
		settle_words(b, piece_own(b, p));
	return p;
}

struct piece *piece_clone(struct building *b, const struct piece *p)
{
	struct piece *q = arena_new(b->w->arena, struct piece);

	*q = *p;
	q->owned = false;
	/* Lists grow apart from here on: a full one is copied by the next push. */
	q->before.cap = q->before.n;
	q->prefixes.cap = q->prefixes.n;
	q->suffixes.cap = q->suffixes.n;
	q->variables.cap = q->variables.n;
	return q;
}

size_t node_count(const struct node *n)
{
	size_t sum = 1;

	for (const struct node *c = node_children(n); c; c = c->next)
		sum += node_count(c);
	return sum;
}

struct node *piece_own(struct building *b, struct piece *p)
{
	if (!p->owned) {
		b->w->n_nodes += node_count(p->root);
		if (b->w->n_nodes > KUSTOMIZE_MOST_NODES)
			build_bound(b, NULL, "the kustomizations of the tree make more than %u values", KUSTOMIZE_MOST_NODES);
		p->root = made_copy(b->w->arena, p->root);
		p->owned = true;
	}
	return p->root;
}

void piece_rename(struct building *b, struct piece *p)
{
	p->now = identity_of(b, p->root);
}

void piece_keep_name(struct building *b, struct piece *p)
{
	size_t n = p->before.n;

	if (!n || !identity_same(&p->before.at[n - 1], &p->now) || p->before.at[n - 1].ns != p->now.ns)
		vec_push(b->w->arena, &p->before, p->now);
}

void build_add(struct building *b, struct piece *p, const struct node *at)
{
	struct heap_of_pieces *h = b->heap;

	void **place = map_at(b->w->arena, &h->by_identity, p->now.kind, build_key(b, identity_ns(&p->now)), p->now.name);
	const struct piece *first = *place;

	if (p->now.name->len && first && identity_same(&first->now, &p->now)) {
		build_fail(b, at, "%s \"%s\" is there twice", p->now.kind->text, p->now.name->text);
		return;
	}
	*place = p;
	vec_push(b->w->arena, &h->pieces, p);
}

struct node *node_made_null(struct building *b)
{
	struct node *n = made_text(b->w->arena, build_key(b, ""), (struct span){ NULL, 0, 0 }, "kustomize");

	n->scalar = SCALAR_NULL;
	return n;
}

void node_set_text(struct building *b, struct node *at, const struct str *text, struct span from, const char *by)
{
	struct node *with = made_text(b->w->arena, text, from, by);

	with->key = at->key;
	with->key_begin = at->key_begin;
	with->key_end = at->key_end;
	made_replace(at, with);
}

bool piece_is_called(const struct piece *p, const struct identity *i)
{
	if (identity_same(&p->now, i))
		return true;
	for (size_t j = 0; j < p->before.n; j++)
		if (identity_same(&p->before.at[j], i))
			return true;
	return false;
}
