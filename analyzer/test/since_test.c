/*
 * Suite of --only-new as a process: whatever ends the program, nothing of the revision stays on the disk.
 * What it reports is shown by the cases of the command line, testdata/cli/only-new*.
 */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/panic.h"
#include "test/run.h"
#include "test/tree.h"

#define FOLDERS 40 /* so that there is something to be broken off */
#define STEPS 24   /* moments at which a signal comes */

static struct arena arena;
static const char *scratch, *temporary;

static bool run(const char *command)
{
	return system(arena_printf(&arena, "{ %s; } >/dev/null 2>&1", command)) == 0;
}

static void setup(void)
{
	scratch = tree_scratch(&arena);
	temporary = arena_printf(&arena, "%s/tmp", scratch);
	ck_assert(run(arena_printf(&arena, "mkdir '%s' && cd '%s' && git init -q && for i in $(seq %d); do cp -r \"$OLDPWD\"/testdata/broken $i || exit; done"
		" && git add . && git -c user.name=A -c user.email=a@example.com commit -qm before", temporary, scratch, FOLDERS)));
}

static void teardown(void)
{
	tree_remove(scratch);
	arena_release(&arena);
}

/* Start the program on the repository; before says what becomes of a signal. */
static pid_t start(int sig, void (*before)(int))
{
	const char *program = getenv("MESHLINT");
	sigset_t held, old;
	pid_t pid;

	if (!program)
		panic("MESHLINT does not say which program to test");
	sigfillset(&held); /* what Check does with a signal is nothing for the other process */
	sigprocmask(SIG_BLOCK, &held, &old);
	pid = fork();
	if (pid == 0) {
		int fd = open("/dev/null", O_WRONLY);

		for (int i = 1; i < SIGRTMIN; i++)
			if (i != SIGPIPE)
				signal(i, SIG_DFL);
		signal(sig, before);
		sigprocmask(SIG_SETMASK, &old, NULL);
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		setenv("TMPDIR", temporary, 1);
		if (chdir(scratch) == 0)
			execl(program, program, "check", "--no-config", "--only-new", "HEAD", ".", (char *)NULL);
		_exit(120);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	ck_assert(pid > 0);
	return pid;
}

static int end_of(pid_t pid)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

static void check_nothing_left(void)
{
	struct tree_names names = tree_list(&arena, temporary);

	ck_assert_msg(names.names.n == 0, "%s is left", names.names.n ? names.names.at[0] : "");
}

/* How long the program takes, undisturbed, in microseconds. */
static unsigned undisturbed(void)
{
	struct timespec from, to;
	int status;

	clock_gettime(CLOCK_MONOTONIC, &from);
	status = end_of(start(SIGTERM, SIG_DFL));
	clock_gettime(CLOCK_MONOTONIC, &to);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "it ends with %d", status); /* all is known */
	check_nothing_left();
	return (unsigned)((to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000);
}

START_TEST(signals_leave_nothing)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };
	unsigned whole, ended = 0;

	setup();
	whole = undisturbed();
	for (unsigned i = 0; i < STEPS; i++) {
		int sig = signals[i % 4], status;
		pid_t pid = start(sig, SIG_DFL);

		usleep(whole / STEPS * i);
		kill(pid, sig);
		status = end_of(pid);
		ck_assert_msg((WIFSIGNALED(status) && WTERMSIG(status) == sig) || status == 0, "signal %d: status %d", sig, status);
		ended += WIFSIGNALED(status);
		check_nothing_left();
	}
	ck_assert_uint_gt(ended, STEPS / 4);
	teardown();
}
END_TEST

START_TEST(ignored_signals_end_nothing)
{
	setup();
	for (unsigned i = 0; i < 4; i++) {
		pid_t pid = start(SIGHUP, SIG_IGN);

		usleep(i * 5000 + 1000);
		kill(pid, SIGHUP);
		ck_assert_int_eq(end_of(pid), 0);
		check_nothing_left();
	}
	teardown();
}
END_TEST

/* The revision's copy has no place: that is told, and what was begun is cleared away. */
START_TEST(no_place)
{
	int status;

	setup();
	ck_assert_int_eq(chmod(temporary, 0500), 0);
	status = end_of(start(SIGTERM, SIG_DFL));
	ck_assert(geteuid() == 0 ? status == 0 : WIFEXITED(status) && WEXITSTATUS(status) == 2);
	ck_assert(run(arena_printf(&arena, "rmdir '%s'", temporary)));
	status = end_of(start(SIGTERM, SIG_DFL));
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 2, "status %d", status);
	teardown();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("since");
	TCase *all = tcase_create("since");

	tcase_set_timeout(all, 0);
	if (system("git --version >/dev/null 2>&1") == 0) {
		tcase_add_test(all, signals_leave_nothing);
		tcase_add_test(all, ignored_signals_end_nothing);
		tcase_add_test(all, no_place);
	}
	suite_add_tcase(suite, all);
	return suite_run(suite, CK_NOFORK);
}
