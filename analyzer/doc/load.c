/* A source's documents, around the broken ones. */
#include "doc/load.h"

#include <string.h>

#include "doc/json.h"
#include "doc/notices.h"
#include "doc/placeholder.h"
#include "doc/problem.h"
#include "doc/split.h"
#include "doc/stream.h"
#include "doc/template.h"

#define BOM_LENGTH 3u
#define MOST_TAG_DIRECTIVES 16 /* libyaml compares each with all others */

/* Where the text begins: behind the byte order mark, or all that are there. */
static uint32_t skip_bom(const struct source *s)
{
	uint32_t at = 0;

	while (s->encoding == SOURCE_UTF8 && s->n - at >= BOM_LENGTH && memcmp(s->bytes + at, "\xef\xbb\xbf", BOM_LENGTH) == 0)
		at += BOM_LENGTH;
	return at;
}

/* For go-yaml a second one shifts, or takes away, what comes next. */
static void report_boms(struct builder *b, uint32_t begin)
{
	if (begin > BOM_LENGTH)
		build_report(b, &notice_input_syntax, BOM_LENGTH, begin,
			"a second byte order mark (U+FEFF), which is not visible: Kubernetes rejects the file, or reads another text; delete it");
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
	uint32_t at = begin, bad = problem_find_byte(r->split.bytes, s->n, begin);

	while (at < s->n && !r->builder.unfinished) {
		uint32_t stretch = split_restart(&r->split, at, s->n), limit = bad < stretch ? split_last(s, bad, at) : stretch, next = at;
		enum stream_end end = at < limit ? stream_read(r, at, limit, &next) : STREAM_BROKEN;

		if (end == STREAM_TEMPLATE)
			return false;
		if (end == STREAM_BROKEN && at == stretch) {
			next = stretch + BOM_LENGTH;
		} else if (end == STREAM_BROKEN) {
			r->load->n_broken++;
			if (at == limit) {
				problem_report_byte(&r->builder, bad);
				next = split_next(s, bad, at);
				bad = problem_find_byte(r->split.bytes, s->n, next);
			} else {
				next = split_next(s, next, r->document_begin);
				next = next < limit ? next : limit;
			}
		}
		at = next;
	}
	return true;
}

struct load_mark load_mark(const struct load *l)
{
	return (struct load_mark){ l->documents.n, l->sink->findings.n, l->n_broken, l->n_templates };
}

void load_forget(struct load *l, struct load_mark since)
{
	l->documents.n = since.documents;
	l->sink->findings.n = since.findings;
	l->n_broken = since.broken;
	l->n_templates = since.templates;
}

/* Forget what was read of a source that is no YAML of its own. */
static void skip_template(struct load *l, struct load_mark before, struct span action)
{
	load_forget(l, before);
	l->n_templates++;
	l->action = action;
}

/* What kubectl makes of UTF-16. */
static void judge_encoding(struct builder *b, size_t n_documents)
{
	uint32_t end = b->source->n_lines > 1 ? b->source->lines[1] - 1 : b->source->n;

	if (b->source->encoding == SOURCE_UTF16_BROKEN)
		build_report(b, &notice_input_encoding, 0, end, "kubectl cannot read this file, which is UTF-16; save it as UTF-8");
	else if (b->source->encoding == SOURCE_UTF16 && n_documents > 1)
		build_report(b, &notice_input_encoding, 0, end,
			"kubectl reads only the first document of this file, which is UTF-16; save it as UTF-8");
}

static void split_for(struct stream *r, uint32_t begin)
{
	split_source(&r->split, &r->builder, begin);
	r->builder.split = &r->split;
}

static void read_yaml(struct load *l, const struct source *s, uint32_t begin, bool suspect)
{
	struct load_mark before = load_mark(l);
	struct stream r;

	stream_init(&r, l, s, suspect);
	/* Anchors and merge keys need what is in maps. */
	r.builder.hollow = r.builder.hollow && !memchr(s->bytes, '&', s->n) && !memmem(s->bytes, s->n, "<<", 2);
	if (too_many_directives(s)) {
		build_report(&r.builder, &notice_input_syntax, begin, begin + 4,
			"the file has more than %d %%TAG directives", MOST_TAG_DIRECTIVES);
		l->n_broken++;
	} else if (split_for(&r, begin), !read_documents(&r, begin)) {
		skip_template(l, before, r.action);
	} else {
		judge_encoding(&r.builder, l->documents.n - before.documents);
	}
	stream_release(&r);
}

/* What stands before a file's first brace is no indentation: kubectl takes it away when it sees that this is not JSON. */
static uint32_t skip_to_brace(const struct source *s)
{
	uint32_t at = 0, line;

	while (at < s->n && (s->bytes[at] == ' ' || s->bytes[at] == '\t' || s->bytes[at] == '\r'))
		at++;
	for (line = at; line < s->n && strchr(" \t\r\n", s->bytes[line]) && s->bytes[line]; line++)
		;
	return line < s->n && s->bytes[line] == '{' ? at : 0;
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
		skip_template(l, load_mark(l), action);
		return;
	}
	suspect = placeholder_suspect(s);
	build_init(&b, l, s, suspect);
	report_boms(&b, begin);
	n = l->documents.n;
	/* Behind a byte order mark, and in UTF-16, kubectl takes JSON for YAML. */
	json = begin || s->encoding != SOURCE_UTF8 ? JSON_OTHER : json_read(&b, begin);
	for (; json == JSON_READ && n < l->documents.n; n++)
		l->documents.at[n].json = true;
	build_release(&b);
	if (json == JSON_GIVEN_UP)
		l->n_broken++;
	else if (json == JSON_OTHER)
		read_yaml(l, s, begin ? begin : skip_to_brace(s), suspect);
}
