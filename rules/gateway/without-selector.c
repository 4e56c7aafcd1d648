/* A Gateway without a selector, where there are gateways of several sorts. */
#include "keys.h"
#include "lint/rule.h"
#include "world/gateway.h"
#include "world/workload.h"

/* Gateways that Istio deploys for the Gateway API have their own listeners. */
static bool runs_gateways(const struct workload *w)
{
	return w->resource->kind != KIND_K8S_GATEWAY && w->injected != NO && workload_is_gateway(w);
}

static bool same_sort(const struct workload *a, const struct workload *b, const struct str *key)
{
	const struct label *x = workload_label(a, key), *y = workload_label(b, key);

	return a->ns == b->ns && (x ? x->value : NULL) == (y ? y->value : NULL);
}

/* Two gateways of different namespaces, or with different "istio" labels; false: there are none. */
static bool find_two(const struct mesh *m, const struct workload *out[2])
{
	struct workloads all = mesh_workloads(m);
	const struct str *key = pool_text(mesh_pool(m), "istio");

	out[0] = NULL;
	for (size_t i = 0; i < all.n; i++) {
		const struct workload *w = all.at[i];

		if (!runs_gateways(w))
			continue;
		if (!out[0]) {
			out[0] = w;
		} else if (!same_sort(out[0], w, key)) {
			out[1] = w;
			return true;
		}
	}
	return false;
}

/* istiod takes an empty selector as none. */
static bool takes_all(const struct gateway *g)
{
	const struct resource *r = g->resource;

	if (g->kubernetes || g->partial || r->partial || r->patched || !r->spec)
		return false;
	return g->selector ? !g->selector->n : !node_has(r->spec, KEY_selector);
}

static void tell(struct pass *p, const struct gateway *g, const struct workload *const two[2])
{
	static const char say[] = "without labels in its selector all gateways of the mesh serve it, \"%s\" of namespace \"%s\" and \"%s\" of \"%s\" among them";
	const struct resource *r = g->resource;

	if (g->selector)
		pass_report(p, r, g->selector, say, two[0]->name->text, two[0]->ns->text, two[1]->name->text, two[1]->ns->text);
	else
		pass_report_lack(p, r, r->spec, say, two[0]->name->text, two[0]->ns->text, two[1]->name->text, two[1]->ns->text);
}

static void survey(struct pass *p, const struct mesh *m)
{
	const struct workload *two[2];
	size_t n;
	const struct gateway *all = mesh_gateways(m, &n);

	if (!n || !find_two(m, two))
		return;
	for (size_t i = 0; i < n; i++) {
		if (takes_all(&all[i]))
			tell(p, &all[i], two);
	}
}

extern const struct page page_gateway_without_selector;

const struct rule rule_gateway_without_selector = {
	.notice = {
		.code     = "GW012",
		.name     = "gateway-without-selector",
		.summary  = "Gateway without a selector, beside gateways of several sorts",
		.severity = SEVERITY_WARNING,
		.aliases  = NULL,
		.category = "routing",
		.page     = &page_gateway_without_selector,
	},
	.reads   = KIND_BIT(KIND_GATEWAY) | KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_DAEMON_SET) | KIND_BIT(KIND_STATEFUL_SET) | KIND_BIT(KIND_POD),
	.survey  = survey,
};
