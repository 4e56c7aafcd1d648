/* The service accounts that policies name. */
#include "rules/accounts.h"

#include <string.h>

#include "keys.h"

static const struct str *part(struct pass *p, const char *begin, const char *end)
{
	return pool_intern(mesh_pool(pass_mesh(p)), begin, (size_t)(end - begin));
}

/* "domain/ns/NAMESPACE/sa/NAME", none of it a pattern. */
static bool of_principal(struct pass *p, const struct str *text, struct account *out)
{
	const char *ns = text ? strstr(text->text, "/ns/") : NULL, *name = ns ? strstr(ns + 4, "/sa/") : NULL;

	if (!name || ns == text->text || strpbrk(text->text, "*{") || strchr(name + 4, '/') || memchr(ns + 4, '/', (size_t)(name - ns - 4))
			|| memchr(text->text, '/', (size_t)(ns - text->text)))
		return false;
	out->ns = part(p, ns + 4, name);
	out->name = part(p, name + 4, text->text + text->len);
	return out->ns->len && out->name->len;
}

/* "NAMESPACE/NAME", or "NAME" in the namespace of the policy. */
static bool of_account(struct pass *p, const struct resource *r, const struct str *text, struct account *out)
{
	const char *slash = text ? strchr(text->text, '/') : NULL;

	if (!text || strpbrk(text->text, "*{") || (slash && strchr(slash + 1, '/')))
		return false;
	out->ns = slash ? part(p, text->text, slash) : r->ns;
	out->name = slash ? part(p, slash + 1, text->text + text->len) : text;
	return out->ns->len && out->name->len;
}

/* A list of identities, or of accounts. */
struct list {
	const struct node *node;
	bool accounts, excluded;
};

static void list_each(struct pass *p, const struct resource *policy, struct list list,
	void (*judge)(struct pass *p, const struct resource *policy, const struct account *account))
{
	for (const struct node *n = node_first(list.node); n; n = node_next(n)) {
		struct account a = { 0 };
		bool named = list.accounts ? of_account(p, policy, node_text(n), &a) : of_principal(p, node_text(n), &a);

		a.node = n;
		a.excluded = list.excluded;
		if (named)
			judge(p, policy, &a);
	}
}

void accounts_each(struct pass *p, const struct resource *policy,
	void (*judge)(struct pass *p, const struct resource *policy, const struct account *account))
{
	for (const struct node *rule = node_first(node_get(policy->spec, KEY_rules)); rule; rule = node_next(rule)) {
		for (const struct node *f = node_first(node_get(rule, KEY_from)); f; f = node_next(f)) {
			const struct node *source = node_get(f, KEY_source);

			list_each(p, policy, (struct list){ node_get(source, KEY_principals), false, false }, judge);
			list_each(p, policy, (struct list){ node_get(source, KEY_notPrincipals), false, true }, judge);
			list_each(p, policy, (struct list){ node_get(source, KEY_serviceAccounts), true, false }, judge);
			list_each(p, policy, (struct list){ node_get(source, KEY_notServiceAccounts), true, true }, judge);
		}
		for (const struct node *w = node_first(node_get(rule, KEY_when)); w; w = node_next(w)) {
			if (!str_is(node_get_text(w, KEY_key), "source.principal"))
				continue;
			list_each(p, policy, (struct list){ node_get(w, KEY_values), false, false }, judge);
			list_each(p, policy, (struct list){ node_get(w, KEY_notValues), false, true }, judge);
		}
	}
}
