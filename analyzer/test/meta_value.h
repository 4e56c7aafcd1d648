#ifndef TEST_META_VALUE_H
#define TEST_META_VALUE_H
/*
 * Objects as values that can be written in many ways: as YAML or JSON, with their keys in any order, with nulls for keys
 * that are not there, with comments, with other names of namespaces. All memory is the arena's.
 *
 * A value is read from one line: {kind: Service, spec: {ports: [{port: 80}], ?selector}}. What begins with a '?' is a key that could
 * be there and is not. Texts in single quotes know \n alone. "@a" to "@c" in a text stand for namespaces.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

#define MANY_NAMESPACES 3

/* Numbers that look random and are the same for a seed. */
struct dice {
	uint64_t state;
};

void dice_start(struct dice *d, uint64_t seed);
unsigned dice_below(struct dice *d, unsigned n);
bool dice_is(struct dice *d, unsigned percent);

enum value_sort {
	VALUE_MAP,
	VALUE_LIST,
	VALUE_TEXT,   /* a string */
	VALUE_PLAIN,  /* a number, a boolean, null: written as it is */
	VALUE_ABSENT, /* of a key that is not there */
};

struct value {
	enum value_sort sort;
	const char *key;  /* in a map */
	const char *text; /* of a scalar */
	VEC(struct value *) items; /* of a map or list */
};

/* Panics where the line is malformed. */
struct value *value_read(struct arena *a, const char *line);

/* A copy down to the leaves. */
struct value *value_copy(struct arena *a, const struct value *v);

/* The member of a map, or NULL. */
struct value *value_get(const struct value *map, const char *key);

/* The text at spec -> key or metadata -> key, or "". */
const char *value_text(const struct value *map, const char *above, const char *key);

/* How a value is written. Zero bytes are block YAML with the names "nsalpha" and so on. */
struct value_style {
	const char *const *names; /* MANY_NAMESPACES; NULL: the usual ones */
	struct dice *shuffle;     /* keys stand in an order of its; NULL: as they are */
	struct dice *comments;    /* comments and blank lines where it says so; NULL: none */
	bool json;                /* an object in braces over several lines */
	bool nulls;               /* keys that could be there are there, with null */
};

/* Write one document's worth, indented by so many blanks, and a line break. */
void value_write(struct buf *out, const struct value *v, const struct value_style *style, unsigned indent);

/* The text with the namespaces' names in it turned back into "@a" to "@c". */
const char *value_unnamed(struct arena *a, const char *text, const char *const *names);

/* The names that namespaces have where nothing else is said. */
extern const char *const value_usual_names[MANY_NAMESPACES];

#endif
