/* Hosts, addresses and ports that a ServiceEntry with this resolution cannot have. */
#include "rules/parts.h"

#include <strings.h>

#include "keys.h"
#include "type/text.h"
#include "world/service.h"

/* Without endpoints the hosts are looked up, which wildcards cannot be. */
static void judge_dns(struct pass *p, const struct resource *se, const struct str *resolution)
{
	const struct node *endpoints = node_get(se->spec, KEY_endpoints);

	if (endpoints ? endpoints->n > 0 : node_has(se->spec, KEY_endpoints))
		return;
	for (const struct node *n = node_first(node_get(se->spec, KEY_hosts)); n; n = node_next(n)) {
		const struct str *host = node_text(n);

		if (!host || text_is_fqdn(host->text, host->len))
			continue;
		pass_report(p, se, n, "host \"%s\" has a wildcard, which resolution %s cannot look up; set endpoints", host->text, resolution->text);
		return;
	}
}

static void judge_dynamic(struct pass *p, const struct resource *se)
{
	const struct str *waypoint = resource_label(se, "istio.io/use-waypoint");
	const struct node *addresses = node_get(se->spec, KEY_addresses);

	for (const struct node *n = node_first(node_get(se->spec, KEY_hosts)); n; n = node_next(n))
		if (node_text(n) && node_text(n)->text[0] != '*')
			pass_report(p, se, n, "host \"%s\" must have a wildcard with resolution DYNAMIC_DNS", node_text(n)->text);
	if (addresses && addresses->n)
		pass_report_key(p, se, addresses, "addresses must not be set with resolution DYNAMIC_DNS");
	for (const struct node *n = node_first(node_get(se->spec, KEY_ports)); n; n = node_next(n)) {
		const struct str *protocol = node_get_text(n, KEY_protocol);
		enum protocol parsed = protocol_parse(protocol);
		bool fine = !protocol && node_has(n, KEY_protocol);

		fine |= parsed == PROTOCOL_HTTP || parsed == PROTOCOL_HTTP2 || parsed == PROTOCOL_GRPC || parsed == PROTOCOL_TLS;
		if (!fine)
			pass_report(p, se, protocol ? node_get(n, KEY_protocol) : node_get(n, KEY_name),
				"the port's protocol must be HTTP, HTTP2, GRPC or TLS with resolution DYNAMIC_DNS, not \"%s\"",
				protocol ? protocol->text : "");
	}
	if (part_is(se->spec, KEY_location, "MESH_INTERNAL") && waypoint && waypoint->len && strcasecmp(waypoint->text, "none") != 0)
		pass_report(p, se, node_get(se->spec, KEY_location),
			"location MESH_INTERNAL cannot be combined with resolution DYNAMIC_DNS and the waypoint \"%s\"", waypoint->text);
}

/* Without a name in the bytes nothing tells several hosts apart. */
static void judge_protocols(struct pass *p, const struct resource *se)
{
	const struct node *hosts = node_get(se->spec, KEY_hosts);

	if (!hosts || hosts->n < 2)
		return;
	for (const struct node *n = node_first(node_get(se->spec, KEY_ports)); n; n = node_next(n)) {
		const struct str *protocol = node_get_text(n, KEY_protocol);

		if ((!protocol && node_has(n, KEY_protocol)) || protocol_is_http(protocol_parse(protocol)) || protocol_is_tls(protocol_parse(protocol)))
			continue;
		pass_report(p, se, protocol ? node_get(n, KEY_protocol) : node_get(n, KEY_name),
			"a port of a ServiceEntry with several hosts must have an HTTP or TLS protocol, not \"%s\"", protocol ? protocol->text : "");
		return;
	}
}

static void visit(struct pass *p, const struct resource *se)
{
	const struct str *resolution = node_get_text(se->spec, KEY_resolution);

	if (!resolution || str_is(resolution, "NONE"))
		return;
	if (str_is(resolution, "DYNAMIC_DNS"))
		judge_dynamic(p, se);
	else if (!str_is(resolution, "STATIC"))
		judge_dns(p, se, resolution);
	judge_protocols(p, se);
}

extern const struct page page_serviceentry_host;

const struct rule rule_serviceentry_host = {
	.notice = {
		.code     = "IV042",
		.name     = "serviceentry-host",
		.summary  = "Hosts of a ServiceEntry cannot be combined with its resolution or ports",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-serviceentry-host",
		.category = "validation",
		.page     = &page_serviceentry_host,
	},
	.subject = KIND_SERVICE_ENTRY,
	.visit   = visit,
};
