/* Two ServiceEntries give one port of a host different protocols. */
#include "rules/entries.h"

static void report(struct pass *p, const struct entry_clash *c)
{
	pass_report(p, c->service->resource, c->port->node, "port %u of \"%s\" is %s here and %s in ServiceEntry \"%s\"",
		c->port->number, c->service->host->text, protocol_name(c->port->protocol),
		protocol_name(c->other_port->protocol), c->other->name->text);
	pass_note(p, c->other->resource, c->other_port->node, "the other one");
}

static void survey(struct pass *p, const struct mesh *m)
{
	entry_clashes(p, m, true, report);
}

extern const struct page page_serviceentry_conflicting_protocol;

const struct rule rule_serviceentry_conflicting_protocol = {
	.notice = {
		.code     = "SE002",
		.name     = "serviceentry-conflicting-protocol",
		.summary  = "ServiceEntries that disagree on the protocol of a port",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0177 KIA1212",
		.category = "routing",
		.page     = &page_serviceentry_conflicting_protocol,
	},
	.reads   = KIND_BIT(KIND_SERVICE_ENTRY),
	.survey  = survey,
};
