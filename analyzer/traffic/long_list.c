/* Files the values of long lists by what they take. */
#include "traffic/long_list.h"

#include <string.h>

#include "traffic/value.h"

#define LONG_FROM 16 /* below, looking at each of them costs less */

/* As hosts are compared. */
static const char *folded(struct arena *arena, const char *text)
{
	char *out = arena_strdup(arena, text);

	for (char *c = out; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return out;
}

static bool is_text(enum condition_subject subject)
{
	return subject == SUBJECT_PATH || subject == SUBJECT_METHOD || subject == SUBJECT_HOST;
}

static bool is_name(enum condition_subject subject)
{
	return subject == SUBJECT_PRINCIPAL || subject == SUBJECT_NAMESPACE || subject == SUBJECT_ACCOUNT;
}

/* Does it take itself alone? */
static bool is_exact(enum condition_subject subject, const char *value)
{
	size_t n = strlen(value);

	return n && value[0] != '*' && value[n - 1] != '*' && !(subject == SUBJECT_PATH && value_is_template(value));
}

static void file(struct long_lists *all, const struct mesh *m, const struct str *ns, enum condition_subject subject, struct long_list *l, size_t i)
{
	const char *value = l->values[i]->text;

	if (is_name(subject)) {
		struct name_key key = name_key_of(m, subject, ns, value);

		naming_add(&l->names, &all->arena, &key, i);
	} else if (is_exact(subject, value)) {
		const struct str *text = pool_text(mesh_pool(m), subject == SUBJECT_HOST ? folded(&all->arena, value) : value);

		*map_at(&all->arena, &l->exact, text, NULL, NULL) = (void *)(i + 1);
	} else {
		vec_push(&all->arena, &l->others.list, i);
	}
}

/* NULL: some of them are no texts. */
static struct long_list *make(struct long_lists *all, const struct mesh *m, const struct str *ns, enum condition_subject subject, const struct node *list)
{
	struct long_list *l = arena_new(&all->arena, struct long_list);
	const struct str **values = arena_array(&all->arena, const struct str *, list->n);

	for (const struct node *v = node_children(list); v; v = v->next) {
		if (!node_text(v))
			return NULL;
		values[l->n++] = node_text(v);
	}
	l->values = values;
	for (size_t i = 0; i < l->n; i++)
		file(all, m, ns, subject, l, i);
	return l;
}

const struct long_list *long_list_of(struct long_lists *all, const struct mesh *m, const struct str *ns, enum condition_subject subject,
	const struct node *list)
{
	struct long_list **at;

	if (!all || !list || list->n < LONG_FROM || (!is_text(subject) && !is_name(subject)))
		return NULL;
	/* Of one policy each list is of one subject. */
	at = (struct long_list **)map_at(&all->arena, &all->lists, list, NULL, NULL);
	if (!*at) {
		struct long_list *made = make(all, m, ns, subject, list);

		if (!made)
			made = arena_new(&all->arena, struct long_list);
		*at = made;
	}
	return (*at)->n ? *at : NULL;
}

void long_list_find(const struct long_list *l, const struct mesh *m, enum condition_subject subject, const char *text, struct arena *arena,
	struct numbers *out)
{
	const char *looked = subject == SUBJECT_HOST ? folded(arena, text) : text;
	const struct str *known = pool_find(mesh_pool(m), looked, strlen(looked));
	const void *at = known ? map_get(&l->exact, known, NULL, NULL) : NULL;

	*out = l->others;
	if (!at)
		return;
	*out = (struct numbers){ { NULL, 0, 0 } };
	vec_push(arena, &out->list, (size_t)at - 1);
	for (size_t i = 0; i < l->others.list.n; i++)
		vec_push(arena, &out->list, l->others.list.at[i]);
}

void long_lists_clear(struct long_lists *all)
{
	arena_clear(&all->arena);
	all->lists = (struct map){ 0 };
}

void long_lists_release(struct long_lists *all)
{
	arena_release(&all->arena);
}
