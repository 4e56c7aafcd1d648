/* Blocks for libyaml: lists of freed ones by size, cut from larger pieces. */
#include "doc/heap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SMALLEST 16u /* bytes; each class holds twice as much as the one before */
#define CLASSES 13u
#define PIECE (4 * HEAP_LISTED)

_Static_assert((size_t)SMALLEST << (CLASSES - 1) == HEAP_LISTED, "the last class is the largest that is listed");

/* Stands before each block, and keeps it aligned for whatever is put there. */
struct head {
	_Alignas(max_align_t) size_t room; /* bytes behind the head */
	size_t class;                      /* CLASSES where the C library has the block */
};

static _Thread_local struct head *freed[CLASSES]; /* each begins with the next one's address, behind its head */
static _Thread_local char *piece;
static _Thread_local size_t left;

static unsigned class_of(size_t n)
{
	return n <= SMALLEST ? 0 : 64 - (unsigned)__builtin_clzll((unsigned long long)(n - 1) / SMALLEST);
}

/* The rare cases are kept out of the way of the others: two calls for each value are a part of each run that shows. */
__attribute__((noinline)) static void *large(size_t n)
{
	struct head *h = n <= SIZE_MAX - sizeof *h ? malloc(sizeof *h + n) : NULL;

	if (!h)
		return NULL;
	h->room = n;
	h->class = CLASSES;
	return h + 1;
}

/* What is left of the piece before is less than one block of this class, and stays unused. */
__attribute__((noinline)) static void *cut(unsigned class)
{
	size_t room = (size_t)SMALLEST << class;
	struct head *h;

	if (left < sizeof *h + room) {
		char *fresh = malloc(PIECE);

		if (!fresh)
			return NULL;
		piece = fresh;
		left = PIECE;
	}
	h = (struct head *)(void *)piece;
	piece += sizeof *h + room;
	left -= sizeof *h + room;
	h->room = room;
	h->class = class;
	return h + 1;
}

void *doc_heap_malloc(size_t n)
{
	unsigned class;
	struct head *h;

	if (n > HEAP_LISTED)
		return large(n);
	class = class_of(n);
	h = freed[class];
	if (!h)
		return cut(class);
	freed[class] = *(struct head **)(void *)(h + 1);
	return h + 1;
}

void doc_heap_free(void *block)
{
	struct head *h;

	if (!block)
		return;
	h = (struct head *)block - 1;
	if (h->class == CLASSES) {
		free(h);
		return;
	}
	*(struct head **)block = freed[h->class];
	freed[h->class] = h;
}

void *doc_heap_realloc(void *block, size_t n)
{
	const struct head *h;
	void *larger;

	if (!block)
		return doc_heap_malloc(n);
	h = (const struct head *)block - 1;
	if (n <= h->room)
		return block;
	larger = doc_heap_malloc(n);
	if (!larger)
		return NULL;
	memcpy(larger, block, h->room);
	doc_heap_free(block);
	return larger;
}

char *doc_heap_strdup(const char *text)
{
	size_t n = strlen(text) + 1;
	char *copy = doc_heap_malloc(n);

	return copy ? memcpy(copy, text, n) : NULL;
}

void *doc_heap_c_malloc(size_t n)
{
	return doc_heap_malloc(n);
}

void *doc_heap_c_realloc(void *block, size_t n)
{
	return doc_heap_realloc(block, n);
}

void doc_heap_c_free(void *block)
{
	doc_heap_free(block);
}

char *doc_heap_c_strdup(const char *text)
{
	return doc_heap_strdup(text);
}
