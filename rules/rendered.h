#ifndef RULES_RENDERED_H
#define RULES_RENDERED_H
/*
 * Objects that a chart or an installer wrote, by their labels. For rules on what only whoever writes an
 * object by hand can change: the next rendering would write it anew.
 */
#include "lint/rule.h"

/* Did any chart, or Istio's installer, render it? */
bool resource_is_rendered(const struct resource *r);

/* Did Istio's own installer or charts? */
bool resource_is_istios(const struct resource *r);

/* Is it part of a release of Knative, whose parts are files of their own, not all of them installed? */
bool resource_is_knatives(const struct resource *r);

#endif
