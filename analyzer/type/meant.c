/* What somebody surely meant by a value that cannot be what it is. */
#include <ctype.h>
#include <string.h>

#include "type/judge.h"

#define MOST_DIGITS 9

/* Units of time as people write them, and as Go does. */
static const struct {
	const char *word, *unit;
} units[] = {
	{ "", "s" }, { "s", "s" }, { "sec", "s" }, { "secs", "s" }, { "second", "s" }, { "seconds", "s" },
	{ "m", "m" }, { "min", "m" }, { "mins", "m" }, { "minute", "m" }, { "minutes", "m" },
	{ "h", "h" }, { "hr", "h" }, { "hrs", "h" }, { "hour", "h" }, { "hours", "h" },
	{ "ms", "ms" }, { "msec", "ms" }, { "millis", "ms" }, { "milliseconds", "ms" },
};

const char *meant_duration(struct arena *a, const char *text)
{
	size_t digits = strspn(text, "0123456789"), blanks = strspn(text + digits, " ");
	const char *word = text + digits + blanks;

	if (!digits || digits > MOST_DIGITS || (*text == '0'))
		return NULL;
	if (!*word && (blanks || digits > 3))
		return NULL;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(word, units[i].word) == 0)
			return arena_printf(a, "%.*s%s", (int)digits, text, units[i].unit);
	return NULL;
}

static bool same_caseless(const char *a, const char *b)
{
	for (; *a && tolower((unsigned char)*a) == tolower((unsigned char)*b); a++, b++)
		;
	return !*a && !*b;
}

const char *meant_ending(const struct type *t, const struct str *text)
{
	const char *found = NULL;

	for (uint32_t i = 0; i < t->n_values && text->len > 2; i++) {
		const char *value = t->values[i].text;
		size_t n = strlen(value);

		if (n <= text->len + 1 || value[n - text->len - 1] != '_' || !same_caseless(value + n - text->len, text->text))
			continue;
		if (found)
			return NULL;
		found = value;
	}
	return found;
}

/* Is it an object of the type, as far as the names of its members tell? */
static bool has_only_fields(const struct type *t, const struct node *n)
{
	for (const struct node *m = n->first; m; m = m->next)
		if (!type_field(t, m->key))
			return false;
	return n->n > 0;
}

bool meant_item(const struct type *t, const struct node *n)
{
	const struct type *item = t->base == TYPE_LIST ? t->item : NULL;

	if (item && item->base == TYPE_OBJECT && n->kind == NODE_MAP)
		return has_only_fields(item, n);
	if (!item || n->kind != NODE_SCALAR)
		return false;
	if (item->base == TYPE_STRING) /* more than one name may be in it, or a list that quotes made a text */
		return n->scalar == SCALAR_STRING && n->text->len && strlen(n->text->text) == n->text->len && !strpbrk(n->text->text, ",;[]{} \t\r\n");
	return item->base == TYPE_INT && n->scalar == SCALAR_INT;
}

bool meant_only(const struct type *t, const struct node *n)
{
	const struct node *only = n->kind == NODE_LIST && n->n == 1 && n->flags & NODE_FLOW ? n->first : NULL;

	if (!only || only->kind != NODE_SCALAR)
		return false;
	if (t->base == TYPE_STRING)
		return only->scalar == SCALAR_STRING && only->text->len;
	return (t->base == TYPE_INT && only->scalar == SCALAR_INT) || (t->base == TYPE_BOOL && only->scalar == SCALAR_BOOL);
}
