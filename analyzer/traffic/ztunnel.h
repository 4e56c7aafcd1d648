#ifndef TRAFFIC_ZTUNNEL_H
#define TRAFFIC_ZTUNNEL_H
/*
 * Rules of AuthorizationPolicies as ztunnel has them: connections, and no HTTP (pilot/pkg/serviceregistry/ambient/authorization.go,
 * and src/rbac.rs of ztunnel).
 */
#include "traffic/conditions.h"

/*
 * As rule_takes, for an arrival at ztunnel. Of ALLOW a rule that names HTTP takes nothing. Of DENY what it names of HTTP is left out, and so are
 * trust domains of both; a source, operation or condition of which nothing is left matches nothing. There are no aliases of trust domains.
 */
enum truth ztunnel_rule_takes(const struct arrival *a, enum policy_action action, const struct str *ns, const struct node *rule, struct doubts *doubts);

#endif
