/* Asks each mesh what it can answer, and puts the answers together. */
#include "trace/trace.h"

#include <string.h>

#include "base/safe.h"
#include "keys.h"
#include "trace/cases.h"
#include "traffic/answer.h"
#include "traffic/traffic.h"
#include "world/gateway.h"

void trace_start(struct trace *t, struct arena *arena, const struct wishes *wishes)
{
	*t = (struct trace){ .arena = arena, .wishes = wishes, .verdicts = arena_array(arena, struct verdict, wishes->list.n) };
	for (size_t i = 0; i < wishes->list.n; i++)
		t->verdicts[i].near = (struct near)NEAR_INIT;
}

static char *keep(struct arena *a, struct buf *b)
{
	char *copy = arena_strndup(a, b->at ? b->at : "", b->n);

	buf_release(b);
	return copy;
}

/* What the answer is; whether it is what was expected is told by met. */
static void write_verdict(struct trace *t, const struct answer *a, enum truth met, struct buf *differences, struct verdict *v)
{
	struct buf json = BUF_INIT, text = BUF_INIT;

	answer_json(a, &json);
	answer_text(a, &text);
	v->undecided = a->outcome == OUTCOME_UNDECIDED;
	v->doubtful = a->unknown.n != 0;
	v->passed = met == YES;
	v->json = keep(t->arena, &json);
	v->text = keep(t->arena, &text);
	v->differences = keep(t->arena, differences);
	v->answered = true;
	v->access = a->access_asked || a->outcome == OUTCOME_ALLOWED || a->outcome == OUTCOME_DENIED;
	if (v->undecided)
		return;
	v->reached[0] = a->by.node;
	v->reached[1] = a->handed.node;
	v->reached[2] = a->access_by.node;
}

static void judge(struct trace *t, const struct answer *a, const struct node *expect, struct verdict *v)
{
	struct buf differences = BUF_INIT;
	enum truth met = answer_meets(a, expect, &differences);

	write_verdict(t, a, met, &differences, v);
	v->undecided |= met == UNKNOWN;
}

/* Two meshes that both hold the workload do not agree. */
static void disagree(struct trace *t, struct arena *scratch, const struct mesh *m, const struct wish *wish, struct verdict *v)
{
	struct answer a = { .arena = scratch, .retries = -1 };
	const char *first = v->mesh ? v->mesh : "?", *other = mesh_title(m) ? mesh_title(m) : "?";

	answer_undecided(&a, "%s is in several applications, which answer differently (%s and %s): --unit asks one of them", wish->wanted ? "the host" : wish_where(wish), first, other);
	*v = (struct verdict){ .mesh = v->mesh };
	judge(t, &a, NULL, v);
	v->passed = false;
}

/* A test of routes. False where no VirtualService of the mesh has its host. */
static bool ask_nobody(struct trace *t, const struct mesh *m, const struct wish *wish, struct verdict *now, struct arena *scratch)
{
	struct choices choices;
	struct request r;
	struct answer a;
	struct buf differences = BUF_INIT;
	enum truth met;

	wish_bind_nobody(wish, m, scratch, &r);
	choices_find(m, &r, scratch, &choices);
	if (!choices.list.n)
		return false;
	choices_answer(&choices, &r, scratch, &a);
	met = cases_meet(m, wish->wanted, &choices, &differences);
	write_verdict(t, &a, met, &differences, now);
	now->undecided = met == UNKNOWN;
	if (choices.list.n == 1) { /* also where what it hands over to is not known */
		now->reached[0] = a.by.node;
		now->reached[1] = a.handed.node;
	}
	return true;
}

static bool ask_workload(struct trace *t, const struct mesh *m, const struct wish *wish, struct verdict *now, struct arena *scratch)
{
	struct request r;
	struct answer a;
	bool made;

	if (!wish_bind(wish, m, scratch, &r, &made))
		return false;
	traffic_follow(m, &r, scratch, &a);
	judge(t, &a, wish->expect, now);
	return true;
}

/* No workload of the mesh, or Gateway, is called so. */
static void suggest(struct trace *t, const struct mesh *m, const struct wish *wish, struct verdict *v)
{
	size_t n;
	const struct gateway *gateways = wish->through ? mesh_gateways(m, &n) : NULL;

	v->nameless |= wish_is_nameless(wish, m);
	near_workload(&v->near, t->arena, m, wish_where(wish));
	for (size_t i = 0; gateways && i < n; i++)
		near_consider_object(&v->near, t->arena, wish_where(wish), "gateway", gateways[i].resource);
}

static void ask(struct trace *t, const struct mesh *m, const struct wish *wish, struct verdict *v, struct arena *scratch)
{
	struct verdict now = { 0 };

	if (!(wish->wanted ? ask_nobody : ask_workload)(t, m, wish, &now, scratch)) {
		if (!wish->wanted)
			suggest(t, m, wish, v);
		return;
	}
	if (v->answered && strcmp(v->json, now.json) != 0)
		disagree(t, scratch, m, wish, v);
	else if (!v->answered) {
		now.mesh = mesh_title(m) ? arena_strdup(t->arena, mesh_title(m)) : NULL;
		*v = now;
	}
}

void trace_ask(struct trace *t, const struct mesh *m)
{
	struct arena scratch = ARENA_INIT;

	t->n_meshes++;
	t->closed |= mesh_world(m) == WORLD_CLOSED;
	if (t->coverage)
		coverage_add(t->coverage, m);
	for (size_t i = 0; i < t->wishes->list.n; i++) {
		ask(t, m, &t->wishes->list.at[i], &t->verdicts[i], &scratch);
		arena_clear(&scratch);
	}
	arena_release(&scratch);
}

/* The answer to a request whose workload no mesh holds; whatever is expected of it. */
static void answer_nobody(struct trace *t, const struct wish *w, struct verdict *v)
{
	struct answer a = { .arena = t->arena, .retries = -1 };

	const char *hint = v->nameless ? ", but one whose namespace no file tells: name it with -n"
		: v->near.title ? arena_printf(t->arena, "; did you mean \"%s\"?", v->near.title) : "";

	answer_undecided(&a, "there is no %s in the tree%s", wish_where(w), hint);
	judge(t, &a, NULL, v);
	v->answered = v->passed = false;
	v->absent = t->closed && !v->nameless;
	v->differences = arena_printf(t->arena, "    there is no %s in the tree%s\n", wish_where(w), hint);
}

/* To a test of routes whose host no VirtualService of any mesh has: nothing takes it. */
static void answer_unrouted(struct trace *t, const struct wish *w, struct verdict *v)
{
	bool want = false;
	struct answer a = { .arena = t->arena, .retries = -1 };
	struct buf differences = BUF_INIT;

	node_bool(node_get(w->wanted, KEY_wantMatch), &want);
	answer_refuse(&a, "no-virtual-host");
	if (want)
		buf_puts(&differences, "    no VirtualService has its host\n");
	write_verdict(t, &a, want ? NO : YES, &differences, v);
}

void trace_finish(struct trace *t)
{
	for (size_t i = 0; i < t->wishes->list.n; i++) {
		const struct wish *w = &t->wishes->list.at[i];

		if (!t->verdicts[i].answered)
			(w->wanted ? answer_unrouted : answer_nobody)(t, w, &t->verdicts[i]);
		for (size_t k = 0; t->coverage && k < 3; k++)
			coverage_reach(t->coverage, t->verdicts[i].reached[k]);
	}
}

void trace_advice(const struct trace *t, struct buf *out)
{
	bool doubtful = false;

	for (size_t i = 0; i < t->wishes->list.n; i++)
		doubtful |= t->verdicts[i].doubtful;
	if (!doubtful || t->closed || t->n_meshes < 2)
		return;
	safe_wrap(out, arena_printf(t->arena, "%zu applications of the tree were asked (see \"meshlint units\"): --unit NAME asks one of them, --world closed takes all that is read "
		"for one mesh, and \"meshes:\" in .meshlint.yaml says which belong together", t->n_meshes), 0, 0, 80);
	buf_putc(out, '\n');
}

void trace_text(const struct trace *t, struct buf *out)
{
	for (size_t i = 0; i < t->wishes->list.n; i++) {
		if (i)
			buf_putc(out, '\n');
		wish_describe(&t->wishes->list.at[i], out);
		buf_putc(out, '\n');
		buf_puts(out, t->verdicts[i].text);
	}
	trace_advice(t, out);
}

void trace_json(const struct trace *t, struct buf *out)
{
	buf_puts(out, "{\n  \"version\": 1,\n  \"results\": [");
	for (size_t i = 0; i < t->wishes->list.n; i++) {
		buf_puts(out, i ? ",\n    " : "\n    ");
		buf_puts(out, t->verdicts[i].json);
		buf_putc(out, '}');
	}
	buf_puts(out, t->wishes->list.n ? "\n  ]\n}\n" : "]\n}\n");
}
