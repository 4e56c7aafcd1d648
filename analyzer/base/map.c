/* Open addressing with linear probing; grows at two thirds. */
#include "base/map.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

struct map_entry {
	const void *key[3];
	void *value;
	bool used;
};

static size_t hash_key(const void *a, const void *b, const void *c)
{
	uint64_t h = (uintptr_t)a * 0x9e3779b97f4a7c15u;

	h = (h ^ (h >> 29) ^ (uintptr_t)b) * 0xbf58476d1ce4e5b9u;
	h = (h ^ (h >> 27) ^ (uintptr_t)c) * 0x94d049bb133111ebu;
	return (size_t)(h ^ (h >> 31));
}

static struct map_entry *place(const struct map *m, const void *a, const void *b, const void *c)
{
	size_t i = hash_key(a, b, c) & (m->cap - 1);

	while (m->at[i].used
			&& (m->at[i].key[0] != a || m->at[i].key[1] != b || m->at[i].key[2] != c))
		i = (i + 1) & (m->cap - 1);
	return &m->at[i];
}

void *map_get(const struct map *m, const void *a, const void *b, const void *c)
{
	return m->cap ? place(m, a, b, c)->value : NULL;
}

static void grow(struct arena *arena, struct map *m)
{
	struct map old = *m;

	m->cap = old.cap ? old.cap * 2 : 16;
	m->at = arena_array(arena, struct map_entry, m->cap);
	for (size_t i = 0; i < old.cap; i++) {
		const struct map_entry *e = &old.at[i];

		if (e->used)
			*place(m, e->key[0], e->key[1], e->key[2]) = *e;
	}
}

void **map_at(struct arena *arena, struct map *m, const void *a, const void *b, const void *c)
{
	struct map_entry *e;

	if ((m->n + 1) * 3 > m->cap * 2)
		grow(arena, m);
	e = place(m, a, b, c);
	if (!e->used) {
		e->used = true;
		e->key[0] = a;
		e->key[1] = b;
		e->key[2] = c;
		m->n++;
	}
	return &e->value;
}
