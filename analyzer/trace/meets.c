/* The rules that take requests held against test cases of istio-config-validator. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/safe.h"
#include "keys.h"
#include "trace/cases.h"
#include "traffic/answer.h"
#include "world/host.h"

/* Whatever is not said: absent, null, empty, zero or false. */
static bool says_nothing(const struct node *n)
{
	const struct str *text = node_text(n);

	if (!n || node_is_null(n))
		return true;
	if (n->kind != NODE_SCALAR)
		return !node_first(n);
	return text && (!text->len || str_is(text, "0") || str_is(text, "false"));
}

static bool same_text(const struct node *a, const struct node *b)
{
	const struct str *x = node_text(a), *y = node_text(b);
	char *end_x, *end_y;
	double i, k;

	if (!x || !y)
		return x == y;
	if (strcmp(x->text, y->text) == 0)
		return true;
	i = strtod(x->text, &end_x);
	k = strtod(y->text, &end_y);
	return x->len && y->len && !*end_x && !*end_y && fabs(i - k) == 0;
}

/* The scope that short names of destinations are in. */
struct names {
	const struct mesh *m;
	const struct str *ns;
};

static bool same_host(const struct names *names, const struct node *a, const struct node *b)
{
	const struct str *x = node_text(a), *y = node_text(b);

	if (!x || !y)
		return x == y;
	return host_expand(names->m, pool_text(mesh_pool(names->m), x->text), names->ns) == host_expand(names->m, pool_text(mesh_pool(names->m), y->text), names->ns);
}

/* Do both say the same to istiod? Members of a and then those that b alone has; nesting is as deep as a document may be. */
static bool same_value(const struct names *names, const struct node *a, const struct node *b) // NOLINT(misc-no-recursion)
{
	const struct node *x, *y;

	if (says_nothing(a) || says_nothing(b))
		return says_nothing(a) && says_nothing(b);
	if (a->kind != b->kind)
		return false;
	if (a->kind == NODE_SCALAR)
		return a->key && strcmp(a->key->text, "host") == 0 && a->parent->key && strcmp(a->parent->key->text, "destination") == 0
			? same_host(names, a, b) : same_text(a, b);
	if (a->kind == NODE_LIST) {
		for (x = node_first(a), y = node_first(b); x && y && same_value(names, x, y); x = node_next(x), y = node_next(y))
			;
		return !x && !y;
	}
	for (x = node_first(a); x; x = node_next(x))
		if (!same_value(names, x, node_find(b, x->key->text)))
			return false;
	for (y = node_first(b); y; y = node_next(y))
		if (!node_find(a, y->key->text) && !says_nothing(y))
			return false;
	return true;
}

/* As one line of YAML. */
static void show(struct buf *out, const struct node *n) // NOLINT(misc-no-recursion)
{
	const char *separator = "";

	if (!n || n->kind == NODE_SCALAR) {
		buf_puts(out, node_text(n) ? node_text(n)->text : n ? "null" : "none");
		return;
	}
	buf_putc(out, n->kind == NODE_MAP ? '{' : '[');
	for (const struct node *x = node_first(n); x; x = node_next(x), separator = ", ") {
		buf_puts(out, separator);
		if (n->kind == NODE_MAP)
			buf_printf(out, "%s: ", x->key->text);
		show(out, x);
	}
	buf_putc(out, n->kind == NODE_MAP ? '}' : ']');
}

struct meeting {
	const struct mesh *m;
	const struct choice *choice;
	struct buf *out;
	bool want;
	enum truth met;
};

static void differs(struct meeting *t, const char *what, const struct node *want, const struct node *got)
{
	struct buf line = BUF_INIT;

	buf_printf(&line, "%s: expected %s", what, t->want ? "" : "anything but ");
	show(&line, want);
	if (t->want) {
		buf_puts(&line, ", got ");
		show(&line, got);
	}
	buf_puts(t->out, "    ");
	safe_text(t->out, line.at, line.n);
	buf_putc(t->out, '\n');
	buf_release(&line);
}

static void conclude(struct meeting *t, bool same, const char *what, const struct node *want, const struct node *got)
{
	if (same == t->want)
		return;
	t->met = NO;
	differs(t, what, want, got);
}

/* What the rule has; of a delegate's rule what it leaves to the root's is the root's. */
static const struct node *member_of(const struct choice *c, uint32_t key)
{
	const struct node *own = c->rule ? node_get(c->rule->node, key) : NULL;

	return own || !c->rule || key == KEY_route || key == KEY_redirect ? own : node_get(c->rule->parent, key);
}

static void compare(struct meeting *t, const struct node *wanted, uint32_t key, const char *what)
{
	const struct node *want = node_get(wanted, key), *got = member_of(t->choice, key);
	struct names names = { t->m, t->choice->rule ? t->choice->rule->resource->ns : pool_text(mesh_pool(t->m), "") };

	if (!want || node_is_null(want))
		return;
	if (t->choice->rule && t->choice->rule->absent) {
		t->met = truth_and(t->met, UNKNOWN);
		buf_printf(t->out, "    %s: the rule's delegate is not in the tree\n", what);
		return;
	}
	conclude(t, same_value(&names, want, got), what, want, got);
}

static void compare_delegate(struct meeting *t, const struct node *wanted)
{
	const struct route_rule *rule = t->choice->rule;
	const struct node *want = node_get(wanted, KEY_delegate), *got = rule ? node_get(rule->parent ? rule->parent : rule->node, KEY_delegate) : NULL;
	const struct str *ns = node_get_text(got, KEY_namespace), *want_ns = node_get_text(want, KEY_namespace);
	const char *home = rule ? t->choice->vs->resource->ns->text : "";

	if (!want || node_is_null(want))
		return;
	conclude(t, got && same_text(node_get(want, KEY_name), node_get(got, KEY_name)) && strcmp(ns ? ns->text : home, want_ns ? want_ns->text : home) == 0,
		"delegate", want, got);
}

static enum truth choice_meets(const struct mesh *m, const struct node *wanted, const struct choice *choice, struct buf *differences)
{
	struct meeting t = { .m = m, .choice = choice, .out = differences, .met = YES };

	node_bool(node_get(wanted, KEY_wantMatch), &t.want);
	compare(&t, wanted, KEY_route, "route");
	compare(&t, wanted, KEY_redirect, "redirect");
	compare(&t, wanted, KEY_rewrite, "rewrite");
	compare(&t, wanted, KEY_fault, "fault");
	compare(&t, wanted, KEY_headers, "headers");
	compare_delegate(&t, wanted);
	return t.met;
}

enum truth cases_meet(const struct mesh *m, const struct node *wanted, const struct choices *choices, struct buf *differences)
{
	static const struct choice none;
	enum truth met = choice_meets(m, wanted, choices->list.n ? &choices->list.at[0] : &none, differences);

	for (size_t i = 1; i < choices->list.n; i++) {
		struct buf more = BUF_INIT;

		if (choice_meets(m, wanted, &choices->list.at[i], &more) != met)
			met = UNKNOWN;
		if (met != YES && !differences->n && more.n)
			buf_puts(differences, more.at);
		buf_release(&more);
	}
	return met;
}

/* --- As an answer --- */

static void add_targets(const struct route_rule *rule, struct arena *arena, struct answer *out)
{
	for (size_t i = 0; i < rule->backends.n; i++) {
		const struct backend *b = &rule->backends.at[i];

		vec_push(arena, &out->targets, ((struct target){ .host = b->host, .name = b->host ? b->host->text : NULL, .subset = b->subset,
			.port = (uint32_t)b->port, .weight = route_share(rule, b) }));
	}
}

static void take(const struct choice *x, struct arena *arena, struct answer *out)
{
	const struct route_rule *rule = x->rule;

	out->by = (struct cause){ x->vs->resource, rule->parent ? rule->parent : rule->node };
	if (rule->parent)
		out->handed = (struct cause){ rule->resource, rule->node };
	answer_step(out, &(struct cause){ rule->resource, x->match->node }, "VirtualService %s%s%s: %s takes it", rule->resource->ns->text,
		rule->resource->ns->len ? "/" : "", rule->resource->name->text, node_path(arena, x->match->node, rule->resource->root));
	out->outcome = rule->action == ACTION_REDIRECT ? OUTCOME_REDIRECTED : rule->action == ACTION_RESPOND ? OUTCOME_ANSWERED : OUTCOME_ROUTED;
	out->status = rule->action == ACTION_REDIRECT ? rule->redirect->status : rule->action == ACTION_RESPOND ? rule->status : 0;
	if (rule->absent)
		answer_undecided(out, "what does its delegate VirtualService %s%s%s say?", rule->absent->ns->text,
			rule->absent->ns->len ? "/" : "", rule->absent->name->text);
	else if (rule->action == ACTION_FORWARD)
		add_targets(rule, arena, out);
}

void choices_answer(const struct choices *choices, const struct request *r, struct arena *arena, struct answer *out)
{
	const struct choice *first = choices->list.n ? &choices->list.at[0] : NULL;

	*out = (struct answer){ .arena = arena, .outcome = OUTCOME_REFUSED, .retries = -1 };
	if (choices->list.n > 1) {
		answer_undecided(out, "%s", choices->doubt);
		for (size_t i = 0; i < choices->list.n; i++) {
			const struct choice *x = &choices->list.at[i];

			if (x->rule)
				answer_step(out, &(struct cause){ x->rule->resource, x->rule->node }, "VirtualService %s%s%s: %s may take it", x->rule->resource->ns->text,
					x->rule->resource->ns->len ? "/" : "", x->rule->resource->name->text, node_path(arena, x->rule->node, x->rule->resource->root));
			else
				answer_step(out, NULL, "or no rule takes it: 404");
		}
	} else if (first && first->rule) {
		take(first, arena, out);
	} else {
		answer_step(out, NULL, choices->unserved ? "no server of the gateways takes the host \"%s\"" : "VirtualServices have the host \"%s\", but no rule takes the request",
			r->host->text);
		answer_refuse(out, choices->unserved ? "no-virtual-host" : "no-route");
	}
}
