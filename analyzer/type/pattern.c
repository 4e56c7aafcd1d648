/* Patterns compiled at first use and matched by pcre2. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "type/pattern.h"

#include <pcre2.h>
#include <pthread.h>
#include <stdint.h>

#include "base/panic.h"

#define STEPS_ALWAYS 5000 /* of a match, and further ones for each byte of the text: what all texts take is linear in them */
#define STEPS_A_BYTE 100
#define DEPTH_LIMIT 1000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char broken; /* its address stands for a pattern that does not compile */

static pcre2_code *compile(const char *text, int *error, size_t *at, pcre2_compile_context *context)
{
	/* As Go's regexp: . does not match a newline, $ is the very end. */
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
		PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NO_AUTO_CAPTURE, error, at, context);

	if (!code && *error == PCRE2_ERROR_HEAP_FAILED)
		panic("out of memory");
	return code;
}

bool pattern_compiles(const char *text, char *why, size_t why_n, size_t *at)
{
	int error = 0;
	pcre2_code *code = compile(text, &error, at, NULL);

	if (code) {
		pcre2_code_free(code);
		return true;
	}
	pcre2_get_error_message(error, (PCRE2_UCHAR *)why, why_n);
	return false;
}

static void *take(size_t size, void *arena)
{
	return arena_alloc(arena, size);
}

static void leave(void *block, void *arena)
{
	(void)block;
	(void)arena;
}

struct pattern *pattern_make(struct arena *a, const char *text)
{
	struct pattern *p = arena_new(a, struct pattern);
	pcre2_general_context *memory = pcre2_general_context_create(take, leave, a);
	int error;
	size_t at;
	void *code = compile(text, &error, &at, pcre2_compile_context_create(memory));

	p->text = text;
	atomic_store_explicit(&p->compiled, code ? code : &broken, memory_order_release);
	return p;
}

static void *compiled(struct pattern *p)
{
	void *code = atomic_load_explicit(&p->compiled, memory_order_acquire);
	int error;
	size_t at;

	if (code)
		return code;
	pthread_mutex_lock(&lock);
	code = atomic_load_explicit(&p->compiled, memory_order_relaxed);
	if (!code) {
		code = compile(p->text, &error, &at, NULL);
		if (!code)
			code = &broken;
		atomic_store_explicit(&p->compiled, code, memory_order_release);
	}
	pthread_mutex_unlock(&lock);
	return code;
}

enum truth pattern_matches(struct pattern *p, const char *text, size_t len)
{
	void *code = compiled(p);
	pcre2_match_context *limits;
	pcre2_match_data *data;
	int result;

	if (code == &broken)
		return YES;
	limits = pcre2_match_context_create(NULL);
	data = pcre2_match_data_create(1, NULL);
	if (!limits || !data)
		panic("out of memory");
	pcre2_set_match_limit(limits, len < UINT32_MAX / STEPS_A_BYTE / 2 ? STEPS_ALWAYS + STEPS_A_BYTE * (uint32_t)len : UINT32_MAX);
	pcre2_set_depth_limit(limits, DEPTH_LIMIT);
	result = pcre2_match(code, (PCRE2_SPTR)text, len, 0, 0, data, limits);
	pcre2_match_data_free(data);
	pcre2_match_context_free(limits);
	if (result == PCRE2_ERROR_NOMEMORY)
		panic("out of memory");
	return result == PCRE2_ERROR_NOMATCH ? NO : result >= 0 ? YES : UNKNOWN;
}

const char *pattern_library(struct arena *a)
{
	int n = pcre2_config(PCRE2_CONFIG_VERSION, NULL);
	char *text = arena_alloc(a, n > 0 ? (size_t)n : 1);

	text[0] = '\0';
	pcre2_config(PCRE2_CONFIG_VERSION, text);
	return text;
}
