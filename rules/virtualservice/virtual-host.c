/* Hosts of one VirtualService that istiod does not take together, or not without gateways. */
#include "rules/parts.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "type/text.h"
#include "world/hostset.h"

static int by_text(const void *a, const void *b)
{
	const struct node *x = *(const struct node *const *)a, *y = *(const struct node *const *)b;
	int order = strcmp(node_text(x)->text, node_text(y)->text);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* istiod wants no two hosts with a name in common. */
static void judge_overlaps(struct pass *p, const struct resource *vs, const struct node *hosts)
{
	const struct node **all = arena_array(pass_scratch(p), const struct node *, hosts->n);
	const struct str **texts = arena_array(pass_scratch(p), const struct str *, hosts->n);
	size_t *first = arena_array(pass_scratch(p), size_t, hosts->n), n_all = 0;

	for (const struct node *n = node_first(hosts); n; n = node_next(n)) {
		texts[n_all] = node_text(n);
		all[n_all++] = n;
	}
	hosts_overlapped(pass_scratch(p), texts, n_all, first);
	for (size_t i = 0; i < n_all; i++)
		if (first[i] < n_all)
			pass_report(p, vs, all[first[i] > i ? first[i] : i], "hosts \"%s\" and \"%s\" overlap", texts[first[i]]->text, texts[i]->text);
	qsort(all, n_all, sizeof *all, by_text);
	for (size_t i = 1; i < n_all; i++)
		if (node_text(all[i]) == node_text(all[i - 1]) && !host_is_wild(node_text(all[i]))) {
			pass_report(p, vs, all[i], "host \"%s\" is listed twice", node_text(all[i])->text);
			pass_note(p, vs, all[i - 1], "\"%s\" is listed first here", node_text(all[i])->text);
		}
}

static bool matches_sni(const struct resource *vs)
{
	for (const struct node *n = node_first(node_get(vs->spec, KEY_tls)); n; n = node_next(n))
		for (const struct node *m = node_first(node_get(n, KEY_match)); m; m = node_next(m))
			if (part_is_set(m, KEY_sniHosts))
				return true;
	return false;
}

static void visit(struct pass *p, const struct resource *vs)
{
	const struct node *hosts = node_get(vs->spec, KEY_hosts);
	bool bound = is_gateway_bound(vs), fine = hosts != NULL;
	uint32_t n_hosts = 0;

	for (const struct node *n = node_first(hosts); n; n = node_next(n), n_hosts++) {
		const struct str *text = node_text(n);
		bool odd = text && !bound && str_is(text, "*");

		if (odd)
			pass_report(p, vs, n, "host \"*\" is only for gateways; name the Gateway and leave \"mesh\" out");
		else if (text && text_is_generated_host(text->text, text->len) && !(bound && matches_sni(vs)))
			pass_report(p, vs, n, "host \"%s\" is only for gateways that match SNI", text->text);
		fine &= text && !odd;
	}
	if (fine && hosts->n == n_hosts && n_hosts > 1)
		judge_overlaps(p, vs, hosts);
}

extern const struct page page_virtualservice_virtual_host;

const struct rule rule_virtualservice_virtual_host = {
	.notice = {
		.code     = "IV024",
		.name     = "virtualservice-virtual-host",
		.summary  = "Hosts of a VirtualService overlap, or are not for sidecars",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-virtual-host",
		.category = "validation",
		.page     = &page_virtualservice_virtual_host,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
