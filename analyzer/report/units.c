/* Writes what a tree was understood as. */
#include "report/report.h"

#include <string.h>

#include "base/json.h"
#include "report/style.h"

#define NAME_WIDTH 40

static void put_namespaces(struct buf *out, const struct report_unit *u)
{
	for (size_t i = 0; i < u->n_namespaces; i++) {
		buf_puts(out, i == 0 ? " in " : i + 1 == u->n_namespaces ? " and " : ", ");
		safe_puts(out, *u->namespaces[i] ? u->namespaces[i] : "no known namespace");
	}
}

static void put_line(struct buf *out, const struct report *r, const struct report_unit *u)
{
	size_t width = safe_width(u->name, strlen(u->name));

	ink_text(out, r->style, INK_FAINT, u->kind);
	put_spaces(out, strlen(u->kind) < 14 ? 14 - strlen(u->kind) : 1);
	ink_text(out, r->style, INK_STRONG, u->name);
	put_spaces(out, width < NAME_WIDTH ? NAME_WIDTH - width : 2);
	put_count(out, u->resources, "resource");
	put_namespaces(out, u);
	if (!u->judged)
		buf_puts(out, ", not judged by itself");
	buf_putc(out, '\n');
}

static void put_detail(struct buf *out, const char *lead, const char *text)
{
	put_spaces(out, 14);
	buf_puts(out, lead);
	safe_puts(out, text);
	buf_putc(out, '\n');
}

static void put_unit(struct buf *out, const struct report *r, const struct report_unit *u)
{
	put_line(out, r, u);
	if (u->deployed_by)
		put_detail(out, "deployed by ", u->deployed_by);
	if (u->failure)
		put_detail(out, "cannot be built: ", u->failure);
	for (size_t i = 0; i < u->n_gaps; i++)
		put_detail(out, "incomplete: ", u->gaps[i]);
}

/* Was an application of the same units listed before? Alternatives among plain files make several. */
static bool is_listed(const struct report *r, size_t n)
{
	const struct report_application *a = &r->applications[n];

	for (size_t i = 0; i < n; i++) {
		const struct report_application *b = &r->applications[i];
		size_t j = 0;

		if (a->n_units != b->n_units)
			continue;
		while (j < a->n_units && a->units[j] == b->units[j])
			j++;
		if (j == a->n_units)
			return true;
	}
	return false;
}

void report_units_text(struct buf *out, const struct report *r)
{
	for (size_t i = 0; i < r->n_units; i++)
		put_unit(out, r, &r->units[i]);
	if (r->n_units)
		buf_putc(out, '\n');
	for (size_t i = 0; i < r->n_applications; i++) {
		const struct report_application *a = &r->applications[i];

		if (a->n_units < 2 || is_listed(r, i))
			continue;
		buf_puts(out, "applied together: ");
		for (size_t j = 0; j < a->n_units; j++) {
			buf_puts(out, j ? ", " : "");
			safe_puts(out, a->units[j]);
		}
		buf_putc(out, '\n');
	}
	for (size_t i = 0; i < r->n_skipped; i++) {
		buf_puts(out, "not applied: ");
		put_count(out, r->skipped[i].files, "file");
		buf_printf(out, " (%s)\n", r->skipped[i].sort);
	}
	put_count(out, r->n_units, "unit");
	buf_puts(out, ", ");
	put_count(out, r->resources, "resource");
	buf_puts(out, " judged as ");
	put_count(out, r->n_applications, "application");
	buf_puts(out, " of ");
	put_count(out, r->files, "file");
	buf_putc(out, '\n');
}

static void list(struct json *j, const char *key, const char *const *texts, size_t n)
{
	json_array(j, key);
	for (size_t i = 0; i < n; i++)
		json_text(j, NULL, texts[i]);
	json_end_array(j);
}

static void unit_json(struct json *j, const struct report_unit *u)
{
	json_object(j, NULL);
	json_text(j, "kind", u->kind);
	json_text(j, "name", u->name);
	json_text(j, "deployedBy", u->deployed_by);
	json_bool(j, "judged", u->judged);
	json_number(j, "files", u->files);
	json_number(j, "resources", u->resources);
	list(j, "namespaces", u->namespaces, u->n_namespaces);
	json_text(j, "failure", u->failure);
	list(j, "gaps", u->gaps, u->n_gaps);
	json_end_object(j);
}

void report_units_json(struct buf *out, const struct report *r)
{
	struct json j = { .out = out, .flat = 3 };

	json_object(&j, NULL);
	json_number(&j, "version", 1);
	json_array(&j, "units");
	for (size_t i = 0; i < r->n_units; i++)
		unit_json(&j, &r->units[i]);
	json_end_array(&j);
	json_array(&j, "applications");
	for (size_t i = 0; i < r->n_applications; i++) {
		json_object(&j, NULL);
		json_text(&j, "name", r->applications[i].name);
		json_number(&j, "resources", r->applications[i].resources);
		list(&j, "units", r->applications[i].units, r->applications[i].n_units);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_array(&j, "skipped");
	for (size_t i = 0; i < r->n_skipped; i++) {
		json_object(&j, NULL);
		json_text(&j, "sort", r->skipped[i].sort);
		json_number(&j, "files", r->skipped[i].files);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
}
