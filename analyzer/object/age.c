/* Ages of objects. */
#include "object/age.h"

#include <string.h>

#include "keys.h"

#define STAMP_LENGTH 20 /* 2026-01-01T00:00:01Z, as the API server writes it */

/* A time of creation that compares as text; NULL. */
static const char *created(const struct resource *r)
{
	const struct str *text = node_text(node_at(r->root, KEY_metadata, KEY_creationTimestamp, 0));

	return text && text->len == STAMP_LENGTH && text->text[STAMP_LENGTH - 1] == 'Z' ? text->text : NULL;
}

enum truth resource_is_older(const struct resource *a, const struct resource *b)
{
	const char *x = created(a), *y = created(b);
	int order;

	if (!x || !y)
		return UNKNOWN;
	order = strcmp(x, y);
	return (order ? order : resource_compare(a, b)) < 0 ? YES : NO;
}

int resource_age_compare(const struct resource *a, const struct resource *b)
{
	const char *x = created(a), *y = created(b);

	return x && y ? strcmp(x, y) : (x ? -1 : 0) + (y ? 1 : 0);
}

int resource_by_age(const struct resource *a, const struct resource *b)
{
	int order = resource_age_compare(a, b);

	return order ? order : resource_compare(a, b);
}
