#ifndef DOC_NOTICES_H
#define DOC_NOTICES_H
/*
 * The notices of input that cannot be used as it is. Raised by doc, except
 * input_unreadable, input_too_large, input_binary, input_template, input_foreign, input_not_applied and input_outside, which whoever reads files raises,
 * and input_placeholder, which the type checker raises where the value matters.
 */
#include "diag/diag.h"

extern const struct notice notice_input_unreadable;
extern const struct notice notice_input_syntax;
extern const struct notice notice_input_encoding;
extern const struct notice notice_input_too_deep;
extern const struct notice notice_input_alias_bomb;
extern const struct notice notice_input_too_large;
extern const struct notice notice_input_duplicate_key;
extern const struct notice notice_input_template;
extern const struct notice notice_input_binary;
extern const struct notice notice_input_key;
extern const struct notice notice_input_alias;
extern const struct notice notice_input_tag;
extern const struct notice notice_input_unfinished;
extern const struct notice notice_input_placeholder;
extern const struct notice notice_input_foreign;
extern const struct notice notice_input_not_applied;
extern const struct notice notice_input_outside;
extern const struct notice notice_input_infinite;

#endif
