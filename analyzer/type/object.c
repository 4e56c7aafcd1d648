/* Whole objects: version, metadata, and what both mean for the rest. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "type/fault.h"
#include "type/format.h"
#include "type/judge.h"

#define MAX_ANNOTATIONS (256u << 10) /* bytes of all keys and values together */

static struct node *find(const struct node *object, const char *name)
{
	for (struct node *m = object && object->kind == NODE_MAP ? object->first : NULL; m; m = m->next)
		if (str_is(m->key, name))
			return m;
	return NULL;
}

static const char *versions_words(struct check *c, const struct schema *s)
{
	const char **names = arena_array(c->arena, const char *, s->n_versions);

	for (uint32_t i = 0; i < s->n_versions; i++)
		names[i] = s->versions[i].version;
	return fault_names(c, names, s->n_versions, "and");
}

/* As Kubernetes orders versions: v2, v1, v1beta2, v1beta1, v1alpha1. */
static long rank(const char *version)
{
	long major = strtol(version + 1, NULL, 10), minor = 0, stage = 3;

	if (strstr(version, "beta"))
		stage = 2, minor = strtol(strstr(version, "beta") + 4, NULL, 10);
	else if (strstr(version, "alpha"))
		stage = 1, minor = strtol(strstr(version, "alpha") + 5, NULL, 10);
	return (stage * 1000 + major) * 1000 + minor;
}

/* Write the best of the versions that the release serves. */
static void take_version(struct check *c, struct finding *f, const struct schema *s, const struct node *at)
{
	const struct served *best = NULL;

	if (s->type->flags & TYPE_RUN_TIME && s->n_versions > 1)
		return; /* whose versions may differ in more than their names */
	for (const struct served *v = s->versions; v < s->versions + s->n_versions; v++)
		if (!judge_is_new(c, v->since) && !(v->until && (!c->release || c->release > v->until)) && (!best || rank(v->version) > rank(best->version)))
			best = v;
	if (best)
		fault_replace(c, f, at, arena_printf(c->arena, "%s%s%s", s->group, s->group[0] ? "/" : "", best->version));
}

static void version(struct check *c, const struct schema *s, const struct node *object)
{
	const struct node *at = find(object, "apiVersion");
	const struct str *text = node_text(at);
	const char *slash = text ? strrchr(text->text, '/') : NULL, *word = slash ? slash + 1 : text ? text->text : "";
	const struct served *v = schema_version(s, word);
	struct finding *f;

	if (!text)
		return;
	if (!v) {
		f = fault_at(c, &notice_type_unknown_version, at, "%s has no version \"%s\"; there %s %s", s->kind, word,
			s->n_versions == 1 ? "is" : "are", versions_words(c, s));
		take_version(c, f, s, at);
	} else if (judge_is_new(c, v->since)) {
		judge_new(c, v->since, at, false, arena_printf(c->arena, "\"%s\" of %s", text->text, s->kind));
	} else if (v->until && (c->release ? c->release > v->until : true)) {
		f = fault_at(c, &notice_type_unknown_version, at, "version \"%s\" of %s is no longer served; there %s %s", word, s->kind,
			s->n_versions == 2 ? "is" : "are", versions_words(c, s));
		take_version(c, f, s, at);
	}
}

/* generateName may end as a name could not: something will follow it. */
static void prefix(struct check *c, const struct schema *s, struct node *at)
{
	const struct str *text = node_text(at);
	size_t len = text->len;
	char *copy = arena_strndup(c->arena, text->text, len);

	if (len && copy[len - 1] == '-')
		copy[len - 1] = 'a';
	if (!format_accepts(s->name_format, copy, len))
		fault_at(c, &notice_type_bad_format, at, "\"generateName\" is \"%s\"; it must %s",
			fault_text(c, text), format_words(s->name_format));
}

static void name(struct check *c, const struct schema *s, const struct node *object, const struct node *metadata)
{
	struct node *at = find(metadata, "name"), *generate = find(metadata, "generateName");
	const struct str *text = node_text(at), *stem = node_text(generate);

	if (at && at->flags & NODE_UNSETTLED)
		judge_unsettled(c, at);
	if (at && text && text->len) {
		if (!c->partial && !format_accepts(s->name_format, text->text, text->len)) {
			fault_at(c, &notice_type_bad_format, at, "\"name\" is \"%s\"; it must %s",
				fault_text(c, text), format_words(s->name_format));
			at->flags |= NODE_POISONED;
		}
	} else if (stem && stem->len) {
		prefix(c, s, generate);
	} else if (!c->partial && !s->local && (metadata || !s->profile) && !(at && at->flags & NODE_POISONED) && !(metadata && metadata->flags & NODE_POISONED)) {
		fault_at_head(c, &notice_type_missing_field, metadata ? metadata : object,
			"the %s has no metadata.name", s->kind);
	}
}

static void annotations(struct check *c, const struct node *metadata)
{
	const struct node *all = find(metadata, "annotations");
	size_t n = 0;

	for (const struct node *m = node_first(all); m; m = node_next(m))
		n += m->key->len + (m->kind == NODE_SCALAR ? m->text->len : 0);
	if (n > MAX_ANNOTATIONS)
		fault_at_key(c, &notice_type_bad_length, all, "the annotations have %zu bytes; at most %u are allowed", n, MAX_ANNOTATIONS);
}

/* What istiod makes itself from objects of the Gateway API; its webhook lets more pass there. */
static bool is_internal(const struct node *metadata)
{
	const struct node *all = find(metadata, "annotations");

	return find(all, "internal.istio.io/gateway-semantics") || find(all, "internal.istio.io/route-semantics");
}

void check_object(struct check *c, const struct schema *s)
{
	struct node *object = c->root, *metadata;

	c->advice |= s->local;
	c->overlay |= s->local || s->profile;
	c->unwatched |= is_internal(find(object, "metadata"));
	version(c, s, object);
	check_value(c, s->type, object);
	if (object->kind != NODE_MAP)
		return;
	metadata = find(object, "metadata");
	name(c, s, object, metadata);
	annotations(c, metadata);
}
