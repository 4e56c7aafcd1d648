/* A NetworkPolicy lets connections to pods in ambient mode in, but not to the port on which ztunnel receives those of the mesh. */
#include "keys.h"
#include "lint/rule.h"
#include "world/anywhere.h"
#include "world/selector.h"
#include "world/workload.h"

#define HBONE_PORT 15008

static bool is_tcp(const struct node *port)
{
	const struct str *protocol = node_get_text(port, KEY_protocol);

	return !protocol || str_is(protocol, "TCP");
}

/* May the entry mean the port? A name may: what the container calls so is not looked at. */
static bool may_be_hbone(const struct node *port)
{
	int64_t first, last;

	if (!is_tcp(port))
		return false;
	if (!node_get_int(port, KEY_port, &first))
		return true;
	last = first;
	node_get_int(port, KEY_endPort, &last);
	return first <= HBONE_PORT && HBONE_PORT <= last;
}

/* Does an ingress rule let some ports in, and not this one? */
static bool leaves_out(const struct node *rule)
{
	const struct node *ports = node_get(rule, KEY_ports);

	for (const struct node *n = node_first(ports); n; n = node_next(n))
		if (may_be_hbone(n))
			return false;
	return node_first(ports) != NULL;
}

static bool is_for_ingress(const struct resource *r)
{
	const struct node *types = node_get(r->spec, KEY_policyTypes);

	for (const struct node *n = node_first(types); n; n = node_next(n))
		if (str_is(node_text(n), "Ingress"))
			return true;
	return !node_first(types) && !node_has(r->spec, KEY_policyTypes);
}

/* Some rule of the policy may let the port in. */
static bool may_let_in(const struct resource *r)
{
	for (const struct node *rule = node_first(node_get(r->spec, KEY_ingress)); rule; rule = node_next(rule))
		if (!leaves_out(rule))
			return true;
	return node_has(r->spec, KEY_ingress) && !node_get(r->spec, KEY_ingress);
}

/* Another policy for the pod may let it in, be it one that is not in the mesh. */
static bool is_let_in(struct pass *p, const struct workload *w)
{
	struct resources all = mesh_in(pass_mesh(p), KIND_NETWORK_POLICY, w->ns);

	for (size_t i = 0; i < all.n; i++)
		if ((all.at[i]->partial || all.at[i]->patched || may_let_in(all.at[i])) && selector_matches_pod(node_get(all.at[i]->spec, KEY_podSelector), w) != NO)
			return true;
	return anywhere_more(pass_mesh(p), KIND_NETWORK_POLICY, w->ns);
}

/* The first rule that lets anybody in, but to other ports. */
static const struct node *find_rule(const struct resource *r)
{
	for (const struct node *rule = node_first(node_get(r->spec, KEY_ingress)); rule; rule = node_next(rule))
		if (leaves_out(rule) && !node_has(rule, KEY_from))
			return rule;
	return NULL;
}

static void visit(struct pass *p, const struct resource *r)
{
	struct workloads all = mesh_workloads_in(pass_mesh(p), r->ns);
	const struct node *rule = r->patched || !is_for_ingress(r) ? NULL : find_rule(r);

	for (size_t i = 0; rule && i < all.n; i++) {
		const struct workload *w = all.at[i];

		if (w->dataplane != DATAPLANE_AMBIENT || selector_matches_pod(node_get(r->spec, KEY_podSelector), w) != YES || is_let_in(p, w))
			continue;
		pass_report(p, r, node_get(rule, KEY_ports), "\"%s\" is in ambient mode, and port 15008, on which it receives traffic of the mesh, is not allowed", w->name->text);
		pass_note(p, w->resource, w->at, "the workload");
		return;
	}
}

extern const struct page page_ambient_blocked_hbone;

const struct rule rule_ambient_blocked_hbone = {
	.notice = {
		.code     = "AM005",
		.name     = "ambient-blocked-hbone",
		.summary  = "NetworkPolicy that blocks the port of ambient mode",
		.severity = SEVERITY_ERROR,
		.aliases  = NULL,
		.category = "security",
		.page     = &page_ambient_blocked_hbone,
	},
	.subject = KIND_NETWORK_POLICY,
	.visit   = visit,
};
