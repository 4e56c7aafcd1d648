#ifndef CLI_HELP_H
#define CLI_HELP_H
/*
 * Help: the commands, their options in groups, and examples. Made from the tables in options.c and of its own
 * examples, for main.c and whatever else is made of the same words.
 */
#include "base/buf.h"
#include "cli/options.h"

#define HELP_WIDTH 80 /* columns, where no terminal has fewer */

/* A command line that works, and what it is for. */
struct help_example {
	enum command command;
	const char *line; /* "meshlint check ..." */
	const char *what;
};

/* All examples, those of a command together; returns how many. */
size_t help_examples(const struct help_example **out);

/* What "meshlint help" and "meshlint help COMMAND" print; N_COMMANDS is the former. width: columns; 0 for HELP_WIDTH. */
void help_write(struct buf *out, enum command c, unsigned width);

#endif
