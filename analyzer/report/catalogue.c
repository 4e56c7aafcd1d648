/* The catalogue of rules as a table and as JSON. */
#include <string.h>

#include "base/json.h"
#include "report/report.h"
#include "report/style.h"

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

static void put_row(struct buf *out, struct report_style style, const struct notice *n, size_t name, size_t category)
{
	put_cell(out, style, INK_STRONG, n->code, 5);
	put_cell(out, style, INK_PLAIN, n->name, name);
	put_cell(out, style, ink_of(n->severity), severity_name(n->severity), 8);
	put_cell(out, style, INK_PLAIN, text_of(n->category), category);
	put_cell(out, style, INK_PLAIN, n->fixable ? "yes" : "-", 7);
	ink_text(out, style, INK_FAINT, n->aliases ? n->aliases : "-");
	buf_putc(out, '\n');
}

void report_rules_text(struct buf *out, const struct notice *const *notices, size_t n,
	struct report_style style)
{
	size_t name = strlen("name"), category = strlen("category");

	for (size_t i = 0; i < n; i++) {
		name = longer(name, notices[i]->name);
		category = longer(category, text_of(notices[i]->category));
	}
	ink_begin(out, style, INK_FAINT);
	buf_printf(out, "%-5s  %-*s  %-8s  %-*s  %-7s  %s", "CODE", (int)name, "NAME", "SEVERITY",
		(int)category, "CATEGORY", "FIXABLE", "ALIASES");
	ink_end(out, style, INK_FAINT);
	buf_putc(out, '\n');
	for (size_t i = 0; i < n; i++)
		put_row(out, style, notices[i], name, category);
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
