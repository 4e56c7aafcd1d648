/* A source's documents, around the broken ones. */
#include "doc/load.h"

#include <string.h>

#include "doc/json.h"
#include "doc/notices.h"
#include "doc/placeholder.h"
#include "doc/problem.h"
#include "doc/stream.h"
#include "doc/template.h"

#define MOST_TAG_DIRECTIVES 16 /* libyaml compares each with all others */

/* Does the line that begins at the offset say --- or ... (mark is - or .)? */
static bool is_marker(const struct source *s, uint32_t at, char mark)
{
	const char *t = s->bytes + at;

	if (s->n - at < 3 || t[0] != mark || t[1] != mark || t[2] != mark)
		return false;
	return s->n - at == 3 || strchr(" \t\r\n", t[3]);
}

static uint32_t skip_bom(const struct source *s)
{
	return s->n >= 3 && memcmp(s->bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

/* Index of the line that holds the offset. */
static uint32_t line_index(const struct source *s, uint32_t at)
{
	return source_position(s, at).line - 1;
}

/* Where the next document may begin: the first marker line from at on that lies behind the offset after. */
static uint32_t next_document(const struct source *s, uint32_t at, uint32_t after)
{
	for (uint32_t line = line_index(s, at); line < s->n_lines; line++) {
		uint32_t begin = s->lines[line];
		uint32_t next = line + 1 < s->n_lines ? s->lines[line + 1] : s->n;

		if (begin < at || begin <= after)
			continue;
		if (is_marker(s, begin, '-'))
			return begin;
		if (is_marker(s, begin, '.'))
			return next;
	}
	return s->n;
}

/* The begin of the document that holds the offset, not before from. */
static uint32_t document_of(const struct source *s, uint32_t at, uint32_t from)
{
	for (uint32_t line = line_index(s, at) + 1; line-- > 0;) {
		uint32_t begin = s->lines[line];

		if (begin <= from)
			break;
		if (is_marker(s, begin, '-'))
			return begin;
	}
	return from;
}

static bool too_many_directives(const struct source *s)
{
	uint32_t n = 0;

	if (!memchr(s->bytes, '%', s->n))
		return false;
	for (uint32_t line = 0; line < s->n_lines; line++)
		n += s->n - s->lines[line] > 4 && memcmp(s->bytes + s->lines[line], "%TAG", 4) == 0;
	return n > MOST_TAG_DIRECTIVES;
}

/*
 * Read from begin on. libyaml cannot go on behind an error, so it starts anew at
 * the next document; one with a byte that no document may hold is never given to it.
 */
static bool read_documents(struct stream *r, uint32_t begin)
{
	const struct source *s = r->source;
	uint32_t at = begin, bad = problem_find_byte(s, begin);

	while (at < s->n && !r->builder.unfinished) {
		uint32_t limit = bad < s->n ? document_of(s, bad, at) : s->n, next = at;
		enum stream_end end = at < limit ? stream_read(r, at, limit, &next) : STREAM_BROKEN;

		if (end == STREAM_TEMPLATE)
			return false;
		if (end == STREAM_BROKEN) {
			r->load->n_broken++;
			if (at == limit) {
				problem_report_byte(&r->builder, bad);
				next = next_document(s, bad, at);
				bad = problem_find_byte(s, next);
			} else {
				next = next_document(s, next, r->document_begin);
				next = next < limit ? next : limit;
			}
		}
		at = next;
	}
	return true;
}

/* Forget what was read of a source that is no YAML of its own. */
static void skip_template(struct load *l, const struct load *before, struct span action)
{
	l->documents.n = before->documents.n;
	l->n_broken = before->n_broken;
	l->n_templates++;
	l->action = action;
}

static void read_yaml(struct load *l, const struct source *s, uint32_t begin, bool suspect)
{
	size_t n_findings = l->sink->findings.n;
	struct load before = *l;
	struct stream r;

	stream_init(&r, l, s, suspect);
	if (too_many_directives(s)) {
		build_report(&r.builder, &notice_input_syntax, begin, begin + 4,
			"the file has more than %d %%TAG directives", MOST_TAG_DIRECTIVES);
		l->n_broken++;
	} else if (!read_documents(&r, begin)) {
		l->sink->findings.n = n_findings;
		skip_template(l, &before, r.action);
	}
	stream_release(&r);
}

void load_source(struct load *l, const struct source *s)
{
	uint32_t begin = skip_bom(s);
	enum json_result json;
	struct builder b;
	struct span action;
	bool suspect;
	size_t n;

	if (template_in_chart(s, &action) || template_of_ytt(s, &action)) {
		skip_template(l, l, action);
		return;
	}
	suspect = placeholder_suspect(s);
	build_init(&b, l, s, suspect);
	n = l->documents.n;
	json = json_read(&b, begin);
	for (; json == JSON_READ && n < l->documents.n; n++)
		l->documents.at[n].json = true;
	build_release(&b);
	if (json == JSON_GIVEN_UP)
		l->n_broken++;
	else if (json == JSON_OTHER)
		read_yaml(l, s, begin, suspect);
}
