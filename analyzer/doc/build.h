#ifndef DOC_BUILD_H
#define DOC_BUILD_H
/*
 * Nodes made from a stream of events: the part of loading that does not care
 * whether libyaml or the JSON reader saw them. For doc only.
 *
 * A call that returns false has added a finding and given the document up; the
 * builder then waits for the next build_begin. Offsets are bytes of the source.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "doc/load.h"

#define BUILD_MAX_FINDINGS 100u /* of one source; it is given up at the next */

/* Keys of a map that are set twice. */
struct repetition {
	struct finding *finding;  /* of the first; the others are told with it */
	const struct str *first, *second;
	uint32_t n;
};

/* A value that aliases may ask for. */
struct anchor {
	struct node *node;
	uint64_t cost;          /* values that Kubernetes' reader takes to be in it, keys and aliases included; while it is open, those before it */
	bool open;
};

/* An open collection. */
struct frame {
	struct node *node, *last; /* last: its last child so far */
	const struct str *key;  /* of a map: the member that waits for its value */
	uint32_t key_begin, key_end;
	uint32_t end;           /* of the last child's text */
	bool has_key;           /* of a map: a key was read, its value comes next */
	bool refused;           /* that key was no string: the value is dropped */
	bool merging;           /* that key was << */
	struct map *index;      /* of a large map: key to member */
	struct node *merges;    /* values of <<, to be mixed in at the end; the last comes first */
	struct anchor *anchor;
	struct repetition *repeated; /* NULL: no key is set twice */
};

struct split;

struct builder {
	struct load *load;
	const struct source *source;
	const struct split *split; /* of YAML that is being read */
	struct arena scratch;   /* what is only needed while one source is read */
	struct arena *nodes;
	struct arena_mark mark; /* of nodes, before the document; where the loader keeps not all */
	struct node *root;      /* of the document last built */
	struct map anchors;     /* name to anchor */
	uint32_t n_nodes;
	uint32_t n_copied;      /* nodes of this source that came by aliases */
	uint64_t n_values, n_aliased; /* of this document as Kubernetes' reader counts them, and those of them that came by aliases */
	uint32_t n_findings;    /* of this source */
	bool suspect;           /* see build_init */
	bool template;          /* the file is called one */
	bool hollow;            /* see load.hollow */
	struct str *passing;    /* of a hollow document the text last read, */
	size_t passing_size;    /* ... which may have fewer bytes than these */
	bool unfinished;        /* too many: read no further document of this source */
	uint32_t depth;
	struct frame frames[LOAD_MAX_DEPTH + 1];
	struct arena_mark marks[LOAD_MAX_DEPTH + 1]; /* of a hollow document: of the nodes in each frame's */
};

/* The text of a scalar and how it was written. tag and anchor may be NULL. */
struct piece {
	uint32_t begin, end;
	const char *text;
	size_t len;
	const char *tag;        /* explicit, in full; "!" is a string's */
	const char *anchor;
	uint8_t flags;          /* NODE_QUOTED, NODE_BLOCK */
	bool plain;             /* its value is resolved from its text */
};

/* suspect: the source may hold placeholders. */
void build_init(struct builder *b, struct load *l, const struct source *s, bool suspect);
void build_release(struct builder *b);

/* Start a document. */
void build_begin(struct builder *b);

/* Add the document last built, whose root d has, to the loader's: as it is, or what is left where the loader does not keep it. */
void build_take(struct builder *b, struct document d);

bool build_scalar(struct builder *b, const struct piece *p);
bool build_open(struct builder *b, enum node_kind kind, bool flow, uint32_t begin,
	const char *anchor);

/* end: behind the closing bracket; 0 for a block collection, which ends with its last child. */
bool build_close(struct builder *b, uint32_t end);
bool build_alias(struct builder *b, const char *name, uint32_t begin, uint32_t end);

/* Add a finding about this source; counts it against BUILD_MAX_FINDINGS. NULL when that is reached. */
struct finding *build_report(struct builder *b, const struct notice *n, uint32_t begin,
	uint32_t end, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

#endif
