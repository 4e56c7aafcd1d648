#ifndef SOURCE_PROGRAM_H
#define SOURCE_PROGRAM_H
/*
 * Running another program, as the user asks for, and reading what it writes.
 *
 * No shell comes between. It has what it writes read while it runs, so that neither waits for the other for ever.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define PROGRAM_NOT_STARTED (-1) /* of status */

struct program {
	const char *const *args; /* NULL ends; the first is looked for in the PATH */
	const char *const *env;  /* NULL ends; NULL: that of this program */
	int in;                  /* what it reads from; -1: nothing */
	unsigned seconds;        /* after these it is killed; 0: never */
	bool (*take)(void *context, const char *bytes, size_t n); /* is handed what it writes; false: enough, it is killed */
	void *context;

	/* Set by program_run. */
	struct buf err;          /* the beginning of what it says on standard error; the caller's to release */
	bool late, stopped;      /* killed: for its time, because take had enough or a signal waits for this program */
	int status;              /* of waitpid, or PROGRAM_NOT_STARTED */
	int error;               /* why it did not start, or why what it wrote could not be read; or 0 */
};

/* Run it to its end. All signals that this program holds back are let through to the other. */
void program_run(struct program *p);

/* Was it not to be found in the PATH? */
bool program_is_missing(const struct program *p);

/* Does a signal that would end this program wait, held back until something is cleared away? */
bool program_must_end(void);

#endif
