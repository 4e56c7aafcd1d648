/*
 * The report room: findings made by hand over texts in memory, written in
 * every format and compared with testdata/report/ (BLESS=1 rewrites it).
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/safe.h"
#include "base/utf8.h"
#include "report/fingerprint.h"
#include "report/report.h"
#include "report/uri.h"
#include "test/golden.h"
#include "test/run.h"

#define FOLDER "testdata/report/"

static struct arena arena;

static const char subset_markdown[] =
	"# VS002 virtualservice-undefined-subset\n\n"
	"VirtualService routes to a subset that no DestinationRule defines\n\n"
	"## Why it matters\n\n"
	"Envoy has no cluster of that name, so **every request** of the route is answered\n"
	"with `503 NC` (see [the flags](https://www.envoyproxy.io/docs/flags)). Nothing else says so, and the route looks healthy.\n\n"
	"- one of several reasons, told in a line that is long enough to be wrapped at eighty columns\n"
	"  and goes on here\n"
	"1. another\n\n"
	"## Bad\n\n"
	"```yaml reviews.yaml\n"
	"spec:\n"
	"  http: # the routes\n"
	"  - route:\n"
	"    - destination: {host: reviews, subset: v3} # expect: VS002\n"
	"```\n\n"
	"## References\n\n"
	"- https://istio.io/latest/docs/\n";

static const struct page subset_page = { subset_markdown, sizeof subset_markdown - 1 };

static const struct notice unreadable = {
	.code = "IN001", .name = "input-unreadable", .summary = "File cannot be read",
	.severity = SEVERITY_ERROR, .category = "input",
};
static const struct notice plaintext = {
	.code = "PA004", .name = "peerauthentication-plaintext", .summary = "Port accepts plain text",
	.severity = SEVERITY_WARNING, .category = "security", .aliases = "KIA0501", .page = &subset_page,
};
static const struct notice enum_case = {
	.code = "TY007", .name = "wrong-case", .summary = "Value differs from a known one only in case",
	.severity = SEVERITY_ERROR, .category = "schema", .fixable = true,
};
static const struct notice subset = {
	.code = "VS002", .name = "virtualservice-undefined-subset",
	.summary = "VirtualService routes to a subset that no DestinationRule defines",
	.severity = SEVERITY_ERROR, .category = "routing", .aliases = "IST0101 KIA1107", .page = &subset_page,
};
static const struct notice weights = {
	.code = "VS011", .name = "virtualservice-weight-sum", .summary = "Weights of a route do not add up to 100",
	.severity = SEVERITY_INFO, .category = "routing", .aliases = "KIA1104",
};
static const struct notice *const notices[] = { &unreadable, &plaintext, &enum_case, &subset, &weights };

#define N_NOTICES (sizeof notices / sizeof *notices)

/* A finding at the first place where the source says text; NULL is the end of the file. */
static struct span span_of(const struct source *s, const char *text)
{
	const char *at = text ? memmem(s->bytes, s->n, text, strlen(text)) : s->bytes + s->n;

	ck_assert_msg(at != NULL, "\"%s\" is not in %s", text, s->name);
	return (struct span) { s, (uint32_t)(at - s->bytes),
		(uint32_t)(at - s->bytes + (text ? strlen(text) : 0)) };
}

static const struct source *text_source(const char *name, const char *text)
{
	return source_make(&arena, name, text, strlen(text));
}

static struct report report_of(const struct sink *s)
{
	return (struct report) {
		.version = "0.1.0",
		.findings = (const struct finding *const *)s->findings.at,
		.n_findings = s->findings.n,
		.notices = notices,
		.n_notices = N_NOTICES,
		.files = 12,
		.documents = 40,
		.resources = 39,
		.status = s->findings.n > 0,
		.folder = "/home/me/mesh",
	};
}

static const char reviews_text[] =
	"apiVersion: networking.istio.io/v1\n"
	"kind: VirtualService\n"
	"metadata: {name: reviews, namespace: prod}\n"
	"spec:\n"
	"  hosts: [reviews]\n"
	"  http:\n"
	"  - route:\n"
	"    - destination: {host: reviews, subset: v1}\n"
	"      weight: 90\n"
	"    - destination:\n"
	"        host: reviews\n"
	"        subset: v3\n"
	"      weight: 20\n";

static const char rule_text[] =
	"apiVersion: networking.istio.io/v1\n"
	"kind: DestinationRule\n"
	"metadata: {name: reviews, namespace: prod}\n"
	"spec:\n"
	"  host: reviews\n"
	"  trafficPolicy: {loadBalancer: {simple: random}}\n"
	"  subsets:\n"
	"  - name: v1\n"
	"  - name: v2\n";

static void add_reviews(struct sink *s)
{
	const struct source *vs = text_source("prod/reviews.yaml", reviews_text);
	const struct source *dr = text_source("prod/rules [v2] ä.yaml", rule_text);
	const struct subject reviews = { "networking.istio.io/v1", "VirtualService", "prod", "reviews" };
	const struct subject rules = { "networking.istio.io/v1", "DestinationRule", "prod", "reviews" };
	struct finding *f;

	f = sink_add(s, &subset, span_of(vs, "v3"), "subset \"%s\" of host \"reviews\" is not defined", "v3");
	f->subject = reviews;
	f->path = "spec.http[0].route[1].destination.subset";
	finding_relate(&arena, f, span_of(dr, "subsets"), "its subsets [v1, v2] are defined here");

	f = sink_add(s, &weights, span_of(vs, "route"), "weights add up to 110: 81.8%% and 18.2%%");
	f->subject = reviews;
	f->path = "spec.http[0].route";
	f->mesh = "east";

	f = sink_add(s, &enum_case, span_of(dr, "random"), "\"random\" is not a load balancer, did you mean \"RANDOM\"");
	f->subject = rules;
	f->path = "spec.trafficPolicy.loadBalancer.simple";
	finding_fix(&arena, f, span_of(dr, "random"), "RANDOM");

	f = sink_add(s, &subset, span_of(vs, "v1}"), "subset \"v1\" selects no workload");
	f->subject = reviews;
	f->path = "spec.http[0].route[0].destination.subset";
	f->suppression = SUPPRESSION_IN_SOURCE;
	f->justification = "comes with the next release";

	f = sink_add(s, &weights, span_of(vs, "90"), "weight \"90\" is not a string");
	f->subject = reviews;
	f->path = "spec.http[0].route[0].weight";
	f->suppression = SUPPRESSION_EXTERNAL;
}

/* Findings that have no usual place, and texts that nobody expects. */
static void add_odd(struct sink *s)
{
	const struct source *gone = source_make(&arena, "../other/gone.yaml", "", 0);
	const struct source *abs = text_source("/etc/mesh/p\x01\xff.yaml",
		"spec:\n  mtls: {mode: PERMISSIVE}\n  note: \"a\x1b[31mb\xe2\x80\xae\xff\"\n");
	struct finding *f;

	sink_add(s, &unreadable, (struct span) { gone, 0, 0 }, "cannot be read: No such file or directory");
	f = sink_add(s, &plaintext, span_of(abs, "PERMISSIVE"), "port 80 takes \"\x1b[31m\xff\\\n\" in plain text");
	f->subject = (struct subject) { "security.istio.io/v1", "PeerAuthentication", "", "default" };
	f->path = "spec.mtls.mode";
	for (int i = 0; i < 7; i++)
		finding_relate(&arena, f, span_of(abs, "note"), "place %d", i + 1);
	finding_fix(&arena, f, span_of(abs, "PERMISSIVE"), "");
	finding_fix(&arena, f, span_of(abs, "spec"), "spec");
	f = sink_add(s, &subset, (struct span) { NULL, 0, 0 }, "the mesh as a whole is in doubt");
	finding_relate(&arena, f, (struct span) { NULL, 0, 0 }, "nowhere");
	sink_add(s, &subset, span_of(abs, "mtls"), "same code and file once");
	sink_add(s, &subset, span_of(abs, "mode"), "same code and file twice");
}

static const struct report_undecided undecided[] = {
	{ "", "gateways", "no Gateway is in the tree", (const char *const[]) { "VS004" }, 1 },
	{ "other", "hosts", "no Service of this namespace is in the tree", (const char *const[]) { "VS001", "VS005" }, 2 },
	{ "other", "workloads", "no workload of this namespace is in the tree", NULL, 0 },
};

static const struct report_problem problems[] = {
	{ "../other/gone.yaml", "No such file or directory", SEVERITY_ERROR },
	{ "charts/a.yaml", "passed over for its template actions: run helm template", SEVERITY_INFO },
	{ NULL, "the run as a whole", SEVERITY_WARNING },
};

static struct sink sample_sink(void)
{
	struct sink s = { .arena = &arena };

	add_reviews(&s);
	add_odd(&s);
	sink_sort(&s);
	return s;
}

static struct report sample(const struct sink *s)
{
	struct report r = report_of(s);

	r.undecided = undecided;
	r.n_undecided = 3;
	r.problems = problems;
	r.n_problems = 3;
	r.suppressed = 2;
	r.status = 2;
	return r;
}

/* Is the JSON value at *at well formed? Moves *at behind it. */
static bool json_valid(const char **at);

static void json_blank(const char **at)
{
	*at += strspn(*at, " \n");
}

static bool json_string(const char **at)
{
	const char *p = *at;

	if (*p++ != '"')
		return false;
	for (; *p != '"'; p++) {
		if ((unsigned char)*p < 0x20)
			return false;
		if (*p == '\\' && !strchr("\"\\/bfnrtu", *++p))
			return false;
	}
	*at = p + 1;
	return true;
}

static bool json_members(const char **at, char close, bool keys)
{
	++*at;
	json_blank(at);
	for (bool first = true; **at != close; first = false) {
		if (!first && *(*at)++ != ',')
			return false;
		json_blank(at);
		if (keys && !json_string(at))
			return false;
		json_blank(at);
		if (keys && *(*at)++ != ':')
			return false;
		if (!json_valid(at))
			return false;
		json_blank(at);
	}
	++*at;
	return true;
}

static bool json_valid(const char **at)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t digits;

	json_blank(at);
	if (**at == '{')
		return json_members(at, '}', true);
	if (**at == '[')
		return json_members(at, ']', false);
	if (**at == '"')
		return json_string(at);
	for (size_t i = 0; i < 3; i++) {
		if (strncmp(*at, words[i], strlen(words[i])) == 0) {
			*at += strlen(words[i]);
			return true;
		}
	}
	digits = strspn(*at, "0123456789");
	*at += digits;
	return digits > 0;
}

static void assert_json(const struct buf *out)
{
	const char *at = out->at;

	ck_assert_uint_eq(utf8_check(out->at, out->n), out->n);
	ck_assert_msg(json_valid(&at), "no JSON at: %.60s", at);
	ck_assert_str_eq(at, "\n");
}

static void assert_golden(const char *name, const struct buf *out)
{
	const char *differs = golden_file(&arena, arena_printf(&arena, FOLDER "%s", name), out->at ? out->at : "");

	ck_assert_msg(!differs, "%s:\n%s", name, differs);
}

/* Nothing that acts on a terminal, and no line that a log takes for a command but those of the format github itself. */
static void assert_safe(const struct buf *out, bool commands)
{
	bool colour = memmem(out->at, out->n, "\x1b[1m", 4);

	for (size_t i = 0; i < out->n && !colour; i++) {
		unsigned char c = (unsigned char)out->at[i];
		bool begins = i == 0 || out->at[i - 1] == '\n';

		ck_assert_msg(c == '\n' || (c >= 0x20 && c != 0x7f), "byte %02x at %zu", c, i);
		ck_assert_msg(!safe_is_command(out->at, out->n, i), "a command at %.20s", out->at + i);
		if (begins && !commands)
			ck_assert(strncmp(out->at + i + strspn(out->at + i, " "), "::", 2) != 0);
	}
	ck_assert_uint_eq(utf8_check(out->at, out->n), out->n);
	ck_assert_ptr_null(memmem(out->at, out->n, "\xe2\x80\xae", 3)); /* right to left */
	if (strncmp(out->at, "<?xml", 5) == 0)
		ck_assert_ptr_null(memmem(out->at, out->n, "]]>", 3));
}

/* Write, compare with the golden file and let go. */
static void assert_report(const char *name, const struct report *r, enum report_format format)
{
	struct buf out = BUF_INIT;

	report_write(&out, r, format);
	if (format == REPORT_JSON || format == REPORT_SARIF || format == REPORT_GITLAB || format == REPORT_RDJSON)
		assert_json(&out);
	if (format >= REPORT_JSON && out.n)
		assert_safe(&out, format == REPORT_GITHUB);
	assert_golden(name, &out);
	buf_release(&out);
}

START_TEST(formats_are_known)
{
	enum report_format f;

	ck_assert(report_format_parse("text", &f) && f == REPORT_TEXT);
	ck_assert(report_format_parse("sarif", &f) && f == REPORT_SARIF);
	ck_assert(!report_format_parse("SARIF", &f));
	ck_assert(report_format_parse("rdjson", &f) && f == REPORT_RDJSON);
	ck_assert(!report_format_parse("", &f));
	ck_assert(report_has_statistics(REPORT_JSON) && !report_has_statistics(REPORT_SARIF));
}
END_TEST

START_TEST(sample_in_every_format)
{
	struct sink s = sample_sink();
	struct report r = sample(&s);

	assert_report("sample.txt", &r, REPORT_TEXT);
	assert_report("sample.concise", &r, REPORT_CONCISE);
	assert_report("sample.json", &r, REPORT_JSON);
	assert_report("sample.sarif", &r, REPORT_SARIF);
	assert_report("sample.jsonl", &r, REPORT_JSON_LINES);
	assert_report("sample.github", &r, REPORT_GITHUB);
	assert_report("sample-gitlab.json", &r, REPORT_GITLAB);
	assert_report("sample-junit.xml", &r, REPORT_JUNIT);
	assert_report("sample-checkstyle.xml", &r, REPORT_CHECKSTYLE);
	assert_report("sample-rdjson.json", &r, REPORT_RDJSON);
	r.show_suppressed = true;
	r.help_url = "https://pages.example.com/rules";
	assert_report("suppressed.sarif", &r, REPORT_SARIF);
	assert_report("pages-rdjson.json", &r, REPORT_RDJSON);
	assert_report("pages.txt", &r, REPORT_TEXT);
	r.style = (struct report_style) { .colour = true, .width = 60 };
	assert_report("sample-colour.txt", &r, REPORT_TEXT);
	assert_report("sample-colour.concise", &r, REPORT_CONCISE);
}
END_TEST

START_TEST(options)
{
	struct sink s = sample_sink();
	struct report r = sample(&s);

	r.min_severity = SEVERITY_WARNING;
	assert_report("warnings.txt", &r, REPORT_TEXT);
	assert_report("warnings.json", &r, REPORT_JSON);
	r.statistics = true;
	assert_report("statistics.txt", &r, REPORT_TEXT);
	assert_report("statistics.json", &r, REPORT_JSON);
	r.quiet = true;
	assert_report("statistics.concise", &r, REPORT_CONCISE);
	r.statistics = false;
	assert_report("quiet.txt", &r, REPORT_TEXT);
	r.folder = NULL;
	assert_report("nowhere.sarif", &r, REPORT_SARIF);
	r.quiet = false;
	r.since = "origin/\033[1mmain";
	r.known = 7;
	assert_report("since.txt", &r, REPORT_TEXT);
	assert_report("since.json", &r, REPORT_JSON);
	assert_report("since.sarif", &r, REPORT_SARIF);
}
END_TEST

START_TEST(nothing_found)
{
	struct sink s = { .arena = &arena };
	struct report r = report_of(&s);

	assert_report("none.txt", &r, REPORT_TEXT);
	assert_report("none.concise", &r, REPORT_CONCISE);
	assert_report("none.json", &r, REPORT_JSON);
	assert_report("none.sarif", &r, REPORT_SARIF);
	assert_report("none.jsonl", &r, REPORT_JSON_LINES);
	assert_report("none.github", &r, REPORT_GITHUB);
	assert_report("none-gitlab.json", &r, REPORT_GITLAB);
	assert_report("none-junit.xml", &r, REPORT_JUNIT);
	assert_report("none-checkstyle.xml", &r, REPORT_CHECKSTYLE);
	assert_report("none-rdjson.json", &r, REPORT_RDJSON);
	r.status = 2;
	assert_report("none-unread-junit.xml", &r, REPORT_JUNIT);
	assert_report("none-unread.txt", &r, REPORT_TEXT);
	r.files = 0;
	assert_report("none-read.txt", &r, REPORT_TEXT);
	r.quiet = true;
	assert_report("none-quiet.txt", &r, REPORT_TEXT);
}
END_TEST

/* Texts that mean something to each of the formats, in every place where a text of the user's may be. */
static void add_hostile(struct sink *s)
{
	static const char text[] = "::error::a\r\n##[error]b, c: 100%25 \"]]>&<[x](1)\\ \x1b[31m \xe2\x80\xae \xff \xef\xbf\xbf \xf0\x9f\x98\x80\n";
	const struct source *at = text_source("=a,b:c%2C\n::warning::\xff \x1b##[group]]]>\".yaml", text);
	const struct source *other = text_source("::notice::.yaml", text);
	const char *copy = arena_strdup(&arena, text);
	struct finding *f;

	f = sink_add(s, &enum_case, span_of(at, "100%25"), "%s", text);
	f->subject = (struct subject) { copy, copy, copy, copy };
	f->path = f->mesh = f->justification = copy;
	finding_relate(&arena, f, span_of(other, "b,"), "%s", text);
	finding_relate(&arena, f, (struct span) { NULL, 0, 0 }, "a [link](2) of nowhere");
	finding_fix(&arena, f, span_of(at, "\xf0\x9f\x98\x80"), copy);
	f = sink_add(s, &enum_case, span_of(other, "a\r\n#"), "[open");
	finding_relate(&arena, f, span_of(other, "c:"), "closed](3)");
	finding_fix(&arena, f, span_of(other, "c:"), "C:");
	finding_fix(&arena, f, span_of(other, "a"), "A");
	f = sink_add(s, &enum_case, span_of(other, "x"), "spec.http[0].route[1] stays as it is");
	finding_fix(&arena, f, span_of(other, "x"), "X");
	finding_fix(&arena, f, span_of(at, "x"), "X");
	f = sink_add(s, &enum_case, span_of(other, "x]"), "edits that overlap");
	finding_fix(&arena, f, span_of(other, "x]"), "X");
	finding_fix(&arena, f, span_of(other, "](1"), "Y");
	f = sink_add(s, &enum_case, (struct span) { NULL, 0, 0 }, "of another file");
	finding_relate(&arena, f, span_of(other, "b,"), "there");
	finding_fix(&arena, f, span_of(other, "x"), "x");
}

START_TEST(hostile_texts)
{
	static const struct {
		const char *file;
		enum report_format format;
	} list[] = {
		{ "hostile.json", REPORT_JSON }, { "hostile.jsonl", REPORT_JSON_LINES }, { "hostile.sarif", REPORT_SARIF }, { "hostile.github", REPORT_GITHUB },
		{ "hostile-gitlab.json", REPORT_GITLAB }, { "hostile-junit.xml", REPORT_JUNIT }, { "hostile-checkstyle.xml", REPORT_CHECKSTYLE },
		{ "hostile-rdjson.json", REPORT_RDJSON },
	};
	struct sink s = { .arena = &arena };
	struct report r;

	add_hostile(&s);
	sink_sort(&s);
	r = report_of(&s);
	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		assert_report(list[i].file, &r, list[i].format);
}
END_TEST

/* Of errors one more than GitHub shows, of warnings as many, of infos many more. */
START_TEST(github_tells_what_it_hides)
{
	const struct source *a = text_source("a.yaml", "a: 1\n");
	struct sink s = { .arena = &arena };
	struct report r;

	for (int i = 0; i < 30; i++)
		sink_add(&s, &weights, span_of(a, "a"), "info %02d", i);
	for (int i = 0; i < 11; i++)
		sink_add(&s, &subset, span_of(a, "1"), "error %02d", i);
	for (int i = 0; i < 10; i++)
		sink_add(&s, &plaintext, span_of(a, "a"), "warning %02d", i);
	r = report_of(&s);
	assert_report("hidden.github", &r, REPORT_GITHUB);
}
END_TEST

/* Every kind of line that an excerpt may have to show. */
static struct sink places(void)
{
	static const char wide[] = "名前: 値打ち # 幅\nnote: cafe\xcc\x81 \xf0\x9f\x98\x80 end\n\ttab\tmore: x\tend\n";
	const struct source *w = text_source("wide.yaml", wide);
	const struct source *crlf = text_source("crlf.yaml", "a: 1\r\nb: two\r\nc: [1,\r\n  2]\r\n");
	const struct source *bom = text_source("bom.yaml", "\xef\xbb\xbfkind: X\nspec: 1");
	const struct source *bad = text_source("bad.yaml", "a: \xff\xfe b: \x1b[2Jc\x7f \xc2\x85 \xe2\x80\xae" "d\n");
	struct buf text = BUF_INIT;
	struct sink s = { .arena = &arena };

	sink_add(&s, &weights, span_of(w, "値打ち"), "wide characters");
	sink_add(&s, &weights, span_of(w, "cafe\xcc\x81"), "combining mark");
	sink_add(&s, &weights, span_of(w, "end\n\t"), "behind a picture, into the next line");
	sink_add(&s, &weights, span_of(w, "more"), "between tabs");
	sink_add(&s, &weights, span_of(w, "x\tend"), "over a tab");
	sink_add(&s, &weights, span_of(w, NULL), "end of a file that ends with a line break");
	sink_add(&s, &weights, span_of(crlf, "two"), "with carriage returns");
	sink_add(&s, &weights, span_of(crlf, "\r\nc"), "a line break");
	sink_add(&s, &weights, span_of(crlf, "[1,\r\n  2]"), "several lines");
	sink_add(&s, &weights, (struct span) { crlf, 0, crlf->n }, "the whole file");
	sink_add(&s, &weights, span_of(bom, "\xef\xbb\xbf"), "the byte order mark itself");
	sink_add(&s, &weights, span_of(bom, "X"), "behind a byte order mark");
	sink_add(&s, &weights, span_of(bom, NULL), "end of a file that ends without a line break");
	sink_add(&s, &weights, span_of(bad, "b:"), "behind bytes that are no text");
	sink_add(&s, &weights, span_of(bad, "c\x7f \xc2\x85 \xe2\x80\xae" "d"), "over controls");
	sink_add(&s, &weights, (struct span) { text_source("empty.yaml", ""), 0, 0 }, "an empty file");

	for (int i = 0; i < 400; i++)
		buf_printf(&text, "%s%03d: 値", i ? ", " : "{", i);
	buf_puts(&text, "}\n");
	w = text_source("long.yaml", arena_strndup(&arena, text.at, text.n));
	buf_release(&text);
	sink_add(&s, &weights, span_of(w, "{000"), "at the beginning");
	sink_add(&s, &weights, span_of(w, "005"), "near the edge of the window");
	sink_add(&s, &weights, span_of(w, "006"), "at the edge of the window");
	sink_add(&s, &weights, span_of(w, "200"), "in the middle");
	sink_add(&s, &weights, span_of(w, "値, 201"), "in the middle, wide");
	sink_add(&s, &weights, span_of(w, "399"), "near the end");
	sink_add(&s, &weights, span_of(w, "}"), "at the end");
	sink_add(&s, &weights, (struct span) { w, 100, w->n - 100 }, "nearly all of it");
	sink_add(&s, &weights, (struct span) { w, 0, w->n - 1 }, "the whole line");
	return s;
}

START_TEST(excerpts)
{
	struct sink s = places();
	struct report r = report_of(&s);

	r.style.width = 60;
	assert_report("places.txt", &r, REPORT_TEXT);
	assert_report("places.json", &r, REPORT_JSON);
	r.style.width = 1;
	assert_report("places-narrow.txt", &r, REPORT_TEXT);
}
END_TEST

START_TEST(long_lines_cost_little)
{
	size_t n = 20u << 20;
	char *text = arena_alloc(&arena, n);
	struct sink s = { .arena = &arena };
	const struct source *source;
	struct report r;
	struct buf out = BUF_INIT;

	memset(text, 'x', n);
	source = source_make(&arena, "line.yaml", text, n);
	for (uint32_t i = 0; i < 2000; i++)
		sink_add(&s, &weights, (struct span) { source, i * 10000, (uint32_t)n }, "place %u", i);
	r = report_of(&s);
	report_text(&out, &r);
	ck_assert_uint_lt(out.n, 2000 * 500);
	buf_release(&out);
}
END_TEST

START_TEST(many_findings_are_cut)
{
	struct sink s = { .arena = &arena };
	const struct source *source = text_source("a.yaml", "a: b\n");
	const struct notice *kinds[] = { &weights, &plaintext, &subset };
	struct report r;
	struct buf out = BUF_INIT;
	size_t results = 0;

	for (size_t i = 0; i < 30000; i++)
		sink_add(&s, kinds[i % 3], span_of(source, "b"), "finding %zu", i);
	r = report_of(&s);
	report_sarif(&out, &r);
	assert_json(&out);
	for (const char *at = out.at; (at = memchr(at, '\n', (size_t)(out.at + out.n - at))); at++)
		results += strncmp(at, "\n        {\"ruleId\"", 18) == 0;
	ck_assert_uint_eq(results, REPORT_SARIF_MAX);
	ck_assert(strstr(out.at, "\"finding 29999\"") != NULL);
	ck_assert(strstr(out.at, "\"finding 29998\"") != NULL);
	ck_assert(strstr(out.at, "\"finding 29997\"") == NULL);
	ck_assert(strstr(out.at, "5000 of the least severe findings are left out") != NULL);
	buf_release(&out);
}
END_TEST

START_TEST(fingerprints_are_stable)
{
	struct sink s = { .arena = &arena };
	const struct source *a = text_source("a.yaml", "a: b\n"), *b = text_source("b/a.yaml", "\n\n# moved\na: b\n");
	const struct subject old = { "networking.istio.io/v1beta1", "Gateway", "x", "g" };
	const struct subject now = { "networking.istio.io/v1", "Gateway", "x", "g" };
	const struct subject other = { "gateway.networking.k8s.io/v1", "Gateway", "x", "g" };
	const struct subject shifted = { "networking.istio.io/v1", "Gateway", "xg", "" };
	const struct subject *subjects[] = { &old, &now, &other, &shifted, NULL, NULL };
	const struct fingerprint *prints;
	struct report r;

	for (size_t i = 0; i < 6; i++) {
		struct finding *f = sink_add(&s, &subset, span_of(i % 2 ? b : a, "b"), "message %zu", i);

		if (subjects[i])
			f->subject = *subjects[i];
		f->path = "spec";
	}
	r = report_of(&s);
	prints = fingerprints(&arena, &r);
	ck_assert_uint_eq(prints[0].hash, prints[1].hash);
	ck_assert_uint_eq(prints[0].ordinal, 1);
	ck_assert_uint_eq(prints[1].ordinal, 2);
	for (size_t i = 2; i < 6; i++)
		for (size_t k = 0; k < i; k++)
			ck_assert_uint_ne(prints[i].hash, prints[k].hash);
}
END_TEST

START_TEST(uris)
{
	static const struct {
		const char *folder, *root, *name, *want;
		bool relative;
	} cases[] = {
		{ "/src/mesh", NULL, "a/b.yaml", "a/b.yaml", true },
		{ "/src/mesh", NULL, "./a//b/../c.yaml", "a/c.yaml", true },
		{ "/src/mesh", NULL, "a/..b/.c/xy/d.yaml", "a/..b/.c/xy/d.yaml", true },
		{ "/src/mesh", NULL, "../x.yaml", "file:///src/x.yaml", false },
		{ "/src/mesh", NULL, "../mesh2/x.yaml", "file:///src/mesh2/x.yaml", false },
		{ "/src/mesh/deep/", "/src/./mesh/", "x.yaml", "deep/x.yaml", true },
		{ "/src/mesh/deep", "/src/mesh", "../../mesh/x.yaml", "x.yaml", true },
		{ "/src/mesh", NULL, "/src/mesh/x.yaml", "x.yaml", true },
		{ "/src/mesh", NULL, "/etc/x y.yaml", "file:///etc/x%20y.yaml", false },
		{ "/src/mesh", NULL, "../../../../x", "file:///x", false },
		{ "/", NULL, "x", "x", true },
		{ "/src/mesh", NULL, "c:#?%[ä].yaml", "c%3A%23%3F%25%5B%C3%A4%5D.yaml", true },
		{ "/src/mesh", NULL, "<stdin>", "%3Cstdin%3E", true },
		{ "/src/mesh", NULL, ".", ".", true },
		{ NULL, NULL, "../a/../b.yaml", "../b.yaml", true },
		{ NULL, NULL, "../../b.yaml", "../../b.yaml", true },
		{ NULL, NULL, "/b.yaml", "file:///b.yaml", false },
		{ NULL, NULL, "..a/../b", "b", true }, { NULL, NULL, "ab/../c", "c", true }, { NULL, NULL, "a..", "a..", true }, { NULL, NULL, "..", "..", true },
		{ NULL, NULL, "a/..", ".", true }, { NULL, NULL, "a/b/../..", ".", true }, { NULL, NULL, "../a/../..", "../..", true }, { NULL, NULL, "", ".", true },
		{ "/a", NULL, "b/../..", "file:///", false }, { "/ab", "/a", "c", "file:///ab/c", false }, { "/a", "/", "b", "a/b", true }, { "/a", "/a/b", "b", ".", true },
	};
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct uri_base base = { cases[i].folder, cases[i].root };

		buf_clear(&out);
		ck_assert_int_eq(uri_put(&out, &base, cases[i].name), cases[i].relative);
		ck_assert_str_eq(out.at, cases[i].want);
	}
	buf_clear(&out);
	uri_put_folder(&out, "/");
	ck_assert_str_eq(out.at, "file:///");
	buf_clear(&out);
	uri_put_folder(&out, "/a b/c/");
	ck_assert_str_eq(out.at, "file:///a%20b/c/");
	buf_release(&out);
}
END_TEST

START_TEST(pages_and_catalogue)
{
	struct report_style plain = { 0 }, colour = { .colour = true, .width = 70 };
	struct buf out = BUF_INIT;

	report_page(&out, &subset, plain);
	assert_golden("page.txt", &out);
	buf_clear(&out);
	report_page(&out, &weights, plain);
	ck_assert_str_eq(out.at, "# VS011 virtualservice-weight-sum\n\nWeights of a route do not add up to 100\n\n"
		"- State: on by default, as `info`\n- Category: routing\n- Fixable: no\n- Also known as: KIA1104\n");
	buf_clear(&out);
	report_page(&out, &subset, colour);
	assert_golden("page-colour.txt", &out);
	buf_clear(&out);
	report_rules_text(&out, notices, N_NOTICES, plain);
	assert_golden("rules.txt", &out);
	buf_clear(&out);
	report_rules_json(&out, notices, N_NOTICES);
	assert_json(&out);
	assert_golden("rules.json", &out);
	buf_clear(&out);
	report_rules_json(&out, notices, 0);
	ck_assert_str_eq(out.at, "[]\n");
	buf_release(&out);
}
END_TEST

static void release(void)
{
	arena_release(&arena);
}

int main(void)
{
	Suite *suite = suite_create("report");
	TCase *tests = tcase_create("report");

	tcase_add_checked_fixture(tests, NULL, release);
	tcase_add_test(tests, formats_are_known);
	tcase_add_test(tests, sample_in_every_format);
	tcase_add_test(tests, options);
	tcase_add_test(tests, nothing_found);
	tcase_add_test(tests, hostile_texts);
	tcase_add_test(tests, github_tells_what_it_hides);
	tcase_add_test(tests, excerpts);
	tcase_add_test(tests, long_lines_cost_little);
	tcase_add_test(tests, many_findings_are_cut);
	tcase_add_test(tests, fingerprints_are_stable);
	tcase_add_test(tests, uris);
	tcase_add_test(tests, pages_and_catalogue);
	suite_add_tcase(suite, tests);
	return suite_run(suite, CK_FORK_GETENV);
}
