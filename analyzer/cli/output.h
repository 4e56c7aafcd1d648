#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H
/* Where a report goes. For main.c alone. */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

/*
 * Write all bytes to the file (NULL: standard output). It changes all at once or not
 * at all, and no temporary file stays, whatever signal comes. What is there already must be a file; no link leads out of its folder, nor
 * a relative path out of the working folder, but where links is set. "/dev/stdout" and the like are the program's own descriptors; where
 * nobody reads these any more, SIGPIPE ends the program. On failure false, and *why is a sentence part in the arena.
 */
bool output_write(struct arena *a, const char *path, bool links, const struct buf *bytes, const char **why);

/*
 * Put bytes in place of a file that was read from path and had these bytes before: at once or not at all, with its mode. below: the end of
 * its absolute name that the user did not write, as of struct lint_file. A link there, or at the end of a name that the user wrote, is not followed, nor is
 * anything changed that has changed meanwhile, or that has other names (hard links). On failure false, and *why is a sentence part in the arena.
 */
struct replacing {
	const char *path, *absolute, *below;
	const char *before, *after;
	size_t n_before, n_after;
};

bool output_replace(struct arena *a, const struct replacing *r, const char **why);

/* The folder that the file would be written in; NULL where it may not be written, or no file is: the program's own descriptors. */
const char *output_folder(struct arena *a, const char *path, bool links);

/* Tell the user something: one line on standard error that begins with "meshlint: ". Values in it are made safe. */
void output_tell(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
