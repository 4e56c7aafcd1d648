#ifndef TEST_YAML_TRUTH_MAKE_H
#define TEST_YAML_TRUTH_MAKE_H
/* Texts that are nearly YAML, for the comparison with what Kubernetes reads. The same seed makes the same texts. */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct lump {
	const char *bytes;
	size_t n;
};

struct making {
	unsigned random;
	struct buf out;  /* the text */
	int anchors;     /* that the text has so far */
};

/* From 0 up to, not including, n. */
size_t make_random(struct making *m, size_t n);

/* A new text: documents of maps, lists and scalars in all forms, with a slip now and then. */
void make_text(struct making *m);

/* A text changed at a few places; other gives what is put in. */
void make_changed(struct making *m, const struct lump *text, const struct lump *other);

#endif
