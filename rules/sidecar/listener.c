/* Listeners of a Sidecar whose parts do not go together. */
#include "rules/parts.h"

#include "keys.h"
#include "world/service.h"

static void judge_egress(struct pass *p, const struct resource *sidecar, const struct node *listener)
{
	const struct node *port = node_get(listener, KEY_port), *bind = node_get(listener, KEY_bind);
	const struct str *address = node_text(bind), *capture = node_get_text(listener, KEY_captureMode);
	bool is_socket = address && str_starts(address, "unix://");

	if (!part_is_there(listener, KEY_port)) {
		if (listener->next && (!node_has(listener, KEY_port) || port))
			pass_report_lack(p, sidecar, listener, "only the last egress listener can be without a port");
		return;
	}
	if (part_is_set(port, KEY_number)) {
		if (is_socket)
			pass_report(p, sidecar, bind, "\"%s\" is a socket, so the port's number must be 0", address->text);
		return;
	}
	if (!part_is_unset(port, KEY_number))
		return;
	if (!is_socket && (bind || !node_has(listener, KEY_bind)))
		pass_report_key(p, sidecar, bind ? bind : port, "a port with number 0 needs a socket, unix://..., in bind");
	if (str_is(capture, "IPTABLES"))
		pass_report(p, sidecar, node_get(listener, KEY_captureMode), "captureMode IPTABLES cannot be combined with a socket");
}

static void refuse(struct pass *p, const struct resource *sidecar, const struct node *tls, uint32_t key)
{
	if (part_is_set(tls, key))
		pass_report_key(p, sidecar, node_get(tls, key), "\"%s\" is not supported in a Sidecar", node_get(tls, key)->key->text);
}

static void judge_tls(struct pass *p, const struct resource *sidecar, const struct node *listener)
{
	static const uint32_t fields[] = {
		KEY_subjectAltNames, KEY_httpsRedirect, KEY_credentialName, KEY_credentialNames, KEY_tlsCertificates,
	};
	const struct node *tls = node_get(listener, KEY_tls), *port = node_get(listener, KEY_port);
	const struct str *mode = node_get_text(tls, KEY_mode), *protocol = node_get_text(port, KEY_protocol);

	if (!node_is_map(tls))
		return;
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		refuse(p, sidecar, tls, fields[i]);
	if (str_is(mode, "ISTIO_MUTUAL") || str_is(mode, "AUTO_PASSTHROUGH"))
		pass_report(p, sidecar, node_get(tls, KEY_mode), "mode %s is not supported in a Sidecar", mode->text);
	if (port && !protocol_is_tls(protocol_parse(protocol)) && (protocol || !node_has(port, KEY_protocol)))
		pass_report_key(p, sidecar, tls, "tls needs a port of protocol HTTPS or TLS, not \"%s\"", protocol ? protocol->text : "");
}

static void visit(struct pass *p, const struct resource *sidecar)
{
	for (const struct node *n = node_first(node_get(sidecar->spec, KEY_egress)); n; n = node_next(n))
		judge_egress(p, sidecar, n);
	for (const struct node *n = node_first(node_get(sidecar->spec, KEY_ingress)); n; n = node_next(n))
		judge_tls(p, sidecar, n);
}

extern const struct page page_sidecar_listener;

const struct rule rule_sidecar_listener = {
	.notice = {
		.code     = "IV038",
		.name     = "sidecar-listener",
		.summary  = "A listener of a Sidecar has settings that cannot be combined",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-sidecar-listener",
		.category = "validation",
		.page     = &page_sidecar_listener,
	},
	.subject = KIND_SIDECAR,
	.visit   = visit,
};
