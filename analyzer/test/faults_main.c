/*
 * Let the n-th allocation, read or write fail, for every n in turn, and look at what becomes of the run.
 *
 * faults CASE... where a case is a folder under testdata. Without memory meshlint panics: that is its
 * design, a message with file and line and then abort; any other crash is a defect. A failed read ends in
 * a finding or a message. Whatever fails, the file given with -o holds all of the report or what it held before, and
 * unless the program was aborted nothing else is left in the folder.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/spawn.h"
#include "test/tree.h"

#define MOST_RUNS 400 /* of each kind and case; more calls are sampled */
#define OLD "what was there before\n"

static unsigned long n_runs, n_bad;

/* A file that the program left beside its report, or NULL. */
static const char *leftover(struct arena *a, const char *folder)
{
	struct tree_names names = tree_files(a, folder);

	for (size_t i = 0; i < names.names.n; i++)
		if (strcmp(names.names.at[i], "report.json") != 0)
			return names.names.at[i];
	return NULL;
}

static bool has_place(const char *text)
{
	const char *p = strstr(text, "meshlint: ");

	return p && strstr(p, ".c:");
}

struct setting {
	const char *folder;             /* a copy of the case */
	const char *output;             /* where its report goes, beside it */
	const char *whole;              /* the report of a run in which nothing failed */
	const char *kind;
};

static struct spawn run(struct arena *a, const struct setting *s, unsigned long n, const char *count)
{
	static const char *const args[] = { "check", "-j", "1", "-f", "json", "-o", "../output/report.json", ".", NULL };
	const char *const env[] = {
		arena_printf(a, "MESHLINT_FAULT=%s:%lu", s->kind, n),
		arena_printf(a, "MESHLINT_FAULT_COUNT=%s", count ? count : "/dev/null"),
		NULL
	};
	struct spawn r = { .folder = s->folder, .args = args, .env = env, .seconds = 20 };

	tree_write(arena_printf(a, "%s/report.json", s->output), OLD, strlen(OLD));
	spawn_meshlint(a, &r);
	return r;
}

/* What is wrong with a run whose n-th call failed, or NULL. */
static const char *judge(struct arena *a, const struct setting *s, const struct spawn *r)
{
	bool panicked = r->status == 128 + SIGABRT;
	const char *report = tree_read(a, arena_printf(a, "%s/report.json", s->output), NULL), *left;

	if (r->status == SPAWN_TIMED_OUT)
		return "it does not come to an end";
	if (panicked && (strcmp(s->kind, "memory") != 0 || !has_place(r->err)))
		return "it aborts";
	if (!panicked && r->status > 2)
		return arena_printf(a, "it ends with status %d", r->status);
	if (!report)
		return "the file of -o is gone";
	if (strcmp(s->kind, "write") == 0 && strcmp(report, OLD) == 0 && r->status != 2)
		return "it did not write the report and does not say so";
	if (strcmp(report, OLD) != 0 && strcmp(s->kind, "write") == 0 && strcmp(report, s->whole) != 0)
		return "the file of -o holds part of a report";
	if (strcmp(report, OLD) != 0 && (strncmp(report, s->whole, 16) != 0 || strcmp(report + strlen(report) - 2, "}\n") != 0))
		return "the file of -o holds part of a report";
	left = leftover(a, s->output);
	if (left && !panicked)
		return arena_printf(a, "it leaves the file %s behind", left);
	if (left)
		remove(arena_printf(a, "%s/%s", s->output, left));
	return NULL;
}

static void fail_each(const char *name, struct setting *s, const char *scratch)
{
	struct arena a = ARENA_INIT;
	const char *count = arena_printf(&a, "%s/count", scratch), *text;
	unsigned long n_calls, step;

	run(&a, s, 0, count);
	s->whole = tree_read(&a, arena_printf(&a, "%s/report.json", s->output), NULL);
	text = tree_read(&a, count, NULL);
	n_calls = text ? strtoul(text, NULL, 10) : 0;
	step = n_calls / MOST_RUNS + 1;
	for (unsigned long n = 1; n <= n_calls; n += n < MOST_RUNS / 2 ? 1 : step) {
		struct arena each = ARENA_INIT;
		struct spawn r = run(&each, s, n, NULL);
		const char *wrong = judge(&each, s, &r);

		n_runs++;
		if (wrong) {
			n_bad++;
			printf("faults: %s, %s %lu of %lu: %s\n%s", name, s->kind, n, n_calls, wrong, r.err);
		}
		arena_release(&each);
	}
	printf("faults: %s: %lu %s calls\n", name, n_calls, s->kind);
	arena_release(&a);
}

int main(int argc, char **argv)
{
	static const char *const kinds[] = { "memory", "read", "write", NULL };

	for (int i = 1; i < argc; i++) {
		struct arena a = ARENA_INIT;
		const char *scratch = tree_scratch(&a), *folder = arena_printf(&a, "%s/case", scratch);
		struct setting s = { .folder = folder, .output = arena_printf(&a, "%s/output", scratch) };

		tree_copy(&a, argv[i], folder);
		for (const char *const *kind = kinds; *kind; kind++) {
			s.kind = *kind;
			fail_each(argv[i], &s, scratch);
		}
		tree_remove(scratch);
		arena_release(&a);
	}
	printf("faults: %lu runs with one failed call each, %lu went wrong\n", n_runs, n_bad);
	return n_bad > 0 || n_runs == 0;
}
