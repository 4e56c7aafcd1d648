/* Bytes to standard output, or to a file by way of a temporary one. */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/safe.h"
#include "source/path.h"
#include "source/read.h"

#define MOST_TRIED 100 /* names of temporary files */

static bool write_all(int fd, const struct buf *b)
{
	for (size_t done = 0; done < b->n; ) {
		ssize_t n = write(fd, b->at + done, b->n - done);

		if (n < 0 && read_again(fd, POLLOUT))
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

/* A signal that comes in between, whichever it is, ends the program when the temporary file is gone. */
static void hold_signals(sigset_t *before)
{
	sigset_t held;

	sigfillset(&held);
	pthread_sigmask(SIG_BLOCK, &held, before);
}

/* A new file beside the path. mkstemp would ask to read it too, which the sandbox does not let it. */
static int open_beside(struct arena *a, const char *path, const char **temporary)
{
	int fd = -1;

	for (int i = 0; i < MOST_TRIED && fd < 0 && (i == 0 || errno == EEXIST); i++) {
		*temporary = arena_printf(a, "%s.%ld-%d", path, (long)getpid(), i);
		fd = open(*temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	}
	return fd;
}

/* like: whose file it is to be, as far as that can be; NULL: ours. */
static bool write_beside(struct arena *a, const char *path, mode_t mode, const struct stat *like, const struct buf *b)
{
	const char *temporary;
	int fd = open_beside(a, path, &temporary), reason;
	bool ok;

	if (fd < 0)
		return false;
	if (like && (like->st_uid != geteuid() || like->st_gid != getegid()) && fchown(fd, like->st_uid, like->st_gid) != 0)
		mode &= 0777; /* it is another one's now */
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

/* The real folder of the file; NULL where it cannot be found, or is not where a relative path says. */
static const char *folder_of(struct arena *a, const char *path, bool links, const char **why)
{
	const char *working = path_working(a), *folder = path_folder(a, path_absolute(a, working, path));
	char *found = realpath(folder, NULL);
	const char *real = found ? arena_strdup(a, found) : NULL;

	free(found);
	if (real && !links && path_below(working, folder) && !path_below(working, real)) {
		*why = "a link leads out of the working folder (--follow-links follows it)";
		return NULL;
	}
	return real;
}

/* The file to replace: what the path names, or a link there leads to within its folder. NULL: none may be written. */
static const char *target_of(struct arena *a, const char *path, bool links, struct stat *st, const char **why)
{
	const char *folder = folder_of(a, path, links, why), *name = strrchr(path, '/'), *target, *real;
	char *found;

	name = name ? name + 1 : path;
	if (!folder)
		return NULL;
	target = arena_printf(a, "%s/%s", strcmp(folder, "/") ? folder : "", name);
	if (lstat(target, st) != 0 || !S_ISLNK(st->st_mode))
		return target;
	found = realpath(target, NULL);
	real = found ? arena_strdup(a, found) : NULL;
	free(found);
	if (!real || (!links && strcmp(path_folder(a, real), folder) != 0)) {
		*why = real || !links ? "it is a link out of its folder (--follow-links follows it)" : strerror(errno);
		return NULL;
	}
	return lstat(real, st) == 0 ? real : NULL;
}

/* No reader is waited for; what cannot be replaced is written to in no case but /dev/null. */
static bool write_file(struct arena *a, const char *path, bool links, const struct buf *b, const char **why)
{
	struct stat st = { 0 };
	const char *target = strcmp(path, "/dev/null") == 0 ? NULL : target_of(a, path, links, &st, why);
	sigset_t before;
	bool ok;

	if (strcmp(path, "/dev/null") == 0)
		return true;
	if (!target)
		return false;
	*why = st.st_mode ? read_refusal(st.st_mode) : NULL;
	if (*why)
		return false;
	hold_signals(&before);
	ok = write_beside(a, target, st.st_mode ? st.st_mode & 07777 : new_file_mode(), NULL, b);
	if (!ok)
		*why = strerror(errno);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}

/* Is one of the parts of its name that are not the user's word a link, or the last one? */
static bool is_linked(struct arena *a, const struct replacing *r)
{
	size_t n = strlen(r->absolute), at = n - strlen(r->below);
	struct stat st;

	if (!*r->below)
		return lstat(r->absolute, &st) == 0 && S_ISLNK(st.st_mode);
	do {
		at += r->absolute[at] == '/';
		at += strcspn(r->absolute + at, "/");
		if (lstat(arena_strndup(a, r->absolute, at), &st) == 0 && S_ISLNK(st.st_mode))
			return true;
	} while (at < n);
	return false;
}

static bool is_as_before(struct arena *a, const char *target, const struct replacing *r)
{
	const char *bytes;
	size_t n;

	return read_bytes(a, target, &bytes, &n) && n == r->n_before && memcmp(bytes, r->before, n) == 0;
}

bool output_replace(struct arena *a, const struct replacing *r, const char **why)
{
	struct buf b = { (char *)(uintptr_t)r->after, r->n_after, 0 };
	char *folder = realpath(path_folder(a, r->absolute), NULL);
	const char *target = folder ? arena_printf(a, "%s/%s", strcmp(folder, "/") ? folder : "", path_base(r->absolute)) : r->path;
	struct stat st = { 0 };
	sigset_t before;
	bool ok = false;

	free(folder);
	*why = NULL;
	if (is_linked(a, r))
		*why = "a link leads to it";
	else if (lstat(target, &st) == 0 && (*why = read_refusal(st.st_mode)))
		;
	else if (st.st_nlink > 1) /* a new file would be no other name's */
		*why = "it has other names (hard links), which would keep the old text";
	else if (!is_as_before(a, target, r))
		*why = "it has changed meanwhile";
	if (*why)
		return false;
	hold_signals(&before);
	ok = access(target, W_OK) == 0 && write_beside(a, target, st.st_mode & 07777, &st, &b);
	if (!ok)
		*why = strerror(errno);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}

const char *output_folder(struct arena *a, const char *path, bool links)
{
	struct stat st = { 0 };
	const char *why, *target = read_descriptor(path) < 0 && strcmp(path, "/dev/null") != 0 ? target_of(a, path, links, &st, &why) : NULL;

	return target ? path_folder(a, target) : NULL;
}

/* Who reads the report has read enough (| head): that ends the program as it would any other, without a word. */
static _Noreturn void end_for_reader(void)
{
	sigset_t pipe;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	signal(SIGPIPE, SIG_DFL);
	raise(SIGPIPE);
	pthread_sigmask(SIG_UNBLOCK, &pipe, NULL);
	_exit(128 + SIGPIPE);
}

bool output_write(struct arena *a, const char *path, bool links, const struct buf *bytes, const char **why)
{
	int own = path ? read_descriptor(path) : STDOUT_FILENO;
	bool ok;

	*why = NULL;
	ok = own >= 0 ? write_all(own, bytes) : write_file(a, path, links, bytes, why);
	if (!ok && own >= 0 && errno == EPIPE)
		end_for_reader();
	if (!ok)
		*why = arena_strdup(a, *why ? *why : strerror(errno));
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
