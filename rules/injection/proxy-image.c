/* Pods that run another proxy than the injector would give them today. */
#include <string.h>

#include "keys.h"
#include "rules/injection.h"

/* The Helm values of the injector that serves this revision, or NULL. */
static const struct node *injector_of(const struct mesh *m, const struct str *revision)
{
	bool plain = !revision || !revision->len || str_is(revision, "default");
	const struct str *name = plain ? pool_text(mesh_pool(m), "istio-sidecar-injector")
		: pool_printf(mesh_pool(m), "istio-sidecar-injector-%s", revision->text);
	struct resources maps = mesh_named(m, KIND_CONFIG_MAP, name);

	return maps.n == 1 ? maps.at[0]->injector_values : NULL;
}

/* The image as the injector's template puts it together, or NULL where a part is missing. */
static const char *image_of(const struct node *values, struct arena *scratch)
{
	const struct node *global = node_get(values, KEY_global);
	const struct str *image = node_text(node_at(global, KEY_proxy, KEY_image, 0));
	const struct str *hub = node_get_text(global, KEY_hub), *tag = node_get_text(global, KEY_tag);

	if (image && memchr(image->text, '/', image->len))
		return image->text;
	return image && hub && tag ? arena_printf(scratch, "%s/%s:%s", hub->text, image->text, tag->text) : NULL;
}

/* The image itself, or its debug or distroless variant. */
static bool is_variant(const struct str *image, const char *of)
{
	size_t n = strlen(of);

	return strncmp(image->text, of, n) == 0 && (image->len == n || strcmp(image->text + n, "-debug") == 0
		|| strcmp(image->text + n, "-distroless") == 0);
}

static const struct node *other_image(const struct resource *pod, const char *image)
{
	const struct node *n = node_get(pod_proxy(pod->spec), KEY_image);

	if (!node_text(n) || is_variant(node_text(n), image) || resource_annotation(pod, "sidecar.istio.io/proxyImage"))
		return NULL;
	return n;
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	const struct str *revision = resource_label(r, "istio.io/rev");
	struct resources pods = mesh_in(m, KIND_POD, r->name);
	const char *image;
	bool reported = false;

	if (!revision && !str_is(resource_label(r, "istio-injection"), "enabled"))
		return;
	image = image_of(injector_of(m, revision), pass_scratch(p));
	for (size_t i = 0; image && i < pods.n; i++) {
		const struct node *other = other_image(pods.at[i], image);

		if (!other)
			continue;
		if (!reported)
			pass_report(p, r, NULL, "pods of namespace \"%s\" do not run the injector's proxy image \"%s\"",
				r->name->text, image);
		pass_note(p, pods.at[i], other, "pod \"%s\"", pods.at[i]->name->text);
		reported = true;
	}
}

extern const struct page page_injection_proxy_image;

const struct rule rule_injection_proxy_image = {
	.notice = {
		.code     = "IJ007",
		.name     = "injection-proxy-image",
		.summary  = "Pods with another proxy image than the injector's",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0158",
		.category = "injection",
		.page     = &page_injection_proxy_image,
	},
	.subject = KIND_NAMESPACE,
	.visit   = visit,
};
