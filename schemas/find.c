/* Schemas by group and kind. */
#include "schemas/schemas.h"

#include <string.h>

const struct schema *schema_find(const char *group, const char *kind)
{
	size_t low = 0, high = n_schemas;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(kind, schemas[mid]->kind);

		if (order == 0)
			order = strcmp(group, schemas[mid]->group);
		if (order == 0)
			return schemas[mid];
		if (order > 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct type *schema_type(const char *name)
{
	for (size_t i = 0; schema_exports[i].name; i++)
		if (strcmp(schema_exports[i].name, name) == 0)
			return schema_exports[i].type;
	return NULL;
}
