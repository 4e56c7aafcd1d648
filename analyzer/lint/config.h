#ifndef LINT_CONFIG_H
#define LINT_CONFIG_H
/*
 * The configuration file, .meshlint.yaml. What is wrong with it is told with
 * file, line and column, and nothing is linted then.
 */
#include <stdbool.h>

#include "base/buf.h"
#include "lint/catalogue.h"
#include "lint/settings.h"

#define CONFIG_NAME ".meshlint.yaml"

/*
 * The nearest CONFIG_NAME in the folder of this path (the path itself where it is a
 * folder, the working folder for "-") or above it, as a path to open; NULL where there is none. misnamed: a file on the way whose name
 * is nearly that, and which is not read; or NULL.
 */
const char *config_find(struct arena *a, const char *first_path, const char **misnamed);

/*
 * Read the file into s: lists are added to, single values that the command line has set stay. On failure false, and errors holds lines ("file:line:col: message").
 * fence: of a file that the user did not name but that was found: where it, and the paths in it, may lead; what leads elsewhere is not
 * used and added to s->refused. NULL: anywhere.
 */
bool config_load(struct settings *s, struct arena *a, const char *path, const struct fence *fence,
	const struct catalogue *c, struct buf *errors);

/* Is the baseline there that the configuration names, if it is the one in use? false: errors holds a line, with the place where it is named. */
bool config_has_baseline(const struct settings *s, struct buf *errors);

/* The version of the library that fills it in: "1.4.1". */
const char *config_library(void);

#endif
