#ifndef TYPE_DEMAND_H
#define TYPE_DEMAND_H
/*
 * What istiod's admission webhook demands of single texts and numbers, each
 * as strict as the webhook itself. For the type room and the schema compiler.
 * The tests of texts neither allocate nor keep state; a NUL follows the text.
 */
#include <stdbool.h>
#include <stddef.h>

#include "type/check.h"

/* DEMAND_NONE where a schema's word is no demand; NULL-free names the other way. */
enum demand demand_find(const char *word);

/* Does the demand speak of numbers (else of texts)? */
bool demand_is_of_numbers(enum demand d);

/* OBJECTION_NONE where there is no such word. */
enum objection objection_find(const char *word);

/* The notice of an objection. */
const struct notice *objection_notice(enum objection o);

/* demand_host.c: hosts and addresses. */
bool host_is_fqdn(const char *text, size_t len);
bool host_is_wildcard(const char *text, size_t len);
bool host_is_destination(const char *text, size_t len);
bool host_is_routed(const char *text, size_t len);
bool host_or_ip(const char *text, size_t len);
bool host_of_gateway(const char *text, size_t len);
bool host_of_sidecar(const char *text, size_t len);
bool address_block(const char *text, size_t len);
bool address_or_empty(const char *text, size_t len);
bool address_of_bind(const char *text, size_t len);
bool address_of_endpoint(const char *text, size_t len);
bool address_of_application(const char *text, size_t len);
bool name_is_label(const char *text, size_t len);
bool name_is_label_or_empty(const char *text, size_t len);
bool label_key(const char *text, size_t len);
bool label_value(const char *text, size_t len);
bool selector_key(const char *text, size_t len);

/* demand_text.c: headers, words, identities. */
bool is_not_empty(const char *text, size_t len);
bool header_is_matched(const char *text, size_t len);
bool header_of_request(const char *text, size_t len);
bool header_is_changed(const char *text, size_t len);
bool header_of_cors(const char *text, size_t len);
bool header_of_probe(const char *text, size_t len);
bool header_value(const char *text, size_t len);
bool port_text(const char *text, size_t len);
bool duration_of_ms(const char *text, size_t len);
bool duration_of_s(const char *text, size_t len);
bool duration_or_zero(const char *text, size_t len);
bool duration_of_any(const char *text, size_t len);
bool word_is_protocol(const char *text, size_t len);
bool word_is_protocol_or_empty(const char *text, size_t len);
bool word_is_method(const char *text, size_t len);
bool word_is_grpc_status(const char *text, size_t len);
bool word_is_retry_on(const char *text, size_t len);
bool word_is_scheme(const char *text, size_t len);
bool word_is_tunnel(const char *text, size_t len);
bool path_template(const char *text, size_t len);
bool service_account(const char *text, size_t len);
bool trust_domain(const char *text, size_t len);

#endif
