/* A Sidecar imports a host of which the namespace has nothing. */
#include "keys.h"
#include "lint/rule.h"
#include "mesh/anywhere.h"
#include "mesh/host.h"
#include "mesh/service.h"
#include "mesh/virtualservice.h"
#include "rules/egress.h"

#define MOST_VIRTUAL 1000 /* VirtualServices that are looked through for one host */

/* May it be a VirtualService that is imported? ns NULL: of any namespace. */
static bool may_be_virtual(const struct mesh *m, const struct str *ns, const struct str *host)
{
	struct resources all = ns ? mesh_in(m, KIND_VIRTUAL_SERVICE, ns) : mesh_of(m, KIND_VIRTUAL_SERVICE);

	for (size_t i = 0; i < all.n && all.n <= MOST_VIRTUAL; i++) {
		const struct virtualservice *vs = virtualservice_of(m, all.at[i]);

		for (size_t k = 0; vs && k < vs->n_hosts; k++)
			if (host_overlaps(host, vs->hosts[k].host) != NO)
				return true;
	}
	return all.n > MOST_VIRTUAL;
}

/* The service of the host, where all that have it are in other namespaces; NULL. Of Services the host names the namespace, a ServiceEntry may be in several. */
static const struct service *elsewhere(const struct mesh *m, const struct services *all, const struct str *ns)
{
	bool entries = false;

	for (size_t i = 0; i < all->n; i++) {
		if (ns_same(all->at[i]->ns, ns) != NO)
			return NULL;
		entries |= all->at[i]->kind == SERVICE_ENTRY;
	}
	if (!all->n || anywhere_more(m, KIND_SERVICE_ENTRY, ns) || (entries && mesh_closed(m, SCOPE_EXTERNAL_HOSTS, ns) != YES))
		return NULL;
	return all->at[0];
}

static void judge(struct pass *p, const struct resource *r, const struct node *n, const struct str *ns, const struct str *host)
{
	const struct mesh *m = pass_mesh(p);
	struct host_answer a = mesh_host(m, NULL, host, pass_scratch(p));
	const struct service *other = ns && a.truth == YES && a.why == HOST_EXACT ? elsewhere(m, &a.seen, ns) : NULL;
	const struct service *meant = a.truth == NO && a.why == HOST_PARTIAL && !anywhere_host(m, host) ? a.meant : NULL;

	if ((!other && !meant) || may_be_virtual(m, ns, host))
		return;
	if (meant && (!ns || ns_same(meant->ns, ns) == YES)) {
		pass_report(p, r, n, "this imports nothing: no service has the host \"%s\"; write \"%s\"", host->text, meant->host->text);
		pass_fix(p, n, "%.*s/%s", (int)(node_text(n)->len - host->len - 1), node_text(n)->text, meant->host->text);
	} else if (meant) {
		pass_report(p, r, n, "this imports nothing: no service has the host \"%s\"", host->text);
	} else {
		pass_report(p, r, n, "this imports nothing: the service with the host \"%s\" is in namespace \"%s\", not in \"%s\"", host->text,
			other->ns->text, ns->text);
	}
	pass_note(p, meant ? meant->resource : other->resource, NULL, "the service");
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct str *home = egress_home(p, r), *ns, *host;

	for (const struct node *e = node_first(node_get(r->spec, KEY_egress)); e; e = node_next(e))
		for (const struct node *n = node_first(node_get(e, KEY_hosts)); n; n = node_next(n))
			if (egress_split(p, home, n, &ns, &host) && !str_is(ns, ".") && host->len && !host_is_wild(host))
				judge(p, r, n, str_is(ns, "*") ? NULL : ns, host);
}

extern const struct page page_sidecar_empty_import;

const struct rule rule_sidecar_empty_import = {
	.notice = {
		.code     = "SC007",
		.name     = "sidecar-empty-import",
		.summary  = "Sidecar imports a host that its namespace does not have",
		.severity = SEVERITY_ERROR,
		.aliases  = "KIA1004",
		.category = "routing",
		.fixable  = true,
		.page     = &page_sidecar_empty_import,
	},
	.subject = KIND_SIDECAR,
	.reads   = KIND_BIT(KIND_SIDECAR) | KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_SERVICE_ENTRY) | KIND_BIT(KIND_VIRTUAL_SERVICE),
	.visit   = visit,
};
