/* Judges values of settings by their texts. */
#include "lint/value.h"

#include <string.h>

#include "lint/settings.h"
#include "type/text.h"

#define NAMESPACE "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
#define LABEL     "[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?"

static bool is_namespace(const char *text)
{
	for (const char *c = text; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			return false;
	return text_is_dns_label(text, strlen(text));
}

/* A whole one: a name without a dot is that of a service in whatever namespace asks for it. */
static bool is_host(const char *text)
{
	size_t n = strlen(text);

	return strpbrk(text, ".:*") && (text_is_wildcard_host(text, n) || text_is_address(text, n));
}

/* What is wrong with a glob, or NULL. */
static const char *glob_fault(const char *text)
{
	for (const char *at = text; *at; at++) {
		if (*at == '\\') {
			if (!*++at)
				return "ends in a \"\\\" with nothing behind it";
		} else if (*at == '[') {
			const char *first = at + 1 + (at[1] == '!' || at[1] == '^'), *end = *first ? strchr(first + 1, ']') : NULL, *slash = strchr(at, '/');

			if (!end || (slash && slash < end))
				return "has a \"[\" that is never closed (\"\\[\" is the character)";
			at = end;
		}
	}
	return text[strspn(text, "/!")] ? NULL : "names nothing";
}

static const char *release_fault(struct arena *a, const char *text)
{
	uint32_t major, minor;

	if (!release_parse(text, &major, &minor))
		return arena_printf(a, "expects a release such as 1.24, not \"%s\"", text);
	return release_is_known(major, minor) ? NULL : arena_printf(a, "is \"%s\", and this meshlint knows " ISTIO_KNOWN, text);
}

const char *value_fault(struct arena *a, enum value_sort sort, const char *text)
{
	const char *why;
	enum world world;

	switch (sort) {
	case VALUE_NAMESPACE:
		return is_namespace(text) ? NULL
			: arena_printf(a, "expects a namespace (up to 63 lowercase letters, digits and dashes, no dash at the ends), not \"%s\"", text);
	case VALUE_HOST:
		return is_host(text) ? NULL
			: arena_printf(a, "expects a host such as api.example.com, *.example.com or 192.0.2.1, not \"%s\"", text);
	case VALUE_DOMAIN:
		return text_is_fqdn(text, strlen(text)) ? NULL : arena_printf(a, "expects a domain such as cluster.local, not \"%s\"", text);
	case VALUE_GLOB:
		why = glob_fault(text);
		return why ? arena_printf(a, "expects a pattern as in .gitignore; \"%s\" %s", text, why) : NULL;
	case VALUE_RELEASE:
		return release_fault(a, text);
	case VALUE_WORLD:
		return world_parse(text, &world) ? NULL : arena_printf(a, "is auto, closed or open, not \"%s\"", text);
	default:
		return NULL;
	}
}

void value_describe(struct json *j, enum value_sort sort)
{
	static const char *const patterns[N_VALUE_SORTS] = {
		[VALUE_NAMESPACE] = "^" NAMESPACE "$",
		[VALUE_HOST] = "^(\\*|\\*-?" LABEL "|" LABEL "\\." LABEL ")(\\." LABEL ")*\\.?$|^" LABEL "\\.$|:",
		[VALUE_DOMAIN] = "^" LABEL "(\\." LABEL ")*\\.?$",
		[VALUE_RELEASE] = "^1\\.[0-9]{2}(\\.[0-9]+)?$",
	};

	if (sort == VALUE_WORLD) {
		json_words(j, "enum", "auto closed open");
		return;
	}
	if (sort == VALUE_RELEASE) { /* 1.24 is a number in YAML; a pattern says nothing of these */
		json_words(j, "type", "string number");
	} else {
		json_text(j, "type", "string");
		json_number(j, "minLength", 1);
	}
	if (patterns[sort])
		json_text(j, "pattern", patterns[sort]);
}
