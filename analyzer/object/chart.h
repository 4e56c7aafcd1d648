#ifndef OBJECT_CHART_H
#define OBJECT_CHART_H
/*
 * Releases of Helm charts that the tree describes: for objects.c alone.
 */
#include "object/objects.h"

/*
 * Where r releases the chart that installs istiod (Flux HelmRelease, Argo CD Application, Helm
 * controller's HelmChart), fill its installs_istiod, chart_values and values_open.
 */
void chart_read(struct objects *o, struct resource *r);

#endif
