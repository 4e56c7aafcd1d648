/* Connections on gateways: the first tcp rule that is for the server. */
#include "traffic/way.h"

bool way_first_connection(const struct route *route, const struct asker *asker, const struct route_rule **rule, const struct route_match **match)
{
	for (size_t i = 0; i < route->rules.n; i++) {
		const struct route_rule *r = &route->rules.at[i];
		size_t n = r->matches.n ? r->matches.n : 1;

		for (size_t j = 0; r->backends.n && j < n; j++) {
			const struct route_match *m = r->matches.n ? &r->matches.at[j] : NULL;

			if (m && route_match_applies(asker, m) == NO)
				continue;
			*rule = r;
			*match = m;
			return true;
		}
	}
	return false;
}
