/* Connections: tcp rules in their order, tls rules by the server name. */
#include "mesh/host.h"
#include "traffic/way.h"

enum truth way_try_connection(struct way *w, const struct route *route, const struct asker *asker)
{
	for (size_t i = 0; i < route->rules.n; i++) {
		const struct route_rule *rule = &route->rules.at[i];
		size_t n = rule->matches.n ? rule->matches.n : 1;

		for (size_t j = 0; rule->backends.n && j < n; j++) {
			const struct route_match *match = rule->matches.n ? &rule->matches.at[j] : NULL;
			enum truth t = match ? route_match_applies(asker, match) : YES;

			if (match && match->subnets && asker->asking == ASKING_CONNECTION)
				t = truth_and(t, UNKNOWN);
			if (t == YES)
				way_take(w, route, rule, match, asker);
			else if (t == UNKNOWN)
				answer_undecided(w->out, "does %s of %s take the connection?", node_path(w->arena, match->node, rule->resource->root),
					way_name(w, rule->resource));
			if (t != NO)
				return t;
		}
	}
	return NO;
}

/* How well the names of a match block fit: 0 not at all; more than any wildcard where one is the name itself. */
static size_t fit(const struct route_match *match, const struct str *sni)
{
	size_t best = 0;

	for (size_t i = 0; i < match->sni.n; i++) {
		const struct str *s = match->sni.at[i];

		if (sni && s == sni)
			return SIZE_MAX;
		if (s && host_is_wild(s) && (s->len == 1 || (sni && host_covers(s, sni) == YES)) && s->len > best)
			best = s->len;
	}
	return best;
}

void way_offer_sni(struct way *w, const struct route *route, const struct asker *asker, const struct str *sni, struct sni_choice *best)
{
	for (size_t i = 0; i < route->rules.n; i++) {
		const struct route_rule *rule = &route->rules.at[i];

		for (size_t j = 0; rule->backends.n && j < rule->matches.n; j++) {
			const struct route_match *match = &rule->matches.at[j];
			enum truth applies = route_match_applies(asker, match);
			size_t length = applies == NO ? 0 : fit(match, sni);

			best->any |= applies != NO;
			if (length && (applies == UNKNOWN || (match->subnets && asker->asking == ASKING_CONNECTION)))
				answer_undecided(w->out, "does %s of %s take the connection?", node_path(w->arena, match->node, rule->resource->root),
					way_name(w, rule->resource));
			if (length > best->length)
				*best = (struct sni_choice){ true, length, route, rule, match };
		}
	}
}
