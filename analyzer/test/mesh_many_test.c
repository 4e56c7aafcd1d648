/*
 * Suite of mesh: what is looked up through an index where there is much of it agrees with looking at each, on meshes made
 * at random (the same ones each time).
 */
#include <check.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "mesh/anywhere.h"
#include "mesh/destinationrule.h"
#include "mesh/gateway.h"
#include "mesh/hostset.h"
#include "mesh/leads.h"
#include "mesh/route.h"
#include "mesh/service.h"
#include "mesh/virtualservice.h"
#include "mesh/visibility.h"
#include "mesh_case.h"
#include "test/run.h"

static struct mesh_case c;
static uint32_t state;

static uint32_t any(uint32_t n)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % n;
}

#define ONE_OF(list) (list)[any(sizeof(list) / sizeof *(list))]

static const struct str *word(const char *text)
{
	return text ? pool_text(c.pool, text) : NULL;
}

/* The namespaces that are asked for: two that are there, one that is not, the nameless one. */
static const char *const namespaces[] = {"n1", "n2", "n3", ""};

/* A host of a few labels, a wildcard sometimes; with odd sometimes as hosts of the nameless namespace. */
static const char *random_host(bool odd)
{
	static const char *const labels[] = {"a", "b", "ab", "ba", "aab"};
	static const char *const begins[] = {"*", "*.", "*.", "", "", "", "", ""};
	const char *text = ONE_OF(labels);

	if (!any(12))
		return "*";
	for (uint32_t n = any(4); n; n--)
		text = arena_printf(&c.arena, "%s%s%s", ONE_OF(labels), odd && !any(6) ? ".." : ".", text);
	return arena_printf(&c.arena, "%s%s", ONE_OF(begins), text);
}

static const struct mesh *read_mesh(struct buf *text)
{
	buf_puts(text, "");
	mesh_case_text(&c, text->at, keys, n_keys);
	return c.mesh;
}

START_TEST(host_sets_agree)
{
	static const char *const of[] = {NULL, NULL, "n1", "n2", ""};

	state = (uint32_t)_i;
	mesh_case_text(&c, "", keys, n_keys);
	for (int round = 0; round < 40; round++) {
		struct host_set set = {0};
		bool may_be_odd = !any(6), odd = false;

		for (uint32_t n = any(16); n; n--) {
			const struct str *host = word(random_host(may_be_odd));

			odd |= strstr(host->text, "..") != NULL;
			host_set_add(c.mesh, &c.arena, &set, word(ONE_OF(of)), host);
		}
		host_set_finish(&set);
		for (int i = 0; i < 60; i++) {
			const struct str *host = word(random_host(!any(20))), *ns = word(ONE_OF(of));
			enum truth meets = NO;
			bool covers = false, can_tell = !odd && !strstr(host->text, "..") && (!ns || ns->len);

			for (size_t k = 0; k < set.all.n; k++) {
				const struct host_entry *e = &set.all.at[k];
				enum truth here = !e->ns ? YES : !ns ? NO : ns_same(e->ns, ns);

				meets = truth_or(meets, truth_and(here, host_overlaps(e->host, host)));
				covers |= !e->ns && host_covers(e->host, host) == YES;
			}
			ck_assert_int_eq(host_set_can_tell(&set, ns, host), can_tell);
			if (can_tell)
				ck_assert_int_eq(host_set_meets(c.mesh, &set, ns, host), meets);
			if (can_tell)
				ck_assert_msg(host_set_covers(c.mesh, &set, host) == covers, "%s", host->text);
		}
	}
	mesh_case_close(&c);
}
END_TEST

START_TEST(overlapped_hosts_agree)
{
	state = (uint32_t)_i;
	mesh_case_text(&c, "", keys, n_keys);
	for (int round = 0; round < 100; round++) {
		const struct str *hosts[16];
		size_t n = any(16), first[16];

		for (size_t i = 0; i < n; i++)
			hosts[i] = word(random_host(false));
		hosts_overlapped(&c.arena, hosts, n, first);
		for (size_t i = 0; i < n; i++) {
			size_t want = n;

			for (size_t j = 0; j < n && want == n && host_is_wild(hosts[i]); j++)
				if (j != i && (j < i || !host_is_wild(hosts[j])) && host_overlaps(hosts[j], hosts[i]) == YES)
					want = j;
			ck_assert_uint_eq(first[i], want);
		}
	}
	mesh_case_close(&c);
}
END_TEST

static void put_gateway(struct buf *out)
{
	static const char *const ports[] = {
		"port: {number: 80, name: a, protocol: HTTP}",
		"port: {number: 443, name: b, protocol: HTTPS}, tls: {mode: SIMPLE, credentialName: x}",
		"port: {number: 443, name: c, protocol: TLS}, tls: {mode: PASSTHROUGH}",
		"port: {number: 90, name: d, protocol: TCP}",
		"port: {number: 15443, name: e, protocol: TLS}, tls: {mode: AUTO_PASSTHROUGH}",
	};
	static const char *const parts[] = {"", "", "*/", "./", "n1/", "n2/"};

	buf_puts(out, "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g, namespace: n1}\nspec:\n  servers:\n");
	for (uint32_t n = 1 + any(8); n; n--) {
		buf_printf(out, "  - {%s, hosts: [", ONE_OF(ports));
		for (uint32_t h = 1 + any(7); h; h--)
			buf_printf(out, "'%s%s'%s", ONE_OF(parts), random_host(!any(40)), h > 1 ? ", " : "");
		buf_puts(out, "]}\n");
	}
	buf_puts(out, "---\n");
}

static void put_virtualservice(struct buf *out, const char *ns, const char *routes)
{
	buf_printf(out, "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v%s}\nspec:\n  hosts: [",
		*ns ? arena_printf(&c.arena, ", namespace: %s", ns) : "");
	for (uint32_t h = 1 + any(30); h; h--)
		buf_printf(out, "'%s'%s", random_host(!any(40)), h > 1 ? ", " : "");
	buf_puts(out, "]\n  gateways: [");
	for (uint32_t g = any(30); g; g--)
		buf_printf(out, "g%u, ", any(40));
	buf_printf(out, "g]\n%s---\n", routes);
}

static enum truth admits(const struct gateway *g, const struct str *ns, const struct str *host)
{
	enum truth t = NO;

	for (; g; g = g->twin) {
		t = g->partial ? truth_or(t, UNKNOWN) : t;
		for (size_t i = 0; i < g->n; i++)
			t = truth_or(t, server_admits(&g->servers[i], ns, host));
	}
	return t;
}

static unsigned serving(const struct gateway *g, const struct str *ns, const struct str *host, bool *there)
{
	unsigned serves = 0;

	for (size_t i = 0; i < g->n; i++)
		if (server_admits(&g->servers[i], ns, host) != NO) {
			serves |= g->servers[i].serves;
			*there = true;
		}
	return serves;
}

static void gateway_agrees(const struct gateway *g)
{
	for (int i = 0; i < 60; i++) {
		const struct str *host = word(random_host(!any(20))), *ns = word(ONE_OF(namespaces));
		bool there = false, wanted = false;

		ck_assert_int_eq(gateway_admits(c.mesh, g, ns, host), admits(g, ns, host));
		ck_assert_uint_eq(gateway_serving(c.mesh, g, ns, host, &there), serving(g, ns, host, &wanted));
		ck_assert_int_eq(there, wanted);
	}
}

static void virtualservice_agrees(const struct virtualservice *vs, const struct gateway *g)
{
	bool there = false, wanted = false;
	unsigned serves = 0;

	for (size_t i = 0; i < vs->n_hosts; i++) {
		const struct vs_host *found = vs->hosts;

		serves |= serving(g, vs->resource->ns, vs->hosts[i].host, &wanted);
		while (found->host != vs->hosts[i].host)
			found++;
		ck_assert_ptr_eq(virtualservice_host(vs, vs->hosts[i].host), found);
	}
	ck_assert_ptr_null(virtualservice_host(vs, word("nowhere")));
	ck_assert_uint_eq(virtualservice_serving(c.mesh, vs, g, &there), serves);
	ck_assert_int_eq(there, wanted);
	for (unsigned k = 0; k < 40; k++) {
		const struct str *key = pool_printf(c.pool, "%s/g%u", vs->resource->ns->text, k);
		bool on = false;

		for (size_t i = 0; i < vs->n_gateways; i++)
			on |= vs->gateways[i].key == key;
		ck_assert_int_eq(virtualservice_is_on(vs, key), on);
	}
}

/* Every so often a host of a server is one that the type checker rejected. */
static void poison_hosts(void)
{
	for (size_t i = 0; i < c.objects.resources.n; i++) {
		const struct node *servers = node_find(c.objects.resources.at[i]->spec, "servers");

		for (const struct node *s = node_first(servers); s; s = node_next(s)) {
			struct node *host = (struct node *)(uintptr_t)node_first(node_find(s, "hosts"));

			if (!any(8))
				host->flags |= NODE_POISONED;
		}
	}
	c.mesh = mesh_build(&c.arena, c.pool, NULL, (const struct resource *const *)c.objects.resources.at, c.objects.resources.n);
}

START_TEST(gateways_agree)
{
	static const char *const of[] = {"n1", "n1", "n2", ""};

	for (int round = 0; round < 40; round++) {
		struct buf text = BUF_INIT;
		const struct gateway *all;
		const struct virtualservice *vs;
		size_t n, n_vs;

		state = (uint32_t)(_i * 1000 + round);
		c = (struct mesh_case){0};
		put_gateway(&text);
		if (!any(4))
			put_gateway(&text);
		put_virtualservice(&text, ONE_OF(of), "");
		read_mesh(&text);
		if (!any(3))
			poison_hosts();
		all = mesh_gateways(c.mesh, &n);
		for (size_t i = 0; i < n; i++)
			gateway_agrees(&all[i]);
		vs = mesh_virtualservices(c.mesh, &n_vs);
		ck_assert_uint_eq(n_vs, 1);
		virtualservice_agrees(vs, all);
		buf_release(&text);
		mesh_case_close(&c);
	}
}
END_TEST

START_TEST(subsets_agree)
{
	for (int round = 0; round < 40; round++) {
		struct buf text = BUF_INIT;
		const struct destinationrule *r;
		size_t n;

		state = (uint32_t)(_i * 1000 + round);
		c = (struct mesh_case){0};
		buf_puts(&text, "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: r, namespace: n1}\n"
			"spec:\n  host: a\n  subsets:\n");
		for (uint32_t k = 1 + any(24); k; k--)
			buf_printf(&text, "  - {name: s%u}\n", any(16));
		read_mesh(&text);
		r = mesh_destinationrules(c.mesh, &n);
		ck_assert_uint_eq(n, 1);
		for (int k = 0; k < 17; k++) {
			const struct str *name = pool_printf(c.pool, "s%d", k);
			const struct subset *want = NULL;

			for (size_t i = r->n_subsets; i; i--)
				want = r->subsets[i - 1].name == name ? &r->subsets[i - 1] : want;
			ck_assert_ptr_eq(destinationrule_subset(r, name), want);
		}
		buf_release(&text);
		mesh_case_close(&c);
	}
}
END_TEST

/* Labels of a pod or a selector, at least one of them. */
static void put_labels(struct buf *out, bool selector)
{
	buf_printf(out, "{app: a%u", any(3));
	if (any(2))
		buf_printf(out, ", tier: t%u", any(3));
	if (any(2))
		buf_printf(out, ", version: %s", any(8) ? ONE_OF(((const char *const[]){"v1", "v2", "v3"})) : "[1]");
	if (!any(6))
		buf_printf(out, ", topology.kubernetes.io/zone: %s", any(2) ? "''" : "z");
	if (!any(6))
		buf_printf(out, ", topology.istio.io/subzone: %s", any(2) ? "''" : "z");
	if (selector && !any(6))
		buf_puts(out, ", pod-template-hash: x");
	buf_puts(out, "}");
}

static void put_workloads(struct buf *out)
{
	static const char *const homes[] = {"n1", "n1", "n1", "n2", "n2", ""};
	static const char *const marks[] = {"", "", ", annotations: {sidecar.istio.io/inject: 'false'}", ", annotations: {sidecar.istio.io/inject: 'true'}"};
	bool nameless = !any(3);

	for (int i = 0; i < 90; i++) {
		const char *ns = ONE_OF(homes);
		uint32_t form = any(12);

		ns = *ns || nameless ? ns : "n1";
		if (form == 0)
			buf_puts(out, "apiVersion: networking.istio.io/v1\nkind: WorkloadGroup\n");
		else if (form == 1)
			buf_puts(out, "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n");
		else
			buf_puts(out, "apiVersion: apps/v1\nkind: Deployment\n");
		buf_printf(out, "metadata: {name: w%d%s}\nspec:\n", i, *ns ? arena_printf(&c.arena, ", namespace: %s", ns) : "");
		if (form == 0)
			buf_puts(out, "  metadata:\n    labels: ");
		else if (form == 1)
			buf_puts(out, "  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: none}\n  template:\n    metadata: {labels: {}}\n---\n");
		else
			buf_puts(out, "  template:\n    metadata: {labels: ");
		if (form != 1)
			put_labels(out, false);
		if (form > 1)
			buf_printf(out, "%s}\n    spec: {containers: [{name: c}]}\n---\n", ONE_OF(marks));
		else if (form == 0)
			buf_puts(out, "\n---\n");
	}
	buf_puts(out, "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e, namespace: n1}\n"
		"spec:\n  hosts: [e.example]\n  resolution: STATIC\n  endpoints:\n");
	for (int i = 0; i < 24; i++) {
		buf_printf(out, "  - {address: 10.0.0.%d, labels: ", i);
		put_labels(out, false);
		buf_puts(out, "}\n");
	}
}

/* A selector of its own document, as a rule would have it. */
static const struct node *random_labels(void)
{
	struct buf text = BUF_INIT;
	const struct node *root;

	put_labels(&text, true);
	load_source(&c.load, source_make(&c.arena, "labels", arena_strdup(&c.arena, text.at), text.n));
	buf_release(&text);
	root = c.load.documents.at[c.load.documents.n - 1].root;
	ck_assert(node_is_map(root));
	return root;
}

static void same_selection(const struct selection *a, const struct selection *b)
{
	ck_assert_uint_eq(a->n, b->n);
	ck_assert_uint_eq(a->n_sure, b->n_sure);
	ck_assert_int_eq(a->truth, b->truth);
	ck_assert_int_eq(a->complete, b->complete);
	for (size_t i = 0; i < a->n; i++)
		ck_assert_ptr_eq(a->at[i], b->at[i]);
}

/* Each workload of the namespace is where it belongs. */
static void selects_right(const struct selection *s, const struct str *ns, const struct node *labels)
{
	struct workloads all = ns ? mesh_workloads_in(c.mesh, ns) : mesh_workloads(c.mesh);
	size_t sure = 0, maybe = 0;

	for (size_t i = 0; i < all.n; i++) {
		enum truth t = workload_matches(all.at[i], labels), found = NO;

		for (size_t k = 0; k < s->n; k++)
			if (s->at[k] == all.at[i])
				found = k < s->n_sure ? YES : UNKNOWN;
		ck_assert_int_eq(found, t);
		sure += t == YES;
		maybe += t == UNKNOWN;
	}
	ck_assert_uint_eq(s->n_sure, sure);
	ck_assert_uint_eq(s->n, sure + maybe);
}

/* istiod writes no label for a part of a place that is empty. */
static bool asks_for_nowhere(const struct node *labels)
{
	const struct node *zone = node_find(labels, "topology.kubernetes.io/zone"), *subzone = node_find(labels, "topology.istio.io/subzone");

	return str_is(node_text(zone), "") || str_is(node_text(subzone), "");
}

static void narrows_right(const struct selection *from, const struct node *labels)
{
	struct selection got = selection_narrow(c.mesh, from, labels, &c.scratch), plain = *from;
	struct selection want = {0};
	VEC(const struct workload *) sure = {0}, maybe = {0};

	for (size_t i = 0; i < from->n; i++) {
		enum truth t = asks_for_nowhere(labels) ? NO : workload_matches(from->at[i], labels);

		if (t == YES && i < from->n_sure)
			vec_push(&c.scratch, &sure, from->at[i]);
		else if (t != NO)
			vec_push(&c.scratch, &maybe, from->at[i]);
	}
	want.n_sure = sure.n;
	for (size_t i = 0; i < maybe.n; i++)
		vec_push(&c.scratch, &sure, maybe.at[i]);
	want.at = sure.at;
	want.n = sure.n;
	want.complete = from->complete && !node_is_list(node_find(labels, "version"));
	want.truth = want.n_sure ? YES : !want.n && want.complete ? NO : UNKNOWN;
	same_selection(&got, &want);
	plain.known = NULL;
	got = selection_narrow(c.mesh, &plain, labels, &c.scratch);
	same_selection(&got, &want);
}

static void captured_right(const struct selection *s)
{
	enum truth t = NO;

	for (size_t i = 0; i < s->n; i++)
		t = truth_or(t, truth_and(mesh_captured(c.mesh, s->at[i]), i < s->n_sure ? YES : UNKNOWN));
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(selection_captured(c.mesh, s), t);
}

/* What no other thread may keep, and still gets right. */
static void *select_elsewhere(void *arg)
{
	const struct node *labels = arg;
	struct arena scratch = ARENA_INIT;
	struct selection s = mesh_select(c.mesh, NULL, labels, &scratch);
	bool kept = s.known != NULL;

	arena_release(&scratch);
	return kept ? &c : NULL;
}

START_TEST(selections_agree)
{
	struct buf text = BUF_INIT;
	size_t n_kept = 0;
	pthread_t thread;
	void *kept;
	const struct resource *entry;
	struct services services;

	state = (uint32_t)_i;
	c = (struct mesh_case){.options = {.world = _i % 2 ? WORLD_CLOSED : WORLD_AUTO}};
	put_workloads(&text);
	read_mesh(&text);
	ck_assert_int_eq(pthread_create(&thread, NULL, select_elsewhere, (void *)(uintptr_t)random_labels()), 0);
	pthread_join(thread, &kept);
	ck_assert_ptr_null(kept);
	for (int i = 0; i < 60; i++) {
		const struct node *labels = any(6) ? random_labels() : NULL;
		const struct str *ns = any(5) ? word(ONE_OF(namespaces)) : NULL;
		struct selection first = mesh_select(c.mesh, ns, labels, &c.scratch), again = mesh_select(c.mesh, ns, labels, &c.scratch);

		same_selection(&first, &again);
		ck_assert_ptr_eq(first.known, again.known);
		selects_right(&first, ns, labels);
		n_kept += first.known != NULL;
		captured_right(&first);
		for (int k = 0; k < 6; k++)
			narrows_right(&first, random_labels());
		arena_clear(&c.scratch);
	}
	ck_assert_uint_gt(n_kept, 5);
	entry = case_resource(&c, "n1", "ServiceEntry/e");
	services = mesh_services_of(c.mesh, entry);
	ck_assert_uint_eq(services.n, 1);
	for (int i = 0; i < 30; i++) {
		struct selection s = service_workloads(c.mesh, services.at[0], &c.scratch);

		ck_assert_uint_eq(s.n_sure, 24);
		ck_assert_ptr_nonnull(s.known);
		captured_right(&s);
		narrows_right(&s, random_labels());
	}
	buf_release(&text);
	mesh_case_close(&c);
}
END_TEST

static void put_rules(struct buf *out)
{
	static const char *const homes[] = {"n1", "n1", "n2", "istio-system", ""};
	static const char *const exports[] = {"", "", ", exportTo: ['.']", ", exportTo: [n1]", ", exportTo: [n2, n3]", ", exportTo: ['*']"};
	bool nameless = !any(3);

	for (int i = 0; i < 24; i++) {
		const char *ns = ONE_OF(homes);

		ns = *ns || nameless ? ns : "n1";
		buf_printf(out, "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: r%d%s}\n"
			"spec: {host: '%s'%s%s}\n---\n", i, *ns ? arena_printf(&c.arena, ", namespace: %s", ns) : "", random_host(false),
			ONE_OF(exports), any(5) ? "" : ", workloadSelector: {matchLabels: {app: a}}");
	}
}

/* All rules whose host is this one or a wildcard around it, each once. */
static void rules_agree(const struct str *host)
{
	struct destinationrules found;
	const struct destinationrule *all;
	size_t n, wanted = 0;

	mesh_rules_for(c.mesh, host, &c.scratch, &found);
	all = mesh_destinationrules(c.mesh, &n);
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < found.n && found.at[k] != &all[i])
			k++;
		ck_assert_int_eq(k < found.n, all[i].host == host || (host_is_wild(all[i].host) && host_covers(all[i].host, host) == YES));
		wanted += k < found.n;
	}
	ck_assert_uint_eq(found.n, wanted);
}

static void same_policy(const struct policy *a, const struct policy *b)
{
	ck_assert_ptr_eq(a->host, b->host);
	ck_assert_ptr_eq(a->ns, b->ns);
	ck_assert_uint_eq(a->n, b->n);
	ck_assert_int_eq(a->maybe_none, b->maybe_none);
	ck_assert_int_eq(a->overflow, b->overflow);
	ck_assert_uint_eq(a->selecting.n, b->selecting.n);
	for (size_t i = 0; i < a->n; i++) {
		ck_assert_uint_eq(a->alternatives[i].n, b->alternatives[i].n);
		for (size_t k = 0; k < a->alternatives[i].n; k++)
			ck_assert_ptr_eq(a->alternatives[i].at[k], b->alternatives[i].at[k]);
	}
}

/* The most specific host of the client's namespace comes first; the root namespace is searched as others' last resort. */
static void first_is_nearest(const struct policy *p, const struct str *client, const struct str *host)
{
	const struct destinationrule *all;
	size_t n;

	if (p->ns != client || !p->n || client == mesh_root_namespace(c.mesh))
		return;
	all = mesh_destinationrules(c.mesh, &n);
	for (size_t i = 0; i < n; i++)
		if (all[i].resource->ns == client && !all[i].n_export_to && host_covers(all[i].host, host) == YES)
			ck_assert_int_le(host_compare(p->host, all[i].host), 0);
}

/* What several clients get is what each gets alone. */
static void policies_agree(const struct str *host)
{
	const struct str *clients[] = {word("istio-system"), word("n1"), word("n2"), word("n3"), word("n4"), word("n5")};
	const size_t n_clients = sizeof clients / sizeof *clients;
	struct policy own[6];
	enum truth truths[6];
	size_t n, counted = 0;
	const struct policy_view *views = mesh_policies(c.mesh, clients, n_clients, host, &c.scratch, &n);

	for (size_t i = 0; i < n_clients; i++) {
		truths[i] = mesh_policy(c.mesh, clients[i], host, NULL, NULL, &c.scratch, &own[i]);
		first_is_nearest(&own[i], clients[i], host);
	}
	for (size_t v = 0; v < n; v++) {
		size_t i = 0;

		while (clients[i] != views[v].client)
			i++;
		ck_assert_int_eq(views[v].truth, truths[i]);
		same_policy(&views[v].policy, &own[i]);
		counted += views[v].n;
	}
	ck_assert_uint_eq(counted, n_clients);
}

START_TEST(rules_of_hosts_agree)
{
	for (int round = 0; round < 30; round++) {
		struct buf text = BUF_INIT;

		state = (uint32_t)(_i * 1000 + round);
		c = (struct mesh_case){0};
		put_rules(&text);
		read_mesh(&text);
		for (int i = 0; i < 60; i++) {
			const struct str *host = word(random_host(false));

			rules_agree(host);
			policies_agree(host);
			arena_clear(&c.scratch);
		}
		buf_release(&text);
		mesh_case_close(&c);
	}
}
END_TEST

static void put_services(struct buf *out)
{
	static const char *const homes[] = {"n1", "n2"};
	static const char *const exports[] = {"", "", "", ", exportTo: ['.']", ", exportTo: [n1]", ", exportTo: [n3]", ", exportTo: ['~']", ", exportTo: ['*', n1]"};

	for (int i = 0; i < 20; i++)
		buf_printf(out, "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e%d, namespace: %s}\n"
			"spec: {hosts: ['%s', '%s']%s}\n---\n", i, ONE_OF(homes), random_host(false), random_host(false), ONE_OF(exports));
	for (int i = 0; i < 6; i++)
		buf_printf(out, "apiVersion: v1\nkind: Service\nmetadata: {name: %s%s, namespace: %s}\nspec: {clusterIP: %s}\n---\n",
			ONE_OF(((const char *const[]){"a", "b", "ab"})), ONE_OF(((const char *const[]){"", "-a", "-b"})), ONE_OF(homes),
			any(3) ? "10.0.0.1" : "None");
}

/* Hosts of the cluster among others. */
static const char *random_asked(void)
{
	static const char *const inside[] = {"a.n1.svc.cluster.local", "b.n2.svc.cluster.local", "ab-a.n1.svc.cluster.local", "a.n3.svc.cluster.local",
		"*.svc.cluster.local", "*.n1.svc.cluster.local", "*b.n2.svc.cluster.local", "*.local", "*-a.n1.svc.cluster.local", "0.a.n1.svc.cluster.local",
		"*.a.n1.svc.cluster.local", "kubernetes.default.svc.cluster.local", "istiod-x.istio-system.svc.cluster.local", "told.example", "a.told.example", "*.told.example"};

	return any(3) ? random_host(false) : ONE_OF(inside);
}

/* Is this service what the host means? */
static bool is_meant(const struct service *s, const struct str *host)
{
	const struct str *pod = s->headless ? pool_printf(c.pool, ".%s", s->host->text) : NULL;

	if (host_covers(s->host, host) == YES || (host_is_wild(host) && host_covers(host, s->host) == YES))
		return true;
	/* A name of one of its pods, or some of them. */
	return pod && str_ends(host, pod->text) && !memchr(host->text, '.', host->len - pod->len);
}

static bool is_told(const struct str *host)
{
	static const char *const told[] = {"told.example", "*.told.example", "kubernetes.default.svc.cluster.local"};

	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		if (host_overlaps(word(told[i]), host) == YES && (i < 2 || !host_is_wild(host)))
			return true;
	return str_starts(host, "istiod-");
}

static void host_agrees(const struct str *client, const struct str *host)
{
	struct services all = mesh_all_services(c.mesh);
	struct host_answer a = mesh_host(c.mesh, client, host, &c.scratch), again = mesh_host(c.mesh, client, host, &c.scratch);
	enum truth t = NO;

	for (size_t i = 0; i < all.n; i++)
		if (is_meant(all.at[i], host))
			t = truth_or(t, client ? export_reaches(all.at[i]->exports, client) : YES);
	ck_assert_msg((a.truth == YES) == (t == YES || is_told(host)), "%s of %s", host->text, client ? client->text : "all");
	ck_assert_int_eq(a.truth, again.truth);
	ck_assert_int_eq(a.why, again.why);
	ck_assert_uint_eq(a.seen.n, again.seen.n);
	ck_assert_uint_eq(a.hidden.n, again.hidden.n);
	for (size_t i = 0; i < a.seen.n; i++) {
		ck_assert_ptr_eq(a.seen.at[i], again.seen.at[i]);
		ck_assert(is_meant(a.seen.at[i], host));
		ck_assert(!client || export_reaches(a.seen.at[i]->exports, client) != NO);
	}
	for (size_t i = 0; i < a.hidden.n; i++)
		ck_assert(is_meant(a.hidden.at[i], host) && export_reaches(a.hidden.at[i]->exports, client) == NO);
}

static void wildcards_agree(const struct str *host)
{
	struct services all = mesh_all_services(c.mesh), found = mesh_wildcards(c.mesh, host, &c.scratch);
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++)
		n += all.at[i]->wild && all.at[i]->host != host && host_covers(all.at[i]->host, host) == YES;
	ck_assert_uint_eq(found.n, n);
	for (size_t i = 0; i < n; i++)
		ck_assert(host_covers(found.at[i]->host, host) == YES && (!i || found.at[i - 1]->host->len >= found.at[i]->host->len));
}

START_TEST(hosts_agree)
{
	static const char *const told[] = {"told.example", "*.told.example", NULL};
	static const char *const worlds[] = {"n1", "n2", "n3", NULL};

	for (int round = 0; round < 30; round++) {
		struct buf text = BUF_INIT;

		state = (uint32_t)(_i * 1000 + round);
		c = (struct mesh_case){.options = {.externals = told, .world = round % 2 ? WORLD_CLOSED : WORLD_AUTO}};
		put_services(&text);
		read_mesh(&text);
		for (int i = 0; i < 80; i++) {
			const struct str *host = word(random_asked());

			host_agrees(word(ONE_OF(worlds)), host);
			wildcards_agree(host);
			arena_clear(&c.scratch);
		}
		buf_release(&text);
		mesh_case_close(&c);
	}
}
END_TEST

/* Which of a thousand services of one host a client sees is not worked out, and said once. */
START_TEST(too_many_of_a_host)
{
	for (int n = 1000; n <= 1001; n++) {
		struct buf text = BUF_INIT;
		size_t told;

		c = (struct mesh_case){0};
		for (int i = 0; i < n; i++)
			buf_printf(&text, "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e%d, namespace: n1}\n"
				"spec: {hosts: [a.example, b.example]}\n---\n", i);
		read_mesh(&text);
		for (int i = 0; i < 2; i++) {
			ck_assert_int_eq(mesh_host(c.mesh, word("n1"), word("a.example"), &c.scratch).truth, n > 1000 ? UNKNOWN : YES);
			ck_assert_int_eq(mesh_host(c.mesh, word("n2"), word("b.example"), &c.scratch).truth, n > 1000 ? UNKNOWN : YES);
		}
		mesh_limits(c.mesh, &told);
		ck_assert_uint_eq(told, n > 1000 ? 1 : 0);
		buf_release(&text);
		mesh_case_close(&c);
	}
}
END_TEST

/* Of very many workloads with a label, not all of which are looked at, one elsewhere is taken to have the others too. */
START_TEST(many_elsewhere)
{
	const size_t most = 256;

	for (size_t n = most; n <= most + 1; n++) {
		struct buf text = BUF_INIT;
		const struct resource *const *at;

		c = (struct mesh_case){0};
		for (size_t i = 0; i < n; i++)
			buf_printf(&text, "apiVersion: v1\nkind: Pod\nmetadata: {name: p%zu, namespace: n1, labels: {app: a, tier: t}}\n---\n", i);
		read_mesh(&text);
		at = (const struct resource *const *)c.objects.resources.at;
		for (size_t i = 0; i < n; i++)
			c.objects.resources.at[i]->family = 1;
		c.options.anywhere = anywhere_make(&c.arena, c.pool, NULL, at, n);
		c.mesh = mesh_build(&c.arena, c.pool, &c.options, at, 1);
		ck_assert_int_eq(anywhere_labels(c.mesh, word("n1"), case_labels(&c, "app=a")), n > most);
		ck_assert_int_eq(anywhere_labels(c.mesh, word("n1"), case_labels(&c, "app=a,tier=t,more=m")), false);
		buf_release(&text);
		mesh_case_close(&c);
	}
}
END_TEST

/* Of very many Services that lead somewhere not all are looked at, and then nothing is sure. */
START_TEST(many_leads)
{
	for (int n = 256; n <= 257; n++) {
		struct buf text = BUF_INIT;

		c = (struct mesh_case){0};
		for (int i = 0; i < n; i++)
			buf_printf(&text, "apiVersion: v1\nkind: Service\nmetadata: {name: s%d, namespace: n1}\n"
				"spec: {selector: {app: a}, ports: [{name: http, port: 80}]}\n---\n", i);
		read_mesh(&text);
		ck_assert_int_eq(leads_http(c.mesh, word("n1"), case_labels(&c, "app=a")), n > 256 ? NO : YES);
		ck_assert_int_eq(leads_namespace_http(c.mesh, word("n1")), n > 256 ? NO : YES);
		buf_release(&text);
		mesh_case_close(&c);
	}
}
END_TEST

static void put_predicates(struct buf *out)
{
	static const char *const uris[] = {"exact: /a", "exact: /A/b", "prefix: /", "prefix: /a", "prefix: /a/", "regex: '/a.*'", "regex: '.*'", "exact: /a/b"};
	static const char *const values[] = {"exact: x", "exact: 'y'", "prefix: x", "regex: '.*'", "exact: xx"};
	static const char *const methods[] = {"exact: GET", "exact: POST", "prefix: G"};
	const char *comma = "";

#define PUT(chance, ...) (any(chance) ? (void)0 : (buf_puts(out, comma), comma = ", ", buf_printf(out, __VA_ARGS__)))
	buf_puts(out, "{");
	if (any(4))
		PUT(1, "uri: {%s}", ONE_OF(uris));
	PUT(4, "ignoreUriCase: true");
	PUT(3, "method: {%s}", ONE_OF(methods));
	PUT(4, "authority: {%s}", ONE_OF(values));
	PUT(5, "port: %u", 80 + any(2));
	PUT(5, "withoutHeaders: {h: {%s}}", ONE_OF(values));
	PUT(3, "headers: {%s: {%s}}", any(2) ? "h" : "H", ONE_OF(values));
	PUT(4, "queryParams: {q: {%s}, r: {%s}}", ONE_OF(values), ONE_OF(values));
	PUT(6, "sourceLabels: {app: %s}", any(2) ? "a" : "b");
	PUT(6, "name: x");
	buf_puts(out, "}");
}

static void put_routes(struct buf *out, enum route_kind kind)
{
	static const char *const snis[] = {"a.b", "'*.b'", "c.a.b", "'*'", "b"};

	buf_printf(out, "  %s:\n", kind == ROUTE_HTTP ? "http" : kind == ROUTE_TLS ? "tls" : "tcp");
	for (uint32_t rules = 1 + any(5); rules; rules--) {
		buf_puts(out, "  -");
		for (uint32_t blocks = kind == ROUTE_TLS ? 1 + any(3) : any(4), first = 1; blocks; blocks--, first = 0) {
			buf_printf(out, "%s", first ? " match:\n    - " : "    - ");
			if (kind == ROUTE_HTTP)
				put_predicates(out);
			else if (kind == ROUTE_TLS)
				buf_printf(out, any(3) ? "{sniHosts: [%s, %s]}" : any(2) ? "{port: 443, sniHosts: [%s]}" : "{sniHosts: [%s]}", ONE_OF(snis), ONE_OF(snis));
			else
				buf_printf(out, any(2) ? "{port: %u}" : "{destinationSubnets: [10.0.0.0/%u]}", 8 + any(2));
			buf_puts(out, blocks > 1 ? "\n" : "\n   ");
		}
		buf_puts(out, kind == ROUTE_HTTP && !any(6) ? " delegate: {name: d}\n" : " route: [{destination: {host: x}}]\n");
	}
}

START_TEST(shadows_agree)
{
	size_t n_found = 0;

	for (int round = 0; round < 150; round++) {
		struct buf text = BUF_INIT, routes = BUF_INIT;
		const struct virtualservice *vs;
		enum route_kind kind;
		struct matches all;
		struct shadows got, again;
		size_t n, found = 0;

		state = (uint32_t)(_i * 1000 + round);
		kind = (enum route_kind)(any(4) % N_ROUTE_KINDS);
		c = (struct mesh_case){0};
		put_routes(&routes, kind);
		put_virtualservice(&text, "n1", routes.at);
		read_mesh(&text);
		vs = mesh_virtualservices(c.mesh, &n);
		ck_assert_uint_eq(n, 1);
		all = virtualservice_matches(vs, kind, &c.scratch);
		got = virtualservice_shadows(c.mesh, vs, kind, &c.scratch);
		again = virtualservice_shadows(c.mesh, vs, kind, &c.scratch);
		ck_assert_ptr_eq(got.at, again.at);
		for (size_t i = 0; i < all.n; i++) {
			size_t j = 0;

			while (j < i && (node_has(all.at[j].rule, KEY_delegate) || match_covers(c.mesh, &all.at[j], &all.at[i], NULL) != YES))
				j++;
			if (j == i)
				continue;
			ck_assert_uint_lt(found, got.n);
			ck_assert_ptr_eq(got.at[found].later.node, all.at[i].node);
			ck_assert_ptr_eq(got.at[found].earlier.node, all.at[j].node);
			ck_assert_uint_eq(got.at[found].later.rule_index, all.at[i].rule_index);
			ck_assert_uint_eq(got.at[found].earlier.rule_index, all.at[j].rule_index);
			ck_assert_int_eq(got.at[found].same, match_same(&all.at[i], &all.at[j]));
			found++;
		}
		ck_assert_uint_eq(got.n, found);
		n_found += found;
		buf_release(&text);
		buf_release(&routes);
		mesh_case_close(&c);
	}
	ck_assert_uint_gt(n_found, 50);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mesh_many");
	TCase *t = tcase_create("many");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, host_sets_agree, 0, 8);
	tcase_add_loop_test(t, overlapped_hosts_agree, 0, 4);
	tcase_add_loop_test(t, gateways_agree, 0, 4);
	tcase_add_loop_test(t, subsets_agree, 0, 2);
	tcase_add_loop_test(t, selections_agree, 0, 8);
	tcase_add_loop_test(t, hosts_agree, 0, 4);
	tcase_add_loop_test(t, rules_of_hosts_agree, 0, 4);
	tcase_add_test(t, too_many_of_a_host);
	tcase_add_test(t, many_elsewhere);
	tcase_add_test(t, many_leads);
	tcase_add_loop_test(t, shadows_agree, 0, 4);
	suite_add_tcase(s, t);
	return suite_run(s, CK_FORK_GETENV);
}
