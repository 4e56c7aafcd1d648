/* Policies attached to workloads. */
#include "traffic/attachment.h"

#include <string.h>

#include "base/vec.h"
#include "keys.h"
#include "world/anywhere.h"
#include "world/selecting.h"

#define MOST_TWINS 16 /* of one policy that are compared with it */

/* The Gateway of the Gateway API that the workload is an instance of; NULL. */
static const struct str *gateway_name(const struct mesh *m, const struct workload *w)
{
	static const char key[] = "gateway.networking.k8s.io/gateway-name";
	const struct str *name = pool_find(mesh_pool(m), key, sizeof key - 1);
	const struct label *label = name ? workload_label(w, name) : NULL;

	if (label)
		return label->value;
	return w->resource->kind == KIND_K8S_GATEWAY ? w->resource->name : NULL;
}

bool workload_is_waypoint(const struct workload *w)
{
	const struct str *class = w->resource->kind == KIND_K8S_GATEWAY ? node_get_text(w->resource->spec, KEY_gatewayClassName) : NULL;

	return str_is(class, "istio-waypoint");
}

static bool is_reference(const struct node *ref, const char *group, const char *kind)
{
	const struct str *own = node_get_text(ref, KEY_group);

	return str_is(node_get_text(ref, KEY_kind), kind) && (own ? str_is(own, group) : !*group);
}

/* Does the targetRef mean the service of a waypoint? */
static bool names_service(const struct node *ref, const struct resource *policy, const struct service *s)
{
	bool entry = s && s->kind == SERVICE_ENTRY;

	return s && node_get_text(ref, KEY_name) == s->name && policy->ns == s->ns
		&& is_reference(ref, entry ? "networking.istio.io" : "", entry ? "ServiceEntry" : "Service");
}

static bool names_proxy(const struct mesh *m, const struct node *ref, const struct resource *policy, const struct workload *w, const struct service *s)
{
	const struct str *ns = node_get_text(ref, KEY_namespace), *name = node_get_text(ref, KEY_name);
	static const char api[] = "gateway.networking.k8s.io";

	if (workload_is_waypoint(w) && names_service(ref, policy, s))
		return true;
	if (workload_is_waypoint(w) && policy->ns == mesh_root_namespace(m) && is_reference(ref, api, "GatewayClass") && str_is(name, "istio-waypoint"))
		return true;
	return policy->ns == w->ns && (!ns || !ns->len || ns == w->ns) && is_reference(ref, api, "Gateway") && name == gateway_name(m, w);
}

static enum truth selects(const struct resource *policy, const struct workload *w)
{
	const struct node *selector = node_get(policy->spec, KEY_selector), *labels = node_get(selector, KEY_matchLabels);

	if ((!selector && node_has(policy->spec, KEY_selector)) || (!labels && node_has(selector, KEY_matchLabels)))
		return UNKNOWN;
	/* To ztunnel a policy with a selector is given for the workloads that it names labels of. */
	if (w->dataplane == DATAPLANE_AMBIENT && selector && !node_is_null(selector) && !node_first(labels))
		return NO;
	return workload_matches(w, node_is_map(labels) ? labels : NULL);
}

/* By what it says, wherever it is. */
static enum truth means(const struct mesh *m, const struct resource *policy, const struct workload *w, const struct service *s)
{
	const struct node *refs = node_get(policy->spec, KEY_targetRefs), *one = node_get(policy->spec, KEY_targetRef);
	bool gateway = gateway_name(m, w) != NULL;

	if (!refs && node_has(policy->spec, KEY_targetRefs))
		return gateway ? UNKNOWN : NO;
	if (!node_first(refs) && !node_is_map(one))
		return gateway && workload_is_waypoint(w) ? NO : selects(policy, w);
	if (!gateway)
		return NO;
	if (!node_first(refs))
		return names_proxy(m, one, policy, w, s) ? YES : NO;
	for (const struct node *ref = node_first(refs); ref; ref = node_next(ref))
		if (names_proxy(m, ref, policy, w, s))
			return YES;
	return NO;
}

static enum truth in_reach(const struct mesh *m, const struct resource *policy, const struct workload *w, const struct service *s)
{
	if (policy->ns == mesh_root_namespace(m))
		return YES;
	return truth_or(ns_same(policy->ns, w->ns), s ? ns_same(policy->ns, s->ns) : NO);
}

const struct resource *policy_rival(const struct mesh *m, const struct resource *policy)
{
	struct resources twins = mesh_twins(m, policy);

	for (size_t i = 0; i < twins.n; i++)
		if (twins.at[i] != policy && (i >= MOST_TWINS || !resource_is_copy(twins.at[i], policy)))
			return twins.at[i];
	return NULL;
}

enum truth policy_attaches(const struct mesh *m, const struct resource *policy, const struct workload *w, const struct service *service)
{
	enum truth t = truth_and(in_reach(m, policy, w, service), means(m, policy, w, service));

	if (policy->partial || policy->patched || policy->altered || policy_rival(m, policy))
		return truth_and(t, UNKNOWN);
	return t;
}

struct attaching {
	const struct mesh *m;
	const struct workload *w;
	const struct service *service;
	struct arena *arena;
	VEC(const struct resource *) list;
};

static void attach(struct attaching *a, struct resources from)
{
	for (size_t i = 0; i < from.n; i++)
		if (policy_attaches(a->m, from.at[i], a->w, a->service) != NO && !(a->list.n && resource_is_copy(a->list.at[a->list.n - 1], from.at[i])))
			vec_push(a->arena, &a->list, from.at[i]);
}

static struct attached find_attached(const struct mesh *m, enum kind kind, const struct workload *w, const struct service *service, struct arena *arena)
{
	struct attaching a = { .m = m, .w = w, .service = service, .arena = arena };
	const struct str *root = mesh_root_namespace(m);
	const char *missing = NULL;

	attach(&a, mesh_selecting(m, kind, root, w, arena));
	if (!w->ns->len) {
		/* Its namespace may be any. */
		struct resources all = mesh_of(m, kind);

		for (size_t i = 0; i < all.n; i++)
			if (all.at[i]->ns != root)
				attach(&a, (struct resources){ &all.at[i], 1 });
	} else {
		if (w->ns != root)
			attach(&a, mesh_selecting(m, kind, w->ns, w, arena));
		if (service && service->ns != w->ns && service->ns != root)
			attach(&a, mesh_selecting(m, kind, service->ns, w, arena));
		attach(&a, mesh_selecting(m, kind, pool_intern(mesh_pool(m), "", 0), w, arena));
	}
	if (!mesh_shows(m, root))
		missing = arena_printf(arena, "the policies of namespace %s, of which the tree has nothing", root->text);
	else if (w->ns->len && !mesh_shows(m, w->ns))
		missing = arena_printf(arena, "the policies of namespace %s, of which the tree has nothing else", w->ns->text);
	else if (anywhere_more(m, kind, w->ns) || anywhere_more(m, kind, root))
		missing = arena_printf(arena, "whether the policies of namespace %s that another application of the tree has are applied, too",
			anywhere_more(m, kind, w->ns) ? w->ns->text : root->text);
	return (struct attached){ a.list.at, a.list.n, missing, NULL };
}

/* Policies in all lists that are kept. */
#define MOST_KEPT 1000000

/* May a list that is so long be kept? */
static bool has_room(const struct mesh *m, size_t n)
{
	static const char question;
	struct kept *k = mesh_kept(m, &question, NULL, NULL);
	size_t *kept = k->found;

	if (!kept)
		k->found = kept = arena_new(k->arena, size_t);
	*kept += n;
	return *kept <= MOST_KEPT;
}

struct attached attached_policies(const struct mesh *m, enum kind kind, const struct workload *w, const struct service *service, struct arena *arena)
{
	static const char question;
	const struct selecting_class *class = service || gateway_name(m, w) ? NULL : mesh_selecting_class(m, kind, w);
	struct kept *k = class ? mesh_kept(m, &question, class, NULL) : NULL;
	struct attached out, *kept = k ? k->found : NULL;
	const struct resource **at;

	if (kept)
		return *kept;
	out = find_attached(m, kind, w, service, arena);
	if (!k || !has_room(m, out.n))
		return out;
	k->found = kept = arena_new(k->arena, struct attached);
	at = arena_array(k->arena, const struct resource *, out.n);
	if (out.n)
		memcpy(at, out.at, out.n * sizeof *at);
	*kept = (struct attached){ at, out.n, out.missing ? arena_strdup(k->arena, out.missing) : NULL, class };
	return *kept;
}
