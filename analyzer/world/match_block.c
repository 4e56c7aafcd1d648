/* Does one match block cover another, or meet it? */
#include <string.h>
#include <strings.h>

#include "keys.h"
#include "world/internal.h"
#include "world/match_block.h"

static const struct node *filled_map(const struct node *n)
{
	return node_is_map(n) && n->n ? n : NULL;
}

static const struct node *filled_list(const struct node *n)
{
	return node_is_list(n) && n->n ? n : NULL;
}

struct block block_read(const struct mesh *m, const struct match *match)
{
	const struct node *n = match->node;
	struct block b = {.mesh = m, .match = match, .gateways = filled_list(node_get(n, KEY_gateways))};
	bool fold = false;

	b.handed_over = match->kind == ROUTE_HTTP && node_has(match->rule, KEY_delegate);
	node_bool(node_get(n, KEY_ignoreUriCase), &fold);
	b.uri = pattern_parse(node_get(n, KEY_uri), true, fold);
	b.scheme = pattern_parse(node_get(n, KEY_scheme), false, false);
	b.method = pattern_parse(node_get(n, KEY_method), false, false);
	b.authority = pattern_parse(node_get(n, KEY_authority), false, false);
	b.headers = filled_map(node_get(n, KEY_headers));
	b.without = filled_map(node_get(n, KEY_withoutHeaders));
	b.params = filled_map(node_get(n, KEY_queryParams));
	b.labels = filled_map(node_get(n, KEY_sourceLabels));
	b.source_ns = node_get_text(n, KEY_sourceNamespace);
	if (b.source_ns && !b.source_ns->len)
		b.source_ns = NULL;
	b.sni = filled_list(node_get(n, KEY_sniHosts));
	b.subnets = filled_list(node_get(n, KEY_destinationSubnets));
	node_get_int(n, KEY_port, &b.port);
	return b;
}

/* A header's member of another map: names of headers have no case, those of claims ("@...") do. */
static const struct node *same_name(const struct node *map, const struct str *name, bool fold)
{
	for (const struct node *n = node_first(map); n; n = node_next(n))
		if (n->key == name || (fold && name->text[0] != '@' && strcasecmp(n->key->text, name->text) == 0))
			return n;
	return NULL;
}

static enum truth values_cover(const struct node *a, const struct node *b)
{
	struct string_pattern x = pattern_parse(a, false, false), y = pattern_parse(b, false, false);

	return pattern_covers(&x, &y);
}

static enum truth values_overlap(const struct node *a, const struct node *b)
{
	struct string_pattern x = pattern_parse(a, false, false), y = pattern_parse(b, false, false);

	return pattern_overlaps(&x, &y);
}

/* Headers or parameters: b must demand at least what a demands. */
static enum truth members_cover(const struct node *a, const struct node *b, bool fold)
{
	enum truth all = YES;

	for (const struct node *n = node_first(a); n && all != NO; n = node_next(n)) {
		const struct node *other = same_name(b, n->key, fold);

		all = truth_and(all, other ? values_cover(n, other) : NO);
	}
	return all;
}

/* What a forbids b must forbid too, or demand something that it is not. */
static enum truth without_covers(const struct block *a, const struct block *b)
{
	enum truth all = YES;

	for (const struct node *n = node_first(a->without); n && all != NO; n = node_next(n)) {
		const struct node *too = same_name(b->without, n->key, true);
		const struct node *has = same_name(b->headers, n->key, true);
		enum truth t = too ? values_cover(too, n) : NO;

		if (has)
			t = truth_or(t, truth_not(values_overlap(n, has)));
		all = truth_and(all, t);
	}
	return all;
}

/* Every item of b stands in a. */
static bool lists_all(const struct node *a, const struct node *b)
{
	for (const struct node *n = node_first(b); n; n = node_next(n)) {
		const struct node *other = node_first(a);

		while (other && node_text(other) != node_text(n))
			other = node_next(other);
		if (!other)
			return false;
	}
	return true;
}

static bool labels_within(const struct node *a, const struct node *b)
{
	for (const struct node *n = node_first(a); n; n = node_next(n)) {
		const struct node *other = node_member(b, n->key);

		if (!other || node_text(other) != node_text(n))
			return false;
	}
	return true;
}

/* Is the gateway one of the VirtualService's that the block does not shut out? */
static bool is_live_on(const struct block *b, const struct str *gateway)
{
	const struct virtualservice *vs = b->match->vs;
	bool on = virtualservice_is_on(vs, gateway);

	if (!on || !b->gateways)
		return on;
	for (const struct node *n = node_first(b->gateways); n; n = node_next(n))
		if (node_text(n) && gateway_resolve(b->mesh, vs->resource->ns, node_text(n)).key == gateway)
			return true;
	return false;
}

/* Does the block look at the source of the connection on this gateway? */
static bool sees_source(const struct block *b, const struct str *gateway)
{
	if (b->match->kind == ROUTE_HTTP)
		return !b->gateways;
	return str_is(gateway, "mesh");
}

/* Wherever on this gateway b is in effect, a is too. */
static bool source_covers(const struct block *a, const struct block *b, const struct str *gateway)
{
	const struct node *labels = sees_source(b, gateway) ? b->labels : NULL;
	const struct str *ns = sees_source(b, gateway) ? b->source_ns : NULL;

	if (!is_live_on(a, gateway))
		return false;
	if (!sees_source(a, gateway))
		return true;
	return labels_within(a->labels, labels) && (!a->source_ns || a->source_ns == ns);
}

/*
 * Connections: Envoy takes the most specific SNI and address, whatever the
 * order, so only equal ones get in each other's way. On a gateway
 * istiod leaves out subnets, and SNI for tcp.
 */
static bool connection_covers(const struct block *a, const struct block *b, const struct str *gateway)
{
	bool mesh = str_is(gateway, "mesh");

	if (a->match->kind == ROUTE_TLS) {
		if (!a->sni || !b->sni || !lists_all(a->sni, b->sni))
			return false;
		return !mesh || (!a->subnets == !b->subnets && lists_all(a->subnets, b->subnets));
	}
	return !mesh || !a->subnets || (b->subnets && lists_all(a->subnets, b->subnets));
}

static enum truth on_one(const struct block *a, const struct block *b, const struct str *gateway)
{
	if (!source_covers(a, b, gateway))
		return NO;
	if (a->match->kind != ROUTE_HTTP && !connection_covers(a, b, gateway))
		return NO;
	return YES;
}

static enum truth requests_cover(const struct block *a, const struct block *b)
{
	enum truth t = pattern_covers(&a->uri, &b->uri);

	if (t != NO)
		t = truth_and(t, pattern_covers(&a->method, &b->method));
	if (t != NO)
		t = truth_and(t, pattern_covers(&a->scheme, &b->scheme));
	if (t != NO)
		t = truth_and(t, pattern_covers(&a->authority, &b->authority));
	if (t != NO)
		t = truth_and(t, members_cover(a->headers, b->headers, true));
	if (t != NO)
		t = truth_and(t, members_cover(a->params, b->params, false));
	if (t != NO)
		t = truth_and(t, without_covers(a, b));
	return t;
}

enum truth block_covers(const struct block *a, const struct block *b, const struct str *on)
{
	enum truth t = YES;
	bool any = false;

	if (a->match->kind != b->match->kind || (a->port && a->port != b->port))
		return NO;
	for (size_t i = 0; i < b->match->vs->n_gateways && t != NO; i++) {
		const struct str *gateway = b->match->vs->gateways[i].key;

		if ((on && gateway != on) || !is_live_on(b, gateway))
			continue;
		any = true;
		t = truth_and(t, on_one(a, b, gateway));
	}
	if (!any || t == NO)
		return NO;
	if (a->match->kind == ROUTE_HTTP)
		t = truth_and(t, requests_cover(a, b));
	return a->handed_over ? truth_and(t, UNKNOWN) : t;
}

enum truth match_covers(const struct mesh *m, const struct match *a, const struct match *b,
	const struct str *on)
{
	struct block x = block_read(m, a), y = block_read(m, b);

	return block_covers(&x, &y, on);
}

bool match_same(const struct match *a, const struct match *b)
{
	static const uint32_t ignored[] = {KEY_name, KEY_statPrefix};
	uint32_t n = 0, of = 0;

	if (a->kind != b->kind)
		return false;
	for (const struct node *x = node_first(a->node); x; x = node_next(x)) {
		if (x->key->key == ignored[0] || x->key->key == ignored[1])
			continue;
		n++;
		if (!node_same(x, node_member(b->node, x->key)))
			return false;
	}
	for (const struct node *x = node_first(b->node); x; x = node_next(x))
		of += x->key->key != ignored[0] && x->key->key != ignored[1];
	return n == of;
}

enum truth match_live(const struct mesh *m, const struct match *b)
{
	struct block x = block_read(m, b);

	for (size_t i = 0; i < b->vs->n_gateways; i++)
		if (is_live_on(&x, b->vs->gateways[i].key))
			return YES;
	return NO;
}
