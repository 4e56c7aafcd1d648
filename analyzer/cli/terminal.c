/* Asks the environment what the terminal can do. */
#include "cli/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define LONG_WORK 2.0  /* seconds, before which no progress is shown */
#define OFTEN     0.1  /* seconds from one line of it to the next */

/* The setting where it says something; NULL where it is not there or empty. */
static const char *setting(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static bool is_on(const char *value)
{
	return value && strcmp(value, "0") != 0;
}

static bool is_plain(const char *term)
{
	return term && strcmp(term, "dumb") == 0;
}

static bool has_colour(bool terminal)
{
	const char *clicolor = setting("CLICOLOR");

	if (setting("FORCE_COLOR") || is_on(setting("CLICOLOR_FORCE")))
		return true;
	if (setting("NO_COLOR") || is_plain(getenv("TERM")) || (clicolor && !is_on(clicolor)))
		return false;
	return terminal;
}

static bool begins(const char *text, const char *with)
{
	return text && strncmp(text, with, strlen(with)) == 0;
}

/*
 * Terminals that make links of OSC 8. Others ignore it, or should; those within which another terminal runs may swallow the text, and what
 * they inherit from outside says nothing of them.
 */
static bool has_links(void)
{
	static const char *const programs[] = { "iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "terminology", "Tabby", "zed", "rio" };
	static const char *const terms[] = { "xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour" };
	const char *term = setting("TERM"), *program = setting("TERM_PROGRAM"), *vte = setting("VTE_VERSION"), *konsole = setting("KONSOLE_VERSION");

	if (begins(term, "screen") || begins(term, "tmux") || setting("TMUX") || setting("STY"))
		return false;
	for (size_t i = 0; program && i < sizeof programs / sizeof *programs; i++)
		if (strcmp(program, programs[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
		if (begins(term, terms[i]))
			return true;
	return (vte && strtol(vte, NULL, 10) >= 5000) || (konsole && strtol(konsole, NULL, 10) >= 201200) || setting("WT_SESSION") || setting("DOMTERM");
}

/* Name of this machine, that links to its files have: a terminal elsewhere must not take them for its own. NULL: no links. */
static const char *link_host(struct arena *a, const struct options *o, bool terminal)
{
	const char *forced = setting("FORCE_HYPERLINK");
	char host[256];

	for (size_t i = 0; i < o->words.n; i++)
		if (strcmp(o->words.at[i], "-") == 0) /* what came in there has a name, but is no file */
			return NULL;
	if (forced ? !is_on(forced) : !terminal || !has_links())
		return NULL;
	if (gethostname(host, sizeof host) != 0)
		return NULL;
	host[sizeof host - 1] = '\0';
	for (const char *c = host; *c; c++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.", *c))
			return NULL;
	return arena_strdup(a, host);
}

struct report_style terminal_style(struct arena *a, const struct options *o, const char *path)
{
	bool terminal = !path && isatty(STDOUT_FILENO);
	struct report_style style = { 0 };
	struct winsize size;

	if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		style.width = size.ws_col;
	style.colour = o->colour == COLOUR_AUTO ? !path && has_colour(terminal) : o->colour == COLOUR_ALWAYS;
	if (style.colour && !path)
		style.host = link_host(a, o, terminal);
	return style;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void progress_line(struct progress *p, double when, size_t done, size_t total, struct buf *out)
{
	if (done == total && p->shown) {
		buf_puts(out, "\r\033[K");
		p->shown = false;
	} else if (done < total && when - p->begin >= LONG_WORK && (!p->shown || when - p->last >= OFTEN)) {
		buf_printf(out, "\rmeshlint: read %zu of %zu files\033[K", done, total);
		p->shown = true;
		p->last = when;
	}
}

bool progress_begin(struct progress *p)
{
	*p = (struct progress){ .begin = now() };
	return isatty(STDERR_FILENO) && !is_plain(getenv("TERM"));
}

void progress_show(void *context, size_t done, size_t total)
{
	struct buf line = BUF_INIT;

	progress_line(context, now(), done, total, &line);
	if (line.n)
		fputs(line.at, stderr);
	buf_release(&line);
}
