/* Open addressing with linear probing; grows at two thirds. */
#include "base/map.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* Words of an entry, the first of which is the key, or its first part, and the last the value. */
#define NARROW 2u
#define WIDE 4u
#define FIRST_CAP 8u

/* Stands for a first part that is NULL, which in a table means that the place is free. */
static const char no_key;

static size_t hash_narrow(const void *a)
{
	return (size_t)((uintptr_t)a * 0x9e3779b97f4a7c15u >> 32);
}

static size_t hash_wide(const void *a, const void *b, const void *c)
{
	uint64_t h = (uintptr_t)a * 0x9e3779b97f4a7c15u;

	h = (h ^ (h >> 29) ^ (uintptr_t)b) * 0xbf58476d1ce4e5b9u;
	h = (h ^ (h >> 27) ^ (uintptr_t)c) * 0x94d049bb133111ebu;
	return (size_t)(h ^ (h >> 31));
}

/* The entry of the key, or a free one. A narrow map is asked for narrow keys only. */
static void **place(const struct map *m, const void *a, const void *b, const void *c)
{
	size_t last = m->cap - 1, i;
	void **e;

	if (m->width == NARROW) {
		for (i = hash_narrow(a); e = &m->at[(i & last) * NARROW], e[0] && e[0] != a; i++)
			;
		return e;
	}
	for (i = hash_wide(a, b, c); e = &m->at[(i & last) * WIDE], e[0] && (e[0] != a || e[1] != b || e[2] != c); i++)
		;
	return e;
}

void *map_get(const struct map *m, const void *a, const void *b, const void *c)
{
	if (!m->cap || (m->width == NARROW && (b || c)))
		return NULL;
	return place(m, a ? a : &no_key, b, c)[m->width - 1];
}

/* The entry of a new key, which there is room for. */
static void **put(struct map *m, const void *a, const void *b, const void *c)
{
	void **e = place(m, a, b, c);

	e[0] = (void *)(uintptr_t)a;
	if (m->width == WIDE) {
		e[1] = (void *)(uintptr_t)b;
		e[2] = (void *)(uintptr_t)c;
	}
	return e;
}

static void rebuild(struct arena *arena, struct map *m, size_t cap, unsigned width)
{
	struct map old = *m;

	m->cap = (uint32_t)cap;
	m->width = width;
	m->at = arena_array(arena, void *, cap * width);
	for (size_t i = 0; i < old.cap; i++) {
		void **e = &old.at[i * old.width];

		if (!e[0])
			continue;
		if (old.width == WIDE)
			put(m, e[0], e[1], e[2])[width - 1] = e[WIDE - 1];
		else
			put(m, e[0], NULL, NULL)[width - 1] = e[NARROW - 1];
	}
}

void map_reserve(struct arena *arena, struct map *m, size_t n, unsigned parts)
{
	size_t cap = FIRST_CAP;

	while (n * 3 > cap * 2)
		cap *= 2;
	rebuild(arena, m, cap, parts > 1 ? WIDE : NARROW);
}

void **map_at(struct arena *arena, struct map *m, const void *a, const void *b, const void *c)
{
	unsigned width = b || c || m->width == WIDE ? WIDE : NARROW;
	void **e;

	if ((m->n + 1) * 3 > (size_t)m->cap * 2)
		rebuild(arena, m, m->cap ? (size_t)m->cap * 2 : FIRST_CAP, width);
	else if (width != m->width)
		rebuild(arena, m, m->cap, width);
	a = a ? a : &no_key;
	e = place(m, a, b, c);
	if (!e[0]) {
		put(m, a, b, c);
		m->n++;
	}
	return &e[width - 1];
}
