/* What a rule does with a request: backends made into destinations, redirects, answers, and what leaves the mesh. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "keys.h"
#include "object/age.h"
#include "traffic/made.h"
#include "traffic/way.h"
#include "world/config.h"
#include "world/destinationrule.h"
#include "world/peerauthentication.h"

#define STATUS_BROKEN      500
#define STATUS_UNAVAILABLE 503


const char *way_name(struct way *w, const struct resource *r)
{
	return arena_printf(w->arena, "%s %s%s%s", r->kind_name->text, r->ns->text, r->ns->len ? "/" : "", r->name->text);
}

void way_doubt_order(struct way *w, const struct resource *a, const struct resource *b)
{
	const char *namesakes = answer_namesakes(w->arena, a, b);

	answer_undecided(w->out, "%s", namesakes ? namesakes : arena_printf(w->arena, "which of %s and %s is older?", way_name(w, a), way_name(w, b)));
}

/* The number where the mutual TLS of a workload's port is asked for. */
static enum truth server_mode(struct way *w, const struct service *s, uint32_t port, const struct workload *to, struct mtls *mode)
{
	const struct port *p = service_port(s, port);
	uint32_t number = 0;

	if (p && port_target(p, to, &number) == NO)
		number = 0;
	return mesh_mtls(w->m, to, number, w->arena, mode);
}

/* What automatic mutual TLS does: it is used with endpoints that have a proxy which takes it. */
static enum carried automatic(struct way *w, const struct service *s, uint32_t port, const struct target *t)
{
	const struct mesh_config *config = mesh_configuration(w->m);
	enum carried said = CARRIED_UNKNOWN;

	if (!config->auto_mtls.value || s->mesh_external)
		return CARRIED_PLAINTEXT;
	for (size_t i = 0; i < t->n_workloads; i++) {
		struct mtls mode;
		enum truth captured = mesh_captured(w->m, t->workloads[i]);
		enum carried own;

		if (captured == UNKNOWN || server_mode(w, s, port, t->workloads[i], &mode) != YES)
			return CARRIED_AUTO;
		own = captured == NO || mode.mode == MTLS_DISABLE ? CARRIED_PLAINTEXT : CARRIED_MUTUAL;
		if (said != CARRIED_UNKNOWN && said != own)
			return CARRIED_AUTO;
		said = own;
	}
	return said != CARRIED_UNKNOWN ? said : CARRIED_AUTO;
}

static enum carried client_tls(struct way *w, const struct policy *p, const struct service *s, const struct target *t)
{
	struct client_tls_found found;

	if (policy_tls(p, t->subset, t->port, &found) != YES)
		return CARRIED_UNKNOWN;
	switch (found.mode) {
	case CLIENT_TLS_DISABLE: return CARRIED_PLAINTEXT;
	case CLIENT_TLS_SIMPLE:
	case CLIENT_TLS_MUTUAL: return CARRIED_TLS;
	case CLIENT_TLS_ISTIO_MUTUAL: return CARRIED_MUTUAL;
	case CLIENT_TLS_REJECTED: return CARRIED_UNKNOWN;
	default: return automatic(w, s, t->port, t);
	}
}

/* Is the subset there? *labels are those it stands for. */
static enum truth find_subset(struct way *w, const struct policy *p, enum truth in_force, const struct target *t, const struct node **labels)
{
	struct subset_found found;
	enum truth t_found;

	if (in_force == NO)
		return NO;
	if (!p->n)
		return UNKNOWN;
	t_found = policy_subset(p, t->subset, w->arena, &found);
	*labels = t_found == YES && found.n == 1 ? found.at[0]->labels : NULL;
	return in_force == YES || t_found == NO ? t_found : UNKNOWN;
}

static bool has_labels(const struct node *endpoint, const struct node *wanted)
{
	const struct node *labels = node_get(endpoint, KEY_labels);

	for (const struct node *n = node_first(wanted); n; n = node_next(n))
		if (node_text(node_member(labels, n->key)) != node_text(n))
			return false;
	return true;
}

/* istiod makes no cluster of what is found by DNS and has no endpoint. labels NULL: of any. */
static bool lacks_endpoints(struct way *w, const struct service *s, const struct node *labels)
{
	struct selection all;

	if (s->kind != SERVICE_ENTRY || (s->resolution != RESOLUTION_DNS && s->resolution != RESOLUTION_DNS_ROUND_ROBIN))
		return false;
	if (s->selector) {
		all = service_workloads(w->m, s, w->arena);
		if (labels)
			all = selection_narrow(w->m, &all, labels, w->arena);
		return all.truth == NO;
	}
	for (const struct node *e = node_first(s->endpoints); e; e = node_next(e))
		if (has_labels(e, labels))
			return false;
	return node_first(labels);
}

/* What is written twice is one workload. */
static void drop_copies(struct arena *arena, struct selection *s)
{
	const struct workload **at = arena_array(arena, const struct workload *, s->n);
	struct map first = { 0 };
	size_t n = 0, n_sure = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct workload *x = s->at[i], **place = (const struct workload **)map_at(arena, &first, x->ns, x->name, x->resource->kind_name);

		if (*place && resource_is_copy((*place)->resource, x->resource))
			continue;
		*place = x;
		at[n++] = x;
		n_sure += i < s->n_sure;
	}
	s->at = at;
	s->n = n;
	s->n_sure = n_sure;
}

void way_find_workloads(struct way *w, const struct service *s, const struct node *labels, struct target *t)
{
	struct selection all = service_workloads(w->m, s, w->arena);

	if (labels)
		all = selection_narrow(w->m, &all, labels, w->arena);
	drop_copies(w->arena, &all);
	t->workloads = all.at;
	t->n_workloads = all.n;
	t->n_sure = all.n_sure;
	if (all.truth == NO)
		t->problem = "no-workload";
}

/* May there be a service of the name that no file shows? */
static bool is_open(const struct host_answer *a)
{
	return a->truth == UNKNOWN || (a->truth == YES && (a->why == HOST_BUILTIN || a->why == HOST_EXTERNAL));
}

/* Fill in what the destination's name stands for. */
static void resolve(struct way *w, struct target *t)
{
	const struct service *s;
	const struct port *port;
	const struct node *labels = NULL;
	struct policy policy;
	enum truth in_force, subset = YES;
	bool has_port;

	if (!t->host) {
		t->problem = "no-cluster";
		return;
	}
	s = scope_service(&w->scope, t->host, t->port, &has_port);
	port = s && has_port ? service_port(s, t->port) : NULL;
	/* istiod makes clusters neither of other names nor of UDP. */
	if (!port || port->protocol == PROTOCOL_UDP || s->resolution == RESOLUTION_ALIAS) {
		struct host_answer a = mesh_destination(w->m, w->scope.proxy->ns, t->host, w->arena);

		if ((!s && is_open(&a)) || (s && s->partial))
			answer_undecided(w->out, "is there a service \"%s\" with port %u?", t->host->text, t->port);
		else
			t->problem = "no-cluster";
		return;
	}
	in_force = mesh_policy(w->m, w->scope.proxy->ns, t->host, s->ns, w->scope.proxy, w->arena, &policy);
	if (t->subset)
		subset = find_subset(w, &policy, in_force, t, &labels);
	if (subset == NO || (subset == YES && lacks_endpoints(w, s, labels))) {
		t->problem = "no-cluster";
		return;
	}
	if (subset == UNKNOWN)
		answer_undecided(w->out, "is the subset \"%s\" of \"%s\" defined?", t->subset->text, t->host->text);
	way_find_workloads(w, s, labels, t);
	t->tls = client_tls(w, &policy, s, t);
}

static bool is_of_gateway_api(const struct resource *r)
{
	return r->kind == KIND_HTTP_ROUTE || r->kind == KIND_GRPC_ROUTE || r->kind == KIND_TLS_ROUTE || r->kind == KIND_TCP_ROUTE;
}

/* Rules of the Gateway API answer 500 where there is no cluster (core/route applyHTTPRouteDestination). */
static void add_target(struct way *w, struct target t)
{
	resolve(w, &t);
	if (t.problem)
		t.status = is_of_gateway_api(t.cause.resource) && strcmp(t.problem, "no-cluster") == 0 ? STATUS_BROKEN : STATUS_UNAVAILABLE;
	vec_push(w->arena, &w->out->targets, t);
}

/*
 * The service that a backend's name means, for its port and where it is another name: on a sidecar's HTTP listeners one that
 * has the listener's port too; for HTTP on a gateway first one of the VirtualService's namespace.
 */
static const struct service *meant_by(struct way *w, const struct asker *asker, const struct route_rule *rule, const struct backend *b)
{
	const struct service *s = NULL;
	bool has_port;

	if (!b->host)
		return NULL;
	if (!w->scope.gateway && asker->asking == ASKING_HTTP)
		return egress_service(scope_egress(&w->scope, w->r->port), b->host, w->r->port);
	if (asker->asking == ASKING_HTTP) {
		s = scope_own_service(w->m, b->host, rule->resource->ns);
		if (s && export_reaches(s->exports, w->scope.proxy->ns) == NO)
			s = NULL;
	}
	return s ? s : scope_service(&w->scope, b->host, 0, &has_port);
}

/* The port of a backend that names none: the only one of its service as a gateway or a connection knows it, else the listener's. */
static uint32_t port_of(struct way *w, const struct asker *asker, const struct service *s, const struct backend *b)
{
	if (port_is_number(b->port))
		return (uint32_t)b->port;
	return s && (w->scope.gateway || asker->asking != ASKING_HTTP) && s->n_ports == 1 ? s->ports[0].number : asker->port;
}

void way_forward(struct way *w, const struct route_rule *rule, const struct asker *asker)
{
	w->out->outcome = OUTCOME_ROUTED;
	for (size_t i = 0; i < rule->backends.n; i++) {
		const struct backend *b = &rule->backends.at[i];
		const struct service *s = meant_by(w, asker, rule, b);

		/* One without weight is none beside others (core/route applyHTTPRouteDestination). */
		if (rule->backends.n > 1 && b->weight <= 0)
			continue;
		if (b->grant)
			answer_undecided(w->out, "is there a ReferenceGrant in namespace %s that lets %s lead there?", b->grant->text, way_name(w, rule->resource));
		add_target(w, (struct target){ .host = s && s->external_name ? s->external_name : b->host, .subset = b->subset, .port = port_of(w, asker, s, b),
			.weight = route_share(rule, b), .cause = { rule->resource, b->node } });
	}
	if (!w->out->targets.n)
		answer_refuse(w->out, "no-backend"); /* no proxy takes such a rule */
}

void way_forward_to(struct way *w, const struct service *s, const struct str *host, uint32_t port)
{
	w->out->outcome = OUTCOME_ROUTED;
	add_target(w, (struct target){ .host = host, .port = port, .weight = 100, .cause = { s->resource, s->at } });
}

/* REGISTRY_ONLY of the Sidecar, else of the mesh. */
static bool is_closed_to_outside(struct way *w, struct cause *cause)
{
	const struct mesh_config *config = mesh_configuration(w->m);
	const struct node *policy = w->scope.sidecar ? node_get(w->scope.sidecar->spec, KEY_outboundTrafficPolicy) : NULL;
	const struct str *mode = node_get_text(policy, KEY_mode);

	if (policy) {
		*cause = (struct cause){ w->scope.sidecar, policy };
		return !mode || str_is(mode, "REGISTRY_ONLY");
	}
	*cause = (struct cause){ config->resource, config->outbound_mode.at };
	if (config->outbound_mode.how == SETTING_ASSUMED && mesh_world(w->m) != WORLD_CLOSED)
		answer_step(w->out, NULL, "the mesh configuration is not in the tree: outboundTrafficPolicy is taken for ALLOW_ANY, the default");
	return str_is(config->outbound_mode.value, "REGISTRY_ONLY");
}

void way_leave(struct way *w, bool http)
{
	struct cause cause = { 0 };
	bool closed = is_closed_to_outside(w, &cause);

	w->out->outcome = closed ? OUTCOME_BLACKHOLE : OUTCOME_PASSTHROUGH;
	w->out->by = cause;
	if (closed && http)
		w->out->status = 502;
	answer_step(w->out, &cause, closed ? "outboundTrafficPolicy REGISTRY_ONLY: it goes nowhere" : "it goes to the address that the client asked for, unchanged");
}

/* A part of the rule; else what the rule that hands over to it says (model virtualservice.go mergeHTTPRoute). */
static const struct node *part_of(const struct route_rule *rule, uint32_t key)
{
	const struct node *own = node_get(rule->node, key);

	return own || !rule->parent ? own : node_get(rule->parent, key);
}

/* How many of a hundred requests a fault meets: none without a share (Envoy's default, of Istio's own field "percent" the number's). */
static double share_of(const struct node *fault)
{
	const struct str *text = node_text(node_at(fault, KEY_percentage, KEY_value, 0));

	if (!text && !node_has(fault, KEY_percentage))
		text = node_get_text(fault, KEY_percent);
	return text ? strtod(text->text, NULL) : 0;
}

/* Faults on purpose: where every request ends in one, that is the answer. False: it goes on. */
static bool meet_fault(struct way *w, const struct route_rule *rule)
{
	const struct node *fault = part_of(rule, KEY_fault), *delay = node_get(fault, KEY_delay), *abort = node_get(fault, KEY_abort);
	const struct str *time = node_get_text(delay, KEY_fixedDelay), *status = node_get_text(abort, KEY_httpStatus), *grpc = node_get_text(abort, KEY_grpcStatus);
	int64_t number = 0;

	if (time && share_of(delay) > 0)
		answer_step(w->out, &(struct cause){ rule->resource, delay }, "a fault on purpose: %g%% of the requests wait %s first", share_of(delay), time->text);
	if (!(status || grpc) || share_of(abort) <= 0)
		return false;
	answer_step(w->out, &(struct cause){ rule->resource, abort }, "a fault on purpose: %g%% of the requests are answered with %s%s", share_of(abort), status ? "" : "gRPC status ",
		(status ? status : grpc)->text);
	if (share_of(abort) < 100)
		return false;
	node_get_int(abort, KEY_httpStatus, &number);
	w->out->outcome = OUTCOME_ANSWERED;
	w->out->status = (uint32_t)number;
	return true;
}

static void tell_mirrors(struct way *w, const struct route_rule *rule)
{
	for (size_t i = 0; i < rule->mirrors.n; i++) {
		const struct mirror *to = &rule->mirrors.at[i];

		answer_step(w->out, &(struct cause){ rule->resource, to->node }, "a copy of %g%% of the requests goes to %s%s%s, whose answer nobody waits for", to->share, to->host->text,
			to->subset ? " subset " : "", to->subset ? to->subset->text : "");
	}
}

void way_take(struct way *w, const struct route *route, const struct route_rule *rule, const struct route_match *match, const struct asker *asker)
{
	w->out->by = rule->parent ? (struct cause){ route->vs->resource, rule->parent } : (struct cause){ rule->resource, rule->node };
	if (rule->parent)
		w->out->handed = (struct cause){ rule->resource, rule->node };
	answer_step(w->out, &(struct cause){ rule->resource, match->node }, "%s: %s takes it", way_name(w, rule->resource),
		node_path(w->arena, match->node, rule->resource->root));
	if (rule->action == ACTION_REDIRECT) {
		way_redirect(w, rule, match, asker);
	} else if (rule->action == ACTION_RESPOND) {
		w->out->outcome = OUTCOME_ANSWERED;
		w->out->status = rule->status;
	} else {
		w->out->timeout = rule->timeout ? rule->timeout->text : NULL;
		w->out->retries = rule->retries;
		w->out->path = way_rewritten(w, rule, match);
		if (asker->asking != ASKING_CONNECTION && meet_fault(w, rule))
			return;
		way_forward(w, rule, asker);
		tell_mirrors(w, rule);
	}
}

static enum truth would_take(struct way *w, const struct route_rule *rule, const struct route_match *match, const struct asker *asker)
{
	enum truth applies = truth_and(rule->attached, route_match_applies(asker, match));

	return applies == NO ? NO : truth_and(applies, route_match_takes(w->m, match, w->r, w->arena));
}

/* The next match that is asked whether it takes the request. */
static enum truth try_match(struct way *w, const struct route_rule *rule, const struct route_match *match, const struct asker *asker)
{
	enum truth t = would_take(w, rule, match, asker);

	if (t != NO && rule->attached == UNKNOWN)
		answer_undecided(w->out, "is %s attached to the gateway's listener?", way_name(w, rule->resource));
	else if (t == UNKNOWN)
		answer_undecided(w->out, "does %s of %s take the request?", node_path(w->arena, match->node, rule->resource->root), way_name(w, rule->resource));
	return t;
}

static bool is_wanted(const struct route_match *match, enum catching which)
{
	return which == CATCH_ANY || route_match_is_catch_all(match) == (which == CATCH_ALL);
}

/* Is it a block behind which istiod makes nothing of its object any more? */
static bool is_last(const struct asker *asker, const struct route_match *match)
{
	return route_match_is_catch_all(match) && route_match_applies(asker, match) != NO;
}

/* Where routes of the Gateway API ask for the same, the older one goes first: is another one there that may be older than the one that takes it? */
static void check_age(struct way *w, const struct route *route, size_t taker, const struct asker *asker)
{
	const struct route_rule *rule = &route->rules.at[taker];

	for (size_t i = taker + 1; i < route->rules.n && made_precedence(rule, &route->rules.at[i]) == 0; i++) {
		const struct route_rule *other = &route->rules.at[i];

		if (other->resource != rule->resource && resource_is_older(rule->resource, other->resource) == UNKNOWN
				&& would_take(w, other, other->matches.at, asker) != NO)
			way_doubt_order(w, rule->resource, other->resource);
	}
}

enum truth way_try_rules(struct way *w, const struct route *route, const struct asker *asker, enum catching which)
{
	for (size_t i = 0; i < route->rules.n; i++) {
		const struct route_rule *rule = &route->rules.at[i];

		for (size_t j = 0; j < rule->matches.n; j++) {
			const struct route_match *match = &rule->matches.at[j];
			enum truth t = is_wanted(match, which) ? try_match(w, rule, match, asker) : NO;

			if (t == YES)
				way_take(w, route, rule, match, asker);
			if (t == YES && route->vs->attached)
				check_age(w, route, i, asker);
			if (t != NO || is_last(asker, match))
				return t;
		}
	}
	return NO;
}

enum truth way_would_take(struct way *w, const struct route *route, const struct asker *asker, enum catching which)
{
	enum truth any = NO;

	for (size_t i = 0; i < route->rules.n; i++) {
		const struct route_rule *rule = &route->rules.at[i];

		for (size_t j = 0; j < rule->matches.n; j++) {
			const struct route_match *match = &rule->matches.at[j];

			if (is_wanted(match, which))
				any = truth_or(any, would_take(w, rule, match, asker));
			if (is_last(asker, match))
				return any;
		}
	}
	return any;
}

enum truth way_has_rules(const struct route *route, const struct asker *asker)
{
	enum truth t = NO;

	for (size_t i = 0; i < route->rules.n; i++) {
		const struct route_rule *rule = &route->rules.at[i];

		for (size_t j = 0; j < rule->matches.n; j++)
			t = truth_or(t, route_match_applies(asker, &rule->matches.at[j]));
	}
	return t;
}
