#ifndef TYPE_CHECK_H
#define TYPE_CHECK_H
/*
 * Holding documents against types.
 *
 * An error with a TY code is given exactly where the API server would refuse
 * the object under strict field validation. A check reports one finding for
 * each fault, and poisons the node that is at fault, so that nothing to the
 * right speaks about it again. Nulls that the API server prunes (apiextensions' PruneNonNullableNullsWithoutDefaults),
 * and those that istiod reads as left out, are taken out of the tree. The nodes do not keep their types: nobody asks
 * after the check. Good input costs one pass and no memory. A tree is checked
 * by one thread at a time.
 */
#include <stdbool.h>

#include "base/map.h"
#include "diag/diag.h"
#include "doc/node.h"
#include "type/type.h"

/*
 * What was found sound, so that what builds make alike of one place need not be checked again and again: a field of an
 * object is passed over where one that is written alike, of the same place, has been checked in the same way without a word. One thread's.
 */
struct check_sound {
	struct arena *arena;
	struct map by_place;      /* source, offset, type -> struct sound */
};

struct check {
	struct arena *arena;      /* findings' texts */
	struct check_sound *sound; /* may be NULL: all is checked */
	struct sink *sink;
	struct subject subject;   /* copied into each finding */
	struct node *root;        /* the object's node: field paths start below it */
	uint16_t release;         /* the Istio release that will read the object, as 124; 0: the newest */
	bool partial;             /* a patch: what is missing is not judged */
	bool overlay;             /* values that a tool lays over others, where null takes something away: nulls stay */
	bool unsettled;           /* set: some value of it that would be judged is not known yet */
	const struct type *above; /* used inside: the type of the map around the one that is being checked; NULL at the top */
	size_t compared;          /* used inside: with so many names were unknown ones compared */
	bool dropped;             /* used inside: the API server ignores what is being checked */
	bool unwatched;           /* istiod's webhook does not look at what is being checked: no IV codes */
	bool advice;              /* no API server judges this text (MeshConfig in a ConfigMap): errors become warnings,
	                             and it is read as protobuf reads JSON: numbers may have quotes, names underscores */
	struct pool *pool;        /* may be NULL; else members with underscores get their right names, for others to find */
};

/*
 * Check an object of a kind that the schema describes: its version, metadata
 * and all its fields. c->root is the object.
 */
void check_object(struct check *c, const struct schema *s);

/* Check a value that stands alone or inside another object. */
void check_value(struct check *c, const struct type *t, struct node *n);

#endif
