/* Reads patches, finds their targets and lays them over these. */
#include <regex.h>
#include <string.h>

#include "tree/kustomize_internal.h"

/* ---- selectors ---- */

/* kustomize anchors the expressions at both ends. What is no expression here matches nothing, and is said. */
static bool expression_matches(const struct str *pattern, const char *text, bool *bad)
{
	struct arena scratch = ARENA_INIT;
	regex_t re;
	bool matches;

	if (!pattern || !pattern->len)
		return true;
	if (!pattern->text[strcspn(pattern->text, "^$.*+?()[]{}|\\")])
		return strcmp(pattern->text, text) == 0;
	if (regcomp(&re, arena_printf(&scratch, "^(%s)$", pattern->text), REG_EXTENDED | REG_NOSUB)) {
		*bad = true;
		arena_release(&scratch);
		return false;
	}
	matches = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	arena_release(&scratch);
	return matches;
}

static size_t trimmed(const char **at, size_t n)
{
	while (n && **at == ' ')
		(*at)++, n--;
	while (n && (*at)[n - 1] == ' ')
		n--;
	return n;
}

static const struct str *label_of(const struct node *labels, const char *key, size_t n)
{
	for (const struct node *l = node_children(labels); l; l = l->next)
		if (l->key->len == n && memcmp(l->key->text, key, n) == 0)
			return node_text(l) ? node_text(l) : l->kind == NODE_SCALAR ? l->text : NULL;
	return NULL;
}

static bool is_among(const char *list, size_t n, const struct str *value)
{
	for (const char *end = list + n; list < end;) {
		const char *comma = memchr(list, ',', (size_t)(end - list)), *word = list;
		size_t len = trimmed(&word, (size_t)((comma ? comma : end) - list));

		if (value->len == len && memcmp(value->text, word, len) == 0)
			return true;
		list = comma ? comma + 1 : end;
	}
	return false;
}

/* "key", "!key", "key=value", "key!=value", "key in (a,b)", "key notin (a,b)". */
static bool requirement_holds(const struct node *labels, const char *text, size_t n)
{
	const char *in = memmem(text, n, " in ", 4), *notin = memmem(text, n, " notin ", 7), *open = memchr(text, '(', n);
	const char *equals = memchr(text, '=', n);
	const struct str *value;
	bool negative;

	n = trimmed(&text, n);
	if (open && (in || notin)) {
		const char *close = memchr(open, ')', (size_t)(text + n - open));

		value = label_of(labels, text, trimmed(&text, (size_t)((in ? in : notin) - text)));
		if (!close || !value)
			return !in;
		return is_among(open + 1, (size_t)(close - open - 1), value) == (in != NULL);
	}
	if (!equals) {
		negative = n && *text == '!';
		text += negative;
		n -= negative;
		return (label_of(labels, text, trimmed(&text, n)) != NULL) != negative;
	}
	negative = equals > text && equals[-1] == '!';
	value = label_of(labels, text, trimmed(&text, (size_t)(equals - negative - text)));
	equals += 1 + (equals + 1 < text + n && equals[1] == '=');
	{
		const char *wanted = equals;
		size_t len = trimmed(&wanted, (size_t)(text + n > equals ? text + n - equals : 0));

		len = strcspn(wanted, ", ") < len ? strcspn(wanted, ", ") : len;
		return (value && value->len == len && memcmp(value->text, wanted, len) == 0) != negative;
	}
}

static bool labels_match(const struct str *selector, const struct node *labels)
{
	const char *at = selector ? selector->text : "";

	while (*at) {
		size_t n = 0;
		int depth = 0;

		while (at[n] && (depth || at[n] != ',')) {
			depth += (at[n] == '(') - (at[n] == ')');
			n++;
		}
		if (n && !requirement_holds(labels, at, n))
			return false;
		at += n + (at[n] == ',');
	}
	return true;
}

static const struct str *get(const struct node *map, const char *name)
{
	return node_text(node_find(map, name));
}

bool selector_matches(struct building *b, const struct node *selector, const struct piece *p, bool *bad)
{
	const struct identity *first = p->before.n ? &p->before.at[0] : &p->now;
	const struct node *metadata = node_find(p->root, "metadata");

	(void)b;
	return expression_matches(get(selector, "group"), p->now.group->text, bad)
		&& expression_matches(get(selector, "version"), p->now.version->text, bad)
		&& expression_matches(get(selector, "kind"), p->now.kind->text, bad)
		&& (expression_matches(get(selector, "name"), first->name->text, bad)
			|| expression_matches(get(selector, "name"), p->now.name->text, bad))
		&& (expression_matches(get(selector, "namespace"), identity_ns(first), bad)
			|| expression_matches(get(selector, "namespace"), identity_ns(&p->now), bad))
		&& labels_match(get(selector, "labelSelector"), node_find(metadata, "labels"))
		&& labels_match(get(selector, "annotationSelector"), node_find(metadata, "annotations"));
}

/* ---- patches ---- */

/* The pieces that a selector means, at the time it is asked: deletions change the list. */
struct targets {
	VEC(struct piece *) list;
};

static struct targets targets_of(struct building *b, const struct node *selector)
{
	struct targets t = { { NULL, 0, 0 } };
	bool bad = false;

	for (size_t i = 0; i < b->heap->pieces.n; i++)
		if (selector_matches(b, selector, b->heap->pieces.at[i], &bad))
			vec_push(b->w->arena, &t.list, b->heap->pieces.at[i]);
	if (bad)
		build_fail(b, selector, "a pattern of this target is not a regular expression");
	return t;
}

static void drop(struct building *b, const struct piece *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < b->heap->pieces.n; i++)
		if (b->heap->pieces.at[i] != p)
			b->heap->pieces.at[kept++] = b->heap->pieces.at[i];
	b->heap->pieces.n = kept;
}

/* Names stay what they are unless the entry allows otherwise. */
static void merge(struct building *b, struct piece *p, const struct node *patch, const struct node *options)
{
	struct identity was = p->now;
	bool rename = false, rekind = false;
	struct node *metadata, *name;

	node_bool(node_find(options, "allowNameChange"), &rename);
	node_bool(node_find(options, "allowKindChange"), &rekind);
	if (!merge_strategic(b, p, patch)) {
		drop(b, p);
		return;
	}
	metadata = made_member(p->root, build_key(b, "metadata"));
	name = made_member(metadata, build_key(b, "name"));
	if (name && name->kind == NODE_SCALAR && !rename && name->text != was.name)
		node_set_text(b, name, was.name, (struct span){ ((struct made *)name)->source, name->begin, name->end }, "patches");
	name = made_member(p->root, build_key(b, "kind"));
	if (name && name->kind == NODE_SCALAR && !rekind && name->text != was.kind)
		node_set_text(b, name, was.kind, (struct span){ ((struct made *)name)->source, name->begin, name->end }, "patches");
	if (rename || rekind)
		piece_keep_name(b, p);
	piece_rename(b, p);
}

static bool is_called(const struct piece *p, const struct identity *i)
{
	if (identity_same(&p->now, i))
		return true;
	for (size_t j = 0; j < p->before.n; j++)
		if (identity_same(&p->before.at[j], i))
			return true;
	return false;
}

/* A patch that names its object itself: that of this name now, else the one that was called so once. */
static void merge_named(struct building *b, const struct node *patch, const struct node *at, const struct node *options)
{
	struct piece *like, *found = NULL;

	if (!node_is_map(patch))
		return;
	like = piece_new(b, patch, NULL);
	if (!like->now.name->len || !like->now.kind->len) {
		build_fail(b, at, "a patch without target needs kind and metadata.name");
		return;
	}
	for (size_t i = 0; i < b->heap->pieces.n && !found; i++)
		if (identity_same(&b->heap->pieces.at[i]->now, &like->now))
			found = b->heap->pieces.at[i];
	for (size_t i = 0; i < b->heap->pieces.n && !found; i++)
		if (is_called(b->heap->pieces.at[i], &like->now))
			found = b->heap->pieces.at[i];
	if (found)
		merge(b, found, patch, options);
	else if (!build_is_open(b))
		build_fail(b, at, "no resource matches the patch of %s \"%s\"", like->now.kind->text, like->now.name->text);
}

static void apply(struct building *b, const struct node *body, const struct node *target, const struct node *at,
	const struct node *options)
{
	struct targets t = { { NULL, 0, 0 } };

	if (node_is_map(body) && !target) {
		merge_named(b, body, at, options);
		return;
	}
	if (!target) {
		build_fail(b, at, "a JSON patch needs a target");
		return;
	}
	t = targets_of(b, target);
	for (size_t i = 0; i < t.list.n && !build_failed(b); i++) {
		if (node_is_map(body)) {
			merge(b, t.list.at[i], body, options);
		} else if (node_is_list(body)) {
			piece_keep_name(b, t.list.at[i]);
			if (!patch_operations(b, t.list.at[i], body))
				return;
			piece_rename(b, t.list.at[i]);
		}
	}
}

/* A patch in a text: all of its documents. */
static void apply_text(struct building *b, const struct node *text, const struct node *target, const struct node *options)
{
	const struct node *body = load_embedded(b->w->load, text);

	if (!body)
		build_fail(b, text, "this patch cannot be read");
	else
		apply(b, body, target, text, options);
}

static void apply_file(struct building *b, const struct node *path, const struct node *target, const struct node *options)
{
	const char *absolute = build_path(b, node_text(path));
	const struct kustomize_file *f = absolute ? build_file(b, absolute) : NULL;

	if (!f || !f->usable) {
		build_gap(b, absolute ? KUSTOMIZE_MISSING : KUSTOMIZE_REMOTE, path, "a kustomization has a patch that is not in the tree");
		return;
	}
	for (size_t i = 0; i < f->n_documents && !build_failed(b); i++)
		apply(b, f->documents[i].root, target, path, options);
}

/* Entries of "patches" and "patchesJson6902". */
static void apply_entries(struct building *b, const char *list)
{
	for (const struct node *n = node_first(build_get(b, list)); n && !build_failed(b); n = node_next(n)) {
		const struct node *path = node_find(n, "path"), *text = node_find(n, "patch");
		const struct node *target = node_find(n, "target"), *options = node_find(n, "options");

		if (node_text(text) && node_text(text)->len)
			apply_text(b, text, target, options);
		else if (node_text(path))
			apply_file(b, path, target, options);
	}
}

void build_patches(struct building *b)
{
	apply_entries(b, "patches");
}

void build_patches_json(struct building *b)
{
	apply_entries(b, "patchesJson6902");
}

/* Entries of "patchesStrategicMerge" are paths, or patches themselves. */
void build_patches_merge(struct building *b)
{
	for (const struct node *n = node_first(build_get(b, "patchesStrategicMerge")); n && !build_failed(b); n = node_next(n)) {
		if (node_text(n) && strchr(node_text(n)->text, '\n'))
			apply_text(b, n, NULL, NULL);
		else if (node_text(n))
			apply_file(b, n, NULL, NULL);
	}
}
