/*
 * Suite of the command line: each line of testdata/options/lines.txt, and in lines.want what is read of it, or what is wrong with it.
 * BLESS=1 rewrites that. A control picture of a blank (U+2420) stands for a blank within a word, one of a NUL (U+2400) for an empty word.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/manual.h"
#include "cli/options.h"
#include "lint/config_schema.h"
#include "rules/registry.h"
#include "test/golden.h"
#include "test/run.h"
#include "test/tree.h"

static struct arena arena = ARENA_INIT;

static void put_words(struct buf *out, const char *name, const struct words *words)
{
	for (size_t i = 0; i < words->list.n; i++)
		buf_printf(out, " %s=\"%s\"", name, words->list.at[i]);
}

static void put_text(struct buf *out, const char *name, const char *text)
{
	if (text)
		buf_printf(out, " %s=\"%s\"", name, text);
}

static void put_layer(struct buf *out, const struct layer *layer)
{
	if (layer->selects)
		buf_puts(out, " selects");
	put_words(out, "select", &layer->select);
	put_words(out, "ignore", &layer->ignore);
	put_words(out, "extend", &layer->extend);
}

static void put_settings(struct buf *out, const struct settings *s)
{
	put_layer(out, &s->layers[LAYER_COMMAND]);
	for (size_t i = 0; i < s->severities.list.n; i++)
		buf_printf(out, " %s=%s", s->severities.list.at[i].word, severity_name(s->severities.list.at[i].severity));
	put_words(out, "exclude", &s->exclude);
	put_words(out, "external", &s->external);
	put_words(out, "unit", &s->units);
	put_words(out, "crd", &s->crds);
	put_text(out, "namespace", s->ns);
	put_text(out, "root-namespace", s->root_namespace);
	put_text(out, "mesh-config", s->mesh_config);
	put_text(out, "mesh-networks", s->mesh_networks);
	if (s->world_set)
		buf_printf(out, " world=%d", (int)s->world);
	if (s->release_major)
		buf_printf(out, " istio=%u.%u", s->release_major, s->release_minor);
	buf_puts(out, s->render ? " render" : "");
	buf_puts(out, s->follow_links ? " follow-links" : "");
	buf_puts(out, s->no_inline_ignore ? " no-inline-ignore" : "");
}

static void put_options(struct buf *out, const struct options *o)
{
	buf_printf(out, "%s", command_name(o->command));
	for (size_t i = 0; i < o->words.n; i++)
		buf_printf(out, " \"%s\"", o->words.at[i]);
	if (o->format != REPORT_TEXT)
		buf_printf(out, " format=%d", (int)o->format);
	for (size_t i = o->command == COMMAND_CHECK && o->targets.n == 1 && o->targets.at[0].path == o->output; i < o->targets.n; i++)
		buf_printf(out, " target=%d:%s", (int)o->targets.at[i].format, o->targets.at[i].path ? o->targets.at[i].path : "-");
	if (o->access_format != ACCESS_AS_REPORT)
		buf_printf(out, " access-format=%d", (int)o->access_format);
	if (o->fail_on != SEVERITY_ERROR)
		buf_printf(out, " fail-on=%s", severity_name(o->fail_on));
	if (o->min_severity)
		buf_printf(out, " min-severity=%s", severity_name(o->min_severity));
	put_text(out, "output", o->output);
	put_text(out, "stdin", o->stdin_name);
	put_text(out, "config", o->config);
	buf_puts(out, o->no_config ? " no-config" : "");
	buf_puts(out, o->no_sandbox ? " no-sandbox" : "");
	buf_puts(out, o->quiet ? " quiet" : "");
	buf_puts(out, o->show_suppressed ? " show-suppressed" : "");
	buf_puts(out, o->statistics ? " statistics" : "");
	buf_puts(out, o->timing ? " timing" : "");
	buf_puts(out, o->allow_undecided ? " allow-undecided" : "");
	buf_puts(out, o->coverage ? " coverage" : "");
	buf_puts(out, o->schema ? " schema" : "");
	put_text(out, "url", o->request.url);
	put_text(out, "from", o->request.from);
	put_text(out, "to", o->request.to);
	put_text(out, "through", o->request.through);
	put_text(out, "arrives", o->request.arrives);
	put_text(out, "method", o->request.method);
	put_text(out, "tls", o->request.tls);
	put_text(out, "identity", o->request.identity);
	for (size_t i = 0; i < o->request.headers.n; i++)
		put_text(out, "header", o->request.headers.at[i]);
	for (size_t i = 0; i < o->request.files.n; i++)
		put_text(out, "file", o->request.files.at[i]);
	if (o->request.port)
		buf_printf(out, " port=%zu", o->request.port);
	if (o->colour)
		buf_printf(out, " colour=%d", (int)o->colour);
	if (o->jobs)
		buf_printf(out, " jobs=%zu", o->jobs);
	put_settings(out, &o->settings);
	buf_putc(out, '\n');
}

/* The words of a line behind the program's name. */
static int words_of(char *line, char **argv, int most)
{
	int n = 1;

	argv[0] = (char *)(uintptr_t)"meshlint";
	for (char *word; (word = strsep(&line, " ")) && n + 1 < most;) {
		char *to = word;

		if (!*word)
			continue;
		for (const char *at = word; *at;) {
			bool picture = strncmp(at, "\xe2\x90", 2) == 0;

			if (picture && at[2] == '\xa0')
				*to++ = ' ';
			else if (!picture)
				*to++ = *at;
			at += picture ? 3 : 1;
		}
		*to = '\0';
		argv[n++] = word;
	}
	argv[n] = NULL;
	return n;
}

START_TEST(lines_are_read)
{
	char *lines = tree_read(&arena, "testdata/options/lines.txt", NULL), *line;
	struct buf got = BUF_INIT;
	const char *differs;

	ck_assert_ptr_nonnull(lines);
	while ((line = strsep(&lines, "\n")) && lines) {
		struct buf errors = BUF_INIT;
		struct options o = { 0 };
		char *argv[32];
		int argc;

		buf_printf(&got, "> %s\n", line);
		argc = words_of(line, argv, 32);
		if (options_read(&o, &arena, &registry, argc, argv, &errors))
			put_options(&got, &o);
		buf_puts(&got, errors.at ? errors.at : "");
		buf_release(&errors);
	}
	differs = golden_file(&arena, "testdata/options/lines.want", got.at ? got.at : "");
	ck_assert_msg(!differs, "%s", differs ? differs : "");
	buf_release(&got);
	arena_release(&arena);
}
END_TEST

START_TEST(help_is_written)
{
	struct buf got = BUF_INIT;
	const char *differs;
	enum command c;

	for (int i = 0; i <= N_COMMANDS; i++) {
		buf_printf(&got, "> help %d\n", i);
		help_write(&got, (enum command)i, 0);
		ck_assert(i == N_COMMANDS || (command_find(command_name((enum command)i), &c) && c == (enum command)i));
	}
	ck_assert(!command_find("", &c) && !command_find("checks", &c));
	differs = golden_file(&arena, "testdata/options/help.want", got.at);
	ck_assert_msg(!differs, "%s", differs ? differs : "");
	buf_release(&got);
	arena_release(&arena);
}
END_TEST

/* Does the text have these two, side by side? */
static bool has(const struct buf *text, const char *first, const char *second)
{
	return strstr(text->at, arena_printf(&arena, "%s%s", first, second)) != NULL;
}

START_TEST(completions_and_manual_have_all)
{
	struct buf manual = BUF_INIT, bash = BUF_INIT, zsh = BUF_INIT, fish = BUF_INIT;

	manual_write(&manual, "1.2.3", "2001-02-03");
	ck_assert(completion_write(&bash, "bash") && completion_write(&zsh, "zsh") && completion_write(&fish, "fish"));
	ck_assert(!completion_write(&bash, "tcsh"));
	ck_assert(has(&manual, ".TH MESHLINT 1 \"2001-02-03\" \"meshlint 1.2.3\"", ""));
	for (int c = 0; c < N_COMMANDS; c++) {
		struct option_help *list;
		size_t n = command_options((enum command)c, &arena, &list);

		ck_assert(has(&manual, ".TP\n\\fB", command_name((enum command)c)));
		for (size_t i = 0; i < n; i++) {
			const char *roff = "";

			for (const char *at = list[i].name; *at; at++)
				roff = arena_printf(&arena, *at == '-' ? "%s\\-" : "%s%c", roff, *at);
			ck_assert_msg(has(&manual, "\\fB\\-\\-\\fR\\fB", roff), "%s in the manual", list[i].name);
			ck_assert_msg(has(&bash, "--", list[i].name), "%s in bash", list[i].name);
			ck_assert_msg(has(&zsh, "--", list[i].name), "%s in zsh", list[i].name);
			ck_assert_msg(has(&fish, "-l ", list[i].name), "%s in fish", list[i].name);
		}
	}
	buf_release(&manual);
	buf_release(&bash);
	buf_release(&zsh);
	buf_release(&fish);
	arena_release(&arena);
}
END_TEST

/* Whatever a shell offers is accepted. */
START_TEST(completed_values_are_accepted)
{
	size_t tried = 0;

	for (int c = 0; c < N_COMMANDS; c++) {
		struct option_help *list;
		size_t n = command_options((enum command)c, &arena, &list);

		for (size_t i = 0; i < n; i++) {
			const char *values = completion_values((enum command)c, &list[i]);

			for (size_t len; values && *values; values += len + (values[len] == ' '), tried++) {
				const char *more = c == COMMAND_TEST ? "--tests=a" : c == COMMAND_TRACE ? "http://a" : c == COMMAND_EXPLAIN ? "VS001" : NULL;
				char *argv[] = { arena_strdup(&arena, "meshlint"), arena_strdup(&arena, command_name((enum command)c)),
					arena_printf(&arena, "--%s=%.*s", list[i].name, (int)(len = strcspn(values, " ")), values),
					more ? arena_strdup(&arena, more) : NULL, NULL };
				struct options o = { 0 };
				struct buf errors = BUF_INIT;

				ck_assert_msg(options_read(&o, &arena, &registry, argv[3] ? 4 : 3, argv, &errors), "%s %s: %s", argv[1], argv[2], errors.at);
				buf_release(&errors);
			}
		}
	}
	ck_assert_uint_gt(tried, 40);
	arena_release(&arena);
}
END_TEST

/* No line is wider than it may be; what is to be copied is whole on one. */
static void check_width(const char *help, size_t width)
{
	for (const char *line = help; *line; line += strcspn(line, "\n") + 1)
		ck_assert_msg(strcspn(line, "\n") <= width, "wider than %zu: %.*s", width, (int)strcspn(line, "\n"), line);
}

START_TEST(help_fits)
{
	struct buf got = BUF_INIT;
	const char *differs;

	for (int i = 0; i <= N_COMMANDS; i++) {
		buf_clear(&got);
		help_write(&got, (enum command)i, 200);
		check_width(got.at, HELP_WIDTH);
	}
	buf_clear(&got);
	help_write(&got, N_COMMANDS, 50);
	help_write(&got, COMMAND_CHECK, 50);
	help_write(&got, COMMAND_CHECK, 1);
	differs = golden_file(&arena, "testdata/options/help-narrow.want", got.at);
	ck_assert_msg(!differs, "%s", differs ? differs : "");
	buf_release(&got);
	arena_release(&arena);
}
END_TEST

/* Each option that is shown is in a group; each command has an example that it takes. */
START_TEST(help_is_right)
{
	const struct help_example *examples;
	size_t n = help_examples(&examples), of[N_COMMANDS] = { 0 };

	for (size_t i = 0; i < n; i++) {
		char *line = arena_strdup(&arena, strstr(examples[i].line, "meshlint")), *argv[32];
		struct options o = { 0 };
		struct buf errors = BUF_INIT;
		int argc;

		line += strlen("meshlint");
		line[strcspn(line, "|>")] = '\0';
		argc = words_of(line, argv, 32);
		ck_assert_msg(options_read(&o, &arena, &registry, argc, argv, &errors), "%s: %s", examples[i].line, errors.at);
		ck_assert_msg(o.command == examples[i].command, "%s", examples[i].line);
		of[o.command]++;
		buf_release(&errors);
	}
	for (int i = 0; i < N_COMMANDS; i++) {
		struct option_help *list;
		size_t shown = command_options((enum command)i, &arena, &list);

		ck_assert_msg(of[i] || i == COMMAND_VERSION, "%s has no example", command_name((enum command)i));
		for (size_t k = 0; k < shown; k++)
			ck_assert_msg(list[k].group && *list[k].about, "--%s is in no group, or says nothing", list[k].name);
	}
	arena_release(&arena);
}
END_TEST

/* The schema that is in the tree, for whoever has no program at hand. */
START_TEST(schema_is_current)
{
	struct buf got = BUF_INIT;
	const char *differs;

	config_schema(&got, &registry);
	differs = golden_file(&arena, "schemas/meshlint.schema.json", got.at);
	ck_assert_msg(!differs, "%s", differs ? differs : "");
	buf_release(&got);
	arena_release(&arena);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("options");
	TCase *t = tcase_create("options");

	tcase_add_test(t, lines_are_read);
	tcase_add_test(t, help_is_written);
	tcase_add_test(t, completions_and_manual_have_all);
	tcase_add_test(t, completed_values_are_accepted);
	tcase_add_test(t, help_fits);
	tcase_add_test(t, help_is_right);
	tcase_add_test(t, schema_is_current);
	suite_add_tcase(s, t);
	return suite_run(s, CK_FORK_GETENV);
}
