/* Who may call whom, for people: the workloads one after another, in 80 columns. */
#include <string.h>

#include "base/safe.h"
#include "trace/access_rows.h"

#define COLUMNS 80
#define VERDICT_COLUMNS 9 /* of the longest one that is a word */

struct access_writer {
	struct buf *out;
	struct arena *arena;
};

static size_t width_of(const char *text)
{
	return safe_width(text, strlen(text));
}

static void put_blanks(struct buf *out, size_t n)
{
	buf_printf(out, "%*s", (int)n, "");
}

static bool same_citation(const struct citation *a, const struct citation *b)
{
	if (!a->kind || !b->kind)
		return a->kind == b->kind;
	return strcmp(a->ns, b->ns) == 0 && strcmp(a->name, b->name) == 0 && strcmp(a->path, b->path) == 0;
}

/* Are all callers of the port treated alike, and completely? */
static bool is_uniform(const struct access_port *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct access_row *r = &p->rows[i];

		if ((r->admission != ADMITS_ALL && r->admission != ADMITS_NONE) || r->admission != p->rows[0].admission || !same_citation(&r->by, &p->rows[0].by))
			return false;
	}
	return true;
}

/* "shop/reviews spec.rules[0] mesh.yaml:82" */
static const char *decider_of(const struct access_writer *w, const struct citation *c)
{
	const char *place = access_place(c, w->arena);

	return arena_printf(w->arena, "%s%s%s", access_cited(c, w->arena), *place ? " " : "", place);
}

/* A cell behind the column it begins in; on a line of its own where it does not fit. */
static void put_decider(const struct access_writer *w, const char *text, size_t column)
{
	if (!*text) {
		buf_putc(w->out, '\n');
		return;
	}
	if (column + 2 + width_of(text) > COLUMNS) {
		buf_puts(w->out, "\n      ");
	} else {
		buf_puts(w->out, "  ");
	}
	safe_puts(w->out, text);
	buf_putc(w->out, '\n');
}

static void put_example(const struct access_writer *w, const struct access_row *r, const char *word, const struct access_example *e)
{
	const char *cited = decider_of(w, &e->by), *request;

	if (!e->there)
		return;
	request = access_request(e, r->mixed, w->arena);
	buf_printf(w->out, "      %s ", word);
	safe_puts(w->out, request);
	if (e->reason && strcmp(e->reason, "no-allow-rule") == 0)
		cited = "";
	put_decider(w, *cited && !same_citation(&e->by, &r->by) ? arena_printf(w->arena, "(%s)", cited) : "", 7 + strlen(word) + width_of(request));
}

/* What is not known of a row is not to be told where its example tells that some are denied. */
static size_t n_told(const struct access_row *r)
{
	return r->admission == ADMITS_SOME && r->denied.there ? 0 : r->n_unknown;
}

/* Is the same not known of both? Then it is said once, below the last. */
static bool same_doubts(const struct access_row *a, const struct access_row *b)
{
	if (n_told(a) != n_told(b))
		return false;
	for (size_t i = 0; i < n_told(a); i++)
		if (strcmp(a->unknown[i], b->unknown[i]) != 0)
			return false;
	return true;
}

static void put_doubts(const struct access_writer *w, const struct access_port *p, const struct access_row *r)
{
	for (size_t i = 0; i < n_told(r); i++) {
		buf_puts(w->out, "      not known: ");
		safe_wrap(w->out, access_doubt(p, r, i, w->arena), 17, 17, COLUMNS);
		buf_putc(w->out, '\n');
	}
}

static void put_row(const struct access_writer *w, const struct access_port *p, const struct access_row *r, size_t column)
{
	const char *caller = access_caller(p, r, w->arena), *verdict = access_verdict(r, w->arena), *decider = decider_of(w, &r->by);
	size_t n = width_of(caller), behind;

	buf_puts(w->out, "  ");
	safe_puts(w->out, caller);
	put_blanks(w->out, n < column ? column - n : 0);
	behind = 2 + (n < column ? column : n) + 2 + strlen(verdict);
	buf_printf(w->out, "  %s", verdict);
	if (*decider && strlen(verdict) < VERDICT_COLUMNS && behind + VERDICT_COLUMNS - strlen(verdict) + 2 + width_of(decider) <= COLUMNS) {
		put_blanks(w->out, VERDICT_COLUMNS - strlen(verdict));
		behind += VERDICT_COLUMNS - strlen(verdict);
	}
	put_decider(w, decider, behind);
	if (r->admission == ADMITS_SOME) {
		put_example(w, r, "allowed:", &r->allowed);
		put_example(w, r, "denied:", &r->denied);
	}
}

static void put_uniform(const struct access_writer *w, const struct access_port *p)
{
	const struct access_row *r = &p->rows[0];
	const char *decider = decider_of(w, &r->by), *words = r->admission == ADMITS_ALL ? "  open to everybody" : "  closed to everybody";

	buf_puts(w->out, words);
	if (p->anonymous)
		buf_printf(w->out, " (%s)", p->anonymous);
	else if (!r->by.kind)
		buf_puts(w->out, " (no policy denies or restricts it)");
	put_decider(w, decider, strlen(words) + (p->anonymous ? 3 + strlen(p->anonymous) : 0));
}

static void put_head(const struct access_writer *w, const struct access_port *p)
{
	safe_puts(w->out, p->workload);
	buf_printf(w->out, " port %u", p->number);
	if (p->name) {
		buf_puts(w->out, " ");
		safe_puts(w->out, p->name);
	}
	if (p->protocol)
		buf_printf(w->out, " (%s)", p->protocol);
	else
		buf_puts(w->out, " (not declared)");
	if (p->mesh) {
		buf_puts(w->out, " in ");
		safe_puts(w->out, p->mesh);
	}
	buf_putc(w->out, '\n');
}

static void put_port(const struct access_writer *w, const struct access_port *p, bool all)
{
	size_t column = 0;

	put_head(w, p);
	if (all && is_uniform(p)) {
		put_uniform(w, p);
		return;
	}
	if (p->anonymous)
		buf_printf(w->out, "  clients have no identity: %s\n", p->anonymous);
	for (size_t i = 0; i < p->n; i++) {
		size_t n = width_of(access_caller(p, &p->rows[i], w->arena));

		column = n > column && n <= COLUMNS - 2 - 2 - VERDICT_COLUMNS ? n : column;
	}
	for (size_t i = 0; i < p->n; i++) {
		put_row(w, p, &p->rows[i], column);
		if (i + 1 == p->n || !same_doubts(&p->rows[i], &p->rows[i + 1]))
			put_doubts(w, p, &p->rows[i]);
	}
}

static void put_portless(const struct access *a, struct buf *out)
{
	size_t column = 0;

	if (!a->portless.n)
		return;
	buf_puts(out, a->ports.n ? "\nno port is declared for:\n" : "no port is declared for:\n");
	for (size_t i = 0; i < a->portless.n; i++) {
		size_t n = width_of(a->portless.at[i]);

		if (i && column + 2 + n > COLUMNS - 1) {
			buf_puts(out, ",\n");
			column = 0;
		}
		buf_puts(out, column ? ", " : "  ");
		safe_puts(out, a->portless.at[i]);
		column += 2 + n;
	}
	buf_putc(out, '\n');
}

static bool has_undecided(const struct access *a)
{
	for (size_t i = 0; i < a->ports.n; i++)
		for (size_t k = 0; k < a->ports.at[i].n; k++)
			if (a->ports.at[i].rows[k].admission == ADMITS_UNDECIDED)
				return true;
	return false;
}

void access_text(const struct access *a, struct buf *out)
{
	struct arena scratch = ARENA_INIT;
	struct access_writer w = { out, &scratch };

	for (size_t i = 0; i < a->ports.n; i++) {
		if (i)
			buf_putc(out, '\n');
		put_port(&w, &a->ports.at[i], !a->wish.from && !a->wish.sender);
		arena_clear(&scratch);
	}
	put_portless(a, out);
	if (!a->ports.n && !a->portless.n)
		buf_puts(out, "no workload is in the tree\n");
	if (a->open && has_undecided(a))
		buf_puts(out, "\nundecided is what the files do not tell; --world closed says that they are all there is\n");
	arena_release(&scratch);
}
