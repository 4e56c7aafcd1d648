/* Writes what fixes make of the files, or shows it. */
#include "cli/mend.h"

#include <string.h>
#include <sys/stat.h>

#include "cli/output.h"
#include "fix/diff.h"
#include "source/path.h"

const char *mend_folder(struct arena *a, const char *path)
{
	const char *absolute = path_absolute(a, path_working(a), path);
	struct stat st;

	return stat(absolute, &st) == 0 && S_ISDIR(st.st_mode) ? absolute : path_folder(a, absolute);
}

static const char *ending(size_t n)
{
	return n == 1 ? "" : "s";
}

/* "a.yaml:12:5: the fix of TY001 was not made: it would bring VS010 at b.yaml:4: ..." */
static void tell_held(struct arena *a, const struct fix_refusal *r, bool diff)
{
	struct position at = diff ? r->before : r->after;
	const char *made = diff ? "would not be made" : "was not made";
	const char *place = at.line ? arena_printf(a, ":%u:%u", at.line, at.column) : "", *line = r->line ? arena_printf(a, ":%u", r->line) : "";

	if (*r->code)
		output_tell("%s%s: the fix of %s %s: it %s bring %s at %s%s: %s", r->name, place, r->rule, made,
			r->sure ? "would" : "may", r->code, r->file, line, r->message);
	else
		output_tell("%s%s: the fix of %s %s: %s", r->name, place, r->rule, made, r->message);
}

void mend_tell(struct arena *a, const struct fix_result *fixes, bool comments, bool diff)
{
	for (size_t i = 0; i < fixes->refused.n; i++) {
		const struct fix_refusal *r = &fixes->refused.at[i];

		if (comments)
			output_tell("%s: %zu finding%s not silenced: %s", r->name, r->n, r->n == 1 ? " is" : "s are", r->message);
		else
			tell_held(a, r, diff);
	}
}

static bool write_standard(struct arena *a, const struct fix_file *f)
{
	struct buf bytes = BUF_INIT;
	const char *why;
	bool ok;

	buf_add(&bytes, f->after, f->n_after);
	ok = output_write(a, NULL, false, &bytes, &why);
	buf_release(&bytes);
	if (!ok)
		output_tell("cannot write the fixed text: %s", why);
	return ok;
}

bool mend_write(struct arena *a, struct fix_result *fixes)
{
	bool ok = !fixes->standard_input || write_standard(a, fixes->standard_input);
	size_t kept = 0;

	for (size_t i = 0; i < fixes->files.n; i++) {
		const struct fix_file *f = &fixes->files.at[i];
		const char *why;

		if (strcmp(f->path, "-") == 0
				|| output_replace(a, &(struct replacing){ f->path, f->absolute, f->below, f->before, f->after, f->n_before, f->n_after }, &why)) {
			fixes->files.at[kept++] = *f;
			continue;
		}
		output_tell("cannot change %s: %s", f->name, why);
		fixes->fixed -= f->fixed;
		ok = false;
	}
	fixes->files.n = kept;
	return ok;
}

/* How many findings there would be still. */
static void tell_left(const struct fix_result *fixes, enum severity min_severity)
{
	struct buf words = BUF_INIT;

	for (int s = SEVERITY_ERROR; s > SEVERITY_OFF; s--)
		if (fixes->left[s] && s >= (int)min_severity)
			buf_printf(&words, "%s%zu %s%s", words.n ? ", " : "", fixes->left[s], severity_name((enum severity)s), s == SEVERITY_INFO ? "" : ending(fixes->left[s]));
	if (words.n)
		output_tell("%s would be left: \"meshlint check\" tells what", words.at);
	buf_release(&words);
}

void mend_show(const struct fix_result *fixes, enum severity min_severity, bool terminal, struct buf *out)
{
	for (size_t i = 0; i < fixes->files.n; i++) {
		const struct fix_file *f = &fixes->files.at[i];

		diff_write(out, f->name, f->before, f->n_before, f->after, f->n_after, terminal);
	}
	if (fixes->fixed)
		output_tell("--fix would fix %zu finding%s in %zu file%s", fixes->fixed, ending(fixes->fixed), fixes->files.n, ending(fixes->files.n));
	else if (fixes->files.n)
		output_tell("--fix would change %zu file%s", fixes->files.n, ending(fixes->files.n));
	else
		output_tell("--fix would change nothing");
	tell_left(fixes, min_severity);
}
