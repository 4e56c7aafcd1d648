/* Suite of base: arena, strings, buffers, vectors, maps, UTF-8. */
#include <check.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/listing.h"
#include "base/map.h"
#include "base/safe.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "test/run.h"

static bool all_zero(const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i])
			return false;
	return true;
}

static const char *listed(struct arena *a, size_t n)
{
	static const char *const words[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l" };
	struct listing l = { .n = 0 };

	for (size_t i = 0; i < n; i++)
		listing_add(&l, i < LISTING_MOST ? words[i] : NULL);
	return listing_text(&l, a);
}

START_TEST(listings)
{
	struct arena a = ARENA_INIT;

	ck_assert_str_eq(listed(&a, 0), "");
	ck_assert_str_eq(listed(&a, 1), "a");
	ck_assert_str_eq(listed(&a, 2), "a and b");
	ck_assert_str_eq(listed(&a, 3), "a, b and c");
	ck_assert_str_eq(listed(&a, 12), "a, b, c, d, e, f, g, h, i, j, k and l");
	ck_assert_str_eq(listed(&a, 13), "a, b, c, d, e, f, g, h, i, j, k, l and 1 more");
	ck_assert_str_eq(listed(&a, 4000), "a, b, c, d, e, f, g, h, i, j, k, l and 3988 more");
	arena_release(&a);
}
END_TEST

START_TEST(arena_blocks)
{
	static const size_t sizes[] = { 0, 1, 7, 8, 1000, 32 << 10, 3 << 20, 5 << 20, 1, 64, (9 << 20) + 1, 16 };
	struct arena a = ARENA_INIT;

	for (int round = 0; round < 3; round++) {
		char *last = NULL;

		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
			char *block = arena_alloc(&a, sizes[i]);

			ck_assert_uint_eq((uintptr_t)block % 8, 0);
			ck_assert(all_zero(block, sizes[i]));
			ck_assert(block != last || sizes[i - 1] == 0);
			memset(block, 0xa5, sizes[i]);
			last = block;
		}
		ck_assert_uint_ge(a.total, 17u << 20);
		arena_clear(&a);
	}
	arena_release(&a);
	ck_assert(a.total == 0 && a.chunk == NULL);
	ck_assert_str_eq(arena_strdup(&a, "again"), "again");
	arena_release(&a);
}
END_TEST

START_TEST(arena_text)
{
	struct arena a = ARENA_INIT;

	ck_assert_str_eq(arena_strndup(&a, "abcdef", 3), "abc");
	ck_assert_str_eq(arena_strndup(&a, NULL, 0), "");
	ck_assert_str_eq(arena_printf(&a, "%d-%s", 42, "x"), "42-x");
	arena_release(&a);
}
END_TEST

START_TEST(arena_adopts)
{
	struct arena a = ARENA_INIT, b = ARENA_INIT, none = ARENA_INIT;
	char *x = arena_strdup(&a, "of a"), *y = arena_strdup(&b, "of b");
	char *large = arena_alloc(&b, 6 << 20);
	size_t total = a.total + b.total;

	large[0] = 'z';
	arena_adopt(&a, &b);
	arena_adopt(&a, &none);
	arena_adopt(&none, &a);
	ck_assert(b.chunk == NULL && b.total == 0 && a.chunk == NULL && none.total == total);
	ck_assert_str_eq(x, "of a");
	ck_assert_str_eq(y, "of b");
	ck_assert_str_eq(large, "z");
	arena_release(&none);
}
END_TEST

START_TEST(arena_rewinds)
{
	static const size_t sizes[] = { 1, 64, 3 << 20, 40 << 10, 7, 2 << 20, 500 << 10, 900 << 10, 16 };
	struct arena a = ARENA_INIT, none = ARENA_INIT;
	struct arena_mark empty = arena_mark(&a), mark;
	char *kept, *first;
	size_t held = 0;

	for (int round = 0; round < 20; round++) {
		arena_rewind(&a, empty);
		ck_assert_ptr_null(a.chunk);
		kept = arena_strdup(&a, "kept");
		mark = arena_mark(&a);
		first = arena_alloc(&a, 8);
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
			char *block = arena_alloc(&a, sizes[i]);

			ck_assert(all_zero(block, sizes[i]));
			memset(block, 0xa5, sizes[i]);
		}
		arena_rewind(&a, mark);
		ck_assert_str_eq(kept, "kept");
		ck_assert_ptr_eq(arena_alloc(&a, 8), first);
		ck_assert_uint_le(a.total, 5u << 20);
		ck_assert(round < 2 || a.total == held);
		held = a.total;
	}
	arena_adopt(&none, &a);
	ck_assert(a.chunk == NULL && a.spare == NULL && a.total == 0);
	ck_assert_str_eq(kept, "kept");
	arena_release(&none);
	ck_assert(none.total == 0 && none.spare == NULL);
}
END_TEST

#ifndef ARENA_ASAN /* there each block has more behind it */
/* What is taken from the system: chunks of 4 KiB, then eight times as much each, up to half a huge page with its head; what is larger alone. */
START_TEST(arena_takes)
{
	const size_t head = sizeof(struct arena_chunk), first = 4 << 10, largest = (1 << 20) - head, alone = (largest + 8) & ~(size_t)7;
	struct arena a = ARENA_INIT, b = ARENA_INIT;
	struct arena_mark mark;
	char *last;

	arena_alloc(&a, 1);
	ck_assert_uint_eq(a.total, head + first);
	arena_alloc(&a, first - 8);
	ck_assert_uint_eq(a.total, head + first);
	arena_alloc(&a, 1);
	ck_assert_uint_eq(a.total, 2 * head + 9 * first);
	arena_alloc(&a, 8 * first);
	ck_assert_uint_eq(a.total, 3 * head + 73 * first);
	arena_alloc(&a, 64 * first);
	ck_assert_uint_eq(a.total, 4 * head + 73 * first + largest);
	last = arena_alloc(&a, 8);
	arena_alloc(&a, largest + 1); /* behind the one being filled */
	ck_assert_uint_eq(a.total, 5 * head + 73 * first + largest + alone);
	ck_assert_ptr_eq((char *)arena_alloc(&a, 8), last + 8);
	mark = arena_mark(&a);
	arena_alloc(&a, largest);
	ck_assert_ptr_ne(a.chunk, mark.chunk);
	ck_assert_uint_eq(a.total, 6 * head + 73 * first + 2 * largest + alone);
	arena_rewind(&a, mark);
	ck_assert_ptr_nonnull(a.spare);
	ck_assert_uint_eq(a.total, 6 * head + 73 * first + 2 * largest + alone);
	arena_alloc(&a, largest); /* the spare one serves */
	ck_assert_ptr_null(a.spare);
	arena_rewind(&a, mark);
	arena_alloc(&a, largest + 8); /* it is too small */
	ck_assert_ptr_nonnull(a.spare);
	arena_clear(&a);
	ck_assert(a.chunk->used == 0 && !a.chunk->older);
	arena_release(&a);
	ck_assert_uint_eq(a.total, 0);
	/* Adopted chunks are all found again. */
	for (int i = 0; i < 5; i++)
		arena_alloc(&b, first);
	arena_alloc(&a, 1);
	arena_adopt(&a, &b);
	last = NULL;
	for (const struct arena_chunk *c = a.chunk; c; c = c->older)
		last = last ? last + 1 : (char *)1;
	ck_assert_uint_ge((uintptr_t)last, 3);
	arena_release(&a);
}
END_TEST
/* Does the page belong to nobody? */
static bool is_unmapped(const char *at)
{
	unsigned char in_core;

	return mincore((void *)((uintptr_t)at & ~(uintptr_t)4095), 1, &in_core) != 0 && errno == ENOMEM;
}

/* Chunks of half a huge page are the halves of huge pages; they are taken again, the last given first. What fills one is a huge page's too. */
START_TEST(arena_of_halves)
{
	const size_t head = sizeof(struct arena_chunk), huge = 2 << 20, half = huge / 2, largest = half - head;
	struct arena a = ARENA_INIT, b = ARENA_INIT, many[8] = { ARENA_INIT };
	struct arena_mark mark;
	struct arena_chunk *oldest = NULL;
	size_t upper = 0, behind = 0;

	for (int i = 0; i < 9; i++) {
		arena_alloc(&a, largest - 7);
		ck_assert_uint_eq((uintptr_t)a.chunk % half, 0);
		upper += (uintptr_t)a.chunk % huge == half;
		oldest = oldest ? oldest : a.chunk;
	}
	ck_assert_uint_gt(upper, 0);
	arena_release(&a);
	arena_alloc(&b, largest);
	ck_assert_ptr_eq(b.chunk, oldest);
	arena_release(&b);
	/* The largest chunk that a rewind leaves is kept. */
	arena_alloc(&a, 1);
	mark = arena_mark(&a);
	for (size_t size = 32 << 10; size < half; size *= 8)
		arena_alloc(&a, size);
	arena_rewind(&a, mark);
	ck_assert_uint_eq(a.spare->size, 256 << 10);
	arena_release(&a);
	arena_alloc(&a, 1);
	mark = arena_mark(&a);
	for (size_t size = 32 << 10; size < half; size *= 8) {
		arena_alloc(&a, size);
		arena_rewind(&a, mark);
		ck_assert_uint_eq(a.spare->size, size);
	}
	arena_release(&a);
	/* A huge page alone, and more, of which nothing is taken that is not used. */
	for (size_t i = 0; i < 8; i++) {
		arena_alloc(&many[i], huge - head + i * 4096);
		ck_assert_uint_eq((uintptr_t)many[i].chunk % huge, 0);
		behind += is_unmapped((char *)many[i].chunk + huge + i * 4096);
	}
	for (size_t i = 0; i < 8; i++)
		arena_release(&many[i]);
	ck_assert_uint_gt(behind, 0);
}
END_TEST
#endif

START_TEST(vectors)
{
	struct arena a = ARENA_INIT;
	VEC(int) v = { NULL, 0, 0 };

	for (int i = 0; i < 1000; i++)
		vec_push(&a, &v, i * i);
	ck_assert_uint_eq(v.n, 1000);
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(v.at[i], i * i);
	arena_release(&a);
}
END_TEST

START_TEST(buffers)
{
	struct buf b = BUF_INIT;

	buf_add(&b, NULL, 0);
	ck_assert_str_eq(b.at, "");
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "%d,", i);
	buf_putc(&b, '!');
	buf_puts(&b, "end");
	ck_assert_uint_eq(b.n, 10 * 2 + 90 * 3 + 900 * 4 + 4);
	ck_assert_str_eq(b.at + b.n - 8, "999,!end");
	buf_clear(&b);
	ck_assert(b.n == 0 && b.at[0] == '\0');
	buf_release(&b);
	for (size_t i = 1; i < 520; i++) { /* with the NUL behind it what is there fills 256 and 512 */
		buf_putc(&b, 'x');
		ck_assert_uint_eq(b.cap, i < 256 ? 256 : i < 512 ? 512 : 1024);
	}
	buf_release(&b);
	ck_assert(b.at == NULL && b.cap == 0);
}
END_TEST

START_TEST(maps)
{
	struct arena a = ARENA_INIT;
	struct map m = { 0 };
	static char keys[3000];

	ck_assert_ptr_null(map_get(&m, keys, NULL, NULL));
	for (int i = 0; i < 3000; i++)
		*map_at(&a, &m, &keys[i], i % 2 ? &keys[0] : NULL, NULL) = &keys[i];
	ck_assert_uint_eq(m.n, 3000);
	for (int i = 0; i < 3000; i++) {
		ck_assert_ptr_eq(map_get(&m, &keys[i], i % 2 ? &keys[0] : NULL, NULL), &keys[i]);
		ck_assert_ptr_null(map_get(&m, &keys[i], i % 2 ? NULL : &keys[0], NULL));
	}
	*map_at(&a, &m, keys, NULL, NULL) = NULL;
	ck_assert(m.n == 3000 && !map_get(&m, keys, NULL, NULL));
	*map_at(&a, &m, NULL, NULL, keys) = keys;
	ck_assert_ptr_eq(map_get(&m, NULL, NULL, keys), keys);
	arena_release(&a);
}
END_TEST

/* A map of keys of one part becomes one of three with the first that has more, and grows at two thirds. */
START_TEST(maps_grow)
{
	static char keys[100];
	struct arena a = ARENA_INIT;

	for (unsigned n = 0; n < 30; n++) {
		struct map m = { 0 }, r = { 0 };
		uint32_t cap = n ? 8 : 0;

		while (n * 3 > cap * 2)
			cap *= 2;
		for (unsigned i = 0; i < n; i++)
			*map_at(&a, &m, &keys[i], NULL, NULL) = &keys[i];
		ck_assert_uint_eq(m.cap, cap);
		for (unsigned i = 0; i < n; i++) {
			ck_assert_ptr_null(map_get(&m, &keys[i], &keys[0], NULL));
			ck_assert_ptr_null(map_get(&m, &keys[i], NULL, &keys[0]));
		}
		map_reserve(&a, &r, n, n % 3);
		ck_assert_uint_eq(r.cap, n ? cap : 8);
		ck_assert_uint_eq(r.width, n % 3 > 1 ? 4 : 2);
		cap = r.cap;
		for (unsigned i = 0; i < n; i++)
			*map_at(&a, &r, &keys[i], n % 3 > 1 ? &keys[1] : NULL, NULL) = &keys[i];
		ck_assert_uint_eq(r.cap, cap);
		*map_at(&a, &m, &keys[50], NULL, &keys[3]) = &keys[51];
		*map_at(&a, &m, &keys[50], &keys[3], NULL) = &keys[52];
		*map_at(&a, &m, NULL, NULL, NULL) = &keys[53];
		ck_assert_uint_eq(m.n, n + 3);
		for (unsigned i = 0; i < n; i++)
			ck_assert_ptr_eq(map_get(&m, &keys[i], NULL, NULL), &keys[i]);
		ck_assert_ptr_eq(map_get(&m, &keys[50], NULL, &keys[3]), &keys[51]);
		ck_assert_ptr_eq(map_get(&m, &keys[50], &keys[3], NULL), &keys[52]);
		ck_assert_ptr_eq(map_get(&m, NULL, NULL, NULL), &keys[53]);
		ck_assert_ptr_null(map_get(&m, &keys[50], NULL, NULL));
		ck_assert_ptr_null(map_get(&m, &keys[50], &keys[3], &keys[3]));
	}
	arena_release(&a);
}
END_TEST

START_TEST(strings)
{
	static const char *const keys[] = { NULL, "spec", "hosts" };
	struct pool *p = pool_new(keys, 3);
	const struct str *s = pool_text(p, "hosts"), *nul = pool_intern(p, "a\0b", 3);
	char longer[2000];

	ck_assert(s->key == 2 && s->len == 5 && pool_text(p, "spec")->key == 1);
	ck_assert_uint_eq(pool_text(p, "other")->key, 0);
	ck_assert_ptr_eq(s, pool_intern(p, "hosts!", 5));
	ck_assert(nul->len == 3 && nul != pool_text(p, "a") && nul == pool_intern(p, "a\0b", 3));
	ck_assert_ptr_null(pool_find(p, "never", 5));
	ck_assert_ptr_eq(pool_find(p, "hosts", 5), s);
	ck_assert_ptr_eq(pool_printf(p, "%s%d", "x", 7), pool_text(p, "x7"));
	memset(longer, 'q', sizeof longer);
	longer[sizeof longer - 1] = '\0';
	ck_assert_ptr_eq(pool_printf(p, "%s", longer), pool_text(p, longer));
	ck_assert_ptr_eq(pool_printf(p, "%s", ""), pool_text(p, ""));
	for (int n = 510; n < 515; n++)
		ck_assert_ptr_eq(pool_printf(p, "%.*s", n, longer), pool_intern(p, longer, (size_t)n));
	ck_assert(str_by_address(&s, &s) == 0 && str_by_address(&nul, &s) == -str_by_address(&s, &nul) && str_by_address(&s, &nul) == (s > nul ? 1 : -1));
	ck_assert(str_among("a bc  d", "a", 1) && str_among("a bc  d", "bc", 2) && str_among("a bc  d", "d", 1) && str_among("a", "ab", 1));
	ck_assert(!str_among("a bc  d", "b", 1) && !str_among("a bc  d", "bcd", 3) && !str_among("a bc  d", "ac", 2) && !str_among("a bc  d", "", 0));
	ck_assert(!str_among(" a", "", 0) && str_among(" a", "a", 1) && !str_among(NULL, "", 0) && !str_among("", "a", 1));
	ck_assert(str_is(s, "hosts") && !str_is(s, "host") && !str_is(NULL, "") && !str_is(nul, "a"));
	ck_assert(str_starts(s, "ho") && str_starts(s, "") && !str_starts(s, "hosts!") && !str_starts(NULL, ""));
	ck_assert(str_ends(s, "sts") && str_ends(s, "") && !str_ends(s, "xhosts") && !str_ends(NULL, ""));
	ck_assert_uint_eq(pool_text(p, "")->len, 0);
	pool_free(p);
	pool_free(NULL);
	p = pool_new(NULL, 0);
	ck_assert_uint_eq(pool_text(p, "hosts")->key, 0);
	pool_free(p);
}
END_TEST

static const struct str *shared[4][270000];

static struct pool *common;

static void *intern_all(void *arg)
{
	const struct str **mine = arg;

	for (int i = 0; i < 270000; i++)
		mine[i] = pool_printf(common, "name-%d", i);
	return NULL;
}

/* More than one table holds. */
START_TEST(strings_many)
{
	struct pool *p = pool_new(NULL, 0);
	const struct str **all = malloc(600000 * sizeof *all);
	int bad = 0; /* each assertion is a message to the process that watches */

	ck_assert_ptr_nonnull(all);
	for (int i = 0; i < 600000; i++)
		all[i] = pool_printf(p, "text %d", i);
	for (int i = 0; i < 600000; i++) {
		bad += atoi(all[i]->text + 5) != i;
		bad += pool_find(p, all[i]->text, all[i]->len) != all[i] || pool_text(p, all[i]->text) != all[i];
	}
	ck_assert_int_eq(bad, 0);
	ck_assert_ptr_null(pool_find(p, "text 600000", 11));
	free(all);
	pool_free(p);
}
END_TEST

START_TEST(strings_of_threads)
{
	pthread_t threads[4];

	common = pool_new(NULL, 0);
	for (int t = 0; t < 4; t++)
		ck_assert_int_eq(pthread_create(&threads[t], NULL, intern_all, shared[t]), 0);
	for (int t = 0; t < 4; t++)
		pthread_join(threads[t], NULL);
	for (int t = 1; t < 4; t++)
		ck_assert_mem_eq(shared[0], shared[t], sizeof shared[0]);
	pool_free(common);
}
END_TEST

START_TEST(utf8_good)
{
	static const uint32_t points[] = { 0, 'a', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff };
	char text[64];
	size_t n = 0;

	for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
		size_t len = utf8_put(points[i], text + n);
		uint32_t c = 1;

		ck_assert_uint_eq(utf8_next(text + n, len, &c), len);
		ck_assert_uint_eq(c, points[i]);
		ck_assert(len == 1 || utf8_next(text + n, len - 1, &c) == 0);
		n += len;
	}
	ck_assert_uint_eq(utf8_check(text, n), n);
	ck_assert_uint_eq(utf8_count(text, n), sizeof points / sizeof *points);
}
END_TEST

START_TEST(utf8_bad)
{
	static const char *const bad[] = { "\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf",
		"\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
		"\xff", "\xc3(", "\xe2\x82", "\xf0\x9f\x98", "\x95\x80", "\xbf\xbf", "\xc1\x80", "\xf8\x90\x80\x80", "\xfb\xbf\xbf\xbf" };
	uint32_t c;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char text[16] = "ab";

		strcat(text, bad[i]);
		ck_assert_msg(utf8_next(bad[i], strlen(bad[i]), &c) == 0, "case %zu", i);
		ck_assert_uint_eq(utf8_check(text, strlen(text)), 2);
	}
	ck_assert_uint_eq(utf8_next("", 0, &c), 0);
	ck_assert_uint_eq(utf8_count("a\xff\xc3\xbc", 4), 3);
}
END_TEST

START_TEST(utf8_widths)
{
	ck_assert(utf8_width('a') == 1 && utf8_width(0xfc) == 1 && utf8_width(0x301) == 0);
	ck_assert(utf8_width(0x6f22) == 2 && utf8_width(0x1f600) == 2 && utf8_width(0x43b) == 1);
	ck_assert(utf8_width(0x2ff) == 1 && utf8_width(0x300) == 0 && utf8_width(0x36f) == 0 && utf8_width(0x370) == 1);
	ck_assert(utf8_width(0x10ff) == 1 && utf8_width(0x1100) == 2 && utf8_width(0x115f) == 2 && utf8_width(0x1160) == 1);
	ck_assert(utf8_width(0xfefe) == 1 && utf8_width(0xfeff) == 0 && utf8_width(0x3fffd) == 2 && utf8_width(0x3fffe) == 1);
}
END_TEST

/* What is shown of texts that others wrote: nothing acts on a terminal or a log. */
/* Broken at blanks; a word that is too long stands alone, and one that may be a command begins no line. */
START_TEST(safe_wraps)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "", "" },
		{ "one", "one" },
		{ "one two", "one two" },
		{ "one two three four", "one two\n  three\n  four" },
		{ "one  two", "one two" },
		{ "one extraordinarily two", "one\n  extraordinarily\n  two" },
		{ "one two ::error::", "one two ::error::" },
		{ "\xc3\xbc\xc3\xbc\xc3\xbc \xc3\xbc\xc3\xbc\xc3\xbc", "\xc3\xbc\xc3\xbc\xc3\xbc \xc3\xbc\xc3\xbc\xc3\xbc" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out = BUF_INIT;

		safe_wrap(&out, cases[i].text, 2, 2, 9);
		ck_assert_str_eq(out.n ? out.at : "", cases[i].want);
		buf_release(&out);
	}
}
END_TEST

START_TEST(safe_texts)
{
	static const struct {
		const char *text, *shown, *name;
	} list[] = {
		{ "a b~", "a b~", "a b~" }, { "~a", "~a", "~a" }, { "!a", "!a", "!a" }, { " a", " a", "./ a" }, { ":a", ":a", "./:a" },
		{ "#a", "#a", "./#a" }, { "\x1f" "a\n", "\u241f" "a\u240a", "./\u241f" "a\u240a" }, { "a\x7f", "a\u2421", "a\u2421" },
		{ "\x7f", "\u2421", "./\u2421" }, { "\u00a0\xc2\x9f", "\u00a0\ufffd", "./\u00a0\ufffd" }, { "a\u061c\u200d\u200e\u200f\u2010", "a\ufffd\u200d\ufffd\ufffd\u2010",
			"a\ufffd\u200d\ufffd\ufffd\u2010" },
		{ "a\u2027\u2028\u202e\u202f", "a\u2027\ufffd\ufffd\u202f", "a\u2027\ufffd\ufffd\u202f" },
		{ "a\u2065\u2066\u2069\u206a", "a\u2065\ufffd\ufffd\u206a", "a\u2065\ufffd\ufffd\u206a" }, { "a\xff" "b", "a\ufffd" "b", "a\ufffd" "b" },
		{ "a##[b]", "a#\ufffd[b]", "a#\ufffd[b]" }, { "a##azAZ[b", "a#\ufffd" "azAZ[b", "a#\ufffd" "azAZ[b" }, { "a##", "a##", "a##" },
		{ "a##{", "a##{", "a##{" }, { "a##b", "a##b", "a##b" }, { "a#[b]", "a#[b]", "a#[b]" }, { "a##@[", "a##@[", "a##@[" }, { "a##`[", "a##`[", "a##`[" },
		{ "\xc2\x80", "\ufffd", "./\ufffd" }, { "##[b]", "#\ufffd[b]", "./#\ufffd[b]" }, { "a##{[", "a##{[", "a##{[" }, { "a##z[##Z[", "a#\ufffdz[#\ufffdZ[", "a#\ufffdz[#\ufffdZ[" },
		{ "", "", "./" },
	};
	static const struct {
		const char *text;
		size_t from, n;
		const char *shown;
	} cut[] = { { "##[b]", 1, 4, "#[b]" }, { "a##b[", 0, 4, "a##b" }, { "a##[", 0, 3, "a##" }, { "a\xc3\xbc", 0, 2, "a\ufffd" } };

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		struct buf text = BUF_INIT, name = BUF_INIT;

		buf_puts(&text, "");
		safe_puts(&text, list[i].text);
		safe_name(&name, list[i].text);
		ck_assert_str_eq(text.at, list[i].shown);
		ck_assert_str_eq(name.at, list[i].name);
		buf_release(&text);
		buf_release(&name);
	}
	for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) { /* what stands before and behind does not count */
		struct buf text = BUF_INIT;

		safe_text(&text, cut[i].text + cut[i].from, cut[i].n);
		ck_assert_str_eq(text.at, cut[i].shown);
		buf_release(&text);
	}
	ck_assert(safe_is_command("##[", 3, 1) && !safe_is_command("#b[", 3, 1) && !safe_is_command("a#[", 3, 1) && !safe_is_command("##b", 3, 1));
	ck_assert_uint_eq(safe_width("a\u00fc\u6f22\n", 7), 5);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("base");
	TCase *t = tcase_create("base");

	tcase_set_timeout(t, 60); /* processor time is what it takes, which a busy machine has little of */
	tcase_add_test(t, listings);
	tcase_add_test(t, arena_blocks);
	tcase_add_test(t, arena_text);
	tcase_add_test(t, arena_adopts);
	tcase_add_test(t, arena_rewinds);
#ifndef ARENA_ASAN
	tcase_add_test(t, arena_takes);
	tcase_add_test(t, arena_of_halves);
#endif
	tcase_add_test(t, vectors);
	tcase_add_test(t, buffers);
	tcase_add_test(t, maps);
	tcase_add_test(t, maps_grow);
	tcase_add_test(t, strings);
	tcase_add_test(t, strings_many);
	tcase_add_test(t, strings_of_threads);
	tcase_add_test(t, utf8_good);
	tcase_add_test(t, utf8_bad);
	tcase_add_test(t, utf8_widths);
	tcase_add_test(t, safe_wraps);
	tcase_add_test(t, safe_texts);
	suite_add_tcase(s, t);
	return suite_run(s, CK_FORK_GETENV);
}
