/* A workload is under AuthorizationPolicies that ask different authorizers. */
#include "base/map.h"
#include "keys.h"
#include "lint/rule.h"
#include "rules/selectors.h"

/* The first policy of each workload that hands requests to a provider, and what is known of whole selections. */
struct asking {
	struct pass *p;
	struct map first; /* workload -> struct resource */
	struct map taken; /* selection: each workload of it has its first policy */
	struct map alike; /* selection, provider: no workload of it has a first policy with another provider */
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

static void enter(struct asking *x, const struct resource *r)
{
	struct selection on = policy_selection(x->p, r);
	void **taken = on.known ? map_at(pass_scratch(x->p), &x->taken, on.known, NULL, NULL) : NULL;

	if (taken && *taken)
		return;
	for (size_t i = 0; i < on.n_sure; i++) {
		void **first = map_at(pass_scratch(x->p), &x->first, on.at[i], NULL, NULL);

		if (!*first)
			*first = (void *)(uintptr_t)r;
	}
	if (taken)
		*taken = x;
}

static void report(struct pass *p, const struct workload *w, const struct resource *a, const struct resource *b)
{
	pass_report(p, b, node_at(b->spec, KEY_provider, KEY_name, 0),
		"\"%s\" has CUSTOM policies with two providers, \"%s\" and \"%s\": requests that match either policy are denied",
		w->name->text, provider_of(a)->text, provider_of(b)->text);
	pass_note(p, a, node_at(a->spec, KEY_provider, KEY_name, 0), "the other provider");
}

/* Hold a policy against the first one of each workload; one clash is enough. */
static void judge(struct asking *x, const struct resource *r)
{
	struct selection on = policy_selection(x->p, r);
	const struct str *provider = provider_of(r);
	void **alike = on.known ? map_at(pass_scratch(x->p), &x->alike, on.known, provider, NULL) : NULL;
	bool all = true;

	if (alike && *alike)
		return;
	for (size_t i = 0; i < on.n_sure; i++) {
		const struct resource *first = map_get(&x->first, on.at[i], NULL, NULL);

		if (provider_of(first) == provider)
			continue;
		all = false;
		if (resource_together(first, r) != YES)
			continue;
		report(x->p, on.at[i], first, r);
		return;
	}
	if (alike && all)
		*alike = x;
}

/* Call each policy that hands requests to a provider: those for the whole mesh come first. */
static size_t each(struct asking *x, void (*call)(struct asking *x, const struct resource *r))
{
	const struct mesh *m = pass_mesh(x->p);
	struct resources all = mesh_of(m, KIND_AUTHORIZATION_POLICY);
	size_t n = 0;

	for (int own = 0; own < 2; own++)
		for (size_t i = 0; i < all.n; i++) {
			const struct resource *r = all.at[i];

			if ((r->ns == mesh_root_namespace(m)) == own || !r->ns->len || !asks(r))
				continue;
			n++;
			call(x, r);
		}
	return n;
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct asking x = { .p = p };

	(void)m;
	if (each(&x, enter) > 1)
		each(&x, judge);
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
