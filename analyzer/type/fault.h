#ifndef TYPE_FAULT_H
#define TYPE_FAULT_H
/*
 * How the checker words and places what it finds. For the type room only.
 */
#include "type/check.h"
#include "type/notices.h"

/*
 * A finding about a node: at its value, at its name, or (for what an object lacks)
 * at the head of the object. NULL where nothing is judged here; the calls below take that NULL.
 */
struct finding *fault_at(struct check *c, const struct notice *n, const struct node *at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
struct finding *fault_at_key(struct check *c, const struct notice *n, const struct node *at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
struct finding *fault_at_head(struct check *c, const struct notice *n, const struct node *object, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* A second place: the name of node at. */
void fault_relate(struct check *c, struct finding *f, const struct node *at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Edits, as doc/edit.h writes them: another name for the member, another text for the scalar, a map of this one member for it, a list of it, quotes or none. */
void fault_rename(struct check *c, struct finding *f, const struct node *member, const char *name);
void fault_replace(struct check *c, struct finding *f, const struct node *scalar, const char *text);
void fault_wrap(struct check *c, struct finding *f, const struct node *scalar, const char *name);
void fault_wrap_number(struct check *c, struct finding *f, const struct node *scalar, const char *name);
void fault_list(struct check *c, struct finding *f, const struct node *scalar);
/* The map becomes the one item of a list; the one item of a list takes its place. */
void fault_item(struct check *c, struct finding *f, const struct node *map);
void fault_only(struct check *c, struct finding *f, const struct node *list);
/* The member moves behind another one, into a new map of this name where it is not NULL (doc/move.h). */
void fault_move(struct check *c, struct finding *f, const struct node *member, const struct node *behind, const char *name);
void fault_quote(struct check *c, struct finding *f, const struct node *scalar);
void fault_unquote(struct check *c, struct finding *f, const struct node *scalar);

/* "weight" for a member, "gateways[1]" for an item, each in its quotes; "the document" at the root. */
const char *fault_name(struct check *c, const struct node *n);

/* The text on one line, shortened where it is long; without quotes. */
const char *fault_text(struct check *c, const struct str *text);

/* the string "ninety", the number 3, a list, null */
const char *fault_value(struct check *c, const struct node *n);

/* "a", "b" and "c" for n names; the last word is given. */
const char *fault_names(struct check *c, const char *const *names, size_t n, const char *last);

#endif
