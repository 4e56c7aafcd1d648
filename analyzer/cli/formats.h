#ifndef CLI_FORMATS_H
#define CLI_FORMATS_H
/*
 * What --format says: one format, or several with the files that they go to. For the command line alone.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/vec.h"
#include "report/report.h"

/* A format and where it goes. */
struct format_target {
	const char *name;
	const char *path; /* NULL: standard output */
};

struct format_targets {
	VEC(struct format_target) list;
};

/*
 * Read "text,sarif=out.sarif". The format without a file goes to output (NULL: standard output). known: the formats there are, with blanks
 * between them. NULL where it is right; else what is wrong with it, in the arena, or "" for a format that is not known, whose name *unknown is.
 */
const char *formats_read(struct arena *a, const char *text, const char *known, const char *output, struct format_targets *out, const char **unknown);

/* Is the format among them? */
bool formats_have(const struct format_targets *targets, const char *name);

#endif
