/* ConfigMaps and Secrets that generators make, and the hashes in names. */
#include <sha256.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "tree/kustomize_internal.h"

#define HASH_LETTERS 10
#define BASE64_LINE 70

/* One generator at work. */
struct generator {
	struct building *b;
	const struct node *entry;
	struct node *data, *binary;
	bool secret;
};

static void encode_base64(struct buf *out, const char *bytes, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		unsigned a = (unsigned char)bytes[i], b = i + 1 < n ? (unsigned char)bytes[i + 1] : 0,
			c = i + 2 < n ? (unsigned char)bytes[i + 2] : 0;

		buf_putc(out, digits[a >> 2]);
		buf_putc(out, digits[(a & 3) << 4 | b >> 4]);
		buf_putc(out, i + 1 < n ? digits[(b & 15) << 2 | c >> 6] : '=');
		buf_putc(out, i + 2 < n ? digits[c & 63] : '=');
	}
}

/* kustomize breaks what is longer than a line, and ends the last one too. */
static void encode_lines(struct buf *out, const char *bytes, size_t n)
{
	struct buf line = BUF_INIT;

	encode_base64(&line, bytes, n);
	for (size_t i = 0; i < line.n; i += BASE64_LINE) {
		buf_add(out, line.at + i, line.n - i < BASE64_LINE ? line.n - i : BASE64_LINE);
		if (line.n >= BASE64_LINE)
			buf_putc(out, '\n');
	}
	buf_release(&line);
}

static bool is_utf8(const char *bytes, size_t n)
{
	uint32_t c;

	for (size_t i = 0, len; i < n; i += len) {
		len = utf8_next(bytes + i, n - i, &c);
		if (!len)
			return false;
	}
	return true;
}

/* A value as the object holds it: Secrets in base64, ConfigMaps as text or, where that is none, in base64 apart. */
static void add_value(struct generator *g, const char *key, size_t key_n, const char *bytes, size_t n, struct span at)
{
	struct arena *a = g->b->w->arena;
	struct pool *pool = g->b->w->pool;
	bool text = !g->secret && is_utf8(bytes, n);
	struct buf encoded = BUF_INIT;
	struct node *value, *map = text || g->secret ? g->data : g->binary;
	const struct str *name = pool_intern(pool, key, key_n);

	if (!build_step(g->b, g->entry, g->data->n + g->binary->n))
		return;
	if (made_member(g->data, name) || made_member(g->binary, name))
		build_fail(g->b, g->entry, "a generator has the key \"%s\" twice", name->text);

	if (!text)
		encode_lines(&encoded, bytes, n);
	value = made_text(a, text ? pool_intern(pool, bytes, n) : pool_intern(pool, encoded.n ? encoded.at : "", encoded.n), at,
		"generator");
	value->flags |= NODE_QUOTED;
	made_put(map, name, at, value);
	buf_release(&encoded);
}

#define BYTES_OF_STEP 2u /* what is made of them is hashed */

static bool read_bytes(struct generator *g, const struct node *at, const struct str *path, const char **bytes, size_t *n)
{
	struct building *b = g->b;
	const char *absolute = build_path(b, path);
	const struct kustomize_file *f = absolute ? build_file(b, absolute) : NULL;

	/* What is read as UTF-16 has other bytes than the file. */
	if (f && f->source->encoding == SOURCE_UTF8) {
		*bytes = f->source->bytes;
		*n = f->source->n;
		return true;
	}
	if (absolute && b->w->bytes(b->w->context, absolute, bytes, n)) {
		b->n_found++;
		return true;
	}
	if (!absolute)
		build_gap(b, KUSTOMIZE_REMOTE, at, "a generator reads a file that is not in the tree");
	else
		build_missing(b, at, absolute, "a generator reads a file that is not in the tree");
	if (g->secret) /* what Secrets are made from is put there before the build, and kept nowhere */
		b->heap->gaps.at[b->heap->gaps.n - 1].missing = NULL;
	return false;
}

/* "key=path" or "path", whose last part is the key then. */
static void add_file(struct generator *g, const struct node *at)
{
	const struct str *text = written_text(at), *path;
	const char *equals = text ? strchr(text->text, '=') : NULL, *slash, *key, *bytes;
	size_t n;

	if (!text)
		return;
	path = equals ? build_key(g->b, equals + 1) : text;
	slash = strrchr(path->text, '/');
	key = equals ? text->text : slash ? slash + 1 : path->text;
	if (read_bytes(g, at, path, &bytes, &n) && build_step(g->b, at, n / BYTES_OF_STEP))
		add_value(g, key, equals ? (size_t)(equals - text->text) : strlen(key), bytes, n, node_span(at));
}

static void add_literal(struct generator *g, const struct node *at)
{
	const struct str *text = written_text(at);
	const char *equals = text ? strchr(text->text, '=') : NULL, *value;
	size_t n;

	if (!equals) {
		build_fail(g->b, at, "a literal must be key=value");
		return;
	}
	value = equals + 1;
	n = strlen(value);
	if (n > 1 && (*value == '"' || *value == '\'') && value[n - 1] == *value) {
		value++;
		n -= 2;
	}
	add_value(g, text->text, (size_t)(equals - text->text), value, n, node_span(at));
}

static void add_line(struct generator *g, const struct node *at, const char *line, size_t n)
{
	const char *equals;

	while (n && (*line == ' ' || *line == '\t'))
		line++, n--;
	if (n && line[n - 1] == '\r')
		n--;
	equals = n ? memchr(line, '=', n) : NULL;
	if (n && *line != '#' && equals)
		add_value(g, line, (size_t)(equals - line), equals + 1, (size_t)(line + n - equals - 1), node_span(at));
	else if (n && *line != '#') /* the value of a variable of the environment, which is taken for empty here */
		add_value(g, line, n, "", 0, node_span(at));
}

static void add_env(struct generator *g, const struct node *at)
{
	const char *bytes, *end;
	size_t n;

	if (!written_text(at) || !read_bytes(g, at, written_text(at), &bytes, &n))
		return;
	if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		bytes += 3, n -= 3;
	for (end = bytes + n; bytes < end;) {
		const char *line = memchr(bytes, '\n', (size_t)(end - bytes));

		add_line(g, at, bytes, (size_t)((line ? line : end) - bytes));
		bytes = line ? line + 1 : end;
	}
}

/* Is an option set, for this generator or for all? Its own cannot take back what is said for all. */
static bool is_set(const struct generator *g, const char *name)
{
	bool own = false, all = false;

	node_bool(setting_find(setting_find(g->entry, "options"), name), &own);
	node_bool(setting_find(build_get(g->b, "generatorOptions"), name), &all);
	return own || all;
}

static void put_text(struct generator *g, struct node *map, const char *key, const char *text, struct span at, const char *by)
{
	made_put(map, build_key(g->b, key), at, made_text(g->b->w->arena, build_key(g->b, text), at, by));
}

static void put_pairs(struct generator *g, struct node *metadata, const char *name)
{
	const struct node *lists[] = { setting_find(build_get(g->b, "generatorOptions"), name),
		setting_find(setting_find(g->entry, "options"), name) };
	struct node *map = NULL;

	for (size_t i = 0; i < 2; i++)
		for (const struct node *n = node_children(lists[i] ? lists[i] : g->entry); lists[i] && n; n = n->next) {
			if (n->kind != NODE_SCALAR)
				continue;
			if (!map) {
				map = made_collection(g->b->w->arena, NODE_MAP, node_span(lists[i]), "generator");
				made_put(metadata, build_key(g->b, name), node_key_span(lists[i]), map);
			}
			made_put(map, n->key, node_key_span(n), made_text(g->b->w->arena, pair_text(g->b, n), node_span(n),
				n->scalar == SCALAR_NULL ? "generator" : NULL));
		}
}

static struct node *make_metadata(struct generator *g)
{
	const struct node *name = setting_find(g->entry, "name"), *ns = setting_find(g->entry, "namespace");
	struct node *metadata = made_collection(g->b->w->arena, NODE_MAP, node_span(g->entry), "generator");

	made_put(metadata, build_key(g->b, "name"), node_key_span(name), made_copy(g->b->w->arena, name));
	if (written_text(ns) && written_text(ns)->len)
		made_put(metadata, build_key(g->b, "namespace"), node_key_span(ns), made_copy(g->b->w->arena, ns));
	put_pairs(g, metadata, "labels");
	put_pairs(g, metadata, "annotations");
	return metadata;
}

static void fill(struct generator *g)
{
	const struct node *env = setting_find(g->entry, "env");

	for (const struct node *n = written_first(setting_find(g->entry, "envs")); n; n = n->next)
		add_env(g, n);
	if (env)
		add_env(g, env);
	for (const struct node *n = written_first(setting_find(g->entry, "files")); n; n = n->next)
		add_file(g, n);
	for (const struct node *n = written_first(setting_find(g->entry, "literals")); n; n = n->next)
		add_literal(g, n);
}

static enum behavior behavior_of(const struct generator *g)
{
	const struct str *text = written_text(setting_find(g->entry, "behavior"));

	return str_is(text, "merge") ? BEHAVIOR_MERGE : str_is(text, "replace") ? BEHAVIOR_REPLACE : BEHAVIOR_CREATE;
}

static struct piece *make(struct generator *g)
{
	struct building *b = g->b;
	struct arena *a = b->w->arena;
	struct span at = node_span(g->entry);
	struct node *root = made_collection(a, NODE_MAP, at, "generator"), *flag;
	const struct str *type = written_text(setting_find(g->entry, "type"));
	struct piece *p;

	put_text(g, root, "apiVersion", "v1", at, "generator");
	put_text(g, root, "kind", g->secret ? "Secret" : "ConfigMap", at, "generator");
	made_put(root, build_key(b, "metadata"), at, make_metadata(g));
	g->data = made_collection(a, NODE_MAP, at, "generator");
	g->binary = made_collection(a, NODE_MAP, at, "generator");
	fill(g);
	if (g->data->n || g->secret)
		made_put(root, build_key(b, "data"), at, g->data);
	if (g->binary->n)
		made_put(root, build_key(b, "binaryData"), at, g->binary);
	if (g->secret)
		put_text(g, root, "type", type && type->len ? type->text : "Opaque", at, "generator");
	if (is_set(g, "immutable")) {
		flag = made_text(a, build_key(b, "true"), at, "generator");
		flag->scalar = SCALAR_BOOL;
		made_put(root, build_key(b, "immutable"), at, flag);
	}
	p = piece_new(b, root, &b->file->documents[0]);
	p->owned = true;
	p->hashed = !is_set(g, "disableNameSuffixHash");
	p->behavior = behavior_of(g);
	return p;
}

static void merge_maps(struct building *b, struct node *under, const struct node *over, const char *name)
{
	struct node *from = made_member(over, build_key(b, name)), *to = made_member(under, build_key(b, name));

	if (!from)
		return;
	if (!to || to->kind != NODE_MAP) { /* "data:" alone is empty */
		made_put(under, build_key(b, name), (struct span){ NULL, 0, 0 }, made_copy(b->w->arena, from));
		return;
	}
	for (struct node *n = node_children(from); n; n = n->next)
		made_put(to, n->key, node_key_span(n), made_copy(b->w->arena, n));
}

static bool is_kept(const struct node *member)
{
	return str_is(member->key, "metadata") || str_is(member->key, "data") || str_is(member->key, "binaryData");
}

/* All else is as the generator has it: "type", "immutable". */
static void take_rest(struct building *b, struct node *old, const struct node *new)
{
	for (struct node *n = old->first, *next; n; n = next) {
		next = n->next;
		if (!is_kept(n) && !made_member(new, n->key))
			made_remove(n);
	}
	for (const struct node *n = new->first; n; n = n->next)
		if (!is_kept(n))
			made_put(old, n->key, node_key_span(n), made_copy(b->w->arena, n));
}

/* What the behavior makes of one that is there already. */
static void absorb(struct building *b, struct piece *old, struct piece *new)
{
	struct node *root = piece_own(b, old), *metadata = made_member(root, build_key(b, "metadata"));
	const char *const data[] = { "data", "binaryData" };

	merge_maps(b, metadata, made_member(new->root, build_key(b, "metadata")), "labels");
	merge_maps(b, metadata, made_member(new->root, build_key(b, "metadata")), "annotations");
	for (size_t i = 0; i < 2; i++) {
		struct node *own = made_member(root, build_key(b, data[i]));

		if (new->behavior == BEHAVIOR_REPLACE && own)
			made_remove(own);
		merge_maps(b, root, new->root, data[i]);
	}
	take_rest(b, root, new->root);
	old->hashed &= new->hashed;
}

static void generate(struct building *b, const char *list, bool secret)
{
	for (const struct node *n = written_first(build_get(b, list)); n && !build_failed(b); n = n->next) {
		struct generator g = { .b = b, .entry = n, .secret = secret };
		struct piece *p, *old = NULL;

		if (!written_text(setting_find(n, "name"))) {
			build_fail(b, n, "a generator needs a name");
			return;
		}
		p = make(&g);
		for (size_t i = 0; i < b->heap->pieces.n && !old; i++)
			if (piece_is_called(b->heap->pieces.at[i], &p->now))
				old = b->heap->pieces.at[i];
		if (p->behavior == BEHAVIOR_CREATE && old)
			build_fail(b, n, "%s \"%s\" is there twice", p->now.kind->text, p->now.name->text);
		else if (p->behavior == BEHAVIOR_CREATE)
			build_add(b, p, n);
		else if (old)
			absorb(b, old, p);
		else if (!build_is_open(b))
			build_fail(b, n, "there is no %s \"%s\" to %s", p->now.kind->text, p->now.name->text,
				p->behavior == BEHAVIOR_MERGE ? "merge it with" : "replace");
	}
}

void build_generators(struct building *b)
{
	generate(b, "configMapGenerator", false);
	generate(b, "secretGenerator", true);
	if (written_first(build_get(b, "generators")))
		build_gap(b, KUSTOMIZE_PLUGIN, build_get(b, "generators"), "a kustomization has a generator");
}

/* ---- hashes: SHA-256 of Go's JSON, in letters that spell no words ---- */

static void put_quoted(struct buf *out, const struct str *s)
{
	buf_putc(out, '"');
	for (size_t i = 0; i < s->len; i++) {
		unsigned char c = (unsigned char)s->text[i];
		static const char marks[] = "\"\\\n\r\t\b\f", letters[] = "\"\\nrtbf";
		const char *at = c ? strchr(marks, c) : NULL;

		if (at)
			buf_printf(out, "\\%c", letters[at - marks]);
		else if (c < 0x20 || c == '<' || c == '>' || c == '&')
			buf_printf(out, "\\u%04x", c);
		else if (c == 0xe2 && i + 2 < s->len && (unsigned char)s->text[i + 1] == 0x80
				&& ((unsigned char)s->text[i + 2] & 0xfe) == 0xa8)
			buf_printf(out, "\\u%04x", 0x2028 + ((unsigned char)s->text[i += 2] & 1));
		else
			buf_putc(out, (char)c);
	}
	buf_putc(out, '"');
}

static int compare_members(const void *a, const void *b)
{
	return strcmp((*(const struct node *const *)a)->key->text, (*(const struct node *const *)b)->key->text);
}

static void put_map(struct building *b, struct buf *out, const struct node *map)
{
	const struct node **sorted;
	size_t n = 0;

	if (!map || map->kind != NODE_MAP) {
		buf_puts(out, map ? "\"null\"" : "\"\"");
		return;
	}
	sorted = arena_array(b->w->arena, const struct node *, map->n);
	for (const struct node *m = map->first; m; m = m->next)
		sorted[n++] = m;
	if (n)
		qsort(sorted, n, sizeof *sorted, compare_members);
	buf_putc(out, '{');
	for (size_t i = 0; i < n; i++) {
		buf_puts(out, i ? "," : "");
		put_quoted(out, sorted[i]->key);
		buf_putc(out, ':');
		if (sorted[i]->kind == NODE_SCALAR && sorted[i]->scalar != SCALAR_NULL)
			put_quoted(out, sorted[i]->text);
		else
			buf_puts(out, "null");
	}
	buf_putc(out, '}');
}

static void encode(struct building *b, struct buf *out, const struct piece *p)
{
	const struct node *binary = made_member(p->root, build_key(b, "binaryData"));
	const struct node *plain = made_member(p->root, build_key(b, "stringData"));
	const struct str *type = written_text(written_find(p->root, "type"));
	bool secret = str_is(p->now.kind, "Secret");

	buf_putc(out, '{');
	if (!secret && binary) {
		buf_puts(out, "\"binaryData\":");
		put_map(b, out, binary);
		buf_putc(out, ',');
	}
	buf_puts(out, "\"data\":");
	put_map(b, out, made_member(p->root, build_key(b, "data")));
	/* kustomize looks the name up where it never is. */
	buf_printf(out, ",\"kind\":\"%s\",\"name\":\"\"", p->now.kind->text);
	if (secret && plain) {
		buf_puts(out, ",\"stringData\":");
		put_map(b, out, plain);
	}
	if (secret) {
		buf_puts(out, ",\"type\":");
		put_quoted(out, type ? type : build_key(b, ""));
	}
	buf_putc(out, '}');
}

static const char *hash_of(struct building *b, const struct piece *p)
{
	static const char from[] = "013ae", to[] = "ghkmt";
	char hex[SHA256_DIGEST_STRING_LENGTH], *out = arena_alloc(b->w->arena, HASH_LETTERS + 1);
	struct buf json = BUF_INIT;

	encode(b, &json, p);
	SHA256Data((const uint8_t *)json.at, json.n, hex);
	buf_release(&json);
	for (size_t i = 0; i < HASH_LETTERS; i++) {
		const char *at = strchr(from, hex[i]);

		out[i] = at ? to[at - from] : hex[i];
	}
	out[HASH_LETTERS] = '\0';
	return out;
}

/* "kustomize.config.k8s.io/needs-hash" is for what generator plug-ins make: on other objects it does nothing. */
static bool asks_for_hash(const struct piece *p)
{
	const struct node *annotations = written_find(written_find(p->root, "metadata"), "annotations");

	return str_is(written_text(written_find(annotations, "internal.config.kubernetes.io/needsHashSuffix")), "enabled");
}

void build_hashes(struct building *b)
{
	for (size_t i = 0; i < b->heap->pieces.n; i++) {
		struct piece *p = b->heap->pieces.at[i];
		struct node *metadata, *name;

		if (!p->hashed && !asks_for_hash(p))
			continue;
		metadata = made_member(piece_own(b, p), build_key(b, "metadata"));
		name = made_member(metadata, build_key(b, "name"));
		if (!name || name->kind != NODE_SCALAR)
			continue;
		piece_keep_name(b, p);
		node_set_text(b, name, pool_printf(b->w->pool, "%s-%s", name->text->text, hash_of(b, p)),
			(struct span){ ((struct made *)name)->source, name->begin, name->end }, "hash");
		piece_rename(b, p);
	}
}
