/* Suite of mesh: the cases of testdata/mesh/world, and what files cannot say. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "keys.h"
#include "mesh/host.h"
#include "mesh/service.h"
#include "mesh/workload.h"
#include "mesh_case.h"

#ifndef TESTDATA
#define TESTDATA "testdata"
#endif

START_TEST(test_cases)
{
	const struct mesh_query *const tables[] = {mesh_world_queries, NULL};

	mesh_cases_run(TESTDATA "/mesh/world", keys, n_keys, tables);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mesh");
	TCase *t = tcase_create("mesh");
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
