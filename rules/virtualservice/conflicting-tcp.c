/* Of several VirtualServices with tcp routes for one server only one is used: connections have no host. */
#include "base/map.h"
#include "rules/l4.h"

static void judge(struct pass *p, const struct l4_uses *uses, void *with)
{
	struct map *said = with;
	const struct l4_use *first = &uses->at[0];

	for (size_t i = 1; i < uses->n; i++) {
		const struct l4_use *use = &uses->at[i];
		void **place;

		if (use->vs == uses->at[i - 1].vs || virtualservices_meet(pass_mesh(p), first->vs, use->vs, use->gateway) != YES)
			continue;
		place = map_at(pass_scratch(p), said, use->rule, NULL, NULL);
		if (*place)
			continue;
		*place = said;
		pass_report(p, use->vs->resource, use->block ? use->block : use->rule,
			"VirtualService \"%s\" also has a tcp route for port %lld of Gateway \"%s\": only the older one of the two is used",
			first->vs->resource->name->text, (long long)use->server->port, use->gateway->text);
		pass_note(p, first->vs->resource, first->block ? first->block : first->rule, "the other route");
	}
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct map said = { 0 };

	(void)m;
	l4_uses_each(p, ROUTE_TCP, &said, judge);
}

extern const struct page page_virtualservice_conflicting_tcp;

const struct rule rule_virtualservice_conflicting_tcp = {
	.notice = {
		.code     = "VS047",
		.name     = "virtualservice-conflicting-tcp",
		.summary  = "VirtualServices with tcp routes for one port of a Gateway",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_conflicting_tcp,
	},
	.reads   = KIND_BIT(KIND_VIRTUAL_SERVICE) | KIND_BIT(KIND_GATEWAY),
	.survey  = survey,
};
