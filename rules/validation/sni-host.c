/* SNI hosts that the VirtualService is not for. */
#include "rules/parts.h"

#include "keys.h"
#include "mesh/host.h"
#include "type/text.h"

static bool names_mesh(const struct resource *vs)
{
	for (const struct node *n = node_first(node_get(vs->spec, KEY_gateways)); n; n = node_next(n))
		if (node_text(n) && str_is(node_text(n), "mesh"))
			return true;
	return false;
}

static void judge(struct pass *p, const struct resource *vs, const struct node *sni)
{
	const struct node *hosts = node_get(vs->spec, KEY_hosts);
	const struct str *text = node_text(sni);
	uint32_t n_hosts = 0;

	if (text_is_address(text->text, text->len))
		return;
	if (text_is_generated_host(text->text, text->len) && names_mesh(vs)) {
		pass_report(p, vs, sni, "SNI host \"%s\" is only for gateways", text->text);
		return;
	}
	for (const struct node *n = node_first(hosts); n; n = node_next(n), n_hosts++)
		if (host_covers(node_text(n), text) == YES)
			return;
	if (hosts && n_hosts == hosts->n)
		pass_report(p, vs, sni, "SNI host \"%s\" is not covered by the hosts of the VirtualService", text->text);
}

static void visit(struct pass *p, const struct resource *vs)
{
	sni_hosts_each(p, vs, judge);
}

extern const struct page page_validation_sni_host;

const struct rule rule_validation_sni_host = {
	.notice = {
		.code     = "IV026",
		.name     = "validation-sni-host",
		.summary  = "An SNI host is not covered by the hosts of its VirtualService",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.category = "validation",
		.page     = &page_validation_sni_host,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.reads   = KIND_BIT(KIND_VIRTUAL_SERVICE),
	.visit   = visit,
};
