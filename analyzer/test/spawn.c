/* Start a program with given input and collect what it writes. */
#include "test/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/panic.h"
#include "base/vec.h"

#define SPAWN_SECONDS 60

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A file without a name that holds these bytes, at its beginning. */
static int hidden_file(const char *bytes, size_t n)
{
	char path[] = "/tmp/meshlint-test-XXXXXX";
	int fd = mkstemp(path);

	if (fd < 0)
		panic("no temporary file: %s", strerror(errno));
	unlink(path);
	if (n && (write(fd, bytes, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET) != 0))
		panic("temporary file: %s", strerror(errno));
	return fd;
}

static const char *take_file(struct arena *a, int fd, size_t *n)
{
	off_t end = lseek(fd, 0, SEEK_END);
	char *text = arena_alloc(a, (size_t)end + 1);
	size_t got = 0;

	while (got < (size_t)end) {
		ssize_t r = pread(fd, text + got, (size_t)end - got, (off_t)got);

		if (r <= 0)
			panic("temporary file: %s", strerror(errno));
		got += (size_t)r;
	}
	close(fd);
	*n = got;
	return text;
}

static bool sets(const char *const *env, const char *name)
{
	size_t n = strlen(name);

	for (; env && *env; env++)
		if (strncmp(*env, name, n) == 0 && (*env)[n] == '=')
			return true;
	return false;
}

/* Settings that the program may see, as far as the caller does not set them, then the caller's own. */
static const char *const *environment(struct arena *a, const char *const *own)
{
	static const char *const kept[] = { "PATH", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS",
		"LSAN_OPTIONS", "LD_LIBRARY_PATH", "GCOV_PREFIX", "GCOV_PREFIX_STRIP", NULL };
	VEC(const char *) env = { 0 };

	for (size_t i = 0; kept[i]; i++)
		if (getenv(kept[i]) && !sets(own, kept[i]))
			vec_push(a, &env, arena_printf(a, "%s=%s", kept[i], getenv(kept[i])));
	vec_push(a, &env, "LC_ALL=C.UTF-8");
	vec_push(a, &env, NULL);
	return own ? spawn_join(a, env.at, own) : env.at;
}

/* Wait for the child; kill it when its time is over. False when that happened. */
static bool await(pid_t child, unsigned seconds, int *how, struct rusage *usage)
{
	double end = now() + seconds;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (;;) {
		pid_t r = wait4(child, how, WNOHANG, usage);
		double left = end - now();

		if (r == child)
			return true;
		if (left <= 0)
			break;
		sigtimedwait(&set, NULL, &(struct timespec){ (time_t)left, (long)((left - (double)(time_t)left) * 1e9) });
	}
	kill(child, SIGKILL);
	wait4(child, how, 0, usage);
	return false;
}

static pid_t start(struct arena *a, const struct spawn *s, const int fds[3])
{
	const char *program = getenv("MESHLINT"), *wrap = getenv("MESHLINT_WRAP");
	const char *const *argv;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	pid_t child;
	int failed;

	if (!program)
		panic("MESHLINT does not say which program to test");
	argv = spawn_join(a, (const char *const[]){ program, NULL }, s->args);
	if (wrap)
		argv = spawn_join(a, spawn_words(a, wrap), argv);
	posix_spawn_file_actions_init(&actions);
	for (int i = 0; i < 3; i++)
		posix_spawn_file_actions_adddup2(&actions, fds[i], i);
	if (s->folder)
		posix_spawn_file_actions_addchdir_np(&actions, s->folder);
	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	failed = posix_spawnp(&child, argv[0], &actions, &attributes, (char *const *)(uintptr_t)argv,
		(char *const *)(uintptr_t)environment(a, s->env));
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	if (failed)
		panic("cannot start %s in %s: %s", argv[0], s->folder ? s->folder : ".", strerror(failed));
	return child;
}

/* A terminal, and who reads what the program writes there. */
struct screen {
	int master, slave;
	struct buf text;
	pthread_t reader;
};

static void *read_screen(void *context)
{
	struct screen *screen = context;
	char bytes[4096];
	ssize_t n;

	while ((n = read(screen->master, bytes, sizeof bytes)) > 0 || (n < 0 && errno == EINTR))
		buf_add(&screen->text, bytes, n > 0 ? (size_t)n : 0);
	return NULL;
}

/* The terminal passes on what it is given as it is. */
static void screen_open(struct screen *screen, unsigned columns)
{
	struct winsize size = { .ws_row = 24, .ws_col = (unsigned short)columns };
	struct termios modes;
	char name[64];

	*screen = (struct screen){ .master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), .text = BUF_INIT };
	if (screen->master < 0 || grantpt(screen->master) != 0 || unlockpt(screen->master) != 0 || ptsname_r(screen->master, name, sizeof name) != 0)
		panic("no terminal: %s", strerror(errno));
	screen->slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (screen->slave < 0 || tcgetattr(screen->slave, &modes) != 0)
		panic("no terminal: %s", strerror(errno));
	cfmakeraw(&modes);
	if (tcsetattr(screen->slave, TCSANOW, &modes) != 0 || ioctl(screen->slave, TIOCSWINSZ, &size) != 0
			|| pthread_create(&screen->reader, NULL, read_screen, screen) != 0)
		panic("no terminal: %s", strerror(errno));
}

/* The program has ended, so that the last who can write there is this one. */
static const char *screen_close(struct arena *a, struct screen *screen, size_t *n)
{
	const char *text;

	close(screen->slave);
	pthread_join(screen->reader, NULL);
	close(screen->master);
	*n = screen->text.n;
	text = arena_strndup(a, *n ? screen->text.at : "", *n);
	buf_release(&screen->text);
	return text;
}

void spawn_meshlint(struct arena *a, struct spawn *s)
{
	int fds[3] = { hidden_file(s->in, s->n_in), -1, hidden_file(NULL, 0) };
	struct screen screen;
	struct rusage usage = { 0 };
	double begun = now();
	sigset_t set, before;
	int how = 0;
	pid_t child;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &before);
	if (s->columns)
		screen_open(&screen, s->columns);
	fds[1] = s->columns ? screen.slave : hidden_file(NULL, 0);
	child = start(a, s, fds);
	if (!await(child, s->seconds ? s->seconds : SPAWN_SECONDS, &how, &usage))
		s->status = SPAWN_TIMED_OUT;
	else if (WIFSIGNALED(how))
		s->status = 128 + WTERMSIG(how);
	else
		s->status = WEXITSTATUS(how);
	sigprocmask(SIG_SETMASK, &before, NULL);
	s->took = now() - begun;
	s->cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
		+ (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
	s->peak = usage.ru_maxrss;
	close(fds[0]);
	s->out = s->columns ? screen_close(a, &screen, &s->n_out) : take_file(a, fds[1], &s->n_out);
	s->err = take_file(a, fds[2], &s->n_err);
}

const char *const *spawn_words(struct arena *a, const char *text)
{
	VEC(const char *) words = { 0 };
	struct buf word = BUF_INIT;
	bool inside = false;
	char quote = 0;

	for (; *text; text++) {
		if (quote ? *text == quote : (*text == '\'' || *text == '"')) {
			quote = quote ? 0 : *text;
			inside = true;
		} else if (!quote && strchr(" \t\n", *text)) {
			if (inside)
				vec_push(a, &words, arena_strndup(a, word.n ? word.at : "", word.n));
			buf_clear(&word);
			inside = false;
		} else {
			buf_putc(&word, *text);
			inside = true;
		}
	}
	if (inside)
		vec_push(a, &words, arena_strndup(a, word.n ? word.at : "", word.n));
	buf_release(&word);
	vec_push(a, &words, NULL);
	return words.at;
}

const char *const *spawn_join(struct arena *a, const char *const *first, const char *const *second)
{
	VEC(const char *) all = { 0 };

	for (; *first; first++)
		vec_push(a, &all, *first);
	for (; *second; second++)
		vec_push(a, &all, *second);
	vec_push(a, &all, NULL);
	return all.at;
}
