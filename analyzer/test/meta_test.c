/*
 * Metamorphic tests of a few random meshes: however one is written, the findings are the same. "make metamorphic" tries many more.
 */
#include <check.h>
#include <stdlib.h>

#include "test/meta.h"
#include "test/run.h"

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

	tcase_set_timeout(all, 120);
	tcase_add_test(all, findings_do_not_depend_on_writing);
	suite_add_tcase(suite, all);
	return suite_run(suite, CK_FORK_GETENV);
}
