#ifndef RULES_CLIENTS_H
#define RULES_CLIENTS_H
/*
 * Who takes a route, for rules about what its clients do not see. What an
 * application calls no file tells; so a fault counts only where some proxy
 * carries the route for certain, or where no proxy could take it.
 */
#include "lint/rule.h"
#include "world/service.h"
#include "world/virtualservice.h"

/* Do proxies of this namespace certainly lack what the destination takes? */
struct lack {
	bool (*holds)(struct pass *p, const struct destination *d, const struct str *client, void *context);
	void *context;
	const struct str *likely; /* a namespace that has it, if any client does: asked first; NULL */
};

/*
 * A namespace of proxies that carry the route and lack what it takes, or NULL: a
 * gateway's; else, where all known clients lack it, the first of them. the last call of
 * holds that gave true was for that namespace.
 */
const struct str *client_without(struct pass *p, const struct destination *d, const struct lack *lack);

/* The VirtualService's own namespace, if it may be taken for one of the clients; else NULL. */
const struct str *client_at_home(struct pass *p, const struct destination *d);

#endif
