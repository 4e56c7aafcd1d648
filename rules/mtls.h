#ifndef RULES_MTLS_H
#define RULES_MTLS_H
/*
 * The TLS that DestinationRules make clients speak, held against what the
 * workloads behind the host take: one walk for both ways to go wrong.
 */
#include "lint/rule.h"

enum mtls_clash {
	TLS_REFUSED,     /* plain text or TLS without the mesh's certificate, where STRICT is in force */
	TLS_NOT_OFFERED, /* mutual TLS, where it is disabled or there is no proxy */
	TLS_TO_OUTSIDE,  /* mutual TLS, to a host that a ServiceEntry says to be outside the mesh */
};

/* Report each clash of this kind once for a pair of TLS setting and what stands against it. */
void mtls_survey(struct pass *p, const struct mesh *m, enum mtls_clash which);

#endif
