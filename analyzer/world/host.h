#ifndef WORLD_HOST_H
#define WORLD_HOST_H
/*
 * Host names as istiod compares them.
 *
 * Hosts are interned strings; equal hosts are the same pointer. istiod compares
 * them byte by byte: only the hosts of VirtualServices are lower-cased before they meet the registry
 * (host_lower). A host begins with '*' or not; "*" covers everything, "*.a.b" and "*a.b" what ends so.
 *
 * A short name of a config in the nameless namespace expands to "name..svc.cluster.local", the
 * empty label standing for the namespace that nobody told. No user can write
 * such a host, so it meets hosts of named namespaces only as UNKNOWN below. Never print it: print what the
 * user wrote (host_show does where only the host is at hand).
 */
#include <stdbool.h>

#include "world/mesh.h"

/*
 * The host that istiod makes of a text in a config of namespace ns: a name
 * without dots gets namespace and cluster domain; "*", addresses and all that has a dot ("svc.ns" too)
 * are taken literally (pilot model: ResolveShortnameToFQDN). NULL for NULL or "".
 */
const struct str *host_expand(const struct mesh *m, const struct str *text, const struct str *ns);

/* The host of a Kubernetes Service. */
const struct str *host_of_service(const struct mesh *m, const struct str *ns, const struct str *name);

/* The host in lower case. */
const struct str *host_lower(const struct mesh *m, const struct str *host);

/* Without the domain where it is a Service of the cluster: "reviews.prod", "reviews" in the nameless namespace. */
const char *host_show(const struct mesh *m, struct arena *a, const struct str *host);

bool host_is_wild(const struct str *host); /* begins with '*' */
bool host_is_address(const struct str *host); /* an IPv4 or IPv6 address */
bool host_is_short(const struct str *text); /* would be expanded */

/*
 * Set comparisons, each YES or NO but for a host of the nameless namespace
 * against one of a named one. Arguments are expanded hosts.
 */
enum truth host_same(const struct str *a, const struct str *b);
enum truth host_covers(const struct str *pattern, const struct str *host); /* every name of host is one of pattern */
enum truth host_overlaps(const struct str *a, const struct str *b);        /* some name is in both */

/* The more specific first, as istiod sorts: exact before wild, longer before shorter. <0, 0, >0. */
int host_compare(const struct str *a, const struct str *b);

/* What a host's form says it means. */
enum host_form {
	HOST_FORM_SERVICE,  /* name.namespace.svc.<cluster domain> */
	HOST_FORM_POD,      /* pod.name.namespace.svc.<cluster domain>: one pod of a headless Service */
	HOST_FORM_PARTIAL,  /* name.namespace.svc, or name.namespace.svc.<beginning of the domain>: never a Service's host in istiod */
	HOST_FORM_SET,      /* in svc.clusterset.local: a Service of several clusters */
	HOST_FORM_WILD,
	HOST_FORM_ADDRESS,
	HOST_FORM_OUTSIDE,  /* any other: only a ServiceEntry declares it; "name.namespace" looks so too */
};

struct host_parts {
	enum host_form form;
	const struct str *name; /* of the Service: SERVICE, POD and PARTIAL; for OUTSIDE with one dot its first part; else NULL */
	const struct str *ns;   /* likewise; "" for the nameless one */
};

/* Take an expanded host apart. */
struct host_parts host_parse(const struct mesh *m, const struct str *host);

#endif
