#ifndef BASE_VEC_H
#define BASE_VEC_H
/*
 * Growing arrays in an arena. Zero bytes are an empty vector.
 * An item's address is good until the next push.
 */
#include <stddef.h>

#include "base/arena.h"

/* A vector of the given item type: items at[0] to at[n - 1]. */
#define VEC(type) struct { type *at; size_t n, cap; }

/* Append one item. */
#define vec_push(arena, v, item) \
	((v)->n == (v)->cap \
		? ((v)->at = vec_grow((arena), (v)->at, sizeof *(v)->at, (v)->n, &(v)->cap)) : (v)->at, \
	 (v)->at[(v)->n++] = (item))

/* Room for so many items in an empty vector, whose number is known. */
#define vec_reserve(arena, v, number) \
	((v)->at = arena_alloc((arena), sizeof *(v)->at * (size_t)(number)), (v)->n = 0, (v)->cap = (number))

/* A larger block with the n items of the old one copied; *cap is updated. */
void *vec_grow(struct arena *a, void *old, size_t item, size_t n, size_t *cap);

#endif
