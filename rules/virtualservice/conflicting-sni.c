/* Two tls matches on one port of a Gateway have the same SNI host, and one of them is skipped. */
#include "base/map.h"
#include "keys.h"
#include "rules/gateways.h"
#include "rules/l4.h"
#include "world/route.h"

#define MOST_HOSTS 64 /* of servers that are held against each other */

struct sni_hosts {
	struct map taken; /* SNI host, Gateway or labels, port -> struct l4_use: the first one that has it */
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
	if (first->vs == use->vs && first->gateway == use->gateway)
		pass_report(p, use->vs->resource, sni, "an earlier match has SNI host \"%s\" too, so this match is skipped on port %lld of Gateway \"%s\"",
			node_text(sni)->text, (long long)use->server->port, use->gateway->text);
	else if (first->gateway == use->gateway)
		pass_report(p, use->vs->resource, sni,
			"VirtualService \"%s\" also has SNI host \"%s\" on port %lld of Gateway \"%s\": only the older match of the two is used",
			first->vs->resource->name->text, node_text(sni)->text, (long long)use->server->port, use->gateway->text);
	else if (first->vs == use->vs)
		pass_report(p, use->vs->resource, sni,
			"an earlier match has SNI host \"%s\" too, on port %lld of Gateway \"%s\", which is for the same workloads: only one of the two is used",
			node_text(sni)->text, (long long)use->server->port, first->gateway->text);
	else
		pass_report(p, use->vs->resource, sni,
			"VirtualService \"%s\" also has SNI host \"%s\" on port %lld of Gateway \"%s\", which is for the same workloads: only one of the two matches is used",
			first->vs->resource->name->text, node_text(sni)->text, (long long)use->server->port, first->gateway->text);
	pass_note(p, first->vs->resource, first->block, "the other match");
}

/* Have they a host in common? Then istiod skips one of the servers as a whole, which is said elsewhere. */
static bool share_host(const struct server *a, const struct server *b)
{
	for (size_t i = 0; i < a->n_hosts; i++)
		for (size_t k = 0; k < b->n_hosts; k++)
			if (a->hosts[i].host == b->hosts[k].host)
				return true;
	return false;
}

/* Is one of the two skipped for certain, for they are of one Gateway, or of two for the same workloads? */
static bool clash(struct pass *p, const struct l4_use *a, const struct l4_use *b)
{
	if (a->block == b->block || a->server->bind != b->server->bind)
		return false;
	if (a->vs == b->vs && is_covered(p, a, b))
		return false;
	if (a->gateway == b->gateway)
		return a->vs == b->vs || virtualservices_meet(pass_mesh(p), a->vs, b->vs, a->gateway) == YES;
	return a->server->n_hosts <= MOST_HOSTS && b->server->n_hosts <= MOST_HOSTS
		&& resource_together(a->server->gateway->resource, b->server->gateway->resource) == YES
		&& (a->vs == b->vs || virtualservices_meet_across(pass_mesh(p), a->vs, b->vs) == YES) && !share_host(a->server, b->server);
}

/* Hold the match against the first one of this place, which is a Gateway or the labels of its workloads. */
static void judge_host(struct pass *p, struct sni_hosts *all, const struct l4_use *use, const struct node *sni, const struct str *place)
{
	void **taken = map_at(pass_scratch(p), &all->taken, node_text(sni), place, (const void *)(uintptr_t)use->server->port);
	void **said;

	if (!*taken) {
		struct l4_use *copy = arena_new(pass_scratch(p), struct l4_use);

		*copy = *use;
		*taken = copy;
	}
	if (!clash(p, *taken, use))
		return;
	said = map_at(pass_scratch(p), &all->said, use->block, NULL, NULL);
	if (!*said)
		report(p, *taken, use, sni);
	*said = all;
}

static void judge(struct pass *p, const struct l4_uses *uses, void *with)
{
	const struct gateway *g = uses->at[0].server->gateway;
	const struct str *places[] = { uses->at[0].gateway, gateway_is_plain(g) ? gateway_selector_text(p, g) : NULL };

	for (size_t k = 0; k < 2 && places[k]; k++)
		for (size_t i = 0; i < uses->n; i++)
			for (const struct node *s = node_first(node_get(uses->at[i].block, KEY_sniHosts)); s; s = node_next(s))
				if (node_text(s))
					judge_host(p, with, &uses->at[i], s, places[k]);
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
