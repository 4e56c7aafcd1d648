/* A principal of an AuthorizationPolicy whose service account is misspelt. */
#include <ctype.h>
#include <string.h>

#include "keys.h"
#include "lint/catalogue.h"
#include "mesh/workload.h"
#include "rules/parts.h"

#define MOST_COMPARED 64 /* ServiceAccounts of a namespace that are held against a missing name */
#define SHORTEST 5       /* name with which a slip can be told from another name */
#define LONG 12          /* name in which two slips can */

struct account {
	const struct str *ns, *name;
};

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
	*out = (struct account){ part(p, ns + 4, name), part(p, name + 4, text->text + text->len) };
	return out->ns->len && out->name->len;
}

/* "NAMESPACE/NAME", or "NAME" in the namespace of the policy. */
static bool of_account(struct pass *p, const struct resource *r, const struct str *text, struct account *out)
{
	const char *slash = text ? strchr(text->text, '/') : NULL;

	if (!text || strpbrk(text->text, "*{") || (slash && strchr(slash + 1, '/')))
		return false;
	*out = slash ? (struct account){ part(p, text->text, slash), part(p, slash + 1, text->text + text->len) }
		: (struct account){ r->ns, text };
	return out->ns->len && out->name->len;
}

/* "app-v1" is no slip of "app-v2". */
static bool differ_in_digits(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (isdigit((unsigned char)*a))
			a++;
		while (isdigit((unsigned char)*b))
			b++;
		if (*a != *b)
			return false;
		if (!*a)
			return true;
	}
}

/* A ServiceAccount there of nearly this name, or NULL. */
static const struct resource *meant(const struct mesh *m, const struct account *a)
{
	struct resources all = mesh_in(m, KIND_SERVICE_ACCOUNT, a->ns);
	size_t most = a->name->len < SHORTEST ? 0 : a->name->len < LONG ? 1 : 2;

	for (size_t i = 0; most && i < all.n && i < MOST_COMPARED; i++) {
		const struct str *name = all.at[i]->name;

		if (edit_distance(a->name->text, a->name->len, name->text, name->len, most) <= most && !differ_in_digits(a->name->text, name->text))
			return all.at[i];
	}
	return NULL;
}

static void judge(struct pass *p, const struct resource *r, const struct node *n, const struct account *a)
{
	const struct mesh *m = pass_mesh(p);
	const struct resource *near;

	if (mesh_has(m, KIND_SERVICE_ACCOUNT, a->ns, a->name) != NO || account_runs(m, a->ns, a->name) != NO)
		return;
	near = meant(m, a);
	if (near)
		pass_report(p, r, n, "namespace \"%s\" has no ServiceAccount \"%s\", so no request has this identity; did you mean \"%s\"?", a->ns->text,
			a->name->text, near->name->text);
	else if (mesh_world(m) == WORLD_CLOSED)
		pass_report(p, r, n, "namespace \"%s\" has no ServiceAccount \"%s\", so no request has this identity", a->ns->text, a->name->text);
	if (near)
		pass_note(p, near, NULL, "this one is there");
}

static void judge_principal(struct pass *p, const struct resource *r, const struct node *n)
{
	struct account a;

	if (of_principal(p, node_text(n), &a))
		judge(p, r, n, &a);
}

static void judge_accounts(struct pass *p, const struct resource *r, const struct node *list)
{
	struct account a;

	for (const struct node *n = node_first(list); n; n = node_next(n))
		if (of_account(p, r, node_text(n), &a))
			judge(p, r, n, &a);
}

static void visit(struct pass *p, const struct resource *r)
{
	principals_each(p, r, judge_principal);
	for (const struct node *rule = node_first(node_get(r->spec, KEY_rules)); rule; rule = node_next(rule))
		for (const struct node *f = node_first(node_get(rule, KEY_from)); f; f = node_next(f)) {
			judge_accounts(p, r, node_at(f, KEY_source, KEY_serviceAccounts, 0));
			judge_accounts(p, r, node_at(f, KEY_source, KEY_notServiceAccounts, 0));
		}
}

extern const struct page page_authorization_unknown_account;

const struct rule rule_authorization_unknown_account = {
	.notice = {
		.code     = "AP003",
		.name     = "authorization-unknown-account",
		.summary  = "AuthorizationPolicy names a service account that does not exist",
		.severity = SEVERITY_WARNING,
		.aliases  = "KIA0106",
		.category = "security",
		.page     = &page_authorization_unknown_account,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.reads   = KIND_BIT(KIND_AUTHORIZATION_POLICY) | KIND_BIT(KIND_SERVICE_ACCOUNT) | KIND_BIT(KIND_DEPLOYMENT)
		| KIND_BIT(KIND_STATEFUL_SET) | KIND_BIT(KIND_POD),
	.visit   = visit,
};
