#ifndef SOURCE_READ_H
#define SOURCE_READ_H
/*
 * Reading one file, or standard input, into a source.
 */
#include "source/source.h"

#define READ_MAX_BYTES (256u << 20) /* a larger file is refused */

enum read_word {
	READ_NAMED, /* the user names the path: links are followed, and its own descriptors (/dev/stdin) are read */
	READ_FOUND, /* it was found in a tree, and made free of links (source/fence.h): none is followed */
};

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
 * ("No such file or directory") and *out has no bytes, so that a finding can point at the file. A folder, a device, a socket or a FIFO
 * is no file, and none of them is waited for: only standard input and the program's other descriptors may be pipes.
 */
enum read_result read_source(struct arena *a, const char *path, const char *name, enum read_word word,
	struct source **out, const char **why);

/* A source of n bytes, which are copied where they are UTF-16 and must else outlive it. */
struct source *read_text(struct arena *a, const char *name, const char *bytes, size_t n);

/* The bytes of a file as they are, text or not, in the arena; false where they cannot be had. The path is as READ_FOUND has it. */
bool read_bytes(struct arena *a, const char *path, const char **out, size_t *n);

/* "it is a FIFO, not a file", or NULL for a regular file; mode is of struct stat. */
const char *read_refusal(unsigned mode);

/* The number of the own descriptor that the path names ("/dev/stdin", "/dev/fd/3"), or -1. */
int read_descriptor(const char *path);

/*
 * A read or write of fd has failed: is it to be tried again? It is where a signal broke it off, and where whoever passed on
 * the descriptor wants nobody to wait on it; then this waits for one of the events of poll.
 */
bool read_again(int fd, short events);

#endif
