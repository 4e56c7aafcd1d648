#ifndef FIX_FIX_H
#define FIX_FIX_H
/*
 * What the edits of findings make of the files.
 *
 * Nothing is written: texts are made in memory and judged again as if they were on the disk, until no edit is left, and
 * a fix that brings a finding which was not there before is not made. Twice makes what once makes. For main.c, by way of cli, and tests.
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
	size_t fixed;                /* findings with edits that were in it and are not */
};

/* A fix, or the comments of a file, that are not made. */
struct fix_refusal {
	const char *name;            /* of the file */
	size_t n;                    /* comments: findings */
	struct position before, after; /* of a fix: where its finding is in the text that was there, and in the new one; line 0: it is not there */
	const char *rule;            /* of a fix: its finding's code */
	bool sure;                   /* it is this fix, and no other, that brings what is said below */
	const char *code, *message;  /* the finding that would be new; code "": just why */
	const char *file;            /* where that would be */
	uint32_t line;               /* 0: the file as a whole */
};

struct fix_options {
	const struct lint_options *lint; /* without overlay */
	bool unsafe;                 /* make also what may change meaning */
	enum severity min_severity;  /* only for findings at or above it */
};

struct fix_result {
	VEC(struct fix_file) files;  /* that change, by name */
	const struct fix_file *standard_input; /* changed or not; NULL: it was not read */
	VEC(struct fix_refusal) refused; /* by name, then place */
	size_t fixed;                /* findings that were there and are not, of all files */
	size_t left[SEVERITY_ERROR + 1]; /* findings that are there then, by severity */
	bool incomplete;             /* some of the input cannot be read, as it is */

	struct arena arena;          /* holds all of the above */
};

/* Find out what changes. */
void fix_run(const struct fix_options *o, struct fix_result *result);

void fix_release(struct fix_result *result);

#endif
