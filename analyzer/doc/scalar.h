#ifndef DOC_SCALAR_H
#define DOC_SCALAR_H
/*
 * What a plain scalar means: the resolution of go-yaml v2 followed by the
 * trip through JSON that Kubernetes sends every manifest on. For doc, and for builds, which make new texts.
 *
 * A number that JSON writes without a fraction and that fits 64 signed bits is
 * a whole number, also where it is written "1e3" or "2.0". Dates are strings.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "doc/node.h"

struct value {
	enum scalar scalar;
	bool truth;       /* of SCALAR_BOOL */
	bool is_float;    /* written as a fraction or with an exponent, which JSON may write as a whole number nonetheless */
	int64_t whole;    /* of SCALAR_INT */
	double number;    /* of SCALAR_FLOAT, and where is_float */
};

/* Resolve an unquoted scalar. */
struct value scalar_resolve(const char *text, size_t len);

/* What it is, where its value is not asked for: most texts are told by their first character to be strings. */
enum scalar scalar_kind(const char *text, size_t len);

/* How a key is written that is read as a boolean: "on" or "y" of "true", in the arena; NULL where it is written as it is read, or is no such key. */
const char *scalar_word_of(struct arena *a, const struct source *s, uint32_t begin, uint32_t end, const struct str *key);

/*
 * Resolve a scalar with an explicit tag ("tag:yaml.org,2002:int", "!local"),
 * quoted or not. false where the text is no value of that type.
 */
bool scalar_resolve_tagged(const char *tag, const char *text, size_t len, struct value *out);

/*
 * The text of a number with the tag !!float, such that it means the same without the tag: text itself, of *n bytes, but for
 * large numbers without a fraction, of which not all digits are kept, and which are keys with an exponent.
 */
const char *scalar_float(struct arena *a, const struct value *v, const char *text, size_t *n);

/*
 * The bytes that base64 text stands for, as !!binary has it (line breaks are
 * passed over); NULL where it is no base64.
 */
char *scalar_base64(struct arena *a, const char *text, size_t len, size_t *n);

/*
 * The member name that an unquoted key becomes in JSON: "true" for yes, "16" for 0x10. NULL for a null,
 * and for a whole number that does not fit 64 signed bits.
 * The result is text itself where that is unchanged.
 */
const char *scalar_key(struct arena *a, const char *text, size_t len, size_t *n);

#endif
