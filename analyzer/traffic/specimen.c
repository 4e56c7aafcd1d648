/* Texts by which values are told apart: the values themselves, and each beginning and end with a word between them that says nothing. */
#include "traffic/specimen.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "traffic/value.h"

#define MOST_COMBINATIONS 4096 /* of a beginning with an end */

struct affixes {
	VEC(const char *) list; /* the first is "" */
};

struct specimen_work {
	enum specimen_sort sort;
	struct arena *arena;
	struct affixes heads, tails;
	VEC(const char *) exact;
	struct specimens *out;
};

static bool is_path(enum specimen_sort sort)
{
	return sort == SPECIMEN_PATH || sort == SPECIMEN_RAW_PATH;
}

static bool same_text(const struct specimen_work *w, const char *a, const char *b)
{
	return w->sort == SPECIMEN_HOST ? strcasecmp(a, b) == 0 : strcmp(a, b) == 0;
}

static bool begins_with(const struct specimen_work *w, const char *text, const char *head)
{
	size_t n = strlen(head);

	return strlen(text) >= n && (w->sort == SPECIMEN_HOST ? strncasecmp(text, head, n) : strncmp(text, head, n)) == 0;
}

static bool ends_with(const struct specimen_work *w, const char *text, const char *tail)
{
	size_t n = strlen(tail), len = strlen(text);

	return len >= n && same_text(w, text + len - n, tail);
}

static void add_affix(const struct specimen_work *w, struct affixes *to, const char *text)
{
	for (size_t i = 0; i < to->list.n; i++)
		if (same_text(w, to->list.at[i], text))
			return;
	vec_push(w->arena, &to->list, text);
}

static void add_text(const struct specimen_work *w, const char *text)
{
	for (size_t i = 0; i < w->out->list.n; i++)
		if (strcmp(w->out->list.at[i], text) == 0)
			return;
	vec_push(w->arena, &w->out->list, text);
}

static void sort_value(struct specimen_work *w, const char *value)
{
	size_t n = strlen(value);

	if (strcmp(value, "*") == 0)
		return;
	if (value[0] == '*')
		add_affix(w, &w->tails, value + 1);
	else if (n && value[n - 1] == '*')
		add_affix(w, &w->heads, arena_strndup(w->arena, value, n - 1));
	else if (n)
		vec_push(w->arena, &w->exact, value);
}

/* Does the text begin and end with nothing that head and tail do not bring, and is it none of the whole values? */
static bool says_nothing(const struct specimen_work *w, const char *text, const char *head, const char *tail)
{
	for (size_t i = 0; i < w->heads.list.n; i++)
		if (begins_with(w, text, w->heads.list.at[i]) != begins_with(w, head, w->heads.list.at[i]))
			return false;
	for (size_t i = 0; i < w->tails.list.n; i++)
		if (ends_with(w, text, w->tails.list.at[i]) != ends_with(w, tail, w->tails.list.at[i]))
			return false;
	for (size_t i = 0; i < w->exact.n; i++)
		if (same_text(w, text, w->exact.at[i]))
			return false;
	return true;
}

/* The n-th word to try; NULL: there are no more. No letter of theirs is a digit of a hexadecimal escape at the beginning. */
static const char *word(const struct specimen_work *w, size_t i)
{
	static const char *const methods[] = { "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS" };
	static const char *const words[] = { "other", "x", "y", "z" };
	static const char letters[] = "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ";
	size_t n_methods = w->sort == SPECIMEN_METHOD ? sizeof methods / sizeof *methods : 0, n_words = sizeof words / sizeof *words;
	size_t n = sizeof letters - 1;

	if (i < n_methods)
		return methods[i];
	i -= n_methods;
	if (i < n_words)
		return words[i];
	i -= n_words;
	return i < n * n ? arena_printf(w->arena, "%c-%c", letters[i / n], letters[i % n]) : NULL;
}

static void combine(struct specimen_work *w, const char *head, const char *tail)
{
	const char *slash = is_path(w->sort) && head[0] != '/' ? "/" : "", *middle;

	for (size_t i = 0; (middle = word(w, i)); i++) {
		const char *text = arena_printf(w->arena, "%s%s%s%s", slash, head, middle, tail);

		/* What a path begins with in any case is no matter of the word. */
		if (says_nothing(w, text, *head ? head : slash, tail)) {
			add_text(w, text);
			return;
		}
	}
	w->out->whole = false;
}

void specimens_make(enum specimen_sort sort, const char *const *values, size_t n, struct arena *arena, struct specimens *out)
{
	struct specimen_work w = { .sort = sort, .arena = arena, .out = out };
	bool templates = false;

	*out = (struct specimens){ .whole = true };
	add_affix(&w, &w.heads, "");
	add_affix(&w, &w.tails, "");
	for (size_t i = 0; i < n; i++) {
		templates |= is_path(sort) && value_is_template(values[i]);
		if (!is_path(sort) || !value_is_template(values[i]))
			sort_value(&w, values[i]);
	}
	for (size_t i = 0; i < w.exact.n; i++)
		if (!is_path(sort) || w.exact.at[i][0] == '/')
			add_text(&w, w.exact.at[i]);
	out->whole = w.heads.list.n * w.tails.list.n <= MOST_COMBINATIONS;
	for (size_t i = 0; i < w.heads.list.n; i++)
		for (size_t k = 0; k < (out->whole || !i ? w.tails.list.n : 1); k++)
			combine(&w, w.heads.list.at[i], w.tails.list.at[k]);
	if (templates)
		specimens_of_templates(values, n, sort == SPECIMEN_RAW_PATH, arena, out);
}

/* Is a piece of the value a beginning or an end of the word? */
static bool touches(const char *value, const char *name)
{
	size_t len = strlen(name);

	while (*value) {
		size_t n = strcspn(value, "*/");

		if (n && n <= len && (strncmp(value, name, n) == 0 || strncmp(value, name + len - n, n) == 0))
			return true;
		value += n;
		value += *value != 0;
	}
	return false;
}

const char *specimen_word(const char *const *values, size_t n, struct arena *arena)
{
	static const char *const words[] = { "other", "another", "elsewhere" };

	for (size_t i = 0;; i++) {
		const char *name = i < 3 ? words[i] : arena_printf(arena, "x%zu-q%zu", i, i);
		size_t k = 0;

		while (k < n && !touches(values[k], name))
			k++;
		if (k == n)
			return name;
		if (i > 2 * n + 64) /* each value of one letter rules some of them out: none is left */
			return arena_printf(arena, "~%zu~", i);
	}
}
