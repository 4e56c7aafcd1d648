/* Localities of a load balancer that overlap, do not add up or exclude each other. */
#include "rules/parts.h"

#include <string.h>

#include "keys.h"

/* region/zone/subzone, as far as it is given. */
struct locality {
	const char *text;
	size_t begin[3], len[3];
	int n;
};

/* false where a part is empty, or a wildcard is not at the end. */
static bool parse(const char *text, struct locality *l)
{
	const char *star = strchr(text, '*'), *at = text;

	*l = (struct locality){ .text = text };
	do {
		size_t n = l->n == 2 ? strlen(at) : strcspn(at, "/");

		l->begin[l->n] = (size_t)(at - text);
		l->len[l->n++] = n;
		if (n == 0)
			return false;
		at += n;
	} while (*at++);
	return !star || !star[1];
}

static bool is_star(const struct locality *l, int part)
{
	return l->len[part] == 1 && l->text[l->begin[part]] == '*';
}

static bool same(const struct locality *a, const struct locality *b, int part)
{
	return a->len[part] == b->len[part] && memcmp(a->text + a->begin[part], b->text + b->begin[part], a->len[part]) == 0;
}

/* Does b overlap with a, which comes before it? What is more general may come last. */
static bool overlap(const struct locality *a, const struct locality *b)
{
	if (is_star(a, 0))
		return true;
	if (!same(a, b, 0))
		return false;
	if (a->n == 1 || b->n == 1 || is_star(a, 1))
		return true;
	if (!same(a, b, 1))
		return false;
	return a->n == 2 || b->n == 2 || is_star(a, 2) || same(a, b, 2);
}

/* The localities of one map (to), which has no order, or list (each one's from). */
static void judge_names(struct pass *p, const struct resource *dr, const struct node *all, bool members)
{
	struct locality *known = arena_array(pass_scratch(p), struct locality, all ? all->n : 0);
	size_t n_known = 0;

	for (const struct node *n = node_first(all); n; n = node_next(n)) {
		const struct node *at = members ? n : node_get(n, KEY_from);
		const struct str *text = members ? n->key : node_text(at);
		struct locality l;

		if (!text && node_has(n, KEY_from))
			continue;
		if (!text || !parse(text->text, &l)) {
			pass_report_key(p, dr, at ? at : n, "\"%s\" is not a locality; write region/zone/subzone without empty parts, and \"*\" only at the end",
				text ? text->text : "");
			return;
		}
		for (size_t i = 0; i < n_known; i++)
			if (overlap(&known[i], &l) || (members && overlap(&l, &known[i]))) {
				pass_report_key(p, dr, at, "localities \"%s\" and \"%s\" overlap", l.text, known[i].text);
				return;
			}
		known[n_known++] = l;
	}
}

/* Each share is 1 to 100, and all together are 100; those that can be read are not held against 100 without the others. */
static bool judge_shares(struct pass *p, const struct resource *dr, const struct node *entry)
{
	const struct node *to = node_get(entry, KEY_to);
	int64_t sum = 0, share;
	uint32_t read = 0;

	for (const struct node *n = node_first(to); n && node_int(n, &share); n = node_next(n), read++) {
		if (share < 1 || share > 100) {
			pass_report(p, dr, n, "the share of \"%s\" is %lld; it must be between 1 and 100", n->key->text, (long long)share);
			return false;
		}
		sum += share;
	}
	if (sum == 100 || (to ? read != to->n : node_has(entry, KEY_to)))
		return true;
	pass_report_key(p, dr, to ? to : entry, "the shares add up to %lld, not to 100", (long long)sum);
	return false;
}

static void judge(struct pass *p, const struct resource *dr, struct traffic_policy policy)
{
	const struct node *setting = node_at(policy.node, KEY_loadBalancer, KEY_localityLbSetting, 0);
	const struct node *distribute = node_get(setting, KEY_distribute);

	if (part_is_set(setting, KEY_failover) && part_is_set(setting, KEY_distribute)) {
		pass_report_key(p, dr, node_get(setting, KEY_failover), "failover must not be set together with distribute");
		return;
	}
	for (const struct node *n = node_first(distribute); n; n = node_next(n)) {
		if (!judge_shares(p, dr, n))
			return;
		judge_names(p, dr, node_get(n, KEY_to), true);
	}
	judge_names(p, dr, distribute, false);
}

static void visit(struct pass *p, const struct resource *dr)
{
	policies_each(p, dr, judge);
}

extern const struct page page_destinationrule_locality;

const struct rule rule_destinationrule_locality = {
	.notice = {
		.code     = "IV035",
		.name     = "destinationrule-locality",
		.summary  = "Locality settings conflict",
		.severity = SEVERITY_ERROR,
		.aliases  = "IST0106",
		.former   = "validation-locality",
		.category = "validation",
		.page     = &page_destinationrule_locality,
	},
	.subject = KIND_DESTINATION_RULE,
	.visit   = visit,
};
