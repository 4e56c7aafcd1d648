#ifndef TEST_MESH_CASE_H
#define TEST_MESH_CASE_H
/*
 * Meshes as test cases: a folder with files of YAML and a want.txt of
 * questions and answers.
 *
 * A line of want.txt is a question, " -> " and its answer; a comment (#); a
 * blank; or a setting (!) before the first question:
 *   ! world auto|closed|open     ! external HOST        ! root-namespace NS
 *   ! namespace NS               ! cluster-domain D     ! mesh-config FILE
 *   ! partial FILE               ! altered FILE         (of files named by path in the case's folder)
 *   ! elsewhere FILE   ! alternative FILE   ! loose FILE   (not of the mesh, but of the tree: of another family than the
 *                                                           mesh, of the same, of none)
 *   ! gap NS     what is not shown brings hosts, workloads and virtual services into the namespace; "*": into any
 *   ! first N     of a text: only its first objects are of the mesh
 * Words are separated by blanks. "-" stands for the nameless namespace.
 */
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "doc/load.h"
#include "object/objects.h"
#include "world/mesh.h"

#define MESH_CASE_WORDS 16

struct mesh_case {
	struct arena arena, scratch; /* scratch is cleared after every question */
	struct pool *pool;
	struct sink sink;
	struct load load;
	struct objects objects;
	struct mesh_options options;
	const char *folder;
	const char *ns;              /* default namespace, or NULL */
	VEC(const char *) partial;
	VEC(const char *) altered;
	VEC(const char *) others[3]; /* files that are not of the mesh, by family: 0, the mesh's, 2 */
	VEC(const char *) externals;
	VEC(struct mesh_gap) gaps;
	size_t n_own;                /* objects of a text that are of the mesh; 0: all */
	VEC(const char *) gap_names;
	const char *mesh_config;
	struct mesh *mesh;
};

/* Writes the answer to a question; words are what follows its name. */
struct mesh_query {
	const char *name;
	size_t n_words; /* that it must have */
	void (*answer)(struct mesh_case *c, const char *const *words, struct buf *out);
};

/* The questions about the world: hosts, services, workloads, visibility, configuration. Ends with name NULL. */
extern const struct mesh_query mesh_world_queries[];

/*
 * Run the case of a folder with the questions of some
 * tables, each ending with name NULL, the list of them with NULL. keys are the build's
 * numbered names. What differs, and a case that asks nothing, fails the test of Check that calls; with BLESS=1 want.txt is rewritten.
 */
void mesh_case_run(const char *folder, const char *const *keys, size_t n_keys,
	const struct mesh_query *const *tables);

/*
 * The same for a file of many small meshes with a line "====" between them: each has settings (of those that name no file),
 * its text, and questions, which begin with "? ".
 */
void mesh_case_lines(const char *file, const char *const *keys, size_t n_keys, const struct mesh_query *const *tables);

/* Load the files of a folder and build its mesh; mesh_case_close releases all. c is zeroed first but for ns, options, partial, externals and mesh_config. */
void mesh_case_open(struct mesh_case *c, const char *folder, const char *const *keys, size_t n_keys);
void mesh_case_close(struct mesh_case *c);

/* The same for a text, which must live as long; c is zeroed but for options. */
void mesh_case_text(struct mesh_case *c, const char *text, const char *const *keys, size_t n_keys);

/* The namespace that a word names; a word as an interned string. */
const struct str *case_ns(struct mesh_case *c, const char *word);
const struct str *case_str(struct mesh_case *c, const char *word);

/* The first resource "Kind/name" in a namespace word; fails the test where there is none. */
const struct resource *case_resource(struct mesh_case *c, const char *ns, const char *kind_and_name);

/* "k=v,k=v" as a map of labels; "-" is NULL. */
const struct node *case_labels(struct mesh_case *c, const char *word);

/* "prod/reviews" for answers; "-/reviews" in the nameless namespace. */
void case_put_name(struct buf *out, const struct resource *r);

#endif
