/* The program: reads its command line, wires the rooms together, and exits as CLI.md says. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/distance.h"
#include "cli/completion.h"
#include "cli/effective.h"
#include "cli/help.h"
#include "cli/manual.h"
#include "cli/mend.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/since.h"
#include "cli/terminal.h"
#include "cli/version.h"
#include "doc/library.h"
#include "fix/ignore.h"
#include "keys.h"
#include "lint/baseline.h"
#include "lint/config.h"
#include "lint/config_schema.h"
#include "lint/known.h"
#include "lint/lint.h"
#include "report/report.h"
#include "rules/registry.h"
#include "source/fence.h"
#include "trace/access.h"
#include "trace/model.h"
#include "trace/trace.h"
#include "type/pattern.h"

#ifndef HELP_URL /* where the pages of the rules are on the web, if the build says so */
#define HELP_URL NULL
#endif

#define STATUS_CLEAN 0
#define STATUS_FINDINGS 1
#define STATUS_TROUBLE 2

/* Write to a file, or standard output; the status, or that of trouble where it cannot be written. */
static int deliver_to(struct arena *a, const struct options *o, const char *path, const struct buf *out, int status)
{
	const char *why;

	if (output_write(a, path, o->settings.follow_links, out, &why))
		return status;
	output_tell("cannot write %s: %s", path ? path : "the report", why);
	return STATUS_TROUBLE;
}

static int deliver(struct arena *a, const struct options *o, const struct buf *out, int status)
{
	return deliver_to(a, o, o->output, out, status);
}

static enum severity worst(const struct lint_result *r)
{
	enum severity worst = SEVERITY_OFF;

	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];

		if (f->suppression == SUPPRESSION_NONE && f->severity > worst)
			worst = f->severity;
	}
	return worst;
}

static int status_of(const struct options *o, const struct lint_result *r)
{
	if (r->incomplete)
		return STATUS_TROUBLE;
	return o->fail_on != SEVERITY_OFF && worst(r) >= o->fail_on ? STATUS_FINDINGS : STATUS_CLEAN;
}

/* Files and documents that were given up on, for SARIF. */
static struct report_problem *problems_of(struct arena *a, const struct lint_result *r, size_t *n)
{
	struct report_problem *list = arena_array(a, struct report_problem, r->findings.findings.n);

	*n = 0;
	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];

		if (f->suppression == SUPPRESSION_NONE && strcmp(f->notice->category, "input") == 0)
			list[(*n)++] = (struct report_problem){ f->span.source->name, f->message,
				f->notice->severity };
	}
	return list;
}

static void fill_units(struct report *report, struct arena *a, const struct lint_result *r)
{
	struct report_unit *units = arena_array(a, struct report_unit, r->units.n);
	struct report_application *applications = arena_array(a, struct report_application, r->applications.n);
	struct report_skipped *skipped = arena_array(a, struct report_skipped, r->skipped.n);

	for (size_t i = 0; i < r->units.n; i++) {
		const struct lint_unit *u = &r->units.at[i];

		units[i] = (struct report_unit){ .kind = u->kind, .name = u->name, .deployed_by = u->deployed_by,
			.failure = u->failure, .namespaces = u->namespaces.at, .n_namespaces = u->namespaces.n,
			.gaps = u->gaps.at, .n_gaps = u->gaps.n, .files = u->files, .resources = u->resources, .judged = u->judged };
	}
	for (size_t i = 0; i < r->applications.n; i++) {
		const struct lint_application *from = &r->applications.at[i];

		applications[i] = (struct report_application){ from->name, from->units.at, from->units.n, from->resources };
	}
	for (size_t i = 0; i < r->skipped.n; i++)
		skipped[i] = (struct report_skipped){ r->skipped.at[i].sort, r->skipped.at[i].files };
	report->units = units;
	report->n_units = r->units.n;
	report->applications = applications;
	report->n_applications = r->applications.n;
	report->skipped = skipped;
	report->n_skipped = r->skipped.n;
}

static void fill_report(struct report *report, struct arena *a, const struct options *o, const struct lint_result *r)
{
	struct report_undecided *undecided = arena_array(a, struct report_undecided, r->undecided.n);

	for (size_t i = 0; i < r->undecided.n; i++) {
		const struct lint_undecided *u = &r->undecided.at[i];

		undecided[i] = (struct report_undecided){ u->ns, u->what, u->reason, u->codes.at, u->codes.n };
	}
	*report = (struct report){
		.version = VERSION,
		.findings = (const struct finding *const *)r->findings.findings.at, .n_findings = r->findings.findings.n,
		.notices = r->notices, .n_notices = r->n_notices,
		.undecided = undecided, .n_undecided = r->undecided.n,
		.files = r->files, .documents = r->documents, .resources = r->resources,
		.suppressed = r->suppressed, .status = status_of(o, r),
		.folder = path_working(a), .style = terminal_style(a, o, o->output), .min_severity = o->min_severity,
		.quiet = o->quiet, .fixing = o->fix, .statistics = o->statistics, .show_suppressed = o->show_suppressed, .help_url = HELP_URL,
	};
	report->root = fence_repository(a, report->folder);
	fill_units(report, a, r);
	report->problems = problems_of(a, r, &report->n_problems);
}

/* The stages, and those rules that took more than a hundredth of them. */
static void print_timing(const struct lint_result *r)
{
	double total = 0, rest = 0;
	size_t n_rest = 0;

	for (size_t i = 0; i < r->timings.n; i++)
		total += r->timings.at[i].name ? 0 : r->timings.at[i].seconds;
	for (size_t i = 0; i < r->timings.n; i++) {
		const struct lint_timing *t = &r->timings.at[i];

		if (t->name && t->seconds * 100 < total) {
			rest += t->seconds;
			n_rest++;
		} else if (t->name) {
			fprintf(stderr, "%10.3f ms  %s %s (%zu)\n", t->seconds * 1e3, t->what, t->name, t->visits);
		} else {
			fprintf(stderr, "%10.3f ms  %s\n", t->seconds * 1e3, t->what);
		}
	}
	if (n_rest)
		fprintf(stderr, "%10.3f ms  %zu rules that took less than 1%% each\n", rest * 1e3, n_rest);
	fprintf(stderr, "%10.3f ms  all stages\n", total * 1e3);
}

/* The configuration file below what the command line says; false where it is wrong. path: which it is, NULL for none. */
static bool read_config_of(struct arena *a, struct options *o, const char **read)
{
	const char *misnamed = NULL, *path = o->config ? o->config : o->no_config ? NULL : config_find(a, o->words.at[0], &misnamed);
	const char *working = path_working(a);
	struct fence fence = { .open = o->settings.follow_links };
	struct buf errors = BUF_INIT;
	bool ok;

	if (misnamed)
		output_tell("%s is not read: the configuration is called " CONFIG_NAME, misnamed);
	if (path && !o->config)
		fence_add_tree(&fence, a, path_folder(a, path_absolute(a, working, path)));
	for (size_t i = 0; path && i < o->words.n; i++)
		if (strcmp(o->words.at[i], "-") != 0)
			fence_add_tree(&fence, a, path_absolute(a, working, o->words.at[i]));
	ok = !path || config_load(&o->settings, a, path, o->config ? NULL : &fence, &registry, &errors);
	if (errors.n)
		fputs(errors.at, stderr);
	buf_release(&errors);
	*read = path;
	return ok;
}

static bool read_config(struct arena *a, struct options *o)
{
	const char *path;
	bool ok = read_config_of(a, o, &path);

	if (ok && o->settings.render && !o->settings.charts.n && !o->settings.refused.n)
		output_tell("--render has nothing to render: %s", path ? "the configuration file names no charts" : "there is no configuration file, which would name charts");
	return ok;
}

/*
 * Keep from what is read all that the run does not need. helm needs more, and so does who follows links wherever they lead. What the
 * paths give is with the repositories around them, as lint reads it.
 */
static void enter_sandbox(struct arena *a, const struct options *o)
{
	const struct settings *s = &o->settings;
	const char *named[] = { s->mesh_config, s->mesh_networks }, *working = path_working(a);
	struct sandbox box = { 0 };
	struct fence fence = { 0 };

	if (o->no_sandbox || s->render)
		return;
	for (size_t i = 0; i < o->words.n + s->crds.list.n; i++) {
		const char *path = i < o->words.n ? o->words.at[i] : s->crds.list.at[i - o->words.n];

		if (strcmp(path, "-") != 0)
			fence_add_tree(&fence, a, path_absolute(a, working, path));
	}
	for (size_t i = 0; i < fence_count(&fence); i++)
		vec_push(a, &box.reads, fence_top(&fence, i));
	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (named[i])
			vec_push(a, &box.reads, named[i]);
	if (s->follow_links)
		vec_push(a, &box.reads, "/");
	for (size_t i = 0; i < o->targets.n || i == 0; i++) {
		const char *file = o->targets.n ? o->targets.at[i].path : o->output, *folder = file ? output_folder(a, file, s->follow_links) : NULL;

		if (folder)
			vec_push(a, &box.writes, folder);
	}
	if (o->write_baseline && output_folder(a, o->write_baseline, s->follow_links))
		vec_push(a, &box.writes, output_folder(a, o->write_baseline, s->follow_links));
	for (size_t i = 0; (o->fix || o->add_ignore) && i < o->words.n; i++)
		if (strcmp(o->words.at[i], "-") != 0) {
			vec_push(a, &box.writes, mend_folder(a, o->words.at[i]));
			vec_push(a, &box.reads, mend_folder(a, o->words.at[i])); /* what is written is a new file, and is read again */
		}
	sandbox_enter(&box);
}

/* Is there a unit of this name, or a mesh of the configuration file? near: the one that may have been meant, or NULL. */
static bool knows_unit(const struct options *o, const struct lint_result *r, const char *name, const char **near)
{
	size_t most = strlen(name) / 3 + 1, n = r->units.n + o->settings.meshes.n;

	*near = NULL;
	for (size_t i = 0; i < n; i++) {
		const char *is = i < r->units.n ? r->units.at[i].name : o->settings.meshes.at[i - r->units.n].name;
		size_t d = edit_distance(name, strlen(name), is, strlen(is), most);

		if (strcmp(name, is) == 0)
			return true;
		if (d <= most && d > 0) {
			most = d - 1;
			*near = is;
		}
	}
	return false;
}

static void tell_unknown_units(const struct options *o, struct lint_result *r)
{
	const char *near;

	for (size_t i = 0; i < o->settings.units.list.n; i++) {
		const char *name = o->settings.units.list.at[i];

		if (strcmp(name, "-") == 0 || knows_unit(o, r, name, &near))
			continue;
		output_tell("there is no unit and no mesh \"%s\"%s%s%s (see \"meshlint units\")", name, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
		r->incomplete = true;
	}
}

/* Has the run read objects from the file that is to be written? That is told, and it stays as it is. */
static bool keeps(const struct lint_result *r, const char *path)
{
	struct stat file, input;

	if (!path || stat(path, &file) != 0)
		return false;
	for (size_t i = 0; i < r->texts.n; i++) {
		const struct lint_file *f = &r->texts.at[i];

		if (f->objects && f->absolute && stat(f->absolute, &input) == 0 && input.st_dev == file.st_dev && input.st_ino == file.st_ino) {
			output_tell("%s holds objects that were checked: nothing is written over it", path);
			return true;
		}
	}
	return false;
}

/* Write the report in every format, each whole and whatever becomes of the others. */
static int write_reports(struct arena *a, const struct options *o, const struct lint_result *r, struct report *report)
{
	int status = report->status;
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < o->targets.n; i++) {
		const struct report_target *t = &o->targets.at[i];

		if (keeps(r, t->path)) {
			status = STATUS_TROUBLE;
			continue;
		}
		buf_clear(&out);
		report->style = terminal_style(a, o, t->path);
		report_write(&out, report, t->format);
		status = deliver_to(a, o, t->path, &out, status);
	}
	buf_release(&out);
	return status;
}

static int write_units(struct arena *a, const struct options *o, const struct report *report)
{
	struct buf out = BUF_INIT;
	int status;

	(o->format == REPORT_JSON ? report_units_json : report_units_text)(&out, report);
	status = deliver(a, o, &out, report->status);
	buf_release(&out);
	return status;
}

static bool reads_standard_input(const struct options *o)
{
	for (size_t i = 0; i < o->words.n; i++)
		if (strcmp(o->words.at[i], "-") == 0)
			return true;
	return false;
}

/* Is there something that would change, or that would be left? */
static int status_of_fixes(const struct options *o, const struct fix_result *fixes)
{
	bool found = fixes->files.n > 0;

	for (int s = (int)o->fail_on; s <= SEVERITY_ERROR; s++)
		found |= fixes->left[s] > 0;
	if (fixes->incomplete)
		return STATUS_TROUBLE;
	return o->fail_on != SEVERITY_OFF && found ? STATUS_FINDINGS : STATUS_CLEAN;
}

/* Print what --fix would change; the status. */
static int show_fixes(struct arena *a, const struct options *o, const struct fix_result *fixes)
{
	struct buf out = BUF_INIT;
	int status = status_of_fixes(o, fixes);

	mend_show(fixes, o->min_severity, !o->output && isatty(STDOUT_FILENO), &out);
	if (fixes->incomplete)
		output_tell("some of the input could not be read: \"meshlint check\" tells what");
	status = deliver(a, o, &out, status);
	buf_release(&out);
	return status;
}

/* Change the files, before what is left is checked; the status, where there is more to it than that. */
static int make_fixes(struct arena *a, struct options *o, struct lint_options *lint, struct fix_result *fixes)
{
	struct lint_bytes *standard = arena_new(a, struct lint_bytes);
	bool reads = reads_standard_input(o), ok;

	if (reads && !fixes->standard_input) {
		output_tell("standard input is no UTF-8 text that could be changed: nothing was done");
		return STATUS_TROUBLE;
	}
	for (size_t i = 0; reads && i < o->targets.n; i++)
		if (!o->targets.at[i].path)
			o->targets.at[i].path = "/dev/stderr"; /* standard output is for the text */
	ok = mend_write(a, fixes);
	if (reads) {
		*standard = (struct lint_bytes){ fixes->standard_input->name, fixes->standard_input->after, fixes->standard_input->n_after };
		lint->overlay = standard;
		lint->n_overlay = 1;
	}
	return ok ? STATUS_CLEAN : STATUS_TROUBLE;
}

/* Read the baseline that the findings are held against; false where it is wrong. One that is to be written anew is not asked. */
static bool read_baseline(struct arena *a, struct options *o)
{
	struct settings *s = &o->settings;
	struct buf errors = BUF_INIT;

	if (s->baseline && !o->write_baseline && !config_has_baseline(s, &errors)) {
		fputs(errors.at, stderr);
		buf_release(&errors);
		return false;
	}
	if (s->baseline && !o->write_baseline)
		s->known = baseline_read(a, s->baseline, &errors);
	if (errors.n)
		fputs(errors.at, stderr);
	buf_release(&errors);
	return s->known || !s->baseline || o->write_baseline;
}

/* Write what was found where that is asked for; else tell what the baseline has and the tree has no more. False where it cannot be written. */
static bool record(struct arena *a, const struct options *o, struct lint_result *r)
{
	struct buf out = BUF_INIT;
	const char *why;
	bool ok = true;

	if (r->stale)
		output_tell("%zu %s of %s no longer %s: --write-baseline %s writes it anew", r->stale, r->stale == 1 ? "entry" : "entries",
			o->settings.baseline, r->stale == 1 ? "occurs" : "occur", o->settings.baseline);
	if (o->write_baseline && keeps(r, o->write_baseline)) {
		ok = false;
	} else if (o->write_baseline) {
		baseline_write(&out, o->write_baseline, o->words.at, o->words.n, r);
		ok = output_write(a, o->write_baseline, o->settings.follow_links, &out, &why);
		if (!ok)
			output_tell("cannot write %s: %s", o->write_baseline, why);
	}
	buf_release(&out);
	return ok;
}

/* How the options would have it linted. */
static struct lint_options lint_of(const struct options *o)
{
	return (struct lint_options){ .catalogue = &registry, .settings = &o->settings, .stdin_name = o->stdin_name, .jobs = o->jobs,
		.timing = o->timing, .units_only = o->command == COMMAND_UNITS, .all = o->write_baseline != NULL,
		.paths = o->words.at, .n_paths = o->words.n };
}

static void lint_watched(const struct options *o, struct lint_options *lint, struct lint_result *result)
{
	struct progress progress;

	if (progress_begin(&progress) && !o->quiet) {
		lint->progress = progress_show;
		lint->progress_context = &progress;
	}
	lint_run(lint, result);
}

/* Check what the options name, in the sandbox. */
static void judge(struct arena *a, const struct options *o, struct lint_result *result)
{
	struct lint_options lint = lint_of(o);

	enter_sandbox(a, o);
	lint_watched(o, &lint, result);
}

/* Leave out what the revision of --only-new had already. */
static bool judge_new(struct arena *a, const struct options *o, struct lint_result *result, size_t *known)
{
	struct since since = { .found = BUF_INIT };
	const char *why;
	bool ok = since_learn(&since, a, o, judge, &why);

	if (ok) {
		judge(a, o, result);
		*known = known_take_out(result, since.found.at, since.found.n, since.top);
	} else {
		output_tell("--only-new: %s", why);
	}
	buf_release(&since.found);
	return ok;
}

/* Change the files, or show how they would change, and check what is left. False where that is all there is to say, with the status. */
static bool judge_fixed(struct arena *a, struct options *o, struct fix_result *fixes, struct lint_result *result, int *status)
{
	struct lint_options lint = lint_of(o);
	bool whole;

	enter_sandbox(a, o);
	if (o->add_ignore)
		ignore_run(&(struct fix_options){ &lint, false, o->min_severity }, o->reason, fixes);
	else
		fix_run(&(struct fix_options){ &lint, o->unsafe_fixes, o->min_severity }, fixes);
	mend_tell(a, fixes, o->add_ignore, o->diff);
	*status = o->diff ? show_fixes(a, o, fixes) : make_fixes(a, o, &lint, fixes);
	whole = !o->diff && (*status == STATUS_CLEAN || !reads_standard_input(o) || fixes->standard_input);
	if (whole)
		lint_watched(o, &lint, result);
	return whole;
}

/* Find what there is to report. False where there is nothing to report, with the status. */
static bool find(struct arena *a, struct options *o, struct fix_result *fixes, struct lint_result *result, size_t *known, int *status)
{
	*status = STATUS_CLEAN;
	if (o->fix || o->diff || o->add_ignore)
		return judge_fixed(a, o, fixes, result, status);
	if (!o->only_new)
		judge(a, o, result);
	else if (!judge_new(a, o, result, known))
		*status = STATUS_TROUBLE;
	return *status == STATUS_CLEAN;
}

/* Does the configuration file or an option leave out the path, which is read all the same because the user names it? */
static bool is_excluded(struct arena *a, const struct settings *s, const char *word)
{
	const char *working = path_working(a), *path = path_absolute(a, working, word), *below = path_below(working, path);

	for (size_t i = 0; below && *below && i < s->exclude.list.n; i++)
		if (path_matches(s->exclude.list.at[i], below))
			return true;
	below = s->folder ? path_below(s->folder, path) : NULL;
	for (size_t i = 0; below && *below && i < s->folder_exclude.list.n; i++)
		if (path_matches(s->folder_exclude.list.at[i], below))
			return true;
	return false;
}

static void tell_excluded(struct arena *a, const struct options *o)
{
	const char *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < o->words.n; i++)
		if (strcmp(o->words.at[i], "-") != 0 && is_excluded(a, &o->settings, o->words.at[i]) && n++ == 0)
			first = o->words.at[i];
	if (n == 1)
		output_tell("%s is excluded, but read because it is named", first);
	else if (n)
		output_tell("%s and %zu more %s are excluded, but read because they are named", first, n - 1, n == 2 ? "path" : "paths");
}

/* What is silenced is not in the report; that the status is 2 for it nothing else tells. */
static const char *unread_silently(struct arena *a, const struct lint_result *r)
{
	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];

		if (f->unread && f->suppression != SUPPRESSION_NONE)
			return arena_printf(a, ", such as %s, of which the finding is suppressed (to leave a file out, exclude it)", f->span.source->name);
	}
	return "";
}

static int check(struct arena *a, struct options *o)
{
	bool units_only = o->command == COMMAND_UNITS, unread;
	struct fix_result fixes = { 0 };
	struct lint_result result;
	struct report report;
	size_t known = 0;
	int status;

	if (!o->words.n)
		vec_push(a, &o->words, ".");
	if (!read_config(a, o) || !read_baseline(a, o))
		return STATUS_TROUBLE;
	if (!find(a, o, &fixes, &result, &known, &status)) {
		fix_release(&fixes);
		return status;
	}
	unread = result.incomplete;
	tell_unknown_units(o, &result);
	tell_excluded(a, o);
	if (!result.files && !result.incomplete)
		output_tell("no *.yaml, *.yml or *.json file in \"%s\"%s%s", o->words.at[0], o->words.n > 1 ? " and the other paths" : "",
			o->settings.exclude.list.n || o->settings.folder_exclude.list.n ? " that is not excluded" : "");
	if (unread)
		output_tell("some of the input could not be read%s%s", unread_silently(a, &result), units_only ? ": \"meshlint check\" tells what" : "; the rest was checked");
	if (!record(a, o, &result))
		status = STATUS_TROUBLE;
	fill_report(&report, a, o, &result);
	report.fixed = fixes.fixed;
	report.since = o->only_new;
	report.known = known;
	if (status != STATUS_CLEAN)
		report.status = status;
	status = units_only ? write_units(a, o, &report) : write_reports(a, o, &result, &report);
	if (o->timing)
		print_timing(&result);
	lint_release(&result);
	fix_release(&fixes);
	return status;
}

static void tell_lines(const struct buf *errors)
{
	for (const char *line = errors->at; line && *line; line += strcspn(line, "\n") + 1)
		output_tell("%.*s", (int)strcspn(line, "\n"), line);
}

/* What the options say is one request; the files hold more. False where something is wrong with them. */
static bool read_wishes(struct arena *a, const struct options *o, struct wishes *wishes)
{
	const struct request_options *r = &o->request;
	struct buf errors = BUF_INIT;
	struct wish one = { .from = r->from, .through = r->through, .arrives = r->arrives, .url = r->url, .method = r->method,
		.identity = r->identity, .address = r->address, .tls = r->tls, .port = (int64_t)r->port };
	bool ok = true;

	for (size_t i = 0; i < r->headers.n; i++) {
		const char *colon = strchr(r->headers.at[i] + 1, ':'); /* ":authority" begins with one */
		struct wish_header h = { arena_strndup(a, r->headers.at[i], (size_t)(colon - r->headers.at[i])), colon + 1 + strspn(colon + 1, " ") };

		vec_push(a, &one.headers, h);
	}
	if (r->url || !r->files.n)
		ok = wish_check(&one, "the request", &errors);
	if (ok && r->url)
		vec_push(a, &wishes->list, one);
	for (size_t i = 0; i < r->files.n; i++)
		ok &= wishes_read(wishes, r->files.at[i], &errors);
	if (ok && wishes->tests && !wishes->list.n) {
		buf_puts(&errors, "there is no test in what --tests names\n");
		ok = false;
	}
	tell_lines(&errors);
	buf_release(&errors);
	return ok;
}

static void consult(void *context, const struct mesh *m)
{
	trace_ask(context, m);
}

/* Write the answers, or how the tests ended; the status. */
static int report_trace(const struct options *o, const struct trace *t, struct buf *out)
{
	size_t (*test)(const struct trace *, bool, struct buf *) = o->format == REPORT_JSON ? test_json : o->format == REPORT_JUNIT ? test_junit : test_text;

	if (o->command == COMMAND_TEST)
		return test(t, o->allow_undecided, out) ? STATUS_FINDINGS : STATUS_CLEAN;
	(o->format == REPORT_JSON ? trace_json : trace_text)(t, out);
	return o->request.url && !t->verdicts[0].answered ? STATUS_TROUBLE : STATUS_CLEAN; /* that one request is of nobody */
}

/* Hand each mesh of the tree to ask. What it keeps of them may point into result, which is the caller's to release. */
static void ask_meshes(struct arena *a, const struct options *o, void (*ask)(void *context, const struct mesh *m), void *context, struct lint_result *result)
{
	struct lint_options lint = { .catalogue = &registry, .settings = &o->settings, .stdin_name = o->stdin_name, .jobs = o->jobs,
		.paths = o->words.at, .n_paths = o->words.n, .consult = ask, .consult_context = context };
	struct progress progress;

	if (progress_begin(&progress)) {
		lint.progress = progress_show;
		lint.progress_context = &progress;
	}
	enter_sandbox(a, o);
	lint_run(&lint, result);
	if (result->incomplete)
		output_tell("some of the input could not be read: \"meshlint check\" tells what");
	if (o->settings.units.list.n && !result->meshes) {
		output_tell("nothing that is judged is of unit \"%s\": see \"meshlint units\"", o->settings.units.list.at[0]);
		result->incomplete = true;
	}
}

/* Follow requests through the meshes of the tree. */
static int trace(struct arena *a, struct options *o)
{
	struct wishes wishes = { .arena = a, .pool = pool_new(keys, n_keys), .tests = o->command == COMMAND_TEST };
	struct lint_result result;
	struct coverage coverage = { .arena = a };
	struct trace trace;
	struct buf out = BUF_INIT;
	int status;

	if (!o->words.n)
		vec_push(a, &o->words, ".");
	if (!read_wishes(a, o, &wishes) || !read_config(a, o)) {
		pool_free(wishes.pool);
		return STATUS_TROUBLE;
	}
	trace_start(&trace, a, &wishes);
	trace.coverage = o->coverage ? &coverage : NULL;
	ask_meshes(a, o, consult, &trace, &result);
	trace_finish(&trace);
	status = report_trace(o, &trace, &out);
	status = deliver(a, o, &out, result.incomplete ? STATUS_TROUBLE : status);
	buf_release(&out);
	lint_release(&result);
	pool_free(wishes.pool);
	return status;
}

static void sketch(void *context, const struct mesh *m)
{
	model_add(context, m);
}

/* Write the meshes of the tree. */
static int model(struct arena *a, struct options *o)
{
	struct model model;
	struct lint_result result;
	struct buf out = BUF_INIT;
	int status;

	if (!o->words.n)
		vec_push(a, &o->words, ".");
	if (!read_config(a, o))
		return STATUS_TROUBLE;
	model_begin(&model, &out);
	ask_meshes(a, o, sketch, &model, &result);
	model_end(&model);
	status = deliver(a, o, &out, result.incomplete ? STATUS_TROUBLE : STATUS_CLEAN);
	buf_release(&out);
	lint_release(&result);
	return status;
}

static void consult_access(void *context, const struct mesh *m)
{
	access_ask(context, m);
}

static void write_access(const struct access *a, const struct options *o, struct buf *out)
{
	if (o->access_format == ACCESS_CSV)
		access_csv(a, out);
	else if (o->access_format == ACCESS_MARKDOWN)
		access_markdown(a, out);
	else if (o->access_format == ACCESS_DOT)
		access_dot(a, out);
	else if (o->format == REPORT_JSON)
		access_json(a, out);
	else
		access_text(a, out);
}

/* Who may call whom in the meshes of the tree. */
static int access_command(struct arena *a, struct options *o)
{
	struct access access;
	struct lint_result result;
	struct access_wish wish;
	struct buf errors = BUF_INIT, out = BUF_INIT;
	int status = STATUS_TROUBLE;

	if (!o->words.n)
		vec_push(a, &o->words, ".");
	if (!access_wish_read(&wish, a, o->request.to, o->request.from, &errors) || !read_config(a, o)) {
		tell_lines(&errors);
		buf_release(&errors);
		return STATUS_TROUBLE;
	}
	access_start(&access, a, &wish);
	ask_meshes(a, o, consult_access, &access, &result);
	if (access_finish(&access, &errors)) {
		write_access(&access, o, &out);
		status = deliver(a, o, &out, result.incomplete ? STATUS_TROUBLE : STATUS_CLEAN);
	} else {
		tell_lines(&errors);
	}
	buf_release(&errors);
	buf_release(&out);
	lint_release(&result);
	return status;
}

/* The page of the one rule that answers to the word, or the list of those that do. */
static int explain(struct arena *a, const struct options *o)
{
	const char *word = o->words.at[0], *near;
	const struct notice **found;
	const struct notice *const *all;
	struct buf out = BUF_INIT;
	size_t n, n_found = 0;
	int status;

	all = catalogue_notices(&registry, a, &n);
	found = arena_array(a, const struct notice *, n);
	for (size_t i = 0; i < n; i++)
		if (notice_match(all[i], word, strlen(word)) != MATCH_NONE)
			found[n_found++] = all[i];
	if (!n_found) {
		near = catalogue_suggest(&registry, a, word, strlen(word));
		if (catalogue_knows(&registry, word, strlen(word)))
			output_tell("the code %s is retired: no rule has it any more", word);
		else
			output_tell("no rule has the code, name, category or alias \"%s\"%s%s%s", word,
				near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
		return STATUS_TROUBLE;
	}
	if (n_found == 1)
		report_page(&out, found[0], terminal_style(a, o, o->output));
	else
		report_rules_text(&out, found, n_found, terminal_style(a, o, o->output));
	status = deliver(a, o, &out, STATUS_CLEAN);
	buf_release(&out);
	return status;
}

static int rules(struct arena *a, const struct options *o)
{
	struct buf out = BUF_INIT;
	const struct notice *const *all;
	size_t n;
	int status;

	all = catalogue_notices(&registry, a, &n);
	if (o->format == REPORT_JSON)
		report_rules_json(&out, all, n);
	else
		report_rules_text(&out, all, n, terminal_style(a, o, o->output));
	status = deliver(a, o, &out, STATUS_CLEAN);
	buf_release(&out);
	return status;
}

/* The settings in force, or the schema of the file that has them. */
static int config(struct arena *a, struct options *o)
{
	struct buf out = BUF_INIT;
	const char *path = NULL;
	int status;

	for (size_t i = 0; i < o->words.n; i++)
		if (strcmp(o->words.at[i], "-") != 0 && access(o->words.at[i], F_OK) != 0) {
			output_tell("%s: %s", o->words.at[i], strerror(errno));
			return STATUS_TROUBLE;
		}
	if (!o->words.n)
		vec_push(a, &o->words, ".");
	if (o->schema) {
		config_schema(&out, &registry);
	} else {
		if (!read_config_of(a, o, &path))
			return STATUS_TROUBLE;
		if (o->format == REPORT_JSON)
			effective_json(&out, &o->settings, &registry, path);
		else
			effective_text(&out, &o->settings, &registry, path, terminal_style(a, o, o->output));
	}
	status = deliver(a, o, &out, STATUS_CLEAN);
	buf_release(&out);
	return status;
}

static int help(struct arena *a, const struct options *o)
{
	enum command c = N_COMMANDS;
	struct buf out = BUF_INIT;
	int status;

	if (o->words.n && !command_find(o->words.at[0], &c)) {
		output_tell("there is no command \"%s\"; there are %s", o->words.at[0], command_list(a));
		return STATUS_TROUBLE;
	}
	if (o->manual)
		manual_write(&out, VERSION, VERSION_DATE);
	else
		help_write(&out, c, terminal_style(a, o, o->output).width);
	status = deliver(a, o, &out, STATUS_CLEAN);
	buf_release(&out);
	return status;
}

static int completion(struct arena *a, const struct options *o)
{
	struct buf out = BUF_INIT;
	int status;

	completion_write(&out, o->words.at[0]);
	status = deliver(a, o, &out, STATUS_CLEAN);
	buf_release(&out);
	return status;
}

static int version(struct arena *a, const struct options *o)
{
	struct buf out = BUF_INIT;
	int status;

	buf_puts(&out, "meshlint " VERSION "\nschemas: " ISTIO_KNOWN ", Gateway API up to " GATEWAY_API_NEWEST "\n");
	buf_printf(&out, "libraries: libyaml %s, libcyaml %s, pcre2 %s\n", doc_library(), config_library(), pattern_library(a));
	buf_printf(&out, "sandbox: %s\n", sandbox_words(a));
	status = deliver(a, o, &out, STATUS_CLEAN);
	buf_release(&out);
	return status;
}

static int run(struct arena *a, struct options *o)
{
	switch (o->command) {
	case COMMAND_EXPLAIN: return explain(a, o);
	case COMMAND_RULES: return rules(a, o);
	case COMMAND_CONFIG: return config(a, o);
	case COMMAND_VERSION: return version(a, o);
	case COMMAND_COMPLETION: return completion(a, o);
	case COMMAND_HELP: return help(a, o);
	case COMMAND_TRACE:
	case COMMAND_TEST: return trace(a, o);
	case COMMAND_MODEL: return model(a, o);
	case COMMAND_ACCESS: return access_command(a, o);
	default: return check(a, o);
	}
}

int main(int argc, char **argv)
{
	struct arena arena = ARENA_INIT;
	struct options options = { 0 };
	struct buf errors = BUF_INIT;
	int status;

	signal(SIGPIPE, SIG_IGN); /* output_write sees to who reads no further */
	signal(SIGXFSZ, SIG_IGN); /* a file that may grow no further is an error that is told */
	if (options_read(&options, &arena, &registry, argc, argv, &errors)) {
		status = run(&arena, &options);
	} else {
		tell_lines(&errors);
		output_tell("see \"meshlint help%s%s\"", options.command_told ? " " : "", options.command_told ? command_name(options.command) : "");
		status = STATUS_TROUBLE;
	}
	buf_release(&errors);
	arena_release(&arena);
	return status;
}
