/* JUnit's XML, which CI systems show as tests: a suite for each file with findings, and in it a failure for each of them. */
#include "base/safe.h"
#include "base/xml.h"
#include "report/fingerprint.h"
#include "report/fix.h"
#include "report/place.h"
#include "report/report.h"
#include "report/tally.h"

/* What CI systems know the test by from one run to the next: the rule and the object, but no line. */
static void put_name(struct buf *out, const struct finding *f, const struct fingerprint *print)
{
	struct buf name = BUF_INIT;

	buf_printf(&name, "%s ", f->notice->code);
	place_subject(&name, f, true);
	if (!f->subject.kind || !*f->subject.kind)
		buf_puts(&name, f->notice->name);
	if (print->ordinal > 1)
		buf_printf(&name, " #%u", (unsigned)print->ordinal);
	xml_attribute(out, "name", name.at);
	buf_release(&name);
}

/* The text of a failure: the place and the message, then the other places, each a line. */
static void put_detail(struct buf *out, const struct finding *f)
{
	struct buf text = BUF_INIT;

	place_put(&text, f->span);
	buf_puts(&text, text.n ? ": " : "");
	safe_puts(&text, f->message);
	for (size_t i = 0; i < f->related.n; i++) {
		buf_putc(&text, '\n');
		place_put(&text, f->related.at[i].span);
		buf_puts(&text, f->related.at[i].span.source ? ": " : "");
		safe_puts(&text, f->related.at[i].message);
	}
	if (f->edits.n) {
		buf_puts(&text, f->unsafe ? "\nunsafe fix: " : "\nfix: ");
		fix_words(&text, f);
	}
	buf_putc(&text, '\n');
	xml_text(out, text.at);
	buf_release(&text);
}

static const char *file_of(const struct finding *f)
{
	const struct source *s = place_of(f).source;

	return s ? s->name : ".";
}

/* The findings of one file, which are one behind the other: from the one at i on, up to the one that is returned. */
static size_t put_suite(struct buf *out, const struct report *r, const struct fingerprint *prints, size_t i)
{
	const char *file = file_of(r->findings[i]);
	size_t end = i, n = 0;

	for (; end < r->n_findings && place_same_file(r->findings[i], r->findings[end]); end++)
		n += tally_lists(r, r->findings[end]);
	if (!n)
		return end;
	buf_puts(out, "  <testsuite");
	xml_attribute(out, "name", file);
	xml_number(out, "tests", n);
	xml_number(out, "failures", n);
	buf_puts(out, " errors=\"0\" skipped=\"0\">\n");
	for (; i < end; i++) {
		const struct finding *f = r->findings[i];

		if (!tally_lists(r, f))
			continue;
		buf_puts(out, "    <testcase");
		xml_attribute(out, "classname", file);
		put_name(out, f, &prints[i]);
		buf_puts(out, ">\n      <failure");
		xml_attribute(out, "type", severity_name(f->severity));
		xml_attribute(out, "message", f->message);
		buf_puts(out, ">");
		put_detail(out, f);
		buf_puts(out, "</failure>\n    </testcase>\n");
	}
	buf_puts(out, "  </testsuite>\n");
	return end;
}

void report_junit(struct buf *out, const struct report *r)
{
	struct arena arena = ARENA_INIT;
	const struct fingerprint *prints = fingerprints(&arena, r);
	struct tally t = tally_count(r);
	size_t n = t.errors + t.warnings + t.infos;

	buf_puts(out, XML_HEAD "<testsuites name=\"meshlint\"");
	xml_number(out, "tests", n ? n : 1);
	xml_number(out, "failures", n);
	buf_puts(out, " errors=\"0\">\n");
	if (!n) /* some take a report without tests for a broken one */
		buf_printf(out, "  <testsuite name=\"meshlint\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n"
			"    <testcase classname=\"meshlint\" name=\"no findings%s\"/>\n  </testsuite>\n",
			r->status == 2 ? " in the input that could be read" : "");
	for (size_t i = 0; i < r->n_findings;)
		i = put_suite(out, r, prints, i);
	buf_puts(out, "</testsuites>\n");
	arena_release(&arena);
}
