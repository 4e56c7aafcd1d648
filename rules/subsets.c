/* Looking for a route's subset where istiod would. */
#include "rules/subsets.h"

#include "base/listing.h"
#include "rules/clients.h"
#include "world/anywhere.h"

/* Is the subset missing for proxies of this namespace, for certain? *context is a rule that applies there, or NULL. */
static bool misses(struct pass *p, const struct destination *d, const struct str *client, void *context)
{
	const struct destinationrule **applied = context;
	struct subset_found found;
	struct policy policy;

	*applied = NULL;
	switch (mesh_policy(pass_mesh(p), client, d->host, NULL, NULL, pass_scratch(p), &policy)) {
	case NO:
		return true;
	case YES:
		if (policy_subset(&policy, d->subset, pass_scratch(p), &found) != NO || policy.selecting.n)
			return false;
		if (policy.n)
			*applied = policy.alternatives[0].at[0];
		return true;
	default:
		return false;
	}
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
	struct lack lack = { misses, &v.applied };

	v.client = client_without(p, d, &lack);
	if (v.client)
		v.fault = SUBSET_INVISIBLE;
	return v;
}

/* Nobody defines the subset. A DestinationRule of just this host says which there are; without one it takes a proof. */
static struct subset_verdict judge_undefined(struct pass *p, const struct destination *d,
	const struct destinationrule *of_host)
{
	struct subset_verdict v = { SUBSET_FINE, of_host, NULL, NULL };
	struct lack lack = { misses, &v.applied };
	const struct str *home = of_host ? NULL : client_at_home(p, d);

	if (of_host || (home && misses(p, d, home, &v.applied)) || client_without(p, d, &lack))
		v.fault = SUBSET_UNDEFINED;
	return v;
}

/* Is there a service of just this host? A closed world knows all. */
static bool is_known(struct pass *p, const struct str *host)
{
	const struct mesh *m = pass_mesh(p);

	return mesh_world(m) == WORLD_CLOSED || mesh_services(m, host);
}

struct subset_verdict subset_judge(struct pass *p, const struct destination *d, enum subset_fault which)
{
	const struct mesh *m = pass_mesh(p);
	struct subset_verdict fine = { SUBSET_FINE, NULL, NULL, NULL };
	const struct destinationrule *rule = NULL, *of_host = NULL;
	struct destinationrules rules;

	if (!d->host || !d->subset || !d->subset->len || d->idle)
		return fine;
	mesh_rules_for(m, d->host, pass_scratch(p), &rules);
	for (size_t i = 0; i < rules.n && !rule; i++) {
		if (destinationrule_subset(rules.at[i], d->subset))
			rule = rules.at[i];
		if (!of_host && rules.at[i]->host == d->host)
			of_host = rules.at[i];
	}
	if (!rule && anywhere_subset(m, d->host, d->subset))
		return fine;
	if ((which == SUBSET_UNDEFINED) != !rule || (rule && is_plain(m, &rules, d->host))
			|| mesh_destination(m, NULL, d->host, pass_scratch(p)).truth == NO)
		return fine;
	if (!rule && !of_host && !is_known(p, d->host)) {
		const struct str *place = mesh_destination(m, NULL, d->host, pass_scratch(p)).place;

		if (place)
			pass_undecided(p, place, "subsets", "neither the service nor a DestinationRule of its host is in the tree");
		return fine;
	}
	return rule ? judge_visible(p, d, rule) : judge_undefined(p, d, of_host);
}

const char *subset_names(struct pass *p, const struct destinationrule *r)
{
	struct listing names = { .n = 0 };

	for (size_t i = 0; i < r->n_subsets; i++)
		listing_add(&names, r->subsets[i].name->text);
	return names.n ? arena_printf(pass_scratch(p), ": it defines %s", listing_text(&names, pass_scratch(p)))
		: ": it defines no subsets";
}
