/* Where tokens are looked for. */
#include "traffic/token.h"

#include <string.h>
#include <strings.h>

#include "keys.h"
#include "traffic/attachment.h"
#include "world/anywhere.h"

static const struct str *header_named(const struct request *r, const char *name)
{
	for (size_t i = 0; i < r->n_headers; i++)
		if (strcasecmp(r->headers[i].name->text, name) == 0)
			return r->headers[i].value;
	return NULL;
}

static bool has_bearer(const struct request *r)
{
	const struct str *value = header_named(r, "authorization");

	return value && strncasecmp(value->text, "bearer ", strlen("bearer ")) == 0;
}

/* Is there such a word, followed by '=', in a list with this mark between its items? */
static bool has_item(const struct str *list, const char *name, char mark)
{
	size_t n = strlen(name);

	for (const char *p = list ? list->text : NULL; p; p = strchr(p, mark) ? strchr(p, mark) + 1 : NULL) {
		p += strspn(p, " ");
		if (strncmp(p, name, n) == 0 && p[n] == '=')
			return true;
	}
	return false;
}

static bool in_headers(const struct request *r, const struct node *from)
{
	for (const struct node *h = node_first(from); h; h = node_next(h)) {
		const struct str *name = node_get_text(h, KEY_name), *prefix = node_get_text(h, KEY_prefix);
		const struct str *value = name ? header_named(r, name->text) : NULL;

		if (value && (!prefix || strstr(value->text, prefix->text)))
			return true;
	}
	return false;
}

static bool in_list(const struct str *text, const struct node *names, char mark)
{
	for (const struct node *n = node_first(names); n; n = node_next(n))
		if (node_text(n) && has_item(text, node_text(n)->text, mark))
			return true;
	return false;
}

/* Where the rule names no place, Envoy looks in these two. */
static bool in_usual_place(const struct request *r)
{
	return has_bearer(r) || has_item(r->query, "access_token", '&');
}

static bool looks_at(const struct node *rule, const struct request *r)
{
	const struct node *headers = node_get(rule, KEY_fromHeaders), *params = node_get(rule, KEY_fromParams);
	const struct node *cookies = node_get(rule, KEY_fromCookies);

	if (!node_first(headers) && !node_first(params) && !node_first(cookies))
		return in_usual_place(r);
	return in_headers(r, headers) || in_list(r->query, params, '&') || in_list(header_named(r, "cookie"), cookies, ';');
}

enum truth request_token(const struct attached *all, const struct request *r)
{
	for (size_t i = 0; i < all->n; i++)
		for (const struct node *rule = node_first(node_get(all->at[i]->spec, KEY_jwtRules)); rule; rule = node_next(rule))
			if (looks_at(rule, r))
				return UNKNOWN;
	return all->missing && in_usual_place(r) ? UNKNOWN : NO;
}

bool token_may_be_in(const struct attached *all, const char *name)
{
	if (strcmp(name, "authorization") == 0 || strcmp(name, "cookie") == 0)
		return true;
	for (size_t i = 0; i < all->n; i++)
		for (const struct node *rule = node_first(node_get(all->at[i]->spec, KEY_jwtRules)); rule; rule = node_next(rule))
			for (const struct node *h = node_first(node_get(rule, KEY_fromHeaders)); h; h = node_next(h))
				if (node_get_text(h, KEY_name) && strcasecmp(node_get_text(h, KEY_name)->text, name) == 0)
					return true;
	return false;
}

const struct node *token_rule(const struct attached *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (node_first(node_get(all->at[i]->spec, KEY_jwtRules)))
			return node_first(node_get(all->at[i]->spec, KEY_jwtRules));
	return NULL;
}

/* Does an EnvoyFilter of the namespace bring the filter that validates JWTs? */
static bool is_filtered(const struct mesh *m, const struct str *ns)
{
	struct resources all = mesh_in(m, KIND_ENVOY_FILTER, ns);

	for (size_t i = 0; i < all.n; i++)
		for (const struct node *c = node_first(node_get(all.at[i]->spec, KEY_configPatches)); c; c = node_next(c)) {
			const struct str *name = node_text(node_find(node_find(node_find(c, "patch"), "value"), "name"));

			if (name && strstr(name->text, "jwt"))
				return true;
		}
	return false;
}

/* All workloads of the namespace ask it. */
static bool may_have_more(const struct mesh *m, const struct str *ns)
{
	static const char question;
	static bool answers[] = { false, true };
	struct kept *k = mesh_kept(m, &question, ns, NULL);
	bool may;

	if (k && k->found)
		return *(const bool *)k->found;
	may = anywhere_more(m, KIND_REQUEST_AUTHENTICATION, ns) || mesh_fed(m, SCOPE_WORKLOADS, ns) || is_filtered(m, ns);
	if (k)
		k->found = &answers[may];
	return may;
}

struct authentications workload_authentications(const struct mesh *m, const struct workload *w, struct arena *arena)
{
	static const char question;
	struct attached all = attached_policies(m, KIND_REQUEST_AUTHENTICATION, w, NULL, arena);
	struct kept *k = all.alike ? mesh_kept(m, &question, all.alike, NULL) : NULL;
	struct authentications out = { all.at, all.n, true, all.alike };

	if (k && k->found)
		return *(const struct authentications *)k->found;
	out.known = w->ns->len && !all.missing && !workload_is_waypoint(w) && !may_have_more(m, w->ns) && !may_have_more(m, mesh_root_namespace(m));
	for (size_t i = 0; i < all.n && out.known; i++)
		out.known = policy_attaches(m, all.at[i], w, NULL) == YES;
	if (k) {
		k->found = arena_new(k->arena, struct authentications);
		*(struct authentications *)k->found = out;
	}
	return out;
}

/* As istiod takes the value apart (pilot/pkg/security/authz/model/generator.go requestPrincipalGenerator). */
bool issuer_may_be_taken(const char *value, const char *issuer)
{
	size_t n = (size_t)(strrchr(value, '/') - value), len = strlen(issuer);

	if (value[0] == '*')
		return n == 1 || (n - 1 <= len && strncmp(issuer + len - (n - 1), value + 1, n - 1) == 0);
	return n == len && strncmp(issuer, value, n) == 0;
}
