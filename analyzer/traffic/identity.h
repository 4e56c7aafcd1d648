#ifndef TRAFFIC_IDENTITY_H
#define TRAFFIC_IDENTITY_H
/*
 * Identities of clients ("cluster.local/ns/shop/sa/web", without spiffe://) held against what policies name: the
 * principals, namespaces, service accounts and trust domains of pilot/pkg/security/authz/model/generator.go, with the
 * aliases of pilot/pkg/security/trustdomain.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/truth.h"
#include "world/mesh.h"

/* The identity of a service account, in the mesh's own trust domain. */
const struct str *identity_make(const struct mesh *m, const char *ns, const char *account);

/* Without the spiffe:// that it may begin with. */
const char *identity_bare(const char *text);

/* An identity, bare, taken apart: false where it is none, or begins or ends within. Its domain may be empty. */
struct identity_parts {
	const char *ns, *account;
	size_t n_domain, n_ns;
};
bool identity_read(const char *text, struct identity_parts *out);

/* Is it a whole one, TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT? */
bool identity_is_whole(const char *text);

/*
 * Does the value take the identity? ns is the policy's namespace. UNKNOWN where the identity is NULL, not known, and the value is not for all, and
 * where the trust domain of the mesh would have to be known.
 */
typedef enum truth identity_test(const struct mesh *m, struct arena *arena, const struct str *identity, const struct str *ns, const char *value);

identity_test identity_is_principal;
identity_test identity_is_in_namespace;
identity_test identity_is_account;
identity_test identity_is_of_domain;

/* Do the proxies accept certificates of this identity: is its trust domain the mesh's, an alias, or one of caCertificates? */
enum truth identity_is_trusted(const struct mesh *m, const struct str *identity);

#endif
