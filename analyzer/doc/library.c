/* Names the library that parses YAML. */
#include "doc/library.h"

#include <yaml.h>

const char *doc_library(void)
{
	return yaml_get_version_string();
}
