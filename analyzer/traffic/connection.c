/* Connections on gateways: the first tcp rule that is for the server. */
#include "traffic/way.h"

bool way_first_connection(const struct route *route, const struct asker *asker, const struct route_rule **rule, const struct route_match **match)
{
	for (size_t i = 0; i < route->rules.n; i++) {
		const struct route_rule *r = &route->rules.at[i];

		for (size_t j = 0; r->backends.n && j < r->matches.n; j++) {
			if (route_match_applies(asker, &r->matches.at[j]) == NO)
				continue;
			*rule = r;
			*match = &r->matches.at[j];
			return true;
		}
	}
	return false;
}
