/* libFuzzer's entry to fuzz_check. */
#include <stdint.h>

#include "test/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	fuzz_check((const char *)bytes, n);
	return 0;
}
