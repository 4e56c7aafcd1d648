#ifndef RULES_SELECTORS_H
#define RULES_SELECTORS_H
/*
 * Policies that choose the workloads they are for, and how they get in each
 * other's way. PeerAuthentication, Sidecar, Telemetry, AuthorizationPolicy,
 * RequestAuthentication, WasmPlugin and EnvoyFilter say it in the same terms, so the rules on
 * their selectors are rows: each calls one of these with its kind.
 */
#include "lint/rule.h"
#include "world/workload.h"

/* The labels by which it selects workloads; NULL where it names none. */
const struct node *policy_labels(const struct resource *r);

/* Is it attached to objects by targetRef or targetRefs? Then its selector says nothing. */
bool policy_is_attached(const struct resource *r);

/*
 * The workloads that an AuthorizationPolicy or RequestAuthentication is for: those of its namespace, or of the mesh, that it selects. UNKNOWN and empty where
 * it is attached by targetRefs, or the checker has rejected what it says of them.
 */
struct selection policy_selection(struct pass *p, const struct resource *r);

/*
 * The same where that is all: there is one, all of them are selected for certain and, where it has no selector, the tree makes the namespace and
 * so has all that is in its reach. Else false.
 */
bool policy_selects_exactly(struct pass *p, const struct resource *r, struct selection *out);

/* Something that policies ask of each workload that they select. */
struct workload_question {
	bool (*holds)(struct pass *p, const struct workload *w);
};

/* Does it hold for all workloads of the selection? Asked once of each workload and of each large selection, whatever the number of policies. */
bool selection_all(struct pass *p, const struct selection *s, const struct workload_question *q);

/* Report a policy whose selector matches no workload that it could be for. */
void selector_report_idle(struct pass *p, const struct resource *r);

/* Report the policies of this kind that are for the whole of a namespace (or mesh) beside another. */
void scopes_survey(struct pass *p, const struct mesh *m, enum kind kind);

/* Report those that select a workload which another one selects too. */
void selectors_survey(struct pass *p, const struct mesh *m, enum kind kind);

#endif
