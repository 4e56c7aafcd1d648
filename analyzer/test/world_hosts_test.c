/*
 * Suite of mesh: what is found of hosts through an index where there is much of it agrees with looking at each, on meshes made
 * at random (the same ones each time).
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "world/destinationrule.h"
#include "world/gateway.h"
#include "world/hostset.h"
#include "world/service.h"
#include "world/virtualservice.h"
#include "world/visibility.h"
#include "world_case.h"
#include "world_random.h"
#include "test/run.h"

static struct mesh_case c;

START_TEST(host_sets_agree)
{
	static const char *const of[] = {NULL, NULL, "n1", "n2", ""};

	random_start((uint32_t)_i);
	mesh_case_text(&c, "", keys, n_keys);
	for (int round = 0; round < 40; round++) {
		struct host_set set = {0};
		bool may_be_odd = !random_below(6), odd = false;

		for (uint32_t n = random_below(16); n; n--) {
			const struct str *host = random_word(&c, random_host(&c, may_be_odd));

			odd |= strstr(host->text, "..") != NULL;
			host_set_add(c.mesh, &c.arena, &set, random_word(&c, RANDOM_OF(of)), host);
		}
		host_set_finish(&set);
		for (int i = 0; i < 60; i++) {
			const struct str *host = random_word(&c, random_host(&c, !random_below(20))), *ns = random_word(&c, RANDOM_OF(of));
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
	random_start((uint32_t)_i);
	mesh_case_text(&c, "", keys, n_keys);
	for (int round = 0; round < 100; round++) {
		const struct str *hosts[16];
		size_t n = random_below(16), first[16];

		for (size_t i = 0; i < n; i++)
			hosts[i] = random_word(&c, random_host(&c, false));
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
	for (uint32_t n = 1 + random_below(8); n; n--) {
		buf_printf(out, "  - {%s, hosts: [", RANDOM_OF(ports));
		for (uint32_t h = 1 + random_below(7); h; h--)
			buf_printf(out, "'%s%s'%s", RANDOM_OF(parts), random_host(&c, !random_below(40)), h > 1 ? ", " : "");
		buf_puts(out, "]}\n");
	}
	buf_puts(out, "---\n");
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
		const struct str *host = random_word(&c, random_host(&c, !random_below(20))), *ns = random_word(&c, RANDOM_OF(random_namespaces));
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
	ck_assert_ptr_null(virtualservice_host(vs, random_word(&c, "nowhere")));
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

			if (!random_below(8))
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

		random_start((uint32_t)(_i * 1000 + round));
		c = (struct mesh_case){0};
		put_gateway(&text);
		if (!random_below(4))
			put_gateway(&text);
		put_virtualservice(&c, &text, RANDOM_OF(of), "");
		random_mesh(&c, &text);
		if (!random_below(3))
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

static void put_rules(struct buf *out)
{
	static const char *const homes[] = {"n1", "n1", "n2", "istio-system", ""};
	static const char *const exports[] = {"", "", ", exportTo: ['.']", ", exportTo: [n1]", ", exportTo: [n2, n3]", ", exportTo: ['*']"};
	bool nameless = !random_below(3);

	for (int i = 0; i < 24; i++) {
		const char *ns = RANDOM_OF(homes);

		ns = *ns || nameless ? ns : "n1";
		buf_printf(out, "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: r%d%s}\n"
			"spec: {host: '%s'%s%s}\n---\n", i, *ns ? arena_printf(&c.arena, ", namespace: %s", ns) : "", random_host(&c, false),
			RANDOM_OF(exports), random_below(5) ? "" : ", workloadSelector: {matchLabels: {app: a}}");
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

static void policies_are_nearest(const struct str *host)
{
	static const char *const clients[] = {"istio-system", "n1", "n2", "n3", "n4", "n5"};
	struct policy p;

	for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
		const struct str *client = random_word(&c, clients[i]);

		mesh_policy(c.mesh, client, host, NULL, NULL, &c.scratch, &p);
		first_is_nearest(&p, client, host);
	}
}

START_TEST(rules_of_hosts_agree)
{
	for (int round = 0; round < 30; round++) {
		struct buf text = BUF_INIT;

		random_start((uint32_t)(_i * 1000 + round));
		c = (struct mesh_case){0};
		put_rules(&text);
		random_mesh(&c, &text);
		for (int i = 0; i < 60; i++) {
			const struct str *host = random_word(&c, random_host(&c, false));

			rules_agree(host);
			policies_are_nearest(host);
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
			"spec: {hosts: ['%s', '%s']%s}\n---\n", i, RANDOM_OF(homes), random_host(&c, false), random_host(&c, false), RANDOM_OF(exports));
	for (int i = 0; i < 6; i++)
		buf_printf(out, "apiVersion: v1\nkind: Service\nmetadata: {name: %s%s, namespace: %s}\nspec: {clusterIP: %s}\n---\n",
			RANDOM_OF(((const char *const[]){"a", "b", "ab"})), RANDOM_OF(((const char *const[]){"", "-a", "-b"})), RANDOM_OF(homes),
			random_below(3) ? "10.0.0.1" : "None");
}

/* Hosts of the cluster among others. */
static const char *random_asked(void)
{
	static const char *const inside[] = {"a.n1.svc.cluster.local", "b.n2.svc.cluster.local", "ab-a.n1.svc.cluster.local", "a.n3.svc.cluster.local",
		"*.svc.cluster.local", "*.n1.svc.cluster.local", "*b.n2.svc.cluster.local", "*.local", "*-a.n1.svc.cluster.local", "0.a.n1.svc.cluster.local",
		"*.a.n1.svc.cluster.local", "kubernetes.default.svc.cluster.local", "istiod-x.istio-system.svc.cluster.local", "told.example", "a.told.example", "*.told.example"};

	return random_below(3) ? random_host(&c, false) : RANDOM_OF(inside);
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
		if (host_overlaps(random_word(&c, told[i]), host) == YES && (i < 2 || !host_is_wild(host)))
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

START_TEST(hosts_agree)
{
	static const char *const told[] = {"told.example", "*.told.example", NULL};
	static const char *const worlds[] = {"n1", "n2", "n3", NULL};

	for (int round = 0; round < 30; round++) {
		struct buf text = BUF_INIT;

		random_start((uint32_t)(_i * 1000 + round));
		c = (struct mesh_case){.options = {.externals = told, .world = round % 2 ? WORLD_CLOSED : WORLD_AUTO}};
		put_services(&text);
		random_mesh(&c, &text);
		for (int i = 0; i < 80; i++) {
			const struct str *host = random_word(&c, random_asked());

			host_agrees(random_word(&c, RANDOM_OF(worlds)), host);
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
		random_mesh(&c, &text);
		for (int i = 0; i < 2; i++) {
			ck_assert_int_eq(mesh_host(c.mesh, random_word(&c, "n1"), random_word(&c, "a.example"), &c.scratch).truth, n > 1000 ? UNKNOWN : YES);
			ck_assert_int_eq(mesh_host(c.mesh, random_word(&c, "n2"), random_word(&c, "b.example"), &c.scratch).truth, n > 1000 ? UNKNOWN : YES);
		}
		mesh_limits(c.mesh, &told);
		ck_assert_uint_eq(told, n > 1000 ? 1 : 0);
		buf_release(&text);
		mesh_case_close(&c);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mesh_hosts");
	TCase *t = tcase_create("hosts");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, host_sets_agree, 0, 8);
	tcase_add_loop_test(t, overlapped_hosts_agree, 0, 4);
	tcase_add_loop_test(t, gateways_agree, 0, 4);
	tcase_add_loop_test(t, hosts_agree, 0, 4);
	tcase_add_loop_test(t, rules_of_hosts_agree, 0, 4);
	tcase_add_test(t, too_many_of_a_host);
	suite_add_tcase(s, t);
	return suite_run(s, CK_FORK_GETENV);
}
