#ifndef TEST_META_FORM_H
#define TEST_META_FORM_H
/*
 * A random mesh in one of its forms: how it is divided into files and written, and what a run says of it.
 */
#include "lint/lint.h"
#include "test/meta.h"
#include "test/meta_mesh.h"

#define FEW_FILES 3

enum layout {
	LAYOUT_FEW,     /* three files of one folder */
	LAYOUT_ONE,     /* one file */
	LAYOUT_EACH,    /* a file for each object */
	LAYOUT_FOLDERS, /* likewise, in folders below */
};

/* How a mesh is written and judged. */
struct form {
	const struct meta_mesh *mesh;
	struct value_style style;
	enum layout layout;
	size_t n;              /* objects that lie in the layout; those behind have a file of their own */
	const size_t *order;   /* of the objects; NULL: as they are */
	struct dice *mix;      /* the order in which files are given; NULL: as they are */
	unsigned turn;         /* the few files have each other's names */
	bool list, crlf, json_files;
	enum world world;
	size_t jobs;
};

/* Where an object is written. */
struct piece {
	size_t begin, end, object;
};

struct file {
	const char *name;
	struct buf bytes;
	VEC(struct piece) pieces;
};

struct files {
	VEC(struct file) list;
};

/* Write the files, but for order and options of the run as form says. */
void form_write(struct arena *a, const struct form *f, struct files *out);
void form_release(struct files *files);

/* What a run said: a line a finding, sorted, and its JSON. */
struct said {
	struct files files;
	VEC(const char *) lines;
	const char *report;
};

/* Write and run. Counted into t: the run, and, where counted, what it found. */
void form_judge(struct arena *a, const struct form *f, struct meta_tally *t, bool counted, struct said *out);

/* A run over paths on the disk: its report as JSON. */
const char *form_judge_paths(struct arena *a, enum world world, const char *const *paths, size_t n);

#endif
