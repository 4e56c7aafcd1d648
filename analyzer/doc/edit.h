#ifndef DOC_EDIT_H
#define DOC_EDIT_H
/*
 * How a change is written in the file that it is made in: which bytes are to stand in place of others.
 *
 * A value keeps the quotes that it had, and gets some where YAML would read it as anything but that text; JSON stays JSON, and what is in
 * brackets stays in them. Nothing is changed here: what is made lives in the arena given, and NULL means that it cannot be written there: the
 * node's own bytes are elsewhere (it came by an alias, or a build made it), or do not stand on one line.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "doc/node.h"

/* The bytes with which the scalar reads as this text, a string. */
const char *edit_text(struct arena *a, const struct node *scalar, const char *text);

/* Likewise, in quotes in any case: the scalar has none, and is to be the string of its own letters. */
const char *edit_quoted(struct arena *a, const struct node *scalar);

/* The bytes of a number or a boolean in place of the scalar: the text itself, without quotes. */
const char *edit_bare(struct arena *a, const struct node *scalar, const char *text);

/* A map of this one member in place of the scalar, which it has as its value. */
const char *edit_map(struct arena *a, const struct node *scalar, const char *name);

/* Likewise, of a number that may be in quotes, and has none then. */
const char *edit_number_map(struct arena *a, const struct node *scalar, const char *name);

/* A list of this one item in place of the scalar. */
const char *edit_list(struct arena *a, const struct node *scalar);

/* The bytes with which the member has this name. */
const char *edit_key(struct arena *a, const struct node *member, const char *name);

/* Is the text around the node JSON, which has no comments and no texts without quotes? */
bool edit_is_json(const struct node *n);
bool edit_source_is_json(const struct source *s);

#endif
