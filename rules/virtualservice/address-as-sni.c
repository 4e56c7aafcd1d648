/* Addresses as SNI, which the specification forbids and hardly any client sends. */
#include "rules/parts.h"

#include "type/text.h"

static void judge(struct pass *p, const struct resource *vs, const struct node *sni, const void *with)
{
	const struct str *text = node_text(sni);

	(void)with;
	if (text_is_address(text->text, text->len))
		pass_report(p, vs, sni, "SNI host \"%s\" is an address; clients send only names", text->text);
}

static void visit(struct pass *p, const struct resource *vs)
{
	sni_hosts_each(p, vs, NULL, judge);
}

extern const struct page page_virtualservice_address_as_sni;

const struct rule rule_virtualservice_address_as_sni = {
	.notice = {
		.code     = "IV027",
		.name     = "virtualservice-address-as-sni",
		.summary  = "An IP address is used as an SNI host",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0133",
		.former   = "validation-address-as-sni",
		.category = "validation",
		.page     = &page_virtualservice_address_as_sni,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
