#ifndef DOC_LOAD_H
#define DOC_LOAD_H
/*
 * libyaml's events made into documents.
 *
 * A broken document is one finding; the documents before and after it are
 * still read. The codes are IN...; their notices are declared in
 * doc/notices.h.
 */
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "diag/diag.h"
#include "doc/node.h"

#define LOAD_MAX_DEPTH 128       /* nested collections */
#define LOAD_MAX_NODES 10000000u /* nodes of one document, expanded aliases included */
#define LOAD_MAX_COPIED 400000u  /* nodes of one source that came by aliases; no document that Kubernetes accepts has more */
#define LOAD_INNER_COPIED 4u     /* nodes that came by aliases, for each byte of a text that is a document's value */
#define LOAD_MAX_RUN 2000000u    /* and of all sources together */

struct load {
	struct arena *arena; /* of the thread */
	struct arena *nodes; /* of the thread, for the nodes of documents where not all are kept, and for nothing else */
	bool (*keeps)(void *context, const struct node *root); /* is the document of use? What is not is given back at once; NULL: all are */
	void *context;
	bool hollow;         /* none is, it seems: what is in lists and maps is given back as soon as they end. Then whoever asked looks whether any was kept */
	struct pool *pool;
	struct sink *sink;
	bool inner;                     /* the source is a value of a document, and so nothing that kubectl reads by lines */
	_Atomic uint32_t *n_copied;     /* nodes that came by aliases, of all loaders together; NULL: this one is alone */
	VEC(struct document) documents; /* in the order of the text; broken and empty ones are left out */
	size_t n_broken;                /* documents given up on */
	size_t n_templates;             /* files skipped because they are templates */
	struct span action;             /* what gave the last of them away (doc/template.h) */
};

/* How much a loader has read and found, to forget what comes after. */
struct load_mark {
	size_t documents, findings, broken, templates;
};

struct load_mark load_mark(const struct load *l);
void load_forget(struct load *l, struct load_mark since);

/* Read all documents of a source; adds to l. Of a template nothing is added: its caller says so. */
void load_source(struct load *l, const struct source *s);

/*
 * Read a text that stands inside another document's scalar (the istio
 * ConfigMap's "mesh"). holder is that scalar: spans of the result lie in its source, exact
 * for block scalars, the whole scalar otherwise. NULL where it is broken or empty.
 */
struct node *load_embedded(struct load *l, const struct node *holder);

/* The same of a text of several documents: how many, 0 where any is broken. Their own places are not moved. */
size_t load_embedded_documents(struct load *l, const struct node *holder, const struct document **out);

#endif
