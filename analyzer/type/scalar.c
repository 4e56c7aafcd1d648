/* Texts, numbers and booleans, and the names of members, against their types. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "doc/edit.h"
#include "doc/notices.h"
#include "doc/placeholder.h"
#include "doc/scalar.h"
#include "type/duration.h"
#include "type/fault.h"
#include "type/format.h"
#include "type/judge.h"
#include "type/pattern.h"

#define MOST_HINTED 60 /* bytes of a text that a message says again */

/* The text that is judged: a value, or the name of the member that the node is. */
struct text {
	struct check *check;
	const struct type *type;
	struct node *node;
	const struct str *text;
	bool is_key;
};

static const char *name(const struct text *x)
{
	struct check *c = x->check;

	if (!x->is_key)
		return fault_name(c, x->node);
	return arena_printf(c->arena, "the key \"%s\" of %s", fault_text(c, x->text), fault_name(c, x->node->parent));
}

/* name is "text"; it must ... */
static struct finding *text_fault(const struct text *x, const struct notice *n, const char *what)
{
	struct check *c = x->check;

	x->node->flags |= NODE_POISONED;
	if (x->is_key)
		return fault_at_key(c, n, x->node, "%s %s", name(x), what);
	if (x->text->len == 0)
		return fault_at(c, n, x->node, "%s %s", name(x), what);
	return fault_at(c, n, x->node, "%s is \"%s\"; it %s", name(x), fault_text(c, x->text), what);
}

static const char *value_at(const void *words, size_t i)
{
	return ((const struct enum_value *)words)[i].text;
}

static void unknown_value(const struct text *x)
{
	const struct type *t = x->type;
	struct check *c = x->check;
	bool is_number = t->base == TYPE_INT || t->base == TYPE_NUMBER; /* another number is none that was meant */
	int near = is_number ? -1 : judge_nearest(c, x->text->text, x->text->len, value_at, t->values, t->n_values);
	const char **words = arena_array(c->arena, const char *, t->n_values);
	const char *meant = near >= 0 ? t->values[near].text : is_number ? NULL : meant_ending(t, x->text);
	struct finding *f;

	x->node->flags |= NODE_POISONED;
	if (meant && *meant) {
		f = fault_at(c, &notice_type_unknown_value, x->node, "unknown value \"%s\" for %s; did you mean \"%s\"?",
			fault_text(c, x->text), name(x), meant);
		fault_replace(c, f, x->node, meant);
		return;
	}
	for (uint32_t i = 0; i < t->n_values; i++)
		words[i] = t->values[i].text;
	fault_at(c, &notice_type_unknown_value, x->node, "unknown value \"%s\" for %s; it must be %s",
		fault_text(c, x->text), name(x), fault_names(c, words, t->n_values, "or"));
}

static void judge_enum(const struct text *x)
{
	const struct type *t = x->type;
	struct check *c = x->check;

	for (uint32_t i = 0; i < t->n_values; i++) {
		const struct enum_value *v = &t->values[i];

		if (strcmp(v->text, x->text->text) != 0)
			continue;
		if (judge_is_new(c, v->since))
			judge_new(c, v->since, x->node, false, arena_printf(c->arena, "the value \"%s\" of %s", v->text, name(x)));
		if (v->replacement)
			fault_replace(c, fault_at(c, &notice_type_deprecated, x->node, "the value \"%s\" of %s is deprecated; use \"%s\"", v->text, name(x),
				v->replacement), x->node, v->replacement);
		else if (v->deprecated)
			fault_at(c, &notice_type_deprecated, x->node, "the value \"%s\" of %s is deprecated", v->text, name(x));
		return;
	}
	unknown_value(x);
}

static const char *duration_words(struct check *c, int64_t ns)
{
	static const struct { int64_t ns; const char *unit; } units[] = {
		{3600000000000, "h"}, {60000000000, "m"}, {1000000000, "s"}, {1000000, "ms"}, {1000, "us"},
	};

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (ns >= units[i].ns && ns % units[i].ns == 0)
			return arena_printf(c->arena, "%lld%s", (long long)(ns / units[i].ns), units[i].unit);
	return arena_printf(c->arena, "%lldns", (long long)ns);
}

/* Is the text a duration within its bounds? Reports if not. */
static bool judge_duration(const struct text *x)
{
	const struct type *t = x->type;
	int64_t ns;

	if (!duration_parse(x->text->text, x->text->len, &ns)) {
		const char *meant = x->is_key ? NULL : meant_duration(x->check->arena, x->text->text);
		struct finding *f = text_fault(x, &notice_type_bad_format, meant ? arena_printf(x->check->arena, "must be a duration: write %s", meant)
			: "must be a duration such as 10s or 1h30m");

		if (meant && f && f->notice == &notice_type_bad_format)
			fault_replace(x->check, f, x->node, meant);
		return false;
	}
	if (t->flags & TYPE_MIN && ns < t->min)
		text_fault(x, &notice_type_out_of_range,
			arena_printf(x->check->arena, "must be at least %s", duration_words(x->check, t->min)));
	else if (t->flags & TYPE_MAX && ns > t->max)
		text_fault(x, &notice_type_out_of_range,
			arena_printf(x->check->arena, "must be at most %s", duration_words(x->check, t->max)));
	else
		return true;
	return false;
}

/* A text that begins with the prefix: is what follows as it must be? */
static void judge_prefix(const struct text *x)
{
	const struct prefix_case *p = &x->type->prefix;
	struct check *c = x->check;
	size_t n = strlen(p->prefix);

	if (!str_starts(x->text, p->prefix))
		return;
	if (p->next_in && (x->text->len == n || !strchr(p->next_in, x->text->text[n])))
		text_fault(x, &notice_type_bad_format, arena_printf(c->arena,
			"must have one of the characters \"%s\" after \"%s\"", p->next_in, p->prefix));
	else if (p->not_suffix && str_ends(x->text, p->not_suffix))
		text_fault(x, &notice_type_bad_format, arena_printf(c->arena, "must not end with \"%s\"", p->not_suffix));
}

static bool length_holds(const struct text *x)
{
	const struct type *t = x->type;
	size_t n;

	if (t->empty && x->text->len) {
		text_fault(x, &notice_type_bad_length, "must be empty");
		return false;
	}
	if ((!t->min_n || x->text->len >= 4 * (size_t)t->min_n) && (!t->max_n || x->text->len <= t->max_n))
		return true;
	n = utf8_count(x->text->text, x->text->len);
	if (t->min_n && n == 0)
		text_fault(x, &notice_type_bad_length, "must not be empty");
	else if (n < t->min_n)
		text_fault(x, &notice_type_bad_length, arena_printf(x->check->arena, "must have at least %u characters", t->min_n));
	else if (t->max_n && n > t->max_n)
		text_fault(x, &notice_type_bad_length,
			arena_printf(x->check->arena, "must have at most %u characters, not %zu", t->max_n, n));
	else
		return true;
	return false;
}

/* Does the text match its type's pattern, as far as that is found out? */
static bool pattern_holds(const struct text *x)
{
	enum truth t = pattern_matches(x->type->pattern, x->text->text, x->text->len);

	if (t == UNKNOWN)
		fault_at(x->check, &notice_type_pattern_steps, x->node, "%s was not checked: to match it with the pattern %s takes too many steps",
			fault_name(x->check, x->node), x->type->pattern->text);
	return t != NO;
}

/* Is it the name of a port, which a dash and small letters put right? Others may name it so: that is for the user to decide. */
static void fix_port_name(const struct text *x, struct finding *f)
{
	const struct type *t = x->type;
	const struct node *list = x->node->parent ? x->node->parent->parent : NULL;
	char *name = arena_strndup(x->check->arena, x->text->text, x->text->len);

	if (!f || x->is_key || !str_is(x->node->key, "name") || !list || !str_is(list->key, "ports") || f->notice != &notice_type_bad_format)
		return;
	for (char *c = name; *c; c++)
		*c = *c == '_' ? '-' : *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
	if ((t->format && !format_accepts(t->format, name, x->text->len)) || (t->pattern && pattern_matches(t->pattern, name, x->text->len) != YES))
		return;
	fault_replace(x->check, f, x->node, name);
	f->unsafe = true;
}

static void judge_text(const struct text *x)
{
	const struct type *t = x->type;
	struct arena *a = x->check->arena;

	if (!length_holds(x))
		return;
	if (t->n_values)
		judge_enum(x);
	else if (t->format == FORMAT_DURATION && !judge_duration(x))
		return;
	else if (t->format && !format_accepts(t->format, x->text->text, x->text->len))
		fix_port_name(x, text_fault(x, &notice_type_bad_format, arena_printf(a, "must %s", format_words(t->format))));
	else if (t->pattern && !pattern_holds(x))
		fix_port_name(x, text_fault(x, &notice_type_bad_format, t->pattern->must ? arena_printf(a, "must %s", t->pattern->must)
			: arena_printf(a, "must match the pattern %s", t->pattern->text)));
	else if (t->not_equal && str_is(x->text, t->not_equal))
		text_fault(x, &notice_type_bad_format, arena_printf(a, "must not be \"%s\"", t->not_equal));
	else if (t->not_contains && memmem(x->text->text, x->text->len, t->not_contains, strlen(t->not_contains)))
		text_fault(x, &notice_type_bad_format, arena_printf(a, "must not contain \"%s\"", t->not_contains));
	else if (t->not_pattern && pattern_matches(t->not_pattern, x->text->text, x->text->len) == YES)
		text_fault(x, &notice_type_bad_format, arena_printf(a, "must not %s", t->not_pattern->must));
	else if (t->not_format && format_accepts(t->not_format, x->text->text, x->text->len))
		text_fault(x, &notice_type_bad_format, arena_printf(a, "must not %s", format_words(t->not_format)));
	else if (t->prefix.prefix)
		judge_prefix(x);
}

/* The number that a scalar is; HUGE_VAL where it is none. */
double node_number(const struct node *n)
{
	struct value v = scalar_resolve(n->text->text, n->text->len);

	if (v.scalar == SCALAR_INT && !v.is_float)
		return (double)v.whole;
	return v.scalar == SCALAR_INT || v.scalar == SCALAR_FLOAT ? v.number : HUGE_VAL;
}

static bool is_whole(const struct node *n)
{
	double d;

	if (n->scalar == SCALAR_INT)
		return true;
	if (n->scalar != SCALAR_FLOAT)
		return false;
	d = node_number(n);
	return d >= 9.2e18 || d <= -9.2e18 || d == (double)(int64_t)d;
}

static void range_fault(struct check *c, struct node *n, const char *bound, const char *limit)
{
	n->flags |= NODE_POISONED;
	fault_at(c, &notice_type_out_of_range, n, "%s is %s; it must be %s %s",
		fault_name(c, n), fault_text(c, n->text), bound, limit);
}

static void judge_int(struct check *c, const struct type *t, struct node *n)
{
	int64_t v;
	bool small, large;

	if (node_int(n, &v)) {
		small = t->flags & TYPE_MIN && (t->flags & TYPE_ABOVE ? v <= t->min : v < t->min);
		large = t->flags & TYPE_MAX && (t->flags & TYPE_BELOW ? v >= t->max : v > t->max);
	} else {
		small = t->flags & TYPE_MIN && node_number(n) < 0;
		large = t->flags & TYPE_MAX && node_number(n) > 0;
	}
	if (small)
		range_fault(c, n, t->flags & TYPE_ABOVE ? "more than" : "at least",
			arena_printf(c->arena, "%lld", (long long)t->min));
	else if (large)
		range_fault(c, n, t->flags & TYPE_BELOW ? "less than" : "at most",
			arena_printf(c->arena, "%lld", (long long)t->max));
}

static void judge_number(struct check *c, const struct type *t, struct node *n)
{
	double d = node_number(n);

	if (t->flags & TYPE_MIN && (t->flags & TYPE_ABOVE ? !(d > t->min_number) : !(d >= t->min_number)))
		range_fault(c, n, t->flags & TYPE_ABOVE ? "more than" : "at least", arena_printf(c->arena, "%g", t->min_number));
	else if (t->flags & TYPE_MAX && (t->flags & TYPE_BELOW ? !(d < t->max_number) : !(d <= t->max_number)))
		range_fault(c, n, t->flags & TYPE_BELOW ? "less than" : "at most", arena_printf(c->arena, "%g", t->max_number));
}

/* The number that a text in quotes is to protobuf, which reads "80" as 80; SCALAR_STRING where it is none. */
static enum scalar number_in_quotes(const struct str *text)
{
	const char *at = text->text + (text->text[0] == '-');
	size_t digits = strspn(at, "0123456789");
	char *end;

	if (digits == 0 || digits > 18 || (*at == '0' && digits > 1))
		return SCALAR_STRING;
	if (!at[digits])
		return SCALAR_INT;
	strtod(text->text, &end);
	if (*end || at[digits] != '.' || !at[digits + 1])
		return SCALAR_STRING;
	return scalar_resolve(text->text, text->len).scalar; /* 80.0 is whole */
}

/* A number that is one of a few: run-time schemas have enums of these too. */
static void judge_choice(const struct text *x)
{
	for (uint32_t i = 0; i < x->type->n_values; i++)
		if (node_number(x->node) == strtod(x->type->values[i].text, NULL))
			return;
	unknown_value(x);
}

void judge_scalar(struct check *c, const struct type *t, struct node *n)
{
	struct text x = {c, t, n, n->text, false};
	bool string = n->scalar == SCALAR_STRING;
	bool either = t->base == TYPE_INT_OR_STRING;

	if (string && c->advice && (t->base == TYPE_INT || t->base == TYPE_NUMBER))
		n->scalar = (uint8_t)number_in_quotes(n->text);
	if ((t->base == TYPE_STRING || either) && string)
		judge_text(&x);
	else if ((t->base == TYPE_INT || either) && is_whole(n))
		judge_int(c, t, n);
	else if (t->base == TYPE_NUMBER && (n->scalar == SCALAR_INT || n->scalar == SCALAR_FLOAT))
		judge_number(c, t, n);
	else if (!(t->base == TYPE_BOOL && n->scalar == SCALAR_BOOL))
		judge_wrong_type(c, t, n);
	if (t->n_values && t->base != TYPE_STRING && n->scalar != SCALAR_STRING && !(n->flags & NODE_POISONED))
		judge_choice(&x);
	if (t->demand && !c->unwatched && !(n->flags & NODE_POISONED))
		judge_demand(c, (enum demand)t->demand, n, false);
}

/* A whole number of at most 18 digits, as CEL's int() and JSON both read it. */
static bool parse_int(const struct str *text, int64_t *out)
{
	const char *at = text->text;
	bool negative = *at == '-';
	int64_t v = 0;

	at += negative || *at == '+';
	if (!*at || strlen(at) > 18 || strlen(text->text) != text->len)
		return false;
	for (; *at; at++) {
		if (*at < '0' || *at > '9')
			return false;
		v = v * 10 + (*at - '0');
	}
	*out = negative ? -v : v;
	return true;
}

void judge_key(struct check *c, const struct type *key, struct node *member)
{
	struct text x = {c, key, member, member->key, true};
	int64_t v;

	if (key->base != TYPE_INT)
		judge_text(&x);
	else if (!parse_int(member->key, &v))
		text_fault(&x, &notice_type_wrong_type, "must be a whole number");
	else if ((key->flags & TYPE_MIN && v < key->min) || (key->flags & TYPE_MAX && v > key->max))
		text_fault(&x, &notice_type_out_of_range, arena_printf(c->arena, "must be between %lld and %lld",
			(long long)key->min, (long long)key->max));
	if (key->demand && !c->unwatched && !(member->flags & NODE_POISONED))
		judge_demand(c, (enum demand)key->demand, member, true);
}

/* How a value of a wrong type is put right. */
enum remedy {
	REMEDY_NONE,
	REMEDY_UNQUOTE, /* the text is a number or a boolean */
	REMEDY_QUOTE,
	REMEDY_UNIT,    /* 5s for 5 where a duration is wanted */
	REMEDY_PORT,    /* {number: 80} for 80 where a port is */
	REMEDY_LIST,    /* [a] for a where a list is */
	REMEDY_ITEM,    /* - a: b for a: b where a list is */
	REMEDY_ONLY,    /* a for [a] where no list is */
};

static bool is_port_object(const struct type *t)
{
	return t->base == TYPE_OBJECT && t->n_fields == 1 && strcmp(t->fields[0].name, "number") == 0;
}

static enum remedy remedy_of(const struct type *t, const struct node *n)
{
	bool quoted = n->kind == NODE_SCALAR && n->scalar == SCALAR_STRING && n->flags & NODE_QUOTED;
	bool bare = n->kind == NODE_SCALAR && (n->scalar == SCALAR_BOOL || n->scalar == SCALAR_INT || n->scalar == SCALAR_FLOAT);
	bool plain = quoted || (n->kind == NODE_SCALAR && n->scalar == SCALAR_INT);
	bool whole, same;
	int64_t v = 0;

	whole = plain && parse_int(n->text, &v);
	same = whole && scalar_resolve(n->text->text, n->text->len).whole == v; /* not one that begins with a zero, and would be octal */
	if (quoted && ((t->base == TYPE_INT && same) || (t->base == TYPE_BOOL && (str_is(n->text, "true") || str_is(n->text, "false")))))
		return REMEDY_UNQUOTE;
	if (bare && t->base == TYPE_STRING && !t->n_values && t->format != FORMAT_DURATION)
		return REMEDY_QUOTE;
	if (bare && whole && t->base == TYPE_STRING && t->format == FORMAT_DURATION && v > 0 && v < 1000) /* more would rather be milliseconds */
		return REMEDY_UNIT;
	if (same && n->text->text[0] != '0' && v > 0 && is_port_object(t))
		return REMEDY_PORT;
	if (meant_only(t, n))
		return REMEDY_ONLY;
	if (!meant_item(t, n))
		return REMEDY_NONE;
	return n->kind == NODE_SCALAR ? REMEDY_LIST : REMEDY_ITEM;
}

static const char *remedy_hint(struct check *c, enum remedy r, const struct node *n)
{
	const char *list;

	switch (r) {
	case REMEDY_UNQUOTE: return "; remove the quotes";
	case REMEDY_QUOTE: return "; put it in quotes";
	case REMEDY_UNIT: return arena_printf(c->arena, "; write %ss", n->text->text);
	case REMEDY_PORT: return arena_printf(c->arena, "; write {number: %s}", n->text->text);
	case REMEDY_LIST:
		list = edit_list(c->arena, n);
		return list && n->text->len <= MOST_HINTED ? arena_printf(c->arena, "; write %s", list) : "";
	case REMEDY_ITEM: return n->flags & NODE_FLOW ? "; put it in brackets" : "; put a dash before it";
	case REMEDY_ONLY: return "; remove the brackets";
	case REMEDY_NONE: break;
	}
	return "";
}

static void remedy_make(struct check *c, struct finding *f, enum remedy r, const struct node *n)
{
	switch (r) {
	case REMEDY_UNQUOTE: fault_unquote(c, f, n); break;
	case REMEDY_QUOTE: fault_quote(c, f, n); break;
	case REMEDY_UNIT: fault_replace(c, f, n, arena_printf(c->arena, "%ss", n->text->text)); break;
	case REMEDY_PORT: fault_wrap_number(c, f, n, "number"); break;
	case REMEDY_LIST: fault_list(c, f, n); break;
	case REMEDY_ITEM: fault_item(c, f, n); break;
	case REMEDY_ONLY: fault_only(c, f, n); break;
	case REMEDY_NONE: break;
	}
}

/* {your-domain}, to be filled in, which YAML reads as a map with a name and nothing behind it. */
static bool is_braced_name(const struct node *n)
{
	const struct node *m = n->kind == NODE_MAP ? n->first : NULL;
	const struct str *name = m && !m->next && node_source(n)->bytes[n->begin] == '{' ? m->key : NULL;

	return name && name->len == n->end - n->begin - 2 && placeholder_in_braces(name->text, name->len);
}

static bool is_number_to_come(const struct node *n)
{
	return n->kind == NODE_SCALAR && n->scalar == SCALAR_STRING && placeholder_of_number(n->text->text, n->text->len);
}

void judge_wrong_type(struct check *c, const struct type *t, struct node *n)
{
	enum remedy remedy = remedy_of(t, n);
	struct finding *f;

	n->flags |= NODE_POISONED;
	if (t->base > TYPE_LIST && (is_braced_name(n) || (t->base == TYPE_INT && is_number_to_come(n)))) {
		c->unsettled = true;
		fault_at(c, &notice_input_placeholder, n, "%s holds a placeholder and was not judged", fault_name(c, n));
		return;
	}
	f = fault_at(c, &notice_type_wrong_type, n, "expected %s in %s, found %s%s",
		type_base_words(t), fault_name(c, n), fault_value(c, n), remedy_hint(c, remedy, n));
	remedy_make(c, f, remedy, n);
	if (f && remedy == REMEDY_ONLY && t->base == TYPE_STRING)
		f->unsafe = true; /* a text in brackets may be one that is to be filled in */
}

static void length_fault(struct check *c, const struct node *n, const char *bound, uint32_t limit, uint32_t count)
{
	const char *what = n->kind == NODE_LIST ? "item" : "member";

	fault_at_head(c, &notice_type_bad_length, n, "%s must have %s %u %s%s, not %u",
		fault_name(c, n), bound, limit, what, limit == 1 ? "" : "s", count);
}

void judge_length(struct check *c, const struct type *t, const struct node *n, uint32_t count)
{
	if (t->empty && count)
		length_fault(c, n, "at most", 0, count);
	else if (count < t->min_n && !c->partial)
		length_fault(c, n, "at least", t->min_n, count);
	else if (t->max_n && count > t->max_n)
		length_fault(c, n, "at most", t->max_n, count);
}

void judge_unsettled(struct check *c, const struct node *n)
{
	c->unsettled = true;
	if (n->kind == NODE_SCALAR && placeholder_in(n->text->text, n->text->len))
		fault_at(c, &notice_input_placeholder, n, "%s holds a placeholder and was not judged", fault_name(c, n));
}
