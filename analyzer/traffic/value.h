#ifndef TRAFFIC_VALUE_H
#define TRAFFIC_VALUE_H
/*
 * The values of AuthorizationPolicies as the texts that they take: what Envoy makes of the matchers of istiod
 * (pilot/pkg/security/authz/matcher and model/generator.go). Pure text; nothing here knows a mesh.
 */
#include <stdbool.h>

#include "base/arena.h"

/*
 * "*" takes what is not empty, "*x" what ends in x, "x*" what begins with x, else only x itself: a star elsewhere is a star. fold: upper and
 * lower case are the same.
 */
bool value_takes(const char *value, const char *text, bool fold);

/* Stars stand for anything, wherever they are and however often. */
bool value_takes_stars(const char *value, const char *text);

/* Does the value hold a star that value_takes takes for itself: not alone, and not the only one, at one of its ends? */
bool value_has_literal_star(const char *value);

/* Does the value hold a template, {*} or {**}? Then stars without braces are templates as well. */
bool value_is_template(const char *value);

/* A path template: {*} is a segment that is not empty, {**} anything. Neither takes characters that no path may hold. */
bool value_takes_path(const char *template, const char *path);

/* An address, or a range of them. */
bool value_is_address(const char *value);

/* Is the address one of the range? Both are valid. */
bool value_takes_address(const char *value, const char *address);

/* A port number; -1 for anything else. */
int value_port(const char *value);

/* meshConfig.pathNormalization: what the proxy does to the path before it looks at it. */
enum path_normalization {
	PATH_NONE,
	PATH_BASE,             /* the default: "." and "..", backslashes, needless escapes */
	PATH_MERGE_SLASHES,
	PATH_DECODE_AND_MERGE_SLASHES,
};

const char *path_normalized(struct arena *arena, const char *path, enum path_normalization how);

#endif
