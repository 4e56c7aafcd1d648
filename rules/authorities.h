#ifndef RULES_AUTHORITIES_H
#define RULES_AUTHORITIES_H
/*
 * The TLS settings of DestinationRules that leave open whose certificates they
 * trust, for the rules that report them.
 */
#include "lint/rule.h"

enum authority_level {
	AUTHORITY_OF_HOST, /* of a whole policy */
	AUTHORITY_OF_PORT, /* of one of its ports */
};

/* Report those of this level, in the rule's own policy and in its subsets'. */
void authorities_report(struct pass *p, const struct resource *r, enum authority_level level);

#endif
