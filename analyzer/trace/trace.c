/* Asks each mesh what it can answer, and puts the answers together. */
#include "trace/trace.h"

#include <string.h>

#include "base/json.h"
#include "traffic/traffic.h"

void trace_start(struct trace *t, struct arena *arena, const struct wishes *wishes)
{
	*t = (struct trace){ .arena = arena, .wishes = wishes, .verdicts = arena_array(arena, struct verdict, wishes->list.n) };
}

static char *keep(struct arena *a, struct buf *b)
{
	char *copy = arena_strndup(a, b->at ? b->at : "", b->n);

	buf_release(b);
	return copy;
}

static void write_verdict(struct trace *t, const struct answer *a, const struct node *expect, struct verdict *v)
{
	struct buf json = BUF_INIT, text = BUF_INIT, differences = BUF_INIT;

	answer_json(a, &json);
	answer_text(a, &text);
	v->undecided = a->outcome == OUTCOME_UNDECIDED;
	v->passed = answer_meets(a, expect, &differences);
	v->json = keep(t->arena, &json);
	v->text = keep(t->arena, &text);
	v->differences = keep(t->arena, &differences);
	v->answered = true;
}

/* Two meshes that both hold the workload do not agree. */
static void disagree(struct trace *t, struct arena *scratch, struct verdict *v)
{
	struct answer a = { .arena = scratch, .retries = -1 };

	answer_undecided(&a, "the workload is in several applications, which answer differently: give the paths of one, or name it with --unit");
	write_verdict(t, &a, NULL, v);
}

static void ask(struct trace *t, const struct mesh *m, const struct wish *wish, struct verdict *v, struct arena *scratch)
{
	struct request r;
	struct answer a;
	struct verdict now = { 0 };
	bool made;

	if (!wish_bind(wish, m, scratch, &r, &made))
		return;
	traffic_follow(m, &r, scratch, &a);
	write_verdict(t, &a, wish->expect, &now);
	if (v->answered && strcmp(v->json, now.json) != 0)
		disagree(t, scratch, v);
	else
		*v = now;
}

void trace_ask(struct trace *t, const struct mesh *m)
{
	struct arena scratch = ARENA_INIT;

	for (size_t i = 0; i < t->wishes->list.n; i++) {
		ask(t, m, &t->wishes->list.at[i], &t->verdicts[i], &scratch);
		arena_clear(&scratch);
	}
	arena_release(&scratch);
}

/* The answer to a request whose workload no mesh holds. */
static void answer_nobody(const struct trace *t, const struct wish *w, struct answer *a)
{
	*a = (struct answer){ .arena = t->arena, .retries = -1 };
	answer_undecided(a, "there is no %s in the tree", wish_where(w));
}

void trace_text(const struct trace *t, struct buf *out)
{
	for (size_t i = 0; i < t->wishes->list.n; i++) {
		struct answer nobody;

		if (i)
			buf_putc(out, '\n');
		wish_describe(&t->wishes->list.at[i], out);
		buf_putc(out, '\n');
		if (t->verdicts[i].answered) {
			buf_puts(out, t->verdicts[i].text);
			continue;
		}
		answer_nobody(t, &t->wishes->list.at[i], &nobody);
		answer_text(&nobody, out);
	}
}

void trace_json(const struct trace *t, struct buf *out)
{
	buf_puts(out, "{\n  \"version\": 1,\n  \"results\": [");
	for (size_t i = 0; i < t->wishes->list.n; i++) {
		struct answer nobody;

		buf_puts(out, i ? ",\n    " : "\n    ");
		if (t->verdicts[i].answered) {
			buf_puts(out, t->verdicts[i].json);
			continue;
		}
		answer_nobody(t, &t->wishes->list.at[i], &nobody);
		answer_json(&nobody, out);
	}
	buf_puts(out, t->wishes->list.n ? "\n  ]\n}\n" : "]\n}\n");
}
