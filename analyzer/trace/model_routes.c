/* Gateways, VirtualServices and DestinationRules of the model. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "keys.h"
#include "trace/model_internal.h"
#include "traffic/route.h"
#include "world/attached.h"
#include "world/destinationrule.h"
#include "world/gateway.h"
#include "world/virtualservice.h"

/* --- Gateways --- */

static void put_server(struct sketch *s, const struct server *x)
{
	static const char *const modes[] = { [SERVER_TLS_NONE] = NULL, [SERVER_TLS_PASSTHROUGH] = "PASSTHROUGH", [SERVER_TLS_SIMPLE] = "SIMPLE",
		[SERVER_TLS_MUTUAL] = "MUTUAL", [SERVER_TLS_AUTO_PASSTHROUGH] = "AUTO_PASSTHROUGH", [SERVER_TLS_ISTIO_MUTUAL] = "ISTIO_MUTUAL",
		[SERVER_TLS_OPTIONAL_MUTUAL] = "OPTIONAL_MUTUAL", [SERVER_TLS_INVALID] = "unknown" };

	json_object(s->j, NULL);
	sketch_span(s, node_span(x->node));
	sketch_number(s, "port", x->port);
	sketch_str(s, "portName", x->port_name);
	json_text(s->j, "protocol", x->protocol == PROTOCOL_SNIFFED ? NULL : protocol_name(x->protocol));
	json_text(s->j, "tls", modes[x->tls]);
	sketch_str(s, "bind", x->bind);
	json_bool(s->j, "httpsRedirect", x->https_redirect);
	json_array(s->j, "hosts");
	for (size_t i = 0; i < x->n_hosts; i++) {
		json_object(s->j, NULL);
		sketch_str(s, "namespace", x->hosts[i].ns);
		sketch_str(s, "host", x->hosts[i].host);
		json_end_object(s->j);
	}
	json_end_array(s->j);
	json_text(s->j, "undecided", x->garbled ? "some of its hosts are no hosts" : NULL);
	json_end_object(s->j);
}

/* Why the workloads that are told may not be all; NULL: they are. */
static const char *why_open(const struct gateway *g, const struct selection *found)
{
	if (found->n_sure < found->n)
		return "not all labels of those that may be are known";
	return g->workloads == UNKNOWN && !found->complete ? "workloads of namespaces that the tree does not describe may run it" : NULL;
}

static void put_gateway(struct sketch *s, const struct gateway *g)
{
	struct selection found = gateway_workloads(s->m, g, s->scratch);

	json_object(s->j, NULL);
	json_text(s->j, "kind", kind_name(g->resource->kind));
	sketch_str(s, "group", g->resource->group);
	sketch_str(s, "namespace", g->resource->ns);
	sketch_str(s, "name", g->resource->name);
	sketch_place(s, g->resource);
	sketch_labels(s, "selector", g->selector);
	json_array(s->j, "servers");
	for (size_t i = 0; i < g->n; i++)
		put_server(s, &g->servers[i]);
	json_end_array(s->j);
	sketch_selection(s, &found, why_open(g, &found));
	json_text(s->j, "undecided", g->partial ? "patches or placeholders change it: it may have other servers" : NULL);
	json_end_object(s->j);
}

void sketch_gateways(struct sketch *s)
{
	size_t n;
	const struct gateway *all = mesh_gateways(s->m, &n);

	json_array(s->j, "gateways");
	for (size_t i = 0; i < n; i++) {
		put_gateway(s, &all[i]);
		arena_clear(s->scratch);
	}
	json_end_array(s->j);
}

/* --- VirtualServices --- */

static void put_predicate(struct sketch *s, const struct predicate *p)
{
	static const char *const parts[] = { [PART_PATH] = "path", [PART_METHOD] = "method", [PART_AUTHORITY] = "authority", [PART_SCHEME] = "scheme",
		[PART_HEADER] = "header", [PART_QUERY] = "queryParameter", [PART_CLAIM] = "claim" };
	static const char *const hows[] = { [HOW_PRESENT] = "present", [HOW_EXACT] = "exact", [HOW_PREFIX] = "prefix", [HOW_SEGMENTS] = "segments", [HOW_REGEX] = "regex", [HOW_UNKNOWN] = "unknown" };

	json_object(s->j, NULL);
	json_text(s->j, "part", parts[p->part]);
	sketch_str(s, "name", p->name);
	json_text(s->j, "how", hows[p->how]);
	sketch_str(s, "value", p->text);
	json_bool(s->j, "ignoreCase", p->fold);
	json_bool(s->j, "not", p->without);
	json_end_object(s->j);
}

static void put_texts(struct sketch *s, const char *key, const struct str *const *list, size_t n)
{
	json_array(s->j, key);
	for (size_t i = 0; i < n; i++)
		sketch_str(s, NULL, list[i]);
	json_end_array(s->j);
}

static void put_match(struct sketch *s, const struct route_match *match)
{
	json_object(s->j, NULL);
	json_array(s->j, "all");
	for (size_t i = 0; i < match->predicates.n; i++)
		put_predicate(s, &match->predicates.at[i]);
	json_end_array(s->j);
	sketch_number(s, "port", match->port);
	sketch_str(s, "sourceNamespace", match->source_ns);
	sketch_labels(s, "sourceLabels", match->labels);
	sketch_labels(s, "sourceLabelsOfRoot", match->labels_too);
	put_texts(s, "gateways", match->gateways.at, match->gateways.n);
	put_texts(s, "sniHosts", match->sni.at, match->sni.n);
	json_array(s->j, "destinationSubnets");
	for (const struct node *n = node_first(match->subnets); n; n = node_next(n))
		sketch_str(s, NULL, node_text(n));
	json_end_array(s->j);
	json_end_object(s->j);
}

static void put_backend(struct sketch *s, const struct route_rule *rule, const struct backend *b)
{
	struct host_answer known = mesh_destination(s->m, rule->resource->ns, b->host, s->scratch);

	json_object(s->j, NULL);
	sketch_host(s, "host", b->host);
	sketch_number(s, "port", b->port);
	sketch_str(s, "subset", b->subset);
	json_number(s->j, "weight", route_share(rule, b));
	sketch_truth(s, "exists", b->host ? known.truth : UNKNOWN);
	json_end_object(s->j);
}

static const char *action_name(const struct route_rule *rule)
{
	if (rule->absent)
		return "unknown";
	return rule->action == ACTION_REDIRECT ? "redirect" : rule->action == ACTION_RESPOND ? "respond" : "route";
}

/* Of which VirtualService mirrors was made: rule -> its first mirror. */
struct mirrored {
	const struct resource *resource;
	struct map mirrors;
};

static void gather_mirrors(struct sketch *s, const struct resource *r, struct mirrored *out)
{
	const struct virtualservice *vs = virtualservice_of(s->m, r);

	*out = (struct mirrored){ .resource = r };
	for (size_t i = vs ? vs->n_destinations : 0; i-- > 0;)
		if (vs->destinations[i].role == DESTINATION_MIRROR)
			*map_at(s->scratch, &out->mirrors, vs->destinations[i].rule, NULL, NULL) = (void *)&vs->destinations[i];
}

static void put_attached_mirrors(struct sketch *s, const struct route_rule *rule)
{
	json_array(s->j, "mirrors");
	for (size_t i = 0; i < rule->mirrors.n; i++) {
		json_object(s->j, NULL);
		sketch_host(s, "host", rule->mirrors.at[i].host);
		sketch_number(s, "port", rule->mirrors.at[i].port);
		sketch_str(s, "subset", rule->mirrors.at[i].subset);
		json_end_object(s->j);
	}
	json_end_array(s->j);
}

static void put_mirrors(struct sketch *s, const struct route_rule *rule, struct mirrored *known)
{
	const struct destination *d, *end;
	const struct virtualservice *vs;

	if (known->resource != rule->resource)
		gather_mirrors(s, rule->resource, known);
	vs = virtualservice_of(s->m, rule->resource);
	d = map_get(&known->mirrors, rule->node, NULL, NULL);
	end = vs ? vs->destinations + vs->n_destinations : NULL;
	json_array(s->j, "mirrors");
	for (; d && d < end && d->rule == rule->node; d++) {
		if (d->role != DESTINATION_MIRROR)
			continue;
		json_object(s->j, NULL);
		sketch_host(s, "host", d->host);
		sketch_number(s, "port", d->port);
		sketch_str(s, "subset", d->subset);
		json_end_object(s->j);
	}
	json_end_array(s->j);
}

static void put_rule(struct sketch *s, const struct virtualservice *vs, const struct route_rule *rule, struct mirrored *mirrored)
{
	json_object(s->j, NULL);
	json_text(s->j, "path", node_path(s->scratch, rule->node, rule->resource->root));
	sketch_span(s, node_span(rule->node));
	if (vs->attached) {
		json_text(s->j, "kind", rule->resource->kind_name->text);
		sketch_reference(s, "route", rule->resource);
	} else {
		sketch_reference(s, "delegate", rule->parent ? rule->resource : NULL);
		json_text(s->j, "delegatedBy", rule->parent ? node_path(s->scratch, rule->parent, vs->resource->root) : NULL);
	}
	json_array(s->j, "matches");
	for (size_t i = 0; i < rule->matches.n; i++)
		put_match(s, &rule->matches.at[i]);
	json_end_array(s->j);
	json_text(s->j, "action", action_name(rule));
	json_array(s->j, "destinations");
	for (size_t i = 0; rule->action == ACTION_FORWARD && i < rule->backends.n; i++)
		put_backend(s, rule, &rule->backends.at[i]);
	json_end_array(s->j);
	if (vs->attached)
		put_attached_mirrors(s, rule);
	else
		put_mirrors(s, rule, mirrored);
	sketch_str(s, "timeout", rule->timeout);
	if (rule->retries >= 0)
		json_number(s->j, "retries", (size_t)rule->retries);
	else
		json_null(s->j, "retries");
	if (vs->attached) {
		json_text(s->j, "undecided", rule->attached == YES ? NULL : "the listener may not let it in");
		json_end_object(s->j);
		return;
	}
	json_text(s->j, "undecided", rule->absent ? arena_printf(s->scratch, "its delegate %s%s%s is not in the tree", rule->absent->ns->text,
		rule->absent->ns->len ? "/" : "", rule->absent->name->text) : NULL);
	json_end_object(s->j);
}

static void put_rules(struct sketch *s, const char *key, const struct virtualservice *vs, enum route_kind kind)
{
	struct mirrored mirrored = { 0 };
	struct route route;

	if (kind == ROUTE_HTTP && !vs->attached)
		route_make_whole(s->m, vs, s->scratch, &route);
	else
		route_make(s->m, vs, kind, s->scratch, &route);
	json_array(s->j, key);
	for (size_t i = 0; i < route.rules.n; i++)
		put_rule(s, vs, &route.rules.at[i], &mirrored);
	json_end_array(s->j);
}

static void put_names(struct sketch *s, const struct virtualservice *vs)
{
	json_array(s->j, "hosts");
	for (size_t i = 0; i < vs->n_hosts; i++)
		sketch_host(s, NULL, vs->hosts[i].host);
	json_end_array(s->j);
	json_array(s->j, "gateways");
	for (size_t i = 0; !vs->delegate && i < vs->n_gateways; i++) {
		json_object(s->j, NULL);
		sketch_str(s, "key", vs->gateways[i].key);
		sketch_truth(s, "exists", mesh_gateway(s->m, &vs->gateways[i], NULL));
		json_end_object(s->j);
	}
	json_end_array(s->j);
}

static void put_virtualservice(struct sketch *s, const struct virtualservice *vs)
{
	json_object(s->j, NULL);
	sketch_str(s, "namespace", vs->resource->ns);
	sketch_str(s, "name", vs->resource->name);
	sketch_place(s, vs->resource);
	json_bool(s->j, "delegate", vs->delegate);
	put_names(s, vs);
	sketch_exports(s, vs->exports);
	put_rules(s, "http", vs, ROUTE_HTTP);
	put_rules(s, "tls", vs, ROUTE_TLS);
	put_rules(s, "tcp", vs, ROUTE_TCP);
	json_end_object(s->j);
}

static int by_resource(const void *a, const void *b)
{
	return resource_compare((*(const struct virtualservice *const *)a)->resource, (*(const struct virtualservice *const *)b)->resource);
}

void sketch_virtualservices(struct sketch *s)
{
	struct arena own = ARENA_INIT;
	size_t n;
	const struct virtualservice *all = mesh_virtualservices(s->m, &n), **sorted = arena_array(&own, const struct virtualservice *, n);

	for (size_t i = 0; i < n; i++)
		sorted[i] = &all[i];
	if (n)
		qsort(sorted, n, sizeof *sorted, by_resource);
	json_array(s->j, "virtualServices");
	for (size_t i = 0; i < n; i++) {
		put_virtualservice(s, sorted[i]);
		arena_clear(s->scratch);
	}
	json_end_array(s->j);
	arena_release(&own);
}

/* --- Routes of the Gateway API --- */

static int by_place(const void *a, const void *b)
{
	const struct virtualservice *x = *(const struct virtualservice *const *)a, *y = *(const struct virtualservice *const *)b;
	int order = strcmp(x->gateways->key->text, y->gateways->key->text);

	if (!order)
		order = strcmp(x->hosts->host->text, y->hosts->host->text);
	return order ? order : resource_compare(x->resource, y->resource);
}

static void put_attached(struct sketch *s, const struct virtualservice *vs)
{
	json_object(s->j, NULL);
	sketch_str(s, "gateway", vs->gateways->key);
	sketch_host(s, "host", vs->hosts->host);
	put_rules(s, "http", vs, ROUTE_HTTP);
	put_rules(s, "tls", vs, ROUTE_TLS);
	put_rules(s, "tcp", vs, ROUTE_TCP);
	json_end_object(s->j);
}

void sketch_attached_routes(struct sketch *s)
{
	struct arena own = ARENA_INIT;
	size_t n;
	const struct virtualservice *const *all = mesh_made_virtualservices(s->m, &n), **sorted = arena_array(&own, const struct virtualservice *, n);

	if (n) {
		memcpy(sorted, all, n * sizeof *sorted);
		qsort(sorted, n, sizeof *sorted, by_place);
	}
	json_array(s->j, "attachedRoutes");
	for (size_t i = 0; i < n; i++) {
		put_attached(s, sorted[i]);
		arena_clear(s->scratch);
	}
	json_end_array(s->j);
	arena_release(&own);
}

/* --- DestinationRules --- */

static void put_destinationrule(struct sketch *s, const struct destinationrule *r)
{
	json_object(s->j, NULL);
	sketch_str(s, "namespace", r->resource->ns);
	sketch_str(s, "name", r->resource->name);
	sketch_place(s, r->resource);
	sketch_host(s, "host", r->host);
	sketch_exports(s, r->exports);
	sketch_labels(s, "workloadSelector", node_get(r->selector, KEY_matchLabels));
	json_array(s->j, "subsets");
	for (size_t i = 0; i < r->n_subsets; i++) {
		json_object(s->j, NULL);
		sketch_str(s, "name", r->subsets[i].name);
		sketch_labels(s, "labels", r->subsets[i].labels);
		sketch_span(s, node_span(r->subsets[i].node));
		json_end_object(s->j);
	}
	json_end_array(s->j);
	json_text(s->j, "undecided", r->partial ? "patches or placeholders change it" : NULL);
	json_end_object(s->j);
}

static int by_rule(const void *a, const void *b)
{
	return resource_compare((*(const struct destinationrule *const *)a)->resource, (*(const struct destinationrule *const *)b)->resource);
}

void sketch_destinationrules(struct sketch *s)
{
	struct arena own = ARENA_INIT;
	size_t n;
	const struct destinationrule *all = mesh_destinationrules(s->m, &n), **sorted = arena_array(&own, const struct destinationrule *, n);

	for (size_t i = 0; i < n; i++)
		sorted[i] = &all[i];
	if (n)
		qsort(sorted, n, sizeof *sorted, by_rule);
	json_array(s->j, "destinationRules");
	for (size_t i = 0; i < n; i++) {
		put_destinationrule(s, sorted[i]);
		arena_clear(s->scratch);
	}
	json_end_array(s->j);
	arena_release(&own);
}
