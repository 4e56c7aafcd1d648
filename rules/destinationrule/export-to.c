/* What istiod refuses in exportTo. */
#include "rules/parts.h"

#include "base/map.h"
#include "keys.h"
#include "type/text.h"

/* The list that is being judged. */
struct exports {
	const struct resource *resource;
	const struct node *list;
	struct map met;   /* what an entry means -> the first that means it */
	size_t n_entries; /* that are fine, without duplicates */
	bool own, all, none;
};

/* "." is the resource's own namespace, where that is known. */
static const struct str *meaning(const struct resource *r, const struct str *entry)
{
	return str_is(entry, ".") && r->ns->len ? r->ns : entry;
}

/* Report what is wrong with one entry; false where something was. */
static bool judge_entry(struct pass *p, struct exports *x, const struct node *n)
{
	const struct resource *r = x->resource;
	const struct str *text = node_text(n);
	void **place = map_at(pass_scratch(p), &x->met, meaning(r, text), NULL, NULL);
	const struct node *other = *place;

	if (other) {
		pass_report(p, r, n, "exportTo lists the namespace \"%s\" twice", meaning(r, text)->text);
		pass_note(p, r, other, "\"%s\" is listed first here", node_text(other)->text);
		return false;
	}
	*place = (void *)(uintptr_t)n;
	x->own |= str_is(text, ".") || text == r->ns;
	x->all |= str_is(text, "*");
	x->none |= str_is(text, "~");
	x->n_entries++;
	if (str_is(text, "~") && r->kind != KIND_SERVICE_ENTRY)
		pass_report(p, r, n, "exportTo has \"~\", which only a ServiceEntry may have");
	else if (!str_is(text, ".") && !str_is(text, "*") && !str_is(text, "~") && !text_is_dns_label(text->text, text->len))
		pass_report(p, r, n, "exportTo has \"%s\", which is neither a namespace nor \".\" nor \"*\"", text->text);
	else
		return true;
	return false;
}

static void judge_whole(struct pass *p, const struct exports *x)
{
	const struct resource *r = x->resource;
	bool selects = r->kind == KIND_DESTINATION_RULE && part_is_there(r->spec, KEY_workloadSelector);

	if (x->all && x->n_entries > 1)
		pass_report_key(p, r, x->list, "exportTo has \"*\", which already means every namespace, and other entries; remove them");
	else if (x->none && x->n_entries > 1)
		pass_report_key(p, r, x->list, "exportTo has \"~\", which means no namespace, and other entries; remove one or the other");
	else if (selects && !x->own && r->ns_known)
		pass_report_key(p, r, x->list, "exportTo of a DestinationRule with workloadSelector must be its own namespace only");
	else if (selects && x->own && x->n_entries > 1)
		pass_report_key(p, r, x->list, "exportTo of a DestinationRule with workloadSelector must have one entry, its own namespace");
}

static void visit(struct pass *p, const struct resource *r)
{
	struct exports x = { .resource = r, .list = node_get(r->spec, KEY_exportTo) };
	bool fine = x.list && x.list->n > 0;

	for (const struct node *n = node_first(x.list); n; n = node_next(n))
		if (node_text(n))
			fine &= judge_entry(p, &x, n);
	if (fine)
		judge_whole(p, &x);
}

extern const struct page page_destinationrule_export_to;

const struct rule rule_destinationrule_export_to = {
	.notice = {
		.code     = "IV023",
		.name     = "destinationrule-export-to",
		.summary  = "exportTo has entries that istiod rejects",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-export-to",
		.category = "validation",
		.page     = &page_destinationrule_export_to,
	},
	.subjects = KIND_BIT(KIND_VIRTUAL_SERVICE) | KIND_BIT(KIND_DESTINATION_RULE) | KIND_BIT(KIND_SERVICE_ENTRY),
	.visit   = visit,
};
