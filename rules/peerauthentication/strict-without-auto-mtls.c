/* Workloads take only mutual TLS where no client of the mesh speaks it. */
#include "base/map.h"
#include "world/config.h"
#include "world/destinationrule.h"
#include "world/peerauthentication.h"
#include "world/service.h"
#include "world/workload.h"
#include "lint/rule.h"

/* Without automatic mutual TLS: do proxies in the service's own namespace speak plain text to this port? */
static bool is_plain(const struct mesh *m, const struct service *s, const struct port *port, struct arena *scratch)
{
	struct policy policy;
	struct client_tls_found tls;

	size_t n;

	mesh_destinationrules(m, &n);
	switch (mesh_policy(m, s->ns, s->host, s->ns, NULL, scratch, &policy)) {
	case NO:
		return n > 0 || mesh_world(m) == WORLD_CLOSED; /* where there is none at all they may be kept elsewhere */
	case YES:
		return policy_tls(&policy, NULL, port->number, &tls) == YES && tls.mode == CLIENT_TLS_AUTO
			&& !policy.selecting.n;
	default:
		return false;
	}
}

static void judge(struct pass *p, const struct service *s, const struct port *port, const struct workload *w, struct map *said)
{
	const struct mesh *m = pass_mesh(p);
	struct mtls mode;
	uint32_t number;
	void **place;

	if (port_target(port, w, &number) != YES || mesh_mtls(m, w, number, pass_scratch(p), &mode) != YES
			|| mode.mode != MTLS_STRICT || mesh_captured(m, w) == NO)
		return;
	place = map_at(pass_scratch(p), said, mode.policy, NULL, NULL);
	if (*place || !is_plain(m, s, port, pass_scratch(p)))
		return;
	*place = p;
	pass_report(p, mode.policy->resource, mode.node,
		"\"%s\" accepts only mutual TLS, but automatic mutual TLS is off and no DestinationRule turns it on for clients of \"%s\"",
		w->name->text, s->name->text);
	if (mesh_configuration(m)->resource)
		pass_note(p, mesh_configuration(m)->resource, mesh_configuration(m)->auto_mtls.at, "automatic mutual TLS is turned off");
}

static void survey(struct pass *p, const struct mesh *m)
{
	const struct mesh_config *c = mesh_configuration(m);
	struct services all = mesh_all_services(m);
	struct map said = { 0 };

	if (c->auto_mtls.how != SETTING_WRITTEN || c->auto_mtls.value)
		return;
	for (size_t i = 0; i < all.n; i++) {
		const struct service *s = all.at[i];
		struct selection behind;

		if (s->kind != SERVICE_KUBERNETES || s->partial || s->ns->len == 0)
			continue;
		behind = service_workloads(m, s, pass_scratch(p));
		for (uint32_t k = 0; k < s->n_ports; k++)
			for (size_t j = 0; j < behind.n_sure; j++)
				judge(p, s, &s->ports[k], behind.at[j], &said);
	}
}

extern const struct page page_peerauthentication_strict_without_auto_mtls;

const struct rule rule_peerauthentication_strict_without_auto_mtls = {
	.notice = {
		.code     = "PA006",
		.name     = "peerauthentication-strict-without-auto-mtls",
		.summary  = "Workloads accept only mutual TLS, but clients send plaintext",
		.severity = SEVERITY_ERROR,
		.category = "security",
		.page     = &page_peerauthentication_strict_without_auto_mtls,
	},
	.reads   = KIND_BIT(KIND_PEER_AUTHENTICATION) | KIND_BIT(KIND_DESTINATION_RULE)
		| KIND_BIT(KIND_SERVICE) | KIND_BIT(KIND_CONFIG_MAP) | KIND_BIT(KIND_ISTIO_OPERATOR) | KIND_BIT(KIND_SAIL_ISTIO),
	.survey  = survey,
};
