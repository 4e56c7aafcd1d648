/* A CustomResourceDefinition of the Gateway API that lacks the version istiod reads. */
#include <stdio.h>
#include <string.h>

#include "lint/rule.h"

/* The release of the Gateway API that first had the version which istiod reads, from a release of Istio on. */
static const struct {
	const char *name;
	unsigned major, minor, patch;
	uint32_t release;
} needed[] = {
	{ "grpcroutes.gateway.networking.k8s.io", 1, 1, 0, 22 },
	{ "backendtlspolicies.gateway.networking.k8s.io", 1, 4, 0, 28 },
	{ "tlsroutes.gateway.networking.k8s.io", 1, 5, 0, 30 },
	{ "tcproutes.gateway.networking.k8s.io", 1, 6, 0, 31 },
};

/* A semantic version, with or without "v"; what follows the three numbers does not count. Builds from source are 0.0.0. */
static bool read_version(const struct str *text, unsigned v[3])
{
	const char *at = text && *text->text == 'v' ? text->text + 1 : text ? text->text : "";

	return sscanf(at, "%5u.%5u.%5u", &v[0], &v[1], &v[2]) == 3 && (v[0] || v[1]);
}

/* Does anything here run Istio? The definitions serve other gateways as well. */
static bool has_istio(const struct mesh *m)
{
	if (mesh_world(m) == WORLD_CLOSED)
		return true;
	for (int k = KIND_OTHER + 1; k < N_KINDS; k++) {
		const char *group = kind_group((enum kind)k), *end = strstr(group, ".istio.io");

		if (((end && !end[9]) || k == KIND_SAIL_ISTIO) && mesh_of(m, (enum kind)k).n)
			return true;
	}
	return false;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct str *text = resource_annotation(r, "gateway.networking.k8s.io/bundle-version");
	uint32_t release = mesh_release(pass_mesh(p));
	unsigned v[3];

	if (!has_istio(pass_mesh(p)))
		return;
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
		const unsigned least[3] = { needed[i].major, needed[i].minor, needed[i].patch };
		int k = 0;

		if (!str_is(r->name, needed[i].name) || (release && release < needed[i].release) || !read_version(text, v))
			continue;
		while (k < 2 && v[k] == least[k])
			k++;
		if (v[k] < least[k])
			pass_report(p, r, node_find(r->annotations, "gateway.networking.k8s.io/bundle-version"),
				"Gateway API %s is too old: Istio reads \"%s\" only from version %u.%u.%u on", text->text, r->name->text,
				least[0], least[1], least[2]);
	}
}

extern const struct page page_install_old_gateway_api;

const struct rule rule_install_old_gateway_api = {
	.notice = {
		.code     = "IM002",
		.name     = "install-old-gateway-api",
		.summary  = "Gateway API too old for this release of Istio",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0176",
		.category = "objects",
		.page     = &page_install_old_gateway_api,
	},
	.subject = KIND_CUSTOM_RESOURCE_DEFINITION,
	.visit   = visit,
};
