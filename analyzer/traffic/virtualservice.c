/* VirtualServices made into routes, their delegates with them: the one file of this room that reads their fields. */
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "traffic/made.h"
#include "world/gateway.h"
#include "world/host.h"

#define STATUS_MOVED 301 /* of a redirect that names none */

struct maker {
	const struct mesh *m;
	const struct virtualservice *vs;
	struct arena *arena;
	struct route *out;
};

/* A name that stands for a claim of a token: "@request.auth.claims.group", "@request.auth.claims[group]". */
static bool is_claim(const struct str *name)
{
	return str_starts(name, "@request.auth.claims");
}

static void set_pattern(struct predicate *p, const struct node *match)
{
	static const struct {
		uint32_t key;
		enum how how;
	} hows[] = { { KEY_exact, HOW_EXACT }, { KEY_prefix, HOW_PREFIX }, { KEY_regex, HOW_REGEX } };

	p->how = HOW_PRESENT;
	for (size_t i = 0; i < 3; i++) {
		if (!node_has(match, hows[i].key))
			continue;
		p->text = node_get_text(match, hows[i].key);
		p->how = p->text ? hows[i].how : HOW_UNKNOWN;
	}
	if (p->how == HOW_REGEX && str_is(p->text, "*") && p->part != PART_PATH)
		p->how = HOW_PRESENT; /* so istiod understands it (core/route canBeConvertedToPresentMatch) */
}

static void add_predicate(struct maker *k, struct route_match *match, struct predicate p)
{
	set_pattern(&p, p.node);
	vec_push(k->arena, &match->predicates, p);
}

/* A member of the block that is a StringMatch; what the checker rejected may say anything. */
static void add_member(struct maker *k, struct route_match *match, enum part part, uint32_t key, bool fold)
{
	struct predicate p = { .part = part, .node = node_get(match->node, key) };

	if (!node_has(match->node, key) || node_is_null(p.node))
		return;
	if (p.node)
		set_pattern(&p, p.node);
	else
		p.how = HOW_UNKNOWN;
	p.fold = fold && p.how != HOW_REGEX;
	vec_push(k->arena, &match->predicates, p);
}

static void add_map(struct maker *k, struct route_match *match, enum part part, const struct node *map, bool without)
{
	for (const struct node *n = node_first(map); n; n = node_next(n)) {
		enum part of = part == PART_HEADER && is_claim(n->key) ? PART_CLAIM : part;

		add_predicate(k, match, (struct predicate){ .part = of, .name = part == PART_HEADER ? host_lower(k->m, n->key) : n->key,
			.node = n, .without = without });
	}
}

/* What all sorts of match blocks have. */
static struct route_match read_place(struct maker *k, const struct resource *r, const struct node *node)
{
	struct route_match match = { .node = node, .labels = node_get(node, KEY_sourceLabels), .source_ns = node_get_text(node, KEY_sourceNamespace) };
	int64_t port;

	if (node_get_int(node, KEY_port, &port) && port_is_number(port))
		match.port = (uint32_t)port;
	if (match.source_ns && !match.source_ns->len)
		match.source_ns = NULL;
	for (const struct node *g = node_first(node_get(node, KEY_gateways)); g; g = node_next(g))
		vec_push(k->arena, &match.gateways, gateway_resolve(k->m, r->ns, node_text(g)).key);
	for (const struct node *s = node_first(node_get(node, KEY_sniHosts)); s; s = node_next(s))
		vec_push(k->arena, &match.sni, node_text(s));
	match.subnets = node_first(node_get(node, KEY_destinationSubnets)) ? node_get(node, KEY_destinationSubnets) : NULL;
	return match;
}

static struct route_match read_match(struct maker *k, const struct resource *r, const struct node *node)
{
	struct route_match match = read_place(k, r, node);
	bool fold = false;

	node_bool(node_get(node, KEY_ignoreUriCase), &fold);
	add_member(k, &match, PART_PATH, KEY_uri, fold);
	add_member(k, &match, PART_METHOD, KEY_method, false);
	add_member(k, &match, PART_AUTHORITY, KEY_authority, false);
	add_member(k, &match, PART_SCHEME, KEY_scheme, false);
	add_map(k, &match, PART_HEADER, node_get(node, KEY_headers), false);
	add_map(k, &match, PART_HEADER, node_get(node, KEY_withoutHeaders), true);
	add_map(k, &match, PART_QUERY, node_get(node, KEY_queryParams), false);
	return match;
}

static void read_backends(struct maker *k, const struct resource *r, struct route_rule *rule)
{
	const struct node *list = node_get(rule->node, KEY_route);

	for (const struct node *item = node_first(list); item; item = node_next(item)) {
		const struct node *d = node_get(item, KEY_destination);
		struct backend b = { .node = item, .host = host_expand(k->m, node_get_text(d, KEY_host), r->ns), .subset = node_get_text(d, KEY_subset) };

		node_get_int(node_get(d, KEY_port), KEY_number, &b.port);
		node_get_int(item, KEY_weight, &b.weight);
		if (b.subset && !b.subset->len)
			b.subset = NULL;
		vec_push(k->arena, &rule->backends, b);
	}
}

/* A text of some length, or NULL. */
static const struct str *text_of(const struct node *map, uint32_t key)
{
	const struct str *text = node_get_text(map, key);

	return text && text->len ? text : NULL;
}

static const struct redirect *read_redirect(struct maker *k, const struct node *node)
{
	struct redirect *r;
	int64_t port = 0, status = 0;

	if (!node)
		return NULL;
	r = arena_new(k->arena, struct redirect);
	*r = (struct redirect){ .scheme = text_of(node, KEY_scheme), .authority = text_of(node, KEY_authority), .prefix = text_of(node, KEY_prefixRewrite),
		.path = text_of(node, KEY_uri), .same_port = str_is(node_get_text(node, KEY_derivePort), "FROM_REQUEST_PORT") };
	node_get_int(node, KEY_redirectCode, &status);
	r->status = status ? (uint32_t)status : STATUS_MOVED;
	if (!r->same_port && node_get_int(node, KEY_port, &port) && port_is_number(port))
		r->port = (uint32_t)port;
	return r;
}

static const struct rewrite *read_rewrite(struct maker *k, const struct node *node)
{
	struct rewrite *r;

	if (!node)
		return NULL;
	r = arena_new(k->arena, struct rewrite);
	r->path = text_of(node, KEY_uri);
	r->how = node_get(node, KEY_uriRegexRewrite) ? REWRITE_REGEX : r->path ? REWRITE_PREFIX : REWRITE_NOTHING;
	return r;
}

/* A part of the rule; else what the rule that hands over to it says (model virtualservice.go mergeHTTPRoute). */
static const struct node *part_of(const struct route_rule *rule, uint32_t key)
{
	const struct node *own = node_get(rule->node, key);

	return own || !rule->parent ? own : node_get(rule->parent, key);
}

static void add_mirror(struct maker *k, struct route_rule *rule, const struct node *at, const struct node *to, double share)
{
	struct mirror x = { .host = node_get_text(to, KEY_host), .subset = node_get_text(to, KEY_subset), .share = share, .node = at };

	node_get_int(node_get(to, KEY_port), KEY_number, &x.port);
	if (x.host && share > 0)
		vec_push(k->arena, &rule->mirrors, x);
}

/* Where copies go: all requests' where no share is written (core/route MirrorPercent). */
static void read_mirrors(struct maker *k, struct route_rule *rule)
{
	const struct node *mirror = part_of(rule, KEY_mirror), *share = part_of(rule, KEY_mirrorPercentage), *old = part_of(rule, KEY_mirrorPercent);
	const struct str *text = share ? node_get_text(share, KEY_value) : node_text(old);

	add_mirror(k, rule, mirror, mirror, text ? strtod(text->text, NULL) : share ? 0 : 100);
	for (const struct node *n = node_first(part_of(rule, KEY_mirrors)); n; n = node_next(n)) {
		const struct node *of = node_get(n, KEY_percentage);

		text = node_get_text(of, KEY_value);
		add_mirror(k, rule, n, node_get(n, KEY_destination), text ? strtod(text->text, NULL) : of ? 0 : 100);
	}
}

static struct route_rule read_rule(struct maker *k, const struct resource *r, const struct node *node, enum route_kind kind)
{
	struct route_rule rule = { .resource = r, .node = node, .attached = YES, .retries = -1 };
	const struct node *respond = node_get(node, KEY_directResponse);
	int64_t status = 0;

	for (const struct node *item = node_first(node_get(node, KEY_match)); item; item = node_next(item))
		vec_push(k->arena, &rule.matches, read_match(k, r, item));
	read_backends(k, r, &rule);
	if (kind != ROUTE_HTTP)
		return rule;
	rule.redirect = read_redirect(k, node_get(node, KEY_redirect));
	rule.rewrite = read_rewrite(k, node_get(node, KEY_rewrite));
	rule.responds = respond != NULL;
	if (node_get_int(respond, KEY_status, &status))
		rule.status = (uint32_t)status;
	rule.timeout = node_get_text(node, KEY_timeout);
	node_get_int(node_get(node, KEY_retries), KEY_attempts, &rule.retries);
	rule.action = rule.redirect ? ACTION_REDIRECT : rule.responds ? ACTION_RESPOND : ACTION_FORWARD;
	return rule;
}

/* istiod compares names of headers as they are written here. */
static bool same_subject(const struct predicate *a, const struct predicate *b)
{
	return a->part == b->part && a->without == b->without && (!a->name || (a->node && b->node && a->node->key == b->node->key));
}

/* Is leaf, as istiod compares them, no part of root? Only exact texts and prefixes ever are. (model virtualservice.go stringMatchConflict) */
static bool patterns_conflict(const struct predicate *root, const struct predicate *leaf)
{
	if (leaf->how == HOW_PRESENT || leaf->how == HOW_REGEX || !leaf->text || !root->text || !root->text->len)
		return true;
	if (root->how == HOW_EXACT)
		return leaf->how != HOW_EXACT || leaf->text != root->text;
	return root->how != HOW_PREFIX || leaf->text->len < root->text->len || memcmp(leaf->text->text, root->text->text, root->text->len) != 0;
}

static bool gateways_conflict(const struct route_match *root, const struct route_match *leaf)
{
	if (!root->gateways.n || !leaf->gateways.n)
		return false;
	for (size_t i = 0; i < leaf->gateways.n; i++) {
		size_t j = 0;

		while (j < root->gateways.n && root->gateways.at[j] != leaf->gateways.at[i])
			j++;
		if (j == root->gateways.n)
			return true;
	}
	return leaf->gateways.n > root->gateways.n;
}

static bool labels_conflict(const struct node *root, const struct node *leaf)
{
	for (const struct node *n = node_first(leaf); n; n = node_next(n)) {
		const struct node *other = node_member(root, n->key);

		if (other && node_text(other) != node_text(n))
			return true;
	}
	return false;
}

static bool folds(const struct route_match *match)
{
	bool fold = false;

	node_bool(node_get(match->node, KEY_ignoreUriCase), &fold);
	return fold;
}

/* A part of both blocks by its name: they conflict in it. */
static bool conflict_in(struct misfit *out, const char *part, uint32_t key, const struct route_match *root, const struct route_match *leaf)
{
	*out = (struct misfit){ .part = part, .leaf = node_get(leaf->node, key), .root = node_get(root->node, key) };
	return true;
}

/* Is the leaf, as istiod compares them, no part of the root? Then *out says where. (model virtualservice.go hasConflict) */
static bool matches_conflict(const struct route_match *root, const struct route_match *leaf, struct misfit *out)
{
	static const char *const names[] = { [PART_PATH] = "uri", [PART_METHOD] = "method", [PART_AUTHORITY] = "authority",
		[PART_SCHEME] = "scheme", [PART_HEADER] = "headers", [PART_QUERY] = "queryParams", [PART_CLAIM] = "headers" };

	for (size_t i = 0; i < leaf->predicates.n; i++)
		for (size_t j = 0; j < root->predicates.n; j++) {
			const struct predicate *l = &leaf->predicates.at[i], *r = &root->predicates.at[j];

			if (!same_subject(l, r) || !patterns_conflict(r, l))
				continue;
			*out = (struct misfit){ .part = l->without ? "withoutHeaders" : names[l->part], .leaf = l->node, .root = r->node };
			return true;
		}
	if (folds(root) != folds(leaf))
		return conflict_in(out, "ignoreUriCase", KEY_ignoreUriCase, root, leaf);
	if (root->port && leaf->port && root->port != leaf->port)
		return conflict_in(out, "port", KEY_port, root, leaf);
	if (root->source_ns && leaf->source_ns != root->source_ns)
		return conflict_in(out, "sourceNamespace", KEY_sourceNamespace, root, leaf);
	if (labels_conflict(root->labels, leaf->labels))
		return conflict_in(out, "sourceLabels", KEY_sourceLabels, root, leaf);
	if (gateways_conflict(root, leaf))
		return conflict_in(out, "gateways", KEY_gateways, root, leaf);
	return false;
}

/* What both say, the leaf first. */
static struct route_match join_matches(struct maker *k, const struct route_match *root, const struct route_match *leaf)
{
	struct route_match out = *leaf;

	out.predicates.at = NULL;
	out.predicates.n = out.predicates.cap = 0;
	for (size_t i = 0; i < leaf->predicates.n; i++)
		vec_push(k->arena, &out.predicates, leaf->predicates.at[i]);
	for (size_t j = 0; j < root->predicates.n; j++) {
		size_t i = 0;

		while (i < leaf->predicates.n && !same_subject(&leaf->predicates.at[i], &root->predicates.at[j]))
			i++;
		if (i == leaf->predicates.n)
			vec_push(k->arena, &out.predicates, root->predicates.at[j]);
	}
	if (!out.port)
		out.port = root->port;
	if (!out.source_ns)
		out.source_ns = root->source_ns;
	out.labels_too = root->labels;
	if (!out.gateways.n)
		out.gateways = root->gateways;
	return out;
}

/* The matches of a delegated rule. False: they contradict those of the root, and istiod drops the rule; *out then says where. */
static bool join_rules(struct maker *k, const struct route_rule *root, struct route_rule *leaf, struct misfit *out)
{
	struct route_rule joined = *leaf;

	if (!root->matches.n)
		return true;
	if (!leaf->matches.n) {
		leaf->matches = root->matches;
		return true;
	}
	joined.matches.at = NULL;
	joined.matches.n = joined.matches.cap = 0;
	for (size_t i = 0; i < leaf->matches.n; i++) {
		bool found = false;

		for (size_t j = 0; j < root->matches.n; j++) {
			if (matches_conflict(&root->matches.at[j], &leaf->matches.at[i], out))
				continue;
			vec_push(k->arena, &joined.matches, join_matches(k, &root->matches.at[j], &leaf->matches.at[i]));
			found = true;
		}
		if (!found) {
			out->block = leaf->matches.at[i].node;
			return false;
		}
	}
	leaf->matches = joined.matches;
	return true;
}

static const struct delegation *delegation_of(const struct virtualservice *vs, const struct node *rule)
{
	for (size_t i = 0; i < vs->n_delegations; i++)
		if (vs->delegations[i].rule == rule)
			return &vs->delegations[i];
	return NULL;
}

/* A rule is done: one without matches takes everything, but of TLS, which istiod matches by name alone. */
static void add_rule(struct maker *k, struct route_rule rule, enum route_kind kind)
{
	if (kind == ROUTE_HTTP)
		read_mirrors(k, &rule);
	if (!rule.matches.n && kind != ROUTE_TLS)
		vec_push(k->arena, &rule.matches, ((struct route_match){ .node = rule.node }));
	vec_push(k->arena, &k->out->rules, rule);
}

static void add_delegated(struct maker *k, const struct delegation *d)
{
	struct route_rule root = read_rule(k, k->vs->resource, d->rule, ROUTE_HTTP);
	struct misfit misfit;

	if (!d->child || !d->child->delegate || d->visible == NO)
		return;
	for (const struct node *n = node_first(node_get(d->child->resource->spec, KEY_http)); n; n = node_next(n)) {
		struct route_rule leaf = read_rule(k, d->child->resource, n, ROUTE_HTTP);

		if (!join_rules(k, &root, &leaf, &misfit))
			continue;
		if (!leaf.rewrite)
			leaf.rewrite = root.rewrite;
		if (!leaf.responds && root.responds) {
			leaf.responds = true;
			leaf.status = root.status;
			leaf.action = leaf.redirect ? ACTION_REDIRECT : ACTION_RESPOND;
		}
		if (!leaf.timeout)
			leaf.timeout = root.timeout;
		if (leaf.retries < 0)
			leaf.retries = root.retries;
		leaf.parent = d->rule;
		add_rule(k, leaf, ROUTE_HTTP);
	}
}

/* Are all its match blocks read? */
static bool is_matched_known(const struct node *rule)
{
	const struct node *list = node_get(rule, KEY_match);

	return list ? !node_is_rejected(list) : !node_has(rule, KEY_match);
}

enum truth route_drops(const struct mesh *m, const struct delegation *d, const struct node *rule, struct arena *arena, struct misfit *out)
{
	struct maker k = { .m = m, .vs = d->root, .arena = arena };
	struct route_rule root, leaf;

	if (!is_matched_known(d->rule) || !is_matched_known(rule))
		return UNKNOWN;
	root = read_rule(&k, d->root->resource, d->rule, ROUTE_HTTP);
	leaf = read_rule(&k, d->child->resource, rule, ROUTE_HTTP);
	return join_rules(&k, &root, &leaf, out) ? NO : YES;
}

static void make_rules(struct maker *k, enum route_kind kind, bool whole)
{
	static const uint32_t members[] = { [ROUTE_HTTP] = KEY_http, [ROUTE_TLS] = KEY_tls, [ROUTE_TCP] = KEY_tcp };

	if (k->vs->attached) {
		made_rules(k->m, k->vs, kind, k->arena, k->out);
		return;
	}
	*k->out = (struct route){ .vs = k->vs };
	for (const struct node *n = node_first(node_get(k->vs->resource->spec, members[kind])); n; n = node_next(n)) {
		const struct delegation *d = kind == ROUTE_HTTP ? delegation_of(k->vs, n) : NULL;
		bool absent = whole && d && !d->child;

		if (d && !absent) {
			add_delegated(k, d);
		} else {
			struct route_rule rule = read_rule(k, k->vs->resource, n, kind);

			rule.absent = d;
			add_rule(k, rule, kind);
		}
	}
}

void route_make(const struct mesh *m, const struct virtualservice *vs, enum route_kind kind, struct arena *arena, struct route *out)
{
	static const char questions[N_ROUTE_KINDS];
	struct kept *k = mesh_kept(m, &questions[kind], vs, NULL);
	struct route *route = k ? k->found : NULL;

	if (k && !route) {
		k->found = route = arena_new(k->arena, struct route);
		make_rules(&(struct maker){ .m = m, .vs = vs, .arena = k->arena, .out = route }, kind, false);
	} else if (!k) {
		make_rules(&(struct maker){ .m = m, .vs = vs, .arena = arena, .out = out }, kind, false);
	}
	if (route)
		*out = *route;
}

void route_make_whole(const struct mesh *m, const struct virtualservice *vs, struct arena *arena, struct route *out)
{
	make_rules(&(struct maker){ .m = m, .vs = vs, .arena = arena, .out = out }, ROUTE_HTTP, true);
}

bool route_leads(const struct destination *d, const struct str *client_ns)
{
	bool matched = true;

	if (d->kind != ROUTE_HTTP)
		return true;
	for (const struct node *n = node_first(node_get(d->rule, KEY_match)); n; n = node_next(n)) {
		const struct str *ns = node_get_text(n, KEY_sourceNamespace);

		if (!ns || !ns->len)
			continue;
		matched = ns == client_ns;
		if (matched)
			break;
	}
	return matched;
}

uint32_t route_share(const struct route_rule *rule, const struct backend *b)
{
	int64_t sum = 0;

	if (rule->backends.n == 1)
		return 100;
	for (size_t i = 0; i < rule->backends.n; i++)
		sum += rule->backends.at[i].weight > 0 ? rule->backends.at[i].weight : 0;
	return sum && b->weight > 0 ? (uint32_t)((100 * b->weight + sum / 2) / sum) : 0;
}
