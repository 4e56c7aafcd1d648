/* Values of settings from their texts, and the arithmetic of paths. */
#include "lint/settings.h"

#include <string.h>

static bool number_parse(const char **at, uint32_t *out)
{
	const char *begin = *at;

	for (*out = 0; **at >= '0' && **at <= '9' && *at - begin < 4; (*at)++)
		*out = *out * 10 + (uint32_t)(**at - '0');
	return *at > begin;
}

bool release_parse(const char *text, uint32_t *major, uint32_t *minor)
{
	uint32_t patch;

	if (!number_parse(&text, major) || *text++ != '.' || !number_parse(&text, minor))
		return false;
	if (*text == '.' && (text++, !number_parse(&text, &patch)))
		return false;
	return *text == '\0' && *minor < 100 && *major > 0;
}

bool release_is_known(uint32_t major, uint32_t minor)
{
	return major == 1 && minor >= ISTIO_OLDEST && minor <= ISTIO_NEWEST;
}

bool world_parse(const char *text, enum world *out)
{
	static const char *const names[] = { [WORLD_AUTO] = "auto", [WORLD_CLOSED] = "closed", [WORLD_OPEN] = "open" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i], text) == 0) {
			*out = (enum world)i;
			return true;
		}
	return false;
}
