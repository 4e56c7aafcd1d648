/*
 * Suite of lint: selection, suppressions, configuration, what surrounds a
 * file, and whole runs over bytes in memory. Its rules are made for the
 * purpose, so that none of the real ones can break it.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "doc/notices.h"
#include "keys.h"
#include "lint/config.h"
#include "lint/lint.h"
#include "lint/notices.h"
#include "lint/rule.h"
#include "test/golden.h"
#include "test/run.h"
#include "test/tree.h"

static const struct page no_page = { "", 0 };

/* One finding for each VirtualService's host, at the host. */
static void visit_hosts(struct pass *p, const struct resource *r)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_hosts)); n; n = node_next(n)) {
		pass_report(p, r, n, "host \"%s\" in \"%s\"", node_text(n)->text, r->ns->text);
		pass_note(p, r, NULL, "the object");
	}
}

static void visit_name(struct pass *p, const struct resource *r)
{
	pass_report(p, r, NULL, "an object");
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct resources all = mesh_all(m);

	for (size_t i = 0; i < all.n; i++)
		pass_undecided(p, all.at[i]->ns, "hosts", "nothing is known");
}

static const struct rule hosts_rule = {
	.notice = { .code = "AA001", .name = "test-host", .summary = "A host", .severity = SEVERITY_ERROR,
		.aliases = "IST0101 KIA1101", .category = "routing", .page = &no_page },
	.subject = KIND_VIRTUAL_SERVICE, .visit = visit_hosts,
};

static const struct rule name_rule = {
	.notice = { .code = "AA002", .name = "test-name", .summary = "A name", .severity = SEVERITY_WARNING,
		.category = "naming", .page = &no_page },
	.subjects = KIND_BIT(KIND_VIRTUAL_SERVICE) | KIND_BIT(KIND_GATEWAY), .partial = true, .visit = visit_name,
};

static const struct rule survey_rule = {
	.notice = { .code = "BB001", .name = "test-survey", .summary = "A survey", .severity = SEVERITY_INFO,
		.category = "naming", .page = &no_page },
	.survey = survey,
};

static const struct rule *const rules[] = { &hosts_rule, &name_rule, &survey_rule };

static const struct notice *const engine[] = {
	&notice_input_unreadable, &notice_input_syntax, &notice_input_encoding, &notice_input_too_deep,
	&notice_input_alias_bomb, &notice_input_too_large, &notice_input_duplicate_key, &notice_input_template,
	&notice_input_binary, &notice_input_placeholder, &notice_input_foreign, &notice_suppression_unused, &notice_suppression_unknown, &notice_analysis_limit, &notice_kustomize_not_built,
};

static const char *const retired[] = { "AA003" };

static const struct catalogue catalogue = {
	.rules = rules, .n_rules = 3,
	.engine = engine, .n_engine = sizeof engine / sizeof engine[0],
	.retired = retired, .n_retired = 1,
};

static struct arena arena = ARENA_INIT;
static struct settings settings;
static struct lint_result result;
static struct buf text;

static void setup(void)
{
	settings = (struct settings){ 0 };
}

static void teardown(void)
{
	if (result.pool)
		lint_release(&result);
	buf_release(&text);
	arena_release(&arena);
}

/* Run over bytes in memory: n names and texts, one after the other. */
static void run(const char *const *files, size_t n)
{
	struct lint_bytes *overlay = arena_array(&arena, struct lint_bytes, n);
	struct lint_options o = { .catalogue = &catalogue, .settings = &settings, .overlay = overlay,
		.n_overlay = n, .jobs = 2 };

	for (size_t i = 0; i < n; i++)
		overlay[i] = (struct lint_bytes){ files[2 * i], files[2 * i + 1], strlen(files[2 * i + 1]) };
	if (result.pool)
		lint_release(&result);
	lint_run(&o, &result);
}

#define RUN(...) do { \
		static const char *const files_[] = { __VA_ARGS__ }; \
		run(files_, sizeof files_ / sizeof files_[0] / 2); \
	} while (0)

/* All findings as "file:line:col severity CODE message", a '~' in front of silenced ones. */
static const char *findings(void)
{
	buf_clear(&text);
	buf_puts(&text, "");
	for (size_t i = 0; i < result.findings.findings.n; i++) {
		const struct finding *f = result.findings.findings.at[i];
		struct position p = source_position(f->span.source, f->span.begin);

		buf_printf(&text, "%s%s:%u:%u %s %s %s\n", f->suppression == SUPPRESSION_NONE ? "" :
			f->suppression == SUPPRESSION_IN_SOURCE ? "~" : "=", f->span.source->name, p.line, p.column,
			severity_name(f->severity), f->notice->code, f->message);
	}
	return text.at;
}

static void select_words(struct words *w, const char *word)
{
	vec_push(&arena, &w->list, word);
}

#define VS(name, ns, host) \
	"apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: " name "\n" \
	ns "spec:\n  hosts: [" host "]\n  tcp: [{route: [{destination: {host: x}}]}]\n"

START_TEST(a_rule_reports)
{
	const struct finding *f;

	select_words(&settings.layers[LAYER_COMMAND].ignore, "BB");
	RUN("a.yaml", VS("x", "  namespace: prod\n", "h"));
	ck_assert_str_eq(findings(), "a.yaml:4:9 warning AA002 an object\na.yaml:7:11 error AA001 host \"h\" in \"prod\"\n");
	f = result.findings.findings.at[1];
	ck_assert_str_eq(f->path, "spec.hosts[0]");
	ck_assert_str_eq(f->subject.kind, "VirtualService");
	ck_assert_str_eq(f->subject.ns, "prod");
	ck_assert_uint_eq(f->related.n, 1);
	ck_assert_ptr_null(f->mesh);
	ck_assert_uint_eq(result.files, 1);
	ck_assert_uint_eq(result.documents, 1);
	ck_assert_uint_eq(result.resources, 1);
	ck_assert(!result.incomplete);
}
END_TEST

START_TEST(no_settings_are_defaults)
{
	static const char bytes[] = VS("x", "", "h");
	static const struct lint_bytes overlay = { "a.yaml", bytes, sizeof bytes - 1 };
	struct lint_options o = { .catalogue = &catalogue, .overlay = &overlay, .n_overlay = 1 };

	lint_run(&o, &result);
	ck_assert_uint_eq(result.findings.findings.n, 2);
	ck_assert_uint_eq(result.n_notices, catalogue.n_rules + catalogue.n_engine);
}
END_TEST

START_TEST(layers_decide)
{
	struct layer *file = &settings.layers[LAYER_FILE], *command = &settings.layers[LAYER_COMMAND];

	file->selects = true;
	select_words(&file->select, "AA");
	select_words(&file->ignore, "AA002");
	RUN("a.yaml", VS("x", "", "h"));
	ck_assert_str_eq(findings(), "a.yaml:6:11 error AA001 host \"h\" in \"\"\n");
	ck_assert_uint_eq(result.undecided.n, 0);
	select_words(&command->extend, "naming");
	RUN("a.yaml", VS("x", "", "h"));
	ck_assert_str_eq(findings(), "a.yaml:4:9 warning AA002 an object\na.yaml:6:11 error AA001 host \"h\" in \"\"\n");
	ck_assert_uint_eq(result.undecided.n, 1);
	select_words(&command->ignore, "IST0101");
	RUN("a.yaml", VS("x", "", "h"));
	ck_assert_str_eq(findings(), "a.yaml:4:9 warning AA002 an object\n");
	command->selects = true;
	command->extend.list.n = 0;
	RUN("a.yaml", VS("x", "", "h"));
	ck_assert_str_eq(findings(), "");
}
END_TEST

START_TEST(severities_change)
{
	vec_push(&arena, &settings.severities.list, ((struct severity_wish){ "AA001", SEVERITY_INFO }));
	vec_push(&arena, &settings.severities.list, ((struct severity_wish){ "AA", SEVERITY_OFF }));
	RUN("a.yaml", VS("x", "", "h"));
	ck_assert_str_eq(findings(), "a.yaml:6:11 info AA001 host \"h\" in \"\"\n");
	/* Of two that are as close the later. */
	vec_push(&arena, &settings.severities.list, ((struct severity_wish){ "AA001", SEVERITY_WARNING }));
	RUN("a.yaml", VS("x", "", "h"));
	ck_assert_str_eq(findings(), "a.yaml:6:11 warning AA001 host \"h\" in \"\"\n");
}
END_TEST

/* Stages in their order, then the rules, the slowest first. */
START_TEST(times_are_sorted)
{
	size_t n_stages = 0;

	RUN("a.yaml", VS("x", "", "h"));
	while (n_stages < result.timings.n && !result.timings.at[n_stages].name)
		n_stages++;
	ck_assert(n_stages > 0 && n_stages < result.timings.n);
	for (size_t i = n_stages + 1; i < result.timings.n; i++)
		ck_assert(result.timings.at[i].name && result.timings.at[i - 1].seconds >= result.timings.at[i].seconds);
}
END_TEST

START_TEST(broken_input_is_always_told)
{
	settings.layers[LAYER_COMMAND].selects = true;
	select_words(&settings.layers[LAYER_COMMAND].select, "AA001");
	RUN("a.yaml", "a: [\n---\n" VS("x", "", "h"), "b.yaml", VS("second", "", "i"));
	ck_assert(result.incomplete);
	ck_assert_ptr_nonnull(strstr(findings(), "error IN002"));
	ck_assert_ptr_nonnull(strstr(findings(), "b.yaml:6:11 error AA001"));
}
END_TEST

START_TEST(comments_silence)
{
	RUN("a.yaml",
		"apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n"
		"  name: x # meshlint: ignore AA002 -- because\n"
		"spec:\n  hosts:\n"
		"  - one # meshlint: ignore KIA1101\n"
		"  # meshlint: ignore routing\n"
		"  # another comment\n\n"
		"  - two\n"
		"  - three # meshlint: ignore\n"
		"  - four #meshlint:ignore test-host\n"
		"  - five # noise # meshlint: ignore AA # more noise\n"
		"  - six\n"
		"  tcp: [{route: [{destination: {host: x}}]}]\n");
	ck_assert_str_eq(findings(),
		"~a.yaml:4:9 warning AA002 an object\n"
		"~a.yaml:7:5 error AA001 host \"one\" in \"\"\n"
		"~a.yaml:11:5 error AA001 host \"two\" in \"\"\n"
		"~a.yaml:12:5 error AA001 host \"three\" in \"\"\n"
		"~a.yaml:13:5 error AA001 host \"four\" in \"\"\n"
		"~a.yaml:14:5 error AA001 host \"five\" in \"\"\n"
		"a.yaml:15:5 error AA001 host \"six\" in \"\"\n");
	ck_assert_str_eq(result.findings.findings.at[0]->justification, "because");
	ck_assert_uint_eq(result.suppressed, 6);
}
END_TEST

START_TEST(texts_are_no_comments)
{
	select_words(&settings.layers[LAYER_COMMAND].ignore, "AA001");
	RUN("a.yaml",
		"apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: x\n"
		"  annotations:\n"
		"    a: \"b # meshlint: ignore AA002\"\n"
		"    c: |\n"
		"      # meshlint: ignore-file\n"
		"    d: 'e\n"
		"      # meshlint: ignore-file\n"
		"      f'\n"
		"    g: | # meshlint: ignore AA002\n"
		"      h\n"
		"    i: j#meshlint:ignore-file\n"
		"spec: {hosts: [h], tcp: [{route: [{destination: {host: x}}]}]}\n");
	ck_assert_str_eq(findings(),
		"a.yaml:4:9 warning AA002 an object\n"
		"a.yaml:12:29 info LN001 \"AA002\" silences nothing here\n");
}
END_TEST

START_TEST(whole_files_are_silenced)
{
	RUN("a.yaml", "# meshlint: ignore-file AA001 -- old\n" VS("x", "", "h"));
	ck_assert_str_eq(findings(), "a.yaml:5:9 warning AA002 an object\n~a.yaml:7:11 error AA001 host \"h\" in \"\"\n");
	RUN("a.yaml", VS("x", "", "h") "# meshlint: ignore-file");
	ck_assert_str_eq(findings(), "~a.yaml:4:9 warning AA002 an object\n~a.yaml:6:11 error AA001 host \"h\" in \"\"\n");
	RUN("a.yaml", "a: [ # meshlint: ignore-file\n");
	ck_assert_ptr_nonnull(strstr(findings(), "~a.yaml"));
	ck_assert(result.incomplete); /* to be silent about it does not make it read */
}
END_TEST

START_TEST(annotations_silence)
{
#define ANNOTATED(annotation) "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: x\n" \
		"  annotations:\n    " annotation "\nspec:\n  hosts: [h]\n  tcp: [{route: [{destination: {host: x}}]}]\n"
	RUN("a.yaml", ANNOTATED("meshlint.dev/ignore: AA002, KIA1101"));
	ck_assert_str_eq(findings(), "~a.yaml:4:9 warning AA002 an object\n~a.yaml:8:11 error AA001 host \"h\" in \"\"\n");
	RUN("a.yaml", ANNOTATED("galley.istio.io/analyze-suppress: IST0101,IST9999"));
	ck_assert_str_eq(findings(), "a.yaml:4:9 warning AA002 an object\n~a.yaml:8:11 error AA001 host \"h\" in \"\"\n");
	RUN("a.yaml", ANNOTATED("galley.istio.io/analyze-suppress: \"*\""));
	ck_assert_str_eq(findings(), "~a.yaml:4:9 warning AA002 an object\n~a.yaml:8:11 error AA001 host \"h\" in \"\"\n");
	RUN("a.yaml", ANNOTATED("meshlint.dev/ignore: \"*\"") "---\n" VS("second", "", "i"));
	ck_assert_str_eq(findings(),
		"~a.yaml:4:9 warning AA002 an object\n~a.yaml:8:11 error AA001 host \"h\" in \"\"\n"
		"a.yaml:14:9 warning AA002 an object\na.yaml:16:11 error AA001 host \"i\" in \"\"\n");
}
END_TEST

START_TEST(useless_silence_is_told)
{
	select_words(&settings.layers[LAYER_COMMAND].ignore, "AA002");
	RUN("a.yaml",
		"# meshlint: ignore AA001, AA002, AA003, AA0015, BB001\n"
		"apiVersion: v1\nkind: ConfigMap\nmetadata:\n"
		"  name: x # meshlint: disable AA001\n"
		"  namespace: v # meshlint: ignore IST01O1\n"
		"  labels: {} # meshlint: ignore\n");
	ck_assert_str_eq(findings(),
		"a.yaml:1:20 info LN001 \"AA001\" silences nothing here\n"
		"a.yaml:1:41 warning LN002 no rule has the code, name, category or alias \"AA0015\"; did you mean \"AA001\"?\n"
		"a.yaml:5:23 warning LN002 a meshlint comment must begin with \"ignore\" or \"ignore-file\", not \"disable\"\n"
		"a.yaml:6:35 warning LN002 no rule has the code, name, category or alias \"IST01O1\"; did you mean \"IST0101\"?\n"
		"a.yaml:7:14 info LN001 suppression silences nothing here\n");
}
END_TEST

START_TEST(other_documents_are_counted)
{
	RUN("a.yaml", "a: 1\n---\n" VS("x", "", "h") "---\n- 1\n", "kustomization.yaml", "apiVersion: "
		"kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n", CONFIG_NAME, "world: open\n");
	ck_assert_uint_eq(result.documents, 5);
	ck_assert_uint_eq(result.resources, 1);
}
END_TEST

/* Of one code a file's first 1000 findings are listed, those that are silenced apart. */
START_TEST(lists_end)
{
	for (size_t n = 999; n < 1003; n++) {
		struct buf b = BUF_INIT;
		const struct finding *last;
		size_t listed = 0;

		buf_puts(&b, "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: x, namespace: shop}\nspec:\n"
			"  tcp: [{route: [{destination: {host: x}}]}]\n  hosts:\n");
		for (size_t i = 0; i < n; i++)
			buf_printf(&b, "  - h%zu\n", i);
		buf_puts(&b, "  - silent # meshlint: ignore AA001\n");
		run((const char *const[]){ "a.yaml", b.at }, 1);
		for (size_t i = 0; i < result.findings.findings.n; i++)
			listed += result.findings.findings.at[i]->notice == &hosts_rule.notice;
		ck_assert_uint_eq(listed, (n < 1000 ? n : 1000) + 1);
		ck_assert_uint_eq(result.findings.findings.n, 1 + n + 1 - (n > 1001) );
		last = result.findings.findings.at[result.findings.findings.n - 2];
		if (n == 1001)
			ck_assert_str_eq(last->message, "1 more finding of AA001 in this file is not listed");
		if (n == 1002)
			ck_assert_str_eq(last->message, "2 more findings of AA001 in this file are not listed");
		ck_assert_int_eq(last->notice == &notice_analysis_limit, n > 1000);
		buf_release(&b);
	}
}
END_TEST

START_TEST(undecided_is_merged)
{
	RUN("a.yaml", VS("x", "  namespace: b\n", "h"), "b.yaml", VS("second", "  namespace: a\n", "h"),
		"c.yaml", VS("z", "  namespace: b\n", "h"));
	ck_assert_uint_eq(result.undecided.n, 2);
	ck_assert_str_eq(result.undecided.at[0].ns, "a");
	ck_assert_str_eq(result.undecided.at[1].ns, "b");
	ck_assert_uint_eq(result.undecided.at[1].codes.n, 1);
	ck_assert_str_eq(result.undecided.at[1].codes.at[0], "BB001");
}
END_TEST

/* The namespace in which the host "h" was seen; "" where nothing tells. */
static const char *namespace_of(void)
{
	const char *at = strstr(findings(), "host \"h\" in \"");

	ck_assert_ptr_nonnull(at);
	at += strlen("host \"h\" in \"");
	return arena_strndup(&arena, at, strcspn(at, "\""));
}

START_TEST(kustomizations_tell_namespaces)
{
	RUN("base/kustomization.yaml", "resources: [a.yaml]\n", "base/a.yaml", VS("x", "", "h"),
		"prod/kustomization.yaml", "namespace: prod\nresources: [../base]\n");
	ck_assert_str_eq(namespace_of(), "prod");
	RUN("base/kustomization.yaml", "resources: [a.yaml]\nnamespace: base\n", "base/a.yaml", VS("x", "  namespace: own\n", "h"),
		"prod/kustomization.yaml", "resources: [../base, https://example.com/x]\n");
	ck_assert_str_eq(namespace_of(), "base");
	RUN("base/kustomization.yaml", "resources: [a.yaml]\n", "base/a.yaml", VS("x", "", "h"),
		"prod/kustomization.yaml", "namespace: prod\nresources: [../base]\n",
		"test/kustomization.yaml", "namespace: test\nresources: [../base]\n");
	ck_assert_str_eq(namespace_of(), "prod");
	ck_assert_uint_eq(result.findings.findings.at[0]->built.n, 2); /* one place, which test takes over too */
	RUN("a/kustomization.yaml", "namespace: a\nresources: [../b]\n", "b/kustomization.yaml", "resources: [../a, x.yaml]\n",
		"b/x.yaml", VS("x", "", "h"));
	ck_assert_str_eq(namespace_of(), "");
	RUN("kustomization.yaml", "namespace: a\nresources: [y.yaml]\n", "x.yaml", VS("x", "", "h"));
	ck_assert_str_eq(namespace_of(), "");
	settings.ns = "n";
	RUN("kustomization.yaml", "namespace: a\nresources: [x.yaml]\n", "x.yaml", VS("x", "", "h"));
	ck_assert_str_eq(namespace_of(), "a");
	RUN("kustomization.yaml", "resources: [x.yaml]\n", "x.yaml", VS("x", "", "h"));
	ck_assert_str_eq(namespace_of(), "n");
}
END_TEST

static const struct rule file_rule = {
	.notice = { .code = "AA004", .name = "test-file", .summary = "A file", .severity = SEVERITY_WARNING,
		.category = "naming", .per_file = true, .page = &no_page },
	.subjects = KIND_BIT(KIND_VIRTUAL_SERVICE) | KIND_BIT(KIND_PEER_AUTHENTICATION), .visit = visit_name,
};

START_TEST(files_are_told_once)
{
	static const struct rule *const own[] = { &file_rule };
	const struct catalogue c = { .rules = own, .n_rules = 1, .engine = engine, .n_engine = sizeof engine / sizeof engine[0] };
	static const char *const policy = "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: p, namespace: prod}\n";
	char *a = arena_printf(&arena, "%s---\n%s---\n%s---\n%s", VS("x", "", "h"), policy, VS("w", "", "h"), VS("z", "", "h"));
	struct lint_bytes overlay[] = { { "a.yaml", a, strlen(a) }, { "b.yaml", VS("v", "", "h"), strlen(VS("v", "", "h")) } };
	struct lint_options o = { .catalogue = &c, .settings = &settings, .overlay = overlay, .n_overlay = 2, .jobs = 1 };

	lint_run(&o, &result);
	ck_assert_str_eq(findings(), "a.yaml:4:9 warning AA004 an object\n"
		"a.yaml:11:18 warning AA004 an object\nb.yaml:4:9 warning AA004 an object\n");
}
END_TEST

START_TEST(charts_are_told_once)
{
	select_words(&settings.layers[LAYER_COMMAND].ignore, "AA");
	RUN("c/templates/a.yaml", "kind: {{ .Values.a }}\n", "c/templates/deep/b.yaml", "kind: {{ .Values.a }}\n",
		"d/templates/c.yaml", "kind: {{ .Values.a }}\n# meshlint: ignore AA001, nonsense\n");
	ck_assert_uint_eq(result.findings.findings.n, 1);
	ck_assert_str_eq(findings(),
		"c/templates/a.yaml:1:7 info IN008 this file and 2 more are Go templates and were skipped; "
		"check the rendered output\n");
	ck_assert(!result.incomplete);
	/* An editor may hold the chart alone. */
	RUN("c/Chart.yaml", "name: c\n", "c/templates/a.yaml", "kind: {{ .Values.a }}\n", "d/chart.yaml", "name: d\n",
		"d/templates/c.yaml", "kind: {{ .Values.a }}\n");
	ck_assert_uint_eq(result.skipped.n, 2);
	ck_assert_str_eq(result.skipped.at[0].sort, "helm-template");
	ck_assert_uint_eq(result.skipped.at[0].files, 1);
	ck_assert_str_eq(result.skipped.at[1].sort, "go-template");
	ck_assert_uint_eq(result.skipped.at[1].files, 1);
}
END_TEST

START_TEST(patches_are_laid_over)
{
	select_words(&settings.layers[LAYER_COMMAND].ignore, "BB");
	RUN("kustomization.yaml", "resources: [a.yaml]\npatches:\n- path: p.yaml\n",
		"a.yaml", VS("x", "", "h"), "p.yaml", VS("x", "", "i"));
	ck_assert_ptr_null(strstr(findings(), "p.yaml:4:9"));
	ck_assert_ptr_nonnull(strstr(findings(), "a.yaml:4:9 warning AA002 an object\n"));
	RUN("kustomization.yaml", "resources: [a.yaml]\npatches:\n- path: p.yaml\n",
		"a.yaml", VS("x", "", "h"), "p.yaml", VS("y", "", "i"));
	ck_assert_ptr_nonnull(strstr(findings(), "kustomization.yaml:3:9 info LN003 \"kustomize build\" fails here: "
		"no resource matches the patch of VirtualService \"y\""));
	RUN("kustomization.yaml", "components: [c]\n", "c/kustomization.yaml", "kind: Component\nresources: [a.yaml]\n",
		"c/a.yaml", VS("x", "", "h"));
	ck_assert_ptr_nonnull(strstr(findings(), "c/a.yaml:4:9 warning AA002"));
}
END_TEST

START_TEST(gitops_tells_namespaces)
{
	RUN("apps/x.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: x}\n"
		"spec:\n  source: {path: deploy/x}\n  destination: {namespace: argo}\n",
		"deploy/x/a.yaml", VS("x", "", "h"));
	ck_assert_str_eq(namespace_of(), "argo");
	RUN("apps/x.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: x}\n"
		"spec:\n  source: {path: deploy}\n  destination: {namespace: argo}\n",
		"deploy/x/a.yaml", VS("x", "", "h"));
	ck_assert_str_eq(namespace_of(), "");
	RUN("clusters/x.yaml", "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: x}\n"
		"spec:\n  path: ./deploy\n  targetNamespace: flux\n",
		"deploy/x/a.yaml", VS("x", "", "h"));
	ck_assert_str_eq(namespace_of(), "flux");
}
END_TEST

START_TEST(configured_globs_tell_namespaces)
{
	settings.folder = path_working(&arena);
	vec_push(&arena, &settings.namespaces, ((struct glob_namespace){ "envs/prod", "p" }));
	vec_push(&arena, &settings.namespaces, ((struct glob_namespace){ "*.yml", "any" }));
	settings.folder_ns = "else";
	RUN("envs/prod/deep/a.yaml", VS("x", "", "h"));
	ck_assert_str_eq(namespace_of(), "p");
	RUN("envs/test/a.yml", VS("x", "", "h"));
	ck_assert_str_eq(namespace_of(), "any");
	RUN("envs/test/a.yaml", VS("x", "", "h"));
	ck_assert_str_eq(namespace_of(), "else");
	settings.ns = "command";
	RUN("envs/prod/deep/a.yaml", VS("x", "", "h"));
	ck_assert_str_eq(namespace_of(), "command");
}
END_TEST

START_TEST(files_are_ignored_by_rule)
{
	struct glob_words g = { .glob = "old/**" };

	settings.folder = path_working(&arena);
	select_words(&g.words, "AA001");
	vec_push(&arena, &settings.file_ignores, g);
	RUN("old/a.yaml", VS("x", "", "h"));
	ck_assert_str_eq(findings(),
		"old/a.yaml:4:9 warning AA002 an object\n=old/a.yaml:6:11 error AA001 host \"h\" in \"\"\n");
}
END_TEST

/* n folders with an object without namespace each, and n_common objects that name theirs. */
static void run_folders(size_t n, size_t n_common)
{
	const char **files = arena_array(&arena, const char *, 2 * n + 2);
	struct buf common = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		files[2 * i] = arena_printf(&arena, "d%zu/a.yaml", i);
		files[2 * i + 1] = VS("x", "", "h");
	}
	for (size_t i = 0; i < n_common; i++)
		buf_printf(&common, VS("c%zu", "  namespace: shop\n", "h") "---\n", i);
	files[2 * n] = "common.yaml";
	files[2 * n + 1] = arena_strndup(&arena, common.at, common.n);
	buf_release(&common);
	run(files, n + 1);
}

START_TEST(too_many_folders_are_judged_alone)
{
	run_folders(250, 150);
	ck_assert_uint_eq(result.applications.n, 250);
	ck_assert_uint_eq(result.applications.at[0].resources, 151);
	run_folders(250, 151);
	ck_assert_uint_eq(result.applications.n, 251);
	ck_assert_uint_eq(result.applications.at[0].resources, 151);
	ck_assert_uint_eq(result.applications.at[1].resources, 1);
	ck_assert_uint_eq(result.applications.at[250].resources, 1);
}
END_TEST

START_TEST(meshes_are_apart)
{
	struct mesh_paths east = { .name = "east" }, west = { .name = "west" };

	settings.folder = path_working(&arena);
	select_words(&settings.layers[LAYER_COMMAND].ignore, "AA002");
	select_words(&east.paths, "east");
	select_words(&east.paths, "common/*.yaml");
	select_words(&west.paths, "west");
	vec_push(&arena, &settings.meshes, east);
	vec_push(&arena, &settings.meshes, west);
	RUN("east/a.yaml", VS("x", "", "h"), "west/a.yaml", VS("x", "", "h"), "common/a.yaml", VS("x", "", "h"),
		"left.yaml", VS("x", "", "h"));
	ck_assert_uint_eq(result.findings.findings.n, 4);
	ck_assert_str_eq(result.findings.findings.at[0]->mesh, "east");
	ck_assert_str_eq(result.findings.findings.at[1]->mesh, "east");
	ck_assert_ptr_null(result.findings.findings.at[2]->mesh);
	ck_assert_str_eq(result.findings.findings.at[3]->mesh, "west");
}
END_TEST

START_TEST(origins_are_related)
{
	const struct finding *f;

	RUN("a.yaml", VS("x", "  annotations:\n    config.kubernetes.io/origin: |\n      path: base/x.yaml\n", "h"));
	f = result.findings.findings.at[0];
	ck_assert_uint_eq(f->related.n, 1);
	ck_assert_str_eq(f->related.at[0].span.source->name, "base/x.yaml");
	RUN("a.yaml", VS("x", "  annotations:\n    config.kubernetes.io/origin: |\n      repo: a\n      path: base/y.yaml\n", "h"));
	f = result.findings.findings.at[0];
	ck_assert_uint_eq(f->related.n, 1);
	ck_assert_str_eq(f->related.at[0].span.source->name, "base/y.yaml");
	RUN("a.yaml", VS("x", "  annotations:\n    config.kubernetes.io/origin: |\n      repo: a\n      otherpath: base/y.yaml\n", "h"));
	ck_assert_uint_eq(result.findings.findings.at[0]->related.n, 0);
}
END_TEST

START_TEST(paths_are_worked_out)
{
	ck_assert_str_eq(path_absolute(&arena, "/a/b", "c"), "/a/b/c");
	ck_assert_str_eq(path_absolute(&arena, "/a/b", "./../c//d/."), "/a/c/d");
	ck_assert_str_eq(path_absolute(&arena, "/a", "../../.."), "/");
	ck_assert_str_eq(path_absolute(&arena, "/a", "/b/../c"), "/c");
	ck_assert_str_eq(path_relative(&arena, "/a/b", "/a/b/c"), "c");
	ck_assert_str_eq(path_relative(&arena, "/a/b", "/a/c"), "../c");
	ck_assert_str_eq(path_relative(&arena, "/a/b", "/a/bc/d"), "../bc/d");
	ck_assert_str_eq(path_relative(&arena, "/a/b", "/a/b"), ".");
	ck_assert_str_eq(path_relative(&arena, "/", "/a"), "a");
	ck_assert_str_eq(path_relative(&arena, "/a/b", "/x"), "../../x");
	ck_assert_str_eq(path_below("/a", "/a/b/c"), "b/c");
	ck_assert_str_eq(path_below("/", "/b"), "b");
	ck_assert_str_eq(path_below("/a", "/a"), "");
	ck_assert_ptr_null(path_below("/a", "/ab"));
	ck_assert_str_eq(path_folder(&arena, "a/b"), "a");
	ck_assert_str_eq(path_folder(&arena, "/b"), "/");
	ck_assert_str_eq(path_folder(&arena, "b"), "");
}
END_TEST

START_TEST(releases_are_read)
{
	static const struct { const char *text; bool good; } cases[] = {
		{ "1.24", true }, { "1.24.3", true }, { "1", false }, { "1.", false }, { "v1.24", false },
		{ "1.24.", false }, { "1.24-rc", false }, { "0.8", false }, { "", false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint32_t major, minor;

		ck_assert_msg(release_parse(cases[i].text, &major, &minor) == cases[i].good, "%s", cases[i].text);
	}
	ck_assert(release_is_known(1, ISTIO_OLDEST) && release_is_known(1, ISTIO_NEWEST));
	ck_assert(!release_is_known(1, ISTIO_OLDEST - 1) && !release_is_known(1, ISTIO_NEWEST + 1) && !release_is_known(2, ISTIO_NEWEST));
}
END_TEST

START_TEST(words_are_suggested)
{
	ck_assert_str_eq(catalogue_suggest(&catalogue, &arena, "test-hots", 9), "test-host");
	ck_assert_str_eq(catalogue_suggest(&catalogue, &arena, "AA01", 4), "AA001");
	ck_assert_str_eq(catalogue_suggest(&catalogue, &arena, "KIA1110", 7), "KIA1101");
	ck_assert_ptr_null(catalogue_suggest(&catalogue, &arena, "ZZ", 2));
	ck_assert_ptr_null(catalogue_suggest(&catalogue, &arena, "IST0155", 7));
	ck_assert(catalogue_knows(&catalogue, "AA003", 5));
	ck_assert(catalogue_knows(&catalogue, "AA", 2));
	ck_assert(!catalogue_knows(&catalogue, "A", 1));
	ck_assert_uint_eq(edit_distance("abcd", 4, "badc", 4, 5), 2);
	ck_assert_uint_eq(edit_distance("", 0, "abc", 3, 5), 3);
	ck_assert_uint_eq(edit_distance("kitten", 6, "sitting", 7, 5), 3);
	ck_assert_uint_eq(edit_distance("kitten", 6, "sitting", 7, 2), 3);
}
END_TEST

/* --- the configuration file --- */

static const char *scratch;

/* What is wrong with a configuration, its path cut off; "" where nothing is. */
static const char *configure(const char *config)
{
	const char *path = arena_printf(&arena, "%s/" CONFIG_NAME, scratch), *at;

	tree_write(path, config, strlen(config));
	buf_clear(&text);
	settings = (struct settings){ 0 };
	if (config_load(&settings, &arena, path, NULL, &catalogue, &text)) {
		ck_assert_uint_eq(text.n, 0);
		return "";
	}
	at = strstr(text.at, CONFIG_NAME ":");
	ck_assert_ptr_nonnull(at);
	return at + strlen(CONFIG_NAME ":");
}

static void setup_scratch(void)
{
	setup();
	scratch = tree_scratch(&arena);
	tree_write(arena_printf(&arena, "%s/m.yaml", scratch), "", 0); /* what a "mesh-config" below names */
}

static void teardown_scratch(void)
{
	tree_remove(scratch);
	teardown();
}

START_TEST(configuration_is_read)
{
	tree_write(arena_printf(&arena, "%s/e/a.yaml", scratch), "", 0);
	tree_write(arena_printf(&arena, "%s/common", scratch), "", 0);
	tree_write(arena_printf(&arena, "%s/w/a.yaml", scratch), "", 0);
	ck_assert_str_eq(configure(
		"select: [AA, naming]\nignore: [AA002]\n"
		"severity: {AA001: warning, test-name: off}\n"
		"per-file-ignores:\n  \"old/**\": [AA, IST0101]\n  \"*.json\": []\n"
		"exclude: [vendor/]\nexternal: [\"*.example.com\", db.example.org]\n"
		"world: closed\nnamespace: name\nnamespaces:\n  prod: p\n  test: t\n"
		"root-namespace: r\ncluster-domain: c.local\nistio-version: 1.20\nmesh-config: m.yaml\n"
		"meshes:\n  east: [e, common]\n  west: [w]\n"), "");
	ck_assert(settings.layers[LAYER_FILE].selects);
	ck_assert_str_eq(settings.layers[LAYER_FILE].select.list.at[1], "naming");
	ck_assert_str_eq(settings.layers[LAYER_FILE].ignore.list.at[0], "AA002");
	ck_assert_uint_eq(settings.severities.list.n, 2);
	ck_assert_str_eq(settings.severities.list.at[1].word, "test-name");
	ck_assert_int_eq(settings.severities.list.at[1].severity, SEVERITY_OFF);
	ck_assert_uint_eq(settings.file_ignores.n, 2);
	ck_assert_str_eq(settings.file_ignores.at[0].glob, "old/**");
	ck_assert_str_eq(settings.file_ignores.at[0].words.list.at[1], "IST0101");
	ck_assert_uint_eq(settings.file_ignores.at[1].words.list.n, 0);
	ck_assert_str_eq(settings.folder_exclude.list.at[0], "vendor/");
	ck_assert_str_eq(settings.external.list.at[1], "db.example.org");
	ck_assert_int_eq(settings.world, WORLD_CLOSED);
	ck_assert_str_eq(settings.folder_ns, "name");
	ck_assert_str_eq(settings.namespaces.at[1].glob, "test");
	ck_assert_str_eq(settings.namespaces.at[1].ns, "t");
	ck_assert_str_eq(settings.root_namespace, "r");
	ck_assert_str_eq(settings.cluster_domain, "c.local");
	ck_assert_uint_eq(settings.release_minor, 20);
	ck_assert_str_eq(settings.mesh_config, arena_printf(&arena, "%s/m.yaml", scratch));
	ck_assert_str_eq(settings.meshes.at[0].paths.list.at[1], "common");
	ck_assert_str_eq(settings.folder, scratch);
}
END_TEST

START_TEST(the_command_line_stays)
{
	static const char config[] = "world: closed\nnamespace: file\nistio-version: 1.20\nmesh-config: m.yaml\n"
		"severity: {AA001: info}\nroot-namespace: r\ncluster-domain: file.local\n";
	const char *path = arena_printf(&arena, "%s/" CONFIG_NAME, scratch);

	tree_write(path, config, sizeof config - 1);
	settings.world_set = true;
	settings.world = WORLD_OPEN;
	settings.ns = "command";
	settings.release_major = 1;
	settings.release_minor = 24;
	settings.mesh_config = "other.yaml";
	settings.cluster_domain = "command.local";
	vec_push(&arena, &settings.severities.list, ((struct severity_wish){ "AA001", SEVERITY_WARNING }));
	ck_assert(config_load(&settings, &arena, path, NULL, &catalogue, &text));
	ck_assert_int_eq(settings.world, WORLD_OPEN);
	ck_assert_str_eq(settings.ns, "command");
	ck_assert_str_eq(settings.folder_ns, "file");
	ck_assert_uint_eq(settings.release_minor, 24);
	ck_assert_str_eq(settings.mesh_config, "other.yaml");
	ck_assert_str_eq(settings.cluster_domain, "command.local");
	ck_assert_str_eq(settings.root_namespace, "r");
	ck_assert_int_eq(settings.severities.list.at[1].severity, SEVERITY_WARNING);
}
END_TEST

/* Whatever of YAML a configuration is written with. */
START_TEST(all_of_yaml_is_read)
{
	ck_assert_str_eq(configure("namespaces: {<<: {a: b}, c: &d d}\nnamespace: *d\nexternal: [!!str \"1.2.3.4\", '*', \"*.\\x61.b\"]\n"
		"charts: [{path: \"\\u2028\\u00e9\\\\\\\"\", values: []}]\nmeshes: {\"\\x1b\": ['x/*']}\nexclude: ['[]a]', '\\[', '[!]]', a]\n"), "");
	ck_assert_uint_eq(settings.namespaces.n, 2);
	ck_assert_str_eq(settings.folder_ns, "d");
	ck_assert_str_eq(settings.external.list.at[0], "1.2.3.4");
	ck_assert_str_eq(settings.external.list.at[2], "*.a.b");
	ck_assert_str_eq(settings.charts.at[0].path + strlen(scratch), "/\xe2\x80\xa8\xc3\xa9\\\"");
	ck_assert_str_eq(settings.meshes.at[0].name, "\x1b");
	ck_assert_str_eq(settings.folder_exclude.list.at[0], "[]a]");
	ck_assert_str_eq(settings.folder_exclude.list.at[1], "\\[");
	ck_assert_uint_eq(settings.origins.n, 12);
	ck_assert_str_eq(settings.origins.at[0].key, "namespaces");
	ck_assert_str_eq(settings.origins.at[0].entry, "c");
	ck_assert_str_eq(settings.origins.at[0].value, "d");
	ck_assert_uint_eq(source_position(settings.origins.at[2].at.source, settings.origins.at[2].at.begin).line, 2);
}
END_TEST

START_TEST(empty_configurations_are_good)
{
	ck_assert_str_eq(configure(""), "");
	ck_assert_str_eq(configure("# nothing\n"), "");
	ck_assert_str_eq(configure("{}\n"), "");
	ck_assert_str_eq(configure("severity: {}\nmeshes: {}\nselect: []\n"), "");
	ck_assert(settings.layers[LAYER_FILE].selects);
	ck_assert_str_eq(settings.folder, scratch);
}
END_TEST

static const struct { const char *text, *want; } wrong[] = {
	{ "selct: [AA]\n", "1:1: unknown key \"selct\"; did you mean \"select\"?\n" },
	{ "world: closed\nzebra: 1\n", "2:1: unknown key \"zebra\"\n" },
	{ "select: AA\n", "1:9: \"select\" expects a list of texts, found text\n" },
	{ "select:\n", "1:8: \"select\" expects a list of texts, found nothing\n" },
	{ "select: [AA, 5]\n", "1:14: \"select\" expects text, found a number\n" },
	{ "ignore: [test-nam]\n", "1:10: no rule has the code, name, category or alias \"test-nam\"; did you mean \"test-name\"?\n" },
	{ "severity: [AA]\n", "1:11: \"severity\" expects a mapping, found a list\n" },
	{ "severity:\n  AA001: fatal\n", "2:10: a severity is \"error\", \"warning\", \"info\" or \"off\", not \"fatal\"\n" },
	{ "severity:\n  ZZ: info\n", "2:3: no rule has the code, name, category or alias \"ZZ\"\n" },
	{ "per-file-ignores:\n  \"*\": AA\n", "2:8: \"*\" expects a list of texts, found text\n" },
	{ "world: shut\n", "1:8: \"world\" is auto, closed or open, not \"shut\"\n" },
	{ "namespace: {a: b}\n", "1:12: \"namespace\" expects text, found a mapping\n" },
	{ "namespace: ''\n", "1:12: \"namespace\" is empty\n" },
	{ "istio-version: 1.33\n", "1:16: \"istio-version\" is \"1.33\", and this meshlint knows Istio 1.15 to 1.32\n" },
	{ "istio-version: latest\n", "1:16: \"istio-version\" expects a release such as 1.24, not \"latest\"\n" },
	{ "meshes:\n  a: {b: c}\n", "2:6: \"a\" expects a list of texts, found a mapping\n" },
	{ "istio-version: 1\n", "1:16: \"istio-version\" expects a release such as 1.24, not \"1\"\n" },
	{ "istio-version: true\n", "1:16: \"istio-version\" expects text, found a boolean\n" },
	{ "namespace: Shop\n", "1:12: \"namespace\" expects a namespace (up to 63 lowercase letters, digits and dashes, no dash at the ends), not \"Shop\"\n" },
	{ "root-namespace: a.b\n", "1:17: \"root-namespace\" expects a namespace (up to 63 lowercase letters, digits and dashes, no dash at the ends), not \"a.b\"\n" },
	{ "namespaces: {'a/**': -b}\n", "1:22: \"a/**\" expects a namespace (up to 63 lowercase letters, digits and dashes, no dash at the ends), not \"-b\"\n" },
	{ "namespaces: {'': b}\n", "1:14: a name below \"namespaces\" is empty\n" },
	{ "namespaces: {\"a\\0\": b}\n", "1:14: a name below \"namespaces\" has a NUL character\n" },
	{ "per-file-ignores: {'[a': [AA]}\n", "1:20: \"per-file-ignores\" expects a pattern as in .gitignore; \"[a\" has a \"[\" that is never closed (\"\\[\" is the character)\n" },
	{ "exclude: ['[a/]b']\n", "1:11: \"exclude\" expects a pattern as in .gitignore; \"[a/]b\" has a \"[\" that is never closed (\"\\[\" is the character)\n" },
	{ "exclude: ['a\\']\n", "1:11: \"exclude\" expects a pattern as in .gitignore; \"a\\\" ends in a \"\\\" with nothing behind it\n" },
	{ "exclude: [!!str /]\n", "1:17: \"exclude\" expects a pattern as in .gitignore; \"/\" names nothing\n" },
	{ "external: [a_b]\n", "1:12: \"external\" expects a host such as api.example.com, *.example.com or 192.0.2.1, not \"a_b\"\n" },
	{ "cluster-domain: a..b\n", "1:17: \"cluster-domain\" expects a domain such as cluster.local, not \"a..b\"\n" },
	{ "mesh-config: \"a\\0b\"\n", "1:14: \"mesh-config\" has a NUL character\n" },
	{ "meshes:\n  a: [none]\n", "2:7: there is no file or folder \"none\", which the mesh \"a\" is to have\n" },
	{ "meshes:\n  a: ['[none']\n", "2:7: \"a\" expects a pattern as in .gitignore; \"[none\" has a \"[\" that is never closed (\"\\[\" is the character)\n" },
	{ "charts: [{path: a, namespace: B}]\n", "1:31: \"namespace\" expects a namespace (up to 63 lowercase letters, digits and dashes, no dash at the ends), not \"B\"\n" },
	{ "- select\n", "1:1: a configuration is a mapping, found a list\n" },
	{ "world: open\n---\nworld: open\n", "2:1: a configuration is one document\n" },
};

START_TEST(wrong_configurations_are_told)
{
	ck_assert_str_eq(configure(wrong[_i].text), wrong[_i].want);
}
END_TEST

START_TEST(broken_configurations_are_told)
{
	ck_assert_str_ne(configure("select: [AA\nworld: open\n"), "");
	ck_assert_str_ne(configure("world: open\nworld: closed\n"), "");
	buf_clear(&text);
	ck_assert(!config_load(&settings, &arena, arena_printf(&arena, "%s/none.yaml", scratch), NULL, &catalogue, &text));
	ck_assert_ptr_nonnull(strstr(text.at, "none.yaml: No such file or directory\n"));
}
END_TEST

START_TEST(configurations_are_found_upward)
{
	const char *path = arena_printf(&arena, "%s/" CONFIG_NAME, scratch), *found, *misnamed;

	tree_write(path, "", 0);
	tree_write(arena_printf(&arena, "%s/a/b/c.yaml", scratch), "", 0);
	found = config_find(&arena, arena_printf(&arena, "%s/a/b/c.yaml", scratch), &misnamed);
	ck_assert_ptr_nonnull(found);
	ck_assert_str_eq(path_absolute(&arena, path_working(&arena), found), path);
	ck_assert_ptr_null(misnamed);
	tree_write(arena_printf(&arena, "%s/a/.meshlint.yml", scratch), "", 0);
	found = config_find(&arena, arena_printf(&arena, "%s/a/b", scratch), &misnamed);
	ck_assert_str_eq(path_absolute(&arena, path_working(&arena), found), path);
	ck_assert_str_eq(path_absolute(&arena, path_working(&arena), misnamed), arena_printf(&arena, "%s/a/.meshlint.yml", scratch));
	found = config_find(&arena, scratch, &misnamed);
	ck_assert_ptr_null(misnamed);
	found = config_find(&arena, arena_printf(&arena, "%s/a", scratch), &misnamed);
	ck_assert_str_eq(path_absolute(&arena, path_working(&arena), found), path);
}
END_TEST

/* --- every form of a silencing comment --- */

#define SPEC "spec:\n  tcp: [{route: [{destination: {host: x}}]}]\n"
#define HEAD "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: a\n  namespace: ns\n"

/* The text with its findings behind, a line each; what silenced ones are silenced for. */
static void put_run(struct buf *out, const char *yaml)
{
	const char *const files[] = { "a.yaml", yaml };

	run(files, 1);
	buf_printf(out, "%s%s", yaml, yaml[strlen(yaml) - 1] == '\n' ? "" : "\n");
	for (const char *at = findings(); *at; at += strcspn(at, "\n"), at += *at == '\n')
		buf_printf(out, "    => %.*s\n", (int)strcspn(at, "\n"), at);
	for (size_t i = 0; i < result.findings.findings.n; i++)
		if (result.findings.findings.at[i]->justification)
			buf_printf(out, "    because: %s\n", result.findings.findings.at[i]->justification);
	buf_puts(out, "---\n");
}

START_TEST(comments_in_every_form)
{
	static const char *const behind[] = {
		"# meshlint: ignore", "#meshlint:ignore", "#  \tmeshlint:  ignore  ", "# meshlint:ignore AA001", "# meshlint: ignore AA002", "# meshlint: ignore AA001 AA002", "# meshlint: ignore AA001,AA002",
		"# meshlint: ignore ,AA001 , ", "# meshlint: ignore\tAA001", "# meshlint: ignore AA999", "# meshlint: ignore AA01", "# meshlint: ignores", "# meshlint: ignor", "# meshlint: ignore-files", "# meshlint: ignore-file",
		"# meshlint: ignore-file AA001", "# meshlint: ignore-file AA002 -- of all", "# meshlint: ", "# meshlint:", "# meshlint", "# meshlint: what is this", "# meshlint: ignore AA001 -- a reason", "# meshlint: ignore AA001 --a reason  ",
		"# meshlint: ignore AA001-- a reason", "# meshlint: ignore -- a reason", "# meshlint: ignore AA001 --", "# meshlint: ignore AA001 --  -- b", "# meshlint: ignore --", "# meshlint: ignore AA001 # meshlint: ignore AA002",
		"# meshlint: ignore AA001 # another", "# meshlint: ignore AA001#x", "# x meshlint: ignore", "\t# meshlint: ignore", "## meshlint: ignore", "# # meshlint: ignore", "# meshlint: ignore IST0101", "# meshlint: ignore routing",
		"# meshlint: ignore AA", "# meshlint: ignore A", "# meshlint: ignore AA001 AA001", "# meshlint: ignore AA001 AA", "# meshlint: ignore BB001", "# meshlint: ignore AA003", "# meshlint: ignore AA001 -",
	};
	static const char *const before[] = {
		"  # meshlint: ignore\n", "# meshlint: ignore\n\n  # c\n  \n", "  # meshlint: ignore AA001\n  # meshlint: ignore AA002\n", "  # meshlint: ignore AA001\n\n  # meshlint: ignore AA999\n  # c\n",
		"  # meshlint: ignore-file\n", "  # meshlint: ignore AA002\n  # meshlint: ignore\n", "#meshlint: ignore\n#", "  # meshlint: ignore AA001\n  - z # meshlint: ignore AA002\n",
	};
	static const char *const whole[] = {
		HEAD "  annotations:\n    a: \"x # meshlint: ignore\"\n" SPEC "  hosts: [x]\n", HEAD "  annotations:\n    a: 'x\n      # meshlint: ignore'\n" SPEC "  hosts: [x]\n",
		HEAD "  annotations: # meshlint: ignore\n    a: | # meshlint: ignore AA002\n      x\n" SPEC "  hosts: [x]\n", HEAD "  annotations:\n    a: |\n      # meshlint: ignore\n" SPEC "  hosts: [x]\n", HEAD SPEC "  hosts:\n  - x\n  # meshlint: ignore", HEAD SPEC "  hosts:\n  - x # meshlint: ignore",
		HEAD SPEC "  hosts: [x, v] # meshlint: ignore AA001\n", HEAD SPEC "  hosts: [x,\n    v] # meshlint: ignore AA001\n", "# meshlint: ignore\n" HEAD SPEC "  hosts: [x]\n", "# meshlint: ignore-file AA001\n" HEAD SPEC "  hosts: [x]\n",
		"# meshlint: ignore AA002\n---\n" HEAD SPEC "  hosts: [x]\n",
		HEAD "  annotations: {meshlint.dev/ignore: AA001}\n" SPEC "  hosts: [x]\n", HEAD "  annotations: {meshlint.dev/ignore: 'AA001, AA002'}\n" SPEC "  hosts: [x]\n",
		HEAD "  annotations: {meshlint.dev/ignore: '*'}\n" SPEC "  hosts: [x]\n", HEAD "  annotations: {meshlint.dev/ignore: '**'}\n" SPEC "  hosts: [x]\n", HEAD "  annotations: {meshlint.dev/ignore: ''}\n" SPEC "  hosts: [x]\n",
		HEAD "  annotations: {meshlint.dev/ignore: AA999}\n" SPEC "  hosts: [x]\n", HEAD "  annotations: {meshlint.dev/ignore: BB001}\n" SPEC "  hosts: [x]\n", HEAD "  annotations: {galley.istio.io/analyze-suppress: IST0101}\n" SPEC "  hosts: [x]\n",
		HEAD "  annotations: {galley.istio.io/analyze-suppress: AA001}\n" SPEC "  hosts: [x]\n", HEAD "  annotations: {galley.istio.io/analyze-suppress: '*'}\n" SPEC "  hosts: [x]\n", HEAD "  annotations: {galley.istio.io/analyze-suppress: IST9999}\n" SPEC "  hosts: [x]\n",
		HEAD "  annotations: {meshlint.dev/ignore: AA001}\n" SPEC "  hosts: [x]\n---\n" "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: b, namespace: ns}\n" SPEC "  hosts: [v]\n",
		HEAD "  annotations: {meshlint.dev/ignore: AA001}\n" SPEC "  hosts:\n  - x # meshlint: ignore AA001\n",
	};
	struct buf out = BUF_INIT;
	const char *differs;

	for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
		put_run(&out, arena_printf(&arena, HEAD SPEC "  hosts:\n  - x %s\n  - v\n", behind[i]));
	for (size_t i = 0; i < sizeof before / sizeof *before; i++)
		put_run(&out, arena_printf(&arena, HEAD SPEC "  hosts:\n%s  - x\n  - v\n", before[i]));
	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
		put_run(&out, whole[i]);
	differs = golden_file(&arena, "testdata/lint/comments.txt", out.at);
	ck_assert_msg(!differs, "%.3000s", differs);
	buf_release(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lint");
	TCase *runs = tcase_create("runs"), *config = tcase_create("config");

	tcase_add_checked_fixture(runs, setup, teardown);
	tcase_add_test(runs, a_rule_reports);
	tcase_add_test(runs, no_settings_are_defaults);
	tcase_add_test(runs, layers_decide);
	tcase_add_test(runs, severities_change);
	tcase_add_test(runs, times_are_sorted);
	tcase_add_test(runs, broken_input_is_always_told);
	tcase_add_test(runs, comments_silence);
	tcase_add_test(runs, texts_are_no_comments);
	tcase_add_test(runs, whole_files_are_silenced);
	tcase_add_test(runs, annotations_silence);
	tcase_add_test(runs, comments_in_every_form);
	tcase_add_test(runs, useless_silence_is_told);
	tcase_add_test(runs, other_documents_are_counted);
	tcase_add_test(runs, lists_end);
	tcase_add_test(runs, undecided_is_merged);
	tcase_add_test(runs, kustomizations_tell_namespaces);
	tcase_add_test(runs, charts_are_told_once);
	tcase_add_test(runs, patches_are_laid_over);
	tcase_add_test(runs, gitops_tells_namespaces);
	tcase_add_test(runs, configured_globs_tell_namespaces);
	tcase_add_test(runs, files_are_ignored_by_rule);
	tcase_add_test(runs, too_many_folders_are_judged_alone);
	tcase_add_test(runs, meshes_are_apart);
	tcase_add_test(runs, origins_are_related);
	tcase_add_test(runs, paths_are_worked_out);
	tcase_add_test(runs, releases_are_read);
	tcase_add_test(runs, words_are_suggested);
	tcase_add_test(runs, files_are_told_once);
	suite_add_tcase(suite, runs);
	tcase_add_checked_fixture(config, setup_scratch, teardown_scratch);
	tcase_add_test(config, configuration_is_read);
	tcase_add_test(config, the_command_line_stays);
	tcase_add_test(config, empty_configurations_are_good);
	tcase_add_test(config, all_of_yaml_is_read);
	tcase_add_loop_test(config, wrong_configurations_are_told, 0, sizeof wrong / sizeof wrong[0]);
	tcase_add_test(config, broken_configurations_are_told);
	tcase_add_test(config, configurations_are_found_upward);
	suite_add_tcase(suite, config);
	return suite_run(suite, CK_FORK_GETENV);
}
