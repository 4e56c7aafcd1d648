/* Who may call whom, for programs and documents: JSON, CSV, Markdown and Graphviz. */
#include <string.h>

#include "base/json.h"
#include "base/safe.h"
#include "trace/access_rows.h"

/* --- JSON --- */

static const char *sort_name(enum caller_sort sort)
{
	static const char *const names[] = { "identity", "namespace", "other", "certificate", "none" };

	return names[sort];
}

static void put_citation(struct json *j, const struct citation *c)
{
	if (!c->kind) {
		json_null(j, "by");
		return;
	}
	json_object(j, "by");
	json_text(j, "kind", c->kind);
	json_text(j, "namespace", c->ns);
	json_text(j, "name", c->name);
	json_text(j, "path", c->path);
	json_text(j, "file", c->file);
	if (c->file)
		json_number(j, "line", c->line);
	else
		json_null(j, "line");
	json_end_object(j);
}

static void put_request(struct json *j, const char *key, const struct access_example *e)
{
	if (!e->there) {
		json_null(j, key);
		return;
	}
	json_object(j, key);
	json_text(j, "identity", e->identity);
	json_text(j, "tls", e->mutual ? "mutual" : "plaintext");
	json_text(j, "scheme", e->http ? "http" : "tcp");
	json_text(j, "method", e->method);
	json_text(j, "host", e->host);
	json_text(j, "path", e->path);
	json_text(j, "query", e->query);
	json_object(j, "headers");
	for (size_t i = 0; i < e->n_headers; i++) {
		struct buf name = BUF_INIT;

		json_escape(&name, e->headers[i].name, strlen(e->headers[i].name));
		json_text(j, name.at, e->headers[i].value);
		buf_release(&name);
	}
	json_end_object(j);
	json_array(j, "without");
	for (size_t i = 0; i < e->n_without; i++)
		json_text(j, NULL, e->without[i]);
	json_end_array(j);
	put_citation(j, &e->by);
	json_text(j, "reason", e->reason);
	json_end_object(j);
}

static void put_caller(struct json *j, const struct access_port *p, const struct access_row *r, struct arena *scratch)
{
	json_object(j, NULL);
	json_text(j, "sort", sort_name(r->sort));
	json_text(j, "name", r->name);
	json_array(j, "workloads");
	for (size_t i = 0; i < r->n_workloads; i++)
		json_text(j, NULL, r->workloads[i]);
	json_end_array(j);
	json_text(j, "verdict", admission_name(r->admission));
	put_citation(j, &r->by);
	json_text(j, "reason", r->reason);
	put_request(j, "allowed", &r->allowed);
	put_request(j, "denied", &r->denied);
	json_array(j, "undecided");
	for (size_t i = 0; i < r->n_unknown; i++)
		json_text(j, NULL, access_doubt(p, r, i, scratch));
	json_end_array(j);
	json_end_object(j);
}

void access_json(const struct access *a, struct buf *out)
{
	struct json j = { .out = out, .flat = 4, .fresh = true };
	struct arena scratch = ARENA_INIT;

	json_object(&j, NULL);
	json_number(&j, "version", 1);
	json_array(&j, "ports");
	for (size_t i = 0; i < a->ports.n; i++) {
		const struct access_port *p = &a->ports.at[i];

		json_object(&j, NULL);
		json_text(&j, "workload", p->workload);
		json_text(&j, "application", p->mesh);
		json_number(&j, "port", p->number);
		json_text(&j, "name", p->name);
		json_text(&j, "protocol", p->protocol);
		json_text(&j, "anonymous", p->anonymous);
		json_array(&j, "callers");
		for (size_t k = 0; k < p->n; k++)
			put_caller(&j, p, &p->rows[k], &scratch);
		json_end_array(&j);
		json_end_object(&j);
		arena_clear(&scratch);
	}
	arena_release(&scratch);
	json_end_array(&j);
	json_array(&j, "portless");
	for (size_t i = 0; i < a->portless.n; i++)
		json_text(&j, NULL, a->portless.at[i]);
	json_end_array(&j);
	json_end_object(&j);
}

/* --- Tables --- */

/* Rows and cells of some format. */
struct table {
	struct buf *out;
	void (*cell)(struct table *t, const char *text);
	size_t column;
	struct arena arena;
};

/* Is it the same in a cell as it is? Most are, and of long answers they are what takes the time. */
static bool is_plain_cell(const char *text)
{
	const char *c = text;

	if (*c && strchr("=+-@ ", *c))
		return false;
	while ((unsigned char)*c >= 0x20 && (unsigned char)*c < 0x7f && *c != ',' && *c != '"' && *c != ';' && *c != '#')
		c++;
	return !*c && (c == text || c[-1] != ' ');
}

/* In quotes where a comma, a quote or a blank at an end asks for it. What a spreadsheet would take for a formula begins with an apostrophe. */
static void put_csv_cell(struct table *t, const char *text)
{
	struct buf safe = BUF_INIT;
	bool quoted;

	if (t->column++)
		buf_putc(t->out, ',');
	if (is_plain_cell(text)) {
		buf_puts(t->out, text);
		return;
	}
	if (*text && strchr("=+-@\t\r", *text))
		buf_putc(&safe, '\'');
	safe_puts(&safe, text);
	quoted = safe.n && (strpbrk(safe.at, ",\";") || safe.at[0] == ' ' || safe.at[safe.n - 1] == ' ');
	if (quoted)
		buf_putc(t->out, '"');
	for (size_t i = 0; i < safe.n; i++) {
		if (safe.at[i] == '"')
			buf_putc(t->out, '"');
		buf_putc(t->out, safe.at[i]);
	}
	if (quoted)
		buf_putc(t->out, '"');
	buf_release(&safe);
}

static void put_markdown_cell(struct table *t, const char *text)
{
	struct buf safe = BUF_INIT;

	buf_puts(t->out, t->column++ ? " " : "| ");
	safe_puts(&safe, text);
	for (size_t i = 0; i < safe.n; i++) {
		if (strchr("\\`*_{}[]<>|#~!", safe.at[i]))
			buf_putc(t->out, '\\');
		if (safe.at[i] == '&')
			buf_puts(t->out, "&amp;");
		else
			buf_putc(t->out, safe.at[i]);
	}
	buf_puts(t->out, " |");
	buf_release(&safe);
}

static void end_row(struct table *t)
{
	buf_putc(t->out, '\n');
	t->column = 0;
}

static const char *unknown_text(struct table *t, const struct access_port *p, const struct access_row *r)
{
	const char *text = "";

	for (size_t i = 0; i < r->n_unknown; i++)
		text = arena_printf(&t->arena, "%s%s%s", text, *text ? "; " : "", access_doubt(p, r, i, &t->arena));
	return text;
}

static void put_table_row(struct table *t, const struct access_port *p, const struct access_row *r)
{
	t->cell(t, p->mesh ? arena_printf(&t->arena, "%s (%s)", p->workload, p->mesh) : p->workload);
	t->cell(t, arena_printf(&t->arena, "%u", p->number));
	t->cell(t, access_caller(p, r, &t->arena));
	t->cell(t, access_verdict(r, &t->arena));
	t->cell(t, access_cited(&r->by, &t->arena));
	t->cell(t, access_place(&r->by, &t->arena));
	t->cell(t, r->admission == ADMITS_SOME ? access_request(&r->allowed, r->mixed, &t->arena) : "");
	t->cell(t, r->admission == ADMITS_SOME && r->denied.there ? access_request(&r->denied, r->mixed, &t->arena) : "");
	t->cell(t, unknown_text(t, p, r));
	end_row(t);
	arena_clear(&t->arena);
}

static const char *const columns[] = { "workload", "port", "caller", "verdict", "policy", "place", "allowed", "denied", "not known" };

#define N_COLUMNS (sizeof columns / sizeof *columns)

static void put_table(const struct access *a, struct table *t, bool ruled)
{
	for (size_t i = 0; i < N_COLUMNS; i++)
		t->cell(t, columns[i]);
	end_row(t);
	if (ruled) {
		buf_putc(t->out, '|');
		for (size_t i = 0; i < N_COLUMNS; i++)
			buf_puts(t->out, "---|");
		buf_putc(t->out, '\n');
	}
	for (size_t i = 0; i < a->ports.n; i++)
		for (size_t k = 0; k < a->ports.at[i].n; k++)
			put_table_row(t, &a->ports.at[i], &a->ports.at[i].rows[k]);
	arena_release(&t->arena);
}

void access_csv(const struct access *a, struct buf *out)
{
	put_table(a, &(struct table){ .out = out, .cell = put_csv_cell }, false);
}

void access_markdown(const struct access *a, struct buf *out)
{
	put_table(a, &(struct table){ .out = out, .cell = put_markdown_cell }, true);
}

/* --- Graphviz --- */

static void put_node(struct buf *out, const char *text)
{
	struct buf safe = BUF_INIT;

	safe_puts(&safe, text);
	buf_putc(out, '"');
	for (size_t i = 0; i < safe.n; i++) {
		if (safe.at[i] == '"' || safe.at[i] == '\\')
			buf_putc(out, '\\');
		buf_putc(out, safe.at[i]);
	}
	buf_putc(out, '"');
	buf_release(&safe);
}

static void put_edge(struct buf *out, const char *from, const char *to, const struct access_row *r)
{
	buf_puts(out, "  ");
	put_node(out, from);
	buf_puts(out, " -> ");
	put_node(out, to);
	buf_puts(out, r->admission == ADMITS_SOME ? " [style=dashed];\n" : r->admission == ADMITS_UNDECIDED ? " [style=dotted];\n" : ";\n");
}

static bool has_edge(const struct access_row *r)
{
	return r->admission != ADMITS_NONE && r->admission != ADMITS_REFUSED;
}

/* Does everybody get in with everything? Then that is one edge. */
static bool is_open(const struct access_port *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->rows[i].admission != ADMITS_ALL)
			return false;
	return true;
}

static void put_edges(const struct access *a, const struct access_port *p, struct buf *out, struct arena *arena)
{
	const char *to = arena_printf(arena, "%s:%u%s%s%s", p->workload, p->number, p->mesh ? " (" : "", p->mesh ? p->mesh : "", p->mesh ? ")" : "");

	if (is_open(p) && !a->wish.from && !a->wish.sender) {
		put_edge(out, "everybody", to, &p->rows[0]);
		return;
	}
	for (size_t i = 0; i < p->n; i++) {
		const struct access_row *r = &p->rows[i];

		for (size_t k = 0; has_edge(r) && k < r->n_workloads; k++)
			put_edge(out, r->workloads[k], to, r);
		if (has_edge(r) && !r->n_workloads)
			put_edge(out, access_caller(p, r, arena), to, r);
	}
}

void access_dot(const struct access *a, struct buf *out)
{
	struct arena scratch = ARENA_INIT;

	buf_puts(out, "digraph access {\n  rankdir=LR;\n  node [shape=box];\n");
	for (size_t i = 0; i < a->ports.n; i++) {
		put_edges(a, &a->ports.at[i], out, &scratch);
		arena_clear(&scratch);
	}
	buf_puts(out, "}\n");
	arena_release(&scratch);
}
