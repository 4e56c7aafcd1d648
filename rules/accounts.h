#ifndef RULES_ACCOUNTS_H
#define RULES_ACCOUNTS_H
/*
 * The service accounts that an AuthorizationPolicy names, for the rules on who they are.
 */
#include "lint/rule.h"

/* An account as the policy means it. */
struct account {
	const struct str *ns, *name;
	const struct node *node;
	bool excluded;   /* of notPrincipals and the like: the request must not have it */
};

/*
 * Each one that is named in full ("TRUST-DOMAIN/ns/NS/sa/NAME" in principals, "NS/NAME" or "NAME" in serviceAccounts), of sources
 * and of conditions; patterns are passed over.
 */
void accounts_each(struct pass *p, const struct resource *policy,
	void (*judge)(struct pass *p, const struct resource *policy, const struct account *account));

#endif
