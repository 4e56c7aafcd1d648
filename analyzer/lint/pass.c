/* Runs one rule over one mesh, and takes its reports. */
#include "lint/pass.h"

const struct mesh *pass_mesh(const struct pass *p)
{
	return p->mesh;
}

struct arena *pass_scratch(struct pass *p)
{
	return &p->scratch;
}

static bool is_poisoned(const struct node *n)
{
	while (n && !(n->flags & NODE_POISONED))
		n = n->parent;
	return n != NULL;
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
	f->subject = resource_subject(r);
	f->mesh = mesh_name(p->mesh);
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
	va_list args;

	/* The text of an alias stands elsewhere, where an edit would change more than this place. */
	if (!p->last || (at->flags & NODE_ALIASED))
		return;
	va_start(args, fmt);
	finding_fix(p->arena, p->last, node_span(at), arena_vprintf(p->arena, fmt, args));
	va_end(args);
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

static void visit_all(struct pass *p, const struct rule *r, struct resources list)
{
	for (size_t i = 0; i < list.n; i++) {
		if (list.at[i]->partial && !r->partial)
			continue;
		r->visit(p, list.at[i]);
		p->visits++;
		p->last = NULL;
		arena_clear(&p->scratch);
	}
}

void pass_run(struct pass *p, const struct rule *r)
{
	uint64_t kinds = r->subjects | (r->subject != KIND_OTHER ? KIND_BIT(r->subject) : 0);

	p->visits = 0;
	for (int k = 0; r->visit && k < N_KINDS; k++)
		if (kinds & KIND_BIT(k))
			visit_all(p, r, mesh_of(p->mesh, (enum kind)k));
	if (r->survey) {
		r->survey(p, p->mesh);
		p->visits++;
		p->last = NULL;
		arena_clear(&p->scratch);
	}
}
