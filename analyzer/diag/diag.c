/* Collecting findings and putting them into their final order. */
#include "diag/diag.h"

#include <stdlib.h>
#include <string.h>

#define MOST_RELATED 16 /* further places of findings that are equal but for these */

static const char *const severity_names[] = {
	[SEVERITY_OFF] = "off",
	[SEVERITY_INFO] = "info",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
};

const char *severity_name(enum severity s)
{
	return severity_names[s];
}

bool severity_parse(const char *name, enum severity *out)
{
	for (int i = SEVERITY_OFF; i <= SEVERITY_ERROR; i++) {
		if (strcmp(name, severity_names[i]) == 0) {
			*out = (enum severity)i;
			return true;
		}
	}
	return false;
}

struct finding *sink_vadd(struct sink *s, const struct notice *n, struct span at,
	const char *fmt, va_list args)
{
	struct finding *f = arena_new(s->arena, struct finding);

	f->notice = n;
	f->severity = n->severity;
	f->span = at;
	f->message = arena_vprintf(s->arena, fmt, args);
	vec_push(s->arena, &s->findings, f);
	return f;
}

struct finding *sink_add(struct sink *s, const struct notice *n, struct span at,
	const char *fmt, ...)
{
	struct finding *f;
	va_list args;

	va_start(args, fmt);
	f = sink_vadd(s, n, at, fmt, args);
	va_end(args);
	return f;
}

const char *finding_namespace(const struct finding *f)
{
	for (size_t i = 0; i < f->built.n; i++)
		if (strcmp(f->built.at[i]->kind, "kustomization") == 0)
			return NULL;
	return f->subject.ns;
}

void sink_withdraw(struct sink *s, const struct notice *n, struct span within)
{
	size_t first = s->findings.n, kept;

	while (first > 0) {
		const struct span *at = &s->findings.at[first - 1]->span;

		if (at->source != within.source || at->begin < within.begin)
			break;
		first--;
	}
	kept = first;
	for (size_t i = first; i < s->findings.n; i++)
		if (s->findings.at[i]->notice != n || s->findings.at[i]->span.begin >= within.end)
			s->findings.at[kept++] = s->findings.at[i];
	s->findings.n = kept;
}

void finding_relate(struct arena *a, struct finding *f, struct span at, const char *fmt, ...)
{
	struct related r = { at, NULL };
	va_list args;

	va_start(args, fmt);
	r.message = arena_vprintf(a, fmt, args);
	va_end(args);
	vec_push(a, &f->related, r);
}

void finding_fix(struct arena *a, struct finding *f, struct span at, const char *text)
{
	struct edit e = { at, arena_strdup(a, text) };

	vec_push(a, &f->edits, e);
}

void finding_unquote(struct arena *a, struct finding *f)
{
	char *text = arena_strdup(a, f->notice->summary);

	if (text[0] >= 'A' && text[0] <= 'Z')
		text[0] = (char)(text[0] - 'A' + 'a');
	f->message = text;
	f->related.n = 0;
	f->edits.n = 0;
}

void sink_join(struct sink *s, struct sink *from)
{
	for (size_t i = 0; i < from->findings.n; i++)
		vec_push(s->arena, &s->findings, from->findings.at[i]);
	from->findings.n = 0;
}

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_number(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

/* By what a reader sees of a finding. Within a file, bytes come in the order of lines and columns. */
static int compare_seen(const struct finding *a, const struct finding *b)
{
	int c = compare_text(a->span.source ? a->span.source->name : NULL,
		b->span.source ? b->span.source->name : NULL);

	if (!c)
		c = compare_number(a->span.begin, b->span.begin);
	if (!c)
		c = strcmp(a->notice->code, b->notice->code);
	if (!c)
		c = compare_text(a->message, b->message);
	return c;
}

/* The more further places, the earlier. */
static int compare_related(const struct finding *a, const struct finding *b)
{
	int c = compare_number((uint32_t)b->related.n, (uint32_t)a->related.n);

	for (size_t i = 0; !c && i < a->related.n; i++) {
		const struct related *x = &a->related.at[i], *y = &b->related.at[i];

		c = compare_text(x->span.source ? x->span.source->name : NULL, y->span.source ? y->span.source->name : NULL);
		if (!c)
			c = compare_number(x->span.begin, y->span.begin);
		if (!c)
			c = compare_text(x->message, y->message);
	}
	return c;
}

static int compare_built(const struct finding *a, const struct finding *b)
{
	int c = 0;

	for (size_t i = 0; !c && i < a->built.n && i < b->built.n; i++)
		c = compare_text(a->built.at[i]->unit, b->built.at[i]->unit);
	return c ? c : compare_number((uint32_t)a->built.n, (uint32_t)b->built.n);
}

/* What is equal to a reader still needs one order, whichever thread came first. */
static int compare_findings(const void *left, const void *right)
{
	const struct finding *a = *(const struct finding *const *)left;
	const struct finding *b = *(const struct finding *const *)right;
	int c = compare_seen(a, b);

	if (!c)
		c = compare_number(a->span.end, b->span.end);
	if (!c)
		c = compare_text(a->mesh, b->mesh);
	if (!c)
		c = compare_text(a->path, b->path);
	if (!c)
		c = compare_text(a->subject.ns, b->subject.ns);
	if (!c)
		c = compare_text(a->subject.name, b->subject.name);
	if (!c)
		c = compare_text(a->subject.kind, b->subject.kind);
	if (!c)
		c = compare_number((uint32_t)a->suppression, (uint32_t)b->suppression);
	if (!c)
		c = compare_related(a, b);
	return c ? c : compare_built(a, b);
}

/* The further places of the other one that f has not: what is found twice may be so for two reasons. */
static void join_related(struct arena *a, struct finding *f, const struct finding *same)
{
	for (size_t i = 0; i < same->related.n && f->related.n < MOST_RELATED; i++) {
		const struct related *r = &same->related.at[i];
		size_t j = 0;

		while (j < f->related.n && (f->related.at[j].span.source != r->span.source
				|| f->related.at[j].span.begin != r->span.begin || strcmp(f->related.at[j].message, r->message) != 0))
			j++;
		if (j == f->related.n)
			vec_push(a, &f->related, *r);
	}
}

void finding_join(struct arena *a, struct finding *f, const struct finding *same)
{
	for (size_t i = 0; i < same->built.n; i++) {
		size_t j = 0;

		while (j < f->built.n && f->built.at[j] != same->built.at[i])
			j++;
		if (j == f->built.n)
			vec_push(a, &f->built, same->built.at[i]);
	}
	join_related(a, f, same);
	f->unread |= same->unread;
}

void sink_sort(struct sink *s)
{
	struct finding **at = s->findings.at;
	size_t kept = 0;

	if (s->findings.n < 2)
		return;
	qsort(at, s->findings.n, sizeof *at, compare_findings);
	for (size_t i = 0; i < s->findings.n; i++)
		if (kept == 0 || compare_seen(at[kept - 1], at[i]) != 0)
			at[kept++] = at[i];
		else
			finding_join(s->arena, at[kept - 1], at[i]);
	s->findings.n = kept;
}
