/* The questions of this room, each handed to the side that answers it. */
#include "traffic/traffic.h"

#include "traffic/inbound.h"
#include "traffic/way.h"

void traffic_follow(const struct mesh *m, const struct request *r, struct arena *arena, struct answer *out)
{
	struct way w = { .m = m, .r = r, .arena = arena, .out = out };

	*out = (struct answer){ .arena = arena, .outcome = OUTCOME_REFUSED, .access = OUTCOME_REFUSED, .retries = -1 };
	if (r->side == REQUEST_ARRIVES) {
		inbound_follow(m, r, arena, out);
		return;
	}
	scope_make(m, r->workload, r->side == REQUEST_THROUGH, arena, &w.scope);
	if (r->side == REQUEST_THROUGH)
		gateway_follow(&w);
	else
		outbound_follow(&w);
}
