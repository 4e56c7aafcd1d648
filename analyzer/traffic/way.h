#ifndef TRAFFIC_WAY_H
#define TRAFFIC_WAY_H
/*
 * A request on its way, from inside: for the .c files of analyzer/traffic alone.
 */
#include "traffic/answer.h"
#include "traffic/request.h"
#include "traffic/route.h"
#include "traffic/scope.h"

struct way {
	const struct mesh *m;
	const struct request *r;
	struct arena *arena;
	struct answer *out;
	struct proxy_scope scope;
	bool plain;                    /* the client has no proxy: of the scope only the workload is there */
	const struct service *service; /* plain: what it calls; NULL: none */
};

/*
 * What the host of a request may stand for: it with the search domains of the client's namespace, in the order of a resolver, and itself without
 * the dot at its end. The first that is tried: the last one of a name that ends with a dot, and of what no workload sends.
 */
#define N_NAMES 4
size_t way_names(const struct way *w, const struct str *names[N_NAMES]);

/* The Kubernetes Service that the host means in the cluster's DNS; NULL. */
const struct service *way_service_in_dns(struct way *w);

/* A step that says which ports the service has instead of the request's. */
void way_tell_ports(struct way *w, const struct service *s);

/* A step that says that nothing is called as the request's host is, and what may be meant. */
void way_tell_nameless(struct way *w);

/* What is behind the service, as far as it has these labels (NULL: all of it). */
void way_find_workloads(struct way *w, const struct service *s, const struct node *labels, struct target *t);

/* Follow it from a workload without a proxy. */
void plain_follow(struct way *w);

/* Follow it from a workload's sidecar; through a gateway. */
void outbound_follow(struct way *w);
void gateway_follow(struct way *w);

enum catching {
	CATCH_ANY,
	CATCH_SOME,  /* those that do not take everything */
	CATCH_ALL,
};
/*
 * Take the first rule of a route that takes the request, and do what it says; of its match blocks only those of which says.
 * YES: the answer is there. NO: no rule takes it. UNKNOWN: that cannot be told, and the answer says so.
 */
enum truth way_try_rules(struct way *w, const struct route *route, const struct asker *asker, enum catching which);

/* Would one of them take it? Nothing is done. */
enum truth way_would_take(struct way *w, const struct route *route, const struct asker *asker, enum catching which);

/* The first tcp rule with backends for a server of a gateway; false: none is. */
bool way_first_connection(const struct route *route, const struct asker *asker, const struct route_rule **rule, const struct route_match **match);

/* Do what a rule says whose match takes the request. */
void way_take(struct way *w, const struct route *route, const struct route_rule *rule, const struct route_match *match, const struct asker *asker);

/* Has the route any rule for this proxy and port? */
enum truth way_has_rules(const struct route *route, const struct asker *asker);

/* The path that a backend sees; NULL where a regular expression rewrites it. */
const char *way_rewritten(struct way *w, const struct route_rule *rule, const struct route_match *match);

/* Answer with what the rule's redirect says; with 301 to the same URL under https. */
void way_redirect(struct way *w, const struct route_rule *rule, const struct route_match *match, const struct asker *asker);
void way_redirect_to_tls(struct way *w);

/* Send it to the backends of a rule; to a service's port, by this name. */
void way_forward(struct way *w, const struct route_rule *rule, const struct asker *asker);
void way_forward_to(struct way *w, const struct service *s, const struct str *host, uint32_t port);

/* What the proxy does with what it has no configuration for. http: it speaks HTTP to a listener that answers. */
void way_leave(struct way *w, bool http);

/*
 * Where no VirtualService has decided, but one of another application of the tree has the host, it is not known what becomes of the request; nor
 * where it is nobody's here, and another application has the service.
 */
void elsewhere_doubt(struct way *w);

/* Which of them goes first is not known. */
void way_doubt_order(struct way *w, const struct resource *a, const struct resource *b);

/* "VirtualService shop/reviews" in the arena. */
const char *way_name(struct way *w, const struct resource *r);

#endif
