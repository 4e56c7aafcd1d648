/* The Reviewdog Diagnostic Format, as one JSON object. Its columns count bytes. */
#include <string.h>

#include "base/json.h"
#include "report/fix.h"
#include "report/place.h"
#include "report/report.h"
#include "report/tally.h"

static const char *const severities[] = {
	[SEVERITY_INFO] = "INFO", [SEVERITY_WARNING] = "WARNING", [SEVERITY_ERROR] = "ERROR",
};

static void put_position(struct json *j, const char *key, const struct source *s, uint32_t offset)
{
	uint32_t line = source_position(s, offset).line;

	json_object(j, key);
	json_number(j, "line", line);
	json_number(j, "column", offset - s->lines[line - 1] + 1);
	json_end_object(j);
}

static void put_range(struct json *j, struct span at)
{
	json_object(j, "range");
	put_position(j, "start", at.source, at.begin);
	put_position(j, "end", at.source, at.end);
	json_end_object(j);
}

static void put_location(struct json *j, struct span at)
{
	json_object(j, "location");
	json_text(j, "path", at.source ? at.source->name : ".");
	if (at.source)
		put_range(j, at);
	json_end_object(j);
}

static void put_code(struct json *j, const struct report *r, const struct notice *n)
{
	json_object(j, "code");
	json_text(j, "value", n->code);
	if (r->help_url) {
		struct buf url = BUF_INIT;

		buf_printf(&url, "%s/%s", r->help_url, n->code);
		json_text_n(j, "url", url.at, url.n);
		buf_release(&url);
	}
	json_end_object(j);
}

/* A suggestion is taken with a click: what it may do is said with the finding. */
static void put_message(struct json *j, const struct finding *f)
{
	struct buf text = BUF_INIT;

	buf_puts(&text, f->message);
	if (f->edits.n && f->unsafe)
		buf_puts(&text, " (the fix is unsafe: it may change what a working mesh does)");
	json_text(j, "message", text.at);
	buf_release(&text);
}

/* Several suggestions would be alternatives, so all edits are one. */
static void put_suggestion(struct json *j, const struct finding *f)
{
	struct buf text = BUF_INIT;
	struct span place;

	if (f->edits.n && fix_join(&text, f, &place)) {
		json_array(j, "suggestions");
		json_object(j, NULL);
		put_range(j, place);
		json_text_n(j, "text", text.n ? text.at : "", text.n);
		json_end_object(j);
		json_end_array(j);
	}
	buf_release(&text);
}

static void put_related(struct json *j, const struct finding *f)
{
	bool any = false;

	for (size_t i = 0; i < f->related.n; i++) {
		if (!f->related.at[i].span.source)
			continue;
		if (!any)
			json_array(j, "related_locations");
		any = true;
		json_object(j, NULL);
		json_text(j, "message", f->related.at[i].message);
		put_location(j, f->related.at[i].span);
		json_end_object(j);
	}
	if (any)
		json_end_array(j);
}

void report_rdjson(struct buf *out, const struct report *r)
{
	struct json j = { .out = out, .flat = 5 };

	json_object(&j, NULL);
	json_object(&j, "source");
	json_text(&j, "name", "meshlint");
	if (r->help_url)
		json_text(&j, "url", r->help_url);
	json_end_object(&j);
	json_array(&j, "diagnostics");
	for (size_t i = 0; i < r->n_findings; i++) {
		const struct finding *f = r->findings[i];

		if (!tally_lists(r, f))
			continue;
		json_object(&j, NULL);
		put_message(&j, f);
		put_location(&j, place_of(f));
		json_text(&j, "severity", severities[f->severity]);
		put_code(&j, r, f->notice);
		put_suggestion(&j, f);
		put_related(&j, f);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
}
