#ifndef TRAFFIC_CALLERS_H
#define TRAFFIC_CALLERS_H
/*
 * Who may call a workload: for one of its ports, clients by their identity, and of each whether all of its requests are let in, some, or none.
 *
 * For the command "access", and for rules: who gets in at all (census_callers), and does a rule of a policy ever take a request, and which one
 * (census_rule). Clients that no policy tells apart are one: those whose identity a policy names, or that a pattern of it takes, are told
 * apart from the others of their namespace, and these from the others of the mesh. So there are no more of them than the policies in force have
 * values, whatever the number of workloads.
 *
 * Identities are those of the mesh's own trust domain, and others that policies name whole. What a client sends in plaintext is asked as such; that
 * a client with an identity could send plaintext too is not. Waypoints are not asked, nor are policies that are for Services behind them.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/truth.h"
#include "traffic/sweep.h"
#include "world/mesh.h"
#include "world/workload.h"

enum caller_sort {
	CALLER_IDENTITY,    /* one */
	CALLER_NAMESPACE,   /* all others of a namespace */
	CALLER_OTHER,       /* all others of the mesh */
	CALLER_CERTIFICATE, /* at a gateway: whoever has a client certificate that it accepts, and no one knows its identity */
	CALLER_NONE,        /* plaintext, or TLS without a client certificate */
};

struct caller {
	enum caller_sort sort;
	const struct str *name; /* the identity or the namespace; else NULL */
	bool known;             /* IDENTITY: a workload of the tree runs as it */
	bool mixed;             /* patterns of policies tell those apart that it stands for: the examples say which of them they are of */
	struct sweep verdict;
};

struct callers {
	const struct caller *at; /* in the order of their sorts, then by name; never none */
	size_t n;
	bool anonymous;          /* clients have no identity there: the only caller is NONE, and stands for everybody */
	const char *why;         /* anonymous: part of a sentence; else NULL */
};

/* What the workload itself is called in what is not known of its callers: they are one answer for all workloads that are alike. */
#define CENSUS_ITSELF "\001"

/* A port of a workload that is asked for. */
struct census_port {
	uint32_t number;         /* of a gateway, that of its servers; else the container's */
	const struct str *name;  /* of the Service's or server's port; NULL */
	enum protocol protocol;
};

struct census_ports {
	const struct census_port *at; /* ascending */
	size_t n;
};

/* Questions of one mesh; what they find out is kept, and asked once for workloads that are alike. For one thread. */
struct census;

/* Everything lives in the arena, as long as which the mesh has to. */
struct census *census_new(const struct mesh *m, struct arena *arena);

/* Give back what it has used beside the arena. */
void census_release(struct census *c);

/* The ports that Services and Sidecars declare; of a gateway those of its servers. None of a waypoint. */
struct census_ports census_ports(struct census *c, const struct workload *w);

/* only: this identity alone, be it one or several of them otherwise; NULL: all. The port need not be declared, but at a gateway. */
struct callers census_callers(struct census *c, const struct workload *w, uint32_t port, const struct str *only);

/*
 * Does a rule of a policy that is in force at the workload ever take a request at the port that the listener lets through, be it decided by other
 * rules before? YES: *out is one (out may be NULL). UNKNOWN: what would have to be known is not.
 */
enum truth census_rule(struct census *c, const struct workload *w, uint32_t port, const struct resource *policy, const struct node *rule,
	struct sample *out);

/*
 * Does such a rule of the policy ever take a request, whoever sends it, to whatever workload with a sidecar and at whatever port, were there no other
 * policy? The rule may be a made one. NO: none, in mutual TLS or plaintext, HTTP or not. What is in JWTs is not known.
 */
enum truth census_rule_anywhere(struct census *c, const struct resource *policy, const struct node *rule);

/*
 * Is anything that a rule of an ALLOW policy takes, at whatever port of a workload with a sidecar, let in past these rules of DENY? Whatever the mode of mutual TLS.
 * NO: nothing. Where the rule takes something *out is an example, by being what denies it; else by names no resource. w is for the Host header alone.
 */
enum truth census_rule_passes(struct census *c, const struct workload *w, const struct resource *policy, const struct node *rule,
	const struct access_clauses *denials, struct sample *out);

/*
 * The ways that lead in at the port, to judge requests with: of a gateway one for each kind of server. *n is their number: 0 of a gateway without
 * a server there, and where nothing enforces policies.
 */
const struct way_in *census_ways(struct census *c, const struct workload *w, uint32_t port, size_t *n);

#endif
