/*
 * Annotations of GitHub: workflow commands, which GitHub's runner reads in the log of a step. It takes the commands in their order and
 * shows ten of each kind, so that the most severe come first.
 */
#include <string.h>

#include "report/fix.h"
#include "report/place.h"
#include "report/report.h"
#include "report/style.h"
#include "report/tally.h"
#include "report/uri.h"

#define SHOWN_MOST 10  /* annotations of a kind that GitHub shows for a step */
#define PLACES_MOST 5  /* other places that are named */

static const struct annotation {
	enum severity severity;
	const char *command, *thing;
} kinds[] = {
	{ SEVERITY_ERROR, "error", "error" },
	{ SEVERITY_WARNING, "warning", "warning" },
	{ SEVERITY_INFO, "notice", "info" },
};

#define N_KINDS (sizeof kinds / sizeof *kinds)

/* Append a text as data of a command, or as the value of a property, in which ":" and "," have a meaning too. */
static void put_value(struct buf *out, const char *text, bool property)
{
	const char *special = property ? "%\r\n:," : "%\r\n";

	while (*text) {
		size_t n = strcspn(text, special);

		safe_text(out, text, n);
		if (text[n])
			buf_printf(out, "%%%02X", (unsigned char)text[n]);
		text += n + !!text[n];
	}
}

/* GitHub wants columns of places in one line alone. */
static void put_place(struct buf *out, const struct uri_base *base, struct span at)
{
	struct position begin, end;
	struct buf path = BUF_INIT;

	if (!at.source)
		return;
	begin = source_position(at.source, at.begin);
	end = source_position(at.source, at.end);
	uri_put_path(&path, base, at.source->name);
	buf_puts(out, "file=");
	if (*path.at == '=') /* which the runner drops at the beginning of a value */
		buf_puts(out, "./");
	put_value(out, path.at, true);
	buf_printf(out, ",line=%u,endLine=%u,", begin.line, end.line);
	if (begin.line == end.line)
		buf_printf(out, "col=%u,endColumn=%u,", begin.column, end.column);
	buf_release(&path);
}

/* The message: the log does not show the properties, so the place and the code are in it as well. */
static void put_message(struct buf *out, const struct finding *f)
{
	struct buf text = BUF_INIT;

	place_put(&text, f->span);
	buf_printf(&text, "%s%s ", text.n ? ": " : "", f->notice->code);
	safe_puts(&text, f->message);
	for (size_t i = 0; i < f->related.n && i < PLACES_MOST; i++) {
		buf_putc(&text, '\n');
		place_put(&text, f->related.at[i].span);
		buf_puts(&text, f->related.at[i].span.source ? ": " : "");
		safe_puts(&text, f->related.at[i].message);
	}
	if (f->edits.n) {
		buf_puts(&text, f->unsafe ? "\nunsafe fix: " : "\nfix: ");
		fix_words(&text, f);
	}
	put_value(out, text.at, false);
	buf_release(&text);
}

static void put_finding(struct buf *out, const struct uri_base *base, const struct annotation *kind, const struct finding *f)
{
	buf_printf(out, "::%s ", kind->command);
	put_place(out, base, place_of(f));
	buf_printf(out, "title=%s %s::", f->notice->code, f->notice->name);
	put_message(out, f);
	buf_putc(out, '\n');
}

/* Say what GitHub leaves out. */
static void put_hidden(struct buf *out, const size_t *n)
{
	bool any = false;

	for (size_t k = 0; k < N_KINDS; k++) {
		if (n[k] <= SHOWN_MOST)
			continue;
		buf_puts(out, any ? ", " : "GitHub shows ten annotations of each kind for a step; in this log alone are ");
		buf_printf(out, "%zu of ", n[k] - SHOWN_MOST);
		put_count(out, n[k], kinds[k].thing);
		any = true;
	}
	if (any)
		buf_putc(out, '\n');
}

void report_github(struct buf *out, const struct report *r)
{
	const struct uri_base base = { r->folder, r->root };
	size_t n[N_KINDS] = { 0 };

	for (size_t k = 0; k < N_KINDS; k++)
		for (size_t i = 0; i < r->n_findings; i++) {
			if (r->findings[i]->severity != kinds[k].severity || !tally_lists(r, r->findings[i]))
				continue;
			put_finding(out, &base, &kinds[k], r->findings[i]);
			n[k]++;
		}
	put_hidden(out, n);
}
