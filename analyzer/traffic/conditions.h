#ifndef TRAFFIC_CONDITIONS_H
#define TRAFFIC_CONDITIONS_H
/*
 * Does a rule of an AuthorizationPolicy take a request? As the RBAC filters that istiod makes of it
 * (pilot/pkg/security/authz/model), field by field. Three-valued: what the request does not tell is UNKNOWN.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/truth.h"
#include "base/vec.h"
#include "traffic/request.h"
#include "world/mesh.h"

struct long_lists;
struct naming;

/* Things that would have to be known: parts of a sentence, each once. */
struct doubts {
	struct arena *arena;
	VEC(const char *) list;
};

/* Add one; d may be NULL. */
void doubts_add(struct doubts *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A request as the filters see it that check it. */
struct arrival {
	struct long_lists *lists; /* where those of the policies are filed, by who asks of many requests; NULL (traffic/long_list.h) */
	const struct mesh *mesh;
	struct arena *arena;
	const struct request *request;
	uint32_t port;           /* the container's; 0: not known */
	bool ztunnel;            /* it is ztunnel that checks it, as a connection */
	bool edge;               /* a gateway checks it, which trusts no x-forwarded-for */
	bool http;               /* on an HTTP filter chain: else host, path, method and headers are not seen */
	bool authenticated;      /* the proxy itself terminates mutual TLS: the client has an identity */
	const struct str *sni;   /* NULL: not known; "" for none */
	enum truth token;        /* does it bring a JWT that the proxy validates? NO: it has no claims */
	const char *path;        /* normalized; NULL where it is not HTTP */
};

/* What istiod makes of what cannot be evaluated depends on it: of ALLOW a rule that takes nothing, else one that takes more. */
enum policy_action {
	POLICY_CUSTOM,
	POLICY_DENY,
	POLICY_ALLOW,
	POLICY_AUDIT,
};

/* "ALLOW" */
const char *policy_action_name(enum policy_action action);

/* Does an item of rules, of a policy of namespace ns, take it? Of policies that the checking proxy has. What makes it UNKNOWN is added to the doubts, which may be NULL. */
enum truth rule_takes(const struct arrival *a, enum policy_action action, const struct str *ns, const struct node *rule, struct doubts *doubts);

/* The first list of the rule that asks for what only HTTP has; NULL: none does, so that TCP filter chains have the rule as it is. */
const struct node *rule_http_part(const struct node *rule);

/* Could the rule take requests to this port, by the ports that its operations name or exclude? */
bool rule_concerns_port(const struct node *rule, uint32_t port);

/* What a value is held against. */
enum condition_subject {
	SUBJECT_OTHER,
	SUBJECT_PRINCIPAL,
	SUBJECT_NAMESPACE,
	SUBJECT_ACCOUNT,
	SUBJECT_DOMAIN,
	SUBJECT_HOST,
	SUBJECT_METHOD,
	SUBJECT_PATH,
	SUBJECT_HEADER, /* name is its name; :authority, :method and :path as well */
};

struct condition_value {
	enum condition_subject subject;
	const char *name;  /* of a header, else NULL */
	const char *value;
};

/*
 * What a rule says of the client's identity, mixed into a number: of two clients with the same numbers it takes the same requests. Of policies
 * that a proxy has, not ztunnel. number: the rule's among those that are mixed; where it says only that it takes no such client the mark stays.
 */
uint64_t rule_identity_mark(const struct arrival *a, const struct str *ns, const struct node *rule, size_t number, uint64_t mark);

/* A rule to file, of a policy of namespace ns. */
struct naming_rule {
	const struct mesh *m;
	const struct str *ns;
	struct arena *arena;
	struct naming *to;
	size_t number;
};

/* File it under the clients that its sources name, for it takes nothing of any other: under anybody where it has none, or one of them names nobody. */
void rule_names(const struct naming_rule *r, const struct node *rule);

/* All values that a rule names, negated ones too, in the order in which it names them. */
void rule_values(const struct node *rule, struct arena *arena, void (*see)(void *context, const struct condition_value *v), void *context);

#endif
