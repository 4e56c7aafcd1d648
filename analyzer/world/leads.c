/* Gateways and Services by the labels that they select by. */
#include "world/leads.h"

#include <stdio.h>

#include "base/map.h"
#include "base/vec.h"
#include "keys.h"
#include "world/gateway.h"
#include "world/internal.h"
#include "world/service.h"

#define MOST_TRIED 256 /* that select by one label; of more nothing is said */

struct leads {
	struct pool *pool;
	struct map by_label;     /* label, value -> struct selectors */
	struct map by_namespace; /* of Services: namespace -> struct selectors */
};

struct selectors {
	VEC(const struct resource *) list;
};

static void note_at(struct arena *a, void **place, const struct resource *r)
{
	struct selectors *s = *place;

	if (!s)
		*place = s = arena_new(a, struct selectors);
	if (s->list.n <= MOST_TRIED)
		vec_push(a, &s->list, r);
}

static void note(struct leads *x, struct arena *a, const struct resource *r)
{
	for (const struct node *l = node_first(node_get(r->spec, KEY_selector)); l; l = node_next(l))
		if (node_text(l))
			note_at(a, map_at(a, &x->by_label, l->key, node_text(l), NULL), r);
	if (r->kind == KIND_SERVICE && r->ns_known)
		note_at(a, map_at(a, &x->by_namespace, r->ns, NULL, NULL), r);
}

struct leads *leads_make(struct arena *arena, struct pool *pool, const struct resource *const *all, size_t n)
{
	struct leads *x = arena_new(arena, struct leads);

	x->pool = pool;
	for (size_t i = 0; i < n; i++)
		if (all[i]->kind == KIND_GATEWAY || all[i]->kind == KIND_SERVICE)
			note(x, arena, all[i]);
	return x;
}

static bool speaks_http(const struct resource *r)
{
	const struct node *list = node_get(r->spec, r->kind == KIND_GATEWAY ? KEY_servers : KEY_ports);
	bool all = list != NULL;

	for (const struct node *n = node_first(list); all && n; n = node_next(n))
		all = r->kind == KIND_GATEWAY ? server_serves(n) == SERVES_HTTP : service_port_is_http(n);
	return all;
}

/* Does the selector ask no other value of a label? */
static bool agrees(const struct resource *r, const struct node *labels)
{
	for (const struct node *l = node_first(node_get(r->spec, KEY_selector)); l; l = node_next(l)) {
		const struct node *own = node_member(labels, l->key);

		if (own && node_text(own) != node_text(l))
			return false;
	}
	return true;
}

/* The answer so far: do all of a kind speak HTTP; UNKNOWN where there is none. */
struct answer {
	const struct mesh *m;              /* only what is in it counts; NULL: all of the tree */
	const struct str *ns;
	const struct node *labels;
	enum truth gateways, services;
};

static void take(struct answer *a, const struct leads *x, const struct str *key, const struct str *value, bool twin)
{
	const struct selectors *s = key && value ? map_get(&x->by_label, key, value, NULL) : NULL;

	for (size_t i = 0; s && i < s->list.n; i++) {
		const struct resource *r = s->list.at[i];
		bool gateway = r->kind == KIND_GATEWAY;
		enum truth *t = gateway ? &a->gateways : &a->services;

		if ((a->m && mesh_find(a->m, r->kind, r->ns, r->name) != r) || !agrees(r, a->labels) || (!gateway && (twin || (a->ns && ns_same(r->ns, a->ns) == NO))))
			continue;
		*t = *t == NO || i == MOST_TRIED || !speaks_http(r) ? NO : YES;
	}
}

/* Istio's chart of gateways gives both "app: istio-x" and "istio: x" to its pods, or "app: x" where the release is called x. */
static void take_twins(struct answer *a, const struct leads *x, const struct node *label)
{
	const struct str *value = node_text(label), *app = pool_find(x->pool, "app", 3), *istio = pool_find(x->pool, "istio", 5);
	char text[80];

	if (!value || value->len > 64)
		return;
	if (label->key == app) {
		size_t prefix = str_starts(value, "istio-") ? 6 : 0;

		take(a, x, istio, pool_find(x->pool, value->text + prefix, value->len - prefix), true);
	} else if (label->key == istio) {
		int n = snprintf(text, sizeof text, "istio-%s", value->text);

		take(a, x, app, pool_find(x->pool, text, (size_t)n), true);
		take(a, x, app, value, true);
	}
}

static enum truth ask(struct answer a, const struct leads *x)
{
	for (const struct node *l = node_first(a.labels); x && l; l = node_next(l)) {
		take(&a, x, l->key, node_text(l), false);
		take_twins(&a, x, l);
	}
	return a.gateways != UNKNOWN ? a.gateways : a.services;
}

enum truth leads_http(const struct mesh *m, const struct str *ns, const struct node *labels)
{
	struct answer a = { m, ns && ns->len ? ns : NULL, labels, UNKNOWN, UNKNOWN };
	enum truth own = ask(a, m->options.leads);

	a.m = NULL;
	return own != UNKNOWN ? own : ask(a, m->options.leads);
}

enum truth leads_namespace_http(const struct mesh *m, const struct str *ns)
{
	const struct leads *x = m->options.leads;
	const struct selectors *s = x && ns->len ? map_get(&x->by_namespace, ns, NULL, NULL) : NULL;
	enum truth t = UNKNOWN;

	for (size_t i = 0; s && i < s->list.n; i++)
		t = t == NO || i == MOST_TRIED || !speaks_http(s->list.at[i]) ? NO : YES;
	return t;
}
