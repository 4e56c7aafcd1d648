/* Names and numbers that must not occur twice in an object. */
#include "rules/parts.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"

/* The text by which an item is known, or NULL. */
struct items {
	const char *what;
	const struct node *(*find)(const struct node *item);
};

static const struct node *port_name(const struct node *server)
{
	return node_at(server, KEY_port, KEY_name, 0);
}

static const struct node *port_number(const struct node *listener)
{
	const struct node *port = node_get(listener, KEY_port);

	return part_is_set(port, KEY_number) ? node_get(port, KEY_number) : NULL;
}

/* A listener with number 0 is known by its socket. */
static const struct node *socket_name(const struct node *listener)
{
	return part_is_unset(node_get(listener, KEY_port), KEY_number) ? node_get(listener, KEY_bind) : NULL;
}

static const struct node *own_name(const struct node *attribute)
{
	return part_is_set(attribute, KEY_name) ? node_get(attribute, KEY_name) : NULL;
}

/* Sorted by text, then by place, so that twins are neighbours and the first stands first. */
static int by_text(const void *a, const void *b)
{
	const struct node *x = *(const struct node *const *)a, *y = *(const struct node *const *)b;
	int order = strcmp(node_text(x)->text, node_text(y)->text);

	return order ? order : (x->begin > y->begin) - (x->begin < y->begin);
}

static void judge(struct pass *p, const struct resource *r, const struct node *list, struct items items)
{
	const struct node **all;
	size_t n_all = 0;

	if (!list || list->n < 2)
		return;
	all = arena_array(pass_scratch(p), const struct node *, list->n);
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		const struct node *at = items.find(n);

		if (node_text(at))
			all[n_all++] = at;
	}
	qsort(all, n_all, sizeof *all, by_text);
	for (size_t i = 1; i < n_all; i++)
		if (node_text(all[i]) == node_text(all[i - 1])) {
			pass_report(p, r, all[i], "%s \"%s\" is listed twice", items.what, node_text(all[i])->text);
			pass_note(p, r, all[i - 1], "\"%s\" is listed first here", node_text(all[i])->text);
		}
}

static void judge_cookie(struct pass *p, const struct resource *dr, struct traffic_policy policy)
{
	const struct node *hash = node_at(policy.node, KEY_loadBalancer, KEY_consistentHash, 0);

	judge(p, dr, node_at(hash, KEY_httpCookie, KEY_attributes, 0), (struct items){ "cookie attribute", own_name });
}

static void visit(struct pass *p, const struct resource *r)
{
	judge(p, r, node_get(r->spec, KEY_servers), (struct items){ "port name", port_name });
	judge(p, r, node_get(r->spec, KEY_ingress), (struct items){ "port", port_number });
	judge(p, r, node_get(r->spec, KEY_egress), (struct items){ "port", port_number });
	judge(p, r, node_get(r->spec, KEY_egress), (struct items){ "socket", socket_name });
	if (r->kind == KIND_DESTINATION_RULE)
		policies_each(p, r, judge_cookie);
}

extern const struct page page_gateway_duplicate_item;

const struct rule rule_gateway_duplicate_item = {
	.notice = {
		.code     = "IV037",
		.name     = "gateway-duplicate-item",
		.summary  = "Two listeners or cookie attributes have the same name or number",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-duplicate-item",
		.category = "validation",
		.page     = &page_gateway_duplicate_item,
	},
	.subjects = KIND_BIT(KIND_GATEWAY) | KIND_BIT(KIND_SIDECAR) | KIND_BIT(KIND_DESTINATION_RULE),
	.visit   = visit,
};
