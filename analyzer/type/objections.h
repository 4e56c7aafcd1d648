#ifndef TYPE_OBJECTIONS_H
#define TYPE_OBJECTIONS_H
/*
 * The notices of what istiod's admission webhook refuses (severity error) or warns of.
 */
#include "diag/diag.h"

#define OBJECTION(constant, symbol, word, number, kebab, level, also, line) extern const struct notice notice_##symbol;
#include "type/objection.def"
#undef OBJECTION

#endif
