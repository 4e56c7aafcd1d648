/* Walking the shadows of a VirtualService, rule by rule. */
#include "rules/shadows.h"

static const char *const words[N_ROUTE_KINDS] = {
	[ROUTE_HTTP] = "http", [ROUTE_TLS] = "tls", [ROUTE_TCP] = "tcp",
};

/* Match blocks of the rule that the shadow's later block belongs to; *from is where to look, for rules are asked for in their order. */
static size_t blocks_of(const struct matches *all, uint32_t rule_index, size_t *from)
{
	size_t n = 0;

	while (*from < all->n && all->at[*from].rule_index < rule_index)
		++*from;
	while (*from + n < all->n && all->at[*from + n].rule_index == rule_index)
		n++;
	return n;
}

static void judge_kind(struct pass *p, const struct resource *r, const struct virtualservice *vs,
	enum route_kind kind,
	void (*judge)(struct pass *p, const struct resource *r, const struct shadow *s, bool whole, bool first))
{
	struct shadows s = virtualservice_shadows(pass_mesh(p), vs, kind, pass_scratch(p));
	struct matches all = { NULL, 0 };
	size_t from = 0;

	if (s.n)
		all = virtualservice_matches(vs, kind, pass_scratch(p));
	for (size_t i = 0, end; i < s.n; i = end) {
		size_t n = blocks_of(&all, s.at[i].later.rule_index, &from);

		for (end = i; end < s.n && s.at[end].later.rule == s.at[i].later.rule; end++)
			;
		for (size_t k = i; k < end; k++)
			judge(p, r, &s.at[k], n == end - i, k == i);
	}
}

void shadows_each(struct pass *p, const struct resource *r,
	void (*judge)(struct pass *p, const struct resource *r, const struct shadow *s, bool whole, bool first))
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);

	for (int kind = 0; vs && kind < N_ROUTE_KINDS; kind++)
		judge_kind(p, r, vs, (enum route_kind)kind, judge);
}

void shadow_report(struct pass *p, const struct resource *r, const struct shadow *s,
	const struct node *node, const char *what)
{
	const struct match *by = &s->earlier;

	if (by->node)
		pass_report(p, r, node, "%s: %s[%u].match[%u] matches all its requests first", what,
			words[by->kind], by->rule_index, by->index);
	else
		pass_report(p, r, node, "%s: %s[%u], which has no match, matches all requests first", what,
			words[by->kind], by->rule_index);
	pass_note(p, r, by->node ? by->node : by->rule, "this one comes first");
}
