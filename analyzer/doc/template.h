#ifndef DOC_TEMPLATE_H
#define DOC_TEMPLATE_H
/*
 * Helm template actions told from "{{" inside texts. For doc only.
 *
 * In rendered YAML "{{" may stand in quoted scalars, block scalars and
 * comments, and inside plain scalars; it cannot begin a line's content or a value there.
 */
#include "source/source.h"

/* Does the source hold "{{" at all, in any place? Cheap. */
bool template_suspect(const struct source *s);

/* The first action at a place where only a template has one: where a line's content or a value begins. */
bool template_find(const struct source *s, struct span *out);

/* An action anywhere on the line that holds the offset: for a line that does not parse. */
bool template_on_line(const struct source *s, uint32_t at, struct span *out);

/* The action that begins at offset, up to its "}}" or the end of the line. */
struct span template_action(const struct source *s, uint32_t offset);

/*
 * An action of Helm's own (.Values, .Release, include, ...) in a quoted or plain scalar of a source that
 * lies in a folder named templates.
 */
bool template_in_chart(const struct source *s, struct span *out);

#endif
