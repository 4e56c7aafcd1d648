/* Finds releases of istiod's Helm chart, and the values that they give it. */
#include "object/chart.h"

#include <string.h>

#include "keys.h"

/* The chart by name ("istiod", "istio/istiod"), address or packed file, or as a folder of Istio's repository. */
static bool is_istiod(const struct str *chart)
{
	const char *base;

	if (!chart)
		return false;
	base = strrchr(chart->text, '/');
	base = base ? base + 1 : chart->text;
	return strcmp(base, "istiod") == 0 || strcmp(base, "istio-discovery") == 0
		|| (strncmp(base, "istiod-", 7) == 0 && base[7] >= '0' && base[7] <= '9');
}

/* Values written as text. */
static void read_text(struct objects *o, struct resource *r, const struct node *text)
{
	const struct str *s = node_text(text);

	if (!s || !s->len)
		return;
	r->chart_values = objects_embedded(o, text);
	r->values_open |= !node_is_map(r->chart_values);
}

static void read_flux(struct resource *r)
{
	const struct node *chart = node_get(r->spec, KEY_chart);
	const struct str *name = node_text(node_at(chart, KEY_spec, KEY_chart, 0));

	if (!name)
		name = node_get_text(chart, KEY_name); /* the first of Flux's APIs */
	if (!is_istiod(name))
		return;
	r->installs_istiod = true;
	r->chart_values = node_get(r->spec, KEY_values);
	r->values_open = node_has(r->spec, KEY_valuesFrom) || node_has(r->spec, KEY_postRenderers);
}

/* Argo CD's parameters are laid over the values, which then tell too little. */
static void read_argo(struct objects *o, struct resource *r, const struct node *source)
{
	const struct node *helm = node_get(source, KEY_helm);

	if (!is_istiod(node_get_text(source, KEY_chart)) && !is_istiod(node_get_text(source, KEY_path)))
		return;
	r->installs_istiod = true;
	r->values_open = node_has(helm, KEY_valueFiles) || node_has(helm, KEY_parameters)
		|| node_has(helm, KEY_fileParameters);
	if (node_has(helm, KEY_parameters) || node_has(helm, KEY_fileParameters))
		return;
	r->chart_values = node_get(helm, KEY_valuesObject);
	if (!r->chart_values)
		read_text(o, r, node_get(helm, KEY_values));
}

static void read_helm_chart(struct objects *o, struct resource *r)
{
	if (!is_istiod(node_get_text(r->spec, KEY_chart)))
		return;
	r->installs_istiod = true;
	r->values_open = node_has(r->spec, KEY_set);
	if (!r->values_open)
		read_text(o, r, node_get(r->spec, KEY_valuesContent));
}

void chart_read(struct objects *o, struct resource *r)
{
	const char *kind = r->kind_name->text, *group = r->group->text;

	if (r->partial)
		return;
	if (strcmp(kind, "HelmRelease") == 0 && strstr(group, "fluxcd.io")) {
		read_flux(r);
	} else if (strcmp(kind, "Application") == 0 && strcmp(group, "argoproj.io") == 0) {
		read_argo(o, r, node_get(r->spec, KEY_source));
		for (const struct node *s = node_first(node_get(r->spec, KEY_sources)); s && !r->installs_istiod; s = node_next(s))
			read_argo(o, r, s);
	} else if (strcmp(kind, "HelmChart") == 0 && strcmp(group, "helm.cattle.io") == 0) {
		read_helm_chart(o, r);
	}
}
