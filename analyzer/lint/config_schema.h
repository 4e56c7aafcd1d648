#ifndef LINT_CONFIG_SCHEMA_H
#define LINT_CONFIG_SCHEMA_H
/*
 * The JSON Schema of the configuration file, for editors and validators: made from the description that reading it
 * goes by. What it refuses is wrong; files, patterns and other rules' names it does not know.
 */
#include "base/buf.h"
#include "lint/catalogue.h"

/* Append the schema (draft 7, which all editors know), with a line feed at its end. */
void config_schema(struct buf *out, const struct catalogue *c);

#endif
