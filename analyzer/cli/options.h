#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H
/*
 * The command line, read. For main.c and the test of the command line alone.
 *
 * Options stand anywhere; "--name value", "--name=value", "-n value" and "-nvalue" mean the
 * same, and "--" ends them. What belongs to a later version is refused, never ignored.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "lint/catalogue.h"
#include "lint/settings.h"
#include "report/report.h"

enum command {
	COMMAND_CHECK,
	COMMAND_EXPLAIN,
	COMMAND_RULES,
	COMMAND_UNITS,
	COMMAND_CONFIG,
	COMMAND_TRACE,
	COMMAND_TEST,
	COMMAND_MODEL,
	COMMAND_ACCESS,
	COMMAND_VERSION,
	COMMAND_COMPLETION,
	COMMAND_HELP,
	N_COMMANDS
};

#define COMPLETION_SHELLS "bash zsh fish" /* that completion knows */

enum colour {
	COLOUR_AUTO,
	COLOUR_ALWAYS,
	COLOUR_NEVER,
};

/* Formats that access alone has. */
enum access_format {
	ACCESS_AS_REPORT, /* as the format of reports says: text or JSON */
	ACCESS_CSV,
	ACCESS_MARKDOWN,
	ACCESS_DOT,
};

/* A request that the options of trace describe; texts are NULL where nothing was said. */
struct request_options {
	const char *from, *to, *through, *arrives, *url, *method, *tls, *identity, *address;
	VEC(const char *) headers;   /* "name: value" */
	size_t port;                 /* 0: not told */
	VEC(const char *) files;     /* of --requests and --tests */
};

/* A format that check writes, and the file; NULL: standard output. */
struct report_target {
	enum report_format format;
	const char *path;
};

struct options {
	bool command_told;          /* it is written, not the default */
	enum command command;
	VEC(const char *) words;     /* paths; the rule to explain; the command to help with */
	enum report_format format;   /* of check: the first */
	VEC(struct report_target) targets; /* of check: all formats, at least one */
	enum access_format access_format;
	const char *output;          /* NULL: standard output */
	const char *write_baseline;  /* NULL: none is written */
	enum severity fail_on;       /* OFF: never */
	enum severity min_severity;
	const char *stdin_name;      /* NULL: not told */
	const char *config;          /* NULL: to be found */
	const char *only_new;        /* a revision of Git; NULL: all findings */
	bool fix, diff, unsafe_fixes, add_ignore;
	const char *reason;          /* of add_ignore; "" for none */
	bool no_config, no_sandbox, quiet, show_suppressed, statistics, timing;
	enum colour colour;
	bool allow_undecided, coverage; /* of test */
	bool schema;                 /* of config */
	bool manual;                 /* help as a manual page */
	struct request_options request;
	size_t jobs;                 /* 0: as many as there are processors */
	struct settings settings;    /* what the command line says of the run */
};

/* Read the command line. On failure false, and errors holds what to tell the user, one line each. */
bool options_read(struct options *o, struct arena *a, const struct catalogue *c,
	int argc, char **argv, struct buf *errors);

/* "check", ... */
const char *command_name(enum command c);

/* Is there such a command? */
bool command_find(const char *name, enum command *out);

/* "check, explain, ... and help": all that there are. */
const char *command_list(struct arena *a);

/* How it is called, and what it does in a sentence. */
const char *command_usage(enum command c);
const char *command_about(enum command c);

/* Its formats, with blanks between them; NULL: one that has no name. */
const char *command_formats(enum command c);

/* An option as help tells it. */
struct option_help {
	const char *group; /* the heading that it is below: "Output" */
	const char *name;
	char letter;       /* 0: none */
	const char *value; /* what follows it; NULL: nothing */
	const char *about;
};

/* The options that help shows of a command, those of a group together, in the arena; returns how many. */
size_t command_options(enum command c, struct arena *a, struct option_help **out);

#endif
