#ifndef CLI_EFFECTIVE_H
#define CLI_EFFECTIVE_H
/*
 * "meshlint config": the settings in force, and where each comes from. For main.c alone.
 */
#include "base/buf.h"
#include "lint/catalogue.h"
#include "lint/settings.h"
#include "report/report.h"

/*
 * Append the settings, a line each: default, file:line or option; then which rules are
 * off, or on where these are fewer. file: the configuration file that was read, or
 * NULL. As text, or as JSON.
 */
void effective_text(struct buf *out, const struct settings *s, const struct catalogue *c, const char *file, struct report_style style);
void effective_json(struct buf *out, const struct settings *s, const struct catalogue *c, const char *file);

#endif
