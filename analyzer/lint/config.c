/*
 * The configuration file read twice: our own loader finds what is wrong and
 * where, libcyaml then fills the values in.
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

#include "base/panic.h"
#include "base/safe.h"
#include "base/str.h"
#include "doc/load.h"
#include "source/fence.h"
#include "source/read.h"

/* What libcyaml fills. */
struct raw_list {
	char **at;
	unsigned n;
};

struct raw_chart {
	char *path, *release, *ns;
	struct raw_list values;
};

struct raw {
	struct raw_list select, ignore, exclude, external;
	char *world, *ns, *root_namespace, *cluster_domain, *istio_version, *mesh_config;
	char **severity, **namespaces;                 /* one for each name */
	struct raw_list *file_ignores, *meshes;
	struct raw_chart *charts;
	unsigned n_charts;
};

enum want {
	WANT_TEXT,
	WANT_RULES,     /* a list of words that name rules */
	WANT_TEXTS,
	WANT_WORLD,
	WANT_RELEASE,
	WANT_LEVELS,    /* a mapping from rules to severities */
	WANT_TEXT_MAP,
	WANT_RULES_MAP,
	WANT_TEXTS_MAP,
	WANT_CHARTS,    /* a list of mappings with the keys below */
};

static const struct key {
	const char *name;
	enum want want;
	size_t offset; /* in struct raw */
} keys[] = {
	{ "select", WANT_RULES, offsetof(struct raw, select) },
	{ "ignore", WANT_RULES, offsetof(struct raw, ignore) },
	{ "severity", WANT_LEVELS, offsetof(struct raw, severity) },
	{ "per-file-ignores", WANT_RULES_MAP, offsetof(struct raw, file_ignores) },
	{ "exclude", WANT_TEXTS, offsetof(struct raw, exclude) },
	{ "external", WANT_TEXTS, offsetof(struct raw, external) },
	{ "world", WANT_WORLD, offsetof(struct raw, world) },
	{ "namespace", WANT_TEXT, offsetof(struct raw, ns) },
	{ "namespaces", WANT_TEXT_MAP, offsetof(struct raw, namespaces) },
	{ "root-namespace", WANT_TEXT, offsetof(struct raw, root_namespace) },
	{ "cluster-domain", WANT_TEXT, offsetof(struct raw, cluster_domain) },
	{ "istio-version", WANT_RELEASE, offsetof(struct raw, istio_version) },
	{ "mesh-config", WANT_TEXT, offsetof(struct raw, mesh_config) },
	{ "meshes", WANT_TEXTS_MAP, offsetof(struct raw, meshes) },
	{ "charts", WANT_CHARTS, offsetof(struct raw, charts) },
};

static const struct key chart_keys[] = {
	{ "path", WANT_TEXT, offsetof(struct raw_chart, path) },
	{ "release", WANT_TEXT, offsetof(struct raw_chart, release) },
	{ "namespace", WANT_TEXT, offsetof(struct raw_chart, ns) },
	{ "values", WANT_TEXTS, offsetof(struct raw_chart, values) },
};

#define N_KEYS (sizeof keys / sizeof keys[0])
#define N_CHART_KEYS (sizeof chart_keys / sizeof chart_keys[0])

/* One reading of one file. */
struct reading {
	struct arena *arena;
	const struct catalogue *catalogue;
	struct buf *errors;
	const struct fence *fence; /* NULL: the user named the file, and what it names is his word too */
	const struct node *root;
	const struct node *member[N_KEYS]; /* NULL where the key is not written */
	bool failed;
};

static void fail(struct reading *r, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void fail(struct reading *r, struct span at, const char *fmt, ...)
{
	struct position p = source_position(at.source, at.begin);
	struct buf line = BUF_INIT;
	va_list args;

	va_start(args, fmt);
	buf_vprintf(&line, fmt, args);
	va_end(args);
	safe_name(r->errors, at.source->name);
	buf_printf(r->errors, ":%u:%u: ", (unsigned)p.line, (unsigned)p.column);
	safe_text(r->errors, line.at, line.n);
	buf_putc(r->errors, '\n');
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

/* The texts below stand in place of a key's value; name is the key, for the message. */
static bool check_text(struct reading *r, const char *name, const struct node *n)
{
	if (n->kind == NODE_SCALAR && n->scalar == SCALAR_STRING && n->text->len)
		return true;
	if (n->kind == NODE_SCALAR && n->scalar == SCALAR_STRING)
		fail(r, node_span(n), "\"%s\" is empty", name);
	else
		fail(r, node_span(n), "\"%s\" expects text, found %s", name, node_words(n));
	return false;
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

static void check_texts(struct reading *r, const char *name, const struct node *list, bool rules)
{
	if (list->kind != NODE_LIST) {
		fail(r, node_span(list), "\"%s\" expects a list of texts, found %s", name, node_words(list));
		return;
	}
	for (const struct node *n = node_children(list); n; n = n->next)
		if (check_text(r, name, n) && rules)
			check_rule(r, node_span(n), n->text);
}

static void check_level(struct reading *r, const struct node *n)
{
	enum severity level;

	check_rule(r, node_key_span(n), n->key);
	/* A bare off is a boolean in YAML; what was meant is plain. */
	if (n->kind != NODE_SCALAR || !severity_parse(n->text->text, &level))
		fail(r, node_span(n), "a severity is \"error\", \"warning\", \"info\" or \"off\"%s%s%s",
			n->kind == NODE_SCALAR ? ", not \"" : "", n->kind == NODE_SCALAR ? n->text->text : "",
			n->kind == NODE_SCALAR ? "\"" : "");
}

static void check_map(struct reading *r, const struct key *k, const struct node *map)
{
	if (map->kind != NODE_MAP) {
		fail(r, node_span(map), "\"%s\" expects a mapping, found %s", k->name, node_words(map));
		return;
	}
	for (const struct node *n = node_children(map); n; n = n->next) {
		if (k->want == WANT_LEVELS)
			check_level(r, n);
		else if (k->want == WANT_TEXT_MAP)
			check_text(r, n->key->text, n);
		else
			check_texts(r, n->key->text, n, k->want == WANT_RULES_MAP);
	}
}

static const char *key_near(const struct key *among, size_t n, const struct str *name)
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
static size_t key_of(struct reading *r, const struct key *among, size_t n, const struct node *member)
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

static void check_key(struct reading *r, const struct key *k, const struct node *n);

static void check_chart(struct reading *r, const struct node *chart)
{
	bool has_path = false;

	if (chart->kind != NODE_MAP) {
		fail(r, node_span(chart), "a chart is a mapping with \"path\", found %s", node_words(chart));
		return;
	}
	for (const struct node *n = node_children(chart); n; n = n->next) {
		size_t i = key_of(r, chart_keys, N_CHART_KEYS, n);

		if (i < N_CHART_KEYS)
			check_key(r, &chart_keys[i], n);
		has_path = has_path || i == 0;
	}
	if (!has_path)
		fail(r, node_span(chart), "a chart needs a \"path\"");
}

static void check_charts(struct reading *r, const struct node *list)
{
	if (list->kind != NODE_LIST) {
		fail(r, node_span(list), "\"charts\" expects a list of mappings, found %s", node_words(list));
		return;
	}
	for (const struct node *n = node_children(list); n; n = n->next)
		check_chart(r, n);
}

static void check_key(struct reading *r, const struct key *k, const struct node *n)
{
	uint32_t major, minor;
	enum world world;

	switch (k->want) {
	case WANT_TEXT:
		check_text(r, k->name, n);
		break;
	case WANT_RULES:
	case WANT_TEXTS:
		check_texts(r, k->name, n, k->want == WANT_RULES);
		break;
	case WANT_WORLD:
		if (check_text(r, k->name, n) && !world_parse(n->text->text, &world))
			fail(r, node_span(n), "\"world\" is \"auto\", \"closed\" or \"open\", not \"%s\"", n->text->text);
		break;
	case WANT_RELEASE: /* 1.24 is a number in YAML */
		if (n->kind != NODE_SCALAR || !release_parse(n->text->text, &major, &minor))
			fail(r, node_span(n), "\"istio-version\" expects a release such as \"1.24\"");
		else if (!release_is_known(major, minor))
			fail(r, node_span(n), "\"istio-version\" is \"%s\", and this meshlint knows " ISTIO_KNOWN, n->text->text);
		break;
	case WANT_CHARTS:
		check_charts(r, n);
		break;
	default:
		check_map(r, k, n);
	}
}

/* Does it look like a configuration at all? Of other files nothing is quoted; that a key is misspelt is said where one is right, or near. */
static bool has_key(const struct node *map)
{
	for (const struct node *n = node_children(map); n; n = n->next)
		for (size_t i = 0; i < N_KEYS; i++)
			if (str_is(n->key, keys[i].name) || key_near(keys, N_KEYS, n->key))
				return true;
	return false;
}

static void check_file(struct reading *r)
{
	if (r->root->kind != NODE_MAP) {
		fail(r, node_span(r->root), "a configuration is a mapping, found %s", node_words(r->root));
		return;
	}
	if (r->root->n && !has_key(r->root)) {
		fail(r, node_span(r->root), "this is no configuration: it has none of its keys");
		return;
	}
	for (const struct node *n = node_children(r->root); n; n = n->next) {
		size_t i = key_of(r, keys, N_KEYS, n);

		if (i == N_KEYS)
			continue;
		r->member[i] = n;
		check_key(r, &keys[i], n);
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
		.key = name, .data_offset = (uint32_t)(offset + offsetof(struct raw_list, at)),
		.count_offset = (uint32_t)(offset + offsetof(struct raw_list, n)),
		.count_size = sizeof(unsigned),
		.value = { CYAML_VALUE_SEQUENCE(CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, char *,
			&text_entry, 0, CYAML_UNLIMITED) },
	};
}

/* A field for each name that the user chose; their values stand in a row. */
static cyaml_schema_field_t map_field(struct arena *a, const struct key *k, const struct node *map)
{
	bool lists = k->want == WANT_RULES_MAP || k->want == WANT_TEXTS_MAP;
	size_t size = lists ? sizeof(struct raw_list) : sizeof(char *), i = 0;
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

static cyaml_schema_field_t charts_field(struct arena *a, const struct key *k)
{
	cyaml_schema_field_t *fields = arena_array(a, cyaml_schema_field_t, N_CHART_KEYS + 1);
	cyaml_schema_value_t *entry = arena_new(a, cyaml_schema_value_t);

	for (size_t i = 0; i < N_CHART_KEYS; i++)
		fields[i] = chart_keys[i].want == WANT_TEXTS ? list_field(chart_keys[i].name, chart_keys[i].offset)
			: text_field(chart_keys[i].name, chart_keys[i].offset);
	*entry = (cyaml_schema_value_t){ .type = CYAML_MAPPING, .flags = CYAML_FLAG_DEFAULT,
		.data_size = sizeof(struct raw_chart), .mapping = { .fields = fields } };
	return (cyaml_schema_field_t){
		.key = k->name, .data_offset = (uint32_t)k->offset,
		.count_offset = offsetof(struct raw, n_charts), .count_size = sizeof(unsigned),
		.value = { CYAML_VALUE_SEQUENCE(CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct raw_chart,
			entry, 0, CYAML_UNLIMITED) },
	};
}

static cyaml_schema_value_t *schema_make(struct reading *r)
{
	cyaml_schema_value_t *top = arena_new(r->arena, cyaml_schema_value_t);
	cyaml_schema_field_t *fields = arena_array(r->arena, cyaml_schema_field_t, N_KEYS + 1);
	size_t n = 0;

	for (size_t i = 0; i < N_KEYS; i++) {
		const struct key *k = &keys[i];

		if (!r->member[i])
			continue;
		if (k->want == WANT_RULES || k->want == WANT_TEXTS)
			fields[n++] = list_field(k->name, k->offset);
		else if (k->want == WANT_TEXT || k->want == WANT_WORLD || k->want == WANT_RELEASE)
			fields[n++] = text_field(k->name, k->offset);
		else if (k->want == WANT_CHARTS)
			fields[n++] = charts_field(r->arena, k);
		else
			fields[n++] = map_field(r->arena, k, r->member[i]);
	}
	*top = (cyaml_schema_value_t){
		.type = CYAML_MAPPING, .flags = CYAML_FLAG_POINTER,
		.data_size = sizeof(struct raw), .mapping = { .fields = fields },
	};
	return top;
}

static void words_copy(struct arena *a, struct words *out, const struct raw_list *in)
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
	for (size_t i = 0; i < N_KEYS; i++)
		if (strcmp(keys[i].name, name) == 0)
			return r->member[i];
	panic("no key %s", name);
}

static const struct node *member_of(const struct reading *r, const char *name)
{
	const struct node *map = value_of(r, name);

	return map ? node_children(map) : NULL;
}

static void copy_maps(struct settings *s, const struct reading *r, const struct raw *raw)
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
static void copy_charts(struct settings *s, const struct reading *r, const struct raw *raw)
{
	struct arena *a = r->arena;
	size_t i = 0;

	for (const struct node *n = member_of(r, "charts"); n; n = n->next, i++) {
		const struct raw_chart *from = &raw->charts[i];
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

static void copy(struct settings *s, const struct reading *r, const struct raw *raw, const char *path)
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
	s->folder = path_folder(a, path_absolute(a, path_working(a), path));
	if (raw->mesh_config && !s->mesh_config && may_lead(s, r, node_span(value_of(r, "mesh-config")), raw->mesh_config))
		s->mesh_config = beside(a, path, raw->mesh_config);
	copy_maps(s, r, raw);
	copy_charts(s, r, raw);
}

/* What libcyaml says that our own checks did not foresee. */
static void log_error(cyaml_log_t level, void *context, const char *fmt, va_list args)
{
	struct buf *log = context;

	if (level == CYAML_LOG_ERROR && !log->n)
		buf_vprintf(log, fmt, args);
}

static void fill(struct settings *s, struct reading *r, const struct source *source, const char *path)
{
	struct buf log = BUF_INIT;
	cyaml_config_t config = { .log_fn = log_error, .log_ctx = &log, .mem_fn = cyaml_mem,
		.log_level = CYAML_LOG_ERROR };
	const cyaml_schema_value_t *schema = schema_make(r);
	struct raw *raw = NULL;
	cyaml_err_t e = cyaml_load_data((const uint8_t *)source->bytes, source->n, &config, schema,
		(cyaml_data_t **)&raw, NULL);

	if (e == CYAML_OK && raw) {
		copy(s, r, raw, path);
	} else {
		while (log.n && log.at[log.n - 1] == '\n')
			log.at[--log.n] = '\0';
		fail(r, node_span(r->root), "%s", log.n ? log.at : cyaml_strerror(e));
	}
	cyaml_free(&config, schema, raw, 0);
	buf_release(&log);
}

bool config_load(struct settings *s, struct arena *a, const char *path, const struct fence *fence,
	const struct catalogue *c, struct buf *errors)
{
	struct reading r = { .arena = a, .catalogue = c, .errors = errors, .fence = fence };
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
		s->folder = path_folder(a, path_absolute(a, path_working(a), path));
		goto out;
	}
	r.root = load.documents.at[0].root;
	check_file(&r);
	if (!r.failed)
		fill(s, &r, source, path);
out:
	pool_free(load.pool);
	return !r.failed;
}

const char *config_find(struct arena *a, const char *first_path)
{
	const char *working = path_working(a);
	const char *at = path_absolute(a, working, strcmp(first_path, "-") == 0 ? "." : first_path);
	struct stat st;

	if (stat(at, &st) == 0 && !S_ISDIR(st.st_mode))
		at = path_folder(a, at);
	for (;;) {
		const char *config = arena_printf(a, "%s/" CONFIG_NAME, strcmp(at, "/") == 0 ? "" : at);

		if (access(config, F_OK) == 0)
			return path_relative(a, working, config);
		if (strcmp(at, "/") == 0)
			return NULL;
		at = path_folder(a, at);
	}
}

const char *config_library(void)
{
	return cyaml_version_str;
}
