#ifndef DIAG_DIAG_H
#define DIAG_DIAG_H
/*
 * What is reported: notices (the kinds of finding there are) and findings.
 *
 * Findings and everything they point to live in the run's arena. Each thread
 * collects in a sink of its own; sinks are joined, sorted and cleared of
 * duplicates before anything is reported. Nothing here prints.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/vec.h"
#include "source/source.h"

enum severity {
	SEVERITY_OFF,     /* never reported */
	SEVERITY_INFO,
	SEVERITY_WARNING,
	SEVERITY_ERROR,
};

/* "off", "info", "warning", "error". */
const char *severity_name(enum severity s);

/* From its name; false where there is no such severity. */
bool severity_parse(const char *name, enum severity *out);

/* A rule's page, embedded at build time. */
struct page {
	const char *markdown; /* ends with NUL */
	size_t len;
};

/* A kind of finding. Notices are const and live for ever. */
struct notice {
	const char *code;        /* "VS004": permanent, never reused */
	const char *name;        /* "virtualservice-unknown-gateway" */
	const char *summary;     /* one line, no full stop */
	enum severity severity;  /* the default; OFF: only where the user selects it by code, name or alias */
	const char *aliases;     /* codes of istioctl and Kiali, separated by blanks; NULL for none */
	const char *former;      /* names it once had, separated by blanks: what users wrote with them still means it; or NULL */
	const char *category;    /* "routing", "security", "schema", "input", ... */
	bool fixable;            /* some of its findings carry edits */
	bool per_file;           /* of the objects of one API in a file only the first is told, whatever they are applied with */
	const struct page *page;
};

/* The object a finding is about; strings may be NULL where there is none. */
struct subject {
	const char *api_version;
	const char *kind;
	const char *ns;       /* effective namespace; "" for cluster-scoped or nameless */
	const char *name;
};

/* A second place, and what is there. */
struct related {
	struct span span;
	const char *message;
};

/* Replace the bytes of span by text. */
struct edit {
	struct span span;
	const char *text;
};

/* What brings an object: a kustomization, a folder, ... */
struct built {
	const char *unit;     /* its name */
	const char *kind;     /* "kustomization", "folder", ... */
	struct span at;       /* of a kustomization: where it is written; else without a source */
};

enum suppression {
	SUPPRESSION_NONE,
	SUPPRESSION_IN_SOURCE, /* a comment or an annotation */
	SUPPRESSION_EXTERNAL,  /* the configuration file or a baseline */
};

struct finding {
	const struct notice *notice;
	enum severity severity;  /* after overrides */
	struct span span;
	const char *message;     /* one line, the user's values quoted, no full stop */
	struct subject subject;
	const char *path;        /* "spec.http[0].route[1]", from the resource's root; NULL for none */
	const char *mesh;        /* name of the mesh when the configuration names several, else NULL */
	VEC(const struct built *) built; /* what brings the object, in the order of the tree; several where it is the same in all */
	const void *object;      /* stands for the object; NULL where there is none */
	VEC(struct related) related;
	VEC(struct edit) edits;
	bool unsafe;             /* the edits may change what a mesh does that works as it is, or be what was not meant */
	enum suppression suppression;
	const char *justification; /* of the suppression; may be NULL */
	bool unread;             /* the run is less than whole for it: some input could not be read */
};

struct sink {
	struct arena *arena; /* must outlive the sink's findings */
	VEC(struct finding *) findings;
};

/*
 * Add a finding with the notice's default severity and a formatted message.
 * The result may be completed until the sink is sorted.
 */
struct finding *sink_add(struct sink *s, const struct notice *n, struct span at,
	const char *fmt, ...) __attribute__((format(printf, 4, 5)));
struct finding *sink_vadd(struct sink *s, const struct notice *n, struct span at,
	const char *fmt, va_list args) __attribute__((format(printf, 4, 0)));

void finding_relate(struct arena *a, struct finding *f, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void finding_fix(struct arena *a, struct finding *f, struct span at, const char *text);

/* f is also a finding of what brings the other one, and has its further places too. */
void finding_join(struct arena *a, struct finding *f, const struct finding *same);

/*
 * The namespace by which a finding is found again in another run: the object's; none for what a kustomization builds, which is in the
 * namespace of each, and told of the first of them. May be NULL.
 */
const char *finding_namespace(const struct finding *f);

/*
 * Take the notice's findings within a place back: another finding says all that there is to say of it. Looks back from
 * the last finding as far as they stand within it or behind it.
 */
void sink_withdraw(struct sink *s, const struct notice *n, struct span within);

/*
 * Let a finding of the input quote nothing of the text: its message is the notice's summary, and it has no other places. For files
 * of which nobody knows that they are what they were taken for.
 */
void finding_unquote(struct arena *a, struct finding *f);

/* Move all of from's findings into s. */
void sink_join(struct sink *s, struct sink *from);

/*
 * Order by file name, line, column, code, message; of findings equal in all
 * these the first stays, and has what brings the others, and their further places, beside its own. The order does not depend on the order of adding.
 */
void sink_sort(struct sink *s);

#endif
