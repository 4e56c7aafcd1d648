/* Suite of the terminal: what the environment says of it, and progress. */
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/terminal.h"
#include "test/run.h"
#include "test/spawn.h"

static struct arena arena = ARENA_INIT;

/* Standard output becomes a terminal of 70 columns; of the process of this test alone. */
static void take_terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave;
	struct winsize size = { .ws_row = 24, .ws_col = 70 };
	char name[64];

	ck_assert(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0 && ptsname_r(master, name, sizeof name) == 0);
	slave = open(name, O_RDWR | O_NOCTTY);
	ck_assert(slave >= 0 && ioctl(slave, TIOCSWINSZ, &size) == 0 && dup2(slave, STDOUT_FILENO) == STDOUT_FILENO);
}

static const struct setting_case {
	const char *environment; /* words NAME=value */
	const char *options;     /* c: --color always, n: --color never, o: --output, -: reads standard input */
	bool terminal;           /* standard output is one */
	bool colour, links;
} cases[] = {
	{ "TERM=xterm", "", true, true, false },
	{ "TERM=xterm", "", false, false, false },
	{ "", "", true, true, false },
	{ "TERM=dumb", "", true, false, false },
	{ "TERM=dumb FORCE_COLOR=1", "", true, true, false },
	{ "TERM=xterm NO_COLOR=1", "", true, false, false },
	{ "TERM=xterm NO_COLOR=", "", true, true, false },
	{ "TERM=xterm CLICOLOR=0", "", true, false, false },
	{ "TERM=xterm CLICOLOR=1", "", true, true, false },
	{ "TERM=xterm CLICOLOR=1", "", false, false, false },
	{ "TERM=xterm FORCE_COLOR=1", "", false, true, false },
	{ "TERM=xterm FORCE_COLOR=", "", false, false, false },
	{ "TERM=xterm FORCE_COLOR=1 NO_COLOR=1", "", false, true, false },
	{ "TERM=xterm CLICOLOR_FORCE=1", "", false, true, false },
	{ "TERM=xterm CLICOLOR_FORCE=0", "", false, false, false },
	{ "TERM=xterm CLICOLOR_FORCE=1 NO_COLOR=1", "", true, true, false },
	{ "TERM=xterm FORCE_COLOR=1", "o", true, false, false },
	{ "TERM=xterm FORCE_COLOR=1", "n", true, false, false },
	{ "TERM=xterm NO_COLOR=1", "c", false, true, false },
	{ "TERM=xterm", "co", true, true, false },
	{ "TERM=xterm-kitty", "", true, true, true },
	{ "TERM=xterm-kitty", "", false, false, false },
	{ "TERM=xterm-kitty", "c", false, true, false },
	{ "TERM=xterm-kitty", "n", true, false, false },
	{ "TERM=xterm-kitty", "co", true, true, false },
	{ "TERM=xterm-kitty", "-", true, true, false },
	{ "TERM=xterm-kitty TMUX=/tmp/tmux", "", true, true, false },
	{ "TERM=screen-256color VTE_VERSION=7000", "", true, true, false },
	{ "TERM=tmux-256color VTE_VERSION=7000", "", true, true, false },
	{ "TERM=xterm VTE_VERSION=7000", "", true, true, true },
	{ "TERM=xterm VTE_VERSION=4600", "", true, true, false },
	{ "TERM=xterm KONSOLE_VERSION=220400", "", true, true, true },
	{ "TERM=xterm KONSOLE_VERSION=200400", "", true, true, false },
	{ "TERM=xterm TERM_PROGRAM=vscode", "", true, true, true },
	{ "TERM=xterm TERM_PROGRAM=Apple_Terminal", "", true, true, false },
	{ "TERM=xterm WT_SESSION=1", "", true, true, true },
	{ "TERM=xterm DOMTERM=1", "", true, true, true },
	{ "TERM=xterm VTE_VERSION=7000 STY=1", "", true, true, false },
	{ "TERM=xterm VTE_VERSION=7000 FORCE_HYPERLINK=0", "", true, true, false },
	{ "TERM=xterm FORCE_HYPERLINK=1", "", true, true, true },
	{ "TERM=xterm FORCE_HYPERLINK=1", "c", false, true, true },
};

START_TEST(settings)
{
	const struct setting_case *c = &cases[_i];
	const char *const *words = spawn_words(&arena, c->environment);
	struct options o = { 0 };
	struct report_style style;

	clearenv();
	for (; *words; words++)
		putenv(arena_strdup(&arena, *words));
	o.output = strchr(c->options, 'o') ? "file" : NULL;
	o.colour = strchr(c->options, 'c') ? COLOUR_ALWAYS : strchr(c->options, 'n') ? COLOUR_NEVER : COLOUR_AUTO;
	if (strchr(c->options, '-'))
		vec_push(&arena, &o.words, "-");
	vec_push(&arena, &o.words, "a");
	if (c->terminal)
		take_terminal();
	else
		ck_assert(freopen("/dev/null", "w", stdout) != NULL);
	style = terminal_style(&arena, &o, o.output);
	ck_assert_msg(style.colour == c->colour, "colour: %s %s", c->environment, c->options);
	ck_assert_msg(!style.host == !c->links, "links: %s %s", c->environment, c->options);
	ck_assert_uint_eq(style.width, c->terminal && !o.output ? 70 : 0);
	arena_release(&arena);
}
END_TEST

/* What is written at this time; the line is cleared where it ended before. */
static void check_progress(struct progress *p, double when, size_t done, const char *want)
{
	struct buf out = BUF_INIT;

	progress_line(p, when, done, 900, &out);
	ck_assert_str_eq(out.at ? out.at : "", want);
	buf_release(&out);
}

START_TEST(progress)
{
	struct progress p = { .begin = 100 };

	check_progress(&p, 100, 0, "");
	check_progress(&p, 101.9, 10, "");
	check_progress(&p, 102, 20, "\rmeshlint: read 20 of 900 files\033[K");
	check_progress(&p, 102.05, 21, "");
	check_progress(&p, 102.125, 22, "\rmeshlint: read 22 of 900 files\033[K");
	check_progress(&p, 102.15, 900, "\r\033[K");
	check_progress(&p, 102.5, 900, "");
	p = (struct progress){ .begin = 100 };
	check_progress(&p, 101, 900, "");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("terminal");
	TCase *t = tcase_create("terminal");

	tcase_add_loop_test(t, settings, 0, (int)(sizeof cases / sizeof *cases));
	tcase_add_test(t, progress);
	suite_add_tcase(s, t);
	return suite_run(s, CK_FORK);
}
