/* Looks where what a rewrite puts in meets what it leaves of the path. */
#include "rules/rewrites.h"

#include <ctype.h>
#include <string.h>

#include "base/map.h"
#include "keys.h"
#include "world/config.h"
#include "world/host.h"
#include "world/route.h"
#include "world/virtualservice.h"

#define MOST_MERGED 16 /* VirtualServices of one host on one Gateway that are looked into */

/* What takes requests before the block that is judged. */
struct before {
	struct map prefixes; /* text -> any */
	bool blind;          /* more than prefixes tell */
	bool merged;         /* other VirtualServices are in it */
};

static void add_block(struct pass *p, struct before *before, const struct node *rule, const struct node *block)
{
	const struct node *uri = node_get(block, KEY_uri);
	const struct str *prefix = node_get_text(uri, KEY_prefix);

	before->blind |= node_has(uri, KEY_regex) || node_has(block, KEY_ignoreUriCase) || node_has(rule, KEY_delegate);
	if (prefix)
		*map_at(pass_scratch(p), &before->prefixes, prefix, NULL, NULL) = before;
}

/* Routes of other VirtualServices may come first, where a Gateway has the host of several. */
static void add_merged(struct pass *p, struct before *before, const struct virtualservice *vs, struct virtualservices group)
{
	before->blind |= group.n > MOST_MERGED;
	for (size_t i = 0; i < group.n && !before->blind; i++) {
		struct matches in = { NULL, 0 };

		if (group.at[i] != vs)
			in = virtualservice_matches(group.at[i], ROUTE_HTTP, pass_scratch(p));
		for (size_t k = 0; k < in.n; k++)
			add_block(p, before, in.at[k].rule, in.at[k].node);
	}
}

static void add_others(struct pass *p, struct before *before, const struct virtualservice *vs)
{
	for (size_t i = 0; i < vs->n_gateways && !before->blind; i++)
		for (size_t k = 0; k < vs->n_hosts && !vs->gateways[i].mesh && !before->blind; k++)
			add_merged(p, before, vs, mesh_vs_group(pass_mesh(p), vs->gateways[i].key, vs->hosts[k].lower));
}

/* Is what is below the prefix taken by a block that has the slash? */
static bool is_taken(struct pass *p, struct before *before, const struct virtualservice *vs, const struct str *prefix)
{
	const char *with_slash = arena_printf(pass_scratch(p), "%s/", prefix->text);
	const struct str *other = pool_find(mesh_pool(pass_mesh(p)), with_slash, prefix->len + 1);

	if (!before->merged)
		add_others(p, before, vs);
	before->merged = true;
	return before->blind || (other && map_get(&before->prefixes, other, NULL, NULL));
}

static bool ends_in_slash(const struct str *s)
{
	return s->text[s->len - 1] == '/';
}

/* Does every proxy put slashes together before it looks at a path? Then the service's own does so too. */
static bool merges_slashes(const struct mesh *m)
{
	const struct str *how = node_get_text(node_get(mesh_configuration(m)->node, KEY_pathNormalization), KEY_normalization);

	return str_is(how, "MERGE_SLASHES") || str_is(how, "DECODE_AND_MERGE_SLASHES");
}

/* Has it been reported? */
static bool judge(struct pass *p, const struct match *b, struct before *before, enum joint which)
{
	const struct node *at = node_at(b->rule, KEY_rewrite, KEY_uri, 0), *uri = node_get(b->node, KEY_uri);
	const struct str *prefix = uri ? node_get_text(uri, KEY_prefix) : pool_text(mesh_pool(pass_mesh(p)), "/");
	const struct str *to = node_text(at);
	const char *rest;

	if (!to || !to->len || !prefix || !prefix->len || node_has(node_get(b->rule, KEY_rewrite), KEY_uriRegexRewrite)
			|| ends_in_slash(prefix) != (which == JOINT_LOST) || ends_in_slash(to) == ends_in_slash(prefix) || match_live(pass_mesh(p), b) != YES)
		return false;
	if (which == JOINT_LOST ? !isalnum((unsigned char)to->text[to->len - 1]) || strchr(to->text, '?')
			: merges_slashes(pass_mesh(p)) || is_taken(p, before, b->vs, prefix))
		return false;
	rest = which == JOINT_LOST ? "x" : "/x";
	pass_report(p, b->vs->resource, at, "a request for \"%s%s\" is sent on with the path \"%s%s\"", prefix->text, rest, to->text, rest);
	if (uri)
		pass_note(p, b->vs->resource, node_get(uri, KEY_prefix), "only this part of the path is replaced");
	return true;
}

/* Are there blocks that the checker rejected something in? What those take is not known. */
static bool leaves_out(const struct resource *r, const struct matches *all)
{
	size_t n = 0;

	for (const struct node *rule = node_first(node_get(r->spec, KEY_http)); rule; rule = node_next(rule)) {
		const struct node *list = node_get(rule, KEY_match);

		n += list ? list->n : node_has(rule, KEY_match);
	}
	for (size_t i = 0; i < all->n; i++)
		n -= all->at[i].node != NULL;
	return n;
}

static bool rewrites_paths(const struct resource *r)
{
	for (const struct node *rule = node_first(node_get(r->spec, KEY_http)); rule; rule = node_next(rule))
		if (node_at(rule, KEY_rewrite, KEY_uri, 0))
			return true;
	return false;
}

void rewrites_report(struct pass *p, const struct resource *r, enum joint which)
{
	const struct virtualservice *vs = virtualservice_of(pass_mesh(p), r);
	const struct node *said = NULL;
	struct matches all;
	struct before before = { .blind = false };

	if (!vs || vs->delegate || !rewrites_paths(r))
		return;
	all = virtualservice_matches(vs, ROUTE_HTTP, pass_scratch(p));
	before.blind = leaves_out(r, &all);
	for (size_t i = 0; i < all.n; i++) {
		if (said != all.at[i].rule && judge(p, &all.at[i], &before, which))
			said = all.at[i].rule;
		add_block(p, &before, all.at[i].rule, all.at[i].node);
	}
}
