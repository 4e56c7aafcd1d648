/* libyaml's events made nodes: places in bytes, scalars, documents, and the errors on the way. */
#include "doc/stream.h"

#include <string.h>
#include <yaml.h>

#include "base/panic.h"
#include "doc/notices.h"
#include "doc/problem.h"
#include "doc/strict.h"
#include "doc/template.h"

#define LOOK_AHEAD 4096u
#define BELL '\a'
#define MOST_REREAD ((size_t)1 << 20) /* bytes; and four times the source */

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
static uint32_t step(const struct stream *r, uint32_t at, int way)
{
	const char *bytes = r->split.bytes;

	do
		at += (uint32_t)way;
	while (at > r->begin && at < r->limit && (bytes[at] & 0xc0) == 0x80);
	return at;
}

/*
 * libyaml counts characters. Marks mostly move forward and most text is ASCII,
 * so the way from the last mark is short, or one addition.
 */
static uint32_t byte_of(struct stream *r, const yaml_mark_t *mark)
{
	size_t more;

	if (r->flat)
		return r->begin + (uint32_t)mark->index;
	while (r->mark_char > mark->index && r->mark_byte > r->begin) {
		r->mark_byte = step(r, r->mark_byte, -1);
		r->mark_char--;
		r->wide = r->mark_byte;
	}
	while (r->mark_char < mark->index && r->mark_byte < r->limit) {
		if (r->mark_byte >= r->wide)
			r->wide = find_wide(r->split.bytes, r->mark_byte, r->limit);
		more = mark->index - r->mark_char;
		if (more <= r->wide - r->mark_byte) {
			r->mark_byte += (uint32_t)more;
			r->mark_char += more;
			break;
		}
		r->mark_char += r->wide - r->mark_byte;
		r->mark_byte = r->wide;
		if (r->wide < r->limit && r->split.bytes[r->wide] & 0x80) {
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

	for (size_t i = 0; i < n; i++) {
		if (i + 1 < n && memcmp(bytes + i, "\xc2\x85", 2) == 0)
			i++; /* a line break as well */
		else
			kept += !is_blank(bytes[i]);
	}
	return kept;
}

/* Put the colons back into a plain scalar's text. */
static void restore(struct stream *r, struct piece *p)
{
	const char *bytes = r->source->bytes;
	char *text = NULL;

	for (size_t i = split_from(r->patches.at, r->patches.n, p->begin); i < r->patches.n && r->patches.at[i] < p->end; i++) {
		size_t left = count_kept(bytes + p->begin, r->patches.at[i] - p->begin), k = 0;

		if (!text)
			text = arena_strndup(&r->copies, p->text, p->len);
		while (k < p->len && (is_blank(text[k]) || left-- > 0))
			k++;
		if (k < p->len)
			text[k] = ':';
	}
	if (text)
		p->text = text;
}

/* Put single quotes back into a text in double quotes. */
static void restore_quotes(struct stream *r, struct piece *p)
{
	size_t i = split_from(r->quotes.at, r->quotes.n, p->begin);
	char *text;

	if (i == r->quotes.n || r->quotes.at[i] >= p->end)
		return;
	text = arena_strndup(&r->copies, p->text, p->len);
	for (size_t k = 0; k < p->len; k++)
		if (text[k] == BELL)
			text[k] = '\'';
	p->text = text;
}

/* Put byte order marks back. */
static void restore_marks(struct stream *r, struct piece *p)
{
	char *text = arena_strndup(&r->copies, p->text, p->len), *at = text;

	while ((at = memmem(at, p->len - (size_t)(at - text), SPLIT_MARK, sizeof SPLIT_MARK - 1))) {
		memcpy(at, "\xef\xbb\xbf", sizeof SPLIT_MARK - 1);
		at += sizeof SPLIT_MARK - 1;
	}
	p->text = text;
}

/* Is there a "!" that is no more than that among the properties of a scalar? libyaml keeps silent of it. */
static bool has_bare_tag(const struct stream *r, const yaml_event_t *e, uint32_t begin, uint32_t end)
{
	const struct source *s = r->source;

	while (begin < end && e->data.scalar.anchor && s->bytes[begin] == '&') {
		while (begin < end && !is_blank(s->bytes[begin]))
			begin++;
		skip_space(s, &begin, end);
	}
	return begin < end && s->bytes[begin] == '!';
}

/* What is seldom needed: the text as it was before it was made fit for libyaml; what libyaml accepts and others do not. */
static bool adjust(struct stream *r, const yaml_event_t *e, struct piece *p)
{
	yaml_scalar_style_t style = e->data.scalar.style;

	if (style == YAML_PLAIN_SCALAR_STYLE && r->patches.n)
		restore(r, p);
	if (style == YAML_DOUBLE_QUOTED_SCALAR_STYLE && r->quotes.n)
		restore_quotes(r, p);
	if (r->split.marks)
		restore_marks(r, p);
	if (style == YAML_DOUBLE_QUOTED_SCALAR_STYLE)
		return !r->slashes || strict_quoted(&r->builder, p);
	return style != YAML_PLAIN_SCALAR_STYLE || strict_plain(&r->builder, p);
}

static bool on_scalar(struct stream *r, const yaml_event_t *e)
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
	if (p.plain && (r->source->bytes[p.begin] == '!' || p.anchor) && !p.tag && has_bare_tag(r, e, p.begin, p.end))
		p.tag = "!";
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
		break;
	}
	return (!(r->careful || p.tag) || adjust(r, e, &p)) && build_scalar(&r->builder, &p);
}

static bool on_open(struct stream *r, const yaml_event_t *e, enum node_kind kind)
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
		r->action = template_action(r->source, begin);
		r->is_template = true;
		return false;
	}
	return build_open(&r->builder, kind, flow, begin, anchor);
}

static bool on_close(struct stream *r, const yaml_event_t *e)
{
	bool flow = r->builder.depth
		&& r->builder.frames[r->builder.depth - 1].node->flags & NODE_FLOW;

	return build_close(&r->builder, flow ? byte_of(r, &e->end_mark) : 0);
}

/* The file that a "# Source: file" line of Helm names in the document's head. */
static const char *find_origin(struct stream *r, uint32_t begin, uint32_t root)
{
	static const char label[] = "# Source: ";
	const struct source *s = r->source;

	for (uint32_t line = source_position(s, begin).line - 1; line < s->n_lines && s->lines[line] < root; line++) {
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

static bool is_empty(const struct node *root)
{
	return !root || (root->kind == NODE_SCALAR && root->scalar == SCALAR_NULL);
}

/*
 * A document of nothing, or of null, is none. A separator that kubectl takes away leaves no document, so another one may
 * come, and a lone "..." is an error.
 */
static bool on_empty(struct stream *r, const yaml_event_t *e)
{
	const struct source *s = r->source;
	const struct node *root = r->builder.root;

	if ((root && root->text->len) || r->builder.anchors.n || !split_at(s, r->document_begin) || split_keeps(&r->split, r->document_begin))
		return true;
	r->piece_read = false;
	if (!e->data.document_end.implicit)
		strict_end(&r->builder, byte_of(r, &e->start_mark));
	return e->data.document_end.implicit;
}

static void add_document(struct stream *r)
{
	struct node *root = r->builder.root;
	struct document d = { .root = root, .source = r->source, .begin = r->document_begin };

	d.origin = find_origin(r, r->document_begin, root->begin);
	build_take(&r->builder, d);
}

/*
 * A document begins. False where a directive is before it, which is a piece of its own for kubectl, and where it stands in
 * a piece that has a document already: Kubernetes reads the first only.
 */
static bool on_document(struct stream *r, const yaml_event_t *e)
{
	uint32_t begin = byte_of(r, &e->start_mark);
	bool implicit = e->data.document_start.implicit;

	if (r->started || !implicit)
		r->document_begin = begin;
	r->piece_before = r->piece_read;
	r->piece_read = true;
	if (implicit && r->piece_before)
		strict_implicit(&r->builder, begin);
	if (implicit)
		return !r->piece_before;
	end_document(r->load, begin);
	if (e->data.document_start.version_directive || e->data.document_start.tag_directives.start) {
		strict_directive(&r->builder, begin);
		return false;
	}
	if (split_at(r->source, begin))
		r->piece_before = false;
	else if (r->piece_before && r->source->encoding == SOURCE_UTF8)
		return strict_marker(&r->builder, begin), false;
	return true;
}

/* One event; false where the document is given up. */
static bool on_event(struct stream *r, const yaml_event_t *e, bool *done)
{
	switch (e->type) {
	case YAML_STREAM_END_EVENT:
		*done = true;
		return true;
	case YAML_DOCUMENT_START_EVENT:
		if (!on_document(r, e))
			return false;
		r->started = r->inside = true;
		r->n_findings = r->load->sink->findings.n;
		end_document(r->load, r->document_begin);
		build_begin(&r->builder);
		return true;
	case YAML_DOCUMENT_END_EVENT:
		r->implicit_end = e->data.document_end.implicit;
		r->document_after = byte_of(r, &e->end_mark);
		r->inside = false;
		if (!is_empty(r->builder.root)) {
			add_document(r);
			return true;
		}
		return on_empty(r, e);
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
static bool is_broken_template(struct stream *r, uint32_t at)
{
	if (!r->asked)
		r->suspect = template_suspect(r->source);
	r->asked = true;
	if (!r->suspect)
		return false;
	r->is_template = template_on_line(r->source, at, &r->action)
		|| (!r->searched && template_find(r->source, &r->action));
	r->searched = true;
	return r->is_template;
}

/* May the document be read again up to the place, for what libyaml alone minds there? */
static bool may_reread(struct stream *r, uint32_t at)
{
	uint32_t begin = r->inside ? r->document_begin : r->document_after;

	if (r->reread > 4 * (size_t)r->source->n + MOST_REREAD)
		return false;
	r->reread += at - begin;
	r->again = true;
	if (r->inside) {
		r->load->sink->findings.n = r->n_findings;
		r->piece_read = r->piece_before;
	}
	return true;
}

/*
 * In brackets libyaml refuses a word that ends with a colon, such as the address in
 * [fe80::]. Kubernetes' reader takes it, so the colon is replaced in a copy and
 * the document is read again.
 */
static bool patch_colon(struct stream *r, uint32_t at)
{
	if (strcmp(r->parser->problem, "found unexpected ':'") != 0 || r->source->bytes[at] != ':' || !may_reread(r, at))
		return false;
	split_copy(&r->split, r->source)[at] = 'x';
	vec_push(&r->copies, &r->patches, at);
	return true;
}

/* Is there an escape of the bell in a text in double quotes? Its end, or that of the source, is put into end. */
static bool has_bell(const struct source *s, uint32_t at, uint32_t *end)
{
	static const char *const bells[] = { "a", "x07", "u0007", "U00000007" };
	const char *t = s->bytes;
	bool bell = false;

	for (at++; at < s->n && t[at] != '"'; at++) {
		if (t[at] != '\\')
			continue;
		at++;
		for (size_t i = 0; i < 4; i++)
			bell = bell || strncmp(t + at, bells[i], strlen(bells[i])) == 0;
	}
	*end = at < s->n ? at : s->n;
	return bell;
}

/* The escape \' is one of Kubernetes' reader and not of libyaml, which is given a bell for it. */
static bool patch_quote(struct stream *r, uint32_t quoted, uint32_t at)
{
	const char *t = r->source->bytes;
	char *copy;
	uint32_t end;

	if (strcmp(r->parser->problem, "found unknown escape character") != 0 || at + 1 >= r->source->n || t[at + 1] != '\''
			|| has_bell(r->source, quoted, &end) || !may_reread(r, at))
		return false;
	copy = split_copy(&r->split, r->source);
	for (; at + 1 < end; at++) {
		if (t[at] != '\\')
			continue;
		if (t[++at] == '\'') {
			copy[at] = 'a';
			vec_push(&r->copies, &r->quotes, at);
		}
	}
	return true;
}

/* libyaml gave up; *at becomes the byte at which it did, or from which to read again. */
static enum stream_end on_error(struct stream *r, uint32_t *at)
{
	const yaml_parser_t *y = r->parser;
	struct problem p = { y->context, y->problem, 0, 0, r->document_begin, r->limit };
	struct load *l = r->load;

	if (y->error == YAML_MEMORY_ERROR)
		panic("out of memory in libyaml");
	p.at = y->error == YAML_READER_ERROR ? r->begin + (uint32_t)y->problem_offset
		: byte_of(r, &y->problem_mark);
	p.context_at = y->context ? byte_of(r, &y->context_mark) : p.at;
	*at = p.at;
	if (patch_colon(r, p.at) || patch_quote(r, p.context_at, p.at)) {
		*at = r->inside ? r->document_begin : r->document_after;
		return STREAM_AGAIN;
	}
	/* What libyaml took for the whole of a document was only its beginning. */
	if (strcmp(p.text, "did not find expected <document start>") == 0 && r->implicit_end
			&& l->documents.n > r->n_before && l->documents.at[l->documents.n - 1].end == 0)
		l->documents.n--;
	if (is_broken_template(r, p.at))
		return STREAM_TEMPLATE;
	/* What is no key was read so because of what is broken behind it. */
	if (r->inside)
		sink_withdraw(l->sink, &notice_input_key, (struct span){ r->source, r->document_begin, r->limit });
	problem_report(&r->builder, &p);
	return STREAM_BROKEN;
}

/* Half of the events have nothing to give back, and to ask libyaml to do so costs 1 % of a whole run. */
static bool holds_memory(const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_DOCUMENT_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return false;
	case YAML_MAPPING_START_EVENT:
		return e->data.mapping_start.anchor || e->data.mapping_start.tag;
	case YAML_SEQUENCE_START_EVENT:
		return e->data.sequence_start.anchor || e->data.sequence_start.tag;
	default:
		return true;
	}
}

static enum stream_end read_events(struct stream *r, uint32_t *at)
{
	bool done = false, good = true;
	yaml_event_t e;

	while (good && !done) {
		if (!yaml_parser_parse(r->parser, &e))
			return on_error(r, at);
		good = on_event(r, &e, &done);
		if (!good)
			*at = byte_of(r, &e.start_mark);
		if (holds_memory(&e))
			yaml_event_delete(&e);
	}
	return r->is_template ? STREAM_TEMPLATE : good ? STREAM_DONE : STREAM_BROKEN;
}

void stream_init(struct stream *r, struct load *l, const struct source *s, bool suspect)
{
	memset(r, 0, offsetof(struct stream, builder));
	r->load = l;
	r->source = s;
	build_init(&r->builder, l, s, suspect);
	r->slashes = memchr(s->bytes, '\\', s->n) && memmem(s->bytes, s->n, "\\/", 2);
	r->careful = r->slashes || memchr(s->bytes, '?', s->n);
}

void stream_release(struct stream *r)
{
	build_release(&r->builder);
	split_release(&r->split);
	arena_release(&r->copies);
}

/*
 * libyaml's reader checks its input and copies it, character by character, into the buffer that the scanner looks
 * at. What comes here is checked already, so the buffer is put over our bytes, which saves a tenth of libyaml's
 * time. The scanner stops at the NUL behind them; a stretch with more text behind it is read the ordinary way, and
 * so is all with a libyaml whose reader we do not know. The parser's own buffer is put back before it is deleted.
 */
static bool read_in_place(yaml_parser_t *y, const char *bytes, size_t n, yaml_char_t **own)
{
	int major, minor, patch;

	yaml_get_version(&major, &minor, &patch);
	if (major != 0 || minor != 2 || bytes[n] != '\0')
		return false;
	*own = y->buffer.start;
	y->buffer.start = y->buffer.pointer = (yaml_char_t *)(uintptr_t)bytes;
	y->buffer.last = y->buffer.end = y->buffer.start + n + 1;
	y->unread = SIZE_MAX / 2; /* never too few to look at */
	y->eof = 1;
	return true;
}

enum stream_end stream_read(struct stream *r, uint32_t begin, uint32_t limit, uint32_t *at)
{
	const char *bytes = r->split.bytes;
	uint32_t n = limit == r->source->n ? r->split.n - begin : limit - begin;
	yaml_char_t *own = NULL;
	yaml_parser_t parser;
	enum stream_end end;
	bool in_place;

	if (!yaml_parser_initialize(&parser))
		panic("out of memory in libyaml");
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)bytes + begin, n);
	in_place = read_in_place(&parser, bytes + begin, n, &own);
	r->parser = &parser;
	r->begin = r->document_begin = r->document_after = r->mark_byte = r->wide = begin;
	r->limit = limit;
	r->mark_char = 0;
	r->careful = r->careful || r->split.bytes != r->source->bytes;
	r->flat = r->source->ascii && r->split.n == r->source->n;
	r->inside = r->started = r->implicit_end = false;
	r->piece_read = r->piece_read && r->again;
	r->again = false;
	r->n_before = r->load->documents.n;
	end = read_events(r, at);
	if (in_place)
		parser.buffer.start = own;
	yaml_parser_delete(&parser);
	r->parser = NULL;
	if (end == STREAM_DONE)
		*at = limit;
	end_document(r->load, *at);
	return end;
}
