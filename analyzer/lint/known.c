/* Finds the findings of one run again in those of another. */
#include "lint/known.h"

#include <stdint.h>
#include <string.h>

#include "base/map.h"
#include "base/panic.h"
#include "source/path.h"

/* What is compared of a finding. */
enum part {
	PART_WHO,     /* the rule, the mesh, the resource, and whether it is silenced */
	PART_FILE,
	PART_PATH,    /* of the field */
	PART_MESSAGE,
	PART_TEXT,    /* what is written there */
	N_PARTS
};

#define BIT(part) (1u << PART_##part)

/* What must agree, the closest first. */
static const unsigned stages[] = {
	BIT(WHO) | BIT(FILE) | BIT(PATH) | BIT(MESSAGE),
	BIT(WHO) | BIT(PATH) | BIT(MESSAGE),
	BIT(WHO) | BIT(FILE) | BIT(MESSAGE),
	BIT(WHO) | BIT(MESSAGE),
	BIT(WHO) | BIT(FILE) | BIT(PATH) | BIT(TEXT),
	BIT(WHO) | BIT(PATH) | BIT(TEXT),
};

struct identity {
	const struct str *parts[N_PARTS];
	bool found; /* in the other run */
};

/* Identities by a key, each the begin of a list through next. */
struct matching {
	struct arena arena;
	struct pool *pool;
	struct identity *then;
	size_t n_then;
	size_t *next; /* of then: the following one with the same key, counted from 1; 0: none */
};

/* A text of any bytes, so that no two lists of texts run together. */
static void put_part(struct buf *out, const char *text, size_t n)
{
	uint32_t length = (uint32_t)n;

	buf_add(out, &length, sizeof length);
	buf_add(out, text, n);
}

static void put_text(struct buf *out, const char *text)
{
	put_part(out, text ? text : "", text ? strlen(text) : 0);
}

static void put_who(struct buf *out, const struct finding *f)
{
	const struct subject *s = &f->subject;
	const char *slash = s->api_version ? strchr(s->api_version, '/') : NULL;

	put_text(out, f->notice->code);
	put_text(out, f->mesh);
	put_part(out, slash ? s->api_version : "", slash ? (size_t)(slash - s->api_version) : 0);
	put_text(out, s->kind);
	put_text(out, finding_namespace(f));
	put_text(out, s->name);
	buf_putc(out, f->suppression == SUPPRESSION_NONE ? '-' : 's');
}

/* The file of the finding as seen from the folder; its name where it is not below. */
static const char *file_of(struct arena *a, const struct finding *f, const char *folder, const char *working)
{
	const char *name = f->span.source ? f->span.source->name : "";
	const char *below = *name ? path_below(folder, path_absolute(a, working, name)) : NULL;

	return below ? below : name;
}

/* The identity as the texts of its parts; what stands in buf is overwritten. */
static void put_identity(struct buf *out, const struct finding *f, const char *file)
{
	struct buf who = BUF_INIT;

	put_who(&who, f);
	put_part(out, who.at, who.n);
	buf_release(&who);
	put_text(out, file);
	put_text(out, f->path);
	put_text(out, f->message);
	put_part(out, f->span.source ? f->span.source->bytes + f->span.begin : "", f->span.source ? f->span.end - f->span.begin : 0);
}

void known_put(struct buf *out, const struct lint_result *r, const char *folder)
{
	struct arena arena = ARENA_INIT;
	const char *working = path_working(&arena);

	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];

		put_identity(out, f, file_of(&arena, f, folder, working));
	}
	arena_release(&arena);
}

/* Read one identity; the bytes behind it. */
static const char *take_identity(struct pool *pool, struct identity *id, const char *at, const char *end)
{
	for (int i = 0; i < N_PARTS; i++) {
		uint32_t n = 0;

		if ((size_t)(end - at) < sizeof n)
			panic("what was found before is cut off");
		memcpy(&n, at, sizeof n);
		at += sizeof n;
		if ((size_t)(end - at) < n)
			panic("what was found before is cut off");
		id->parts[i] = pool_intern(pool, at, n);
		at += n;
	}
	return at;
}

static void read_then(struct matching *m, const char *bytes, size_t n)
{
	VEC(struct identity) list = { 0 };

	for (const char *at = bytes, *end = bytes + n; at < end;) {
		struct identity id = { 0 };

		at = take_identity(m->pool, &id, at, end);
		vec_push(&m->arena, &list, id);
	}
	m->then = list.at;
	m->n_then = list.n;
	m->next = arena_array(&m->arena, size_t, list.n);
}

static struct identity *read_now(struct matching *m, const struct lint_result *r, const char *folder)
{
	struct identity *now = arena_array(&m->arena, struct identity, r->findings.findings.n);
	const char *working = path_working(&m->arena);
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];

		buf_clear(&b);
		put_identity(&b, f, file_of(&m->arena, f, folder, working));
		take_identity(m->pool, &now[i], b.at, b.at + b.n);
	}
	buf_release(&b);
	return now;
}

/* The parts of a stage as one text. */
static const struct str *key_of(struct pool *pool, const struct identity *id, unsigned stage, struct buf *b)
{
	buf_clear(b);
	for (int i = 0; i < N_PARTS; i++)
		if (stage >> i & 1)
			buf_add(b, &id->parts[i], sizeof id->parts[i]); /* interned: their addresses are what they say */
	return pool_intern(pool, b->at, b->n);
}

static void match_stage(struct matching *m, struct identity *now, size_t n, unsigned stage)
{
	struct map by_key = { 0 };
	struct buf b = BUF_INIT;

	for (size_t i = m->n_then; i-- > 0;) {
		void **first = m->then[i].found ? NULL : map_at(&m->arena, &by_key, key_of(m->pool, &m->then[i], stage, &b), NULL, NULL);

		if (!first)
			continue;
		m->next[i] = (size_t)(uintptr_t)*first;
		*first = (void *)(uintptr_t)(i + 1);
	}
	for (size_t i = 0; i < n && by_key.n; i++) {
		void **first = now[i].found ? NULL : map_at(&m->arena, &by_key, key_of(m->pool, &now[i], stage, &b), NULL, NULL);
		size_t at = first ? (size_t)(uintptr_t)*first : 0;

		if (!at)
			continue;
		now[i].found = m->then[at - 1].found = true;
		*first = (void *)(uintptr_t)m->next[at - 1];
	}
	buf_release(&b);
}

size_t known_take_out(struct lint_result *r, const char *bytes, size_t n, const char *folder)
{
	struct matching m = { .arena = ARENA_INIT, .pool = pool_new(NULL, 0) };
	size_t n_now = r->findings.findings.n, kept = 0, known = 0;
	struct identity *now = read_now(&m, r, folder);
	bool unread = r->lost;

	read_then(&m, bytes, n);
	for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
		match_stage(&m, now, n_now, stages[i]);
	for (size_t i = 0; i < n_now; i++) {
		struct finding *f = r->findings.findings.at[i];

		if (!now[i].found) {
			unread |= f->unread;
			r->findings.findings.at[kept++] = f;
		} else if (f->suppression == SUPPRESSION_NONE) {
			known++;
		} else {
			r->suppressed--;
		}
	}
	r->findings.findings.n = kept;
	r->incomplete = unread;
	pool_free(m.pool);
	arena_release(&m.arena);
	return known;
}
