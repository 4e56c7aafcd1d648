/* The catalogue of rules.def as data. */
#include "rules/registry.h"

#include "lint/rule.h"

#define RULE(code, symbol) extern const struct rule rule_##symbol;
#define ENGINE(code, symbol) extern const struct notice notice_##symbol;
#define RETIRED(code)
#include "rules/rules.def"
#undef RULE
#undef ENGINE

#define ENGINE(code, symbol)
#define RULE(code, symbol) &rule_##symbol,
static const struct rule *const rules[] = {
#include "rules/rules.def"
	NULL
};
#undef RULE
#undef ENGINE

#define RULE(code, symbol)
#define ENGINE(code, symbol) &notice_##symbol,
static const struct notice *const engine[] = {
#include "rules/rules.def"
	NULL
};
#undef ENGINE
#undef RETIRED

#define ENGINE(code, symbol)
#define RETIRED(code) #code,
static const char *const retired[] = {
#include "rules/rules.def"
	NULL
};

const struct catalogue registry = {
	.rules = rules, .n_rules = sizeof rules / sizeof rules[0] - 1,
	.engine = engine, .n_engine = sizeof engine / sizeof engine[0] - 1,
	.retired = retired, .n_retired = sizeof retired / sizeof retired[0] - 1,
};
