#ifndef WORLD_WORKLOADS_H
#define WORLD_WORKLOADS_H
/*
 * The workload index from inside: for workload.c and selections.c alone.
 */
#include "base/map.h"
#include "base/vec.h"
#include "world/internal.h"

struct posting {
	VEC(const struct workload *) list;
};

struct service_posting {
	VEC(const struct service *) list;
};

struct workload_index {
	struct posting all;
	struct posting open;      /* those that may carry labels which are not known, in all namespaces */
	struct map by_ns;         /* namespace -> struct posting */
	struct map open_by_ns;    /* likewise */
	struct map by_label;      /* namespace, key, value; and key, value -> struct posting */
	struct map by_account;    /* namespace, service account -> one that runs as it */
	struct map by_resource;   /* resource -> struct workload */
	struct map endpoints;     /* ServiceEntry -> struct posting */
	struct map services;      /* namespace, key, value of one selector label -> struct service_posting */
	struct map loose;         /* namespace -> services whose selector has no label that files can tell */
};

#endif
