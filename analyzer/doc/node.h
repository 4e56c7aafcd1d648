#ifndef DOC_NODE_H
#define DOC_NODE_H
/*
 * YAML documents as trees of nodes, each with its place.
 *
 * Nodes live in the arena of the thread that read them, as long as the run.
 * Aliases and merge keys are already expanded: every node has one parent, and
 * a node that came by an alias has the span of the anchor's content. Scalars
 * are resolved as Kubernetes reads YAML (YAML 1.1 booleans, decimal, octal
 * and hexadecimal numbers, null). Reading is for all rooms to the right;
 * flags are set by doc and type, and by lint for what surrounds a file tells.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "source/source.h"

enum node_kind {
	NODE_SCALAR,
	NODE_MAP,
	NODE_LIST,
};

/* What a scalar is after YAML's tag resolution. */
enum scalar {
	SCALAR_NULL,
	SCALAR_BOOL,
	SCALAR_INT,
	SCALAR_FLOAT,
	SCALAR_STRING,
};

enum node_flag {
	NODE_POISONED = 1 << 0, /* rejected by the type checker: accessors below do not return it */
	NODE_ALIASED  = 1 << 1, /* came by an alias or a merge key; its text stands elsewhere */
	NODE_QUOTED   = 1 << 2, /* a scalar in quotes or a block scalar */
	NODE_FLOW     = 1 << 3, /* a collection in [] or {} */
	NODE_BLOCK    = 1 << 4, /* a block scalar, | or > */
	NODE_UNSETTLED = 1 << 5, /* poisoned from the start: a placeholder, or a patch puts something else here */
	NODE_PATCHED  = 1 << 6, /* a document's root: kustomize patches change the object */
	NODE_MADE     = 1 << 7, /* not read but made, of what was read: see doc/made.h */
};

/*
 * There are seventy nodes for each kilobyte of input, and to look at one costs most where it is not in the
 * processor's cache: so they are small (56 bytes; 16 more cost 2 % of a whole run), and what look-ups read is in front.
 */
struct node {
	struct node *next;         /* the parent's next member or item */
	const struct str *key;     /* the member's name, where the parent is a map */
	union {
		struct node *first;     /* of a map or list; NULL when empty: see node_children */
		const struct str *text; /* of a scalar, as read (escapes undone); of a null "" or as written */
	};
	uint32_t n;                /* members or items */
	uint8_t kind, scalar, flags;
	struct node *parent;       /* NULL at the document's root */
	uint32_t begin, end;       /* bytes in source; a string's span includes its quotes */
	union {
		struct {
			union {
				uint32_t key_begin; /* where the parent is a map: bytes in source */
				uint32_t index;     /* where it is a list: the position there, from 0 */
			};
			uint32_t key_end;
		};
		const struct source *source; /* of the document's root; others find it there (node_source) */
	};
};

/* One YAML document. */
struct document {
	struct node *root;         /* NULL for an empty document */
	const struct source *source;
	uint32_t begin, end;       /* bytes, from its --- or first byte up to the next document */
	const char *origin;        /* file that a "# Source:" comment of Helm names, or NULL */
	bool json;                 /* written as JSON */
	bool dropped;              /* not kept (load.keeps): all that is left is the root, and its first child without what is in it */
};

/* The source that the node's text is in: a made node's own, else that of the root above it. */
const struct source *node_source(const struct node *n);

struct span node_span(const struct node *n);

/* The place of the member's name; the node's own span where it has none. */
struct span node_key_span(const struct node *n);

/*
 * The accessors take NULL and return NULL (or false) for it, for a node of
 * another kind, for an absent member and for a poisoned one: rules stay silent
 * on what the checker has rejected.
 */

/*
 * Have the processor fetch what an object that is looked at soon begins with: the nodes of a document lie one behind
 * the other. Most of what a first look at a node costs is the wait for its memory. Takes NULL.
 */
void node_ahead(const struct node *root);

/* The calls that are defined here are what rules do most: to have them within the callers saves 4 % of a whole run. */

/* The member with this key number (KEY_hosts of build/keys.h). */
static inline struct node *node_get(const struct node *map, uint32_t key)
{
	struct node *n = map && map->kind == NODE_MAP && !(map->flags & NODE_POISONED) ? map->first : NULL;

	while (n && n->key->key != key)
		n = n->next;
	return n && !(n->flags & NODE_POISONED) ? n : NULL;
}

/* Members along a path of key numbers, ended by 0: node_at(n, KEY_spec, KEY_http, 0). */
struct node *node_at(const struct node *map, ...);

/* The member with this interned name. */
struct node *node_member(const struct node *map, const struct str *key);

/* The member with this name, compared as text: for tools and tests. */
struct node *node_find(const struct node *map, const char *key);

/* Is the member written at all (poisoned, null or empty included)? */
bool node_has(const struct node *map, uint32_t key);

/* The first member or item, poisoned or not; NULL of a scalar, which has its text there. */
static inline struct node *node_children(const struct node *n)
{
	return n->kind == NODE_SCALAR ? NULL : n->first;
}

/* First item or member to look at, and the next; poisoned ones are passed over. */
static inline struct node *node_first(const struct node *collection)
{
	bool empty = !collection || collection->kind == NODE_SCALAR || collection->flags & NODE_POISONED;
	struct node *n = empty ? NULL : collection->first;

	while (n && n->flags & NODE_POISONED)
		n = n->next;
	return n;
}

static inline struct node *node_next(const struct node *item)
{
	struct node *n = item ? item->next : NULL;

	while (n && n->flags & NODE_POISONED)
		n = n->next;
	return n;
}

/* The last item or member, poisoned or not, found by going through all. */
struct node *node_last(const struct node *collection);

/* The text of a scalar that is not null. A number or boolean gives its text as written. */
static inline const struct str *node_text(const struct node *n)
{
	bool none = !n || n->kind != NODE_SCALAR || n->scalar == SCALAR_NULL || n->flags & NODE_POISONED;

	return none ? NULL : n->text;
}

const struct str *node_get_text(const struct node *map, uint32_t key);

/* A whole number; false where it is none or does not fit. */
bool node_int(const struct node *n, int64_t *out);
bool node_get_int(const struct node *map, uint32_t key, int64_t *out);

/* A boolean; false where it is none. */
bool node_bool(const struct node *n, bool *out);

bool node_is_map(const struct node *n);
bool node_is_list(const struct node *n);
bool node_is_null(const struct node *n); /* NULL is not a null */

/*
 * The field path from root (not included) to n: spec.http[0].match[1].uri,
 * metadata.annotations["a.b/c"]. root NULL: from the document's root.
 */
const char *node_path(struct arena *a, const struct node *n, const struct node *root);

/* Are two trees the same to the letter, wherever they are written: names and texts in one order, and what is flagged? */
bool node_alike(const struct node *a, const struct node *b);

/* Is it poisoned, or anything in it? Then what it says is not known whole. Takes NULL. */
bool node_is_rejected(const struct node *n);

/* Deep equality: same kinds, scalars and members, the order of members aside. Takes NULLs. */
bool node_same(const struct node *a, const struct node *b);

#endif
