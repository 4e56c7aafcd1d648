#ifndef TREE_APPLIED_H
#define TREE_APPLIED_H
/*
 * Is what a file holds applied to a cluster at all? Templates, what tests expect, patches and files of other programs
 * are not, though they look like objects.
 *
 * Only what is certain is skipped: a format's own mark, a test that names the file, a name by the test
 * program's convention. What a test applies or a kustomization lists is never taken for an expectation because of its name. Called once all
 * files are read; nothing that was read is changed.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "doc/node.h"
#include "source/source.h"

enum applied {
	APPLIED,              /* as far as files can tell */
	SKIPPED_HELM,         /* templates, which are not rendered */
	SKIPPED_GO_TEMPLATE,
	SKIPPED_JINJA,
	SKIPPED_YTT,
	SKIPPED_TEMPLATE,     /* some other */
	SKIPPED_FOREIGN,      /* a template of something that is no Kubernetes object */
	SKIPPED_CI,           /* of GitHub, GitLab, ...: not even read */
	SKIPPED_ASSERTION,    /* what a Chainsaw or KUTTL test expects to find, or not to find */
	SKIPPED_REFUSED,      /* what a Chainsaw test expects to be refused */
	SKIPPED_POLICY_TEST,  /* input and outcome of a test of Kyverno's or Gatekeeper's policies, which no cluster sees */
	SKIPPED_PATCH,        /* a strategic merge patch: a change of an object */
	SKIPPED_TEST_DATA,    /* in a folder named testdata, or src/test/resources, below what the user names */
	SKIPPED_VENDORED,     /* a copy of what others make: Go's vendor, third_party, an unpacked release of Istio, an installer of Istio before 1.6 */
	SKIPPED_ENCRYPTED,    /* by a filter of Git */
	N_APPLIED
};

/* What a file tells beyond itself, by its name and the apiVersions in it. */
enum telling {
	TELLS_OF_FILES       = 1 << 0, /* which files tests and kustomizations use */
	TELLS_OF_DEPLOYMENTS = 1 << 1, /* which folders Argo CD or Flux deploys */
};

/*
 * The bits of enum telling. To be asked right behind the loading of the file, when what it looks at is still in the
 * processor's cache: to go through all documents of a large tree again takes as long as to check a fifth of them.
 */
unsigned applied_telling(const char *path, const struct document *documents, size_t n);

/* The caller fills the first part. */
struct applied_file {
	const char *path;                /* absolute */
	const char *below;               /* the path from the folder that the user names on; "" for a file that he names */
	bool given;                      /* named by the user, not found in a folder */
	const struct source *source;
	const struct document *documents;
	size_t n_documents;
	unsigned tells;                  /* see applied_telling */
	struct span action;              /* what made the loader take it for a template; without a source: nothing */

	enum applied applied;            /* of the whole file */
	const enum applied *by_document; /* of each document; NULL: as the file */
	bool by_test;                    /* a test beside it applies it: alone, to a namespace of its own, perhaps as a change of what is there */
};

/* Decide about all files of a run. */
void applied_find(struct arena *a, struct pool *pool, struct applied_file *files, size_t n);

/* Is it a file of a continuous integration system, by its name? Such files need not be read. */
bool applied_is_ci(const char *path);

/* May its documents tell of files whatever is in them? By its name. */
bool applied_is_telling(const char *path);

/* May there be a directive of a strategic merge patch in the text? */
bool applied_may_direct(const struct source *s);

/* Is there a key in the text that every Kubernetes object has? */
bool applied_has_object(const struct source *s);

/* Is that "apiVersion", or a kind in capitals as all of them are? Of a text that cannot be read to its end. */
bool applied_may_have_object(const struct source *s);

static inline bool applied_is_template(enum applied a)
{
	return a >= SKIPPED_HELM && a <= SKIPPED_TEMPLATE;
}

/* "helm-template", "test-assertion", ... */
const char *applied_name(enum applied a);

/* What to say of a file: "this file is a Helm template and was skipped; ...". NULL: nothing need be said. */
const char *applied_message(enum applied a);

/* The same of the file and some others: takes their number (%zu). */
const char *applied_message_of_more(enum applied a);

#endif
