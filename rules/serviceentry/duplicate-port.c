/* Two ServiceEntries declare the same port of the same host. */
#include "rules/entries.h"

static void report(struct pass *p, const struct entry_clash *c)
{
	pass_report(p, c->service->resource, c->port->node, "ServiceEntry \"%s\" also declares port %u of \"%s\"",
		c->other->name->text, c->port->number, c->service->host->text);
	pass_note(p, c->other->resource, c->other_port->node, "the other one");
}

static void survey(struct pass *p, const struct mesh *m)
{
	entry_clashes(p, m, false, report);
}

extern const struct page page_serviceentry_duplicate_port;

const struct rule rule_serviceentry_duplicate_port = {
	.notice = {
		.code     = "SE003",
		.name     = "serviceentry-duplicate-port",
		.summary  = "Several ServiceEntries for one port of a host",
		.severity = SEVERITY_INFO,
		.aliases  = "KIA1211",
		.category = "routing",
		.page     = &page_serviceentry_duplicate_port,
	},
	.reads   = KIND_BIT(KIND_SERVICE_ENTRY),
	.survey  = survey,
};
