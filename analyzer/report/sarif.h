#ifndef REPORT_SARIF_H
#define REPORT_SARIF_H
/*
 * The parts of the SARIF writer. For this room alone.
 *
 * References such as 3.27.12 are to sections of the SARIF 2.1.0 standard
 * (OASIS); limits are those of GitHub's "SARIF support for code scanning".
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/fingerprint.h"
#include "base/json.h"
#include "report/report.h"
#include "report/tally.h"
#include "report/uri.h"

/* Foreign codes of one tool, and the prefix by which they are known. */
struct sarif_taxonomy {
	const char *prefix; /* "IST" */
	const char *name, *organization, *text, *uri;
	const char *page;   /* printf format with the code in small letters, or NULL: uri is all there is */
};

#define SARIF_TAXONOMIES 2
extern const struct sarif_taxonomy sarif_taxonomies[SARIF_TAXONOMIES];

/* The codes of one taxonomy that the run's rules answer to, sorted. */
struct sarif_taxa {
	const char **codes;
	size_t n;
	size_t index; /* in the run's taxonomies, where n > 0 */
};

struct sarif {
	struct json json;
	const struct report *report;
	struct arena arena;
	struct tally_index index;
	const struct notice **rules;     /* those that have results, sorted by code */
	size_t n_rules;
	size_t *rule_index;              /* in rules, by position in the catalogue */
	struct sarif_taxa taxa[SARIF_TAXONOMIES];
	size_t n_taxonomies;             /* that have codes */
	const struct fingerprint *prints;
	bool *kept;                      /* by position of the finding: it has a result */
	size_t n_cut;                    /* findings left out for REPORT_SARIF_MAX */
	bool suppressions;               /* some result is suppressed */
	struct uri_base base;
	struct map places;               /* of sources: their URIs */
};

/* The kinds of notification, as the driver's descriptors are ordered. */
enum sarif_notification {
	SARIF_INPUT,
	SARIF_UNDECIDED,
	SARIF_CUT,
};

/* "error", "warning", "note". */
const char *sarif_level(enum severity s);

/* Append a text so that no viewer sees a link in it; link: it is the text of one, and its brackets are escaped in any case. */
void sarif_literal(struct buf *out, const char *text, bool link);

/* A message: an object with the one member text, which holds no link. */
void sarif_message(struct json *j, const char *key, const char *text);

/* Fill taxa from the rules. */
void sarif_collect_taxa(struct sarif *s);

/* Members of the run. */
void sarif_tool(struct sarif *s);
void sarif_put_taxonomies(struct sarif *s);

/* The member artifactLocation of a file. */
void sarif_artifact_named(struct sarif *s, const char *name);

/* One item of the run's results. */
void sarif_result(struct sarif *s, size_t i);

#endif
