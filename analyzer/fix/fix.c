/* Rounds of edits, each judged by a run, until nothing is left to do. */
#include "fix/fix.h"

#include <stdlib.h>
#include <string.h>

#include "fix/internal.h"

#define MOST_ROUNDS 12  /* edits make way for others: one that renames a field shows what is wrong in it */
#define MOST_TRIES 8    /* begun anew without the edits that brought something new */

struct text {
	struct fix_file file;
	struct text *next; /* to be listed */
};

/* Why edits of an object, of a file or of all are not made. */
struct hindrance {
	const char *code, *message;
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
	struct map hindered;       /* place -> struct hindrance */
	struct map touched;        /* places with edits of this try */
	struct text *standard_input;
	bool first;                /* no run was yet */
	bool progress;             /* something more is hindered */
};

/* A file, or an object in it. The place of everything is "". */
static const struct str *place_of(struct mending *m, const char *file, const struct subject *s)
{
	const char *text = s && s->kind ? arena_printf(&m->scratch, "%s\n%s\n%s\n%s", file, s->kind, s->ns ? s->ns : "", s->name ? s->name : "") : file;

	return pool_text(m->pool, text);
}

static const char *file_of(const struct finding *f)
{
	return f->edits.n ? f->edits.at[0].span.source->name : f->span.source ? f->span.source->name : "";
}

static struct hindrance *hindrance_of(struct mending *m, const struct finding *f)
{
	struct hindrance *h = map_get(&m->hindered, place_of(m, "", NULL), NULL, NULL);

	h = h ? h : map_get(&m->hindered, place_of(m, file_of(f), NULL), NULL, NULL);
	return h ? h : map_get(&m->hindered, place_of(m, file_of(f), &f->subject), NULL, NULL);
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
	if (!m->first)
		lint.progress = NULL;
	lint_run(&lint, r);
	for (size_t i = 0; m->first && i < r->texts.n; i++)
		if (strcmp(r->texts.at[i].path, "-") == 0)
			m->standard_input = text_of(m, &r->texts.at[i]);
	if (m->first)
		m->result->incomplete = r->incomplete;
	m->first = false;
}

/* The edits of all findings that are asked for and hindered by nothing. */
static struct wanted *collect(struct mending *m, const struct lint_result *r, size_t *n)
{
	VEC(struct wanted) list = { 0 };

	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];

		if (!is_asked(m, f) || hindrance_of(m, f))
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

static void touch(struct mending *m, const struct str *place)
{
	*map_at(&m->scratch, &m->touched, place, NULL, NULL) = m;
}

/* Count a finding as mended, and remember where, in case something comes of it. */
static void count(struct mending *m, const struct finding *f)
{
	struct text *t = map_get(&m->texts, pool_text(m->pool, file_of(f)), NULL, NULL);

	t->file.fixed++;
	touch(m, place_of(m, file_of(f), NULL));
	touch(m, place_of(m, file_of(f), &f->subject));
}

/* Make what edits can be made in one round; false where there is none. */
static bool make_edits(struct mending *m, const struct lint_result *r)
{
	size_t n, next;
	struct wanted *wanted = collect(m, r, &n);
	bool *dropped = arena_array(&m->scratch, bool, r->findings.findings.n), *counted = arena_array(&m->scratch, bool, r->findings.findings.n), any = false;

	overlap_settle(wanted, n, dropped);
	for (size_t i = 0; i < n; i = next) {
		bool some = false;

		for (next = i; next < n && wanted[next].span.source == wanted[i].span.source; next++)
			some |= !dropped[wanted[next].finding];
		if (some)
			set_text(m, r, &wanted[i], next - i, dropped);
		any |= some;
	}
	for (size_t i = 0; i < n; i++) {
		if (!dropped[wanted[i].finding] && !counted[wanted[i].finding])
			count(m, r->findings.findings.at[wanted[i].finding]);
		counted[wanted[i].finding] = true;
	}
	return any;
}

static void hinder(struct mending *m, const struct str *place, const char *code, const char *message)
{
	void **at = map_at(m->arena, &m->hindered, place, NULL, NULL);
	struct hindrance *h = *at;

	if (h)
		return;
	h = *at = arena_new(m->arena, struct hindrance);
	h->code = code;
	h->message = arena_strdup(m->arena, message);
	m->progress = true;
}

/* A finding is new: keep the edits from its object, or from its file, or from files that it speaks of. */
static void blame(void *context, const struct finding *f)
{
	struct mending *m = context;
	const char *file = f->span.source ? f->span.source->name : "";
	const struct str *object = place_of(m, file, &f->subject), *whole = place_of(m, file, NULL);

	if (map_get(&m->touched, object, NULL, NULL))
		hinder(m, object, f->notice->code, f->message);
	else if (map_get(&m->touched, whole, NULL, NULL))
		hinder(m, whole, f->notice->code, f->message);
	for (size_t i = 0; i < f->related.n; i++) {
		const struct str *other = place_of(m, f->related.at[i].span.source ? f->related.at[i].span.source->name : "", NULL);

		if (map_get(&m->touched, other, NULL, NULL) && !map_get(&m->touched, whole, NULL, NULL))
			hinder(m, other, f->notice->code, f->message);
	}
	if (!m->progress)
		hinder(m, place_of(m, "", NULL), f->notice->code, f->message);
}

/* Edits that make way for each other again and again. */
static void blame_endless(struct mending *m, const struct lint_result *r)
{
	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];

		if (is_asked(m, f) && !hindrance_of(m, f))
			hinder(m, place_of(m, file_of(f), &f->subject), f->notice->code, f->message);
	}
}

static void begin_again(struct mending *m)
{
	for (size_t i = 0; i < m->list.n; i++) {
		struct fix_file *f = &m->list.at[i]->file;

		f->after = f->before;
		f->n_after = f->n_before;
		f->fixed = 0;
	}
	m->touched = (struct map){ 0 };
	m->progress = false;
	arena_clear(&m->scratch);
}

/* All rounds of one try; true where nothing is new. */
static bool try_rounds(struct mending *m, struct lint_result *r)
{
	size_t round = 0;

	begin_again(m);
	for (judge(m, r);; judge(m, r)) {
		if (!round && !m->before.counts.n)
			ledger_take(&m->before, m->arena, m->pool, r);
		if (!make_edits(m, r))
			break;
		if (++round > MOST_ROUNDS) {
			blame_endless(m, r);
			return !m->progress;
		}
		lint_release(r);
	}
	if (round)
		ledger_new(&m->before, &m->scratch, m->pool, r, blame, m);
	return !m->progress;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp((*(const struct text *const *)a)->file.name, (*(const struct text *const *)b)->file.name);
}

/* What was not made, and why, file by file; findings are sorted by these. */
static void list_refused(struct mending *m, const struct lint_result *r)
{
	struct fix_result *out = m->result;

	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];
		const struct hindrance *h = is_asked(m, f) ? hindrance_of(m, f) : NULL;

		out->left_unsafe += f->edits.n && f->suppression == SUPPRESSION_NONE && f->severity >= m->options->min_severity && f->unsafe && !m->options->unsafe;
		if (!h)
			continue;
		if (!out->refused.n || strcmp(out->refused.at[out->refused.n - 1].name, file_of(f)) != 0)
			vec_push(m->arena, &out->refused, ((struct fix_refusal){ arena_strdup(m->arena, file_of(f)), 0, h->code, h->message }));
		out->refused.at[out->refused.n - 1].n++;
	}
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
		out->fixed += f->fixed;
	}
	out->standard_input = m->standard_input ? &m->standard_input->file : NULL;
}

void fix_run(const struct fix_options *o, struct fix_result *result)
{
	struct mending m = { .options = o, .result = result, .arena = &result->arena, .first = true };
	struct lint_result r;
	size_t tries = 1;

	memset(result, 0, sizeof *result);
	m.pool = pool_new(NULL, 0);
	while (!try_rounds(&m, &r)) {
		lint_release(&r);
		if (++tries > MOST_TRIES)
			hinder(&m, place_of(&m, "", NULL), "", "too many of the edits bring new findings");
	}
	list_refused(&m, &r);
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
