/* Endpoints that a ServiceEntry with this resolution or these ports cannot have. */
#include "rules/parts.h"

#include "keys.h"
#include "type/text.h"

static bool has_port(const struct resource *se, const struct str *name)
{
	for (const struct node *n = node_first(node_get(se->spec, KEY_ports)); n; n = node_next(n))
		if (node_get_text(n, KEY_name) == name || !node_get(n, KEY_name))
			return true;
	return false;
}

static void judge_ports(struct pass *p, const struct resource *se, const struct node *endpoint)
{
	if (node_has(se->spec, KEY_ports) && !node_get(se->spec, KEY_ports))
		return;
	for (const struct node *n = node_first(node_get(endpoint, KEY_ports)); n; n = node_next(n))
		if (!has_port(se, n->key))
			pass_report_key(p, se, n, "the ServiceEntry has no port \"%s\"", n->key->text);
}

static void judge_static(struct pass *p, const struct resource *se, const struct node *endpoint)
{
	const struct node *at = node_get(endpoint, KEY_address), *ports = node_get(se->spec, KEY_ports);
	const struct str *address = node_text(at);
	uint32_t n_ports = ports ? ports->n : 0;

	if (!address || !address->len)
		return;
	if (str_starts(address, "unix://")) {
		if (n_ports != 1)
			pass_report(p, se, at, "an endpoint that is a socket needs a ServiceEntry with one port, not %u", n_ports);
	} else if (!text_is_address(address->text, address->len)) {
		pass_report(p, se, at, "address \"%s\" must be an IP address with resolution STATIC; host names need resolution DNS", address->text);
	}
}

static void judge_dns(struct pass *p, const struct resource *se, const struct node *endpoint)
{
	const struct node *at = node_get(endpoint, KEY_address);
	const struct str *address = node_text(at);

	if (!address && node_has(endpoint, KEY_address))
		return;
	if (!address || !text_is_host_or_ip(address->text, address->len))
		pass_report_key(p, se, at ? at : endpoint, "an endpoint needs an IP address or host name with resolution DNS, not \"%s\"",
			address ? address->text : "");
}

static void visit(struct pass *p, const struct resource *se)
{
	const struct str *resolution = node_get_text(se->spec, KEY_resolution);
	const struct node *endpoints = node_get(se->spec, KEY_endpoints);
	bool fixed = resolution && str_is(resolution, "STATIC");
	bool dns = resolution && (str_is(resolution, "DNS") || str_is(resolution, "DNS_ROUND_ROBIN"));

	if (resolution && str_is(resolution, "DYNAMIC_DNS") && endpoints && endpoints->n)
		pass_report_key(p, se, endpoints, "endpoints must not be set with resolution DYNAMIC_DNS");
	for (const struct node *n = node_first(endpoints); n && (fixed || dns); n = node_next(n)) {
		if (fixed)
			judge_static(p, se, n);
		else
			judge_dns(p, se, n);
		judge_ports(p, se, n);
	}
}

extern const struct page page_serviceentry_endpoint;

const struct rule rule_serviceentry_endpoint = {
	.notice = {
		.code     = "IV041",
		.name     = "serviceentry-endpoint",
		.summary  = "An endpoint cannot be used with its ServiceEntry",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-serviceentry-endpoint",
		.category = "validation",
		.page     = &page_serviceentry_endpoint,
	},
	.subject = KIND_SERVICE_ENTRY,
	.visit   = visit,
};
