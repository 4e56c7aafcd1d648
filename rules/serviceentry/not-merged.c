/* ServiceEntries of one host of which istiod uses only the oldest. */
#include "keys.h"
#include "rules/entries.h"

static const struct node *resolution_of(const struct service *s)
{
	return node_get(s->resource->spec, KEY_resolution);
}

static const char *resolution_text(const struct service *s)
{
	const struct str *text = node_text(resolution_of(s));

	return text ? text->text : "NONE";
}

static void report(struct pass *p, const struct entry_pair *pair)
{
	const struct service *s = pair->service, *other = pair->other;
	const struct node *at = resolution_of(s);

	if (s->resolution != other->resolution)
		pass_report(p, s->resource, at ? at : s->at, "\"%s\" has resolution %s here and %s in ServiceEntry \"%s\"; istiod uses only the older of the two",
			s->host->text, resolution_text(s), resolution_text(other), other->name->text);
	else
		pass_report(p, s->resource, s->at, "ServiceEntry \"%s\" also declares \"%s\", with another %s; istiod does not merge them and ignores the ports of the younger",
			other->name->text, s->host->text, pair->unlike);
	pass_note(p, other->resource, other->at, "the other one");
}

static void survey(struct pass *p, const struct mesh *m)
{
	entry_pairs_unmerged(p, m, report);
}

extern const struct page page_serviceentry_not_merged;

const struct rule rule_serviceentry_not_merged = {
	.notice = {
		.code     = "SE005",
		.name     = "serviceentry-not-merged",
		.summary  = "ServiceEntries of one host that istiod does not merge",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_serviceentry_not_merged,
	},
	.reads   = KIND_BIT(KIND_SERVICE_ENTRY),
	.survey  = survey,
};
