/* A pod template with the placeholder image that no injector will replace. */
#include "keys.h"
#include "rules/injection.h"
#include "rules/webhooks.h"

/* Does one of Istio's webhooks act on the pod? Without any in the tree: the stock ones. */
static enum truth is_injected(const struct mesh *m, const struct workload *w)
{
	struct resources all = mesh_of(m, KIND_MUTATING_WEBHOOK);
	enum truth t = NO;
	bool any = false;

	for (size_t i = 0; i < all.n; i++)
		for (const struct node *n = webhooks_first(all.at[i]); n; n = node_next(n))
			if (webhook_injects(n)) {
				any = true;
				t = truth_or(t, webhook_matches(m, n, w));
			}
	return any ? t : mesh_injection_asked(m, w);
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	const struct workload *w = mesh_workload_of(m, r);
	const struct node *image = w ? node_get(pod_proxy(w->spec), KEY_image) : NULL;

	if (!str_is(node_text(image), "auto") || (r->kind == KIND_POD && pod_is_live(m, r)) || is_injected(m, w) != NO)
		return;
	pass_report(p, r, image, "no webhook replaces the image \"auto\": these pods are not injected");
}

extern const struct page page_injection_image_auto;

const struct rule rule_injection_image_auto = {
	.notice = {
		.code     = "IJ005",
		.name     = "injection-image-auto",
		.summary  = "Image \"auto\" in a pod that is not injected",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0146",
		.category = "injection",
		.page     = &page_injection_image_auto,
	},
	.subjects = KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_STATEFUL_SET)
		| KIND_BIT(KIND_DAEMON_SET) | KIND_BIT(KIND_REPLICA_SET)
		| KIND_BIT(KIND_ROLLOUT) | KIND_BIT(KIND_POD),
	.visit   = visit,
};
