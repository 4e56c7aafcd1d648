#ifndef LINT_SILENCE_H
#define LINT_SILENCE_H
/*
 * Findings that the tree itself asks to be silent about: "# meshlint: ignore"
 * comments, and the annotations meshlint.dev/ignore and
 * galley.istio.io/analyze-suppress (istioctl's).
 *
 * A silenced finding stays in its sink, marked. Comments count only where YAML
 * sees a comment, never inside quoted or block text. Used by the runner, by one thread.
 */
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "diag/diag.h"
#include "doc/node.h"
#include "lint/catalogue.h"
#include "lint/select.h"
#include "object/resource.h"


struct silence; /* one word of one comment or annotation */

struct silences {
	struct arena *arena;
	struct pool *pool;
	const struct catalogue *catalogue;
	struct map by_object;             /* root of a built object -> struct silence_list */
	struct map by_source;             /* -> struct silenced_file */
	struct map words;                 /* -> struct wording */
	size_t n_unknown;                 /* of these words */
	VEC(struct silence *) all;
};

/*
 * Collect the comments of a source, given its documents in order. judged is false for
 * a file that rules do not see as a whole (a template, a patch): there nothing is
 * called unused. What cannot be understood is reported to sink; NULL where that is
 * not to be: in a text that YAML cannot tell comments of.
 */
void silences_scan(struct silences *s, const struct source *source,
	const struct document *documents, size_t n, bool judged, struct sink *sink);

/* Collect the annotations of a resource; those of one source, but for built ones, must come in the order of its text. */
void silences_annotations(struct silences *s, const struct resource *r, struct sink *sink);

/* Mark the findings that are silenced. */
void silences_apply(struct silences *s, struct sink *findings);

/*
 * Report what silenced nothing, unless all the rules it names are off or
 * could not judge: unsure holds the notices (struct map, by notice) of the latter.
 */
void silences_unused(struct silences *s, const struct selection *selection,
	const struct map *unsure, struct sink *sink);

#endif
