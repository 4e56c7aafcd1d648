/* Puts answers together. */
#include "traffic/answer.h"

#include <stdarg.h>
#include <string.h>

const char *outcome_name(enum outcome o)
{
	static const char *const names[] = {
		[OUTCOME_ROUTED] = "routed", [OUTCOME_REDIRECTED] = "redirected", [OUTCOME_ANSWERED] = "answered",
		[OUTCOME_PASSTHROUGH] = "passthrough", [OUTCOME_BLACKHOLE] = "blackhole", [OUTCOME_REFUSED] = "refused",
		[OUTCOME_ALLOWED] = "allowed", [OUTCOME_DENIED] = "denied", [OUTCOME_UNDECIDED] = "undecided",
	};

	return names[o];
}

const char *carried_name(enum carried c)
{
	static const char *const names[] = {
		[CARRIED_UNKNOWN] = NULL, [CARRIED_PLAINTEXT] = "plaintext", [CARRIED_TLS] = "tls", [CARRIED_MUTUAL] = "mutual", [CARRIED_AUTO] = "auto",
	};

	return names[c];
}

void answer_step(struct answer *a, const struct cause *cause, const char *fmt, ...)
{
	struct step s = { 0 };
	va_list args;

	if (a->quiet)
		return;
	va_start(args, fmt);
	s.text = arena_vprintf(a->arena, fmt, args);
	va_end(args);
	if (cause)
		s.cause = *cause;
	vec_push(a->arena, &a->steps, s);
}

void answer_undecided(struct answer *a, const char *fmt, ...)
{
	const char *text;
	va_list args;

	va_start(args, fmt);
	text = arena_vprintf(a->arena, fmt, args);
	va_end(args);
	a->outcome = OUTCOME_UNDECIDED;
	for (size_t i = 0; i < a->unknown.n; i++)
		if (strcmp(a->unknown.at[i], text) == 0)
			return;
	vec_push(a->arena, &a->unknown, text);
}

/* "mesh.yaml:12" */
static const char *place_of(struct arena *arena, const struct resource *r)
{
	struct span s = resource_span(r);

	return arena_printf(arena, "%s:%u", s.source->name, source_position(s.source, s.begin).line);
}

const char *answer_namesakes(struct arena *arena, const struct resource *a, const struct resource *b)
{
	if (!resource_is_namesake(a, b))
		return NULL;
	return arena_printf(arena, "which %s %s%s%s is in the cluster, that of %s or that of %s? Give the files of one of them", a->kind_name->text, a->ns->text, a->ns->len ? "/" : "",
		a->name->text, place_of(arena, a), place_of(arena, b));
}

void answer_refuse(struct answer *a, const char *reason)
{
	a->outcome = OUTCOME_REFUSED;
	a->reason = reason;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_cause(const struct cause *a, const struct cause *b)
{
	return a->resource == b->resource && a->node == b->node;
}

static bool same_target(const struct target *a, const struct target *b)
{
	return a->host == b->host && a->subset == b->subset && a->port == b->port && a->weight == b->weight && a->tls == b->tls
		&& same_text(a->problem, b->problem);
}

bool answer_same(const struct answer *a, const struct answer *b)
{
	if (a->outcome != b->outcome || !same_cause(&a->by, &b->by) || !same_text(a->reason, b->reason) || a->status != b->status
			|| !same_text(a->location, b->location) || !same_text(a->timeout, b->timeout) || a->retries != b->retries || !same_text(a->path, b->path))
		return false;
	if (a->access_asked != b->access_asked || a->access != b->access || !same_cause(&a->access_by, &b->access_by) || a->targets.n != b->targets.n)
		return false;
	for (size_t i = 0; i < a->targets.n; i++)
		if (!same_target(&a->targets.at[i], &b->targets.at[i]))
			return false;
	return true;
}
