/* What can be wrong with an object by its schema alone. */
#include "type/notices.h"

#define NOTICE_ALSO(constant, number, kebab, level, edits, line, also) \
	extern const struct page page_##constant; \
	const struct notice notice_##constant = { \
		.code = number, \
		.name = kebab, \
		.summary = line, \
		.severity = level, \
		.aliases = also, \
		.category = "schema", \
		.fixable = edits, \
		.page = &page_##constant, \
	}
#define NOTICE(constant, number, kebab, level, edits, line) \
	NOTICE_ALSO(constant, number, kebab, level, edits, line, NULL)

NOTICE(type_unknown_field, "TY001", "type-unknown-field", SEVERITY_ERROR, true,
	"An object has an unknown field");
NOTICE(type_wrong_type, "TY002", "type-wrong-type", SEVERITY_ERROR, true,
	"A value has the wrong type");
NOTICE_ALSO(type_missing_field, "TY003", "type-missing-field", SEVERITY_ERROR, false,
	"A required field is missing", "IST0106");
NOTICE(type_unknown_value, "TY004", "type-unknown-value", SEVERITY_ERROR, true,
	"A value is not one of those that its field accepts");
NOTICE_ALSO(type_out_of_range, "TY005", "type-out-of-range", SEVERITY_ERROR, false,
	"A number or duration is too small or too large", "IST0106");
NOTICE_ALSO(type_bad_format, "TY006", "type-bad-format", SEVERITY_ERROR, true,
	"A string does not have the format that its field requires", "IST0106");
NOTICE_ALSO(type_one_of, "TY007", "type-one-of", SEVERITY_ERROR, false,
	"Several fields are set of which only one may be, or none is set", "IST0106");
NOTICE_ALSO(type_conflict, "TY008", "type-conflict", SEVERITY_ERROR, false,
	"A field cannot be combined with the value of another field", "IST0106");
NOTICE_ALSO(type_bad_length, "TY009", "type-bad-length", SEVERITY_ERROR, false,
	"A string, list or map is too short or too long", "IST0106");
NOTICE_ALSO(type_duplicate, "TY010", "type-duplicate", SEVERITY_ERROR, false,
	"Two items of a list have the same key", "IST0106");
NOTICE(type_too_new, "TY011", "type-too-new", SEVERITY_ERROR, false,
	"A field, value or API version needs a later Istio release");
NOTICE_ALSO(type_deprecated, "TY012", "type-deprecated", SEVERITY_INFO, true,
	"A field or value is deprecated", "IST0002");
NOTICE(type_unknown_version, "TY013", "type-unknown-version", SEVERITY_ERROR, true,
	"The kind has no such API version");
NOTICE(type_not_evaluated, "TY014", "type-not-evaluated", SEVERITY_OFF, false,
	"A CustomResourceDefinition has validation rules that were not evaluated");
NOTICE(type_pattern_steps, "TY015", "type-pattern-steps", SEVERITY_INFO, false,
	"A value takes too many steps to be matched with a pattern");
