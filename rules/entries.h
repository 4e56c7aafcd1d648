#ifndef RULES_ENTRIES_H
#define RULES_ENTRIES_H
/*
 * ServiceEntries that declare one port of one host more than once, found once for
 * the rules that report it.
 */
#include "lint/rule.h"
#include "world/service.h"

/* A port of a ServiceEntry's host, and another ServiceEntry that has it and that some client sees as well. */
struct entry_clash {
	const struct service *service;
	const struct port *port;
	const struct service *other;
	const struct port *other_port;
};

/* Call report for each port that clashes, with the first one it clashes with: where the protocols differ, or where not. */
void entry_clashes(struct pass *p, const struct mesh *m, bool differ,
	void (*report)(struct pass *p, const struct entry_clash *c));

/* A host of a ServiceEntry, and another ServiceEntry of its namespace that has it and that istiod does not merge with it. */
struct entry_pair {
	const struct service *service, *other;
	const char *unlike; /* the field in which they differ */
};

/*
 * Call report for each host of a ServiceEntry that is so, with the first one it is not merged with: istiod goes by the oldest one and
 * takes of others only ports, and these only where resolution, labels, workloadSelector and exportTo are the same
 * (pilot model/sidecar.go canMergeServices).
 */
void entry_pairs_unmerged(struct pass *p, const struct mesh *m, void (*report)(struct pass *p, const struct entry_pair *pair));

/* Does, or may, something else declare the host of this ServiceEntry? Endpoints are collected from all that do. */
bool entry_shares_host(const struct mesh *m, const struct service *s);

/* Is it a ServiceEntry of resolution NONE, for which nothing else brings endpoints for certain: no Service, ServiceEntry, selector or waypoint? */
bool entry_has_no_address(const struct mesh *m, const struct service *s);

#endif
