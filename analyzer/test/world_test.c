/* Suite of mesh: the cases of testdata/mesh/world, and what files cannot say. */
#include <check.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "keys.h"
#include "world/config.h"
#include "world/host.h"
#include "world/service.h"
#include "world/workload.h"
#include "world_case.h"
#include "test/run.h"
#include "test/tree.h"

#ifndef TESTDATA
#define TESTDATA "testdata"
#endif

static struct mesh_case world;

static const struct str *word(const char *text)
{
	return pool_text(world.pool, text);
}

/* A mesh of this text. */
static const struct mesh *mesh_of_text(const char *text)
{
	world = (struct mesh_case){0};
	mesh_case_text(&world, text, keys, n_keys);
	return world.mesh;
}

static struct arena kept;
static struct tree_names cases;

START_TEST(test_cases)
{
	const struct mesh_query *const tables[] = {mesh_world_queries, NULL};

	mesh_case_run(arena_printf(&kept, TESTDATA "/mesh/world/%s", cases.names.at[_i]), keys, n_keys, tables);
}
END_TEST

static struct tree_names lines;

START_TEST(test_lines)
{
	const struct mesh_query *const tables[] = {mesh_world_queries, NULL};

	mesh_case_lines(lines.names.at[_i], keys, n_keys, tables);
}
END_TEST

START_TEST(test_truth)
{
	for (int a = NO; a <= YES; a++)
		for (int b = NO; b <= YES; b++) {
			ck_assert_int_eq(truth_and((enum truth)a, (enum truth)b), a < b ? a : b);
			ck_assert_int_eq(truth_or((enum truth)a, (enum truth)b), a > b ? a : b);
		}
	ck_assert_int_eq(truth_not(NO), YES);
	ck_assert_int_eq(truth_not(UNKNOWN), UNKNOWN);
	ck_assert_str_eq(truth_name(UNKNOWN), "UNKNOWN");
}
END_TEST

START_TEST(test_empty)
{
	const struct mesh *m = mesh_of_text("");
	size_t n;

	ck_assert_uint_eq(mesh_all(m).n, 0);
	ck_assert_uint_eq(mesh_of(m, KIND_SERVICE).n, 0);
	ck_assert_uint_eq(mesh_workloads(m).n, 0);
	ck_assert_uint_eq(mesh_all_services(m).n, 0);
	mesh_namespaces(m, &n);
	ck_assert_uint_eq(n, 0);
	ck_assert_ptr_null(mesh_find(m, KIND_SERVICE, word("a"), word("b")));
	ck_assert_ptr_null(mesh_namespace(m, word("a")));
	ck_assert_ptr_null(mesh_name(m));
	ck_assert_int_eq(mesh_world(m), WORLD_AUTO);
	ck_assert_str_eq(mesh_root_namespace(m)->text, "istio-system");
	ck_assert_str_eq(mesh_cluster_domain(m)->text, "cluster.local");
	ck_assert_int_eq(mesh_host(m, word("a"), NULL, &world.scratch).truth, UNKNOWN);
	ck_assert_int_eq(mesh_select(m, NULL, NULL, &world.scratch).truth, UNKNOWN);
	ck_assert(!mesh_configuration(m)->found);
	mesh_case_close(&world);
}
END_TEST

/* One folder for each environment: the same objects, each mesh on its own (USERS.md part 4, 21). */
START_TEST(test_several_meshes)
{
	static const char text[] =
		"apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: prod}\n---\n"
		"apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: prod}\n---\n"
		"apiVersion: v1\nkind: Service\nmetadata: {name: b, namespace: prod}\n";
	const struct resource *const *at;
	struct mesh_options dev = {.name = "dev"}, live = {.name = "live", .world = WORLD_CLOSED};
	const struct mesh *m, *n;
	size_t twins;

	mesh_of_text(text);
	at = (const struct resource *const *)world.objects.resources.at;
	m = mesh_build(&world.arena, world.pool, &dev, at, 1);
	n = mesh_build(&world.arena, world.pool, &live, at + 1, 2);
	ck_assert_str_eq(mesh_name(m), "dev");
	ck_assert_str_eq(mesh_name(n), "live");
	mesh_duplicates(world.mesh, &twins);
	ck_assert_uint_eq(twins, 1);
	mesh_duplicates(m, &twins);
	ck_assert_uint_eq(twins, 0);
	mesh_duplicates(n, &twins);
	ck_assert_uint_eq(twins, 0);
	ck_assert_int_eq(mesh_has(m, KIND_SERVICE, word("prod"), word("b")), NO);
	ck_assert_int_eq(mesh_has(n, KIND_SERVICE, word("prod"), word("b")), YES);
	ck_assert_int_eq(mesh_has(m, KIND_SERVICE, word("other"), word("b")), UNKNOWN);
	ck_assert_int_eq(mesh_has(n, KIND_SERVICE, word("other"), word("b")), NO);
	ck_assert_ptr_eq(mesh_find(m, KIND_SERVICE, word("prod"), word("a")), at[0]);
	ck_assert_ptr_eq(mesh_find(n, KIND_SERVICE, word("prod"), word("a")), at[1]);
	mesh_case_close(&world);
}
END_TEST

START_TEST(test_finding)
{
	const struct mesh *m = mesh_of_text(
		"apiVersion: v1\nkind: Namespace\nmetadata: {name: prod, labels: {team: a}}\n---\n"
		"apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: prod}\n"
		"spec: {ports: [{name: http, port: 80}, {port: 81}]}\n---\n"
		"apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: stage}\n---\n"
		"apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e, namespace: prod}\n"
		"spec: {hosts: [x.example, y.example]}\n");
	const struct service *s = mesh_service(m, word("prod"), word("a"));
	struct services both;

	ck_assert_uint_eq(mesh_named(m, KIND_SERVICE, word("a")).n, 2);
	ck_assert_uint_eq(mesh_in(m, KIND_SERVICE, word("prod")).n, 1);
	ck_assert_str_eq(namespace_label(mesh_namespace(m, word("prod")), "team")->text, "a");
	ck_assert_ptr_null(namespace_label(mesh_namespace(m, word("stage")), "team"));
	ck_assert_ptr_nonnull(s);
	ck_assert_ptr_eq(service_port(s, 80), s->ports);
	ck_assert_ptr_null(service_port(s, 82));
	both = mesh_services_of(m, mesh_find(m, KIND_SERVICE_ENTRY, word("prod"), word("e")));
	ck_assert_uint_eq(both.n, 2);
	ck_assert_str_eq(both.at[1]->host->text, "y.example");
	ck_assert_str_eq(resource_subject(s->resource).kind, "Service");
	ck_assert_uint_eq(resource_span(s->resource).end - resource_span(s->resource).begin, 1);
	mesh_case_close(&world);
}
END_TEST

START_TEST(test_hosts)
{
	const struct mesh *m = mesh_of_text(
		"apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e, namespace: prod}\n"
		"spec: {hosts: ['*', '*.example', '*a.example', '*.b.a.example']}\n");

	ck_assert_int_lt(host_compare(word("a.b"), word("*.a.b.c.d")), 0);
	ck_assert_int_gt(host_compare(word("a.b"), word("a.b.c")), 0);
	ck_assert_int_eq(host_compare(word("a.b"), word("a.b")), 0);
	ck_assert_str_eq(host_lower(m, word("A.EXAMPZ"))->text, "a.exampz");
	ck_assert_ptr_eq(host_lower(m, word("a.example")), word("a.example"));
	ck_assert_ptr_null(host_lower(m, NULL));
	ck_assert_ptr_null(host_expand(m, NULL, word("a")));
	ck_assert_ptr_null(host_expand(m, word(""), word("a")));
	ck_assert(host_is_short(word("reviews")));
	ck_assert(!host_is_short(word("*")));
	ck_assert(!host_is_short(word("fe80::1")));
	ck_assert(host_is_short(word("12")));
	ck_assert(host_is_address(word("10.0.0.1")));
	ck_assert(!host_is_address(word("10.0.0.example")));
	mesh_case_close(&world);
}
END_TEST

START_TEST(test_protocols)
{
	mesh_of_text("");
	for (int p = PROTOCOL_HTTP; p <= PROTOCOL_MYSQL; p++) {
		ck_assert_int_eq(protocol_parse(word(protocol_name((enum protocol)p))), p);
		ck_assert(!(protocol_is_http((enum protocol)p) && protocol_is_tcp((enum protocol)p)));
	}
	for (int p = PROTOCOL_SNIFFED; p <= PROTOCOL_MYSQL; p++) {
		const char *name = protocol_name((enum protocol)p);

		ck_assert_int_eq(protocol_is_http((enum protocol)p), strstr(" HTTP HTTP2 HTTP_PROXY GRPC GRPC-Web ",
			arena_printf(&world.arena, " %s ", name)) != NULL);
		ck_assert_int_eq(protocol_is_tcp((enum protocol)p), strstr(" TCP Mongo Redis MySQL HTTPS TLS ",
			arena_printf(&world.arena, " %s ", name)) != NULL);
	}
	ck_assert_int_eq(protocol_parse(word("HtTpS")), PROTOCOL_HTTPS);
	ck_assert_int_eq(protocol_parse(word("httpx")), PROTOCOL_SNIFFED);
	ck_assert_int_eq(protocol_parse(NULL), PROTOCOL_SNIFFED);
	ck_assert(protocol_is_tls(PROTOCOL_HTTPS) && protocol_is_tcp(PROTOCOL_HTTPS));
	ck_assert(!protocol_is_http(PROTOCOL_HTTPS));
	ck_assert(!protocol_is_http(PROTOCOL_UDP) && !protocol_is_tcp(PROTOCOL_UDP));
	mesh_case_close(&world);
}
END_TEST

/* Parts that the type checker rejected are unknown, not absent. */
START_TEST(test_poisoned)
{
	static const char text[] =
		"apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: prod}\n"
		"spec: {selector: {app: a, tier: b}, ports: [{port: 80}, {port: 81}]}\n---\n"
		"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: prod}\n"
		"spec: {template: {metadata: {labels: {app: a, tier: c}}}}\n";
	const struct resource *const *at;
	const struct mesh *m;
	struct node *n;

	mesh_of_text(text);
	at = (const struct resource *const *)world.objects.resources.at;
	m = world.mesh;
	ck_assert_int_eq(service_has_port(mesh_service(m, word("prod"), word("a")), 82), NO);
	ck_assert_int_eq(service_workloads(m, mesh_service(m, word("prod"), word("a")), &world.scratch).truth, NO);
	n = node_find(node_last(node_find(at[0]->spec, "ports")), "port");
	n->flags |= NODE_POISONED;
	m = mesh_build(&world.arena, world.pool, NULL, at, 2);
	ck_assert_int_eq(service_has_port(mesh_service(m, word("prod"), word("a")), 82), UNKNOWN);
	n = node_find(node_find(node_find(node_find(at[1]->spec, "template"), "metadata"), "labels"), "tier");
	n->flags |= NODE_POISONED;
	m = mesh_build(&world.arena, world.pool, NULL, at, 2);
	ck_assert_int_eq(service_workloads(m, mesh_service(m, word("prod"), word("a")), &world.scratch).truth,
		UNKNOWN);
	mesh_case_close(&world);
}
END_TEST

static void *ask_often(void *arg)
{
	const struct mesh *m = arg;
	struct arena scratch = ARENA_INIT;
	size_t *seen = calloc(1, sizeof *seen);

	for (int i = 0; i < 2000; i++) {
		const struct str *ns = pool_printf(mesh_pool(m), "ns-%d", i % 50);
		const struct str *host = host_expand(m, pool_printf(mesh_pool(m), "svc-%d", i % 100), ns);

		*seen += mesh_host(m, ns, host, &scratch).truth == YES;
		arena_clear(&scratch);
	}
	arena_release(&scratch);
	return seen;
}

static char *generate(size_t n)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < n; i++)
		buf_printf(&b,
			"apiVersion: v1\nkind: Service\nmetadata: {name: svc-%zu, namespace: ns-%zu}\n"
			"spec: {selector: {app: a%zu}, ports: [{port: 80, name: http}]}\n---\n"
			"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d%zu, namespace: ns-%zu}\n"
			"spec: {template: {metadata: {labels: {app: a%zu, version: v1}}, spec: {containers: []}}}\n---\n",
			i, i % 50, i, i, i % 50, i);
	return b.at;
}

/* A frozen mesh answers several threads at once. */
START_TEST(test_threads)
{
	char *text = generate(100);
	struct mesh *m = (struct mesh *)(uintptr_t)mesh_of_text(text);
	pthread_t threads[4];
	void *seen;

	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_often, m), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], &seen);
		ck_assert_uint_eq(*(size_t *)seen, 2000);
		free(seen);
	}
	free(text);
	mesh_case_close(&world);
}
END_TEST

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Building and asking cost what they are about: the bound is far above that, and far below a square. */
START_TEST(test_linear)
{
	char *text = generate(20000);
	const struct mesh *m = mesh_of_text(text);
	double start = seconds();
	size_t found = 0;

	m = mesh_build(&world.arena, world.pool, NULL,
		(const struct resource *const *)world.objects.resources.at, world.objects.resources.n);
	for (size_t i = 0; i < mesh_all_services(m).n; i++) {
		const struct service *s = mesh_all_services(m).at[i];

		found += service_workloads(m, s, &world.scratch).n;
		found += mesh_host(m, s->ns, s->host, &world.scratch).seen.n;
		found += workload_services(m, mesh_workloads(m).at[i], &world.scratch).n;
		arena_clear(&world.scratch);
	}
	ck_assert_uint_eq(found, 60000);
	ck_assert_msg(seconds() - start < 5, "%f s", seconds() - start);
	free(text);
	mesh_case_close(&world);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("world");
	TCase *t = tcase_create("mesh");
	int status;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, test_truth);
	tcase_add_test(t, test_empty);
	cases = tree_cases(&kept, TESTDATA "/mesh/world", NULL);
	tcase_add_loop_test(t, test_cases, 0, (int)cases.names.n);
	lines = tree_files(&kept, TESTDATA "/mesh/lines");
	for (size_t i = 0; i < lines.names.n; i++)
		lines.names.at[i] = arena_printf(&kept, TESTDATA "/mesh/lines/%s", lines.names.at[i]);
	tcase_add_loop_test(t, test_lines, 0, (int)lines.names.n);
	tcase_add_test(t, test_several_meshes);
	tcase_add_test(t, test_finding);
	tcase_add_test(t, test_hosts);
	tcase_add_test(t, test_protocols);
	tcase_add_test(t, test_poisoned);
	tcase_add_test(t, test_threads);
	tcase_add_test(t, test_linear);
	suite_add_tcase(s, t);
	status = suite_run(s, CK_FORK_GETENV);
	arena_release(&kept);
	return status;
}
