/* Two webhooks of Istio that are called for the same pods. */
#include "base/vec.h"
#include "keys.h"
#include "rules/webhooks.h"
#include "world/selector.h"

struct hook {
	const struct resource *configuration;
	const struct node *node;
	bool reported;
};

struct survey {
	struct pass *pass;
	VEC(struct hook) hooks;
	VEC(const struct str *) revisions;
};

static void take_revision(void *context, const struct str *revision)
{
	struct survey *s = context;

	for (size_t i = 0; i < s->revisions.n; i++)
		if (s->revisions.at[i] == revision)
			return;
	vec_push(pass_scratch(s->pass), &s->revisions, revision);
}

static void take_hooks(struct survey *s, struct resources all)
{
	for (size_t i = 0; i < all.n; i++) {
		if (all.at[i]->partial || !webhooks_are_istios(all.at[i]))
			continue;
		webhooks_revisions(all.at[i], take_revision, s);
		for (const struct node *n = webhooks_first(all.at[i]); n; n = node_next(n))
			if (webhook_is_readable(n) && webhook_is_for_pods(n) && node_get_text(n, KEY_name))
				vec_push(pass_scratch(s->pass), &s->hooks, ((struct hook){ all.at[i], n, false }));
	}
}

/* The i-th of the label sets that matter: the word alone (absent, and its two values), then with each revision. */
static struct label_set labels_of(const struct survey *s, size_t i, const char *key, const char *const values[2])
{
	struct pool *pool = mesh_pool(pass_mesh(s->pass));
	struct label_set set = { .n = 0 };

	if (i % 3) {
		set.keys[set.n] = pool_text(pool, key);
		set.values[set.n++] = pool_text(pool, values[i % 3 - 1]);
	}
	if (i / 3) {
		set.keys[set.n] = pool_text(pool, "istio.io/rev");
		set.values[set.n++] = s->revisions.at[i / 3 - 1];
	}
	return set;
}

static const char *describe(struct pass *p, const struct label_set *set)
{
	const char *text = NULL;

	for (size_t i = 0; i < set->n; i++)
		text = arena_printf(pass_scratch(p), "%s%s%s=%s", text ? text : "", text ? ", " : "", set->keys[i]->text,
			set->values[i]->text);
	return text ? text : "no Istio label";
}

/* An object that is written twice does not clash with itself. */
static bool is_same(const struct hook *a, const struct hook *b)
{
	return a->configuration->name == b->configuration->name
		&& (a->configuration != b->configuration || node_get_text(a->node, KEY_name) == node_get_text(b->node, KEY_name));
}

/* Once for each webhook, with the first label sets for which another is called as well. */
static void report(struct pass *p, struct hook *h, const struct hook *other, const struct label_set *ns,
	const struct label_set *pod)
{
	if (h->reported)
		return;
	h->reported = true;
	pass_report(p, h->configuration, node_get(h->node, KEY_name),
		"webhook \"%s\" of \"%s\" also injects pods with %s in namespaces with %s",
		node_get_text(other->node, KEY_name)->text, other->configuration->name->text, describe(p, pod), describe(p, ns));
	pass_note(p, other->configuration, node_get(other->node, KEY_name), "the other webhook");
}

static void judge(struct survey *s, const struct label_set *ns, const struct label_set *pod)
{
	struct hook *first = NULL;

	for (size_t i = 0; i < s->hooks.n; i++) {
		struct hook *h = &s->hooks.at[i];

		if (selector_matches_set(node_get(h->node, KEY_namespaceSelector), ns) != YES
				|| selector_matches_set(node_get(h->node, KEY_objectSelector), pod) != YES)
			continue;
		if (!first) {
			first = h;
		} else if (!is_same(first, h)) {
			report(s->pass, h, first, ns, pod);
			if (first->configuration != h->configuration)
				report(s->pass, first, h, ns, pod);
		}
	}
}

static void survey(struct pass *p, const struct mesh *m)
{
	static const char *const injection[] = { "enabled", "disabled" }, *const inject[] = { "true", "false" };
	struct survey s = { .pass = p };

	take_hooks(&s, mesh_of(m, KIND_MUTATING_WEBHOOK));
	for (size_t i = 0; s.hooks.n > 1 && i < 3 * (s.revisions.n + 1); i++)
		for (size_t k = 0; k < 3 * (s.revisions.n + 1); k++) {
			struct label_set ns = labels_of(&s, i, "istio-injection", injection);
			struct label_set pod = labels_of(&s, k, "sidecar.istio.io/inject", inject);

			judge(&s, &ns, &pod);
		}
}

extern const struct page page_webhook_overlap;

const struct rule rule_webhook_overlap = {
	.notice = {
		.code     = "WH001",
		.name     = "webhook-overlap",
		.summary  = "Injection webhooks that are called for the same pods",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0139",
		.category = "injection",
		.page     = &page_webhook_overlap,
	},
	.reads   = KIND_BIT(KIND_MUTATING_WEBHOOK),
	.survey  = survey,
};
