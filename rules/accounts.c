/* The service accounts that policies name. */
#include "rules/accounts.h"

#include <string.h>

#include "rules/asked.h"

static const struct str *part(struct pass *p, const char *begin, const char *end)
{
	return pool_intern(mesh_pool(pass_mesh(p)), begin, (size_t)(end - begin));
}

/* "domain/ns/NAMESPACE/sa/NAME", none of it a pattern. */
static bool of_principal(struct pass *p, const struct str *text, struct account *out)
{
	const char *ns = strstr(text->text, "/ns/"), *name = ns ? strstr(ns + 4, "/sa/") : NULL;

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
	const char *slash = strchr(text->text, '/');

	if (strpbrk(text->text, "*{") || (slash && strchr(slash + 1, '/')))
		return false;
	out->ns = slash ? part(p, text->text, slash) : r->ns;
	out->name = slash ? part(p, slash + 1, text->text + text->len) : text;
	return out->ns->len && out->name->len;
}

/* Whom to tell of an account. */
struct telling {
	void (*judge)(struct pass *p, const struct resource *policy, const struct account *account);
};

static void judge_principal(struct pass *p, const struct resource *policy, const struct asked_value *v, const void *with)
{
	struct account a = { .node = v->node, .excluded = v->excluded };

	if (of_principal(p, v->text, &a))
		((const struct telling *)with)->judge(p, policy, &a);
}

static void judge_account(struct pass *p, const struct resource *policy, const struct asked_value *v, const void *with)
{
	struct account a = { .node = v->node, .excluded = v->excluded };

	if (of_account(p, policy, v->text, &a))
		((const struct telling *)with)->judge(p, policy, &a);
}

void accounts_each(struct pass *p, const struct resource *policy,
	void (*judge)(struct pass *p, const struct resource *policy, const struct account *account))
{
	struct telling to = { judge };

	asked_each(p, policy, &asked_principal, &to, judge_principal);
	asked_each(p, policy, &asked_account, &to, judge_account);
}
