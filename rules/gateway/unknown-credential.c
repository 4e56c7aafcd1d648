/* A server names a Secret that is not where the gateway runs. */
#include <string.h>

#include "base/map.h"
#include "doc/made.h"
#include "keys.h"
#include "lint/catalogue.h"
#include "lint/rule.h"
#include "rules/credentials.h"
#include "world/anywhere.h"

#define MOST_COMPARED 64 /* Secrets of a namespace that are held against a missing name */

/* What the credentials of all gateways tell. */
struct known {
	struct map named;  /* namespace and name of each credential */
	struct map proven; /* namespaces in which one of them is there */
};

static void collect(struct pass *p, const struct credential *c)
{
	struct known *k = c->context;

	*map_at(pass_scratch(p), &k->named, c->ns, c->name, NULL) = k;
	if (mesh_has_secret(pass_mesh(p), c->ns, c->name) == YES)
		*map_at(pass_scratch(p), &k->proven, c->ns, NULL, NULL) = k;
}

/* Does a tool copy the Secret into other namespaces? Those tell it by annotations; a Certificate hands them on by a template. */
static bool is_copied(const struct mesh *m, const struct resource *gateway, const struct str *name)
{
	struct resources certificates = mesh_in(m, KIND_CERTIFICATE, gateway->ns);
	const struct resource *secret = mesh_find(m, KIND_SECRET, gateway->ns, name);

	if (secret && secret->annotations && secret->annotations->n)
		return true;
	for (size_t i = 0; i < certificates.n; i++)
		if (node_get_text(certificates.at[i]->spec, KEY_secretName) == name
				&& node_find(certificates.at[i]->spec, "secretTemplate"))
			return true;
	return false;
}

/* Did kustomize generate the Secret under this name, and put a hash behind it? It renames only references that it knows of. */
static bool is_hashed(const struct resource *secret, const struct str *name)
{
	const char *by = made_by(node_get(secret->metadata, KEY_name));

	return by && strcmp(by, "hash") == 0 && secret->name->len > name->len && secret->name->text[name->len] == '-'
		&& memcmp(secret->name->text, name->text, name->len) == 0;
}

/* A Secret there of nearly this name, which no gateway names: NULL for none. */
static const struct resource *meant(struct pass *p, const struct credential *c)
{
	const struct known *k = c->context;
	struct resources all = mesh_in(pass_mesh(p), KIND_SECRET, c->ns);

	for (size_t i = 0; i < all.n && i < MOST_COMPARED; i++) {
		const struct str *name = all.at[i]->name;

		if (is_hashed(all.at[i], c->name))
			return all.at[i];
		if (c->name->len > 2 && edit_distance(c->name->text, c->name->len, name->text, name->len, 1) == 1
				&& !map_get(&k->named, c->ns, name, NULL))
			return all.at[i];
	}
	return NULL;
}

/* Where gateways' other Secrets are, or where this one is written for the wrong namespace or with a slip, it ought to be. */
static void judge(struct pass *p, const struct credential *c)
{
	const struct mesh *m = pass_mesh(p);
	const struct known *k = c->context;
	const struct resource *r = c->server->gateway->resource, *near;
	enum truth there = mesh_has_secret(m, c->ns, c->name);
	bool beside = r->ns != c->ns && mesh_has_secret(m, r->ns, c->name) == YES && !is_copied(m, r, c->name);
	struct resources named = mesh_named(m, KIND_SECRET, c->name);

	/* Made under this very name where the Gateway is, it is in the wrong place unless something may bring it to the right one. */
	if (there == UNKNOWN && beside && !anywhere_secret(m, c->ns, c->name) && !mesh_fed(m, SCOPE_SECRETS, c->ns))
		there = NO;
	if (there == UNKNOWN)
		pass_undecided(p, c->ns, scope_name(SCOPE_SECRETS), mesh_open_reason(m, SCOPE_SECRETS, c->ns));
	if (there != NO)
		return;
	near = meant(p, c);
	if (!near && !beside && mesh_world(m) != WORLD_CLOSED && !map_get(&k->proven, c->ns, NULL, NULL)) {
		pass_undecided(p, c->ns, scope_name(SCOPE_SECRETS), "no Secret that a gateway names is in the tree");
		return;
	}
	pass_report(p, r, c->node, "there is no Secret \"%s\" in namespace \"%s\", where the gateway runs",
		c->name->text, c->ns->text);
	for (size_t i = 0; i < named.n; i++)
		pass_note(p, named.at[i], NULL, "namespace \"%s\" has a Secret of this name", named.at[i]->ns->text);
	if (near && !named.n)
		pass_note(p, near, NULL, "this Secret may be meant");
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct resources all = mesh_of(m, KIND_GATEWAY);
	struct known known = { { 0 }, { 0 } };

	for (size_t i = 0; i < all.n; i++)
		credentials_visit(p, all.at[i], collect, &known);
	for (size_t i = 0; i < all.n; i++)
		credentials_visit(p, all.at[i], judge, &known);
}

extern const struct page page_gateway_unknown_credential;

const struct rule rule_gateway_unknown_credential = {
	.notice = {
		.code     = "GW002",
		.name     = "gateway-unknown-credential",
		.summary  = "Gateway names a Secret that its workload does not find",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0101",
		.category = "security",
		.page     = &page_gateway_unknown_credential,
	},
	.reads   = KIND_BIT(KIND_GATEWAY) | KIND_BIT(KIND_SECRET) | KIND_BIT(KIND_CERTIFICATE)
		| KIND_BIT(KIND_DEPLOYMENT) | KIND_BIT(KIND_POD),
	.survey  = survey,
};
