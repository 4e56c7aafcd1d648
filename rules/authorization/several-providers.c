/* A workload is under AuthorizationPolicies that ask different authorizers. */
#include "base/map.h"
#include "base/vec.h"
#include "keys.h"
#include "lint/rule.h"
#include "mesh/workload.h"
#include "rules/selectors.h"

/* The policies of a namespace that hand requests to providers. */
struct asking {
	VEC(const struct resource *) list;
};

static const struct str *provider_of(const struct resource *r)
{
	return node_text(node_at(r->spec, KEY_provider, KEY_name, 0));
}

static bool asks(const struct resource *r)
{
	return str_is(node_get_text(r->spec, KEY_action), "CUSTOM") && provider_of(r) && node_first(node_get(r->spec, KEY_rules))
		&& !r->partial && !r->patched && !policy_is_attached(r)
		&& !str_is(resource_annotation(r, "istio.io/dry-run"), "true");
}

/* A selector that the checker has rejected selects nobody knows what. */
static enum truth selects(const struct resource *r, const struct workload *w)
{
	const struct node *selector = node_get(r->spec, KEY_selector);

	if ((node_has(r->spec, KEY_selector) && !selector) || (node_has(selector, KEY_matchLabels) && !node_get(selector, KEY_matchLabels)))
		return UNKNOWN;
	return workload_matches(w, policy_labels(r));
}

static void compare(struct pass *p, struct map *said, const struct workload *w, const struct resource *a, const struct resource *b)
{
	void **place;

	if (provider_of(a) == provider_of(b) || resource_together(a, b) != YES)
		return;
	place = map_at(pass_scratch(p), said, b, NULL, NULL);
	if (*place)
		return;
	*place = p;
	pass_report(p, b, node_at(b->spec, KEY_provider, KEY_name, 0),
		"\"%s\" has CUSTOM policies with two providers, \"%s\" and \"%s\": requests that match either policy are denied",
		w->name->text, provider_of(a)->text, provider_of(b)->text);
	pass_note(p, a, node_at(a->spec, KEY_provider, KEY_name, 0), "the other provider");
}

static void judge(struct pass *p, struct map *by_ns, struct map *said, const struct workload *w)
{
	const struct str *root = mesh_root_namespace(pass_mesh(p)), *homes[] = { root, w->ns };
	const struct resource *first = NULL;

	for (size_t h = w->ns == root; h < 2; h++) {
		const struct asking *here = map_get(by_ns, homes[h], NULL, NULL);

		for (size_t i = 0; here && i < here->list.n; i++) {
			if (selects(here->list.at[i], w) != YES)
				continue;
			if (first)
				compare(p, said, w, first, here->list.at[i]);
			else
				first = here->list.at[i];
		}
	}
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct resources all = mesh_of(m, KIND_AUTHORIZATION_POLICY);
	struct workloads workloads = mesh_workloads(m);
	struct map by_ns = { 0 }, said = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++) {
		void **place = asks(all.at[i]) && all.at[i]->ns->len ? map_at(pass_scratch(p), &by_ns, all.at[i]->ns, NULL, NULL) : NULL;

		if (!place)
			continue;
		if (!*place)
			*place = arena_new(pass_scratch(p), struct asking);
		vec_push(pass_scratch(p), &((struct asking *)*place)->list, all.at[i]);
		n++;
	}
	for (size_t i = 0; n > 1 && i < workloads.n; i++)
		judge(p, &by_ns, &said, workloads.at[i]);
}

extern const struct page page_authorization_several_providers;

const struct rule rule_authorization_several_providers = {
	.notice = {
		.code     = "AP023",
		.name     = "authorization-several-providers",
		.summary  = "AuthorizationPolicies name different providers for one workload",
		.severity = SEVERITY_ERROR,
		.category = "security",
		.page     = &page_authorization_several_providers,
	},
	.reads   = KIND_BIT(KIND_AUTHORIZATION_POLICY) | KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_POD),
	.survey  = survey,
};
