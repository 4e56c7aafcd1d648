/* Comments and annotations that silence findings. */
#include "lint/silence.h"

#include <string.h>

#include "lint/notices.h"

#define MOST_SUGGESTED 256 /* different unknown words for which what may have been meant is looked for */

enum silence_kind {
	BY_COMMENT,
	BY_ANNOTATION,
	BY_ISTIOCTL, /* its annotation names codes of its own: never reported as unused */
};

/* What is known of a word, told once however often it is written. */
struct wording {
	const struct str *text; /* "" stands for everything */
	bool known;             /* some rule answers to it */
	const char *near;       /* what may have been meant, or NULL */
	bool settled, matters;  /* silences_unused has seen it; it could have silenced something */
};

struct silence {
	enum silence_kind kind;
	uint32_t begin, end; /* silences findings that begin here */
	struct wording *word;
	struct span at;      /* where it is written */
	const char *reason;  /* or NULL */
	struct silence *same; /* the first that silences the same; NULL: this is it */
	bool used, judged;
};

struct silence_list {
	VEC(struct silence *) list; /* those that can silence something, each once */
	struct map words;           /* word, where it begins and its kind -> struct silence */
};

struct silenced_file {
	struct silence_list whole;
	struct silence_list lines;   /* ascending */
	struct silence_list objects; /* ascending */
};

/* Text that is no place for a comment, ascending. */
struct texts {
	struct arena *arena;
	const struct source *source;
	VEC(struct span) list;
};

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

static void texts_collect(struct texts *t, const struct node *n)
{
	struct span s = { t->source, n->begin, n->end };
	const char *line;

	for (const struct node *c = node_children(n); c; c = c->next) {
		if (c->flags & NODE_ALIASED)
			continue;
		if (c->key)
			vec_push(t->arena, &t->list, ((struct span){ t->source, c->key_begin, c->key_end }));
		texts_collect(t, c);
	}
	if (n->kind != NODE_SCALAR || !(n->flags & (NODE_QUOTED | NODE_BLOCK)))
		return;
	if (n->flags & NODE_BLOCK) { /* behind the | a comment may stand */
		line = memchr(t->source->bytes + n->begin, '\n', n->end - n->begin);
		s.begin = line ? (uint32_t)(line - t->source->bytes) : n->end;
	}
	vec_push(t->arena, &t->list, s);
}

static bool texts_hold(const struct texts *t, uint32_t at)
{
	size_t low = 0, high = t->list.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (t->list.at[mid].begin <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low && at < t->list.at[low - 1].end;
}

static struct silenced_file *file_of(struct silences *s, const struct source *source)
{
	void **place = map_at(s->arena, &s->by_source, source, NULL, NULL);

	if (!*place)
		*place = arena_new(s->arena, struct silenced_file);
	return *place;
}

static struct wording *wording_of(struct silences *s, const char *word, size_t len)
{
	const struct str *text = pool_intern(s->pool, word, len);
	void **place = map_at(s->arena, &s->words, text, NULL, NULL);
	struct wording *w = *place;

	if (w)
		return w;
	w = arena_new(s->arena, struct wording);
	w->text = text;
	w->known = !len || catalogue_knows(s->catalogue, word, len);
	if (!w->known && s->n_unknown++ < MOST_SUGGESTED)
		w->near = catalogue_suggest(s->catalogue, s->arena, word, len);
	*place = w;
	return w;
}

/* A list that names a code again and again silences no more than one that names it once. */
static void list_add(struct silences *s, struct silence_list *list, struct silence *new)
{
	void **place = map_at(s->arena, &list->words, new->word, (const void *)((uintptr_t)new->begin << 2 | new->kind), NULL);

	new->same = *place;
	if (new->same)
		return;
	*place = new;
	vec_push(s->arena, &list->list, new);
}

/* A copy of pattern for one word, given to sink as a finding where no rule answers to it. */
static void silence_add(struct silences *s, struct silence_list *list, const struct silence *pattern,
	const char *word, size_t len, struct sink *sink)
{
	struct silence *new = arena_new(s->arena, struct silence);
	const struct wording *w;

	*new = *pattern;
	new->word = wording_of(s, word, len);
	vec_push(s->arena, &s->all, new);
	w = new->word;
	if (new->kind == BY_ISTIOCTL || w->known)
		list_add(s, list, new);
	if (new->kind == BY_ISTIOCTL || w->known)
		return;
	new->judged = false;
	if (sink)
		sink_add(sink, &notice_suppression_unknown, new->at, "no rule has the code, name, category or alias \"%s\"%s%s%s",
			w->text->text, w->near ? "; did you mean \"" : "", w->near ? w->near : "", w->near ? "\"?" : "");
}

/* The next word of a list with commas or blanks between words; false at its end. */
static bool next_word(const char **at, const char *end, size_t *len)
{
	while (*at < end && (blank(**at) || **at == ','))
		(*at)++;
	for (*len = 0; *at + *len < end && !blank((*at)[*len]) && (*at)[*len] != ','; (*len)++)
		;
	return *len > 0;
}

/* A comment as it stands in its line. */
struct comment {
	const char *hash, *text, *end; /* the '#', what follows "meshlint:", where it ends */
	bool alone;                    /* nothing but comment on its line */
	uint32_t line;
	uint32_t target;               /* the line that it is for */
};

/* The comment whose "meshlint:" stands at mark; false where it is none. */
static bool comment_at(const struct source *source, const char *mark, struct comment *c)
{
	uint32_t offset = (uint32_t)(mark - source->bytes);
	const char *line, *hash = mark, *first;
	size_t len;

	c->line = source_position(source, offset).line;
	line = source_line(source, c->line, &len);
	while (hash > line && blank(hash[-1]))
		hash--;
	if (hash == line || *--hash != '#' || (hash > line && !blank(hash[-1])))
		return false;
	for (first = line; blank(*first); first++)
		;
	c->hash = hash;
	c->text = mark + strlen("meshlint:");
	c->end = c->text;
	while (c->end < line + len && !(*c->end == '#' && blank(c->end[-1]))) /* another comment may follow */
		c->end++;
	c->alone = *first == '#';
	return true;
}

/* The first line behind this one with more than blanks and comment; n_lines + 1 where there is none. */
static uint32_t next_line(const struct source *source, uint32_t line)
{
	while (++line <= source->n_lines) {
		size_t len, i = 0;
		const char *text = source_line(source, line, &len);

		while (i < len && blank(text[i]))
			i++;
		if (i < len && text[i] != '#')
			break;
	}
	return line;
}

static struct span span_of(const struct source *source, const char *begin, const char *end)
{
	return (struct span){ source, (uint32_t)(begin - source->bytes), (uint32_t)(end - source->bytes) };
}

static void cover_line(const struct source *source, uint32_t line, struct silence *s)
{
	s->begin = line <= source->n_lines ? source->lines[line - 1] : source->n + 1;
	s->end = line < source->n_lines ? source->lines[line] : source->n + 1;
}

/* Cut the reason off: what follows "--" that stands by itself. */
static const char *cut_reason(struct arena *a, const char *text, const char **end)
{
	for (const char *p = text; p + 2 <= *end; p++) {
		const char *from = p + 2, *to = *end;

		if (p[0] != '-' || p[1] != '-' || (p > text && !blank(p[-1])))
			continue;
		while (from < to && blank(*from))
			from++;
		while (to > from && blank(to[-1]))
			to--;
		*end = p;
		return to > from ? arena_strndup(a, from, (size_t)(to - from)) : NULL;
	}
	return NULL;
}

static void comment_read(struct silences *s, const struct source *source, const struct comment *c,
	bool judged, struct sink *sink)
{
	struct silenced_file *file = file_of(s, source);
	struct silence pattern = { .kind = BY_COMMENT, .judged = judged, .at = span_of(source, c->hash, c->end) };
	const char *at = c->text, *end = c->end;
	struct silence_list *list;
	size_t len;
	bool whole;

	pattern.reason = cut_reason(s->arena, at, &end);
	next_word(&at, end, &len);
	whole = len == 11 && memcmp(at, "ignore-file", len) == 0;
	if (!whole && !(len == 6 && memcmp(at, "ignore", len) == 0)) {
		if (sink)
			sink_add(sink, &notice_suppression_unknown, len ? span_of(source, at, at + len) : pattern.at,
				"a meshlint comment must begin with \"ignore\" or \"ignore-file\", not \"%.*s\"", (int)len, at);
		return;
	}
	list = whole ? &file->whole : &file->lines;
	if (whole)
		pattern.end = source->n + 1;
	else
		cover_line(source, c->target, &pattern);
	at += len;
	if (!next_word(&at, end, &len))
		silence_add(s, list, &pattern, "", 0, sink);
	for (; next_word(&at, end, &len); at += len) {
		pattern.at = span_of(source, at, at + len);
		silence_add(s, list, &pattern, at, len, sink);
	}
}

static const char comment_mark[] = "meshlint:";

/* The next mark right behind a '#', from at on, or NULL. */
static const char *next_mark(const char *at, const char *end)
{
	while ((at = memchr(at, '#', (size_t)(end - at)))) {
		at++;
		while (at < end && blank(*at))
			at++;
		if ((size_t)(end - at) >= sizeof comment_mark - 1 && memcmp(at, comment_mark, sizeof comment_mark - 1) == 0)
			return at;
	}
	return NULL;
}

void silences_scan(struct silences *s, const struct source *source,
	const struct document *documents, size_t n, bool judged, struct sink *sink)
{
	const char *at = source->bytes, *end = at + source->n;
	struct arena scratch = ARENA_INIT;
	struct texts texts = { .arena = &scratch, .source = source };
	bool collected = false;
	uint32_t target = 0; /* of the last comment that stood alone: those between it and its line have the same */

	while (source->hash && (at = next_mark(at, end))) {
		struct comment c;

		if (!collected) {
			for (size_t i = 0; i < n; i++)
				if (documents[i].root)
					texts_collect(&texts, documents[i].root);
			collected = true;
		}
		if (comment_at(source, at, &c) && !texts_hold(&texts, (uint32_t)(c.hash - source->bytes))) {
			if (c.alone && c.line >= target)
				target = next_line(source, c.line);
			c.target = c.alone ? target : c.line;
			comment_read(s, source, &c, judged && n > 0, sink);
		}
		at += sizeof comment_mark - 1;
	}
	arena_release(&scratch);
}

static struct silence_list *list_of(struct silences *s, const struct node *root)
{
	void **place = map_at(s->arena, &s->by_object, root, NULL, NULL);

	if (!*place)
		*place = arena_new(s->arena, struct silence_list);
	return *place;
}

static void annotation_read(struct silences *s, const struct resource *r, const struct node *value,
	enum silence_kind kind, struct sink *sink)
{
	const struct source *source = node_source(r->root);
	const struct str *text = node_text(value);
	struct silence pattern = { .kind = kind, .begin = r->root->begin, .end = r->root->end,
		.at = node_span(value), .judged = kind == BY_ANNOTATION && !r->partial };
	struct silence_list *list = r->built ? list_of(s, r->root) : &file_of(s, source)->objects;
	size_t len;

	if (!text)
		return;
	if (r->built) { /* its parts are from several places */
		pattern.begin = 0;
		pattern.end = UINT32_MAX;
	}
	for (const char *at = text->text, *end = at + text->len; next_word(&at, end, &len); at += len)
		silence_add(s, list, &pattern, at, len == 1 && *at == '*' ? 0 : len, sink);
}

void silences_annotations(struct silences *s, const struct resource *r, struct sink *sink)
{
	static const struct { const char *name; enum silence_kind kind; } names[] = {
		{ "meshlint.dev/ignore", BY_ANNOTATION },
		{ "galley.istio.io/analyze-suppress", BY_ISTIOCTL },
	};

	for (size_t i = 0; r->annotations && i < sizeof names / sizeof names[0]; i++) {
		/* A name that was never read has no string; the pool is asked, not the tree. */
		const struct str *name = pool_find(s->pool, names[i].name, strlen(names[i].name));

		if (name)
			annotation_read(s, r, node_member(r->annotations, name), names[i].kind, sink);
	}
}

static bool silence_covers(const struct silence *s, const struct finding *f)
{
	if (f->span.begin < s->begin || f->span.begin >= s->end)
		return false;
	if (!s->word->text->len)
		return true;
	return s->kind == BY_ISTIOCTL ? notice_has_alias(f->notice, s->word->text->text, s->word->text->len)
		: notice_match(f->notice, s->word->text->text, s->word->text->len) != MATCH_NONE;
}

static void silence_use(struct silence *s, struct finding *f)
{
	if (!silence_covers(s, f))
		return;
	s->used = true;
	if (f->suppression == SUPPRESSION_NONE) {
		f->suppression = SUPPRESSION_IN_SOURCE;
		f->justification = s->reason;
	}
}

/* All of an ascending list, whose members do not overlap unless they begin alike, that may cover f. */
static void list_use(const struct silence_list *l, struct finding *f)
{
	struct silence *const *list = l->list.at;
	size_t low = 0, high = l->list.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (list[mid]->begin <= f->span.begin)
			low = mid + 1;
		else
			high = mid;
	}
	for (size_t i = low; i > 0 && list[i - 1]->begin == list[low - 1]->begin; i--)
		silence_use(list[i - 1], f);
}

void silences_apply(struct silences *s, struct sink *findings)
{
	if (!s->all.n)
		return;
	for (size_t i = 0; i < findings->findings.n; i++) {
		struct finding *f = findings->findings.at[i];
		struct silenced_file *file = map_get(&s->by_source, f->span.source, NULL, NULL);
		const struct silence_list *object = f->object ? map_get(&s->by_object, f->object, NULL, NULL) : NULL;

		for (size_t j = 0; object && j < object->list.n; j++)
			silence_use(object->list.at[j], f);
		if (!file)
			continue;
		list_use(&file->lines, f);
		list_use(&file->objects, f);
		for (size_t j = 0; j < file->whole.list.n; j++)
			silence_use(file->whole.list.at[j], f);
	}
}

/* Is there a rule that this word could have silenced in this run? */
static bool word_matters(const struct str *word, const struct selection *selection, const struct map *unsure)
{
	bool on = false;

	for (size_t i = 0; i < selection->n; i++) {
		const struct choice *c = &selection->at[i];

		if (word->len && notice_match(c->notice, word->text, word->len) == MATCH_NONE)
			continue;
		if (c->notice == &notice_suppression_unused || c->notice == &notice_suppression_unknown)
			continue;
		if (word->len && map_get(unsure, c->notice, NULL, NULL))
			return false;
		on |= c->on;
	}
	return on;
}

void silences_unused(struct silences *s, const struct selection *selection,
	const struct map *unsure, struct sink *sink)
{
	for (size_t i = 0; i < s->all.n; i++) {
		const struct silence *one = s->all.at[i];
		struct wording *w = one->word;

		if (one->used || !one->judged || (one->same && one->same->used))
			continue;
		if (!w->settled) {
			w->matters = word_matters(w->text, selection, unsure);
			w->settled = true;
		}
		if (w->matters && w->text->len)
			sink_add(sink, &notice_suppression_unused, one->at, "\"%s\" silences nothing here", w->text->text);
		else if (w->matters)
			sink_add(sink, &notice_suppression_unused, one->at, "suppression silences nothing here");
	}
}
