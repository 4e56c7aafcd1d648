/* What lint reports itself. */
#include "lint/notices.h"

extern const struct page page_suppression_unused;
extern const struct page page_suppression_unknown;
extern const struct page page_kustomize_not_built;
extern const struct page page_chart_not_rendered;
extern const struct page page_analysis_limit;
extern const struct page page_kustomize_missing_file;

const struct notice notice_suppression_unused = {
	.code = "LN001",
	.name = "suppression-unused",
	.summary = "A comment or annotation silences nothing",
	.severity = SEVERITY_INFO,
	.category = "suppression",
	.page = &page_suppression_unused,
};

const struct notice notice_suppression_unknown = {
	.code = "LN002",
	.name = "suppression-unknown",
	.summary = "A comment or annotation silences a rule that does not exist",
	.severity = SEVERITY_WARNING,
	.category = "suppression",
	.page = &page_suppression_unknown,
};

const struct notice notice_kustomize_not_built = {
	.code = "LN003",
	.name = "kustomize-not-built",
	.summary = "A kustomization that kustomize rejects",
	.severity = SEVERITY_INFO,
	.category = "input",
	.page = &page_kustomize_not_built,
};

/* The user asked for it, so that a run without it is not whole. */
const struct notice notice_chart_not_rendered = {
	.code = "LN004",
	.name = "chart-not-rendered",
	.summary = "helm cannot render a chart of the configuration file",
	.severity = SEVERITY_ERROR,
	.category = "input",
	.page = &page_chart_not_rendered,
};

const struct notice notice_analysis_limit = {
	.code = "LN005",
	.name = "analysis-limit",
	.summary = "There is too much of something to judge or list all of it",
	.severity = SEVERITY_WARNING,
	.category = "input",
	.page = &page_analysis_limit,
};

/* Nothing is less than whole about the run: it is the kustomization that is wrong. */
const struct notice notice_kustomize_missing_file = {
	.code = "LN006",
	.name = "kustomize-missing-file",
	.summary = "A kustomization names a file or folder that does not exist",
	.severity = SEVERITY_ERROR,
	.category = "objects",
	.page = &page_kustomize_missing_file,
};
