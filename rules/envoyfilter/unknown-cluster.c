/* A patch of clusters matches none that istiod generates. */
#include "base/listing.h"
#include "keys.h"
#include "rules/hosts.h"
#include "rules/patches.h"
#include "rules/ports.h"
#include "rules/subsets.h"
#include "traffic/generated.h"
#include "world/anywhere.h"
#include "world/destinationrule.h"

/* What a patch asks of a cluster of outbound traffic, and where each part is written. */
struct wanted {
	const struct str *host, *subset; /* subset NULL: any */
	int64_t port;                    /* 0: any */
	const struct node *host_at, *subset_at, *port_at;
};

/* Write the host, which alone is there or ends the name of a cluster. */
static void fix_host(struct pass *p, const struct wanted *w, const char *host)
{
	const struct str *text = node_text(w->host_at);

	if (!text || !str_ends(text, w->host->text) || (text->len > w->host->len && text->text[text->len - w->host->len - 1] != '|'))
		return;
	pass_fix(p, w->host_at, "%.*s%s", (int)(text->len - w->host->len), text->text, host);
	pass_unsafe(p); /* the patch did nothing, and will do something */
}

/* Is there surely no service of this host? Says so. */
static bool report_host(struct pass *p, const struct resource *r, const struct wanted *w)
{
	const struct mesh *m = pass_mesh(p);
	struct host_verdict v = { 0 };

	if (!host_is_short(w->host))
		v = host_judge(p, r, w->host, w->host);
	else if (!mesh_services(m, w->host) && !anywhere_host(m, w->host))
		v = (struct host_verdict){ HOST_FAULT_PARTIAL, mesh_service(m, r->ns, w->host), NULL };
	if (v.fault == HOST_FAULT_NONE)
		return false;
	pass_report(p, r, w->host_at, "no service has the host \"%s\", so there is no such cluster%s", w->host->text,
		v.meant ? arena_printf(pass_scratch(p), "; write \"%s\"", v.meant->host->text) : "");
	if (v.meant) {
		pass_note(p, v.meant->resource, NULL, "its host is \"%s\"", v.meant->host->text);
		fix_host(p, w, v.meant->host->text);
	}
	return true;
}

static void report_port(struct pass *p, const struct resource *r, const struct wanted *w)
{
	struct host_answer a = mesh_host(pass_mesh(p), NULL, w->host, pass_scratch(p));

	if (!w->port || a.truth != YES || a.why != HOST_EXACT || services_have_port(&a.seen, (uint32_t)w->port) != NO)
		return;
	pass_report(p, r, w->port_at, "\"%s\" has no port %lld, only %s, so there is no such cluster", w->host->text, (long long)w->port,
		services_port_list(p, &a.seen));
	pass_note(p, a.seen.at[0]->resource, NULL, "the service");
}

static void report_subset(struct pass *p, const struct resource *r, const struct wanted *w)
{
	const struct destinationrule *of_host = NULL;
	struct destinationrules rules;

	if (!w->subset || !w->subset->len)
		return;
	mesh_rules_for(pass_mesh(p), w->host, pass_scratch(p), &rules);
	for (size_t i = 0; i < rules.n; i++) {
		if (destinationrule_subset(rules.at[i], w->subset) || rules.at[i]->resource->patched || rules.at[i]->resource->partial)
			return;
		if (rules.at[i]->host == w->host)
			of_host = rules.at[i];
	}
	if (!of_host || anywhere_subset(pass_mesh(p), w->host, w->subset))
		return;
	pass_report(p, r, w->subset_at, "no DestinationRule defines the subset \"%s\" of \"%s\", so there is no such cluster", w->subset->text, w->host->text);
	pass_note(p, of_host->resource, NULL, "a DestinationRule of the host%s", subset_names(p, of_host));
}

static void judge_name(struct pass *p, const struct resource *r, const struct node *patch, const struct node *at)
{
	struct cluster_name c = cluster_name_parse(pass_mesh(p), node_text(at));
	struct wanted w = { c.host, c.subset, c.port, at, at, at };

	if (c.form == CLUSTER_NEVER)
		pass_report(p, r, at, "istiod generates no cluster \"%s\": its clusters are called \"outbound|PORT|SUBSET|HOST\" or \"inbound|PORT||\"",
			node_text(at)->text);
	else if (c.form == CLUSTER_OLD_INBOUND && !patch_is_for_old_proxies(patch))
		pass_report(p, r, at, "since Istio 1.8 no cluster is called \"%s\"; inbound clusters are called \"inbound|PORT||\"", node_text(at)->text);
	else if (c.form == CLUSTER_OUTBOUND && !report_host(p, r, &w)) {
		report_port(p, r, &w);
		report_subset(p, r, &w);
	}
}

/* The parts of a match by service, port and subset. A port of inbound clusters is the container's. */
static void judge_parts(struct pass *p, const struct resource *r, const struct node *patch, const struct node *cluster)
{
	const struct str *context = node_text(node_at(patch, KEY_match, KEY_context, 0));
	bool outbound = str_is(context, "SIDECAR_OUTBOUND") || str_is(context, "GATEWAY");
	struct wanted w = { node_get_text(cluster, KEY_service), node_get_text(cluster, KEY_subset), 0, node_get(cluster, KEY_service),
		node_get(cluster, KEY_subset), node_get(cluster, KEY_portNumber) };

	if (!w.host || !w.host->len || report_host(p, r, &w))
		return;
	if (outbound && node_get_int(cluster, KEY_portNumber, &w.port))
		report_port(p, r, &w);
	report_subset(p, r, &w);
}

static void visit(struct pass *p, const struct resource *r)
{
	for (const struct node *n = node_first(node_get(r->spec, KEY_configPatches)); n; n = node_next(n)) {
		const struct node *cluster = node_at(n, KEY_match, KEY_cluster, 0), *name = node_get(cluster, KEY_name);
		const struct str *operation = node_text(node_at(n, KEY_patch, KEY_operation, 0));

		if (!cluster || !str_is(node_get_text(n, KEY_applyTo), "CLUSTER") || !(str_starts(operation, "MERGE") || str_is(operation, "REMOVE")))
			continue;
		if (node_text(name) && node_text(name)->len)
			judge_name(p, r, n, name);
		else
			judge_parts(p, r, n, cluster);
	}
}

extern const struct page page_envoyfilter_unknown_cluster;

const struct rule rule_envoyfilter_unknown_cluster = {
	.notice = {
		.code     = "EF011",
		.name     = "envoyfilter-unknown-cluster",
		.summary  = "EnvoyFilter for a cluster that istiod does not generate",
		.severity = SEVERITY_WARNING,
		.category = "extension",
		.fixable  = true,
		.page     = &page_envoyfilter_unknown_cluster,
	},
	.subject = KIND_ENVOY_FILTER,
	.visit   = visit,
};
