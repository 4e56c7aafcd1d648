/* The JSON report, in the shape that tools rely on. */
#include "base/json.h"
#include "report/report.h"
#include "report/statistics.h"
#include "report/tally.h"

static void put_subject(struct json *j, const struct subject *s)
{
	if (!s->kind) {
		json_null(j, "resource");
		return;
	}
	json_object(j, "resource");
	json_text(j, "apiVersion", s->api_version ? s->api_version : "");
	json_text(j, "kind", s->kind);
	json_text(j, "namespace", s->ns ? s->ns : "");
	json_text(j, "name", s->name ? s->name : "");
	json_end_object(j);
}

static void put_place(struct json *j, struct span at, bool with_end)
{
	struct position p;

	if (!at.source) {
		json_null(j, "file");
		json_null(j, "line");
		json_null(j, "column");
		if (with_end) {
			json_null(j, "endLine");
			json_null(j, "endColumn");
		}
		return;
	}
	json_text(j, "file", at.source->name);
	p = source_position(at.source, at.begin);
	json_number(j, "line", p.line);
	json_number(j, "column", p.column);
	if (with_end) {
		p = source_position(at.source, at.end);
		json_number(j, "endLine", p.line);
		json_number(j, "endColumn", p.column);
	}
}

static void put_finding(struct json *j, const struct finding *f)
{
	json_object(j, NULL);
	json_text(j, "code", f->notice->code);
	json_text(j, "rule", f->notice->name);
	json_text(j, "severity", severity_name(f->severity));
	json_text(j, "message", f->message);
	put_place(j, f->span, true);
	put_subject(j, &f->subject);
	json_text(j, "path", f->path);
	json_words(j, "aliases", f->notice->aliases);
	json_array(j, "related");
	for (size_t i = 0; i < f->related.n; i++) {
		json_object(j, NULL);
		put_place(j, f->related.at[i].span, false);
		json_text(j, "message", f->related.at[i].message);
		json_end_object(j);
	}
	json_end_array(j);
	json_bool(j, "fixable", f->edits.n > 0);
	if (f->edits.n)
		json_bool(j, "unsafe", f->unsafe);
	if (f->mesh)
		json_text(j, "mesh", f->mesh);
	if (f->built.n) {
		json_array(j, "units");
		for (size_t i = 0; i < f->built.n; i++)
			json_text(j, NULL, f->built.at[i]->unit);
		json_end_array(j);
	}
	json_end_object(j);
}

static void put_undecided(struct json *j, const struct report_undecided *u)
{
	json_object(j, NULL);
	json_text(j, "namespace", u->ns);
	json_text(j, "what", u->what);
	json_text(j, "reason", u->reason);
	json_array(j, "codes");
	for (size_t i = 0; i < u->n_codes; i++)
		json_text(j, NULL, u->codes[i]);
	json_end_array(j);
	json_end_object(j);
}

static void put_summary(struct json *j, const struct report *r)
{
	struct tally t = tally_count(r);

	json_object(j, "summary");
	json_number(j, "applications", r->n_applications);
	json_number(j, "files", r->files);
	json_number(j, "documents", r->documents);
	json_number(j, "resources", r->resources);
	json_number(j, "errors", t.errors);
	json_number(j, "warnings", t.warnings);
	json_number(j, "infos", t.infos);
	json_number(j, "suppressed", r->suppressed);
	if (r->since)
		json_number(j, "known", r->known);
	if (r->fixing)
		json_number(j, "fixed", r->fixed);
	json_end_object(j);
}

static void put_findings(struct json *j, const struct report *r)
{
	json_array(j, "findings");
	for (size_t i = 0; i < r->n_findings; i++)
		if (tally_lists(r, r->findings[i]))
			put_finding(j, r->findings[i]);
	json_end_array(j);
}

static void put_statistics(struct json *j, const struct report *r)
{
	struct arena arena = ARENA_INIT;
	size_t n;
	const struct fired *fired = statistics(&arena, r, &n);

	json_array(j, "statistics");
	for (size_t i = 0; i < n; i++)
		statistics_put(j, &fired[i]);
	json_end_array(j);
	arena_release(&arena);
}

void report_json(struct buf *out, const struct report *r)
{
	struct json j = { .out = out };

	json_object(&j, NULL);
	json_number(&j, "version", 1);
	json_object(&j, "tool");
	json_text(&j, "name", "meshlint");
	json_text(&j, "version", r->version);
	json_end_object(&j);
	(r->statistics ? put_statistics : put_findings)(&j, r);
	json_array(&j, "undecided");
	for (size_t i = 0; i < r->n_undecided; i++)
		put_undecided(&j, &r->undecided[i]);
	json_end_array(&j);
	put_summary(&j, r);
	json_end_object(&j);
}

void report_json_lines(struct buf *out, const struct report *r)
{
	for (size_t i = 0; i < r->n_findings; i++) {
		struct json j = { .out = out, .flat = 1, .depth = 2, .fresh = true }; /* an item that is on one line */

		if (!tally_lists(r, r->findings[i]))
			continue;
		put_finding(&j, r->findings[i]);
		buf_putc(out, '\n');
	}
}
