#ifndef DOC_STRICT_H
#define DOC_STRICT_H
/*
 * What libyaml accepts and Kubernetes' reader refuses. Each call adds the finding; those of bool are false then.
 * For doc only.
 */
#include "doc/build.h"

/* A text in double quotes, from its quote on: the escape \/, which is JSON's and not YAML 1.1's. */
bool strict_quoted(struct builder *b, const struct piece *p);

/* An unquoted text: a question mark in brackets; a tag that a comma follows. */
bool strict_plain(struct builder *b, const struct piece *p);

/* A directive, which kubectl parts from its document. */
void strict_directive(struct builder *b, uint32_t at);

/* A "---" that YAML has and kubectl does not. */
void strict_marker(struct builder *b, uint32_t at);

/* A document behind "..." without a "---". */
void strict_implicit(struct builder *b, uint32_t at);

/* A "..." without a document before it. */
void strict_end(struct builder *b, uint32_t at);

#endif
