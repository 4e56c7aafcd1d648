/* File bytes into memory, with UTF-16 made UTF-8. */
#include "source/read.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/panic.h"
#include "base/utf8.h"
#include "source/fence.h"

struct bytes {
	char *at;
	size_t n;
};

bool read_again(int fd, short events)
{
	struct pollfd wait = { .fd = fd, .events = events };

	return errno == EINTR || (errno == EAGAIN && (poll(&wait, 1, -1) != -1 || errno == EINTR));
}

/* Up to n bytes of fd; less only at its end. -1 and errno where reading fails. */
static ssize_t read_full(int fd, char *to, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = read(fd, to + done, n - done);

		if (got == -1 && read_again(fd, POLLIN))
			continue;
		if (got == -1)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

/* A file of known size goes straight into the arena. */
static enum read_result read_sized(struct arena *a, int fd, size_t size, struct bytes *out)
{
	ssize_t got;

	out->at = arena_alloc(a, size + 1);
	got = read_full(fd, out->at, size);
	if (got == -1)
		return READ_FAILED;
	out->n = (size_t)got;
	out->at[got] = '\0';
	return READ_OK;
}

/* A pipe is read until it ends. */
static enum read_result read_pipe(struct arena *a, int fd, struct bytes *out)
{
	size_t cap = 1u << 16, n = 0;
	enum read_result result = READ_OK;
	char *block = malloc(cap);

	for (;;) {
		ssize_t got;

		if (!block)
			panic("out of memory (%zu bytes)", cap);
		got = read_full(fd, block + n, cap - n);
		if (got == -1) {
			result = READ_FAILED;
			goto out;
		}
		n += (size_t)got;
		if (n > READ_MAX_BYTES) {
			result = READ_TOO_LARGE;
			goto out;
		}
		if (n < cap)
			break;
		cap *= 2;
		block = realloc(block, cap);
	}
	out->at = arena_strndup(a, block, n);
	out->n = n;
out:
	free(block);
	return result;
}

const char *read_refusal(unsigned mode)
{
	return S_ISREG(mode) ? NULL : S_ISDIR(mode) ? "it is a folder, not a file" : S_ISFIFO(mode) ? "it is a FIFO, not a file"
		: S_ISSOCK(mode) ? "it is a socket, not a file" : S_ISLNK(mode) ? "it is a link, not a file" : "it is a device, not a file";
}

int read_descriptor(const char *path)
{
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	static const char *const names[] = { "/dev/stdin", "/dev/stdout", "/dev/stderr" };

	for (int i = 0; i < 3; i++)
		if (strcmp(path, names[i]) == 0)
			return i;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		const char *number = strncmp(path, folders[i], strlen(folders[i])) == 0 ? path + strlen(folders[i]) : "";
		size_t n = strspn(number, "0123456789");

		if (n && n < 7 && !number[n])
			return atoi(number);
	}
	return -1;
}

/* What is read is a file, but for the program's own descriptors, which may be pipes or a terminal, and for /dev/null. */
static enum read_result read_fd(struct arena *a, int fd, bool own, struct bytes *out, const char **why)
{
	struct stat st, null;

	if (fstat(fd, &st) < 0)
		return READ_FAILED;
	*why = read_refusal(st.st_mode);
	if (own && !S_ISDIR(st.st_mode))
		*why = NULL;
	if (S_ISCHR(st.st_mode) && stat("/dev/null", &null) == 0 && st.st_rdev == null.st_rdev)
		*why = NULL;
	if (*why)
		return READ_FAILED;
	/* Files of /proc and the like say that they are empty, and so do pipes. */
	if (st.st_size == 0)
		return read_pipe(a, fd, out);
	if (st.st_size > (off_t)READ_MAX_BYTES)
		return READ_TOO_LARGE;
	return read_sized(a, fd, (size_t)st.st_size, out);
}

static uint32_t unit_at(const struct bytes *b, size_t i, bool little)
{
	const unsigned char *u = (const unsigned char *)b->at + i;

	return little ? (uint32_t)(u[0] | u[1] << 8) : (uint32_t)(u[1] | u[0] << 8);
}

/* UTF-16 to UTF-8; a half of a surrogate pair and an odd last byte become U+FFFD, and the text is broken. */
static struct bytes from_utf16(struct arena *a, const struct bytes *b, bool little, bool *broken)
{
	struct bytes out = { arena_alloc(a, b->n / 2 * 3 + 4), 0 };
	size_t i = 2;

	while (i + 1 < b->n) {
		uint32_t c = unit_at(b, i, little), low;

		i += 2;
		if (c >= 0xd800 && c <= 0xdbff && i + 1 < b->n) {
			low = unit_at(b, i, little);
			if (low >= 0xdc00 && low <= 0xdfff) {
				c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
				i += 2;
			}
		}
		if (c >= 0xd800 && c <= 0xdfff) {
			c = 0xfffd;
			*broken = true;
		}
		out.n += utf8_put(c, out.at + out.n);
	}
	if (i < b->n)
		out.n += utf8_put(0xfffd, out.at + out.n);
	out.at[out.n] = '\0';
	return out;
}

/* Make bytes UTF-8 that are not. */
static enum source_encoding decode(struct arena *a, struct bytes *b)
{
	bool little = b->n >= 2 && memcmp(b->at, "\xff\xfe", 2) == 0, broken;

	if (!little && (b->n < 2 || memcmp(b->at, "\xfe\xff", 2) != 0))
		return SOURCE_UTF8;
	broken = b->n % 2 || b->at[b->n - 1] != '\n' || memmem(b->at, b->n, "\r\n", 2);
	*b = from_utf16(a, b, little, &broken);
	return broken ? SOURCE_UTF16_BROKEN : SOURCE_UTF16;
}

struct source *read_text(struct arena *a, const char *name, const char *bytes, size_t n)
{
	struct bytes b = { (char *)(uintptr_t)bytes, n };
	enum source_encoding encoding = decode(a, &b);
	struct source *s = source_make(a, name, b.at, b.n);

	s->encoding = (uint8_t)encoding;
	return s;
}

bool read_bytes(struct arena *a, const char *path, const char **out, size_t *n)
{
	int fd = open_exact(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct bytes b = { NULL, 0 };
	const char *why;
	bool ok = fd != -1 && read_fd(a, fd, false, &b, &why) == READ_OK;

	if (fd != -1)
		close(fd);
	*out = b.at;
	*n = b.n;
	return ok;
}

/* What git-crypt and Plural's filter begin their files with: what is behind it is bytes that only their key opens. */
static bool is_encrypted(const struct bytes *b)
{
	static const struct {
		const char *mark;
		size_t n;
	} filters[] = { { "\0GITCRYPT\0", 10 }, { "CHARTMART-ENCRYPTED", 19 } };

	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
		if (b->n >= filters[i].n && memcmp(b->at, filters[i].mark, filters[i].n) == 0)
			return true;
	return false;
}

/* A FIFO without a writer and a terminal are opened at once, and refused then. A socket cannot be opened at all. */
static int open_source(const char *path, enum read_word word, const char **why)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	int fd = word == READ_FOUND ? open_exact(path, flags) : open(path, flags), error = errno;
	struct stat st;

	if (fd == -1 && error == ENXIO && stat(path, &st) == 0)
		*why = read_refusal(st.st_mode);
	errno = error;
	return fd;
}

static enum read_result read_all(struct arena *a, const char *path, enum read_word word, struct bytes *out, const char **why)
{
	int own = strcmp(path, "-") == 0 ? STDIN_FILENO : word == READ_NAMED ? read_descriptor(path) : -1;
	int fd = own != -1 ? own : open_source(path, word, why), error;
	enum read_result result = fd == -1 ? READ_FAILED : read_fd(a, fd, own != -1, out, why);

	error = errno;
	if (fd != -1 && own == -1)
		close(fd);
	errno = error;
	return result;
}

enum read_result read_source(struct arena *a, const char *path, const char *name, enum read_word word,
	struct source **out, const char **why)
{
	struct bytes b = { NULL, 0 };
	enum source_encoding encoding = SOURCE_UTF8;
	enum read_result result;

	*why = NULL;
	result = read_all(a, path, word, &b, why);
	if (result == READ_FAILED && !*why)
		*why = arena_strdup(a, strerror(errno));
	if (result == READ_OK) {
		encoding = decode(a, &b);
		if (b.n && memchr(b.at, '\0', b.n))
			result = is_encrypted(&b) ? READ_ENCRYPTED : READ_BINARY;
	}
	if (result == READ_TOO_LARGE)
		*why = arena_printf(a, "larger than %u MiB", READ_MAX_BYTES >> 20);
	else if (result == READ_BINARY)
		*why = "not a text file: it holds a NUL byte";
	else if (result == READ_ENCRYPTED)
		*why = "this file is encrypted";
	if (result != READ_OK)
		b = (struct bytes){ NULL, 0 };
	*out = source_make(a, name, b.at, b.n);
	(*out)->encoding = (uint8_t)encoding;
	return result;
}
