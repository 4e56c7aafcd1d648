/* Walks the settings of single ports, held against those around them. */
#include "rules/port_losses.h"

#include "base/map.h"
#include "keys.h"
#include "rules/ports.h"
#include "world/destinationrule.h"

/* The items of the policy by their ports: of several for one port, the first. */
static struct map items_of(struct pass *p, const struct node *policy)
{
	struct map items = { 0 };

	for (const struct node *n = node_first(node_get(policy, KEY_portLevelSettings)); n; n = node_next(n)) {
		const struct node *number = node_get(node_get(n, KEY_port), KEY_number);
		int64_t port;
		void **place;

		if (!node_int(number, &port) || port <= 0)
			continue;
		place = map_at(pass_scratch(p), &items, (const void *)(uintptr_t)port, NULL, NULL);
		*place = *place ? *place : (void *)(uintptr_t)n;
	}
	return items;
}

/* What would be in force for the port without the item; NULL where that is nothing, or the item has its own. */
static const struct node *lost(const struct node *item, const struct node *policy, const struct node *around, uint32_t field)
{
	const struct node *there = node_has(policy, field) ? node_get(policy, field) : node_get(around, field);

	return !node_has(item, field) && node_first(there) ? there : NULL;
}

static bool has_port(struct pass *p, const struct destinationrule *rule, int64_t port)
{
	struct host_answer a = mesh_host(pass_mesh(p), NULL, rule->host, pass_scratch(p));

	return a.truth != YES || a.why != HOST_EXACT || services_have_port(&a.seen, (uint32_t)port) != NO;
}

/* around: the policy of the host as a whole, for that of a subset, and its items; else NULL. */
static void walk(struct pass *p, const struct destinationrule *rule, const struct node *policy, const struct node *around,
	const struct map *items_around, void (*judge)(struct pass *p, const struct resource *dr, const struct port_loss *loss))
{
	struct map items = items_of(p, policy);

	for (const struct node *n = node_first(node_get(policy, KEY_portLevelSettings)); n; n = node_next(n)) {
		struct port_loss loss = { .number = node_get(node_get(n, KEY_port), KEY_number) };
		const struct node *outer;
		int64_t port;

		if (!node_int(loss.number, &port) || map_get(&items, (const void *)(uintptr_t)port, NULL, NULL) != n)
			continue;
		outer = around ? map_get(items_around, (const void *)(uintptr_t)port, NULL, NULL) : NULL;
		outer = outer ? outer : around;
		loss.tls = lost(n, policy, outer, KEY_tls);
		loss.connection_pool = lost(n, policy, outer, KEY_connectionPool);
		loss.outlier_detection = lost(n, policy, outer, KEY_outlierDetection);
		loss.load_balancer = lost(n, policy, outer, KEY_loadBalancer);
		if ((loss.tls || loss.connection_pool || loss.outlier_detection || loss.load_balancer) && has_port(p, rule, port))
			judge(p, rule->resource, &loss);
	}
}

void port_losses_each(struct pass *p, const struct resource *dr,
	void (*judge)(struct pass *p, const struct resource *dr, const struct port_loss *loss))
{
	const struct destinationrule *rule = destinationrule_of(pass_mesh(p), dr);
	struct map items;

	if (!rule || !rule->host)
		return;
	items = items_of(p, rule->policy);
	walk(p, rule, rule->policy, NULL, NULL, judge);
	for (size_t i = 0; i < rule->n_subsets; i++)
		walk(p, rule, rule->subsets[i].policy, rule->policy, &items, judge);
}
