/* Suite of mesh: gateways, routes, policies and mutual TLS, by the cases of testdata/mesh/p2-traffic. */
#include <check.h>
#include <stdlib.h>

#include "keys.h"
#include "test/world_traffic_query.h"
#include "test/run.h"
#include "test/tree.h"

#ifndef TESTDATA
#define TESTDATA "testdata"
#endif

static struct arena kept;
static struct tree_names cases;

START_TEST(test_cases)
{
	const struct mesh_query *const tables[] = {mesh_traffic_queries, NULL};

	mesh_case_run(arena_printf(&kept, TESTDATA "/mesh/p2-traffic/%s", cases.names.at[_i]), keys, n_keys, tables);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mesh2");
	TCase *t = tcase_create("traffic");
	int status;

	tcase_set_timeout(t, 60);
	cases = tree_cases(&kept, TESTDATA "/mesh/p2-traffic", NULL);
	tcase_add_loop_test(t, test_cases, 0, (int)cases.names.n);
	suite_add_tcase(s, t);
	status = suite_run(s, CK_FORK_GETENV);
	arena_release(&kept);
	return status;
}
