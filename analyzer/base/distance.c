/* Optimal string alignment, row by row. */
#include "base/distance.h"

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t edit_distance(const char *a, size_t a_len, const char *b, size_t b_len, size_t limit)
{
	size_t row[3][EDIT_LONGEST + 1];
	size_t *before = row[0], *last = row[1], *now = row[2];

	if (a_len > EDIT_LONGEST || b_len > EDIT_LONGEST
			|| (a_len > b_len ? a_len - b_len : b_len - a_len) > limit)
		return limit + 1;
	for (size_t j = 0; j <= b_len; j++)
		last[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *oldest = before;

		now[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			now[j] = least(least(last[j], now[j - 1]) + 1,
				last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		before = last;
		last = now;
		now = oldest;
	}
	return least(last[b_len], limit + 1);
}
