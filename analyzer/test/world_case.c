/* Loads and runs the cases of testdata/mesh. */
#include "world_case.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "tree.h"
#include "world/anywhere.h"
#include "world/leads.h"

const struct str *case_str(struct mesh_case *c, const char *word)
{
	return pool_text(c->pool, word);
}

const struct str *case_ns(struct mesh_case *c, const char *word)
{
	return pool_text(c->pool, strcmp(word, "-") == 0 ? "" : word);
}

const struct resource *case_resource(struct mesh_case *c, const char *ns, const char *kind_and_name)
{
	struct resources all = mesh_all(c->mesh);
	const char *slash = strchr(kind_and_name, '/');
	const struct str *home = case_ns(c, ns);

	for (size_t i = 0; slash && i < all.n; i++)
		if (all.at[i]->ns == home && str_is(all.at[i]->name, slash + 1)
				&& strncmp(all.at[i]->kind_name->text, kind_and_name, (size_t)(slash - kind_and_name)) == 0
				&& all.at[i]->kind_name->len == (size_t)(slash - kind_and_name))
			return all.at[i];
	ck_abort_msg("%s: no %s in namespace %s", c->folder, kind_and_name, ns);
	return NULL;
}

const struct node *case_labels(struct mesh_case *c, const char *word)
{
	struct buf text = BUF_INIT;
	const struct node *root;

	if (strcmp(word, "-") == 0)
		return NULL;
	buf_puts(&text, "{\"");
	for (; *word; word++)
		buf_puts(&text, *word == '=' ? "\": \"" : *word == ',' ? "\", \"" : (char[2]){*word, 0});
	buf_puts(&text, "\"}");
	load_source(&c->load, source_make(&c->arena, "labels", arena_strdup(&c->arena, text.at), text.n));
	buf_release(&text);
	root = c->load.documents.at[c->load.documents.n - 1].root;
	ck_assert(node_is_map(root));
	return root;
}

void case_put_name(struct buf *out, const struct resource *r)
{
	buf_printf(out, "%s/%s", r->ns->len ? r->ns->text : "-", r->name->text);
}

static bool is_among(const char *const *files, size_t n, const char *file)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(files[i], file) == 0)
			return true;
	return false;
}

static const struct source *read_file(struct mesh_case *c, const char *file)
{
	size_t n;
	char *bytes = tree_read(&c->arena, arena_printf(&c->arena, "%s/%s", c->folder, file), &n);

	ck_assert_msg(bytes, "%s/%s cannot be read", c->folder, file);
	return source_make(&c->arena, file, bytes, n);
}

#define OWN_FAMILY 1

/* The family of a file's objects; *own is set for files of the mesh. */
static uint32_t family_of(const struct mesh_case *c, const char *file, bool *own)
{
	for (uint32_t family = 0; family < 3; family++)
		if (is_among(c->others[family].at, c->others[family].n, file))
			return *own = false, family;
	*own = true;
	return OWN_FAMILY;
}

/* What is in other files is of the tree, and behind what is of the mesh. */
static void set_families(struct mesh_case *c, size_t first, uint32_t family)
{
	for (size_t i = first; i < c->objects.resources.n; i++)
		c->objects.resources.at[i]->family = family;
}

static void load_files(struct mesh_case *c, bool of_mesh)
{
	struct tree_names files = tree_files(&c->arena, c->folder);

	for (size_t i = 0; i < files.names.n; i++) {
		const char *file = files.names.at[i];
		struct object_defaults defaults = {
			.partial = is_among(c->partial.at, c->partial.n, file),
			.altered = is_among(c->altered.at, c->altered.n, file),
		};
		size_t first = c->load.documents.n, n_before = c->objects.resources.n;
		bool own;
		uint32_t family = family_of(c, file, &own);

		if (own != of_mesh)
			continue;
		if (strcmp(file, "want.txt") == 0 || (c->mesh_config && strcmp(file, c->mesh_config) == 0))
			continue;
		if (c->ns)
			defaults.ns = case_str(c, c->ns);
		load_source(&c->load, read_file(c, file));
		for (size_t d = first; d < c->load.documents.n; d++) {
			struct document *copy = arena_new(&c->arena, struct document);

			*copy = c->load.documents.at[d];
			objects_add(&c->objects, copy, &defaults);
		}
		set_families(c, n_before, family);
	}
}

void mesh_case_open(struct mesh_case *c, const char *folder, const char *const *keys, size_t n_keys)
{
	size_t n_own;

	c->folder = folder;
	c->pool = pool_new(keys, n_keys);
	c->sink = (struct sink){.arena = &c->arena};
	c->load = (struct load){.arena = &c->arena, .pool = c->pool, .sink = &c->sink};
	c->objects = (struct objects){.arena = &c->arena, .pool = c->pool, .load = &c->load};
	load_files(c, true);
	n_own = c->objects.resources.n;
	load_files(c, false);
	if (c->objects.resources.n > n_own)
		c->options.anywhere = anywhere_make(&c->arena, c->pool, c->options.cluster_domain,
			(const struct resource *const *)c->objects.resources.at, c->objects.resources.n);
	if (c->mesh_config) {
		load_source(&c->load, read_file(c, c->mesh_config));
		c->options.mesh_config = c->load.documents.at[c->load.documents.n - 1].root;
	}
	for (size_t i = 0; i < c->gaps.n; i++)
		c->gaps.at[i].ns = strcmp(c->gap_names.at[i], "*") == 0 ? NULL : case_ns(c, c->gap_names.at[i]);
	c->options.gaps = c->gaps.at;
	c->options.n_gaps = c->gaps.n;
	vec_push(&c->arena, &c->externals, NULL);
	c->options.externals = c->externals.at;
	c->mesh = mesh_build(&c->arena, c->pool, &c->options,
		(const struct resource *const *)c->objects.resources.at, n_own);
}

void mesh_case_text(struct mesh_case *c, const char *text, const char *const *keys, size_t n_keys)
{
	const struct resource *const *all;
	size_t n;

	c->pool = pool_new(keys, n_keys);
	c->sink.arena = &c->arena;
	c->load = (struct load){.arena = &c->arena, .pool = c->pool, .sink = &c->sink};
	c->objects = (struct objects){.arena = &c->arena, .pool = c->pool, .load = &c->load};
	load_source(&c->load, source_make(&c->arena, "t.yaml", text, strlen(text)));
	ck_assert_msg(c->sink.findings.n == 0, "%s", c->sink.findings.n ? c->sink.findings.at[0]->message : "");
	for (size_t d = 0; d < c->load.documents.n; d++)
		objects_add(&c->objects, &c->load.documents.at[d], NULL);
	all = (const struct resource *const *)c->objects.resources.at;
	n = c->objects.resources.n;
	c->options.leads = leads_make(&c->arena, c->pool, all, n);
	c->mesh = mesh_build(&c->arena, c->pool, &c->options, all, c->n_own && c->n_own < n ? c->n_own : n);
}

void mesh_case_close(struct mesh_case *c)
{
	arena_release(&c->scratch);
	arena_release(&c->arena);
	pool_free(c->pool);
}

static size_t split(struct arena *a, const char *line, size_t n, const char **words)
{
	char *text = arena_strndup(a, line, n), *rest = NULL;
	size_t count = 0;

	for (char *w = strtok_r(text, " \t", &rest); w; w = strtok_r(NULL, " \t", &rest)) {
		ck_assert_uint_lt(count, MESH_CASE_WORDS);
		words[count++] = w;
	}
	return count;
}

static void set(struct mesh_case *c, const char *line, size_t n)
{
	static const char *const worlds[] = {"auto", "closed", "open"};
	const char *words[MESH_CASE_WORDS] = {NULL};

	if (split(&c->arena, line, n, words) != 3)
		ck_abort_msg("%s: setting %.*s", c->folder, (int)n, line);
	if (strcmp(words[1], "world") == 0) {
		for (int w = 0; w < 3; w++)
			if (strcmp(words[2], worlds[w]) == 0)
				c->options.world = (enum world)w;
	} else if (strcmp(words[1], "external") == 0) {
		vec_push(&c->arena, &c->externals, words[2]);
	} else if (strcmp(words[1], "first") == 0) {
		c->n_own = (size_t)atoi(words[2]);
	} else if (strcmp(words[1], "gap") == 0) {
		vec_push(&c->arena, &c->gap_names, words[2]);
		vec_push(&c->arena, &c->gaps, ((struct mesh_gap){
			NULL, 1u << SCOPE_HOSTS | 1u << SCOPE_WORKLOADS | 1u << SCOPE_VIRTUAL_SERVICES, "a gap brings something"}));
	} else if (strcmp(words[1], "root-namespace") == 0) {
		c->options.root_namespace = words[2];
	} else if (strcmp(words[1], "cluster-domain") == 0) {
		c->options.cluster_domain = words[2];
	} else if (strcmp(words[1], "namespace") == 0) {
		c->ns = words[2];
	} else if (strcmp(words[1], "mesh-config") == 0) {
		c->mesh_config = words[2];
	} else if (strcmp(words[1], "partial") == 0) {
		vec_push(&c->arena, &c->partial, words[2]);
	} else if (strcmp(words[1], "altered") == 0) {
		vec_push(&c->arena, &c->altered, words[2]);
	} else if (strcmp(words[1], "elsewhere") == 0) {
		vec_push(&c->arena, &c->others[2], words[2]);
	} else if (strcmp(words[1], "alternative") == 0) {
		vec_push(&c->arena, &c->others[OWN_FAMILY], words[2]);
	} else if (strcmp(words[1], "loose") == 0) {
		vec_push(&c->arena, &c->others[0], words[2]);
	} else {
		ck_abort_msg("%s: no setting %s", c->folder, words[1]);
	}
}

static void ask(struct mesh_case *c, const struct mesh_query *const *tables, const char *line, size_t n,
	struct buf *out)
{
	const char *words[MESH_CASE_WORDS] = {NULL};
	size_t count = split(&c->arena, line, n, words);

	buf_add(out, line, n);
	buf_puts(out, " ->");
	for (; *tables; tables++)
		for (const struct mesh_query *q = *tables; q->name; q++)
			if (strcmp(q->name, words[0]) == 0) {
				if (count - 1 != q->n_words)
					ck_abort_msg("%s: \"%s\" takes %zu words", c->folder, q->name, q->n_words);
				q->answer(c, words + 1, out);
				arena_clear(&c->scratch);
				buf_putc(out, '\n');
				return;
			}
	ck_abort_msg("%s: no question \"%s\"", c->folder, words[0]);
}

/* How many questions there are. */
static size_t each_line(struct mesh_case *c, const char *want, const struct mesh_query *const *tables,
	struct buf *out)
{
	size_t n_asked = 0;

	while (*want) {
		size_t n = strcspn(want, "\n"), question = n;
		const char *arrow = memmem(want, n, " ->", 3);

		if (arrow)
			question = (size_t)(arrow - want);
		if (!tables) {
			if (*want == '!')
				set(c, want, n);
		} else if (n == 0 || *want == '#' || *want == '!') {
			buf_add(out, want, n);
			buf_putc(out, '\n');
		} else {
			ask(c, tables, want, question, out);
			n_asked++;
		}
		want += n + (want[n] == '\n');
	}
	return n_asked;
}

void mesh_case_run(const char *folder, const char *const *keys, size_t n_keys,
	const struct mesh_query *const *tables)
{
	struct mesh_case c = {.folder = folder};
	struct buf out = BUF_INIT;
	const char *file = arena_printf(&c.arena, "%s/want.txt", folder), *differs;
	const char *want = tree_read(&c.arena, file, NULL);

	ck_assert_msg(want, "%s is missing", file);
	each_line(&c, want, NULL, &out);
	mesh_case_open(&c, folder, keys, n_keys);
	ck_assert_msg(c.sink.findings.n == 0, "%s: %s", folder,
		c.sink.findings.n ? c.sink.findings.at[0]->message : "");
	ck_assert_msg(each_line(&c, want, tables, &out), "%s asks nothing", folder);
	differs = golden_file(&c.arena, file, out.at ? out.at : "");
	if (differs)
		ck_abort_msg("%s\n%s", folder, differs);
	buf_release(&out);
	mesh_case_close(&c);
}

/* One block of lines: settings, the text of the mesh, questions. */
static void run_block(const char *block, size_t n, const char *const *keys, size_t n_keys,
	const struct mesh_query *const *tables, struct buf *out)
{
	struct mesh_case c = {.folder = "lines"};
	struct buf text = BUF_INIT;
	const char *end = block + n;

	for (const char *at = block, *next; at < end; at = next) {
		next = memchr(at, '\n', (size_t)(end - at));
		next = next ? next + 1 : end;
		if (*at == '!')
			set(&c, at, (size_t)(next - at) - 1);
		else if (*at != '?')
			buf_add(&text, at, (size_t)(next - at));
	}
	buf_puts(&text, "");
	mesh_case_text(&c, text.at, keys, n_keys);
	for (const char *at = block, *next; at < end; at = next) {
		const char *arrow;

		next = memchr(at, '\n', (size_t)(end - at));
		next = next ? next + 1 : end;
		arrow = memmem(at, (size_t)(next - at), " ->", 3);
		if (*at == '?') {
			buf_puts(out, "? ");
			ask(&c, tables, at + 2, (size_t)((arrow ? arrow : next - 1) - at) - 2, out);
		} else {
			buf_add(out, at, (size_t)(next - at));
		}
	}
	buf_release(&text);
	mesh_case_close(&c);
}

void mesh_case_lines(const char *file, const char *const *keys, size_t n_keys, const struct mesh_query *const *tables)
{
	static const char between[] = "====\n";
	struct arena arena = ARENA_INIT;
	struct buf out = BUF_INIT;
	const char *want = tree_read(&arena, file, NULL), *differs;

	ck_assert_msg(want, "%s is missing", file);
	for (const char *at = want; *at;) {
		const char *end = strstr(at, between);
		size_t n = end ? (size_t)(end - at) : strlen(at);

		run_block(at, n, keys, n_keys, tables, &out);
		buf_puts(&out, end ? between : "");
		at += n + (end ? strlen(between) : 0);
	}
	differs = golden_file(&arena, file, out.at ? out.at : "");
	if (differs)
		ck_abort_msg("%s\n%s", file, differs);
	buf_release(&out);
	arena_release(&arena);
}
