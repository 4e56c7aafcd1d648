/* Knows the ports of the sidecar. */
#include "rules/reserved.h"

#include <stddef.h>

static const struct {
	uint32_t number;
	const char *use;
} reserved[] = {
	{ 15001, "outbound traffic" },
	{ 15006, "inbound traffic" },
	{ 15021, "health checks" },
	{ 15090, "metrics" },
};

const char *reserved_use(uint32_t number)
{
	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
		if (reserved[i].number == number)
			return reserved[i].use;
	return NULL;
}
