/* Sidecar egress hosts held against a host. */
#include "world/imports.h"

#include <string.h>

#include "keys.h"
#include "world/host.h"
#include "world/internal.h"
#include "world/sidecar.h"
#include "world/virtualservice.h"

void imports_build(struct mesh *m)
{
	const struct virtualservice *all;
	size_t n;

	if (!mesh_of(m, KIND_SIDECAR).n)
		return;
	all = mesh_virtualservices(m, &n);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < all[i].n_hosts; k++)
			*map_at(m->arena, &m->led_to, all[i].hosts[k].host, NULL, NULL) = m;
		for (size_t k = 0; k < all[i].n_destinations; k++)
			if (all[i].destinations[k].host)
				*map_at(m->arena, &m->led_to, all[i].destinations[k].host, NULL, NULL) = m;
	}
}

/* Does "namespace/host" import the host of a Service of service_ns (NULL: the host is outside)? */
static enum truth entry_imports(const struct mesh *m, const struct str *entry, const struct str *home, const struct str *service_ns,
	const struct str *host)
{
	const char *slash = entry ? memchr(entry->text, '/', entry->len) : NULL;
	const struct str *ns, *name;
	enum truth there = UNKNOWN;

	if (!slash)
		return UNKNOWN;
	/* What is not among the words of the tree is no namespace and no host of its objects. */
	ns = pool_find(m->pool, entry->text, (size_t)(slash - entry->text));
	name = pool_find(m->pool, slash + 1, entry->len - (size_t)(slash + 1 - entry->text));
	if (str_is(ns, "~"))
		return NO;
	if (str_is(ns, "*"))
		there = YES;
	else if (service_ns)
		there = ns ? ns_same(str_is(ns, ".") ? home : ns, service_ns) : NO;
	return truth_and(there, name ? host_overlaps(name, host) : NO);
}

bool mesh_leads_to(const struct mesh *m, const struct str *host)
{
	return map_get(&m->led_to, host, NULL, NULL);
}

enum truth mesh_imports(const struct mesh *m, const struct str *ns, const struct str *host)
{
	struct host_parts parts = host_parse(m, host);
	const struct resource *sidecar;
	const struct node *egress;
	enum truth t = NO;
	size_t n;

	sidecar = namespace_sidecar(m, ns, &n);
	if (!n)
		sidecar = namespace_sidecar(m, m->root_namespace, &n);
	if (!n || mesh_leads_to(m, host))
		return YES;
	egress = node_get(sidecar->spec, KEY_egress);
	if (n > 1 || sidecar->partial || sidecar->patched || (!egress && node_has(sidecar->spec, KEY_egress)))
		return UNKNOWN;
	if (!node_first(egress))
		return YES;
	for (const struct node *e = node_first(egress); e; e = node_next(e)) {
		const struct node *hosts = node_get(e, KEY_hosts);

		t = truth_or(t, hosts ? NO : UNKNOWN);
		for (const struct node *h = node_first(hosts); h; h = node_next(h))
			t = truth_or(t, entry_imports(m, node_text(h), ns, parts.form == HOST_FORM_SERVICE ? parts.ns : NULL, host));
	}
	return t;
}

/* Does "namespace/host" take all of the host? "~namespace/host" takes none; that it leaves something out, *leaves_out says. */
static enum truth entry_takes(const struct mesh *m, const struct str *entry, const struct str *home, const struct str *ns, const struct str *host,
	bool *leaves_out)
{
	enum truth there = entry_imports(m, entry, home, ns, host);
	const char *slash = entry ? memchr(entry->text, '/', entry->len) : NULL;

	if (slash && entry->text[0] == '~') {
		*leaves_out = true; /* "~/" and any host leaves all out, which earlier releases knew only where it was the only entry */
		return NO;
	}
	return there == YES && host_covers(pool_text(m->pool, slash + 1), host) != YES ? UNKNOWN : there;
}

enum truth sidecar_imports(const struct mesh *m, const struct resource *sidecar, const struct str *client_ns, const struct str *ns, const struct str *host)
{
	const struct node *egress = node_get(sidecar->spec, KEY_egress);
	bool leaves_out = false;
	enum truth t = NO;

	if (sidecar->partial || sidecar->patched || (!egress && node_has(sidecar->spec, KEY_egress)))
		return UNKNOWN;
	if (!node_first(egress))
		return YES;
	for (const struct node *e = node_first(egress); e; e = node_next(e)) {
		const struct node *hosts = node_get(e, KEY_hosts);
		enum truth of_listener = hosts ? NO : UNKNOWN;

		for (const struct node *h = node_first(hosts); h; h = node_next(h))
			of_listener = truth_or(of_listener, entry_takes(m, node_text(h), client_ns, ns, host, &leaves_out));
		t = truth_or(t, of_listener == YES && node_has(e, KEY_port) ? UNKNOWN : of_listener);
	}
	return t == YES && leaves_out ? UNKNOWN : t;
}
