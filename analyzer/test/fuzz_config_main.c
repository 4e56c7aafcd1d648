/* libFuzzer's entry to fuzz_config. */
#include <stdint.h>

#include "test/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	fuzz_config((const char *)bytes, n);
	return 0;
}
