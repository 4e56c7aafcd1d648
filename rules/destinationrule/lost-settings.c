/* Settings for one port take away limits and load balancing of the host. */
#include "base/listing.h"
#include "keys.h"
#include "rules/port_losses.h"

/* Does it choose endpoints in a way that clients notice? In turn, at random or by load is much the same to them. */
static bool matters(const struct node *load_balancer)
{
	for (const struct node *n = node_first(load_balancer); n; n = node_next(n))
		if (n->key->key != KEY_simple || str_is(node_text(n), "PASSTHROUGH"))
			return true;
	return false;
}

static void judge(struct pass *p, const struct resource *dr, const struct port_loss *loss)
{
	const struct node *balancer = loss->load_balancer && matters(loss->load_balancer) ? loss->load_balancer : NULL;
	const struct node *all[] = { loss->connection_pool, loss->outlier_detection, balancer };
	const struct node *first = NULL;
	struct listing names = { .n = 0 };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (!all[i])
			continue;
		listing_add(&names, all[i]->key->text);
		first = first ? first : all[i];
	}
	if (!first)
		return;
	pass_report(p, dr, loss->number, "portLevelSettings for this port replace all settings of the host: %s not apply there",
		arena_printf(pass_scratch(p), "%s %s", listing_text(&names, pass_scratch(p)), names.n > 1 ? "do" : "does"));
	pass_note(p, dr, first, "this applies to the other ports only");
}

static void visit(struct pass *p, const struct resource *dr)
{
	port_losses_each(p, dr, judge);
}

extern const struct page page_destinationrule_lost_settings;

const struct rule rule_destinationrule_lost_settings = {
	.notice = {
		.code     = "DR014",
		.name     = "destinationrule-lost-settings",
		.summary  = "Port settings that leave out what is set for the host",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.page     = &page_destinationrule_lost_settings,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
