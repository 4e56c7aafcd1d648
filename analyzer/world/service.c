/* Makes the service registry from Services and ServiceEntries. */
#include "world/service.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "world/registry.h"

static void add_service(struct mesh *m, struct service *s)
{
	struct registry *x = m->registry;
	void **at = map_at(m->arena, &x->by_host, s->host, NULL, NULL);
	struct service_run *run = *at;

	if (!run) {
		run = arena_new(m->arena, struct service_run);
		run->first = s;
		*at = run;
	} else {
		run->last->same_host = s;
	}
	run->last = s;
	at = map_at(m->arena, &x->by_resource, s->resource, NULL, NULL);
	if (!*at) {
		run = arena_new(m->arena, struct service_run);
		run->start = x->all.n;
		*at = run;
	}
	run = *at;
	run->n++;
	vec_push(m->arena, &x->all, s);
}

static struct service *new_service(struct mesh *m, const struct resource *r)
{
	struct service *s = arena_new(m->arena, struct service);

	s->resource = r;
	s->ns = r->ns;
	s->name = r->name;
	s->exports = mesh_exports(m, r);
	return s;
}

static void set_resolution(struct service *s, const struct resource *r)
{
	const struct str *type = node_get_text(r->spec, KEY_type);
	const struct str *ip = node_get_text(r->spec, KEY_clusterIP);

	s->resolution = RESOLUTION_STATIC;
	s->headless = str_is(ip, "None");
	if (s->headless)
		s->resolution = RESOLUTION_NONE;
	if (str_is(type, "ExternalName") && node_get_text(r->spec, KEY_externalName)) {
		s->external_name = node_get_text(r->spec, KEY_externalName);
		s->resolution = RESOLUTION_ALIAS;
		s->mesh_external = true;
	}
}

static void add_kubernetes(struct mesh *m, const struct resource *r)
{
	struct service *s;
	void **at;

	if (r->name->len == 0 || index_is_patch(m, r))
		return;
	s = new_service(m, r);
	s->kind = SERVICE_KUBERNETES;
	s->host = host_of_service(m, r->ns, r->name);
	s->at = node_get(r->metadata, KEY_name);
	s->ports = ports_read(m, r, &s->n_ports, &s->partial);
	ports_index(m, s);
	s->partial |= r->altered || index_patched(m, r);
	set_resolution(s, r);
	if (node_first(node_get(r->spec, KEY_selector)))
		s->selector = node_get(r->spec, KEY_selector);
	at = map_at(m->arena, &m->registry->by_name, s->ns, s->name, NULL);
	if (!*at)
		*at = s;
	add_service(m, s);
}

static enum resolution entry_resolution(const struct resource *r)
{
	static const struct {
		const char *word;
		enum resolution resolution;
	} words[] = {
		{"STATIC", RESOLUTION_STATIC},
		{"DNS", RESOLUTION_DNS},
		{"DNS_ROUND_ROBIN", RESOLUTION_DNS_ROUND_ROBIN},
		{"DYNAMIC_DNS", RESOLUTION_DYNAMIC_DNS},
	};
	const struct str *word = node_get_text(r->spec, KEY_resolution);

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_is(word, words[i].word))
			return words[i].resolution;
	return RESOLUTION_NONE;
}

static bool is_inside(const struct mesh *m, const struct str *host)
{
	return str_ends(host, m->cluster_domain->text);
}

static void note_host(struct mesh *m, const struct service *s)
{
	struct registry *x = m->registry;

	if (s->wild) {
		x->wild = true;
		x->wild_odd |= s->host->len > 1 && s->host->text[1] != '.';
		x->wild_inside |= is_inside(m, s->host);
	}
	if (!is_inside(m, s->host) && !s->resource->partial)
		index_describe(m, s->ns, SCOPE_EXTERNAL_HOSTS);
}

static void add_entry(struct mesh *m, const struct resource *r)
{
	const struct node *hosts = node_get(r->spec, KEY_hosts);
	struct service like = {.resource = r};

	if (index_is_patch(m, r))
		return;
	like.ports = ports_read(m, r, &like.n_ports, &like.partial);
	ports_index(m, &like);
	like.partial |= r->altered || index_patched(m, r);
	like.resolution = entry_resolution(r);
	like.mesh_external = !str_is(node_get_text(r->spec, KEY_location), "MESH_INTERNAL");
	like.selector = node_at(r->spec, KEY_workloadSelector, KEY_labels, 0);
	if (!like.selector)
		like.selector = node_get(r->spec, KEY_workloadSelector);
	like.endpoints = node_get(r->spec, KEY_endpoints);
	like.addresses = node_get(r->spec, KEY_addresses);
	for (const struct node *h = node_first(hosts); h; h = node_next(h)) {
		struct service *s;

		if (!node_text(h) || node_text(h)->len == 0)
			continue;
		s = new_service(m, r);
		like.ns = s->ns;
		like.name = s->name;
		like.exports = s->exports;
		*s = like;
		s->kind = SERVICE_ENTRY;
		s->at = h;
		s->host = node_text(h);
		s->wild = host_is_wild(s->host);
		note_host(m, s);
		add_service(m, s);
	}
}

int compare_reversed(const char *a, size_t a_len, const char *b, size_t b_len)
{
	const char *x = a + a_len, *y = b + b_len;

	while (x > a && y > b) {
		unsigned char p = (unsigned char)*--x, q = (unsigned char)*--y;

		if (p != q)
			return p < q ? -1 : 1;
	}
	return (a_len > b_len) - (a_len < b_len);
}

static int compare_entries(const void *a, const void *b)
{
	const struct service *const *x = a, *const *y = b;
	const struct str *a_host = (*x)->host, *b_host = (*y)->host;
	int order = compare_reversed(a_host->text, a_host->len, b_host->text, b_host->len);

	return order ? order : resource_compare((*x)->resource, (*y)->resource);
}

static void sort_entries(struct mesh *m)
{
	struct registry *x = m->registry;

	x->entries = arena_array(m->arena, const struct service *, x->all.n);
	for (size_t i = 0; i < x->all.n; i++)
		if (x->all.at[i]->kind == SERVICE_ENTRY)
			x->entries[x->n_entries++] = x->all.at[i];
	if (x->n_entries > 1)
		qsort(x->entries, x->n_entries, sizeof *x->entries, compare_entries);
}

static void note_virtual(struct mesh *m, const struct resource *r)
{
	for (const struct node *h = node_first(node_get(r->spec, KEY_hosts)); h; h = node_next(h)) {
		const struct str *host = host_lower(m, host_expand(m, node_text(h), r->ns));
		void **at = host ? map_at(m->arena, &m->registry->virtuals, host, NULL, NULL) : NULL;

		if (at && !*at)
			*at = (void *)(uintptr_t)r;
	}
}

static void note_generated(struct mesh *m, const struct resource *r, const struct str *name,
	const char *suffix)
{
	if (name && name->len > 0)
		*map_at(m->arena, &m->registry->generated, r->ns,
			pool_printf(m->pool, "%s%s", name->text, suffix), NULL) = (void *)(uintptr_t)r;
}

/* API groups whose objects often are called like an application and make no Service for it. */
static bool makes_no_services(const struct str *group)
{
	static const char *const groups[] = {
		"k8s.io", "istio.io", "fluxcd.io", "keda.sh", "cert-manager.io", "external-secrets.io", "bitnami.com", "kyverno.io",
		"cilium.io", "projectcalico.org", "traefik.io", "traefik.containo.us", "projectcontour.io", "openshift.io",
		"velero.io", "stakater.com", "vmware.com", "cattle.io", "meshlint.dev", "crossplane.io", "linkerd.io", "kiali.io",
	};

	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		if (str_ends(group, groups[i]))
			return true;
	return !strchr(group->text, '.');
}

/* The same for kinds of groups that have others, which do. */
static bool is_about_others(const struct str *kind)
{
	static const char *const kinds[] = {
		"ServiceMonitor", "PodMonitor", "PrometheusRule", "Probe", "ScrapeConfig", "AlertmanagerConfig", "Application",
		"ApplicationSet", "AppProject", "AnalysisTemplate", "AnalysisRun", "Experiment", "Workflow", "WorkflowTemplate",
		"CronWorkflow", "MetricTemplate", "AlertProvider",
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_is(kind, kinds[i]))
			return true;
	return false;
}

/* Operators call Services after the custom resource that asks for them: "db", "db-rw", "db-kafka-bootstrap". */
static void note_custom(struct mesh *m)
{
	struct resources others = mesh_of(m, KIND_OTHER);

	for (size_t i = 0; i < others.n; i++) {
		const struct resource *r = others.at[i];

		if (r->name->len && r->namespaced && !makes_no_services(r->group) && !is_about_others(r->kind_name))
			*map_at(m->arena, &m->registry->custom, r->ns, r->name, NULL) = (void *)(uintptr_t)r;
	}
}

/* Controllers that make Services of a known name. */
static void note_controllers(struct mesh *m)
{
	struct resources canaries = mesh_of(m, KIND_CANARY), gateways = mesh_of(m, KIND_K8S_GATEWAY);

	for (size_t i = 0; i < canaries.n; i++) {
		const struct resource *r = canaries.at[i];
		const struct str *name = node_get_text(node_get(r->spec, KEY_service), KEY_name);

		if (!name)
			name = node_get_text(node_get(r->spec, KEY_targetRef), KEY_name);
		note_generated(m, r, name, "");
		note_generated(m, r, name, "-primary");
		note_generated(m, r, name, "-canary");
	}
	for (size_t i = 0; i < gateways.n; i++) {
		const struct resource *r = gateways.at[i];
		const struct str *class = node_get_text(r->spec, KEY_gatewayClassName);

		note_generated(m, r, r->name, "");
		if (class)
			note_generated(m, r, pool_printf(m->pool, "%s-%s", r->name->text, class->text), "");
	}
}

void services_build(struct mesh *m)
{
	struct resources all = mesh_all(m);

	m->registry = arena_new(m->arena, struct registry);
	for (size_t i = 0; i < all.n; i++) {
		const struct resource *r = all.at[i];

		if (r->kind == KIND_SERVICE)
			add_kubernetes(m, r);
		else if (r->kind == KIND_SERVICE_ENTRY)
			add_entry(m, r);
		else if (r->kind == KIND_VIRTUAL_SERVICE)
			note_virtual(m, r);
	}
	sort_entries(m);
	note_controllers(m);
	note_custom(m);
}

struct services mesh_all_services(const struct mesh *m)
{
	struct services s = {m->registry->all.at, m->registry->all.n};

	return s;
}

const struct service *mesh_service(const struct mesh *m, const struct str *ns, const struct str *name)
{
	return map_get(&m->registry->by_name, ns, name, NULL);
}

struct services mesh_services_of(const struct mesh *m, const struct resource *r)
{
	const struct service_run *run = map_get(&m->registry->by_resource, r, NULL, NULL);
	struct services s = {NULL, 0};

	if (run) {
		s.at = m->registry->all.at + run->start;
		s.n = run->n;
	}
	return s;
}

const struct service *mesh_services(const struct mesh *m, const struct str *host)
{
	const struct service_run *run = map_get(&m->registry->by_host, host, NULL, NULL);

	return run ? run->first : NULL;
}
