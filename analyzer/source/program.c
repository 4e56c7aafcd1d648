/* Starts a program, and listens to both of its streams. */
#include "source/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST_SAID (64u << 10) /* of standard error; what comes after that is dropped */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

bool program_must_end(void)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	sigset_t waits;

	if (sigpending(&waits) != 0)
		return false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct sigaction then;

		if (sigismember(&waits, ends[i]) == 1 && sigaction(ends[i], NULL, &then) == 0 && then.sa_handler != SIG_IGN)
			return true;
	}
	return false;
}

/* Take what is there; false at the end, or where enough came. */
static bool take(struct program *p, int fd, bool of_err)
{
	char bytes[1 << 16];
	ssize_t n = read(fd, bytes, sizeof bytes);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n < 0) {
		p->error = errno;
		return false;
	}
	if (of_err && p->err.n + (size_t)n <= MOST_SAID)
		buf_add(&p->err, bytes, (size_t)n);
	else if (!of_err && n > 0)
		p->stopped = !p->take(p->context, bytes, (size_t)n);
	return n > 0 && !p->stopped;
}

/* Read both of its streams until they end. */
static void listen_to(struct program *p, int out, int err, pid_t pid)
{
	struct pollfd fds[] = { { .fd = out, .events = POLLIN }, { .fd = err, .events = POLLIN } };
	double end = now() + p->seconds;

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		int n = poll(fds, 2, 1000);

		if (n < 0 && errno != EINTR)
			p->error = errno;
		p->late = p->seconds && now() >= end;
		p->stopped |= program_must_end();
		if (p->late || p->stopped || p->error)
			break;
		if (n > 0 && fds[0].revents && !take(p, out, false))
			fds[0].fd = -1;
		if (n > 0 && fds[1].revents && !take(p, err, true))
			fds[1].fd = -1;
	}
	if (p->late || p->stopped || p->error)
		kill(pid, SIGKILL);
}

static pid_t start(struct program *p, const int *out, const int *err)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	pid_t pid = -1;

	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawn_file_actions_init(&actions);
	if (p->in < 0)
		posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	else
		posix_spawn_file_actions_adddup2(&actions, p->in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
	p->error = posix_spawnp(&pid, p->args[0], &actions, &attributes, (char *const *)(uintptr_t)p->args,
		p->env ? (char *const *)(uintptr_t)p->env : environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return p->error ? -1 : pid;
}

void program_run(struct program *p)
{
	int out[2] = { -1, -1 }, err[2] = { -1, -1 };
	pid_t pid = -1;

	p->status = PROGRAM_NOT_STARTED;
	if (pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0)
		pid = start(p, out, err);
	else
		p->error = errno;
	for (int i = 1; i >= 0; i--) { /* only the child writes; then the end of what it writes is seen */
		if (i == 0 && pid >= 0)
			listen_to(p, out[0], err[0], pid);
		if (out[i] >= 0)
			close(out[i]);
		if (err[i] >= 0)
			close(err[i]);
	}
	while (pid >= 0 && waitpid(pid, &p->status, 0) < 0 && errno == EINTR)
		;
}

bool program_is_missing(const struct program *p)
{
	if (p->status == PROGRAM_NOT_STARTED)
		return p->error == ENOENT;
	/* As POSIX has it, a program that cannot be started may end so instead (it does under valgrind). */
	return WIFEXITED(p->status) && WEXITSTATUS(p->status) == 127;
}
