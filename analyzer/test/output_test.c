/* Suite of the output: what is written where, and where nothing may be. */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/output.h"
#include "source/path.h"
#include "test/run.h"
#include "test/tree.h"

#define OUT_OF_FOLDER "it is a link out of its folder (--follow-links follows it)"
#define OUT_OF_WORKING "a link leads out of the working folder (--follow-links follows it)"

static struct arena arena = ARENA_INIT;
static char folder[] = "/tmp/meshlint-output-XXXXXX";
static char home[4096];

/* Each test works in a folder "in" beside a folder "out". */
static void setup(void)
{
	ck_assert_ptr_nonnull(getcwd(home, sizeof home));
	strcpy(folder + sizeof folder - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	ck_assert_int_eq(system("mkdir in out && printf old >in/old && printf old >out/old"), 0);
	ck_assert_int_eq(chdir("in"), 0);
	umask(022);
}

static void teardown(void)
{
	ck_assert_int_eq(chdir(home), 0);
	ck_assert_int_eq(system(arena_printf(&arena, "rm -rf '%s'", folder)), 0);
	arena_release(&arena);
}

/* NULL where it was written, else why it was not. */
static const char *written(const char *path, bool links)
{
	struct buf b = BUF_INIT;
	const char *why;
	bool ok;

	buf_puts(&b, "new");
	ok = output_write(&arena, path, links, &b, &why);
	buf_release(&b);
	ck_assert(ok == !why);
	return why;
}

static void check_file(const char *path, const char *text, unsigned mode)
{
	struct stat st;

	ck_assert_int_eq(lstat(path, &st), 0);
	ck_assert_msg(st.st_mode == (S_IFREG | mode), "%s: %o", path, st.st_mode);
	ck_assert_str_eq(tree_read(&arena, path, NULL), text);
}

/* Nothing else lies around. */
static void check_names(const char *shell)
{
	ck_assert_msg(system(arena_printf(&arena, "test \"$(echo *)\" = '%s'", shell)) == 0, "not %s alone", shell);
}

START_TEST(files)
{
	ck_assert_ptr_null(written("new", false));
	check_file("new", "new", 0644);
	ck_assert_int_eq(chmod("old", 0600), 0);
	ck_assert_ptr_null(written("old", false));
	check_file("old", "new", 0600);
	ck_assert_ptr_null(written(arena_printf(&arena, "%s/out/absolute", folder), false));
	check_file("../out/absolute", "new", 0644);
	ck_assert_ptr_null(written("../out/old", false));
	check_file("../out/old", "new", 0644);
	check_names("new old");
}
END_TEST

START_TEST(no_files)
{
	int next = dup(0);

	close(next);
	ck_assert_int_eq(system("mkdir d && mkfifo f"), 0);
	ck_assert_str_eq(written("d", false), "it is a folder, not a file");
	ck_assert_str_eq(written("f", false), "it is a FIFO, not a file");
	ck_assert_str_eq(written("none/a", false), "No such file or directory");
	ck_assert_str_eq(written("old/a", false), "Not a directory");
	ck_assert_str_eq(written("/dev/zero", false), "it is a device, not a file");
	ck_assert_ptr_null(written("/dev/null", false));
	ck_assert_ptr_nonnull(written("/proc/none", false));
	check_names("d f old");
	ck_assert_int_eq(open("old", O_RDONLY), next);
	close(next);
}
END_TEST

/* A name that is taken is left alone. */
START_TEST(temporary_names)
{
	const char *taken = arena_printf(&arena, "a.%ld-0", (long)getpid());

	ck_assert_int_eq(symlink("../out/old", taken), 0);
	ck_assert_ptr_null(written("a", false));
	check_file("a", "new", 0644);
	check_file("../out/old", "old", 0644);
	check_names(arena_printf(&arena, "a %s old", taken));
	for (int i = 1; i < 100; i++)
		ck_assert_int_eq(symlink("none", arena_printf(&arena, "b.%ld-%d", (long)getpid(), i - 1)), 0);
	ck_assert_ptr_null(written("b", false));
	ck_assert_int_eq(symlink("none", arena_printf(&arena, "b.%ld-99", (long)getpid())), 0);
	ck_assert_str_eq(written("b", false), "File exists");
}
END_TEST

START_TEST(links)
{
	ck_assert_int_eq(system("ln -s old within && ln -s ../out/old far && ln -s none gone && ln -s ../out folder && ln -s ../in around && mkdir d && ln -s ../old d/up && ln -s d near"), 0);
	ck_assert_ptr_null(written("within", false));
	check_file("old", "new", 0644);
	ck_assert_str_eq(written("far", false), OUT_OF_FOLDER);
	ck_assert_str_eq(written("d/up", false), OUT_OF_FOLDER);
	ck_assert_str_eq(written("gone", false), OUT_OF_FOLDER);
	ck_assert_str_eq(written("gone", true), "No such file or directory");
	ck_assert_str_eq(written("folder/old", false), OUT_OF_WORKING);
	ck_assert_str_eq(written(arena_printf(&arena, "%s/in/folder/old", folder), false), OUT_OF_WORKING);
	check_file("../out/old", "old", 0644);
	ck_assert_ptr_null(written("around/a", false));
	check_file("a", "new", 0644);
	ck_assert_ptr_null(written("near/b", false));
	check_file("d/b", "new", 0644);
	ck_assert_ptr_null(written("far", true));
	check_file("../out/old", "new", 0644);
	ck_assert_ptr_null(written("folder/more", true));
	check_file("../out/more", "new", 0644);
	check_names("a around d far folder gone near old within");
}
END_TEST

/* Where the report will be, for the sandbox to let it. */
START_TEST(folders)
{
	const char *real = path_working(&arena);

	ck_assert_int_eq(system("ln -s ../out/old far && ln -s ../out folder"), 0);
	ck_assert_str_eq(output_folder(&arena, "a", false), real);
	ck_assert_str_eq(output_folder(&arena, "../out/a", false), arena_printf(&arena, "%s/out", folder));
	ck_assert_str_eq(output_folder(&arena, "far", true), arena_printf(&arena, "%s/out", folder));
	ck_assert_str_eq(output_folder(&arena, "/meshlint-none", false), "/");
	ck_assert_ptr_null(output_folder(&arena, "far", false));
	ck_assert_ptr_null(output_folder(&arena, "folder/a", false));
	ck_assert_ptr_null(output_folder(&arena, "none/a", false));
	ck_assert_ptr_null(output_folder(&arena, "/dev/null", false));
	ck_assert_ptr_null(output_folder(&arena, "/dev/stdout", false));
	ck_assert_ptr_null(output_folder(&arena, "/dev/fd/0", false));
}
END_TEST

START_TEST(descriptors)
{
	struct buf b = BUF_INIT;
	int fd = open("a", O_WRONLY | O_CREAT, 0600), ends[2], status;
	const char *why;
	size_t n = 0;

	ck_assert_ptr_null(written(arena_printf(&arena, "/dev/fd/%d", fd), false));
	ck_assert_ptr_null(written(arena_printf(&arena, "/proc/self/fd/%d", fd), false));
	close(fd);
	check_file("a", "newnew", 0600);
	fd = open("/dev/full", O_WRONLY);
	ck_assert_str_eq(written(arena_printf(&arena, "/dev/fd/%d", fd), false), "No space left on device");
	close(fd);
	/* A pipe that holds less, and does not wait. */
	ck_assert_int_eq(pipe2(ends, O_NONBLOCK), 0);
	if (fork() == 0) {
		char some[4096];
		ssize_t got;

		close(ends[1]);
		fcntl(ends[0], F_SETFL, 0);
		usleep(20000);
		while ((got = read(ends[0], some, sizeof some)) > 0)
			n += (size_t)got;
		_exit(n != 300000);
	}
	close(ends[0]);
	for (int i = 0; i < 300000; i++)
		buf_putc(&b, 'x');
	ck_assert(output_write(&arena, arena_printf(&arena, "/dev/fd/%d", ends[1]), false, &b, &why));
	close(ends[1]);
	wait(&status);
	ck_assert_int_eq(status, 0);
	buf_release(&b);
}
END_TEST

/* "| head": the program ends as others do, and says nothing. */
START_TEST(reader_that_left)
{
	int ends[2], status;

	for (int blocked = 0; blocked < 2; blocked++) {
		ck_assert_int_eq(pipe(ends), 0);
		close(ends[0]);
		if (fork() == 0) {
			sigset_t set;

			sigemptyset(&set);
			sigaddset(&set, SIGPIPE);
			sigprocmask(blocked ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
			signal(SIGPIPE, SIG_IGN);
			written(arena_printf(&arena, "/dev/fd/%d", ends[1]), false);
			_exit(0);
		}
		close(ends[1]);
		wait(&status);
		ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
	}
}
END_TEST

/* NULL where the file, which had these bytes, was replaced, else why it was not. below: the end of its name that nobody wrote. */
static const char *replaced(const char *path, const char *below, const char *before)
{
	struct replacing r = { path, path_absolute(&arena, path_working(&arena), path), below, before, "fixed", strlen(before), 5 };
	const char *why;
	bool ok = output_replace(&arena, &r, &why);

	ck_assert(ok == !why);
	return why;
}

START_TEST(replacing)
{
	ck_assert_int_eq(system("mkdir real && printf old >real/a && chmod 0640 real/a && ln -s real led && ln -s real/a link && printf old >ours"), 0);
	ck_assert_str_eq(replaced("link", "", "old"), "a link leads to it");
	ck_assert_str_eq(replaced("led/a", "led/a", "old"), "a link leads to it");
	ck_assert_str_eq(replaced("real", "", "old"), "it is a folder, not a file");
	ck_assert_str_eq(replaced("real/none", "real/none", "old"), "it has changed meanwhile");
	ck_assert_str_eq(replaced("ours", "", "older"), "it has changed meanwhile");
	ck_assert_str_eq(replaced("ours", "", "odd"), "it has changed meanwhile");
	check_file("ours", "old", 0644);
	check_file("real/a", "old", 0640);
	ck_assert_ptr_null(replaced("ours", "", "old"));
	check_file("ours", "fixed", 0644);
	ck_assert_ptr_null(replaced("led/a", "a", "old")); /* the user names the link */
	check_file("real/a", "fixed", 0640);
	check_names("led link old ours real");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("output");
	TCase *t = tcase_create("output");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, files);
	tcase_add_test(t, no_files);
	tcase_add_test(t, temporary_names);
	tcase_add_test(t, links);
	tcase_add_test(t, folders);
	tcase_add_test(t, descriptors);
	tcase_add_test(t, reader_that_left);
	tcase_add_test(t, replacing);
	suite_add_tcase(s, t);
	return suite_run(s, CK_FORK_GETENV);
}
