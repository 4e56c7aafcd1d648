/* The run: load, check, build the meshes, run the rules, silence, sort. */
#include "lint/lint.h"

#include <stdlib.h>
#include <string.h>

#include "doc/load.h"
#include "keys.h"
#include "lint/charts.h"
#include "lint/checks.h"
#include "lint/crew.h"
#include "lint/input.h"
#include "lint/pass.h"
#include "lint/rule.h"
#include "lint/settle.h"
#include "lint/silence.h"
#include "lint/surroundings.h"
#include "object/objects.h"

struct run {
	struct lint_options options; /* its settings are never NULL */
	const struct settings *settings;
	struct lint_result *result;
	struct arena *arena;
	struct crew crew;
	struct input input;
	struct objects objects;
	struct checks checks;
	struct selection selection;
	struct silences silences;
	struct undecided undecided;
	struct map file_by_source;     /* -> struct input_file */
	struct lint_timing *rule_times; /* one for each rule of the catalogue */
	double since;                  /* when the present stage began */
};

static void stage_done(struct run *run, const char *what)
{
	struct lint_timing t = { .what = what };
	double now = seconds_now();
	size_t i = 0;

	/* The stages of several meshes add up. */
	while (i < run->result->timings.n && strcmp(run->result->timings.at[i].what, what) != 0)
		i++;
	if (i == run->result->timings.n)
		vec_push(run->arena, &run->result->timings, t);
	run->result->timings.at[i].seconds += now - run->since;
	run->since = now;
}

/* The definitions of --crd: they are looked up, not linted. */
static void load_crds(struct run *run)
{
	const struct words *paths = &run->settings->crds;
	struct lint_options plain = { .settings = arena_new(run->arena, struct settings) };
	struct input in = run->input;
	struct objects objects = { .arena = run->arena, .pool = run->result->pool };

	in.files.n = in.files.cap = 0;
	if (!paths->list.n)
		return;
	input_find(&in, &plain, paths->list.at, paths->list.n);
	input_load(&in, &run->crew);
	for (size_t i = 0; i < in.files.n; i++)
		for (size_t j = 0; j < in.files.at[i].n_documents; j++)
			objects_add(&objects, &in.files.at[i].documents[j], NULL);
	run->checks.crds = (const struct resource *const *)objects.resources.at;
	run->checks.n_crds = objects.resources.n;
}

/* A file's document, and have those behind it fetched. */
static const struct document *fetch_ahead(const struct input_file *f, size_t i)
{
	if (i + 2 < f->n_documents)
		node_ahead(f->documents[i + 2].root);
	return &f->documents[i];
}

static void load(struct run *run)
{
	struct input *in = &run->input;

	input_find(in, &run->options, run->options.paths, run->options.n_paths);
	stage_done(run, "walk");
	input_load(in, &run->crew);
	run->crew.progress = NULL; /* reading is the longer part */
	load_crds(run);
	stage_done(run, "read");
	surroundings_find(in, &run->crew.hands[0].load, run->settings);
	charts_find(in);
	for (size_t i = 0; i < in->files.n; i++) {
		struct input_file *f = &in->files.at[i];
		struct object_defaults d = { .ns = f->ns, .ns_forced = f->ns_forced, .partial = f->partial || f->by_test,
			.altered = f->altered, .relabelled = f->relabelled, .prefix = f->prefix, .suffix = f->suffix,
			.roots = f->roots, .n_roots = f->n_roots };

		f->first_resource = run->objects.resources.n;
		/* A kustomization may look like an object, but no cluster holds it. */
		for (size_t j = 0; j < f->n_documents && !f->kustomization; j++)
			if (input_applies(f, j))
				objects_add(&run->objects, fetch_ahead(f, j), &d);
		f->n_resources = run->objects.resources.n - f->first_resource;
		*map_at(run->arena, &run->file_by_source, f->source, NULL, NULL) = f;
		run->result->files += !f->unread;
		run->result->documents += f->n_documents;
	}
	run->result->resources = run->objects.resources.n;
	run->result->passed_over = run->objects.n_passed_over;
}

static bool file_is_in(struct run *run, const struct mesh_paths *m, const struct input_file *f)
{
	const char *folder = run->settings->folder, *below = path_below(folder, f->absolute);

	for (size_t i = 0; i < m->paths.list.n; i++) {
		const char *path = m->paths.list.at[i];

		if (path_below(path_absolute(run->arena, folder, path), f->absolute)
				|| (below && path_matches(path, below)))
			return true;
	}
	return false;
}

static void run_rules(struct run *run, const struct mesh *m)
{
	const struct catalogue *c = run->options.catalogue;
	struct pass *passes = arena_array(run->arena, struct pass, c->n_rules);
	struct arena scratch = ARENA_INIT;
	size_t n = 0;

	for (size_t i = 0; i < c->n_rules; i++) {
		const struct choice *choice = selection_of(&run->selection, &c->rules[i]->notice);

		if (choice->on)
			passes[n++] = (struct pass){ .rule = c->rules[i], .choice = choice, .mesh = m, .scratch = &scratch,
				.arena = run->arena, .sink = &run->result->findings, .undecided = &run->undecided };
	}
	passes_run(passes, n);
	arena_release(&scratch);
	for (size_t i = 0, k = 0; k < n; i++) {
		if (c->rules[i] != passes[k].rule)
			continue;
		run->rule_times[i].visits += passes[k].visits;
		run->rule_times[i].seconds += passes[k++].seconds;
	}
}

/* What the files of a mesh tell of objects that are not there; marked NULL: of all files. */
static void set_gaps(struct run *run, struct mesh_options *o, const bool *marked)
{
	const struct input *in = &run->input;
	struct mesh_gap *gaps = arena_array(run->arena, struct mesh_gap, in->gaps.n);

	for (size_t i = 0; i < in->gaps.n; i++)
		if (!marked || marked[in->gaps.at[i].file - in->files.at])
			gaps[o->n_gaps++] = in->gaps.at[i].gap;
	o->gaps = gaps;
}

static void run_mesh(struct run *run, const char *name, const bool *marked,
	const struct resource *const *resources, size_t n)
{
	const struct settings *s = run->settings;
	const char **externals = arena_array(run->arena, const char *, s->external.list.n + 1);
	struct mesh_options *o = arena_new(run->arena, struct mesh_options);
	const struct mesh *m;

	for (size_t i = 0; i < s->external.list.n; i++)
		externals[i] = s->external.list.at[i];
	*o = (struct mesh_options){
		.name = name, .world = s->world, .root_namespace = s->root_namespace,
		.cluster_domain = s->cluster_domain, .externals = externals, .release = s->release_minor,
		.mesh_config = run->checks.mesh_config, .mesh_networks = run->checks.mesh_networks,
	};
	set_gaps(run, o, marked);
	m = mesh_build(run->arena, run->result->pool, o, resources, n);
	stage_done(run, "model");
	run_rules(run, m);
	stage_done(run, "rules");
}

/* The resources of the files that are marked. */
static void run_marked(struct run *run, const char *name, const bool *marked)
{
	VEC(const struct resource *) list = { 0 };

	for (size_t i = 0; i < run->input.files.n; i++) {
		const struct input_file *f = &run->input.files.at[i];

		for (size_t j = 0; marked[i] && j < f->n_resources; j++)
			vec_push(run->arena, &list, run->objects.resources.at[f->first_resource + j]);
	}
	if (list.n)
		run_mesh(run, name, marked, list.at, list.n);
}

static void run_meshes(struct run *run)
{
	const struct settings *s = run->settings;
	size_t n = run->input.files.n;
	bool *left = arena_array(run->arena, bool, n);

	if (!s->meshes.n) {
		run_mesh(run, NULL, NULL, (const struct resource *const *)run->objects.resources.at, run->objects.resources.n);
		return;
	}
	memset(left, true, n);
	for (size_t i = 0; i < s->meshes.n; i++) {
		bool *marked = arena_array(run->arena, bool, n);

		for (size_t j = 0; j < n; j++) {
			marked[j] = file_is_in(run, &s->meshes.at[i], &run->input.files.at[j]);
			left[j] &= !marked[j];
		}
		run_marked(run, s->meshes.at[i].name, marked);
	}
	run_marked(run, NULL, left); /* what no mesh claims is one of its own */
}

static void silence(struct run *run)
{
	struct silences *s = &run->silences;
	struct sink *sink = &run->result->findings;

	for (size_t i = 0; i < run->input.files.n; i++) {
		const struct input_file *f = &run->input.files.at[i];

		bool whole = !f->broken && f->applied == APPLIED && !f->foreign;

		silences_scan(s, f->source, f->documents, f->n_documents, whole && !f->partial, whole ? sink : NULL);
	}
	for (size_t i = 0; i < run->objects.resources.n; i++)
		silences_annotations(s, run->objects.resources.at[i], sink);
	silences_apply(s, sink);
	silences_unused(s, &run->selection, &run->undecided.unsure, sink);
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_undecided(const void *a, const void *b)
{
	const struct lint_undecided *x = a, *y = b;
	int order = strcmp(x->ns, y->ns);

	return order ? order : strcmp(x->what, y->what);
}

static int compare_timing(const void *a, const void *b)
{
	const struct lint_timing *x = a, *y = b;

	return x->seconds < y->seconds ? 1 : x->seconds > y->seconds ? -1 : strcmp(x->what, y->what);
}

static void finish(struct run *run)
{
	struct lint_result *r = run->result;
	size_t n = run->options.catalogue->n_rules;

	for (size_t i = 0; i < run->undecided.list.n; i++) {
		struct lint_undecided *u = run->undecided.list.at[i];

		qsort(u->codes.at, u->codes.n, sizeof *u->codes.at, compare_text);
		vec_push(run->arena, &r->undecided, *u);
	}
	if (r->undecided.n)
		qsort(r->undecided.at, r->undecided.n, sizeof *r->undecided.at, compare_undecided);
	if (n)
		qsort(run->rule_times, n, sizeof *run->rule_times, compare_timing);
	for (size_t i = 0; i < n; i++)
		if (run->rule_times[i].visits)
			vec_push(run->arena, &r->timings, run->rule_times[i]);
}

static void start(struct run *run, const struct lint_options *o, struct lint_result *result)
{
	const struct catalogue *c = o->catalogue;
	struct arena *a = &result->arena;

	result->pool = pool_new(keys, n_keys);
	result->findings.arena = a;
	result->notices = catalogue_notices(c, a, &result->n_notices);
	run->options = *o;
	if (!o->settings)
		run->options.settings = arena_new(a, struct settings);
	run->settings = run->options.settings;
	run->result = result;
	run->arena = a;
	run->input = (struct input){ .arena = a, .pool = result->pool, .sink = &result->findings,
		.working = path_working(a) };
	run->silences = (struct silences){ .arena = a, .pool = result->pool, .catalogue = c };
	run->undecided.arena = a;
	run->rule_times = arena_array(a, struct lint_timing, c->n_rules);
	for (size_t i = 0; i < c->n_rules; i++) {
		run->rule_times[i].what = c->rules[i]->notice.code;
		run->rule_times[i].name = c->rules[i]->notice.name;
	}
	selection_make(&run->selection, a, c, run->settings->layers, N_LAYERS, &run->settings->severities);
	crew_start(&run->crew, result->pool, o->jobs);
	run->crew.progress = o->progress;
	run->crew.progress_context = o->progress_context;
	run->objects = (struct objects){ .arena = a, .pool = result->pool, .load = &run->crew.hands[0].load };
	run->since = seconds_now();
}

void lint_run(const struct lint_options *o, struct lint_result *result)
{
	struct run run = { 0 };

	memset(result, 0, sizeof *result);
	start(&run, o, result);
	load(&run);
	stage_done(&run, "objects");
	checks_run(&run.checks, &run.input, run.settings, &run.objects, &run.crew);
	crew_end(&run.crew, run.arena, &result->findings);
	stage_done(&run, "types");
	run_meshes(&run);
	silence(&run);
	settle(&(struct settling){ .settings = run.settings, .selection = &run.selection, .pool = result->pool,
		.file_by_source = &run.file_by_source }, result);
	finish(&run);
}

void lint_release(struct lint_result *result)
{
	arena_release(&result->arena);
	pool_free(result->pool);
	memset(result, 0, sizeof *result);
}
