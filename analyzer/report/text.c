/* The report for people, and the one of one line a finding. */
#include "report/excerpt.h"
#include "report/fix.h"
#include "report/place.h"
#include "report/report.h"
#include "report/style.h"
#include "report/summary.h"
#include "report/tally.h"
#include "report/uri.h"

#define MOST_PLACES 5   /* other places shown of one finding; JSON and SARIF have all */

struct text {
	struct buf *out;
	const struct report *report;
	struct report_style style;
	struct tally_index index;
	bool *explained; /* for each notice: its page was named before */
};

/* The place, as terminals and editors know to follow it; where the terminal has links, one to the file. */
static void put_place(struct buf *out, const struct report *r, struct span at)
{
	struct report_style style = r->style;
	struct position p;

	if (!at.source) {
		ink_text(out, style, INK_STRONG, "meshlint");
		buf_puts(out, ": ");
		return;
	}
	p = source_position(at.source, at.begin);
	if (style.host && r->folder) {
		buf_puts(out, "\033]8;;");
		uri_put_file(out, style.host, r->folder, at.source->name);
		buf_puts(out, "\033\\");
	}
	ink_begin(out, style, INK_STRONG);
	safe_name(out, at.source->name);
	ink_end(out, style, INK_STRONG);
	buf_printf(out, ":%u:%u", p.line, p.column);
	if (style.host && r->folder)
		buf_puts(out, "\033]8;;\033\\");
	buf_puts(out, ": ");
}

static int digits(uint32_t n)
{
	int d = 1;

	for (; n >= 10; n /= 10)
		d++;
	return d;
}

static uint32_t line_of(struct span at)
{
	return excerpt_has(at) ? source_position(at.source, at.begin).line : 1;
}

static size_t places(const struct finding *f)
{
	return f->related.n < MOST_PLACES ? f->related.n : MOST_PLACES;
}

static int gutter_of(const struct finding *f)
{
	uint32_t most = line_of(f->span);

	for (size_t i = 0; i < places(f); i++)
		if (line_of(f->related.at[i].span) > most)
			most = line_of(f->related.at[i].span);
	return digits(most);
}

/* Begin a line of remarks below the excerpts. */
static void put_remark(struct text *t, int gutter, const char *what)
{
	excerpt_gutter(t->out, t->style, gutter, "= ");
	ink_text(t->out, t->style, INK_STRONG, what);
}

static void put_related(struct text *t, const struct finding *f, int gutter)
{
	for (size_t i = 0; i < places(f); i++) {
		const struct related *place = &f->related.at[i];

		if (place->span.source) {
			excerpt_gutter(t->out, t->style, gutter - 1, "--> ");
			put_place(t->out, t->report, place->span);
		} else {
			put_remark(t, gutter, "note: ");
		}
		safe_puts(t->out, place->message);
		buf_putc(t->out, '\n');
		if (excerpt_has(place->span))
			excerpt_put(t->out, t->style, place->span, gutter, INK_FRAME, '-');
	}
	if (f->related.n > places(f)) {
		put_remark(t, gutter, "");
		put_count(t->out, f->related.n - places(f), "more place");
		buf_putc(t->out, '\n');
	}
}

static void put_subject(struct text *t, const struct finding *f, int gutter)
{
	if (!f->subject.kind || !*f->subject.kind)
		return;
	put_remark(t, gutter, "in: ");
	place_subject(t->out, f, false);
	buf_putc(t->out, '\n');
}

static void put_edits(struct text *t, const struct finding *f, int gutter)
{
	if (f->edits.n == 0)
		return;
	put_remark(t, gutter, f->unsafe ? "unsafe fix: " : "fix: ");
	fix_words(t->out, f);
	buf_putc(t->out, '\n');
}

/* Name the rule's page, the first time that the rule occurs. */
static void put_help(struct text *t, const struct finding *f, int gutter)
{
	size_t i = tally_index_of(&t->index, t->report, f->notice);

	if (!f->notice->page || t->explained[i])
		return;
	t->explained[i] = true;
	put_remark(t, gutter, "help: ");
	buf_printf(t->out, "meshlint explain %s", f->notice->code);
	if (t->report->help_url)
		buf_printf(t->out, " (%s/%s)", t->report->help_url, f->notice->code);
	buf_putc(t->out, '\n');
}

static void put_finding(struct text *t, const struct finding *f)
{
	int gutter = gutter_of(f);

	put_place(t->out, t->report, f->span);
	ink_begin(t->out, t->style, ink_of(f->severity));
	buf_printf(t->out, "%s[%s]", severity_name(f->severity), f->notice->code);
	ink_end(t->out, t->style, ink_of(f->severity));
	buf_putc(t->out, ' ');
	ink_text(t->out, t->style, INK_STRONG, f->message);
	buf_putc(t->out, '\n');
	if (excerpt_has(f->span)) {
		excerpt_gutter(t->out, t->style, gutter, "|\n");
		excerpt_put(t->out, t->style, f->span, gutter, ink_of(f->severity), '^');
	}
	put_related(t, f, gutter);
	put_subject(t, f, gutter);
	put_edits(t, f, gutter);
	put_help(t, f, gutter);
	buf_putc(t->out, '\n');
}

void report_text(struct buf *out, const struct report *r)
{
	struct arena arena = ARENA_INIT;
	struct text t = { .out = out, .report = r, .style = r->style };

	if (r->statistics) {
		report_statistics(out, r);
		if (out->n && !r->quiet)
			buf_putc(out, '\n');
	} else {
		tally_index_init(&t.index, &arena, r);
		t.explained = arena_array(&arena, bool, r->n_notices);
		for (size_t i = 0; i < r->n_findings; i++)
			if (tally_lists(r, r->findings[i]))
				put_finding(&t, r->findings[i]);
	}
	if (!r->quiet) {
		summary_undecided(out, r);
		summary_put(out, r);
	}
	arena_release(&arena);
}

void report_concise(struct buf *out, const struct report *r)
{
	if (r->statistics) {
		report_statistics(out, r);
		return;
	}
	for (size_t i = 0; i < r->n_findings; i++) {
		const struct finding *f = r->findings[i];

		if (!tally_lists(r, f))
			continue;
		put_place(out, r, f->span);
		ink_text(out, r->style, ink_of(f->severity), severity_name(f->severity));
		buf_printf(out, " %s ", f->notice->code);
		safe_puts(out, f->message);
		buf_putc(out, '\n');
	}
}
