/*
 * Damage every fixture and see that meshlint survives: mangle FOLDER... [-n COUNT] [-o FOLDER]
 *
 * Of each file in the folders a byte is changed, or the end is cut off, and the file goes with its neighbours
 * through the whole pipeline in this process, built with sanitizers. COUNT is how often a file is damaged in each way,
 * at places spread over it (0: at every byte). What crashes, or takes more than ten
 * seconds, is written to the output folder and makes the run fail.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/vec.h"
#include "test/fuzz.h"
#include "test/tree.h"

#define SECONDS 10

/* Bytes that mean something to YAML, and some that should not be there. */
static const char noise[] = { '\0', '\t', ' ', '\n', '\r', '"', '\'', ':', '-', '{', '[', '}', ']', '&', '*', '#', '|',
	'%', '!', '<', '0', 'x', '\x7f', '\x80', '\xc3', '\xff' };

struct damage {
	size_t at;
	bool cut;    /* the file ends here; else the byte becomes with */
	char with;
};

struct job {
	struct lint_bytes *files;
	size_t n_files;
	size_t file;            /* which of them is damaged */
	size_t count;           /* how often in each way */
	struct damage *current; /* shared between the processes */
	unsigned long *done;    /* likewise */
};

static void run_damaged(const struct job *job, const struct damage *d)
{
	const struct lint_bytes whole = job->files[job->file];
	size_t n = d->cut ? d->at : whole.n;
	char *bytes = malloc(n + 1); /* not a byte more, so that reading too far shows */

	memcpy(bytes, whole.bytes, n);
	bytes[n] = '\0'; /* as every source has it */
	if (!d->cut)
		bytes[d->at] = d->with;
	job->files[job->file].bytes = bytes;
	job->files[job->file].n = n;
	*job->current = *d;
	alarm(SECONDS);
	fuzz_files(job->files, job->n_files);
	alarm(0);
	job->files[job->file] = whole;
	free(bytes);
	++*job->done;
}

/* All damage to one file; runs in a process of its own. */
static void run_job(const struct job *job)
{
	size_t n = job->files[job->file].n, count = job->count ? job->count : n;
	uint32_t random = (uint32_t)n * 2654435761u;

	for (size_t i = 0; i < count && i < n; i++) {
		struct damage d = { .at = count < n ? i * n / count : i };

		random = random * 1664525u + 1013904223u;
		d.with = noise[(random >> 16) % sizeof noise];
		run_damaged(job, &d);
		d.cut = true;
		run_damaged(job, &d);
	}
}

/* Keep what broke the pipeline, and say so. */
static void keep(struct arena *a, const struct job *job, const char *folder, int how)
{
	const struct lint_bytes *f = &job->files[job->file];
	const struct damage *d = job->current;
	const char *path = arena_printf(a, "%s/mangled-%s-%zu.yaml", folder, d->cut ? "cut" : "changed", d->at);
	char *bytes = arena_alloc(a, f->n + 1);

	memcpy(bytes, f->bytes, f->n);
	if (!d->cut)
		bytes[d->at] = d->with;
	tree_write(path, bytes, d->cut ? d->at : f->n);
	printf("mangle: %s %s at byte %zu: %s %d; kept as %s\n", f->name, d->cut ? "cut" : "changed", d->at,
		WIFSIGNALED(how) ? "signal" : "status", WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how), path);
}

static bool survives(struct arena *a, const struct job *job, const char *folder)
{
	int how = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		run_job(job);
		exit(0);
	}
	if (child < 0 || waitpid(child, &how, 0) != child)
		return false;
	if (WIFEXITED(how) && WEXITSTATUS(how) == 0)
		return true;
	keep(a, job, folder, how);
	return false;
}

static bool is_input(const char *name)
{
	static const char *const ends[] = { ".yaml", ".yml", ".json", NULL };
	size_t n = strlen(name);

	for (const char *const *e = ends; *e; e++)
		if (n >= strlen(*e) && strcmp(name + n - strlen(*e), *e) == 0)
			return true;
	return false;
}

/* Folders that directly hold input files are the cases; find them below this one. */
static void mangle_folder(const char *top, struct job job, const char *output, unsigned long *n_files, unsigned long *n_bad)
{
	struct arena a = ARENA_INIT;
	struct tree_names names = tree_list(&a, top);
	struct { VEC(struct lint_bytes) list; } files = { 0 };

	for (size_t i = 0; i < names.names.n; i++) {
		const char *path = arena_printf(&a, "%s/%s", top, names.names.at[i]);
		struct lint_bytes f = { .name = path };

		if (tree_is_folder(path))
			mangle_folder(path, job, output, n_files, n_bad);
		else if (is_input(path) && (f.bytes = tree_read(&a, path, &f.n)))
			vec_push(&a, &files.list, f);
	}
	job.files = files.list.at;
	job.n_files = files.list.n;
	/* A folder of many files is many cases, each alone. */
	for (job.file = 0; job.file < files.list.n; job.file++) {
		struct job one = job;

		if (files.list.n > 12) {
			one.files += job.file;
			one.n_files = 1;
			one.file = 0;
		}
		++*n_files;
		if (!survives(&a, &one, output))
			++*n_bad;
	}
	arena_release(&a);
}

int main(int argc, char **argv)
{
	unsigned long n_files = 0, n_bad = 0;
	const char *output = ".";
	struct job job = { .count = 32 };
	void *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int c;

	while ((c = getopt(argc, argv, "n:o:")) != -1) {
		if (c == 'n')
			job.count = strtoul(optarg, NULL, 10);
		else if (c == 'o')
			output = optarg;
		else
			return 2;
	}
	job.done = shared;
	job.current = (struct damage *)(job.done + 1);
	for (; optind < argc; optind++)
		mangle_folder(argv[optind], job, output, &n_files, &n_bad);
	printf("mangle: %lu damaged inputs from %lu files, %lu files broke meshlint\n", *job.done, n_files, n_bad);
	munmap(shared, 4096);
	return n_bad > 0 || n_files == 0;
}
