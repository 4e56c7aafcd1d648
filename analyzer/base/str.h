#ifndef BASE_STR_H
#define BASE_STR_H
/*
 * Interned text: within one pool equal texts are the same object, so keys,
 * kinds, names and hosts compare by pointer.
 *
 * A pool may be used by several threads at once. Its strings live until the
 * pool is released. A string may hold NUL bytes (len counts); a NUL follows.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	struct str *next;  /* chain of the pool */
	uint32_t hash;
	uint32_t len;      /* bytes */
	uint32_t key;      /* the number of a key known at build time, else 0 */
	char text[];
};

struct pool;

/*
 * A new pool. keys[1] to keys[n - 1] are interned first and numbered by their index
 * (build/keys.h names these numbers); keys may be NULL with n 0.
 */
struct pool *pool_new(const char *const *keys, size_t n);
void pool_free(struct pool *p);

const struct str *pool_intern(struct pool *p, const char *text, size_t len);
const struct str *pool_text(struct pool *p, const char *text);
const struct str *pool_printf(struct pool *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The interned string if this text was ever interned, else NULL. */
const struct str *pool_find(const struct pool *p, const char *text, size_t len);

/*
 * Claims about a string; all are false for NULL. They are defined here because the text is mostly known where they are
 * called, and then the compiler counts it.
 */
static inline bool str_is(const struct str *s, const char *text)
{
	size_t n = strlen(text);

	return s && n == s->len && memcmp(s->text, text, n) == 0;
}

static inline bool str_starts(const struct str *s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s && n <= s->len && memcmp(s->text, prefix, n) == 0;
}

static inline bool str_ends(const struct str *s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s && n <= s->len && memcmp(s->text + s->len - n, suffix, n) == 0;
}

/* For qsort and bsearch over interned strings, const struct str *: an order in which equal ones meet; it says nothing to people. */
int str_by_address(const void *a, const void *b);

/* Is it one of these words, which blanks separate? words may be NULL. */
bool str_among(const char *words, const char *word, size_t len);

/* The same where upper and lower case of ASCII make no difference. */
bool str_among_cases(const char *words, const char *word, size_t len);

#endif
