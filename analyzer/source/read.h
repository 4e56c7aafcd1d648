#ifndef SOURCE_READ_H
#define SOURCE_READ_H
/*
 * Reading one file, or standard input, into a source.
 */
#include "source/source.h"

#define READ_MAX_BYTES (256u << 20) /* a larger file is refused */

enum read_result {
	READ_OK,
	READ_FAILED,    /* *why is the system's reason */
	READ_TOO_LARGE, /* over READ_MAX_BYTES */
	READ_BINARY,    /* holds a NUL byte and is not UTF-16 with a byte order mark */
	READ_ENCRYPTED, /* the same, and begins as files do that a filter of Git encrypts */
};

/*
 * Read path ("-" is standard input) into *out under the given name. The bytes
 * live in the arena. On failure *why is a sentence part in the arena
 * ("No such file or directory") and *out has no bytes, so that a finding can point at the file.
 */
enum read_result read_source(struct arena *a, const char *path, const char *name,
	struct source **out, const char **why);

/* The bytes of a regular file as they are, text or not, in the arena; false where they cannot be had. */
bool read_bytes(struct arena *a, const char *path, const char **out, size_t *n);

#endif
