/* The reports of tests: for people, as JSON and as JUnit's XML. */
#include <string.h>

#include "base/safe.h"
#include "base/xml.h"
#include "source/source.h"
#include "trace/trace.h"

enum ending verdict_ending(const struct verdict *v)
{
	return v->answered && v->passed ? ENDING_PASSED : v->absent ? ENDING_FAILED : !v->answered || v->undecided ? ENDING_UNDECIDED : ENDING_FAILED;
}

struct endings {
	size_t n[ENDING_UNDECIDED + 1];
};

static struct endings count(const struct trace *t)
{
	struct endings e = { { 0 } };

	for (size_t i = 0; i < t->wishes->list.n; i++)
		e.n[verdict_ending(&t->verdicts[i])]++;
	return e;
}

static size_t failures(const struct endings *e, bool allow_undecided)
{
	return e->n[ENDING_FAILED] + (allow_undecided ? 0 : e->n[ENDING_UNDECIDED]);
}

/* Has some test asked policies? Otherwise nothing is said of those. */
static bool asks_access(const struct trace *t)
{
	for (size_t i = 0; i < t->wishes->list.n; i++)
		if (t->verdicts[i].access)
			return true;
	return false;
}

/* Where a test is written. */
static struct span place_of(const struct wish *w)
{
	return w->node ? node_span(w->node) : (struct span){ 0 };
}

static void tell_test(const struct wish *w, struct buf *out)
{
	struct span s = place_of(w);

	wish_describe(w, out);
	if (w->name && !w->wanted) {
		buf_puts(out, " (");
		safe_text(out, w->name, strlen(w->name));
		buf_putc(out, ')');
	}
	buf_putc(out, '\n');
	if (!s.source)
		return;
	buf_puts(out, "    at ");
	safe_text(out, s.source->name, strlen(s.source->name));
	buf_printf(out, ":%u\n", source_position(s.source, s.begin).line);
}

size_t test_text(const struct trace *t, bool allow_undecided, struct buf *out)
{
	struct endings e = count(t);

	for (size_t i = 0; i < t->wishes->list.n; i++) {
		const struct verdict *v = &t->verdicts[i];
		enum ending how = verdict_ending(v);

		if (how == ENDING_PASSED || (how == ENDING_UNDECIDED && allow_undecided))
			continue;
		buf_puts(out, how == ENDING_UNDECIDED ? "UNDECIDED " : "FAILED ");
		tell_test(&t->wishes->list.at[i], out);
		buf_puts(out, v->differences);
		if (v->answered)
			buf_puts(out, v->text);
	}
	buf_printf(out, "%zu passed, %zu failed", e.n[ENDING_PASSED], failures(&e, allow_undecided));
	if (allow_undecided && e.n[ENDING_UNDECIDED])
		buf_printf(out, ", %zu undecided", e.n[ENDING_UNDECIDED]);
	buf_putc(out, '\n');
	trace_advice(t, out);
	if (t->coverage)
		coverage_text(t->coverage, asks_access(t), out);
	return failures(&e, allow_undecided);
}

static const char *const ending_names[] = { "passed", "failed", "undecided" };

static void put_test(struct json *j, const struct wish *w, const struct verdict *v)
{
	struct span s = place_of(w);

	json_object(j, "test");
	json_text(j, "name", w->name);
	json_text(j, "result", ending_names[verdict_ending(v)]);
	json_array(j, "differences");
	for (const char *line = v->differences; *line; line += strcspn(line, "\n") + 1)
		json_text_n(j, NULL, line + 4, strcspn(line, "\n") - 4);
	json_end_array(j);
	json_text(j, "file", s.source ? s.source->name : NULL);
	if (s.source)
		json_number(j, "line", source_position(s.source, s.begin).line);
	else
		json_null(j, "line");
	json_end_object(j);
}

/* Behind the answers, which are written. */
static void put_summary(const struct trace *t, const struct endings *e, struct buf *out)
{
	struct json j = { .out = out, .flat = 2, .depth = 1 };

	json_object(&j, "summary");
	for (size_t i = 0; i <= ENDING_UNDECIDED; i++)
		json_number(&j, ending_names[i], e->n[i]);
	json_end_object(&j);
	if (t->coverage)
		coverage_json(t->coverage, asks_access(t), &j);
	json_end_object(&j);
}

size_t test_json(const struct trace *t, bool allow_undecided, struct buf *out)
{
	struct endings e = count(t);

	buf_puts(out, "{\n  \"version\": 1,\n  \"results\": [");
	for (size_t i = 0; i < t->wishes->list.n; i++) {
		struct json j = { .out = out, .flat = 1, .depth = 3 };

		buf_puts(out, i ? ",\n    " : "\n    ");
		buf_puts(out, t->verdicts[i].json);
		put_test(&j, &t->wishes->list.at[i], &t->verdicts[i]);
		json_end_object(&j);
	}
	buf_puts(out, t->wishes->list.n ? "\n  ]" : "]");
	put_summary(t, &e, out);
	return failures(&e, allow_undecided);
}

/* --- JUnit --- */

static const char *file_of(const struct wish *w)
{
	struct span s = place_of(w);

	return s.source ? s.source->name : "";
}

/* The first line of what differs, without its indentation. */
static void put_message(struct buf *out, const char *lead, const struct verdict *v)
{
	const char *line = *v->differences ? v->differences : v->text;
	struct buf message = BUF_INIT;

	line += strspn(line, " ");
	buf_puts(&message, lead);
	buf_add(&message, line, strcspn(line, "\n"));
	xml_attribute_n(out, "message", message.at, message.n);
	buf_release(&message);
}

static void put_case(struct buf *out, const struct wish *w, const struct verdict *v, bool allow_undecided)
{
	enum ending how = verdict_ending(v);
	struct buf name = BUF_INIT;

	if (w->name && !w->wanted) {
		safe_puts(&name, w->name);
		buf_puts(&name, ": ");
	}
	wish_describe(w, &name);
	buf_puts(out, "    <testcase");
	xml_attribute(out, "classname", file_of(w));
	xml_attribute(out, "name", name.at);
	buf_release(&name);
	if (how == ENDING_PASSED) {
		buf_puts(out, "/>\n");
		return;
	}
	buf_puts(out, ">\n");
	if (how == ENDING_UNDECIDED && allow_undecided) {
		buf_puts(out, "      <skipped");
		put_message(out, "undecided: ", v);
		buf_puts(out, "/>\n    </testcase>\n");
		return;
	}
	buf_printf(out, "      <failure type=\"%s\"", ending_names[how]);
	put_message(out, "", v);
	buf_puts(out, ">\n");
	xml_text(out, v->differences);
	xml_text(out, v->answered ? v->text : "");
	buf_puts(out, "</failure>\n    </testcase>\n");
}

/* The tests of one file, which stand one behind the other: from the one at i on, up to the one that is returned. */
static size_t put_suite(const struct trace *t, size_t i, bool allow_undecided, struct buf *out)
{
	struct endings e = { { 0 } };
	const char *file = file_of(&t->wishes->list.at[i]);
	size_t end = i;

	for (; end < t->wishes->list.n && strcmp(file_of(&t->wishes->list.at[end]), file) == 0; end++)
		e.n[verdict_ending(&t->verdicts[end])]++;
	buf_puts(out, "  <testsuite");
	xml_attribute(out, "name", file);
	buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\">\n", end - i, failures(&e, allow_undecided),
		allow_undecided ? e.n[ENDING_UNDECIDED] : 0);
	for (; i < end; i++)
		put_case(out, &t->wishes->list.at[i], &t->verdicts[i], allow_undecided);
	buf_puts(out, "  </testsuite>\n");
	return end;
}

size_t test_junit(const struct trace *t, bool allow_undecided, struct buf *out)
{
	struct endings e = count(t);

	buf_printf(out, XML_HEAD "<testsuites name=\"meshlint\" tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n",
		t->wishes->list.n, failures(&e, allow_undecided));
	for (size_t i = 0; i < t->wishes->list.n;)
		i = put_suite(t, i, allow_undecided, out);
	buf_puts(out, "</testsuites>\n");
	return failures(&e, allow_undecided);
}
