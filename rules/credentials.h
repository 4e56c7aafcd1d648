#ifndef RULES_CREDENTIALS_H
#define RULES_CREDENTIALS_H
/*
 * The Secrets that a Gateway's servers take their certificates from: which
 * one a credentialName means, for the rules that look for it.
 */
#include "lint/rule.h"
#include "world/gateway.h"

struct credential {
	const struct server *server;
	const struct node *node;  /* the name as written */
	const struct str *ns;     /* where istiod looks: the namespace of a workload that runs the gateway */
	const struct str *name;
	void *context;            /* of the caller */
};

/*
 * Call judge for each Secret that a server of this Gateway needs, in each namespace
 * that surely runs it (pilot model/credentials). Names of other things (configmap://, builtin://) are left out.
 */
void credentials_visit(struct pass *p, const struct resource *r,
	void (*judge)(struct pass *p, const struct credential *c), void *context);

/* Does the server also want certificates of authorities, to check its clients? */
bool credential_wants_ca(const struct credential *c);

#endif
