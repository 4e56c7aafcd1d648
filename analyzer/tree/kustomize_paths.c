/*
 * Paths of replacements and variables, as kyaml reads and follows them: a source's and a variable's by PathGetter, which finds
 * one place, a target's by PathMatcher, which finds many, and can make what is missing.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "doc/scalar.h"
#include "tree/kustomize_internal.h"

#define MOST_ANEW 2 /* searches for an item that was made: kustomize searches for ever where the next one does not find it */

/* ---- reading ---- */

static void add_step(struct building *b, struct path *p, const char *text, size_t n)
{
	vec_push(b->w->arena, &p->steps, pool_intern(b->w->pool, n ? text : "", n));
}

/* Where the part at at ends: a dot that no backslash stands before, or the end. */
static const char *part_end(const char *at)
{
	const char *dot = strchr(at, '.');

	while (dot && dot > at && dot[-1] == '\\')
		dot = strchr(dot + 1, '.');
	return dot ? dot : at + strlen(at);
}

/* A part without the backslashes before dots. */
static void put_part(struct buf *out, const char *at, const char *end)
{
	for (; at < end; at++)
		if (!(*at == '\\' && at + 1 < end && at[1] == '.'))
			buf_putc(out, *at);
}

/* Brackets around a name with dots go, those around "key=value" stay. */
static void add_bracketed(struct building *b, struct path *p, const struct buf *step)
{
	const char *at = step->at, *end = step->at + step->n;

	if (memchr(at, '=', step->n)) {
		add_step(b, p, at, step->n);
		return;
	}
	while (at < end && (*at == '[' || *at == ']'))
		at++;
	while (end > at && (end[-1] == '[' || end[-1] == ']'))
		end--;
	add_step(b, p, at, (size_t)(end - at));
}

void path_read(struct building *b, const char *text, struct path *p)
{
	const char *at = text + (*text == '.');

	*p = (struct path){ { NULL, 0, 0 } };
	for (const char *end = part_end(at);; end = part_end(at)) {
		struct buf step = BUF_INIT;
		bool open;

		put_part(&step, at, end);
		open = step.n && step.at[0] == '[' && step.at[step.n - 1] != ']';
		while (open && *end && step.at[step.n - 1] != ']') {
			at = end + 1;
			end = part_end(at);
			buf_putc(&step, '.');
			put_part(&step, at, end);
		}
		if (open)
			add_bracketed(b, p, &step);
		else
			add_step(b, p, step.at, step.n);
		buf_release(&step);
		if (!*end)
			return;
		at = end + 1;
	}
}

void path_divide_indexes(struct building *b, struct path *p)
{
	const struct path whole = *p;

	*p = (struct path){ { NULL, 0, 0 } };
	for (size_t i = 0; i < whole.steps.n; i++) {
		const struct str *s = whole.steps.at[i];
		const char *open = strrchr(s->text, '['), *digits = open ? open + 1 : NULL;
		size_t n = digits ? strspn(digits, "0123456789") : 0;

		if (!n || strcmp(digits + n, "]") != 0) {
			vec_push(b->w->arena, &p->steps, s);
			continue;
		}
		if (open > s->text)
			add_step(b, p, s->text, (size_t)(open - s->text));
		add_step(b, p, digits, n);
	}
}

/* ---- steps ---- */

/* Is the step a number? Negative ones too. */
static bool is_number(const struct str *step, long *out)
{
	char *end;

	*out = 0;
	if (!step->len || !strchr("+-0123456789", step->text[0]))
		return false;
	*out = strtol(step->text, &end, 10);
	return end > step->text && !*end && *out != LONG_MAX && *out != LONG_MIN;
}

static bool is_index(const struct str *step, long *out)
{
	return is_number(step, out) && *out >= 0;
}

static bool is_search(const struct str *step)
{
	return step->len > 1 && step->text[0] == '[' && step->text[step->len - 1] == ']';
}

static bool is_null(const struct node *n)
{
	return n->kind == NODE_SCALAR && n->scalar == SCALAR_NULL;
}

static struct node *item_at(const struct node *list, long i)
{
	struct node *n = list->kind == NODE_LIST ? list->first : NULL;

	while (n && i--)
		n = n->next;
	return n;
}

/* "[key=value]": false where it is written without "=". */
static bool divide_search(struct building *b, const struct str *step, const struct str **key, const struct str **value)
{
	const char *text = step->text + 1, *end = step->text + step->len - 1;
	const char *equals = memchr(text, '=', (size_t)(end - text));

	if (!equals)
		return false;
	*key = pool_intern(b->w->pool, text, (size_t)(equals - text));
	*value = pool_intern(b->w->pool, equals + 1, (size_t)(end - equals - 1));
	return true;
}

/* The member that a search compares: of a plain item, itself. */
static const struct node *compared(const struct node *item, const struct str *key)
{
	const struct node *n = key->len ? made_member(item, key) : item;

	return n && n->kind == NODE_SCALAR ? n : NULL;
}

/* ---- one place ---- */

/* One step; NULL with *bad where kustomize takes it for an error rather than for nothing. */
static const struct node *step_to(struct building *b, const struct node *at, const struct str *step, bool *bad)
{
	const struct str *key, *value;
	long i;
	bool number = is_number(step, &i), last = str_is(step, "-"), search = is_search(step);

	*bad = (number && i < 0) || str_is(step, "*") || (search && !divide_search(b, step, &key, &value))
		|| (!is_null(at) && at->kind != (number || last || search ? NODE_LIST : NODE_MAP));
	if (*bad || is_null(at))
		return NULL;
	if (number || last)
		return item_at(at, last ? (long)at->n - 1 : i);
	if (!search)
		return made_member(at, step);
	for (const struct node *n = at->first; n; n = n->next) {
		const struct node *is = compared(n, key);

		if (is && is->text == value)
			return n;
	}
	return NULL;
}

const struct node *path_lookup(struct building *b, const struct node *root, const struct path *p)
{
	const struct node *at = root;
	bool bad = false;

	for (size_t i = 0; at && i < p->steps.n; i++)
		if (p->steps.at[i]->len)
			at = step_to(b, at, p->steps.at[i], &bad);
	return at;
}

/* ---- many places ---- */

struct finding_places {
	struct building *b;
	const struct path *path;
	const struct node *value; /* what is made of the missing is of its kind, and where it is; NULL: nothing is made */
	struct nodes *out;
};

static bool go(struct finding_places *x, struct node *at, size_t i);

static struct node *make_collection(struct finding_places *x, enum node_kind kind)
{
	return made_collection(x->b->w->arena, kind, node_span(x->value), "replacements");
}

/* A text whose type is not settled: what is put in its place may be of any. */
static struct node *make_text(struct finding_places *x, const struct str *text)
{
	struct node *n = made_text(x->b->w->arena, text, node_span(x->value), "kustomize");

	n->scalar = (uint8_t)(text->len ? scalar_resolve(text->text, text->len).scalar : SCALAR_NULL);
	if (n->scalar == SCALAR_BOOL && !strchr("tTfF", text->text[0]))
		n->scalar = SCALAR_STRING;
	return n;
}

/* What is made where step i is to go on from: at the path's end, the value's place. */
static struct node *make_step(struct finding_places *x, size_t i)
{
	const struct str *step = i < x->path->steps.n ? x->path->steps.at[i] : NULL;
	long index;

	if (step && step->len)
		return make_collection(x, is_search(step) || is_index(step, &index) ? NODE_LIST : NODE_MAP);
	return x->value->kind == NODE_SCALAR ? make_text(x, build_key(x->b, "")) : make_collection(x, (enum node_kind)x->value->kind);
}

static bool go_field(struct finding_places *x, struct node *at, size_t i)
{
	const struct str *step = x->path->steps.at[i];
	struct node *next = made_member(at, step);

	if (!step->len || at->kind != NODE_MAP)
		return false;
	if (!next && x->value) {
		next = make_step(x, i + 1);
		made_put(at, step, (struct span){ NULL, 0, 0 }, next);
	}
	return !next || go(x, next, i + 1);
}

static bool go_index(struct finding_places *x, struct node *at, size_t i, long index)
{
	struct node *item;

	if (at->kind != NODE_LIST)
		return false;
	if (x->value && index == (long)at->n)
		made_insert(at, at->n, make_step(x, i + 1));
	item = item_at(at, index);
	return item && go(x, item, i + 1);
}

static bool go_all(struct finding_places *x, const struct node *at, size_t i)
{
	if (at->kind != NODE_LIST)
		return false;
	for (struct node *n = at->first; n; n = n->next)
		if (!go(x, n, i + 1))
			return false;
	return true;
}

/* What a search finds; of plain items, the rest of the path does not count. */
static bool go_found(struct finding_places *x, const struct node *list, size_t i, const struct str *key, const regex_t *pattern)
{
	for (struct node *n = list->first; n; n = n->next) {
		const struct node *is = compared(n, key);

		if (!is || regexec(pattern, is->text->text, 0, NULL, 0) != 0)
			continue;
		if (!key->len)
			vec_push(x->b->w->arena, &x->out->list, n);
		else if (!go(x, n, i + 1))
			return false;
	}
	return true;
}

static void make_item(struct finding_places *x, struct node *list, const struct str *key, const struct str *value)
{
	struct node *item = make_text(x, value);

	if (key->len) {
		struct node *map = make_collection(x, NODE_MAP);

		made_put(map, key, (struct span){ NULL, 0, 0 }, item);
		item = map;
	}
	made_insert(list, list->n, item);
}

/* "[key=value]": value is an expression that is looked for in the members, not what they are. */
static bool go_search(struct finding_places *x, struct node *at, size_t i)
{
	const struct str *key, *value;
	size_t before = x->out->list.n;
	regex_t pattern;
	bool good;

	if (at->kind != NODE_LIST || !divide_search(x->b, x->path->steps.at[i], &key, &value))
		return false;
	if (!build_pattern(x->b, NULL, value->len ? value->text : "^", &pattern))
		return false;
	good = go_found(x, at, i, key, &pattern);
	for (int n = 0; good && x->value && x->out->list.n == before; n++) {
		if (n == MOST_ANEW) {
			good = false;
			break;
		}
		make_item(x, at, key, value);
		good = go_found(x, at, i, key, &pattern);
	}
	regfree(&pattern);
	return good;
}

/* Add all that the path from step i on leads to; false: kustomize gives up on it. */
static bool go(struct finding_places *x, struct node *at, size_t i)
{
	const struct str *step = i < x->path->steps.n ? x->path->steps.at[i] : NULL;
	long index;

	if (!step) {
		vec_push(x->b->w->arena, &x->out->list, at);
		return true;
	}
	if (is_null(at)) { /* kustomize makes the rest below the null, where it is lost */
		if (str_is(step, "*") || (!x->value && !is_index(step, &index)))
			return true;
		if (!x->value)
			return false;
		at = make_step(x, i);
	}
	if (is_index(step, &index))
		return go_index(x, at, i, index);
	if (is_search(step))
		return go_search(x, at, i);
	return str_is(step, "*") ? go_all(x, at, i) : go_field(x, at, i);
}

bool path_match(struct building *b, struct node *root, const struct path *p, const struct node *value, struct nodes *out)
{
	struct finding_places x = { b, p, value, out };

	return go(&x, root, 0);
}
