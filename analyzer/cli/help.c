/* Writes help, wrapped to the terminal. */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

#include "base/safe.h"

#define NARROWEST 40       /* columns; what is narrower breaks the lines itself */
#define OPTION_COLUMN 31   /* of what an option does, behind its name */
#define COMMAND_COLUMN 14
#define NARROW_COLUMN 10   /* of either where the terminal leaves no room for two columns */
#define ROOM 33            /* columns that the second of two needs */

/* Headings of the list of commands: of this one and those behind it. */
static const char *const command_groups[N_COMMANDS] = {
	[COMMAND_CHECK] = "Check files",
	[COMMAND_TRACE] = "Ask the mesh that the files describe",
	[COMMAND_VERSION] = "About meshlint",
};

static const struct help_example examples[] = {
	{ COMMAND_CHECK, "meshlint", "the current folder" },
	{ COMMAND_CHECK, "helm template . | meshlint check -n shop -", "what helm makes of a chart" },
	{ COMMAND_CHECK, "meshlint check --select VS,security apps", "two groups of rules only" },
	{ COMMAND_CHECK, "meshlint check -f sarif -o out.sarif --fail-on never", "a report for code scanning" },
	{ COMMAND_EXPLAIN, "meshlint explain VS004", "the page of a rule" },
	{ COMMAND_EXPLAIN, "meshlint explain IST0101", "the rules that find what istioctl calls so" },
	{ COMMAND_RULES, "meshlint rules", "the table" },
	{ COMMAND_RULES, "meshlint rules -f json | jq -r '.[].code'", "all codes" },
	{ COMMAND_UNITS, "meshlint units clusters apps", "how two folders are understood" },
	{ COMMAND_CONFIG, "meshlint config", "in the current folder" },
	{ COMMAND_CONFIG, "meshlint config --schema >meshlint.schema.json", "what editors complete and check the file with" },
	{ COMMAND_TRACE, "meshlint trace --from deployment/web.shop http://reviews:9080/", "a request from a workload" },
	{ COMMAND_TRACE, "meshlint trace --through gateway/web.shop https://shop.example.com/", "a request from outside" },
	{ COMMAND_TRACE, "meshlint trace --requests requests.yaml -f json", "many requests" },
	{ COMMAND_TEST, "meshlint test --tests tests.yaml --coverage", "tests, and what they do not reach" },
	{ COMMAND_MODEL, "meshlint model | jq '.meshes[].services[].host'", "the hosts of all services" },
	{ COMMAND_ACCESS, "meshlint access --to service/reviews.shop:9080", "who may call this port" },
	{ COMMAND_ACCESS, "meshlint access -f csv -o access.csv", "a table of all" },
	{ COMMAND_COMPLETION, "meshlint completion bash >~/.local/share/bash-completion/completions/meshlint", "for new shells of this user" },
	{ COMMAND_HELP, "meshlint help --man | man -l -", "the manual page" },
	{ COMMAND_HELP, "meshlint help check", "the options of a command" },
};

size_t help_examples(const struct help_example **out)
{
	*out = examples;
	return sizeof examples / sizeof *examples;
}

/* A term, and beside or below it what it is. */
static void put_entry(struct buf *out, const char *term, const char *about, size_t column, size_t width)
{
	size_t end = strlen(term);

	buf_puts(out, term);
	if (width < column + ROOM) {
		buf_printf(out, "\n%*s", NARROW_COLUMN, "");
		safe_wrap(out, about, NARROW_COLUMN, NARROW_COLUMN, width);
	} else {
		if (end >= column)
			buf_printf(out, "\n%*s", (int)column, "");
		else
			buf_printf(out, "%*s", (int)(column - end), "");
		safe_wrap(out, about, column, column, width);
	}
	buf_putc(out, '\n');
}

static void put_paragraph(struct buf *out, const char *text, size_t width)
{
	safe_wrap(out, text, 0, 0, width);
	buf_putc(out, '\n');
}

/* Each what it is for, and below that the line, which is not broken: it is there to be copied. */
static void put_examples(struct buf *out, enum command c, size_t width)
{
	size_t shown = 0;

	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		const struct help_example *e = &examples[i];

		if (e->command != c)
			continue;
		buf_puts(out, shown++ ? "" : "\nExamples:\n");
		buf_puts(out, "  # ");
		safe_wrap(out, e->what, 4, 4, width);
		buf_printf(out, "\n  %s\n", e->line);
	}
}

static void put_commands(struct buf *out, size_t width)
{
	put_paragraph(out, "meshlint checks Istio configuration without a cluster.", width);
	buf_puts(out, "\nUsage: meshlint COMMAND [OPTION...] [PATH...]\n       ");
	safe_wrap(out, "meshlint [OPTION...] [PATH...], which is \"meshlint check\"", 7, 7, width);
	buf_putc(out, '\n');
	for (int i = 0; i < N_COMMANDS; i++) {
		char term[24];

		if (command_groups[i])
			buf_printf(out, "\n%s:\n", command_groups[i]);
		snprintf(term, sizeof term, "  %s", command_name((enum command)i));
		put_entry(out, term, command_about((enum command)i), COMMAND_COLUMN, width);
	}
	put_examples(out, COMMAND_CHECK, width);
	buf_putc(out, '\n');
	put_paragraph(out, "\"meshlint help COMMAND\" and \"meshlint COMMAND --help\" list the options of a command.", width);
	buf_putc(out, '\n');
	put_paragraph(out, "Exit status: 0 nothing at or above --fail-on; 1 findings; 2 some input could not be read, or an option or the configuration is wrong.", width);
	put_paragraph(out, "Known: " ISTIO_KNOWN ", Gateway API up to " GATEWAY_API_NEWEST ".", width);
}

static void put_options(struct buf *out, enum command c, size_t width)
{
	struct arena scratch = ARENA_INIT;
	struct option_help *list;
	size_t n = command_options(c, &scratch, &list);
	const char *group = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct option_help *o = &list[i];
		char letter[] = "    ";

		if (o->group != group)
			buf_printf(out, "\n%s:\n", group = o->group);
		if (o->letter)
			snprintf(letter, sizeof letter, "-%c, ", o->letter);
		put_entry(out, arena_printf(&scratch, "  %s--%s%s%s", letter, o->name, o->value && *o->value != '[' ? " " : "", o->value ? o->value : ""), o->about, OPTION_COLUMN, width);
	}
	arena_release(&scratch);
}

void help_write(struct buf *out, enum command c, unsigned width)
{
	size_t columns = !width || width > HELP_WIDTH ? HELP_WIDTH : width < NARROWEST ? NARROWEST : width;

	if (c == N_COMMANDS) {
		put_commands(out, columns);
		return;
	}
	put_paragraph(out, command_about(c), columns);
	buf_printf(out, "\nUsage: %s\n", command_usage(c));
	put_options(out, c, columns);
	put_examples(out, c, columns);
}
