/* Writes the scripts by which bash, zsh and fish complete a command line. */
#include "cli/completion.h"

#include <string.h>

#include "base/arena.h"

/* What follows an option, or is a word of its own. Lists have commas between their words. */
enum sort { SORT_NONE, SORT_ANYTHING, SORT_WORDS, SORT_LIST, SORT_FILE, SORT_RULE, SORT_RULES };

/* Codes of all rules, by the program itself. */
#define CODES "meshlint rules --format json 2>/dev/null | sed -n 's/.*\"code\": *\"\\([^\"]*\\)\".*/\\1/p'"

const char *completion_values(enum command c, const struct option_help *o)
{
	static const struct {
		const char *option, *values;
	} rows[] = {
		{ "color", "auto always never" },
		{ "fail-on", "error warning info never" },
		{ "min-severity", "error warning info" },
		{ "tls", "mutual tls plaintext" },
		{ "world", "auto closed open" },
	};

	if (strcmp(o->name, "format") == 0)
		return command_formats(c);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].option, o->name) == 0)
			return rows[i].values;
	return NULL;
}

static enum sort sort_of(enum command c, const struct option_help *o)
{
	if (!o->value)
		return SORT_NONE;
	if (completion_values(c, o))
		return c == COMMAND_CHECK && strcmp(o->name, "format") == 0 ? SORT_LIST : SORT_WORDS;
	if (strcmp(o->value, "FILE") == 0 || strcmp(o->value, "PATH") == 0)
		return SORT_FILE;
	return strcmp(o->value, "R,...") == 0 ? SORT_RULES : SORT_ANYTHING;
}

/* The words that stand alone behind a command. */
static const char *words_of(enum command c, enum sort *sort)
{
	*sort = c == COMMAND_COMPLETION || c == COMMAND_HELP ? SORT_WORDS : c == COMMAND_EXPLAIN ? SORT_RULE :
		c == COMMAND_RULES || c == COMMAND_VERSION ? SORT_NONE : SORT_FILE;
	return c == COMMAND_COMPLETION ? COMPLETION_SHELLS : "";
}

static const char *all_commands(struct arena *a)
{
	const char *out = "";

	for (int c = 0; c < N_COMMANDS; c++)
		out = arena_printf(a, "%s%s%s", out, c ? " " : "", command_name((enum command)c));
	return out;
}

/* "--from|-n|...": all options that something follows, whatever the command. */
static const char *with_value(struct arena *a, const char *between)
{
	const char *out = "";

	for (int c = 0; c < N_COMMANDS; c++) {
		struct option_help *list;
		size_t n = command_options((enum command)c, a, &list);

		for (size_t i = 0; i < n; i++) {
			const char *letter = list[i].letter ? arena_printf(a, "%s-%c", between, list[i].letter) : "";
			const char *name = arena_printf(a, "--%s%s", list[i].name, letter);

			if (list[i].value && !strstr(arena_printf(a, "%s%s", out, between), arena_printf(a, "%s%s", name, between)))
				out = arena_printf(a, "%s%s%s", out, *out ? between : "", name);
		}
	}
	return out;
}

/* The part of each script that finds out the command, in bash and zsh: words is the array, first its first word. */
static void put_search(struct buf *out, struct arena *a, const char *words, const char *first, const char *end)
{
	buf_printf(out, "\tlocal command= i\n"
		"\tfor ((i = %s; i < %s; i++)); do\n"
		"\t\tcase ${%s[i]} in\n"
		"\t\t%s) ((i++)) ;;\n"
		"\t\t-?*) ;;\n", first, end, words, with_value(a, "|"));
	buf_puts(out, "\t\t");
	for (int c = 0; c < N_COMMANDS; c++)
		buf_printf(out, "%s%s", c ? "|" : "", command_name((enum command)c));
	buf_printf(out, ") command=${%s[i]}; break ;;\n"
		"\t\t*) command=check; break ;;\n"
		"\t\tesac\n"
		"\tdone\n", words);
}

static void put_bash_sort(struct buf *out, enum sort sort, const char *values)
{
	if (sort == SORT_LIST || sort == SORT_RULES)
		buf_puts(out, "list=yes ");
	if (sort == SORT_WORDS || sort == SORT_LIST)
		buf_printf(out, "words='%s'", values);
	else if (sort == SORT_RULE || sort == SORT_RULES)
		buf_puts(out, "words=$(" CODES ")");
	else if (sort == SORT_FILE)
		buf_puts(out, "files=yes");
	else
		buf_puts(out, ":");
}

static void put_bash_command(struct buf *out, struct arena *a, enum command c)
{
	struct option_help *list;
	size_t n = command_options(c, a, &list);
	enum sort sort;
	const char *values = words_of(c, &sort);

	buf_printf(out, "\t%s)\n\t\tcase $previous in\n", command_name(c));
	for (size_t i = 0; i < n; i++) {
		if (!list[i].value)
			continue;
		buf_puts(out, "\t\t");
		if (list[i].letter)
			buf_printf(out, "-%c|", list[i].letter);
		buf_printf(out, "--%s) ", list[i].name);
		put_bash_sort(out, sort_of(c, &list[i]), completion_values(c, &list[i]));
		buf_puts(out, " ;;\n");
	}
	buf_puts(out, "\t\t*)\n\t\t\tcase $current in\n\t\t\t-*) words='");
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "--%s ", list[i].name);
	buf_puts(out, "--help' ;;\n\t\t\t*) ");
	put_bash_sort(out, sort, c == COMMAND_HELP ? all_commands(a) : values);
	buf_puts(out, " ;;\n\t\t\tesac ;;\n\t\tesac ;;\n");
}

static void put_bash(struct buf *out, struct arena *a)
{
	buf_puts(out, "# Completion of meshlint in bash: made by \"meshlint completion bash\".\n"
		"_meshlint()\n{\n"
		"\tlocal current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words= list= files= any= before=\n"
		"\tif [ \"$current\" = = ]; then\n"
		"\t\tcurrent=\n"
		"\telif [ \"$previous\" = = ]; then\n"
		"\t\tprevious=${COMP_WORDS[COMP_CWORD - 2]}\n"
		"\tfi\n");
	put_search(out, a, "COMP_WORDS", "1", "COMP_CWORD");
	buf_puts(out, "\t[ \"$command\" ] || any=yes\n\tcase ${command:-check} in\n");
	for (int c = 0; c < N_COMMANDS; c++)
		put_bash_command(out, a, (enum command)c);
	buf_printf(out, "\tesac\n"
		"\tcase $any$files$current in\n"
		"\tyesyes*) words='%s' ;;\n"
		"\tesac\n", all_commands(a));
	buf_puts(out, "\tcase $list$current in\n"
		"\tyes*,*) before=${current%,*}, ;;\n"
		"\tesac\n"
		"\tmapfile -t COMPREPLY < <(compgen -P \"$before\" -W \"$words\" -- \"${current#\"$before\"}\")\n"
		"\tif [ \"$files\" ]; then\n"
		"\t\tmapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- \"$current\")\n"
		"\t\tcompopt -o filenames 2>/dev/null\n"
		"\tfi\n"
		"\treturn 0\n"
		"}\n"
		"complete -F _meshlint meshlint\n");
}

/* A text within single quotes; what is special in zsh's descriptions, or what else is named, behind a backslash. */
static void put_quoted(struct buf *out, const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\'')
			buf_puts(out, "'\\''");
		else if (strchr(special, *text))
			buf_printf(out, "\\%c", *text);
		else
			buf_putc(out, *text);
	}
}

static void put_zsh_sort(struct buf *out, enum sort sort, const char *name, const char *values)
{
	if (sort == SORT_WORDS)
		buf_printf(out, ":%s:(%s)", name, values);
	else if (sort == SORT_LIST)
		buf_printf(out, ":%s:_meshlint_%ss", name, name);
	else if (sort == SORT_RULE || sort == SORT_RULES)
		buf_printf(out, ":%s:_meshlint_rule%s", name, sort == SORT_RULE ? "" : "s");
	else if (sort == SORT_FILE)
		buf_printf(out, ":%s:_files", name);
	else if (sort == SORT_ANYTHING)
		buf_printf(out, ":%s: ", name);
}

static void put_zsh_option(struct buf *out, enum command c, const struct option_help *o)
{
	const char *behind = o->value ? "=" : "";

	buf_puts(out, " \\\n\t\t\t");
	if (o->letter)
		buf_printf(out, "'*'{-%c%s,--%s%s}'[", o->letter, o->value ? "+" : "", o->name, behind);
	else
		buf_printf(out, "'*--%s%s[", o->name, behind);
	put_quoted(out, o->about, "[]\\");
	buf_putc(out, ']');
	put_zsh_sort(out, sort_of(c, o), o->name, completion_values(c, o));
	buf_putc(out, '\'');
}

static void put_zsh_command(struct buf *out, struct arena *a, enum command c)
{
	struct option_help *list;
	size_t n = command_options(c, a, &list);
	enum sort sort;
	const char *values = words_of(c, &sort);

	buf_printf(out, "\t%s)\n\t\t_arguments -s -S", command_name(c));
	for (size_t i = 0; i < n; i++)
		put_zsh_option(out, c, &list[i]);
	buf_puts(out, " \\\n\t\t\t'(- *)'{-h,--help}'[print help]'");
	if (sort != SORT_NONE) {
		buf_printf(out, " \\\n\t\t\t'%s", c == COMMAND_EXPLAIN || sort == SORT_WORDS ? "1" : "*");
		put_zsh_sort(out, sort, sort == SORT_FILE ? "path" : "word", c == COMMAND_HELP ? all_commands(a) : values);
		buf_putc(out, '\'');
	}
	buf_puts(out, " ;;\n");
}

static void put_zsh(struct buf *out, struct arena *a)
{
	buf_puts(out, "#compdef meshlint\n"
		"# Completion of meshlint in zsh: made by \"meshlint completion zsh\".\n"
		"_meshlint_rule() {\n"
		"\tlocal -a codes\n"
		"\tcodes=(${(f)\"$(" CODES ")\"})\n"
		"\t_values rule $codes\n"
		"}\n\n"
		"_meshlint_rules() {\n"
		"\tlocal -a codes\n"
		"\tcodes=(${(f)\"$(" CODES ")\"})\n"
		"\t_values -s , rule $codes\n"
		"}\n\n"
		"_meshlint_formats() {\n"
		"\t_values -s , format ");
	buf_puts(out, command_formats(COMMAND_CHECK));
	buf_puts(out, "\n"
		"}\n\n"
		"_meshlint_commands() {\n"
		"\tlocal -a commands\n"
		"\tcommands=(");
	for (int c = 0; c < N_COMMANDS; c++) {
		buf_printf(out, "\n\t\t'%s:", command_name((enum command)c));
		put_quoted(out, command_about((enum command)c), ":");
		buf_putc(out, '\'');
	}
	buf_puts(out, "\n\t)\n"
		"\t_alternative 'paths:path:_files' 'commands:command:(($commands))'\n"
		"}\n\n"
		"_meshlint() {\n");
	put_search(out, a, "words", "2", "CURRENT");
	buf_puts(out, "\tif [[ -z $command && $words[CURRENT] != -* && $words[CURRENT-1] != -* ]]; then\n"
		"\t\t_meshlint_commands\n"
		"\t\treturn\n"
		"\tfi\n"
		"\tif [[ -n $command && $words[i] == $command ]]; then\n"
		"\t\twords=(meshlint \"${(@)words[2,i-1]}\" \"${(@)words[i+1,-1]}\")\n"
		"\t\t(( CURRENT-- ))\n"
		"\tfi\n"
		"\tcase ${command:-check} in\n");
	for (int c = 0; c < N_COMMANDS; c++)
		put_zsh_command(out, a, (enum command)c);
	buf_puts(out, "\tesac\n}\n\n"
		"if [ \"$funcstack[1]\" = _meshlint ]; then\n"
		"\t_meshlint \"$@\"\n"
		"else\n"
		"\tcompdef _meshlint meshlint\n"
		"fi\n");
}

static void put_fish_sort(struct buf *out, enum sort sort, const char *values)
{
	if (sort == SORT_WORDS)
		buf_printf(out, " -x -a '%s'", values);
	else if (sort == SORT_LIST)
		buf_printf(out, " -x -a '(__meshlint_list %s)'", values);
	else if (sort == SORT_RULES)
		buf_puts(out, " -x -a '(__meshlint_list (__meshlint_rules))'");
	else if (sort == SORT_RULE)
		buf_puts(out, " -x -a '(__meshlint_rules)'");
	else if (sort == SORT_FILE)
		buf_puts(out, " -r -F");
	else if (sort == SORT_ANYTHING)
		buf_puts(out, " -x");
}

static void put_fish_command(struct buf *out, struct arena *a, enum command c)
{
	const char *is = arena_printf(a, "\ncomplete -c meshlint -n '__meshlint_is %s'", command_name(c));
	struct option_help *list;
	size_t n = command_options(c, a, &list);
	enum sort sort;
	const char *values = words_of(c, &sort);

	for (size_t i = 0; i < n; i++) {
		buf_puts(out, is);
		if (list[i].letter)
			buf_printf(out, " -s %c", list[i].letter);
		buf_printf(out, " -l %s", list[i].name);
		put_fish_sort(out, sort_of(c, &list[i]), completion_values(c, &list[i]));
		buf_puts(out, " -d '");
		put_quoted(out, list[i].about, "");
		buf_putc(out, '\'');
	}
	if (sort == SORT_FILE)
		buf_printf(out, "%s -F", is);
	else if (sort == SORT_RULE)
		buf_printf(out, "%s -a '(__meshlint_rules)'", is);
	else if (sort == SORT_WORDS)
		buf_printf(out, "%s -a '%s'", is, c == COMMAND_HELP ? all_commands(a) : values);
}

static void put_fish(struct buf *out, struct arena *a)
{
	buf_printf(out, "# Completion of meshlint in fish: made by \"meshlint completion fish\".\n"
		"function __meshlint_rules\n"
		"\t" CODES "\n"
		"end\n\n"
		"function __meshlint_list\n"
		"\tset -l before (commandline -ct | string replace -r -- '^(--[^=]*=|-[a-z])' '' | string match -r -- '^.*,')\n"
		"\tfor word in $argv\n"
		"\t\techo \"$before$word\"\n"
		"\tend\n"
		"end\n\n"
		"function __meshlint_command\n"
		"\tset -l skip\n"
		"\tfor word in (commandline -opc)[2..-1]\n"
		"\t\tif set -q skip[1]\n"
		"\t\t\tset -e skip\n"
		"\t\t\tset -l skip\n"
		"\t\t\tcontinue\n"
		"\t\tend\n"
		"\t\tswitch $word\n"
		"\t\tcase %s\n"
		"\t\t\tset skip yes\n"
		"\t\tcase '-?*'\n"
		"\t\tcase %s\n"
		"\t\t\techo $word\n"
		"\t\t\treturn\n"
		"\t\tcase '*'\n"
		"\t\t\techo check\n"
		"\t\t\treturn\n"
		"\t\tend\n"
		"\tend\n"
		"\techo none\n"
		"end\n\n", with_value(a, " "), all_commands(a));
	buf_puts(out, "function __meshlint_is\n"
		"\tset -l command (__meshlint_command)\n"
		"\tcontains -- $command $argv; or begin; test $command = none; and contains -- check $argv; end\n"
		"end\n\n"
		"complete -c meshlint -f\n"
		"complete -c meshlint -s h -l help -d 'print help'");
	for (int c = 0; c < N_COMMANDS; c++) {
		buf_printf(out, "\ncomplete -c meshlint -n '__meshlint_is none' -a %s -d '", command_name((enum command)c));
		put_quoted(out, command_about((enum command)c), "");
		buf_putc(out, '\'');
	}
	for (int c = 0; c < N_COMMANDS; c++)
		put_fish_command(out, a, (enum command)c);
	buf_putc(out, '\n');
}

bool completion_write(struct buf *out, const char *shell)
{
	static const struct {
		const char *name;
		void (*put)(struct buf *out, struct arena *a);
	} shells[] = { { "bash", put_bash }, { "zsh", put_zsh }, { "fish", put_fish } };
	struct arena scratch = ARENA_INIT;
	bool found = false;

	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
		if (strcmp(shells[i].name, shell) == 0) {
			shells[i].put(out, &scratch);
			found = true;
		}
	arena_release(&scratch);
	return found;
}
