/* Counts the routes and rules of policies that tests reach. */
#include "trace/coverage.h"

#include <stdlib.h>
#include <string.h>

#include "base/safe.h"
#include "keys.h"
#include "source/source.h"
#include "world/attached.h"
#include "world/virtualservice.h"

static void **place_of(struct coverage *c, const struct node *n)
{
	struct span s = node_span(n);

	return map_at(c->arena, &c->index, s.source, s.source->bytes + s.begin, NULL);
}

static void add_list(struct coverage *c, const struct resource *r, const struct node *list, bool policy)
{
	for (const struct node *n = node_first(list); n; n = node_next(n)) {
		struct span s = node_span(n);
		void **place = place_of(c, n);
		struct covered *x;

		if (*place)
			continue;
		x = *place = arena_new(c->arena, struct covered);
		*x = (struct covered){ .resource = r, .path = node_path(c->arena, n, r->root), .file = s.source->name,
			.line = source_position(s.source, s.begin).line, .policy = policy };
		vec_push(c->arena, &c->items, x);
	}
}

/* Rules of routes of the Gateway API, as far as a parent lets them in. */
static void add_attached(struct coverage *c, const struct mesh *m)
{
	size_t n;
	const struct virtualservice *const *made = mesh_made_virtualservices(m, &n);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < made[i]->n_attached; k++)
			add_list(c, made[i]->attached[k].route, node_get(made[i]->attached[k].route->spec, KEY_rules), false);
}

void coverage_add(struct coverage *c, const struct mesh *m)
{
	size_t n;
	const struct virtualservice *all = mesh_virtualservices(m, &n);
	struct resources policies = mesh_of(m, KIND_AUTHORIZATION_POLICY);

	for (size_t i = 0; i < n; i++) {
		const struct resource *r = all[i].resource;

		add_list(c, r, node_get(r->spec, KEY_http), false);
		add_list(c, r, node_get(r->spec, KEY_tls), false);
		add_list(c, r, node_get(r->spec, KEY_tcp), false);
	}
	add_attached(c, m);
	for (size_t i = 0; i < policies.n; i++) {
		const struct resource *r = policies.at[i];

		if (!r->partial && !str_is(node_get_text(r->spec, KEY_action), "AUDIT") && !str_is(resource_annotation(r, "istio.io/dry-run"), "true"))
			add_list(c, r, node_get(r->spec, KEY_rules), true);
	}
}

void coverage_reach(struct coverage *c, const struct node *decided)
{
	struct span s = decided ? node_span(decided) : (struct span){ 0 };
	struct covered *x = s.source ? map_get(&c->index, s.source, s.source->bytes + s.begin, NULL) : NULL;

	if (x)
		x->reached = true;
}

static int by_place(const void *a, const void *b)
{
	const struct covered *x = *(struct covered *const *)a, *y = *(struct covered *const *)b;
	int order = strcmp(x->file, y->file);

	return order ? order : x->line != y->line ? (x->line < y->line ? -1 : 1) : strcmp(x->path, y->path);
}

struct counts {
	size_t reached, all;
};

static struct counts count(const struct coverage *c, bool policy)
{
	struct counts n = { 0 };

	for (size_t i = 0; i < c->items.n; i++) {
		n.all += c->items.at[i]->policy == policy;
		n.reached += c->items.at[i]->policy == policy && c->items.at[i]->reached;
	}
	return n;
}

static void sort(struct coverage *c)
{
	if (c->items.n)
		qsort(c->items.at, c->items.n, sizeof *c->items.at, by_place);
}

void coverage_text(struct coverage *c, bool policies, struct buf *out)
{
	struct counts routes = count(c, false), rules = count(c, true);

	sort(c);
	for (size_t i = 0; i < c->items.n; i++) {
		const struct covered *x = c->items.at[i];

		if (x->reached || (x->policy && !policies))
			continue;
		buf_puts(out, "not reached: ");
		safe_puts(out, x->resource->kind_name->text);
		buf_putc(out, ' ');
		safe_puts(out, x->resource->ns->text);
		if (x->resource->ns->len)
			buf_putc(out, '/');
		safe_puts(out, x->resource->name->text);
		buf_putc(out, ' ');
		safe_puts(out, x->path);
		buf_puts(out, "\n     at ");
		safe_puts(out, x->file);
		buf_printf(out, ":%u\n", x->line);
	}
	buf_printf(out, "%zu of %zu routes", routes.reached, routes.all);
	if (policies)
		buf_printf(out, ", %zu of %zu policy rules", rules.reached, rules.all);
	buf_puts(out, " reached\n");
}

static void put_counts(struct json *j, const char *key, struct counts n)
{
	json_object(j, key);
	json_number(j, "reached", n.reached);
	json_number(j, "all", n.all);
	json_end_object(j);
}

void coverage_json(struct coverage *c, bool policies, struct json *j)
{
	sort(c);
	json_object(j, "coverage");
	put_counts(j, "routes", count(c, false));
	if (policies)
		put_counts(j, "policyRules", count(c, true));
	else
		json_null(j, "policyRules");
	json_array(j, "notReached");
	for (size_t i = 0; i < c->items.n; i++) {
		const struct covered *x = c->items.at[i];

		if (x->reached || (x->policy && !policies))
			continue;
		json_object(j, NULL);
		json_text(j, "kind", x->resource->kind_name->text);
		json_text(j, "namespace", x->resource->ns->text);
		json_text(j, "name", x->resource->name->text);
		json_text(j, "path", x->path);
		json_text(j, "file", x->file);
		json_number(j, "line", x->line);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}
