#ifndef RULES_ASKED_H
#define RULES_ASKED_H
/*
 * What the rules of an AuthorizationPolicy ask of requests, one property at a time, for the rules on single values.
 */
#include "lint/rule.h"

/* A property of requests, by the names of its fields. */
struct asked_property {
	uint32_t part;            /* KEY_source or KEY_operation; 0: it is asked for in conditions alone */
	uint32_t values, negated; /* the fields there */
	const char *key;          /* of conditions, "x[" for any x[...]; NULL: it has none */
};

/* A value that a request has to have, or must not have. */
struct asked_value {
	const struct node *rule, *list; /* the rule, and the list of the alternatives */
	const struct node *node;
	const struct str *text;
	const struct str *key;          /* of the condition that it is of; NULL: of a source or operation */
	bool excluded;                  /* of the negated field: the request must not have it */
};

/* Each value that the policy asks for of this property; judge gets with as it is. What the checker has rejected is passed over. */
void asked_each(struct pass *p, const struct resource *policy, const struct asked_property *property, const void *with,
	void (*judge)(struct pass *p, const struct resource *policy, const struct asked_value *value, const void *with));

/* Of the caller's certificate: its identity, and the namespace and service account in it. */
extern const struct asked_property asked_principal, asked_namespace, asked_account;

/* Of the JWT: its issuer and subject. */
extern const struct asked_property asked_request_principal;

/* Each value that is asked for of a caller's identity: principal, namespace or account. */
void asked_of_identities_each(struct pass *p, const struct resource *policy, const void *with,
	void (*judge)(struct pass *p, const struct resource *policy, const struct asked_value *value, const void *with));

/* Has the policy any condition on identities? */
bool policy_asks_of_identities(struct pass *p, const struct resource *policy);

/* Each value that is asked for of a JWT: its principal, audiences, presenter or a claim. */
void asked_of_tokens_each(struct pass *p, const struct resource *policy, const void *with,
	void (*judge)(struct pass *p, const struct resource *policy, const struct asked_value *value, const void *with));

/* Has the policy any condition on JWTs? */
bool policy_asks_of_tokens(struct pass *p, const struct resource *policy);

/*
 * What comes of the list of a value where no request has the property, for messages: "never matches, so it allows nothing". NULL where it is not to be
 * told: of a list the first value stands for all, and what a rule excludes is excluded from nobody, which only a DENY rule makes matter.
 */
const char *asked_in_vain(const struct asked_value *value, bool denies);

/* Is it of action ALLOW or DENY, and no dry run? */
bool policy_decides(const struct resource *policy, bool *denies);

/* Does the policy decide nothing: is it of action AUDIT, or a dry run? */
bool policy_only_watches(const struct resource *policy);

#endif
