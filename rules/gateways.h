#ifndef RULES_GATEWAYS_H
#define RULES_GATEWAYS_H
/*
 * What Istio's Gateways have in common on the workloads that run them, for the
 * rules that hold one against another or against what the workload offers.
 */
#include "lint/rule.h"
#include "world/gateway.h"

/*
 * Does it select what Istio's own installation calls its ingress or egress gateway? That is taken to be installed all the
 * same, unless a Deployment of its name is in the tree: then that is it.
 */
bool gateway_is_stock(const struct mesh *m, const struct gateway *g);

/* The labels of its selector as one text, equal for equal selectors in any order; NULL for a selector that was rejected. */
const struct str *gateway_selector_text(struct pass *p, const struct gateway *g);

/* Report a reference to a Gateway that surely does not exist; Gateways of its name elsewhere are told, and a fix where there is one. */
void gateway_report_unknown(struct pass *p, const struct resource *r, const struct gateway_ref *ref);

/* How a VirtualService writes the name of a Gateway; of all but a fine one istiod's webhook refuses the object. */
enum gateway_form {
	GATEWAY_FORM_FINE,
	GATEWAY_FORM_BAD,           /* neither a name nor namespace/name */
	GATEWAY_FORM_BAD_NAMESPACE, /* what stands before the slash */
	GATEWAY_FORM_BAD_NAME,      /* what stands behind it */
};
enum gateway_form gateway_form(const struct str *text);

/* Can it be held against others: an Istio Gateway, all known, with a selector? */
bool gateway_is_plain(const struct gateway *g);

/* Are these one object, written twice? */
bool gateway_is_copy(const struct gateway *a, const struct gateway *b);

/* Two servers of which istiod drops one. */
struct server_clash {
	const struct server *server, *other;
	const struct server_host *host; /* of server, that both have: TLS alone; else NULL */
};

/*
 * Call report for every server that shares port, bind and workload with one that
 * it does not go with (pilot model/gateway.go mergeGateways). by_host: those that end or pass on
 * TLS for one and the same host; else those whose protocols do not mix.
 */
void gateway_clashes(struct pass *p, const struct mesh *m, bool by_host,
	void (*report)(struct pass *p, const struct server_clash *clash));

#endif
