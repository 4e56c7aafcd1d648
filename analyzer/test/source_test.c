/* Suite of source: places, reading, globs, walking. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "source/path.h"
#include "source/read.h"
#include "source/source.h"
#include "source/walk.h"
#include "test/run.h"

static struct arena arena = ARENA_INIT;
static char folder[] = "/tmp/meshlint-source-XXXXXX";
static char home[4096];

/* Each test begins in an empty folder. */
static void setup(void)
{
	ck_assert_ptr_nonnull(getcwd(home, sizeof home));
	strcpy(folder + sizeof folder - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

static void teardown(void)
{
	ck_assert_int_eq(chdir(home), 0);
	ck_assert_int_eq(system(arena_printf(&arena, "chmod -R u+rwx '%s' && rm -rf '%s'", folder, folder)), 0);
	arena_release(&arena);
}

static void write_bytes(const char *path, const char *bytes, size_t n)
{
	char *copy = arena_strdup(&arena, path);
	FILE *f;

	for (char *p = copy + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(copy, 0777);
		*p = '/';
	}
	f = fopen(path, "wb");
	ck_assert_msg(f != NULL, "%s", path);
	ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static void write_text(const char *path, const char *text)
{
	write_bytes(path, text, strlen(text));
}

/* --- places --- */

static const struct source *make(const char *text)
{
	return source_make(&arena, "t", text, strlen(text));
}

static void check_place(const struct source *s, uint32_t offset, uint32_t line, uint32_t column)
{
	struct position p = source_position(s, offset);

	ck_assert_msg(p.line == line && p.column == column, "offset %u is %u:%u, not %u:%u", offset,
		p.line, p.column, line, column);
}

START_TEST(places)
{
	const struct source *s = make("ab\ncd\r\ne\rf\n");
	const char *line;
	size_t n;

	ck_assert(s->ascii && s->n_lines == 5);
	check_place(s, 0, 1, 1);
	check_place(s, 2, 1, 3);
	check_place(s, 3, 2, 1);
	check_place(s, 7, 3, 1);
	check_place(s, 9, 4, 1);
	check_place(s, 11, 5, 1);
	check_place(s, 99, 5, 1);
	line = source_line(s, 2, &n);
	ck_assert(n == 2 && strncmp(line, "cd", n) == 0);
	line = source_line(s, 3, &n);
	ck_assert(n == 1 && *line == 'e');
	source_line(s, 5, &n);
	ck_assert_uint_eq(n, 0);
	source_line(s, 0, &n);
	ck_assert_uint_eq(n, 0);
	source_line(s, 6, &n);
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(places_wide)
{
	const struct source *s = make("\xef\xbb\xbf" "aüb\n漢x\xff" "y\n");

	ck_assert(!s->ascii && s->n_lines == 3);
	check_place(s, 0, 1, 1);
	check_place(s, 3, 1, 1);
	check_place(s, 4, 1, 2);
	check_place(s, 6, 1, 3);
	check_place(s, 8, 2, 1);
	check_place(s, 11, 2, 2);
	check_place(s, 13, 2, 4);
	for (uint32_t i = 3; i <= s->n; i++)
		if (((unsigned char)s->bytes[i] & 0xc0) != 0x80)
			ck_assert_uint_eq(source_offset(s, source_position(s, i)), i);
	ck_assert_uint_eq(source_offset(s, (struct position){ 1, 99 }), 7);
	ck_assert_uint_eq(source_offset(s, (struct position){ 9, 1 }), s->n);
	ck_assert_uint_eq(source_offset(s, (struct position){ 0, 0 }), 3);
}
END_TEST

/* Lines so wide that places in them are found by marks. */
START_TEST(places_far_out)
{
	struct buf b = BUF_INIT;
	const struct source *s;
	uint32_t column = 1;

	buf_puts(&b, "\xef\xbb\xbf" "ü\n");
	for (int i = 0; i < 3000; i++)
		buf_puts(&b, i % 3 ? "ab" : i % 2 ? "漢" : "\xff\xc3");
	buf_puts(&b, "\nü\n");
	s = make(b.at);
	ck_assert_uint_gt(s->n_marks, 4);
	check_place(s, 0, 1, 1);
	check_place(s, 5, 1, 2);
	for (uint32_t i = 6, step; i < s->n - 4; i += step, column++) {
		check_place(s, i, 2, column);
		ck_assert_uint_eq(source_offset(s, (struct position){ 2, column }), i);
		step = strncmp(s->bytes + i, "漢", 3) == 0 ? 3 : 1;
	}
	check_place(s, s->n - 3, 3, 1);
	check_place(s, s->n - 1, 3, 2);
	buf_release(&b);
}
END_TEST

START_TEST(places_nothing)
{
	const struct source *s = source_make(&arena, "t", NULL, 0);

	ck_assert(s->n == 0 && s->n_lines == 1 && s->ascii && s->bytes[0] == '\0');
	check_place(s, 0, 1, 1);
}
END_TEST

/* --- reading --- */

static enum read_result read_file(const char *path, const struct source **s, const char **why)
{
	struct source *made;
	enum read_result r = read_source(&arena, path, "name", READ_NAMED, &made, why);

	*s = made;
	ck_assert_str_eq(made->name, "name");
	ck_assert(r == READ_OK || (made->n == 0 && *why));
	return r;
}

START_TEST(reading)
{
	const struct source *s;
	const char *why;

	write_text("a", "hello\n");
	ck_assert_int_eq(read_file("a", &s, &why), READ_OK);
	ck_assert_str_eq(s->bytes, "hello\n");
	ck_assert_ptr_null(why);
	write_text("empty", "");
	ck_assert_int_eq(read_file("empty", &s, &why), READ_OK);
	ck_assert_uint_eq(s->n, 0);
	ck_assert_int_eq(read_file("none", &s, &why), READ_FAILED);
	ck_assert_str_eq(why, "No such file or directory");
	ck_assert_int_eq(read_file(".", &s, &why), READ_FAILED);
	ck_assert_str_eq(why, "it is a folder, not a file");
	ck_assert_int_eq(read_file("/dev/null", &s, &why), READ_OK);
	ck_assert_uint_eq(s->n, 0);
	ck_assert_int_eq(read_file("/dev/zero", &s, &why), READ_FAILED);
	ck_assert_str_eq(why, "it is a device, not a file");
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	ck_assert_int_eq(read_file("fifo", &s, &why), READ_FAILED);
	ck_assert_str_eq(why, "it is a FIFO, not a file");
	write_bytes("nul", "a\0b", 3);
	ck_assert_int_eq(read_file("nul", &s, &why), READ_BINARY);
	write_bytes("one-nul", "", 1);
	ck_assert_int_eq(read_file("one-nul", &s, &why), READ_BINARY);
	write_text("large", "x");
	ck_assert_int_eq(truncate("large", (off_t)READ_MAX_BYTES + 1), 0);
	ck_assert_int_eq(read_file("large", &s, &why), READ_TOO_LARGE);
	ck_assert_str_eq(why, "larger than 256 MiB");
}
END_TEST

START_TEST(reading_utf16)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *want;
	} list[] = {
		{ "\xff\xfe" "a\0\xfc\0", 6, "aü" }, { "\xfe\xff\0a\0\xfc", 6, "aü" },
		{ "\xff\xfe\x3d\xd8\x00\xde", 6, "😀" }, { "\xfe\xff\xd8\x3d\xde\x00", 6, "😀" },
		{ "\xff\xfe\x3d\xd8" "a\0", 6, "\xef\xbf\xbd" "a" }, { "\xff\xfe" "a\0b", 5, "a\xef\xbf\xbd" },
		{ "\xff\xfe", 2, "" }, { "\xfe\xff\0a\xdc\0", 6, "a\xef\xbf\xbd" }, { "\xfe\xff\xdc\0\xdc\0", 6, "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xfe\xff\xe0\0\xdc\0", 6, "\xee\x80\x80\xef\xbf\xbd" }, { "\xfe\xff\xdb\xff\xdf\xff", 6, "\xf4\x8f\xbf\xbf" }, { "\xfe\xff\xd8\0\xe0\0", 6, "\xef\xbf\xbd\xee\x80\x80" },
		{ "\xfe\xff\xd8\0\xdb\xff", 6, "\xef\xbf\xbd\xef\xbf\xbd" }, { "\xfe\xff\xd8\0\xdc", 5, "\xef\xbf\xbd\xef\xbf\xbd" }, { "\xfe\xff\xd7\xff", 4, "\xed\x9f\xbf" },
		{ "\xfe\xff\xd8\0\xdc\0", 6, "\xf0\x90\x80\x80" },
	};
	const struct source *s;
	const char *why;

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		write_bytes("u", list[i].bytes, list[i].n);
		ck_assert_int_eq(read_file("u", &s, &why), READ_OK);
		ck_assert_str_eq(s->bytes, list[i].want);
	}
	write_bytes("u", "\xff\xfe\0\0a\0\0\0", 8);
	ck_assert_int_eq(read_file("u", &s, &why), READ_BINARY);
}
END_TEST

/* kubectl reads the text that these are made into, or not. */
START_TEST(reading_utf16_for_kubectl)
{
	static const struct {
		const char *bytes;
		size_t n;
		enum source_encoding encoding;
	} list[] = {
		{ "a\n", 2, SOURCE_UTF8 }, { "\xff", 1, SOURCE_UTF8 }, { "\xfe\xfe\0\n", 4, SOURCE_UTF8 },
		{ "\xfe\xff\0a\0\n", 6, SOURCE_UTF16 }, { "\xff\xfe" "a\0", 4, SOURCE_UTF16_BROKEN },
		{ "\xfe\xff\0\n\n", 5, SOURCE_UTF16_BROKEN }, { "\xfe\xff\r\n\0\n", 6, SOURCE_UTF16_BROKEN },
		{ "\xfe\xff\xd8\x3d\xde\x00\0\n", 8, SOURCE_UTF16 }, { "\xfe\xff\xd8\x00\0\n", 6, SOURCE_UTF16_BROKEN },
		{ "\xfe\xff\xdf\xff\0\n", 6, SOURCE_UTF16_BROKEN }, { "\xfe\xff\xd7\xff\0\n", 6, SOURCE_UTF16 },
		{ "\xfe\xff\xe0\x00\0\n", 6, SOURCE_UTF16 }, { "\xfe\xff\xdb\xff\xdf\xff\0\n", 8, SOURCE_UTF16 },
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		ck_assert_msg(read_text(&arena, "u", list[i].bytes, list[i].n)->encoding == list[i].encoding, "text %zu", i);
	ck_assert_str_eq(read_text(&arena, "u", "\xfe\xff\xdb\xff\xdf\xff\0\n", 8)->bytes, "\xf4\x8f\xbf\xbf\n");
}
END_TEST

START_TEST(reading_own_descriptors)
{
	static const struct {
		const char *path;
		int fd;
	} list[] = {
		{ "/dev/stdin", 0 }, { "/dev/stdout", 1 }, { "/dev/stderr", 2 }, { "/dev/fd/0", 0 }, { "/proc/self/fd/12", 12 },
		{ "/dev/fd/123456", 123456 }, { "/dev/fd/1234567", -1 }, { "/dev/fd/", -1 }, { "/dev/fd/1a", -1 }, { "/dev/stdins", -1 },
		{ "dev/fd/1", -1 }, { "1", -1 }, { "-", -1 },
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		ck_assert_msg(read_descriptor(list[i].path) == list[i].fd, "%s", list[i].path);
}
END_TEST

START_TEST(reading_what_is_encrypted)
{
	const struct source *s;
	const char *why, *bytes;
	size_t n;

	write_bytes("a", "\0GITCRYPT\0xyz", 13);
	ck_assert_int_eq(read_file("a", &s, &why), READ_ENCRYPTED);
	ck_assert_str_eq(why, "this file is encrypted");
	write_bytes("a", "\0GITCRYPT\0", 10);
	ck_assert_int_eq(read_file("a", &s, &why), READ_ENCRYPTED);
	write_bytes("a", "\0GITCRYPT", 9);
	ck_assert_int_eq(read_file("a", &s, &why), READ_BINARY);
	write_bytes("a", "CHARTMART-ENCRYPTED\0", 20);
	ck_assert_int_eq(read_file("a", &s, &why), READ_ENCRYPTED);
	write_bytes("a", "CHARTMART-ENCRYPTED: a\n", 23);
	ck_assert_int_eq(read_file("a", &s, &why), READ_OK);
	write_bytes("a", "x\0GITCRYPT\0", 11);
	ck_assert_int_eq(read_file("a", &s, &why), READ_BINARY);
	ck_assert_str_eq(why, "not a text file: it holds a NUL byte");
	ck_assert(read_bytes(&arena, "a", &bytes, &n) && n == 11);
	ck_assert(!read_bytes(&arena, "none", &bytes, &n) && n == 0 && !bytes);
	ck_assert(!read_bytes(&arena, ".", &bytes, &n) && n == 0 && !bytes);
}
END_TEST

START_TEST(reading_pipe)
{
	struct buf b = BUF_INIT;
	struct source *s;
	const char *why;
	int ends[2];

	for (int i = 0; i < 5000; i++)
		buf_puts(&b, "a: b\n");
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_gt((int)write(ends[1], b.at, b.n), 0);
	close(ends[1]);
	ck_assert_int_eq(read_source(&arena, arena_printf(&arena, "/dev/fd/%d", ends[0]), "p", READ_NAMED, &s, &why), READ_OK);
	ck_assert_uint_eq(s->n, b.n);
	ck_assert_mem_eq(s->bytes, b.at, b.n);
	buf_release(&b);
	close(ends[0]);
}
END_TEST

/* Whoever passes on a pipe may have told it not to wait. */
START_TEST(reading_pipe_that_does_not_wait)
{
	struct source *s;
	const char *why;
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_NONBLOCK), 0);
	if (fork() == 0) {
		usleep(20000);
		_exit(write(ends[1], "a: b\n", 5) != 5);
	}
	close(ends[1]);
	ck_assert_int_eq(read_source(&arena, arena_printf(&arena, "/dev/fd/%d", ends[0]), "p", READ_NAMED, &s, &why), READ_OK);
	ck_assert_str_eq(s->bytes, "a: b\n");
	close(ends[0]);
}
END_TEST

/* More than one block of a pipe, and as much as fills one. */
START_TEST(reading_long_pipe)
{
	static const size_t sizes[] = { 65535, 65536, 65537, 200000 };

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct source *s;
		const char *why;
		int ends[2];

		ck_assert_int_eq(pipe(ends), 0);
		if (fork() == 0) {
			char *text = malloc(sizes[i]);

			memset(text, 'x', sizes[i]);
			text[sizes[i] - 1] = 'y';
			for (size_t done = 0; done < sizes[i];)
				done += (size_t)write(ends[1], text + done, sizes[i] - done);
			_exit(0);
		}
		close(ends[1]);
		ck_assert_int_eq(read_source(&arena, arena_printf(&arena, "/dev/fd/%d", ends[0]), "p", READ_NAMED, &s, &why), READ_OK);
		ck_assert_uint_eq(s->n, sizes[i]);
		ck_assert(strspn(s->bytes, "x") == s->n - 1 && strcmp(s->bytes + s->n - 1, "y") == 0);
		close(ends[0]);
	}
}
END_TEST

/* What can be opened cannot always be read; what was interrupted is tried again. */
START_TEST(reading_what_fails)
{
	const struct source *s;
	const char *why;
	int ends[2];

	if (access("/proc/self/mem", R_OK) == 0) {
		ck_assert_int_eq(read_file("/proc/self/mem", &s, &why), READ_FAILED);
		ck_assert_str_eq(why, "Input/output error");
	}
	ck_assert_int_eq(pipe(ends), 0);
	errno = EINTR;
	ck_assert(read_again(ends[0], POLLIN));
	errno = EAGAIN;
	ck_assert(read_again(ends[1], POLLOUT));
	errno = EIO;
	ck_assert(!read_again(ends[1], POLLOUT));
	close(ends[0]);
	close(ends[1]);
}
END_TEST

static int next_descriptor(void)
{
	int fd = dup(0);

	close(fd);
	return fd;
}

/* All that is opened is closed, whether it was read or not; what was passed on stays open. */
START_TEST(reading_closes)
{
	static const char *const names[] = { "a", ".", "none", "nul", "/dev/zero", "/proc/self/stat" };
	int next = next_descriptor();
	const struct source *s;
	const char *why, *bytes;
	size_t n;

	write_text("a", "b");
	write_bytes("nul", "", 1);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		read_file(names[i], &s, &why);
		read_bytes(&arena, names[i], &bytes, &n);
		ck_assert_int_eq(next_descriptor(), next);
	}
	if (access("/proc/self/stat", R_OK) == 0) {
		ck_assert_int_eq(read_file("/proc/self/stat", &s, &why), READ_OK); /* which says that it is empty */
		ck_assert_uint_gt(s->n, 0);
	}
	ck_assert_int_eq(open("a", O_RDONLY), next);
	ck_assert_int_eq(read_file(arena_printf(&arena, "/dev/fd/%d", next), &s, &why), READ_OK);
	ck_assert_str_eq(s->bytes, "b");
	ck_assert_int_eq(close(next), 0);
	ck_assert_int_eq(open(".", O_RDONLY), next);
	ck_assert_int_eq(read_file(arena_printf(&arena, "/dev/fd/%d", next), &s, &why), READ_FAILED);
	ck_assert_str_eq(why, "it is a folder, not a file");
	close(next);
}
END_TEST

/* --- globs --- */

START_TEST(patterns)
{
	static const struct {
		const char *glob, *path;
		bool match;
	} list[] = {
		{ "a.yaml", "a.yaml", true }, { "a.yaml", "x/y/a.yaml", true }, { "/a.yaml", "x/a.yaml", false },
		{ "/a.yaml", "a.yaml", true }, { "x/a.yaml", "x/a.yaml", true }, { "x/a.yaml", "y/x/a.yaml", false },
		{ "*.yaml", "x/b.yaml", true }, { "x/*.yaml", "x/y/b.yaml", false }, { "**/b", "b", true },
		{ "**/b", "x/y/b", true }, { "x/**", "x/y/z", true }, { "x/**", "x", false }, { "x/**/z", "x/z", true },
		{ "x/**/z", "x/a/b/z", true }, { "x/**/z", "x/a/b/zz", false }, { "x", "x/y/z", true },
		{ "x/", "x/y", true }, { "x/", "x", false }, { "y/", "x/y/z", true }, { "?.y", "a.y", true },
		{ "?.y", "ab.y", false }, { "[a-c].y", "b.y", true }, { "[!a-c].y", "b.y", false }, { "[^a].y", "b.y", true },
		{ "[]a].y", "].y", true }, { "[[:digit:]]x", "7x", true }, { "[[:digit:]]x", "ax", false }, { "[a", "[a", true },
		{ "\\*.y", "*.y", true }, { "\\*.y", "a.y", false }, { "[\\]]", "]", true }, { "a*b*c", "aXbXbc", true },
		{ "a*b*c", "aXbXb", false }, { "foo*", "foo", true }, { "", "a", false }, { "# c", "# c", false },
		{ "\\#c", "#c", true }, { "a ", "a", true }, { "a\\ ", "a ", true }, { "a/**/b/**/c", "a/x/b/y/z/c", true },
		{ "a/**/b/**/c", "a/x/c/b", false }, { "/", "a", false }, { "**", "a/b", true }, { "a**b", "axxb", true },
		{ "a/*/c", "a/b/c", true }, { "a/*/c", "a/c", false }, { "!a", "a", false },
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		ck_assert_msg(walk_glob(list[i].glob, list[i].path) == list[i].match, "\"%s\" and \"%s\"",
			list[i].glob, list[i].path);
}
END_TEST

START_TEST(patterns_in_good_time)
{
	struct buf glob = BUF_INIT, path = BUF_INIT;

	for (int i = 0; i < 50; i++)
		buf_puts(&glob, "**/*a*a*");
	buf_puts(&glob, "b");
	for (int i = 0; i < 2000; i++)
		buf_puts(&path, i % 10 ? "a" : "/a");
	ck_assert(!walk_glob(glob.at, path.at));
	buf_release(&glob);
	buf_release(&path);
}
END_TEST

/* --- walking --- */

static struct walk walk;
static struct fence fence;

static void start(void)
{
	fence = (struct fence){ 0 };
	walk = (struct walk){ .arena = &arena, .fence = &fence };
}

/* As a path of the command line. */
static void add(const char *path)
{
	fence_add_tree(&fence, &arena, path_absolute(&arena, path_working(&arena), path));
	walk_add(&walk, path);
}

/* The files' names, each behind a blank; errors behind an exclamation mark. */
static const char *walked(void)
{
	struct buf b = BUF_INIT;
	const char *text;

	buf_puts(&b, "");
	for (size_t i = 0; i < walk.files.n; i++)
		buf_printf(&b, " %s%s", walk.files.at[i].name, walk.files.at[i].given ? "*" : "");
	for (size_t i = 0; i < walk.errors.n; i++)
		buf_printf(&b, " !%s", walk.errors.at[i].path);
	text = arena_strdup(&arena, b.at);
	buf_release(&b);
	return text;
}

static const char *walk_one(const char *path)
{
	start();
	add(path);
	return walked();
}

/* In the folder "top", a repository, whose "given" the user gave. */
START_TEST(fences)
{
	static const char *const sides[] = { "in", "out", "missing" };
	static const struct {
		const char *path, *side, *real;
	} list[] = {
		{ "top/given/a", "in", "top/given/a" }, { "top/given", "in", "top/given" }, { "top/given/none", "missing", NULL },
		{ "top/given/none/../a", "missing", NULL }, { "top/given/d/../a", "in", "top/given/a" }, { "top/given//d/./b", "in", "top/given/d/b" },
		{ "top/given/near", "in", "top/given/a" }, { "top/given/folder/b", "in", "top/given/d/b" }, { "top/given/whole", "in", "top/given/a" },
		{ "top/given/out", "out", NULL }, { "top/given/far", "out", NULL }, { "top/given/circle", "missing", NULL },
		{ "top/given/up/given/a", "in", "top/given/a" }, { "top/given/up/beside", "out", NULL }, { "top/given/back", "in", "top/given/a" }, { "top/given/broken", "missing", NULL },
		{ "top/given/d/.git", "out", NULL }, { "top/given/d/.git/config", "out", NULL }, { "top/given/of-git", "out", NULL },
		/* What surrounds the tree is there for paths that are written so, and its links lead within it. */
		{ "top/beside", "in", "top/beside" }, { "top/given/../beside", "out", NULL }, { "top/link", "in", "top/given/a" },
		{ "top/.git/config", "out", NULL }, { "top/gone", "missing", NULL },
		{ "other", "out", NULL }, { "none", "out", NULL }, { "topmost", "out", NULL }, { "", "out", NULL },
		{ "other/../top/given/a", "out", NULL }, { "top/../other", "out", NULL },
	};
	const char *here = path_working(&arena);
	const char *real = realpath(here, NULL), *found;
	struct fence f = { 0 };
	int next;

	write_text("top/given/a", "");
	write_text("top/given/d/b", "");
	write_text("top/given/d/.git/config", "");
	write_text("top/.git/config", "");
	write_text("top/beside", "");
	write_text("topmost", "");
	write_text("other", "");
	ck_assert_int_eq(system("cd top && ln -s given/a link && cd given && ln -s a near && ln -s d folder && ln -s ../beside out && ln -s ../../other far && "
		"ln -s circle circle && ln -s .. up && ln -s ../given/a back && ln -s none broken && ln -s d/.git/config of-git && ln -s \"$PWD/a\" whole"), 0);
	fence_add_tree(&f, &arena, path_absolute(&arena, here, "top/given"));
	ck_assert_uint_eq(fence_count(&f), 2);
	ck_assert_str_eq(fence_top(&f, 1), arena_printf(&arena, "%s/top", real));
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		const char *path = arena_printf(&arena, "%s/%s", here, list[i].path), *side = sides[fence_resolve(&f, &arena, path, &found)];

		ck_assert_msg(strcmp(side, list[i].side) == 0, "%s: %s", list[i].path, side);
		if (list[i].real)
			ck_assert_str_eq(found, arena_printf(&arena, "%s/%s", real, list[i].real));
		else
			ck_assert_ptr_null(found);
		ck_assert_int_eq(fence_reaches(&f, &arena, path), strcmp(list[i].side, "in") == 0);
	}
	ck_assert(fence_holds(&f, arena_printf(&arena, "%s/top/x", real)) && !fence_holds(&f, arena_printf(&arena, "%s/other", real)));
	f.open = true;
	ck_assert_int_eq(fence_resolve(&f, &arena, arena_printf(&arena, "%s/top/given/far", here), &found), FENCE_INSIDE);
	ck_assert_str_eq(found, arena_printf(&arena, "%s/other", real));
	ck_assert_int_eq(fence_resolve(&f, &arena, arena_printf(&arena, "%s/none", here), &found), FENCE_MISSING);
	ck_assert(!fence_reaches(&f, &arena, arena_printf(&arena, "%s/top/given/far", here)));
	ck_assert_int_eq(open_exact("top/given/near", O_RDONLY), -1);
	ck_assert_int_eq(open_exact("top/given/folder/b", O_RDONLY), -1);
	next = dup(0);
	close(next);
	errno = ENOSYS; /* of something before */
	ck_assert_int_eq(open_exact("top/given/a", O_RDONLY), next);
	close(next);
	free((char *)(uintptr_t)real);
}
END_TEST

/* What is found by a search is opened as what it is, not as what it leads to; a socket tells what it is. */
START_TEST(reading_what_was_found)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX, .sun_path = "socket" };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct source *s;
	const char *why = NULL;

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	ck_assert_int_eq(read_source(&arena, "socket", "a", READ_FOUND, &s, &why), READ_FAILED);
	ck_assert_str_eq(why, "it is a socket, not a file");
	close(fd);
	write_text("d/a", "b\n");
	ck_assert_int_eq(symlink("d/a", "link"), 0);
	ck_assert_int_eq(symlink("d", "folder"), 0);
	why = NULL;
	ck_assert_int_eq(read_source(&arena, "link", "a", READ_NAMED, &s, &why), READ_OK);
	ck_assert_int_eq(read_source(&arena, "link", "a", READ_FOUND, &s, &why), READ_FAILED);
	ck_assert_str_eq(why, "Too many levels of symbolic links");
	why = NULL;
	ck_assert_int_eq(read_source(&arena, "folder", "a", READ_FOUND, &s, &why), READ_FAILED);
	ck_assert_str_eq(why, "Too many levels of symbolic links");
	why = NULL;
	ck_assert_int_eq(read_source(&arena, "d/a", "a", READ_FOUND, &s, &why), READ_OK);
}
END_TEST

/* The tree that the user gave is reached by another name than its own. */
START_TEST(fence_by_another_name)
{
	const char *here = path_working(&arena), *real = realpath(here, NULL), *found;
	struct fence f = { 0 };
	static const struct {
		const char *path, *real;
	} list[] = {
		{ "alias/given/a", "top/given/a" }, { "alias/given/d/../a", "top/given/a" }, { "top/given/a", "top/given/a" }, { "alias/given/back", "top/given/a" },
		{ "alias/given/out", NULL }, { "top/given/out", NULL }, { "top/beside", "top/beside" }, { "other/a", NULL },
		{ "alias/given/d/around", "top/given/a" }, { "alias/given/by-alias", "top/given/a" }, { "alias/beside", "top/beside" },
	};

	write_text("top/given/a", "");
	write_text("top/given/d/b", "");
	write_text("top/.git/config", "");
	write_text("top/beside", "");
	write_text("other/a", "");
	ck_assert_int_eq(system("ln -s top alias && cd top/given && ln -s ../given/a back && ln -s ../beside out && ln -s \"$PWD/a\" d/around && "
		"ln -s ../../alias/given/a by-alias"), 0);
	fence_add_tree(&f, &arena, arena_printf(&arena, "%s/alias/given", here));
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		enum fence_side side = fence_resolve(&f, &arena, arena_printf(&arena, "%s/%s", here, list[i].path), &found);

		ck_assert_msg((side == FENCE_INSIDE) == (list[i].real != NULL), "%s: %d", list[i].path, (int)side);
		if (list[i].real)
			ck_assert_str_eq(found, arena_printf(&arena, "%s/%s", real, list[i].real));
	}
	free((char *)(uintptr_t)real);
}
END_TEST

/* What is given need not be there; links of /proc do not say how long they are. */
START_TEST(fence_of_what_is_odd)
{
	const char *here = path_working(&arena), *found;
	struct fence f = { 0 };

	fence_add(&f, &arena, arena_printf(&arena, "%s/gone", here), true);
	ck_assert_int_eq(fence_resolve(&f, &arena, arena_printf(&arena, "%s/gone", here), &found), FENCE_MISSING);
	ck_assert_int_eq(fence_resolve(&f, &arena, arena_printf(&arena, "%s/gone/a", here), &found), FENCE_MISSING);
	ck_assert_int_eq(fence_resolve(&f, &arena, here, &found), FENCE_OUTSIDE);
	fence_add(&f, &arena, "/", true);
	if (access("/proc/self/cwd", F_OK) == 0) {
		ck_assert_int_eq(fence_resolve(&f, &arena, "/proc/self/cwd", &found), FENCE_INSIDE);
		ck_assert_str_eq(found, here);
	}
}
END_TEST

/* A link out of the tree is told of where a file or a folder would have been read. */
START_TEST(links_out)
{
	write_text("other/a.yaml", "");
	write_text("other/b.txt", "");
	write_text("top/.gitignore", "ignored*\n");
	write_text("top/c.yaml", "");
	ck_assert_int_eq(mkdir("top/d", 0777), 0);
	ck_assert_int_eq(mkdir("top/d/.gitignore", 0777), 0);
	ck_assert_int_eq(mkdir("top/e", 0777), 0);
	ck_assert_int_eq(mkfifo("top/e/.gitignore", 0600), 0);
	ck_assert_int_eq(system("cd top && ln -s ../other/a.yaml file.yaml && ln -s ../other folder && ln -s ../other/b.txt text.txt && ln -s ../other/b.txt text.yaml && "
		"ln -s ../other/a.yaml none.txt && ln -s ../other ignored && ln -s ../other/a.yaml ignored.yaml && ln -s ../other/none gone && "
		"ln -s none lost.yaml && ln -s none ignored-lost.yaml && ln -s ../other/a.yaml .#a.yaml"), 0);
	ck_assert_str_eq(walk_one("top"), " top/c.yaml !top/e/.gitignore !top/file.yaml !top/folder !top/lost.yaml !top/text.yaml");
}
END_TEST

/* As many links as the kernel follows, and one more. */
START_TEST(fence_of_many_links)
{
	const char *here = path_working(&arena), *found;
	struct fence f = { 0 };

	write_text("l0", "");
	for (int i = 1; i <= 41; i++)
		ck_assert_int_eq(symlink(arena_printf(&arena, "l%d", i - 1), arena_printf(&arena, "l%d", i)), 0);
	fence_add(&f, &arena, here, true);
	ck_assert_int_eq(fence_resolve(&f, &arena, arena_printf(&arena, "%s/l40", here), &found), FENCE_INSIDE);
	ck_assert_int_eq(fence_resolve(&f, &arena, arena_printf(&arena, "%s/l41", here), &found), FENCE_MISSING);
}
END_TEST

START_TEST(walking)
{
	write_text("b.yaml", "");
	write_text("a/z.yml", "");
	write_text("a/y.json", "");
	write_text("a/n.txt", "");
	write_text("a/.yaml", "");
	write_text("a/.hidden/x.yaml", "");
	write_text("a/.git/x.yaml", "");
	write_text("a.yaml", "");
	write_text("k/kustomization.yaml", "");
	write_text("k/l/Kustomization", "");
	write_text("k/m/kustomization.yml", "");
	ck_assert_str_eq(walk_one("."), " a.yaml a/.hidden/x.yaml a/y.json a/z.yml b.yaml k/kustomization.yaml k/l/Kustomization k/m/kustomization.yml");
	ck_assert(!walk.files.at[0].kustomization && walk.files.at[5].kustomization && walk.files.at[6].kustomization && walk.files.at[7].kustomization);
	ck_assert_str_eq(walk_one("./a//"), " a/.hidden/x.yaml a/y.json a/z.yml");
	ck_assert_str_eq(walk_one("./a/n.txt"), " a/n.txt*");
	ck_assert_str_eq(walk_one("none"), " !none");
	ck_assert_str_eq(walk.errors.at[0].why, "No such file or directory");
	start();
	add("b.yaml");
	add(".");
	add("a");
	add("a/z.yml");
	add("-");
	add("-");
	ck_assert_str_eq(walked(), " b.yaml* a.yaml a/.hidden/x.yaml a/y.json a/z.yml* k/kustomization.yaml "
		"k/l/Kustomization k/m/kustomization.yml <stdin>*");
	ck_assert_int_eq(chdir("k"), 0);
	ck_assert_str_eq(walk_one("../a"), " ../a/.hidden/x.yaml ../a/y.json ../a/z.yml");
	ck_assert_str_eq(walk_one(folder), arena_printf(&arena, " %s/a.yaml %s/a/.hidden/x.yaml %s/a/y.json %s/a/z.yml "
		"%s/b.yaml %s/k/kustomization.yaml %s/k/l/Kustomization %s/k/m/kustomization.yml", folder, folder, folder, folder, folder, folder, folder, folder));
	start();
	walk.stdin_name = "in.yaml";
	add("-");
	ck_assert_str_eq(walked(), " in.yaml*");
}
END_TEST

START_TEST(links)
{
	write_text("real/a.yaml", "");
	write_text("real/sub/b.yaml", "");
	ck_assert_int_eq(symlink("real", "another"), 0);
	ck_assert_int_eq(symlink("..", "real/up"), 0);
	ck_assert_int_eq(symlink("a.yaml", "real/0.yaml"), 0);
	ck_assert_int_eq(symlink("nowhere", "real/gone.yaml"), 0);
	ck_assert_int_eq(symlink("user@host", "real/.#a.yaml"), 0);
	ck_assert_str_eq(walk_one("."), " real/a.yaml real/sub/b.yaml !real/gone.yaml");
	ck_assert_str_eq(walk_one("another"), " another/a.yaml another/sub/b.yaml !another/gone.yaml !another/up");
	ck_assert_ptr_null(walk.errors.at[1].why);
	start();
	fence.open = true;
	add("another");
	ck_assert_str_eq(walked(), " another/a.yaml another/sub/b.yaml !another/gone.yaml");
	ck_assert_int_eq(link("real/a.yaml", "hard.yaml"), 0);
	ck_assert_str_eq(walk_one("."), " hard.yaml real/a.yaml real/sub/b.yaml !real/gone.yaml");
}
END_TEST

START_TEST(links_without_end)
{
	for (int i = 0; i < 40; i++) {
		write_text(arena_printf(&arena, "d%02d/f.yaml", i), "");
		for (int k = 0; k < 2; k++)
			ck_assert_int_eq(symlink(arena_printf(&arena, "../d%02d", (i + 1) % 40),
				arena_printf(&arena, "d%02d/l%d", i, k)), 0);
	}
	walk_one("d00");
	ck_assert_uint_eq(walk.files.n, 1);
	walk_one(".");
	ck_assert_uint_eq(walk.files.n, 40);
}
END_TEST

START_TEST(unreadable)
{
	write_text("a/b.yaml", "");
	write_text("c.yaml", "");
	ck_assert_int_eq(chmod("a", 0), 0);
	if (access("a", R_OK) == 0)
		return; /* root reads everything */
	ck_assert_str_eq(walk_one("."), " c.yaml !a");
	ck_assert_str_eq(walk.errors.at[0].why, "Permission denied");
}
END_TEST

START_TEST(ignored)
{
	write_text(".gitignore", "# comment\n*.json\n!keep.json\n/build\nout/\ndeep/*/x.yaml\n\n\\!odd.yaml\n");
	write_text("a.json", "");
	write_text("keep.json", "");
	write_text("build/a.yaml", "");
	write_text("sub/build/a.yaml", "");
	write_text("sub/out/a.yaml", "");
	write_text("out.yaml", "");
	write_text("deep/1/x.yaml", "");
	write_text("deep/1/2/x.yaml", "");
	write_text("!odd.yaml", "");
	write_text("sub/.gitignore", "*.yaml\r\n!build/*.yaml\r\n!*.json\r\n");
	write_text("sub/b.yaml", "");
	write_text("sub/c.json", "");
	ck_assert_str_eq(walk_one("."), " deep/1/2/x.yaml keep.json out.yaml sub/build/a.yaml sub/c.json");
	ck_assert_str_eq(walk_one("a.json"), " a.json*");
	/* Above the folder only inside of a repository. */
	ck_assert_str_eq(walk_one("deep"), " deep/1/2/x.yaml deep/1/x.yaml");
	ck_assert_int_eq(mkdir(".git", 0777), 0);
	ck_assert_str_eq(walk_one("deep"), " deep/1/2/x.yaml");
	ck_assert_str_eq(walk_one("deep/1"), " deep/1/2/x.yaml");
	ck_assert_int_eq(chdir("deep/1"), 0);
	ck_assert_str_eq(walk_one("."), " 2/x.yaml");
	ck_assert_int_eq(chdir("../.."), 0);
	ck_assert_str_eq(walk_one("build"), " build/a.yaml");
}
END_TEST

/* An ignore file may be a link within the tree, and end without a line break; of one above that is no file nothing is told. */
START_TEST(ignored_by_odd_files)
{
	write_text("ignore", "a.yaml\nb.yaml");
	write_text("top/a.yaml", "");
	write_text("top/b.yaml", "");
	write_text("top/c.yaml", "");
	ck_assert_int_eq(system("ln -s ../ignore top/.gitignore && cp ignore top/c && mkdir top/d && cp top/*.yaml top/d && ln -s ../c top/d/.gitignore"), 0);
	ck_assert_str_eq(walk_one("top"), " top/a.yaml top/b.yaml top/c.yaml top/d/c.yaml !top/.gitignore");
	ck_assert_int_eq(system("rm top/.gitignore && cp ignore top/.gitignore"), 0);
	ck_assert_str_eq(walk_one("top"), " top/c.yaml top/d/c.yaml");
	ck_assert_int_eq(system("mkdir top/.git && rm top/.gitignore top/d/.gitignore && cp ignore top/d/.gitignore && mkfifo top/.gitignore"), 0);
	ck_assert_str_eq(walk_one("top/d"), " top/d/c.yaml");
	ck_assert_str_eq(walk_one("top"), " top/a.yaml top/b.yaml top/c.yaml top/d/c.yaml !top/.gitignore");
	ck_assert_str_eq(walk.errors.at[0].why, "it is a FIFO, not a file");
	ck_assert_int_eq(system("rm top/.gitignore && ln -s ../ignore top/.gitignore"), 0);
	ck_assert_str_eq(walk_one("top/d"), " top/d/c.yaml");
	ck_assert_int_eq(system("rm top/.gitignore && ln -s none top/.gitignore"), 0);
	ck_assert_str_eq(walk_one("top"), " top/a.yaml top/b.yaml top/c.yaml top/d/c.yaml");
}
END_TEST

/* What is no file, whatever its name, and names that a search passes over. */
START_TEST(walking_what_is_odd)
{
	static const char *const one[] = { "b.yaml", NULL };

	write_text("a/b.yaml", "");
	write_text("a/yaml", "");
	write_text("a/x.yaml.txt", "");
	write_text("a/kustomization", "");
	ck_assert_int_eq(system("mkfifo a/c.yaml a/d && mkdir a/e.yaml && ln -s c.yaml a/f.yaml && ln -s d a/g && ln -s /dev/null a/h.yaml"), 0);
	ck_assert_str_eq(walk_one("a"), " a/b.yaml !a/c.yaml !a/f.yaml !a/h.yaml");
	ck_assert_str_eq(walk.errors.at[0].why, "it is a FIFO, not a file");
	start();
	walk.exclude = one;
	add("a");
	ck_assert_str_eq(walked(), " !a/c.yaml !a/f.yaml !a/h.yaml");
	ck_assert_str_eq(walk_one("a/c.yaml"), " a/c.yaml*");
	ck_assert_str_eq(walk_one("a/b.yaml/"), " !a/b.yaml/");
	ck_assert_str_eq(walk_one("./././a/./b.yaml"), " a/b.yaml*");
	ck_assert_str_eq(walk_one("a//b.yaml"), " a/b.yaml*");
}
END_TEST

START_TEST(excluded)
{
	static const char *const globs[] = { "vendor/", "*.json", "/top.yaml", "!keep.json", NULL };

	write_text("vendor/a.yaml", "");
	write_text("x/vendor/a.yaml", "");
	write_text("x/b.json", "");
	write_text("x/keep.json", "");
	write_text("x/top.yaml", "");
	write_text("top.yaml", "");
	start();
	walk.exclude = globs;
	add(".");
	ck_assert_str_eq(walked(), " x/keep.json x/top.yaml");
	start();
	walk.exclude = globs;
	add(folder);
	ck_assert_str_eq(walked(), arena_printf(&arena, " %s/x/keep.json %s/x/top.yaml", folder, folder));
	start();
	walk.exclude = globs;
	add("top.yaml");
	ck_assert_str_eq(walked(), " top.yaml*");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("source");
	TCase *t = tcase_create("source");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, places);
	tcase_add_test(t, places_wide);
	tcase_add_test(t, places_far_out);
	tcase_add_test(t, places_nothing);
	tcase_add_test(t, reading);
	tcase_add_test(t, reading_utf16);
	tcase_add_test(t, reading_utf16_for_kubectl);
	tcase_add_test(t, reading_own_descriptors);
	tcase_add_test(t, reading_what_is_encrypted);
	tcase_add_test(t, reading_pipe);
	tcase_add_test(t, reading_pipe_that_does_not_wait);
	tcase_add_test(t, reading_long_pipe);
	tcase_add_test(t, reading_what_fails);
	tcase_add_test(t, reading_closes);
	tcase_add_test(t, fences);
	tcase_add_test(t, reading_what_was_found);
	tcase_add_test(t, fence_by_another_name);
	tcase_add_test(t, fence_of_what_is_odd);
	tcase_add_test(t, links_out);
	tcase_add_test(t, fence_of_many_links);
	tcase_add_test(t, patterns);
	tcase_add_test(t, patterns_in_good_time);
	tcase_add_test(t, walking);
	tcase_add_test(t, links);
	tcase_add_test(t, links_without_end);
	tcase_add_test(t, unreadable);
	tcase_add_test(t, ignored);
	tcase_add_test(t, ignored_by_odd_files);
	tcase_add_test(t, walking_what_is_odd);
	tcase_add_test(t, excluded);
	suite_add_tcase(s, t);
	return suite_run(s, CK_FORK_GETENV);
}
