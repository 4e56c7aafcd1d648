#ifndef DOC_TEMPLATE_H
#define DOC_TEMPLATE_H
/*
 * Templates that some program makes YAML of, told from YAML with "{{" inside texts. For doc, and for who says what
 * became of a file.
 *
 * In rendered YAML "{{" may stand in quoted scalars, block scalars and
 * comments, and inside plain scalars; it cannot begin a line's content or a value there. Neither can "{%" and "%{".
 * ytt's code stands in comments that begin with "#@".
 */
#include "source/source.h"

enum template_engine {
	TEMPLATE_NONE,
	TEMPLATE_GO,    /* Helm's too: only the files around it tell */
	TEMPLATE_JINJA,
	TEMPLATE_YTT,
	TEMPLATE_OTHER, /* {{ x }} of Jinja, Handlebars and others, ERB, Terraform */
};

/* Does the source hold the beginning of an action at all, in any place? Cheap. */
bool template_suspect(const struct source *s);

/* The first action at a place where only a template has one: where a line's content or a value begins. */
bool template_find(const struct source *s, struct span *out);

/* An action anywhere on the line that holds the offset: for a line that does not parse. */
bool template_on_line(const struct source *s, uint32_t at, struct span *out);

/* The action that begins at offset, up to its "}}" (or what else closes it) or the end of the line. */
struct span template_action(const struct source *s, uint32_t offset);

/*
 * An action of Helm's own (.Values, .Release, include, ...) in a quoted or plain scalar of a source that
 * lies in a folder named templates.
 */
bool template_in_chart(const struct source *s, struct span *out);

/* ytt's code in comments: "#@ if x:", "name: #@ x", "#@overlay/match ...". Other comments that begin with "#@" are none. */
bool template_of_ytt(const struct source *s, struct span *out);

/* Whose the template is that holds the action. */
enum template_engine template_engine(const struct source *s, struct span action);

#endif
