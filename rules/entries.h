#ifndef RULES_ENTRIES_H
#define RULES_ENTRIES_H
/*
 * ServiceEntries that declare one port of one host more than once, found once for
 * the rules that report it.
 */
#include "lint/rule.h"
#include "mesh/service.h"

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

#endif
