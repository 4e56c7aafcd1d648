#ifndef TREE_KUSTOMIZE_H
#define TREE_KUSTOMIZE_H
/* stand-in until the build lands */
#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "doc/load.h"
#include "doc/node.h"

struct kustomize_file { const char *absolute, *name; const struct source *source; const struct document *documents; size_t n_documents; bool kustomization; bool usable; };
struct kustomize_world {
	struct arena *arena; struct pool *pool; struct load *load;
	void *context;
	const struct kustomize_file *(*file)(void *context, const char *absolute);
	const struct kustomize_file *(*kustomization)(void *context, const char *folder);
	bool (*bytes)(void *context, const char *absolute, const char **bytes, size_t *n);
};
struct kustomize_object { const struct node *root; const struct document *document; };
enum kustomize_gap_kind { KUSTOMIZE_REMOTE, KUSTOMIZE_CHART, KUSTOMIZE_PLUGIN, KUSTOMIZE_MISSING };
struct kustomize_gap { const struct node *at; const char *why; const struct str *ns; enum kustomize_gap_kind kind; };
struct kustomize_build { VEC(struct kustomize_object) objects; VEC(struct kustomize_gap) gaps; bool failed; const struct node *failed_at; const char *failure; VEC(const struct kustomize_file *) files; };
void kustomize_build(const struct kustomize_world *w, const char *folder, struct kustomize_build *out);
#endif
