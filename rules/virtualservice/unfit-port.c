/* Rules for a protocol that no port of the VirtualService's hosts has. */
#include "keys.h"
#include "lint/rule.h"
#include "mesh/host.h"
#include "mesh/usage.h"

static const struct {
	uint32_t key;
	const char *name, *wants;
} kinds[N_ROUTE_KINDS] = {
	[ROUTE_HTTP] = {KEY_http, "http", "HTTP"},
	[ROUTE_TLS] = {KEY_tls, "tls", "TLS or HTTPS"},
	[ROUTE_TCP] = {KEY_tcp, "tcp", "TCP"},
};

/* at: a rule, or the list of all. */
static void report(struct pass *p, const struct resource *r, enum route_kind kind, const struct node *at, const struct unfit *u)
{
	const char *host = host_show(pass_mesh(p), pass_scratch(p), u->of->host), *which = node_is_list(at) ? "these rules" : "this rule";

	if (u->n > 1)
		pass_report_key(p, r, at, "no sidecar uses %s: none of the ports of \"%s\" is %s", which, host, kinds[kind].wants);
	else if (u->port->protocol == PROTOCOL_SNIFFED)
		pass_report_key(p, r, at, "no sidecar uses %s: port %u of \"%s\" is not declared as %s", which, u->port->number, host, kinds[kind].wants);
	else
		pass_report_key(p, r, at, "no sidecar uses %s: port %u of \"%s\" is %s, not %s", which, u->port->number, host,
			protocol_name(u->port->protocol), kinds[kind].wants);
	pass_note(p, u->of->resource, u->port->node, "the port");
}

static void judge(struct pass *p, const struct usage *usage, enum route_kind kind, const struct node *list)
{
	struct unfit first = { .n = 0 }, unfit;
	uint32_t n = 0;

	for (const struct node *rule = node_first(list); rule; rule = node_next(rule))
		if (usage_is_unfit(usage, kind, rule, &unfit) && !n++)
			first = unfit;
	if (n && n == list->n) {
		report(p, usage->vs->resource, kind, list, &first);
		return;
	}
	for (const struct node *rule = node_first(list); n && rule; rule = node_next(rule))
		if (usage_is_unfit(usage, kind, rule, &unfit))
			report(p, usage->vs->resource, kind, rule, &unfit);
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

extern const struct page page_virtualservice_unfit_port;

const struct rule rule_virtualservice_unfit_port = {
	.notice = {
		.code     = "VS037",
		.name     = "virtualservice-unfit-port",
		.summary  = "Rules for a protocol that no port of the VirtualService's hosts has",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_unfit_port,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.reads   = KIND_BIT(KIND_VIRTUAL_SERVICE) | KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_SERVICE_ENTRY) | KIND_BIT(KIND_SIDECAR),
	.survey  = survey,
};
