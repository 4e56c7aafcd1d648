/* What one rule of a policy takes and another one takes as well. */
#include "traffic/cover.h"

#include <string.h>

#include "base/map.h"
#include "base/vec.h"
#include "keys.h"
#include "traffic/value.h"

/* How the values of a field are compared: "*" is for all of them. */
enum comparing {
	BY_TEXT,   /* equal ones alone */
	BY_STAR,   /* with a star at an end, or a template */
	BY_FOLDED, /* likewise, and case does not matter */
	BY_STARS,  /* with stars anywhere */
};

struct compared_field {
	uint32_t values, negated;
	enum comparing how;
};

static const struct compared_field source_fields[] = {
	{ KEY_principals, KEY_notPrincipals, BY_TEXT },
	{ KEY_requestPrincipals, KEY_notRequestPrincipals, BY_TEXT },
	{ KEY_serviceAccounts, KEY_notServiceAccounts, BY_TEXT },
	{ KEY_namespaces, KEY_notNamespaces, BY_STARS },
	{ KEY_ipBlocks, KEY_notIpBlocks, BY_TEXT },
	{ KEY_remoteIpBlocks, KEY_notRemoteIpBlocks, BY_TEXT },
};

static const struct compared_field operation_fields[] = {
	{ KEY_hosts, KEY_notHosts, BY_FOLDED },
	{ KEY_methods, KEY_notMethods, BY_STAR },
	{ KEY_paths, KEY_notPaths, BY_STAR },
	{ KEY_ports, KEY_notPorts, BY_TEXT },
};

/* What a begins with covers what begins so; what it ends with, what ends so. b's own star, or template, is beyond that part. */
static bool covers_by_star(const char *a, const char *b, bool fold)
{
	size_t n = strlen(a), len = strlen(b), literal = strcspn(b, "*{");

	if (value_is_template(a) || value_has_literal_star(a) || (value_has_literal_star(b) && !value_is_template(b)))
		return false;
	if (a[n - 1] == '*')
		return n - 1 <= literal && value_takes(a, b, fold);
	if (!value_is_template(b) && b[len - 1] != '*')
		return n - 1 <= len - (b[0] == '*') && value_takes(a, b, fold);
	return false;
}

static bool value_covers(const char *a, const char *b, enum comparing how)
{
	if (!*a || !*b)
		return false;
	if (strcmp(a, b) == 0 || strcmp(a, "*") == 0)
		return true;
	switch (how) {
	case BY_TEXT:
		return false;
	case BY_STARS:
		return !strchr(b, '*') && value_takes_stars(a, b);
	case BY_STAR:
	case BY_FOLDED:
		break;
	}
	return covers_by_star(a, b, how == BY_FOLDED);
}

/* What of it may cover a value that is written otherwise? */
static bool is_wider(const char *a, enum comparing how)
{
	size_t n = strlen(a);

	if (how == BY_TEXT)
		return strcmp(a, "*") == 0;
	return how == BY_FOLDED || (n && (how == BY_STARS ? strchr(a, '*') != NULL : a[0] == '*' || a[n - 1] == '*'));
}

/* The values of a list, to look for others among them. */
struct values {
	struct map texts; /* as they are written */
	VEC(const char *) wider;
};

static struct values values_of(struct covering *c, const struct node *list, enum comparing how)
{
	struct values out = { .wider = { NULL, 0, 0 } };

	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		if (!node_text(n))
			continue;
		*map_at(c->scratch, &out.texts, node_text(n), NULL, NULL) = c;
		if (is_wider(node_text(n)->text, how))
			vec_push(c->scratch, &out.wider, node_text(n)->text);
	}
	return out;
}

/* One step of the comparison; false: there were too many. */
static bool step(struct covering *c)
{
	if (!c->left)
		return false;
	c->left--;
	return true;
}

/* Does each value of b have one of a that covers it? */
static bool list_covers(struct covering *c, const struct node *a, const struct node *b, enum comparing how)
{
	struct values all;

	if (!node_first(b))
		return true;
	all = values_of(c, a, how);
	for (const struct node *y = node_first(b); y; y = node_next(y)) {
		const struct str *text = node_text(y);
		size_t i = 0;

		if (!step(c) || !text || !text->len)
			return false;
		if (map_get(&all.texts, text, NULL, NULL))
			continue;
		while (i < all.wider.n && step(c) && !value_covers(all.wider.at[i], text->text, how))
			i++;
		if (i == all.wider.n || !c->left)
			return false;
	}
	return true;
}

/* What a demands, b demands as well; what a excludes, b excludes as well. */
static bool demands_cover(struct covering *c, const struct node *a, const struct node *b, uint32_t values, uint32_t negated, enum comparing how)
{
	const struct node *asked = node_get(a, values), *excluded = node_get(a, negated);

	if (node_first(asked) && (!node_first(node_get(b, values)) || !list_covers(c, asked, node_get(b, values), how)))
		return false;
	return list_covers(c, node_get(b, negated), excluded, how);
}

static bool part_covers(struct covering *c, const struct node *a, const struct node *b, const struct compared_field *fields, size_t n)
{
	struct arena_mark mark = arena_mark(c->scratch);
	bool covers = step(c);

	for (size_t i = 0; i < n && covers; i++)
		covers = demands_cover(c, a, b, fields[i].values, fields[i].negated, fields[i].how);
	arena_rewind(c->scratch, mark);
	return covers;
}

/* Each alternative of b is within one of a; none at all is everything. */
static bool side_covers(struct covering *c, const struct node *a, const struct node *b, uint32_t name, const struct compared_field *fields, size_t n)
{
	if (!node_first(a))
		return true;
	for (const struct node *y = node_first(b); y; y = node_next(y)) {
		const struct node *x = node_first(a);

		while (x && c->left && !part_covers(c, node_get(x, name), node_get(y, name), fields, n))
			x = node_next(x);
		if (!x || !c->left)
			return false;
	}
	return node_first(b) != NULL;
}

/* Each condition of a is one of b, or wider. */
static bool conditions_cover(struct covering *c, const struct node *a, const struct node *b)
{
	for (const struct node *x = node_first(a); x; x = node_next(x)) {
		const struct str *key = node_get_text(x, KEY_key);
		const struct node *y = node_first(b);

		while (y && step(c) && !(key && node_get_text(y, KEY_key) == key && demands_cover(c, x, y, KEY_values, KEY_notValues, BY_TEXT)))
			y = node_next(y);
		if (!y || !c->left)
			return false;
	}
	return true;
}

/* Does the rule ask for something that means something else elsewhere? Trust domains have aliases, and ztunnel leaves some of them out. */
static bool is_local(const struct node *rule, bool alike)
{
	for (const struct node *item = node_first(node_get(rule, KEY_from)); item; item = node_next(item)) {
		const struct node *source = node_get(item, KEY_source);

		if (node_has(source, KEY_trustDomains) || node_has(source, KEY_notTrustDomains))
			return true;
		if (!alike && (node_has(source, KEY_serviceAccounts) || node_has(source, KEY_notServiceAccounts)))
			return true;
	}
	for (const struct node *when = node_first(node_get(rule, KEY_when)); when && !alike; when = node_next(when))
		if (str_is(node_get_text(when, KEY_key), "source.serviceAccount"))
			return true;
	return false;
}

bool rule_covers(struct covering *c, const struct node *a, const struct node *b, bool alike)
{
	if (is_local(a, alike) || node_is_rejected(a) || node_is_rejected(b))
		return false;
	return side_covers(c, node_get(a, KEY_from), node_get(b, KEY_from), KEY_source, source_fields, sizeof source_fields / sizeof *source_fields)
		&& side_covers(c, node_get(a, KEY_to), node_get(b, KEY_to), KEY_operation, operation_fields, sizeof operation_fields / sizeof *operation_fields)
		&& conditions_cover(c, node_get(a, KEY_when), node_get(b, KEY_when));
}

static bool is_attached(const struct resource *r)
{
	return node_has(r->spec, KEY_targetRefs) || node_has(r->spec, KEY_targetRef);
}

bool policy_reaches(const struct mesh *m, const struct resource *a, const struct resource *b)
{
	const struct node *selector = node_get(a->spec, KEY_selector), *own = node_get(selector, KEY_matchLabels);
	const struct node *other = node_at(b->spec, KEY_selector, KEY_matchLabels, 0);

	if (is_attached(a) || is_attached(b) || (a->ns != b->ns && a->ns != mesh_root_namespace(m)))
		return false;
	if ((!selector && node_has(a->spec, KEY_selector)) || (!own && node_has(selector, KEY_matchLabels)))
		return false;
	for (const struct node *label = node_first(own); label; label = node_next(label)) {
		const struct node *same = other ? node_member(other, label->key) : NULL;

		if (!same || node_text(same) != node_text(label))
			return false;
	}
	return true;
}
