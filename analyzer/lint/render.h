#ifndef LINT_RENDER_H
#define LINT_RENDER_H
/*
 * The charts of the configuration file, rendered by the user's own "helm template". For lint alone, and only where the
 * user asks for it: meshlint runs no other program by itself.
 */
#include "lint/input.h"
#include "lint/settings.h"

/*
 * Run helm for each chart that the paths have to do with: the chart or one of its values files is below a path, or a path
 * is in the chart. What helm makes is added to the files, under the name "<helm template RELEASE>"; files of the chart
 * that were found are marked as rendered. A chart that cannot be rendered is one finding (LN004) at its place in the
 * configuration, and its files stay what they are.
 */
void render_charts(struct input *in, const struct settings *s, const char *const *paths, size_t n_paths);

#endif
