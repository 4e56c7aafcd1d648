#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H
/*
 * What the terminal is like, and progress on it. For main.c alone.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/options.h"

/*
 * How a report is to look that goes to path (NULL: standard output), by what that is and by the environment: FORCE_COLOR, then CLICOLOR_FORCE,
 * NO_COLOR and CLICOLOR, and FORCE_HYPERLINK, each as other tools have it. --color comes before all of these. What is written to a
 * file (--output) is for no terminal: it has colours only where --color says so.
 */
struct report_style terminal_style(struct arena *a, const struct options *o, const char *path);

/* Progress of long work, on standard error. Zero, but for begin, is none shown. */
struct progress {
	double begin;    /* seconds, of whatever clock */
	double last;     /* when it was shown, of the same clock */
	bool shown;
};

/* What to write of the progress now, if anything: nothing for the first seconds, and not too often; clears the line at the end. */
void progress_line(struct progress *p, double now, size_t done, size_t total, struct buf *out);

/* Begin; false where standard error is no terminal, and none is to be shown. */
bool progress_begin(struct progress *p);

/* Write to standard error what progress_line says; context is a struct progress. */
void progress_show(void *context, size_t done, size_t total);

#endif
