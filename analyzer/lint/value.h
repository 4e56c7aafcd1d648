#ifndef LINT_VALUE_H
#define LINT_VALUE_H
/*
 * What the user sets, held against what can be right: the same for options and for the configuration file.
 */
#include "base/arena.h"
#include "base/json.h"

enum value_sort {
	VALUE_ANY,
	VALUE_NAMESPACE,
	VALUE_HOST,    /* that exists outside: a name, "*.suffix", an address */
	VALUE_DOMAIN,
	VALUE_GLOB,    /* as in .gitignore */
	VALUE_RELEASE, /* of Istio */
	VALUE_WORLD,
	N_VALUE_SORTS
};

/*
 * NULL where it can be right, else what is, and where that helps, what is wrong with this one: to be put behind what is set, as
 * in "--namespace" or "\"namespace\"" "expects ...".
 */
const char *value_fault(struct arena *a, enum value_sort sort, const char *text);

/* Write what is right in JSON Schema, as members of the innermost object; a little more than value_fault lets through. */
void value_describe(struct json *j, enum value_sort sort);

#endif
