#ifndef DOC_MOVE_H
#define DOC_MOVE_H
/*
 * How a member is taken from one map and put into another: whole lines, indented as they must be there, or, where one of the maps is in
 * braces, the name and the value, which is on one line or in braces itself.
 *
 * The two edits must both be made; the second may be without text, and is nothing then. Like doc/edit.h, of which this is
 * the other part, it changes nothing itself.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "doc/node.h"

/*
 * Put the member behind another one, of another map, or, where name is not NULL, into a new map of this name there. A map that is left without members
 * goes with the last of them where emptied is set; else that is no move. False where it cannot be written so.
 */
bool move_behind(struct arena *a, const struct node *member, const struct node *behind, const char *name, bool emptied, struct edit out[2]);

/* Put a new member of this name behind another one; the value is what is written of it. False where it cannot be written so. */
bool move_add(struct arena *a, const struct node *behind, const char *name, const char *value, struct edit *out);

/* Make the map the one item of a list: in brackets, or behind a dash, with its lines further right. The number of edits; 0 where it cannot be written so. */
size_t move_into_item(struct arena *a, const struct node *map, struct edit **out);

/* Put the only item of a list, a scalar on one line with its brackets, in place of the list. */
bool move_out_of_list(const struct node *list, struct edit out[2]);

#endif
