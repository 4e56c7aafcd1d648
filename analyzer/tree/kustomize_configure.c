/* Configurations: the fields that a kustomization adds to those that kustomize changes. And what of plug-ins is known. */
#include "tree/kustomize_internal.h"

static struct field field_of(const struct node *n)
{
	const struct str *group = written_text(written_find(n, "group")), *version = written_text(written_find(n, "version"));
	const struct str *kind = written_text(written_find(n, "kind")), *path = written_text(written_find(n, "path"));
	struct field f = { group ? group->text : NULL, version ? version->text : NULL, kind ? kind->text : NULL,
		path ? path->text : NULL, false };

	node_bool(written_find(n, "create"), &f.create);
	return f;
}

#define ADD_FIELDS(b, root, name, list) \
	for (const struct node *n_ = written_first(written_find(root, name)); n_; n_ = n_->next) \
		if (field_of(n_).path) \
			vec_push((b)->w->arena, &(b)->heap->configuration.list, field_of(n_))

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
	for (const struct node *n = written_first(written_find(root, "nameReference")); n; n = n->next)
		for (const struct node *f = written_first(written_find(n, "fieldSpecs")); f; f = f->next) {
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

		if (!f)
			build_gap(b, KUSTOMIZE_MISSING, n, "a kustomization has configurations that are not in the tree");
		for (size_t i = 0; f && i < f->n_documents; i++)
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
