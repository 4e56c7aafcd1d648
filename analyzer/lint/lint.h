#ifndef LINT_LINT_H
#define LINT_LINT_H
/*
 * A whole run in one call: from paths, or bytes in memory, to findings.
 *
 * Used by main.c, by tests and by whatever else needs findings. A run shares
 * nothing with another one. Everything in a result lives until lint_release.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "diag/diag.h"
#include "lint/catalogue.h"
#include "lint/settings.h"

/* Bytes that stand for a file, be it on the disk or not; they are copied. */
struct lint_bytes {
	const char *name; /* a path, as one would give it */
	const char *bytes;
	size_t n;
};

struct lint_options {
	const struct catalogue *catalogue;
	const struct settings *settings; /* NULL: all defaults */
	const char *const *paths;        /* files and folders, n_paths; "-" is standard input */
	size_t n_paths;
	const char *stdin_name;          /* what to call standard input; NULL: "<stdin>" */
	const struct lint_bytes *overlay; /* n_overlay; may be NULL */
	size_t n_overlay;
	bool timing;                     /* find out how long each rule takes */
	bool all;                        /* list what else is told once, or cut off: a machine compares */
	bool units_only;                 /* find out what the tree is; judge nothing */
	void (*consult)(void *context, const struct mesh *m); /* called with each mesh, in place of the rules; may be NULL */
	void *consult_context;
	size_t jobs;                     /* threads that read; 0: as many as there are processors */
	void (*progress)(void *context, size_t done, size_t total); /* of the files; at last with done equal to total; may be NULL */
	void *progress_context;
};

/* Something that could not be judged in a namespace. */
struct lint_undecided {
	const char *ns;     /* "" for the nameless one */
	const char *what;   /* "hosts" */
	const char *reason; /* a sentence part */
	VEC(const char *) codes; /* of the rules that said so, sorted */
};

/* How long a part of the run took. */
struct lint_timing {
	const char *what;   /* a rule's code, or the name of a stage */
	const char *name;   /* the rule's name; NULL for a stage */
	double seconds;
	size_t visits;      /* of a rule */
};

/* A unit of the tree, see tree/tree.h. */
struct lint_unit {
	const char *kind, *name, *deployed_by, *failure;
	VEC(const char *) namespaces; /* sorted; "" for unknown */
	VEC(const char *) gaps;
	size_t files, resources;
	bool judged;
};

/* What was judged together. */
struct lint_application {
	const char *name;
	VEC(const char *) units;
	size_t resources;
};

/* Files of one sort that no cluster sees. */
struct lint_skipped {
	const char *sort;
	size_t files;
};

/* A file that was read and may be changed. */
struct lint_file {
	const struct source *source;
	const char *path;     /* to open; "-": it came by standard input */
	const char *absolute; /* by its name alone: links are in it */
	const char *below;    /* the end of that which the user did not write; "" where it was given as it is */
	bool objects;         /* Kubernetes objects are in it: it is not to be overwritten with anything else */
};

struct lint_result {
	struct sink findings;  /* sorted; silenced ones included, marked */
	const struct notice *const *notices; /* the whole catalogue, sorted by code; n_notices */
	size_t n_notices;
	VEC(struct lint_undecided) undecided; /* sorted by namespace, then what */
	VEC(struct lint_timing) timings; /* stages in order, then rules, the slowest first */
	VEC(struct lint_unit) units;
	VEC(struct lint_application) applications;
	VEC(struct lint_skipped) skipped;
	VEC(struct lint_file) texts; /* by name; edits of findings stand in these alone */
	size_t files, documents, resources;
	size_t meshes;         /* that were judged, or asked */
	size_t suppressed;     /* silenced findings */
	size_t stale;          /* entries of the baseline that occur no more */
	bool incomplete;       /* some input could not be read */
	bool lost;             /* ... and none of the findings listed tells of it */


	struct arena arena;    /* holds all of the above */
	struct pool *pool;
};

/* Run. Whatever is wrong with the input is in the result. */
void lint_run(const struct lint_options *o, struct lint_result *result);

void lint_release(struct lint_result *result);

#endif
