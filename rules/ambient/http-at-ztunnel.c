/* An AuthorizationPolicy without targetRefs is enforced by ztunnel, which knows connections and no HTTP (pilot serviceregistry/ambient/authorization.go). */
#include "keys.h"
#include "lint/rule.h"
#include "rules/selectors.h"
#include "world/workload.h"

/* What ztunnel does not know of a source, and of an operation. */
static const uint32_t http_sources[] = { KEY_requestPrincipals, KEY_notRequestPrincipals, KEY_remoteIpBlocks, KEY_notRemoteIpBlocks };
static const uint32_t http_operations[] = { KEY_methods, KEY_notMethods, KEY_paths, KEY_notPaths, KEY_hosts, KEY_notHosts };

/* The first member of HTTP; *bare: the part has nothing else. */
static const struct node *http_of(const struct node *part, const uint32_t *names, size_t n, bool *bare)
{
	const struct node *found = NULL;

	*bare = true;
	for (const struct node *member = node_first(part); member; member = node_next(member)) {
		bool http = false;

		for (size_t i = 0; i < n; i++)
			http |= member->key->key == names[i];
		if (http && node_first(member) && !found)
			found = member;
		*bare &= http;
	}
	return found;
}

/* What of a rule is HTTP. */
struct http_part {
	const struct node *node;   /* the first such part */
	bool idle;                 /* a DENY rule: nothing is left of a clause, so that it denies nothing */
};

static void look(struct http_part *f, const struct node *list, uint32_t name, const uint32_t *names, size_t n)
{
	bool left = false, any = false;

	for (const struct node *item = node_first(list); item; item = node_next(item)) {
		bool bare;
		const struct node *http = http_of(node_get(item, name), names, n, &bare);

		if (http && !f->node)
			f->node = http;
		any |= http != NULL;
		left |= !http || !bare;
	}
	f->idle |= any && !left;
}

static bool is_of_connections(const struct str *key)
{
	static const char *const names[] = { "source.ip", "source.namespace", "source.principal", "destination.ip", "destination.port" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_is(key, names[i]))
			return true;
	return false;
}

static struct http_part find_http(const struct node *rule)
{
	struct http_part f = { NULL, false };

	look(&f, node_get(rule, KEY_from), KEY_source, http_sources, sizeof http_sources / sizeof *http_sources);
	look(&f, node_get(rule, KEY_to), KEY_operation, http_operations, sizeof http_operations / sizeof *http_operations);
	for (const struct node *n = node_first(node_get(rule, KEY_when)); n; n = node_next(n)) {
		const struct node *key = node_get(n, KEY_key);

		if (!node_text(key) || is_of_connections(node_text(key)))
			continue;
		f.idle = true;
		if (!f.node)
			f.node = key;
	}
	return f;
}

/* A workload of the policy that ztunnel surely serves; NULL. */
static const struct workload *ambient_of(struct pass *p, const struct resource *r)
{
	struct selection s = policy_selection(p, r);

	for (size_t i = 0; i < s.n_sure; i++)
		if (s.at[i]->dataplane == DATAPLANE_AMBIENT)
			return s.at[i];
	return NULL;
}

static void judge_rule(struct pass *p, const struct resource *r, const struct node *rule, const struct workload *w, bool denies)
{
	struct http_part f = find_http(rule);
	const char *effect = !denies ? "this rule allows nothing" : f.idle ? "this rule denies nothing" : "this rule denies whatever HTTP it names";

	if (!f.node)
		return;
	pass_report_key(p, r, f.node, "ztunnel knows no HTTP: for \"%s\", which is in ambient mode, %s", w->name->text, effect);
	pass_note(p, w->resource, w->at, "the workload");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct str *action = node_get_text(r->spec, KEY_action);
	bool denies = action && str_is(action, "DENY");
	const struct workload *w;

	if (r->patched || (action && !denies && !str_is(action, "ALLOW")) || str_is(resource_annotation(r, "istio.io/dry-run"), "true"))
		return;
	w = ambient_of(p, r);
	for (const struct node *rule = w ? node_first(node_get(r->spec, KEY_rules)) : NULL; rule; rule = node_next(rule))
		judge_rule(p, r, rule, w, denies);
}

extern const struct page page_ambient_http_at_ztunnel;

const struct rule rule_ambient_http_at_ztunnel = {
	.notice = {
		.code     = "AM002",
		.name     = "ambient-http-at-ztunnel",
		.summary  = "HTTP conditions of a policy that ztunnel enforces",
		.severity = SEVERITY_ERROR,
		.aliases  = "KIA0109 KIA1317",
		.category = "security",
		.page     = &page_ambient_http_at_ztunnel,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
