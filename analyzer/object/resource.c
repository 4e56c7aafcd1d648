/* Kinds of objects, and what every object has. */
#include "object/resource.h"

#include <string.h>

#include "keys.h"
#include "source/path.h"

static const struct {
	const char *group, *name, *plural;
	size_t group_len, name_len;
	enum pods pods;
	bool namespaced;
} kinds[N_KINDS] = {
	{"", "", "", 0, 0, POD_NONE, true},
#define KIND(constant, group, name, namespaced, plural, pods) \
	{group, name, plural, sizeof group - 1, sizeof name - 1, pods, namespaced},
#include "object/kind.def"
};

/* Kinds that the mesh does not know and that belong to no namespace. */
static const struct {
	const char *group, *name;
} outside[] = {
#define OTHER_KIND(group, name, plural) {group, name},
#include "object/kind.def"
};

#define AHEAD 4 /* objects: as long as it takes to fetch one */

const char *kind_name(enum kind k)
{
	return kinds[k].name;
}

const char *kind_group(enum kind k)
{
	return kinds[k].group;
}

const char *kind_plural(enum kind k)
{
	return kinds[k].plural;
}

enum pods kind_pods(enum kind k)
{
	return kinds[k].pods;
}

bool kind_is_namespaced(enum kind k, const struct str *group, const struct str *name)
{
	if (k != KIND_OTHER)
		return kinds[k].namespaced;
	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
		if (str_is(name, outside[i].name) && str_is(group, outside[i].group))
			return false;
	return true;
}

bool group_is_kubernetes(const struct str *group)
{
	return !strchr(group->text, '.') || str_ends(group, ".k8s.io");
}

bool resource_is_custom(const struct resource *r)
{
	return r->kind == KIND_OTHER && r->namespaced && !group_is_kubernetes(r->group);
}

const struct node *resource_pod(const struct resource *r)
{
	switch (kinds[r->kind].pods) {
	case POD_SELF: return r->root;
	case POD_TEMPLATE: return node_get(r->spec, KEY_template);
	case POD_JOB: return node_at(r->spec, KEY_jobTemplate, KEY_spec, KEY_template, 0);
	default: return NULL;
	}
}

const void *kind_token(enum kind k)
{
	return &kinds[k];
}

enum kind kind_find(const struct str *group, const struct str *name)
{
	if (!group || !name)
		return KIND_OTHER;
	for (int k = KIND_OTHER + 1; k < N_KINDS; k++)
		if (kinds[k].name_len == name->len && kinds[k].group_len == group->len
				&& memcmp(kinds[k].name, name->text, name->len) == 0
				&& memcmp(kinds[k].group, group->text, group->len) == 0)
			return (enum kind)k;
	return KIND_OTHER;
}

void resources_ahead(const struct resource *const *list, size_t n, size_t i)
{
	if (i + 2 * AHEAD < n)
		__builtin_prefetch(&list[i + 2 * AHEAD]->root);
	if (i + AHEAD < n)
		node_ahead(list[i + AHEAD]->root);
}

struct span resource_span(const struct resource *r)
{
	const struct node *name = node_find(r->metadata, "name");
	struct span s;

	if (!name)
		name = node_find(r->metadata, "generateName");
	if (name)
		return node_span(name);
	s = node_span(r->root);
	if (s.end > s.begin)
		s.end = s.begin + 1;
	return s;
}

struct subject resource_subject(const struct resource *r)
{
	struct subject s = {
		.api_version = r->api_version ? r->api_version->text : NULL,
		.kind = r->kind_name ? r->kind_name->text : NULL,
		.ns = r->ns ? r->ns->text : "",
		.name = r->name ? r->name->text : "",
	};

	return s;
}

const struct str *resource_label(const struct resource *r, const char *key)
{
	return node_text(node_find(r->labels, key));
}

const struct str *resource_annotation(const struct resource *r, const char *key)
{
	return node_text(node_find(r->annotations, key));
}

enum truth resource_together(const struct resource *a, const struct resource *b)
{
	if (a == b)
		return YES;
	if ((a->loose || b->loose) && a->document->source != b->document->source)
		return UNKNOWN;
	return !a->partial && !b->partial && !a->patched && !b->patched && !a->altered && !b->altered ? YES : UNKNOWN;
}

enum truth resource_beside(const struct resource *a, const struct resource *b)
{
	enum truth together = resource_together(a, b);

	if (a->ns_known && b->ns_known)
		return a->ns == b->ns ? together : NO;
	if (a->ns_known != b->ns_known)
		return UNKNOWN;
	return a->document->source == b->document->source || (a->unit == b->unit && a->built) ? together : UNKNOWN;
}

/* Interned: equal texts are one. */
static int compare_interned(const struct str *a, const struct str *b)
{
	return a == b ? 0 : strcmp(a->text, b->text);
}

int resource_compare(const struct resource *a, const struct resource *b)
{
	int c = compare_interned(a->name, b->name);

	if (!c)
		c = compare_interned(a->ns, b->ns);
	if (!c)
		c = compare_interned(a->kind_name, b->kind_name);
	if (!c)
		c = compare_interned(a->group, b->group);
	return c ? c : (a->order > b->order) - (a->order < b->order);
}

bool resource_is_namesake(const struct resource *a, const struct resource *b)
{
	return a->name == b->name && a->ns == b->ns && a->kind_name == b->kind_name && a->group == b->group;
}

bool resource_is_copy(const struct resource *a, const struct resource *b)
{
	return a != b && resource_is_namesake(a, b) && !a->partial && !b->partial && node_same(a->root, b->root);
}

bool resource_is_called(const struct resource *r, const struct str *word)
{
	return strcasestr(r->name->text, word->text) || strcasestr(path_base(r->document->source->name), word->text);
}

bool resource_same_folder(const struct resource *a, const struct resource *b)
{
	const char *x = a->document->source->name, *y = b->document->source->name;
	const char *end_x = strrchr(x, '/'), *end_y = strrchr(y, '/');
	size_t n = end_x ? (size_t)(end_x - x) : 0;

	return n == (end_y ? (size_t)(end_y - y) : 0) && memcmp(x, y, n) == 0;
}
