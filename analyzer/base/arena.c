/* Memory in chunks, handed out in order and released all at once. */
#include "base/arena.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/panic.h"
#include "base/vec.h"

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define REDZONE 16 /* unusable bytes behind each block, so that an overrun is seen */
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define REDZONE 0
#endif

#define FIRST_CHUNK ((size_t)4 << 10) /* much more than most short-lived arenas need, which pay for all that is cleared */
#define GROWTH 8 /* soon to huge pages: 2 MiB in small ones cost as much as ten of those */
#define LARGEST_CHUNK (PART - sizeof(struct arena_chunk))
#define PART (HUGE_PAGE / 2)
#define HUGE_PAGE ((size_t)2 << 20)
#define PAGE ((size_t)4096)

/* Bytes in front of the next huge page. */
static size_t to_huge_page(const char *at)
{
	return (HUGE_PAGE - (uintptr_t)at % HUGE_PAGE) % HUGE_PAGE;
}

/* Zeroed memory that begins at a huge page and asks for such, which saves most of the time that first touches cost. */
static void *huge_memory(size_t size)
{
	char *block = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t front;

	if (block == MAP_FAILED)
		return NULL;
	front = to_huge_page(block);
	munmap(block, front); /* refused where nothing is to go */
	block += front;
	/* What lies behind the block's last page. */
	size = (size + PAGE - 1) & ~(size_t)(PAGE - 1);
	munmap(block + size, HUGE_PAGE - front);
	madvise(block, size, MADV_HUGEPAGE);
	return block;
}

/*
 * Halves of huge pages that no arena has: an arena's last one is half empty on average, and a page that is touched anywhere is
 * cleared whole. They are kept for the next arena that asks.
 */
static struct arena_chunk *parts;
static pthread_mutex_t parts_lock = PTHREAD_MUTEX_INITIALIZER;

static void part_give(struct arena_chunk *c)
{
	pthread_mutex_lock(&parts_lock);
	c->older = parts;
	parts = c;
	pthread_mutex_unlock(&parts_lock);
}

static struct arena_chunk *part_take(void)
{
	struct arena_chunk *c;
	char *page;

	pthread_mutex_lock(&parts_lock);
	c = parts;
	if (c)
		parts = c->older;
	pthread_mutex_unlock(&parts_lock);
	if (c)
		return c;
	page = huge_memory(HUGE_PAGE);
	if (page)
		part_give((struct arena_chunk *)(void *)(page + PART));
	return (struct arena_chunk *)(void *)page;
}

static bool is_part(size_t size)
{
#ifdef ARENA_ASAN
	(void)size;
	return false; /* the sanitizer is to know each chunk */
#else
	return size == LARGEST_CHUNK;
#endif
}

static struct arena_chunk *chunk_memory(size_t size)
{
	if (is_part(size))
		return part_take();
	return sizeof(struct arena_chunk) + size < HUGE_PAGE ? calloc(1, sizeof(struct arena_chunk) + size)
		: huge_memory(sizeof(struct arena_chunk) + size);
}

static void chunk_free(struct arena_chunk *c)
{
	ASAN_UNPOISON_MEMORY_REGION(c->bytes, c->size);
	if (is_part(c->size)) {
		c->used = 0;
		part_give(c);
	} else if (sizeof *c + c->size < HUGE_PAGE) {
		free(c);
	} else {
		munmap(c, sizeof *c + c->size);
	}
}

/* Bytes of the next chunk: a step of the ladder, from which large blocks alone depart. */
static size_t next_size(const struct arena_chunk *last, size_t need)
{
	size_t size = last ? last->size * GROWTH : FIRST_CHUNK;

	while (size < need)
		size *= GROWTH;
	if (size > LARGEST_CHUNK)
		size = LARGEST_CHUNK;
	return size < need ? need : size;
}

static struct arena_chunk *chunk_make(struct arena *a, size_t need)
{
	size_t size = next_size(a->chunk, need);
	struct arena_chunk *c = a->spare;

	if (c && c->size >= need) {
		a->spare = NULL;
		return c;
	}
	c = chunk_memory(size);
	if (!c)
		panic("out of memory (%zu bytes)", size);
	c->size = size;
	ASAN_POISON_MEMORY_REGION(c->bytes, size);
	a->total += sizeof *c + size;
	return c;
}

static struct arena_chunk *chunk_add(struct arena *a, size_t need)
{
	struct arena_chunk *c = chunk_make(a, need);

	/* A block larger than a common chunk goes behind the one being filled. */
	if (a->chunk && need > LARGEST_CHUNK) {
		c->older = a->chunk->older;
		a->chunk->older = c;
	} else {
		c->older = a->chunk;
		a->chunk = c;
	}
	return c;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct arena_chunk *c = a->chunk;
	size_t need;
	char *block;

	if (size > SIZE_MAX / 2)
		panic("a block of %zu bytes", size);
	need = (size + REDZONE + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
	if (!c || c->size - c->used < need)
		c = chunk_add(a, need);
	block = c->bytes + c->used;
	ASAN_UNPOISON_MEMORY_REGION(block, size);
	if (c->used < c->dirty)
		memset(block, 0, size);
	c->used += need;
	if (c->dirty < c->used)
		c->dirty = c->used;
	return block;
}

char *arena_strndup(struct arena *a, const char *text, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	if (len)
		memcpy(copy, text, len);
	return copy;
}

char *arena_strdup(struct arena *a, const char *text)
{
	return arena_strndup(a, text, strlen(text));
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list args)
{
	va_list again;
	char *text;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		panic("format \"%s\"", fmt);
	text = arena_alloc(a, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, fmt, args);
	return text;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = arena_vprintf(a, fmt, args);
	va_end(args);
	return text;
}

static void drop_spare(struct arena *a)
{
	struct arena_chunk *c = a->spare;

	a->spare = NULL;
	if (!c)
		return;
	a->total -= sizeof *c + c->size;
	chunk_free(c);
}

void arena_adopt(struct arena *a, struct arena *b)
{
	struct arena_chunk *oldest = b->chunk;

	drop_spare(b);
	if (!oldest)
		return;
	while (oldest->older)
		oldest = oldest->older;
	if (a->chunk) {
		oldest->older = a->chunk->older;
		a->chunk->older = b->chunk;
	} else {
		a->chunk = b->chunk;
	}
	a->total += b->total;
	b->chunk = NULL;
	b->total = 0;
}

struct arena_mark arena_mark(const struct arena *a)
{
	struct arena_chunk *c = a->chunk;

	return (struct arena_mark){ c, c ? c->older : NULL, c ? c->used : 0 };
}

/* Large chunks are given back, a common one may serve again. */
static void chunk_drop(struct arena *a, struct arena_chunk *c)
{
	if (c->size <= LARGEST_CHUNK && (!a->spare || a->spare->size < c->size)) {
		drop_spare(a);
		c->used = 0;
		ASAN_POISON_MEMORY_REGION(c->bytes, c->size);
		a->spare = c;
		return;
	}
	a->total -= sizeof *c + c->size;
	chunk_free(c);
}

void arena_rewind(struct arena *a, struct arena_mark to)
{
	struct arena_chunk *c, *next;

	for (c = a->chunk; c != to.chunk; c = next) {
		next = c->older;
		chunk_drop(a, c);
	}
	a->chunk = to.chunk;
	if (!to.chunk)
		return;
	/* Blocks larger than a common chunk stand behind the one being filled. */
	for (c = to.chunk->older; c != to.older; c = next) {
		next = c->older;
		chunk_drop(a, c);
	}
	to.chunk->older = to.older;
	to.chunk->used = to.used;
	ASAN_POISON_MEMORY_REGION(to.chunk->bytes + to.used, to.chunk->size - to.used);
}

void arena_clear(struct arena *a)
{
	struct arena_chunk *keep = a->chunk;

	if (!keep)
		return;
	while (keep->older) {
		struct arena_chunk *c = keep->older;

		keep->older = c->older;
		a->total -= sizeof *c + c->size;
		chunk_free(c);
	}
	keep->used = 0;
	ASAN_POISON_MEMORY_REGION(keep->bytes, keep->size);
}

void arena_release(struct arena *a)
{
	while (a->chunk) {
		struct arena_chunk *c = a->chunk;

		a->chunk = c->older;
		chunk_free(c);
	}
	drop_spare(a);
	a->total = 0;
}

void *vec_grow(struct arena *a, void *old, size_t item, size_t n, size_t *cap)
{
	size_t more = *cap ? *cap * 2 : 4;
	void *block = arena_alloc(a, more * item);

	if (n)
		memcpy(block, old, n * item);
	*cap = more;
	return block;
}
