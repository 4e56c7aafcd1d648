#ifndef WORLD_HOSTSET_H
#define WORLD_HOSTSET_H
/*
 * Many hosts at once: does one of them overlap a host? By its text, by the ends
 * that wildcards stand for, and in the order of texts read from their ends. Each host is for VirtualServices of one
 * namespace or of all, as those of a Gateway's servers are.
 */
#include "base/map.h"
#include "base/vec.h"
#include "world/host.h"

struct host_entry {
	const struct str *ns, *host; /* ns NULL: of all */
};

struct host_set {
	struct map exact, tails;      /* namespace (NULL: all), and host or what follows its '*' */
	VEC(uint32_t) lengths;        /* of these ends, each once */
	struct map has_length;
	VEC(struct host_entry) all;   /* sorted once all are there */
	bool odd;                     /* some host is as those of the nameless namespace: compare one by one */
};

void host_set_add(const struct mesh *m, struct arena *a, struct host_set *s, const struct str *ns, const struct str *host);

/* To be called when all hosts are there. */
void host_set_finish(struct host_set *s);

/*
 * Does a host of the set that is for namespace ns (or, where it is NULL, for all) overlap this one? UNKNOWN where only one
 * of the nameless namespace does. Asked only where host_set_can_tell.
 */
enum truth host_set_meets(const struct mesh *m, const struct host_set *s, const struct str *ns, const struct str *host);

/* Is every name of this host one of a host of the set that is for all? Texts are compared as they are. */
bool host_set_covers(const struct mesh *m, const struct host_set *s, const struct str *host);

/* May the set be asked? Not for what involves the nameless namespace, of which each pair has an answer of its own. */
bool host_set_can_tell(const struct host_set *s, const struct str *ns, const struct str *host);

/*
 * Of n hosts of one list, compared as they are: for each wildcard the place of the first other host that overlaps it, where
 * of two wildcards the later one has overlapped the earlier; n where there is none, and for hosts that are no wildcards.
 */
void hosts_overlapped(struct arena *a, const struct str *const *hosts, size_t n, size_t *first);

#endif
