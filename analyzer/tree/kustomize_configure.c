/* Configurations: the fields that a kustomization adds to those that kustomize changes. And what of plug-ins is known. */
#include <strings.h>

#include "tree/kustomize_internal.h"

static struct field field_of(const struct node *n)
{
	const struct str *group = written_text(setting_find(n, "group")), *version = written_text(setting_find(n, "version"));
	const struct str *kind = written_text(setting_find(n, "kind")), *path = written_text(setting_find(n, "path"));
	struct field f = { group ? group->text : NULL, version ? version->text : NULL, kind ? kind->text : NULL,
		path ? path->text : NULL, false };

	node_bool(setting_find(n, "create"), &f.create);
	return f;
}

#define ADD_FIELDS(b, root, name, list) \
	for (const struct node *n_ = written_first(setting_find(root, name)); n_; n_ = n_->next) \
		if (field_of(n_).path) \
			vec_push((b)->w->arena, &(b)->heap->configuration.list, field_of(n_))

/* kustomize refuses what it does not know, at each level. */
static void check_members(struct building *b, const struct node *map, const char *const *known, size_t n)
{
	for (const struct node *m = map && map->kind == NODE_MAP ? map->first : NULL; m; m = m->next) {
		bool found = false;

		for (size_t i = 0; i < n && !found; i++)
			found = strcasecmp(m->key->text, known[i]) == 0;
		if (!found)
			build_fail(b, m, "kustomize knows no \"%s\" in configurations", m->key->text);
	}
}

static void check_configuration(struct building *b, const struct node *root)
{
	static const char *const lists[] = { "namePrefix", "nameSuffix", "namespace", "commonLabels", "labels", "templateLabels",
		"commonAnnotations", "nameReference", "varReference", "images", "replicas" };
	static const char *const targets[] = { "group", "version", "kind", "fieldSpecs" };
	static const char *const fields[] = { "group", "version", "kind", "path", "create" };

	check_members(b, root, lists, sizeof lists / sizeof *lists);
	for (const struct node *list = written_first(root); list; list = list->next)
		for (const struct node *n = list->kind == NODE_LIST ? list->first : NULL; n; n = n->next) {
			bool target = strcasecmp(list->key->text, "nameReference") == 0;

			if (!target)
				check_members(b, n, fields, sizeof fields / sizeof *fields);
			else
				check_members(b, n, targets, sizeof targets / sizeof *targets);
			for (const struct node *f = target ? written_first(setting_find(n, "fieldSpecs")) : NULL; f; f = f->next)
				check_members(b, f, fields, sizeof fields / sizeof *fields);
		}
}

static void configure(struct building *b, const struct node *root)
{
	ADD_FIELDS(b, root, "commonLabels", labels);
	ADD_FIELDS(b, root, "labels", plain_labels);
	ADD_FIELDS(b, root, "commonAnnotations", annotations);
	ADD_FIELDS(b, root, "namespace", namespaces);
	ADD_FIELDS(b, root, "namePrefix", prefixes);
	ADD_FIELDS(b, root, "images", images);
	ADD_FIELDS(b, root, "replicas", replicas);
	ADD_FIELDS(b, root, "varReference", variables);
	for (const struct node *n = written_first(setting_find(root, "nameReference")); n; n = n->next)
		for (const struct node *f = written_first(setting_find(n, "fieldSpecs")); f; f = f->next) {
			struct reference r = { field_of(n), field_of(f) };

			if (r.field.path)
				vec_push(b->w->arena, &b->heap->configuration.references, r);
		}
}

void configuration_begin(struct configuration *c)
{
	struct fields *const lists[] = { &c->labels, &c->annotations, &c->namespaces, &c->prefixes };

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		lists[i]->first = lists[i]->n;
	c->begun = true;
}

void build_configurations(struct building *b)
{
	struct configuration *c = &b->heap->configuration;

	for (const struct node *n = written_first(build_get(b, "configurations")); n; n = n->next) {
		const char *absolute = build_path(b, written_text(n));
		const struct kustomize_file *f = absolute ? build_file(b, absolute) : NULL;

		if (!f && !absolute)
			build_gap(b, KUSTOMIZE_REMOTE, n, "a kustomization has configurations that are not in the tree");
		else if (!f)
			build_missing(b, n, absolute, "a kustomization has configurations that are not in the tree");
		for (size_t i = 0; f && i < f->n_documents; i++)
			check_configuration(b, f->documents[i].root);
		for (size_t i = 0; f && i < f->n_documents && !build_failed(b); i++)
			configure(b, f->documents[i].root);
	}
	if (!c->begun)
		configuration_begin(c);
}

/* Plug-ins change objects in ways that only they know. */
void build_transformers(struct building *b)
{
	const struct node *list = build_get(b, "transformers");

	if (written_first(list))
		build_gap_altering(b, KUSTOMIZE_PLUGIN, list, "a kustomization has a transformer");
}
