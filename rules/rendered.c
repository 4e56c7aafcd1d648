/* Tells what was rendered by its labels. */
#include "rules/rendered.h"

bool resource_is_istios(const struct resource *r)
{
	return resource_label(r, "install.operator.istio.io/owning-resource") || resource_label(r, "operator.istio.io/component")
		|| str_is(resource_label(r, "release"), "istio");
}

bool resource_is_knatives(const struct resource *r)
{
	return resource_label(r, "serving.knative.dev/release") || resource_label(r, "eventing.knative.dev/release")
		|| str_starts(resource_label(r, "app.kubernetes.io/part-of"), "knative-");
}

bool resource_is_rendered(const struct resource *r)
{
	return resource_is_istios(r) || resource_label(r, "helm.sh/chart")
		|| (resource_label(r, "chart") && resource_label(r, "heritage"))
		|| str_is(resource_label(r, "app.kubernetes.io/managed-by"), "Helm");
}
