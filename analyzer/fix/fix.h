#ifndef FIX_FIX_H
#define FIX_FIX_H
/*
 * What the edits of findings make of the files.
 *
 * Nothing is written: texts are made in memory and judged again as if they were on the disk, until no edit is left, and
 * what the changed tree has found in it that the old one had not is not done. Twice makes what once makes. For main.c, by way of cli, and tests.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/vec.h"
#include "diag/diag.h"
#include "lint/lint.h"

/* A file whose text changes, or that standard input is. */
struct fix_file {
	const char *name;            /* as findings name it */
	const char *path, *absolute, *below; /* see struct lint_file */
	const char *before, *after;  /* its bytes; NULs follow */
	size_t n_before, n_after;
	size_t fixed;                /* findings that its edits were made for */
};

/* Edits that are not made, for what would come of them. */
struct fix_refusal {
	const char *name;            /* of the file */
	size_t n;                    /* findings */
	const char *code, *message;  /* of the first finding that would be new */
};

struct fix_options {
	const struct lint_options *lint; /* without overlay */
	bool unsafe;                 /* make also what may change meaning */
	enum severity min_severity;  /* only for findings at or above it */
};

struct fix_result {
	VEC(struct fix_file) files;  /* that change, by name */
	const struct fix_file *standard_input; /* changed or not; NULL: it was not read */
	VEC(struct fix_refusal) refused; /* by name */
	size_t fixed;                /* findings, of all files */
	size_t left_unsafe;          /* findings with edits that only fix_options.unsafe makes */
	bool incomplete;             /* some of the input cannot be read, as it is */
	bool limited;                /* there were more rounds to do than are done */

	struct arena arena;          /* holds all of the above */
};

/* Find out what changes. */
void fix_run(const struct fix_options *o, struct fix_result *result);

void fix_release(struct fix_result *result);

#endif
