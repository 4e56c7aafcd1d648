/* Names of truths. */
#include "base/truth.h"

const char *truth_name(enum truth t)
{
	static const char *const names[] = {"NO", "UNKNOWN", "YES"};

	return names[t];
}
