#ifndef TYPE_JUDGE_H
#define TYPE_JUDGE_H
/*
 * The parts of the checker, each for one thing that can be wrong. For the type
 * room only. None of them goes down into an object's members; check.c does that.
 */
#include "type/check.h"

/* A scalar (never null) against a type that is none of object, map, list. */
void judge_scalar(struct check *c, const struct type *t, struct node *n);

/* The name of a map's member against the map's key type. */
void judge_key(struct check *c, const struct type *key, struct node *member);

/* The number that a scalar writes. */
double node_number(const struct node *n);

/* A scalar, or the name of a member, against what istiod's webhook demands of it. */
void judge_demand(struct check *c, enum demand d, struct node *n, bool is_key);

/* A value that would be judged and is not known yet: say so where that is because of a placeholder. */
void judge_unsettled(struct check *c, const struct node *n);

/* Report that a node is not what its type wants, and poison it. */
void judge_wrong_type(struct check *c, const struct type *t, struct node *n);

/* How many items, members or characters there are; n is where to report. */
void judge_length(struct check *c, const struct type *t, const struct node *n, uint32_t count);

/* What an object's fields demand of each other. */
void judge_clauses(struct check *c, const struct type *t, struct node *object);

/* No two items alike. */
void judge_unique(struct check *c, const struct type *t, struct node *list);

/*
 * Report a member that its object's type does not know, with what was probably
 * meant. Returns the field of t that it should be, or be in, or NULL.
 */
const struct field *judge_unknown(struct check *c, const struct type *t, struct node *member);

/* Report a member whose field has a successor. */
void judge_replaced(struct check *c, const struct type *t, const struct field *f, struct node *member);

/* Is this release later than the run's? And the report that says so; what is the thing that came with it. */
bool judge_is_new(const struct check *c, uint16_t since);
void judge_new(struct check *c, uint16_t since, const struct node *n, bool at_key, const char *what);

/* The member that counts as present: written, and not null unless null is a value there. */
struct node *judge_present(const struct type *t, const struct node *object, uint32_t key, const struct str *name);

/*
 * The one of n words that is probably meant: it differs in case, dashes and underscores
 * alone, or is nearest by at most two edits. -1 for none or several, and where the object has had
 * more compared already than its size is worth (judge_may_compare).
 */
int judge_nearest(struct check *c, const char *word, size_t len, const char *(*at)(const void *words, size_t i), const void *words, size_t n);

/* Is there leave to compare an unknown name with n others? What an object may have compared grows with its bytes alone. */
bool judge_may_compare(struct check *c, size_t n);

/* What the text, which is no duration, surely means as one: "5s" for "5", "5 s" and "5sec"; or NULL. */
const char *meant_duration(struct arena *a, const char *text);

/* The one value that ends in the text: "MESH_EXTERNAL" for "EXTERNAL"; or NULL. */
const char *meant_ending(const struct type *t, const struct str *text);

/* Is the value, where a list is wanted, one item of it? */
bool meant_item(const struct type *t, const struct node *n);

/* Is the value a list in brackets, where its one item alone is wanted? */
bool meant_only(const struct type *t, const struct node *n);

#endif
