/* The pool of interned strings: hash tables of fixed widths whose chains are read without a lock. */
#include "base/str.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/panic.h"

/*
 * A table's width never changes, so a reader needs no lock: it sees a chain as it was or with one more string in
 * front. When the chains of a table are long, further strings go to the next one, which is wider; those that all
 * files share are in the first. The first is narrow: what is asked for at each value stays in the processor's cache.
 */
#define POOL_TABLES 3
#define POOL_WIDTH(table) ((size_t)1 << (14 + 7 * (table) / 2)) /* 128 KiB, 1 MiB, 16 MiB */
#define POOL_CHAIN 2 /* strings of a full table's chains on average */

struct pool {
	_Atomic(struct str *) *first; /* tables[0], which stays */
	_Atomic(_Atomic(struct str *) *) tables[POOL_TABLES]; /* NULL before it is needed */
	size_t n;             /* strings of the last table */
	struct arena arena;
	pthread_mutex_t lock; /* held to add a string */
};

static uint64_t mix(uint64_t h, uint64_t w)
{
	h = (h ^ w) * 0xff51afd7ed558ccdu;
	return h ^ h >> 32;
}

/* The last bytes, fewer than eight, without a call of memcpy: most texts are that short. */
static inline uint64_t tail_of(const char *text, size_t len)
{
	uint32_t front, back;

	if (len >= 4) {
		memcpy(&front, text, 4);
		memcpy(&back, text + len - 4, 4);
		return (uint64_t)front << 32 | back;
	}
	if (len == 0)
		return 0;
	return (uint64_t)(unsigned char)text[0] << 16 | (uint64_t)(unsigned char)text[len / 2] << 8
		| (unsigned char)text[len - 1];
}

static inline uint32_t hash_bytes(const char *text, size_t len)
{
	uint64_t h = 0x9e3779b97f4a7c15u ^ len, w;

	for (; len >= 8; text += 8, len -= 8) {
		memcpy(&w, text, 8);
		h = mix(h, w);
	}
	h = mix(h, tail_of(text, len));
	h *= 0xc4ceb9fe1a85ec53u;
	return (uint32_t)(h >> 32);
}

/* memcmp for texts of one length, most of which are short: to call it costs more than to compare them. */
static inline bool same_bytes(const char *a, const char *b, size_t len)
{
	uint64_t begins[2], ends[2];

	if (len < 8)
		return tail_of(a, len) == tail_of(b, len);
	memcpy(&begins[0], a, 8);
	memcpy(&begins[1], b, 8);
	memcpy(&ends[0], a + len - 8, 8);
	memcpy(&ends[1], b + len - 8, 8);
	return begins[0] == begins[1] && ends[0] == ends[1] && (len <= 16 || memcmp(a + 8, b + 8, len - 16) == 0);
}

__attribute__((always_inline)) static inline struct str *chain_find(struct str *s, const char *text, size_t len, uint32_t hash)
{
	for (; s; s = s->next)
		if (s->hash == hash && s->len == len && same_bytes(s->text, text, len))
			return s;
	return NULL;
}

/* In all tables but the first. */
__attribute__((noinline)) static struct str *find_further(const struct pool *p, const char *text, size_t len, uint32_t hash)
{
	struct str *s = NULL;

	for (size_t i = 1; i < POOL_TABLES && !s; i++) {
		_Atomic(struct str *) *table = atomic_load_explicit(&p->tables[i], memory_order_acquire);

		if (!table)
			break;
		s = chain_find(atomic_load_explicit(&table[hash & (POOL_WIDTH(i) - 1)], memory_order_acquire), text, len, hash);
	}
	return s;
}

/* Like chain_find within its callers: nearly all texts have been met before, and a call costs 1 % of a whole run. */
__attribute__((always_inline)) static inline struct str *find(const struct pool *p, const char *text, size_t len, uint32_t hash)
{
	struct str *s = chain_find(atomic_load_explicit(&p->first[hash & (POOL_WIDTH(0) - 1)], memory_order_acquire), text, len, hash);

	return s || !atomic_load_explicit(&p->tables[1], memory_order_relaxed) ? s : find_further(p, text, len, hash);
}

static void add_table(struct pool *p, size_t i)
{
	_Atomic(struct str *) *table = calloc(POOL_WIDTH(i), sizeof *table);

	if (!table)
		panic("out of memory");
	p->n = 0;
	atomic_store_explicit(&p->tables[i], table, memory_order_release);
}

/* Where a further string goes. */
static _Atomic(struct str *) *bucket_for(struct pool *p, uint32_t hash)
{
	size_t last = POOL_TABLES - 1;

	while (last && !atomic_load_explicit(&p->tables[last], memory_order_relaxed))
		last--;
	if (p->n == POOL_WIDTH(last) * POOL_CHAIN && last + 1 < POOL_TABLES)
		add_table(p, ++last);
	p->n++;
	return &atomic_load_explicit(&p->tables[last], memory_order_relaxed)[hash & (POOL_WIDTH(last) - 1)];
}

/* A text that was not there when its buckets were looked through. */
__attribute__((noinline)) static struct str *add(struct pool *p, const char *text, size_t len, uint32_t hash)
{
	_Atomic(struct str *) *bucket;
	struct str *s;

	if (len > UINT32_MAX - 1)
		panic("a string of %zu bytes", len);
	pthread_mutex_lock(&p->lock);
	s = find(p, text, len, hash);
	if (!s) {
		s = arena_alloc(&p->arena, sizeof *s + len + 1);
		s->hash = hash;
		s->len = (uint32_t)len;
		memcpy(s->text, text, len);
		bucket = bucket_for(p, hash);
		s->next = atomic_load_explicit(bucket, memory_order_relaxed);
		atomic_store_explicit(bucket, s, memory_order_release);
	}
	pthread_mutex_unlock(&p->lock);
	return s;
}

static struct str *intern(struct pool *p, const char *text, size_t len)
{
	uint32_t hash = hash_bytes(text, len);
	struct str *s = find(p, text, len, hash);

	return s ? s : add(p, text, len, hash);
}

struct pool *pool_new(const char *const *keys, size_t n)
{
	struct pool *p = calloc(1, sizeof *p);

	if (!p)
		panic("out of memory");
	add_table(p, 0);
	p->first = atomic_load_explicit(&p->tables[0], memory_order_relaxed);
	pthread_mutex_init(&p->lock, NULL);
	for (size_t i = 1; i < n; i++)
		intern(p, keys[i], strlen(keys[i]))->key = (uint32_t)i;
	return p;
}

void pool_free(struct pool *p)
{
	if (!p)
		return;
	arena_release(&p->arena);
	pthread_mutex_destroy(&p->lock);
	for (size_t i = 0; i < POOL_TABLES; i++)
		free(atomic_load_explicit(&p->tables[i], memory_order_relaxed));
	free(p);
}

const struct str *pool_intern(struct pool *p, const char *text, size_t len)
{
	return intern(p, text, len);
}

const struct str *pool_text(struct pool *p, const char *text)
{
	return intern(p, text, strlen(text));
}

const struct str *pool_printf(struct pool *p, const char *fmt, ...)
{
	char small[512], *text = small;
	const struct str *s;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(small, sizeof small, fmt, args);
	va_end(args);
	if (n < 0)
		panic("format \"%s\"", fmt);
	if ((size_t)n >= sizeof small) {
		text = malloc((size_t)n + 1);
		if (!text)
			panic("out of memory");
		va_start(args, fmt);
		vsnprintf(text, (size_t)n + 1, fmt, args);
		va_end(args);
	}
	s = intern(p, text, (size_t)n);
	if (text != small)
		free(text);
	return s;
}

const struct str *pool_find(const struct pool *p, const char *text, size_t len)
{
	return find(p, text, len, hash_bytes(text, len));
}

int str_by_address(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)*(const struct str *const *)a, y = (uintptr_t)*(const struct str *const *)b;

	return (x > y) - (x < y);
}

static bool among(const char *words, const char *word, size_t len, bool cases)
{
	for (const char *at = words; at && *at; ) {
		size_t one = strcspn(at, " ");

		if (one && one == len && (cases ? strncasecmp(at, word, len) : memcmp(at, word, len)) == 0)
			return true;
		at += one + strspn(at + one, " ");
	}
	return false;
}

bool str_among(const char *words, const char *word, size_t len)
{
	return among(words, word, len, false);
}

bool str_among_cases(const char *words, const char *word, size_t len)
{
	return among(words, word, len, true);
}
