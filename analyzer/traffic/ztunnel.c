/* Rules held against connections by ztunnel. */
#include "traffic/ztunnel.h"

#include <string.h>

#include "keys.h"
#include "traffic/value.h"

struct connection_test {
	const struct arrival *a;
	const struct str *ns;    /* of the policy */
	struct doubts *doubts;
};

static enum truth doubt(const struct connection_test *t, const char *what)
{
	doubts_add(t->doubts, "%s", what);
	return UNKNOWN;
}

static enum truth truth_of(bool yes)
{
	return yes ? YES : NO;
}

/* The part of an identity that follows this word, up to the next slash; "" where there is none. */
static const char *identity_part(const struct connection_test *t, const char *word)
{
	const char *at = strstr(t->a->request->identity->text, word);

	return at ? arena_strndup(t->a->arena, at + strlen(word), strcspn(at + strlen(word), "/")) : "";
}

/* NO: it has none. UNKNOWN: it has one that is not told. */
static enum truth has_identity(const struct connection_test *t)
{
	if (!t->a->authenticated)
		return NO;
	return t->a->request->identity ? YES : UNKNOWN;
}

static enum truth principal_test(const struct connection_test *t, const char *value)
{
	enum truth there = has_identity(t);

	if (there == UNKNOWN && strcmp(value, "*") != 0)
		return doubt(t, "the identity of the client");
	return there == UNKNOWN ? YES : truth_of(there == YES && value_takes(value, t->a->request->identity->text, false));
}

static enum truth namespace_test(const struct connection_test *t, const char *value)
{
	enum truth there = has_identity(t);

	if (there == UNKNOWN && strcmp(value, "*") != 0)
		return doubt(t, "the identity of the client");
	return there == UNKNOWN ? YES : truth_of(there == YES && value_takes(value, identity_part(t, "/ns/"), false));
}

static enum truth account_test(const struct connection_test *t, const char *value)
{
	const char *slash = strchr(value, '/'), *account = slash ? slash + 1 : value;
	const char *ns = slash ? arena_strndup(t->a->arena, value, (size_t)(slash - value)) : t->ns->text;
	enum truth there = has_identity(t);

	if (there != YES)
		return there == NO ? NO : doubt(t, "the identity of the client");
	return truth_of(strcmp(identity_part(t, "/ns/"), ns) == 0 && strcmp(identity_part(t, "/sa/"), account) == 0);
}

static enum truth source_test(const struct connection_test *t, const char *value)
{
	const struct str *address = t->a->request->address;

	return address ? truth_of(value_takes_address(value, address->text)) : doubt(t, "the address that the request comes from (source.ip)");
}

static enum truth pod_test(const struct connection_test *t, const char *value)
{
	(void)value;
	return doubt(t, "the address of the pod (destination.ip)");
}

static enum truth port_test(const struct connection_test *t, const char *value)
{
	return t->a->port ? truth_of((int)t->a->port == value_port(value)) : doubt(t, "the port");
}

static bool is_any(const char *value)
{
	return value[0] != 0;
}

static bool is_port(const char *value)
{
	return value_port(value) >= 0;
}

/* What ztunnel knows of a connection. test NULL: a property of HTTP; usable NULL: it drops the property. */
struct connection_property {
	const char *key;
	uint32_t values, negated;
	enum truth (*test)(const struct connection_test *t, const char *value);
	bool (*usable)(const char *value); /* what is not is left out */
};

static const struct connection_property sources[] = {
	{ "source.principal", KEY_principals, KEY_notPrincipals, principal_test, is_any },
	{ "source.namespace", KEY_namespaces, KEY_notNamespaces, namespace_test, is_any },
	{ NULL, KEY_serviceAccounts, KEY_notServiceAccounts, account_test, is_any },
	{ "source.ip", KEY_ipBlocks, KEY_notIpBlocks, source_test, value_is_address },
	{ NULL, KEY_requestPrincipals, KEY_notRequestPrincipals, NULL, is_any },
	{ NULL, KEY_remoteIpBlocks, KEY_notRemoteIpBlocks, NULL, is_any },
	{ NULL, KEY_trustDomains, KEY_notTrustDomains, NULL, NULL },
};

static const struct connection_property operations[] = {
	{ "destination.port", KEY_ports, KEY_notPorts, port_test, is_port },
	{ NULL, KEY_hosts, KEY_notHosts, NULL, is_any },
	{ NULL, KEY_methods, KEY_notMethods, NULL, is_any },
	{ NULL, KEY_paths, KEY_notPaths, NULL, is_any },
};

static const struct connection_property pod_address = { "destination.ip", 0, 0, pod_test, value_is_address };

#define N(array) (sizeof (array) / sizeof *(array))

/* One source, operation or condition. */
struct connection_match {
	struct connection_test test;
	enum truth truth;
	bool says;  /* something is left of it */
	bool http;  /* it names HTTP */
};

static void match_values(struct connection_match *m, const struct connection_property *p, const struct node *list, bool negated)
{
	enum truth any = NO;
	size_t n = 0;

	for (const struct node *v = list ? node_children(list) : NULL; v; v = v->next) {
		const struct str *text = node_text(v);

		if (text && (!p->usable || !p->usable(text->text)))
			continue;
		n++;
		if (p->test)
			any = truth_or(any, text ? p->test(&m->test, text->text) : doubt(&m->test, "what rules with invalid values match"));
	}
	if (!n)
		return;
	m->http |= !p->test;
	m->says |= p->test != NULL;
	if (p->test)
		m->truth = truth_and(m->truth, negated ? truth_not(any) : any);
}

static void match_properties(struct connection_match *m, const struct connection_property *properties, size_t n, const struct node *part)
{
	for (size_t i = 0; i < n; i++) {
		match_values(m, &properties[i], node_get(part, properties[i].values), false);
		match_values(m, &properties[i], node_get(part, properties[i].negated), true);
	}
}

/* The clause of a list of sources or operations; none is no clause. */
static enum truth clause_of_list(const struct connection_test *t, const struct node *list, uint32_t name, const struct connection_property *properties,
	size_t n, bool *http)
{
	enum truth any = NO;

	if (!node_first(list))
		return YES;
	for (const struct node *item = node_first(list); item; item = node_next(item)) {
		struct connection_match m = { .test = *t, .truth = YES };

		match_properties(&m, properties, n, node_get(item, name));
		*http |= m.http;
		any = truth_or(any, m.says ? m.truth : NO);
	}
	return any;
}

static const struct connection_property *property_by_key(const struct str *key)
{
	for (size_t i = 0; i < N(sources); i++)
		if (sources[i].key && str_is(key, sources[i].key))
			return &sources[i];
	if (str_is(key, operations[0].key))
		return &operations[0];
	return str_is(key, pod_address.key) ? &pod_address : NULL;
}

static enum truth clause_of_condition(const struct connection_test *t, const struct node *when, bool *http)
{
	const struct str *key = node_get_text(when, KEY_key);
	const struct connection_property *p = key ? property_by_key(key) : NULL;
	struct connection_match m = { .test = *t, .truth = YES };

	if (!p) {
		*http = true;
		return NO;
	}
	match_values(&m, p, node_get(when, KEY_values), false);
	match_values(&m, p, node_get(when, KEY_notValues), true);
	return m.says ? m.truth : NO;
}

enum truth ztunnel_rule_takes(const struct arrival *a, enum policy_action action, const struct str *ns, const struct node *rule, struct doubts *doubts)
{
	struct doubts own = { .arena = a->arena };
	struct connection_test t = { .a = a, .ns = ns, .doubts = &own };
	bool http = false;
	enum truth all = clause_of_list(&t, node_get(rule, KEY_to), KEY_operation, operations, N(operations), &http);

	all = truth_and(all, clause_of_list(&t, node_get(rule, KEY_from), KEY_source, sources, N(sources), &http));
	for (const struct node *w = node_first(node_get(rule, KEY_when)); w; w = node_next(w))
		all = truth_and(all, clause_of_condition(&t, w, &http));
	if (http && action == POLICY_ALLOW)
		return NO;
	for (size_t i = 0; all == UNKNOWN && i < own.list.n; i++)
		doubts_add(doubts, "%s", own.list.at[i]);
	return all;
}
