/* Identities held against the values of policies. */
#include "traffic/identity.h"

#include <string.h>

#include "base/vec.h"
#include "keys.h"
#include "traffic/value.h"
#include "world/config.h"

const struct str *identity_make(const struct mesh *m, const char *ns, const char *account)
{
	return pool_printf(mesh_pool(m), "%s/ns/%s/sa/%s", mesh_configuration(m)->trust_domain.value->text, ns, account);
}

const char *identity_bare(const char *text)
{
	static const char scheme[] = "spiffe://";

	return strncmp(text, scheme, sizeof scheme - 1) == 0 ? text + sizeof scheme - 1 : text;
}

bool identity_read(const char *text, struct identity_parts *out)
{
	const char *ns = strstr(text, "/ns/"), *end = ns ? strchr(ns + 4, '/') : NULL;

	if (!end || strchr(text, '/') != ns || strncmp(end, "/sa/", 4) != 0 || !end[4] || strchr(end + 4, '/') || end == ns + 4)
		return false;
	*out = (struct identity_parts){ ns + 4, end + 4, (size_t)(ns - text), (size_t)(end - ns - 4) };
	return true;
}

bool identity_is_whole(const char *text)
{
	struct identity_parts parts;

	return identity_read(text, &parts) && parts.n_domain;
}

/* The trust domains that stand for the mesh's own: its own, and its aliases. */
struct domains {
	VEC(const char *) list;
	bool sure; /* those are all */
};

static struct domains domains_of(const struct mesh *m, struct arena *arena)
{
	const struct mesh_config *c = mesh_configuration(m);
	struct domains d = { .sure = mesh_world(m) == WORLD_CLOSED };

	d.sure |= !c->open && c->trust_domain.how != SETTING_ASSUMED && c->trust_domain_aliases.how != SETTING_ASSUMED;
	vec_push(arena, &d.list, c->trust_domain.value->text);
	for (size_t i = 0; i < c->trust_domain_aliases.n; i++)
		vec_push(arena, &d.list, c->trust_domain_aliases.value[i]->text);
	return d;
}

/* The rest of an identity of five parts, from its first slash on; NULL for others. */
static const char *behind_domain(const char *identity)
{
	const char *slash = strchr(identity, '/'), *p = slash;
	int parts = 1;

	for (; p; p = strchr(p + 1, '/'))
		parts++;
	return parts == 5 ? slash : NULL;
}

static bool begins(const char *pattern, const char *text)
{
	size_t n = strlen(pattern);

	return n && pattern[n - 1] == '*' && strncmp(text, pattern, n - 1) == 0;
}

static bool ends(const char *pattern, const char *text)
{
	size_t n = strlen(text);

	return pattern[0] == '*' && strlen(pattern + 1) <= n && strcmp(text + n - strlen(pattern + 1), pattern + 1) == 0;
}

/* Is the domain that a principal names one of the mesh's, stars in either of them allowed? */
static bool is_own_domain(const struct domains *d, const char *domain)
{
	if (strcmp(domain, "cluster.local") == 0)
		return true;
	for (size_t i = 0; i < d->list.n; i++) {
		const char *own = d->list.at[i];

		if (!strcmp(domain, own) || !strcmp(own, "*") || begins(own, domain) || begins(domain, own) || ends(own, domain) || ends(domain, own))
			return true;
	}
	return false;
}

/* Does the principal take it, each of the mesh's domains in the place of the one it names? */
static bool takes_in_place(const struct domains *d, struct arena *arena, const char *value, const char *domain, const char *rest, const char *identity)
{
	for (size_t i = 0; i < d->list.n; i++) {
		const char *own = d->list.at[i];

		if (value_takes(ends(domain, own) || strcmp(domain, own) == 0 ? value : arena_printf(arena, "%s%s", own, rest), identity, false))
			return true;
	}
	return false;
}

enum truth identity_is_principal(const struct mesh *m, struct arena *arena, const struct str *identity, const struct str *ns, const char *value)
{
	const char *rest = behind_domain(value), *domain;
	struct domains d;

	(void)ns;
	if (strcmp(value, "*") == 0)
		return YES;
	if (!identity)
		return UNKNOWN;
	domain = rest ? arena_strndup(arena, value, (size_t)(rest - value)) : "*";
	if (strcmp(domain, "*") == 0)
		return value_takes(value, identity->text, false) ? YES : NO;
	d = domains_of(m, arena);
	if (is_own_domain(&d, domain) ? takes_in_place(&d, arena, value, domain, rest, identity->text) : value_takes(value, identity->text, false))
		return YES;
	if (d.sure || !behind_domain(identity->text))
		return NO;
	/* Both domains may be the mesh's. */
	return value_takes(rest, behind_domain(identity->text), false) ? UNKNOWN : NO;
}

enum truth identity_is_in_namespace(const struct mesh *m, struct arena *arena, const struct str *identity, const struct str *ns, const char *value)
{
	(void)m;
	(void)ns;
	if (!identity)
		return strcmp(value, "*") == 0 ? YES : UNKNOWN;
	/* A regular expression that knows nothing of slashes. */
	return value_takes_stars(arena_printf(arena, "*/ns/%s/*", value), arena_printf(arena, "spiffe://%s", identity->text)) ? YES : NO;
}

/* What is behind "/ns/<namespace>/": "sa/<account>", perhaps behind other pairs of words, and perhaps others behind it. */
static bool is_account(const char *rest, const char *account)
{
	size_t n = strlen(account);

	for (const char *p = rest; p; p = strchr(p, '/') ? strchr(p, '/') + 1 : NULL) {
		const char *end = p + strlen("sa/") + n;

		if (strncmp(p, "sa/", strlen("sa/")) || strncmp(p + strlen("sa/"), account, n) || p == rest + 1)
			continue;
		if (!*end || (*end == '/' && end[1]))
			return true;
	}
	return false;
}

enum truth identity_is_account(const struct mesh *m, struct arena *arena, const struct str *identity, const struct str *ns, const char *value)
{
	const char *slash = strchr(value, '/'), *account = slash ? slash + 1 : value, *needle;

	(void)m;
	if (!identity)
		return UNKNOWN;
	needle = slash ? arena_printf(arena, "/ns/%.*s/", (int)(slash - value), value) : arena_printf(arena, "/ns/%s/", ns->text);
	for (const char *p = strstr(identity->text, needle); p; p = strstr(p + 1, needle))
		if (p > identity->text && is_account(p + strlen(needle), account))
			return YES;
	return NO;
}

/* One star is not for slashes; a second one is a star. */
static bool is_of_domain(const char *value, const char *domain)
{
	const char *star = strchr(value, '*');
	size_t n = strlen(domain), before = star ? (size_t)(star - value) : 0, after = star ? strlen(star + 1) : 0;

	if (!star)
		return strcmp(value, domain) == 0;
	return before + after <= n && strncmp(value, domain, before) == 0 && strcmp(star + 1, domain + n - after) == 0;
}

enum truth identity_is_of_domain(const struct mesh *m, struct arena *arena, const struct str *identity, const struct str *ns, const char *value)
{
	struct domains d = domains_of(m, arena);
	const char *domain;
	bool own = false;

	(void)ns;
	if (strcmp(value, "*") == 0)
		return YES;
	if (!identity)
		return UNKNOWN;
	domain = arena_strndup(arena, identity->text, strcspn(identity->text, "/"));
	if (is_of_domain(value, domain))
		return YES;
	for (size_t i = 0; i < d.list.n; i++)
		own |= strcmp(value, d.list.at[i]) == 0;
	for (size_t i = 0; own && i < d.list.n; i++)
		if (strcmp(domain, d.list.at[i]) == 0)
			return YES;
	return d.sure ? NO : UNKNOWN;
}

enum truth identity_is_trusted(const struct mesh *m, const struct str *identity)
{
	const struct mesh_config *c = mesh_configuration(m);
	size_t n = strcspn(identity->text, "/");
	const struct str *domain = pool_find(mesh_pool(m), identity->text, n);

	for (const struct node *ca = node_first(node_find(c->node, "caCertificates")); ca; ca = node_next(ca))
		for (const struct node *t = node_first(node_find(ca, "trustDomains")); t; t = node_next(t))
			if (domain && node_text(t) == domain)
				return YES;
	if (domain && domain == c->trust_domain.value)
		return YES;
	for (size_t i = 0; i < c->trust_domain_aliases.n; i++)
		if (domain && domain == c->trust_domain_aliases.value[i])
			return YES;
	return c->open || c->trust_domain.how == SETTING_ASSUMED || c->trust_domain_aliases.how == SETTING_ASSUMED ? UNKNOWN : NO;
}
