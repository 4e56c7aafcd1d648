/* Values from one line, and back into YAML and JSON. */
#include "test/meta_value.h"

#include <ctype.h>
#include <string.h>

#include "base/panic.h"

const char *const value_usual_names[MANY_NAMESPACES] = { "nsalpha", "nsbravo", "nscharlie" };

/* --- numbers --- */

void dice_start(struct dice *d, uint64_t seed)
{
	d->state = seed * 0x9e3779b97f4a7c15u + 0x1234567u;
	for (int i = 0; i < 4; i++)
		dice_below(d, 2);
}

unsigned dice_below(struct dice *d, unsigned n)
{
	d->state ^= d->state << 13;
	d->state ^= d->state >> 7;
	d->state ^= d->state << 17;
	return n ? (unsigned)((d->state * 0x2545f4914f6cdd1du) >> 33) % n : 0;
}

bool dice_is(struct dice *d, unsigned percent)
{
	return dice_below(d, 100) < percent;
}

/* --- reading --- */

struct reader {
	struct arena *a;
	const char *at, *line;
};

static struct value *read_value(struct reader *r);

static void skip_blanks(struct reader *r)
{
	r->at += strspn(r->at, " ,");
}

static bool is_plain(const char *text)
{
	static const char *const words[] = { "true", "false", "null", NULL };

	for (const char *const *w = words; *w; w++)
		if (strcmp(*w, text) == 0)
			return true;
	text += *text == '-';
	return *text && strspn(text, "0123456789") == strlen(text);
}

/* A word up to one of the stops, or a text in quotes. */
static const char *read_word(struct reader *r, const char *stops, bool *quoted)
{
	const char *word;
	size_t n;

	*quoted = *r->at == '\'';
	r->at += *quoted;
	n = strcspn(r->at, *quoted ? "'" : stops);
	word = arena_strndup(r->a, r->at, n);
	r->at += n + *quoted;
	return word;
}

static void read_members(struct reader *r, struct value *map)
{
	for (skip_blanks(r); *r->at != '}'; skip_blanks(r)) {
		bool absent = *r->at == '?', quoted;
		struct value *v;
		const char *key;

		r->at += absent;
		key = read_word(r, ":,}", &quoted);
		if (!*key || (!absent && *r->at != ':'))
			panic("no key at \"%s\" in %s", r->at, r->line);
		if (absent) {
			v = arena_new(r->a, struct value);
			v->sort = VALUE_ABSENT;
		} else {
			r->at++;
			v = read_value(r);
		}
		v->key = key;
		vec_push(r->a, &map->items, v);
	}
	r->at++;
}

static struct value *read_value(struct reader *r)
{
	struct value *v = arena_new(r->a, struct value);
	bool quoted;

	skip_blanks(r);
	if (*r->at == '{') {
		r->at++;
		v->sort = VALUE_MAP;
		read_members(r, v);
	} else if (*r->at == '[') {
		v->sort = VALUE_LIST;
		for (r->at++, skip_blanks(r); *r->at != ']'; skip_blanks(r))
			vec_push(r->a, &v->items, read_value(r));
		r->at++;
	} else if (*r->at) {
		v->text = read_word(r, ",}]", &quoted);
		v->sort = !quoted && is_plain(v->text) ? VALUE_PLAIN : VALUE_TEXT;
	} else {
		panic("the value ends too early: %s", r->line);
	}
	return v;
}

struct value *value_read(struct arena *a, const char *line)
{
	struct reader r = { a, line, line };
	struct value *v = read_value(&r);

	if (*r.at)
		panic("\"%s\" is left of %s", r.at, line);
	return v;
}

struct value *value_copy(struct arena *a, const struct value *v)
{
	struct value *copy = arena_new(a, struct value);

	copy->sort = v->sort;
	copy->key = v->key;
	copy->text = v->text;
	for (size_t i = 0; i < v->items.n; i++)
		vec_push(a, &copy->items, value_copy(a, v->items.at[i]));
	return copy;
}

struct value *value_get(const struct value *map, const char *key)
{
	for (size_t i = 0; map && map->sort == VALUE_MAP && i < map->items.n; i++)
		if (strcmp(map->items.at[i]->key, key) == 0 && map->items.at[i]->sort != VALUE_ABSENT)
			return map->items.at[i];
	return NULL;
}

const char *value_text(const struct value *map, const char *above, const char *key)
{
	const struct value *v = value_get(above ? value_get(map, above) : map, key);

	return v && v->text ? v->text : "";
}

/* --- writing --- */

struct writer {
	struct buf *out;
	const struct value_style *style;
};

static void put_name(struct buf *out, const char *const *names, const char **text)
{
	unsigned i = (unsigned)((*text)[1] - 'a');

	if ((*text)[0] == '@' && i < MANY_NAMESPACES) {
		buf_puts(out, (names ? names : value_usual_names)[i]);
		*text += 2;
	} else {
		buf_putc(out, *(*text)++);
	}
}

/* Does YAML take the text for a string without quotes? */
static bool is_bare(const char *text)
{
	static const char *const words[] = { "true", "false", "null", "yes", "no", "on", "off", "y", "n", NULL };

	for (const char *const *w = words; *w; w++)
		if (strcasecmp(*w, text) == 0)
			return false;
	return isalpha((unsigned char)*text) && !text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./@")];
}

static void write_text(struct writer *w, const char *text)
{
	bool bare = !w->style->json && is_bare(text);

	if (!bare)
		buf_putc(w->out, '"');
	while (*text) {
		if (*text == '\\' && text[1] == 'n') {
			buf_puts(w->out, "\\n");
			text += 2;
		} else if (*text == '\\' || *text == '"') {
			buf_putc(w->out, '\\');
			buf_putc(w->out, *text++);
		} else {
			put_name(w->out, w->style->names, &text);
		}
	}
	if (!bare)
		buf_putc(w->out, '"');
}

static void indent_by(struct writer *w, unsigned n)
{
	buf_printf(w->out, "%*s", (int)n, "");
}

/* Not every line has one, so that lines move by different numbers. */
static void comment(struct writer *w, unsigned indent)
{
	static const char *const remarks[] = { "", "# for the release in spring", "#", "# kind: Service", "# {{ no template }", "#- a: b" };
	struct dice *d = w->style->comments;

	if (!d || !dice_is(d, 15))
		return;
	if (dice_is(d, 80))
		indent_by(w, indent);
	buf_printf(w->out, "%s\n", remarks[dice_below(d, sizeof remarks / sizeof *remarks)]);
}

/* The members that are written, in their order. */
static size_t order_of(const struct writer *w, const struct value *map, const struct value **order)
{
	size_t n = 0;

	for (size_t i = 0; i < map->items.n; i++)
		if (map->items.at[i]->sort != VALUE_ABSENT || w->style->nulls)
			order[n++] = map->items.at[i];
	for (size_t i = n; w->style->shuffle && map->sort == VALUE_MAP && i > 1; i--) {
		size_t k = dice_below(w->style->shuffle, (unsigned)i);
		const struct value *last = order[i - 1];

		order[i - 1] = order[k];
		order[k] = last;
	}
	return n;
}

static void write_json(struct writer *w, const struct value *v, unsigned indent)
{
	const struct value *order[64];
	size_t n = v->sort <= VALUE_LIST ? order_of(w, v, order) : 0;

	if (v->sort == VALUE_TEXT)
		write_text(w, v->text);
	else if (v->sort > VALUE_LIST)
		buf_puts(w->out, v->sort == VALUE_ABSENT ? "null" : v->text);
	else
		buf_putc(w->out, v->sort == VALUE_MAP ? '{' : '[');
	for (size_t i = 0; i < n; i++) {
		buf_puts(w->out, i ? ",\n" : "\n");
		indent_by(w, indent + 2);
		if (v->sort == VALUE_MAP) {
			write_text(w, order[i]->key);
			buf_puts(w->out, ": ");
		}
		write_json(w, order[i], indent + 2);
	}
	if (v->sort <= VALUE_LIST)
		buf_putc(w->out, v->sort == VALUE_MAP ? '}' : ']');
}

static void write_block(struct writer *w, const struct value *v, unsigned indent, bool begun);

/* What follows "key:" or "-". */
static void write_behind(struct writer *w, const struct value *v, unsigned indent)
{
	if (v->sort == VALUE_TEXT) {
		buf_putc(w->out, ' ');
		write_text(w, v->text);
	} else if (v->sort > VALUE_LIST || v->items.n == 0) {
		buf_putc(w->out, ' ');
		buf_puts(w->out, v->sort == VALUE_ABSENT ? "null" : v->sort == VALUE_PLAIN ? v->text : v->sort == VALUE_MAP ? "{}" : "[]");
	} else {
		buf_putc(w->out, '\n');
		write_block(w, v, indent, false);
		return;
	}
	buf_putc(w->out, '\n');
}

/* A map or list; begun: its first line already has its indentation. */
static void write_block(struct writer *w, const struct value *v, unsigned indent, bool begun)
{
	const struct value *order[64];
	size_t n = order_of(w, v, order);

	if (n == 0) { /* all its keys are absent */
		if (!begun)
			indent_by(w, indent);
		buf_puts(w->out, "{}\n");
	}
	for (size_t i = 0; i < n; i++) {
		const struct value *item = order[i];

		if (i || !begun) {
			comment(w, indent);
			indent_by(w, indent);
		}
		if (v->sort == VALUE_MAP) {
			write_text(w, item->key);
			buf_putc(w->out, ':');
			write_behind(w, item, indent + 2);
		} else if (item->sort <= VALUE_LIST && item->items.n) {
			buf_puts(w->out, "- ");
			write_block(w, item, indent + 2, true);
		} else {
			buf_putc(w->out, '-');
			write_behind(w, item, indent + 2);
		}
	}
}

void value_write(struct buf *out, const struct value *v, const struct value_style *style, unsigned indent)
{
	struct writer w = { out, style };

	if (style->json) {
		indent_by(&w, indent);
		write_json(&w, v, indent);
		buf_putc(out, '\n');
	} else {
		write_block(&w, v, indent, false);
	}
}

const char *value_unnamed(struct arena *a, const char *text, const char *const *names)
{
	struct buf out = BUF_INIT;
	const char *copy;

	if (!names)
		names = value_usual_names;
	while (*text) {
		unsigned i = 0;

		while (i < MANY_NAMESPACES && strncmp(text, names[i], strlen(names[i])) != 0)
			i++;
		if (i < MANY_NAMESPACES) {
			buf_printf(&out, "@%c", 'a' + (int)i);
			text += strlen(names[i]);
		} else {
			buf_putc(&out, *text++);
		}
	}
	copy = arena_strdup(a, out.at ? out.at : "");
	buf_release(&out);
	return copy;
}
