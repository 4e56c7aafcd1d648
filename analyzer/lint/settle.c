/* What the user asked for, applied to all findings at once. */
#include "lint/settle.h"

#include <stdint.h>
#include <string.h>

#include "doc/notices.h"
#include "keys.h"
#include "lint/baseline.h"
#include "lint/edits.h"
#include "lint/notices.h"

#define MOST_NAMED 4 /* further kustomizations in a message */
#define MOST_LISTED 1000 /* findings of one code in a file */

/* Does per-file-ignores silence the finding? */
static bool is_ignored(const struct settings *s, const struct input_file *file, const struct notice *n)
{
	const char *below = file && s->folder ? path_below(s->folder, file->absolute) : NULL;

	for (size_t i = 0; below && i < s->file_ignores.n; i++) {
		const struct glob_words *g = &s->file_ignores.at[i];

		for (size_t j = 0; j < g->words.list.n; j++)
			if (notice_match(n, g->words.list.at[j], strlen(g->words.list.at[j])) != MATCH_NONE
					&& path_matches(g->glob, below))
				return true;
	}
	return false;
}

/* The file that a rendered document says it comes from, or NULL. */
static const char *origin_of(struct arena *a, const struct document *d)
{
	const struct str *text;
	const char *path;

	if (d->origin)
		return d->origin;
	text = node_text(node_find(node_at(d->root, KEY_metadata, KEY_annotations, 0), "config.kubernetes.io/origin"));
	path = text ? strstr(text->text, "path: ") : NULL;
	if (!path || (path > text->text && path[-1] != '\n'))
		return NULL;
	path += strlen("path: ");
	return arena_strndup(a, path, strcspn(path, "\n"));
}

static const struct document *document_at(const struct input_file *f, uint32_t at)
{
	size_t low = 0, high = f->n_documents;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (f->documents[mid].begin <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? &f->documents[low - 1] : NULL;
}

/* Say where a rendered document comes from, beside the findings in it. */
static void relate_origin(const struct settling *s, struct arena *a, struct map *origins, struct finding *f,
	const struct input_file *file)
{
	static const char none[] = "";
	const struct document *d = file ? document_at(file, f->span.begin) : NULL;
	void **place = d ? map_at(a, origins, d, NULL, NULL) : NULL;
	const char *origin;

	if (!place)
		return;
	if (!*place) { /* its annotations are looked through once, not for each finding */
		origin = origin_of(a, d);
		*place = (void *)(uintptr_t)(origin ? origin : none);
	}
	origin = *place == none ? NULL : *place;
	if (!origin)
		return;
	place = map_at(a, origins, pool_text(s->pool, origin), file->release, NULL);
	if (!*place) {
		if (file->release && strchr(origin, '/')) /* helm begins it with the chart's name */
			origin = path_relative(a, path_working(a), path_absolute(a, file->release->path, strchr(origin, '/') + 1));
		*place = source_make(a, origin, "", 0);
	}
	finding_relate(a, f, (struct span){ *place, 0, 0 }, "rendered from this file");
}

/* Of a file that is skipped nothing is said but that: what cannot be read in it does no harm. */
static bool is_of_skipped(const struct input_file *file, const struct notice *n)
{
	return file && file->applied != APPLIED && n != &notice_input_template && n != &notice_input_foreign
		&& n != &notice_input_not_applied;
}

/* What is told once a run, at its first place: a notice, or a sort of message of one. */
struct once {
	const struct notice *notice;
	const char *message; /* only findings that say this; NULL: all */
	const char *fmt;     /* how many more findings, in how many files */
};

static void tell_once(struct sink *sink, const struct once *o)
{
	struct finding *first = NULL;
	const struct source *last = NULL;
	size_t kept = 0, more = 0, files = 0;

	for (size_t i = 0; i < sink->findings.n; i++) {
		struct finding *f = sink->findings.at[i];
		bool merged = f->notice == o->notice && f->suppression == SUPPRESSION_NONE
			&& (!o->message || strcmp(f->message, o->message) == 0);

		files += merged && f->span.source != last;
		last = merged ? f->span.source : last;
		if (!merged || !first)
			sink->findings.at[kept++] = f;
		else
			more++;
		first = merged && !first ? f : first;
	}
	sink->findings.n = kept;
	if (more)
		first->message = arena_printf(sink->arena, o->fmt, more, files, files == 1 ? "file" : "files");
}

static void tell_all_once(struct sink *sink)
{
	static const struct notice *const skipped[] = {
		&notice_input_template, &notice_input_foreign, &notice_input_not_applied,
	};
	static const struct once placeholders = { &notice_input_placeholder, NULL,
		"this value and %zu more hold placeholders and were not judged, in %zu %s" };

	tell_once(sink, &placeholders);
	for (enum applied a = APPLIED; a < N_APPLIED; a++)
		for (size_t i = 0; applied_message(a) && i < sizeof skipped / sizeof *skipped; i++)
			tell_once(sink, &(struct once){ skipped[i], applied_message(a), applied_message_of_more(a) });
}

/* One place in a file that several builds take over is one fault, though they give the object other names. */
static bool is_again(const struct finding *a, const struct finding *b)
{
	return a->notice == b->notice && a->span.source == b->span.source && a->span.begin == b->span.begin
		&& a->object != b->object && a->built.n && b->built.n && a->built.at[0] != b->built.at[0]
		&& a->built.at[0]->at.source && b->built.at[0]->at.source && a->suppression == b->suppression;
}

static void join_builds(struct sink *sink)
{
	size_t kept = 0;

	for (size_t i = 0; i < sink->findings.n; i++) {
		struct finding *f = sink->findings.at[i];

		if (kept && is_again(sink->findings.at[kept - 1], f))
			finding_join(sink->arena, sink->findings.at[kept - 1], f);
		else
			sink->findings.at[kept++] = f;
	}
	sink->findings.n = kept;
}

/* The group of an apiVersion. */
static const struct str *group_of(struct pool *pool, const char *api_version)
{
	const char *text = api_version ? api_version : "";

	return pool_intern(pool, text, strcspn(text, "/"));
}

/* Several applications may have parts of one file, each with its own first object. */
static void tell_files_once(const struct settling *s, struct sink *sink)
{
	struct map told = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < sink->findings.n; i++) {
		struct finding *f = sink->findings.at[i];
		void **place = f->notice->per_file && f->suppression == SUPPRESSION_NONE
			? map_at(sink->arena, &told, f->notice, f->span.source, group_of(s->pool, f->subject.api_version)) : NULL;

		if (place && *place)
			continue;
		if (place)
			*place = f;
		sink->findings.at[kept++] = f;
	}
	sink->findings.n = kept;
}

/* The kustomization that brings the object, and the names of others that bring it with the same fault. */
static void relate_builds(struct arena *a, struct finding *f)
{
	const char *others = "";
	size_t n = 0;

	if (!f->built.n || !f->built.at[0]->at.source || f->built.at[0]->at.source == f->span.source)
		return;
	for (size_t i = 1; i < f->built.n; i++)
		if (++n <= MOST_NAMED)
			others = arena_printf(a, "%s%s%s", others, n == 1 ? ", as by " : ", ", f->built.at[i]->unit);
	if (n > MOST_NAMED)
		others = arena_printf(a, "%s and %zu more", others, n - MOST_NAMED);
	finding_relate(a, f, f->built.at[0]->at, "built by this kustomization%s", others);
}

/* The findings of one code in a file. */
struct listed {
	const struct notice *notice;
	size_t n, more;
	struct finding *end; /* says how many more there are, at the first of these */
};

static struct finding *end_of_list(const struct settling *s, struct sink *sink, const struct finding *first)
{
	struct finding *f = sink_add(sink, &notice_analysis_limit, first->span, "%s", "");

	sink->findings.n--; /* it takes the place of another one */
	f->severity = selection_of(s->selection, f->notice)->severity;
	f->subject = first->subject;
	f->mesh = first->mesh;
	f->object = first->object;
	f->built.at = first->built.at;
	f->built.n = first->built.n;
	f->built.cap = first->built.n;
	f->suppression = first->suppression;
	f->justification = first->justification;
	return f;
}

/* Nobody reads the 1,001st finding of one code in a file; a machine that does is told how many there are. */
static void end_lists(const struct settling *s, struct sink *sink)
{
	struct map lists = { 0 };
	VEC(struct listed *) ended = { NULL, 0, 0 };
	size_t kept = 0;

	for (size_t i = 0; i < sink->findings.n; i++) {
		struct finding *f = sink->findings.at[i];
		void **place = map_at(sink->arena, &lists, f->notice, f->span.source,
			f->suppression == SUPPRESSION_NONE ? NULL : s);
		struct listed *l = *place;

		if (!l)
			*place = l = arena_new(sink->arena, struct listed);
		if (l->n++ < MOST_LISTED) {
			sink->findings.at[kept++] = f;
			continue;
		}
		l->more++;
		if (l->end || !selection_of(s->selection, &notice_analysis_limit)->on)
			continue;
		sink->findings.at[kept++] = l->end = end_of_list(s, sink, f);
		l->notice = f->notice;
		vec_push(sink->arena, &ended, l);
	}
	sink->findings.n = kept;
	for (size_t i = 0; i < ended.n; i++)
		ended.at[i]->end->message = arena_printf(sink->arena, "%zu more %s of %s in this file %s not listed", ended.at[i]->more,
			ended.at[i]->more == 1 ? "finding" : "findings", ended.at[i]->notice->code, ended.at[i]->more == 1 ? "is" : "are");
}

/* Is it a finding of one of the units, or meshes, that the user asks for? A mesh of the configuration stands for all of its units, "-" for none. */
static bool is_of_units(const struct settings *s, const struct finding *f)
{
	for (size_t i = 0; i < s->units.list.n; i++) {
		const char *name = s->units.list.at[i];

		if ((f->mesh && strcmp(name, f->mesh) == 0) || (!f->built.n && strcmp(name, "-") == 0))
			return true;
		for (size_t j = 0; j < f->built.n; j++)
			if (strcmp(name, f->built.at[j]->unit) == 0)
				return true;
	}
	return s->units.list.n == 0;
}

/* What is wrong with a file as YAML is nobody's concern where the file is not applied. */
static bool is_fault_of_input(const struct notice *n)
{
	return n->severity == SEVERITY_ERROR && strcmp(n->category, "input") == 0;
}

static size_t count_silenced(const struct sink *sink)
{
	size_t n = 0;

	for (size_t i = 0; i < sink->findings.n; i++)
		n += sink->findings.at[i]->suppression != SUPPRESSION_NONE;
	return n;
}

void settle(const struct settling *s, struct lint_result *result)
{
	struct sink *sink = &result->findings;
	struct map origins = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < sink->findings.n; i++) {
		struct finding *f = sink->findings.at[i];
		const struct choice *c = selection_of(s->selection, f->notice);
		const struct input_file *file = map_get(s->file_by_source, f->span.source, NULL, NULL);

		if (is_of_skipped(file, f->notice))
			continue;
		if (f->suppression == SUPPRESSION_NONE && is_ignored(s->settings, file, f->notice))
			f->suppression = SUPPRESSION_EXTERNAL;
		/* To be silent about it does not make it read. */
		if (is_fault_of_input(f->notice)
				&& (!file || file->unread || (file->broken && (file->applied == APPLIED || file->given))))
			result->incomplete = f->unread = true;
		if (!c->on || !is_of_units(s->settings, f) || (file && file->applied != APPLIED && !file->given && is_fault_of_input(f->notice))) {
			result->lost |= f->unread;
			continue;
		}
		if (f->span.source && f->span.source->outside && strcmp(f->notice->category, "input") == 0)
			finding_unquote(sink->arena, f);
		if (c->severity != f->notice->severity)
			f->severity = c->severity;
		result->suppressed += f->suppression != SUPPRESSION_NONE;
		relate_origin(s, sink->arena, &origins, f, file);
		sink->findings.at[kept++] = f;
	}
	sink->findings.n = kept;
	sink_sort(sink);
	join_builds(sink);
	if (s->settings->known) {
		size_t before = count_silenced(sink);

		result->stale = baseline_apply(s->settings->known, s->settings, s->selection, s->paths, s->n_paths, sink);
		result->suppressed += count_silenced(sink) - before;
	}
	edits_settle(sink, s->file_by_source);
	if (!s->all)
		tell_files_once(s, sink);
	for (size_t i = 0; i < sink->findings.n; i++)
		relate_builds(sink->arena, sink->findings.at[i]);
	if (!s->all) {
		tell_all_once(sink);
		end_lists(s, sink);
	}
}
