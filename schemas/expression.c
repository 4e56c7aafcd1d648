/* "TYPE ATTRIBUTES; DESCRIPTION": types and fields on one line. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "compile.h"
#include "type/demand.h"
#include "type/duration.h"
#include "type/format.h"

#define MAX_WORDS 24

struct word {
	const char *at;
	size_t n;
	size_t offset; /* in the scalar's text */
};

struct expression {
	struct compile *c;
	struct file *file;
	const struct node *node;
	struct word words[MAX_WORDS];
	size_t n_words;
	const char *about;
};

static const struct base {
	const char *name;
	enum type_base base;
	enum format format;
	bool bounded;
	int64_t min, max;
} bases[] = {
	{"string", TYPE_STRING, FORMAT_NONE, false, 0, 0},
	{"bool", TYPE_BOOL, FORMAT_NONE, false, 0, 0},
	{"number", TYPE_NUMBER, FORMAT_NONE, false, 0, 0},
	{"int", TYPE_INT, FORMAT_NONE, false, 0, 0},
	{"int32", TYPE_INT, FORMAT_NONE, true, INT32_MIN, INT32_MAX},
	{"uint32", TYPE_INT, FORMAT_NONE, true, 0, UINT32_MAX},
	{"int_or_string", TYPE_INT_OR_STRING, FORMAT_NONE, false, 0, 0},
	{"bytes", TYPE_STRING, FORMAT_BASE64, false, 0, 0},
	{"date_time", TYPE_STRING, FORMAT_DATE_TIME, false, 0, 0},
	{"duration", TYPE_STRING, FORMAT_DURATION, false, 0, 0},
	{"object", TYPE_OBJECT, FORMAT_NONE, false, 0, 0},
	{"any", TYPE_ANY, FORMAT_NONE, false, 0, 0},
};

static bool word_is(const struct word *w, const char *text)
{
	return w->n == strlen(text) && memcmp(w->at, text, w->n) == 0;
}

/* The value of name=value, or NULL where the word is something else. */
static const char *value_of(struct expression *x, const struct word *w, const char *name)
{
	size_t n = strlen(name);

	if (w->n <= n || memcmp(w->at, name, n) != 0 || w->at[n] != '=')
		return NULL;
	return arena_strndup(&x->c->arena, w->at + n + 1, w->n - n - 1);
}

static void bad(struct expression *x, const struct word *w, const char *why)
{
	complain(x->c, x->node, w->offset, "\"%.*s\": %s", (int)w->n, w->at, why);
}

struct type *new_type(struct compile *c, enum type_base base)
{
	struct type *t = arena_new(&c->arena, struct type);

	t->base = base;
	vec_push(&c->arena, &c->types, t);
	return t;
}

bool parse_release(const char *text, size_t len, uint16_t *out)
{
	unsigned minor = 0;

	if (len < 3 || len > 4 || memcmp(text, "1.", 2) != 0)
		return false;
	for (size_t i = 2; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		minor = minor * 10 + (unsigned)(text[i] - '0');
	}
	*out = (uint16_t)(100 + minor);
	return true;
}

static bool parse_count(const char *text, uint32_t *out)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	*out = (uint32_t)v;
	return *text && !*end && v <= UINT32_MAX;
}

/* Split the scalar's text into words and the description. */
static void split(struct expression *x)
{
	const struct str *text = x->node->text;
	const char *end = strchr(text->text, ';'), *at = text->text;

	x->about = end ? end + 1 + strspn(end + 1, " ") : NULL;
	if (!end)
		end = text->text + text->len;
	for (;;) {
		size_t n;

		at += strspn(at, " \n");
		if (at >= end)
			break;
		n = strcspn(at, " ;\n");
		if (x->n_words == MAX_WORDS) {
			complain(x->c, x->node, 0, "more than %d words", MAX_WORDS);
			break;
		}
		x->words[x->n_words++] = (struct word){at, n, (size_t)(at - text->text)};
		at += n;
	}
}

/* Does the word say something about the field, not its type? Then f gets it. */
static bool field_word(struct expression *x, const struct word *w, struct field *f)
{
	static const char *const flags[] = {"required", "nullable", "deprecated", "dropped", "advice", "unwatched"};
	struct field none, *to = f ? f : &none;
	bool *const places[] = {&to->required, &to->nullable, &to->deprecated, &to->dropped, &to->advice, &to->unwatched};
	const char *value;
	size_t i;

	for (i = 0; i < sizeof flags / sizeof flags[0]; i++)
		if (word_is(w, flags[i])) {
			*places[i] = true;
			break;
		}
	if (i == sizeof flags / sizeof flags[0]) {
		if ((value = value_of(x, w, "since"))) {
			if (!parse_release(value, strlen(value), &to->since))
				bad(x, w, "a release looks like 1.24");
		} else if ((value = value_of(x, w, "deprecated"))) {
			to->deprecated = true;
			to->replacement = value;
		} else if ((value = value_of(x, w, "default"))) {
			to->absent = value;
		} else {
			return false;
		}
	}
	if (!f)
		bad(x, w, "only a field can be that");
	return true;
}

static bool bound(struct expression *x, struct type *t, const struct word *w, bool is_min, const char *value)
{
	int64_t *whole = is_min ? &t->min : &t->max;
	double *number = is_min ? &t->min_number : &t->max_number;
	char *end = NULL;

	if (t->base == TYPE_INT || t->base == TYPE_INT_OR_STRING) {
		*whole = strtoll(value, &end, 10);
	} else if (t->base == TYPE_NUMBER) {
		*number = strtod(value, &end);
	} else if (t->format != FORMAT_DURATION) {
		bad(x, w, "only numbers and durations have bounds");
		return true;
	} else if (!duration_parse(value, strlen(value), whole)) {
		bad(x, w, "no duration");
		return true;
	}
	if (end && *end)
		bad(x, w, "no number");
	t->flags |= is_min ? TYPE_MIN : TYPE_MAX;
	return true;
}

static bool count_word(struct expression *x, struct type *t, const struct word *w)
{
	static const struct { const char *name; enum type_base base; bool is_min; } counts[] = {
		{"min_len", TYPE_STRING, true}, {"max_len", TYPE_STRING, false}, {"min_items", TYPE_LIST, true},
		{"max_items", TYPE_LIST, false}, {"min_props", TYPE_MAP, true}, {"max_props", TYPE_MAP, false},
	};

	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		const char *value = value_of(x, w, counts[i].name);
		uint32_t n;

		if (!value)
			continue;
		if (t->base != counts[i].base && !(t->base == TYPE_INT_OR_STRING && counts[i].base == TYPE_STRING))
			bad(x, w, "a type of this kind has no such bound");
		else if (!parse_count(value, &n))
			bad(x, w, "no count");
		else if (counts[i].is_min)
			t->min_n = n;
		else
			t->max_n = n;
		if (!counts[i].is_min && t->max_n == 0)
			t->empty = true;
		return true;
	}
	return false;
}

static bool text_word(struct expression *x, struct type *t, const struct word *w)
{
	const char *value;

	if ((value = value_of(x, w, "format"))) {
		t->format = (uint16_t)format_find(value);
		if (!t->format)
			bad(x, w, "no such format");
	} else if ((value = value_of(x, w, "not_format"))) {
		t->not_format = (uint16_t)format_find(value);
		if (!t->not_format)
			bad(x, w, "no such format");
	} else if ((value = value_of(x, w, "not_equal"))) {
		t->not_equal = value;
	} else if ((value = value_of(x, w, "not_contains"))) {
		t->not_contains = value;
	} else if ((value = value_of(x, w, "if_prefix"))) {
		t->prefix.prefix = value;
	} else if ((value = value_of(x, w, "next_in"))) {
		t->prefix.next_in = value;
	} else if ((value = value_of(x, w, "not_suffix"))) {
		t->prefix.not_suffix = value;
	} else {
		return false;
	}
	if (t->base != TYPE_STRING && t->base != TYPE_INT_OR_STRING)
		bad(x, w, "only a string can be that");
	return true;
}

static void type_word(struct expression *x, struct type *t, const struct word *w)
{
	const char *value;

	if ((value = value_of(x, w, "min"))) {
		bound(x, t, w, true, value);
	} else if ((value = value_of(x, w, "max"))) {
		bound(x, t, w, false, value);
	} else if (count_word(x, t, w) || text_word(x, t, w)) {
		return;
	} else if ((value = value_of(x, w, "key"))) {
		struct named *key = find_named(x->file, value, strlen(value));

		if (t->base != TYPE_MAP || !key)
			bad(x, w, "only a map has keys, and they need a named type");
		else
			t->key = resolve(x->c, x->file, key);
		if (t->key && t->key->base != TYPE_STRING && t->key->base != TYPE_INT)
			bad(x, w, "a key is a string or an int");
	} else if (is_items_word(arena_strndup(&x->c->arena, w->at, w->n))) {
		value = parse_items(x->c, t, arena_strndup(&x->c->arena, w->at, w->n));
		if (value)
			bad(x, w, value);
	} else if (word_is(w, "open")) {
		if (t->base != TYPE_OBJECT)
			bad(x, w, "only an object can be open");
		t->flags |= TYPE_OPEN;
	} else if (!value_of(x, w, "means") && !value_of(x, w, "webhook")) {
		bad(x, w, "no such attribute");
	}
}

static const struct base *find_base(const struct word *w)
{
	for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++)
		if (word_is(w, bases[i].name))
			return &bases[i];
	return NULL;
}

static struct type *base_type(struct compile *c, const struct base *b)
{
	struct type *t = new_type(c, b->base);

	t->format = (uint16_t)b->format;
	if (b->bounded) {
		t->flags = TYPE_MIN | TYPE_MAX;
		t->min = b->min;
		t->max = b->max;
	}
	return t;
}

static struct type *copy_of(struct compile *c, const struct type *t)
{
	struct type *copy = new_type(c, t->base);

	*copy = *t;
	return copy;
}

static void demand(struct expression *x, struct type *t, enum demand d)
{
	bool is_number = t->base == TYPE_INT || t->base == TYPE_NUMBER;

	if (demand_is_of_numbers(d) ? !is_number : t->base != TYPE_STRING)
		complain(x->c, x->node, 0, "what the webhook demands does not go with the type");
	t->demand = (uint16_t)d;
}

/* What is said of the scalars, also behind list and map. */
struct about_scalars {
	enum meaning means;
	enum demand demand;
};

/* The type itself: list and map in front, then a base type or a name. Words after it are attributes, from *i on. */
static struct type *leading_type(struct expression *x, size_t *i, struct type *object, struct about_scalars of, bool narrowed)
{
	struct type *t = object, *outer;
	size_t first = 0, at;
	const struct base *base;
	struct named *named;

	while (first < x->n_words && (word_is(&x->words[first], "list") || word_is(&x->words[first], "map")))
		first++;
	at = first;
	if (at == x->n_words && !object) {
		complain(x->c, x->node, 0, "a type is missing");
		return new_type(x->c, TYPE_ANY);
	}
	base = at < x->n_words ? find_base(&x->words[at]) : NULL;
	named = at < x->n_words ? find_named(x->file, x->words[at].at, x->words[at].n) : NULL;
	if (object) {
		at += base && base->base == TYPE_OBJECT;
	} else if (base) {
		t = base_type(x->c, base);
		at++;
	} else if (named) {
		t = resolve(x->c, x->file, named);
		if (of.means || of.demand || (narrowed && first == 0)) {
			if (named->progress == UNDER_WAY)
				bad(x, &x->words[at], "a type that holds itself cannot be narrowed");
			t = copy_of(x->c, t);
		}
		at++;
	} else {
		bad(x, &x->words[at], "no such type");
		*i = x->n_words;
		return new_type(x->c, TYPE_ANY);
	}
	if (of.means)
		t->means = (uint16_t)of.means;
	if (of.demand)
		demand(x, t, of.demand);
	*i = at;
	for (; first > 0; first--, t = outer) {
		outer = new_type(x->c, word_is(&x->words[first - 1], "list") ? TYPE_LIST : TYPE_MAP);
		outer->item = t;
	}
	return t;
}

/* The words without those of the field, as one text: equal texts are equal types. */
static const struct str *type_text(struct expression *x, const bool *is_field)
{
	struct buf b = BUF_INIT;
	const struct str *text;

	for (size_t i = 0; i < x->n_words; i++)
		if (!is_field[i]) {
			buf_add(&b, x->words[i].at, x->words[i].n);
			buf_putc(&b, ' ');
		}
	text = pool_intern(x->c->pool, b.n ? b.at : "", b.n);
	buf_release(&b);
	return text;
}

struct type *parse_expression(struct compile *c, struct file *file, const struct node *n,
	struct type *object, struct field *f, const char **about)
{
	struct expression x = {.c = c, .file = file, .node = n};
	bool is_field[MAX_WORDS] = {false}, narrowed = false;
	struct about_scalars of = {MEANS_NOTHING, DEMAND_NONE};
	struct type *t;
	void **known;
	size_t i = 0;

	split(&x);
	*about = x.about;
	for (size_t k = 0; k < x.n_words; k++) {
		const char *word;

		is_field[k] = field_word(&x, &x.words[k], f);
		if ((word = value_of(&x, &x.words[k], "means"))) {
			of.means = meaning_find(word);
			if (!of.means)
				bad(&x, &x.words[k], "no such meaning");
		} else if ((word = value_of(&x, &x.words[k], "webhook"))) {
			of.demand = demand_find(word);
			if (!of.demand)
				bad(&x, &x.words[k], "the webhook has no such demand");
		} else {
			narrowed |= k > 0 && !is_field[k] && !word_is(&x.words[k - 1], "list") && !word_is(&x.words[k - 1], "map");
		}
	}
	known = map_at(&c->arena, &file->expressions, type_text(&x, is_field), NULL, NULL);
	if (!object && *known)
		return *known;
	t = leading_type(&x, &i, object, of, narrowed);
	for (; i < x.n_words; i++)
		if (!is_field[i])
			type_word(&x, t, &x.words[i]);
	if (!object) /* known may have moved while other types were parsed */
		*map_at(&c->arena, &file->expressions, type_text(&x, is_field), NULL, NULL) = t;
	return t;
}
