/*
 * Texts of paths by which templates, and all other values beside them, are told apart. The values are walked through together, letter by
 * letter: where two texts have come to the same places in all values, no further letter tells them apart.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "traffic/specimen.h"
#include "traffic/value.h"

#define MOST_PLACES 512 /* in all values together */
#define MOST_STATES 2048
#define BUCKETS 4096 /* a power of two */
#define WORDS (MOST_PLACES / 64)

enum step_sort {
	STEP_LETTER,
	STEP_SEGMENT, /* one or more letters of a segment */
	STEP_PATH,    /* any number of letters of a path, slashes too */
	STEP_ANY,     /* any number of any letters */
	STEP_END,
};

struct place {
	enum step_sort sort;
	char letter;
};

/* What a segment holds so far: a segment of one or two dots is never left as it is. */
enum dots {
	DOTS_NONE, /* nothing */
	DOTS_ONE,
	DOTS_TWO,
	DOTS_MORE, /* something else too */
};

/* Where a text has come to. */
struct walk_state {
	uint64_t places[WORDS];
	enum dots dots;
	bool doubled;                    /* it holds two slashes in a row, which some proxies merge */
	const char *text;
};

/* The values that take a specimen. */
struct walk_end {
	uint64_t places[WORDS];
	bool merged; /* it is one as well where slashes are merged */
};

struct walk {
	struct arena *arena;
	struct place places[MOST_PLACES];
	size_t n;
	bool raw;                        /* the proxy changes no path */
	bool full;                       /* not all values have found room */
	uint16_t buckets[BUCKETS];       /* states by hash, counted from 1; 0: none */
	char letters[130];
	VEC(struct walk_state) states;
	VEC(struct walk_end) ends;
};

static bool in_path(char c)
{
	return isalnum((unsigned char)c) || strchr("-._~%!$&'()+,;:@=", c);
}

static void add_place(struct walk *w, enum step_sort sort, char letter)
{
	if (w->n < MOST_PLACES)
		w->places[w->n++] = (struct place){ sort, letter };
	else
		w->full = true;
}

static void add_template(struct walk *w, const char *value)
{
	while (*value) {
		static const struct { const char *word; enum step_sort sort; } operators[] = {
			{ "{**}", STEP_PATH }, { "{*}", STEP_SEGMENT }, { "**", STEP_PATH }, { "*", STEP_SEGMENT },
		};
		size_t i = 0;

		while (i < 4 && strncmp(value, operators[i].word, strlen(operators[i].word)) != 0)
			i++;
		if (i < 4)
			add_place(w, operators[i].sort, 0);
		else
			add_place(w, STEP_LETTER, *value);
		value += i < 4 ? strlen(operators[i].word) : 1;
	}
	add_place(w, STEP_END, 0);
}

static void add_plain(struct walk *w, const char *value)
{
	size_t n = strlen(value), from = value[0] == '*', to = !from && n && value[n - 1] == '*' ? n - 1 : n;

	if (from)
		add_place(w, STEP_ANY, 0);
	for (size_t i = from; i < to; i++)
		add_place(w, STEP_LETTER, value[i]);
	if (to < n)
		add_place(w, STEP_ANY, 0);
	add_place(w, STEP_END, 0);
}

static void add_letter(struct walk *w, char c)
{
	size_t n = strlen(w->letters);

	if (c && !strchr(w->letters, c) && n + 1 < sizeof w->letters)
		w->letters[n] = c;
}

/* Letters that no value names, first of all: one that a path may hold, then those that the values name, and one that no path may hold. */
static void choose_letters(struct walk *w)
{
	static const char usual[] = "xyzwvutsrqponmlkjihgXYZWVUTSRQPONMLKJIHG", unusual[] = "|\"<>^`{}";
	char named[256] = { 0 };
	const char *c;

	for (size_t i = 0; i < w->n; i++)
		if (w->places[i].sort == STEP_LETTER)
			named[(unsigned char)w->places[i].letter] = 1;
	for (c = usual; *c && named[(unsigned char)*c]; c++)
		continue;
	w->full |= !*c;
	add_letter(w, *c);
	add_letter(w, '/');
	for (size_t i = 0; i < w->n; i++) {
		add_letter(w, w->places[i].sort == STEP_LETTER && (unsigned char)w->places[i].letter < 128 ? w->places[i].letter : 0);
		w->full |= (unsigned char)w->places[i].letter > 127;
	}
	for (c = unusual; *c && named[(unsigned char)*c]; c++)
		continue;
	w->full |= !*c;
	add_letter(w, *c);
}

/* Mark a place, and those behind it that are reached without a letter. */
static void reach(const struct walk *w, uint64_t *places, size_t i)
{
	for (;; i++) {
		places[i / 64] |= UINT64_C(1) << (i % 64);
		if (w->places[i].sort != STEP_PATH && w->places[i].sort != STEP_ANY)
			return;
	}
}

/* The first marked place from i on; MOST_PLACES: there is none. */
static size_t next_place(const uint64_t *places, size_t i)
{
	while (i < MOST_PLACES) {
		uint64_t rest = places[i / 64] >> (i % 64);

		if (rest)
			return i + (size_t)__builtin_ctzll(rest);
		i = (i / 64 + 1) * 64;
	}
	return MOST_PLACES;
}

static void step(const struct walk *w, const uint64_t *from, char c, uint64_t *to)
{
	memset(to, 0, WORDS * sizeof *to);
	for (size_t i = next_place(from, 0); i < MOST_PLACES; i = next_place(from, i + 1)) {
		switch (w->places[i].sort) {
		case STEP_LETTER:
			if (w->places[i].letter == c)
				reach(w, to, i + 1);
			break;
		case STEP_SEGMENT:
			if (in_path(c)) {
				reach(w, to, i);
				reach(w, to, i + 1);
			}
			break;
		case STEP_PATH:
			if (in_path(c) || c == '/')
				reach(w, to, i);
			break;
		case STEP_ANY: reach(w, to, i); break;
		case STEP_END: break;
		}
	}
}

static bool is_normal(struct walk *w, const char *text, enum path_normalization how)
{
	return w->raw || strcmp(path_normalized(w->arena, text, how), text) == 0;
}

/* A text that the proxy leaves as it is, and that other values take than those before, is a specimen. */
static void look_at(struct walk *w, const struct walk_state *s, struct specimens *out)
{
	struct walk_end end = { .merged = is_normal(w, s->text, PATH_DECODE_AND_MERGE_SLASHES) };

	for (size_t i = 0; i < w->n; i++)
		if (w->places[i].sort == STEP_END)
			end.places[i / 64] |= s->places[i / 64] & UINT64_C(1) << (i % 64);
	for (size_t i = 0; i < w->ends.n; i++)
		if (memcmp(w->ends.at[i].places, end.places, sizeof end.places) == 0 && (w->ends.at[i].merged || !end.merged))
			return;
	if (!is_normal(w, s->text, PATH_BASE))
		return;
	vec_push(w->arena, &w->ends, end);
	vec_push(w->arena, &out->list, s->text);
}

static enum dots dots_after(enum dots before, char c)
{
	if (c == '/')
		return DOTS_NONE;
	return c == '.' && before < DOTS_TWO ? (enum dots)(before + 1) : DOTS_MORE;
}

/* Texts that the proxy changes into others lead nowhere. */
static bool is_lost(const struct walk *w, enum dots before, char c)
{
	return w->raw ? false : c == '\\' || (c == '/' && (before == DOTS_ONE || before == DOTS_TWO));
}

/* Where the state is in the table, or is to be. */
static uint16_t *find_state(struct walk *w, const struct walk_state *like)
{
	uint64_t hash = (uint64_t)like->dots * 2 + like->doubled;

	for (size_t i = 0; i < WORDS; i++)
		hash = (hash ^ like->places[i]) * UINT64_C(0x9e3779b97f4a7c15);
	for (size_t i = hash >> 32;; i++) {
		uint16_t *bucket = &w->buckets[i % BUCKETS];
		const struct walk_state *s = *bucket ? &w->states.at[*bucket - 1] : NULL;

		if (!s || (s->dots == like->dots && s->doubled == like->doubled && memcmp(s->places, like->places, sizeof s->places) == 0))
			return bucket;
	}
}

static void visit(struct walk *w, const struct walk_state *s, struct specimens *out)
{
	uint16_t *bucket = find_state(w, s);

	if (*bucket)
		return;
	if (w->states.n == MOST_STATES) {
		w->full = true;
		return;
	}
	*bucket = (uint16_t)(w->states.n + 1);
	vec_push(w->arena, &w->states, *s);
	look_at(w, s, out);
}

void specimens_of_templates(const char *const *values, size_t n, bool raw, struct arena *arena, struct specimens *out)
{
	struct walk *w = arena_new(arena, struct walk);
	uint64_t start[WORDS] = { 0 };
	struct walk_state next = { .text = "/" };

	w->arena = arena;
	w->raw = raw;
	for (size_t i = 0; i < n; i++) {
		size_t from = w->n;

		if (value_is_template(values[i]))
			add_template(w, values[i]);
		else
			add_plain(w, values[i]);
		if (from < w->n && w->n < MOST_PLACES)
			reach(w, start, from);
	}
	if (w->n == MOST_PLACES) {
		out->whole = false;
		return;
	}
	choose_letters(w);
	step(w, start, '/', next.places);
	visit(w, &next, out);
	for (size_t i = 0; i < w->states.n && !w->full; i++)
		for (const char *c = w->letters; *c && !w->full; c++) {
			struct walk_state from = w->states.at[i];

			if (is_lost(w, from.dots, *c))
				continue;
			step(w, from.places, *c, next.places);
			next.dots = dots_after(from.dots, *c);
			next.doubled = from.doubled || (*c == '/' && from.dots == DOTS_NONE);
			next.text = arena_printf(arena, "%s%c", from.text, *c);
			visit(w, &next, out);
		}
	out->whole &= !w->full;
}
