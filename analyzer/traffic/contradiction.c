/* Pairs of conditions of a rule that no request meets. */
#include "traffic/contradiction.h"

#include <string.h>

#include "doc/made.h"
#include "keys.h"

#define MOST_CLAUSES 32 /* of one item and the conditions: of more the first ones are compared */
#define MOST_VALUES 64  /* of one list that is compared */
#define MOST_SPENT 20000 /* values of lists that are compared, of a mesh */

/* What a clause is about: of two that are about different things a request may have both. */
enum about {
	ABOUT_OTHER,
	ABOUT_IDENTITY,
	ABOUT_HOST,
	ABOUT_METHOD,
	ABOUT_PATH,
	ABOUT_PORT,
	ABOUT_HEADER, /* of the condition's key */
};

/* A list of values that a rule demands or excludes. */
struct clause {
	enum about about;
	uint32_t side;          /* KEY_from, KEY_to or KEY_when */
	const struct str *key;  /* of a condition, else NULL */
	const struct node *list;
};

struct comparing_clauses {
	struct contradictions *all;
	const struct mesh *m;
	const struct resource *policy;
	struct arena *arena;
	struct span at_rule; /* where made nodes are */
	struct clause at[MOST_CLAUSES];
	size_t n;
};

static enum about about_field(const struct str *field)
{
	static const struct {
		const char *name, *negated;
		enum about about;
	} fields[] = {
		{ "principals", "notPrincipals", ABOUT_IDENTITY }, { "namespaces", "notNamespaces", ABOUT_IDENTITY },
		{ "serviceAccounts", "notServiceAccounts", ABOUT_IDENTITY }, { "hosts", "notHosts", ABOUT_HOST },
		{ "methods", "notMethods", ABOUT_METHOD }, { "paths", "notPaths", ABOUT_PATH }, { "ports", "notPorts", ABOUT_PORT },
	};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (str_is(field, fields[i].name) || str_is(field, fields[i].negated))
			return fields[i].about;
	return ABOUT_OTHER;
}

static enum about about_key(const struct str *key)
{
	if (str_is(key, "source.principal") || str_is(key, "source.namespace") || str_is(key, "source.serviceAccount"))
		return ABOUT_IDENTITY;
	if (str_is(key, "destination.port"))
		return ABOUT_PORT;
	return str_starts(key, "request.headers[") ? ABOUT_HEADER : ABOUT_OTHER;
}

/* Has a pattern for identities a trust domain of its own? Callers are of the mesh's. And no namespace has a slash. */
static bool is_foreign(const struct str *what, const char *value)
{
	const char *star = strchr(value, '*');

	if (str_is(what, "namespaces") || str_is(what, "notNamespaces") || str_is(what, "source.namespace"))
		return strchr(value, '/');
	if (!star || !strchr(value, '/'))
		return false;
	return star == value ? value[1] != '/' : strncmp(value, "cluster.local/", strlen("cluster.local/")) != 0;
}

static void add(struct comparing_clauses *x, enum about about, uint32_t side, const struct str *key, const struct node *list)
{
	if (about == ABOUT_OTHER || !node_first(list) || list->n > MOST_VALUES || x->n == MOST_CLAUSES)
		return;
	for (const struct node *v = node_children(list); v; v = v->next)
		if (!node_text(v) || (about == ABOUT_IDENTITY && is_foreign(key ? key : list->key, node_text(v)->text)))
			return;
	x->at[x->n++] = (struct clause){ about, side, key, list };
}

static void add_item(struct comparing_clauses *x, const struct node *item, uint32_t side, uint32_t name)
{
	for (const struct node *list = node_first(node_get(item, name)); list; list = node_next(list))
		if (node_is_list(list))
			add(x, about_field(list->key), side, NULL, list);
}

static void add_conditions(struct comparing_clauses *x, const struct node *rule)
{
	for (const struct node *when = node_first(node_get(rule, KEY_when)); when; when = node_next(when)) {
		const struct str *key = node_get_text(when, KEY_key);

		if (!key)
			continue;
		add(x, about_key(key), KEY_when, key, node_get(when, KEY_values));
		add(x, about_key(key), KEY_when, key, node_get(when, KEY_notValues));
	}
}

/* --- Rules of one or two clauses --- */

static struct node *map_in(struct comparing_clauses *x, struct node *list)
{
	struct node *map = made_collection(x->arena, NODE_MAP, x->at_rule, NULL);

	made_insert(list, list->n, map);
	return map;
}

static struct node *put(struct comparing_clauses *x, struct node *map, const char *key, struct node *child)
{
	made_put(map, pool_text(mesh_pool(x->m), key), x->at_rule, child);
	return child;
}

/* The clause in a rule, of which it is the one of its side, or beside another one. */
static void put_clause(struct comparing_clauses *x, struct node *rule, const struct clause *c)
{
	const char *side = c->side == KEY_from ? "from" : c->side == KEY_to ? "to" : "when", *name = c->side == KEY_from ? "source" : "operation";
	struct node *list = made_member(rule, pool_text(mesh_pool(x->m), side)), *item, *part;

	if (!list)
		list = put(x, rule, side, made_collection(x->arena, NODE_LIST, x->at_rule, NULL));
	if (c->side == KEY_when) {
		item = map_in(x, list);
		put(x, item, "key", made_text(x->arena, c->key, x->at_rule, NULL));
		put(x, item, c->list->key->text, made_copy(x->arena, c->list));
		return;
	}
	item = list->first ? list->first : map_in(x, list);
	part = made_member(item, pool_text(mesh_pool(x->m), name));
	if (!part)
		part = put(x, item, name, made_collection(x->arena, NODE_MAP, x->at_rule, NULL));
	put(x, part, c->list->key->text, made_copy(x->arena, c->list));
}

/* Is there a request that meets the clauses? other may be NULL. */
static enum truth can_match(struct comparing_clauses *x, const struct clause *one, const struct clause *other)
{
	struct node *rule = made_collection(x->arena, NODE_MAP, x->at_rule, NULL);

	put_clause(x, rule, one);
	if (other)
		put_clause(x, rule, other);
	if (!x->all->census)
		x->all->census = census_new(x->m, x->arena);
	return census_rule_anywhere(x->all->census, x->policy, rule);
}

static bool are_comparable(const struct clause *a, const struct clause *b)
{
	return a->about == b->about && (a->about != ABOUT_HEADER || a->key == b->key);
}

static const char *name_of(const struct clause *c)
{
	return c->key ? c->key->text : c->list->key->text;
}

/* The first pair, of which one is a clause of the item itself: the first n. */
static bool find_pair(struct comparing_clauses *x, size_t n, struct contradiction *out)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < x->n; k++) {
			const struct clause *a = &x->at[i], *b = &x->at[k];

			if (!are_comparable(a, b) || x->all->spent > MOST_SPENT)
				continue;
			x->all->spent += a->list->n + b->list->n;
			if (can_match(x, a, b) != NO || can_match(x, a, NULL) == NO || can_match(x, b, NULL) == NO)
				continue;
			out->one = a->list;
			out->one_name = name_of(a);
			out->other = b->list;
			out->other_name = name_of(b);
			return true;
		}
	return false;
}

void rule_contradictions(struct contradictions *c, const struct mesh *m, const struct resource *policy, const struct node *rule, struct arena *arena,
	void (*see)(void *context, const struct contradiction *found), void *context)
{
	static const struct {
		uint32_t side, name;
		const char *part;
	} sides[] = { { KEY_from, KEY_source, "source" }, { KEY_to, KEY_operation, "operation" } };
	struct comparing_clauses x = { .all = c, .m = m, .policy = policy, .arena = arena, .at_rule = node_span(rule) };
	struct contradiction found = { .part = rule, .part_name = "rule" };

	add_conditions(&x, rule);
	if (find_pair(&x, x.n, &found)) {
		see(context, &found);
		return;
	}
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
		for (const struct node *item = node_first(node_get(rule, sides[i].side)); item; item = node_next(item)) {
			size_t own;

			x.n = 0;
			add_item(&x, item, sides[i].side, sides[i].name);
			own = x.n;
			add_conditions(&x, rule);
			found.part = item;
			found.part_name = sides[i].part;
			if (find_pair(&x, own, &found))
				see(context, &found);
		}
}

static bool is_foreign_list(const struct str *what, const struct node *list)
{
	for (const struct node *v = node_first(list); v; v = node_next(v))
		if (!node_text(v) || is_foreign(what, node_text(v)->text))
			return true;
	return false;
}

bool rule_is_opaque(const struct node *rule)
{
	static const uint32_t fields[] = { KEY_trustDomains, KEY_notTrustDomains, KEY_requestPrincipals, KEY_notRequestPrincipals };

	for (const struct node *item = node_first(node_get(rule, KEY_from)); item; item = node_next(item)) {
		const struct node *source = node_get(item, KEY_source);

		for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
			if (node_has(source, fields[i]))
				return true;
		if (is_foreign_list(NULL, node_get(source, KEY_principals)) || is_foreign_list(NULL, node_get(source, KEY_notPrincipals)))
			return true;
	}
	for (const struct node *when = node_first(node_get(rule, KEY_when)); when; when = node_next(when)) {
		const struct str *key = node_get_text(when, KEY_key);

		if (str_is(key, "source.trustDomain") || str_starts(key, "request.auth."))
			return true;
		if (str_is(key, "source.principal") && (is_foreign_list(key, node_get(when, KEY_values)) || is_foreign_list(key, node_get(when, KEY_notValues))))
			return true;
	}
	return false;
}
