#ifndef DOC_MADE_H
#define DOC_MADE_H
/*
 * New trees of nodes, made of others: what patches and builds make of what was read.
 *
 * What was read is never written to. A made node (flag NODE_MADE) knows its own source, so that each value of a made tree
 * still tells the file and place that it was written in. A made node is in one tree only. All memory
 * is the arena's; nothing can fail.
 */
#include "base/arena.h"
#include "doc/node.h"

struct made {
	struct node node;
	const struct source *source; /* that the node's places lie in */
	const char *by;              /* what made the value ("namePrefix"); NULL: it is as written there */
};

/* A copy with all below it; it is in no tree yet. Takes NULL. */
struct node *made_copy(struct arena *a, const struct node *n);

/* A text that is written at span; by says what made it, NULL where it is just that text. A placeholder is flagged as by the loader. */
struct node *made_text(struct arena *a, const struct str *text, struct span at, const char *by);

/* An empty map or list at this place. */
struct node *made_collection(struct arena *a, enum node_kind kind, struct span at, const char *by);

/*
 * Put a made child into a made map under the name, in the place of the member of that name or behind the last. key_at is where the name is
 * written; without a source it is taken for the child's own place.
 */
void made_put(struct node *map, const struct str *key, struct span key_at, struct node *child);

/* Put a made item into a made list before the item of this index; n or more: behind the last. */
void made_insert(struct node *list, uint32_t index, struct node *item);

/* Put a made node where old is, in old's tree. */
void made_replace(struct node *old, struct node *with);

/* Take a child out of its made parent. */
void made_remove(struct node *child);

/* What made the value of the node, or NULL. */
const char *made_by(const struct node *n);

/* The member of a map, whatever its flags; NULL where there is none. */
struct node *made_member(const struct node *map, const struct str *key);

#endif
