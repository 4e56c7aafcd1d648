/* What becomes of an EnvoyFilter's patches (pilot networking/core/envoyfilter). */
#include "rules/patches.h"

#include <string.h>

#include "keys.h"
#include "rules/anchors.h"

#define BIT(operation) (1u << (operation))
#define WHOLE (BIT(PATCH_ADD) | BIT(PATCH_REMOVE))

/* The operations that istiod carries out besides MERGE, INSERT where ADD is; what is not listed is not judged. */
static const struct {
	const char *apply_to;
	unsigned operations;
} known[] = {
	{"LISTENER", WHOLE},
	{"FILTER_CHAIN", WHOLE},
	{"LISTENER_FILTER", WHOLE | BIT(PATCH_REPLACE)},
	{"NETWORK_FILTER", WHOLE | BIT(PATCH_REPLACE)},
	{"HTTP_FILTER", WHOLE | BIT(PATCH_REPLACE)},
	{"ROUTE_CONFIGURATION", 0},
	{"VIRTUAL_HOST", WHOLE | BIT(PATCH_REPLACE)},
	{"HTTP_ROUTE", WHOLE},
	{"CLUSTER", WHOLE},
	{"EXTENSION_CONFIG", BIT(PATCH_ADD)},
};

static const struct node *operation_of(const struct node *patch)
{
	return node_at(patch, KEY_patch, KEY_operation, 0);
}

static enum patch_operation parse(const struct str *word)
{
	if (str_starts(word, "INSERT_"))
		return PATCH_INSERT;
	if (str_is(word, "ADD"))
		return PATCH_ADD;
	if (str_is(word, "REMOVE"))
		return PATCH_REMOVE;
	return str_is(word, "REPLACE") ? PATCH_REPLACE : PATCH_NONE;
}

/* Is it carried out on what the patch applies to? */
static bool is_done(const struct node *patch)
{
	const struct str *apply_to = node_get_text(patch, KEY_applyTo);
	enum patch_operation operation = parse(node_text(operation_of(patch)));

	/* What has no order istiod adds at its end, whatever INSERT says (pilot/pkg/model convertToEnvoyFilterWrapper). */
	if (operation == PATCH_INSERT)
		operation = PATCH_ADD;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_is(apply_to, known[i].apply_to))
			return known[i].operations & BIT(operation);
	return true;
}

void patches_report_ignored(struct pass *p, const struct resource *r, enum patch_operation operation)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n; n = node_next(n)) {
		const struct node *word = operation_of(n);

		if (parse(node_text(word)) == operation && !is_done(n))
			pass_report(p, r, word, "istiod ignores %s for %s", node_text(word)->text, node_get_text(n, KEY_applyTo)->text);
	}
}

/* Does it need something to be there, or to be there already? */
static bool is_relative(const struct node *patch)
{
	const struct str *word = node_text(operation_of(patch));

	return is_done(patch) && (str_is(word, "INSERT_BEFORE") || str_is(word, "INSERT_AFTER") || str_is(word, "REMOVE")
		|| str_is(word, "REPLACE"));
}

static bool is_versioned(const struct node *patch)
{
	const struct str *version = node_text(node_at(patch, KEY_match, KEY_proxy, KEY_proxyVersion, 0));

	return version && version->len;
}

void patches_report_relative(struct pass *p, const struct resource *r, bool versioned)
{
	int64_t priority;

	if (node_has(r->spec, KEY_priority) && (!node_get_int(r->spec, KEY_priority, &priority) || priority != 0))
		return;
	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n; n = node_next(n)) {
		if (!is_relative(n) || is_versioned(n) != versioned || anchor_judge(p, r, n).fault != ANCHOR_FINE)
			continue;
		if (versioned)
			pass_report(p, r, operation_of(n),
				"without \"priority\", what %s finds depends on the age of other EnvoyFilters; proxies of other versions do not get this patch",
				node_text(operation_of(n))->text);
		else
			pass_report(p, r, operation_of(n), "without \"priority\", what %s finds depends on the age of other EnvoyFilters",
				node_text(operation_of(n))->text);
		return;
	}
}

bool patch_is_for_old_proxies(const struct node *patch)
{
	const struct str *version = node_text(node_at(patch, KEY_match, KEY_proxy, KEY_proxyVersion, 0));
	const char *at = version ? version->text : "";

	at += *at == '^';
	if (*at++ != '1')
		return false;
	at += *at == '\\';
	return *at == '.' && at[1] >= '0' && at[1] <= '9' && !(at[2] >= '0' && at[2] <= '9') && at[2] != '[' && at[2] != '\0'
		&& strncmp(at + 2, "\\d", 2) != 0 && !strchr(at, '|');
}

bool patch_looks_for_filter(const struct node *patch)
{
	const struct str *operation = node_text(operation_of(patch));

	return operation && !str_is(operation, "ADD") && !str_is(operation, "INSERT_FIRST");
}

bool filter_name_is_old(const struct str *name)
{
	static const char words[] = " envoy.buffer envoy.cors envoy.csrf envoy.ext_authz envoy.fault envoy.grpc_http1_bridge "
		"envoy.grpc_json_transcoder envoy.grpc_web envoy.gzip envoy.health_check envoy.http_dynamo_filter envoy.ip_tagging envoy.lua "
		"envoy.rate_limit envoy.router envoy.squash envoy.listener.http_inspector envoy.listener.original_dst "
		"envoy.listener.original_src envoy.listener.proxy_protocol envoy.listener.tls_inspector envoy.client_ssl_auth envoy.echo "
		"envoy.http_connection_manager envoy.mongo_proxy envoy.ratelimit envoy.redis_proxy envoy.tcp_proxy ";
	const char *at = name && name->len ? strstr(words, name->text) : NULL;

	for (; at; at = strstr(at + 1, name->text))
		if (at[-1] == ' ' && at[name->len] == ' ')
			return true;
	return false;
}
