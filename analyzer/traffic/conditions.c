/* Rules of AuthorizationPolicies held against a request. */
#include "traffic/conditions.h"

#include <string.h>
#include <strings.h>

#include "keys.h"
#include "traffic/identity.h"
#include "traffic/long_list.h"
#include "traffic/naming.h"
#include "traffic/value.h"
#include "traffic/ztunnel.h"
#include "world/config.h"

void doubts_add(struct doubts *d, const char *fmt, ...)
{
	const char *text;
	va_list args;

	if (!d)
		return;
	va_start(args, fmt);
	text = arena_vprintf(d->arena, fmt, args);
	va_end(args);
	for (size_t i = 0; i < d->list.n; i++)
		if (strcmp(d->list.at[i], text) == 0)
			return;
	vec_push(d->arena, &d->list, text);
}

const char *policy_action_name(enum policy_action action)
{
	static const char *const names[] = { "CUSTOM", "DENY", "ALLOW", "AUDIT" };

	return names[action];
}

/* What is asked of one predicate. */
struct asked {
	const struct arrival *a;
	const struct str *ns;   /* of the policy */
	const char *name;       /* of request.headers[name] */
	struct doubts *doubts;
};

/* What one value says: broken is what istiod or the filter cannot evaluate. */
struct term {
	enum truth truth;
	bool broken;
};

static struct term term_of(bool yes)
{
	return (struct term){ .truth = yes ? YES : NO };
}

static struct term unknown(const struct asked *q, const char *what)
{
	doubts_add(q->doubts, "%s", what);
	return (struct term){ .truth = UNKNOWN };
}

static const struct term broken = { NO, true };

/* Of a part of the request that is left open: who left it so will fill it in, and has to be told nothing. */
static const struct term left_open = { UNKNOWN, false };

static struct term of_identity(const struct asked *q, const char *value, identity_test *test)
{
	enum truth t = q->a->authenticated ? test(q->a->mesh, q->a->arena, q->a->request->identity, q->ns, value) : NO;

	if (t == UNKNOWN && !q->a->request->identity)
		return unknown(q, "the identity of the client");
	return t == UNKNOWN ? unknown(q, "the trust domain of the mesh") : term_of(t == YES);
}

static struct term principal(const struct asked *q, const char *value)
{
	return of_identity(q, value, identity_is_principal);
}

static struct term namespace(const struct asked *q, const char *value)
{
	return of_identity(q, value, identity_is_in_namespace);
}

static struct term service_account(const struct asked *q, const char *value)
{
	return of_identity(q, value, identity_is_account);
}

static struct term trust_domain(const struct asked *q, const char *value)
{
	return of_identity(q, value, identity_is_of_domain);
}

/* The values of a header that is there several times are one, with commas. */
static const char *header_text(const struct asked *q, const char *name)
{
	const struct request *r = q->a->request;
	const char *text = NULL;

	for (size_t i = 0; i < r->n_headers; i++)
		if (strcasecmp(r->headers[i].name->text, name) == 0)
			text = text ? arena_printf(q->a->arena, "%s,%s", text, r->headers[i].value->text) : r->headers[i].value->text;
	return text;
}

static struct term source_address(const struct asked *q, const char *value)
{
	const struct str *address = q->a->request->address;

	if (!value_is_address(value))
		return broken;
	return address && value_is_address(address->text) ? term_of(value_takes_address(value, address->text))
		: unknown(q, "the address that the request comes from (source.ip)");
}

/* The last one that proxies wrote down: a sidecar trusts it. */
static const char *forwarded_for(const struct asked *q)
{
	const char *all = q->a->http ? header_text(q, "x-forwarded-for") : NULL, *comma = all ? strrchr(all, ',') : NULL;
	const char *last = comma ? comma + 1 + strspn(comma + 1, " ") : all;

	return last && value_is_address(last) ? last : NULL;
}

static struct term remote_address(const struct asked *q, const char *value)
{
	const char *address = q->a->edge ? NULL : forwarded_for(q);

	if (!value_is_address(value))
		return broken;
	/* Its proxies in front (gatewayTopology) may be trusted. */
	if (q->a->edge && node_find(mesh_configuration(q->a->mesh)->default_config, "gatewayTopology"))
		return unknown(q, "the address of the original client (remote.ip)");
	if (!address && q->a->request->address)
		address = q->a->request->address->text;
	return address && value_is_address(address) ? term_of(value_takes_address(value, address))
		: unknown(q, "the address of the original client (remote.ip)");
}

static struct term destination_address(const struct asked *q, const char *value)
{
	return value_is_address(value) ? unknown(q, "the address of the pod (destination.ip)") : broken;
}

static struct term destination_port(const struct asked *q, const char *value)
{
	int port = value_port(value);

	if (port < 0)
		return broken;
	return q->a->port ? term_of((uint32_t)port == q->a->port) : unknown(q, "the port");
}

static struct term server_name(const struct asked *q, const char *value)
{
	return q->a->sni ? term_of(value_takes(value, q->a->sni->text, false)) : unknown(q, "the server name (SNI) of the connection");
}

static struct term token(const struct asked *q, const char *value)
{
	(void)value;
	if (q->a->token == NO)
		return term_of(false);
	return request_untold(q->a->request, UNTOLD_TOKEN) ? left_open : unknown(q, "what is in the JWT of the request");
}

static struct term claim(const struct asked *q, const char *value)
{
	return q->name ? token(q, value) : broken;
}

static struct term filter_state(const struct asked *q, const char *value)
{
	(void)value;
	return q->name ? unknown(q, "what other filters of the proxy say (experimental.envoy.filters)") : broken;
}

static struct term path(const struct asked *q, const char *value)
{
	if (request_untold(q->a->request, UNTOLD_PATH))
		return left_open;
	return term_of(value_is_template(value) ? value_takes_path(value, q->a->path) : value_takes(value, q->a->path, false));
}

/* A header by value: "*" asks only for its presence. NULL: it is not there. */
static struct term header_value(const char *value, const char *text, bool fold)
{
	return term_of(text && (strcmp(value, "*") == 0 || value_takes(value, text, fold)));
}

static struct term host(const struct asked *q, const char *value)
{
	const struct str *authority = q->a->request->authority;

	if (request_untold(q->a->request, UNTOLD_HOST))
		return left_open;
	return header_value(value, authority && authority->len ? authority->text : NULL, true);
}

static struct term method(const struct asked *q, const char *value)
{
	const struct str *text = q->a->request->method;

	if (request_untold(q->a->request, UNTOLD_METHOD))
		return left_open;
	return header_value(value, text ? text->text : "GET", false);
}

/* Headers that the proxy sets itself before the filters look at them. */
static bool is_own_header(const char *name)
{
	static const char *const own[] = { ":scheme", "x-forwarded-proto", "x-forwarded-client-cert", "x-request-id", "x-envoy-expected-rq-timeout-ms" };

	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (strcasecmp(name, own[i]) == 0)
			return true;
	return false;
}

static struct term header(const struct asked *q, const char *value)
{
	const struct request *r = q->a->request;
	const char *text;

	if (!q->name)
		return broken;
	if (strcasecmp(q->name, ":authority") == 0 || strcasecmp(q->name, "host") == 0)
		return request_untold(r, UNTOLD_HOST) ? left_open : header_value(value, r->authority && r->authority->len ? r->authority->text : NULL, false);
	if (strcasecmp(q->name, ":method") == 0)
		return method(q, value);
	if (strcasecmp(q->name, ":path") == 0) {
		if (request_untold(r, UNTOLD_PATH) || request_untold(r, UNTOLD_QUERY))
			return left_open;
		text = r->query ? arena_printf(q->a->arena, "%s?%s", q->a->path, r->query->text) : q->a->path;
		return header_value(value, text, false);
	}
	if (is_own_header(q->name))
		return unknown(q, arena_printf(q->a->arena, "the header %s, which the proxies set", q->name));
	return request_untold_header(r, q->name) ? left_open : header_value(value, header_text(q, q->name), false);
}

/* A predicate on some property of a request. */
struct property {
	const char *key;          /* in when; NULL: there is none */
	uint32_t values, negated; /* in source or operation: the fields, or 0 */
	struct term (*test)(const struct asked *q, const char *value);
	bool http;                /* is not there on TCP */
	bool named;               /* key is only the beginning: a name in brackets follows */
	enum condition_subject subject;
};

static const struct property source_properties[] = {
	{ "source.principal", KEY_principals, KEY_notPrincipals, principal, false, false, SUBJECT_PRINCIPAL },
	{ "request.auth.principal", KEY_requestPrincipals, KEY_notRequestPrincipals, token, true, false, SUBJECT_OTHER },
	{ "source.serviceAccount", KEY_serviceAccounts, KEY_notServiceAccounts, service_account, false, false, SUBJECT_ACCOUNT },
	{ "source.trustDomain", KEY_trustDomains, KEY_notTrustDomains, trust_domain, false, false, SUBJECT_DOMAIN },
	{ "source.namespace", KEY_namespaces, KEY_notNamespaces, namespace, false, false, SUBJECT_NAMESPACE },
	{ "remote.ip", KEY_remoteIpBlocks, KEY_notRemoteIpBlocks, remote_address, false, false, SUBJECT_OTHER },
	{ "source.ip", KEY_ipBlocks, KEY_notIpBlocks, source_address, false, false, SUBJECT_OTHER },
};

static const struct property operation_properties[] = {
	{ NULL, KEY_hosts, KEY_notHosts, host, true, false, SUBJECT_HOST },
	{ NULL, KEY_methods, KEY_notMethods, method, true, false, SUBJECT_METHOD },
	{ NULL, KEY_paths, KEY_notPaths, path, true, false, SUBJECT_PATH },
	{ "destination.port", KEY_ports, KEY_notPorts, destination_port, false, false, SUBJECT_OTHER },
};

static const struct property other_properties[] = {
	{ "destination.ip", 0, 0, destination_address, false, false, SUBJECT_OTHER },
	{ "connection.sni", 0, 0, server_name, false, false, SUBJECT_OTHER },
	{ "request.auth.audiences", 0, 0, token, true, false, SUBJECT_OTHER },
	{ "request.auth.presenter", 0, 0, token, true, false, SUBJECT_OTHER },
	{ "request.headers", 0, 0, header, true, true, SUBJECT_HEADER },
	{ "request.auth.claims", 0, 0, claim, true, true, SUBJECT_OTHER },
	{ "experimental.envoy.filters.", 0, 0, filter_state, false, true, SUBJECT_OTHER },
};

#define N(array) (sizeof (array) / sizeof *(array))

/* A conjunction while it is gone through. broken: of an ALLOW rule, which then takes nothing, whatever else it says. */
struct conjunction {
	struct asked asked;
	enum policy_action action;
	enum truth truth;
	bool broken;
};

static bool is_of_client(enum condition_subject subject)
{
	return subject == SUBJECT_PRINCIPAL || subject == SUBJECT_NAMESPACE || subject == SUBJECT_ACCOUNT;
}

static const char *text_of_subject(const struct arrival *a, enum condition_subject subject)
{
	const struct request *r = a->request;

	if (subject == SUBJECT_HOST)
		return r->authority && r->authority->len ? r->authority->text : "";
	if (subject == SUBJECT_METHOD)
		return r->method ? r->method->text : "GET";
	return a->path;
}

/* Is what the values are held against left open? Then they are all alike. */
static bool is_open(const struct arrival *a, enum condition_subject subject)
{
	return subject == SUBJECT_HOST ? request_untold(a->request, UNTOLD_HOST) : subject == SUBJECT_METHOD ? request_untold(a->request, UNTOLD_METHOD)
		: subject == SUBJECT_PATH && request_untold(a->request, UNTOLD_PATH);
}

/* Of the values of a long list those that may take the request; false: any of them may. */
static bool narrow(const struct asked *q, enum condition_subject subject, const struct long_list *l, struct numbers *out)
{
	const struct arrival *a = q->a;

	*out = (struct numbers){ { NULL, 0, 0 } };
	if (!is_of_client(subject)) {
		long_list_find(l, a->mesh, subject, text_of_subject(a, subject), a->arena, out);
		return true;
	}
	return !a->authenticated || (a->request->identity && naming_find(&l->names, a->mesh, a->request->identity, a->arena, out));
}

/* One of the values of a long list, of which those that cannot take the request are not looked at. False: each of them has to be. */
static bool any_of_long(const struct asked *q, const struct property *p, const struct long_list *l, enum truth *out)
{
	struct numbers may;
	enum truth t = NO;

	if (!q->a->http && p->http)
		return false;
	if (is_open(q->a, p->subject)) {
		*out = UNKNOWN;
		return true;
	}
	if (!narrow(q, p->subject, l, &may))
		return false;
	for (size_t i = 0; i < may.list.n; i++)
		t = truth_or(t, p->test(q, l->values[may.list.at[i]]->text).truth);
	*out = t;
	return true;
}

/* One of the values; *n is how many of them could be evaluated. */
static enum truth any_value(struct conjunction *c, const struct property *p, const struct node *list, size_t *n)
{
	const struct long_list *l = list ? long_list_of(c->asked.a->lists, c->asked.a->mesh, c->asked.ns, p->subject, list) : NULL;
	enum truth t = NO;

	*n = l ? l->n : 0;
	if (l && any_of_long(&c->asked, p, l, &t))
		return t;
	*n = 0;
	for (const struct node *v = list ? node_children(list) : NULL; v; v = v->next) {
		const struct str *text = node_text(v);
		struct term one = broken;

		if (!text)
			one = unknown(&c->asked, "what rules with invalid values match");
		else if (c->asked.a->http || !p->http)
			one = p->test(&c->asked, text->text);
		if (one.broken) {
			c->broken |= c->action == POLICY_ALLOW;
			continue;
		}
		t = truth_or(t, one.truth);
		++*n;
	}
	return t;
}

/* What the checker has rejected says nobody knows what. */
static void demand_nothing_garbled(struct conjunction *c, const struct node *map, uint32_t key)
{
	if (!key || node_get(map, key) || !node_has(map, key))
		return;
	doubts_add(c->asked.doubts, "what rules with invalid values match");
	c->truth = truth_and(c->truth, UNKNOWN);
}

/* One of values and none of negated; what is empty, or holds nothing that can be evaluated, says nothing. */
static void demand(struct conjunction *c, const struct property *p, const struct node *part, uint32_t values, uint32_t negated)
{
	size_t n;
	enum truth t = any_value(c, p, node_get(part, values), &n);

	if (n)
		c->truth = truth_and(c->truth, t);
	t = any_value(c, p, node_get(part, negated), &n);
	if (n)
		c->truth = truth_and(c->truth, truth_not(t));
	demand_nothing_garbled(c, part, values);
	demand_nothing_garbled(c, part, negated);
}

/* One of the items of from or to; none is no condition. Each item's own fields are under name. */
static void demand_part(struct conjunction *c, const struct node *list, uint32_t name, const struct property *properties, size_t n)
{
	enum truth whole = c->truth, any = NO;

	if (!list || node_is_null(list) || !list->n)
		return;
	for (const struct node *item = node_children(list); item; item = item->next) {
		const struct node *part = node_get(item, name);

		c->truth = item->flags & NODE_POISONED ? UNKNOWN : YES;
		demand_nothing_garbled(c, item, name);
		for (size_t i = 0; i < n; i++)
			demand(c, &properties[i], part, properties[i].values, properties[i].negated);
		any = truth_or(any, c->truth);
	}
	c->truth = truth_and(whole, any);
}

static const struct property *property_in(const struct property *list, size_t n, const struct str *key)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].key && (list[i].named ? str_starts(key, list[i].key) : str_is(key, list[i].key)))
			return &list[i];
	return NULL;
}

static const struct property *property_of(const struct str *key)
{
	const struct property *p = property_in(source_properties, N(source_properties), key);

	if (!p)
		p = property_in(operation_properties, N(operation_properties), key);
	return p ? p : property_in(other_properties, N(other_properties), key);
}

/* What is in the brackets of a key, "x" of request.headers[x]; NULL: it has none. */
static const char *name_in(struct arena *arena, const struct str *key)
{
	const char *open = strchr(key->text, '[');

	if (!open || !str_ends(key, "]"))
		return NULL;
	return arena_strndup(arena, open + 1, key->len - (size_t)(open + 1 - key->text) - 1);
}

/* False: a key that istiod does not know, and so leaves the whole rule out. */
static bool demand_when(struct conjunction *c, const struct node *when)
{
	const struct str *key = node_get_text(when, KEY_key);
	const struct property *p = key ? property_of(key) : NULL;

	if (!p)
		return false;
	c->asked.name = p->named ? name_in(c->asked.a->arena, key) : NULL;
	demand(c, p, when, KEY_values, KEY_notValues);
	return true;
}

static enum truth take(struct conjunction *c, const struct node *rule)
{
	demand_part(c, node_get(rule, KEY_from), KEY_source, source_properties, N(source_properties));
	if (c->truth == NO)
		return NO;
	demand_part(c, node_get(rule, KEY_to), KEY_operation, operation_properties, N(operation_properties));
	for (const struct node *w = node_first(node_get(rule, KEY_when)); w; w = node_next(w))
		if (!demand_when(c, w))
			return NO;
	demand_nothing_garbled(c, rule, KEY_from);
	demand_nothing_garbled(c, rule, KEY_to);
	demand_nothing_garbled(c, rule, KEY_when);
	return c->broken ? NO : c->truth;
}

enum truth rule_takes(const struct arrival *a, enum policy_action action, const struct str *ns, const struct node *rule, struct doubts *doubts)
{
	struct doubts own = { .arena = a->arena };
	struct conjunction c = { .asked = { .a = a, .ns = ns, .doubts = &own }, .action = action, .truth = YES };
	enum truth t;

	if (a->ztunnel)
		return ztunnel_rule_takes(a, action, ns, rule, doubts);
	t = take(&c, rule);

	for (size_t i = 0; t == UNKNOWN && i < own.list.n; i++)
		doubts_add(doubts, "%s", own.list.at[i]);
	return t;
}

/* The member, where it is a list that has something. */
static const struct node *filled(const struct node *map, uint32_t key)
{
	const struct node *list = key ? node_get(map, key) : NULL;

	return node_first(list) ? list : NULL;
}

static const struct node *http_part_of(const struct node *list, uint32_t name, const struct property *properties, size_t n)
{
	for (const struct node *item = node_first(list); item; item = node_next(item))
		for (size_t i = 0; i < n; i++) {
			const struct node *part = node_get(item, name), *found = filled(part, properties[i].values);

			if (!found)
				found = filled(part, properties[i].negated);
			if (found && properties[i].http)
				return found;
		}
	return NULL;
}

const struct node *rule_http_part(const struct node *rule)
{
	const struct node *found = http_part_of(node_get(rule, KEY_from), KEY_source, source_properties, N(source_properties));

	if (!found)
		found = http_part_of(node_get(rule, KEY_to), KEY_operation, operation_properties, N(operation_properties));
	for (const struct node *w = node_first(node_get(rule, KEY_when)); w && !found; w = node_next(w)) {
		const struct str *key = node_get_text(w, KEY_key);
		const struct property *p = key ? property_of(key) : NULL;

		if (p && p->http)
			found = filled(w, KEY_values) ? filled(w, KEY_values) : filled(w, KEY_notValues);
	}
	return found;
}

static bool lists_port(const struct node *list, uint32_t port)
{
	for (const struct node *v = node_first(list); v; v = node_next(v))
		if (node_text(v) && value_port(node_text(v)->text) == (int)port)
			return true;
	return false;
}

bool rule_concerns_port(const struct node *rule, uint32_t port)
{
	const struct node *to = node_get(rule, KEY_to);
	bool any = !node_first(to);

	for (const struct node *item = node_first(to); item; item = node_next(item)) {
		const struct node *operation = node_get(item, KEY_operation), *ports = node_get(operation, KEY_ports);

		any |= (!node_first(ports) || lists_port(ports, port)) && !lists_port(node_get(operation, KEY_notPorts), port);
	}
	for (const struct node *w = node_first(node_get(rule, KEY_when)); w; w = node_next(w)) {
		const struct node *values = node_get(w, KEY_values);

		if (str_is(node_get_text(w, KEY_key), "destination.port"))
			any &= (!node_first(values) || lists_port(values, port)) && !lists_port(node_get(w, KEY_notValues), port);
	}
	return any;
}

/* --- What it says of an identity --- */

static bool is_of_identity(const struct property *p)
{
	return is_of_client(p->subject) || p->subject == SUBJECT_DOMAIN;
}

/* What is said, as digits of a number; all of it is NO as long as *says is not set. */
struct identity_mark {
	uint64_t mark;
	bool says;
};

static void mark_list(struct conjunction *c, const struct property *p, const struct node *list, struct identity_mark *out)
{
	size_t n;
	enum truth t = any_value(c, p, list, &n);

	out->mark = (out->mark ^ (uint64_t)t) * UINT64_C(0x9e3779b97f4a7c15) + 1;
	out->says |= t != NO;
}

uint64_t rule_identity_mark(const struct arrival *a, const struct str *ns, const struct node *rule, size_t number, uint64_t mark)
{
	struct conjunction c = { .asked = { .a = a, .ns = ns } };
	const struct node *from = node_get(rule, KEY_from);
	struct identity_mark out = { (mark ^ (uint64_t)number) * UINT64_C(0xd6e8feb86659fd93) + 1, false };

	for (const struct node *item = from && !node_is_null(from) ? node_children(from) : NULL; item; item = item->next)
		for (size_t i = 0; i < N(source_properties); i++) {
			const struct property *p = &source_properties[i];
			const struct node *part = node_get(item, KEY_source);

			if (!is_of_identity(p))
				continue;
			mark_list(&c, p, node_get(part, p->values), &out);
			mark_list(&c, p, node_get(part, p->negated), &out);
		}
	for (const struct node *when = node_first(node_get(rule, KEY_when)); when; when = node_next(when)) {
		const struct str *key = node_get_text(when, KEY_key);
		const struct property *p = key ? property_of(key) : NULL;

		if (!p || !is_of_identity(p))
			continue;
		mark_list(&c, p, node_get(when, KEY_values), &out);
		mark_list(&c, p, node_get(when, KEY_notValues), &out);
	}
	return out.says ? out.mark : mark;
}

/* --- Whom it names --- */

/* The keys of all values of a list; false: it has none, or not all of them have one. */
static bool keys_of(const struct mesh *m, const struct str *ns, const struct property *p, const struct node *list, struct name_key *out)
{
	size_t n = 0;

	for (const struct node *v = list ? node_children(list) : NULL; v; v = v->next, n++) {
		if (!node_text(v))
			return false;
		out[n] = name_key_of(m, p->subject, ns, node_text(v)->text);
		if (!out[n].ns && !out[n].account)
			return false;
	}
	return n > 0;
}

/* False: the item names nobody. */
static bool name_item(const struct naming_rule *r, const struct node *item)
{
	for (size_t i = 0; i < N(source_properties); i++) {
		const struct property *p = &source_properties[i];
		const struct node *list = is_of_client(p->subject) ? node_get(node_get(item, KEY_source), p->values) : NULL;
		struct name_key *named = list ? arena_array(r->arena, struct name_key, list->n) : NULL;

		if (!list || !keys_of(r->m, r->ns, p, list, named))
			continue;
		for (size_t k = 0; k < list->n; k++)
			naming_add(r->to, r->arena, &named[k], r->number);
		return true;
	}
	return false;
}

void rule_names(const struct naming_rule *r, const struct node *rule)
{
	const struct node *from = node_get(rule, KEY_from), *item = from ? node_children(from) : NULL;
	bool all = item != NULL;

	for (; item && all; item = item->next)
		all = name_item(r, item);
	if (!all)
		naming_add(r->to, r->arena, &(struct name_key){ NULL, NULL }, r->number);
}

/* --- The values of a rule --- */

struct value_walk {
	void (*see)(void *context, const struct condition_value *v);
	void *context;
};

static void see_list(const struct value_walk *w, const struct property *p, const char *name, const struct node *list)
{
	for (const struct node *v = list ? node_children(list) : NULL; v; v = v->next)
		if (node_text(v))
			w->see(w->context, &(struct condition_value){ p->subject, name, node_text(v)->text });
}

static void see_part(const struct value_walk *w, const struct node *list, uint32_t name, const struct property *properties, size_t n)
{
	for (const struct node *item = list ? node_children(list) : NULL; item; item = item->next)
		for (size_t i = 0; i < n; i++) {
			see_list(w, &properties[i], NULL, node_get(node_get(item, name), properties[i].values));
			see_list(w, &properties[i], NULL, node_get(node_get(item, name), properties[i].negated));
		}
}

void rule_values(const struct node *rule, struct arena *arena, void (*see)(void *context, const struct condition_value *v), void *context)
{
	struct value_walk w = { see, context };

	see_part(&w, node_get(rule, KEY_from), KEY_source, source_properties, N(source_properties));
	see_part(&w, node_get(rule, KEY_to), KEY_operation, operation_properties, N(operation_properties));
	for (const struct node *when = node_first(node_get(rule, KEY_when)); when; when = node_next(when)) {
		const struct str *key = node_get_text(when, KEY_key);
		const struct property *p = key ? property_of(key) : NULL;
		const char *name = p && p->named ? name_in(arena, key) : NULL;

		if (!p || (p->subject == SUBJECT_HEADER && !name))
			continue;
		see_list(&w, p, name, node_get(when, KEY_values));
		see_list(&w, p, name, node_get(when, KEY_notValues));
	}
}
