#ifndef TYPE_NOTICES_H
#define TYPE_NOTICES_H
/*
 * The notices of the type checker: an error among them says that the API
 * server refuses the object.
 */
#include "diag/diag.h"

extern const struct notice notice_type_unknown_field;
extern const struct notice notice_type_wrong_type;
extern const struct notice notice_type_missing_field;
extern const struct notice notice_type_unknown_value;
extern const struct notice notice_type_out_of_range;
extern const struct notice notice_type_bad_format;
extern const struct notice notice_type_one_of;
extern const struct notice notice_type_conflict;
extern const struct notice notice_type_bad_length;
extern const struct notice notice_type_duplicate;
extern const struct notice notice_type_too_new;
extern const struct notice notice_type_deprecated;
extern const struct notice notice_type_unknown_version;
extern const struct notice notice_type_not_evaluated;
extern const struct notice notice_type_pattern_steps;

#endif
