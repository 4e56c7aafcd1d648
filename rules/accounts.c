/* The service accounts that policies name. */
#include "rules/accounts.h"

#include <string.h>

#include "keys.h"
#include "rules/parts.h"

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

/* Whom to tell of an account. */
struct telling {
	void (*judge)(struct pass *p, const struct resource *policy, const struct account *account);
};

static void judge_principal(struct pass *p, const struct resource *policy, const struct node *principal, bool excluded, const void *with)
{
	struct account a = { .node = principal, .excluded = excluded };

	if (of_principal(p, node_text(principal), &a))
		((const struct telling *)with)->judge(p, policy, &a);
}

static void judge_accounts(struct pass *p, const struct resource *policy, const struct node *list, bool excluded, const struct telling *to)
{
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		struct account a = { .node = n, .excluded = excluded };

		if (of_account(p, policy, node_text(n), &a))
			to->judge(p, policy, &a);
	}
}

void accounts_each(struct pass *p, const struct resource *policy,
	void (*judge)(struct pass *p, const struct resource *policy, const struct account *account))
{
	struct telling to = { judge };

	principals_each(p, policy, &to, judge_principal);
	for (const struct node *rule = node_first(node_get(policy->spec, KEY_rules)); rule; rule = node_next(rule))
		for (const struct node *f = node_first(node_get(rule, KEY_from)); f; f = node_next(f)) {
			judge_accounts(p, policy, node_at(f, KEY_source, KEY_serviceAccounts, 0), false, &to);
			judge_accounts(p, policy, node_at(f, KEY_source, KEY_notServiceAccounts, 0), true, &to);
		}
}
