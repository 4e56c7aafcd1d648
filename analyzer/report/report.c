/* Choosing the writer of a format. */
#include "report/report.h"

#include <string.h>

static const struct {
	const char *name;
	void (*write)(struct buf *out, const struct report *r);
	bool statistics; /* it can have counts by rule */
} formats[] = {
	[REPORT_TEXT]       = { "text", report_text, true },
	[REPORT_CONCISE]    = { "concise", report_concise, true },
	[REPORT_JSON]       = { "json", report_json, true },
	[REPORT_JSON_LINES] = { "json-lines", report_json_lines, false },
	[REPORT_SARIF]      = { "sarif", report_sarif, false },
	[REPORT_GITHUB]     = { "github", report_github, false },
	[REPORT_GITLAB]     = { "gitlab", report_gitlab, false },
	[REPORT_JUNIT]      = { "junit", report_junit, false },
	[REPORT_CHECKSTYLE] = { "checkstyle", report_checkstyle, false },
	[REPORT_RDJSON]     = { "rdjson", report_rdjson, false },
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

bool report_has_statistics(enum report_format format)
{
	return formats[format].statistics;
}

void report_write(struct buf *out, const struct report *r, enum report_format format)
{
	formats[format].write(out, r);
}
