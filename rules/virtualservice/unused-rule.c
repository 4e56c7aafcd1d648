/* Rules for a port or protocol that the VirtualService's hosts do not have. */
#include "keys.h"
#include "lint/rule.h"
#include "world/host.h"
#include "world/usage.h"

static const struct {
	uint32_t key;
	const char *wants;
} kinds[N_ROUTE_KINDS] = {
	[ROUTE_HTTP] = {KEY_http, "HTTP"},
	[ROUTE_TLS] = {KEY_tls, "TLS or HTTPS"},
	[ROUTE_TCP] = {KEY_tcp, "TCP"},
};

/* at: a rule, or the list of all. */
static void report(struct pass *p, const struct usage *usage, enum route_kind kind, const struct node *at, const struct unfit *u)
{
	const char *which = node_is_list(at) ? "these rules" : "this rule", *wants = kinds[kind].wants, *why;
	const struct service *s = u->of ? u->of : u->lacks;
	const char *host = s ? host_show(pass_mesh(p), pass_scratch(p), s->host) : NULL;

	if (!s)
		why = arena_printf(pass_scratch(p), "no service has the host \"%s\"; then only http rules are used, on port 80", usage->absent->text->text);
	else if (!u->n)
		why = arena_printf(pass_scratch(p), "\"%s\" has no port %u", host, (uint32_t)u->number);
	else if (u->n > 1)
		why = arena_printf(pass_scratch(p), "none of the ports of \"%s\" is %s", host, wants);
	else if (u->port->protocol == PROTOCOL_SNIFFED)
		why = arena_printf(pass_scratch(p), "port %u of \"%s\" is not declared as %s", u->port->number, host, wants);
	else
		why = arena_printf(pass_scratch(p), "port %u of \"%s\" is %s, not %s", u->port->number, host, protocol_name(u->port->protocol), wants);
	pass_report_key(p, usage->vs->resource, at, "no sidecar uses %s: %s", which, why);
	if (s)
		pass_note(p, s->resource, u->port ? u->port->node : NULL, u->port ? "the port" : "the service");
}

static void judge(struct pass *p, const struct usage *usage, enum route_kind kind, const struct node *list)
{
	struct unfit first = { .n = 0 }, unfit;
	uint32_t n = 0;

	for (const struct node *rule = node_first(list); rule; rule = node_next(rule))
		if (usage_is_unfit(usage, kind, rule, &unfit) && !n++)
			first = unfit;
	if (n && n == list->n) {
		report(p, usage, kind, list, &first);
		return;
	}
	for (const struct node *rule = node_first(list); n && rule; rule = node_next(rule))
		if (usage_is_unfit(usage, kind, rule, &unfit))
			report(p, usage, kind, rule, &unfit);
}

static void survey(struct pass *p, const struct mesh *m)
{
	size_t n;
	const struct virtualservice *all = mesh_virtualservices(m, &n);
	struct usage usage;

	if (usage_is_overridden(m))
		return;
	for (size_t i = 0; i < n; i++)
		if (all[i].mesh && usage_find(m, &all[i], pass_scratch(p), &usage))
			for (int kind = 0; kind < N_ROUTE_KINDS; kind++)
				judge(p, &usage, (enum route_kind)kind, node_get(all[i].resource->spec, kinds[kind].key));
}

extern const struct page page_virtualservice_unused_rule;

const struct rule rule_virtualservice_unused_rule = {
	.notice = {
		.code     = "VS037",
		.name     = "virtualservice-unused-rule",
		.summary  = "Rules for a port or protocol that the VirtualService's hosts do not have",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_unused_rule,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.reads   = KIND_BIT(KIND_VIRTUAL_SERVICE) | KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_SERVICE_ENTRY) | KIND_BIT(KIND_SIDECAR),
	.survey  = survey,
};
