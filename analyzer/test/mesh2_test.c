/* Suite of mesh: gateways, routes, policies and mutual TLS, by the cases of testdata/mesh/p2-traffic. */
#include <check.h>
#include <stdlib.h>

#include "keys.h"
#include "test/mesh_traffic_query.h"

#ifndef TESTDATA
#define TESTDATA "testdata"
#endif

START_TEST(test_cases)
{
	const struct mesh_query *const tables[] = {mesh_traffic_queries, NULL};

	mesh_cases_run(TESTDATA "/mesh/p2-traffic", keys, n_keys, tables);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mesh2");
	TCase *t = tcase_create("traffic");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, test_cases);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
