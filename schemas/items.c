/* What the items of a list demand of each other: unique=a+b, once=a:X|Y, alike=a+b:c, alone=X, total=a:8. */
#include <stdlib.h>
#include <string.h>

#include "compile.h"

struct items {
	struct compile *c;
	struct type *type;
	const char *why; /* it is no good; NULL so far */
};

static const struct word {
	const char *name;
	enum unique_kind kind;
} words[] = {
	{"unique", UNIQUE_KEY}, {"once", UNIQUE_ONE_OF}, {"alike", UNIQUE_ALIKE}, {"alone", UNIQUE_ALONE}, {"total", UNIQUE_TOTAL},
};

/* The word that this begins with, up to its value. */
static const struct word *find(const char *text)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		size_t n = strlen(words[i].name);

		if (strncmp(text, words[i].name, n) == 0 && (text[n] == '=' || (!text[n] && words[i].kind == UNIQUE_KEY)))
			return &words[i];
	}
	return NULL;
}

bool is_items_word(const char *word)
{
	return find(word) != NULL;
}

/* X|Y, ended by NULL */
static const char *const *values(struct items *x, char *text)
{
	VEC(const char *) all = {NULL, 0, 0};
	char *save;

	for (char *one = strtok_r(text, "|", &save); one; one = strtok_r(NULL, "|", &save))
		vec_push(&x->c->arena, &all, one);
	vec_push(&x->c->arena, &all, NULL);
	return all.at;
}

/* a+b?, names of the items' fields */
static void names(struct items *x, struct unique *u, char *text)
{
	VEC(const char *) all = {NULL, 0, 0};
	char *save;

	for (char *name = strtok_r(text, "+", &save); name; name = strtok_r(NULL, "+", &save)) {
		size_t n = strlen(name);

		if (n && name[n - 1] == '?') {
			u->needed |= 1u << all.n;
			name[n - 1] = '\0';
		}
		if (x->type->item->base != TYPE_OBJECT || !type_field_named(x->type->item, name))
			x->why = "the items have no such field";
		vec_push(&x->c->arena, &all, name);
	}
	u->names = all.at;
	u->n = (uint32_t)all.n;
	u->keys = arena_array(&x->c->arena, uint32_t, all.n);
}

/* One part of a value, between commas. */
static struct unique parse(struct items *x, enum unique_kind kind, char *text)
{
	struct unique u = {.kind = kind};
	char *colon = strchr(text, ':'), *plus;

	if (kind == UNIQUE_ALONE) {
		u.values = values(x, text);
		return u;
	}
	if (!colon && kind != UNIQUE_KEY) {
		x->why = "what stands behind the colon is missing";
		return u;
	}
	if (colon && kind == UNIQUE_ALIKE) {
		*colon = '+';
	} else if (colon) {
		*colon = '\0';
		plus = strchr(colon + 1, '+');
		if (plus)
			*plus = '\0';
		if (kind == UNIQUE_TOTAL)
			u.most = (uint32_t)strtoul(colon + 1, NULL, 10);
		else
			u.values = values(x, colon + 1);
		if (plus)
			text = arena_printf(&x->c->arena, "%s+%s", text, plus + 1);
	}
	names(x, &u, text);
	return u;
}

const char *parse_items(struct compile *c, struct type *t, const char *word)
{
	const struct word *w = find(word);
	struct items x = {c, t, NULL};
	VEC(struct unique) all = {NULL, 0, 0};
	char *save, *text = strchr(arena_strdup(&c->arena, word), '=');

	if (t->base != TYPE_LIST)
		return "only a list can be that";
	for (uint32_t i = 0; i < t->n_unique; i++)
		vec_push(&c->arena, &all, t->unique[i]);
	if (!text)
		vec_push(&c->arena, &all, ((struct unique){.kind = w->kind}));
	for (char *part = text ? strtok_r(text + 1, ",", &save) : NULL; part; part = strtok_r(NULL, ",", &save))
		vec_push(&c->arena, &all, parse(&x, w->kind, part));
	t->unique = all.at;
	t->n_unique = (uint32_t)all.n;
	return x.why;
}
