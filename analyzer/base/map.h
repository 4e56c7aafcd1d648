#ifndef BASE_MAP_H
#define BASE_MAP_H
/*
 * A hash map in an arena from up to three pointers (interned strings, objects)
 * to a pointer. Keys compare by address. Zero bytes are an empty map.
 * As long as all keys are single pointers, which they are in most maps, an entry takes half the room.
 */
#include <stddef.h>
#include <stdint.h>

struct arena;

struct map {
	void **at;       /* cap entries of width words */
	size_t n;
	uint32_t cap, width;
};

/* The value put under this key, or NULL. Unused places of the key are NULL. */
void *map_get(const struct map *m, const void *a, const void *b, const void *c);

/* Room for so many keys in an empty map; parts: of the longest key, 1 to 3. */
void map_reserve(struct arena *arena, struct map *m, size_t n, unsigned parts);

/* The place of the value under this key, made NULL first where it is new; good until the next map_at. */
void **map_at(struct arena *arena, struct map *m, const void *a, const void *b, const void *c);

#endif
