/* Durations as Go writes them. */
#include "type/duration.h"

#include <string.h>

static const struct {
	const char *name;
	uint64_t ns;
} units[] = {
	{"ns", 1}, {"us", 1000}, {"\xc2\xb5s", 1000}, {"\xce\xbcs", 1000}, {"ms", 1000000},
	{"s", 1000000000}, {"m", 60000000000}, {"h", 3600000000000},
};

#define LIMIT ((uint64_t)1 << 63)

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The unit's nanoseconds, and *at moved behind it; 0 where there is no such unit. */
static uint64_t unit(const char **at, const char *end)
{
	const char *begin = *at;

	while (*at < end && **at != '.' && !is_digit(**at))
		(*at)++;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (strlen(units[i].name) == (size_t)(*at - begin) && memcmp(units[i].name, begin, (size_t)(*at - begin)) == 0)
			return units[i].ns;
	return 0;
}

/* One number and its unit; false where it is none or too large. */
static bool part(const char **at, const char *end, uint64_t *ns)
{
	uint64_t whole = 0, fraction = 0, each;
	double scale = 1;
	bool any = false, full = false;

	for (; is_digit(**at); (*at)++, any = true) {
		if (whole > LIMIT / 10)
			return false;
		whole = whole * 10 + (uint64_t)(**at - '0');
	}
	if (**at == '.')
		for ((*at)++; is_digit(**at); (*at)++, any = true) {
			uint64_t more = full || fraction > (LIMIT - 1) / 10 ? LIMIT + 1 : fraction * 10 + (uint64_t)(**at - '0');

			full = more > LIMIT;
			if (!full) {
				fraction = more;
				scale *= 10;
			}
		}
	each = any ? unit(at, end) : 0;
	if (!each || whole > LIMIT / each)
		return false;
	whole *= each;
	whole += (uint64_t)((double)fraction * ((double)each / scale));
	*ns += whole;
	return whole <= LIMIT && *ns <= LIMIT;
}

bool duration_parse(const char *text, size_t len, int64_t *nanoseconds)
{
	const char *at = text, *end = text + len;
	bool negative = text[0] == '-';
	uint64_t ns = 0;

	if (negative || text[0] == '+')
		at++;
	*nanoseconds = 0;
	if (end - at == 1 && *at == '0')
		return true;
	if (at == end)
		return false;
	while (at < end)
		if (!part(&at, end, &ns))
			return false;
	if (ns > (negative ? LIMIT : LIMIT - 1))
		return false;
	*nanoseconds = negative ? (int64_t)(0 - ns) : (int64_t)ns;
	return true;
}
