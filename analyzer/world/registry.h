#ifndef WORLD_REGISTRY_H
#define WORLD_REGISTRY_H
/*
 * The service registry from inside: for service.c, port.c and resolve.c alone.
 */
#include "base/map.h"
#include "base/vec.h"
#include "world/internal.h"

/* Services of one host, or of one resource. */
struct service_run {
	struct service *first, *last; /* by host: linked by same_host */
	size_t start, n;              /* by resource: places in all */
};

struct registry {
	VEC(const struct service *) all;
	struct map by_host;     /* host -> struct service_run */
	struct map by_resource; /* resource -> struct service_run */
	struct map by_name;     /* namespace, name -> the struct service of a Service */
	struct map generated;   /* namespace, name -> the resource whose controller makes such a Service */
	struct map custom;      /* namespace, name -> a custom resource whose operator may make Services called after it */
	struct map virtuals;    /* host -> the first VirtualService that states it */
	const struct service **entries; /* ServiceEntry hosts, sorted by the reversed text */
	size_t n_entries;
	bool wild;              /* some ServiceEntry host is a wildcard, ... */
	bool wild_odd;          /* ... has no dot behind its star, */
	bool wild_inside;       /* ... lies below the cluster's domain */
};

/* The ports of a Service or ServiceEntry; *partial where not all are known. */
const struct port *ports_read(struct mesh *m, const struct resource *r, uint32_t *n, bool *partial);

/* Many ports are found by their numbers. */
void ports_index(struct mesh *m, struct service *s);

/* Order of texts of so many bytes, read from their ends. */
int compare_reversed(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
