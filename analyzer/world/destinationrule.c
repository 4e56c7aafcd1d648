/* DestinationRules by namespace and host, and what istiod's merging makes of them. */
#include "world/destinationrule.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "world/destinationrule_index.h"
#include "world/internal.h"

#define FEW_SUBSETS 8 /* so many are looked through one by one */

static const struct subset *read_subsets(struct mesh *m, struct destinationrule *r)
{
	const struct node *list = node_get(r->resource->spec, KEY_subsets);
	struct subset *subsets;

	if (!node_is_list(list))
		return NULL;
	subsets = arena_array(m->arena, struct subset, list->n);
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		struct subset s = {.rule = r, .node = n, .name_node = node_get(n, KEY_name)};

		s.name = node_text(s.name_node);
		s.labels = node_get(n, KEY_labels);
		s.policy = node_get(n, KEY_trafficPolicy);
		if (s.name)
			subsets[r->n_subsets++] = s;
	}
	return subsets;
}

static int compare_names(const void *a, const void *b)
{
	const struct subset *const *x = a, *const *y = b;

	return ((*x)->name > (*y)->name) - ((*x)->name < (*y)->name);
}

static int compare_subsets(const void *a, const void *b)
{
	const struct subset *const *x = a, *const *y = b;
	int order = compare_names(a, b);

	return order ? order : (*x > *y) - (*x < *y);
}

static void index_subsets(struct mesh *m, struct destinationrule *r)
{
	const struct subset **at;

	if (r->n_subsets <= FEW_SUBSETS)
		return;
	at = arena_array(m->arena, const struct subset *, r->n_subsets);
	for (size_t i = 0; i < r->n_subsets; i++)
		at[i] = &r->subsets[i];
	qsort(at, r->n_subsets, sizeof *at, compare_subsets);
	for (size_t i = 0; i < r->n_subsets; i++)
		if (!r->n_names || at[r->n_names - 1]->name != at[i]->name)
			at[r->n_names++] = at[i];
	r->by_name = at;
}

/* The entries as a set; a rule with workloadSelector is private whatever they say. */
static void read_export_to(struct mesh *m, struct destinationrule *r)
{
	const struct node *list = node_get(r->resource->spec, KEY_exportTo);
	size_t room = node_is_list(list) ? list->n : 0, n = 0;
	const struct str **set = arena_array(m->arena, const struct str *, room + 1), *last = NULL;

	for (const struct node *e = room ? node_first(list) : NULL; e && !r->selector; e = node_next(e))
		if (node_text(e))
			set[n++] = node_text(e);
	if (r->selector)
		set[n++] = pool_text(m->pool, ".");
	if (n > 1)
		qsort(set, n, sizeof *set, str_by_address);
	for (size_t i = 0; i < n; i++) {
		if (set[i] != last)
			set[r->n_export_to++] = set[i];
		last = set[i];
	}
	r->export_to = set;
}

static void read_rule(struct mesh *m, struct destinationrule *r)
{
	r->host_node = node_get(r->resource->spec, KEY_host);
	r->text = node_text(r->host_node);
	r->host = r->text ? host_expand(m, r->text, r->resource->ns) : NULL;
	r->policy = node_get(r->resource->spec, KEY_trafficPolicy);
	r->selector = node_get(r->resource->spec, KEY_workloadSelector);
	if (node_is_null(r->policy))
		r->policy = NULL;
	if (node_is_null(r->selector))
		r->selector = NULL;
	r->exports = mesh_exports(m, r->resource);
	r->subsets = read_subsets(m, r);
	index_subsets(m, r);
	read_export_to(m, r);
}

static struct dr_list *list_in(struct mesh *m, struct map *map, const struct str *key)
{
	void **at = map_at(m->arena, map, key, NULL, NULL);

	if (!*at)
		*at = arena_new(m->arena, struct dr_list);
	return *at;
}

static void note_length(struct mesh *m, struct destination_rules *all, const struct str *ns, uint32_t length)
{
	void **at = map_at(m->arena, &all->lengths, ns, NULL, NULL);
	struct dr_lengths *l = *at;
	size_t i;

	if (!l)
		*at = l = arena_new(m->arena, struct dr_lengths);
	for (i = 0; i < l->at.n && l->at.at[i] > length; i++)
		;
	if (i < l->at.n && l->at.at[i] == length)
		return;
	vec_push(m->arena, &l->at, length);
	for (size_t j = l->at.n - 1; j > i; j--)
		l->at.at[j] = l->at.at[j - 1];
	l->at.at[i] = length;
}

/* A namespace has its first rule for a host. */
static struct dr_members *new_members(struct mesh *m, struct destination_rules *all, const struct str *ns,
	const struct str *host)
{
	struct dr_members *d = arena_new(m->arena, struct dr_members);
	struct host_parts parts = host_parse(m, host);
	struct dr_list *list = list_in(m, &all->of_host, host);
	bool named = ns->len > 0;

	d->group.ns = ns;
	d->group.host = host;
	vec_push(m->arena, &all->members, d);
	vec_push(m->arena, &list->at, d);
	list->named |= named;
	if (parts.form == HOST_FORM_SERVICE) {
		list = list_in(m, &all->of_service, parts.name);
		vec_push(m->arena, &list->at, d);
		list->named |= named;
	}
	if (host_is_wild(host)) {
		const struct str *tail = pool_intern(m->pool, host->text + 1, host->len - 1);

		*map_at(m->arena, &all->wild, ns, tail, NULL) = d;
		list = list_in(m, &all->wild_anywhere, tail);
		vec_push(m->arena, &list->at, d);
		note_length(m, all, ns, tail->len);
		note_length(m, all, NULL, tail->len);
	}
	return d;
}

static void index_rule(struct mesh *m, struct destination_rules *all, const struct destinationrule *r)
{
	const struct str *ns = r->resource->ns;
	void **at;

	if (!ns->len)
		all->nameless = true;
	if (!r->host)
		return;
	at = map_at(m->arena, &all->exact, ns, r->host, NULL);
	if (!*at)
		*at = new_members(m, all, ns, r->host);
	vec_push(m->arena, &((struct dr_members *)*at)->rules, r);
}

/*
 * A patch stands in for an object whose base is not in the tree; where that is, it may say
 * more than it shows. Patches often leave the namespace out, so names decide.
 */
struct patches {
	struct map patched, based; /* by name */
};

static struct patches find_patches(struct mesh *m, struct resources rs)
{
	struct patches p = {0};
	bool any = false;

	for (size_t i = 0; i < rs.n; i++)
		any |= rs.at[i]->partial;
	for (size_t i = 0; any && i < rs.n; i++)
		*map_at(m->arena, rs.at[i]->partial ? &p.patched : &p.based, rs.at[i]->name, NULL, NULL) = m;
	return p;
}

void destination_rules_build(struct mesh *m)
{
	struct resources rs = mesh_of(m, KIND_DESTINATION_RULE);
	struct destination_rules *all = arena_new(m->arena, struct destination_rules);
	struct patches patches = find_patches(m, rs);

	m->destination_rules = all;
	all->all = arena_array(m->arena, struct destinationrule, rs.n);
	for (size_t i = 0; i < rs.n; i++) {
		struct destinationrule *r = &all->all[all->n];

		if (rs.at[i]->partial && (rs.at[i]->patched || map_get(&patches.based, rs.at[i]->name, NULL, NULL)))
			continue;
		all->n++;
		r->resource = rs.at[i];
		read_rule(m, r);
		r->partial = r->resource->patched || map_get(&patches.patched, r->resource->name, NULL, NULL);
		*map_at(m->arena, &all->by_resource, r->resource, NULL, NULL) = r;
		index_rule(m, all, r);
	}
	all->groups = arena_array(m->arena, struct dr_group, all->members.n);
	for (size_t i = 0; i < all->members.n; i++) {
		struct dr_members *d = all->members.at[i];

		d->group.at = d->rules.at;
		d->group.n = d->rules.n;
		all->groups[i] = d->group;
	}
}

const struct destinationrule *destinationrule_of(const struct mesh *m, const struct resource *r)
{
	return map_get(&m->destination_rules->by_resource, r, NULL, NULL);
}

const struct destinationrule *mesh_destinationrules(const struct mesh *m, size_t *n)
{
	*n = m->destination_rules->n;
	return m->destination_rules->all;
}

const struct dr_group *mesh_dr_groups(const struct mesh *m, size_t *n)
{
	*n = m->destination_rules->members.n;
	return m->destination_rules->groups;
}

const struct subset *destinationrule_subset(const struct destinationrule *r, const struct str *name)
{
	const struct subset like = {.name = name}, *key = &like;
	const struct subset *const *found;

	if (r->by_name) {
		found = bsearch(&key, r->by_name, r->n_names, sizeof *r->by_name, compare_names);
		return found ? *found : NULL;
	}
	for (size_t i = 0; i < r->n_subsets; i++)
		if (r->subsets[i].name == name)
			return &r->subsets[i];
	return NULL;
}

bool dr_exports_to(const struct destinationrule *r, const char *entry)
{
	for (size_t i = 0; i < r->n_export_to; i++)
		if (str_is(r->export_to[i], entry))
			return true;
	return false;
}

/* The interned end of host with this length, or NULL; a wild host is asked for without its '*'. */
static const struct str *tail_of(const struct mesh *m, const struct str *host, uint32_t length)
{
	if (length > host->len - (host_is_wild(host) ? 1 : 0))
		return NULL;
	return pool_find(m->pool, host->text + host->len - length, length);
}

struct dr_search dr_search(const struct mesh *m, const struct str *ns, const struct str *host)
{
	return (struct dr_search){
		.m = m, .ns = ns, .host = host,
		.lengths = map_get(&m->destination_rules->lengths, ns, NULL, NULL),
	};
}

const struct dr_group *dr_search_next(struct dr_search *s)
{
	const struct destination_rules *all = s->m->destination_rules;
	const struct dr_members *d;

	if (s->next == 0) {
		s->next = 1;
		d = map_get(&all->exact, s->ns, s->host, NULL);
		if (d)
			return &d->group;
	}
	while (s->lengths && s->next <= s->lengths->at.n) {
		const struct str *tail = tail_of(s->m, s->host, s->lengths->at.at[s->next++ - 1]);

		d = tail ? map_get(&all->wild, s->ns, tail, NULL) : NULL;
		if (d && d->group.host != s->host)
			return &d->group;
	}
	return NULL;
}

struct dr_list dr_covering(const struct mesh *m, const struct str *host, struct arena *scratch)
{
	const struct destination_rules *all = m->destination_rules;
	const struct dr_list *part = map_get(&all->of_host, host, NULL, NULL);
	const struct dr_lengths *lengths = map_get(&all->lengths, NULL, NULL, NULL);
	struct dr_list out = {0};

	for (size_t i = 0; part && i < part->at.n; i++)
		vec_push(scratch, &out.at, part->at.at[i]);
	for (size_t i = 0; lengths && i < lengths->at.n; i++) {
		const struct str *tail = tail_of(m, host, lengths->at.at[i]);

		part = tail ? map_get(&all->wild_anywhere, tail, NULL, NULL) : NULL;
		for (size_t j = 0; part && j < part->at.n; j++)
			if (part->at.at[j]->group.host != host)
				vec_push(scratch, &out.at, part->at.at[j]);
	}
	return out;
}

void mesh_rules_for(const struct mesh *m, const struct str *host, struct arena *scratch,
	struct destinationrules *out)
{
	struct dr_list groups = dr_covering(m, host, scratch);
	VEC(const struct destinationrule *) rules = {0};

	for (size_t i = 0; i < groups.at.n; i++)
		for (size_t j = 0; j < groups.at.at[i]->group.n; j++)
			vec_push(scratch, &rules, groups.at.at[i]->group.at[j]);
	*out = (struct destinationrules){rules.at, rules.n};
}
