#ifndef TRAFFIC_SPECIMEN_H
#define TRAFFIC_SPECIMEN_H
/*
 * Texts by which values of policies are told apart: of all the texts that there are, so many that whatever text comes, every value takes it as
 * it takes one of these. For who asks about all requests at once (traffic/sweep.c). Pure text; nothing here knows a mesh.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/vec.h"

enum specimen_sort {
	SPECIMEN_TEXT,
	SPECIMEN_METHOD, /* the same, with the usual methods first */
	SPECIMEN_HOST,   /* upper and lower case are the same */
	SPECIMEN_PATH,   /* begins with '/'; values may be templates */
	SPECIMEN_RAW_PATH, /* the same where the proxy looks at paths as they come */
};

struct specimens {
	VEC(const char *) list; /* never empty; none of the texts is */
	bool whole;             /* false: there may be texts that are like none of these, for there are too many combinations */
};

/* values: as value_takes has them, and of paths value_takes_path; each once or several times. */
void specimens_make(enum specimen_sort sort, const char *const *values, size_t n, struct arena *arena, struct specimens *out);

/* The path templates among the values are walked through together with all other values: how far, for specimen.c alone. */
void specimens_of_templates(const char *const *values, size_t n, bool raw, struct arena *arena, struct specimens *out);

/* A word with which none of the pieces of the values, cut at stars and slashes, begins or ends, and that is none of them. */
const char *specimen_word(const char *const *values, size_t n, struct arena *arena);

#endif
