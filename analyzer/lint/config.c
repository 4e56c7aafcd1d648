/*
 * The configuration file read twice: our own loader finds what is wrong and
 * where; libcyaml then fills the values in, from what the loader has understood, written once more as JSON. So nothing of what a
 * user can write is libcyaml's to judge.
 *
 * libcyaml knows mappings with names fixed beforehand only. Where names are the
 * user's (globs, rules, meshes) its schema is made on the spot from the names that our loader has seen.
 */
#include "lint/config.h"

#include <cyaml/cyaml.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/panic.h"
#include "base/safe.h"
#include "base/str.h"
#include "doc/load.h"
#include "lint/config_keys.h"
#include "source/fence.h"
#include "source/read.h"

#define LONGEST_NAME 1000 /* bytes; libyaml takes keys of up to 1024 */
#define MOST_KEYS 32

/* One reading of one file. */
struct reading {
	struct arena *arena;
	const struct catalogue *catalogue;
	struct buf *errors;
	const struct fence *fence; /* NULL: the user named the file, and what it names is his word too */
	const struct node *root;
	const struct node *member[MOST_KEYS]; /* by number of the key; NULL where it is not written */
	struct settings *settings;
	const char *folder; /* that paths are relative to, absolute */
	bool in_chart;      /* of which the path says which it is */
	bool failed;
};

static void put_error(struct buf *errors, struct span at, const struct buf *text)
{
	struct position p = source_position(at.source, at.begin);

	safe_name(errors, at.source->name);
	buf_printf(errors, ":%u:%u: ", (unsigned)p.line, (unsigned)p.column);
	safe_text(errors, text->at, text->n);
	buf_putc(errors, '\n');
}

static void fail(struct reading *r, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void fail(struct reading *r, struct span at, const char *fmt, ...)
{
	struct buf line = BUF_INIT;
	va_list args;

	va_start(args, fmt);
	buf_vprintf(&line, fmt, args);
	va_end(args);
	put_error(r->errors, at, &line);
	buf_release(&line);
	r->failed = true;
}

static const char *node_words(const struct node *n)
{
	static const char *const scalars[] = {
		[SCALAR_NULL] = "nothing", [SCALAR_BOOL] = "a boolean", [SCALAR_INT] = "a number",
		[SCALAR_FLOAT] = "a number", [SCALAR_STRING] = "text",
	};

	return n->kind == NODE_MAP ? "a mapping" : n->kind == NODE_LIST ? "a list" : scalars[n->scalar];
}

/* Remember that the file says so, for "meshlint config". entry: the name or glob that it is said of, or NULL. */
static void remember(struct reading *r, const struct config_key *k, const char *entry, const char *value, struct span at)
{
	struct setting_origin o = { k->name, entry ? arena_strdup(r->arena, entry) : NULL, arena_strdup(r->arena, value), at };

	if (!r->in_chart)
		vec_push(r->arena, &r->settings->origins, o);
}

/* The texts below are those of a key's value; name is the key, for the message. */
static bool check_text(struct reading *r, const char *name, enum value_sort sort, const struct node *n)
{
	bool number = sort == VALUE_RELEASE && n->kind == NODE_SCALAR && (n->scalar == SCALAR_FLOAT || n->scalar == SCALAR_INT); /* 1.24 is one in YAML */
	const char *fault;

	if (n->kind != NODE_SCALAR || (n->scalar != SCALAR_STRING && !number)) {
		fail(r, node_span(n), "\"%s\" expects text, found %s", name, node_words(n));
		return false;
	}
	if (!n->text->len) {
		fail(r, node_span(n), "\"%s\" is empty", name);
		return false;
	}
	fault = strlen(n->text->text) < n->text->len ? "has a NUL character" : value_fault(r->arena, sort, n->text->text);
	if (fault)
		fail(r, node_span(n), "\"%s\" %s", name, fault);
	return !fault;
}

/* A name that the user gives, or a glob, which files are held against. */
static bool check_name(struct reading *r, const struct config_key *k, const struct node *n)
{
	const char *fault = !n->key->len ? "is empty" : strlen(n->key->text) < n->key->len ? "has a NUL character"
		: n->key->len > LONGEST_NAME ? "is too long" : NULL;

	if (fault)
		fail(r, node_key_span(n), "a name below \"%s\" %s", k->name, fault);
	else if (k->want != WANT_PATHS_MAP && (fault = value_fault(r->arena, VALUE_GLOB, n->key->text)))
		fail(r, node_key_span(n), "\"%s\" %s", k->name, fault);
	return !fault;
}

static void check_rule(struct reading *r, struct span at, const struct str *word)
{
	const char *near;

	if (catalogue_knows(r->catalogue, word->text, word->len))
		return;
	near = catalogue_suggest(r->catalogue, r->arena, word->text, word->len);
	fail(r, at, "no rule has the code, name, category or alias \"%s\"%s%s%s", word->text,
		near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

/* Is nothing there, as far as it may be looked for? */
static bool is_absent(const struct reading *r, const struct node *n)
{
	const char *path = path_absolute(r->arena, r->folder, n->text->text), *real;

	return r->fence ? fence_resolve(r->fence, r->arena, path, &real) == FENCE_MISSING : access(path, F_OK) != 0;
}

/* A file or folder of a mesh has to be there. A glob may match nothing yet. */
static void check_path(struct reading *r, const char *mesh, const struct node *n)
{
	if (!strpbrk(n->text->text, "*?[\\") && is_absent(r, n))
		fail(r, node_span(n), "there is no file or folder \"%s\", which the mesh \"%s\" is to have", n->text->text, mesh);
}

/* entry: what the list is of, where that is not the key itself. */
static void check_texts(struct reading *r, const struct config_key *k, const char *entry, const struct node *list)
{
	const char *name = entry ? entry : k->name;
	bool rules = k->want == WANT_RULES || k->want == WANT_RULES_MAP;

	if (list->kind != NODE_LIST) {
		fail(r, node_span(list), "\"%s\" expects a list of texts, found %s", name, node_words(list));
		return;
	}
	if (!list->n)
		remember(r, k, entry, "none", entry ? node_key_span(list) : node_span(list));
	for (const struct node *n = node_children(list); n; n = n->next) {
		if (!check_text(r, name, k->want == WANT_PATHS_MAP ? VALUE_GLOB : k->value, n))
			continue;
		if (rules)
			check_rule(r, node_span(n), n->text);
		if (k->want == WANT_PATHS_MAP)
			check_path(r, name, n);
		remember(r, k, entry, n->text->text, node_span(n));
	}
}

static void check_level(struct reading *r, const struct config_key *k, const struct node *n)
{
	enum severity level;

	check_rule(r, node_key_span(n), n->key);
	/* A bare off is a boolean in YAML; what was meant is plain. */
	if (n->kind != NODE_SCALAR || !severity_parse(n->text->text, &level))
		fail(r, node_span(n), "a severity is \"error\", \"warning\", \"info\" or \"off\"%s%s%s",
			n->kind == NODE_SCALAR ? ", not \"" : "", n->kind == NODE_SCALAR ? n->text->text : "",
			n->kind == NODE_SCALAR ? "\"" : "");
	else
		remember(r, k, n->key->text, n->text->text, node_key_span(n));
}

static void check_map(struct reading *r, const struct config_key *k, const struct node *map)
{
	if (map->kind != NODE_MAP) {
		fail(r, node_span(map), "\"%s\" expects a mapping, found %s", k->name, node_words(map));
		return;
	}
	for (const struct node *n = node_children(map); n; n = n->next) {
		if (k->want == WANT_LEVELS)
			check_level(r, k, n);
		else if (!check_name(r, k, n))
			continue;
		else if (k->want != WANT_TEXT_MAP)
			check_texts(r, k, n->key->text, n);
		else if (check_text(r, n->key->text, k->value, n))
			remember(r, k, n->key->text, n->text->text, node_key_span(n));
	}
}

static const char *key_near(const struct config_key *among, size_t n, const struct str *name)
{
	const char *best = NULL;
	size_t most = 3;

	for (size_t i = 0; i < n; i++) {
		size_t d = edit_distance(name->text, name->len, among[i].name, strlen(among[i].name), most);

		if (d <= most && d > 0) {
			best = among[i].name;
			most = d - 1;
		}
	}
	return best;
}

/* The number of the key that the member is of; n, and an error, where there is no such key. */
static size_t key_of(struct reading *r, const struct config_key *among, size_t n, const struct node *member)
{
	const char *near;
	size_t i = 0;

	while (i < n && !str_is(member->key, among[i].name))
		i++;
	if (i < n)
		return i;
	near = key_near(among, n, member->key);
	fail(r, node_key_span(member), "unknown key \"%s\"%s%s%s", member->key->text,
		near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	return n;
}

static void check_chart(struct reading *r, const struct config_key *k, const struct node *chart)
{
	const struct node *path = NULL;

	if (chart->kind != NODE_MAP) {
		fail(r, node_span(chart), "a chart is a mapping with \"path\", found %s", node_words(chart));
		return;
	}
	r->in_chart = true;
	for (const struct node *n = node_children(chart); n; n = n->next) {
		size_t i = key_of(r, config_chart_keys, n_config_chart_keys, n);

		if (i < n_config_chart_keys && config_chart_keys[i].want == WANT_TEXTS)
			check_texts(r, &config_chart_keys[i], NULL, n);
		else if (i < n_config_chart_keys)
			check_text(r, config_chart_keys[i].name, config_chart_keys[i].value, n);
		path = i == 0 ? n : path;
	}
	r->in_chart = false;
	if (!path)
		fail(r, node_span(chart), "a chart needs a \"path\"");
	else if (path->kind == NODE_SCALAR)
		remember(r, k, NULL, path->text->text, node_span(path));
}

static void check_charts(struct reading *r, const struct config_key *k, const struct node *list)
{
	if (list->kind != NODE_LIST) {
		fail(r, node_span(list), "\"charts\" expects a list of mappings, found %s", node_words(list));
		return;
	}
	for (const struct node *n = node_children(list); n; n = n->next)
		check_chart(r, k, n);
}

static void check_key(struct reading *r, const struct config_key *k, const struct node *n)
{
	switch (k->want) {
	case WANT_TEXT:
		if (!check_text(r, k->name, k->value, n))
			break;
		if (k->offset == offsetof(struct config_raw, mesh_config) && !r->settings->mesh_config && is_absent(r, n))
			fail(r, node_span(n), "there is no file \"%s\"", n->text->text);
		remember(r, k, NULL, n->text->text, node_key_span(n));
		break;
	case WANT_RULES:
	case WANT_TEXTS:
		check_texts(r, k, NULL, n);
		break;
	case WANT_CHARTS:
		check_charts(r, k, n);
		break;
	default:
		check_map(r, k, n);
	}
}

/* Does it look like a configuration at all? Of other files nothing is quoted; that a key is misspelt is said where one is right, or near. */
static bool has_key(const struct node *map)
{
	for (const struct node *n = node_children(map); n; n = n->next)
		for (size_t i = 0; i < n_config_keys; i++)
			if (str_is(n->key, config_keys[i].name) || key_near(config_keys, n_config_keys, n->key))
				return true;
	return false;
}

static void check_file(struct reading *r)
{
	if (n_config_keys > MOST_KEYS)
		panic("more keys than a reading has room for");
	if (r->root->kind != NODE_MAP) {
		fail(r, node_span(r->root), "a configuration is a mapping, found %s", node_words(r->root));
		return;
	}
	if (r->root->n && !has_key(r->root)) {
		fail(r, node_span(r->root), "this is no configuration: it has none of its keys");
		return;
	}
	for (const struct node *n = node_children(r->root); n; n = n->next) {
		size_t i = key_of(r, config_keys, n_config_keys, n);

		if (i == n_config_keys)
			continue;
		r->member[i] = n;
		check_key(r, &config_keys[i], n);
	}
}

static const cyaml_schema_value_t text_entry = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0, CYAML_UNLIMITED),
};

static cyaml_schema_field_t text_field(const char *name, size_t offset)
{
	return (cyaml_schema_field_t){
		.key = name, .data_offset = (uint32_t)offset,
		.value = { CYAML_VALUE_STRING(CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, char, 0, CYAML_UNLIMITED) },
	};
}

static cyaml_schema_field_t list_field(const char *name, size_t offset)
{
	return (cyaml_schema_field_t){
		.key = name, .data_offset = (uint32_t)(offset + offsetof(struct config_list, at)),
		.count_offset = (uint32_t)(offset + offsetof(struct config_list, n)),
		.count_size = sizeof(unsigned),
		.value = { CYAML_VALUE_SEQUENCE(CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, char *,
			&text_entry, 0, CYAML_UNLIMITED) },
	};
}

/* A field for each name that the user chose; their values stand in a row. */
static cyaml_schema_field_t map_field(struct arena *a, const struct config_key *k, const struct node *map)
{
	bool lists = k->want == WANT_RULES_MAP || k->want == WANT_PATHS_MAP;
	size_t size = lists ? sizeof(struct config_list) : sizeof(char *), i = 0;
	cyaml_schema_field_t *fields = arena_array(a, cyaml_schema_field_t, map->n + 1);

	for (const struct node *n = node_children(map); n; n = n->next, i++)
		fields[i] = lists ? list_field(n->key->text, i * size) : text_field(n->key->text, i * size);
	return (cyaml_schema_field_t){
		.key = k->name, .data_offset = (uint32_t)k->offset,
		.value = {
			.type = CYAML_MAPPING, .flags = CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			.data_size = (uint32_t)(size * (map->n ? map->n : 1)),
			.mapping = { .fields = fields },
		},
	};
}

static cyaml_schema_field_t charts_field(struct arena *a, const struct config_key *k)
{
	cyaml_schema_field_t *fields = arena_array(a, cyaml_schema_field_t, n_config_chart_keys + 1);
	cyaml_schema_value_t *entry = arena_new(a, cyaml_schema_value_t);

	for (size_t i = 0; i < n_config_chart_keys; i++)
		fields[i] = config_chart_keys[i].want == WANT_TEXTS ? list_field(config_chart_keys[i].name, config_chart_keys[i].offset)
			: text_field(config_chart_keys[i].name, config_chart_keys[i].offset);
	*entry = (cyaml_schema_value_t){ .type = CYAML_MAPPING, .flags = CYAML_FLAG_DEFAULT,
		.data_size = sizeof(struct config_chart), .mapping = { .fields = fields } };
	return (cyaml_schema_field_t){
		.key = k->name, .data_offset = (uint32_t)k->offset,
		.count_offset = offsetof(struct config_raw, n_charts), .count_size = sizeof(unsigned),
		.value = { CYAML_VALUE_SEQUENCE(CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct config_chart,
			entry, 0, CYAML_UNLIMITED) },
	};
}

static cyaml_schema_value_t *schema_make(struct reading *r)
{
	cyaml_schema_value_t *top = arena_new(r->arena, cyaml_schema_value_t);
	cyaml_schema_field_t *fields = arena_array(r->arena, cyaml_schema_field_t, n_config_keys + 1);
	size_t n = 0;

	for (size_t i = 0; i < n_config_keys; i++) {
		const struct config_key *k = &config_keys[i];

		if (!r->member[i])
			continue;
		if (k->want == WANT_RULES || k->want == WANT_TEXTS)
			fields[n++] = list_field(k->name, k->offset);
		else if (k->want == WANT_TEXT)
			fields[n++] = text_field(k->name, k->offset);
		else if (k->want == WANT_CHARTS)
			fields[n++] = charts_field(r->arena, k);
		else
			fields[n++] = map_field(r->arena, k, r->member[i]);
	}
	*top = (cyaml_schema_value_t){
		.type = CYAML_MAPPING, .flags = CYAML_FLAG_POINTER,
		.data_size = sizeof(struct config_raw), .mapping = { .fields = fields },
	};
	return top;
}

static void words_copy(struct arena *a, struct words *out, const struct config_list *in)
{
	for (unsigned i = 0; i < in->n; i++)
		vec_push(a, &out->list, arena_strdup(a, in->at[i]));
}

/* A text of the file, unless the command line has set it. */
static void text_take(struct arena *a, const char **out, const char *text)
{
	if (text && !*out)
		*out = arena_strdup(a, text);
}

/* A path that is written in the configuration file, as the program opens it. */
static const char *beside(struct arena *a, const char *config, const char *path)
{
	const char *folder = path_folder(a, config);

	if (path[0] == '/' || !folder[0])
		return arena_strdup(a, path);
	return arena_printf(a, "%s%s%s", folder, strcmp(folder, "/") == 0 ? "" : "/", path);
}

/* May the file lead there? at: where it says so. */
static bool may_lead(struct settings *s, const struct reading *r, struct span at, const char *path)
{
	const char *real;

	if (!r->fence || fence_resolve(r->fence, r->arena, path_absolute(r->arena, s->folder, path), &real) != FENCE_OUTSIDE)
		return true;
	vec_push(r->arena, &s->refused, at);
	return false;
}

/* The value of a key of the table, or NULL where the file does not have it. */
static const struct node *value_of(const struct reading *r, const char *name)
{
	for (size_t i = 0; i < n_config_keys; i++)
		if (strcmp(config_keys[i].name, name) == 0)
			return r->member[i];
	panic("no key %s", name);
}

static const struct node *member_of(const struct reading *r, const char *name)
{
	const struct node *map = value_of(r, name);

	return map ? node_children(map) : NULL;
}

static void copy_maps(struct settings *s, const struct reading *r, const struct config_raw *raw)
{
	struct severity_wishes wishes = { 0 };
	struct arena *a = r->arena;
	size_t i = 0;

	for (const struct node *n = member_of(r, "severity"); n; n = n->next, i++) {
		struct severity_wish w = { .word = arena_strdup(a, n->key->text) };

		severity_parse(raw->severity[i], &w.severity);
		vec_push(a, &wishes.list, w);
	}
	for (i = 0; i < s->severities.list.n; i++) /* the command line's are the later ones */
		vec_push(a, &wishes.list, s->severities.list.at[i]);
	s->severities = wishes;
	i = 0;
	for (const struct node *n = member_of(r, "namespaces"); n; n = n->next, i++)
		vec_push(a, &s->namespaces, ((struct glob_namespace){
			arena_strdup(a, n->key->text), arena_strdup(a, raw->namespaces[i]) }));
	i = 0;
	for (const struct node *n = member_of(r, "per-file-ignores"); n; n = n->next, i++) {
		struct glob_words g = { .glob = arena_strdup(a, n->key->text) };

		words_copy(a, &g.words, &raw->file_ignores[i]);
		vec_push(a, &s->file_ignores, g);
	}
	i = 0;
	for (const struct node *n = member_of(r, "meshes"); n; n = n->next, i++) {
		struct mesh_paths m = { .name = arena_strdup(a, n->key->text), .at = node_key_span(n) };

		words_copy(a, &m.paths, &raw->meshes[i]);
		vec_push(a, &s->meshes, m);
	}
}

/* A release without a name is called as its folder is. */
static void copy_charts(struct settings *s, const struct reading *r, const struct config_raw *raw)
{
	struct arena *a = r->arena;
	size_t i = 0;

	for (const struct node *n = member_of(r, "charts"); n; n = n->next, i++) {
		const struct config_chart *from = &raw->charts[i];
		struct chart_release to = { .path = path_absolute(a, s->folder, from->path), .at = node_span(node_find(n, "path")) };

		bool may = may_lead(s, r, to.at, from->path);

		to.release = from->release ? arena_strdup(a, from->release) : strrchr(to.path, '/') + 1;
		to.ns = from->ns ? arena_strdup(a, from->ns) : NULL;
		for (unsigned j = 0; j < from->values.n; j++) {
			may = may && may_lead(s, r, node_span(node_find(n, "values")), from->values.at[j]);
			vec_push(a, &to.values.list, path_absolute(a, s->folder, from->values.at[j]));
		}
		if (may)
			vec_push(a, &s->charts, to);
	}
}

static void copy(struct settings *s, const struct reading *r, const struct config_raw *raw, const char *path)
{
	struct arena *a = r->arena;
	struct layer *layer = &s->layers[LAYER_FILE];

	layer->selects = value_of(r, "select") != NULL;
	words_copy(a, &layer->select, &raw->select);
	words_copy(a, &layer->ignore, &raw->ignore);
	words_copy(a, &s->folder_exclude, &raw->exclude);
	words_copy(a, &s->external, &raw->external);
	if (raw->world && !s->world_set)
		s->world_set = world_parse(raw->world, &s->world);
	if (raw->istio_version && !s->release_major)
		release_parse(raw->istio_version, &s->release_major, &s->release_minor);
	text_take(a, &s->folder_ns, raw->ns);
	text_take(a, &s->root_namespace, raw->root_namespace);
	text_take(a, &s->cluster_domain, raw->cluster_domain);
	s->folder = r->folder;
	if (raw->mesh_config && !s->mesh_config && may_lead(s, r, node_span(value_of(r, "mesh-config")), raw->mesh_config))
		s->mesh_config = beside(a, path, raw->mesh_config);
	if (raw->baseline && !s->baseline && may_lead(s, r, node_span(value_of(r, "baseline")), raw->baseline)) {
		s->baseline = beside(a, path, raw->baseline);
		s->baseline_at = node_span(value_of(r, "baseline"));
	}
	copy_maps(s, r, raw);
	copy_charts(s, r, raw);
}

static void put_node(struct json *j, const char *key, const struct node *n)
{
	struct buf name = BUF_INIT;

	if (n->kind == NODE_LIST) {
		json_array(j, key);
		for (const struct node *item = node_children(n); item; item = item->next)
			put_node(j, NULL, item);
		json_end_array(j);
	} else if (n->kind == NODE_MAP) {
		json_object(j, key);
		for (const struct node *member = node_children(n); member; member = member->next) {
			buf_clear(&name);
			json_escape(&name, member->key->text, member->key->len);
			put_node(j, name.at, member);
		}
		json_end_object(j);
	} else {
		json_text_n(j, key, n->text->text, n->text->len);
	}
	buf_release(&name);
}

static void ignore_log(cyaml_log_t level, void *context, const char *fmt, va_list args)
{
	(void)level, (void)context, (void)fmt, (void)args;
}

static void fill(struct settings *s, struct reading *r, const char *path)
{
	cyaml_config_t config = { .log_fn = ignore_log, .mem_fn = cyaml_mem, .log_level = CYAML_LOG_ERROR };
	const cyaml_schema_value_t *schema = schema_make(r);
	struct config_raw *raw = NULL;
	struct buf text = BUF_INIT;
	struct json j = { .out = &text };
	cyaml_err_t e;

	put_node(&j, NULL, r->root);
	e = cyaml_load_data((const uint8_t *)text.at, text.n, &config, schema, (cyaml_data_t **)&raw, NULL);
	if (e != CYAML_OK || !raw)
		panic("the configuration was checked, and cannot be taken over: %s", cyaml_strerror(e));
	copy(s, r, raw, path);
	cyaml_free(&config, schema, raw, 0);
	buf_release(&text);
}

bool config_load(struct settings *s, struct arena *a, const char *path, const struct fence *fence,
	const struct catalogue *c, struct buf *errors)
{
	struct reading r = { .arena = a, .catalogue = c, .errors = errors, .fence = fence, .settings = s,
		.folder = path_folder(a, path_absolute(a, path_working(a), path)) };
	struct sink sink = { .arena = a };
	struct load load = { .arena = a, .sink = &sink, .pool = pool_new(NULL, 0) };
	struct source *source;
	const char *why = NULL, *real = NULL;
	enum fence_side side = fence ? fence_resolve(fence, a, path_absolute(a, path_working(a), path), &real) : FENCE_MISSING;
	enum read_result result;

	if (side == FENCE_OUTSIDE) {
		vec_push(a, &s->refused, ((struct span){ source_make(a, path, "", 0), 0, 0 }));
		goto out;
	}
	result = read_source(a, real ? real : path, path, real ? READ_FOUND : READ_NAMED, &source, &why);
	if (result != READ_OK) {
		safe_name(errors, path);
		buf_printf(errors, ": %s\n", why ? why : "cannot be read");
		r.failed = true;
		goto out;
	}
	load_source(&load, source);
	sink_sort(&sink);
	for (size_t i = 0; i < sink.findings.n; i++) {
		/* What is no YAML and not of the tree may be any file: it is shown to nobody. */
		if (!fence || !fence_reaches(fence, a, path_absolute(a, path_working(a), path)))
			finding_unquote(a, sink.findings.at[i]);
		fail(&r, sink.findings.at[i]->span, "%s", sink.findings.at[i]->message);
	}
	if (load.documents.n > 1)
		fail(&r, (struct span){ source, load.documents.at[1].begin, load.documents.at[1].end },
			"a configuration is one document");
	if (r.failed || !load.documents.n || !load.documents.at[0].root) {
		s->folder = r.folder;
		goto out;
	}
	r.root = load.documents.at[0].root;
	check_file(&r);
	if (!r.failed)
		fill(s, &r, path);
out:
	pool_free(load.pool);
	return !r.failed;
}

bool config_has_baseline(const struct settings *s, struct buf *errors)
{
	struct buf line = BUF_INIT;

	if (!s->baseline_at.source || access(s->baseline, F_OK) == 0)
		return true;
	buf_printf(&line, "there is no file \"%s\": --write-baseline %s makes it", s->baseline, s->baseline);
	put_error(errors, s->baseline_at, &line);
	buf_release(&line);
	return false;
}

const char *config_find(struct arena *a, const char *first_path, const char **misnamed)
{
	static const char *const wrong[] = { ".meshlint.yml", ".meshlint.json", ".meshlint" };
	const char *working = path_working(a);
	const char *at = path_absolute(a, working, strcmp(first_path, "-") == 0 ? "." : first_path);
	struct stat st;

	*misnamed = NULL;
	if (stat(at, &st) == 0 && !S_ISDIR(st.st_mode))
		at = path_folder(a, at);
	for (;;) {
		const char *top = strcmp(at, "/") == 0 ? "" : at, *config = arena_printf(a, "%s/" CONFIG_NAME, top);

		if (access(config, F_OK) == 0)
			return path_relative(a, working, config);
		for (size_t i = 0; i < sizeof wrong / sizeof *wrong && !*misnamed; i++) {
			config = arena_printf(a, "%s/%s", top, wrong[i]);
			if (stat(config, &st) == 0 && S_ISREG(st.st_mode))
				*misnamed = path_relative(a, working, config);
		}
		if (strcmp(at, "/") == 0)
			return NULL;
		at = path_folder(a, at);
	}
}

const char *config_library(void)
{
	return cyaml_version_str;
}
