#ifndef RULES_PORT_LOSSES_H
#define RULES_PORT_LOSSES_H
/*
 * What a DestinationRule says for all ports and its portLevelSettings leave out: for their port nothing of it is left
 * (pilot networking/util GetPortLevelTrafficPolicy, MergeSubsetTrafficPolicy).
 */
#include "lint/rule.h"

struct port_loss {
	const struct node *number;  /* the port of an item: the first one for this port, which is the one that counts */
	const struct node *tls;     /* this and each below: what the item takes away and does not replace; NULL: nothing */
	const struct node *connection_pool, *outlier_detection, *load_balancer;
};

/* Call judge for each item of the rule that takes something away from a port that the service has, or may have. */
void port_losses_each(struct pass *p, const struct resource *dr,
	void (*judge)(struct pass *p, const struct resource *dr, const struct port_loss *loss));

#endif
