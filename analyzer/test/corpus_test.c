/*
 * Runs again what once broke a fuzzing target: every file of
 * testdata/corpus/<target>/. A process each, so that one crash hides no other.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "base/vec.h"
#include "test/fuzz.h"
#include "test/run.h"
#include "test/tree.h"

#define CORPUS "testdata/corpus"

struct input {
	const struct fuzz_target *target;
	const char *path;
};

static struct arena arena;

static struct {
	VEC(struct input) list;
} inputs;

START_TEST(input_is_survived)
{
	const struct input *in = &inputs.list.at[_i];
	size_t n = 0;
	const char *bytes = tree_read(&arena, in->path, &n);

	ck_assert_msg(bytes != NULL, "%s cannot be read", in->path);
	in->target->run(bytes, n);
	arena_release(&arena);
}
END_TEST

START_TEST(folders_are_targets)
{
	struct tree_names list = tree_list(&arena, CORPUS);

	for (size_t i = 0; i < list.names.n; i++) {
		bool known = false;

		for (size_t k = 0; k < n_fuzz_targets; k++)
			known |= strcmp(fuzz_targets[k].name, list.names.at[i]) == 0;
		ck_assert_msg(known, CORPUS "/%s is no target's", list.names.at[i]);
	}
	arena_release(&arena);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("corpus");
	TCase *all = tcase_create("inputs");
	int status;

	for (size_t t = 0; t < n_fuzz_targets; t++) {
		const char *folder = arena_printf(&arena, CORPUS "/%s", fuzz_targets[t].name);
		struct tree_names list = tree_list(&arena, folder);

		for (size_t i = 0; i < list.names.n; i++)
			vec_push(&arena, &inputs.list, ((struct input){ &fuzz_targets[t],
				arena_printf(&arena, "%s/%s", folder, list.names.at[i]) }));
	}
	if (!inputs.list.n)
		panic(CORPUS " holds no input of a target");
	tcase_set_timeout(all, 30);
	tcase_add_loop_test(all, input_is_survived, 0, (int)inputs.list.n);
	tcase_add_test(all, folders_are_targets);
	suite_add_tcase(suite, all);
	status = suite_run(suite, CK_FORK_GETENV);
	arena_release(&arena);
	return status;
}
