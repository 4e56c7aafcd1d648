/* Localities of a load balancer that overlap, do not add up or exclude each other. */
#include "rules/validation/parts.h"

#include <string.h>

#include "keys.h"

static const struct str *name_of(const struct node *n, bool is_member)
{
	return is_member ? n->key : node_get_text(n, KEY_from);
}

/* Does a, a locality or the beginning of one with or without wildcard, cover b, or the other way round? */
static bool overlap(const struct str *a, const struct str *b)
{
	const struct str *small = a->len < b->len ? a : b, *large = small == a ? b : a;
	size_t n = small->len;

	if (n && small->text[n - 1] == '*')
		n--;
	while (n && small->text[n - 1] == '/')
		n--;
	return memcmp(small->text, large->text, n) == 0 && (n == 0 || large->text[n] == '/' || !large->text[n]);
}

static bool is_fine(const struct str *text)
{
	const char *star = memchr(text->text, '*', text->len);

	return text->len && text->text[0] != '/' && text->text[text->len - 1] != '/' && !strstr(text->text, "//")
		&& (!star || star == text->text + text->len - 1);
}

/* The localities of one map (to) or list (each one's from). */
static void judge_names(struct pass *p, const struct resource *dr, const struct node *all, bool members)
{
	for (const struct node *n = node_first(all); n; n = node_next(n)) {
		const struct str *text = name_of(n, members);
		const struct node *at = members ? n : node_get(n, KEY_from);

		if (!text && (members || node_has(n, KEY_from)))
			continue;
		if (!text || !is_fine(text)) {
			pass_report_key(p, dr, at ? at : n, "\"%s\" is no locality: region/zone/subzone without empty parts, \"*\" only at the end",
				text ? text->text : "");
			return;
		}
		for (const struct node *m = node_first(all); m != n; m = node_next(m)) {
			const struct str *other = name_of(m, members);

			if (!other || !overlap(other, text))
				continue;
			pass_report_key(p, dr, at, "localities \"%s\" and \"%s\" overlap", text->text, other->text);
			return;
		}
	}
}

/* Each share is 1 to 100, and all together are 100. */
static bool judge_shares(struct pass *p, const struct resource *dr, const struct node *entry)
{
	const struct node *to = node_get(entry, KEY_to);
	int64_t sum = 0, share;

	for (const struct node *n = node_first(to); n; n = node_next(n)) {
		if (!node_int(n, &share))
			return true;
		if (share < 1 || share > 100) {
			pass_report(p, dr, n, "the share of \"%s\" is %lld; it must be between 1 and 100", n->key->text, (long long)share);
			return false;
		}
		sum += share;
	}
	if (sum == 100 || (!to && node_has(entry, KEY_to)))
		return true;
	pass_report_key(p, dr, to ? to : entry, "the shares add up to %lld, not to 100", (long long)sum);
	return false;
}

static void judge_failover(struct pass *p, const struct resource *dr, const struct node *setting)
{
	for (const struct node *n = node_first(node_get(setting, KEY_failover)); n; n = node_next(n)) {
		const struct str *from = node_get_text(n, KEY_from), *to = node_get_text(n, KEY_to);
		const struct node *odd = from && strpbrk(from->text, "/*") ? node_get(n, KEY_from)
			: to && strpbrk(to->text, "/*") ? node_get(n, KEY_to) : NULL;

		if (from == to && (from || !(node_has(n, KEY_from) || node_has(n, KEY_to))))
			pass_report_key(p, dr, to ? node_get(n, KEY_to) : n, "failover goes from \"%s\" to itself", from ? from->text : "");
		else if (odd)
			pass_report(p, dr, odd, "failover is between regions; \"%s\" is more than the name of one", node_text(odd)->text);
	}
}

/* The first of failoverPriority that is about regions or zones, or NULL. */
static const struct node *topology(const struct node *setting)
{
	for (const struct node *n = node_first(node_get(setting, KEY_failoverPriority)); n; n = node_next(n)) {
		const struct str *text = node_text(n);

		if (text && (str_is(text, "topology.kubernetes.io/region") || str_is(text, "topology.kubernetes.io/zone")
				|| str_is(text, "topology.istio.io/subzone")))
			return n;
	}
	return NULL;
}

static void judge_locality(struct pass *p, const struct resource *dr, const struct node *setting)
{
	const struct node *distribute = node_get(setting, KEY_distribute), *label = topology(setting);
	bool fails_over = part_is_set(setting, KEY_failover);

	if (part_is_set(setting, KEY_distribute) && fails_over) {
		pass_report_key(p, dr, node_get(setting, KEY_failover), "failover must not be set beside distribute");
		return;
	}
	if (fails_over && label) {
		pass_report(p, dr, label, "failoverPriority must not have \"%s\" beside failover", node_text(label)->text);
		return;
	}
	for (const struct node *n = node_first(distribute); n; n = node_next(n)) {
		if (!judge_shares(p, dr, n))
			return;
		judge_names(p, dr, node_get(n, KEY_to), true);
	}
	judge_names(p, dr, distribute, false);
	judge_failover(p, dr, setting);
}

static void judge(struct pass *p, const struct resource *dr, struct traffic_policy policy)
{
	const struct node *balancer = node_get(policy.node, KEY_loadBalancer);
	const struct node *zones = node_get(balancer, KEY_zoneAwareLbSetting), *label = topology(zones);

	judge_locality(p, dr, node_get(balancer, KEY_localityLbSetting));
	if (label)
		pass_report(p, dr, label, "failoverPriority must not have \"%s\", which zoneAwareLbSetting sees to", node_text(label)->text);
	judge_failover(p, dr, zones);
}

static void visit(struct pass *p, const struct resource *dr)
{
	policies_each(p, dr, judge);
}

extern const struct page page_validation_locality;

const struct rule rule_validation_locality = {
	.notice = {
		.code     = "IV035",
		.name     = "validation-locality",
		.summary  = "Settings for localities contradict each other",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.category = "validation",
		.page     = &page_validation_locality,
	},
	.subject = KIND_DESTINATION_RULE,
	.reads   = KIND_BIT(KIND_DESTINATION_RULE),
	.visit   = visit,
};
