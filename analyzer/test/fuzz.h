#ifndef TEST_FUZZ_H
#define TEST_FUZZ_H
/*
 * What the fuzzer and the mangler do with arbitrary bytes. A target takes any
 * bytes at all, comes to an end and leaves nothing behind. Every input that
 * ever broke one stands in testdata/corpus/<target>/ and is run again by corpus_test.
 */
#include <stddef.h>

#include "lint/lint.h"

struct fuzz_target {
	const char *name;
	void (*run)(const char *bytes, size_t n);
};

extern const struct fuzz_target fuzz_targets[];
extern const size_t n_fuzz_targets;

/* The bytes as one YAML file, through the whole pipeline and every report. */
void fuzz_check(const char *bytes, size_t n);

/* The bytes as .meshlint.yaml. */
void fuzz_config(const char *bytes, size_t n);

/* The bytes as a kustomization, and as files behind it that a line "##> NAME" begins each, over a small base. */
void fuzz_kustomize(const char *bytes, size_t n);

/* The pipeline and every report over files in memory. */
void fuzz_files(const struct lint_bytes *files, size_t n);

#endif
