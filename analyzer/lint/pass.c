/* Runs the rules over one mesh, and takes their reports. */
#include "lint/pass.h"

#include <time.h>

#include "doc/edit.h"
#include "doc/move.h"
#include "lint/units.h"

/*
 * So many resources are shown to one rule after the other before the next ones are: they are still in the
 * processor's cache then, which halves what most rules cost.
 */
#define SHOWN_TOGETHER 32

const struct mesh *pass_mesh(const struct pass *p)
{
	return p->mesh;
}

struct arena *pass_scratch(struct pass *p)
{
	return p->scratch;
}

static bool is_poisoned(const struct node *n)
{
	while (n && !(n->flags & NODE_POISONED))
		n = n->parent;
	return n != NULL;
}

void finding_about(struct finding *f, const struct resource *r, const struct mesh *m, struct arena *arena, struct map *marks)
{
	f->subject = resource_subject(r);
	f->mesh = mesh_name(m);
	f->object = r->root;
	if (r->unit)
		vec_push(arena, &f->built, unit_mark(arena, marks, r->unit));
}

static void report(struct pass *p, const struct resource *r, const struct node *at, struct span span,
	const char *fmt, va_list args) __attribute__((format(printf, 5, 0)));

static void report(struct pass *p, const struct resource *r, const struct node *at, struct span span,
	const char *fmt, va_list args)
{
	struct finding *f;

	p->last = NULL;
	if (is_poisoned(at))
		return;
	f = sink_vadd(p->sink, p->choice->notice, span, fmt, args);
	f->severity = p->choice->severity;
	finding_about(f, r, p->mesh, p->arena, p->marks);
	if (at)
		f->path = node_path(p->arena, at, r->root);
	p->last = f;
}

void pass_report(struct pass *p, const struct resource *r, const struct node *at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	report(p, r, at, at ? node_span(at) : resource_span(r), fmt, args);
	va_end(args);
}

void pass_report_key(struct pass *p, const struct resource *r, const struct node *at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	report(p, r, at, at ? node_key_span(at) : resource_span(r), fmt, args);
	va_end(args);
}

void pass_report_lack(struct pass *p, const struct resource *r, const struct node *entry, const char *fmt, ...)
{
	const struct node *first = node_children(entry);
	va_list args;

	p->last = NULL;
	for (const struct node *m = first; m; m = m->next)
		if (m->flags & NODE_POISONED)
			return;
	va_start(args, fmt);
	report(p, r, entry, first ? node_key_span(first) : node_span(entry), fmt, args);
	va_end(args);
}

void pass_note(struct pass *p, const struct resource *r, const struct node *at, const char *fmt, ...)
{
	va_list args;

	if (!p->last)
		return;
	va_start(args, fmt);
	finding_relate(p->arena, p->last, at ? node_span(at) : resource_span(r), "%s",
		arena_vprintf(p->arena, fmt, args));
	va_end(args);
}

void pass_fix(struct pass *p, const struct node *at, const char *fmt, ...)
{
	const char *bytes;
	va_list args;

	if (!p->last)
		return;
	va_start(args, fmt);
	bytes = edit_text(p->arena, at, arena_vprintf(p->arena, fmt, args));
	va_end(args);
	if (bytes)
		finding_fix(p->arena, p->last, node_span(at), bytes);
}

void pass_fix_number(struct pass *p, const struct node *at, int64_t number)
{
	const char *bytes = p->last ? edit_bare(p->arena, at, arena_printf(p->arena, "%lld", (long long)number)) : NULL;

	if (bytes)
		finding_fix(p->arena, p->last, node_span(at), bytes);
}

void pass_rename(struct pass *p, const struct node *member, const char *name)
{
	const char *bytes = p->last ? edit_key(p->arena, member, name) : NULL;

	if (bytes)
		finding_fix(p->arena, p->last, node_key_span(member), bytes);
}

void pass_move(struct pass *p, const struct node *member, const struct node *behind, const char *name, bool emptied)
{
	struct edit edits[2];

	if (!p->last || !move_behind(p->arena, member, behind, name, emptied, edits))
		return;
	finding_fix(p->arena, p->last, edits[0].span, edits[0].text);
	if (*edits[1].text) /* else one is all there is to it */
		finding_fix(p->arena, p->last, edits[1].span, edits[1].text);
}

void pass_add(struct pass *p, const struct node *behind, const char *name, const char *value)
{
	struct edit edit;

	if (p->last && move_add(p->arena, behind, name, value, &edit))
		finding_fix(p->arena, p->last, edit.span, edit.text);
}

void pass_unsafe(struct pass *p)
{
	if (p->last)
		p->last->unsafe = true;
}

void pass_undecided(struct pass *p, const struct str *ns, const char *what, const char *reason)
{
	struct undecided *u = p->undecided;
	const struct str *subject = pool_text(mesh_pool(p->mesh), what);
	void **place = map_at(u->arena, &u->by_place, ns, subject, NULL);
	struct lint_undecided *line = *place;

	if (!line) {
		line = arena_new(u->arena, struct lint_undecided);
		line->ns = ns ? ns->text : "";
		line->what = subject->text;
		line->reason = arena_strdup(u->arena, reason);
		vec_push(u->arena, &u->list, line);
		*place = line;
	}
	place = map_at(u->arena, &u->unsure, p->choice->notice, line, NULL);
	if (*place)
		return;
	*place = line;
	vec_push(u->arena, &line->codes, p->choice->notice->code);
	*map_at(u->arena, &u->unsure, p->choice->notice, NULL, NULL) = line;
}

void pass_undescribed(struct pass *p, enum scope scope, const struct str *ns)
{
	pass_undecided(p, ns, scope_name(scope), mesh_open_reason(p->mesh, scope, ns));
}

double seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void end_visit(struct pass *p)
{
	p->visits++;
	p->last = NULL;
	arena_clear(p->scratch);
}

static bool wants(const struct rule *r, enum kind kind)
{
	return r->visit && (r->subjects & KIND_BIT(kind) || (r->subject == kind && kind != KIND_OTHER));
}

static void visit(struct pass *p, const struct resource *const *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (at[i]->partial && !p->rule->partial)
			continue;
		p->rule->visit(p, at[i]);
		end_visit(p);
	}
}

/* wanting has room for n. */
static void visit_kind(struct pass *passes, size_t n, struct resources list, enum kind kind, struct pass **wanting)
{
	double since = n && passes->timed ? seconds_now() : 0, now;
	size_t n_wanting = 0;

	for (size_t k = 0; k < n; k++)
		if (wants(passes[k].rule, kind))
			wanting[n_wanting++] = &passes[k];

	for (size_t i = 0; i < list.n; i += SHOWN_TOGETHER) {
		size_t some = list.n - i < SHOWN_TOGETHER ? list.n - i : SHOWN_TOGETHER;

		for (size_t k = 0; k < some; k++)
			resources_ahead(list.at, list.n, i + k);
		for (size_t k = 0; k < n_wanting; k++) {
			visit(wanting[k], list.at + i, some);
			if (!wanting[k]->timed)
				continue;
			now = seconds_now();
			wanting[k]->seconds += now - since;
			since = now;
		}
	}
}

void passes_run(struct pass *passes, size_t n)
{
	struct arena arena = ARENA_INIT;
	struct pass **wanting = arena_array(&arena, struct pass *, n);
	double since;

	for (int k = 0; n && k < N_KINDS; k++) {
		struct resources list = mesh_of(passes->mesh, (enum kind)k);

		if (list.n)
			visit_kind(passes, n, list, (enum kind)k, wanting);
	}
	arena_release(&arena);
	for (struct pass *p = passes; p < passes + n; p++) {
		if (!p->rule->survey)
			continue;
		since = p->timed ? seconds_now() : 0;
		p->rule->survey(p, p->mesh);
		end_visit(p);
		if (p->timed)
			p->seconds += seconds_now() - since;
	}
}
