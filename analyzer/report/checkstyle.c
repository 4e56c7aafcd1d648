/* Checkstyle's XML, which Jenkins and many others read. */
#include "base/xml.h"
#include "report/place.h"
#include "report/report.h"
#include "report/tally.h"

static void put_error(struct buf *out, const struct finding *f)
{
	struct span at = place_of(f);
	struct position p = { 1, 1 };

	if (at.source)
		p = source_position(at.source, at.begin);
	buf_puts(out, "    <error");
	xml_number(out, "line", p.line);
	xml_number(out, "column", p.column);
	xml_attribute(out, "severity", severity_name(f->severity));
	xml_attribute(out, "message", f->message);
	buf_printf(out, " source=\"meshlint.%s\"/>\n", f->notice->code);
}

void report_checkstyle(struct buf *out, const struct report *r)
{
	const struct finding *last = NULL;

	buf_puts(out, XML_HEAD "<checkstyle version=\"4.3\">\n");
	for (size_t i = 0; i < r->n_findings; i++) {
		const struct finding *f = r->findings[i];
		const struct source *s = place_of(f).source;

		if (!tally_lists(r, f))
			continue;
		if (!last || !place_same_file(last, f)) {
			buf_puts(out, last ? "  </file>\n  <file" : "  <file");
			xml_attribute(out, "name", s ? s->name : ".");
			buf_puts(out, ">\n");
		}
		put_error(out, f);
		last = f;
	}
	buf_puts(out, last ? "  </file>\n</checkstyle>\n" : "</checkstyle>\n");
}
