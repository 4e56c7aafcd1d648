#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H
/*
 * What a run found, written for people and for programs.
 *
 * main.c and the tests fill a struct report and call the writer of one format;
 * every writer appends to a buffer, fails never and changes nothing it is
 * given. The same report gives the same bytes, whatever the machine. Texts are
 * UTF-8 as the user wrote them: in every format a byte that is not UTF-8 comes out
 * as U+FFFD and no control character of a linted file reaches a terminal.
 * Lines and columns start at 1 and count code points; ends are exclusive.
 *
 * A finding is listed when its severity is at least min_severity and it is not
 * suppressed; counts are of what is listed. SARIF alone can also carry the
 * suppressed ones, marked as such. Nothing here decides severities or exit
 * statuses, opens a file, or knows a rule.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "diag/diag.h"

/* SARIF results that GitHub accepts in one run; the least severe beyond them are left out. */
#define REPORT_SARIF_MAX 25000

enum report_format {
	REPORT_TEXT,
	REPORT_CONCISE,
	REPORT_JSON,
	REPORT_JSON_LINES,
	REPORT_SARIF,
	REPORT_GITHUB,
	REPORT_GITLAB,
	REPORT_JUNIT,
	REPORT_CHECKSTYLE,
	REPORT_RDJSON,
};

/* How text is to look. Zero is plain text 100 columns wide. */
struct report_style {
	bool colour;    /* ANSI colours */
	unsigned width; /* columns of the terminal; 0 where there is none */
	const char *host; /* the machine's name: places are links to its files (OSC 8); NULL: they are none */
};

/* Something that could not be judged; one line each. */
struct report_undecided {
	const char *ns;           /* "" for resources without one */
	const char *what;         /* a short plural: "hosts" */
	const char *reason;       /* a sentence part, no full stop */
	const char *const *codes; /* of the rules that were silent for it, sorted */
	size_t n_codes;
};

/* Why the run is less than whole: a path that cannot be read, a document given up on. */
struct report_problem {
	const char *path;    /* as the findings name it; NULL for the run as a whole */
	const char *message; /* one line, no full stop */
	enum severity severity; /* ERROR: the run failed to do its whole job; else worth knowing */
};

/* What somebody applies as a whole: a kustomization, a chart, a folder of plain files, ... */
struct report_unit {
	const char *kind;               /* "kustomization", ... */
	const char *name;
	const char *deployed_by;        /* "Application shop"; NULL: nothing in the tree */
	const char *failure;            /* why it cannot be built, or NULL */
	const char *const *namespaces;  /* of its resources, sorted; "" for unknown */
	size_t n_namespaces;
	const char *const *gaps;        /* sentence parts: what it lacks */
	size_t n_gaps;
	size_t files, resources;
	bool judged;
};

/* Units whose resources end up in one cluster together. */
struct report_application {
	const char *name;
	const char *const *units;
	size_t n_units, resources;
};

/* Files that no cluster sees. */
struct report_skipped {
	const char *sort; /* "helm-template" */
	size_t files;
};

struct report {
	const char *version;                  /* of meshlint: "0.1.0" */
	const struct finding *const *findings; /* as sink_sort orders them, suppressed ones included */
	size_t n_findings;
	const struct notice *const *notices;  /* the whole catalogue, sorted by code; holds the notice of every finding */
	size_t n_notices;
	const struct report_undecided *undecided; /* sorted by namespace, then what */
	size_t n_undecided;
	const struct report_problem *problems; /* SARIF only: elsewhere they are findings or went to stderr */
	size_t n_problems;
	const struct report_unit *units;      /* in the order of the tree */
	size_t n_units;
	const struct report_application *applications;
	size_t n_applications;
	const struct report_skipped *skipped;
	size_t n_skipped;
	size_t files, documents, resources;   /* that were read; resources: that were judged */
	size_t suppressed;                    /* findings silenced, by whatever means */
	const char *since;                    /* the revision that only what is new since is listed of; NULL: all is */
	size_t known;                         /* findings that it had already, and which are not here */
	bool fixing;                          /* edits were made: of these many findings */
	size_t fixed;
	int status;                           /* what the program exits with; 2 is a run that did not do its whole job */

	/*
	 * The working folder that relative names of sources start from, and the
	 * top of the source tree, that SARIF's paths are relative to (%SRCROOT%).
	 * Both absolute; root NULL is the same as folder; folder NULL: not known.
	 */
	const char *folder, *root;

	struct report_style style;  /* text and concise */
	enum severity min_severity; /* list only at or above it; OFF is the same as INFO */
	bool quiet;                 /* text and concise: the findings and nothing else */
	bool statistics;            /* text, concise and json: counts by rule in place of the findings */
	bool show_suppressed;       /* SARIF: with those that are suppressed. GitHub opens alerts for them */
	const char *help_url;       /* the page of a rule is at this, "/" and the code; NULL: nowhere on the web */
};

/* The format of this name; false where there is none. */
bool report_format_parse(const char *name, enum report_format *out);

/* Has it a form with counts by rule? */
bool report_has_statistics(enum report_format format);

/* The whole report in a format: one of the writers below. */
void report_write(struct buf *out, const struct report *r, enum report_format format);

/* For people: each finding with its source line, the other places, then what was not judged and a summary. */
void report_text(struct buf *out, const struct report *r);

/* One line a finding: "file:line:col: severity CODE message". */
void report_concise(struct buf *out, const struct report *r);

/* The findings as JSON, laid out for tools, keys always in the same order. */
void report_json(struct buf *out, const struct report *r);

/* The same findings, each on a line of its own, and nothing else. */
void report_json_lines(struct buf *out, const struct report *r);

/* SARIF 2.1.0 (OASIS), within the limits that GitHub's code scanning documents. */
void report_sarif(struct buf *out, const struct report *r);

/* Commands that GitHub's runner makes annotations of, the most severe first; the last line says how many of them GitHub will not show. */
void report_github(struct buf *out, const struct report *r);

/* GitLab's Code Quality: a JSON array. Paths are relative to the root, as GitHub's are. */
void report_gitlab(struct buf *out, const struct report *r);

/* XML of JUnit, each finding a test that fails; and of Checkstyle. */
void report_junit(struct buf *out, const struct report *r);
void report_checkstyle(struct buf *out, const struct report *r);

/* The Reviewdog Diagnostic Format, with what is to be written as suggestions. */
void report_rdjson(struct buf *out, const struct report *r);

/* How often each rule fired, most often first; nothing where none did. */
void report_statistics(struct buf *out, const struct report *r);

/*
 * A rule's page, with what there is to know of the rule below its summary and without what only tests need. Where the style has neither
 * colour nor width it is markdown, for pipes and files.
 */
void report_page(struct buf *out, const struct notice *n, struct report_style style);

/* The catalogue, or a part of it: a table, on a terminal that is too narrow for it a list, and JSON (an array of objects). */
void report_rules_text(struct buf *out, const struct notice *const *notices, size_t n,
	struct report_style style);
void report_rules_json(struct buf *out, const struct notice *const *notices, size_t n);

/* What the tree was understood as: units, applications, what is not applied. */
void report_units_text(struct buf *out, const struct report *r);
void report_units_json(struct buf *out, const struct report *r);

#endif
