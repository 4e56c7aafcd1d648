/* What identifies a finding from one run to the next. */
#include "report/fingerprint.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct keyed {
	uint64_t hash;
	size_t index;
};

/* FNV-1a; the NUL behind the text counts, so that no two lists of texts run together. */
static uint64_t hash_text(uint64_t h, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
	return h * UINT64_C(0x100000001b3);
}

static uint64_t hash_string(uint64_t h, const char *text)
{
	return hash_text(h, text ? text : "", text ? strlen(text) : 0);
}

static uint64_t hash_finding(const struct finding *f)
{
	const struct subject *s = &f->subject;
	uint64_t h = hash_string(UINT64_C(0xcbf29ce484222325), f->notice->code);
	const char *slash = s->api_version ? strchr(s->api_version, '/') : NULL;

	h = hash_string(h, f->mesh);
	if (s->kind) {
		h = hash_text(h, slash ? s->api_version : "", slash ? (size_t)(slash - s->api_version) : 0);
		h = hash_string(h, s->kind);
		h = hash_string(h, finding_namespace(f));
		h = hash_string(h, s->name);
	} else {
		h = hash_string(h, f->span.source ? f->span.source->name : NULL);
	}
	return hash_string(h, f->path);
}

static int keyed_order(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

const struct fingerprint *fingerprints(struct arena *a, const struct report *r)
{
	struct keyed *keyed = arena_array(a, struct keyed, r->n_findings);
	struct fingerprint *prints = arena_array(a, struct fingerprint, r->n_findings);
	uint32_t ordinal = 0;

	for (size_t i = 0; i < r->n_findings; i++)
		keyed[i] = (struct keyed) { hash_finding(r->findings[i]), i };
	if (r->n_findings)
		qsort(keyed, r->n_findings, sizeof *keyed, keyed_order);
	for (size_t i = 0; i < r->n_findings; i++) {
		ordinal = i && keyed[i - 1].hash == keyed[i].hash ? ordinal + 1 : 1;
		prints[keyed[i].index] = (struct fingerprint) { keyed[i].hash, ordinal };
	}
	return prints;
}

const char *fingerprint_text(struct arena *a, const struct fingerprint *print)
{
	return arena_printf(a, "%016" PRIx64 ":%" PRIu32, print->hash, print->ordinal);
}
