/* Puts answers together. */
#include "traffic/answer.h"

#include <stdarg.h>

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

	va_start(args, fmt);
	s.text = arena_vprintf(a->arena, fmt, args);
	va_end(args);
	if (cause)
		s.cause = *cause;
	vec_push(a->arena, &a->steps, s);
}

void answer_undecided(struct answer *a, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vec_push(a->arena, &a->unknown, arena_vprintf(a->arena, fmt, args));
	va_end(args);
	a->outcome = OUTCOME_UNDECIDED;
}

void answer_refuse(struct answer *a, const char *reason)
{
	a->outcome = OUTCOME_REFUSED;
	a->reason = reason;
}
