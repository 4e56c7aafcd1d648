#ifndef DOC_PLACEHOLDER_H
#define DOC_PLACEHOLDER_H
/*
 * Texts that some other program replaces before anybody reads the document:
 * ${VAR} and $(var) of envsubst, Flux and kustomize, {{ x }} of Ansible and Jinja in quotes,
 * <% x %>. What stands there at last is not known.
 */
#include <stdbool.h>
#include <stddef.h>

#include "source/source.h"

/* May the source hold any? */
bool placeholder_suspect(const struct source *s);

/* Does a value hold one? JSON and texts of several lines, or of very long ones, are programs and documents of their own. */
bool placeholder_in(const char *text, size_t len);

#endif
