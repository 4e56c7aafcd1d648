/*
 * Random meshes, each written in many ways that mean the same: meta [-n SEEDS] [-s FIRST] [-o FOLDER] [-v]
 *
 * Differences are printed (with -v all, else those of the first seeds that have any) and their files kept in FOLDER; then the run fails.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test/meta.h"

#define MOST_TOLD 20000 /* bytes of differences */

int main(int argc, char **argv)
{
	static struct meta_tally tally;
	struct buf out = BUF_INIT;
	unsigned long first = 1, seeds = 100;
	const char *folder = NULL;
	bool all = false;
	int c;

	while ((c = getopt(argc, argv, "n:s:o:v")) != -1) {
		switch (c) {
		case 'n': seeds = strtoul(optarg, NULL, 10); break;
		case 's': first = strtoul(optarg, NULL, 10); break;
		case 'o': folder = optarg; break;
		case 'v': all = true; break;
		default: return 2;
		}
	}
	for (unsigned long seed = first; seed < first + seeds; seed++) {
		size_t told = out.n;

		meta_check(&tally, seed, &out, told < MOST_TOLD ? folder : NULL);
		if (all || told < MOST_TOLD)
			fputs(out.at ? out.at + told : "", stdout);
	}
	buf_clear(&out);
	meta_summary(&tally, &out);
	printf("metamorphic: %s", out.at);
	buf_release(&out);
	return tally.differences > 0 || tally.codes == 0;
}
