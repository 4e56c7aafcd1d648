/* Writes a mesh in one of its forms, runs over it, and takes down what was said. */
#include "test/meta_form.h"

#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "rules/registry.h"

#define NO_OBJECT SIZE_MAX

/* --- writing --- */

static size_t file_of(const struct form *f, size_t object)
{
	switch (f->layout) {
	case LAYOUT_FEW: return object < f->n ? object * FEW_FILES / f->n : FEW_FILES;
	case LAYOUT_ONE: return 0;
	default: return object;
	}
}

/* In whatever layout, the names of the files are in the order of the objects: so a copy that comes later still does. */
static const char *file_name(struct arena *a, const struct form *f, size_t i)
{
	static const char *const folders[] = { "a/deep", "a", "b/deep/deeper", "b" };
	const char *end = f->json_files ? "json" : "yaml";

	switch (f->layout) {
	case LAYOUT_FEW: return arena_printf(a, "world/part-%c.%s", i < FEW_FILES ? 'a' + (int)((i + f->turn) % FEW_FILES) : 'z', end);
	case LAYOUT_ONE: return arena_printf(a, "world/all.%s", end);
	case LAYOUT_EACH: return arena_printf(a, "world/object-%03zu.%s", i, end);
	default: return arena_printf(a, "world/%s/object-%03zu.%s", folders[i * 4 / f->n], i, end);
	}
}

static void write_object(struct arena *a, struct file *to, const struct form *f, size_t object)
{
	struct piece piece = { .object = object };

	if (f->list)
		buf_puts(&to->bytes, to->bytes.n ? "-\n" : "apiVersion: v1\nkind: List\nitems:\n-\n");
	else if (to->bytes.n)
		buf_puts(&to->bytes, "---\n");
	piece.begin = to->bytes.n;
	value_write(&to->bytes, f->mesh->objects.at[object], &f->style, f->list ? 2 : 0);
	piece.end = to->bytes.n;
	vec_push(a, &to->pieces, piece);
}

static size_t lines_before(const struct file *file, size_t at)
{
	size_t n = 0;

	for (size_t i = 0; i < at; i++)
		n += file->bytes.at[i] == '\n';
	return n;
}

/* Each place moves by the line breaks before it. */
static void end_lines_with_crlf(struct file *file)
{
	struct buf out = BUF_INIT;

	for (size_t k = 0; k < file->pieces.n; k++) {
		struct piece *p = &file->pieces.at[k];

		p->begin += lines_before(file, p->begin);
		p->end += lines_before(file, p->end);
	}
	for (size_t i = 0; i < file->bytes.n; i++) {
		if (file->bytes.at[i] == '\n')
			buf_putc(&out, '\r');
		buf_putc(&out, file->bytes.at[i]);
	}
	buf_release(&file->bytes);
	file->bytes = out;
}

void form_write(struct arena *a, const struct form *f, struct files *out)
{
	size_t n = f->mesh->objects.n, n_files = f->layout == LAYOUT_FEW ? FEW_FILES + (n > f->n) : f->layout == LAYOUT_ONE ? 1 : n;

	for (size_t i = 0; i < n_files; i++)
		vec_push(a, &out->list, (struct file){ .name = file_name(a, f, i) });
	for (size_t i = 0; i < n; i++) {
		size_t object = f->order ? f->order[i] : i;

		write_object(a, &out->list.at[file_of(f, object)], f, object);
	}
	for (size_t i = 0; f->crlf && i < n_files; i++)
		end_lines_with_crlf(&out->list.at[i]);
}

void form_release(struct files *files)
{
	for (size_t i = 0; i < files->list.n; i++)
		buf_release(&files->list.at[i].bytes);
}

/* --- judging --- */

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t object_at(const struct files *files, struct span at)
{
	for (size_t i = 0; at.source && i < files->list.n; i++) {
		const struct file *f = &files->list.at[i];

		for (size_t k = 0; strcmp(f->name, at.source->name) == 0 && k < f->pieces.n; k++)
			if (at.begin >= f->pieces.at[k].begin && at.begin < f->pieces.at[k].end)
				return f->pieces.at[k].object;
	}
	return NO_OBJECT;
}

/*
 * What is told once a file, at its first, with how many more there are ("and 2 more of this file"): only their sum stays when objects move to other
 * files or within one. 0 for other findings.
 */
static size_t told_with(const struct finding *found)
{
	static const char *const codes[] = { "OB001", "IM004", "IM005", NULL };
	const char *more = strstr(found->message, "and ");

	for (const char *const *code = codes; *code; code++)
		if (strcmp(found->notice->code, *code) == 0)
			return more && strstr(more, "more ") ? 1 + strtoul(more + strlen("and "), NULL, 10) : 1;
	return 0;
}

/* Of further places only which they are counts, not their order. */
static const char *line_of(struct arena *a, const struct form *f, const struct files *files, const struct finding *found)
{
	struct { VEC(const char *) list; } places = { { NULL, 0, 0 } };
	struct buf out = BUF_INIT;
	const char *line;

	buf_printf(&out, "%s %s #%zd %s %s: %s", severity_name(found->severity), found->notice->code, (ssize_t)object_at(files, found->span),
		found->subject.name ? found->subject.name : "", found->path ? found->path : "", found->message);
	for (size_t i = 0; i < found->related.n; i++) {
		const struct related *r = &found->related.at[i];

		vec_push(a, &places.list, arena_printf(a, " (#%zd %s)", (ssize_t)object_at(files, r->span), r->message));
	}
	if (places.list.n)
		qsort(places.list.at, places.list.n, sizeof *places.list.at, compare_lines);
	for (size_t i = 0; i < places.list.n; i++)
		buf_puts(&out, places.list.at[i]);
	if (found->suppression)
		buf_puts(&out, " silenced");
	line = value_unnamed(a, out.at, f->style.names);
	buf_release(&out);
	return line;
}

static void note_lines(struct arena *a, const struct form *f, const struct lint_result *r, struct said *out)
{
	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *found = r->findings.findings.at[i];
		size_t n = told_with(found);

		for (size_t k = 0; k < n; k++)
			vec_push(a, &out->lines, arena_printf(a, "%s %s, one of its file", severity_name(found->severity), found->notice->code));
		if (!n)
			vec_push(a, &out->lines, line_of(a, f, &out->files, found));
	}
	for (size_t i = 0; i < r->undecided.n; i++) {
		const struct lint_undecided *u = &r->undecided.at[i];
		const char *line = arena_printf(a, "undecided %s in \"%s\": %s:", u->what, u->ns, u->reason);

		for (size_t k = 0; k < u->codes.n; k++)
			line = arena_printf(a, "%s %s", line, u->codes.at[k]);
		vec_push(a, &out->lines, value_unnamed(a, line, f->style.names));
	}
	if (out->lines.n)
		qsort(out->lines.at, out->lines.n, sizeof *out->lines.at, compare_lines);
}

static void count(struct meta_tally *t, const struct lint_result *r)
{
	t->meshes++;
	t->faulty += r->findings.findings.n > 0;
	t->findings += r->findings.findings.n;
	for (size_t i = 0; i < r->findings.findings.n; i++)
		for (size_t k = 0; k < r->n_notices && k < sizeof t->by_code / sizeof *t->by_code; k++)
			if (r->notices[k] == r->findings.findings.at[i]->notice)
				t->codes += t->by_code[k]++ == 0;
}

static const char *report_of(struct arena *a, const struct lint_result *r)
{
	const struct report report = {
		.version = "0", .findings = (const struct finding *const *)r->findings.findings.at, .n_findings = r->findings.findings.n,
		.notices = r->notices, .n_notices = r->n_notices, .files = r->files, .documents = r->documents, .resources = r->resources,
		.suppressed = r->suppressed,
	};
	struct buf out = BUF_INIT;
	const char *text;

	report_write(&out, &report, REPORT_JSON);
	text = arena_strdup(a, out.at);
	buf_release(&out);
	return text;
}

void form_judge(struct arena *a, const struct form *f, struct meta_tally *t, bool counted, struct said *out)
{
	struct settings settings = { .world = f->world };
	struct lint_bytes *bytes;
	struct lint_options options = { .catalogue = &registry, .settings = &settings, .jobs = f->jobs ? f->jobs : 1 };
	struct lint_result result;

	form_write(a, f, &out->files);
	bytes = arena_array(a, struct lint_bytes, out->files.list.n);
	for (size_t i = 0; i < out->files.list.n; i++) {
		const struct file *file = &out->files.list.at[i];
		size_t at = f->mix ? dice_below(f->mix, (unsigned)i + 1) : i;

		bytes[i] = bytes[at];
		bytes[at] = (struct lint_bytes){ file->name, file->bytes.at ? file->bytes.at : "", file->bytes.n };
	}
	options.overlay = bytes;
	options.n_overlay = out->files.list.n;
	lint_run(&options, &result);
	note_lines(a, f, &result, out);
	out->report = report_of(a, &result);
	t->runs++;
	if (counted)
		count(t, &result);
	lint_release(&result);
}

const char *form_judge_paths(struct arena *a, enum world world, const char *const *paths, size_t n)
{
	const struct settings settings = { .world = world };
	const struct lint_options options = { .catalogue = &registry, .settings = &settings, .paths = paths, .n_paths = n, .jobs = 1 };
	struct lint_result result;
	const char *report;

	lint_run(&options, &result);
	report = report_of(a, &result);
	lint_release(&result);
	return report;
}
