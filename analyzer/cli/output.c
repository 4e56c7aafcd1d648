/* Bytes to standard output, or to a file by way of a temporary one. */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/safe.h"

static bool write_all(int fd, const struct buf *b)
{
	for (size_t done = 0; done < b->n; ) {
		ssize_t n = write(fd, b->at + done, b->n - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

static mode_t new_file_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* A device or pipe cannot be replaced. */
static bool write_through(const char *path, const struct buf *b)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), reason;
	bool ok;

	if (fd < 0)
		return false;
	ok = write_all(fd, b);
	reason = errno;
	if (close(fd) != 0 && ok)
		return false;
	errno = reason;
	return ok;
}

static bool write_beside(struct arena *a, const char *path, mode_t mode, const struct buf *b)
{
	char *temporary = arena_printf(a, "%s.XXXXXX", path);
	int fd = mkostemp(temporary, O_CLOEXEC), reason;
	bool ok;

	if (fd < 0)
		return false;
	ok = write_all(fd, b) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
	reason = errno;
	if (close(fd) != 0 && ok) {
		reason = errno;
		ok = false;
	}
	if (ok && rename(temporary, path) != 0) {
		reason = errno;
		ok = false;
	}
	if (!ok)
		unlink(temporary);
	errno = reason;
	return ok;
}

bool output_write(struct arena *a, const char *path, const struct buf *bytes, const char **why)
{
	char *real = NULL;
	struct stat st;
	bool ok;

	if (!path) {
		ok = write_all(STDOUT_FILENO, bytes);
	} else if (stat(path, &st) != 0) {
		ok = write_beside(a, path, new_file_mode(), bytes);
	} else if (!S_ISREG(st.st_mode)) {
		ok = write_through(path, bytes);
	} else {
		real = realpath(path, NULL); /* what a link leads to is replaced, not the link */
		ok = write_beside(a, real ? real : path, st.st_mode & 07777, bytes);
	}
	if (!ok)
		*why = arena_strdup(a, strerror(errno));
	free(real);
	return ok;
}

void output_tell(const char *fmt, ...)
{
	struct buf line = BUF_INIT, safe = BUF_INIT;
	va_list args;

	va_start(args, fmt);
	buf_vprintf(&line, fmt, args);
	va_end(args);
	safe_text(&safe, line.at, line.n);
	fprintf(stderr, "meshlint: %s\n", safe.at);
	buf_release(&line);
	buf_release(&safe);
}
