#ifndef LINT_SELECT_H
#define LINT_SELECT_H
/*
 * Which notices a run gives, and how severe they are.
 *
 * Wishes come in layers: the configuration file, then the command line. Within a layer the closer word wins
 * ("ignore VS, select VS004"), and ignoring wins over selecting where they are equally close.
 * Notices of the category "input" are given unless ignored: what cannot be read is
 * never left out because other rules were selected.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"
#include "base/vec.h"
#include "lint/catalogue.h"

struct words {
	VEC(const char *) list;
};

struct layer {
	bool selects;         /* select was given: it replaces what was on before */
	struct words select, extend, ignore;
};

/* Rules named by word get this severity; later ones win over earlier ones. */
struct severity_wish {
	const char *word;
	enum severity severity;
};

struct severity_wishes {
	VEC(struct severity_wish) list;
};

struct choice {
	const struct notice *notice;
	bool on;
	enum severity severity; /* after overrides; OFF is the same as not on */
};

struct selection {
	struct choice *at; /* one for each notice, sorted by code */
	size_t n;
	struct map by_notice;
};

/* Decide on all notices of the catalogue. The words must be known to it. */
void selection_make(struct selection *s, struct arena *a, const struct catalogue *c,
	const struct layer *layers, size_t n_layers, const struct severity_wishes *severities);

/* What was decided on a notice of the catalogue; another notice is a panic. */
const struct choice *selection_of(const struct selection *s, const struct notice *n);

#endif
