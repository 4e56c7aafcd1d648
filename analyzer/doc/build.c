/* Events made nodes: members, duplicate keys, anchors, aliases, merge keys, guards. */
#include "doc/build.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/utf8.h"
#include "doc/notices.h"
#include "doc/placeholder.h"
#include "doc/scalar.h"

#define LINEAR_MEMBERS 12u /* up to here a duplicate key is searched for along the list */

void build_init(struct builder *b, struct load *l, const struct source *s, bool suspect)
{
	/* A frame is made empty when it opens. */
	memset(b, 0, offsetof(struct builder, frames));
	b->load = l;
	b->nodes = l->keeps ? l->nodes : l->arena;
	b->mark = arena_mark(b->nodes);
	b->source = s;
	b->suspect = suspect;
	b->hollow = l->keeps && l->hollow;
	b->template = placeholder_of_template(s);
}

void build_release(struct builder *b)
{
	arena_release(&b->scratch);
}

void build_begin(struct builder *b)
{
	if (b->load->keeps) /* what a document that was given up has left goes too */
		arena_rewind(b->nodes, b->mark);
	b->root = NULL;
	b->depth = 0;
	b->n_nodes = 0;
	b->n_values = 1; /* the document itself */
	b->n_aliased = 0;
	b->anchors = (struct map){ 0 };
	arena_clear(&b->scratch);
	b->passing_size = 0;
}

/* Nothing is in the node any more. */
static void empty(struct builder *b, struct node *n)
{
	if (n->kind == NODE_SCALAR) {
		n->text = pool_intern(b->load->pool, "", 0);
		return;
	}
	n->first = NULL;
	n->n = 0;
}

/* The root and its first child are where findings about the document as a whole point to. */
static struct node *strip(struct builder *b, const struct node *root)
{
	struct node child = { 0 }, outer = *root, *n;
	bool has_child = node_children(root);

	if (has_child)
		child = *root->first;
	arena_rewind(b->nodes, b->mark);
	n = arena_array(b->nodes, struct node, 1 + has_child);
	n[0] = outer;
	empty(b, &n[0]);
	if (!has_child)
		return n;
	n[1] = child;
	n[1].parent = n;
	n[1].next = NULL;
	empty(b, &n[1]);
	n[0].first = &n[1];
	n[0].n = 1;
	return n;
}

void build_take(struct builder *b, struct document d)
{
	if (b->load->keeps && !b->load->keeps(b->load->context, d.root)) {
		d.root = strip(b, d.root);
		d.dropped = true;
	}
	b->mark = arena_mark(b->nodes);
	vec_push(b->load->arena, &b->load->documents, d);
}

struct finding *build_report(struct builder *b, const struct notice *n, uint32_t begin,
	uint32_t end, const char *fmt, ...)
{
	struct span at = { b->source, begin, end };
	struct finding *f;
	va_list args;

	if (b->n_findings == BUILD_MAX_FINDINGS && !b->unfinished)
		sink_add(b->load->sink, &notice_input_unfinished, at,
			"this file has more than %u errors; the rest of it was not read",
			BUILD_MAX_FINDINGS);
	if (b->n_findings++ >= BUILD_MAX_FINDINGS) {
		b->unfinished = true;
		return NULL;
	}
	va_start(args, fmt);
	f = sink_vadd(b->load->sink, n, at, fmt, args);
	va_end(args);
	return f;
}

static struct frame *top(struct builder *b)
{
	return b->depth ? &b->frames[b->depth - 1] : NULL;
}

static struct node *node_new(struct builder *b, enum node_kind kind, uint32_t begin, uint32_t end)
{
	struct node *n = arena_new(b->nodes, struct node);

	b->n_nodes++;
	n->kind = (uint8_t)kind;
	n->begin = begin;
	n->end = end;
	return n;
}

static bool too_large(struct builder *b, uint32_t begin, uint32_t end)
{
	if (b->n_nodes < LOAD_MAX_NODES)
		return false;
	build_report(b, &notice_input_too_large, begin, end,
		"the document holds more than %u values", LOAD_MAX_NODES);
	return true;
}

#define FEW_VALUES 1000u
#define FEW_ALIASED 100u /* so few are never too large a share of more than FEW_VALUES */
#define SMALL_DOCUMENT 400000.0
#define LARGE_DOCUMENT 4000000.0

/* How much of a document may come from aliases: go-yaml's own rule. */
static double share_allowed(uint64_t n_values)
{
	double n = (double)n_values;

	if (n <= SMALL_DOCUMENT)
		return 0.99;
	return n >= LARGE_DOCUMENT ? 0.10 : 0.99 - 0.89 * (n - SMALL_DOCUMENT) / (LARGE_DOCUMENT - SMALL_DOCUMENT);
}

static bool too_many_aliased(struct builder *b, uint32_t begin, uint32_t end)
{
	if (b->n_values <= FEW_VALUES || (double)b->n_aliased <= share_allowed(b->n_values) * (double)b->n_values)
		return false;
	build_report(b, &notice_input_alias_bomb, begin, end,
		"%llu of the %llu values that this document has so far come from aliases, more than Kubernetes accepts",
		(unsigned long long)b->n_aliased, (unsigned long long)b->n_values);
	return true;
}

/* One value more; false where the document is given up for it. */
static inline bool count(struct builder *b, uint32_t begin, uint32_t end)
{
	b->n_values++;
	if (b->n_nodes < LOAD_MAX_NODES && b->n_aliased <= FEW_ALIASED)
		return true;
	return !too_large(b, begin, end) && !too_many_aliased(b, begin, end);
}

static bool waits_for_key(const struct frame *f)
{
	return f && f->node->kind == NODE_MAP && !f->has_key;
}

/* Behind the parent's last child, which the caller keeps. */
static void append(struct node *parent, struct node **last, struct node *child)
{
	child->parent = parent;
	child->next = NULL;
	if (parent->kind == NODE_LIST)
		child->index = parent->n;
	parent->n++;
	if (*last)
		(*last)->next = child;
	else
		parent->first = child;
	*last = child;
}

/* The member of an open map with this key, found by an index once there are many. */
static struct node *find_member(struct builder *b, struct frame *f, const struct str *key)
{
	struct node *m = f->node->first;

	if (f->node->n <= LINEAR_MEMBERS) {
		while (m && m->key != key)
			m = m->next;
		return m;
	}
	if (!f->index) {
		f->index = arena_new(&b->scratch, struct map);
		for (; m; m = m->next)
			*map_at(&b->scratch, f->index, m->key, NULL, NULL) = m;
	}
	return map_get(f->index, key, NULL, NULL);
}

/* Is the key the number 0 with a fraction or an exponent, of either sign? */
static bool is_zero(const struct builder *b, const struct str *key, uint32_t begin, uint32_t end)
{
	struct value v;

	if (key->len > 2 || (strcmp(key->text, "0") != 0 && strcmp(key->text, "-0") != 0))
		return false;
	v = scalar_resolve(b->source->bytes + begin, end - begin);
	return v.is_float && v.number == 0;
}

/* The member of an open map that has this key. 0.0 and -0.0 are equal, so they are one key, though JSON has two names for them. */
static struct node *find_equal(struct builder *b, struct frame *f, const struct str *key, uint32_t begin, uint32_t end)
{
	struct node *m = find_member(b, f, key);

	if (m || !is_zero(b, key, begin, end))
		return m;
	m = find_member(b, f, pool_text(b->load->pool, key->len == 1 ? "-0" : "0"));
	return m && is_zero(b, m->key, m->key_begin, m->key_end) ? m : NULL;
}

static void add_member(struct builder *b, struct frame *f, struct node *child)
{
	append(f->node, &f->last, child);
	if (f->index)
		*map_at(&b->scratch, f->index, child->key, NULL, NULL) = child;
}

/* Put a member where another one was, which stays as it is: an anchor may still ask for it. */
static void substitute(struct node *parent, struct node **link, struct node *later)
{
	later->next = (*link)->next;
	later->parent = parent;
	*link = later;
}

/* The later of two members with one name takes the place of the earlier one. */
static void replace(struct builder *b, struct frame *f, struct node *old, struct node *later)
{
	struct node **link = &f->node->first;

	while (*link != old)
		link = &(*link)->next;
	substitute(f->node, link, later);
	if (f->last == old)
		f->last = later;
	if (f->index) {
		*map_at(&b->scratch, f->index, old->key, NULL, NULL) = NULL;
		*map_at(&b->scratch, f->index, later->key, NULL, NULL) = later;
	}
}

#define MOST_REPEATED 4 /* keys of one map whose places are told */

/* Objects below each other without "---" repeat all their keys: that is one fault. */
static void report_further(struct builder *b, struct frame *f)
{
	struct arena *a = b->load->sink->arena;
	struct repetition *r = f->repeated;
	const char *first = r->first->text;

	r->n++;
	if (f->key == r->first) {
		if (!r->second)
			r->finding->message = arena_printf(a, "the key \"%s\" is set %u times in this map", first, (unsigned)r->n + 1);
	} else if (!r->second) {
		r->second = f->key;
		r->finding->message = arena_printf(a, "the keys \"%s\" and \"%s\" are set more than once in this map", first, f->key->text);
	} else if (f->key != r->second) {
		r->finding->message = arena_printf(a, "the keys \"%s\", \"%s\" and others are set more than once in this map", first,
			r->second->text);
	}
	if (r->n <= MOST_REPEATED)
		finding_relate(a, r->finding, (struct span){ b->source, f->key_begin, f->key_end }, "\"%s\" is set again here", f->key->text);
}

static bool is_empty(const struct node *n)
{
	return n->kind == NODE_SCALAR ? n->scalar == SCALAR_NULL : n->n == 0;
}

static bool report_duplicate(struct builder *b, struct frame *f, const struct node *old)
{
	const char *word;
	struct finding *g;

	if (f->repeated && b->n_findings < BUILD_MAX_FINDINGS) {
		b->n_findings++;
		report_further(b, f);
		return true;
	}
	word = scalar_word_of(&b->scratch, b->source, f->key_begin, f->key_end, f->key);
	g = build_report(b, &notice_input_duplicate_key, f->key_begin, f->key_end,
		"the key \"%s\"%s%s%s is set twice in this map", f->key->text, word ? " (written \"" : "", word ? word : "", word ? "\")" : "");
	if (!g)
		return false;
	if (is_empty(old))
		g->severity = SEVERITY_WARNING; /* nothing is lost, but for readers that refuse it */
	f->repeated = arena_new(&b->scratch, struct repetition);
	*f->repeated = (struct repetition){ .finding = g, .first = f->key, .n = 1 };
	finding_relate(b->load->sink->arena, g, ((struct span){ b->source, old->key_begin, old->key_end }),
		"\"%s\" is set first here", f->key->text);
	return true;
}

/* Put a finished value where it belongs. end is that of its text here. */
static bool attach(struct builder *b, struct node *n, uint32_t end)
{
	struct frame *f = top(b);
	struct node *old;

	if (!f) {
		n->source = b->source;
		b->root = n;
		return true;
	}
	f->end = end;
	if (f->node->kind == NODE_LIST) {
		append(f->node, &f->last, n);
		return true;
	}
	f->has_key = false;
	if (f->refused) {
		f->refused = false;
		return true;
	}
	n->key = f->key;
	n->key_begin = f->key_begin;
	n->key_end = f->key_end;
	if (b->suspect && placeholder_in_key(n->key->text, n->key->len))
		n->flags |= NODE_POISONED | NODE_UNSETTLED;
	if (f->merging) {
		f->merging = false;
		/* What is read is the maps, not the list of them. */
		b->n_values -= n->kind == NODE_LIST && !(n->flags & NODE_ALIASED);
		n->next = f->merges;
		f->merges = n;
		return true;
	}
	old = find_equal(b, f, f->key, f->key_begin, f->key_end);
	if (!old) {
		add_member(b, f, n);
		return true;
	}
	if (!report_duplicate(b, f, old))
		return false;
	replace(b, f, old, n);
	return true;
}

static struct anchor *add_anchor(struct builder *b, const char *name, struct node *n)
{
	struct anchor *a = arena_new(&b->scratch, struct anchor);

	*a = (struct anchor){ .node = n, .cost = 1 };
	*map_at(&b->scratch, &b->anchors, pool_text(b->load->pool, name), NULL, NULL) = a;
	return a;
}

static const char *kind_word(const struct node *n)
{
	return n->kind == NODE_MAP ? "a map" : "a list";
}

/* The value of a key that is no string is read and dropped. what is what the key is. */
static bool refuse_key(struct builder *b, struct frame *f, uint32_t begin, uint32_t end,
	const char *what)
{
	f->has_key = true;
	f->refused = true;
	f->end = end;
	return build_report(b, &notice_input_key, begin, end,
		"%s cannot be a key; a key is a string", what) != NULL;
}

static bool take_key(struct frame *f, const struct str *name, uint32_t begin, uint32_t end, bool merge)
{
	f->key = name;
	f->key_begin = begin;
	f->key_end = end;
	f->end = end;
	f->has_key = true;
	f->merging = merge;
	return true;
}

/* Bytes as JSON writes them: U+FFFD for each that is not UTF-8. */
static const char *as_text(struct builder *b, const char *bytes, size_t *n)
{
	size_t at = 0, k = 0, len;
	uint32_t c;
	char *out;

	if (utf8_check(bytes, *n) == *n)
		return bytes;
	for (out = arena_alloc(&b->scratch, *n * 3 + 1); at < *n; at += len) {
		len = utf8_next(bytes + at, *n - at, &c);
		if (len == 0)
			len = 1, c = 0xfffd;
		k += utf8_put(c, out + k);
	}
	*n = k;
	return out;
}

/* In a hollow document nobody looks at a text once its node is attached. */
static const struct str *passing(struct builder *b, const char *bytes, size_t len)
{
	struct str *s = b->passing;

	if (len >= b->passing_size) {
		b->passing_size = 2 * len + 64;
		b->passing = s = arena_alloc(&b->scratch, sizeof *s + b->passing_size);
	}
	s->len = (uint32_t)len;
	memcpy(s->text, bytes, len);
	s->text[len] = '\0';
	return s;
}

/* Resolve the value of a scalar from its text, style and tag. */
static bool resolve(struct builder *b, const struct piece *p, struct node *n)
{
	struct value v = { .scalar = SCALAR_STRING };
	const char *bytes = p->text;
	size_t len = p->len;

	if (p->tag && strcmp(p->tag, "tag:yaml.org,2002:binary") == 0) {
		bytes = scalar_base64(&b->scratch, p->text, p->len, &len);
		if (!bytes)
			return build_report(b, &notice_input_tag, p->begin, p->end,
				"the tag \"!!binary\" needs base64 text"), false;
		bytes = as_text(b, bytes, &len);
	} else if (p->tag && !scalar_resolve_tagged(p->tag, p->text, p->len, &v)) {
		build_report(b, &notice_input_tag, p->begin, p->end,
			"the tag \"!!%s\" does not fit the value \"%.60s\"",
			strrchr(p->tag, ':') + 1, p->text);
		return false;
	} else if (p->tag && v.is_float) {
		bytes = scalar_float(&b->scratch, &v, p->text, &len);
	} else if (!p->tag && p->plain) {
		v.scalar = scalar_kind(p->text, p->len);
	}
	n->scalar = (uint8_t)v.scalar;
	n->text = b->hollow ? passing(b, bytes, len) : pool_intern(b->load->pool, bytes, len);
	return true;
}

/* JSON has no infinity. What else is wrong with the object is told as well. */
static void judge_number(struct builder *b, struct node *n)
{
	if (isfinite(scalar_resolve(n->text->text, n->text->len).number))
		return;
	build_report(b, &notice_input_infinite, n->begin, n->end,
		"Kubernetes rejects %s: JSON has no such number; put it in quotes if it is text", n->text->text);
	n->flags |= NODE_POISONED | NODE_UNSETTLED;
}

/* A scalar as a key. An unquoted one that is no string becomes what JSON calls it. */
static bool key_of(struct builder *b, struct frame *f, const struct node *n, uint32_t begin,
	uint32_t end, bool merge)
{
	const struct str *name = n->text;
	const char *text;
	size_t len;

	if (n->scalar == SCALAR_NULL)
		return refuse_key(b, f, begin, end, name->len ? "null" : "an empty value");
	if (n->scalar != SCALAR_STRING) {
		text = scalar_key(&b->scratch, name->text, name->len, &len);
		if (!text)
			return refuse_key(b, f, begin, end, "a whole number above 9223372036854775807");
		name = pool_intern(b->load->pool, text, len);
	}
	return take_key(f, name, begin, end, merge);
}

static bool is_merge(const struct piece *p)
{
	return p->len == 2 && memcmp(p->text, "<<", 2) == 0
		&& (p->plain || (p->tag && strcmp(p->tag, "tag:yaml.org,2002:merge") == 0));
}

/* Most keys are simple strings, and a key needs no node unless an anchor names it. */
static bool build_key(struct builder *b, struct frame *f, const struct piece *p)
{
	struct node own = { .begin = p->begin, .end = p->end }, *n = &own;
	bool merge = is_merge(p);

	if (p->anchor)
		n = node_new(b, NODE_SCALAR, p->begin, p->end);
	n->flags = p->flags;
	if (!resolve(b, p, n))
		return false;
	if (b->hollow) /* keys are compared by where they are */
		n->text = pool_intern(b->load->pool, n->text->text, n->text->len);
	if (p->anchor)
		add_anchor(b, p->anchor, n);
	b->n_values -= merge;
	return key_of(b, f, n, p->begin, p->end, merge);
}

bool build_scalar(struct builder *b, const struct piece *p)
{
	struct frame *f = top(b);
	struct node *n;

	if (!count(b, p->begin, p->end))
		return false;
	if (waits_for_key(f)) {
		if (p->anchor || p->tag || (p->plain && scalar_kind(p->text, p->len) != SCALAR_STRING)
				|| p->text[0] == '<')
			return build_key(b, f, p);
		return take_key(f, pool_intern(b->load->pool, p->text, p->len), p->begin, p->end, false);
	}
	n = node_new(b, NODE_SCALAR, p->begin, p->end);
	n->flags = p->flags;
	if (!resolve(b, p, n))
		return false;
	if (n->scalar == SCALAR_FLOAT)
		judge_number(b, n);
	if (n->scalar == SCALAR_NULL && !n->text->len && placeholder_to_do(b->source, n->end))
		n->flags |= NODE_POISONED | NODE_UNSETTLED;
	if (n->scalar == SCALAR_STRING && ((b->suspect && placeholder_in(n->text->text, n->text->len))
			|| (b->template && placeholder_in_template(n->text->text, n->text->len))))
		n->flags |= NODE_POISONED | NODE_UNSETTLED;
	if (p->anchor)
		add_anchor(b, p->anchor, n);
	return attach(b, n, p->end);
}

bool build_open(struct builder *b, enum node_kind kind, bool flow, uint32_t begin,
	const char *anchor)
{
	struct frame *f;
	struct node *n;

	if (!count(b, begin, begin + 1))
		return false;
	if (b->depth == LOAD_MAX_DEPTH) {
		build_report(b, &notice_input_too_deep, begin, begin + 1,
			"the document nests lists and maps more than %d levels deep", LOAD_MAX_DEPTH);
		return false;
	}
	n = node_new(b, kind, begin, begin);
	if (flow)
		n->flags |= NODE_FLOW;
	f = &b->frames[b->depth++];
	memset(f, 0, sizeof *f);
	f->node = n;
	if (b->hollow)
		b->marks[b->depth - 1] = arena_mark(b->nodes);
	if (anchor) {
		f->anchor = add_anchor(b, anchor, n);
		f->anchor->open = true;
		f->anchor->cost = b->n_values - 1;
	}
	f->end = begin;
	return true;
}

/* A member for another map as well. Its children go along: the map that it came from is only there for aliases. */
static struct node *share(struct builder *b, const struct node *m)
{
	struct node *n = arena_new(b->nodes, struct node);

	*n = *m;
	for (struct node *child = node_children(n); child; child = child->next)
		child->parent = n;
	return n;
}

/*
 * Mix the members of one map, which the key << at the offset brought, into the open one. As in Kubernetes' reader it is
 * the order that counts: what comes last wins. taken: members that a later << brought.
 */
static void merge_map(struct builder *b, struct frame *f, struct node *from, uint32_t at, struct map *taken)
{
	bool anchored = !(from->flags & NODE_ALIASED) && b->anchors.n;
	struct node *next;

	for (struct node *m = from->first; m; m = next) {
		const struct node *old = find_equal(b, f, m->key, m->key_begin, m->key_end);

		next = m->next;
		if (old && (map_get(taken, old->key, NULL, NULL) || old->key_begin > at))
			continue;
		if (anchored)
			m = share(b, m);
		*map_at(&b->scratch, taken, old ? old->key : m->key, NULL, NULL) = m;
		m->flags |= NODE_ALIASED;
		if (!old)
			add_member(b, f, m);
	}
}

static bool is_mergeable(const struct node *m)
{
	if (m->kind != NODE_LIST || m->flags & NODE_ALIASED)
		return m->kind == NODE_MAP;
	for (const struct node *item = m->first; item; item = item->next)
		if (item->kind != NODE_MAP)
			return false;
	return true;
}

static bool merge_all(struct builder *b, struct frame *f)
{
	struct map taken = { 0 };
	struct node *next, *after;

	for (struct node *m = f->merges; m; m = next) {
		next = m->next;
		if (!is_mergeable(m))
			return build_report(b, &notice_input_alias, m->key_begin, m->key_end,
				"the merge key \"<<\" needs a map, an alias of a map, or a list of these"), false;
		if (m->kind == NODE_MAP)
			merge_map(b, f, m, m->key_begin, &taken);
		/* Of a list the first that has a member wins. */
		for (struct node *item = m->kind == NODE_LIST ? m->first : NULL; item; item = after) {
			after = item->next;
			merge_map(b, f, item, m->key_begin, &taken);
		}
	}
	for (struct node **link = &f->node->first; *link; link = &(*link)->next) {
		struct node *winner = map_get(&taken, (*link)->key, NULL, NULL);

		if (winner && winner != *link)
			substitute(f->node, link, winner);
	}
	return true;
}

bool build_close(struct builder *b, uint32_t end)
{
	struct frame *f = top(b), *outer;
	struct node *n = f->node;

	n->end = end ? end : f->end;
	if (f->merges && !merge_all(b, f))
		return false;
	if (f->anchor) {
		f->anchor->open = false;
		f->anchor->cost = b->n_values - f->anchor->cost;
	}
	b->depth--;
	outer = top(b);
	if (b->hollow && outer) { /* how much was in it still counts */
		arena_rewind(b->nodes, b->marks[b->depth]);
		n->first = NULL;
	}
	if (waits_for_key(outer))
		return refuse_key(b, outer, n->begin, n->end, kind_word(n));
	return attach(b, n, n->end);
}

static uint32_t most_copied(const struct builder *b)
{
	bool few = b->load->inner && b->source->n < LOAD_MAX_COPIED / LOAD_INNER_COPIED;

	return few ? b->source->n * LOAD_INNER_COPIED : LOAD_MAX_COPIED;
}

/* May another node come by an alias? Counted for the source, and for the run. */
static bool may_copy(struct builder *b)
{
	if (b->n_copied >= most_copied(b) || (b->load->n_copied && *b->load->n_copied >= LOAD_MAX_RUN))
		return false;
	b->n_copied++;
	if (b->load->n_copied)
		++*b->load->n_copied;
	return true;
}

/* A copy of an anchor's content; NULL where the guards stop it. */
static struct node *copy(struct builder *b, const struct node *from, uint32_t depth)
{
	struct node *n, *last = NULL;

	if (depth > LOAD_MAX_DEPTH || b->n_nodes >= LOAD_MAX_NODES || !may_copy(b))
		return NULL;
	n = arena_new(b->nodes, struct node);
	b->n_nodes++;
	*n = *from;
	n->flags |= NODE_ALIASED;
	if (n->kind == NODE_SCALAR)
		return n;
	n->first = NULL;
	n->n = 0;
	for (const struct node *child = from->first; child; child = child->next) {
		struct node *c = copy(b, child, depth + 1);

		if (!c)
			return NULL;
		append(n, &last, c);
	}
	return n;
}

static void report_copy(struct builder *b, const char *name, uint32_t begin, uint32_t end)
{
	if (b->n_copied >= most_copied(b)) {
		build_report(b, &notice_input_alias_bomb, begin, end,
			"with the alias \"*%s\" more than %u values of this %s come from aliases; the rest of it was not read",
			name, most_copied(b), b->load->inner ? "text" : "file");
		b->unfinished = true;
	} else if (b->load->n_copied && *b->load->n_copied >= LOAD_MAX_RUN) {
		build_report(b, &notice_input_alias_bomb, begin, end,
			"more than %u values of all files come from aliases; the rest of this one was not read", LOAD_MAX_RUN);
		b->unfinished = true;
	} else if (b->n_nodes >= LOAD_MAX_NODES) {
		build_report(b, &notice_input_too_large, begin, end,
			"with the alias \"*%s\" the document holds more than %u values", name, LOAD_MAX_NODES);
	} else {
		build_report(b, &notice_input_too_deep, begin, end,
			"with the alias \"*%s\" the document nests lists and maps more than %d levels deep",
			name, LOAD_MAX_DEPTH);
	}
}

/* The alias stands inside the value of its own anchor. */
static void report_itself(struct builder *b, const char *name, const struct node *to, uint32_t begin, uint32_t end)
{
	struct finding *g = build_report(b, &notice_input_alias, begin, end, "the alias \"*%s\" is inside the value of its own anchor", name);

	if (g)
		finding_relate(b->load->sink->arena, g, (struct span){ b->source, to->begin, to->begin + 1 }, "\"&%s\" begins here", name);
}

bool build_alias(struct builder *b, const char *name, uint32_t begin, uint32_t end)
{
	const struct str *s = pool_find(b->load->pool, name, strlen(name));
	struct anchor *to = s ? map_get(&b->anchors, s, NULL, NULL) : NULL;
	struct node *n;

	if (!to) {
		build_report(b, &notice_input_alias, begin, end,
			"the alias \"*%s\" has no anchor before it in this document; quote a string that begins with \"*\"",
			name);
		return false;
	}
	if (to->open) {
		report_itself(b, name, to->node, begin, end);
		return false;
	}
	b->n_values += to->cost;
	b->n_aliased += to->cost;
	if (!count(b, begin, end))
		return false;
	if (waits_for_key(top(b)))
		return to->node->kind == NODE_SCALAR ? key_of(b, top(b), to->node, begin, end, false)
			: refuse_key(b, top(b), begin, end, kind_word(to->node));
	n = copy(b, to->node, b->depth + (to->node->kind != NODE_SCALAR));
	if (!n) {
		report_copy(b, name, begin, end);
		return false;
	}
	n->key = NULL;
	n->parent = NULL;
	if (n->kind == NODE_SCALAR && n->scalar == SCALAR_FLOAT && !(n->flags & NODE_POISONED))
		judge_number(b, n);
	return attach(b, n, end);
}
