/* The way from a source's bytes to its documents: libyaml's events, and a new start behind each broken document. */
#include "doc/load.h"

#include <string.h>
#include <yaml.h>

#include "base/panic.h"
#include "doc/build.h"
#include "doc/json.h"
#include "doc/notices.h"
#include "doc/problem.h"
#include "doc/template.h"

#define MOST_TAG_DIRECTIVES 16 /* libyaml compares each with all others */

#define LOOK_AHEAD 4096u

/* The reading of one source. */
struct reader {
	struct load *load;
	const struct source *source;
	struct builder builder;
	yaml_parser_t parser;
	char *patched;           /* a copy of the bytes with the colons replaced that only libyaml minds */
	VEC(uint32_t) patches;   /* where, ascending */
	size_t reread;           /* bytes read again on their account */
	uint32_t begin, limit;   /* what the parser was given */
	size_t mark_char;        /* a place known both ways: characters from begin ... */
	uint32_t mark_byte;      /* ... and the byte in the source */
	uint32_t wide;           /* no character longer than a byte stands between mark_byte and here */
	uint32_t document_begin;
	size_t n_before;         /* documents there were before this parser */
	uint32_t document_after; /* behind the last document */
	size_t n_findings;       /* before the document */
	bool inside;             /* of a document: its begin was seen, its end not */
	bool started;            /* a document of this parser has begun */
	bool implicit_end;       /* the last one ended without a marker */
	bool suspect;            /* "{{" occurs somewhere */
	bool searched;           /* template actions were looked for */
	bool is_template;
	struct span action;      /* where that was seen */
};

/* The first byte from at on that is part of a longer character, or as far as was looked. */
static uint32_t find_wide(const char *bytes, uint32_t at, uint32_t limit)
{
	uint64_t w;

	/* Marks that step back must not make this look over the same bytes for ever. */
	if (limit - at > LOOK_AHEAD)
		limit = at + LOOK_AHEAD;
	for (; limit - at >= sizeof w; at += sizeof w) {
		memcpy(&w, bytes + at, sizeof w);
		if (w & 0x8080808080808080u)
			break;
	}
	while (at < limit && !(bytes[at] & 0x80))
		at++;
	return at;
}

/* One character on or back. */
static uint32_t step(const struct reader *r, uint32_t at, int way)
{
	const char *bytes = r->source->bytes;

	do
		at += (uint32_t)way;
	while (at > r->begin && at < r->limit && (bytes[at] & 0xc0) == 0x80);
	return at;
}

/*
 * libyaml counts characters. Marks mostly move forward and most text is ASCII,
 * so the way from the last mark is short, or one addition.
 */
static uint32_t byte_of(struct reader *r, const yaml_mark_t *mark)
{
	size_t more;

	if (r->source->ascii)
		return r->begin + (uint32_t)mark->index;
	while (r->mark_char > mark->index && r->mark_byte > r->begin) {
		r->mark_byte = step(r, r->mark_byte, -1);
		r->mark_char--;
		r->wide = r->mark_byte;
	}
	while (r->mark_char < mark->index && r->mark_byte < r->limit) {
		if (r->mark_byte >= r->wide)
			r->wide = find_wide(r->source->bytes, r->mark_byte, r->limit);
		more = mark->index - r->mark_char;
		if (more <= r->wide - r->mark_byte) {
			r->mark_byte += (uint32_t)more;
			r->mark_char += more;
			break;
		}
		r->mark_char += r->wide - r->mark_byte;
		r->mark_byte = r->wide;
		if (r->wide < r->limit && r->source->bytes[r->wide] & 0x80) {
			r->mark_byte = step(r, r->mark_byte, 1);
			r->mark_char++;
		}
	}
	return r->mark_byte;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Does the line that begins at the offset say --- or ... (mark is - or .)? */
static bool is_marker(const struct source *s, uint32_t at, char mark)
{
	const char *t = s->bytes + at;

	if (s->n - at < 3 || t[0] != mark || t[1] != mark || t[2] != mark)
		return false;
	return s->n - at == 3 || is_blank(t[3]);
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

static void skip_space(const struct source *s, uint32_t *at, uint32_t end)
{
	while (*at < end) {
		char c = s->bytes[*at];

		if (c == '#') {
			while (*at < end && s->bytes[*at] != '\n' && s->bytes[*at] != '\r')
				++*at;
		} else if (is_blank(c)) {
			++*at;
		} else {
			break;
		}
	}
}

/* A node's span without the anchor and tag in front of it. */
static uint32_t skip_properties(const struct source *s, uint32_t at, uint32_t end)
{
	while (at < end && (s->bytes[at] == '&' || s->bytes[at] == '!')) {
		while (at < end && !is_blank(s->bytes[at]))
			at++;
		skip_space(s, &at, end);
	}
	return at;
}

/* The end of a block scalar without the line breaks behind its text. */
static uint32_t trim_block(const struct source *s, uint32_t begin, uint32_t end)
{
	while (end > begin + 1 && is_blank(s->bytes[end - 1]))
		end--;
	return end;
}

/* Characters of n bytes that a plain scalar keeps whatever lines it is folded from. */
static size_t count_kept(const char *bytes, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		kept += !is_blank(bytes[i]);
	return kept;
}

/* Put the colons back into a plain scalar's text. */
static void restore(struct reader *r, struct piece *p)
{
	const char *bytes = r->source->bytes;
	char *text = NULL;

	for (size_t i = 0; i < r->patches.n; i++) {
		uint32_t at = r->patches.at[i];
		size_t k = 0;

		if (at < p->begin || at >= p->end)
			continue;
		if (!text)
			text = arena_strndup(&r->builder.scratch, p->text, p->len);
		for (size_t left = count_kept(bytes + p->begin, at - p->begin); k < p->len; k++)
			if (!is_blank(text[k]) && left-- == 0)
				break;
		if (k < p->len)
			text[k] = ':';
	}
	if (text)
		p->text = text;
}

static bool on_scalar(struct reader *r, const yaml_event_t *e)
{
	struct piece p = {
		.begin = byte_of(r, &e->start_mark),
		.text = (const char *)e->data.scalar.value,
		.len = e->data.scalar.length,
		.tag = (const char *)e->data.scalar.tag,
		.anchor = (const char *)e->data.scalar.anchor,
		.plain = e->data.scalar.plain_implicit,
	};

	p.end = byte_of(r, &e->end_mark);
	if (p.tag || p.anchor)
		p.begin = skip_properties(r->source, p.begin, p.end);
	switch (e->data.scalar.style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		p.flags = NODE_QUOTED;
		break;
	case YAML_LITERAL_SCALAR_STYLE:
	case YAML_FOLDED_SCALAR_STYLE:
		p.flags = NODE_QUOTED | NODE_BLOCK;
		p.end = trim_block(r->source, p.begin, p.end);
		break;
	default:
		if (r->patches.n)
			restore(r, &p);
		break;
	}
	return build_scalar(&r->builder, &p);
}

static bool on_open(struct reader *r, const yaml_event_t *e, enum node_kind kind)
{
	uint32_t begin = byte_of(r, &e->start_mark);
	const char *anchor, *tag;
	bool flow;

	if (kind == NODE_MAP) {
		anchor = (const char *)e->data.mapping_start.anchor;
		tag = (const char *)e->data.mapping_start.tag;
		flow = e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
	} else {
		anchor = (const char *)e->data.sequence_start.anchor;
		tag = (const char *)e->data.sequence_start.tag;
		flow = e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
	}
	if (anchor || tag)
		begin = skip_properties(r->source, begin, r->limit);
	if (flow && begin + 1 < r->limit && memcmp(r->source->bytes + begin, "{{", 2) == 0) {
		r->is_template = true;
		r->action = template_action(r->source, begin);
		return false;
	}
	return build_open(&r->builder, kind, flow, begin, anchor);
}

static bool on_close(struct reader *r, const yaml_event_t *e)
{
	bool flow = r->builder.depth
		&& r->builder.frames[r->builder.depth - 1].node->flags & NODE_FLOW;

	return build_close(&r->builder, flow ? byte_of(r, &e->end_mark) : 0);
}

/* The file that a "# Source: file" line of Helm names in the document's head. */
static const char *find_origin(struct reader *r, uint32_t begin, uint32_t root)
{
	static const char label[] = "# Source: ";
	const struct source *s = r->source;

	for (uint32_t line = line_index(s, begin); line < s->n_lines && s->lines[line] < root; line++) {
		size_t len, skip = sizeof label - 1;
		const char *text = source_line(s, line + 1, &len);

		if (len <= skip || memcmp(text, label, skip) != 0)
			continue;
		while (len > skip && is_blank(text[len - 1]))
			len--;
		return arena_strndup(r->load->arena, text + skip, len - skip);
	}
	return NULL;
}

/* The last document ends where what comes behind it begins. */
static void end_document(struct load *l, uint32_t end)
{
	if (l->documents.n > 0 && l->documents.at[l->documents.n - 1].end == 0)
		l->documents.at[l->documents.n - 1].end = end;
}

static void add_document(struct reader *r)
{
	struct node *root = r->builder.root;
	struct document d = { root, r->source, r->document_begin, 0, NULL };

	if (!root || (root->kind == NODE_SCALAR && root->scalar == SCALAR_NULL))
		return;
	d.origin = find_origin(r, r->document_begin, root->begin);
	vec_push(r->load->arena, &r->load->documents, d);
}

/* One event; false where the document is given up. */
static bool on_event(struct reader *r, const yaml_event_t *e, bool *done)
{
	switch (e->type) {
	case YAML_STREAM_END_EVENT:
		*done = true;
		return true;
	case YAML_DOCUMENT_START_EVENT:
		if (r->started || !e->data.document_start.implicit)
			r->document_begin = byte_of(r, &e->start_mark);
		r->started = r->inside = true;
		r->n_findings = r->load->sink->findings.n;
		end_document(r->load, r->document_begin);
		build_begin(&r->builder);
		return true;
	case YAML_DOCUMENT_END_EVENT:
		r->implicit_end = e->data.document_end.implicit;
		r->document_after = byte_of(r, &e->end_mark);
		r->inside = false;
		add_document(r);
		return true;
	case YAML_SCALAR_EVENT:
		return on_scalar(r, e);
	case YAML_SEQUENCE_START_EVENT:
		return on_open(r, e, NODE_LIST);
	case YAML_MAPPING_START_EVENT:
		return on_open(r, e, NODE_MAP);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return on_close(r, e);
	case YAML_ALIAS_EVENT:
		return build_alias(&r->builder, (const char *)e->data.alias.anchor,
			byte_of(r, &e->start_mark), byte_of(r, &e->end_mark));
	default:
		return true;
	}
}

/* Is it a Helm template that fails to parse here? */
static bool is_broken_template(struct reader *r, uint32_t at)
{
	if (!r->suspect)
		return false;
	r->is_template = template_on_line(r->source, at, &r->action)
		|| (!r->searched && template_find(r->source, &r->action));
	r->searched = true;
	return r->is_template;
}

/*
 * In brackets libyaml refuses a word with a colon at its end, such as the address in [::]. The YAML reader of
 * Kubernetes takes it, so the colon is replaced in a copy and the document is read again.
 */
static bool patch_colon(struct reader *r, uint32_t at)
{
	size_t again = r->limit - (r->inside ? r->document_begin : r->document_after);

	if (strcmp(r->parser.problem, "found unexpected ':'") != 0 || r->source->bytes[at] != ':'
			|| r->reread + again > 4 * (size_t)r->source->n + MOST_REREAD)
		return false;
	if (!r->patched)
		r->patched = arena_strndup(&r->copies, r->source->bytes, r->source->n);
	r->patched[at] = 'x';
	vec_push(&r->copies, &r->patches, at);
	r->reread += at - r->document_begin;
	if (r->inside)
		r->load->sink->findings.n = r->n_findings;
	return true;
}

/* libyaml gave up. Returns the byte at which it did. */
static uint32_t on_error(struct reader *r)
{
	yaml_parser_t *y = &r->parser;
	struct problem p = { y->context, y->problem, 0, 0, r->document_begin, r->limit };

	if (y->error == YAML_MEMORY_ERROR)
		panic("out of memory in libyaml");
	p.at = y->error == YAML_READER_ERROR ? r->begin + (uint32_t)y->problem_offset
		: byte_of(r, &y->problem_mark);
	p.context_at = y->context ? byte_of(r, &y->context_mark) : p.at;
	/* What libyaml took for the whole of a document was only its beginning. */
	if (strcmp(p.text, "did not find expected <document start>") == 0 && r->started
			&& r->implicit_end && r->load->documents.n > r->n_before
			&& r->load->documents.at[r->load->documents.n - 1].end == 0)
		r->load->documents.n--;
	if (!is_broken_template(r, p.at))
		problem_report(&r->builder, &p);
	return p.at;
}

/*
 * Read documents from begin to limit. Returns limit, or behind a broken document the
 * place to go on.
 */
static uint32_t read_stream(struct reader *r, uint32_t begin, uint32_t limit)
{
	bool done = false, good = true;
	yaml_event_t e;
	uint32_t at;

	r->begin = r->document_begin = r->mark_byte = begin;
	r->mark_char = 0;
	r->wide = begin;
	r->limit = limit;
	r->started = false;
	r->n_before = r->load->documents.n;
	if (!yaml_parser_initialize(&r->parser))
		panic("out of memory in libyaml");
	yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r->parser, (const unsigned char *)r->source->bytes + begin,
		limit - begin);
	for (at = limit; good && !done;) {
		if (!yaml_parser_parse(&r->parser, &e)) {
			at = on_error(r);
			break;
		}
		good = on_event(r, &e, &done);
		if (!good)
			at = byte_of(r, &e.start_mark);
		yaml_event_delete(&e);
	}
	yaml_parser_delete(&r->parser);
	if (done) {
		end_document(r->load, limit);
		return limit;
	}
	end_document(r->load, at);
	r->load->n_broken += !r->is_template;
	at = next_document(r->source, at, r->document_begin);
	return at < limit ? at : limit;
}

static bool too_many_directives(const struct source *s)
{
	uint32_t n = 0;

	for (uint32_t line = 0; line < s->n_lines; line++)
		n += s->n - s->lines[line] > 4 && memcmp(s->bytes + s->lines[line], "%TAG", 4) == 0;
	return n > MOST_TAG_DIRECTIVES;
}

/* Read from begin on, around the documents that hold a byte no document may hold. */
static void read_documents(struct reader *r, uint32_t begin)
{
	const struct source *s = r->source;
	uint32_t at = begin, bad = problem_find_byte(s, begin);

	while (at < s->n && !r->is_template && !r->builder.unfinished) {
		uint32_t limit = bad < s->n ? document_of(s, bad, at) : s->n;

		if (at < limit) {
			at = read_stream(r, at, limit);
			continue;
		}
		problem_report_byte(&r->builder, bad);
		r->load->n_broken++;
		at = next_document(s, bad, at);
		bad = problem_find_byte(s, at);
	}
}

/* Forget what was read of a source that is no YAML of its own. */
static void pass_over(struct reader *r, size_t n_documents, size_t n_findings, size_t n_broken)
{
	struct load *l = r->load;

	l->documents.n = n_documents;
	l->sink->findings.n = n_findings;
	l->n_broken = n_broken;
	l->n_templates++;
	sink_add(l->sink, &notice_input_template, r->action,
		"this file is a Helm template and was passed over; check what \"helm template\" makes of it");
}

static void read_yaml(struct reader *r, uint32_t begin)
{
	if (too_many_directives(r->source)) {
		build_report(&r->builder, &notice_input_syntax, begin, begin + 4,
			"the file has more than %d %%TAG directives", MOST_TAG_DIRECTIVES);
		r->load->n_broken++;
		return;
	}
	r->suspect = template_suspect(r->source);
	read_documents(r, begin);
}

void load_source(struct load *l, const struct source *s)
{
	size_t n_documents = l->documents.n, n_findings = l->sink->findings.n;
	size_t n_broken = l->n_broken;
	struct reader r = { .load = l, .source = s };

	build_init(&r.builder, l, s);
	r.is_template = template_in_chart(s, &r.action);
	if (!r.is_template) {
		switch (json_read(&r.builder, skip_bom(s))) {
		case JSON_READ:
			break;
		case JSON_GIVEN_UP:
			l->n_broken++;
			break;
		case JSON_OTHER:
			build_release(&r.builder);
			build_init(&r.builder, l, s);
			read_yaml(&r, skip_bom(s));
			break;
		}
	}
	if (r.is_template)
		pass_over(&r, n_documents, n_findings, n_broken);
	build_release(&r.builder);
}
