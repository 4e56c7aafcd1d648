#ifndef TRAFFIC_AUTHORIZATION_H
#define TRAFFIC_AUTHORIZATION_H
/*
 * The AuthorizationPolicies in force at a workload's proxy, and what they make of a request: CUSTOM, the JWT, DENY, ALLOW, in this
 * order (pilot/pkg/security/authz/builder). AUDIT and dry-run decide nothing. ztunnel has DENY and ALLOW alone.
 *
 * For inbound and gateways of this room, for trace and for rules: which policies are in force at a workload, whether a rule of one takes a request
 * (rule_takes of traffic/conditions.h), and what comes of all of them. Everything returned lives in the arena or as long as the mesh.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/truth.h"
#include "world/mesh.h"
#include "world/service.h"
#include "world/workload.h"
#include "traffic/attachment.h"
#include "traffic/answer.h"
#include "traffic/conditions.h"
#include "traffic/value.h"

struct access_policy {
	const struct resource *resource;
	enum policy_action action;
	enum truth applies;         /* YES, or UNKNOWN */
	bool dry_run;               /* decides nothing */
	const struct str *provider; /* CUSTOM: who is asked; NULL where it names none */
	const struct node *rules;   /* the list; NULL or empty: it takes nothing */
	bool garbled;               /* the checker has rejected its rules or its action */
};

/* A rule by the name that the filter knows it by. */
struct access_clause {
	const struct access_policy *policy;
	const struct node *rule;    /* NULL: all of the policy's, which are not valid */
	const char *name;
};

struct access_clauses {
	VEC(struct access_clause) list; /* in the order of their names */
};

struct access_policies {
	const struct access_policy *at;
	size_t n;
	const char *missing;        /* as struct attached has it */
	const void *alike;          /* likewise */
	struct attached tokens;     /* the RequestAuthentications */
	struct access_clauses clauses[POLICY_AUDIT]; /* by action, of those that decide something */
	enum truth guarded;         /* is an ALLOW policy in force? */
	const struct resource *guard; /* the first that is as surely; NULL: none is */
	struct long_lists *lists;   /* as arrival has it; NULL */
};

/* Those that are, or may be, in force. service as in policy_attaches. */
struct access_policies workload_access_policies(const struct mesh *m, const struct workload *w, const struct service *service, struct arena *arena);

/* What the proxies do to paths before they look at them (meshConfig.pathNormalization). */
enum path_normalization mesh_path_normalization(const struct mesh *m);

/* Put their rules in order, and say whether they guard, which access_decide needs. */
void access_policies_order(const struct mesh *m, struct access_policies *all, struct arena *arena);

/* Set guarded and guard, of policies that have not been put in order. */
void access_policies_guard(struct access_policies *all);

/* The request as a proxy with these policies checks it; its server name is not known. http: on an HTTP filter chain. */
struct arrival arrival_make(const struct mesh *m, const struct access_policies *all, const struct request *r, bool http, bool authenticated,
	struct arena *arena);

/* What an external authorizer of a CUSTOM policy is to the proxy. */
enum authorizer {
	AUTHORIZER_ASKED,   /* or, where the mesh configuration is not at hand, perhaps broken */
	AUTHORIZER_SKIPPED, /* one for HTTP on a TCP filter chain */
	AUTHORIZER_BROKEN,  /* it does not exist, is none, or several are named: what the policy takes is denied */
};

enum authorizer access_authorizer(const struct mesh *m, const struct access_policies *all, const struct access_policy *p, bool http);

/*
 * Decide, the rules being in order: outcome, by, reason and steps of out are set; where it ends undecided, what would have to be known is added. Of several rules the one is
 * named that Envoy would: they are in the order of "ns[...]-policy[...]-rule[...]".
 */
void access_decide(const struct access_policies *all, const struct arrival *a, struct answer *out);

#endif
