/*
 * Makes calls of the system or of the allocator fail, in a build of the
 * program that is linked with --wrap for these names.
 *
 * MESHLINT_FAULT says which, and MESHLINT_FAULT_COUNT names a file that at exit is told how many calls were counted:
 *   memory:17 read:17 write:17    the 17th allocation, call that takes files in, or call that puts them out, fails
 *   full:17        the disk is full from the 17th call on that puts files out
 *   signal:17      a signal comes in before the 17th call for a file, a different one from call to call
 *   short:1 short:2    what is read or written is a byte at a time, or half of what was asked for
 *   broken:1 broken:2  each read, write and wait is broken off by a signal the first time, or would have to wait
 * faults_main.c drives this.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static atomic_ulong count;

/* The number that MESHLINT_FAULT gives for this kind of fault; 0 where it is another's. */
static unsigned long asked(const char *kind)
{
	const char *fault = getenv("MESHLINT_FAULT");
	size_t n = strlen(kind);

	return fault && strncmp(fault, kind, n) == 0 && fault[n] == ':' ? strtoul(fault + n + 1, NULL, 10) : 0;
}

static int is_asked(const char *kind)
{
	const char *fault = getenv("MESHLINT_FAULT");
	size_t n = strlen(kind);

	return fault && strncmp(fault, kind, n) == 0 && fault[n] == ':';
}

/* A signal to the process, which one of its threads takes. */
static void come_in(unsigned long n)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGXCPU, SIGUSR1, SIGALRM, SIGPIPE };

	kill(getpid(), signals[n % (sizeof signals / sizeof *signals)]);
}

/* Is this call one to fail? */
static int fails(const char *kind, int error)
{
	int writes = strcmp(kind, "write") == 0;

	if (is_asked(kind)) {
		if (++count != asked(kind))
			return 0;
		errno = error;
		return 1;
	}
	if (writes && is_asked("full")) {
		if (++count < asked("full") || !asked("full"))
			return 0;
		errno = ENOSPC;
		return 1;
	}
	if (strcmp(kind, "memory") != 0 && is_asked("signal") && ++count == asked("signal"))
		come_in(count);
	return 0;
}

/* Is this call broken off by a signal? Each is the first time only, which *before tells. */
static int breaks_off(atomic_int *before, int error)
{
	unsigned long how = asked("broken");

	if (!how || atomic_fetch_xor(before, 1))
		return 0;
	errno = how == 1 ? EINTR : error;
	return 1;
}

static size_t less(size_t n)
{
	unsigned long how = asked("short");

	return n == 0 || how == 0 ? n : how == 1 ? 1 : (n + 1) / 2;
}

#define WRAP(kind, error, failure, type, name, parameters, arguments) \
	type __real_##name parameters; \
	type __wrap_##name parameters; \
	type __wrap_##name parameters \
	{ \
		if (fails(kind, error)) \
			return failure; \
		return __real_##name arguments; \
	}

WRAP("memory", ENOMEM, NULL, void *, malloc, (size_t n), (n))
WRAP("memory", ENOMEM, NULL, void *, calloc, (size_t n, size_t size), (n, size))
WRAP("memory", ENOMEM, NULL, void *, realloc, (void *p, size_t n), (p, n))
WRAP("memory", ENOMEM, NULL, char *, strdup, (const char *text), (text))
WRAP("memory", ENOMEM, NULL, char *, getcwd, (char *to, size_t n), (to, n))

WRAP("memory", EAGAIN, EAGAIN, int, pthread_create, (pthread_t *t, const pthread_attr_t *how, void *(*run)(void *), void *with), (t, how, run, with))

WRAP("read", EIO, -1, int, fstat, (int fd, struct stat *st), (fd, st))
WRAP("read", EIO, -1, int, stat, (const char *path, struct stat *st), (path, st))
WRAP("read", EIO, -1, int, lstat, (const char *path, struct stat *st), (path, st))
WRAP("read", EACCES, -1, int, open_exact, (const char *path, int flags), (path, flags))
WRAP("read", EMFILE, NULL, DIR *, fdopendir, (int fd), (fd))
WRAP("read", EIO, NULL, struct dirent *, readdir, (DIR *d), (d))
WRAP("read", EIO, NULL, char *, realpath, (const char *path, char *to), (path, to))

WRAP("read", EIO, -1, int, access, (const char *path, int mode), (path, mode))
WRAP("read", EIO, -1, ssize_t, readlink, (const char *path, char *to, size_t n), (path, to, n))
WRAP("read", EMFILE, -1, int, pipe2, (int fds[2], int flags), (fds, flags))
WRAP("read", EAGAIN, EAGAIN, int, posix_spawnp, (pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *how, char *const args[], char *const env[]), (pid, file, actions, how, args, env))

WRAP("write", ENOSPC, -1, int, fsync, (int fd), (fd))
WRAP("write", EACCES, -1, int, rename, (const char *from, const char *to), (from, to))
WRAP("write", EACCES, -1, int, fchmod, (int fd, mode_t mode), (fd, mode))

/* What only removes does not fail, but a signal may come in before it. */
WRAP("removal", 0, -1, int, unlink, (const char *path), (path))

ssize_t __real_read(int fd, void *to, size_t n);
ssize_t __wrap_read(int fd, void *to, size_t n);
ssize_t __wrap_read(int fd, void *to, size_t n)
{
	static atomic_int before;

	return fails("read", EIO) || breaks_off(&before, EAGAIN) ? -1 : __real_read(fd, to, less(n));
}

/* What is said on standard error is looked at, so it comes out. */
ssize_t __real_write(int fd, const void *from, size_t n);
ssize_t __wrap_write(int fd, const void *from, size_t n);
ssize_t __wrap_write(int fd, const void *from, size_t n)
{
	static atomic_int before;

	return (fd != STDERR_FILENO && fails("write", ENOSPC)) || breaks_off(&before, EAGAIN) ? -1 : __real_write(fd, from, less(n));
}

int __real_poll(struct pollfd *fds, nfds_t n, int wait);
int __wrap_poll(struct pollfd *fds, nfds_t n, int wait);
int __wrap_poll(struct pollfd *fds, nfds_t n, int wait)
{
	static atomic_int before;

	return fails("read", ENOMEM) || breaks_off(&before, EINTR) ? -1 : __real_poll(fds, n, wait);
}

pid_t __real_waitpid(pid_t pid, int *how, int flags);
pid_t __wrap_waitpid(pid_t pid, int *how, int flags);
pid_t __wrap_waitpid(pid_t pid, int *how, int flags)
{
	static atomic_int before;

	return breaks_off(&before, EINTR) ? -1 : __real_waitpid(pid, how, flags);
}

/* This still closes, as the system's does when it fails. */
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
	int failed = fails("write", EIO), r = __real_close(fd);

	if (failed)
		errno = EIO;
	return failed ? -1 : r;
}

/* open takes a third argument where it may create a file. */
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = va_arg(args, mode_t);
	va_end(args);
	return fails(flags & O_CREAT ? "write" : "read", flags & O_CREAT ? ENOSPC : EACCES) ? -1 : __real_open(path, flags, mode);
}

__attribute__((destructor)) static void tell(void)
{
	const char *path = getenv("MESHLINT_FAULT_COUNT");
	FILE *f = path ? fopen(path, "w") : NULL;

	if (!f)
		return;
	fprintf(f, "%lu\n", (unsigned long)count);
	fclose(f);
}
