/* From paths to documents. */
#include "lint/input.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "doc/notices.h"
#include "doc/placeholder.h"
#include "keys.h"
#include "lint/baseline.h"
#include "lint/config.h"
#include "object/objects.h"
#include "source/read.h"
#include "source/walk.h"

struct loading {
	struct input *in;
	struct loaded {
		struct hand *hand;
		size_t first, n; /* documents of the hand's loader */
	} *at;
};

/* What of the file's path is not the user's word. roots: the paths given, absolute. */
static const char *below_given(const struct input_file *f, const char *const *roots, size_t n)
{
	const char *below = f->absolute;

	for (size_t i = 0; i < n && !f->given; i++) {
		const char *rest = path_below(roots[i], f->absolute);

		if (rest && strlen(rest) < strlen(below))
			below = rest;
	}
	return f->given ? "" : below;
}

static void add_file(struct input *in, const struct walk_file *f, struct map *overlay,
	const char *const *roots, size_t n_roots)
{
	struct input_file file = {
		.path = f->path,
		.word = f->word,
		.outside = f->outside,
		.name = f->name,
		.absolute = path_absolute(in->arena, in->working, f->name),
		.kustomization = f->kustomization,
		.given = f->given,
	};

	if (overlay->n)
		file.overlay = map_get(overlay, pool_text(in->pool, file.absolute), NULL, NULL);
	if (file.overlay)
		*map_at(in->arena, overlay, pool_text(in->pool, file.absolute), NULL, NULL) = NULL;
	file.below = below_given(&file, roots, n_roots);
	vec_push(in->arena, &in->files, file);
}

/* Bytes for names that the walk did not meet. */
static void add_overlay(struct input *in, const struct lint_options *o, struct map *overlay)
{
	for (size_t i = 0; i < o->n_overlay; i++) {
		const char *name = o->overlay[i].name;
		const char *absolute = path_absolute(in->arena, in->working, name);
		struct input_file file = { .path = name, .name = name, .absolute = absolute, .given = true, .below = "",
			.overlay = &o->overlay[i] };

		if (map_get(overlay, pool_text(in->pool, absolute), NULL, NULL) != file.overlay)
			continue;
		file.kustomization = path_is_kustomization(name);
		vec_push(in->arena, &in->files, file);
	}
}

/* A finding about a path as a whole. */
static void report_path(struct sink *sink, const struct notice *n, const char *name, const char *why)
{
	struct span at = { source_make(sink->arena, name, "", 0), 0, 0 };

	sink_add(sink, n, at, "%s", why);
}

/* Does the glob leave out a path that the user gives, and with it what is there? His word is the later one. */
static bool is_overruled(const char *glob, const struct settings *s, const char *path, const char *const *roots, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *root = path_below(roots[i], path) ? path_below(s->folder, roots[i]) : NULL;

		if (root && *root && path_matches(glob, root))
			return true;
	}
	return false;
}

/* Our own configuration, and what it excludes when its folder is not the working one, which the walk knows by itself. */
static bool is_excluded(struct input *in, const struct settings *s, const struct walk_file *f, bool here, const char *const *roots, size_t n)
{
	const char *below, *absolute;

	if (f->given)
		return false;
	if (strcmp(path_base(f->name), CONFIG_NAME) == 0)
		return true;
	if (here || !s->folder || !s->folder_exclude.list.n)
		return false;
	absolute = path_absolute(in->arena, in->working, f->name);
	below = path_below(s->folder, absolute);
	for (size_t i = 0; below && i < s->folder_exclude.list.n; i++)
		if (path_matches(s->folder_exclude.list.at[i], below) && !is_overruled(s->folder_exclude.list.at[i], s, absolute, roots, n))
			return true;
	return false;
}

/* Files may lead to what is below the paths given, and in the repository that they are in. */
static void build_fence(struct input *in, const char *const *paths, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(paths[i], "-") != 0)
			fence_add_tree(&in->fence, in->arena, path_absolute(in->arena, in->working, paths[i]));
}

static void report_errors(struct input *in, const struct walk *walk, const struct settings *s)
{
	for (size_t i = 0; i < walk->errors.n; i++) {
		const struct walk_error *e = &walk->errors.at[i];

		if (e->why)
			report_path(in->sink, &notice_input_unreadable, e->path, e->why);
		else
			report_path(in->sink, &notice_input_outside, e->path, INPUT_LINK_OUTSIDE);
	}
	for (size_t i = 0; i < s->refused.n; i++)
		sink_add(in->sink, &notice_input_outside, s->refused.at[i], "%s",
			s->refused.at[i].source->n ? INPUT_PATH_OUTSIDE : INPUT_LINK_OUTSIDE);
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * The paths in the order of their bytes: a folder comes before what is in it, and which name a file reached by several has is
 * the same however they were given.
 */
static const char **in_order(struct arena *a, const char *const *paths, size_t n)
{
	const char **sorted = arena_array(a, const char *, n);

	for (size_t i = 0; i < n; i++)
		sorted[i] = paths[i];
	if (n)
		qsort(sorted, n, sizeof *sorted, compare_paths);
	return sorted;
}

static int compare_files(const void *left, const void *right)
{
	const struct input_file *a = left, *b = right;
	int c = strcmp(a->name, b->name);

	return c ? c : strcmp(a->absolute, b->absolute);
}

/* What comes first and what later is by place, as in the report. */
static void sort_files(struct input *in)
{
	if (in->files.n)
		qsort(in->files.at, in->files.n, sizeof *in->files.at, compare_files);
}

void input_find(struct input *in, const struct lint_options *o, const char *const *given, size_t n)
{
	const struct settings *s = o->settings;
	struct walk walk = { .arena = in->arena, .stdin_name = o->stdin_name ? o->stdin_name : "<stdin>", .fence = &in->fence };
	VEC(const char *) exclude = { 0 };
	struct map overlay = { 0 };
	bool here = s->folder && strcmp(s->folder, in->working) == 0;
	const char **roots = arena_array(in->arena, const char *, n), **paths = in_order(in->arena, given, n);

	for (size_t i = 0; i < s->exclude.list.n; i++)
		vec_push(in->arena, &exclude, s->exclude.list.at[i]);
	for (size_t i = 0; here && i < s->folder_exclude.list.n; i++)
		vec_push(in->arena, &exclude, s->folder_exclude.list.at[i]);
	vec_push(in->arena, &exclude, NULL);
	walk.exclude = exclude.at;
	in->fence = (struct fence){ .open = s->follow_links };
	build_fence(in, paths, n);
	for (size_t i = 0; i < n; i++) {
		walk_add(&walk, paths[i]);
		roots[i] = path_absolute(in->arena, in->working, paths[i]);
	}
	for (size_t i = 0; i < o->n_overlay; i++)
		*map_at(in->arena, &overlay, pool_text(in->pool,
			path_absolute(in->arena, in->working, o->overlay[i].name)), NULL, NULL)
			= (void *)&o->overlay[i];
	vec_reserve(in->arena, &in->files, walk.files.n);
	for (size_t i = 0; i < walk.files.n; i++)
		if (!is_excluded(in, s, &walk.files.at[i], here, roots, n))
			add_file(in, &walk.files.at[i], &overlay, roots, n);
	add_overlay(in, o, &overlay);
	sort_files(in);
	report_errors(in, &walk, s);
}

/* What is wrong with a file of somebody else's, that a folder happens to hold, is one notice. */
static void skip_foreign(struct sink *sink, size_t n_findings, struct input_file *f)
{
	struct finding *first = sink->findings.at[n_findings];

	sink->findings.n = n_findings;
	sink_add(sink, &notice_input_foreign, first->span,
		"%s", applied_message(SKIPPED_FOREIGN));
	f->foreign = true;
	f->broken = false;
}

/* Is there something to be filled in in the line where reading stopped? */
static bool breaks_at_placeholder(const struct finding *f)
{
	size_t n;
	const char *line = source_line(f->span.source, source_position(f->span.source, f->span.begin).line, &n);

	return placeholder_breaks(line, n);
}

/* A file whose YAML breaks where something is to be filled in is a template. */
static void skip_unfilled(struct hand *hand, size_t n_findings, struct input_file *f)
{
	f->action = hand->sink.findings.at[n_findings]->span;
	hand->sink.findings.n = n_findings;
	f->broken = false;
}

/* Is a file that something is wrong with none of Kubernetes'? Of one that cannot be read to its end nobody knows all documents. */
static bool is_foreign(const struct hand *hand, size_t first, const struct input_file *f)
{
	if (f->given || f->kustomization || f->unread || f->foreign)
		return false;
	for (size_t i = first; !f->broken && i < hand->load.documents.n; i++)
		if (objects_hold(hand->load.documents.at[i].root))
			return false;
	return !f->broken || !applied_may_have_object(f->source);
}

/* Which documents of a file are kept. */
struct keeping {
	const struct input_file *file;
	const struct source *source;
	bool asked, whole; /* whole: see is_read_whole */
};

/* Is more of the file looked at than its objects: what its name promises, directives of patches, comments that may stand in texts? */
static bool is_read_whole(struct keeping *k)
{
	const struct input_file *f = k->file;
	const struct source *s = k->source;

	if (!k->asked)
		k->whole = f->kustomization || applied_is_telling(f->absolute) || path_is_chart(f->absolute) || applied_may_direct(s)
			|| (s->hash && memmem(s->bytes, s->n, "meshlint:", 9));
	k->asked = true;
	return k->whole;
}

/* An object's have the first two, and the third may tell what a document was made from. All others are the same to whoever comes. */
static bool is_kept(void *context, const struct node *root)
{
	return node_has(root, KEY_apiVersion) || node_has(root, KEY_kind) || node_has(root, KEY_metadata) || is_read_whole(context);
}

static bool keeps_some(const struct load *l, size_t first)
{
	while (first < l->documents.n && l->documents.at[first].dropped)
		first++;
	return first < l->documents.n;
}

static void read_documents(struct load *load, const struct input_file *f, const struct source *s)
{
	struct keeping keeping = { .file = f, .source = s };
	struct load_mark before = load_mark(load);

	load->keeps = is_kept;
	load->context = &keeping;
	load->hollow = !applied_has_object(s) && !is_read_whole(&keeping);
	load_source(load, s);
	if (load->hollow && keeps_some(load, before.documents)) { /* the keys are written in a way that is not seen from outside */
		load->hollow = false;
		load_forget(load, before);
		load_source(load, s);
	}
	load->keeps = NULL;
	load->hollow = false;
}

static void load_file(void *context, struct hand *hand, size_t i)
{
	static const struct notice *const notices[] = {
		[READ_FAILED] = &notice_input_unreadable,
		[READ_TOO_LARGE] = &notice_input_too_large,
		[READ_BINARY] = &notice_input_binary,
		[READ_ENCRYPTED] = &notice_input_binary,
	};
	struct loading *l = context;
	struct input_file *f = &l->in->files.at[i];
	size_t broken = hand->load.n_broken, templates = hand->load.n_templates;
	size_t n_findings = hand->sink.findings.n;
	enum read_result result = READ_OK;
	struct source *source;
	const char *why = NULL;

	l->at[i].hand = hand;
	l->at[i].first = hand->load.documents.n;
	l->at[i].n = 0;
	f->action = (struct span){ 0 };
	if (applied_is_ci(f->absolute)) {
		f->source = source_make(&hand->arena, f->name, "", 0);
		return;
	}
	if (f->overlay)
		source = source_make(&hand->arena, f->name,
			arena_strndup(&hand->arena, f->overlay->bytes, f->overlay->n), f->overlay->n);
	else
		result = read_source(&hand->arena, f->path, f->name, f->word, &source, &why);
	f->baseline = !f->given && !f->overlay && result == READ_OK && baseline_is(source->bytes, source->n);
	if (f->baseline)
		source = source_make(&hand->arena, f->name, "", 0);
	source->outside = f->outside;
	f->source = source;
	f->foreign = result == READ_ENCRYPTED && !f->given;
	f->unread = result != READ_OK && !f->foreign;
	if (f->foreign)
		sink_add(&hand->sink, &notice_input_foreign, (struct span){ source, 0, 0 }, "%s", applied_message(SKIPPED_ENCRYPTED));
	else if (f->baseline)
		return;
	else if (f->unread)
		sink_add(&hand->sink, notices[result], (struct span){ source, 0, 0 }, "%s",
			why ? why : "this file cannot be read");
	else
		read_documents(&hand->load, f, source);
	f->broken = hand->load.n_broken > broken;
	if (hand->load.n_templates > templates)
		f->action = hand->load.action;
	else if (hand->sink.findings.n > n_findings && is_foreign(hand, l->at[i].first, f))
		skip_foreign(&hand->sink, n_findings, f);
	else if (!f->given && f->broken && hand->sink.findings.n > n_findings
			&& breaks_at_placeholder(hand->sink.findings.at[n_findings]))
		skip_unfilled(hand, n_findings, f);
	l->at[i].n = hand->load.documents.n - l->at[i].first;
	if (l->at[i].n)
		f->tells = applied_telling(f->absolute, hand->load.documents.at + l->at[i].first, l->at[i].n);
}

/* Say that a file, or one document of it, is not applied. What is merged into one notice a run is up to lint/settle.c. */
static void notice_skipped(struct input *in, const struct input_file *f, enum applied why, const struct node *root)
{
	const struct notice *n = applied_is_template(why) ? &notice_input_template
		: why == SKIPPED_FOREIGN ? &notice_input_foreign : &notice_input_not_applied;
	struct span at = { f->source, 0, 0 };

	if (!applied_message(why))
		return;
	if (f->action.source)
		at = f->action;
	else if (root)
		at = root->kind != NODE_SCALAR && node_children(root) ? node_key_span(node_children(root)) : node_span(root);
	sink_add(in->sink, n, at, "%s", applied_message(why));
}

static void find_applied(struct input *in)
{
	size_t n = in->files.n;
	struct applied_file *files = arena_array(in->arena, struct applied_file, n);

	for (size_t i = 0; i < n; i++) {
		const struct input_file *f = &in->files.at[i];

		files[i] = (struct applied_file){ .path = f->absolute, .below = f->below, .given = f->given, .source = f->source,
			.documents = f->documents, .n_documents = f->n_documents, .tells = f->tells, .action = f->action };
	}
	applied_find(in->arena, in->pool, files, n);
	for (size_t i = 0; i < n; i++) {
		struct input_file *f = &in->files.at[i];

		f->applied = files[i].applied;
		f->by_document = files[i].by_document;
		f->by_test = files[i].by_test;
		if (f->rendered)
			continue; /* helm has said what becomes of it */
		if (f->applied != APPLIED)
			notice_skipped(in, f, f->applied, f->n_documents ? f->documents[0].root : NULL);
		for (size_t j = 0; f->by_document && j < f->n_documents; j++)
			notice_skipped(in, f, f->by_document[j], f->documents[j].root);
	}
}

static int compare_absolute(const void *a, const void *b)
{
	return strcmp((*(const struct input_file *const *)a)->absolute, (*(const struct input_file *const *)b)->absolute);
}

/*
 * Which files were stopped for what all of them have by aliases hangs on who came first. One hand reads them again in the
 * order of their paths, so that these are the same files on every run.
 */
static void load_in_order(struct loading *l, struct crew *crew)
{
	struct input *in = l->in;
	const struct input_file **order = arena_array(in->arena, const struct input_file *, in->files.n);

	for (size_t i = 0; i < in->files.n; i++)
		order[i] = &in->files.at[i];
	qsort(order, in->files.n, sizeof *order, compare_absolute);
	for (size_t i = 0; i < in->files.n; i++)
		load_file(l, &crew->hands[0], (size_t)(order[i] - in->files.at));
}

void input_load(struct input *in, struct crew *crew)
{
	struct loading l = { .in = in, .at = arena_array(in->arena, struct loaded, in->files.n) };
	struct load_mark *before = arena_array(in->arena, struct load_mark, crew->n);
	uint32_t n_copied = crew->n_copied;

	for (size_t i = 0; i < crew->n; i++)
		before[i] = load_mark(&crew->hands[i].load);
	crew_run(crew, in->files.n, load_file, &l);
	if (crew->n_copied >= LOAD_MAX_RUN && n_copied < LOAD_MAX_RUN) {
		for (size_t i = 0; i < crew->n; i++)
			load_forget(&crew->hands[i].load, before[i]);
		crew->n_copied = n_copied;
		load_in_order(&l, crew);
	}
	/* Only now do the loaders' vectors stand still. */
	for (size_t i = 0; i < in->files.n; i++) {
		in->files.at[i].n_documents = l.at[i].n;
		if (l.at[i].n)
			in->files.at[i].documents = l.at[i].hand->load.documents.at + l.at[i].first;
	}
	find_applied(in);
}
