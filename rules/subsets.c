/* Looking for a route's subset where istiod would. */
#include "rules/subsets.h"

#include "mesh/gateway.h"

/* Is the subset missing for proxies of this namespace, for certain? *applied is a rule that applies there. */
static bool misses(struct pass *p, const struct destination *d, const struct str *client,
	const struct destinationrule **applied)
{
	struct subset_found found;
	struct policy policy;

	*applied = NULL;
	switch (mesh_policy(pass_mesh(p), client, d->host, NULL, NULL, pass_scratch(p), &policy)) {
	case NO:
		return true;
	case YES:
		if (policy_subset(&policy, d->subset, pass_scratch(p), &found) != NO || policy.selecting.n)
			return false;
		if (policy.n && policy.alternatives[0].n)
			*applied = policy.alternatives[0].at[0];
		return true;
	default:
		return false;
	}
}

static bool is_client(const struct clients *c, const struct str *ns)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->ns[i] == ns)
			return true;
	return false;
}

/*
 * A namespace of gateway workloads that use the route but miss the subset, or NULL: those
 * proxies carry the route for certain, whereas who in the mesh calls the host no file tells.
 */
static const struct str *gateway_missing(struct pass *p, const struct destination *d,
	const struct clients *clients, const struct destinationrule **applied)
{
	const struct mesh *m = pass_mesh(p);

	for (size_t i = 0; i < d->vs->n_gateways; i++) {
		const struct gateway *g;

		if (d->vs->gateways[i].mesh || mesh_gateway(m, &d->vs->gateways[i], &g) != YES || !g)
			continue;
		for (size_t k = 0; k < g->n_ns; k++)
			if (is_client(clients, g->ns[k]) && misses(p, d, g->ns[k], applied))
				return g->ns[k];
	}
	return NULL;
}

/* The first of the clients that misses the subset, where all of them do; else NULL. */
static const struct str *all_missing(struct pass *p, const struct destination *d,
	const struct clients *clients, const struct destinationrule **applied)
{
	const struct destinationrule *other;

	for (size_t i = clients->n; i-- > 0;)
		if (!misses(p, d, clients->ns[i], i ? &other : applied))
			return NULL;
	return clients->n ? clients->ns[0] : NULL;
}

/*
 * Does one rule alone speak for the host, to everybody? Then every client that
 * sees the service sees its subsets, wherever istiod looks first.
 */
static bool is_plain(const struct mesh *m, const struct destinationrules *rules, const struct str *host)
{
	const struct destinationrule *r = rules->at[0];
	const struct service *s = mesh_services(m, host);

	return rules->n == 1 && !r->selector && r->exports->scope == EXPORT_ALL && s && !s->same_host
		&& r->resource->ns == s->ns;
}

static struct subset_verdict judge_visible(struct pass *p, const struct destination *d,
	const struct destinationrule *rule)
{
	struct subset_verdict v = { SUBSET_FINE, rule, NULL, NULL };
	struct clients clients;

	destination_clients(pass_mesh(p), d, pass_scratch(p), &clients);
	v.client = gateway_missing(p, d, &clients, &v.applied);
	if (!v.client)
		v.client = all_missing(p, d, &clients, &v.applied);
	if (v.client)
		v.fault = SUBSET_INVISIBLE;
	return v;
}

/* Nobody defines the subset. A DestinationRule of just this host says which there are; without one it takes a proof. */
static struct subset_verdict judge_undefined(struct pass *p, const struct destination *d,
	const struct destinationrules *rules)
{
	struct subset_verdict v = { SUBSET_FINE, NULL, NULL, NULL };
	struct clients clients;

	for (size_t i = 0; i < rules->n && !v.rule; i++)
		if (rules->at[i]->host == d->host)
			v.rule = rules->at[i];
	if (!v.rule)
		destination_clients(pass_mesh(p), d, pass_scratch(p), &clients);
	if (v.rule || all_missing(p, d, &clients, &v.applied))
		v.fault = SUBSET_UNDEFINED;
	return v;
}

struct subset_verdict subset_judge(struct pass *p, const struct destination *d, enum subset_fault which)
{
	const struct mesh *m = pass_mesh(p);
	struct subset_verdict fine = { SUBSET_FINE, NULL, NULL, NULL };
	const struct destinationrule *rule = NULL;
	struct destinationrules rules;

	if (!d->host || !d->subset || !d->subset->len)
		return fine;
	mesh_rules_for(m, d->host, pass_scratch(p), &rules);
	for (size_t i = 0; i < rules.n && !rule; i++)
		if (destinationrule_subset(rules.at[i], d->subset))
			rule = rules.at[i];
	if ((which == SUBSET_UNDEFINED) != !rule || (rule && is_plain(m, &rules, d->host))
			|| mesh_host(m, NULL, d->host, pass_scratch(p)).truth == NO)
		return fine;
	return rule ? judge_visible(p, d, rule) : judge_undefined(p, d, &rules);
}

const char *subset_names(struct pass *p, const struct destinationrule *r)
{
	const char *names = "";

	for (size_t i = 0; i < r->n_subsets; i++)
		if (r->subsets[i].name)
			names = arena_printf(pass_scratch(p), "%s%s%s", names,
				!*names ? ": it defines " : i + 1 == r->n_subsets ? " and " : ", ",
				r->subsets[i].name->text);
	return *names ? names : ": it defines no subsets";
}
