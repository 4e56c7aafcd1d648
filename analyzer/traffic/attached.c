/* Routes of the Gateway API made into routes of proxies (pilot config/kube/gateway conversion.go): the one file of this room that reads their fields. */
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "traffic/made.h"
#include "world/host.h"
#include "world/attached.h"

#define STATUS_FOUND 302 /* of a redirect that names none, by the API's default */
#define STATUS_BROKEN 500 /* where no backend gets any requests */

struct maker {
	const struct mesh *m;
	struct arena *arena;
	const struct attached_route *part;
	bool mesh;                /* for sidecars */
	bool grpc;
	bool broken;              /* something in the route lets istiod make nothing of it */
	VEC(struct route_rule) rules;
};

/* --- Matches --- */

static void add(struct maker *k, struct route_match *match, struct predicate p)
{
	vec_push(k->arena, &match->predicates, p);
}

static bool is_regex(const struct node *n)
{
	return str_is(node_get_text(n, KEY_type), "RegularExpression");
}

/* Exact or, where it says so, a regular expression; "*" is one that any value fits (core/route canBeConvertedToPresentMatch). */
static void add_values(struct maker *k, struct route_match *match, enum part part, const struct node *list)
{
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		const struct str *name = node_get_text(n, KEY_name), *value = node_get_text(n, KEY_value);
		struct predicate p = { .part = part, .how = is_regex(n) ? HOW_REGEX : HOW_EXACT, .text = value, .node = n };

		if (!name || !value)
			p.how = HOW_UNKNOWN;
		else if (p.how == HOW_REGEX && str_is(value, "*"))
			p.how = HOW_PRESENT;
		p.name = name && part == PART_HEADER ? host_lower(k->m, name) : name;
		add(k, match, p);
	}
}

/* A prefix ends where a segment does, and a slash at its end is none of it; the path "/" is a prefix of all. */
static struct predicate path_prefix(struct maker *k, const struct str *path, const struct node *node)
{
	size_t n = path->len > 1 && str_ends(path, "/") ? path->len - 1 : path->len;

	return (struct predicate){ .part = PART_PATH, .how = n == 1 && *path->text == '/' ? HOW_PREFIX : HOW_SEGMENTS,
		.text = pool_intern(mesh_pool(k->m), path->text, n), .node = node };
}

static void add_path(struct maker *k, struct route_match *match, const struct node *node)
{
	const struct str *type = node_get_text(node, KEY_type), *value = node_get_text(node, KEY_value);
	struct predicate p;

	if (!value)
		value = pool_text(mesh_pool(k->m), "/");
	p = path_prefix(k, value, node ? node : match->node);
	if (type && str_is(type, "Exact"))
		p = (struct predicate){ .part = PART_PATH, .how = HOW_EXACT, .text = value, .node = node };
	else if (type && str_is(type, "RegularExpression"))
		p = (struct predicate){ .part = PART_PATH, .how = HOW_REGEX, .text = value, .node = node };
	add(k, match, p);
}

static void add_method(struct maker *k, struct route_match *match, const struct node *node)
{
	if (node_text(node))
		add(k, match, (struct predicate){ .part = PART_METHOD, .how = HOW_EXACT, .text = node_text(node), .node = node });
}

/* "/service/method", of which one part may be left open. */
static void add_call(struct maker *k, struct route_match *match, const struct node *node)
{
	const struct str *service = node_get_text(node, KEY_service), *method = node_get_text(node, KEY_method);
	struct pool *pool = mesh_pool(k->m);
	struct predicate p = { .part = PART_PATH, .how = HOW_REGEX, .node = node };

	if (!service && !method)
		return;
	if (!service) {
		p.text = pool_printf(pool, "/[^/]+/%s", method->text);
	} else if (is_regex(node)) {
		p.text = pool_printf(pool, "/%s/%s", service->text, method ? method->text : ".+");
	} else {
		p.how = method ? HOW_EXACT : HOW_SEGMENTS;
		p.text = pool_printf(pool, "/%s%s%s", service->text, method ? "/" : "", method ? method->text : "");
	}
	add(k, match, p);
}

static struct route_match read_match(struct maker *k, const struct node *node, const struct node *rule)
{
	struct route_match match = { .node = node ? node : rule, .port = k->part->port };

	if (k->grpc) {
		add_call(k, &match, node_get(node, KEY_method));
	} else {
		add_path(k, &match, node_get(node, KEY_path));
		add_method(k, &match, node_get(node, KEY_method));
	}
	add_values(k, &match, PART_HEADER, node_get(node, KEY_headers));
	add_values(k, &match, PART_QUERY, node_get(node, KEY_queryParams));
	return match;
}

/* --- Filters --- */

static const struct str *not_empty(const struct str *text)
{
	return text && text->len ? text : NULL;
}

static const struct redirect *read_redirect(struct maker *k, const struct node *node)
{
	struct redirect *r = arena_new(k->arena, struct redirect);
	const struct node *path = node_get(node, KEY_path);
	int64_t port = 0, status = STATUS_FOUND;

	*r = (struct redirect){ .scheme = node_get_text(node, KEY_scheme), .authority = not_empty(node_get_text(node, KEY_hostname)) };
	if (str_is(node_get_text(path, KEY_type), "ReplacePrefixMatch"))
		r->prefix = not_empty(node_get_text(path, KEY_replacePrefixMatch));
	else
		r->path = not_empty(node_get_text(path, KEY_replaceFullPath));
	node_get_int(node, KEY_statusCode, &status);
	r->status = (uint32_t)status;
	if (node_get_int(node, KEY_port, &port) && port_is_number(port))
		r->port = (uint32_t)port;
	else
		r->same_port = !r->scheme;
	return r;
}

/* A prefix that is replaced by "/" is cut off (core/route applyHTTPRouteDestination). */
static const struct rewrite *read_rewrite(struct maker *k, const struct node *node)
{
	struct rewrite *r = arena_new(k->arena, struct rewrite);
	const struct node *path = node_get(node, KEY_path);
	const struct str *prefix = node_get_text(path, KEY_replacePrefixMatch), *whole = node_get_text(path, KEY_replaceFullPath);
	size_t n = prefix ? prefix->len - (prefix->len && str_ends(prefix, "/")) : 0;

	if (prefix && str_is(node_get_text(path, KEY_type), "ReplacePrefixMatch"))
		*r = n ? (struct rewrite){ REWRITE_PREFIX, pool_intern(mesh_pool(k->m), prefix->text, n) } : (struct rewrite){ .how = REWRITE_CUT };
	else if (whole)
		*r = (struct rewrite){ REWRITE_WHOLE, whole };
	return r;
}

static double share_of(const struct node *mirror)
{
	const struct node *fraction = node_get(mirror, KEY_fraction);
	int64_t of = 100, n;

	if (node_get_int(fraction, KEY_numerator, &n)) {
		node_get_int(fraction, KEY_denominator, &of);
		return of > 0 ? 100 * (double)n / (double)of : 0;
	}
	return node_get_int(mirror, KEY_percent, &n) ? (double)n : 100;
}

static void add_mirror(struct maker *k, struct route_rule *rule, const struct node *node)
{
	const struct node *ref = node_get(node, KEY_backendRef);
	const struct str *ns;
	struct mirror x = { .host = backend_host(k->m, rule->resource, ref, &ns), .share = share_of(node), .node = node };

	node_get_int(ref, KEY_port, &x.port);
	if (x.host && (k->mesh || reference_is_granted(k->m, rule->resource, ref) != NO))
		vec_push(k->arena, &rule->mirrors, x);
}

/* Of one that istiod does not know it makes nothing, nor of the route that has it. */
static void read_filter(struct maker *k, struct route_rule *rule, const struct node *node)
{
	const struct str *type = node_get_text(node, KEY_type);

	if (str_is(type, "RequestMirror")) {
		add_mirror(k, rule, node_get(node, KEY_requestMirror));
	} else if (!k->grpc && str_is(type, "RequestRedirect")) {
		rule->redirect = read_redirect(k, node_get(node, KEY_requestRedirect));
	} else if (!k->grpc && str_is(type, "URLRewrite")) {
		rule->rewrite = read_rewrite(k, node_get(node, KEY_urlRewrite));
	} else {
		k->broken |= !str_is(type, "RequestHeaderModifier") && !str_is(type, "ResponseHeaderModifier") && (k->grpc || !str_is(type, "CORS"));
	}
}

/* --- Backends --- */

/* A backend that is not known, or not granted, is none, and its share of requests fails. */
static struct backend read_backend(struct maker *k, const struct resource *route, const struct node *ref)
{
	struct backend b = { .node = ref, .weight = 1 };
	const struct str *ns, *name = node_get_text(ref, KEY_name);
	enum truth granted = k->mesh ? YES : reference_is_granted(k->m, route, ref);

	node_get_int(ref, KEY_weight, &b.weight);
	if (granted == UNKNOWN)
		b.grant = node_get_text(ref, KEY_namespace);
	if (granted == NO)
		return b;
	b.host = backend_host(k->m, route, ref, &ns);
	node_get_int(ref, KEY_port, &b.port);
	if (b.host && (!port_is_number(b.port) || (ns && strchr(name->text, '.'))))
		k->broken = true;
	for (const struct node *n = node_first(node_get(ref, KEY_filters)); n; n = node_next(n))
		k->broken |= !str_is(node_get_text(n, KEY_type), "RequestHeaderModifier") && !str_is(node_get_text(n, KEY_type), "ResponseHeaderModifier");
	return b;
}

static void read_backends(struct maker *k, struct route_rule *rule)
{
	int64_t sum = 0;

	for (const struct node *n = node_first(node_get(rule->node, KEY_backendRefs)); n; n = node_next(n)) {
		struct backend b = read_backend(k, rule->resource, n);

		sum += b.weight;
		if (b.weight > 0)
			vec_push(k->arena, &rule->backends, b);
	}
	if (rule->redirect || sum > 0)
		return;
	rule->responds = true;
	rule->status = STATUS_BROKEN;
}

static void read_times(struct route_rule *rule)
{
	const struct node *timeouts = node_get(rule->node, KEY_timeouts), *retry = node_get(rule->node, KEY_retry);
	const struct str *request = node_get_text(timeouts, KEY_request), *backend = node_get_text(timeouts, KEY_backendRequest);

	if (retry) {
		rule->retries = 2;
		node_get_int(retry, KEY_attempts, &rule->retries);
	} else if (backend && !str_starts(backend, "0")) {
		request = backend;
	}
	rule->timeout = request && !str_starts(request, "0") ? request : NULL;
}

/* --- Rules --- */

static void add_rule(struct maker *k, const struct route_rule *rule, const struct node *match)
{
	struct route_rule one = *rule;

	vec_push(k->arena, &one.matches, read_match(k, match, rule->node));
	vec_push(k->arena, &k->rules, one);
}

/* A rule for each of its matches. */
static void read_rule(struct maker *k, const struct node *node)
{
	struct route_rule rule = { .resource = k->part->route, .node = node, .retries = -1, .attached = k->part->attached };
	const struct node *matches = node_get(node, KEY_matches);

	for (const struct node *n = node_first(node_get(node, KEY_filters)); n; n = node_next(n))
		read_filter(k, &rule, n);
	read_backends(k, &rule);
	read_times(&rule);
	rule.action = rule.redirect ? ACTION_REDIRECT : rule.responds ? ACTION_RESPOND : ACTION_FORWARD;
	for (const struct node *n = node_first(matches); n; n = node_next(n))
		add_rule(k, &rule, n);
	if (!node_first(matches))
		add_rule(k, &rule, NULL);
}

static void read_route(struct maker *k, const struct attached_route *part, struct route *out)
{
	k->part = part;
	k->grpc = part->route->kind == KIND_GRPC_ROUTE;
	k->broken = false;
	k->rules.at = NULL;
	k->rules.n = k->rules.cap = 0;
	for (const struct node *n = node_first(node_get(part->route->spec, KEY_rules)); n; n = node_next(n))
		read_rule(k, n);
	for (size_t i = 0; i < k->rules.n && !k->broken; i++)
		vec_push(k->arena, &out->rules, k->rules.at[i]);
}

/* --- Order --- */

static const struct predicate *path_of(const struct route_match *match)
{
	for (size_t i = 0; i < match->predicates.n; i++)
		if (match->predicates.at[i].part == PART_PATH)
			return &match->predicates.at[i];
	return NULL;
}

static int rank_of(const struct predicate *path)
{
	return !path ? -1 : path->how == HOW_EXACT ? 3 : path->how == HOW_REGEX ? 1 : 2;
}

static int count(const struct route_match *match, enum part part)
{
	int n = 0;

	for (size_t i = 0; i < match->predicates.n; i++)
		n += match->predicates.at[i].part == part;
	return n;
}

int made_precedence(const struct route_rule *a, const struct route_rule *b)
{
	const struct route_match *x = a->matches.at, *y = b->matches.at;
	const struct predicate *p = path_of(x), *q = path_of(y);
	int order = !!y->predicates.n - !!x->predicates.n;

	if (!order)
		order = rank_of(q) - rank_of(p);
	if (!order && p)
		order = q->text->len < p->text->len ? -1 : q->text->len > p->text->len;
	if (!order)
		order = count(y, PART_METHOD) - count(x, PART_METHOD);
	if (!order)
		order = count(y, PART_HEADER) - count(x, PART_HEADER);
	return order ? order : count(y, PART_QUERY) - count(x, PART_QUERY);
}

struct placed {
	struct route_rule rule;
	size_t place;
};

static int by_precedence(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int order = made_precedence(&x->rule, &y->rule);

	return order ? order : x->place < y->place ? -1 : 1;
}

static void sort_rules(struct arena *arena, struct route *route)
{
	struct placed *list = arena_array(arena, struct placed, route->rules.n);

	for (size_t i = 0; i < route->rules.n; i++)
		list[i] = (struct placed){ route->rules.at[i], i };
	qsort(list, route->rules.n, sizeof *list, by_precedence);
	for (size_t i = 0; i < route->rules.n; i++)
		route->rules.at[i] = list[i].rule;
}

/* --- Connections --- */

/* Where no backend gets any, istiod leads connections to a cluster that there is not. */
static void read_connections(struct maker *k, const struct attached_route *part, const struct node *node)
{
	struct route_rule rule = { .resource = part->route, .node = node, .retries = -1, .attached = part->attached };
	struct route_match match = { .node = node, .port = part->port };

	read_backends(k, &rule);
	if (rule.responds)
		vec_push(k->arena, &rule.backends, ((struct backend){ .weight = 1, .node = node }));
	rule.responds = false;
	for (size_t i = 0; i < part->n_sni; i++)
		vec_push(k->arena, &match.sni, part->sni[i]);
	vec_push(k->arena, &rule.matches, match);
	vec_push(k->arena, &k->rules, rule);
}

static void make_connections(struct maker *k, const struct attached_route *part, struct route *out)
{
	for (const struct node *n = node_first(node_get(part->route->spec, KEY_rules)); n; n = node_next(n))
		read_connections(k, part, n);
	for (size_t i = 0; i < k->rules.n && !k->broken; i++)
		vec_push(k->arena, &out->rules, k->rules.at[i]);
}

/* Which of a VirtualService's rules a route's are. */
static enum route_kind sort_of(const struct resource *route)
{
	return route->kind == KIND_TLS_ROUTE ? ROUTE_TLS : route->kind == KIND_TCP_ROUTE ? ROUTE_TCP : ROUTE_HTTP;
}

void made_rules(const struct mesh *m, const struct virtualservice *vs, enum route_kind kind, struct arena *arena, struct route *out)
{
	struct maker k = { .m = m, .arena = arena, .mesh = vs->mesh };

	*out = (struct route){ .vs = vs };
	if (sort_of(vs->resource) != kind)
		return;
	if (kind != ROUTE_HTTP) {
		make_connections(&k, vs->attached, out);
		return;
	}
	for (size_t i = 0; i < vs->n_attached; i++)
		read_route(&k, &vs->attached[i], out);
	if (out->rules.n > 1)
		sort_rules(arena, out);
}
