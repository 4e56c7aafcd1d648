/* Two Gateways of one workload show the same certificate for different hosts. */
#include "base/map.h"
#include "base/vec.h"
#include "keys.h"
#include "lint/rule.h"
#include "rules/gateways.h"
#include "world/workload.h"

/* Servers with one certificate and one selector: the first two of different Gateways. */
struct users {
	const struct server *first, *second;
	const struct gateway *gateway; /* of first */
};

/* All that use one certificate on one port, by selector. */
struct certificate {
	struct map by_selector; /* selector's text -> struct users */
	struct map by_label;    /* key, value -> struct askers */
};

/* Those whose selectors ask for one label, ordered by resource_compare. */
struct askers {
	VEC(const struct users *) list;
};

/* The certificate's name where a server ends HTTPS with it; browsers share connections only there. */
static const struct str *certificate_of(const struct server *s)
{
	if (s->protocol != PROTOCOL_HTTPS || !s->port || (s->tls != SERVER_TLS_SIMPLE && s->tls != SERVER_TLS_MUTUAL))
		return NULL;
	return node_get_text(s->tls_node, KEY_credentialName);
}

static struct certificate *certificate_at(struct pass *p, struct map *all, const struct server *s)
{
	void **slot = map_at(pass_scratch(p), all, certificate_of(s), (const void *)(uintptr_t)s->port, s->bind);

	if (!*slot)
		*slot = arena_new(pass_scratch(p), struct certificate);
	return *slot;
}

static void file_users(struct pass *p, struct certificate *c, const struct users *u)
{
	for (const struct node *l = node_first(u->gateway->selector); l; l = node_next(l)) {
		void **slot = map_at(pass_scratch(p), &c->by_label, l->key, node_text(l), NULL);

		if (!*slot)
			*slot = arena_new(pass_scratch(p), struct askers);
		vec_push(pass_scratch(p), &((struct askers *)*slot)->list, u);
	}
}

/* All that may ask for every label of the selector: those that ask for its rarest one. */
static const struct askers *askers_of(const struct certificate *c, const struct node *selector)
{
	const struct askers *best = NULL;

	for (const struct node *l = node_first(selector); l; l = node_next(l)) {
		const struct askers *some = map_get(&c->by_label, l->key, node_text(l), NULL);

		if (some && (!best || some->list.n < best->list.n))
			best = some;
	}
	return best;
}

static void enter(struct pass *p, struct map *all, const struct server *s)
{
	struct certificate *c = certificate_at(p, all, s);
	void **slot = map_at(pass_scratch(p), &c->by_selector, gateway_selector_text(p, s->gateway), NULL, NULL);
	struct users *u = *slot;

	if (!u) {
		*slot = u = arena_new(pass_scratch(p), struct users);
		u->first = s;
		u->gateway = s->gateway;
		file_users(p, c, u);
	} else if (!u->second && u->gateway != s->gateway && !gateway_is_copy(u->gateway, s->gateway)) {
		u->second = s;
	}
}

/* Does every workload of inner run outer too: has inner all labels that outer asks for? */
static bool within(const struct gateway *inner, const struct gateway *outer)
{
	for (const struct node *l = node_first(outer->selector); l; l = node_next(l))
		if (node_text(node_member(inner->selector, l->key)) != node_text(l))
			return false;
	return true;
}

static void judge(struct pass *p, const struct server *s, const struct certificate *c)
{
	const struct askers *all = askers_of(c, s->gateway->selector);

	for (size_t i = 0; all && i < all->list.n; i++) {
		const struct users *u = all->list.at[i];
		bool own = u->gateway == s->gateway || gateway_is_copy(u->gateway, s->gateway);
		const struct server *other = own ? u->second : u->first;

		if (!other || gateway_is_copy(other->gateway, s->gateway) || !within(other->gateway, s->gateway)
				|| resource_together(other->gateway->resource, s->gateway->resource) != YES)
			continue;
		pass_report(p, s->gateway->resource, node_get(s->tls_node, KEY_credentialName),
			"Gateway \"%s\" also presents the certificate \"%s\" on port %lld of the same workload",
			other->gateway->resource->name->text, certificate_of(s)->text, (long long)s->port);
		pass_note(p, other->gateway->resource, node_get(other->tls_node, KEY_credentialName), "the other one");
		return;
	}
}

static void survey(struct pass *p, const struct mesh *m)
{
	struct map certificates = { 0 };
	size_t n;
	const struct gateway *all = mesh_gateways(m, &n);

	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; gateway_is_plain(&all[i]) && k < all[i].n; k++) {
				const struct server *s = &all[i].servers[k];

				if (!certificate_of(s) || !gateway_selector_text(p, &all[i]))
					continue;
				if (round == 0)
					enter(p, &certificates, s);
				else
					judge(p, s, certificate_at(p, &certificates, s));
			}
}

extern const struct page page_gateway_shared_certificate;

const struct rule rule_gateway_shared_certificate = {
	.notice = {
		.code     = "GW007",
		.name     = "gateway-shared-certificate",
		.summary  = "Certificate that several Gateways of one workload use",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0138",
		.category = "routing",
		.page     = &page_gateway_shared_certificate,
	},
	.reads   = KIND_BIT(KIND_GATEWAY),
	.survey  = survey,
};
