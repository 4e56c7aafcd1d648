#ifndef LINT_INPUT_H
#define LINT_INPUT_H
/*
 * The files of a run: found, read, loaded. For lint only.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "doc/node.h"
#include "lint/crew.h"
#include "lint/lint.h"
#include "lint/settings.h"
#include "source/fence.h"
#include "source/read.h"
#include "tree/applied.h"
#include "world/mesh.h"

struct input_file {
	const char *path;           /* to open, see word */
	enum read_word word;
	const char *name;           /* to show */
	const char *absolute;
	bool kustomization;
	bool given;                 /* named by the user, not found in a folder */
	bool outside;               /* a link led to it out of the tree, as the user wants */
	const char *below;          /* the name from the folder that the user names on; "" for a given file */
	const struct lint_bytes *overlay; /* take these bytes, or NULL */
	const struct source *source; /* never NULL once loaded; without bytes where the file cannot be read */
	const struct document *documents; /* n_documents */
	size_t n_documents;
	unsigned tells;             /* see tree/applied.h */
	bool unread;                /* could not be read */
	bool baseline;              /* of ours, and no input */
	bool broken;                /* some document was given up on */
	struct span action;         /* of a template; without a source elsewhere */
	bool foreign;               /* no YAML that could be read, and nothing in it looks like an object */
	enum applied applied;       /* is it applied to a cluster at all? */
	const enum applied *by_document; /* the same of each document; NULL: as the file */
	const struct chart_release *release; /* the file is what helm makes of this chart; NULL: it is read as it is */
	bool rendered;              /* part of a chart that is rendered: judged as helm makes it, not as it is written */
	bool by_test;               /* a test beside it applies it (tree/applied.h) */
};

/* What a file tells of objects that the tree does not hold. */
struct input_gap {
	const struct input_file *file;
	struct mesh_gap gap;
};

struct input {
	struct arena *arena;
	struct pool *pool;
	struct sink *sink;
	const char *working;        /* the absolute working folder */
	struct fence fence;         /* what may be read: the paths given as such, and the repositories that they are in */
	VEC(struct input_file) files; /* in the order of their names, however they were given */
	VEC(struct input_gap) gaps;   /* of surroundings and charts */
};

/* What is said of links and paths that lead out of the fence. */
#define INPUT_LINK_OUTSIDE "this link leads out of the tree and was not followed (--follow-links follows it)"
#define INPUT_PATH_OUTSIDE "this path leads out of the tree and was not read (--follow-links reads it)"

/* Add all files that paths lead to, those with overlaid bytes included; what cannot be walked becomes a finding. */
void input_find(struct input *in, const struct lint_options *o, const char *const *paths, size_t n);

/* Is the document applied to a cluster, as far as files can tell? */
static inline bool input_applies(const struct input_file *f, size_t document)
{
	return f->applied == APPLIED && (!f->by_document || f->by_document[document] == APPLIED);
}

/* Read and load all files, and tell what is not applied to a cluster, with notices of it. */
void input_load(struct input *in, struct crew *crew);

#endif
