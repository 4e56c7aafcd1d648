/* Names of certificates in Gateways, resolved as istiod does. */
#include "rules/credentials.h"

#include <string.h>

#include "keys.h"
#include "rules/gateways.h"

static bool is_read(const struct server *s)
{
	return s->tls == SERVER_TLS_SIMPLE || s->tls == SERVER_TLS_MUTUAL || s->tls == SERVER_TLS_OPTIONAL_MUTUAL;
}

bool credential_wants_ca(const struct credential *c)
{
	return c->server->tls != SERVER_TLS_SIMPLE && !node_has(c->server->tls_node, KEY_caCertCredentialName)
		&& !node_has(c->server->tls_node, KEY_caCertificates);
}

/* The namespace of the workload is the rule; a name may bring its own. */
static void resolve(struct pass *p, struct credential c, void (*judge)(struct pass *p, const struct credential *c))
{
	static const char *const schemes[] = {"kubernetes://", "kubernetes-gateway://"};
	struct pool *pool = mesh_pool(pass_mesh(p));
	const struct str *written = node_text(c.node);
	const char *text, *slash;

	if (!written)
		return;
	text = written->text;
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (str_starts(written, schemes[i]))
			text = written->text + strlen(schemes[i]);
	if (!*text || strstr(text, "://"))
		return;
	slash = strchr(text, '/');
	if (slash)
		c.ns = pool_intern(pool, text, (size_t)(slash - text));
	c.name = pool_text(pool, slash ? slash + 1 : text);
	judge(p, &c);
}

static void visit_server(struct pass *p, const struct server *s, const struct str *ns,
	void (*judge)(struct pass *p, const struct credential *c), void *context)
{
	const struct node *list = node_get(s->tls_node, KEY_credentialNames);
	struct credential c = {.server = s, .ns = ns, .context = context};

	if (!is_read(s))
		return;
	if (!list || !list->n) {
		c.node = node_get(s->tls_node, KEY_credentialName);
		resolve(p, c, judge);
		return;
	}
	for (c.node = node_first(list); c.node; c.node = node_next(c.node))
		resolve(p, c, judge);
}

void credentials_visit(struct pass *p, const struct resource *r,
	void (*judge)(struct pass *p, const struct credential *c), void *context)
{
	const struct mesh *m = pass_mesh(p);
	const struct gateway *g = gateway_of(m, r);
	const struct str *root = mesh_root_namespace(m), *const *ns;
	size_t n;

	if (!g || !gateway_is_plain(g))
		return;
	ns = g->ns;
	n = g->n_ns;
	if (!n && gateway_is_stock(m, g) && mesh_world(m) == WORLD_CLOSED) {
		ns = &root;
		n = 1;
	}
	for (size_t i = 0; i < g->n; i++)
		for (size_t k = 0; k < n; k++)
			visit_server(p, &g->servers[i], ns[k], judge, context);
}
