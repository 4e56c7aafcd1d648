/* Finds the workloads and indexes them by their labels. */
#include "world/workload.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "world/workloads.h"

bool label_is_runtime(const struct str *key)
{
	static const char *const prefixes[] = {
		"topology.kubernetes.io/", "topology.istio.io/", "failure-domain.beta.kubernetes.io/",
		"service.istio.io/", "batch.kubernetes.io/",
	};
	static const char *const names[] = {
		"pod-template-hash", "rollouts-pod-template-hash", "controller-revision-hash",
		"pod-template-generation", "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index",
		"controller-uid", "job-name", "kubernetes.io/hostname", "security.istio.io/tlsMode",
		"topology.gke.io/zone", "sidecar.istio.io/statusPort", "istio.io/rev", "istio-locality",
		"istio.io/gateway-name", "gateway.istio.io/managed",
	};

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (str_starts(key, prefixes[i]))
			return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_is(key, names[i]))
			return true;
	return false;
}

static int compare_labels(const void *a, const void *b)
{
	const struct label *x = a, *y = b;

	return (x->key > y->key) - (x->key < y->key);
}

const struct label *workload_label(const struct workload *w, const struct str *key)
{
	const struct label like = {.key = key};

	return w->n_labels ? bsearch(&like, w->labels, w->n_labels, sizeof like, compare_labels) : NULL;
}

/*
 * Read two maps of labels; where both have a key the second wins. What the
 * type checker rejected leaves the workload open.
 */
static void read_labels(struct mesh *m, struct workload *w, const struct node *first, const struct node *second)
{
	const struct node *maps[] = {first, second};
	struct label *labels = arena_array(m->arena, struct label, (first ? first->n : 0) + (second ? second->n : 0));
	size_t seen = 0, n = 0;

	for (int i = 0; i < 2; i++)
		for (const struct node *l = node_first(maps[i]); l; l = node_next(l)) {
			const struct label label = {l->key, node_text(l), l};

			seen++;
			if (label.value)
				labels[n++] = label;
		}
	if (n > 1)
		qsort(labels, n, sizeof *labels, compare_labels);
	w->open |= seen != (first ? first->n : 0) + (second ? second->n : 0) || seen != n;
	for (size_t i = 0; i < n; i++) {
		struct label *last = w->n_labels ? &labels[w->n_labels - 1] : NULL;

		if (!last || last->key != labels[i].key)
			labels[w->n_labels++] = labels[i];
		else if (labels[i].node->parent == second)
			*last = labels[i];
	}
	w->labels = labels;
	w->at = second ? second : first ? first : w->at;
}

static void read_pod_ports(struct mesh *m, struct workload *w)
{
	const struct node *lists[] = {node_get(w->spec, KEY_containers), node_get(w->spec, KEY_initContainers)};
	VEC(struct workload_port) ports = {NULL, 0, 0};

	for (int i = 0; i < 2; i++)
		for (const struct node *c = node_first(lists[i]); c; c = node_next(c)) {
			if (i == 1 && !str_is(node_get_text(c, KEY_restartPolicy), "Always"))
				continue;
			for (const struct node *p = node_first(node_get(c, KEY_ports)); p; p = node_next(p)) {
				struct workload_port port = {.name = node_get_text(p, KEY_name), .node = p};
				int64_t number;

				if (!node_get_int(p, KEY_containerPort, &number))
					continue;
				port.number = (uint32_t)number;
				port.udp = str_is(node_get_text(p, KEY_protocol), "UDP");
				vec_push(m->arena, &ports, port);
			}
		}
	w->ports = ports.at;
	w->n_ports = (uint32_t)ports.n;
}

/* ports of a WorkloadEntry or endpoint: a map from name to number. */
static void read_entry_ports(struct mesh *m, struct workload *w, const struct node *map)
{
	VEC(struct workload_port) ports = {NULL, 0, 0};
	int64_t number;

	for (const struct node *p = node_first(map); p; p = node_next(p))
		if (node_int(p, &number)) {
			const struct workload_port port = {.name = p->key, .node = p, .number = (uint32_t)number};

			vec_push(m->arena, &ports, port);
		}
	w->ports = ports.at;
	w->n_ports = (uint32_t)ports.n;
}

static struct workload *new_workload(struct mesh *m, const struct resource *r)
{
	struct workload *w = arena_new(m->arena, struct workload);

	w->resource = r;
	w->ns = r->ns;
	w->name = r->name;
	w->at = node_get(r->metadata, KEY_name);
	w->open = r->altered || index_patched(m, r);
	return w;
}

static void push(struct mesh *m, struct map *map, const void *a, const void *b, const void *c,
	const struct workload *w)
{
	void **at = map_at(m->arena, map, a, b, c);
	struct posting *p = *at;

	if (!p) {
		p = arena_new(m->arena, struct posting);
		*at = p;
	}
	vec_push(m->arena, &p->list, w);
}

/* What runs beside the workloads of a namespace, and does not tell that the others are in the tree: jobs, machines, and what istiod deploys. */
static bool is_aside(enum kind kind)
{
	return kind == KIND_JOB || kind == KIND_CRON_JOB || kind == KIND_K8S_GATEWAY || kind == KIND_WORKLOAD_ENTRY
		|| kind == KIND_WORKLOAD_GROUP;
}

/* Of those of one account one in the mesh stands for all. */
static void add_account(struct mesh *m, const struct workload *w)
{
	const struct workload **one = (const struct workload **)map_at(m->arena, &m->workloads->by_account, w->ns, w->service_account, NULL);

	if (!*one || mesh_captured(m, *one) < mesh_captured(m, w))
		*one = w;
}

static void add_workload(struct mesh *m, struct workload *w)
{
	struct workload_index *x = m->workloads;

	workload_place(m, w);
	vec_push(m->arena, &x->all.list, w);
	push(m, &x->by_ns, w->ns, NULL, NULL, w);
	*map_at(m->arena, &x->by_resource, w->resource, NULL, NULL) = w;
	if (w->service_account)
		add_account(m, w);
	if (w->open || w->opaque) {
		vec_push(m->arena, &x->open.list, w);
		push(m, &x->open_by_ns, w->ns, NULL, NULL, w);
	}
	for (uint32_t i = 0; i < w->n_labels; i++) {
		push(m, &x->by_label, w->ns, w->labels[i].key, w->labels[i].value, w);
		push(m, &x->by_label, w->labels[i].key, w->labels[i].value, NULL, w);
	}
	if (!w->opaque && !w->resource->partial && !is_aside(w->resource->kind)) {
		index_describe(m, w->ns, SCOPE_WORKLOADS);
		if (mesh_makes(m, w->ns))
			index_describe(m, w->ns, SCOPE_GATEWAYS);
	}
}

static void add_pods(struct mesh *m, const struct resource *r, const struct node *template)
{
	struct workload *w = new_workload(m, r);
	const struct node *metadata = node_get(template, KEY_metadata);
	const struct str *account;

	w->template = template;
	w->spec = node_get(template, KEY_spec);
	if (template != r->root)
		w->at = template;
	w->open |= node_has(metadata, KEY_labels) && !node_get(metadata, KEY_labels);
	w->opaque = !template || (node_has(template, KEY_metadata) && !metadata);
	read_labels(m, w, NULL, node_get(metadata, KEY_labels));
	read_pod_ports(m, w);
	account = node_get_text(w->spec, KEY_serviceAccountName);
	if (!account)
		account = node_get_text(w->spec, KEY_serviceAccount);
	w->service_account = account && account->len > 0 ? account : pool_text(m->pool, "default");
	add_workload(m, w);
}

/* A Rollout may take its template from another object, which then is the workload. */
static void add_rollout(struct mesh *m, const struct resource *r)
{
	const struct node *ref = node_get(r->spec, KEY_workloadRef), *canary;
	const struct str *group = pool_text(m->pool, "apps"), *name = node_get_text(ref, KEY_name);
	enum kind kind = kind_find(group, node_get_text(ref, KEY_kind));
	struct workload *w;

	if (!node_has(r->spec, KEY_template) && name && kind != KIND_OTHER && mesh_find(m, kind, r->ns, name))
		return;
	add_pods(m, r, node_get(r->spec, KEY_template));
	w = map_get(&m->workloads->by_resource, r, NULL, NULL);
	canary = node_at(r->spec, KEY_strategy, KEY_canary, 0);
	if (w->open || w->opaque || !(node_has(canary, KEY_canaryMetadata) || node_has(canary, KEY_stableMetadata)))
		return;
	w->open = true;
	vec_push(m->arena, &m->workloads->open.list, w);
	push(m, &m->workloads->open_by_ns, w->ns, NULL, NULL, w);
}

static void add_entry(struct mesh *m, const struct resource *r)
{
	struct workload *w = new_workload(m, r);

	w->vm = true;
	w->spec = r->spec;
	w->open |= (node_has(r->spec, KEY_labels) && !node_get(r->spec, KEY_labels))
		|| (node_has(r->metadata, KEY_labels) && !r->labels);
	read_labels(m, w, node_get(r->spec, KEY_labels), r->labels);
	read_entry_ports(m, w, node_get(r->spec, KEY_ports));
	w->service_account = node_get_text(r->spec, KEY_serviceAccount);
	add_workload(m, w);
}

static void add_group(struct mesh *m, const struct resource *r)
{
	struct workload *w = new_workload(m, r);
	const struct node *template = node_get(r->spec, KEY_template);

	w->vm = true;
	w->open = true;
	w->template = r->spec;
	w->spec = template;
	read_labels(m, w, node_get(template, KEY_labels), node_at(r->spec, KEY_metadata, KEY_labels, 0));
	read_entry_ports(m, w, node_get(template, KEY_ports));
	w->service_account = node_get_text(template, KEY_serviceAccount);
	add_workload(m, w);
}

static void add_endpoints(struct mesh *m, const struct resource *r)
{
	if (index_is_patch(m, r))
		return;
	for (const struct node *e = node_first(node_get(r->spec, KEY_endpoints)); e; e = node_next(e)) {
		struct workload *w = new_workload(m, r);

		w->vm = true;
		w->inline_endpoint = true;
		w->spec = e;
		w->at = e;
		read_labels(m, w, NULL, node_get(e, KEY_labels));
		read_entry_ports(m, w, node_get(e, KEY_ports));
		w->service_account = node_get_text(e, KEY_serviceAccount);
		workload_place(m, w);
		push(m, &m->workloads->endpoints, r, NULL, NULL, w);
	}
}

/* A label that a controller sets, whatever is written. */
static void add_label(struct mesh *m, struct workload *w, const char *key, const struct str *value)
{
	const struct label label = { .key = pool_text(m->pool, key), .value = value };
	struct label *labels = arena_array(m->arena, struct label, w->n_labels + 1);
	uint32_t n = 0;

	for (uint32_t i = 0; i < w->n_labels; i++)
		if (w->labels[i].key != label.key)
			labels[n++] = w->labels[i];
	labels[n++] = label;
	qsort(labels, n, sizeof *labels, compare_labels);
	w->labels = labels;
	w->n_labels = n;
}

/* The proxies that istiod deploys for a Gateway of its own classes, unless it names a Service that exists. */
static void add_gateway(struct mesh *m, const struct resource *r)
{
	const struct node *infrastructure = node_get(r->spec, KEY_infrastructure), *labels = node_get(infrastructure, KEY_labels);
	struct workload *w;

	if (!str_starts(node_get_text(r->spec, KEY_gatewayClassName), "istio")
			|| node_first(node_get(r->spec, KEY_addresses)) || r->partial)
		return;
	w = new_workload(m, r);
	w->open |= node_has(infrastructure, KEY_parametersRef);
	read_labels(m, w, NULL, node_has(infrastructure, KEY_labels) ? labels : node_get(r->metadata, KEY_labels));
	add_label(m, w, "gateway.networking.k8s.io/gateway-name", r->name);
	add_label(m, w, "gateway.networking.k8s.io/gateway-class-name", node_get_text(r->spec, KEY_gatewayClassName));
	if (!workload_label(w, pool_text(m->pool, "sidecar.istio.io/inject")))
		add_label(m, w, "sidecar.istio.io/inject", pool_text(m->pool, "false"));
	add_workload(m, w);
}

/* A controller makes workloads in this namespace whose labels no file tells. */
static void add_opaque(struct mesh *m, const struct resource *r, const struct str *ns)
{
	struct workload *w = new_workload(m, r);

	w->ns = ns;
	w->opaque = true;
	add_workload(m, w);
}

static void add_operator(struct mesh *m, const struct resource *r)
{
	const struct node *components = node_get(r->spec, KEY_components);
	const struct node *lists[] = {
		node_get(components, KEY_ingressGateways), node_get(components, KEY_egressGateways),
	};

	add_opaque(m, r, m->root_namespace);
	for (int i = 0; i < 2; i++)
		for (const struct node *g = node_first(lists[i]); g; g = node_next(g)) {
			const struct str *ns = node_get_text(g, KEY_namespace);

			if (ns && ns != m->root_namespace)
				add_opaque(m, r, ns);
		}
}

static void add_resource(struct mesh *m, const struct resource *r)
{
	switch (r->kind) {
	case KIND_ROLLOUT:
		add_rollout(m, r);
		break;
	case KIND_WORKLOAD_ENTRY:
		add_entry(m, r);
		break;
	case KIND_WORKLOAD_GROUP:
		add_group(m, r);
		break;
	case KIND_SERVICE_ENTRY:
		add_endpoints(m, r);
		break;
	case KIND_K8S_GATEWAY:
		add_gateway(m, r);
		break;
	case KIND_CANARY:
		add_opaque(m, r, r->ns);
		break;
	case KIND_ISTIO_OPERATOR:
		add_operator(m, r);
		break;
	default:
		if (kind_pods(r->kind) != POD_NONE)
			add_pods(m, r, resource_pod(r));
	}
}

/* File a service under one label of its selector, or as loose. */
static void index_service(struct mesh *m, const struct service *s)
{
	const struct node *l = node_first(s->selector);
	void **at;
	struct service_posting *p;

	if (!s->selector)
		return;
	while (l && (label_is_runtime(l->key) || !node_text(l)))
		l = node_next(l);
	at = l ? map_at(m->arena, &m->workloads->services, s->ns, l->key, node_text(l))
		: map_at(m->arena, &m->workloads->loose, s->ns, NULL, NULL);
	p = *at;
	if (!p) {
		p = arena_new(m->arena, struct service_posting);
		*at = p;
	}
	vec_push(m->arena, &p->list, s);
}

void workloads_build(struct mesh *m)
{
	struct resources all = mesh_all(m);
	struct services services = mesh_all_services(m);

	m->workloads = arena_new(m->arena, struct workload_index);
	for (size_t i = 0; i < all.n; i++) {
		resources_ahead(all.at, all.n, i);
		if (!index_is_patch(m, all.at[i]))
			add_resource(m, all.at[i]);
	}
	for (size_t i = 0; i < services.n; i++)
		index_service(m, services.at[i]);
}

static struct workloads whole(const struct posting *p)
{
	struct workloads w = {NULL, 0};

	if (p) {
		w.at = p->list.at;
		w.n = p->list.n;
	}
	return w;
}

const struct workload *account_workload(const struct mesh *m, const struct str *ns, const struct str *name)
{
	return map_get(&m->workloads->by_account, ns, name, NULL);
}

bool mesh_workloads_open(const struct mesh *m, const struct str *ns)
{
	return map_get(&m->workloads->open_by_ns, ns, NULL, NULL) != NULL;
}

enum truth account_runs(const struct mesh *m, const struct str *ns, const struct str *name)
{
	if (map_get(&m->workloads->by_account, ns, name, NULL))
		return YES;
	return map_get(&m->workloads->open_by_ns, ns, NULL, NULL) ? UNKNOWN : NO;
}

struct workloads mesh_workloads(const struct mesh *m)
{
	return whole(&m->workloads->all);
}

struct workloads mesh_workloads_in(const struct mesh *m, const struct str *ns)
{
	return whole(map_get(&m->workloads->by_ns, ns, NULL, NULL));
}

const struct workload *mesh_workload_of(const struct mesh *m, const struct resource *r)
{
	return map_get(&m->workloads->by_resource, r, NULL, NULL);
}
