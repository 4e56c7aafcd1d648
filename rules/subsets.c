/* Looking for a route's subset where istiod would. */
#include "rules/subsets.h"

#include "base/listing.h"
#include "base/map.h"
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
	struct lack lack = { misses, &v.applied, rule->resource->ns };

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
	struct lack lack = { misses, &v.applied, NULL };
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

/* What the rules for a host define. */
struct definitions {
	struct destinationrules rules;
	struct map subsets;                     /* by name the first rule that defines it */
	const struct destinationrule *of_host;  /* the first of just this host; NULL */
};

/* Found once for all routes to the host. */
static const struct definitions *definitions_of(struct pass *p, const struct str *host)
{
	static const char question;
	const struct mesh *m = pass_mesh(p);
	struct kept *k = mesh_kept(m, &question, host, NULL);
	struct arena *arena = k ? k->arena : pass_scratch(p);
	struct definitions *d = k ? k->found : NULL;

	if (d)
		return d;
	d = arena_new(arena, struct definitions);
	mesh_rules_for(m, host, arena, &d->rules);
	for (size_t i = 0; i < d->rules.n; i++) {
		const struct destinationrule *r = d->rules.at[i];

		if (!d->of_host && r->host == host)
			d->of_host = r;
		for (size_t j = 0; j < r->n_subsets; j++) {
			void **at = map_at(arena, &d->subsets, r->subsets[j].name, NULL, NULL);

			if (!*at)
				*at = (void *)r;
		}
	}
	if (k)
		k->found = d;
	return d;
}

struct subset_verdict subset_judge(struct pass *p, const struct destination *d, enum subset_fault which)
{
	const struct mesh *m = pass_mesh(p);
	struct subset_verdict fine = { SUBSET_FINE, NULL, NULL, NULL };
	const struct destinationrule *rule, *of_host;
	const struct definitions *known;

	if (!d->host || !d->subset || !d->subset->len || d->idle)
		return fine;
	known = definitions_of(p, d->host);
	rule = map_get(&known->subsets, d->subset, NULL, NULL);
	of_host = known->of_host;
	if (!rule && anywhere_subset(m, d->host, d->subset))
		return fine;
	if ((which == SUBSET_UNDEFINED) != !rule || (rule && is_plain(m, &known->rules, d->host))
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
	struct map seen = { 0 };

	for (size_t i = 0; i < r->n_subsets; i++) {
		void **place = map_at(pass_scratch(p), &seen, r->subsets[i].name, NULL, NULL);

		if (!*place)
			listing_add(&names, r->subsets[i].name->text);
		*place = &names;
	}
	return names.n ? arena_printf(pass_scratch(p), ": it defines %s", listing_text(&names, pass_scratch(p)))
		: ": it defines no subsets";
}
