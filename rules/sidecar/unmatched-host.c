/* An egress host of a Sidecar matches no service of the namespace that it names. */
#include "keys.h"
#include "rules/egress.h"
#include "rules/hosts.h"
#include "world/anywhere.h"
#include "world/host.h"
#include "world/service.h"
#include "world/virtualservice.h"

#define MOST_VIRTUAL 1000 /* VirtualServices that are looked through for one host */

/* An entry "namespace/host" whose host is one name. */
struct entry {
	const struct node *node;
	const struct str *ns;   /* NULL: any */
	const struct str *host;
};

/* May it be a VirtualService that is imported, by this name or by one that covers it? */
static bool may_be_virtual(const struct mesh *m, const struct entry *e)
{
	struct resources all = e->ns ? mesh_in(m, KIND_VIRTUAL_SERVICE, e->ns) : mesh_of(m, KIND_VIRTUAL_SERVICE);

	for (size_t i = 0; i < all.n && all.n <= MOST_VIRTUAL; i++) {
		const struct virtualservice *vs = virtualservice_of(m, all.at[i]);

		for (size_t k = 0; vs && k < vs->n_hosts; k++)
			if (host_overlaps(e->host, vs->hosts[k].host) != NO)
				return true;
	}
	return all.n > MOST_VIRTUAL;
}

/* Has the namespace, or may it have, a service of the host? */
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

/* The service of the host, where all that have it are certainly in other namespaces; NULL. A ServiceEntry for a host may be in several. */
static const struct service *elsewhere(const struct mesh *m, const struct entry *e, const struct services *all)
{
	bool entries = false;

	for (size_t i = 0; i < all->n; i++) {
		if (ns_same(all->at[i]->ns, e->ns) != NO)
			return NULL;
		entries |= all->at[i]->kind == SERVICE_ENTRY;
	}
	if (anywhere_more(m, KIND_SERVICE_ENTRY, e->ns) || (entries && mesh_closed(m, SCOPE_EXTERNAL_HOSTS, e->ns) != YES))
		return NULL;
	return all->at[0];
}

static void judge(struct pass *p, const struct resource *r, const struct entry *e)
{
	const struct mesh *m = pass_mesh(p);
	struct host_parts parts = host_parse(m, e->host);
	struct host_answer a = mesh_host(m, NULL, e->host, pass_scratch(p));
	const struct service *meant = meant_by(m, &parts);
	const struct service *other = e->ns && a.truth == YES && a.why == HOST_EXACT ? elsewhere(m, e, &a.seen) : NULL;

	if (is_there(m, e) || may_be_virtual(m, e))
		return;
	if (meant) {
		pass_report(p, r, e->node, "\"%s\" is used literally, and no service has this host; write \"%s/%s\"", e->host->text, meant->ns->text, meant->host->text);
		pass_fix(p, e->node, "%s/%s", meant->ns->text, meant->host->text);
	} else if (e->ns && parts.form == HOST_FORM_SERVICE && parts.ns->len && parts.ns != e->ns) {
		pass_report(p, r, e->node, "no service of namespace \"%s\" has the host \"%s\": it is of namespace \"%s\"", e->ns->text, e->host->text, parts.ns->text);
		pass_fix(p, e->node, "%s/%s", parts.ns->text, e->host->text);
	} else if (other) {
		pass_report(p, r, e->node, "no service of namespace \"%s\" has the host \"%s\": it is of namespace \"%s\"", e->ns->text, e->host->text, other->ns->text);
		pass_note(p, other->resource, NULL, "the service");
	} else if (a.why == HOST_ABSENT) {
		pass_report(p, r, e->node, "no service has the host \"%s\"", e->host->text);
	}
}

static void visit(struct pass *p, const struct resource *r)
{
	const struct str *home = egress_home(p, r), *ns, *host;

	for (const struct node *n = node_first(node_get(r->spec, KEY_egress)); n; n = node_next(n))
		for (const struct node *h = node_first(node_get(n, KEY_hosts)); h; h = node_next(h)) {
			if (!egress_split(p, home, h, &ns, &host) || str_is(ns, ".") || !ns->len || !host->len || host_is_wild(host))
				continue;
			judge(p, r, &(struct entry){ h, str_is(ns, "*") ? NULL : ns, host });
		}
}

extern const struct page page_sidecar_unmatched_host;

const struct rule rule_sidecar_unmatched_host = {
	.notice = {
		.code     = "SC007",
		.name     = "sidecar-unmatched-host",
		.summary  = "Sidecar with an egress host that no service has",
		.severity = SEVERITY_WARNING,
		.aliases  = "KIA1004",
		.category = "routing",
		.fixable  = true,
		.page     = &page_sidecar_unmatched_host,
	},
	.subject = KIND_SIDECAR,
	.visit   = visit,
};
