/*
 * Metamorphic tests of a few random meshes: however one is written, the findings are the same. "make metamorphic" tries many more.
 */
#include <check.h>
#include <stdlib.h>

#include "test/meta.h"

#define SEEDS 48

START_TEST(findings_do_not_depend_on_writing)
{
	struct meta_tally tally = { 0 };
	struct buf out = BUF_INIT;

	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		meta_check(&tally, seed, &out, NULL);
	ck_assert_msg(tally.differences == 0, "%s", out.at);
	buf_release(&out);
	/* Else all of this would say nothing. */
	ck_assert_msg(tally.faulty * 10 > tally.meshes * 9, "only %zu of %zu meshes have findings", tally.faulty, tally.meshes);
	ck_assert_msg(tally.codes >= 50, "only %zu codes are found", tally.codes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("meta");
	TCase *all = tcase_create("meshes");
	SRunner *runner;
	int failed;

	tcase_set_timeout(all, 120);
	tcase_add_test(all, findings_do_not_depend_on_writing);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
