/* Finds the fixes that bring new findings, by holding some back. */
#include <string.h>

#include "base/buf.h"
#include "fix/internal.h"

#define MOST_AROUND 10 /* maps and lists, from the inside */

/* What is known of the fixes of a map, of an object, of a file or of all. */
enum state {
	ALL,   /* are made, but those that are held */
	NONE,  /* is made: is it one of these? */
	SOME,  /* are made, the first ones */
	CLEAR, /* none of them is it, by itself: all are made */
};

struct group {
	VEC(struct repair *) members; /* as they were first seen */
	enum state state;
	size_t good, bad;    /* the first good ones bring nothing; the first bad ones do */
	size_t made;         /* SOME: the first so many */
	struct group *wider; /* what has all of these, and more; NULL for all */
	bool blamed;         /* in this try */
	bool narrowed;       /* this try makes not all of them */
	bool paused;         /* this try makes not all of a wider one, and so tells nothing of this one */
	bool waits;          /* a narrower one is not done */
	struct cause cause;  /* of the last try that was bad */
};

static struct group *group_of(struct hold *h, const struct str *scope)
{
	void **at = map_at(h->arena, &h->groups, scope, NULL, NULL);

	if (!*at) {
		struct group *g = arena_new(h->arena, struct group);

		*at = g;
		vec_push(h->arena, &h->by_place, g);
	}
	return *at;
}

static const char *file_of(const struct finding *f)
{
	return f->edits.n ? f->edits.at[0].span.source->name : f->span.source ? f->span.source->name : "";
}

/* A file; with a subject an object in it; with a path, of n bytes, what is there in that. */
static const struct str *scope_of(struct hold *h, const char *file, const struct subject *s, const char *path, size_t n)
{
	struct buf b = BUF_INIT;
	const struct str *out;

	buf_puts(&b, file);
	if (s && s->kind)
		buf_printf(&b, "\n%s\n%s\n%s", s->kind, s->ns ? s->ns : "", s->name ? s->name : "");
	if (path)
		buf_printf(&b, "\n%.*s", (int)n, path);
	out = pool_intern(h->pool, b.n ? b.at : "", b.n);
	buf_release(&b);
	return out;
}

/* How much of the path leads to what its end is in. */
static size_t above(const char *path, size_t n)
{
	while (n && path[n - 1] != '.' && path[n - 1] != '[')
		n--;
	return n ? n - 1 : 0;
}

/* What it is of, and what it writes. */
static const struct str *key_of(struct hold *h, const struct finding *f)
{
	const struct str *of = ledger_key(h->pool, f), *key;
	struct buf b = BUF_INIT;

	buf_add(&b, of->text, of->len);
	for (size_t i = 0; i < f->edits.n; i++) {
		buf_putc(&b, '\0');
		buf_puts(&b, f->edits.at[i].text);
	}
	key = pool_intern(h->pool, b.at, b.n);
	buf_release(&b);
	return key;
}

/* Put it into the group, which the last one is within. */
static void enter(struct hold *h, struct repair *r, const struct str *scope)
{
	struct group *g = group_of(h, scope);

	if (r->scopes.n)
		r->scopes.at[r->scopes.n - 1].group->wider = g;
	vec_push(h->arena, &r->scopes, ((struct membership){ g, g->members.n }));
	vec_push(h->arena, &g->members, r);
}

static void enter_all(struct hold *h, struct repair *r, const struct finding *f)
{
	size_t n = f->path ? above(f->path, strlen(f->path)) : 0;

	for (size_t i = 0; n && i < MOST_AROUND; n = above(f->path, n), i++)
		enter(h, r, scope_of(h, file_of(f), &f->subject, f->path, n));
	enter(h, r, scope_of(h, file_of(f), &f->subject, NULL, 0));
	if (f->subject.kind) /* else that was the file */
		enter(h, r, scope_of(h, file_of(f), NULL, NULL, 0));
	enter(h, r, scope_of(h, "", NULL, NULL, 0));
}

struct repair *hold_repair(struct hold *h, const struct finding *f)
{
	void **at = map_at(h->arena, &h->repairs, key_of(h, f), NULL, NULL);
	struct repair *r = *at;

	if (r)
		return r;
	r = *at = arena_new(h->arena, struct repair);
	r->file = pool_text(h->pool, file_of(f))->text;
	r->code = f->notice->code;
	enter_all(h, r, f);
	vec_push(h->arena, &h->list, r);
	if (h->closed)
		hold_back(r, h->closed_by, false);
	return r;
}

bool hold_makes(const struct repair *r)
{
	for (size_t i = 0; i < r->scopes.n; i++) {
		const struct membership *x = &r->scopes.at[i];

		if (x->group->state == NONE || (x->group->state == SOME && x->index >= x->group->made))
			return false;
	}
	return !r->held;
}

void hold_back(struct repair *r, struct cause why, bool sure)
{
	if (r->held)
		return;
	r->held = true;
	r->sure = sure;
	r->cause = why;
}

static bool has_free(const struct group *g)
{
	for (size_t i = 0; i < g->members.n; i++)
		if (!g->members.at[i]->held)
			return true;
	return false;
}

static void accuse(struct group *g, const struct cause *c)
{
	if (g->blamed)
		return;
	g->blamed = true;
	g->cause = *c;
	if (g->state == NONE)
		g->state = CLEAR;
}

/* Can one of its fixes be what has brought something? Then they are accused of it, unless it is there without them. */
static bool suspects(struct group *g, const struct cause *c)
{
	if (!g || g->state == CLEAR || (!g->blamed && !has_free(g)))
		return false;
	accuse(g, c);
	return g->state != CLEAR;
}

/* Accuse those of its object that are nearest to it: in it, in what is around it, or all. False where it is none of these. */
static bool blame_own(struct hold *h, const struct finding *f, const char *file, const struct cause *c)
{
	size_t n = f->path ? strlen(f->path) : 0, cleared = 0;

	for (bool more = true; more; n = n ? above(f->path, n) : 0) {
		const struct str *scope = n ? scope_of(h, file, &f->subject, f->path, n) : scope_of(h, file, &f->subject, NULL, 0);
		struct group *g = map_get(&h->groups, scope, NULL, NULL);

		more = n > 0;
		if (g && g->members.n == cleared)
			g->state = CLEAR; /* they are the same */
		if (suspects(g, c))
			return true;
		cleared = g && g->state == CLEAR ? g->members.n : cleared;
	}
	return false;
}

/* Those that are nearest to it: of its object, else of its file and the files that it speaks of, else all. */
void hold_blame(struct hold *h, const struct finding *f)
{
	const char *file = f->span.source ? f->span.source->name : "";
	struct position at = f->span.source && f->span.end ? source_position(f->span.source, f->span.begin) : (struct position){ 0 };
	struct cause c = { f->notice->code, pool_text(h->pool, f->message)->text, pool_text(h->pool, file)->text, at.line };

	if (blame_own(h, f, file, &c))
		return;
	for (size_t i = 0; i <= f->related.n; i++) { /* one at a time: which one it is could not be told otherwise */
		const struct source *s = i ? f->related.at[i - 1].span.source : f->span.source;

		if (s && suspects(map_get(&h->groups, scope_of(h, s->name, NULL, NULL, 0), NULL, NULL), &c))
			return;
	}
	if (!suspects(map_get(&h->groups, scope_of(h, "", NULL, NULL, 0), NULL, NULL), &c))
		hold_close(h, c);
}

void hold_close(struct hold *h, struct cause why)
{
	if (h->closed)
		return;
	h->closed = true;
	h->closed_by = why;
	for (size_t i = 0; i < h->list.n; i++)
		hold_back(h->list.at[i], why, false);
}

/* Hold what may be it, from the first that is not known to be good. */
static void hold_rest(struct group *g)
{
	for (size_t i = g->state == SOME ? g->good : 0; i < g->members.n; i++)
		hold_back(g->members.at[i], g->cause, false);
	g->state = ALL;
}

/* The next half of those of which one is it; the one itself is held, and then what is left is tried at once. */
static void halve(struct group *g)
{
	while (g->good < g->bad && g->members.at[g->good]->held)
		g->good++;
	if (g->good >= g->bad) {
		g->state = CLEAR;
	} else if (g->bad - g->good == 1) {
		hold_back(g->members.at[g->good++], g->cause, true);
		g->state = ALL;
	} else {
		g->state = SOME;
		g->made = g->good + (g->bad - g->good) / 2;
	}
}

/* What the try has shown of the group; false where nothing is left to find out in it. */
static bool step(struct group *g, bool hurried)
{
	if (g->state == CLEAR || (!g->blamed && g->state == ALL))
		return g->blamed;
	if (hurried && g->blamed) {
		hold_rest(g);
	} else if (hurried) {
		g->good = g->state == SOME ? g->made : 0;
		g->state = SOME;
		hold_rest(g);
	} else if (g->state == ALL && !g->good) {
		g->state = NONE;
		g->bad = g->members.n;
	} else if (g->state == NONE) {
		halve(g);
	} else {
		if (g->state == ALL) {
			g->bad = g->members.n;
		} else if (g->blamed) {
			g->bad = g->made;
		} else {
			g->good = g->made;
		}
		halve(g);
	}
	return true;
}

static bool is_busy(const struct group *g)
{
	return g->state == NONE || g->state == SOME || (g->state == ALL && g->blamed);
}

/* A wider group and one within it are not asked at the same time: what one holds back would be taken for what the other does. */
static void take_turns(struct hold *h)
{
	for (size_t i = 0; i < h->by_place.n; i++)
		h->by_place.at[i]->paused = h->by_place.at[i]->waits = false;
	for (size_t i = 0; i < h->by_place.n; i++) {
		struct group *g = h->by_place.at[i];

		for (struct group *w = g->wider; w; w = w->wider) {
			g->paused |= w->narrowed;
			w->waits |= is_busy(g) && !w->narrowed;
		}
	}
}

bool hold_next(struct hold *h)
{
	bool more = h->closed && !h->told;

	h->told = h->closed;
	take_turns(h);
	for (size_t i = 0; i < h->by_place.n && !h->closed; i++) {
		struct group *g = h->by_place.at[i];

		more |= g->paused || g->waits ? g->narrowed || g->blamed : step(g, h->hurried);
		g->narrowed = g->state == NONE || g->state == SOME;
		g->blamed = false;
	}
	return more;
}
