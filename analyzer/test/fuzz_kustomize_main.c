/* libFuzzer's entry to fuzz_kustomize. */
#include <stdint.h>

#include "test/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	fuzz_kustomize((const char *)bytes, n);
	return 0;
}
