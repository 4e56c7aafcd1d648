/* Checks an earlier state of the tree beside it. */
#include "cli/since.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <dirent.h>
#include <unistd.h>

#include "cli/revision.h"
#include "lint/known.h"
#include "source/path.h"
#include "source/program.h"

#define MOST_DEEP_FOLDERS 4096 /* PATH_MAX ends paths long before */

/* --- the folder --- */

/* Remove what is in a folder of ours, and close it. Links are removed, not followed. */
static void empty(int fd, unsigned deep)
{
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;

	if (!d && fd >= 0)
		close(fd);
	while (d && (e = readdir(d))) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (unlinkat(dirfd(d), e->d_name, 0) == 0 || deep == MOST_DEEP_FOLDERS)
			continue;
		empty(openat(dirfd(d), e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), deep + 1);
		unlinkat(dirfd(d), e->d_name, AT_REMOVEDIR);
	}
	if (d)
		closedir(d);
}

static void clear_away(const char *folder)
{
	empty(open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), 0);
	rmdir(folder);
}

/* A private folder, without links; NULL where none can be made. */
static const char *make_folder(struct arena *a, const char **why)
{
	const char *place = getenv("TMPDIR"), *folder = NULL;
	char *real = realpath(place && *place ? place : "/tmp", NULL), *name;

	name = arena_printf(a, "%s/meshlint-XXXXXX", real && strcmp(real, "/") != 0 ? real : "");
	if (real && mkdtemp(name))
		folder = name;
	else
		*why = arena_printf(a, "cannot make a folder in %s: %s", place && *place ? place : "/tmp", strerror(errno));
	free(real);
	return folder;
}

/* Make the folder of an absolute path below ours, so that what is around the tree has the same distances. */
static bool make_below(struct arena *a, const char *folder, const char *path, const char **why)
{
	char *made = arena_printf(a, "%s%s/", folder, path);

	for (char *at = made + strlen(folder) + 1; *at; at++) {
		at += strcspn(at, "/");
		if (!*at)
			break;
		*at = '\0';
		if (mkdir(made, 0700) != 0 && errno != EEXIST) {
			*why = arena_printf(a, "cannot make %s: %s", made, strerror(errno));
			return false;
		}
		*at = '/';
	}
	return true;
}

/* --- where the tree is --- */

/* The nearest folder of the path that is there. */
static const char *folder_of(struct arena *a, const char *path)
{
	struct stat st;

	while (strcmp(path, "/") != 0 && (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)))
		path = path_folder(a, path);
	return path;
}

/* The absolute path as it is called from the top of the repository on, or NULL where it is not below it. */
static const char *below_top(struct arena *a, const char *top, const char *path)
{
	const char *folder = folder_of(a, path);
	char *real;
	const char *rest;

	if (path_below(top, path))
		return path;
	real = realpath(folder, NULL);
	rest = path_below(folder, path);
	path = real ? arena_printf(a, "%s%s%s", real, rest && *rest ? "/" : "", rest ? rest : "") : path;
	free(real);
	return path_below(top, path) ? path : NULL;
}

/* All paths are to be of one repository: they are what the revision had. */
static bool are_within(struct arena *a, const struct options *o, const char *top, const char **why)
{
	const char *working = path_working(a);

	for (size_t i = 0; i < o->words.n; i++)
		if (!below_top(a, top, path_absolute(a, working, o->words.at[i]))) {
			*why = arena_printf(a, "%s is not in the Git repository of %s", o->words.at[i], o->words.at[0]);
			return false;
		}
	return true;
}

/* --- the check --- */

/* Where the revision's copy of a path is: NULL where it had none, or the path is not of the repository. */
static const char *copy_of(struct arena *a, const char *folder, const char *top, const char *path)
{
	const char *within = below_top(a, top, path), *copy = within ? arena_printf(a, "%s%s", folder, within) : NULL;

	return copy && access(copy, F_OK) == 0 ? copy : NULL;
}

/* A file that the user names besides: the revision's, or else the one that is there. */
static const char *named(struct arena *a, const char *folder, const char *top, const char *path)
{
	const char *absolute = path ? path_absolute(a, path_working(a), path) : NULL;
	const char *copy = path ? copy_of(a, folder, top, absolute) : NULL;

	return copy ? copy : absolute;
}

static void name_all(struct arena *a, const char *folder, const char *top, struct words *words)
{
	struct words copies = { 0 };

	for (size_t i = 0; i < words->list.n; i++)
		vec_push(a, &copies.list, named(a, folder, top, words->list.at[i]));
	*words = copies;
}

/* The same options for the copy of the tree. */
static void turn(struct arena *a, struct options *o, const char *folder, const char *top)
{
	const char *working = path_working(a);
	struct settings *s = &o->settings;
	struct options was = *o;

	o->output = NULL;
	o->targets.n = 0;
	memset(&o->words, 0, sizeof o->words);
	for (size_t i = 0; i < was.words.n; i++) {
		const char *word = was.words.at[i], *absolute = path_absolute(a, working, word), *copy = copy_of(a, folder, top, absolute);

		if (copy) /* as it was given, if that leads there: what is found is called so */
			vec_push(a, &o->words, *word != '/' && path_below(top, absolute) ? word : copy);
	}
	s->mesh_config = named(a, folder, top, s->mesh_config);
	s->mesh_networks = named(a, folder, top, s->mesh_networks);
	name_all(a, folder, top, &s->crds);
	for (size_t i = 0; i < s->charts.n; i++) { /* nobody else has the settings of this process */
		s->charts.at[i].path = named(a, folder, top, s->charts.at[i].path);
		name_all(a, folder, top, &s->charts.at[i].values);
	}
	if (s->folder)
		s->folder = arena_printf(a, "%s%s", folder, strcmp(s->folder, "/") ? s->folder : "");
}

static bool send(int fd, const struct buf *b)
{
	for (size_t done = 0; done < b->n;) {
		ssize_t n = write(fd, b->at + done, b->n - done);

		if (n < 0 && errno != EINTR)
			return false;
		done += n < 0 ? 0 : (size_t)n;
	}
	return true;
}

struct checking {
	struct arena *arena;
	struct options options;
	const char *folder, *top;
	void (*judge)(struct arena *a, const struct options *o, struct lint_result *result);
};

/* The process that checks the copy: what it finds goes to fd. */
static void check_copy(struct checking *c, int fd)
{
	struct arena *a = c->arena;
	const char *working = arena_printf(a, "%s%s", c->folder, path_working(a));
	struct lint_result result;
	struct buf found = BUF_INIT;

	turn(a, &c->options, c->folder, c->top);
	if (chdir(working) != 0)
		_exit(1);
	if (c->options.words.n) { /* else the revision had nothing of it */
		c->judge(a, &c->options, &result);
		known_put(&found, &result, arena_printf(a, "%s%s", c->folder, c->top));
	}
	_exit(send(fd, &found) ? 0 : 1);
}

/* Read what the other process sends, until it ends or a signal has this one end. */
static void receive(struct buf *out, int fd, pid_t pid)
{
	char bytes[1 << 16];

	for (;;) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		int ready = poll(&wait, 1, 1000);
		ssize_t n;

		if (program_must_end()) {
			kill(pid, SIGKILL);
			return;
		}
		if (ready <= 0)
			continue;
		n = read(fd, bytes, sizeof bytes);
		if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
			return;
		if (n > 0)
			buf_add(out, bytes, (size_t)n);
	}
}

/* Check the copy in a process of its own, which gets no more than that out: false, and why, where it does not end well. */
static bool run_check(struct checking *c, const sigset_t *signals, struct buf *found, const char **why)
{
	int fds[2], status = -1;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) != 0) {
		*why = strerror(errno);
		return false;
	}
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		pthread_sigmask(SIG_SETMASK, signals, NULL);
		check_copy(c, fds[1]);
	}
	if (pid < 0)
		*why = strerror(errno);
	close(fds[1]);
	if (pid > 0)
		receive(found, fds[0], pid);
	close(fds[0]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid > 0 && status != 0)
		*why = "the revision could not be checked";
	return pid > 0 && status == 0;
}

bool since_learn(struct since *s, struct arena *a, const struct options *o,
	void (*judge)(struct arena *a, const struct options *o, struct lint_result *result), const char **why)
{
	const char *working = path_working(a), *first = folder_of(a, path_absolute(a, working, o->words.at[0]));
	struct checking c = { .arena = a, .options = *o, .judge = judge };
	struct revision r;
	sigset_t held, before;
	bool ok;

	sigfillset(&held);
	pthread_sigmask(SIG_BLOCK, &held, &before);
	ok = revision_find(&r, a, first, o->only_new);
	*why = r.why;
	ok = ok && are_within(a, o, r.top, why);
	c.folder = ok ? make_folder(a, why) : NULL;
	if (c.folder) {
		const char *into = arena_printf(a, "%s%s", c.folder, strcmp(r.top, "/") ? r.top : "");

		s->top = c.top = r.top;
		ok = make_below(a, c.folder, r.top, why);
		if (ok && !revision_take_out(&r, into)) {
			*why = r.why;
			ok = false;
		}
		ok = ok && make_below(a, c.folder, working, why) && run_check(&c, &before, &s->found, why);
		clear_away(c.folder);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok && c.folder;
}
