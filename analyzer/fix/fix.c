/* Rounds of edits, each judged by a run, until nothing is left to do. */
#include "fix/fix.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fix/internal.h"

#define MOST_ROUNDS 12  /* edits make way for others: one that renames a field shows what is wrong in it */
/* So many runs, and so many more as read this much; then no more is found out about what brings what. In half as many again all is settled, or nothing is made. */
#define FEWEST_RUNS 100
#define MOST_READ (64 << 20)
#define READ_EACH (64 << 10) /* what a run costs that reads nothing */

static const char endless[] = "it makes way for others again and again";
static const char too_many[] = "too many fixes bring new findings";

struct text {
	struct fix_file file;
	struct text *next; /* to be listed */
};

/* Findings with edits of one key (fix/internal.h) that were there at first. */
struct asked {
	const struct str *key;
	const char *file;
	size_t n;
};

struct mending {
	const struct fix_options *options;
	struct fix_result *result;
	struct arena *arena;       /* the result's */
	struct arena scratch;      /* of a try */
	struct pool *pool;
	struct ledger before;
	struct map texts;          /* name -> struct text */
	VEC(struct text *) list;
	struct map asked;          /* key -> struct asked */
	VEC(struct asked *) asked_list;
	struct hold hold;
	struct text *standard_input;
	size_t runs, most_runs;
};

static const char *file_of(const struct finding *f)
{
	return f->edits.n ? f->edits.at[0].span.source->name : f->span.source ? f->span.source->name : "";
}

/* Would its edits be made, if nothing came of them? */
static bool is_asked(const struct mending *m, const struct finding *f)
{
	return f->edits.n && f->suppression == SUPPRESSION_NONE && f->severity >= m->options->min_severity
		&& (!f->unsafe || m->options->unsafe);
}

static struct text *text_of(struct mending *m, const struct lint_file *f)
{
	void **place = map_at(m->arena, &m->texts, pool_text(m->pool, f->source->name), NULL, NULL);
	struct text *t = *place;

	if (t)
		return t;
	t = *place = arena_new(m->arena, struct text);
	t->file = (struct fix_file){ .name = arena_strdup(m->arena, f->source->name), .path = arena_strdup(m->arena, f->path),
		.absolute = arena_strdup(m->arena, f->absolute), .below = arena_strdup(m->arena, f->below),
		.before = arena_strndup(m->arena, f->source->bytes, f->source->n), .n_before = f->source->n };
	t->file.after = t->file.before;
	t->file.n_after = t->file.n_before;
	vec_push(m->arena, &m->list, t);
	return t;
}

/* A run on the texts as they are now. Standard input is read once. */
static void judge(struct mending *m, struct lint_result *r)
{
	struct lint_options lint = *m->options->lint;
	struct lint_bytes *overlay = arena_array(&m->scratch, struct lint_bytes, m->list.n);

	lint.all = true;
	for (size_t i = 0; i < m->list.n; i++) {
		const struct fix_file *f = &m->list.at[i]->file;

		if (m->list.at[i] == m->standard_input || f->n_after != f->n_before || memcmp(f->after, f->before, f->n_after) != 0)
			overlay[lint.n_overlay++] = (struct lint_bytes){ f->name, f->after, f->n_after };
	}
	lint.overlay = overlay;
	if (m->runs)
		lint.progress = NULL;
	lint_run(&lint, r);
	for (size_t i = 0; !m->runs && i < r->texts.n; i++)
		if (strcmp(r->texts.at[i].path, "-") == 0)
			m->standard_input = text_of(m, &r->texts.at[i]);
	if (!m->runs)
		m->result->incomplete = r->incomplete;
	m->runs++;
}

static struct position place_of(const struct finding *f)
{
	struct span at = f->span.source ? f->span : f->edits.at[0].span;

	return source_position(at.source, at.begin);
}

/* Remember what there is to do in the tree as it is. */
static void take(struct mending *m, const struct lint_result *r)
{
	size_t read = READ_EACH;

	for (size_t i = 0; i < r->texts.n; i++)
		read += r->texts.at[i].source->n;
	m->most_runs = FEWEST_RUNS + MOST_READ / read;
	ledger_take(&m->before, m->arena, m->pool, r);
	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];
		void **at = is_asked(m, f) ? map_at(m->arena, &m->asked, ledger_key(m->pool, f), NULL, NULL) : NULL;
		struct asked *a = at ? *at : NULL;

		if (at && !a) {
			*at = a = arena_new(m->arena, struct asked);
			*a = (struct asked){ ledger_key(m->pool, f), pool_text(m->pool, file_of(f))->text, 0 };
			vec_push(m->arena, &m->asked_list, a);
		}
		if (!at)
			continue;
		a->n++;
		hold_repair(&m->hold, f)->before = place_of(f);
	}
}

/* The edits of all findings that are asked for and not held. */
static struct wanted *collect(struct mending *m, const struct lint_result *r, size_t *n)
{
	VEC(struct wanted) list = { 0 };

	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];

		if (!is_asked(m, f) || !hold_makes(hold_repair(&m->hold, f)))
			continue;
		for (size_t k = 0; k < f->edits.n; k++) {
			struct wanted w = { f->edits.at[k].span, f->edits.at[k].text, i };

			vec_push(&m->scratch, &list, w);
		}
	}
	*n = list.n;
	return list.at;
}

static void set_text(struct mending *m, const struct lint_result *r, const struct wanted *wanted, size_t n, const bool *dropped)
{
	const struct source *s = wanted->span.source;

	for (size_t i = 0; i < r->texts.n; i++)
		if (r->texts.at[i].source == s) {
			struct text *t = text_of(m, &r->texts.at[i]);

			t->file.after = overlap_apply(m->arena, s, wanted, n, dropped, &t->file.n_after);
			return;
		}
}

/* Make what edits can be made in one round; false where there is none. */
static bool make_edits(struct mending *m, const struct lint_result *r)
{
	size_t n, next;
	struct wanted *wanted = collect(m, r, &n);
	bool *dropped = arena_array(&m->scratch, bool, r->findings.findings.n), any = false;

	overlap_settle(wanted, n, dropped);
	for (size_t i = 0; i < n; i = next) {
		bool some = false;

		for (next = i; next < n && wanted[next].span.source == wanted[i].span.source; next++)
			some |= !dropped[wanted[next].finding];
		if (some)
			set_text(m, r, &wanted[i], next - i, dropped);
		any |= some;
	}
	return any;
}

static void blame(void *context, const struct finding *f)
{
	hold_blame(context, f);
}

/* Edits that make way for each other again and again. */
static void hold_endless(struct mending *m, const struct lint_result *r)
{
	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];

		if (is_asked(m, f) && hold_makes(hold_repair(&m->hold, f)))
			hold_back(hold_repair(&m->hold, f), (struct cause){ "", endless, "", 0 }, true);
	}
}

static void begin_again(struct mending *m)
{
	for (size_t i = 0; i < m->list.n; i++) {
		struct fix_file *f = &m->list.at[i]->file;

		f->after = f->before;
		f->n_after = f->n_before;
	}
	m->hold.hurried = m->runs > m->most_runs;
	if (m->runs > m->most_runs + m->most_runs / 2)
		hold_close(&m->hold, (struct cause){ "", too_many, "", 0 });
	arena_clear(&m->scratch);
}

/* All rounds of one try; true where nothing is new and nothing is left to try. */
static bool try_rounds(struct mending *m, struct lint_result *r)
{
	size_t round = 0;

	begin_again(m);
	for (judge(m, r);; judge(m, r)) {
		if (m->runs == 1)
			take(m, r);
		if (!make_edits(m, r))
			break;
		if (++round > MOST_ROUNDS) {
			hold_endless(m, r);
			return false;
		}
		lint_release(r);
	}
	if (round)
		ledger_new(&m->before, &m->scratch, m->pool, r, blame, &m->hold);
	return !hold_next(&m->hold);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp((*(const struct text *const *)a)->file.name, (*(const struct text *const *)b)->file.name);
}

static int compare_refusals(const void *a, const void *b)
{
	const struct fix_refusal *x = a, *y = b;
	int c = strcmp(x->name, y->name);

	if (!c)
		c = (int)(x->after.line > y->after.line) - (int)(x->after.line < y->after.line);
	if (!c)
		c = (int)(x->after.column > y->after.column) - (int)(x->after.column < y->after.column);
	return c ? c : strcmp(x->rule, y->rule);
}

/* What was not made, and why. */
static void list_refused(struct mending *m, const struct lint_result *r)
{
	struct fix_result *out = m->result;

	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];

		if (is_asked(m, f))
			hold_repair(&m->hold, f)->after = place_of(f);
	}
	for (size_t i = 0; i < m->hold.list.n; i++) {
		const struct repair *x = m->hold.list.at[i];

		if (x->held && x->after.line)
			vec_push(m->arena, &out->refused, ((struct fix_refusal){ .name = arena_strdup(m->arena, x->file), .n = 1,
				.before = x->before, .after = x->after, .rule = x->code, .sure = x->sure, .code = x->cause.code,
				.message = arena_strdup(m->arena, x->cause.message), .file = arena_strdup(m->arena, x->cause.file), .line = x->cause.line }));
	}
	if (out->refused.n)
		qsort(out->refused.at, out->refused.n, sizeof *out->refused.at, compare_refusals);
}

/* What was there and is not, and what is left. */
static void count(struct mending *m, const struct lint_result *r)
{
	struct ledger after = { 0 };

	ledger_take(&after, &m->scratch, m->pool, r);
	for (size_t i = 0; i < m->asked_list.n; i++) {
		const struct asked *a = m->asked_list.at[i];
		size_t was = (uintptr_t)map_get(&m->before.counts, a->key, NULL, NULL), is = (uintptr_t)map_get(&after.counts, a->key, NULL, NULL);
		size_t gone = was > is ? was - is : 0;
		struct text *t = map_get(&m->texts, pool_text(m->pool, a->file), NULL, NULL);

		gone = gone < a->n ? gone : a->n;
		m->result->fixed += gone;
		if (t)
			t->file.fixed += gone;
	}
	for (size_t i = 0; i < r->findings.findings.n; i++)
		if (r->findings.findings.at[i]->suppression == SUPPRESSION_NONE)
			m->result->left[r->findings.findings.at[i]->severity]++;
}

static void finish(struct mending *m)
{
	struct fix_result *out = m->result;

	if (m->list.n)
		qsort(m->list.at, m->list.n, sizeof *m->list.at, compare_texts);
	for (size_t i = 0; i < m->list.n; i++) {
		const struct fix_file *f = &m->list.at[i]->file;

		if (f->n_after == f->n_before && memcmp(f->after, f->before, f->n_after) == 0)
			continue;
		vec_push(m->arena, &out->files, *f);
	}
	out->standard_input = m->standard_input ? &m->standard_input->file : NULL;
}

void fix_run(const struct fix_options *o, struct fix_result *result)
{
	struct mending m = { .options = o, .result = result, .arena = &result->arena, .most_runs = FEWEST_RUNS };
	struct lint_result r;

	memset(result, 0, sizeof *result);
	m.pool = pool_new(NULL, 0);
	m.hold = (struct hold){ .arena = m.arena, .pool = m.pool };
	while (!try_rounds(&m, &r))
		lint_release(&r);
	list_refused(&m, &r);
	count(&m, &r);
	lint_release(&r);
	finish(&m);
	arena_release(&m.scratch);
	pool_free(m.pool);
}

void fix_release(struct fix_result *result)
{
	arena_release(&result->arena);
	memset(result, 0, sizeof *result);
}
