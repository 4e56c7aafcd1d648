/* Writes the configuration's JSON Schema. */
#include "lint/config_schema.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "lint/config_keys.h"

#define FAMILY 2 /* letters that codes begin with */

/* A mapping from whatever names to what the caller writes behind this; json_end_object ends that. */
static void begin_map(struct json *j)
{
	json_text(j, "type", "object");
	json_object(j, "additionalProperties");
}

static void put_reference(struct json *j, const char *to)
{
	json_text(j, "$ref", to);
}

static void put_list(struct json *j, enum config_want want, enum value_sort sort)
{
	json_text(j, "type", "array");
	json_object(j, "items");
	if (want == WANT_RULES || want == WANT_RULES_MAP)
		put_reference(j, "#/definitions/rule");
	else
		value_describe(j, sort);
	json_end_object(j);
}

static void put_keys(struct json *j, const struct config_key *keys, size_t n);

static void put_value(struct json *j, const struct config_key *k)
{
	switch (k->want) {
	case WANT_TEXT:
		value_describe(j, k->value);
		break;
	case WANT_TEXTS:
	case WANT_RULES:
		put_list(j, k->want, k->value);
		break;
	case WANT_LEVELS:
		json_text(j, "type", "object");
		json_object(j, "propertyNames");
		put_reference(j, "#/definitions/rule");
		json_end_object(j);
		json_object(j, "additionalProperties");
		put_reference(j, "#/definitions/severity");
		json_end_object(j);
		break;
	case WANT_TEXT_MAP:
		begin_map(j);
		value_describe(j, k->value);
		json_end_object(j);
		break;
	case WANT_RULES_MAP:
	case WANT_PATHS_MAP:
		begin_map(j);
		put_list(j, k->want, k->value);
		json_end_object(j);
		break;
	case WANT_CHARTS:
		json_text(j, "type", "array");
		json_object(j, "items");
		put_keys(j, config_chart_keys, n_config_chart_keys);
		json_words(j, "required", config_chart_keys[0].name);
		json_end_object(j);
		break;
	}
}

static void put_keys(struct json *j, const struct config_key *keys, size_t n)
{
	struct arena scratch = ARENA_INIT;

	json_text(j, "type", "object");
	json_bool(j, "additionalProperties", false);
	json_object(j, "properties");
	for (size_t i = 0; i < n; i++) {
		json_object(j, keys[i].name);
		json_text(j, "description", keys[i].otherwise ? arena_printf(&scratch, "%s Default: %s.", keys[i].about, keys[i].otherwise) : keys[i].about);
		put_value(j, &keys[i]);
		json_end_object(j);
	}
	json_end_object(j);
	arena_release(&scratch);
}

/* Codes, and beginnings of them, in either case: a pattern from the families that there are. */
static void put_code_pattern(struct json *j, const struct notice *const *all, size_t n)
{
	struct buf pattern = BUF_INIT;

	buf_puts(&pattern, "^(");
	for (size_t i = 0; i < n; i++) {
		if (i && strncmp(all[i]->code, all[i - 1]->code, FAMILY) == 0)
			continue;
		buf_puts(&pattern, i ? "|" : "");
		for (size_t k = 0; k < FAMILY; k++)
			buf_printf(&pattern, "[%c%c]", all[i]->code[k], tolower((unsigned char)all[i]->code[k]));
	}
	buf_puts(&pattern, ")[0-9]{0,3}$|^([Ii][Ss][Tt]|[Kk][Ii][Aa])[0-9]{4}$");
	json_object(j, NULL);
	json_text(j, "pattern", pattern.at);
	json_end_object(j);
	buf_release(&pattern);
}

/* Has an earlier notice the category too? */
static bool is_repeated(const struct notice *const *all, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (all[k]->category && strcmp(all[k]->category, all[i]->category) == 0)
			return true;
	return false;
}

/* Categories, codes and names, as an editor completes them. */
static void put_rule_words(struct json *j, const struct notice *const *all, size_t n)
{
	json_object(j, NULL);
	json_array(j, "enum");
	for (size_t i = 0; i < n; i++)
		if (all[i]->category && !is_repeated(all, i))
			json_text(j, NULL, all[i]->category);
	for (size_t i = 0; i < n; i++) {
		json_text(j, NULL, all[i]->code);
		json_text(j, NULL, all[i]->name);
		for (const char *at = all[i]->former; at && *at; at += strspn(at, " ")) {
			json_text_n(j, NULL, at, strcspn(at, " "));
			at += strcspn(at, " ");
		}
	}
	json_end_array(j);
	json_end_object(j);
}

void config_schema(struct buf *out, const struct catalogue *c)
{
	struct arena scratch = ARENA_INIT;
	struct json j = { .out = out };
	size_t n;
	const struct notice *const *all = catalogue_notices(c, &scratch, &n);

	json_object(&j, NULL);
	json_text(&j, "$schema", "http://json-schema.org/draft-07/schema#");
	json_text(&j, "title", "meshlint configuration");
	json_text(&j, "description", "Settings of meshlint, in .meshlint.yaml. Paths and patterns are relative to the folder of that file.");
	put_keys(&j, config_keys, n_config_keys);
	json_object(&j, "definitions");
	json_object(&j, "rule");
	json_text(&j, "description", "A rule: its code, the beginning of one, its name, its category, or what istioctl or Kiali call it.");
	json_text(&j, "type", "string");
	json_array(&j, "anyOf");
	put_rule_words(&j, all, n);
	put_code_pattern(&j, all, n);
	json_end_array(&j);
	json_end_object(&j);
	json_object(&j, "severity");
	json_array(&j, "enum");
	for (int level = SEVERITY_ERROR; level >= SEVERITY_OFF; level--)
		json_text(&j, NULL, severity_name((enum severity)level));
	json_bool(&j, NULL, false); /* a bare off, in YAML 1.1 */
	json_end_array(&j);
	json_end_object(&j);
	json_end_object(&j);
	json_end_object(&j);
	arena_release(&scratch);
}
