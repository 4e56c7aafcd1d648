/* The rules that may take a request for a host, whoever sends it. */
#include "traffic/choice.h"

#include <stdlib.h>

#include "base/map.h"
#include "object/age.h"
#include "traffic/answer.h"
#include "world/gateway.h"
#include "world/host.h"

/* A VirtualService with the most specific of its hosts that the request's is one of. */
struct candidate {
	const struct virtualservice *vs;
	const struct str *host;
};

/* What uses them: the sidecars, or a gateway. */
struct place {
	const struct str *key;
	bool mesh;
	uint32_t port;            /* 0: not known */
	VEC(struct candidate) on; /* of the most specific host, in istiod's order */
};

struct chooser {
	const struct mesh *m;
	const struct request *r;
	struct arena *arena;
	struct choices *out;
	VEC(struct candidate) candidates;
};

static const struct str *host_of(const struct chooser *c, const struct virtualservice *vs)
{
	const struct str *best = NULL;

	for (size_t i = 0; i < vs->n_hosts; i++) {
		const struct str *host = vs->hosts[i].lower;

		if (host_covers(host, c->r->host) == YES && (!best || host_compare(host, best) < 0))
			best = host;
	}
	return best;
}

static void find_candidates(struct chooser *c)
{
	size_t n;
	const struct virtualservice *all = mesh_virtualservices(c->m, &n);

	for (size_t i = 0; i < n; i++) {
		const struct str *host = all[i].delegate ? NULL : host_of(c, &all[i]);

		if (host)
			vec_push(c->arena, &c->candidates, ((struct candidate){ &all[i], host }));
	}
}

static void add_choice(struct chooser *c, const struct choice *x)
{
	for (size_t i = 0; i < c->out->list.n; i++) {
		const struct route_rule *known = c->out->list.at[i].rule;

		if (known == x->rule || (known && x->rule && known->node == x->rule->node && known->parent == x->rule->parent))
			return;
	}
	vec_push(c->arena, &c->out->list, *x);
}

static bool names(const struct route_match *match, const struct str *key)
{
	for (size_t i = 0; i < match->gateways.n; i++)
		if (match->gateways.at[i] == key)
			return true;
	return false;
}

/* Is the block there for every client of the place, for none, or for some? */
static enum truth applies(const struct place *p, const struct route_match *match)
{
	if (match->gateways.n)
		return !names(match, p->key) ? NO : !match->port ? YES : !p->port ? UNKNOWN : match->port == p->port ? YES : NO;
	if (match->port && p->port && match->port != p->port)
		return NO;
	if (match->port && !p->port)
		return UNKNOWN;
	return match->source_ns || node_first(match->labels) || node_first(match->labels_too) ? UNKNOWN : YES;
}

/* "shop/reviews" */
static const char *name_of(struct chooser *c, const struct resource *r)
{
	return arena_printf(c->arena, "%s%s%s", r->ns->text, r->ns->len ? "/" : "", r->name->text);
}

static void doubt(struct chooser *c, const struct choice *x, const char *why)
{
	if (!c->out->doubt)
		c->out->doubt = arena_printf(c->arena, "%s of VirtualService %s %s", node_path(c->arena, x->match->node, x->rule->resource->root),
			name_of(c, x->rule->resource), why);
}

enum turn { TURN_ALL, TURN_SPECIAL, TURN_REST };

static bool is_of_turn(const struct route_match *match, enum turn turn)
{
	return turn == TURN_ALL || route_match_is_catch_all(match) == (turn == TURN_REST);
}

/* Add the rules of a VirtualService that take it or may. YES: nobody's request goes on to what stands behind. */
static enum truth walk(struct chooser *c, const struct place *p, const struct virtualservice *vs, enum turn turn)
{
	struct route *route = arena_new(c->arena, struct route);
	enum truth any = NO;

	route_make_whole(c->m, vs, c->arena, route);
	for (size_t i = 0; i < route->rules.n; i++) {
		const struct route_rule *rule = &route->rules.at[i];

		for (size_t j = 0; j < rule->matches.n; j++) {
			struct choice x = { vs, rule, &rule->matches.at[j] };
			enum truth here = applies(p, x.match), takes = here == NO || !is_of_turn(x.match, turn) ? NO : route_match_takes(c->m, x.match, c->r, c->arena);

			if (takes != NO) {
				add_choice(c, &x);
				any = truth_or(any, truth_and(here, takes));
			}
			if (takes == UNKNOWN)
				doubt(c, &x, "asks for what the request does not tell");
			else if (takes == YES && here == UNKNOWN)
				doubt(c, &x, "asks for the client or its port");
			if (any == YES || (here == YES && route_match_is_catch_all(x.match)))
				return any;
		}
	}
	return any;
}

/* May the second be the one that some sidecars use? Of equal ones istiod takes the older. */
static bool may_win(const struct virtualservice *first, const struct virtualservice *other)
{
	return resource_is_older(first->resource, other->resource) != YES || first->resource->ns != other->resource->ns
		|| !export_equal(first->exports, other->exports);
}

static void tell_rivals(struct chooser *c, const struct virtualservice *a, const struct virtualservice *b)
{
	if (!c->out->doubt)
		c->out->doubt = answer_namesakes(c->arena, a->resource, b->resource);
	if (!c->out->doubt)
		c->out->doubt = arena_printf(c->arena, "VirtualServices %s and %s have the same host: which of them it meets depends on their age and the client",
			name_of(c, a->resource), name_of(c, b->resource));
}

/* Each sidecar knows one of them. */
static void ask_sidecars(struct chooser *c, const struct place *p)
{
	for (size_t i = 0; i < p->on.n; i++) {
		size_t before = c->out->list.n;

		if (i && !may_win(p->on.at[0].vs, p->on.at[i].vs))
			continue;
		if (walk(c, p, p->on.at[i].vs, TURN_ALL) != YES)
			add_choice(c, &(struct choice){ 0 });
		if (i && c->out->list.n > before)
			tell_rivals(c, p->on.at[0].vs, p->on.at[i].vs);
	}
}

/* A gateway has the rules of all, those that take everything behind the others. */
static void ask_gateway(struct chooser *c, const struct place *p)
{
	for (enum turn turn = TURN_SPECIAL; turn <= TURN_REST; turn++) {
		const struct virtualservice *taker = NULL;

		for (size_t i = 0; i < p->on.n; i++) {
			size_t before = c->out->list.n;

			if (taker && resource_is_older(taker->resource, p->on.at[i].vs->resource) != UNKNOWN)
				continue;
			if (walk(c, p, p->on.at[i].vs, turn) == YES && !taker)
				taker = p->on.at[i].vs;
			else if (taker && c->out->list.n > before)
				tell_rivals(c, taker, p->on.at[i].vs);
		}
		if (taker)
			return;
	}
	add_choice(c, &(struct choice){ 0 });
}

/* The one port that servers of the gateway take the host on; 0: several, or none is known. */
static uint32_t port_of(const struct chooser *c, const struct gateway *g, const struct virtualservice *vs, const struct str *host)
{
	int64_t port = 0;

	if (c->r->port)
		return c->r->port;
	for (size_t i = 0; g && i < g->n; i++) {
		if (server_admits(&g->servers[i], vs->resource->ns, host) == NO)
			continue;
		if (port && port != g->servers[i].port)
			return 0;
		port = g->servers[i].port;
	}
	return (uint32_t)port;
}

static int by_age(const void *a, const void *b)
{
	return resource_by_age(((const struct candidate *)a)->vs->resource, ((const struct candidate *)b)->vs->resource);
}

/* One object that is written twice is no rival of itself; those of one name and age are neighbours. */
static void drop_copies(struct place *p)
{
	size_t n = 1;

	for (size_t i = 1; i < p->on.n; i++)
		if (p->on.at[i].vs == p->on.at[n - 1].vs || !resource_is_copy(p->on.at[n - 1].vs->resource, p->on.at[i].vs->resource))
			p->on.at[n++] = p->on.at[i];
	p->on.n = n;
}

static void ask_place(struct chooser *c, const struct gateway_ref *ref)
{
	const struct gateway *g = ref->mesh ? NULL : gateway_by_key(c->m, ref->key);
	struct place p = { .key = ref->key, .mesh = ref->mesh, .port = c->r->port };

	for (size_t i = 0; i < c->candidates.n; i++) {
		const struct candidate *x = &c->candidates.at[i];

		if (!virtualservice_is_on(x->vs, ref->key) || (g && gateway_admits(c->m, g, x->vs->resource->ns, x->host) == NO))
			continue;
		if (p.on.n && host_compare(x->host, p.on.at[0].host) > 0)
			continue;
		if (p.on.n && x->host != p.on.at[0].host)
			p.on.n = 0;
		vec_push(c->arena, &p.on, *x);
	}
	if (!p.on.n)
		return;
	qsort(p.on.at, p.on.n, sizeof *p.on.at, by_age);
	drop_copies(&p);
	if (ref->mesh) {
		ask_sidecars(c, &p);
	} else {
		p.port = port_of(c, g, p.on.at[0].vs, p.on.at[0].host);
		ask_gateway(c, &p);
	}
}

void choices_find(const struct mesh *m, const struct request *r, struct arena *arena, struct choices *out)
{
	struct chooser c = { .m = m, .r = r, .arena = arena, .out = out };
	struct map asked = { 0 };

	*out = (struct choices){ 0 };
	find_candidates(&c);
	for (size_t i = 0; i < c.candidates.n; i++) {
		const struct virtualservice *vs = c.candidates.at[i].vs;

		for (size_t k = 0; k < vs->n_gateways; k++) {
			void **place = map_at(arena, &asked, vs->gateways[k].key, NULL, NULL);

			if (*place)
				continue;
			*place = (void *)vs;
			ask_place(&c, &vs->gateways[k]);
		}
	}
	out->unserved = c.candidates.n && !out->list.n;
	if (out->unserved)
		add_choice(&c, &(struct choice){ 0 });
	if (out->list.n > 1 && !out->doubt)
		out->doubt = "its answer is not the same on all gateways and sidecars that have the host";
}
