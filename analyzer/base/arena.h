#ifndef BASE_ARENA_H
#define BASE_ARENA_H
/*
 * Memory that is released all at once.
 *
 * An arena hands out blocks that live until it is cleared or released; there is
 * no free of a single block. It belongs to one thread at a time. Out of memory
 * is a panic, so no call returns NULL. Under AddressSanitizer the memory of a
 * cleared arena is poisoned, and so is what a rewind forgets.
 */
#include <stdarg.h>
#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#define ARENA_ALIGN 8

/* For this header and arena.c alone. */
struct arena_chunk {
	struct arena_chunk *older;
	size_t size, used, dirty; /* of bytes; those from dirty on are still zero */
	char bytes[];
};

struct arena {
	struct arena_chunk *chunk; /* the one being filled; older ones behind it */
	size_t total;              /* bytes taken from the system */
	struct arena_chunk *spare; /* an empty one that a rewind left over, or NULL */
};

/* An empty arena holds no memory yet: struct arena a = ARENA_INIT. */
#define ARENA_INIT { NULL, 0, NULL }

/* Zeroed bytes, aligned for any type. size may be 0. */
void *arena_alloc(struct arena *a, size_t size);

/* The same for a size that the compiler knows: to look here whether the chunk has room saves 1 % of a whole run. */
static inline void *arena_object(struct arena *a, size_t size)
{
#ifndef ARENA_ASAN
	struct arena_chunk *c = a->chunk;
	size_t need = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);

	if (c && c->used >= c->dirty && c->size - c->used >= need) {
		c->used += need;
		c->dirty = c->used;
		return c->bytes + c->used - need;
	}
#endif
	return arena_alloc(a, size);
}

/* One zeroed object, or n of them in a row, of the named type. */
#define arena_new(a, type) ((type *)arena_object((a), sizeof(type)))
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

/* How far an arena is filled, to come back to. */
struct arena_mark {
	struct arena_chunk *chunk, *older;
	size_t used;
};

struct arena_mark arena_mark(const struct arena *a);

/* Forget all blocks since the mark; marks made since are void. One chunk stays for the next use. */
void arena_rewind(struct arena *a, struct arena_mark to);

/* Give everything back; the arena is empty and may be used again. */
void arena_release(struct arena *a);

#endif
