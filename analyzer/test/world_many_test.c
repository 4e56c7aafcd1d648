/*
 * Suite of mesh: what is found of workloads, subsets and matches through an index where there is much of it agrees with looking
 * at each, on meshes made at random (the same ones each time).
 */
#include <check.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "world/anywhere.h"
#include "world/destinationrule.h"
#include "world/leads.h"
#include "world/route.h"
#include "world/service.h"
#include "world/virtualservice.h"
#include "world/workload.h"
#include "world_case.h"
#include "world_random.h"
#include "test/run.h"

static struct mesh_case c;

START_TEST(subsets_agree)
{
	for (int round = 0; round < 40; round++) {
		struct buf text = BUF_INIT;
		const struct destinationrule *r;
		size_t n;

		random_start((uint32_t)(_i * 1000 + round));
		c = (struct mesh_case){0};
		buf_puts(&text, "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: r, namespace: n1}\n"
			"spec:\n  host: a\n  subsets:\n");
		for (uint32_t k = 1 + random_below(24); k; k--)
			buf_printf(&text, "  - {name: s%u}\n", random_below(16));
		random_mesh(&c, &text);
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
	buf_printf(out, "{app: a%u", random_below(3));
	if (random_below(2))
		buf_printf(out, ", tier: t%u", random_below(3));
	if (random_below(2))
		buf_printf(out, ", version: %s", random_below(8) ? RANDOM_OF(((const char *const[]){"v1", "v2", "v3"})) : "[1]");
	if (!random_below(6))
		buf_printf(out, ", topology.kubernetes.io/zone: %s", random_below(2) ? "''" : "z");
	if (!random_below(6))
		buf_printf(out, ", topology.istio.io/subzone: %s", random_below(2) ? "''" : "z");
	if (selector && !random_below(6))
		buf_puts(out, ", pod-template-hash: x");
	buf_puts(out, "}");
}

static void put_workloads(struct buf *out)
{
	static const char *const homes[] = {"n1", "n1", "n1", "n2", "n2", ""};
	static const char *const marks[] = {"", "", ", annotations: {sidecar.istio.io/inject: 'false'}", ", annotations: {sidecar.istio.io/inject: 'true'}"};
	bool nameless = !random_below(3);

	for (int i = 0; i < 90; i++) {
		const char *ns = RANDOM_OF(homes);
		uint32_t form = random_below(12);

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
			buf_printf(out, "%s}\n    spec: {containers: [{name: c}]}\n---\n", RANDOM_OF(marks));
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

	random_start((uint32_t)_i);
	c = (struct mesh_case){.options = {.world = _i % 2 ? WORLD_CLOSED : WORLD_AUTO}};
	put_workloads(&text);
	random_mesh(&c, &text);
	ck_assert_int_eq(pthread_create(&thread, NULL, select_elsewhere, (void *)(uintptr_t)random_labels()), 0);
	pthread_join(thread, &kept);
	ck_assert_ptr_null(kept);
	for (int i = 0; i < 60; i++) {
		const struct node *labels = random_below(6) ? random_labels() : NULL;
		const struct str *ns = random_below(5) ? random_word(&c, RANDOM_OF(random_namespaces)) : NULL;
		struct selection first = mesh_select(c.mesh, ns, labels, &c.scratch), again = mesh_select(c.mesh, ns, labels, &c.scratch);

		same_selection(&first, &again);
		ck_assert_ptr_eq(first.known, again.known);
		if (first.known) /* and it was not made again */
			ck_assert_ptr_eq(first.at, again.at);
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
		random_mesh(&c, &text);
		at = (const struct resource *const *)c.objects.resources.at;
		for (size_t i = 0; i < n; i++)
			c.objects.resources.at[i]->family = 1;
		c.options.anywhere = anywhere_make(&c.arena, c.pool, NULL, at, n);
		c.mesh = mesh_build(&c.arena, c.pool, &c.options, at, 1);
		ck_assert_int_eq(anywhere_labels(c.mesh, random_word(&c, "n1"), case_labels(&c, "app=a")), n > most);
		ck_assert_int_eq(anywhere_labels(c.mesh, random_word(&c, "n1"), case_labels(&c, "app=a,tier=t,more=m")), false);
		buf_release(&text);
		mesh_case_close(&c);
	}
}
END_TEST

/* What asks for more labels than anybody writes is not kept, and found all the same. */
START_TEST(labels_are_many)
{
	for (int n = 64; n <= 65; n++) {
		struct buf text = BUF_INIT, labels = BUF_INIT;
		struct selection s;

		c = (struct mesh_case){0};
		for (int k = 0; k < n; k++)
			buf_printf(&labels, "%sk%d=v", k ? "," : "", k);
		for (int i = 0; i < 20; i++) {
			buf_printf(&text, "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p%d\n  namespace: n1\n  labels: {k0: v", i);
			for (int k = 1; k < n; k++)
				buf_printf(&text, ", k%d: v", k);
			buf_puts(&text, "}\n---\n");
		}
		random_mesh(&c, &text);
		s = mesh_select(c.mesh, random_word(&c, "n1"), case_labels(&c, labels.at), &c.scratch);
		ck_assert_uint_eq(s.n_sure, 20);
		ck_assert_int_eq(s.known != NULL, n <= 64);
		buf_release(&text);
		buf_release(&labels);
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
		random_mesh(&c, &text);
		ck_assert_int_eq(leads_http(c.mesh, random_word(&c, "n1"), case_labels(&c, "app=a")), n > 256 ? NO : YES);
		ck_assert_int_eq(leads_namespace_http(c.mesh, random_word(&c, "n1")), n > 256 ? NO : YES);
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

#define PUT(chance, ...) (random_below(chance) ? (void)0 : (buf_puts(out, comma), comma = ", ", buf_printf(out, __VA_ARGS__)))
	buf_puts(out, "{");
	if (random_below(4))
		PUT(1, "uri: {%s}", RANDOM_OF(uris));
	PUT(4, "ignoreUriCase: true");
	PUT(3, "method: {%s}", RANDOM_OF(methods));
	PUT(4, "authority: {%s}", RANDOM_OF(values));
	PUT(5, "port: %u", 80 + random_below(2));
	PUT(5, "withoutHeaders: {h: {%s}}", RANDOM_OF(values));
	PUT(3, "headers: {%s: {%s}}", random_below(2) ? "h" : "H", RANDOM_OF(values));
	PUT(4, "queryParams: {q: {%s}, r: {%s}}", RANDOM_OF(values), RANDOM_OF(values));
	PUT(6, "sourceLabels: {app: %s}", random_below(2) ? "a" : "b");
	PUT(6, "name: x");
	buf_puts(out, "}");
}

static void put_routes(struct buf *out, enum route_kind kind)
{
	static const char *const snis[] = {"a.b", "'*.b'", "c.a.b", "'*'", "b"};

	buf_printf(out, "  %s:\n", kind == ROUTE_HTTP ? "http" : kind == ROUTE_TLS ? "tls" : "tcp");
	for (uint32_t rules = 1 + random_below(5); rules; rules--) {
		buf_puts(out, "  -");
		for (uint32_t blocks = kind == ROUTE_TLS ? 1 + random_below(3) : random_below(4), first = 1; blocks; blocks--, first = 0) {
			buf_printf(out, "%s", first ? " match:\n    - " : "    - ");
			if (kind == ROUTE_HTTP)
				put_predicates(out);
			else if (kind == ROUTE_TLS)
				buf_printf(out, random_below(3) ? "{sniHosts: [%s, %s]}" : random_below(2) ? "{port: 443, sniHosts: [%s]}" : "{sniHosts: [%s]}", RANDOM_OF(snis), RANDOM_OF(snis));
			else
				buf_printf(out, random_below(2) ? "{port: %u}" : "{destinationSubnets: [10.0.0.0/%u]}", 8 + random_below(2));
			buf_puts(out, blocks > 1 ? "\n" : "\n   ");
		}
		buf_puts(out, kind == ROUTE_HTTP && !random_below(6) ? " delegate: {name: d}\n" : " route: [{destination: {host: x}}]\n");
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

		random_start((uint32_t)(_i * 1000 + round));
		kind = (enum route_kind)(random_below(4) % N_ROUTE_KINDS);
		c = (struct mesh_case){0};
		put_routes(&routes, kind);
		put_virtualservice(&c, &text, "n1", routes.at);
		random_mesh(&c, &text);
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
	tcase_add_loop_test(t, subsets_agree, 0, 2);
	tcase_add_loop_test(t, selections_agree, 0, 8);
	tcase_add_test(t, many_elsewhere);
	tcase_add_test(t, many_leads);
	tcase_add_test(t, labels_are_many);
	tcase_add_loop_test(t, shadows_agree, 0, 4);
	suite_add_tcase(s, t);
	return suite_run(s, CK_FORK_GETENV);
}
