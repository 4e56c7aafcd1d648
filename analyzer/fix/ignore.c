/* Writes comments that silence findings. */
#include "fix/ignore.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "doc/edit.h"
#include "fix/internal.h"
#include "lint/notices.h"

#define WIDEST 100   /* columns that a line has with its comment */
#define MOST_ROUNDS 4

static const char mark[] = "# meshlint: ignore";

/* Where the comment of a line stands; the next one is tried where this one does not do. */
enum place {
	AT_END,
	ABOVE,
	NOWHERE,
};

/* The findings of a line, or of a file as a whole. */
struct line {
	const struct lint_file *file;
	uint32_t number;              /* 0: the file */
	enum place place;
	VEC(const char *) codes;      /* sorted, each once */
	VEC(const struct str *) keys; /* of its findings */
	size_t n;
};

struct ignoring {
	const struct fix_options *options;
	struct fix_result *result;
	struct arena *arena;
	struct pool *pool;
	const char *reason;
	struct ledger before;
	struct map by_place;          /* file, number -> struct line */
	VEC(struct line *) lines;     /* by file, then number */
	struct map standing;          /* keys of findings that are still there */
	struct map changed;           /* names of files with something new */
};

static struct fix_file file_of(struct arena *a, const struct lint_file *f)
{
	struct fix_file out = { .name = arena_strdup(a, f->source->name), .path = arena_strdup(a, f->path), .absolute = arena_strdup(a, f->absolute),
		.below = arena_strdup(a, f->below), .before = arena_strndup(a, f->source->bytes, f->source->n), .n_before = f->source->n };

	out.after = out.before;
	out.n_after = out.n_before;
	return out;
}

static void refuse(struct ignoring *g, const char *name, size_t n, const char *why)
{
	struct fix_result *r = g->result;

	if (!r->refused.n || strcmp(r->refused.at[r->refused.n - 1].name, name) != 0 || strcmp(r->refused.at[r->refused.n - 1].message, why) != 0)
		vec_push(g->arena, &r->refused, ((struct fix_refusal){ .name = arena_strdup(g->arena, name), .code = "", .message = why }));
	r->refused.at[r->refused.n - 1].n += n;
}

static void add_code(struct arena *a, struct line *l, const char *code)
{
	size_t at = l->codes.n;

	for (size_t i = 0; i < l->codes.n; i++)
		if (strcmp(l->codes.at[i], code) == 0)
			return;
	vec_push(a, &l->codes, code);
	for (; at && strcmp(l->codes.at[at - 1], code) > 0; at--)
		l->codes.at[at] = l->codes.at[at - 1];
	l->codes.at[at] = code;
}

/* Sort the findings of a run by where their comments would be. */
static void collect(struct ignoring *g, const struct lint_result *r)
{
	struct map files = { 0 };

	for (size_t i = 0; i < r->texts.n; i++)
		*map_at(g->arena, &files, r->texts.at[i].source, NULL, NULL) = &r->texts.at[i];
	for (size_t i = 0; i < r->findings.findings.n; i++) {
		const struct finding *f = r->findings.findings.at[i];
		const struct lint_file *file = f->span.source ? map_get(&files, f->span.source, NULL, NULL) : NULL;
		bool whole = f->span.begin == 0 && f->span.end == 0;
		uint32_t number = file && !whole ? source_position(f->span.source, f->span.begin).line : 0;
		struct line *l;
		void **place;

		if (f->suppression != SUPPRESSION_NONE || f->severity < g->options->min_severity || f->notice == &notice_suppression_unused
				|| f->notice == &notice_suppression_unknown)
			continue; /* of a comment that is wrong no other one tells */
		if (f->unread) {
			refuse(g, f->span.source ? f->span.source->name : "", 1, "what could not be read is not to be silenced");
			continue;
		}
		if (!file || edit_source_is_json(f->span.source)) {
			refuse(g, f->span.source ? f->span.source->name : "", 1, file ? "JSON has no comments" : "this file is not to be changed");
			continue;
		}
		place = map_at(g->arena, &g->by_place, file, (const void *)(uintptr_t)(number + 1), NULL);
		l = *place;
		if (!l) {
			*place = l = arena_new(g->arena, struct line);
			*l = (struct line){ .file = file, .number = number };
			vec_push(g->arena, &g->lines, l);
		}
		add_code(g->arena, l, f->notice->code);
		vec_push(g->arena, &l->keys, ledger_key(g->pool, f));
		l->n++;
	}
}

static int compare_lines(const void *left, const void *right)
{
	const struct line *a = *(const struct line *const *)left, *b = *(const struct line *const *)right;
	int c = strcmp(a->file->source->name, b->file->source->name);

	return c ? c : (a->number > b->number) - (a->number < b->number);
}

/* Behind the last code of a comment of ours in the line, which says more than "ignore"; NULL where there is none. */
static const char *end_of_codes(const char *line, size_t len)
{
	const char *at = memmem(line, len, mark, sizeof mark - 1), *end = line + len, *stop;

	if (!at || (at > line && at[-1] != ' ' && at[-1] != '\t'))
		return NULL;
	at += sizeof mark - 1;
	if (at == end || (*at != ' ' && *at != '\t'))
		return NULL;
	for (stop = at; stop < end && *stop != '#' && !(stop + 2 <= end && stop[0] == '-' && stop[1] == '-' && (stop[-1] == ' ' || stop[-1] == '\t')); stop++)
		;
	while (stop > at && (stop[-1] == ' ' || stop[-1] == '\t' || stop[-1] == '\r'))
		stop--;
	return stop > at ? stop : NULL;
}

static bool is_comment_alone(const char *line, size_t len)
{
	size_t n = 0;

	while (n < len && (line[n] == ' ' || line[n] == '\t'))
		n++;
	return n < len && line[n] == '#';
}

static void put_codes(struct buf *b, const struct line *l, const char *first)
{
	for (size_t i = 0; i < l->codes.n; i++)
		buf_printf(b, "%s%s", i ? ", " : first, l->codes.at[i]);
}

static void put_comment(struct buf *b, const struct ignoring *g, const struct line *l)
{
	buf_puts(b, mark);
	buf_puts(b, l->number ? "" : "-file");
	put_codes(b, l, " ");
	if (g->reason)
		buf_printf(b, " -- %s", g->reason);
}

/* Add the edit of a line's comment. */
static struct wanted edit_of(struct ignoring *g, const struct line *l, size_t index)
{
	const struct source *s = l->file->source;
	const char *eol = s->n_lines > 1 && s->lines[1] > 1 && s->bytes[s->lines[1] - 2] == '\r' ? "\r\n" : "\n", *text, *codes = NULL;
	struct wanted w = { { s, 0, 0 }, NULL, index };
	struct buf b = BUF_INIT;
	size_t len, indent;
	bool above;

	text = source_line(s, l->number ? l->number : 1, &len);
	codes = l->number ? end_of_codes(text, len) : NULL;
	for (uint32_t n = l->number; !codes && n > 1; n--) {
		size_t len_above;
		const char *line = source_line(s, n - 1, &len_above);

		if (!is_comment_alone(line, len_above))
			break;
		codes = end_of_codes(line, len_above);
	}
	indent = strspn(text, " ");
	if (codes) {
		put_codes(&b, l, ", ");
		w.span.begin = (uint32_t)(codes - s->bytes);
	} else {
		put_comment(&b, g, l);
		above = !l->number || l->place == ABOVE || memchr(text, '#', len) || utf8_count(text, len) + 1 + b.n > WIDEST;
		w.span.begin = (uint32_t)(text - s->bytes) + (above ? 0 : (uint32_t)len);
		if (!l->number && s->n >= 3 && strncmp(s->bytes, "\xef\xbb\xbf", 3) == 0)
			w.span.begin = 3;
		buf_clear(&b);
		buf_printf(&b, "%*s", above ? (int)(l->number ? indent : 0) : 1, "");
		put_comment(&b, g, l);
		buf_puts(&b, above ? eol : "");
	}
	w.span.end = w.span.begin;
	w.text = arena_strndup(g->arena, b.at, b.n);
	buf_release(&b);
	return w;
}

/* The files with all comments that are to be tried. */
static void make_texts(struct ignoring *g)
{
	struct fix_result *out = g->result;

	out->files.n = out->fixed = 0;
	for (size_t i = 0, next; i < g->lines.n; i = next) {
		const struct lint_file *f = g->lines.at[i]->file;
		VEC(struct wanted) wanted = { 0 };
		struct fix_file file;
		bool *dropped;

		for (next = i; next < g->lines.n && g->lines.at[next]->file == f; next++)
			if (g->lines.at[next]->place != NOWHERE) {
				struct wanted w = edit_of(g, g->lines.at[next], wanted.n);

				vec_push(g->arena, &wanted, w);
			}
		if (!wanted.n)
			continue;
		file = file_of(g->arena, f);
		dropped = arena_array(g->arena, bool, wanted.n);
		overlap_settle(wanted.at, wanted.n, dropped);
		file.after = overlap_apply(g->arena, f->source, wanted.at, wanted.n, dropped, &file.n_after);
		for (size_t k = i; k < next; k++)
			file.fixed += g->lines.at[k]->place != NOWHERE ? g->lines.at[k]->n : 0;
		vec_push(g->arena, &out->files, file);
		out->fixed += file.fixed;
	}
}

static void note_change(void *context, const struct finding *f)
{
	struct ignoring *g = context;

	*map_at(g->arena, &g->changed, pool_text(g->pool, f->span.source ? f->span.source->name : ""), NULL, NULL) = g;
}

/* Judge the texts; false where some comment must stand elsewhere. */
static bool hold(struct ignoring *g)
{
	struct lint_options lint = *g->options->lint;
	struct lint_bytes *overlay = arena_array(g->arena, struct lint_bytes, g->result->files.n);
	struct lint_result r;
	bool good = true;

	for (size_t i = 0; i < g->result->files.n; i++)
		overlay[i] = (struct lint_bytes){ g->result->files.at[i].name, g->result->files.at[i].after, g->result->files.at[i].n_after };
	lint.overlay = overlay;
	lint.n_overlay = g->result->files.n;
	lint.all = true;
	lint.progress = NULL;
	lint_run(&lint, &r);
	g->standing = (struct map){ 0 };
	g->changed = (struct map){ 0 };
	ledger_new(&g->before, g->arena, g->pool, &r, note_change, g);
	for (size_t i = 0; i < r.findings.findings.n; i++)
		if (r.findings.findings.at[i]->suppression == SUPPRESSION_NONE)
			*map_at(g->arena, &g->standing, ledger_key(g->pool, r.findings.findings.at[i]), NULL, NULL) = g;
	lint_release(&r);
	for (size_t i = 0; i < g->lines.n; i++) {
		struct line *l = g->lines.at[i];
		bool bad = map_get(&g->changed, pool_text(g->pool, l->file->source->name), NULL, NULL) != NULL;

		for (size_t k = 0; k < l->keys.n && !bad; k++)
			bad = map_get(&g->standing, l->keys.at[k], NULL, NULL) != NULL;
		if (bad && l->place != NOWHERE) {
			l->place = l->number ? l->place + 1 : NOWHERE;
			good = false;
		}
	}
	return good;
}

static void finish(struct ignoring *g, const struct lint_result *r)
{
	struct fix_result *out = g->result;
	struct fix_file *standard = NULL;

	for (size_t i = 0; i < g->lines.n; i++)
		if (g->lines.at[i]->place == NOWHERE)
			refuse(g, g->lines.at[i]->file->source->name, g->lines.at[i]->n, "no comment can stand there");
	for (size_t i = 0; i < r->texts.n; i++)
		if (strcmp(r->texts.at[i].path, "-") == 0) {
			standard = arena_new(g->arena, struct fix_file);
			*standard = file_of(g->arena, &r->texts.at[i]);
		}
	for (size_t i = 0; i < out->files.n && standard; i++)
		if (strcmp(out->files.at[i].path, "-") == 0)
			*standard = out->files.at[i];
	out->standard_input = standard;
}

void ignore_run(const struct fix_options *o, const char *reason, struct fix_result *result)
{
	struct ignoring g = { .options = o, .result = result, .arena = &result->arena, .reason = reason && *reason ? reason : NULL };
	struct lint_options lint = *o->lint;
	struct lint_result r;
	int round = 0;

	memset(result, 0, sizeof *result);
	g.pool = pool_new(NULL, 0);
	lint.all = true;
	lint_run(&lint, &r);
	result->incomplete = r.incomplete;
	ledger_take(&g.before, g.arena, g.pool, &r);
	collect(&g, &r);
	if (g.lines.n)
		qsort(g.lines.at, g.lines.n, sizeof *g.lines.at, compare_lines);
	for (make_texts(&g); result->files.n && !hold(&g) && round < MOST_ROUNDS; round++)
		make_texts(&g);
	finish(&g, &r);
	lint_release(&r);
	pool_free(g.pool);
}
