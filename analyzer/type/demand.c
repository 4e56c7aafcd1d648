/* Texts and numbers against what istiod's admission webhook demands of them; what it objects to. */
#include "type/demand.h"

#include <string.h>

#include "type/cel.h"
#include "type/fault.h"
#include "type/judge.h"
#include "type/jwks.h"
#include "type/objections.h"
#include "type/re2.h"
#include "type/text.h"

#define MAX_TABLE 5000011 /* of Maglev */

#define OBJECTION(constant, symbol, word_, number, kebab, level, also, line) \
	extern const struct page page_##symbol; \
	const struct notice notice_##symbol = { \
		.code = number, .name = kebab, .summary = line, .severity = level, \
		.aliases = also, .category = "validation", .page = &page_##symbol, \
	};
#include "type/objection.def"
#undef OBJECTION

static const struct {
	const char *word;
	const struct notice *notice;
} objections[N_OBJECTIONS] = {
#define OBJECTION(constant, symbol, word_, number, kebab, level, also, line) \
	[OBJECTION_##constant] = {word_, &notice_##symbol},
#include "type/objection.def"
#undef OBJECTION
};

/* accepts is NULL where the demand is of numbers, or has a reader of its own. */
static const struct {
	const char *word;
	enum objection objection;
	bool (*accepts)(const char *text, size_t len);
	const char *must;
} demands[N_DEMANDS] = {
#define DEMAND(constant, word_, objection_, test, must_) [DEMAND_##constant] = {word_, OBJECTION_##objection_, test, must_},
#include "type/demand.def"
#undef DEMAND
};

/* What istiod warns of in a text that it takes: that it does not do so. */
static const struct {
	enum objection objection;
	bool (*does)(const char *text, size_t len);
	const char *should;
} cautions[N_DEMANDS] = {
	[DEMAND_SNI_HOST] = {OBJECTION_SNI_ADDRESS, text_is_no_address, "be a name: clients send no addresses"},
	[DEMAND_SMALL_TEXT] = {OBJECTION_LARGE, text_is_slim, "have at most 100 KiB: more slows the control plane down"},
	[DEMAND_SMALL_BYTES] = {OBJECTION_LARGE, text_is_slim_in_base64, "have at most 100 KiB: more slows the control plane down"},
};

enum demand demand_find(const char *word)
{
	for (int i = 1; i < N_DEMANDS; i++)
		if (strcmp(demands[i].word, word) == 0)
			return (enum demand)i;
	return DEMAND_NONE;
}

enum objection objection_find(const char *word)
{
	for (int i = 1; i < N_OBJECTIONS; i++)
		if (strcmp(objections[i].word, word) == 0)
			return (enum objection)i;
	return OBJECTION_NONE;
}

const struct notice *objection_notice(enum objection o)
{
	return objections[o].notice;
}

/* What is wrong with the text, as in "NAME is TEXT; it FAULT", or NULL. */
static const char *text_fault(struct check *c, enum demand d, const struct str *text)
{
	switch (d) {
	case DEMAND_RE2_OR_STAR:
		if (str_is(text, "*"))
			return NULL;
		/* fallthrough */
	case DEMAND_RE2:
		if (text->len == 0)
			return "must not be empty";
		/* fallthrough */
	case DEMAND_RE2_OR_EMPTY:
		if (text->len > RE2_MAX_BYTES)
			return arena_printf(c->arena, "must have at most %d bytes, not %u", RE2_MAX_BYTES, (unsigned)text->len);
		return re2_fault(text->text, text->len);
	case DEMAND_RE2_VERSION:
		return text->len > RE2_MAX_BYTES ? NULL : re2_fault(text->text, text->len);
	case DEMAND_CEL:
		return text->len ? cel_fault(text->text, text->len) : NULL;
	default:
		if (!demands[d].accepts || demands[d].accepts(text->text, text->len))
			return NULL;
		if (text->len == 0)
			return "must not be empty";
		return arena_printf(c->arena, "must %s", demands[d].must);
	}
}

static bool is_prime(int64_t n)
{
	if (n < 4)
		return true;
	if (n % 2 == 0)
		return false;
	for (int64_t i = 3; i * i <= n; i += 2)
		if (n % i == 0)
			return false;
	return true;
}

static bool number_is_fine(enum demand d, double x)
{
	switch (d) {
	case DEMAND_PORT: return x >= 1 && x <= 65535;
	case DEMAND_PORT_OR_ZERO: return x >= 0 && x <= 65535;
	case DEMAND_PERCENT: return x >= 0 && x <= 100;
	case DEMAND_FRACTION: return (x >= 0.0001 && x <= 100) || x == 0;
	case DEMAND_NOT_NEGATIVE: return x >= 0;
	case DEMAND_POSITIVE: return x > 0;
	case DEMAND_HTTP_STATUS: return x >= 200 && x <= 600;
	case DEMAND_REDIRECT_CODE: return (x >= 300 && x <= 399) || x == 0;
	case DEMAND_TABLE_SIZE: return x > 0 && x < MAX_TABLE && is_prime((int64_t)x);
	default: return true;
	}
}

bool demand_is_of_numbers(enum demand d)
{
	return !demands[d].accepts && !(d == DEMAND_RE2 || d == DEMAND_RE2_OR_STAR || d == DEMAND_RE2_VERSION || d == DEMAND_RE2_OR_EMPTY
		|| d == DEMAND_JWKS || d == DEMAND_CEL);
}

static void object_to(struct check *c, enum objection o, struct node *n, bool is_key, const char *message)
{
	const struct notice *notice = objections[o].notice;

	(is_key ? fault_at_key : fault_at)(c, notice, n, "%s", message);
	if (notice->severity == SEVERITY_ERROR && !c->advice)
		n->flags |= NODE_POISONED;
}

/* A set of keys is no text to be shown. */
static void judge_jwks(struct check *c, struct node *n)
{
	bool is_secret;
	const char *fault = n->text->len ? jwks_fault(n->text->text, n->text->len, &is_secret) : NULL;

	if (fault)
		object_to(c, OBJECTION_KEYS, n, false, arena_printf(c->arena, "%s %s", fault_name(c, n), fault));
	else if (n->text->len && is_secret)
		object_to(c, OBJECTION_SECRET, n, false, arena_printf(c->arena,
			"%s holds a private or symmetric key; public keys are enough to verify tokens", fault_name(c, n)));
}

static void judge_caution(struct check *c, enum demand d, struct node *n)
{
	if (cautions[d].does && !cautions[d].does(n->text->text, n->text->len))
		object_to(c, cautions[d].objection, n, false, arena_printf(c->arena, "%s is \"%s\"; it should %s",
			fault_name(c, n), fault_text(c, n->text), cautions[d].should));
}

void judge_demand(struct check *c, enum demand d, struct node *n, bool is_key)
{
	enum objection o = demands[d].objection;
	const struct str *text = is_key ? n->key : n->text;
	const char *name, *fault;

	if (demand_is_of_numbers(d) && !is_key) {
		if (!number_is_fine(d, node_number(n)))
			object_to(c, o, n, false, arena_printf(c->arena, "%s is %s; it must %s",
				fault_name(c, n), fault_text(c, text), demands[d].must));
		return;
	}
	if (d == DEMAND_JWKS) {
		judge_jwks(c, n);
		return;
	}
	fault = text_fault(c, d, text);
	if (!fault && !is_key)
		judge_caution(c, d, n);
	if (!fault)
		return;
	name = is_key ? arena_printf(c->arena, "the key \"%s\" of %s", fault_text(c, text), fault_name(c, n->parent))
		: fault_name(c, n);
	if (is_key || text->len == 0)
		object_to(c, o, n, is_key, arena_printf(c->arena, "%s %s", name, fault));
	else
		object_to(c, o, n, is_key, arena_printf(c->arena, "%s is \"%s\"; it %s", name, fault_text(c, text), fault));
}
