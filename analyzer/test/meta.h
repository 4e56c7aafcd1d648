#ifndef TEST_META_H
#define TEST_META_H
/*
 * Metamorphic tests: a random mesh is written in many ways that mean the same, and each must give the same findings. A way
 * that means something else (another world, an object more) says what must hold between the two.
 *
 * Findings are compared by code, severity, object, field, message and further places; where something is in a file may change
 * with how it is written.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* What has been seen, so that a test whose meshes are all clean shows. */
struct meta_tally {
	size_t meshes, faulty; /* ... with findings */
	size_t findings, codes, runs;
	size_t differences;
	size_t by_code[512];   /* findings, by the place of the code in the catalogue */
	size_t by_change[64];  /* differences, by the place of the change in the table */
};

/* All ways of writing the mesh of this seed. What differs is told in out, and the files are kept below folder (NULL: not). */
void meta_check(struct meta_tally *t, uint64_t seed, struct buf *out, const char *folder);

/* What was counted, a line. */
void meta_summary(const struct meta_tally *t, struct buf *out);

#endif
