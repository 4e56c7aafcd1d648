/* An egress host of a Sidecar matches no service of the namespace that it names. */
#include <string.h>

#include "keys.h"
#include "mesh/anywhere.h"
#include "mesh/service.h"
#include "rules/hosts.h"

/* An entry "namespace/host" whose host is one name. */
struct entry {
	const struct node *node;
	const struct str *ns;   /* NULL: any */
	const struct str *host;
};

/* "." of a Sidecar for the whole mesh is each proxy's own namespace. */
static bool take_apart(struct pass *p, const struct resource *r, const struct node *node, struct entry *e)
{
	struct pool *pool = mesh_pool(pass_mesh(p));
	const struct str *text = node_text(node);
	const char *slash = text ? memchr(text->text, '/', text->len) : NULL;

	if (!slash || slash == text->text || text->text[0] == '~' || slash[1] == '*')
		return false;
	*e = (struct entry){ node, pool_intern(pool, text->text, (size_t)(slash - text->text)), pool_text(pool, slash + 1) };
	if (str_is(e->ns, "*"))
		e->ns = NULL;
	else if (str_is(e->ns, "."))
		e->ns = r->ns;
	return !(e->ns == mesh_root_namespace(pass_mesh(p)) && text->text[0] == '.') && (!e->ns || e->ns->len);
}

/* Has the namespace a service, or may a VirtualService there have the host? */
static bool is_there(const struct mesh *m, const struct entry *e)
{
	for (const struct service *s = mesh_services(m, e->host); s; s = s->same_host)
		if (!e->ns || ns_same(s->ns, e->ns) != NO)
			return true;
	return anywhere_host(m, e->host);
}

/* The Service that a host means which lacks its end; names without a dot istiod's webhook refuses. */
static const struct service *meant_by(const struct mesh *m, const struct host_parts *parts)
{
	if (parts->form == HOST_FORM_PARTIAL || (parts->form == HOST_FORM_OUTSIDE && parts->name))
		return mesh_service(m, parts->ns, parts->name);
	return NULL;
}

static void judge(struct pass *p, const struct resource *r, const struct entry *e)
{
	const struct mesh *m = pass_mesh(p);
	struct host_parts parts = host_parse(m, e->host);
	struct host_answer a = mesh_host(m, NULL, e->host, pass_scratch(p));
	const struct service *meant = meant_by(m, &parts);

	if (a.virtual || is_there(m, e))
		return;
	if (meant) {
		pass_report(p, r, e->node, "\"%s\" is used literally, and no service has this host; write \"%s/%s\"", e->host->text, meant->ns->text, meant->host->text);
		pass_fix(p, e->node, "%s/%s", meant->ns->text, meant->host->text);
	} else if (e->ns && parts.form == HOST_FORM_SERVICE && parts.ns->len && parts.ns != e->ns) {
		pass_report(p, r, e->node, "no service of namespace \"%s\" has the host \"%s\": it is of namespace \"%s\"", e->ns->text, e->host->text, parts.ns->text);
		pass_fix(p, e->node, "%s/%s", parts.ns->text, e->host->text);
	} else if (a.truth == NO && a.why == HOST_ABSENT) {
		pass_report(p, r, e->node, "no service has the host \"%s\"", e->host->text);
	}
}

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_egress)); n; n = node_next(n))
		for (const struct node *h = node_first(node_get(n, KEY_hosts)); h; h = node_next(h)) {
			struct entry e;

			if (take_apart(p, r, h, &e))
				judge(p, r, &e);
		}
}

extern const struct page page_sidecar_unmatched_host;

const struct rule rule_sidecar_unmatched_host = {
	.notice = {
		.code     = "SC008",
		.name     = "sidecar-unmatched-host",
		.summary  = "Sidecar with an egress host that no service has",
		.severity = SEVERITY_WARNING,
		.aliases  = "KIA1004",
		.category = "routing",
		.fixable  = true,
		.page     = &page_sidecar_unmatched_host,
	},
	.subject = KIND_SIDECAR,
	.reads   = KIND_BIT(KIND_SIDECAR) | KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_SERVICE_ENTRY) | KIND_BIT(KIND_VIRTUAL_SERVICE),
	.visit   = visit,
};
