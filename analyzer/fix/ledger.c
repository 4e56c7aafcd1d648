/* Tells whether a changed tree has findings that it had not before. */
#include <stdint.h>

#include "base/buf.h"
#include "fix/internal.h"

static void add_part(struct buf *b, const char *text)
{
	buf_puts(b, text ? text : "");
	buf_putc(b, '\0');
}

/* What a finding is counted by. Its line moves and its words may name others, while it is the same to whoever has to mend it. */
static const struct str *key_of(struct pool *pool, struct buf *b, const struct finding *f)
{
	buf_clear(b);
	add_part(b, f->notice->code);
	add_part(b, f->span.source ? f->span.source->name : NULL);
	add_part(b, f->subject.kind);
	add_part(b, f->subject.ns);
	add_part(b, f->subject.name);
	add_part(b, f->path);
	add_part(b, f->mesh);
	return pool_intern(pool, b->at, b->n);
}

const struct str *ledger_key(struct pool *pool, const struct finding *f)
{
	struct buf b = BUF_INIT;
	const struct str *key = key_of(pool, &b, f);

	buf_release(&b);
	return key;
}

static bool counts(const struct finding *f)
{
	return f->suppression == SUPPRESSION_NONE;
}

void ledger_take(struct ledger *c, struct arena *a, struct pool *pool, const struct lint_result *r)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];
		void **place;

		if (!counts(f))
			continue;
		place = map_at(a, &c->counts, key_of(pool, &b, f), NULL, NULL);
		*place = (void *)((uintptr_t)*place + 1);
	}
	buf_release(&b);
}

void ledger_new(const struct ledger *c, struct arena *a, struct pool *pool, const struct lint_result *r,
	void (*each)(void *context, const struct finding *f), void *context)
{
	struct ledger now = { 0 };
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];
		const struct str *key;
		void **place;

		if (!counts(f))
			continue;
		key = key_of(pool, &b, f);
		place = map_at(a, &now.counts, key, NULL, NULL);
		*place = (void *)((uintptr_t)*place + 1);
		if ((uintptr_t)*place > (uintptr_t)map_get(&c->counts, key, NULL, NULL))
			each(context, f);
	}
	buf_release(&b);
}
