/* Reads, applies and writes baselines. */
#include "lint/baseline.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/map.h"
#include "base/safe.h"
#include "base/str.h"
#include "doc/load.h"
#include "source/path.h"
#include "source/read.h"

#define VERSION 1

/* What a finding is known by; each "" where there is none. */
enum part {
	CODE, FILE_NAME, GROUP, KIND, NAMESPACE, NAME, PATH,
	N_PARTS
};

static const char *const names[N_PARTS] = { "code", "file", "group", "kind", "namespace", "name", "path" };

struct entry {
	const char *parts[N_PARTS];
	size_t count;
};

struct baseline {
	const char *folder;          /* absolute */
	VEC(struct entry) entries;   /* sorted, each once */
	VEC(const char *) paths;     /* absolute, or "-" */
};

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int c = 0;

	for (int i = 0; i < N_PARTS && !c; i++)
		c = strcmp(x->parts[i], y->parts[i]);
	return c;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* What the finding is known by in a baseline of this folder. */
static struct entry entry_of(struct arena *a, const struct finding *f, const char *folder, const char *working)
{
	const struct subject *s = &f->subject;
	const char *slash = s->api_version ? strchr(s->api_version, '/') : NULL;
	struct entry e = { { f->notice->code, "", "", or_empty(s->kind), or_empty(finding_namespace(f)), or_empty(s->name), or_empty(f->path) }, 1 };

	if (slash)
		e.parts[GROUP] = arena_strndup(a, s->api_version, (size_t)(slash - s->api_version));
	if (!s->kind && f->span.source)
		e.parts[FILE_NAME] = path_relative(a, folder, path_absolute(a, working, f->span.source->name));
	return e;
}

/* ---- reading ---- */

struct reading {
	struct arena *arena;
	struct buf *errors;
	struct baseline *to;
};

static void complain(struct reading *r, struct span at, const char *fmt, const char *what)
{
	struct position p = source_position(at.source, at.begin);
	struct buf line = BUF_INIT;

	buf_printf(&line, "%s:%u:%u: ", at.source->name, p.line, p.column);
	buf_printf(&line, fmt, what);
	safe_text(r->errors, line.at, line.n);
	buf_putc(r->errors, '\n');
	buf_release(&line);
}

static void read_entry(struct reading *r, const struct node *n)
{
	struct entry e = { .count = 1 };
	int64_t count;

	for (int i = 0; i < N_PARTS; i++)
		e.parts[i] = "";
	if (!node_is_map(n)) {
		complain(r, node_span(n), "%s", "an entry of a baseline is an object");
		return;
	}
	for (const struct node *m = node_first(n); m; m = node_next(m)) {
		int i = 0;

		while (i < N_PARTS && !str_is(m->key, names[i]))
			i++;
		if (i < N_PARTS && m->kind == NODE_SCALAR && m->scalar == SCALAR_STRING)
			e.parts[i] = arena_strdup(r->arena, m->text->text);
		else if (i < N_PARTS)
			complain(r, node_span(m), "\"%s\" is a string", m->key->text);
		else if (!str_is(m->key, "count"))
			complain(r, node_key_span(m), "an entry of a baseline has no member \"%s\"", m->key->text);
		else if (!node_int(m, &count) || count < 1 || count > INT32_MAX)
			complain(r, node_span(m), "%s", "\"count\" is a whole number from 1 on");
		else
			e.count = (size_t)count;
	}
	if (!*e.parts[CODE])
		complain(r, node_span(n), "%s", "an entry of a baseline needs its \"code\"");
	vec_push(r->arena, &r->to->entries, e);
}

static void read_path(struct reading *r, const struct node *n)
{
	const struct str *text = node_text(n);

	if (!text)
		complain(r, node_span(n), "%s", "a path is a string");
	else
		vec_push(r->arena, &r->to->paths, str_is(text, "-") ? "-" : path_absolute(r->arena, r->to->folder, text->text));
}

static void read_list(struct reading *r, const struct node *root, const char *name, void (*each)(struct reading *r, const struct node *n))
{
	const struct node *list = node_find(root, name);

	if (!node_is_list(list))
		complain(r, list ? node_span(list) : node_span(root), "a baseline has a list \"%s\"", name);
	for (const struct node *n = node_is_list(list) ? node_first(list) : NULL; n; n = node_next(n))
		each(r, n);
}

/* One entry for each thing, sorted. */
static void join_entries(struct baseline *b)
{
	size_t kept = 0;

	if (b->entries.n)
		qsort(b->entries.at, b->entries.n, sizeof *b->entries.at, compare_entries);
	for (size_t i = 0; i < b->entries.n; i++)
		if (kept && compare_entries(&b->entries.at[kept - 1], &b->entries.at[i]) == 0)
			b->entries.at[kept - 1].count += b->entries.at[i].count;
		else
			b->entries.at[kept++] = b->entries.at[i];
	b->entries.n = kept;
}

static void read_root(struct reading *r, const struct node *root)
{
	const struct node *version = node_find(root, "version");
	int64_t number;

	if (!node_is_map(root)) {
		complain(r, node_span(root), "%s", "this is no baseline: it is not a JSON object");
		return;
	}
	if (!node_int(version, &number))
		complain(r, version ? node_span(version) : node_span(root), "%s", "this is no baseline: it has no \"version\"");
	else if (number != VERSION)
		complain(r, node_span(version), "this baseline is of version %s, and this meshlint knows version 1", version->text->text);
	else {
		read_list(r, root, "paths", read_path);
		read_list(r, root, "findings", read_entry);
	}
}

const struct baseline *baseline_read(struct arena *a, const char *path, struct buf *errors)
{
	struct baseline *b = arena_new(a, struct baseline);
	struct reading r = { .arena = a, .errors = errors, .to = b };
	struct arena nodes = ARENA_INIT;
	struct sink sink = { .arena = &nodes };
	struct load load = { .arena = &nodes, .nodes = &nodes, .pool = pool_new(NULL, 0), .sink = &sink };
	struct source *source;
	const char *why = NULL;
	size_t before = errors->n;

	b->folder = path_folder(a, path_absolute(a, path_working(a), path));
	if (read_source(&nodes, path, path, READ_NAMED, &source, &why) != READ_OK) {
		buf_printf(errors, "%s: cannot read the baseline: %s\n", path, why ? why : "it is no text");
	} else {
		load_source(&load, source);
		for (size_t i = 0; i < sink.findings.n; i++)
			complain(&r, sink.findings.at[i]->span, "%s", sink.findings.at[i]->message);
		if (!sink.findings.n && load.documents.n == 1)
			read_root(&r, load.documents.at[0].root);
		else if (!sink.findings.n)
			complain(&r, (struct span){ source, 0, 0 }, "%s", "this is no baseline: it is not a JSON object");
	}
	join_entries(b);
	arena_release(&nodes);
	pool_free(load.pool);
	return errors->n == before ? b : NULL;
}

/* ---- applying ---- */

static bool covers(const struct baseline *b, const char *const *paths, size_t n, struct arena *a)
{
	const char *working = path_working(a);

	for (size_t i = 0; i < b->paths.n; i++) {
		bool found = false;

		for (size_t k = 0; k < n && !found; k++)
			found = strcmp(b->paths.at[i], "-") == 0 || strcmp(paths[k], "-") == 0 ? strcmp(b->paths.at[i], paths[k]) == 0
				: path_below(path_absolute(a, working, paths[k]), b->paths.at[i]) != NULL;
		if (!found)
			return false;
	}
	return true;
}

static bool is_on(const struct selection *selection, const char *code)
{
	for (size_t i = 0; i < selection->n; i++)
		if (strcmp(selection->at[i].notice->code, code) == 0)
			return selection->at[i].on;
	return true; /* a rule that is no more finds nothing */
}

size_t baseline_apply(const struct baseline *b, const struct settings *s, const struct selection *selection,
	const char *const *paths, size_t n_paths, struct sink *sink)
{
	struct arena scratch = ARENA_INIT;
	size_t *left = arena_array(&scratch, size_t, b->entries.n), stale = 0;
	const char *working = path_working(&scratch);

	for (size_t i = 0; i < b->entries.n; i++)
		left[i] = b->entries.at[i].count;
	for (size_t i = 0; i < sink->findings.n && b->entries.n; i++) {
		struct finding *f = sink->findings.at[i];
		struct entry e = entry_of(&scratch, f, b->folder, working);
		const struct entry *found = f->suppression != SUPPRESSION_NONE ? NULL : bsearch(&e, b->entries.at, b->entries.n, sizeof e, compare_entries);

		if (!found || !left[found - b->entries.at])
			continue;
		left[found - b->entries.at]--;
		f->suppression = SUPPRESSION_EXTERNAL;
		f->justification = "in the baseline";
	}
	for (size_t i = 0; i < b->entries.n && !s->units.list.n; i++)
		stale += left[i] && is_on(selection, b->entries.at[i].parts[CODE]);
	stale = stale && covers(b, paths, n_paths, &scratch) ? stale : 0;
	arena_release(&scratch);
	return stale;
}

/* ---- recognizing ---- */

bool baseline_is(const char *bytes, size_t n)
{
	static const char *const begin[] = { "{", "\"version\"", ":", "1", ",", "\"paths\"", ":", "[" };
	const char *end = bytes + n;

	for (size_t i = 0; i < sizeof begin / sizeof *begin; i++) {
		size_t len = strlen(begin[i]);

		while (bytes < end && strchr(" \t\r\n", *bytes))
			bytes++;
		if ((size_t)(end - bytes) < len || strncmp(bytes, begin[i], len) != 0)
			return false;
		bytes += len;
	}
	return memmem(bytes, (size_t)(end - bytes), "\"findings\"", strlen("\"findings\"")) != NULL;
}

/* ---- writing ---- */

static void put_paths(struct json *j, struct arena *a, const char *folder, const char *const *paths, size_t n)
{
	json_array(j, "paths");
	for (size_t i = 0; i < n; i++)
		json_text(j, NULL, strcmp(paths[i], "-") == 0 ? "-" : path_relative(a, folder, path_absolute(a, path_working(a), paths[i])));
	json_end_array(j);
}

void baseline_write(struct buf *out, const char *path, const char *const *paths, size_t n_paths, struct lint_result *r)
{
	struct arena scratch = ARENA_INIT;
	struct baseline b = { 0 };
	struct json j = { .out = out, .flat = 2 };
	const char *working = path_working(&scratch), *folder = path_folder(&scratch, path_absolute(&scratch, working, path));

	for (size_t i = 0; i < r->findings.findings.n; i++) {
		struct finding *f = r->findings.findings.at[i];

		if (f->suppression != SUPPRESSION_NONE)
			continue;
		vec_push(&scratch, &b.entries, entry_of(&scratch, f, folder, working));
		f->suppression = SUPPRESSION_EXTERNAL;
		f->justification = "in the baseline";
		r->suppressed++;
	}
	join_entries(&b);
	json_object(&j, NULL);
	json_number(&j, "version", VERSION);
	put_paths(&j, &scratch, folder, paths, n_paths);
	json_array(&j, "findings");
	for (size_t i = 0; i < b.entries.n; i++) {
		const struct entry *e = &b.entries.at[i];

		json_object(&j, NULL);
		for (int k = 0; k < N_PARTS; k++)
			if (*e->parts[k])
				json_text(&j, names[k], e->parts[k]);
		if (e->count > 1)
			json_number(&j, "count", e->count);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
	arena_release(&scratch);
}
