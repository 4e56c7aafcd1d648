#ifndef LINT_CATALOGUE_H
#define LINT_CATALOGUE_H
/*
 * All notices that a program can give, as data handed in from the right: lint
 * names no rule. The lists are sorted by code and live for ever.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/distance.h"
#include "diag/diag.h"

struct rule; /* lint/rule.h */

struct catalogue {
	const struct rule *const *rules;
	size_t n_rules;
	const struct notice *const *engine; /* what doc, type and lint raise themselves */
	size_t n_engine;
	const char *const *retired;         /* codes that no longer mean anything */
	size_t n_retired;
};

/* What a word that names rules is to one notice; the more, the closer. */
enum closeness {
	MATCH_NONE,
	MATCH_CATEGORY = 1,
	MATCH_PREFIX = 2,  /* and one more for each further letter of the prefix */
	MATCH_EXACT = 100, /* code, name, former name or alias */
};

/*
 * How closely the word of len bytes names the notice: by code, code prefix of at
 * least two letters, name, former name, category, or alias, in upper or lower case. One of enum closeness, or between PREFIX and EXACT.
 */
int notice_match(const struct notice *n, const char *word, size_t len);

/* Does one of the aliases read exactly so? */
bool notice_has_alias(const struct notice *n, const char *word, size_t len);

/* All notices of the catalogue in one list, sorted by code, in the arena. */
const struct notice *const *catalogue_notices(const struct catalogue *c, struct arena *a, size_t *n);

/* Does the word name at least one notice, or a retired code? */
bool catalogue_knows(const struct catalogue *c, const char *word, size_t len);

/* A code, name (never a former one), category or alias that the unknown word may have meant, or NULL. Lives in the arena. */
const char *catalogue_suggest(const struct catalogue *c, struct arena *a, const char *word, size_t len);

#endif
