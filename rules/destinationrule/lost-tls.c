/* Settings for one port take away the TLS that the host is to be called with. */
#include "keys.h"
#include "rules/port_losses.h"
#include "world/destinationrule.h"

static void judge(struct pass *p, const struct resource *dr, const struct port_loss *loss)
{
	const struct node *mode = node_get(loss->tls, KEY_mode);
	const struct str *text = node_text(mode);

	if (!str_is(text, client_tls_name(CLIENT_TLS_SIMPLE)) && !str_is(text, client_tls_name(CLIENT_TLS_MUTUAL)))
		return;
	pass_report(p, dr, loss->number, "portLevelSettings without tls for this port: clients do not use tls mode \"%s\" there", text->text);
	pass_note(p, dr, mode, "this applies to the other ports only");
}

static void visit(struct pass *p, const struct resource *dr)
{
	port_losses_each(p, dr, judge);
}

extern const struct page page_destinationrule_lost_tls;

const struct rule rule_destinationrule_lost_tls = {
	.notice = {
		.code     = "DR013",
		.name     = "destinationrule-lost-tls",
		.summary  = "Port settings that turn the host's TLS off",
		.severity = SEVERITY_ERROR,
		.category = "security",
		.page     = &page_destinationrule_lost_tls,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
