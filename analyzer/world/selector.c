/* Label selectors held against the labels of one object. */
#include "world/selector.h"

#include "keys.h"
#include "world/internal.h"

/* Whose labels are asked for; one member is set. */
struct holder {
	const struct label_set *set;
	const struct workload *pod;
	const struct str *ns;         /* of a namespace: its name, and its object's labels or NULL */
	const struct node *labels;
	bool open;                    /* it may have labels that are not known */
};

static const struct str *value_of(const struct holder *h, const struct str *key)
{
	if (h->pod) {
		const struct label *l = workload_label(h->pod, key);

		return l ? l->value : NULL;
	}
	for (size_t i = 0; h->set && i < h->set->n; i++)
		if (h->set->keys[i] == key)
			return h->set->values[i];
	if (h->ns && h->ns->len && str_is(key, "kubernetes.io/metadata.name"))
		return h->ns;
	return node_text(node_member(h->labels, key));
}

static bool is_open(const struct holder *h, const struct str *key)
{
	return h->open || (h->pod && label_is_runtime(key));
}

static enum truth holds(const struct node *selector, const struct holder *h)
{
	enum truth t = labels_known(node_get(selector, KEY_matchLabels)) ? YES : UNKNOWN;

	for (const struct node *l = node_first(node_get(selector, KEY_matchLabels)); l; l = node_next(l)) {
		const struct str *value = value_of(h, l->key);

		if (value ? value != node_text(l) : !is_open(h, l->key))
			return NO;
		if (!value)
			t = UNKNOWN;
	}
	for (const struct node *e = node_first(node_get(selector, KEY_matchExpressions)); e; e = node_next(e)) {
		const struct str *key = node_get_text(e, KEY_key);

		t = truth_and(t, key ? expression_holds(e, value_of(h, key), is_open(h, key)) : UNKNOWN);
	}
	return t;
}

enum truth selector_matches_set(const struct node *selector, const struct label_set *labels)
{
	return holds(selector, &(struct holder){ .set = labels });
}

enum truth selector_matches_namespace(const struct mesh *m, const struct node *selector, const struct str *ns)
{
	const struct namespace *n = mesh_namespace(m, ns);
	const struct resource *r = n ? n->resource : NULL;

	return holds(selector, &(struct holder){ .ns = ns, .labels = r ? r->labels : NULL,
		.open = r ? r->partial || r->patched : mesh_world(m) != WORLD_CLOSED });
}

enum truth selector_matches_pod(const struct node *selector, const struct workload *w)
{
	return holds(selector, &(struct holder){ .pod = w, .open = w->open || w->opaque });
}
