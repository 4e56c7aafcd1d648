/* Fields of objects by kustomize's paths. */
#include <string.h>

#include "base/buf.h"
#include "tree/kustomize_internal.h"

#define MOST_STEPS 32

static bool fits(const char *wanted, const struct str *is)
{
	return !wanted || !*wanted || str_is(is, wanted);
}

static bool part_selects(const char *wanted, const char *is)
{
	return !wanted || !*wanted || (is && strcmp(wanted, is) == 0);
}

bool field_applies(const struct field *f, const struct piece *p)
{
	return fits(f->group, p->now.group) && fits(f->version, p->now.version) && fits(f->kind, p->now.kind);
}

/*
 * Where a kustomization builds on no other, kustomize lays the built-in fields under those of its configurations, and takes for
 * there what is there for some of the kinds that a built-in one is for. On top of another the built-in fields come first.
 */
bool field_stands(const struct field *f, const struct fields *own)
{
	for (size_t i = 0; i < own->first; i++)
		if (strcmp(f->path, own->at[i].path) == 0 && part_selects(f->group, own->at[i].group)
				&& part_selects(f->version, own->at[i].version) && part_selects(f->kind, own->at[i].kind))
			return false;
	return true;
}

struct steps {
	const struct str *at[MOST_STEPS];
	bool list[MOST_STEPS];  /* the step is written "name[]": a list */
	size_t n;
};

struct walk_to {
	struct building *b;
	struct piece *p;
	const struct steps *steps;
	bool create;
	void (*visit)(struct building *b, struct piece *p, struct node *at, void *context);
	void *context;
};

/* "a/b\/c/d[]": a slash behind a backslash does not divide. */
static struct steps *divide(struct building *b, const char *path)
{
	struct steps *s = arena_new(b->w->arena, struct steps);
	struct buf step = BUF_INIT;

	for (const char *at = path; s->n < MOST_STEPS; at++) {
		if (*at == '\\' && at[1] == '/') {
			buf_putc(&step, *++at);
			continue;
		}
		if (*at && *at != '/') {
			buf_putc(&step, *at);
			continue;
		}
		if (step.n > 2 && memcmp(step.at + step.n - 2, "[]", 2) == 0) {
			s->list[s->n] = true;
			step.n -= 2;
		}
		if (step.n)
			s->at[s->n++] = pool_intern(b->w->pool, step.at, step.n);
		step.n = 0;
		if (!*at)
			break;
	}
	buf_release(&step);
	return s;
}

static const struct steps *steps_of(struct building *b, const char *path)
{
	void **place = map_at(b->w->arena, &b->w->paths, build_key(b, path), NULL, NULL);

	if (!*place)
		*place = divide(b, path);
	return *place;
}

static void go(struct walk_to *w, struct node *at, size_t i)
{
	struct node *next;

	if (at->kind == NODE_LIST && (i < w->steps->n || w->steps->list[w->steps->n - 1])) {
		for (struct node *item = at->first, *behind; item; item = behind) {
			behind = item->next;
			go(w, item, i);
		}
		return;
	}
	if (i == w->steps->n) {
		w->visit(w->b, w->p, at, w->context);
		return;
	}
	if (at->kind == NODE_SCALAR) {
		if (at->scalar != SCALAR_NULL)
			build_fail(w->b, at, "%s \"%s\" has a plain value here, in which kustomize looks for \"%s\"", w->p->now.kind->text,
				w->p->now.name->text, w->steps->at[i]->text);
		return;
	}
	if (str_is(w->steps->at[i], "*") || w->steps->at[i]->text[strspn(w->steps->at[i]->text, "0123456789")] == '\0') {
		build_fail(w->b, at, "kustomize cannot go to \"%s\" in %s \"%s\"", w->steps->at[i]->text, w->p->now.kind->text,
			w->p->now.name->text);
		return;
	}
	next = made_member(at, w->steps->at[i]);
	if (next && next->kind == NODE_SCALAR && next->scalar == SCALAR_NULL && w->create && i + 1 < w->steps->n) {
		made_remove(next);
		next = NULL;
	}
	if (!next) {
		if (!w->create || w->steps->list[i])
			return;
		next = i + 1 == w->steps->n ? node_made_null(w->b)
			: made_collection(w->b->w->arena, NODE_MAP, (struct span){ ((struct made *)at)->source, at->begin, at->begin },
				"kustomize");
		made_put(at, w->steps->at[i], (struct span){ NULL, 0, 0 }, next);
	}
	go(w, next, i + 1);
}

/* Does the path lead anywhere? Asked first: an object that stays as it is needs no copy. */
static bool leads(const struct walk_to *w, const struct node *at, size_t i)
{
	const struct node *next;

	if (at->kind == NODE_LIST && (i < w->steps->n || w->steps->list[w->steps->n - 1])) {
		for (const struct node *item = at->first; item; item = item->next)
			if (leads(w, item, i))
				return true;
		return false;
	}
	if (i == w->steps->n)
		return true;
	if (at->kind == NODE_SCALAR)
		return at->scalar != SCALAR_NULL; /* to what kustomize refuses */
	if (str_is(w->steps->at[i], "*"))
		return true;
	next = made_member(at, w->steps->at[i]);
	return next && leads(w, next, i + 1);
}

void field_visit(struct building *b, struct piece *p, const char *path, bool create,
	void (*visit)(struct building *b, struct piece *p, struct node *at, void *context), void *context)
{
	struct walk_to w = { .b = b, .p = p, .steps = steps_of(b, path), .create = create, .visit = visit, .context = context };

	if (!build_step(b, NULL, 1))
		return;
	if (w.steps->n && (create || p->owned || leads(&w, p->root, 0)))
		go(&w, piece_own(b, p), 0);
}
