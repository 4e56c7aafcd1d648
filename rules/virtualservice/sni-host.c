/* SNI hosts that the VirtualService is not for. */
#include "rules/parts.h"

#include "keys.h"
#include "type/text.h"
#include "world/hostset.h"

static bool names_mesh(const struct resource *vs)
{
	for (const struct node *n = node_first(node_get(vs->spec, KEY_gateways)); n; n = node_next(n))
		if (str_is(node_text(n), "mesh"))
			return true;
	return false;
}

static void judge(struct pass *p, const struct resource *vs, const struct node *sni, const struct host_set *hosts)
{
	const struct str *text = node_text(sni);

	if (text_is_address(text->text, text->len))
		return;
	if (text_is_generated_host(text->text, text->len) && names_mesh(vs))
		pass_report(p, vs, sni, "SNI host \"%s\" is only for gateways", text->text);
	else if (hosts && !host_set_covers(pass_mesh(p), hosts, text))
		pass_report(p, vs, sni, "SNI host \"%s\" is not covered by the hosts of the VirtualService", text->text);
}

/* The hosts of the VirtualService; NULL where not all of them are known. */
static const struct host_set *hosts_of(struct pass *p, const struct resource *vs)
{
	const struct node *hosts = node_get(vs->spec, KEY_hosts);
	struct host_set *set = arena_new(pass_scratch(p), struct host_set);
	uint32_t n_hosts = 0;

	for (const struct node *n = node_first(hosts); n; n = node_next(n), n_hosts++)
		host_set_add(pass_mesh(p), pass_scratch(p), set, NULL, node_text(n));
	host_set_finish(set);
	return hosts && n_hosts == hosts->n ? set : NULL;
}

static void visit(struct pass *p, const struct resource *vs)
{
	const struct host_set *hosts = node_has(vs->spec, KEY_tls) ? hosts_of(p, vs) : NULL;

	for (const struct node *n = node_first(node_get(vs->spec, KEY_tls)); n; n = node_next(n))
		for (const struct node *m = node_first(node_get(n, KEY_match)); m; m = node_next(m))
			for (const struct node *s = node_first(node_get(m, KEY_sniHosts)); s; s = node_next(s))
				if (node_text(s))
					judge(p, vs, s, hosts);
}

extern const struct page page_virtualservice_sni_host;

const struct rule rule_virtualservice_sni_host = {
	.notice = {
		.code     = "IV026",
		.name     = "virtualservice-sni-host",
		.summary  = "An SNI host is not covered by the hosts of its VirtualService",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-sni-host",
		.category = "validation",
		.page     = &page_virtualservice_sni_host,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
