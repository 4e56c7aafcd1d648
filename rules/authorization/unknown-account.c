/* A principal of an AuthorizationPolicy whose service account is misspelt. */
#include <ctype.h>
#include <string.h>

#include "lint/catalogue.h"
#include "rules/accounts.h"
#include "world/workload.h"

#define MOST_COMPARED 64 /* ServiceAccounts of a namespace that are held against a missing name */
#define SHORTEST 5       /* name with which a slip can be told from another name */
#define LONG 12          /* name in which two slips can */

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

/* A ServiceAccount there of nearly this name, or NULL. *only: no other is as near. */
static const struct resource *meant(const struct mesh *m, const struct account *a, bool *only)
{
	const struct resource *found = NULL;

	struct resources all = mesh_in(m, KIND_SERVICE_ACCOUNT, a->ns);
	size_t most = a->name->len < SHORTEST ? 0 : a->name->len < LONG ? 1 : 2;

	for (size_t i = 0; most && i < all.n && i < MOST_COMPARED; i++) {
		const struct str *name = all.at[i]->name;

		if (edit_distance(a->name->text, a->name->len, name->text, name->len, most) <= most && !differ_in_digits(a->name->text, name->text)) {
			*only = !found;
			found = found ? found : all.at[i];
		}
	}
	*only &= all.n <= MOST_COMPARED;
	return found;
}

/* The name ends what is written, whether it is an identity or a name with its namespace. */
static void fix(struct pass *p, const struct account *a, const struct resource *near)
{
	const struct str *text = node_text(a->node);

	if (!text || !str_ends(text, a->name->text))
		return;
	pass_fix(p, a->node, "%.*s%s", (int)(text->len - a->name->len), text->text, near->name->text);
	pass_unsafe(p); /* somebody gets in, or no more */
}

static void judge(struct pass *p, const struct resource *r, const struct account *a)
{
	const struct mesh *m = pass_mesh(p);
	const struct resource *near;
	bool only = false;

	if (mesh_has(m, KIND_SERVICE_ACCOUNT, a->ns, a->name) != NO || account_runs(m, a->ns, a->name) != NO)
		return;
	near = meant(m, a, &only);
	if (near)
		pass_report(p, r, a->node, "namespace \"%s\" has no ServiceAccount \"%s\", so no request has this identity; did you mean \"%s\"?", a->ns->text,
			a->name->text, near->name->text);
	else if (mesh_world(m) == WORLD_CLOSED)
		pass_report(p, r, a->node, "namespace \"%s\" has no ServiceAccount \"%s\", so no request has this identity", a->ns->text, a->name->text);
	if (near)
		pass_note(p, near, NULL, "this one is there");
	if (near && only)
		fix(p, a, near);
}

static void visit(struct pass *p, const struct resource *r)
{
	accounts_each(p, r, judge);
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
		.fixable  = true,
		.page     = &page_authorization_unknown_account,
	},
	.subject = KIND_AUTHORIZATION_POLICY,
	.visit   = visit,
};
