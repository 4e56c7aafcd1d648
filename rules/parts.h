#ifndef RULES_PARTS_H
#define RULES_PARTS_H
/*
 * What the rules of the admission webhook's verdict ask of an object's parts.
 *
 * istiod reads objects as protobuf: "", 0, false and an empty list are the same as
 * nothing. A part that the checker has rejected is neither set nor unset.
 */
#include "lint/rule.h"

/* Has the member a value, or surely none? */
bool part_is_set(const struct node *map, uint32_t key);
bool part_is_unset(const struct node *map, uint32_t key);

/* Is the member written and not null, be it empty? */
bool part_is_there(const struct node *map, uint32_t key);

/* Is the member this text? */
bool part_is(const struct node *map, uint32_t key, const char *word);

/* The member as a duration, in nanoseconds; false where it has none. */
bool part_duration(const struct node *map, uint32_t key, int64_t *nanoseconds);

/* The first of the members (n of them) that has a value, or NULL. */
const struct node *part_first_set(const struct node *map, const uint32_t *fields, size_t n);

/* Do gateways apply the VirtualService and the mesh's sidecars not? */
bool is_gateway_bound(const struct resource *vs);

/* One traffic policy of a DestinationRule: of the host, a subset, or a port of either. */
struct traffic_policy {
	const struct node *node;
	bool is_top; /* spec.trafficPolicy itself: elsewhere istiod loses its warnings */
};

void policies_each(struct pass *p, const struct resource *dr,
	void (*judge)(struct pass *p, const struct resource *dr, struct traffic_policy policy));

/* Each TLS of a server: of a Gateway, or of the ingress of a Sidecar. */
void server_tls_each(struct pass *p, const struct resource *r,
	void (*judge)(struct pass *p, const struct resource *r, const struct node *tls));

#endif
