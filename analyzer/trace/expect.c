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
	bool open; /* something that is expected is not known */
};

static void unknown(struct comparison *c, const char *what, const char *want)
{
	c->open = true;
	buf_puts(c->out, "    ");
	safe_puts(c->out, arena_printf(c->a->arena, "%s: expected %s, which is not known", what, want));
	buf_putc(c->out, '\n');
}

static void differs(struct comparison *c, const char *what, const char *want, const char *got)
{
	if (c->a->outcome == OUTCOME_UNDECIDED && strcmp(what, "outcome") != 0) {
		unknown(c, what, want);
		return;
	}
	c->ok = false;
	buf_puts(c->out, "    ");
	safe_puts(c->out, arena_printf(c->a->arena, "%s: expected %s, got %s", what, *want ? want : "none", got && *got ? got : "none"));
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

/* The name is the subset's, or the whole host's or its first part's. */
static bool is_named(const struct target *t, const struct str *name)
{
	size_t n = t->host ? strcspn(t->host->text, ".") : 0;

	if (t->subset && strcmp(t->subset->text, name->text) == 0)
		return true;
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
static bool is_called(struct comparison *c, const struct resource *r, const struct str *want)
{
	return r && (strcmp(want->text, r->name->text) == 0 || strcmp(want->text, arena_printf(c->a->arena, "%s/%s", r->ns->text, r->name->text)) == 0);
}

/* What routes the request, or the policy that decides on it. */
static void compare_by(struct comparison *c, const struct node *expect)
{
	const struct str *want = node_get_text(expect, KEY_by);
	const struct resource *r = c->a->by.resource ? c->a->by.resource : c->a->access_by.resource;
	const struct resource *policy = r != c->a->access_by.resource ? c->a->access_by.resource : NULL;

	if (!want || is_called(c, c->a->by.resource, want) || is_called(c, c->a->access_by.resource, want))
		return;
	if (c->a->outcome == OUTCOME_UNDECIDED || (c->a->access_asked && c->a->access == OUTCOME_UNDECIDED)) {
		unknown(c, "by", want->text);
		return;
	}
	differs(c, "by", want->text, !r ? NULL : arena_printf(c->a->arena, "%s %s/%s%s%s", r->kind_name->text, r->ns->text, r->name->text, policy ? " and, of access, " : "",
		policy ? arena_printf(c->a->arena, "%s %s/%s", policy->kind_name->text, policy->ns->text, policy->name->text) : ""));
}

/* A request that arrives is its own answer; of one that is routed elsewhere policies may not be asked, for want of a proxy. */
static void compare_access(struct comparison *c, const struct node *expect)
{
	const struct str *want = node_get_text(expect, KEY_access);
	const struct answer *a = c->a;
	bool itself = a->outcome == OUTCOME_ALLOWED || a->outcome == OUTCOME_DENIED || a->outcome == OUTCOME_REFUSED || a->outcome == OUTCOME_UNDECIDED;
	enum outcome got = a->access_asked ? a->access : a->outcome;

	if (want && (a->access_asked || itself) && got == OUTCOME_UNDECIDED && !str_is(want, "undecided")) {
		unknown(c, "access", want->text);
		return;
	}
	compare_text(c, expect, KEY_access, "access", a->access_asked || itself ? outcome_name(got) : NULL);
}

#define MEMBERS "outcome host subset port shares status location path access by timeout retries tls"

/* Values of which there are only so many. */
static const struct {
	const char *name, *values; /* with blanks between them */
} choices[] = {
	{ "outcome", "routed redirected answered passthrough blackhole refused allowed denied undecided" },
	{ "access", "allowed denied refused undecided" },
	{ "tls", "mutual tls plaintext auto" },
};

static void check_member(struct arena *a, const struct node *n, struct buf *errors)
{
	const struct str *text = node_text(n);
	int64_t number;

	if (!n->key || !str_among(MEMBERS, n->key->text, n->key->len)) {
		wish_complain(errors, a, n, "\"expect\" has no \"%s\"%s", n->key ? n->key->text : "", n->key ? wish_meant(a, MEMBERS, n->key->text) : "");
	} else if (str_is(n->key, "timeout") && text && (!text->len || !strchr("smh", text->text[text->len - 1]))) {
		wish_complain(errors, a, n, "\"timeout\" is a duration such as 10s, not \"%s\"", text->text);
	} else if (str_is(n->key, "shares")) {
		if (!node_is_map(n))
			wish_complain(errors, a, n, "\"shares\" is a map of subsets or hosts to per cent");
		for (const struct node *s = node_is_map(n) ? node_first(n) : NULL; s; s = node_next(s))
			if (!node_int(s, &number) || number < 0 || number > 100)
				wish_complain(errors, a, s, "a share is a whole number from 0 to 100");
	} else if (!text && n->kind != NODE_SCALAR) {
		wish_complain(errors, a, n, "\"%s\" has one value", n->key->text);
	} else if ((str_is(n->key, "port") || str_is(n->key, "status") || str_is(n->key, "retries")) && !node_int(n, &number)) {
		wish_complain(errors, a, n, "\"%s\" is a whole number", n->key->text);
	}
	for (size_t i = 0; text && i < sizeof choices / sizeof *choices; i++)
		if (n->key && str_is(n->key, choices[i].name) && !str_among(choices[i].values, text->text, text->len))
			wish_complain(errors, a, n, "\"%s\" is one of %s, not \"%s\"", n->key->text, choices[i].values, text->text);
}

/* What a request that is sent ends as, and one that arrives. */
static void check_side(struct arena *a, const struct node *outcome, bool arrives, struct buf *errors)
{
	const struct str *text = node_text(outcome);

	if (!text)
		return;
	if (!arrives && str_among("allowed denied", text->text, text->len))
		wish_complain(errors, a, outcome, "the outcome of a request that is sent is where it goes; whether policies let it in is \"access: %s\"", text->text);
	else if (arrives && str_among("routed redirected answered passthrough blackhole", text->text, text->len))
		wish_complain(errors, a, outcome, "the outcome of a request that arrives is allowed, denied or refused; where a request goes is asked with \"from\" or \"through\"");
}

void expect_check(struct arena *a, const struct node *expect, bool arrives, struct buf *errors)
{
	if (!node_is_map(expect) || !node_first(expect))
		wish_complain(errors, a, expect, "\"expect\" is a map of what is to become of the request, \"outcome: routed\" for instance");
	for (const struct node *n = node_is_map(expect) ? node_first(expect) : NULL; n; n = node_next(n))
		check_member(a, n, errors);
	if (node_is_map(expect))
		check_side(a, node_get(expect, KEY_outcome), arrives, errors);
}

enum truth answer_meets(const struct answer *a, const struct node *expect, struct buf *differences)
{
	struct comparison c = { .a = a, .out = differences, .ok = true };
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
	compare_access(&c, expect);
	compare_by(&c, expect);
	compare_text(&c, expect, KEY_timeout, "timeout", a->timeout);
	compare_text(&c, expect, KEY_retries, "retries", a->retries >= 0 ? arena_printf(arena, "%lld", (long long)a->retries) : NULL);
	return !c.ok ? NO : c.open ? UNKNOWN : YES;
}
