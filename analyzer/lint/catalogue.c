/* Finding notices by the words that users write. */
#include "lint/catalogue.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lint/rule.h"

/* Upper and lower case make no difference: nobody has to remember which of them a code has. */
static bool same(const char *text, const char *word, size_t len)
{
	return text && strlen(text) == len && strncasecmp(text, word, len) == 0;
}

bool notice_has_alias(const struct notice *n, const char *word, size_t len)
{
	return str_among(n->aliases, word, len);
}

int notice_match(const struct notice *n, const char *word, size_t len)
{
	if (same(n->code, word, len) || same(n->name, word, len) || str_among_cases(n->aliases, word, len)
			|| str_among_cases(n->former, word, len))
		return MATCH_EXACT;
	if (len >= 2 && strncasecmp(n->code, word, len) == 0)
		return MATCH_PREFIX + (int)(len - 2);
	return same(n->category, word, len) ? MATCH_CATEGORY : MATCH_NONE;
}

const struct notice *const *catalogue_notices(const struct catalogue *c, struct arena *a, size_t *n)
{
	const struct notice **all = arena_array(a, const struct notice *, c->n_rules + c->n_engine);
	size_t r = 0, e = 0;

	*n = 0;
	while (r < c->n_rules || e < c->n_engine) {
		bool rule = e == c->n_engine || (r < c->n_rules
				&& strcmp(c->rules[r]->notice.code, c->engine[e]->code) < 0);

		all[(*n)++] = rule ? &c->rules[r++]->notice : c->engine[e++];
	}
	return all;
}

static const struct notice *notice_at(const struct catalogue *c, size_t i)
{
	return i < c->n_rules ? &c->rules[i]->notice : c->engine[i - c->n_rules];
}

bool catalogue_knows(const struct catalogue *c, const char *word, size_t len)
{
	for (size_t i = 0; i < c->n_rules + c->n_engine; i++)
		if (notice_match(notice_at(c, i), word, len) != MATCH_NONE)
			return true;
	for (size_t i = 0; i < c->n_retired; i++)
		if (same(c->retired[i], word, len))
			return true;
	return false;
}

/* The best candidate so far. */
struct guess {
	const char *word;
	size_t len;
	const char *best;
	size_t best_len, distance;
};

/* Take the candidate where it is closer than the best and at most so many edits away; false where it is not. */
static bool guess_try(struct guess *g, const char *candidate, size_t len, size_t most)
{
	size_t d;

	if (!candidate || g->distance == 0)
		return false;
	if (most > g->distance - 1)
		most = g->distance - 1;
	d = edit_distance(g->word, g->len, candidate, len, most);
	if (d > most)
		return false;
	g->best = candidate;
	g->best_len = len;
	g->distance = d;
	return true;
}

/* Each of the words separated by blanks; where one is taken, now is what to say for it (NULL: itself). */
static void guess_try_each(struct guess *g, const char *words, const char *now, size_t most)
{
	while (words && *words) {
		size_t one = strcspn(words, " ");

		if (guess_try(g, words, one, most) && now) {
			g->best = now;
			g->best_len = strlen(now);
		}
		words += one + strspn(words + one, " ");
	}
}

const char *catalogue_suggest(const struct catalogue *c, struct arena *a, const char *word, size_t len)
{
	char *upper = arena_strndup(a, word, len), *lower = arena_strndup(a, word, len);
	struct guess g = { .len = len, .distance = EDIT_LONGEST };
	size_t most = len / 3 + 1; /* of a name; a code that is two edits away is just another one */

	for (size_t i = 0; i < len; i++) {
		upper[i] = (char)toupper((unsigned char)upper[i]);
		lower[i] = (char)tolower((unsigned char)lower[i]);
	}
	for (size_t i = 0; i < c->n_rules + c->n_engine; i++) {
		const struct notice *n = notice_at(c, i);

		g.word = upper; /* as codes are written */
		guess_try(&g, n->code, strlen(n->code), 1);
		guess_try_each(&g, n->aliases, NULL, 1);
		g.word = lower;
		guess_try(&g, n->name, strlen(n->name), most);
		guess_try(&g, n->category, n->category ? strlen(n->category) : 0, most);
		guess_try_each(&g, n->former, n->name, most);
	}
	return g.best ? arena_strndup(a, g.best, g.best_len) : NULL;
}
