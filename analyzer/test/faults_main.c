/*
 * Let the n-th allocation, read or write fail, for every n in turn, and look at what becomes of the run.
 *
 * faults CASE... where a case is a folder under testdata/faults: args holds a command line a line, each of which is run
 * in a copy of the folder with every kind of fault; stdin and env (NAME=value) are what the program is given besides. What
 * inject.c can do is what is done. Without memory meshlint panics: that is its design, a message with file and line and
 * then abort; any other crash is a defect. What cannot be read is told, what cannot be written too, once. Whatever
 * fails, the file given with -o holds all of the report or what it held before, and nothing else is left beside it.
 *
 * With threads (-j 4) it is another call each time that is the n-th. Of these runs is asked what holds for all of them:
 * that they end properly and leave no half of a report.
 *
 * The rows are shared out among two processes.
 */
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/vec.h"
#include "test/spawn.h"
#include "test/tree.h"

#define N_PROCESSES 2
#define LAST_CALLS 16 /* with which the report is written: none of these is left out */
#define MOST_TOLD 5 /* runs that went wrong, of a row and a kind of fault */
#define OLD "what was there before\n"

enum may {
	MAY_ABORT = 1,  /* without memory */
	MAY_DIFFER = 2, /* the report need not be the whole one, if the program says so */
	MAY_STAY = 4,   /* there may be no new report, if the program says so */
	MAY_END = 8     /* by the signal */
};

/* What goes wrong, and what may come of it. */
static const struct kind {
	const char *name;
	unsigned may;
	unsigned long most; /* runs of a row, or a few more; of more calls every k-th is taken */
	unsigned long fixed; /* not for each call, but these numbers from 1 */
} kinds[] = {
	{ "memory", MAY_ABORT, 80, 0 },
	{ "read", MAY_DIFFER, 120, 0 },
	{ "write", MAY_STAY, 120, 0 },
	{ "full", MAY_STAY, 60, 0 },
	{ "signal", MAY_STAY | MAY_END, 60, 0 },
	{ "short", 0, 0, 2 },
	{ "broken", 0, 0, 2 },
};

#define N_KINDS (sizeof kinds / sizeof *kinds)

/* A command line of a case. */
struct row {
	const char *folder, *words;
};

static struct {
	VEC(struct row) list;
} rows;

/* What the processes share. */
static struct tally {
	atomic_ulong next, runs, bad;
} *tally;

/* A row as it is being run. */
struct setting {
	const struct row *row;
	const struct kind *kind;
	const char *scratch;
	const char *const *args;
	bool threads, file;  /* more than one; the report goes to a file */
	struct spawn whole;  /* a run in which nothing went wrong, */
	const char *report;  /* and its report */
};

static const char *const *lines_of(struct arena *a, const char *text)
{
	VEC(const char *) lines = { 0 };

	for (; text && *text; text += strcspn(text, "\n") + (text[strcspn(text, "\n")] == '\n'))
		if (strcspn(text, "\n"))
			vec_push(a, &lines, arena_strndup(a, text, strcspn(text, "\n")));
	vec_push(a, &lines, NULL);
	return lines.at;
}

static const char *output_of(struct arena *a, const struct setting *s)
{
	return arena_printf(a, "%s/output/report", s->scratch);
}

static struct spawn run(struct arena *a, const struct setting *s, unsigned long n, const char *count)
{
	const char *const faults[] = {
		arena_printf(a, "MESHLINT_FAULT=%s:%lu", s->kind->name, n),
		arena_printf(a, "MESHLINT_FAULT_COUNT=%s", count ? count : "/dev/null"),
		NULL
	};
	struct spawn r = { .folder = arena_printf(a, "%s/case", s->scratch), .args = s->args, .seconds = 30 };

	r.env = spawn_join(a, faults, lines_of(a, tree_read(a, arena_printf(a, "%s/env", s->row->folder), NULL)));
	r.in = tree_read(a, arena_printf(a, "%s/stdin", s->row->folder), &r.n_in);
	if (!r.in)
		r.n_in = 0;
	tree_write(output_of(a, s), OLD, strlen(OLD));
	spawn_meshlint(a, &r);
	return r;
}

/* A file that the program left beside its report or in the tree, or NULL. */
static const char *leftover(struct arena *a, const struct setting *s)
{
	struct tree_names names = tree_files(a, arena_printf(a, "%s/output", s->scratch));

	for (size_t i = 0; i < names.names.n; i++)
		if (strcmp(names.names.at[i], "report") != 0)
			return names.names.at[i];
	return NULL;
}

/* Does a panic say where it is? */
static bool has_place(const char *text)
{
	const char *p = strstr(text, "meshlint: ");

	return p && strstr(p, ".c:");
}

static size_t occurrences(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

/* Does the report begin and end as the whole one does? What is between may be other findings. */
static bool is_closed(const char *report, const char *whole)
{
	size_t n = strlen(report), of = strlen(whole);

	if (n < 3 || report[n - 1] != '\n')
		return false;
	return !strchr("{[", whole[0]) || (strncmp(report, whole, 3) == 0 && strcmp(report + n - 2, whole + of - 2) == 0);
}

/* What is wrong with the end of a run, or NULL. */
static const char *judge_end(struct arena *a, const struct setting *s, const struct spawn *r, bool aborted, bool ended)
{
	if (r->status == SPAWN_TIMED_OUT)
		return "it does not come to an end";
	if (aborted && (!(s->kind->may & MAY_ABORT) || !has_place(r->err)))
		return "it aborts";
	if (ended && !(s->kind->may & MAY_END))
		return arena_printf(a, "a signal ends it: %d", r->status - 128);
	if (!aborted && !ended && r->status > 2)
		return arena_printf(a, "it ends with status %d", r->status);
	return NULL;
}

/* What is wrong with what the file of -o holds, or NULL. */
static const char *judge_file(const struct setting *s, const struct spawn *r, const char *report, bool cut)
{
	bool stays = strcmp(report, OLD) == 0;

	if (stays && !cut && r->status != 2)
		return "it did not write the report and does not say so";
	if (stays && !cut && (s->kind->may & MAY_STAY) && occurrences(r->err, "cannot write") != 1)
		return "it does not say once that it could not write the report";
	if (!stays && !is_closed(report, s->report))
		return "the file of -o holds part of a report";
	return NULL;
}

/* What is wrong with a run, or NULL. */
static const char *judge(struct arena *a, const struct setting *s, const struct spawn *r)
{
	bool aborted = r->status == 128 + SIGABRT, ended = r->status > 128 && !aborted, cut = aborted || ended;
	const char *report = s->file ? tree_read(a, output_of(a, s), NULL) : r->out, *left = leftover(a, s);
	const char *wrong = judge_end(a, s, r, aborted, ended);

	if (!wrong && !report)
		wrong = "the file of -o is gone";
	if (!wrong && s->file)
		wrong = judge_file(s, r, report, cut);
	if (!wrong && left)
		wrong = arena_printf(a, "it leaves the file %s behind", left);
	if (left)
		remove(arena_printf(a, "%s/output/%s", s->scratch, left));
	if (wrong || s->threads || cut || r->status == 2)
		return wrong;
	if (strcmp(report, s->report) != 0)
		return "its report is another, and nothing says why";
	if (r->status != s->whole.status)
		return arena_printf(a, "it ends with status %d, not %d", r->status, s->whole.status);
	return NULL;
}

/* Faults that change nothing: also where the whole run ends with status 2. */
static const char *judge_same(struct arena *a, const struct setting *s, const struct spawn *r)
{
	const char *wrong = judge(a, s, r), *report = s->file ? tree_read(a, output_of(a, s), NULL) : r->out;

	if (!wrong && (strcmp(report, s->report) != 0 || strcmp(r->err, s->whole.err) != 0 || r->status != s->whole.status))
		wrong = "it says something else";
	return wrong;
}

static unsigned long fail_each(const struct setting *s, unsigned long n_calls)
{
	unsigned long most = s->threads ? s->kind->most / 4 : s->kind->most, n_runs = 0;
	unsigned long told = 0, last = s->kind->fixed ? s->kind->fixed : n_calls, step = s->kind->fixed || n_calls <= most ? 1 : n_calls / most + 1;

	for (unsigned long n = 1; n <= last; n += n + LAST_CALLS < last ? step : 1) {
		struct arena each = ARENA_INIT;
		struct spawn r = run(&each, s, n, NULL);
		const char *wrong = s->kind->may ? judge(&each, s, &r) : judge_same(&each, s, &r);

		n_runs++;
		if (wrong)
			tally->bad++;
		if (wrong && told++ < MOST_TOLD)
			printf("faults: %s: %s: %s %lu of %lu: %s\n%.2000s", s->row->folder, s->row->words, s->kind->name, n, n_calls, wrong, r.err);
		arena_release(&each);
	}
	return n_runs;
}

/* One kind of fault in one row. */
static void try_row(const struct row *row, const struct kind *kind)
{
	struct arena a = ARENA_INIT;
	struct setting s = { .row = row, .kind = kind, .scratch = tree_scratch(&a), .args = spawn_words(&a, row->words) };
	const char *count = arena_printf(&a, "%s/count", s.scratch), *text;
	unsigned long n_calls, n_runs;

	s.threads = strstr(row->words, "-j 4") != NULL;
	s.file = strstr(row->words, "-o ") != NULL;
	tree_copy(&a, row->folder, arena_printf(&a, "%s/case", s.scratch));
	s.whole = run(&a, &s, 0, count);
	s.report = s.file ? tree_read(&a, output_of(&a, &s), NULL) : s.whole.out;
	text = tree_read(&a, count, NULL);
	n_calls = text ? strtoul(text, NULL, 10) : 0;
	if (s.whole.status > 2 || (s.file && strcmp(s.report, OLD) == 0) || (!kind->fixed && n_calls == 0)) {
		tally->bad++;
		printf("faults: %s: %s: without a fault it ends with status %d after %lu %s calls\n%.2000s", row->folder, row->words,
			s.whole.status, n_calls, kind->name, s.whole.err);
	}
	n_runs = fail_each(&s, n_calls);
	tally->runs += n_runs;
	printf("faults: %s: %s: %s, %lu runs of %lu calls\n", row->folder, row->words, kind->name, n_runs, kind->fixed ? kind->fixed : n_calls);
	tree_remove(s.scratch);
	arena_release(&a);
}

static void work(void)
{
	for (unsigned long i; (i = tally->next++) < rows.list.n * N_KINDS; )
		try_row(&rows.list.at[i / N_KINDS], &kinds[i % N_KINDS]);
}

int main(int argc, char **argv)
{
	struct arena a = ARENA_INIT;
	int lost = 0, how;

	setvbuf(stdout, NULL, _IOLBF, 0);
	tally = mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (tally == MAP_FAILED)
		return EXIT_FAILURE;
	for (int i = 1; i < argc; i++) {
		const char *const *lines = lines_of(&a, tree_read(&a, arena_printf(&a, "%s/args", argv[i]), NULL));

		for (; *lines; lines++)
			vec_push(&a, &rows.list, ((struct row){ argv[i], *lines }));
	}
	for (int i = 0; i < N_PROCESSES; i++)
		if (fork() == 0) {
			work();
			exit(EXIT_SUCCESS);
		}
	while (wait(&how) > 0)
		lost += how != 0;
	printf("faults: %lu runs with one fault each, %lu went wrong\n", tally->runs, tally->bad);
	if (lost)
		printf("faults: %d of %d processes did not come to their end\n", lost, N_PROCESSES);
	how = tally->bad > 0 || tally->runs == 0 || lost;
	arena_release(&a);
	return how;
}
