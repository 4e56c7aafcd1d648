/* Servers of a Gateway whose port, address, protocol and TLS contradict each other. */
#include "rules/parts.h"

#include "keys.h"
#include "world/service.h"

static void judge_number(struct pass *p, const struct resource *gateway, const struct node *server)
{
	const struct node *port = node_get(server, KEY_port);
	const struct str *bind = node_get_text(server, KEY_bind);
	bool is_socket = bind && str_starts(bind, "unix://");

	if (is_socket && part_is_set(port, KEY_number)) {
		pass_report(p, gateway, node_get(port, KEY_number), "the port number must be 0 for the socket \"%s\"", bind->text);
		pass_note(p, gateway, node_get(server, KEY_bind), "the socket");
	} else if (!is_socket && part_is_unset(port, KEY_number) && node_get(port, KEY_number)
			&& (bind || !node_has(server, KEY_bind))) {
		pass_report(p, gateway, node_get(port, KEY_number), "port number 0 is only for sockets");
	}
}

/* A redirect to HTTPS is all that a plain HTTP port can have of TLS. */
static bool is_redirect(const struct node *tls)
{
	static const uint32_t files[] = { KEY_caCertificates, KEY_privateKey, KEY_serverCertificate };

	return (!node_has(tls, KEY_mode) || part_is(tls, KEY_mode, "PASSTHROUGH") || part_is(tls, KEY_mode, "AUTO_PASSTHROUGH"))
		&& !part_first_set(tls, files, 3);
}

static void judge_tls(struct pass *p, const struct resource *gateway, const struct node *server)
{
	const struct node *port = node_get(server, KEY_port), *tls = node_get(server, KEY_tls);
	const struct str *protocol = node_get_text(port, KEY_protocol);

	if (!protocol || (tls && !node_is_map(tls)))
		return;
	if (protocol_is_tls(protocol_parse(protocol)) && !node_has(server, KEY_tls)) {
		pass_report(p, gateway, node_get(port, KEY_protocol), "a server of protocol \"%s\" needs tls settings", protocol->text);
	} else if (tls && protocol_is_http(protocol_parse(protocol)) && !is_redirect(tls) && (!node_has(tls, KEY_mode) || node_get(tls, KEY_mode))) {
		pass_report_key(p, gateway, tls, "a port of protocol \"%s\" has no TLS; tls may only have httpsRedirect", protocol->text);
		pass_note(p, gateway, node_get(port, KEY_protocol), "the protocol; for TLS write HTTPS");
	} else if (tls && !protocol_is_http(protocol_parse(protocol)) && !protocol_is_tls(protocol_parse(protocol))) {
		pass_report_key(p, gateway, tls, "a port of protocol \"%s\" cannot have tls settings", protocol->text);
		pass_note(p, gateway, node_get(port, KEY_protocol), "the protocol; for TLS write TLS");
	}
}

static void visit(struct pass *p, const struct resource *gateway)
{
	for (const struct node *n = node_first(node_get(gateway->spec, KEY_servers)); n; n = node_next(n)) {
		judge_number(p, gateway, n);
		judge_tls(p, gateway, n);
	}
}

extern const struct page page_gateway_server_port;

const struct rule rule_gateway_server_port = {
	.notice = {
		.code     = "IV031",
		.name     = "gateway-server-port",
		.summary  = "A server's port, address, protocol and TLS cannot be combined",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-server-port",
		.category = "validation",
		.page     = &page_gateway_server_port,
	},
	.subject = KIND_GATEWAY,
	.visit   = visit,
};
