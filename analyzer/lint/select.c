/* From the user's words to a decision on each notice. */
#include "lint/select.h"

#include <string.h>

#include "base/panic.h"

static int closest(const struct words *words, const struct notice *n)
{
	int best = MATCH_NONE;

	for (size_t i = 0; i < words->list.n; i++) {
		int m = notice_match(n, words->list.at[i], strlen(words->list.at[i]));

		if (m > best)
			best = m;
	}
	return best;
}

static bool decide(const struct notice *n, const struct layer *layers, size_t n_layers)
{
	bool input = n->category && strcmp(n->category, "input") == 0;
	bool on = true;

	for (size_t i = 0; i < n_layers; i++) {
		int select = closest(&layers[i].select, n), extend = closest(&layers[i].extend, n);
		int ignore = closest(&layers[i].ignore, n);

		if (extend > select)
			select = extend;
		if (layers[i].selects && !input)
			on = false;
		if (select > ignore)
			on = true;
		else if (ignore != MATCH_NONE)
			on = false;
	}
	return on;
}

static enum severity decide_severity(const struct notice *n, const struct severity_wishes *wishes)
{
	enum severity severity = n->severity;
	int best = MATCH_NONE;

	for (size_t i = 0; i < wishes->list.n; i++) {
		const struct severity_wish *w = &wishes->list.at[i];
		int m = notice_match(n, w->word, strlen(w->word));

		if (m != MATCH_NONE && m >= best) {
			best = m;
			severity = w->severity;
		}
	}
	return severity;
}

/* A notice that is off by default is on where somebody names it outright. */
static bool asked_for(const struct notice *n, const struct layer *layers, size_t n_layers)
{
	for (size_t i = 0; i < n_layers; i++)
		if (closest(&layers[i].select, n) >= MATCH_EXACT || closest(&layers[i].extend, n) >= MATCH_EXACT)
			return true;
	return false;
}

void selection_make(struct selection *s, struct arena *a, const struct catalogue *c,
	const struct layer *layers, size_t n_layers, const struct severity_wishes *severities)
{
	const struct notice *const *all = catalogue_notices(c, a, &s->n);

	s->at = arena_array(a, struct choice, s->n);
	for (size_t i = 0; i < s->n; i++) {
		struct choice *choice = &s->at[i];

		choice->notice = all[i];
		choice->severity = decide_severity(all[i], severities);
		if (choice->severity == SEVERITY_OFF && all[i]->severity == SEVERITY_OFF
				&& asked_for(all[i], layers, n_layers))
			choice->severity = SEVERITY_INFO;
		choice->on = choice->severity != SEVERITY_OFF && decide(all[i], layers, n_layers);
		*map_at(a, &s->by_notice, all[i], NULL, NULL) = choice;
	}
}

const struct choice *selection_of(const struct selection *s, const struct notice *n)
{
	const struct choice *c = map_get(&s->by_notice, n, NULL, NULL);

	if (!c)
		panic("the catalogue lacks %s", n->code);
	return c;
}
