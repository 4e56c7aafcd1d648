#ifndef SCHEMAS_COMPILE_H
#define SCHEMAS_COMPILE_H
/*
 * The schema compiler: a host tool that runs when meshlint is built. It reads
 * schema files with doc, makes the same structs of type/type.h that the checker
 * uses, and writes them as C. Everything lives until the tool ends. A mistake in
 * a schema is said with its place; nothing is written when there was one.
 */
#include <stdio.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "doc/node.h"
#include "type/type.h"

enum progress { NOT_BEGUN, UNDER_WAY, DONE };

/* A type that a file defines by name. */
struct named {
	const struct str *name;
	struct node *node;
	struct type *type;
	enum progress progress;
	bool used;
};

/* One schema file: a kind or a library. */
struct file {
	const char *path;
	struct node *root;
	VEC(struct named *) types;
	VEC(struct file *) uses;
	struct map expressions;  /* text of a type in place -> its struct type */
	struct schema *schema;   /* NULL for a library */
	bool open;
};

struct export {
	const char *name;
	const struct type *type;
};

struct compile {
	struct arena arena;
	struct pool *pool;
	VEC(struct file *) files;
	VEC(struct type *) types;      /* all that were made */
	VEC(struct schema *) schemas;
	VEC(struct export) exports;
	VEC(const char *) keys;        /* sorted, without duplicates, once all files are read */
	int n_errors;
};

/* Say what is wrong at a node, at an offset into its text. */
void complain(struct compile *c, const struct node *at, size_t offset, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* parse.c: a type as a definition or a field gives it, short or long. f is filled where it is not NULL. */
struct type *parse_type(struct compile *c, struct file *file, struct node *n, struct field *f);

/* The named type that a name means in this file, or NULL. */
struct named *find_named(struct file *file, const char *name, size_t len);

/* The finished type of a name; complains at n where its definition is no good. */
struct type *resolve(struct compile *c, struct file *file, struct named *named);

/* Fields and rules of an object, added to t; extra fields (of n_extra) come on top. */
void parse_object(struct compile *c, struct file *file, struct node *n, struct type *t,
	const struct field *extra, size_t n_extra);

/* expression.c: "TYPE ATTRIBUTES; DESCRIPTION". object is the type that fields gave, or NULL. */
struct type *parse_expression(struct compile *c, struct file *file, const struct node *n,
	struct type *object, struct field *f, const char **about);
struct type *new_type(struct compile *c, enum type_base base);
bool parse_release(const char *text, size_t len, uint16_t *out);

/*
 * items.c: what the items of a list demand of each other, where the word is of that: unique=, once=, alike=, alone=, total=. Says why
 * it is no good, or NULL.
 */
bool is_items_word(const char *word);
const char *parse_items(struct compile *c, struct type *t, const char *word);

/* rules.c: the rules between an object's fields. */
void parse_rules(struct compile *c, struct file *file, struct node *n, struct type *t);

/* keys.c: number the names, and give all fields and references their numbers. */
void number_keys(struct compile *c, const char *list);

/* write.c: the tables as C. */
void write_schemas(struct compile *c, FILE *out);
void write_keys_header(struct compile *c, FILE *out);
void write_keys(struct compile *c, FILE *out);

#endif
