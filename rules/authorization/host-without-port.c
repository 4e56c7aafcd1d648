/* A host that a policy closes, and leaves open for requests that name a port as well. */
#include <string.h>
#include <strings.h>

#include "keys.h"
#include "rules/asked.h"

#define MOST_COMPARED 500 /* alternatives of one list; longer ones are passed over */

/* Does an alternative think of ports: does it name this host with one, or all that begins so? */
static bool names_port(const struct str *text, const struct node *list)
{
	size_t n = text->len;

	if (list->n > MOST_COMPARED || node_is_rejected(list))
		return true;
	for (const struct node *other = node_first(list); other; other = node_next(other)) {
		const struct str *o = node_text(other);

		if (o->len > n && o->text[n] == ':' && strncasecmp(o->text, text->text, n) == 0)
			return true;
		if (strcmp(o->text, "*") == 0 || (str_ends(o, "*") && strncasecmp(o->text, text->text, o->len - 1) == 0))
			return true;
	}
	return false;
}

/* What the field closes: DENY and CUSTOM the hosts that it names, ALLOW those that it excludes. */
static void judge(struct pass *p, const struct resource *r, const struct asked_value *v, const void *with)
{
	const char *outcome = with;

	if (v->excluded != (strcmp(outcome, "is allowed") == 0) || strchr(v->text->text, ':') || str_ends(v->text, "*") || names_port(v->text, v->list))
		return;
	pass_report(p, r, v->node, "\"%s\" does not match a Host header with a port, so a request with \"Host: %s%s:80\" %s by this rule", v->text->text,
		v->text->text[0] == '*' ? "a" : "", v->text->text + (v->text->text[0] == '*'), outcome);
}

static const char *outcome_of(const struct str *action)
{
	if (str_is(action, "DENY"))
		return "is not denied";
	return str_is(action, "CUSTOM") ? "is not sent to the external authorizer" : "is allowed";
}

static void visit(struct pass *p, const struct resource *r)
{
	static const struct asked_property host = { KEY_operation, KEY_hosts, KEY_notHosts, NULL };

	if (!policy_only_watches(r))
		asked_each(p, r, &host, outcome_of(node_get_text(r->spec, KEY_action)), judge);
}

extern const struct page page_authorization_host_without_port;

const struct rule rule_authorization_host_without_port = {
	.notice = {
		.code     = "AP005",
		.name     = "authorization-host-without-port",
		.summary  = "AuthorizationPolicy restricts a host, but not with a port in the Host header",
		.severity = SEVERITY_WARNING,
		.category = "security",
		.page     = &page_authorization_host_without_port,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
