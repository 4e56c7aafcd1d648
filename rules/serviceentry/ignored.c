/* What istiod takes in a ServiceEntry with a warning. */
#include "rules/parts.h"

#include <string.h>

#include "keys.h"
#include "world/service.h"

static void judge_hosts(struct pass *p, const struct resource *se)
{
	for (const struct node *n = node_first(node_get(se->spec, KEY_hosts)); n; n = node_next(n)) {
		const struct str *host = node_text(n);

		if (host && host->len > 1 && memchr(host->text, '*', host->len) && !str_starts(host, "*."))
			pass_report(p, se, n, "host \"%s\" has a wildcard inside a DNS label, which matches nothing", host->text);
	}
}

/* Other protocols of TCP are refused beside several hosts, whatever their addresses. */
static void judge_shared_address(struct pass *p, const struct resource *se)
{
	for (const struct node *n = node_first(node_get(se->spec, KEY_ports)); n; n = node_next(n))
		if (protocol_is_tls(protocol_parse(node_get_text(n, KEY_protocol)))) {
			pass_report(p, se, node_get(n, KEY_protocol), "several hosts share the addresses, and a port of %s cannot tell them apart",
				node_get_text(n, KEY_protocol)->text);
			return;
		}
}

static void visit(struct pass *p, const struct resource *se)
{
	const struct str *resolution = node_get_text(se->spec, KEY_resolution);
	const struct node *hosts = node_get(se->spec, KEY_hosts);
	bool none = !node_has(se->spec, KEY_resolution) || (resolution && str_is(resolution, "NONE"));
	bool dns = resolution && (str_is(resolution, "DNS") || str_is(resolution, "DNS_ROUND_ROBIN"));

	if (!resolution || !str_is(resolution, "DYNAMIC_DNS"))
		judge_hosts(p, se);
	if (none && part_is_there(se->spec, KEY_workloadSelector))
		pass_report_key(p, se, node_get(se->spec, KEY_workloadSelector), "workloadSelector has no effect with resolution NONE");
	if (dns && part_is_set(se->spec, KEY_addresses) && hosts && hosts->n > 1)
		judge_shared_address(p, se);
}

extern const struct page page_serviceentry_ignored;

const struct rule rule_serviceentry_ignored = {
	.notice = {
		.code     = "IV043",
		.name     = "serviceentry-ignored",
		.summary  = "Parts of a ServiceEntry have no effect, or not the intended one",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0133",
		.former   = "validation-serviceentry-ignored",
		.category = "validation",
		.page     = &page_serviceentry_ignored,
	},
	.subject = KIND_SERVICE_ENTRY,
	.visit   = visit,
};
