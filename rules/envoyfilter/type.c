/* Types of the second Envoy API, which Envoy and istiod no longer know. */
#include "rules/parts.h"

#include <string.h>

#include "keys.h"

#define URL "type.googleapis.com/envoy."

/* The type that an Any names, wherever it stands in the value. */
static void judge(struct pass *p, const struct resource *r, const struct node *value)
{
	for (const struct node *n = node_first(value); n; n = node_next(n)) {
		const struct str *text = n->key && str_is(n->key, "@type") ? node_text(n) : NULL;

		if (!text)
			judge(p, r, n);
		else if (str_starts(text, URL) && strstr(text->text, ".v2"))
			pass_report(p, r, n, "type \"%s\" belongs to a removed Envoy API; use its v3 type", text->text);
	}
}

static const struct node *member(const struct node *map, const char *name)
{
	for (const struct node *n = node_is_map(map) ? node_first(map) : NULL; n; n = node_next(n))
		if (str_is(n->key, name))
			return n;
	return NULL;
}

/* A filter's own configuration: without a type nothing can be read in it. */
static void judge_filter(struct pass *p, const struct resource *r, const struct node *value)
{
	const struct node *config = member(value, "typed_config");

	if (!config)
		config = member(value, "typedConfig");
	if (node_is_map(config) && !member(config, "@type"))
		pass_report_key(p, r, config, "\"%s\" has no \"@type\"", config->key->text);
}

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n; n = node_next(n)) {
		const struct node *value = node_at(n, KEY_patch, KEY_value, 0);

		if (part_is(node_get(n, KEY_match), KEY_context, "WAYPOINT"))
			continue;
		judge(p, r, value);
		if (part_is(n, KEY_applyTo, "HTTP_FILTER") || part_is(n, KEY_applyTo, "NETWORK_FILTER")
				|| part_is(n, KEY_applyTo, "LISTENER_FILTER") || part_is(n, KEY_applyTo, "EXTENSION_CONFIG"))
			judge_filter(p, r, value);
	}
}

extern const struct page page_envoyfilter_type;

const struct rule rule_envoyfilter_type = {
	.notice = {
		.code     = "IV057",
		.name     = "envoyfilter-type",
		.summary  = "An EnvoyFilter configures a filter without a type, or with one of a removed Envoy API",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-envoy-type",
		.category = "validation",
		.page     = &page_envoyfilter_type,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
