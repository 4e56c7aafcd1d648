#ifndef RULES_REGISTRY_H
#define RULES_REGISTRY_H
/*
 * All rules there are. For main.c and the tests alone: nothing else in
 * analyzer/ knows which rules exist.
 */
#include "lint/catalogue.h"

extern const struct catalogue registry;

#endif
