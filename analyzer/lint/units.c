/* Hands the files of a run to the tree, and reads for it what builds ask for beyond them. */
#include "lint/units.h"

#include <stdlib.h>
#include <string.h>

#include "doc/notices.h"
#include "lint/notices.h"
#include "source/read.h"

#define MOST_BYTES (16u << 20) /* of a file that a generator names */

/* What is behind the tree's questions. */
struct reading {
	struct input *in;
	struct load *load;
	struct tree *tree;
};

/* Take what was read since over into the file; what was found is its own run's to say. */
static struct document *take_documents(struct reading *r, struct kustomize_file *f, struct load_mark since)
{
	size_t n = r->load->documents.n - since.documents;
	struct document *at = arena_array(r->in->arena, struct document, n);

	if (n)
		memcpy(at, r->load->documents.at + since.documents, n * sizeof *at);
	f->documents = at;
	f->n_documents = n;
	load_forget(r->load, since);
	return at;
}

/* What is wrong with a file that is only read along is its own run's to say. */
static struct tree_file *fetch(void *context, const char *absolute)
{
	struct reading *r = context;
	const char *name = path_relative(r->in->arena, r->in->working, absolute), *why;
	struct load_mark before = load_mark(r->load);
	const char *real;
	struct tree_file *f;
	struct source *source;

	if (fence_resolve(&r->in->fence, r->in->arena, absolute, &real) != FENCE_INSIDE
			|| read_source(r->in->arena, real, name, READ_FOUND, &source, &why) != READ_OK)
		return NULL;
	source->outside = !fence_holds(&r->in->fence, real);
	f = arena_new(r->in->arena, struct tree_file);
	load_source(r->load, source);
	f->file = (struct kustomize_file){ .absolute = arena_strdup(r->in->arena, absolute), .name = name, .source = source,
		.kustomization = path_is_kustomization(absolute),
		.usable = r->load->n_broken == before.broken };
	f->context = true;
	f->tells = applied_telling(absolute, r->load->documents.at + before.documents, r->load->documents.n - before.documents);
	take_documents(r, &f->file, before);
	vec_push(r->in->arena, &r->tree->files, f);
	return f;
}

/* Builds use more than objects: patches, lists of patches and replacements, configuration of transformers. */
static void complete(void *context, struct tree_file *f)
{
	struct reading *r = context;
	struct load_mark before = load_mark(r->load);
	_Atomic uint32_t *n_copied = r->load->n_copied;
	const struct document *kept = f->file.documents;
	struct document *at;

	f->dropped = false;
	r->load->n_copied = NULL; /* counted already */
	load_source(r->load, f->file.source);
	r->load->n_copied = n_copied;
	at = take_documents(r, &f->file, before);
	for (size_t i = 0; i < f->file.n_documents; i++)
		if (!kept[i].dropped)
			at[i] = kept[i];
}

static bool bytes(void *context, const char *absolute, const char **out, size_t *n)
{
	struct reading *r = context;
	const char *real;

	return fence_resolve(&r->in->fence, r->in->arena, absolute, &real) == FENCE_INSIDE
		&& read_bytes(r->in->arena, real, out, n) && *n <= MOST_BYTES;
}

static bool refused(void *context, const char *absolute)
{
	struct reading *r = context;
	const char *real;

	/* Standard input alone is no tree that anything could lead out of. */
	return r->in->fence.tops.list.n && fence_resolve(&r->in->fence, r->in->arena, absolute, &real) == FENCE_OUTSIDE;
}

/* -n and the configuration file; NULL where they tell nothing of this file. */
static const char *configured(const struct settings *s, const struct input_file *f)
{
	const char *below;

	if (s->ns)
		return s->ns;
	below = s->namespaces.n && s->folder ? path_below(s->folder, f->absolute) : NULL;
	for (size_t i = 0; below && i < s->namespaces.n; i++)
		if (path_matches(s->namespaces.at[i].glob, below))
			return s->namespaces.at[i].ns;
	return s->folder_ns;
}

static struct tree_file *file_of(struct reading *r, const struct input_file *f, const struct settings *s)
{
	struct tree_file *out = arena_new(r->in->arena, struct tree_file);
	const char *ns = f->release && f->release->ns ? f->release->ns : configured(s, f);

	out->file = (struct kustomize_file){ .absolute = f->absolute, .name = f->name, .source = f->source,
		.documents = f->documents, .n_documents = f->n_documents, .kustomization = f->kustomization,
		.usable = !f->unread && !f->broken && !f->action.source && !f->foreign };
	for (size_t i = 0; i < f->n_documents; i++)
		out->dropped |= f->documents[i].dropped;
	out->input = strcmp(f->path, "-") == 0;
	out->applied = f->applied;
	out->by_document = f->by_document;
	out->tells = f->tells;
	out->by_test = f->by_test;
	out->rendered = f->rendered;
	out->release = f->release ? arena_printf(r->in->arena, "helm release %s", f->release->release) : NULL;
	out->ns = ns ? pool_text(r->in->pool, ns) : NULL;
	return out;
}

void units_find(struct tree *t, struct input *in, struct load *load, const struct settings *settings)
{
	struct reading *r = arena_new(in->arena, struct reading);

	r->in = in;
	r->load = load;
	r->tree = t;
	t->arena = in->arena;
	t->pool = in->pool;
	t->load = load;
	t->working = in->working;
	t->joined = settings->world == WORLD_CLOSED;
	t->fetch = fetch;
	t->complete = complete;
	t->bytes = bytes;
	t->refused = refused;
	t->context = r;
	vec_reserve(in->arena, &t->files, in->files.n);
	for (size_t i = 0; i < in->files.n; i++)
		vec_push(in->arena, &t->files, file_of(r, &in->files.at[i], settings));
	tree_build(t);
}

/* One finding for each file, however many of its paths lead out of the tree. */
static void report_refused(const struct unit *u, struct sink *sink)
{
	struct arena scratch = ARENA_INIT;
	struct map paths = { 0 }; /* source -> how many */

	for (size_t i = 0; i < u->gaps.n; i++)
		if (u->gaps.at[i].refused) {
			void **n = map_at(&scratch, &paths, u->gaps.at[i].at.source, NULL, NULL);

			*n = (void *)((size_t)*n + 1);
		}
	for (size_t i = 0; i < u->gaps.n; i++) {
		const struct unit_gap *g = &u->gaps.at[i];
		void **n = g->refused ? map_at(&scratch, &paths, g->at.source, NULL, NULL) : NULL;

		if (!n || !*n)
			continue;
		if ((size_t)*n > 1)
			sink_add(sink, &notice_input_outside, g->at, "this path (and %zu more in this file) leads out of the tree and was not read (--follow-links reads it)", (size_t)*n - 1);
		else
			sink_add(sink, &notice_input_outside, g->at, "%s", INPUT_PATH_OUTSIDE);
		*n = NULL;
	}
	arena_release(&scratch);
}

void units_report(const struct tree *t, struct map *marks, struct sink *sink)
{
	for (size_t i = 0; i < t->units.n; i++) {
		const struct unit *u = t->units.at[i];
		struct finding *f;

		report_refused(u, sink);
		if (!u->failure || !u->judged)
			continue;
		f = u->bounded ? sink_add(sink, &notice_analysis_limit, u->failed_at, "this kustomization was not built to its end: %s", u->failure)
			: sink_add(sink, &notice_kustomize_not_built, u->failed_at, "\"kustomize build\" fails here: %s", u->failure);
		vec_push(t->arena, &f->built, unit_mark(t->arena, marks, u));
	}
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void list_namespaces(struct arena *a, const struct unit *u, struct lint_unit *out)
{
	struct map seen = { 0 };

	for (size_t i = 0; i < u->resources.n; i++) {
		const struct resource *r = u->resources.at[i];
		void **place = r->namespaced ? map_at(a, &seen, r->ns, NULL, NULL) : NULL;

		if (!place || *place)
			continue;
		*place = u->resources.at[i];
		vec_push(a, &out->namespaces, r->ns->text);
	}
	if (out->namespaces.n)
		qsort(out->namespaces.at, out->namespaces.n, sizeof *out->namespaces.at, compare_text);
}

static void list_unit(struct lint_result *result, const struct unit *u)
{
	struct arena *a = &result->arena;
	struct lint_unit out = { .kind = unit_kind_name(u->kind), .name = u->name, .deployed_by = u->deployed_by,
		.failure = u->failure, .files = u->n_files, .resources = u->resources.n, .judged = u->judged };

	list_namespaces(a, u, &out);
	for (size_t i = 0; i < u->gaps.n; i++) {
		size_t j = 0;

		while (j < out.gaps.n && strcmp(out.gaps.at[j], u->gaps.at[i].why) != 0)
			j++;
		if (j == out.gaps.n)
			vec_push(a, &out.gaps, u->gaps.at[i].why);
	}
	vec_push(a, &result->units, out);
}

void units_list_application(const char *name, const struct application *from, struct lint_result *result)
{
	struct arena *a = &result->arena;
	struct lint_application out = { .name = name ? name : from->name, .resources = from->resources.n };
	struct map seen = { 0 };

	for (size_t i = 0; i < from->resources.n; i++) {
		const struct unit *u = from->resources.at[i]->unit;
		void **place = u ? map_at(a, &seen, u, NULL, NULL) : NULL;

		if (!place || *place)
			continue;
		*place = result;
		vec_push(a, &out.units, u->name);
	}
	vec_push(a, &result->applications, out);
}

void units_list(const struct tree *t, const struct input *in, struct lint_result *result)
{
	size_t skipped[N_APPLIED] = { 0 };

	for (size_t i = 0; i < t->units.n; i++)
		list_unit(result, t->units.at[i]);
	for (size_t i = 0; i < in->files.n; i++)
		skipped[in->files.at[i].applied] += !in->files.at[i].rendered;
	for (enum applied a = APPLIED + 1; a < N_APPLIED; a++) {
		struct lint_skipped one = { applied_name(a), skipped[a] };

		if (skipped[a])
			vec_push(&result->arena, &result->skipped, one);
	}
}

const struct mesh_gap *units_gaps(struct arena *a, const struct unit_gap *const *gaps, size_t n)
{
	struct mesh_gap *out = arena_array(a, struct mesh_gap, n);

	for (size_t i = 0; i < n; i++)
		out[i] = (struct mesh_gap){ gaps[i]->ns, gaps[i]->secrets ? 1u << SCOPE_SECRETS : UINT32_MAX, gaps[i]->why };
	return out;
}

const struct built *unit_mark(struct arena *a, struct map *marks, const struct unit *u)
{
	void **place;
	struct built *mark;

	if (!u)
		return NULL;
	place = map_at(a, marks, u, NULL, NULL);
	if (*place)
		return *place;
	mark = arena_new(a, struct built);
	mark->unit = u->name;
	mark->kind = unit_kind_name(u->kind);
	if (u->kind == UNIT_KUSTOMIZATION)
		mark->at = u->at;
	*place = mark;
	return mark;
}
