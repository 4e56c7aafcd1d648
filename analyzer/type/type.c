/* Looking things up in types and schemas. */
#include "type/type.h"

#include <string.h>

static const char *const meanings[] = {
	[MEANS_NOTHING] = "nothing",
#define MEANING(constant, word) [MEANS_##constant] = word,
#include "type/meaning.def"
#undef MEANING
};

static const struct field *by_key(const struct type *t, uint32_t key)
{
	uint32_t low = 0, high = t->n_fields;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (t->fields[mid].key == key)
			return &t->fields[mid];
		if (t->fields[mid].key < key)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static const struct field *by_address(const struct type *t, const struct str *name)
{
	uint32_t low = 0, high = t->n_fields;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (t->fields[mid].str == name)
			return &t->fields[mid];
		if ((uintptr_t)t->fields[mid].str < (uintptr_t)name)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct field *type_field(const struct type *t, const struct str *name)
{
	if (t->flags & TYPE_RUN_TIME)
		return by_address(t, name);
	return name->key ? by_key(t, name->key) : NULL;
}

const struct field *type_field_named(const struct type *t, const char *name)
{
	for (uint32_t i = 0; i < t->n_fields; i++)
		if (strcmp(t->fields[i].name, name) == 0)
			return &t->fields[i];
	return NULL;
}

const char *type_base_words(const struct type *t)
{
	switch (t->base) {
	case TYPE_OBJECT:
	case TYPE_MAP:
		return "an object";
	case TYPE_LIST:
		return "a list";
	case TYPE_STRING:
		return t->format == FORMAT_DURATION ? "a duration such as \"10s\"" : "a string";
	case TYPE_BOOL:
		return "true or false";
	case TYPE_INT:
		return "a whole number";
	case TYPE_NUMBER:
		return "a number";
	case TYPE_INT_OR_STRING:
		return "a whole number or a string";
	case TYPE_ANY:
		break;
	}
	return "anything";
}

const struct served *schema_version(const struct schema *s, const char *version)
{
	for (uint32_t i = 0; i < s->n_versions; i++)
		if (strcmp(s->versions[i].version, version) == 0)
			return &s->versions[i];
	return NULL;
}

const char *meaning_name(enum meaning m)
{
	return meanings[m];
}

enum meaning meaning_find(const char *word)
{
	for (int i = 0; i < N_MEANINGS; i++)
		if (strcmp(meanings[i], word) == 0)
			return (enum meaning)i;
	return MEANS_NOTHING;
}
