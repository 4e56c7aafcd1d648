#ifndef BASE_ARENA_H
#define BASE_ARENA_H
/*
 * Memory that is released all at once.
 *
 * An arena hands out blocks that live until it is cleared or released; there is
 * no free of a single block. It belongs to one thread at a time. Out of memory
 * is a panic, so no call returns NULL. Under AddressSanitizer the memory of a
 * cleared arena is poisoned.
 */
#include <stdarg.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *chunk; /* the one being filled; older ones behind it */
	size_t total;              /* bytes taken from the system */
};

/* An empty arena holds no memory yet: struct arena a = ARENA_INIT. */
#define ARENA_INIT { NULL, 0 }

/* Zeroed bytes, aligned for any type. size may be 0. */
void *arena_alloc(struct arena *a, size_t size);

/* One zeroed object, or n of them in a row, of the named type. */
#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (size_t)(n)))

/* A copy of len bytes with a NUL behind them. */
char *arena_strndup(struct arena *a, const char *text, size_t len);
char *arena_strdup(struct arena *a, const char *text);

/* Formatted as printf does. */
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list args)
	__attribute__((format(printf, 2, 0)));

/* All of b's blocks now belong to a and live as long as it; b is empty. */
void arena_adopt(struct arena *a, struct arena *b);

/* Forget all blocks but keep memory for the next use. */
void arena_clear(struct arena *a);

/* Give everything back; the arena is empty and may be used again. */
void arena_release(struct arena *a);

#endif
