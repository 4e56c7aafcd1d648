/*
 * Measure the whole program against a bare libyaml pass:
 * measure MESHLINT EVENTS SMALL LARGE PAIRS SCRATCH, where SMALL and LARGE are generated meshes of 2,500
 * and 10,000 resources. All figures come from this one run; runs of the two programs alternate, and
 * medians are taken, of processor time (user and system), so that a busy machine weighs on both alike.
 * Prints figures and whether they are within what the project allows itself; never fails for them.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST_PAIRS 99
#define ALLOWED_RATIO 1.5
#define ALLOWED_GROWTH 4.4

struct run {
	double cpu, wall; /* seconds */
	long peak;        /* KiB */
	int status;
};

struct series {
	struct run at[MOST_PAIRS];
	int n;
};

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Run a program with its output sent nowhere or, where out is given, to that file. */
static struct run run(const char *const argv[], const char *out)
{
	struct rusage usage;
	double begun = now();
	struct run r;
	int how;
	pid_t child = fork();

	if (child == 0) {
		int fd = open(out ? out : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0666);

		dup2(fd, 1);
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	if (child < 0 || wait4(child, &how, 0, &usage) != child || !WIFEXITED(how) || WEXITSTATUS(how) > 1) {
		fprintf(stderr, "measure: %s failed\n", argv[0]);
		exit(1);
	}
	r.wall = now() - begun;
	r.cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
	r.peak = usage.ru_maxrss;
	r.status = WEXITSTATUS(how);
	return r;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(const double *values, int n)
{
	double sorted[MOST_PAIRS];

	memcpy(sorted, values, sizeof *values * (size_t)n);
	qsort(sorted, (size_t)n, sizeof *sorted, by_value);
	return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

static double median_cpu(const struct series *s)
{
	double v[MOST_PAIRS];

	for (int i = 0; i < s->n; i++)
		v[i] = s->at[i].cpu;
	return median(v, s->n);
}

static double median_wall(const struct series *s)
{
	double v[MOST_PAIRS];

	for (int i = 0; i < s->n; i++)
		v[i] = s->at[i].wall;
	return median(v, s->n);
}

static long highest_peak(const struct series *s)
{
	long peak = 0;

	for (int i = 0; i < s->n; i++)
		if (s->at[i].peak > peak)
			peak = s->at[i].peak;
	return peak;
}

static unsigned long bytes_of(const char *events, const char *folder, const char *out)
{
	const char *const argv[] = { events, folder, NULL };
	unsigned long files, bytes, count;
	FILE *f;

	run(argv, out);
	f = fopen(out, "r");
	if (!f || fscanf(f, "%lu %lu %lu", &files, &bytes, &count) != 3) {
		fprintf(stderr, "measure: %s gave no figures\n", events);
		exit(1);
	}
	fclose(f);
	printf("input: %lu files, %lu bytes, %lu events\n", files, bytes, count);
	return bytes;
}

static const char *verdict(double is, double allowed)
{
	return is <= allowed ? "within" : "over";
}

int main(int argc, char **argv)
{
	static struct series whole, bare, small, wide;
	int pairs = argc == 7 ? atoi(argv[5]) : 0;
	const char *meshlint = argv[1];
	unsigned long bytes;
	double ratios[MOST_PAIRS], ratio, growth;

	if (pairs < 1 || pairs > MOST_PAIRS) {
		fprintf(stderr, "usage: measure MESHLINT EVENTS SMALL LARGE PAIRS SCRATCH\n");
		return 2;
	}
	const char *const check_large[] = { meshlint, "check", "--no-config", "-j", "1", "-f", "concise", argv[4], NULL };
	const char *const check_wide[] = { meshlint, "check", "--no-config", "-f", "concise", argv[4], NULL };
	const char *const check_small[] = { meshlint, "check", "--no-config", "-j", "1", "-f", "concise", argv[3], NULL };
	const char *const pass[] = { argv[2], argv[4], NULL };

	bytes = bytes_of(argv[2], argv[4], argv[6]);
	for (int i = 0; i < pairs; i++) {
		bare.at[bare.n++] = run(pass, NULL);
		whole.at[whole.n++] = run(check_large, NULL);
		small.at[small.n++] = run(check_small, NULL);
		wide.at[wide.n++] = run(check_wide, NULL);
		ratios[i] = whole.at[i].cpu / bare.at[i].cpu;
	}
	if (whole.at[0].status != 0)
		printf("the mesh is clean, but meshlint has findings in it\n");
	ratio = median(ratios, pairs);
	growth = median_cpu(&whole) / median_cpu(&small);
	printf("time, one thread: %.0f ms, bare libyaml pass %.0f ms: %.2f times (%s %.1f)\n", median_cpu(&whole) * 1e3,
		median_cpu(&bare) * 1e3, ratio, verdict(ratio, ALLOWED_RATIO), ALLOWED_RATIO);
	printf("time by the clock: %.0f ms on one thread, %.0f ms on all cores\n", median_wall(&whole) * 1e3,
		median_wall(&wide) * 1e3);
	printf("growth from 2,500 to 10,000 resources: %.0f ms to %.0f ms: %.2f times (%s %.1f)\n", median_cpu(&small) * 1e3,
		median_cpu(&whole) * 1e3, growth, verdict(growth, ALLOWED_GROWTH), ALLOWED_GROWTH);
	printf("peak memory: %ld KiB for %lu KiB of input: %.1f times\n", highest_peak(&whole), bytes / 1024,
		(double)highest_peak(&whole) * 1024 / (double)bytes);
	return 0;
}
