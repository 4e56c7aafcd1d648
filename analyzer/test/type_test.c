/* Suite of type: documents against the schemas, the schemas against Istio's table of fields, formats, run-time schemas. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "doc/load.h"
#include "keys.h"
#include "schemas/schemas.h"
#include "source/source.h"
#include "test/golden.h"
#include "test/run.h"
#include "test/tree.h"
#include "type/cel.h"
#include "type/check.h"
#include "type/crd.h"
#include "type/demand.h"
#include "type/duration.h"
#include "type/format.h"
#include "type/jwks.h"
#include "type/openapi.h"
#include "type/pattern.h"
#include "type/re2.h"
#include "type/releases.h"
#include "type/text.h"

static struct arena arena = ARENA_INIT;
static struct pool *pool;

static void setup(void)
{
	pool = pool_new(keys, n_keys);
}

static void teardown(void)
{
	arena_release(&arena);
	pool_free(pool);
}

/* --- documents: testdata/type/NAME.yaml, and what is found in NAME.want --- */

struct run {
	struct load load;
	struct sink sink;
	struct crd_set crds;
	uint16_t release;    /* "#: release 1.24" in the first lines */
	bool partial;        /* "#: partial" */
	bool webhook;        /* "#: webhook": istiod's verdict too */
	bool nulls;          /* give every object all fields that it lacks and that take no null, as null */
	const char *type;    /* "#: type MeshConfig": no objects, but values of this type */
};

static void read_directives(struct run *r, const char *text)
{
	for (; strncmp(text, "#", 1) == 0; text += strcspn(text, "\n"), text += *text == '\n') {
		unsigned minor;
		char type[64];

		if (sscanf(text, "#: release 1.%u", &minor) == 1)
			r->release = (uint16_t)(100 + minor);
		if (sscanf(text, "#: type %63s", type) == 1)
			r->type = arena_strdup(&arena, type);
		r->partial |= strncmp(text, "#: partial", 10) == 0;
		r->webhook |= strncmp(text, "#: webhook", 10) == 0;
	}
}

static const struct schema *schema_of(struct run *r, const struct node *root)
{
	const struct str *api = node_text(node_find(root, "apiVersion")), *kind = node_text(node_find(root, "kind"));
	const char *slash = api ? strrchr(api->text, '/') : NULL;
	const struct str *group, *version;
	const struct crd_schemas *defined;
	const struct schema *s;

	if (!api || !kind)
		return NULL;
	group = pool_intern(pool, api->text, slash ? (size_t)(slash - api->text) : 0);
	version = pool_text(pool, slash ? slash + 1 : api->text);
	s = schema_find(group->text, kind->text);
	defined = s ? NULL : crd_find(&r->crds, group, kind, version);
	return s ? s : defined ? defined->list.at[0] : NULL;
}

static void add_null(struct node *object, const char *name)
{
	struct node *m = arena_new(&arena, struct node), *last = node_last(object);

	m->key = pool_text(pool, name);
	m->text = pool_text(pool, "null");
	m->kind = NODE_SCALAR;
	m->scalar = SCALAR_NULL;
	m->parent = object;
	if (last)
		last->next = m;
	else
		object->first = m;
	object->n++;
}

static void add_nulls(const struct type *t, struct node *n)
{
	for (struct node *m = node_children(n); m; m = m->next) {
		const struct field *f = t->base == TYPE_OBJECT && n->kind == NODE_MAP ? type_field(t, m->key) : NULL;
		bool in = (t->base == TYPE_LIST && n->kind == NODE_LIST) || (t->base == TYPE_MAP && n->kind == NODE_MAP);

		if (f || in)
			add_nulls(f ? f->type : t->item, m);
	}
	for (uint32_t i = 0; i < t->n_fields && n->kind == NODE_MAP; i++)
		if (!t->fields[i].nullable && !(t->fields[i].type->flags & TYPE_NULLABLE) && !node_find(n, t->fields[i].name))
			add_null(n, t->fields[i].name);
}

static void check_document(struct run *r, struct node *root)
{
	struct check c = {.arena = &arena, .sink = &r->sink, .root = root, .release = r->release,
		.partial = r->partial, .unwatched = !r->webhook, .pool = pool};
	struct subject subject = {NULL, NULL, NULL, NULL};
	const struct schema *s;

	if (r->type) {
		c.advice = true;
		check_value(&c, schema_type(r->type), root);
		return;
	}
	s = schema_of(r, root);
	if (s && r->nulls && !r->partial && !s->local && !s->profile)
		add_nulls(s->type, root);
	if (s)
		check_object(&c, s);
	if (str_is(node_text(node_find(root, "kind")), "CustomResourceDefinition"))
		crd_add(&r->crds, root, &subject);
}

static void print_place(struct buf *b, struct span s)
{
	struct position p = source_position(s.source, s.begin);

	buf_printf(b, "%u:%u", p.line, p.column);
}

/* The nodes that are hidden from whoever comes after, and what an object is left with of the nulls in it. */
static void print_tree(struct buf *b, const struct node *n)
{
	const char *comma = "";

	if (n->kind == NODE_SCALAR) {
		buf_printf(b, "%s", n->text->text);
	} else {
		buf_putc(b, n->kind == NODE_MAP ? '{' : '[');
		for (const struct node *m = n->first; m; m = m->next, comma = ", ") {
			buf_puts(b, comma);
			if (m->key)
				buf_printf(b, "%s: ", m->key->text);
			print_tree(b, m);
		}
		buf_putc(b, n->kind == NODE_MAP ? '}' : ']');
	}
	buf_puts(b, n->flags & NODE_POISONED ? "!" : "");
}

static void print_findings(struct buf *b, struct sink *sink)
{
	sink_sort(sink);
	for (size_t i = 0; i < sink->findings.n; i++) {
		const struct finding *f = sink->findings.at[i];

		print_place(b, f->span);
		buf_printf(b, " %s %s %s: %s\n", severity_name(f->severity), f->notice->code, f->path ? f->path : ".", f->message);
		for (size_t k = 0; k < f->related.n; k++) {
			buf_puts(b, "    ");
			print_place(b, f->related.at[k].span);
			buf_printf(b, " %s\n", f->related.at[k].message);
		}
		for (size_t k = 0; k < f->edits.n; k++) {
			const struct edit *e = &f->edits.at[k];

			buf_printf(b, "    fix %.*s -> %s\n", (int)(e->span.end - e->span.begin),
				e->span.source->bytes + e->span.begin, e->text);
		}
	}
}

static struct run run_bytes(const char *name, const char *bytes, size_t n, bool nulls)
{
	struct run r = {.nulls = nulls, .crds = {.arena = &arena, .pool = pool, .metadata = schema_type("ObjectMeta")}};

	r.sink.arena = &arena;
	r.crds.sink = &r.sink;
	r.load = (struct load){.arena = &arena, .pool = pool, .sink = &r.sink};
	read_directives(&r, bytes);
	load_source(&r.load, source_make(&arena, name, bytes, n));
	for (size_t i = 0; i < r.load.documents.n; i++)
		check_document(&r, r.load.documents.at[i].root);
	return r;
}

/* What is written as null where null is no value is as good as left out. */
static void check_with_nulls(const char *path, const char *bytes, size_t n, const char *want)
{
	struct run r = run_bytes(path, bytes, n, true);
	struct buf got = BUF_INIT;
	const char *differs;

	print_findings(&got, &r.sink);
	differs = golden_differs(&arena, want, got.at ? got.at : "");
	ck_assert_msg(!differs, "%s with nulls: %s", path, differs ? differs : "");
	buf_release(&got);
}

static struct arena kept;
static struct tree_names names;

START_TEST(case_agrees)
{
	const char *name = names.names.at[_i], *differs;
	int n_stem = (int)(strlen(name) - strlen(".yaml"));
	const char *path = arena_printf(&arena, "testdata/type/%s", name);
	struct buf got = BUF_INIT;
	size_t n;
	char *bytes;
	struct run r;

	setup();
	bytes = tree_read(&arena, path, &n);
	ck_assert_ptr_nonnull(bytes);
	r = run_bytes(name, bytes, n, false);
	print_findings(&got, &r.sink);
	differs = golden_file(&arena, arena_printf(&arena, "testdata/type/%.*s.want", n_stem, name), got.at ? got.at : "");
	ck_assert_msg(!differs, "%s: %s", path, differs ? differs : "");
	check_with_nulls(path, bytes, n, got.at ? got.at : "");
	buf_release(&got);
	teardown();
}
END_TEST

/* --- the schemas against the table of Istio's fields --- */

static const char *type_words(const struct type *t)
{
	switch (t->base) {
	case TYPE_OBJECT:
		return "object";
	case TYPE_STRING:
		return "string";
	case TYPE_BOOL:
		return "boolean";
	case TYPE_INT:
		return "integer";
	case TYPE_NUMBER:
		return "number";
	case TYPE_INT_OR_STRING:
		return "int-or-string";
	case TYPE_LIST:
		return arena_printf(&arena, "[]%s", type_words(t->item));
	case TYPE_MAP:
		return arena_printf(&arena, "map<%s>", type_words(t->item));
	case TYPE_ANY:
		break;
	}
	return "any";
}

static const char *enum_words(const struct type *t)
{
	const char *all = "";

	while (t->base == TYPE_LIST || t->base == TYPE_MAP)
		t = t->item;
	for (uint32_t i = 0; i < t->n_values; i++)
		all = arena_printf(&arena, "%s%s%s", all, i ? "," : "", t->values[i].text);
	return all;
}

/* The field at a path such as spec.http[].match[].headers{}.exact, and the release that has it first. */
static const struct field *field_at(const struct schema *s, char *path, uint16_t *since)
{
	const struct type *t = s->type;
	const struct field *f = NULL;
	char *save;

	*since = UINT16_MAX;
	for (uint32_t i = 0; i < s->n_versions; i++)
		if (s->versions[i].since < *since)
			*since = s->versions[i].since;
	for (char *step = strtok_r(path, ".", &save); step; step = strtok_r(NULL, ".", &save)) {
		size_t n = strcspn(step, "[{");

		step[n] = '\0';
		while (t->base == TYPE_LIST || t->base == TYPE_MAP)
			t = t->item;
		f = type_field_named(t, step);
		if (!f)
			return NULL;
		if (f->since > *since)
			*since = f->since;
		t = f->type;
	}
	return f;
}

/* group, kind, path, type, enum, since; the latter is given. */
static unsigned check_row(char *line)
{
	char *column[6], *at = line, *path;
	const struct schema *s;
	const struct field *f;
	uint16_t since;

	for (size_t i = 0; i < 6; i++)
		column[i] = strsep(&at, "\t");
	s = schema_find(column[0], column[1]);
	ck_assert_msg(s != NULL, "no schema of %s", column[1]);
	path = arena_strdup(&arena, column[2]);
	f = field_at(s, path, &since);
	ck_assert_msg(f != NULL, "%s has no field %s", column[1], column[2]);
	ck_assert_msg(strcmp(type_words(f->type), column[3]) == 0, "%s %s is %s", column[1], column[2], type_words(f->type));
	if (column[4][0])
		ck_assert_msg(strcmp(enum_words(f->type), column[4]) == 0, "%s %s takes %s", column[1], column[2], enum_words(f->type));
	if (strncmp(column[2], "status.", 7) != 0 || since)
		ck_assert_msg(since == (column[5][0] ? 100 + (unsigned)atoi(column[5] + 2) : 0), "%s %s came with %u",
			column[1], column[2], since);
	return since;
}

static size_t count_fields(const struct type *t)
{
	size_t n = 0;

	while (t->base == TYPE_LIST || t->base == TYPE_MAP)
		t = t->item;
	for (uint32_t i = 0; i < t->n_fields; i++)
		n += 1 + count_fields(t->fields[i].type);
	return n;
}

START_TEST(every_field)
{
	size_t rows = 0, fields = 0, kinds = 0;
	unsigned newest = 0;
	char *text, *line;

	setup();
	text = tree_read(&arena, "testdata/type/fields.tsv", NULL);
	ck_assert_ptr_nonnull(text);
	while ((line = strsep(&text, "\n")))
		if (*line && *line != '#') {
			unsigned since = check_row(line);

			newest = since > newest ? since : newest;
			rows++;
		}
	for (size_t i = 0; i < n_schemas; i++) {
		const char *suffix = strstr(schemas[i]->group, ".istio.io");

		if (!suffix || strcmp(schemas[i]->group, "install.istio.io") == 0)
			continue;
		kinds++;
		fields += count_fields(schemas[i]->type) - 3
			- count_fields(type_field_named(schemas[i]->type, "metadata")->type);
	}
	ck_assert_uint_eq(kinds, 15);
	ck_assert_uint_eq(newest, 100 + ISTIO_NEWEST);
	ck_assert_uint_eq(rows, 1271);
	ck_assert_uint_eq(fields, rows);
	teardown();
}
END_TEST

START_TEST(versions)
{
	const struct schema *s = schema_find("networking.istio.io", "VirtualService");

	ck_assert_ptr_nonnull(s);
	ck_assert_uint_eq(schema_version(s, "v1")->since, 122);
	ck_assert_uint_eq(schema_version(s, "v1alpha3")->since, 0);
	ck_assert_ptr_null(schema_version(s, "v2"));
	ck_assert_ptr_null(schema_find("networking.istio.io", "Virtualservice"));
	ck_assert_ptr_null(schema_find("", "VirtualService"));
	ck_assert_ptr_null(schema_type("Anything"));
	for (size_t i = 1; i < n_schemas; i++) {
		int order = strcmp(schemas[i - 1]->kind, schemas[i]->kind);

		ck_assert(order < 0 || (order == 0 && strcmp(schemas[i - 1]->group, schemas[i]->group) < 0));
	}
}
END_TEST

/* --- texts: each line of testdata/type/texts/NAME.txt, and what is said of it in NAME.want; crd-NAME: a format --- */

static struct tree_names kinds_of_text;

/* A control picture (U+2400 and what follows) stands for its character, so that a line holds any text. */
static size_t read_controls(char *line)
{
	char *to = line;

	for (const char *at = line; *at;) {
		bool control = memcmp(at, "\xe2\x90", 2) == 0;

		*to++ = control ? (char)(at[2] & 0x3f) : *at;
		at += control ? 3 : 1;
	}
	*to = '\0';
	return (size_t)(to - line);
}

static const char *verdict_of(const char *kind, const char *text, size_t len)
{
	static const struct {
		const char *kind;
		bool (*accepts)(const char *text, size_t len);
	} demands[] = {
#define DEMAND(constant, word, objection, accepts, must) { word, accepts },
#include "type/demand.def"
#undef DEMAND
	};
	bool is_secret = false;
	int64_t ns;
	const char *fault;

	if (strcmp(kind, "cel") == 0)
		return (fault = cel_fault(text, len)) ? fault : "fine";
	if (strcmp(kind, "re2") == 0)
		return (fault = re2_fault(text, len)) ? fault : "fine";
	if (strcmp(kind, "jwks") == 0)
		return (fault = jwks_fault(text, len, &is_secret)) ? fault : is_secret ? "fine, secret" : "fine";
	if (strcmp(kind, "duration") == 0)
		return duration_parse(text, len, &ns) ? arena_printf(&arena, "%lld", (long long)ns) : "no";
	if (strncmp(kind, "crd-", 4) == 0)
		return format_accepts(format_find(kind + 4), text, len) ? "fine" : "no";
	for (size_t i = 0; i < sizeof demands / sizeof demands[0]; i++)
		if (demands[i].accepts && strcmp(kind, demands[i].kind) == 0)
			return demands[i].accepts(text, len) ? "fine" : "no";
	ck_abort_msg("nothing judges texts as %s", kind);
	return NULL;
}

START_TEST(texts_are_judged)
{
	const char *name = kinds_of_text.names.at[_i], *differs;
	char *kind = arena_strndup(&arena, name, strlen(name) - strlen(".txt"));
	char *lines = tree_read(&arena, arena_printf(&arena, "testdata/type/texts/%s", name), NULL), *line;
	struct buf got = BUF_INIT;

	ck_assert_ptr_nonnull(lines);
	while ((line = strsep(&lines, "\n")) && lines) {
		const char *written = arena_strdup(&arena, line);
		size_t len = read_controls(line);

		buf_printf(&got, "%s: %s\n", verdict_of(kind, line, len), written);
	}
	differs = golden_file(&arena, arena_printf(&arena, "testdata/type/texts/%s.want", kind), got.at ? got.at : "");
	ck_assert_msg(!differs, "%s: %s", kind, differs ? differs : "");
	buf_release(&got);
	arena_release(&arena);
}
END_TEST

/* --- objects in a line each: testdata/type/objects.txt, and what is found in them in objects.want --- */

/*
 * [partial|overlay|webhook|1.N ...] KIND TEXT: the spec of an object of this kind; or TYPE TEXT: a value of this type, as of the
 * mesh configuration, about which there is advice. A kind with "!" is the whole object. "= SCHEMA" is one as a CustomResourceDefinition
 * has it, and the values of the lines "* TEXT" behind it are of that. Control pictures as in texts.
 */
static const struct type *define_line(struct buf *got, struct load *load)
{
	struct openapi o = {.arena = &arena, .pool = pool, .metadata = schema_type("ObjectMeta")};
	const struct type *t = openapi_type(&o, load->documents.at[0].root);

	if (o.passed_over)
		buf_printf(got, "not evaluated: %s\n", node_path(&arena, o.passed_over, load->documents.at[0].root));
	return t;
}

static void check_line(struct buf *got, char *line)
{
	static const struct type *defined;
	struct run r = {.crds = {.arena = &arena, .pool = pool, .metadata = schema_type("ObjectMeta")}};
	struct check c = {.arena = &arena, .sink = &r.sink, .pool = pool, .unwatched = true};
	const struct schema *s = NULL;
	char *word, *text = line;
	unsigned minor;
	bool whole;
	size_t n;

	r.sink.arena = &arena;
	r.load = (struct load){.arena = &arena, .pool = pool, .sink = &r.sink};
	while ((word = strsep(&text, " ")) && text) {
		if (strcmp(word, "partial") == 0)
			c.partial = true;
		else if (strcmp(word, "overlay") == 0)
			c.overlay = true;
		else if (strcmp(word, "webhook") == 0)
			c.unwatched = false;
		else if (sscanf(word, "1.%u", &minor) == 1)
			c.release = (uint16_t)(100 + minor);
		else
			break;
	}
	ck_assert_msg(text != NULL, "a line without a text");
	whole = word[strlen(word) - 1] == '!';
	if (whole)
		word[strlen(word) - 1] = '\0';
	for (size_t i = 0; i < n_schemas && !s; i++)
		s = strcmp(schemas[i]->kind, word) == 0 ? schemas[i] : NULL;
	ck_assert_msg(s || schema_type(word) || strpbrk(word, "=*"), "neither a kind nor a type: %s", word);
	read_controls(text);
	if (s && !whole)
		text = arena_printf(&arena, "{apiVersion: %s%s%s, kind: %s, metadata: {name: a},\nspec: %s}", s->group, s->group[0] ? "/" : "", s->versions[0].version, s->kind, text);
	n = strlen(text);
	load_source(&r.load, source_make(&arena, "line", text, n));
	for (size_t i = 0; i < r.load.documents.n; i++) {
		c.root = r.load.documents.at[i].root;
		if (s) {
			check_object(&c, s);
		} else if (*word == '=') {
			defined = define_line(got, &r.load);
		} else if (*word == '*') {
			check_value(&c, defined, c.root);
		} else {
			c.advice = true;
			check_value(&c, schema_type(word), c.root);
		}
	}
	print_findings(got, &r.sink);
	if (!s && *word == '*' && r.load.documents.n) {
		buf_puts(got, "-> ");
		print_tree(got, r.load.documents.at[0].root);
		buf_putc(got, '\n');
	}
}

START_TEST(lines_are_checked)
{
	char *lines = tree_read(&arena, "testdata/type/objects.txt", NULL), *line;
	struct buf got = BUF_INIT;
	const char *differs;

	setup();
	ck_assert_ptr_nonnull(lines);
	while ((line = strsep(&lines, "\n")) && lines) {
		buf_printf(&got, "%s\n", line);
		if (*line && *line != '#')
			check_line(&got, line);
	}
	differs = golden_file(&arena, "testdata/type/objects.want", got.at ? got.at : "");
	ck_assert_msg(!differs, "%s", differs ? differs : "");
	buf_release(&got);
	teardown();
}
END_TEST

/* --- formats --- */

static const struct {
	enum format format;
	const char *good[14], *bad[14];
} formats[] = {
	{FORMAT_BASE64, {"YQ==", "YWI=", "YWJj", "+/+/"}, {"", "YQ", "YQ=", "Y===", "YQ==YQ==", "YW J", "_w=="}},
	{FORMAT_DATE_TIME, {"2006-01-02T15:04:05Z", "2024-02-29T00:00:00.5+01:00"},
		{"", "2006-01-02", "2023-02-29T00:00:00Z", "2006-13-02T15:04:05Z", "2006-01-02T24:00:00Z", "2006-01-02T15:04:05", "2006-01-02T15:04:05Zx"}},
	{FORMAT_DATE, {"2006-01-02"}, {"2006-1-2", "2006-04-31", "2006-01-02T"}},
	{FORMAT_DNS_LABEL, {"a", "a-b", "9a"}, {"", "-a", "a-", "A", "a.b",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}},
	{FORMAT_DNS_LABEL_OR_EMPTY, {"", "a-b"}, {"-a", "a.b"}},
	{FORMAT_DNS_LABEL_1035, {"a", "a9"}, {"9a", ""}},
	{FORMAT_DNS_SUBDOMAIN, {"a", "a.b-c.d"}, {"", ".a", "a.", "a..b", "a_b", "A.b"}},
	{FORMAT_DNS_SUBDOMAIN_OR_EMPTY, {"", "a.b"}, {"a..b"}},
	{FORMAT_LABEL_KEY, {"app", "a.b/c", "A_b.c-9"}, {"", "a/b/c", "/a", "a/", "A.b/c", "-a", "a b"}},
	{FORMAT_ANNOTATION_KEY, {"A.b/c"}, {"a b", "a/b/c"}},
	{FORMAT_LABEL_VALUE, {"", "a", "A_b.9"}, {"_", "a-", "a b", "a/b"}},
	{FORMAT_PATH_SEGMENT, {"a", "...", "A b"}, {".", "..", "a/b", "%"}},
	{FORMAT_HEADER_NAME, {"x-y_Z9"}, {"", "x:y", "x y"}},
	{FORMAT_KIND_NAME, {"Service", "a-9"}, {"", "9a", "a-", "a_b"}},
	{FORMAT_PORT_NAME, {"http", "9"}, {"", "-", "a_b"}},
	{FORMAT_SERVICE_PORT, {"", "a", "9", "a--b", "http-web"}, {"-", "a-", "-a", "A", "a_b", "a.b"}},
	{FORMAT_CONTAINER_PORT, {"", "a", "9a", "a9", "1-a", "1-2a-3", "a-1-b"}, {"9", "1-2", "-", "-a", "a-", "a--b", "A", "a_b"}},
	{FORMAT_TARGET_PORT, {"http", "8080-http"}, {"8080", "http-"}},
	{FORMAT_SHA256_OR_EMPTY, {"", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
		{"0", "0123456789-bcdef0123456789abcdef0123456789abcdef0123456789abcdef", "0123456789gbcdef0123456789abcdef0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"}},
	{FORMAT_URL_HTTP, {"http://x", "HTTPS://u:p@h:80/a%20b?c#d", "http:opaque", "http://[::1]:80/", "http://[fe80::1%25en0]", "http://[fe80::1%25e]"},
		{"", "x", "ftp://x", "http://a b", "http://x:y", "http://%41", "http://x/%zz", "http://[::1", "http://[::1%25]", "http://[1.2.3.4]", "http://a:1:2", "http://x/?a#%zz", "/path"}},
	{FORMAT_URL_MODULE, {"oci://r/i:1", "r/i:1", "file:///x", "/abs/path", "http://x"},
		{"foo bar", "ftp://x", "#%blah$#@", "gs://b", "reg:5000/img", "//a:b", "//^"}},
	{FORMAT_IPV4, {"1.2.3.4", "01.2.3.4"}, {"1.2.3", "1.2.3.256", "1.2.3.4.5", "a"}},
	{FORMAT_IPV6, {"::1", "2001:db8::"}, {"1.2.3.4", ":", "::g"}},
	{FORMAT_CIDR, {"10.0.0.0/8", "::/0"}, {"10.0.0.0", "10.0.0.0/33", "::/129", "a/1", "10.0.0.0/"}},
	{FORMAT_UUID, {"01234567-89ab-cdef-0123-456789ABCDEF", "0123456789abcdef0123456789abcdef"}, {"", "01234567", "x1234567-89ab-cdef-0123-456789ABCDEF"}},
	{FORMAT_URI, {"http://x", "/a", "a:b"}, {"", "a"}},
};

START_TEST(texts)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		enum format f = formats[i].format;

		for (size_t k = 0; k < 14 && formats[i].good[k]; k++)
			ck_assert_msg(format_accepts(f, formats[i].good[k], strlen(formats[i].good[k])),
				"%s refuses \"%s\"", format_name(f), formats[i].good[k]);
		for (size_t k = 0; k < 14 && formats[i].bad[k]; k++)
			ck_assert_msg(!format_accepts(f, formats[i].bad[k], strlen(formats[i].bad[k])),
				"%s takes \"%s\"", format_name(f), formats[i].bad[k]);
	}
	for (int f = 1; f < N_FORMATS; f++) {
		ck_assert_int_eq(format_find(format_name((enum format)f)), f);
		ck_assert_ptr_nonnull(format_words((enum format)f));
	}
	ck_assert_int_eq(format_find("nonsense"), FORMAT_NONE);
	ck_assert(!format_accepts(FORMAT_DNS_LABEL, "a\0b", 3)); /* the NUL of what holds inner characters is none of them */
}
END_TEST

START_TEST(durations)
{
	static const struct {
		const char *text;
		bool good;
		int64_t ns;
	} all[] = {
		{"1s", true, 1000000000}, {"1h30m", true, 5400000000000}, {"1.5ms", true, 1500000}, {"0", true, 0}, {"-5s", true, -5000000000},
		{"+1s", true, 1000000000}, {".5s", true, 500000000}, {"1.s", true, 1000000000}, {"1\xc2\xb5s", true, 1000}, {"1\xce\xbcs", true, 1000},
		{"100us", true, 100000}, {"2562047h47m16.854775807s", true, INT64_MAX}, {"-2562047h47m16.854775808s", true, INT64_MIN},
		{"2562047h47m16.854775808s", false, 0}, {"0.9999999999999999999999s", true, 1000000000}, {"9223372037s", false, 0}, {"", false, 0},
		{"5", false, 0}, {"5 s", false, 0}, {"1d", false, 0}, {".s", false, 0}, {"s", false, 0}, {"-", false, 0}, {"1h1", false, 0}, {"1_0s", false, 0},
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		int64_t ns = 0;
		bool good = duration_parse(all[i].text, strlen(all[i].text), &ns);

		ck_assert_msg(good == all[i].good && (!good || ns == all[i].ns), "%s: %d %lld", all[i].text, good, (long long)ns);
	}
}
END_TEST

/* A mebibyte, as text and in base64. */
START_TEST(sizes)
{
	size_t most = 1 << 20, n = 1398104; /* of base64 for as much and two bytes more */
	char *text = arena_alloc(&arena, n + 1);

	memset(text, 'A', n);
	ck_assert(text_is_small("", most) && !text_is_small("", most + 1));
	ck_assert(!text_is_small_in_base64(text, n) && text_is_small_in_base64(text, n - 4));
	text[n - 1] = '=';
	ck_assert(!text_is_small_in_base64(text, n));
	text[n - 2] = '=';
	ck_assert(text_is_small_in_base64(text, n));
	ck_assert(text_is_small_in_base64("", 0));
	arena_release(&arena);
}
END_TEST

/* What schemas call demands, objections and meanings. */
START_TEST(words_of_schemas)
{
	static const char *const demands[] = {
#define DEMAND(constant, word, objection, accepts, must) [DEMAND_##constant] = word,
#include "type/demand.def"
#undef DEMAND
	};

	for (int i = 1; i < N_DEMANDS; i++)
		ck_assert_int_eq(demand_find(demands[i]), i);
	ck_assert_int_eq(demand_find("nothing of the kind"), DEMAND_NONE);
	for (int i = 1; i < N_OBJECTIONS; i++)
		ck_assert_ptr_nonnull(objection_notice((enum objection)i));
	ck_assert_str_eq(objection_notice(objection_find("missing"))->code, "IV011");
	ck_assert_str_eq(objection_notice(objection_find("conflict"))->code, "IV012");
	ck_assert_int_eq(objection_find("nothing of the kind"), OBJECTION_NONE);
	for (int i = 0; i < N_MEANINGS; i++)
		ck_assert_int_eq(meaning_find(meaning_name((enum meaning)i)), i);
	ck_assert_int_eq(meaning_find("no meaning"), MEANS_NOTHING);
}
END_TEST

START_TEST(patterns)
{
	static struct pattern word = {.text = "^[a-z]+$"}, broken = {.text = "(["}, slow = {.text = "^(a+)+$"};
	static const char line[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab";
	char why[64];
	size_t at;

	ck_assert(pattern_matches(&word, "abc", 3) == YES);
	ck_assert(pattern_matches(&word, "abc\n", 4) == NO);
	ck_assert(pattern_matches(&word, "a1", 2) == NO);
	ck_assert(pattern_matches(&broken, "x", 1) == YES);
	ck_assert(pattern_matches(&slow, line, sizeof line - 1) == UNKNOWN);
	ck_assert(!pattern_compiles("([", why, sizeof why, &at));
	ck_assert_uint_eq(at, 2);
	ck_assert(pattern_compiles("[a-z]", why, sizeof why, &at));
}
END_TEST

/* Faults are hidden from whoever comes after. */
START_TEST(poisoning)
{
	static const char text[] = "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: a}\n"
		"spec: {selector: {istio: ingress}, servers: [{port: {number: many, name: http, protocol: HTTP}, hosts: [a]}]}\n";
	struct node *port;
	struct run r;

	setup();
	r = run_bytes("t.yaml", text, sizeof text - 1, false);
	port = node_get(node_first(node_at(r.load.documents.at[0].root, KEY_spec, KEY_servers, 0)), KEY_port);
	ck_assert_str_eq(node_get_text(port, KEY_name)->text, "http");
	ck_assert_ptr_null(node_get(port, KEY_number));
	ck_assert_uint_eq(r.sink.findings.n, 1);
	ck_assert_str_eq(r.sink.findings.at[0]->path, "spec.servers[0].port.number");
	teardown();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("type");
	TCase *t = tcase_create("type");
	int status;

	tcase_set_timeout(t, 120);
	names = tree_cases(&kept, "testdata/type", ".yaml");
	tcase_add_loop_test(t, case_agrees, 0, (int)names.names.n);
	kinds_of_text = tree_cases(&kept, "testdata/type/texts", ".txt");
	tcase_add_loop_test(t, texts_are_judged, 0, (int)kinds_of_text.names.n);
	tcase_add_test(t, lines_are_checked);
	tcase_add_test(t, every_field);
	tcase_add_test(t, versions);
	tcase_add_test(t, texts);
	tcase_add_test(t, durations);
	tcase_add_test(t, sizes);
	tcase_add_test(t, words_of_schemas);
	tcase_add_test(t, patterns);
	tcase_add_test(t, poisoning);
	suite_add_tcase(s, t);
	status = suite_run(s, CK_FORK_GETENV);
	arena_release(&kept);
	return status;
}
