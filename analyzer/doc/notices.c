/* What can be wrong with input before anyone asks what it means. */
#include "doc/notices.h"

#define NOTICE(constant, number, kebab, level, line) \
	extern const struct page page_##constant; \
	const struct notice notice_##constant = { \
		.code = number, \
		.name = kebab, \
		.summary = line, \
		.severity = level, \
		.category = "input", \
		.page = &page_##constant, \
	}

NOTICE(input_unreadable, "IN001", "input-unreadable", SEVERITY_ERROR,
	"A file or folder cannot be read");
NOTICE(input_syntax, "IN002", "input-syntax", SEVERITY_ERROR,
	"A document is not valid YAML or JSON");
NOTICE(input_encoding, "IN003", "input-encoding", SEVERITY_ERROR,
	"A document holds bytes that are not UTF-8, or control characters");
NOTICE(input_too_deep, "IN004", "input-too-deep", SEVERITY_ERROR,
	"A document nests deeper than any Kubernetes object");
NOTICE(input_alias_bomb, "IN005", "input-alias-bomb", SEVERITY_ERROR,
	"Aliases make a document many times larger than its text");
NOTICE(input_too_large, "IN006", "input-too-large", SEVERITY_ERROR,
	"A file or document is too large to be read");
NOTICE(input_duplicate_key, "IN007", "input-duplicate-key", SEVERITY_ERROR,
	"A map has the same key twice");
NOTICE(input_template, "IN008", "input-template", SEVERITY_INFO,
	"A file is a template and was skipped");
NOTICE(input_binary, "IN009", "input-binary", SEVERITY_ERROR,
	"A file named like YAML or JSON is not text");
NOTICE(input_key, "IN010", "input-key", SEVERITY_ERROR,
	"A key is null, a list or a map");
NOTICE(input_alias, "IN011", "input-alias", SEVERITY_ERROR,
	"An alias or merge key that YAML does not allow there");
NOTICE(input_tag, "IN012", "input-tag", SEVERITY_ERROR,
	"A value does not have the type of its explicit tag");
NOTICE(input_unfinished, "IN013", "input-unfinished", SEVERITY_ERROR,
	"A file has too many errors, so the rest was not read");
NOTICE(input_placeholder, "IN014", "input-placeholder", SEVERITY_INFO,
	"Values hold placeholders and were not judged");
NOTICE(input_foreign, "IN015", "input-foreign", SEVERITY_INFO,
	"A file of a folder is not valid YAML or JSON, and holds no Kubernetes object");
NOTICE(input_not_applied, "IN016", "input-not-applied", SEVERITY_INFO,
	"A file looks like objects but is not applied to a cluster");
NOTICE(input_outside, "IN017", "input-outside", SEVERITY_WARNING,
	"A link or a path in a file leads out of the tree");
NOTICE(input_infinite, "IN018", "input-infinite", SEVERITY_ERROR,
	"A number is infinite or none, which JSON does not have");
