#ifndef TYPE_TEXT_H
#define TYPE_TEXT_H
/*
 * How istiod's admission webhook wants texts to look: a test for each kind,
 * as strict as the webhook and no stricter. They neither allocate nor keep state; a NUL follows the
 * len bytes of text. For the type room, and for rules that look at what several fields say.
 */
#include <stdbool.h>
#include <stddef.h>

/* Hosts, addresses, names, labels. */
bool text_is_fqdn(const char *text, size_t len);
bool text_is_wildcard_host(const char *text, size_t len);
bool text_is_destination(const char *text, size_t len);
bool text_is_routed_host(const char *text, size_t len);
bool text_is_host_or_ip(const char *text, size_t len);
bool text_is_gateway_host(const char *text, size_t len);
bool text_is_generated_host(const char *text, size_t len); /* outbound_.80_._.host, as gateways pass it through */
bool text_is_sidecar_host(const char *text, size_t len);
bool text_is_address(const char *text, size_t len);
bool text_is_no_address(const char *text, size_t len);
bool text_is_address_block(const char *text, size_t len);
bool text_is_address_or_empty(const char *text, size_t len);
bool text_is_bind(const char *text, size_t len);
bool text_is_endpoint(const char *text, size_t len);
bool text_is_application(const char *text, size_t len);
bool text_is_dns_label(const char *text, size_t len);
bool text_is_dns_label_or_empty(const char *text, size_t len);
bool text_is_label_key(const char *text, size_t len);
bool text_is_label_value(const char *text, size_t len);
bool text_is_selector_key(const char *text, size_t len);

/* At most 1 MiB, or 100 KiB, as it is or once it is decoded. */
bool text_is_small(const char *text, size_t len);
bool text_is_small_in_base64(const char *text, size_t len);
bool text_is_slim(const char *text, size_t len);
bool text_is_slim_in_base64(const char *text, size_t len);

/* Headers, ports and durations as text, words, identities. */
bool text_is_not_empty(const char *text, size_t len);
bool text_is_matched_header(const char *text, size_t len);
bool text_is_claim(const char *text, size_t len); /* @request.auth.claims.NAME, or with [NAME] */
bool text_is_request_header(const char *text, size_t len);
bool text_is_changed_header(const char *text, size_t len);
bool text_is_cors_header(const char *text, size_t len);
bool text_is_probe_header(const char *text, size_t len);
bool text_is_header_value(const char *text, size_t len);
bool text_is_port(const char *text, size_t len);
bool text_is_milliseconds(const char *text, size_t len);
bool text_is_seconds(const char *text, size_t len);
bool text_is_idle_time(const char *text, size_t len);
bool text_is_time(const char *text, size_t len);
bool text_is_protocol(const char *text, size_t len);
bool text_is_protocol_or_empty(const char *text, size_t len);
bool text_is_cors_method(const char *text, size_t len);
bool text_is_grpc_status(const char *text, size_t len);
bool text_is_retry_on(const char *text, size_t len);
bool text_is_scheme(const char *text, size_t len);
bool text_is_tunnel(const char *text, size_t len);
bool text_is_path_template(const char *text, size_t len);
bool text_is_service_account(const char *text, size_t len);
bool text_is_trust_domain(const char *text, size_t len);

#endif
