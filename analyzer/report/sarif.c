/* The SARIF 2.1.0 report. */
#include "report/sarif.h"

#include <string.h>

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"
#define RANKS 4 /* suppressed, then info, warning, error */

const char *sarif_level(enum severity s)
{
	switch (s) {
	case SEVERITY_ERROR:
		return "error";
	case SEVERITY_WARNING:
		return "warning";
	case SEVERITY_INFO:
		return "note";
	default:
		return "none";
	}
}

/* Would a viewer see an embedded link in it (3.11.6), or in it and a link behind it? */
static bool has_link(const char *text)
{
	const char *open = strrchr(text, '['), *close = strrchr(text, ']');

	return strstr(text, "](") || (open && (!close || close < open));
}

void sarif_literal(struct buf *out, const char *text, bool link)
{
	for (bool escape = link || has_link(text); *text; text++) {
		if (escape && strchr("[]\\", *text))
			buf_putc(out, '\\');
		buf_putc(out, *text);
	}
}

void sarif_message(struct json *j, const char *key, const char *text)
{
	struct buf literal = BUF_INIT;

	sarif_literal(&literal, text, false);
	json_object(j, key);
	json_text_n(j, "text", literal.n ? literal.at : "", literal.n);
	json_end_object(j);
	buf_release(&literal);
}

/* How much a finding matters where not all can be kept; 0 is not at all, RANKS the most. */
static size_t rank_of(const struct report *r, const struct finding *f)
{
	if (f->severity == SEVERITY_OFF || f->severity < r->min_severity || (f->suppression != SUPPRESSION_NONE && !r->show_suppressed))
		return 0;
	return f->suppression == SUPPRESSION_NONE ? (size_t)f->severity + 1 : 1;
}

/* Choose the findings that become results: all, or the most severe that GitHub takes. */
static void choose(struct sarif *s)
{
	const struct report *r = s->report;
	size_t left[RANKS + 1] = { 0 }, room = REPORT_SARIF_MAX;

	s->kept = arena_array(&s->arena, bool, r->n_findings);
	for (size_t i = 0; i < r->n_findings; i++)
		left[rank_of(r, r->findings[i])]++;
	for (size_t rank = RANKS; rank > 0; rank--) {
		size_t n = left[rank] < room ? left[rank] : room;

		s->n_cut += left[rank] - n;
		left[rank] = n;
		room -= n;
	}
	for (size_t i = 0; i < r->n_findings; i++) {
		size_t rank = rank_of(r, r->findings[i]);

		if (!rank || !left[rank])
			continue;
		left[rank]--;
		s->kept[i] = true;
		s->suppressions |= r->findings[i]->suppression != SUPPRESSION_NONE;
	}
}

/* Take the rules that have results from the catalogue. */
static void collect_rules(struct sarif *s)
{
	const struct report *r = s->report;
	bool *used = arena_array(&s->arena, bool, r->n_notices);

	tally_index_init(&s->index, &s->arena, r);
	s->rules = arena_array(&s->arena, const struct notice *, r->n_notices);
	s->rule_index = arena_array(&s->arena, size_t, r->n_notices);
	for (size_t i = 0; i < r->n_findings; i++)
		if (s->kept[i])
			used[tally_index_of(&s->index, r, r->findings[i]->notice)] = true;
	for (size_t i = 0; i < r->n_notices; i++) {
		if (!used[i])
			continue;
		s->rule_index[i] = s->n_rules;
		s->rules[s->n_rules++] = r->notices[i];
	}
}

static void begin_notification(struct json *j, enum sarif_notification kind, const char *level, const char *text)
{
	static const char *const ids[] = { "input", "undecided", "cut" };

	json_object(j, NULL);
	json_object(j, "descriptor");
	json_text(j, "id", ids[kind]);
	json_number(j, "index", kind);
	json_end_object(j);
	json_text(j, "level", level);
	sarif_message(j, "message", text);
}

static void put_problem(struct sarif *s, const struct report_problem *p)
{
	struct json *j = &s->json;

	begin_notification(j, SARIF_INPUT, sarif_level(p->severity), p->message);
	if (p->path) {
		json_array(j, "locations");
		json_object(j, NULL);
		json_object(j, "physicalLocation");
		sarif_artifact_named(s, p->path);
		json_end_object(j);
		json_end_object(j);
		json_end_array(j);
	}
	json_end_object(j);
}

static void put_undecided(struct sarif *s, const struct report_undecided *u)
{
	struct json *j = &s->json;
	const char *text = *u->ns
		? arena_printf(&s->arena, "Not judged in namespace %s: %s (%s)", u->ns, u->what, u->reason)
		: arena_printf(&s->arena, "Not judged where no namespace is known: %s (%s)", u->what, u->reason);

	begin_notification(j, SARIF_UNDECIDED, "note", text);
	json_object(j, "properties");
	json_text(j, "namespace", u->ns);
	json_text(j, "what", u->what);
	json_text(j, "reason", u->reason);
	json_array(j, "codes");
	for (size_t i = 0; i < u->n_codes; i++)
		json_text(j, NULL, u->codes[i]);
	json_end_array(j);
	json_end_object(j);
	json_end_object(j);
}

static void put_invocation(struct sarif *s)
{
	const struct report *r = s->report;
	struct json *j = &s->json;

	json_array(j, "invocations");
	json_object(j, NULL);
	json_bool(j, "executionSuccessful", r->status != 2);
	json_number(j, "exitCode", (size_t)r->status);
	json_array(j, "toolExecutionNotifications");
	for (size_t i = 0; i < r->n_problems; i++)
		put_problem(s, &r->problems[i]);
	for (size_t i = 0; i < r->n_undecided; i++)
		put_undecided(s, &r->undecided[i]);
	if (s->n_cut) {
		begin_notification(j, SARIF_CUT, "warning", arena_printf(&s->arena,
			"%zu of the least severe findings are left out, because code scanning accepts %d",
			s->n_cut, REPORT_SARIF_MAX));
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
	json_end_array(j);
}

static void put_bases(struct sarif *s)
{
	const char *root = s->base.root ? s->base.root : s->base.folder;
	struct json *j = &s->json;
	struct buf uri = BUF_INIT;

	json_object(j, "originalUriBaseIds");
	json_object(j, "%SRCROOT%");
	if (root) {
		uri_put_folder(&uri, root);
		json_text(j, "uri", uri.at);
	}
	sarif_message(j, "description", "The top of the source tree.");
	json_end_object(j);
	json_end_object(j);
	buf_release(&uri);
}

/*
 * What is nested deeper stays on one line: a rule, a code, a notification or a
 * result each. That is half the bytes, and two logs can be compared line by line.
 */
static void put_run(struct sarif *s)
{
	struct json *j = &s->json;

	json_object(j, NULL);
	j->flat = 6;
	sarif_tool(s);
	put_invocation(s);
	put_bases(s);
	if (s->n_taxonomies)
		sarif_put_taxonomies(s);
	json_text(j, "columnKind", "unicodeCodePoints");
	j->flat = 4;
	json_array(j, "results");
	for (size_t i = 0; i < s->report->n_findings; i++)
		if (s->kept[i])
			sarif_result(s, i);
	json_end_array(j);
	json_end_object(j);
}

void report_sarif(struct buf *out, const struct report *r)
{
	struct sarif s = {
		.json = { .out = out },
		.report = r,
		.arena = ARENA_INIT,
		.base = { r->folder, r->root },
	};
	struct json *j = &s.json;

	choose(&s);
	collect_rules(&s);
	sarif_collect_taxa(&s);
	s.prints = fingerprints(&s.arena, r);
	json_object(j, NULL);
	json_text(j, "$schema", SCHEMA);
	json_text(j, "version", "2.1.0");
	json_array(j, "runs");
	put_run(&s);
	json_end_array(j);
	json_end_object(j);
	arena_release(&s.arena);
}
