/* Code Quality of GitLab: the part of Code Climate's format that GitLab documents. */
#include "base/json.h"
#include "report/fingerprint.h"
#include "report/place.h"
#include "report/report.h"
#include "report/tally.h"
#include "report/uri.h"

/* GitLab has info, minor, major, critical and blocker. */
static const char *const severities[] = {
	[SEVERITY_INFO] = "info", [SEVERITY_WARNING] = "minor", [SEVERITY_ERROR] = "major",
};

/* GitLab wants a place of each: the first line of the tree's top stands in where there is none. */
static void put_location(struct json *j, const struct uri_base *base, struct span at)
{
	struct buf path = BUF_INIT;

	uri_put_path(&path, base, at.source ? at.source->name : ".");
	json_object(j, "location");
	json_text_n(j, "path", path.at, path.n);
	json_object(j, "lines");
	json_number(j, "begin", at.source ? source_position(at.source, at.begin).line : 1);
	json_end_object(j);
	json_end_object(j);
	buf_release(&path);
}

void report_gitlab(struct buf *out, const struct report *r)
{
	const struct uri_base base = { r->folder, r->root };
	struct arena arena = ARENA_INIT;
	const struct fingerprint *prints = fingerprints(&arena, r);
	struct json j = { .out = out };

	json_array(&j, NULL);
	for (size_t i = 0; i < r->n_findings; i++) {
		const struct finding *f = r->findings[i];

		if (!tally_lists(r, f))
			continue;
		json_object(&j, NULL);
		json_text(&j, "description", f->message);
		json_text(&j, "check_name", f->notice->code);
		json_text(&j, "fingerprint", fingerprint_text(&arena, &prints[i]));
		json_text(&j, "severity", severities[f->severity]);
		put_location(&j, &base, place_of(f));
		json_end_object(&j);
	}
	json_end_array(&j);
	arena_release(&arena);
}
