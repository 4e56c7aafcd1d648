/* Runs "helm template" and takes what it writes as files of the run. */
#include "lint/render.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "lint/notices.h"
#include "source/program.h"
#include "source/read.h"

#define MOST_SECONDS 120         /* of one rendering: charts with dependencies that helm has to load take some */

/* One run of helm. */
struct rendering {
	struct program program;
	struct buf out;
	bool large; /* killed for that */
};

static bool take(void *context, const char *bytes, size_t n)
{
	struct rendering *r = context;

	r->large = r->out.n + n > READ_MAX_BYTES;
	if (!r->large)
		buf_add(&r->out, bytes, n);
	return !r->large;
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
	const struct program *p = &r->program;
	const char *words = said(a, &p->err);

	if (p->status == PROGRAM_NOT_STARTED)
		return program_is_missing(p) ? "no \"helm\" is in the PATH" : arena_printf(a, "\"helm\" cannot be run: %s", strerror(p->error));
	if (p->late)
		return arena_printf(a, "\"helm template\" took more than %d seconds and was stopped", MOST_SECONDS);
	if (r->large)
		return arena_printf(a, "\"helm template\" wrote more than %u MiB and was stopped", READ_MAX_BYTES >> 20);
	if (p->error)
		return arena_printf(a, "what \"helm template\" writes cannot be read: %s", strerror(p->error));
	if (WIFEXITED(p->status) && WEXITSTATUS(p->status) == 0)
		return NULL;
	if (words)
		return arena_printf(a, "\"helm template\" fails: %s", words);
	if (program_is_missing(p))
		return "no \"helm\" is in the PATH";
	return WIFEXITED(p->status) ? arena_printf(a, "\"helm template\" fails with status %d", WEXITSTATUS(p->status))
		: arena_printf(a, "\"helm template\" was ended by signal %d", WTERMSIG(p->status));
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
	struct rendering r = { .out = BUF_INIT };
	const char *why;

	if (access(arena_printf(in->arena, "%s/Chart.yaml", c->path), F_OK) != 0) {
		sink_add(in->sink, &notice_chart_not_rendered, c->at, "there is no chart here: %s/Chart.yaml does not exist",
			path_relative(in->arena, in->working, c->path));
		return;
	}
	r.program = (struct program){ .args = words_of(in->arena, c), .in = -1, .seconds = MOST_SECONDS, .take = take, .context = &r };
	program_run(&r.program);
	why = failure(in->arena, &r);
	if (why)
		sink_add(in->sink, &notice_chart_not_rendered, c->at, "%s", why);
	else
		add_rendered(in, c, &r);
	buf_release(&r.out);
	buf_release(&r.program.err);
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
