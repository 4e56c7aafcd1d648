#ifndef LINT_NOTICES_H
#define LINT_NOTICES_H
/* The notices of suppressions and of what surrounds a file. */
#include "diag/diag.h"

extern const struct notice notice_suppression_unused;
extern const struct notice notice_suppression_unknown;
extern const struct notice notice_kustomize_not_built;
extern const struct notice notice_chart_not_rendered;
extern const struct notice notice_analysis_limit;
extern const struct notice notice_kustomize_missing_file;

#endif
