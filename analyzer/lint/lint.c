/* The run: load, check, build the meshes, run the rules, silence, sort. */
#include "lint/lint.h"

#include <stdlib.h>
#include <string.h>

#include "doc/load.h"
#include "doc/notices.h"
#include "keys.h"
#include "lint/charts.h"
#include "lint/checks.h"
#include "lint/crew.h"
#include "lint/edits.h"
#include "lint/input.h"
#include "lint/meshes.h"
#include "lint/missing.h"
#include "lint/notices.h"
#include "lint/pass.h"
#include "lint/render.h"
#include "lint/rule.h"
#include "lint/settle.h"
#include "lint/silence.h"
#include "lint/units.h"
#include "object/objects.h"
#include "source/path.h"
#include "world/anywhere.h"
#include "world/leads.h"

/* What is judged together, and the name that the configuration gives it; NULL: none. */
struct together {
	const char *mesh;
	const struct application *application;
};

struct run {
	struct lint_options options; /* its settings are never NULL */
	const struct settings *settings;
	struct lint_result *result;
	struct arena *arena;
	struct crew crew;
	struct input input;
	struct tree tree;
	struct pass *passes;           /* n_passes: of the rules that are on */
	size_t n_passes;
	struct arena scratch, mesh_arena; /* of a visit, of a mesh */
	VEC(struct together) judged;   /* one mesh each */
	struct anywhere *anywhere;     /* NULL where one mesh is all there is */
	struct leads *leads;           /* NULL where no policy asks for it */
	struct map marks;              /* unit -> its struct built */
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

/* Is there a definition in this file or folder, or is there something else to say of it? */
static bool defines_kinds(const struct run *run, const struct input *in, const struct objects *objects, const char *path)
{
	const char *absolute = path_absolute(run->arena, in->working, path);

	for (size_t i = 0; i < objects->resources.n; i++)
		if (objects->resources.at[i]->kind == KIND_CUSTOM_RESOURCE_DEFINITION
				&& path_below(absolute, path_absolute(run->arena, in->working, objects->resources.at[i]->document->source->name)))
			return true;
	for (size_t i = 0; i < in->sink->findings.n; i++) {
		const struct finding *f = in->sink->findings.at[i];

		if (f->notice->category && strcmp(f->notice->category, "input") == 0 && f->span.source
				&& path_below(absolute, path_absolute(run->arena, in->working, f->span.source->name)))
			return true;
	}
	return false;
}

/* The definitions of --crd: they are looked up, not linted. */
static void load_crds(struct run *run)
{
	const struct words *paths = &run->settings->crds;
	struct settings *none = arena_new(run->arena, struct settings);
	struct lint_options plain = { .settings = none };
	struct input in = run->input;
	struct objects objects = { .arena = run->arena, .pool = run->result->pool };

	in.files.n = in.files.cap = 0;
	if (!paths->list.n)
		return;
	none->follow_links = run->settings->follow_links;
	input_find(&in, &plain, paths->list.at, paths->list.n);
	input_load(&in, &run->crew);
	for (size_t i = 0; i < in.files.n; i++)
		for (size_t j = 0; j < in.files.at[i].n_documents; j++)
			objects_add(&objects, &in.files.at[i].documents[j], NULL);
	for (size_t i = 0; i < paths->list.n; i++)
		if (!defines_kinds(run, &in, &objects, paths->list.at[i]))
			sink_add(in.sink, &notice_input_unreadable, (struct span){ source_make(run->arena, paths->list.at[i], "", 0), 0, 0 },
				"there is no CustomResourceDefinition here");
	run->checks.crds = (const struct resource *const *)objects.resources.at;
	run->checks.n_crds = objects.resources.n;
}

static bool has_objects(const struct input_file *f)
{
	for (size_t i = 0; i < f->n_documents; i++)
		if (node_find(f->documents[i].root, "apiVersion") && node_find(f->documents[i].root, "kind"))
			return true;
	return false;
}

static void load(struct run *run)
{
	struct input *in = &run->input;

	input_find(in, &run->options, run->options.paths, run->options.n_paths);
	stage_done(run, "walk");
	if (run->settings->render) {
		render_charts(in, run->settings, run->options.paths, run->options.n_paths);
		stage_done(run, "render");
	}
	input_load(in, &run->crew);
	run->crew.progress = NULL; /* reading is the longer part */
	load_crds(run);
	stage_done(run, "read");
	charts_find(in);
	units_find(&run->tree, in, &run->crew.hands[0].load, run->settings);
	charts_find_parts(in, &run->tree);
	units_report(&run->tree, &run->marks, in->sink);
	missing_report(&run->tree, in, run->settings, &run->marks);
	for (size_t i = 0; i < in->files.n; i++) {
		struct input_file *f = &in->files.at[i];
		*map_at(run->arena, &run->file_by_source, f->source, NULL, NULL) = f;
		run->result->files += !f->unread && !f->baseline;
		run->result->documents += f->n_documents;
		if (edits_may_change(f))
			vec_push(run->arena, &run->result->texts, ((struct lint_file){ f->source, f->path, f->absolute, f->below, has_objects(f) }));
	}
	run->result->resources = run->tree.n_judged;
}

/* A pass for each rule that is on, used for one mesh after the other. */
static void make_passes(struct run *run)
{
	const struct catalogue *c = run->options.catalogue;

	run->passes = arena_array(run->arena, struct pass, c->n_rules);
	for (size_t i = 0; i < c->n_rules; i++) {
		const struct choice *choice = selection_of(&run->selection, &c->rules[i]->notice);

		if (choice->on)
			run->passes[run->n_passes++] = (struct pass){ .rule = c->rules[i], .choice = choice, .scratch = &run->scratch,
				.arena = run->arena, .sink = &run->result->findings, .undecided = &run->undecided,
				.marks = &run->marks, .timed = run->options.timing };
	}
}

static void run_rules(struct run *run, const struct mesh *m)
{
	for (size_t i = 0; i < run->n_passes; i++)
		run->passes[i].mesh = m;
	passes_run(run->passes, run->n_passes);
}

/* What each rule took, over all meshes. */
static void add_times(struct run *run)
{
	const struct catalogue *c = run->options.catalogue;

	for (size_t i = 0, k = 0; k < run->n_passes; i++) {
		if (c->rules[i] != run->passes[k].rule)
			continue;
		run->rule_times[i].visits = run->passes[k].visits;
		run->rule_times[i].seconds = run->passes[k++].seconds;
	}
	arena_release(&run->scratch);
}

/* What stays open in a mesh: what its units lack, and what charts anywhere may bring. */
static void set_gaps(struct run *run, struct mesh_options *o, const struct application *a, struct arena *arena)
{
	const struct input *in = &run->input;
	struct mesh_gap *gaps = arena_array(arena, struct mesh_gap, a->gaps.n + in->gaps.n);
	const struct mesh_gap *own = units_gaps(arena, a->gaps.at, a->gaps.n);

	for (size_t i = 0; i < a->gaps.n; i++)
		gaps[o->n_gaps++] = own[i];
	for (size_t i = 0; i < in->gaps.n; i++)
		gaps[o->n_gaps++] = in->gaps.at[i].gap;
	o->gaps = gaps;
}

/* What the mesh has not worked out to its end. */
static void tell_limits(struct run *run, const struct mesh *m)
{
	size_t n;
	const struct mesh_limit *limits = mesh_limits(m, &n);

	for (size_t i = 0; i < n; i++) {
		const struct resource *r = limits[i].at;
		struct finding *f = sink_add(&run->result->findings, &notice_analysis_limit, resource_span(r), "%s", limits[i].text);

		finding_about(f, r, m, run->arena, &run->marks);
	}
}

static void run_mesh(struct run *run, const char *name, const struct application *a)
{
	const struct settings *s = run->settings;
	struct arena *arena = &run->mesh_arena; /* what is reported has copies */
	const char **externals = arena_array(arena, const char *, s->external.list.n + 1);
	struct mesh_options *o = arena_new(arena, struct mesh_options);
	const struct mesh *m;

	for (size_t i = 0; i < s->external.list.n; i++)
		externals[i] = s->external.list.at[i];
	*o = (struct mesh_options){
		.name = name, .title = name ? name : a->name, .world = s->world, .root_namespace = s->root_namespace,
		.cluster_domain = s->cluster_domain, .externals = externals, .release = s->release_minor,
		.mesh_config = run->checks.mesh_config, .mesh_networks = run->checks.mesh_networks,
		/* What the user calls a mesh, or asks for alone, is all of it. */
		.anywhere = name || (run->options.consult && s->units.list.n) ? NULL : run->anywhere,
		.leads = run->leads,
	};
	set_gaps(run, o, a, arena);
	m = mesh_build(arena, run->result->pool, o, a->resources.at, a->resources.n);
	stage_done(run, "model");
	run->result->meshes++;
	if (run->options.consult)
		run->options.consult(run->options.consult_context, m);
	else
		run_rules(run, m);
	tell_limits(run, m);
	stage_done(run, "rules");
	arena_clear(arena);
}

/* Of what is asked instead of judged, only the units and meshes that the user names; all without. */
static bool is_asked(const struct run *run, const char *mesh, const struct application *a)
{
	const struct words *units = &run->settings->units;

	if (!run->options.consult || !units->list.n)
		return true;
	for (size_t i = 0; i < units->list.n; i++) {
		if ((mesh && strcmp(units->list.at[i], mesh) == 0) || (a->name && strcmp(units->list.at[i], a->name) == 0))
			return true;
		for (size_t k = 0; k < a->resources.n; k++)
			if (a->resources.at[k]->unit && strcmp(units->list.at[i], a->resources.at[k]->unit->name) == 0)
				return true;
	}
	return false;
}

static void run_meshes(struct run *run)
{
	const struct settings *s = run->settings;
	const struct objects *all = &run->tree.everything;

	if (run->tree.applications.n != 1 || s->meshes.n || run->tree.n_judged < all->resources.n)
		run->anywhere = anywhere_make(run->arena, run->result->pool, s->cluster_domain,
			(const struct resource *const *)all->resources.at, all->resources.n);
	for (size_t i = 0; i < all->resources.n && !run->leads; i++)
		if (all->resources.at[i]->kind == KIND_AUTHORIZATION_POLICY)
			run->leads = leads_make(run->arena, run->result->pool, (const struct resource *const *)all->resources.at,
				all->resources.n);
	make_passes(run);
	for (size_t i = 0; i < run->judged.n; i++)
		if (is_asked(run, run->judged.at[i].mesh, run->judged.at[i].application))
			run_mesh(run, run->judged.at[i].mesh, run->judged.at[i].application);
	add_times(run);
	arena_release(&run->mesh_arena);
}

static void judge_together(struct run *run, const char *mesh, const struct application *a)
{
	if (!a->resources.n)
		return;
	units_list_application(mesh, a, run->result);
	vec_push(run->arena, &run->judged, ((struct together){ mesh, a }));
}

/* Find what is judged together: the meshes of the configuration, and what they leave of the tree's applications. */
static void find_together(struct run *run)
{
	const struct settings *s = run->settings;
	struct meshes meshes = { .arena = run->arena, .pool = run->result->pool, .settings = s, .tree = &run->tree };

	meshes_start(&meshes);
	for (size_t i = 0; i < s->meshes.n; i++) {
		const struct application *a = meshes_pick(&meshes, i);

		if (!a) {
			sink_add(&run->result->findings, &notice_analysis_limit, s->meshes.at[i].at,
				"the meshes up to \"%s\" take the files of the tree too many times: this one and all that follows was not judged",
				s->meshes.at[i].name);
			return;
		}
		judge_together(run, s->meshes.at[i].name, a);
	}
	for (size_t i = 0; i < run->tree.applications.n; i++)
		judge_together(run, NULL, meshes_leave(&meshes, run->tree.applications.at[i]));
}

static void silence(struct run *run)
{
	struct silences *s = &run->silences;
	struct sink *sink = &run->result->findings;

	if (run->settings->no_inline_ignore)
		return;
	for (size_t i = 0; i < run->input.files.n; i++) {
		const struct input_file *f = &run->input.files.at[i];

		bool whole = !f->broken && f->applied == APPLIED && !f->foreign;

		silences_scan(s, f->source, f->documents, f->n_documents, whole, whole ? sink : NULL);
	}
	for (size_t i = 0; i < run->tree.everything.resources.n; i++)
		if (run->tree.everything.resources.at[i]->judged)
			silences_annotations(s, run->tree.everything.resources.at[i], sink);
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
	run->since = seconds_now();
}

void lint_run(const struct lint_options *o, struct lint_result *result)
{
	struct run run = { 0 };

	memset(result, 0, sizeof *result);
	start(&run, o, result);
	load(&run);
	stage_done(&run, "objects");
	units_list(&run.tree, &run.input, result);
	find_together(&run);
	if (!o->units_only)
		checks_run(&run.checks, &run.input, run.settings, &run.tree, &run.marks, &run.crew);
	crew_end(&run.crew, run.arena, &result->findings);
	stage_done(&run, "types");
	if (!o->units_only)
		run_meshes(&run);
	silence(&run);
	settle(&(struct settling){ .settings = run.settings, .selection = &run.selection, .pool = result->pool,
		.file_by_source = &run.file_by_source, .paths = o->paths, .n_paths = o->n_paths,
		.all = o->all }, result);
	if (o->units_only)
		result->findings.findings.n = result->suppressed = 0;
	finish(&run);
}

void lint_release(struct lint_result *result)
{
	arena_release(&result->arena);
	pool_free(result->pool);
	memset(result, 0, sizeof *result);
}
