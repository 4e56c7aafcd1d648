/* Lists what is set, by whom, and what holds where nobody sets anything. */
#include "cli/effective.h"

#include <string.h>

#include "base/json.h"
#include "base/safe.h"
#include "base/vec.h"
#include "lint/config_keys.h"

#define FAMILY 2        /* letters that codes of one family begin with */
#define WIDEST_VALUE 44 /* columns, behind which where it comes from is no longer in line */

/* Settings that the command line alone has. */
static const struct {
	const char *name;
	const char *otherwise;
	bool many;
} further[] = {
	{ "extend-select", NULL, true },
	{ "crd", NULL, true },
	{ "unit", NULL, true },
	{ "mesh-networks", "found among the files", false },
	{ "fail-on", "error", false },
	{ "min-severity", "info", false },
	{ "follow-links", "no", false },
	{ "no-inline-ignore", "no", false },
};

/* A line: one setting, or one item of it. */
struct row {
	const char *name;      /* of the setting */
	const char *otherwise; /* what holds, where nothing is set; else NULL */
	const struct setting_origin *origin; /* NULL: the default */
};

struct rows {
	VEC(struct row) list;
};

static bool is_command(const struct setting_origin *o)
{
	return !o->at.source;
}

/* Is what the file says of the setting overruled? The namespace of the command line is that of all files. */
static bool is_overruled(const struct settings *s, const char *name, bool many)
{
	const char *by = strcmp(name, "namespaces") == 0 ? "namespace" : name;

	if (many && by == name && strcmp(name, "select") != 0)
		return false;
	for (size_t i = 0; i < s->origins.n; i++)
		if (is_command(&s->origins.at[i]) && strcmp(s->origins.at[i].key, by) == 0)
			return true;
	return false;
}

static void add_rows(struct rows *rows, struct arena *a, const struct settings *s, const char *name, const char *otherwise, bool many)
{
	bool overruled = is_overruled(s, name, many);
	size_t first = rows->list.n;

	for (size_t i = 0; i < s->origins.n; i++) {
		const struct setting_origin *o = &s->origins.at[i];
		struct row row = { name, NULL, o };

		if (strcmp(o->key, name) != 0 || (overruled && !is_command(o)))
			continue;
		if (!many)
			rows->list.n = first; /* the last of the same sort counts */
		vec_push(a, &rows->list, row);
	}
	if (rows->list.n == first)
		vec_push(a, &rows->list, ((struct row){ name, otherwise, NULL }));
}

static void collect(struct rows *rows, struct arena *a, const struct settings *s)
{
	for (size_t i = 0; i < n_config_keys; i++)
		add_rows(rows, a, s, config_keys[i].name, config_keys[i].otherwise, config_keys[i].want != WANT_TEXT);
	for (size_t i = 0; i < sizeof further / sizeof *further; i++)
		add_rows(rows, a, s, further[i].name, further[i].otherwise, further[i].many);
}

/* "VS007: error", "auto", ... */
static const char *value_of(struct arena *a, const struct row *row)
{
	const struct setting_origin *o = row->origin;

	if (!o)
		return row->otherwise ? row->otherwise : "none";
	return o->entry ? arena_printf(a, "%s: %s", o->entry, o->value) : o->value;
}

static void put_origin(struct buf *out, const struct setting_origin *o)
{
	if (!o) {
		buf_puts(out, "default");
	} else if (is_command(o)) {
		buf_printf(out, "--%s", o->key);
	} else {
		safe_name(out, o->at.source->name);
		buf_printf(out, ":%u", (unsigned)source_position(o->at.source, o->at.begin).line);
	}
}

/* Are the rules of one family, from this one on, all on, or all off? *end: behind the last of them. */
static bool is_of_one_mind(const struct selection *s, size_t i, size_t *end)
{
	bool same = true;

	for (*end = i; *end < s->n && strncmp(s->at[*end].notice->code, s->at[i].notice->code, FAMILY) == 0; ++*end)
		same = same && s->at[*end].on == s->at[i].on;
	return same;
}

/* The rules that are on, or those that are off, whole families by the letters that their codes begin with; returns how many words. */
static size_t list_rules(const struct selection *s, bool on, struct buf *out)
{
	size_t n = 0, end;

	for (size_t i = 0; i < s->n; i = end) {
		bool whole = is_of_one_mind(s, i, &end);

		for (size_t k = i; k < (whole ? i + 1 : end); k++)
			if (s->at[k].on == on)
				buf_printf(out, "%s%.*s", n++ ? " " : "", whole ? FAMILY : 99, s->at[k].notice->code);
	}
	return n;
}

static void put_rules(struct buf *out, struct arena *a, const struct settings *s, const struct catalogue *c, size_t width)
{
	struct selection selection = { 0 };
	struct buf on = BUF_INIT, off = BUF_INIT;
	bool few;

	selection_make(&selection, a, c, s->layers, N_LAYERS, &s->severities);
	few = list_rules(&selection, true, &on) < list_rules(&selection, false, &off);
	buf_puts(out, few ? "\nrules that are on: " : "\nrules that are off: ");
	safe_wrap(out, few ? on.at : off.n ? off.at : "none", strlen("rules that are off: "), 2, width);
	buf_putc(out, '\n');
	buf_release(&on);
	buf_release(&off);
}

static void put_padded(struct buf *out, const char *text, size_t width)
{
	size_t is = safe_width(text, strlen(text));

	safe_puts(out, text);
	buf_printf(out, "%*s", (int)(is < width ? width - is : 0) + 2, "");
}

struct columns {
	size_t name, value, origin;
};

static size_t longer(size_t n, const char *text)
{
	size_t width = safe_width(text, strlen(text));

	return width > n ? width : n;
}

static const char *origin_of(struct arena *a, const struct row *row)
{
	struct buf text = BUF_INIT;
	const char *copy;

	put_origin(&text, row->origin);
	copy = arena_strndup(a, text.at, text.n);
	buf_release(&text);
	return copy;
}

static struct columns columns_of(struct arena *a, const struct rows *rows)
{
	struct columns c = { 0 };

	for (size_t i = 0; i < rows->list.n; i++) {
		c.name = longer(c.name, rows->list.at[i].name);
		c.value = longer(c.value, value_of(a, &rows->list.at[i]));
		c.origin = longer(c.origin, origin_of(a, &rows->list.at[i]));
	}
	if (c.value > WIDEST_VALUE)
		c.value = WIDEST_VALUE;
	return c;
}

void effective_text(struct buf *out, const struct settings *s, const struct catalogue *c, const char *file, struct report_style style)
{
	struct arena scratch = ARENA_INIT;
	struct rows rows = { 0 };
	struct columns width;
	bool narrow;

	collect(&rows, &scratch, s);
	width = columns_of(&scratch, &rows);
	narrow = style.width && style.width < width.name + 2 + width.value + 2 + width.origin;
	buf_puts(out, "configuration file: ");
	safe_puts(out, file ? file : "none");
	buf_puts(out, "\n\n");
	for (size_t i = 0; i < rows.list.n; i++) {
		const struct row *row = &rows.list.at[i];
		const char *value = value_of(&scratch, row), *origin = origin_of(&scratch, row);

		if (narrow) {
			safe_wrap(out, arena_printf(&scratch, "%s: %s (%s)", row->name, value, origin), 0, 4, style.width);
		} else {
			put_padded(out, i && row->name == rows.list.at[i - 1].name ? "" : row->name, width.name);
			put_padded(out, value, width.value);
			buf_puts(out, origin);
		}
		buf_putc(out, '\n');
	}
	put_rules(out, &scratch, s, c, style.width ? style.width : 80);
	arena_release(&scratch);
}

static void put_row_json(struct json *j, const struct row *row)
{
	const struct setting_origin *o = row->origin;

	json_object(j, NULL);
	json_text(j, "name", row->name);
	json_text(j, "entry", o ? o->entry : NULL);
	json_text(j, "value", o ? o->value : row->otherwise);
	json_text(j, "from", !o ? "default" : is_command(o) ? "option" : "file");
	json_text(j, "file", o && !is_command(o) ? o->at.source->name : NULL);
	if (o && !is_command(o))
		json_number(j, "line", source_position(o->at.source, o->at.begin).line);
	else
		json_null(j, "line");
	json_end_object(j);
}

void effective_json(struct buf *out, const struct settings *s, const struct catalogue *c, const char *file)
{
	struct arena scratch = ARENA_INIT;
	struct selection selection = { 0 };
	struct rows rows = { 0 };
	struct json j = { .out = out, .flat = 2 };

	collect(&rows, &scratch, s);
	selection_make(&selection, &scratch, c, s->layers, N_LAYERS, &s->severities);
	json_object(&j, NULL);
	json_number(&j, "version", 1);
	json_text(&j, "file", file);
	json_array(&j, "settings");
	for (size_t i = 0; i < rows.list.n; i++)
		put_row_json(&j, &rows.list.at[i]);
	json_end_array(&j);
	json_array(&j, "off");
	for (size_t i = 0; i < selection.n; i++)
		if (!selection.at[i].on)
			json_text(&j, NULL, selection.at[i].notice->code);
	json_end_array(&j);
	json_array(&j, "severities");
	for (size_t i = 0; i < selection.n; i++) {
		const struct choice *choice = &selection.at[i];

		if (!choice->on || choice->severity == choice->notice->severity)
			continue;
		json_object(&j, NULL);
		json_text(&j, "code", choice->notice->code);
		json_text(&j, "severity", severity_name(choice->severity));
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
	arena_release(&scratch);
}
