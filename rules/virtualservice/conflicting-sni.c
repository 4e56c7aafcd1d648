/* Two tls matches on one port of a Gateway have the same SNI host, and one of them is skipped. */
#include "base/map.h"
#include "keys.h"
#include "mesh/route.h"
#include "rules/l4.h"

struct sni_hosts {
	struct map taken; /* SNI host, Gateway, port -> struct l4_use: the first one that has it */
	struct map said;  /* match */
};

/* Does another rule say it of matches in one VirtualService: that the earlier one takes all? */
static bool is_covered(struct pass *p, const struct l4_use *a, const struct l4_use *b)
{
	struct match x = { a->vs, a->rule, a->block, ROUTE_TLS, 0, 0 }, y = { b->vs, b->rule, b->block, ROUTE_TLS, 0, 0 };

	return match_covers(pass_mesh(p), &x, &y, NULL) == YES;
}

static void report(struct pass *p, const struct l4_use *first, const struct l4_use *use, const struct node *sni)
{
	if (first->vs == use->vs)
		pass_report(p, use->vs->resource, sni, "an earlier match has SNI host \"%s\" too, so this match is skipped on port %lld of Gateway \"%s\"",
			node_text(sni)->text, (long long)use->server->port, use->gateway->text);
	else
		pass_report(p, use->vs->resource, sni,
			"VirtualService \"%s\" also has SNI host \"%s\" on port %lld of Gateway \"%s\": only the older match of the two is used",
			first->vs->resource->name->text, node_text(sni)->text, (long long)use->server->port, use->gateway->text);
	pass_note(p, first->vs->resource, first->block, "the other match");
}

static void judge_host(struct pass *p, struct sni_hosts *all, const struct l4_use *use, const struct node *sni)
{
	const struct l4_use *first;
	void **place = map_at(pass_scratch(p), &all->taken, node_text(sni), use->gateway, (const void *)(uintptr_t)use->server->port);
	void **said;

	if (!*place) {
		struct l4_use *copy = arena_new(pass_scratch(p), struct l4_use);

		*copy = *use;
		*place = copy;
	}
	first = *place;
	if (first->block == use->block || first->server->bind != use->server->bind
			|| (first->vs == use->vs ? is_covered(p, first, use)
				: virtualservices_meet(pass_mesh(p), first->vs, use->vs, use->gateway) != YES))
		return;
	said = map_at(pass_scratch(p), &all->said, use->block, NULL, NULL);
	if (!*said)
		report(p, first, use, sni);
	*said = all;
}

static void judge(struct pass *p, const struct l4_uses *uses, void *with)
{
	for (size_t i = 0; i < uses->n; i++)
		for (const struct node *s = node_first(node_get(uses->at[i].block, KEY_sniHosts)); s; s = node_next(s))
			if (node_text(s))
				judge_host(p, with, &uses->at[i], s);
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct sni_hosts all = { .said = { 0 } };

	(void)m;
	l4_uses_each(p, ROUTE_TLS, &all, judge);
}

extern const struct page page_virtualservice_conflicting_sni;

const struct rule rule_virtualservice_conflicting_sni = {
	.notice = {
		.code     = "VS048",
		.name     = "virtualservice-conflicting-sni",
		.summary  = "Matches of one SNI host on one port of a Gateway",
		.severity = SEVERITY_ERROR,
		.category = "routing",
		.page     = &page_virtualservice_conflicting_sni,
	},
	.reads   = KIND_BIT(KIND_VIRTUAL_SERVICE) | KIND_BIT(KIND_GATEWAY),
	.survey  = survey,
};
