#ifndef RULES_NAMES_H
#define RULES_NAMES_H
/*
 * Istio's own annotations and labels: what is known of each name, and a walk
 * over all places of a resource where they stand. For the rules on annotations and on labels.
 */
#include "lint/rule.h"

/* Where an annotation or label stands: on an object of this kind, or in the template of one. */
enum name_place {
	IN_POD                  = 1 << 0, /* pod templates included */
	IN_SERVICE              = 1 << 1,
	IN_NAMESPACE            = 1 << 2,
	IN_SERVICE_ENTRY        = 1 << 3,
	IN_WORKLOAD_ENTRY       = 1 << 4,
	IN_INGRESS              = 1 << 5,
	IN_AUTHORIZATION_POLICY = 1 << 6,
	IN_GATEWAY              = 1 << 7, /* of the Gateway API */
	IN_GATEWAY_CLASS        = 1 << 8,
	IN_CONTROLLER           = 1 << 9, /* a Deployment or its like: the object, not its template */
	IN_CONFIGURATION        = 1 << 10, /* Istio's other kinds */
	ELSEWHERE               = 1 << 11,
	ANYWHERE                = (1 << 12) - 1,
};

enum name_syntax {
	SYNTAX_ANY,
	SYNTAX_BOOL,       /* as Go's ParseBool: 1, t, true, ... */
	SYNTAX_WORDS,      /* one of the words */
	SYNTAX_CASELESS,   /* likewise, large or small */
	SYNTAX_LEVELS,     /* one of the words, and component:word, with commas between */
	SYNTAX_UINT32,
	SYNTAX_PERCENT,
	SYNTAX_PORT,
	SYNTAX_PORTS,
	SYNTAX_PORTS_OR_STAR,
	SYNTAX_CIDRS,
	SYNTAX_CIDRS_OR_STAR,
	SYNTAX_INTERFACES,
	SYNTAX_QUANTITY,
};

/* What happens where the value is not in the syntax. */
enum name_fate {
	FATE_ACCEPTED, /* nobody looks */
	FATE_IGNORED,
	FATE_REFUSED,  /* the injector refuses the pod, istiod's webhook the object, or the proxy does not start */
};

struct known_name {
	const char *name;
	unsigned places;                  /* enum name_place, in a set */
	enum name_syntax syntax;
	const char *words;                /* separated by blanks, or NULL */
	enum name_fate fate;
	uint32_t since, deprecated, gone; /* minor releases of Istio; 0: always, never, never */
	const char *instead;              /* of a deprecated name, or NULL */
};

enum name_family {
	ANNOTATIONS,
	LABELS,
};

/* An annotation or label that stands somewhere, with a name that only Istio may give. */
struct name_use {
	const struct resource *resource;
	const struct node *node;          /* the value; its key is the name */
	const struct known_name *known;   /* NULL: the family has no such name */
	const struct node *metadata;      /* that it stands in */
	const struct node *template;      /* IN_CONTROLLER: the metadata of the pods, or NULL */
	unsigned places;                  /* what the place counts as */
};

/* The kinds that istiod's webhook refuses for annotations of their own that they must not have (IV048). */
#define KINDS_OF_WEBHOOK (KIND_BIT(KIND_VIRTUAL_SERVICE) | KIND_BIT(KIND_DESTINATION_RULE) | KIND_BIT(KIND_GATEWAY) \
	| KIND_BIT(KIND_SERVICE_ENTRY) | KIND_BIT(KIND_SIDECAR) | KIND_BIT(KIND_WORKLOAD_ENTRY) \
	| KIND_BIT(KIND_WORKLOAD_GROUP) | KIND_BIT(KIND_ENVOY_FILTER) | KIND_BIT(KIND_PROXY_CONFIG) \
	| KIND_BIT(KIND_AUTHORIZATION_POLICY) | KIND_BIT(KIND_PEER_AUTHENTICATION) \
	| KIND_BIT(KIND_REQUEST_AUTHENTICATION) | KIND_BIT(KIND_TELEMETRY) \
	| KIND_BIT(KIND_WASM_PLUGIN) | KIND_BIT(KIND_TRAFFIC_EXTENSION))

/* Call judge for each use of one of Istio's names in the resource, in the order of the input. */
void names_visit(struct pass *p, const struct resource *r, enum name_family family,
	void (*judge)(struct pass *p, const struct name_use *use));

/* What is known of a name, or NULL. */
const struct known_name *name_known(enum name_family family, const struct str *name);

/* The known name that somebody probably meant, at most two edits away, or NULL. */
const char *name_suggest(enum name_family family, const struct str *name);

/* Does the part before the slash belong to Istio alone: is there a known name with it? */
bool name_has_own_prefix(const struct str *name);

/* Does a mesh of this release (mesh_release) come after that minor release, or is it that one? minor 0: no. */
bool release_reaches(const struct mesh *m, uint32_t minor);

/* Report that the known name does nothing where it stands, and where it belongs; not where it is written along only. */
void name_report_misplaced(struct pass *p, const struct name_use *use);

/* Offer to make the annotation just reported the label of its name. */
void name_fix_as_label(struct pass *p, const struct name_use *use);

/*
 * Is the value of a known name, where it has its place, in the syntax? If not, the result says what it must be; else it
 * is NULL. Values that a template or a patch leaves open are not judged.
 */
const char *name_value_fault(const struct name_use *use, struct arena *scratch);

/* Offer the one word that a value just reported was surely meant to be: "enabled" for "enable", "true" and "Enabled". */
void name_fix_value(struct pass *p, const struct name_use *use);

#endif
