#ifndef TYPE_JWKS_H
#define TYPE_JWKS_H
/*
 * Sets of JSON web keys (RFC 7517), as istiod reads them.
 */
#include <stdbool.h>
#include <stddef.h>

/*
 * NULL where the text of len bytes (a NUL follows) is a set of keys or a key; else what is
 * wrong, as part of a sentence. *is_secret: does a key hold more than is public?
 */
const char *jwks_fault(const char *text, size_t len, bool *is_secret);

#endif
