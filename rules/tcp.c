/* Finds TCP ports that proxies have no address for. */
#include "rules/tcp.h"

#include "keys.h"
#include "world/config.h"
#include "world/service.h"

/* Do the proxies answer DNS and hand out addresses of their own, as they always do in ambient mode? Then each host has one. */
static bool is_allocated(const struct mesh *m, const struct str *ns)
{
	const struct node *env = node_get(mesh_configuration(m)->default_config, KEY_proxyMetadata);
	const struct str *capture = node_text(node_find(env, "ISTIO_META_DNS_CAPTURE"));

	if (str_is(namespace_label(mesh_namespace(m, ns), "istio.io/dataplane-mode"), "ambient"))
		return true;
	return str_is(capture, "true") && (mesh_release(m) == 0 || mesh_release(m) >= 25
		|| str_is(node_text(node_find(env, "ISTIO_META_DNS_AUTO_ALLOCATE")), "true")
		|| str_is(node_text(node_find(env, "PILOT_ENABLE_IP_AUTOALLOCATE")), "true"));
}

/* What nothing declares is sniffed. A name such as "http" says all the same what its clients send. */
static bool is_sniffed(const struct node *port)
{
	const struct str *word = node_get_text(port, KEY_protocol);

	return (!node_has(port, KEY_protocol) || (word && !word->len))
		&& !protocol_is_http(protocol_of_name(node_get_text(port, KEY_name)));
}

/* Do connections go on to the address that the client connected to? */
static bool keeps_address(const struct resource *r)
{
	const struct str *resolution = node_get_text(r->spec, KEY_resolution);

	return !node_has(r->spec, KEY_resolution) || str_is(resolution, "NONE");
}

static bool has_addresses(const struct resource *r)
{
	const struct node *own = node_get(r->spec, KEY_addresses);
	const struct node *given = node_at(r->root, KEY_status, KEY_addresses, 0);

	return (node_has(r->spec, KEY_addresses) && (!own || own->n)) || (given && given->n);
}

void tcp_ports_each(struct pass *p, const struct resource *r, bool kept,
	void (*report)(struct pass *p, const struct resource *r, const struct node *number, enum tcp_port port))
{
	if (has_addresses(r) || keeps_address(r) != kept || is_allocated(pass_mesh(p), r->ns))
		return;
	for (const struct node *port = node_first(node_get(r->spec, KEY_ports)); port; port = node_next(port)) {
		const struct node *number = node_get(port, KEY_number);

		if (!number)
			continue;
		if (protocol_parse(node_get_text(port, KEY_protocol)) == PROTOCOL_TCP)
			report(p, r, number, TCP_PORT_DECLARED);
		else if (is_sniffed(port))
			report(p, r, number, TCP_PORT_SNIFFED);
	}
}
