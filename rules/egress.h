#ifndef RULES_EGRESS_H
#define RULES_EGRESS_H
/* The egress hosts of Sidecars, "namespace/host", taken apart for the rules that judge them. */
#include "lint/rule.h"

/* The namespace that "." means in it: its own. That of the whole mesh is used in each proxy's namespace (model/sidecar.go): NULL. */
const struct str *egress_home(struct pass *p, const struct resource *sidecar);

/* The namespace of an entry, "." resolved where home is known, and the host behind it; false where it has none, or is an exception ("~..."). */
bool egress_split(struct pass *p, const struct str *home, const struct node *n, const struct str **ns, const struct str **host);

#endif
