/* Accumulates what a kustomization brings and runs the changes that it asks for, in kustomize's order. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "source/path.h"
#include "tree/kustomize_internal.h"

#define NOT_OF_PATHS "*?${}<>" /* of what something else fills in, or looks for, before kustomize sees it */

static void accumulate(struct building *b);

static void fail(struct building *b, bool bounded, const struct node *at, const char *fmt, va_list args)
{
	if (b->out->failed)
		return;
	b->out->failed = true;
	b->out->bounded = bounded;
	b->out->failed_at = at;
	b->out->failure = arena_vprintf(b->w->arena, fmt, args);
}

void build_fail(struct building *b, const struct node *at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fail(b, false, at, fmt, args);
	va_end(args);
}

void build_bound(struct building *b, const struct node *at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fail(b, true, at, fmt, args);
	va_end(args);
}

bool build_step(struct building *b, const struct node *at, size_t n)
{
	b->w->n_steps += n;
	if (b->w->n_steps > KUSTOMIZE_MOST_STEPS + b->w->n_built * (size_t)KUSTOMIZE_STEPS_MORE)
		build_bound(b, at, "the kustomizations of the tree have too many changes for too many objects");
	return !build_failed(b);
}

/* The C library makes a state of every character, and that as often as the numbers in braces say, multiplied. */
static double pattern_size(const char *text)
{
	double size = (double)strlen(text);

	for (const char *at = text; (at = strchr(at, '{')); at++) {
		char *end;
		double least = strtod(at + 1, &end), most = *end == ',' ? strtod(end + 1, NULL) : 0;

		size *= most > least ? most : least > 1 ? least : 1;
	}
	return size;
}

bool build_pattern(struct building *b, const struct node *at, const char *text, regex_t *out)
{
	if (pattern_size(text) > KUSTOMIZE_MOST_STATES) {
		build_bound(b, at, "a pattern is too large");
		return false;
	}
	return regcomp(out, text, REG_EXTENDED | REG_NOSUB) == 0;
}

bool build_copied(struct building *b, const struct node *at, size_t n)
{
	b->w->n_copied += n;
	if (b->w->n_copied > KUSTOMIZE_MOST_COPIED)
		build_bound(b, at, "with this, patches and replacements copy more than %u values", KUSTOMIZE_MOST_COPIED);
	return !build_failed(b);
}

struct node *build_grow(struct building *b, const struct node *n, const struct node *at)
{
	return build_copied(b, at, node_count(n)) ? made_copy(b->w->arena, n) : NULL;
}

bool build_failed(const struct building *b)
{
	return b->out->failed;
}

bool build_is_open(const struct building *b)
{
	return b->heap->gaps.n > 0;
}

/* What kustomize takes for the address of a repository or a file elsewhere. */
static bool is_remote(const char *text)
{
	static const char *const hosts[] = { "github.com", "git@", "bitbucket.org", "gitlab.com", "git::" };

	if (strstr(text, "://") || strstr(text, "?ref=") || strstr(text, ".git//"))
		return true;
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
		if (strncmp(text, hosts[i], strlen(hosts[i])) == 0 && text[strlen(hosts[i])])
			return true;
	return false;
}

void build_gap(struct building *b, enum kustomize_gap_kind kind, const struct node *at, const char *why)
{
	struct kustomize_gap gap = { .kind = kind, .at = at, .why = why, .ns = written_text(written_find(at, "namespace")) };

	vec_push(b->w->arena, &b->heap->gaps, gap);
}

void build_missing(struct building *b, const struct node *at, const char *path, const char *why)
{
	const struct str *text = written_text(at);
	struct kustomize_gap *gap;

	build_gap(b, KUSTOMIZE_MISSING, at, why);
	gap = &b->heap->gaps.at[b->heap->gaps.n - 1];
	gap->refused = b->w->refused && b->w->refused(b->w->context, path);
	if (!gap->refused && !(at->flags & NODE_UNSETTLED) && !is_remote(text->text) && !strpbrk(text->text, NOT_OF_PATHS))
		gap->missing = path;
}

void build_alters(struct building *b)
{
	b->heap->gaps.at[b->heap->gaps.n - 1].alters = true;
}

void build_gap_altering(struct building *b, enum kustomize_gap_kind kind, const struct node *at, const char *why)
{
	build_gap(b, kind, at, why);
	build_alters(b);
}

const struct str *build_key(const struct building *b, const char *text)
{
	return pool_text(b->w->pool, text);
}

const struct node *build_get(const struct building *b, const char *name)
{
	return setting_find(b->root, name);
}

const char *build_path(struct building *b, const struct str *text)
{
	static const char *const schemes[] = { "http://", "https://" };

	if (!text || !text->len || strchr(text->text, '\n'))
		return NULL;
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (strncmp(text->text, schemes[i], strlen(schemes[i])) == 0)
			return NULL;
	return path_absolute(b->w->arena, b->folder, text->text);
}

static void note_file(struct building *b, const struct kustomize_file *f)
{
	for (size_t i = b->heap->files.n; i > 0; i--)
		if (b->heap->files.at[i - 1] == f)
			return;
	vec_push(b->w->arena, &b->heap->files, f);
}

/* The last scalar of a document, if it is a block scalar whose last line nothing ends. */
static struct node *unended(const struct source *s, struct node *n)
{
	while (n && n->kind != NODE_SCALAR) {
		n = n->first;
		while (n && n->next)
			n = n->next;
	}
	if (!n || n->scalar != SCALAR_STRING || (s->bytes[n->begin] != '|' && s->bytes[n->begin] != '>'))
		return NULL;
	for (uint32_t at = n->end; at < s->n; at++)
		if (s->bytes[at] != ' ' && s->bytes[at] != '\t')
			return NULL;
	return n->text->len && n->text->text[n->text->len - 1] == '\n' ? n : NULL;
}

/* kubectl ends the last line of a file, which is how it has been read; kustomize does not. */
static const struct kustomize_file *as_kustomize_reads(struct building *b, const struct kustomize_file *f)
{
	const struct source *s = f->source;
	struct node *root = f->n_documents ? (struct node *)(uintptr_t)f->documents[f->n_documents - 1].root : NULL, *last;
	struct kustomize_file *own;
	struct document *documents;

	if (!root || !s->n || s->bytes[s->n - 1] == '\n' || !unended(s, root))
		return f;
	own = arena_new(b->w->arena, struct kustomize_file);
	documents = arena_array(b->w->arena, struct document, f->n_documents);
	memcpy(documents, f->documents, f->n_documents * sizeof *documents);
	root = made_copy(b->w->arena, root);
	last = unended(s, root);
	last->text = pool_intern(b->w->pool, last->text->text, last->text->len - 1);
	last->end = s->n;
	documents[f->n_documents - 1].root = root;
	*own = *f;
	own->documents = documents;
	return own;
}

const struct kustomize_file *build_file(struct building *b, const char *path)
{
	const struct kustomize_file *f = path ? b->w->file(b->w->context, path) : NULL;

	if (!f)
		return NULL;
	b->n_found++;
	note_file(b, f);
	return as_kustomize_reads(b, f);
}

/* Lists are opened, as kustomize does; what is no object is refused by it. */
static void add_root(struct building *b, const struct node *root, const struct document *d, const struct node *at)
{
	const struct str *kind = written_text(written_find(root, "kind"));
	const struct node *items = written_find(root, "items");

	const struct str *name = written_text(written_find(written_find(root, "metadata"), "name"));
	bool list;

	if (!root || (root->kind == NODE_SCALAR && root->scalar == SCALAR_NULL) || (root->kind == NODE_MAP && !root->n))
		return;
	if (root->kind != NODE_MAP || !kind || !kind->len) {
		build_fail(b, at, "a document in this file is no object: it has no kind");
		return;
	}
	list = str_ends(kind, "List");
	if (list && items) {
		if (items->kind == NODE_MAP || written_text(items))
			build_fail(b, at, "the items of a %s in it are not a list", kind->text);
		for (const struct node *n = written_first(items); n; n = n->next)
			add_root(b, n, d, at);
		return;
	}
	if (!list && (!name || !name->len)) {
		build_fail(b, at, "a %s in it has no metadata.name", kind->text);
		return;
	}
	build_add(b, piece_new(b, root, d), at);
}

static void add_file(struct building *b, const struct kustomize_file *f, const struct node *at)
{
	if (!f->usable)
		build_gap(b, KUSTOMIZE_MISSING, at, "a kustomization uses a file that is not read");
	for (size_t i = 0; i < f->n_documents; i++)
		add_root(b, f->documents[i].root, &f->documents[i], at);
}

/* A component works on what its user has so far. */
static void add_component(struct building *b, const struct kustomize_file *f, const char *folder)
{
	struct building c = *b;

	c.file = f;
	c.root = f->n_documents ? f->documents[0].root : NULL;
	c.folder = folder;
	c.above = b;
	c.depth++;
	c.n_found = 0;
	note_file(b, f);
	accumulate(&c);
	configuration_begin(&b->heap->configuration); /* kustomize moves all to a new heap here */
}

/* What a folder makes, worked out once; its pieces are never changed, only copied. */
static const struct heap_of_pieces *heap_of(struct building *b, const struct kustomize_file *f, const char *folder,
	const struct node *at)
{
	void **place = map_at(b->w->arena, &b->w->memo, build_key(b, folder), NULL, NULL);
	static const struct heap_of_pieces under_way;
	struct heap_of_pieces *heap = *place;
	struct building c = *b;

	if (heap == &under_way) {
		build_fail(b, at, "the kustomizations refer to each other in a cycle");
		return NULL;
	}
	if (heap)
		return heap;
	*place = (void *)(uintptr_t)&under_way;
	heap = arena_new(b->w->arena, struct heap_of_pieces);
	c.heap = heap;
	c.file = f;
	c.root = f->n_documents ? f->documents[0].root : NULL;
	c.folder = folder;
	c.above = b;
	c.depth++;
	c.n_found = 0;
	note_file(&c, f);
	accumulate(&c);
	*map_at(b->w->arena, &b->w->memo, build_key(b, folder), NULL, NULL) = build_failed(b) ? NULL : heap;
	return heap;
}

static void merge_configuration(struct building *b, const struct configuration *from)
{
	struct configuration *to = &b->heap->configuration;
	struct arena *a = b->w->arena;

#define MERGE(list) for (size_t i = 0; i < from->list.n; i++) vec_push(a, &to->list, from->list.at[i])
	MERGE(labels);
	MERGE(plain_labels);
	MERGE(annotations);
	MERGE(namespaces);
	MERGE(prefixes);
	MERGE(images);
	MERGE(replicas);
	MERGE(variables);
#undef MERGE
	for (size_t i = 0; i < from->references.n; i++)
		vec_push(a, &to->references, from->references.at[i]);
	if (!to->begun)
		configuration_begin(to);
}

static void add_base(struct building *b, const struct kustomize_file *f, const char *folder, const struct node *at)
{
	const struct heap_of_pieces *heap = heap_of(b, f, folder, at);

	if (!heap)
		return;
	for (size_t i = 0; i < heap->pieces.n; i++)
		build_add(b, piece_clone(b, heap->pieces.at[i]), at);
	for (size_t i = 0; i < heap->variables.n; i++) {
		if (variable_is_there(b, heap->variables.at[i].name))
			build_fail(b, at, "the variable \"%s\" is there twice", heap->variables.at[i].name->text);
		vec_push(b->w->arena, &b->heap->variables, heap->variables.at[i]);
	}
	for (size_t i = 0; i < heap->gaps.n; i++)
		vec_push(b->w->arena, &b->heap->gaps, heap->gaps.at[i]);
	for (size_t i = 0; i < heap->files.n; i++)
		note_file(b, heap->files.at[i]);
	merge_configuration(b, &heap->configuration);
}

/* kustomize refuses to build on a folder that holds one which it comes from. */
static bool is_above(const struct building *b, const char *path)
{
	for (; b; b = b->above)
		if (path_below(path, b->folder))
			return true;
	return false;
}

static void add_folder(struct building *b, const char *path, const struct node *at, bool component)
{
	const struct kustomize_file *f = b->w->kustomization(b->w->context, path);
	const struct node *root = f && f->n_documents ? f->documents[0].root : NULL;

	if (!f) {
		build_missing(b, at, path, "a kustomization uses resources that are not in the tree");
		return;
	}
	b->n_found++;
	if (is_above(b, path)) {
		build_fail(b, at, "it refers to a folder that contains it");
	} else if (b->depth >= KUSTOMIZE_MOST_DEPTH) {
		build_bound(b, at, "kustomizations refer to each other more than %d levels deep", KUSTOMIZE_MOST_DEPTH);
	} else if (!f->usable) {
		note_file(b, f);
		build_gap(b, KUSTOMIZE_MISSING, at, "a kustomization that another one refers to cannot be read");
	} else if (component && !str_is(written_text(written_find(root, "kind")), "Component")) {
		build_fail(b, at, "it lists a kustomization among its components");
	} else if (!component && str_is(written_text(written_find(root, "kind")), "Component")) {
		build_fail(b, at, "it lists a component among its resources");
	} else if (component) {
		add_component(b, f, path);
	} else {
		add_base(b, f, path, at);
	}
}

static void add_entry(struct building *b, const struct node *entry, bool component)
{
	const struct str *text = written_text(entry);
	const char *path = build_path(b, text);
	const struct kustomize_file *f;

	if (!text || !text->len) {
		build_fail(b, entry, "an empty entry leads nowhere");
		return;
	}
	if (strchr(text->text, '\n')) {
		const struct node *root = load_embedded(b->w->load, entry);

		if (root)
			add_root(b, root, &b->file->documents[0], entry);
		return;
	}
	/* A file may have a name that looks like an address. */
	f = component || !path ? NULL : build_file(b, path);
	if (f && !f->kustomization)
		add_file(b, f, entry);
	else if (!path || is_remote(text->text))
		build_gap(b, KUSTOMIZE_REMOTE, entry, "a kustomization uses remote resources");
	else
		add_folder(b, path, entry, component);
}

static void add_entries(struct building *b, const char *list, bool component)
{
	for (const struct node *n = written_first(build_get(b, list)); n && !build_failed(b); n = n->next)
		add_entry(b, n, component);
}

/* Schemas from elsewhere change how patches are merged: with them, the lists of other kinds may be too. */
static void note_schemas(struct building *b)
{
	const struct node *path = setting_find(build_get(b, "openapi"), "path");

	if (path)
		build_gap(b, build_path(b, written_text(path)) ? KUSTOMIZE_PLUGIN : KUSTOMIZE_REMOTE, path,
			"a kustomization uses its own OpenAPI schema to merge patches");
}

static void note_charts(struct building *b)
{
	static const char *const lists[] = { "helmCharts", "helmChartInflationGenerator" };

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (const struct node *n = written_first(build_get(b, lists[i])); n; n = n->next)
			build_gap(b, KUSTOMIZE_CHART, n, "a kustomization includes a Helm chart");
}

/* Tell the gaps of the kustomization itself, not of those that it builds on, how much of it is there. */
static void count_found(struct building *b, size_t first)
{
	for (size_t i = first; i < b->heap->gaps.n; i++)
		if (node_span(b->heap->gaps.at[i].at).source == b->file->source)
			b->heap->gaps.at[i].n_found = b->n_found;
}

static void make(struct building *b)
{
	add_entries(b, "resources", false);
	add_entries(b, "bases", false);
	build_configurations(b);
	note_charts(b);
	note_schemas(b);
	build_generators(b);
	add_entries(b, "components", true);
	if (build_failed(b))
		return;
	build_patches_merge(b);
	build_patches(b);
	build_namespace(b, build_get(b, "namespace"));
	build_affixes(b, build_get(b, "namePrefix"), build_get(b, "nameSuffix"));
	build_labels(b);
	build_annotations(b);
	build_patches_json(b);
	build_replicas(b);
	build_images(b);
	build_replacements(b);
	build_transformers(b);
	build_variables_read(b);
}

static void accumulate(struct building *b)
{
	size_t first = b->heap->gaps.n;

	build_check_shape(b);
	if (!build_failed(b))
		make(b);
	count_found(b, first);
}

/* Annotations that kustomize keeps its notes in, of its own and of those that say where a file was. */
static bool is_note(const struct str *name)
{
	static const char *const notes[] = { "previousKinds", "previousNames", "prefixes", "suffixes", "previousNamespaces",
		"allowNameChange", "allowKindChange", "refBy", "generatorBehavior", "needsHashSuffix", "path", "index", "seqindent", "id",
		"annotations-migration-resource-id" };
	static const char *const files[] = { "config.kubernetes.io/path", "config.kubernetes.io/index", "config.k8s.io/id",
		"config.kubernetes.io/origin", "alpha.config.kubernetes.io/transformations" };
	const char *slash = strchr(name->text, '/');
	bool own = slash && strncmp(name->text, "internal.config.kubernetes.io/", (size_t)(slash + 1 - name->text)) == 0;

	for (size_t i = 0; own && i < sizeof notes / sizeof *notes; i++)
		if (strcmp(slash + 1, notes[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (str_is(name, files[i]))
			return true;
	return false;
}

/*
 * kustomize keeps notes in annotations while it works on an object. When it takes them away, no empty annotations are left, and
 * all values are texts.
 */
static void settle_annotations(struct building *b, struct piece *p)
{
	const struct str *metadata = build_key(b, "metadata"), *name = build_key(b, "annotations");
	struct node *n = made_member(made_member(p->root, metadata), name);
	bool plain = true, notes = false;

	if (!n)
		return;
	for (const struct node *value = n->kind == NODE_MAP ? n->first : NULL; value; value = value->next) {
		plain &= value->kind == NODE_SCALAR && value->scalar == SCALAR_STRING;
		notes |= is_note(value->key);
	}
	if (n->kind == NODE_MAP && n->n && plain && !notes)
		return;
	n = made_member(made_member(piece_own(b, p), metadata), name);
	for (struct node *value = n->kind == NODE_MAP ? n->first : NULL, *next; value; value = next) {
		next = value->next;
		if (is_note(value->key))
			made_remove(value);
		else if (value->kind != NODE_SCALAR || value->scalar != SCALAR_STRING)
			node_set_text(b, value, value->kind == NODE_SCALAR ? value->text : build_key(b, ""),
				(struct span){ ((struct made *)value)->source, value->begin, value->end }, "annotations");
	}
	if (n->kind == NODE_SCALAR ? n->scalar == SCALAR_NULL : !n->n)
		made_remove(n);
}

/* Any value but "false" makes an object local. */
static bool is_local(const struct piece *p)
{
	const struct node *annotations = written_find(written_find(p->root, "metadata"), "annotations");

	const struct node *local = written_find(annotations, "config.kubernetes.io/local-config");

	return local && !str_is(written_text(local), "false");
}

/* kustomize looks at the very end whether what patches have left are objects still, and whether it can write them. */
static void check_objects(struct building *b)
{
	for (size_t i = 0; i < b->heap->pieces.n; i++) {
		const struct piece *p = b->heap->pieces.at[i];

		if (!p->now.kind->len)
			build_fail(b, p->root, "an object has no kind when all patches are applied");
		else if (!p->now.name->len && !str_ends(p->now.kind, "List"))
			build_fail(b, p->root, "a %s has no metadata.name when all patches are applied", p->now.kind->text);
	}
	for (size_t i = 0; i < b->heap->pieces.n; i++) {
		const struct piece *p = b->heap->pieces.at[i];

		if (p->odd_key && !is_local(p))
			build_fail(b, p->odd_key, "the key \"%s\" of %s \"%s\" is not a string: put it in quotes", p->odd_key->key->text,
				p->now.kind->text, p->now.name->text);
	}
}

void kustomize_build(struct kustomize_world *w, const char *folder, struct kustomize_build *out)
{
	struct heap_of_pieces top = { 0 };
	struct building b = { .w = w, .out = out, .folder = folder, .heap = &top };
	const struct kustomize_file *f = w->kustomization(w->context, folder);

	if (!f || !f->n_documents || !f->usable) {
		build_fail(&b, NULL, "its kustomization cannot be read");
		return;
	}
	w->n_built++;
	b.file = f;
	b.root = f->documents[0].root;
	note_file(&b, f);
	if (str_is(written_text(written_find(b.root, "kind")), "Component"))
		accumulate(&b);
	else
		add_base(&b, f, folder, b.root);
	if (!out->failed) {
		build_hashes(&b);
		build_references(&b);
		build_variables(&b);
		check_objects(&b);
	}
	for (size_t i = 0; i < top.pieces.n; i++)
		settle_annotations(&b, top.pieces.at[i]);
	for (size_t i = 0; i < top.pieces.n; i++)
		if (!is_local(top.pieces.at[i]))
			vec_push(w->arena, &out->objects, ((struct kustomize_object){ top.pieces.at[i]->root, top.pieces.at[i]->document }));
	for (size_t i = 0; i < top.gaps.n; i++)
		vec_push(w->arena, &out->gaps, top.gaps.at[i]);
	for (size_t i = 0; i < top.files.n; i++)
		vec_push(w->arena, &out->files, top.files.at[i]);
}
