#ifndef TYPE_TYPE_H
#define TYPE_TYPE_H
/*
 * What a value may be: the vocabulary that schemas are made of.
 *
 * Types are const tables written by schemas/compile.c, or made at run time
 * from a CustomResourceDefinition (type/crd.h); they are immutable and outlive
 * the run's nodes. schemas/README.md describes the language. Releases of Istio
 * are numbers: 124 is 1.24, 0 is "before 1.15" or "not bound to a release".
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum type_base {
	TYPE_ANY,     /* whatever YAML can say */
	TYPE_OBJECT,  /* fields with names known beforehand */
	TYPE_MAP,     /* names chosen by the user, values of one type */
	TYPE_LIST,
	TYPE_STRING,
	TYPE_BOOL,
	TYPE_INT,
	TYPE_NUMBER,
	TYPE_INT_OR_STRING,
};

enum type_flag {
	TYPE_OPEN     = 1 << 0, /* an object whose unknown fields are kept */
	TYPE_NULLABLE = 1 << 1, /* null is a value; elsewhere a null member counts as absent */
	TYPE_MIN      = 1 << 2, /* min, max are set */
	TYPE_MAX      = 1 << 3,
	TYPE_RUN_TIME = 1 << 4, /* fields are found by interned name, not by key number */
	TYPE_ABOVE    = 1 << 5, /* min itself is not allowed */
	TYPE_BELOW    = 1 << 6, /* max itself is not allowed */
};

/* How a string must look. format.h holds the tests. */
enum format {
	FORMAT_NONE,
	FORMAT_BASE64,       /* "bytes" */
	FORMAT_DATE_TIME,    /* RFC 3339 */
	FORMAT_DURATION,     /* Go's: 1h30m, 1.5ms; at least min nanoseconds where TYPE_MIN is set */
	FORMAT_DATE,
	FORMAT_DNS_LABEL,    /* RFC 1123: lower case, at most 63 */
	FORMAT_DNS_LABEL_OR_EMPTY,
	FORMAT_DNS_LABEL_1035, /* the same, begins with a letter */
	FORMAT_DNS_SUBDOMAIN, /* RFC 1123: labels with dots, at most 253 */
	FORMAT_DNS_SUBDOMAIN_OR_EMPTY,
	FORMAT_LABEL_KEY,    /* optional DNS subdomain and '/', then a name of at most 63 */
	FORMAT_ANNOTATION_KEY, /* the same, upper case allowed before the '/' */
	FORMAT_LABEL_VALUE,  /* empty, or at most 63 of [-_.A-Za-z0-9] with alphanumeric ends */
	FORMAT_PATH_SEGMENT, /* neither ".", "..", nor with '/' or '%' */
	FORMAT_HEADER_NAME,  /* [-_A-Za-z0-9]+ */
	FORMAT_KIND_NAME,    /* a letter, then alphanumerics and inner dashes */
	FORMAT_PORT_NAME,    /* alphanumerics and inner dashes */
	FORMAT_SERVICE_PORT, /* empty, or lower case and inner dashes; how long is the schema's max_len */
	FORMAT_CONTAINER_PORT, /* empty, or words of lower case with single dashes between, at least one letter */
	FORMAT_TARGET_PORT,  /* the same, where it may be a number as well */
	FORMAT_SHA256_OR_EMPTY, /* 64 hexadecimal digits in lower case */
	FORMAT_URL_HTTP,     /* an absolute URL or path as Go's url.ParseRequestURI takes it, scheme http or https */
	FORMAT_URL_MODULE,   /* the same with schemes http, https, file, oci or none; else it must be one behind http:// */
	FORMAT_IP,           /* version 4 or 6 */
	FORMAT_IPV4,
	FORMAT_IPV6,         /* these and the next only in schemas made at run time */
	FORMAT_CIDR,
	FORMAT_UUID,
	FORMAT_URI,
	N_FORMATS
};

/* What a value means to the mesh: rules find what they look for by this. */
enum meaning {
	MEANS_NOTHING,
#define MEANING(constant, word) MEANS_##constant,
#include "type/meaning.def"
#undef MEANING
	N_MEANINGS
};

/* What istiod's admission webhook demands of a text or number that the API server takes. */
enum demand {
	DEMAND_NONE,
#define DEMAND(constant, word, objection, test, must) DEMAND_##constant,
#include "type/demand.def"
#undef DEMAND
	N_DEMANDS
};

/* What it says where that is not so. */
enum objection {
	OBJECTION_NONE,
#define OBJECTION(constant, symbol, word, code, name, severity, aliases, summary) OBJECTION_##constant,
#include "type/objection.def"
#undef OBJECTION
	N_OBJECTIONS
};

/* A regular expression of a schema; compiled at first use by pattern.h. */
struct pattern {
	const char *text;
	const char *must;      /* what a text must do to match, for messages: "begin with a slash"; NULL: the pattern is shown */
	_Atomic(void *) compiled;
};

struct enum_value {
	const char *text;
	const char *about;      /* what it stands for; may be NULL */
	uint16_t since;
	bool deprecated;
	const char *replacement; /* of a deprecated value: what means the same, or NULL */
};

/* Strings that begin with prefix must go on and end in a certain way. */
struct prefix_case {
	const char *prefix;     /* NULL: no such case */
	const char *next_in;    /* the character behind it is one of these; NULL: any */
	const char *not_suffix; /* NULL: any end */
};

/* What the items of a list demand of each other. */
enum unique_kind {
	UNIQUE_KEY,    /* no two agree in all the names; without names: no two are the same */
	UNIQUE_ONE_OF, /* names[0] is one of the values in one of them at most */
	UNIQUE_ALIKE,  /* those that agree in all names but the last have all that one, or none of them has */
	UNIQUE_ALONE,  /* who is one of the values is the only one */
	UNIQUE_TOTAL,  /* the lists names[0] of all of them have at most `most` items together */
};

struct unique {
	enum unique_kind kind;
	const char *const *names;  /* n of them */
	const uint32_t *keys;      /* their key numbers; 0 in run-time types */
	const char *const *values; /* ended by NULL; of UNIQUE_KEY: items whose names[0] is none of them do not count; NULL: all do */
	uint32_t n;
	uint32_t needed;           /* bit i: items without names[i] do not count */
	uint32_t most;
};

struct field {
	const char *name;
	const struct str *str;  /* of run-time types: the interned name; else NULL */
	uint32_t key;           /* the name's number; 0 in run-time types */
	uint16_t since;
	bool required;
	bool nullable;
	bool deprecated;
	bool advice;            /* no API server judges its value: see struct check */
	bool dropped;           /* the API server ignores it on writing: only unknown fields in it are refused */
	bool unwatched;         /* istiod's webhook does not look into it: no demands below */
	bool has_default;       /* of run-time types: the API server fills it in, so that it is never missing */
	const char *replacement; /* of a deprecated field: the name of its successor, or NULL */
	const char *absent;      /* the value that counts when it is left out, as text; NULL: none or unknown */
	const char *about;
	const struct type *type;
};

/* What fields of one object demand of each other. */
enum clause_kind {
	CLAUSE_AT_MOST_ONE,      /* of the fields */
	CLAUSE_EXACTLY_ONE,
	CLAUSE_AT_LEAST_ONE,
	CLAUSE_EXCLUDES,         /* any of the fields present: none of the others */
	CLAUSE_FORBID,           /* when the condition holds: the others are absent, */
	CLAUSE_REQUIRE,          /* ... others[0] is present, */
	CLAUSE_REQUIRE_NONEMPTY, /* ... and the path `others` leads to something that is not empty, */
	CLAUSE_MAX_ITEMS,        /* ... has at most n items, */
	CLAUSE_REQUIRE_IN,       /* ... is one of values, */
	CLAUSE_REQUIRE_ANY,      /* ... one of the others at least is there and not empty, */
	CLAUSE_NOT_MORE,         /* ... others[0] is no greater number or duration than others[1], */
	CLAUSE_BE,               /* ... others[0] is what another type wants, too */
};

enum condition_kind {
	COND_PRESENT,
	COND_ABSENT,
	COND_IS,        /* the field's value, or absent_is where it is left out, equals value */
	COND_IS_NOT,
	COND_PREFIX,    /* its text begins with value */
	COND_ANY_ITEM_CONTAINS,
	COND_IN,        /* the field's value, or absent_is where it is left out, is one of choices */
	COND_NONZERO,   /* it is there, a number or duration, and not zero */
	COND_ONE_HAS,   /* the path leads on from exactly one of its items, and so of each list on the way */
};

struct member_ref {
	const char *name;
	const struct str *str;  /* of run-time types */
	uint32_t key;
};

struct clause {
	enum clause_kind kind;
	enum condition_kind condition;
	bool filled;                       /* of the groups: what is empty is not present */
	uint16_t objection;                /* enum objection: istiod's webhook wants it so; OBJECTION_NONE: the API server does */
	struct member_ref field;           /* of the condition */
	const char *value;
	const char *absent_is;             /* what a missing field of the condition counts as; NULL: as nothing */
	const char *const *choices;        /* of COND_IN, ended by NULL */
	const struct clause *also;         /* whose condition must hold too; NULL: none */
	const struct member_ref *fields;   /* of the groups, and the path of COND_ONE_HAS */
	const struct member_ref *others;   /* excluded fields, or the consequence's path */
	uint32_t n_fields, n_others;
	uint32_t n;                        /* of CLAUSE_MAX_ITEMS */
	const char *const *values;         /* of CLAUSE_REQUIRE_IN, ended by NULL */
	const char *other_absent_is;       /* what a missing others[0] counts as in CLAUSE_REQUIRE_IN */
	const struct type *be;             /* of CLAUSE_BE */
	const char *say;                   /* own words for the finding; NULL: the usual ones */
};

/* What every value is held against stands in the first 64 bytes, as much as a processor fetches at once. */
struct type {
	enum type_base base;
	uint16_t flags;
	uint16_t format;               /* enum format */
	uint16_t demand;               /* enum demand */
	bool empty;                    /* no character, item or member at all is allowed */
	uint32_t n_fields;
	uint32_t n_values;
	uint32_t min_n, max_n;         /* characters, items or members; max_n 0: any number */
	uint32_t n_clauses;
	const struct field *fields;    /* sorted by key number, or by address of str where TYPE_RUN_TIME */
	const struct type *item;       /* of lists and maps */
	const struct clause *clauses;
	struct pattern *pattern;       /* NULL: none */
	const struct enum_value *values; /* of strings, n_values */
	const char *not_equal;         /* of strings; NULL: none */
	const char *not_contains;
	struct prefix_case prefix;
	const struct type *key;        /* of maps: a string, or an int that the name must be */
	const struct unique *unique;   /* n_unique */
	uint32_t n_unique;
	uint16_t means;                /* enum meaning */
	uint16_t not_format;           /* enum format that a text must not have */
	const char *name;              /* NULL for one that is written in place */
	const char *about;
	struct pattern *not_pattern;   /* that a text must not match; NULL: none */
	int64_t min, max;              /* of TYPE_INT; of durations in nanoseconds */
	double min_number, max_number; /* of TYPE_NUMBER */
};

struct served {
	const char *version;  /* "v1beta1" */
	uint16_t since;       /* the Istio release that has it first */
	uint16_t until;       /* the last one; 0: still there */
};

/* One kind of object, in all its versions. */
struct schema {
	const char *group;        /* "" for the core group */
	const char *kind;
	const char *about;
	bool namespaced;
	bool local;               /* read by a tool, not kept by an API server: needs no name, errors are warnings */
	bool profile;             /* without metadata it is a set of defaults that a tool reads: needs no name */
	uint16_t name_format;     /* enum format of metadata.name */
	const struct served *versions;
	uint32_t n_versions;
	const struct type *type;  /* the object, apiVersion, kind and metadata included */
};

/* The field of an object type with this name, or NULL. */
const struct field *type_field(const struct type *t, const struct str *name);

/* The same by text, for tools and tests. */
const struct field *type_field_named(const struct type *t, const char *name);

/* "a list", "an object", "a whole number": for messages. */
const char *type_base_words(const struct type *t);

/* The schema's version of this name, or NULL. */
const struct served *schema_version(const struct schema *s, const char *version);

/* "host" for MEANS_HOST; MEANS_NOTHING where there is no such word. */
const char *meaning_name(enum meaning m);
enum meaning meaning_find(const char *word);

#endif
