/* Answers written: JSON for programs, steps for people. */
#include <string.h>

#include "base/json.h"
#include "base/safe.h"
#include "source/source.h"
#include "trace/trace.h"
#include "traffic/answer.h"

/* Its place, where there is one. */
static struct span span_of(const struct cause *c)
{
	return c->node ? node_span(c->node) : c->resource ? resource_span(c->resource) : (struct span){ 0 };
}

static void put_number(struct json *j, const char *key, bool known, size_t number)
{
	if (known)
		json_number(j, key, number);
	else
		json_null(j, key);
}

/* The path of the part within its object; "" for the object itself. */
static const char *path_of(struct arena *a, const struct cause *c)
{
	return c->node ? node_path(a, c->node, c->resource->root) : "";
}

static void put_place(struct json *j, const struct cause *c)
{
	struct span s = span_of(c);

	json_text(j, "file", s.source ? s.source->name : NULL);
	put_number(j, "line", s.source, s.source ? source_position(s.source, s.begin).line : 0);
}

static void put_cause(struct json *j, const char *key, struct arena *a, const struct cause *c)
{
	if (!c->resource) {
		json_null(j, key);
		return;
	}
	json_object(j, key);
	json_text(j, "kind", c->resource->kind_name->text);
	json_text(j, "namespace", c->resource->ns->text);
	json_text(j, "name", c->resource->name->text);
	json_text(j, "path", path_of(a, c));
	put_place(j, c);
	json_end_object(j);
}

const char *workload_id(struct arena *a, const struct workload *w)
{
	char *kind = arena_strdup(a, w->resource->kind_name->text);

	for (char *c = kind; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return arena_printf(a, "%s/%s%s%s", kind, w->name->text, w->ns->len ? "." : "", w->ns->text);
}

static void put_target(struct json *j, struct arena *a, const struct target *t)
{
	json_object(j, NULL);
	json_text(j, "host", t->name);
	put_number(j, "port", t->port, t->port);
	json_text(j, "subset", t->subset ? t->subset->text : "");
	json_number(j, "weight", t->weight);
	json_text(j, "tls", carried_name(t->tls));
	json_text(j, "problem", t->problem);
	json_array(j, "workloads");
	for (size_t i = 0; i < t->n_workloads; i++)
		json_text(j, NULL, workload_id(a, t->workloads[i]));
	json_end_array(j);
	json_end_object(j);
}

static void put_steps(struct json *j, const struct answer *a)
{
	json_array(j, "steps");
	for (size_t i = 0; i < a->steps.n; i++) {
		const struct step *s = &a->steps.at[i];

		json_object(j, NULL);
		json_text(j, "text", s->text);
		put_place(j, &s->cause);
		json_end_object(j);
	}
	json_end_array(j);
}

static void put_rest(struct json *j, const struct answer *a)
{
	if (!a->access_asked) {
		json_null(j, "access");
	} else {
		json_object(j, "access");
		json_text(j, "outcome", outcome_name(a->access));
		put_cause(j, "by", a->arena, &a->access_by);
		json_text(j, "reason", a->access_reason);
		json_end_object(j);
	}
	json_text(j, "timeout", a->timeout);
	put_number(j, "retries", a->retries >= 0, (size_t)a->retries);
	put_number(j, "status", a->status, a->status);
	json_text(j, "path", a->path);
	json_text(j, "location", a->location);
	json_text(j, "reason", a->reason);
}

void answer_json(const struct answer *a, struct buf *out)
{
	struct json j = { .out = out, .flat = 1, .depth = 2, .fresh = true };

	json_object(&j, NULL);
	json_text(&j, "outcome", outcome_name(a->outcome));
	put_cause(&j, "by", a->arena, &a->by);
	json_array(&j, "destinations");
	for (size_t i = 0; i < a->targets.n; i++)
		put_target(&j, a->arena, &a->targets.at[i]);
	json_end_array(&j);
	put_rest(&j, a);
	put_steps(&j, a);
	json_array(&j, "undecided");
	for (size_t i = 0; i < a->unknown.n; i++)
		json_text(&j, NULL, a->unknown.at[i]);
	json_end_array(&j);
}

/* --- For people --- */

#define COLUMNS 80

static void put_safe(struct buf *out, const char *text)
{
	safe_text(out, text, strlen(text));
}

static void put_where(struct buf *out, const struct cause *c)
{
	struct span s = span_of(c);

	if (!s.source)
		return;
	buf_puts(out, "     at ");
	put_safe(out, s.source->name);
	buf_printf(out, ":%u\n", source_position(s.source, s.begin).line);
}

static void put_target_line(struct buf *out, struct arena *a, const struct target *t, bool sealed)
{
	static const char *const carried[] = {
		[CARRIED_UNKNOWN] = NULL, [CARRIED_PLAINTEXT] = "plaintext", [CARRIED_TLS] = "TLS of its own", [CARRIED_MUTUAL] = "mutual TLS",
		[CARRIED_AUTO] = "mutual TLS where it is taken",
	};

	buf_printf(out, "     %3u%% to ", t->weight);
	put_safe(out, t->name ? t->name : "nothing");
	if (t->port)
		buf_printf(out, " port %u", t->port);
	if (t->subset) {
		buf_puts(out, " subset ");
		put_safe(out, t->subset->text);
	}
	if (carried[t->tls])
		buf_printf(out, ", %s", sealed && t->tls == CARRIED_PLAINTEXT ? "the client's own TLS" : carried[t->tls]);
	buf_putc(out, '\n');
	if (t->problem)
		buf_printf(out, "          but %s: %u\n", strcmp(t->problem, "no-cluster") == 0 ? "the proxy has no such cluster" : "no workload is behind it", t->status);
	for (size_t i = 0; i < t->n_workloads; i++) {
		buf_puts(out, "          ");
		put_safe(out, workload_id(a, t->workloads[i]));
		buf_puts(out, i < t->n_sure ? "\n" : " (perhaps)\n");
	}
}

static void put_by(struct buf *out, struct arena *a, const char *word, const struct cause *by)
{
	if (!by->resource)
		return;
	buf_printf(out, "%s", word);
	put_safe(out, arena_printf(a, "%s %s%s%s%s%s", by->resource->kind_name->text, by->resource->ns->text, by->resource->ns->len ? "/" : "",
		by->resource->name->text, by->node ? " " : "", path_of(a, by)));
}

static void put_outcome(struct buf *out, const struct answer *a)
{
	buf_printf(out, "  => %s", outcome_name(a->outcome));
	if (a->reason)
		buf_printf(out, " (%s)", a->reason);
	if (a->status)
		buf_printf(out, " %u", a->status);
	if (a->location) {
		buf_puts(out, " to ");
		put_safe(out, a->location);
	}
	put_by(out, a->arena, " by ", &a->by);
	buf_putc(out, '\n');
}

void answer_text(const struct answer *a, struct buf *out)
{
	for (size_t i = 0; i < a->steps.n; i++) {
		buf_printf(out, "  %zu. ", i + 1);
		safe_wrap(out, a->steps.at[i].text, 5, 5, COLUMNS);
		buf_putc(out, '\n');
		put_where(out, &a->steps.at[i].cause);
	}
	put_outcome(out, a);
	for (size_t i = 0; i < a->targets.n; i++)
		put_target_line(out, a->arena, &a->targets.at[i], a->sealed);
	if (a->access_asked) {
		buf_printf(out, "     access %s", outcome_name(a->access));
		put_by(out, a->arena, " by ", &a->access_by);
		buf_putc(out, '\n');
	}
	if (a->timeout)
		buf_printf(out, "     timeout %s\n", a->timeout);
	if (a->retries >= 0)
		buf_printf(out, "     retries %lld\n", (long long)a->retries);
	for (size_t i = 0; i < a->unknown.n; i++) {
		buf_puts(out, "     not known: ");
		safe_wrap(out, a->unknown.at[i], 16, 16, COLUMNS);
		buf_putc(out, '\n');
	}
}
