/* Finds the ServiceEntries that share a host and a port. */
#include "rules/entries.h"

#include "base/map.h"
#include "keys.h"
#include "rules/parts.h"
#include "world/anywhere.h"

#define KEPT 8 /* of those that share a port: enough to meet one that differs, few enough to look at each */

struct holders {
	struct {
		const struct service *service;
		const struct port *port;
	} at[KEPT];
	size_t n;
};

struct entry_walk {
	struct pass *pass;
	struct map map; /* host, port, namespace -> struct holders */
	bool differ;
	void (*report)(struct pass *p, const struct entry_clash *c);
};

/* Hosts are often declared in many namespaces, each for itself; those of one namespace are kept apart. port NULL: of any port. */
static struct holders *holders_at(struct entry_walk *w, const struct service *s, const struct port *port,
	const struct str *ns)
{
	void **slot = map_at(pass_scratch(w->pass), &w->map, s->host, (const void *)(uintptr_t)(port ? port->number : 0), ns);

	if (!*slot)
		*slot = arena_new(pass_scratch(w->pass), struct holders);
	return *slot;
}

static void hold(struct holders *h, const struct service *s, const struct port *port)
{
	if (h->n == KEPT)
		return;
	h->at[h->n].service = s;
	h->at[h->n].port = port;
	h->n++;
}

static bool is_copy(const struct resource *a, const struct resource *b)
{
	return a->ns == b->ns && a->name == b->name;
}

/* HTTPS and TLS are the same to a proxy: bytes behind a server name. */
static bool speak_alike(const struct port *a, const struct port *b)
{
	return a->protocol == b->protocol || (protocol_is_tls(a->protocol) && protocol_is_tls(b->protocol));
}

/* Do clients see both, and are both applied together? */
static bool are_seen_together(const struct service *a, const struct service *b)
{
	return !is_copy(a->resource, b->resource) && export_overlaps(a->exports, b->exports) == YES
		&& resource_together(a->resource, b->resource) == YES
		&& (a->ns != b->ns || resource_beside(a->resource, b->resource) == YES);
}

static bool look(struct entry_walk *w, const struct holders *h, const struct service *s, const struct port *port)
{
	for (size_t i = 0; i < h->n; i++) {
		struct entry_clash clash = {s, port, h->at[i].service, h->at[i].port};

		if (speak_alike(port, clash.other_port) == w->differ || !are_seen_together(s, clash.other))
			continue;
		w->report(w->pass, &clash);
		return true;
	}
	return false;
}

static bool is_entry(const struct service *s)
{
	return s->kind == SERVICE_ENTRY && !s->partial && !s->resource->partial;
}

void entry_clashes(struct pass *p, const struct mesh *m, bool differ,
	void (*report)(struct pass *p, const struct entry_clash *c))
{
	struct entry_walk w = {.pass = p, .differ = differ, .report = report};
	struct services all = mesh_all_services(m);

	for (size_t i = 0; i < all.n; i++)
		for (uint32_t k = 0; is_entry(all.at[i]) && k < all.at[i]->n_ports; k++) {
			const struct port *port = &all.at[i]->ports[k];

			hold(holders_at(&w, all.at[i], port, all.at[i]->ns), all.at[i], port);
			hold(holders_at(&w, all.at[i], port, NULL), all.at[i], port);
		}
	for (size_t i = 0; i < all.n; i++)
		for (uint32_t k = 0; is_entry(all.at[i]) && k < all.at[i]->n_ports; k++) {
			const struct port *port = &all.at[i]->ports[k];

			if (port->number && !look(&w, holders_at(&w, all.at[i], port, all.at[i]->ns), all.at[i], port))
				look(&w, holders_at(&w, all.at[i], port, NULL), all.at[i], port);
		}
}

static bool same_ports(const struct service *a, const struct service *b)
{
	bool same = a->n_ports == b->n_ports;

	for (uint32_t i = 0; same && i < a->n_ports; i++)
		same = a->ports[i].number == b->ports[i].number && a->ports[i].name == b->ports[i].name && a->ports[i].protocol == b->ports[i].protocol;
	return same;
}

static bool same_map(const struct node *a, const struct node *b)
{
	bool none_a = !node_first(a), none_b = !node_first(b);

	return none_a || none_b ? none_a && none_b : node_same(a, b);
}

/* The field in which they differ and so are not merged, or NULL. Entries with the same ports leave nothing to merge. */
static const char *unlike(const struct service *a, const struct service *b)
{
	if (a->resolution != b->resolution)
		return "resolution";
	if (same_ports(a, b))
		return NULL;
	if (!same_map(a->resource->labels, b->resource->labels))
		return "metadata.labels";
	if (!same_map(node_at(a->resource->spec, KEY_workloadSelector, KEY_labels, 0), node_at(b->resource->spec, KEY_workloadSelector, KEY_labels, 0)))
		return "workloadSelector";
	return export_equal(a->exports, b->exports) ? NULL : "exportTo";
}

/* Is all of it known by which istiod merges? A Service of the cluster would come before all entries of its host. */
static bool is_whole(const struct mesh *m, const struct service *s)
{
	const struct node *spec = s->resource->spec;

	return is_entry(s) && host_parse(m, s->host).form != HOST_FORM_SERVICE && (!node_has(spec, KEY_resolution) || node_get_text(spec, KEY_resolution));
}

void entry_pairs_unmerged(struct pass *p, const struct mesh *m, void (*report)(struct pass *p, const struct entry_pair *pair))
{
	struct entry_walk w = {.pass = p};
	struct services all = mesh_all_services(m);

	for (size_t i = 0; i < all.n; i++)
		if (is_whole(m, all.at[i]))
			hold(holders_at(&w, all.at[i], NULL, all.at[i]->ns), all.at[i], NULL);
	for (size_t i = 0; i < all.n; i++) {
		const struct holders *h = is_whole(m, all.at[i]) ? holders_at(&w, all.at[i], NULL, all.at[i]->ns) : NULL;

		for (size_t k = 0; h && k < h->n; k++) {
			struct entry_pair pair = { all.at[i], h->at[k].service, unlike(all.at[i], h->at[k].service) };

			if (!pair.unlike || !are_seen_together(pair.service, pair.other))
				continue;
			report(p, &pair);
			break;
		}
	}
}

bool entry_shares_host(const struct mesh *m, const struct service *s)
{
	for (const struct service *other = mesh_services(m, s->host); other; other = other->same_host)
		if (other->resource != s->resource)
			return true;
	return anywhere_host(m, s->host);
}

/* A waypoint's addresses may be taken for those of the ServiceEntry. */
static bool has_waypoint(const struct mesh *m, const struct resource *se)
{
	return resource_label(se, "istio.io/use-waypoint") || namespace_label(mesh_namespace(m, se->ns), "istio.io/use-waypoint");
}

bool entry_has_no_address(const struct mesh *m, const struct service *s)
{
	const struct node *spec = s->resource->spec;

	return s->kind == SERVICE_ENTRY && s->resolution == RESOLUTION_NONE && !s->partial && !s->resource->altered && !has_waypoint(m, s->resource)
		&& (part_is_unset(spec, KEY_resolution) || part_is(spec, KEY_resolution, "NONE"))
		&& part_is_unset(spec, KEY_endpoints) && !node_has(spec, KEY_workloadSelector) && !entry_shares_host(m, s);
}
