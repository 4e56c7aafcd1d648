/* The closing lines of the report for people, and the statistics. */
#include "report/summary.h"

#include <string.h>

#include "report/style.h"
#include "report/tally.h"

void summary_undecided(struct buf *out, const struct report *r)
{
	const char *ns = NULL;

	for (size_t i = 0; i < r->n_undecided; i++) {
		const struct report_undecided *u = &r->undecided[i];

		if (ns && strcmp(ns, u->ns) == 0) {
			buf_puts(out, "; ");
		} else {
			if (ns)
				buf_putc(out, '\n');
			ns = u->ns;
			ink_text(out, r->style, INK_INFO, "not judged");
			if (*ns) {
				buf_puts(out, " in namespace ");
				ink_text(out, r->style, INK_STRONG, ns);
			} else {
				buf_puts(out, " where no namespace is known");
			}
			buf_puts(out, ": ");
		}
		safe_puts(out, u->what);
		buf_puts(out, " (");
		safe_puts(out, u->reason);
		buf_putc(out, ')');
	}
	if (ns)
		buf_puts(out, "\n\n");
}

/* "1 error, 2 warnings", each in its colour; "No findings" where there is none. */
static void put_found(struct buf *out, const struct report *r, const struct tally *t)
{
	const struct {
		size_t n;
		const char *thing;
		enum ink ink;
	} parts[] = {
		{ t->errors, "error", INK_ERROR },
		{ t->warnings, "warning", INK_WARNING },
		{ t->infos, "info", INK_INFO },
	};
	bool any = false;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (!parts[i].n)
			continue;
		if (any)
			buf_puts(out, ", ");
		ink_begin(out, r->style, parts[i].ink);
		put_count(out, parts[i].n, parts[i].thing);
		ink_end(out, r->style, parts[i].ink);
		any = true;
	}
	if (!any)
		ink_text(out, r->style, r->status == 2 ? INK_STRONG : INK_GOOD, "No findings");
}

/* What --fix has done, or would do. */
static void put_fixes(struct buf *out, const struct report *r, const struct tally *t)
{
	if (r->fixing)
		buf_printf(out, ", %zu fixed", r->fixed);
	else if (t->fixable)
		buf_printf(out, ", %zu fixable with --fix", t->fixable);
	if (t->unsafe)
		buf_printf(out, ", %zu fixable with --fix --unsafe-fixes", t->unsafe);
}

void summary_put(struct buf *out, const struct report *r)
{
	struct tally t = tally_count(r);
	bool none = t.errors + t.warnings + t.infos == 0;

	if (none && r->files == 0) {
		buf_puts(out, "Nothing to check: no YAML or JSON file was read\n");
		return;
	}
	put_found(out, r, &t);
	buf_puts(out, none && r->status == 2 ? " in the input that could be read: " : " in ");
	put_count(out, r->files, "file");
	buf_puts(out, " (");
	put_count(out, r->resources, "resource");
	if (r->n_applications > 1)
		buf_printf(out, ", judged as %zu applications: see \"meshlint units\"", r->n_applications);
	buf_putc(out, ')');
	if (r->suppressed)
		buf_printf(out, ", %zu suppressed", r->suppressed);
	if (r->since) {
		buf_printf(out, ", %zu known since ", r->known);
		safe_puts(out, r->since);
	}
	put_fixes(out, r, &t);
	if (t.hidden)
		buf_printf(out, ", %zu below %s not shown", t.hidden, severity_name(r->min_severity));
	buf_putc(out, '\n');
}
