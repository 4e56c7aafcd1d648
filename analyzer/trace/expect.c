/* Answers held against what a test expects of them. */
#include <string.h>
#include <strings.h>

#include "base/safe.h"
#include "keys.h"
#include "trace/trace.h"
#include "traffic/answer.h"

struct comparison {
	const struct answer *a;
	struct buf *out;
	bool ok;
};

static void differs(struct comparison *c, const char *what, const char *want, const char *got)
{
	c->ok = false;
	buf_puts(c->out, "    ");
	safe_puts(c->out, arena_printf(c->a->arena, "%s: expected %s, got %s", what, want, got ? got : "none"));
	buf_putc(c->out, '\n');
}

static void compare_text(struct comparison *c, const struct node *expect, uint32_t key, const char *what, const char *got)
{
	const struct str *want = node_get_text(expect, key);

	if (node_has(expect, key) && (!want || !got || strcmp(want->text, got) != 0))
		differs(c, what, want ? want->text : "none", got);
}

/* Does some destination have this text? Of several the shares are what tells them apart. */
static void compare_targets(struct comparison *c, const struct node *expect, uint32_t key, const char *what,
	const char *(*get)(struct arena *, const struct target *))
{
	const struct str *want = node_get_text(expect, key);
	const char *first = NULL;

	if (!want)
		return;
	for (size_t i = 0; i < c->a->targets.n; i++) {
		const char *got = get(c->a->arena, &c->a->targets.at[i]);

		if (!c->a->targets.at[i].weight)
			continue;
		if (got && strcmp(want->text, got) == 0)
			return;
		first = first ? first : got;
	}
	differs(c, what, want->text, first);
}

static const char *host_of(struct arena *a, const struct target *t)
{
	(void)a;
	return t->name;
}

static const char *subset_of(struct arena *a, const struct target *t)
{
	(void)a;
	return t->subset ? t->subset->text : "";
}

static const char *port_of(struct arena *a, const struct target *t)
{
	return arena_printf(a, "%u", t->port);
}

static const char *tls_of(struct arena *a, const struct target *t)
{
	(void)a;
	return carried_name(t->tls);
}

/* The name is the subset's, else the whole host's or its first part's. */
static bool is_named(const struct target *t, const struct str *name)
{
	size_t n = t->host ? strcspn(t->host->text, ".") : 0;

	if (t->subset)
		return t->subset->len == name->len && memcmp(t->subset->text, name->text, name->len) == 0;
	return t->host && (strcmp(t->host->text, name->text) == 0 || (n == name->len && memcmp(t->host->text, name->text, n) == 0));
}

static void compare_shares(struct comparison *c, const struct node *shares)
{
	for (const struct node *n = node_first(shares); n; n = node_next(n)) {
		uint32_t got = 0;
		int64_t want = -1;

		node_int(n, &want);
		for (size_t i = 0; n->key && i < c->a->targets.n; i++)
			if (is_named(&c->a->targets.at[i], n->key))
				got += c->a->targets.at[i].weight;
		if (want != got)
			differs(c, arena_printf(c->a->arena, "share of %s", n->key ? n->key->text : ""), arena_printf(c->a->arena, "%lld", (long long)want),
				arena_printf(c->a->arena, "%u", got));
	}
}

/* "shop/reviews", or the name alone. */
static void compare_by(struct comparison *c, const struct node *expect)
{
	const struct str *want = node_get_text(expect, KEY_by);
	const struct resource *r = c->a->by.resource ? c->a->by.resource : c->a->access_by.resource;
	const char *whole = r ? arena_printf(c->a->arena, "%s/%s", r->ns->text, r->name->text) : NULL;

	if (want && (!r || (strcmp(want->text, whole) != 0 && strcmp(want->text, r->name->text) != 0)))
		differs(c, "by", want->text, whole);
}

bool answer_meets(const struct answer *a, const struct node *expect, struct buf *differences)
{
	struct comparison c = { a, differences, true };
	struct arena *arena = a->arena;

	compare_text(&c, expect, KEY_outcome, "outcome", outcome_name(a->outcome));
	compare_targets(&c, expect, KEY_host, "host", host_of);
	compare_targets(&c, expect, KEY_subset, "subset", subset_of);
	compare_targets(&c, expect, KEY_port, "port", port_of);
	compare_targets(&c, expect, KEY_tls, "tls", tls_of);
	compare_shares(&c, node_get(expect, KEY_shares));
	compare_text(&c, expect, KEY_status, "status", a->status ? arena_printf(arena, "%u", a->status) : NULL);
	compare_text(&c, expect, KEY_path, "path", a->path);
	compare_text(&c, expect, KEY_location, "location", a->location);
	compare_text(&c, expect, KEY_access, "access", outcome_name(a->access_asked ? a->access : a->outcome));
	compare_by(&c, expect);
	compare_text(&c, expect, KEY_timeout, "timeout", a->timeout);
	compare_text(&c, expect, KEY_retries, "retries", a->retries >= 0 ? arena_printf(arena, "%lld", (long long)a->retries) : NULL);
	return c.ok;
}
