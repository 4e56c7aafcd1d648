/* Writes the manual page. */
#include "cli/manual.h"

#include <stdio.h>
#include <string.h>

#include "base/vec.h"
#include "cli/help.h"

/* An option that one command has, or several. */
struct entry {
	struct option_help help;
	unsigned commands;
};

struct entries {
	VEC(struct entry) list;
};

/* How long the line is that out ends in. */
static size_t column_of(const struct buf *out)
{
	size_t n = 0;

	while (n < out->n && out->at[out->n - 1 - n] != '\n')
		n++;
	return n;
}

static void put_letter(struct buf *out, char c)
{
	static const char *const named[] = { ['\\'] = "\\e", ['-'] = "\\-", ['~'] = "\\(ti", ['\''] = "\\(aq", ['^'] = "\\(ha", ['`'] = "\\(ga" };
	size_t i = (unsigned char)c;

	if ((c == '.' || c == '\'') && column_of(out) == 0)
		buf_puts(out, "\\&"); /* or it were a macro */
	if (i < sizeof named / sizeof *named && named[i])
		buf_puts(out, named[i]);
	else
		buf_putc(out, c);
}

/* A text of ours as roff has it, on one line. */
static void put_line(struct buf *out, const char *text)
{
	for (; *text; text++)
		put_letter(out, *text);
}

/* A text of ours in lines of the source that can be read. */
static void put_text(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == ' ' && column_of(out) + strcspn(text + 1, " ") > 72)
			buf_putc(out, '\n');
		else
			put_letter(out, *text);
	}
}

static void put_strong(struct buf *out, const char *text)
{
	buf_puts(out, "\\fB");
	put_line(out, text);
	buf_puts(out, "\\fR");
}

/* A paragraph of fixed text below its term. */
static void put_entry(struct buf *out, const char *term, const char *text)
{
	buf_puts(out, ".TP\n");
	put_strong(out, term);
	buf_putc(out, '\n');
	put_text(out, text);
	buf_putc(out, '\n');
}

static void put_synopsis(struct buf *out)
{
	buf_puts(out, ".SH SYNOPSIS\n");
	for (int c = 0; c < N_COMMANDS; c++) {
		if (c)
			buf_puts(out, ".br\n");
		put_line(out, command_usage((enum command)c));
		buf_putc(out, '\n');
	}
}

/* All options, each once. */
static void collect(struct arena *a, struct entries *all)
{
	for (int c = 0; c < N_COMMANDS; c++) {
		struct option_help *list;
		size_t n = command_options((enum command)c, a, &list);

		for (size_t i = 0; i < n; i++) {
			struct entry *at = NULL;

			for (size_t k = 0; k < all->list.n && !at; k++)
				if (strcmp(all->list.at[k].help.name, list[i].name) == 0)
					at = &all->list.at[k];
			if (at) {
				at->commands |= 1u << c;
			} else {
				struct entry new = { list[i], 1u << c };

				vec_push(a, &all->list, new);
			}
		}
	}
}

static void put_option(struct buf *out, const struct entry *e)
{
	const struct option_help *o = &e->help;
	bool formats = strcmp(o->name, "format") == 0;
	char letter[] = "-?";

	buf_puts(out, ".TP\n");
	if (o->letter) {
		letter[1] = o->letter;
		put_strong(out, letter);
		buf_puts(out, ", ");
	}
	put_strong(out, "--");
	put_strong(out, o->name);
	if (o->value) {
		buf_puts(out, " \\fI");
		put_line(out, o->value);
		buf_puts(out, "\\fR");
	}
	buf_putc(out, '\n');
	put_text(out, formats ? "how the report is written" : o->about);
	buf_puts(out, formats ? ":" : "\n.br\nOf");
	for (unsigned c = 0, shown = 0; c < N_COMMANDS; c++) {
		if (!(e->commands >> c & 1))
			continue;
		buf_puts(out, formats ? "\n.br\n" : !shown++ ? " " : column_of(out) > 60 ? ",\n" : ", ");
		put_strong(out, command_name((enum command)c));
		if (formats) {
			buf_puts(out, ": ");
			put_line(out, command_formats((enum command)c));
		}
	}
	buf_puts(out, formats ? "\n" : ".\n");
}

static void put_options(struct buf *out)
{
	struct arena scratch = ARENA_INIT;
	struct entries all = { 0 };

	collect(&scratch, &all);
	buf_puts(out, ".SH OPTIONS\nThey may be anywhere; \"\\fB\\-\\-\\fR\" ends them.\n");
	for (size_t i = 0; i < all.list.n; i++) {
		const char *group = all.list.at[i].help.group;
		bool done = false;

		for (size_t k = 0; k < i && !done; k++)
			done = all.list.at[k].help.group == group;
		if (done)
			continue;
		buf_puts(out, ".SS ");
		put_line(out, group);
		buf_putc(out, '\n');
		for (size_t k = i; k < all.list.n; k++)
			if (all.list.at[k].help.group == group)
				put_option(out, &all.list.at[k]);
	}
	arena_release(&scratch);
}

static void put_examples(struct buf *out)
{
	const struct help_example *examples;
	size_t n = help_examples(&examples);

	buf_puts(out, ".SH EXAMPLES\n");
	for (size_t i = 0; i < n; i++)
		put_entry(out, examples[i].line, examples[i].what);
}

void manual_write(struct buf *out, const char *version, const char *date)
{
	buf_printf(out, ".\\\" Made by \"meshlint help --man\".\n.TH MESHLINT 1 \"%s\" \"meshlint %s\" \"User Commands\"\n", date, version);
	buf_puts(out, ".SH NAME\nmeshlint \\- checks Istio configuration without a cluster\n");
	put_synopsis(out);
	buf_puts(out, ".SH DESCRIPTION\n");
	put_text(out, "meshlint reads a tree of Istio and Kubernetes YAML, checks every object against its schema, builds the mesh from the objects "
		"as istiod would, and reports what is wrong with file, line and column. It needs no cluster, no network and no configuration. "
		"It reports only what the files prove: what is outside the tree is never reported as missing.");
	buf_puts(out, "\n.SH COMMANDS\n");
	for (int c = 0; c < N_COMMANDS; c++)
		put_entry(out, command_name((enum command)c), command_about((enum command)c));
	put_options(out);
	buf_puts(out, ".SH EXIT STATUS\n");
	put_entry(out, "0", "Nothing at or above --fail-on was found.");
	put_entry(out, "1", "Something was.");
	put_entry(out, "2", "Some input could not be read, or an option or the configuration is wrong. The rest of the report is still printed.");
	buf_puts(out, ".SH ENVIRONMENT\n");
	put_entry(out, "NO_COLOR", "If it is set and not empty, the report has no colors. --color overrides it.");
	buf_puts(out, ".SH FILES\n");
	put_entry(out, ".meshlint.yaml", "The configuration: the nearest in or above the folder of the first path.");
	put_entry(out, ".gitignore", "What git does not keep is not read, where folders are searched.");
	put_examples(out);
}
