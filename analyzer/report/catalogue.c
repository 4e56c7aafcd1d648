/* The catalogue of rules as a table and as JSON. */
#include <string.h>

#include "base/json.h"
#include "report/report.h"
#include "report/style.h"

#define CODE_AND_SEVERITY (5 + 2 + 7 + 2) /* with the blanks behind them */

static const char *text_of(const char *text)
{
	return text ? text : "";
}

static size_t longer(size_t n, const char *text)
{
	return strlen(text) > n ? strlen(text) : n;
}

static void put_cell(struct buf *out, struct report_style style, enum ink ink, const char *text, size_t width)
{
	ink_text(out, style, ink, text);
	put_spaces(out, width - strlen(text) + 2);
}

/* Widths of the columns that are as wide as what is in them, and of all. */
struct columns {
	size_t name, category, all;
};

static struct columns columns_of(const struct notice *const *notices, size_t n)
{
	struct columns c = { .name = strlen("name"), .category = strlen("category") };
	size_t aliases = strlen("aliases");

	for (size_t i = 0; i < n; i++) {
		c.name = longer(c.name, notices[i]->name);
		c.category = longer(c.category, text_of(notices[i]->category));
		aliases = longer(aliases, text_of(notices[i]->aliases));
	}
	c.all = 5 + 2 + c.name + 2 + 8 + 2 + c.category + 2 + 7 + 2 + aliases;
	return c;
}

static void put_row(struct buf *out, struct report_style style, const struct notice *n, const struct columns *c)
{
	put_cell(out, style, INK_STRONG, n->code, 5);
	put_cell(out, style, INK_PLAIN, n->name, c->name);
	put_cell(out, style, ink_of(n->severity), severity_name(n->severity), 8);
	put_cell(out, style, INK_PLAIN, text_of(n->category), c->category);
	put_cell(out, style, INK_PLAIN, n->fixable ? "yes" : "-", 7);
	ink_text(out, style, INK_FAINT, n->aliases ? n->aliases : "-");
	buf_putc(out, '\n');
}

/* Without columns: what it is called, what it finds, and the rest. */
static void put_block(struct buf *out, struct report_style style, const struct notice *n)
{
	struct arena scratch = ARENA_INIT;

	put_cell(out, style, INK_STRONG, n->code, 5);
	if (CODE_AND_SEVERITY + strlen(n->name) <= style.width) {
		put_cell(out, style, ink_of(n->severity), severity_name(n->severity), 7);
	} else { /* below, and as far to the right as it fits */
		ink_text(out, style, ink_of(n->severity), severity_name(n->severity));
		buf_putc(out, '\n');
		put_spaces(out, strlen(n->name) + 7 <= style.width ? 7 : strlen(n->name) < style.width ? style.width - strlen(n->name) : 0);
	}
	ink_text(out, style, INK_PLAIN, n->name);
	buf_putc(out, '\n');
	put_spaces(out, 7);
	safe_wrap(out, n->summary, 7, 7, style.width);
	buf_putc(out, '\n');
	put_spaces(out, 7);
	ink_begin(out, style, INK_FAINT);
	safe_wrap(out, arena_printf(&scratch, "%s%s%s%s%s", text_of(n->category), n->category && n->fixable ? ", " : "", n->fixable ? "fixable" : "",
		n->aliases && (n->category || n->fixable) ? "; also known as " : n->aliases ? "also known as " : "", text_of(n->aliases)), 7, 7, style.width);
	ink_end(out, style, INK_FAINT);
	buf_putc(out, '\n');
	arena_release(&scratch);
}

void report_rules_text(struct buf *out, const struct notice *const *notices, size_t n,
	struct report_style style)
{
	struct columns c = columns_of(notices, n);

	if (style.width && style.width < c.all) {
		for (size_t i = 0; i < n; i++)
			put_block(out, style, notices[i]);
		return;
	}
	ink_begin(out, style, INK_FAINT);
	buf_printf(out, "%-5s  %-*s  %-8s  %-*s  %-7s  %s", "CODE", (int)c.name, "NAME", "SEVERITY",
		(int)c.category, "CATEGORY", "FIXABLE", "ALIASES");
	ink_end(out, style, INK_FAINT);
	buf_putc(out, '\n');
	for (size_t i = 0; i < n; i++)
		put_row(out, style, notices[i], &c);
}

void report_rules_json(struct buf *out, const struct notice *const *notices, size_t n)
{
	struct json j = { .out = out };

	json_array(&j, NULL);
	for (size_t i = 0; i < n; i++) {
		const struct notice *r = notices[i];

		json_object(&j, NULL);
		json_text(&j, "code", r->code);
		json_text(&j, "name", r->name);
		json_text(&j, "summary", r->summary);
		json_text(&j, "severity", severity_name(r->severity));
		json_words(&j, "aliases", r->aliases);
		json_text(&j, "category", text_of(r->category));
		json_bool(&j, "fixable", r->fixable);
		json_end_object(&j);
	}
	json_end_array(&j);
}
