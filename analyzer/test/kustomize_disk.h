#ifndef TEST_KUSTOMIZE_DISK_H
#define TEST_KUSTOMIZE_DISK_H
/*
 * Builds of kustomizations that lie on the disk, for the tests and for comparison with the real tool.
 */
#include "base/buf.h"
#include "tree/kustomize.h"

struct disk {
	struct kustomize_world world;
	struct arena arena;
	struct pool *pool;
	struct sink sink;
	struct load load;
	struct map files; /* absolute path -> struct kustomize_file */
};

void disk_open(struct disk *d);
void disk_close(struct disk *d);

/* Build an absolute folder. */
void disk_build(struct disk *d, const char *folder, struct kustomize_build *out);

/* A made tree as JSON, numbers and booleans as Kubernetes reads them. */
void disk_put(struct buf *out, const struct node *n);

#endif
