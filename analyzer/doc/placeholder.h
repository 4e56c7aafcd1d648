#ifndef DOC_PLACEHOLDER_H
#define DOC_PLACEHOLDER_H
/*
 * Texts that some other program replaces before anybody reads the document. What stands there at last is not known.
 *
 * Anywhere in a value: ${VAR} and $(var) of envsubst, Flux, kustomize and Tekton, {{ x }} of Ansible and Jinja in
 * quotes, <% x %>, <<x>>. Spellings of scripts with sed and the like (__X__, $X, {X}, <x>, %X%, @x@, ((x)), #{x}#, CHANGE_ME,
 * PLACEHOLDER, addresses such as x.x.x.x) count only where the rest of the value is made of what names, hosts and paths are made of: regular
 * expressions, CEL, path templates ({*}), Envoy's formats (%PROTOCOL%), programs and sentences are not
 * taken for them. ($x) with the whole value in parentheses is Chainsaw's.
 */
#include <stdbool.h>
#include <stddef.h>

#include "source/source.h"

/* May the source hold any? */
bool placeholder_suspect(const struct source *s);

/* Does a value hold one? JSON and texts of several lines, or of very long ones, are programs and documents of their own. */
bool placeholder_in(const char *text, size_t len);

/* Does the name of a member hold one? Of the spellings only those that count anywhere: "$patch" is none. */
bool placeholder_in_key(const char *text, size_t len);

/* Is the file called a template: template.yaml, a.template.yaml? And in such a file: may this be a name to be replaced, service_name? */
bool placeholder_of_template(const struct source *s);
bool placeholder_in_template(const char *text, size_t len);

/* Is this a name that somebody may have put between braces, to be filled in: your-domain? */
bool placeholder_in_braces(const char *name, size_t len);

/*
 * Does a text that is not legal where it stands look like something to be filled in: "<<CLIENT_IP>>", "%SSO_SVC%", Helm's "RELEASE-NAME", or a part
 * in capitals with an underscore, as in "ROLLOUT_NAME-active"? To be asked of refused values alone: elsewhere such texts are common.
 */
bool placeholder_unfilled(const char *text, size_t len);

/* Is it a word in capitals such as nobody writes where a number must stand: PORT, INGRESS_PORT? */
bool placeholder_of_number(const char *text, size_t len);

/* Does a comment behind this place of a line, where a value is left out, say in the usual word that it is still to be filled in? */
bool placeholder_to_do(const struct source *s, uint32_t at);

/*
 * Is there something to be filled in in a line of YAML that cannot be read: "${rules}", "<RULES>", "<see the docs>",
 * "image: {user}/image"? To be asked of such lines alone: it takes for a placeholder what is legal elsewhere.
 */
bool placeholder_breaks(const char *line, size_t n);

#endif
