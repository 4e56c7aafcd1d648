#ifndef TEST_RUN_H
#define TEST_RUN_H
/* The end of a test program. For the test programs alone. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * Run the suite, print what came of it, and free it: the exit status of the program. Cases run in processes of their own
 * with CK_FORK_GETENV, unless the environment's CK_FORK is "no", and in this one with CK_NOFORK.
 */
static inline int suite_run(Suite *suite, enum fork_status fork)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	/* Check cuts a message at BUFSIZ bytes, but ends the program for one of more than 4 KiB: the others would not be run. */
	check_set_max_msg_size(2 * (size_t)BUFSIZ);
	srunner_set_fork_status(runner, fork);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
