/*
 * Makes one call of the system or of the allocator fail, in a build of the
 * program that is linked with --wrap for these names.
 *
 * MESHLINT_FAULT="memory:17" lets the 17th allocation fail; "read:" and "write:" count the calls
 * that take files in and put them out. At exit the number of calls of that kind goes to the
 * file MESHLINT_FAULT_COUNT names. faults_main.c drives this.
 */
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_ulong count;

/* Is this call the one to fail? */
static int fails(const char *kind, int error)
{
	const char *fault = getenv("MESHLINT_FAULT");
	size_t n = strlen(kind);

	if (!fault || strncmp(fault, kind, n) != 0 || fault[n] != ':')
		return 0;
	if (++count != strtoul(fault + n + 1, NULL, 10))
		return 0;
	errno = error;
	return 1;
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

WRAP("read", EIO, -1, ssize_t, read, (int fd, void *to, size_t n), (fd, to, n))
WRAP("read", EIO, -1, int, fstat, (int fd, struct stat *st), (fd, st))
WRAP("read", EIO, -1, int, stat, (const char *path, struct stat *st), (path, st))
WRAP("read", EIO, -1, int, lstat, (const char *path, struct stat *st), (path, st))
WRAP("read", EACCES, -1, int, open_exact, (const char *path, int flags), (path, flags))
WRAP("read", EMFILE, NULL, DIR *, fdopendir, (int fd), (fd))
WRAP("read", EIO, NULL, struct dirent *, readdir, (DIR *d), (d))
WRAP("read", EIO, NULL, char *, realpath, (const char *path, char *to), (path, to))
WRAP("read", EMFILE, NULL, FILE *, fopen, (const char *path, const char *mode), (path, mode))

WRAP("write", ENOSPC, -1, ssize_t, write, (int fd, const void *from, size_t n), (fd, from, n))
WRAP("write", ENOSPC, 0, size_t, fwrite, (const void *from, size_t size, size_t n, FILE *f), (from, size, n, f))
WRAP("write", ENOSPC, EOF, int, fputs, (const char *text, FILE *f), (text, f))
WRAP("write", ENOSPC, EOF, int, fflush, (FILE *f), (f))
WRAP("write", ENOSPC, -1, int, fsync, (int fd), (fd))
WRAP("write", EACCES, -1, int, rename, (const char *from, const char *to), (from, to))
WRAP("write", EACCES, -1, int, mkstemp, (char *path), (path))
WRAP("write", EACCES, -1, int, mkostemp, (char *path, int flags), (path, flags))
WRAP("write", EACCES, -1, int, fchmod, (int fd, mode_t mode), (fd, mode))
WRAP("write", EMFILE, NULL, FILE *, fdopen, (int fd, const char *mode), (fd, mode))

/* These still close, as the system's do when they fail. */
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
	int failed = fails("write", EIO), r = __real_close(fd);

	if (failed)
		errno = EIO;
	return failed ? -1 : r;
}

int __real_fclose(FILE *f);
int __wrap_fclose(FILE *f);
int __wrap_fclose(FILE *f)
{
	int failed = fails("write", EIO), r = __real_fclose(f);

	if (failed)
		errno = EIO;
	return failed ? EOF : r;
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
	return fails("read", EACCES) ? -1 : __real_open(path, flags, mode);
}

__attribute__((destructor)) static void tell(void)
{
	const char *path = getenv("MESHLINT_FAULT_COUNT");
	FILE *f = path ? __real_fopen(path, "w") : NULL;

	if (!f)
		return;
	fprintf(f, "%lu\n", (unsigned long)count);
	__real_fclose(f);
}
