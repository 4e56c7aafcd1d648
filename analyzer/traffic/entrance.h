#ifndef TRAFFIC_ENTRANCE_H
#define TRAFFIC_ENTRANCE_H
/*
 * The servers of a gateway workload's port, from inside: for gateway.c, servers.c and tenants.c alone.
 */
#include "traffic/way.h"
#include "world/gateway.h"

/* A server that listens on the port in question. */
struct opening {
	const struct server *server;
	const struct str *key;           /* of its Gateway: "ns/name" */
};

/* Servers that istiod has under one port, protocol and address (pilot model/gateway.go mergeGateways). */
struct group {
	const struct str *protocol;      /* as it is written */
	const char *bind;                /* likewise; "" for none */
	bool http;                       /* HTTP in the clear: one virtual host serves for all */
	VEC(const struct opening *) servers;
};

struct entrance {
	struct way *w;
	uint32_t port;                   /* of the container */
	VEC(uint32_t) others;            /* of the container too: those of servers that are not on the port, each once */
	VEC(struct group) groups;        /* in the order in which they came */
};

/* Gather the servers of the port; some are passed over beside others. */
void entrance_gather(struct entrance *e);

/* Who asks for rules on a server. */
struct asker entrance_asker(struct way *w, const struct opening *o, enum asking asking);

/* HTTP through servers that share their virtual hosts; tls: it came encrypted. */
void tenants_route(struct way *w, const struct opening *const *servers, size_t n, bool tls);

#endif
