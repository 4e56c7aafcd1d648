/* A pod of a cluster that still has the placeholder image. */
#include "keys.h"
#include "rules/injection.h"

static void visit(struct pass *p, const struct resource *r)
{
	const struct node *image = node_get(pod_proxy(r->spec), KEY_image);

	if (str_is(node_text(image), "auto") && pod_is_live(pass_mesh(p), r))
		pass_report(p, r, image, "this pod was not injected: its image is still \"auto\", which cannot be pulled");
}

extern const struct page page_injection_image_auto_left;

const struct rule rule_injection_image_auto_left = {
	.notice = {
		.code     = "IJ006",
		.name     = "injection-image-auto-left",
		.summary  = "Pod of a cluster with the image \"auto\"",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0147",
		.category = "injection",
		.page     = &page_injection_image_auto_left,
	},
	.subject = KIND_POD,
	.visit   = visit,
};
