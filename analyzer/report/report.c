/* Choosing the writer of a format. */
#include "report/report.h"

#include <string.h>

static const struct {
	const char *name;
	void (*write)(struct buf *out, const struct report *r);
} formats[] = {
	[REPORT_TEXT]    = { "text", report_text },
	[REPORT_CONCISE] = { "concise", report_concise },
	[REPORT_JSON]    = { "json", report_json },
	[REPORT_SARIF]   = { "sarif", report_sarif },
	[REPORT_JUNIT]   = { "junit", NULL },
};

bool report_format_parse(const char *name, enum report_format *out)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		if (strcmp(name, formats[i].name) == 0) {
			*out = (enum report_format)i;
			return true;
		}
	}
	return false;
}

void report_write(struct buf *out, const struct report *r, enum report_format format)
{
	formats[format].write(out, r);
}
