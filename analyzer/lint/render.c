/* Runs "helm template" and takes what it writes as files of the run. */
#include "lint/render.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "lint/notices.h"
#include "lint/pass.h"
#include "source/read.h"

#define MOST_SECONDS 120         /* of one rendering: charts with dependencies that helm has to load take some */
#define MOST_SAID (64u << 10)    /* of what helm says on standard error; what comes after that is dropped */

/* One run of helm. */
struct rendering {
	struct buf out, err;
	bool late, large; /* killed, for that reason */
	int status;       /* of waitpid; -1: it did not start */
	int error;        /* why it did not start, or why what it wrote could not be read */
};

/* Take what is there; false at the end, or where too much came. */
static bool take(struct rendering *r, int fd, struct buf *to, size_t most)
{
	char bytes[1 << 16];
	ssize_t n = read(fd, bytes, sizeof bytes);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n < 0) {
		r->error = errno;
		return false;
	}
	if (to == &r->out && to->n + (size_t)n > most)
		r->large = true;
	else if (to->n + (size_t)n <= most)
		buf_add(to, bytes, (size_t)n);
	return n > 0 && !r->large;
}

/* Read both of its streams until they end. */
static void listen_to(struct rendering *r, int out, int err, pid_t pid)
{
	struct pollfd fds[] = { { .fd = out, .events = POLLIN }, { .fd = err, .events = POLLIN } };
	double end = seconds_now() + MOST_SECONDS;

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		int n = poll(fds, 2, 1000);

		if (n < 0 && errno != EINTR)
			r->error = errno;
		r->late = seconds_now() >= end;
		if (r->late || r->large || r->error)
			break;
		if (n > 0 && fds[0].revents && !take(r, out, &r->out, READ_MAX_BYTES))
			fds[0].fd = -1;
		if (n > 0 && fds[1].revents && !take(r, err, &r->err, MOST_SAID))
			fds[1].fd = -1;
	}
	if (r->late || r->large || r->error)
		kill(pid, SIGKILL);
}

static pid_t start(struct rendering *r, const char *const *args, const int *out, const int *err)
{
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
	r->error = posix_spawnp(&pid, args[0], &actions, NULL, (char *const *)(uintptr_t)args, environ);
	posix_spawn_file_actions_destroy(&actions);
	return r->error ? -1 : pid;
}

static void run_helm(struct rendering *r, const char *const *args)
{
	int out[2] = { -1, -1 }, err[2] = { -1, -1 };
	pid_t pid = -1;

	r->status = -1;
	if (pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0)
		pid = start(r, args, out, err);
	else
		r->error = errno;
	for (int i = 1; i >= 0; i--) { /* only the child writes; then the end of what it writes is seen */
		if (i == 0 && pid >= 0)
			listen_to(r, out[0], err[0], pid);
		if (out[i] >= 0)
			close(out[i]);
		if (err[i] >= 0)
			close(err[i]);
	}
	while (pid >= 0 && waitpid(pid, &r->status, 0) < 0 && errno == EINTR)
		;
}

/* helm template --namespace=NS --values=FILE... -- RELEASE CHART */
static const char *const *words_of(struct arena *a, const struct chart_release *c)
{
	VEC(const char *) args = { 0 };

	vec_push(a, &args, "helm");
	vec_push(a, &args, "template");
	if (c->ns)
		vec_push(a, &args, arena_printf(a, "--namespace=%s", c->ns));
	for (size_t i = 0; i < c->values.list.n; i++)
		vec_push(a, &args, arena_printf(a, "--values=%s", c->values.list.at[i]));
	vec_push(a, &args, "--");
	vec_push(a, &args, c->release);
	vec_push(a, &args, c->path);
	vec_push(a, &args, NULL);
	return args.at;
}

/* What helm says of its failure, without its warnings; NULL where it says nothing. */
static const char *said(struct arena *a, const struct buf *err)
{
	const char *error = err->n ? strstr(err->at, "Error: ") : NULL, *line = error ? error + strlen("Error: ") : err->at;

	return err->n && *line ? arena_strndup(a, line, strcspn(line, "\n")) : NULL;
}

/* Why there is nothing to judge, or NULL. */
static const char *failure(struct arena *a, const struct rendering *r)
{
	const char *words;

	if (r->status == -1)
		return r->error == ENOENT ? "no \"helm\" is in the PATH" : arena_printf(a, "\"helm\" cannot be run: %s", strerror(r->error));
	if (r->late)
		return arena_printf(a, "\"helm template\" took more than %d seconds and was stopped", MOST_SECONDS);
	if (r->large)
		return arena_printf(a, "\"helm template\" wrote more than %u MiB and was stopped", READ_MAX_BYTES >> 20);
	if (r->error)
		return arena_printf(a, "what \"helm template\" writes cannot be read: %s", strerror(r->error));
	if (WIFEXITED(r->status) && WEXITSTATUS(r->status) == 0)
		return NULL;
	words = said(a, &r->err);
	if (words)
		return arena_printf(a, "\"helm template\" fails: %s", words);
	/* As POSIX has it, a program that cannot be started may end so instead (it does under valgrind). */
	if (WIFEXITED(r->status) && WEXITSTATUS(r->status) == 127)
		return "no \"helm\" is in the PATH";
	return WIFEXITED(r->status) ? arena_printf(a, "\"helm template\" fails with status %d", WEXITSTATUS(r->status))
		: arena_printf(a, "\"helm template\" was ended by signal %d", WTERMSIG(r->status));
}

static void add_rendered(struct input *in, const struct chart_release *c, const struct rendering *r)
{
	struct lint_bytes *bytes = arena_new(in->arena, struct lint_bytes);
	const char *name = arena_printf(in->arena, "<helm template %s>", c->release);
	struct input_file file = { .path = name, .name = name, .given = true, .below = "", .overlay = bytes, .release = c };

	file.absolute = arena_printf(in->arena, "%s/%s", c->path, name);
	*bytes = (struct lint_bytes){ .name = name, .bytes = r->out.n ? arena_strndup(in->arena, r->out.at, r->out.n) : "", .n = r->out.n };
	for (size_t i = 0; i < in->files.n; i++) {
		struct input_file *f = &in->files.at[i];

		f->rendered = f->rendered || (!f->release && path_below(c->path, f->absolute));
	}
	vec_push(in->arena, &in->files, file);
}

static void render(struct input *in, const struct chart_release *c)
{
	struct rendering r = { .out = BUF_INIT, .err = BUF_INIT };
	const char *why;

	if (access(arena_printf(in->arena, "%s/Chart.yaml", c->path), F_OK) != 0) {
		sink_add(in->sink, &notice_chart_not_rendered, c->at, "there is no chart here: %s/Chart.yaml does not exist",
			path_relative(in->arena, in->working, c->path));
		return;
	}
	run_helm(&r, words_of(in->arena, c));
	why = failure(in->arena, &r);
	if (why)
		sink_add(in->sink, &notice_chart_not_rendered, c->at, "%s", why);
	else
		add_rendered(in, c, &r);
	buf_release(&r.out);
	buf_release(&r.err);
}

static bool is_asked_for(struct input *in, const struct chart_release *c, const char *path)
{
	const char *absolute = strcmp(path, "-") == 0 ? NULL : path_absolute(in->arena, in->working, path);
	bool asked = absolute && (path_below(absolute, c->path) || path_below(c->path, absolute));

	for (size_t i = 0; absolute && !asked && i < c->values.list.n; i++)
		asked = path_below(absolute, c->values.list.at[i]) != NULL;
	return asked;
}

void render_charts(struct input *in, const struct settings *s, const char *const *paths, size_t n_paths)
{
	for (size_t i = 0; i < s->charts.n; i++) {
		size_t j = 0;

		while (j < n_paths && !is_asked_for(in, &s->charts.at[i], paths[j]))
			j++;
		if (j < n_paths)
			render(in, &s->charts.at[i]);
	}
}
