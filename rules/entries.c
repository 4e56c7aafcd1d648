/* Finds the ServiceEntries that share a host and a port. */
#include "rules/entries.h"

#include "base/map.h"

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

/* Hosts are often declared in many namespaces, each for itself; those of one namespace are kept apart. */
static struct holders *holders_at(struct entry_walk *w, const struct service *s, const struct port *port,
	const struct str *ns)
{
	void **slot = map_at(pass_scratch(w->pass), &w->map, s->host, (const void *)(uintptr_t)port->number, ns);

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
	return a == b || (a->ns == b->ns && a->name == b->name);
}

/* HTTPS and TLS are the same to a proxy: bytes behind a server name. */
static bool speak_alike(const struct port *a, const struct port *b)
{
	return a->protocol == b->protocol || (protocol_is_tls(a->protocol) && protocol_is_tls(b->protocol));
}

static bool look(struct entry_walk *w, const struct holders *h, const struct service *s, const struct port *port)
{
	for (size_t i = 0; i < h->n; i++) {
		struct entry_clash clash = {s, port, h->at[i].service, h->at[i].port};

		if (is_copy(s->resource, clash.other->resource) || speak_alike(port, clash.other_port) == w->differ
				|| export_overlaps(s->exports, clash.other->exports) != YES
				|| resource_together(s->resource, clash.other->resource) != YES
				|| (s->ns == clash.other->ns && resource_beside(s->resource, clash.other->resource) != YES))
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
