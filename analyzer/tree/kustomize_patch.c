/* Reads patches, finds their targets and lays them over these. */
#include <string.h>

#include "tree/kustomize_internal.h"

/* ---- selectors ---- */

/* A pattern of a selector: any of these, read once for all objects. */
struct pattern {
	const struct str *text; /* NULL or empty: anything */
	bool compiled, bad;
	regex_t expression;
};

/* kustomize anchors the expressions at both ends. What is no expression here matches nothing, and is said. */
static void pattern_read(struct building *b, const struct node *n, struct pattern *out)
{
	*out = (struct pattern){ .text = written_text(n) };
	if (!out->text || !out->text->text[strcspn(out->text->text, "^$.*+?()[]{}|\\")])
		return;
	out->bad = !build_pattern(b, n, arena_printf(b->w->arena, "^(%s)$", out->text->text), &out->expression);
	out->compiled = !out->bad;
}

static bool pattern_matches(const struct pattern *p, const char *text)
{
	if (!p->text || !p->text->len)
		return true;
	if (p->compiled)
		return regexec(&p->expression, text, 0, NULL, 0) == 0;
	return !p->bad && strcmp(p->text->text, text) == 0;
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
	for (const struct node *l = written_first(labels); l; l = l->next)
		if (l->key->len == n && memcmp(l->key->text, key, n) == 0)
			return written_text(l) ? written_text(l) : l->kind == NODE_SCALAR ? l->text : NULL;
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
	const char *in, *notin, *open, *equals;
	const struct str *value;
	bool negative;

	n = trimmed(&text, n); /* so that "in" cannot be before the key */
	in = memmem(text, n, " in ", 4);
	notin = memmem(text, n, " notin ", 7);
	open = memchr(text, '(', n);
	equals = memchr(text, '=', n);
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

bool labels_match(const struct str *selector, const struct node *labels)
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
	return written_text(setting_find(map, name));
}

enum { BY_GROUP, BY_VERSION, BY_KIND, BY_NAME, BY_NAMESPACE, N_PATTERNS };

/* Which objects a target means. */
struct selector {
	struct pattern by[N_PATTERNS];
	const struct str *labels, *annotations;
	bool bad; /* a pattern is none */
};

static void selector_read(struct building *b, const struct node *target, struct selector *s)
{
	static const char *const names[N_PATTERNS] = { "group", "version", "kind", "name", "namespace" };

	*s = (struct selector){ .labels = get(target, "labelSelector"), .annotations = get(target, "annotationSelector") };
	for (int i = 0; i < N_PATTERNS; i++) {
		pattern_read(b, setting_find(target, names[i]), &s->by[i]);
		s->bad |= s->by[i].bad;
	}
}

static void selector_release(struct selector *s)
{
	for (int i = 0; i < N_PATTERNS; i++)
		if (s->by[i].compiled)
			regfree(&s->by[i].expression);
}

static bool selector_matches(const struct selector *s, const struct piece *p)
{
	const struct identity *first = p->before.n ? &p->before.at[0] : &p->now;
	const struct node *metadata;

	if (!pattern_matches(&s->by[BY_GROUP], p->now.group->text) || !pattern_matches(&s->by[BY_VERSION], p->now.version->text)
			|| !pattern_matches(&s->by[BY_KIND], p->now.kind->text)
			|| !(pattern_matches(&s->by[BY_NAME], first->name->text) || pattern_matches(&s->by[BY_NAME], p->now.name->text))
			|| !(pattern_matches(&s->by[BY_NAMESPACE], identity_ns(first)) || pattern_matches(&s->by[BY_NAMESPACE], identity_ns(&p->now))))
		return false;
	metadata = written_find(p->root, "metadata");
	return labels_match(s->labels, written_find(metadata, "labels")) && labels_match(s->annotations, written_find(metadata, "annotations"));
}

/* ---- patches ---- */

/* The pieces that a selector means, at the time it is asked: deletions change the list. */
struct targets {
	VEC(struct piece *) list;
};

static struct targets targets_of(struct building *b, const struct node *target)
{
	struct targets t = { { NULL, 0, 0 } };
	struct selector s;

	selector_read(b, target, &s);
	if (s.bad)
		build_fail(b, target, "a pattern of this target is not a regular expression");
	for (size_t i = 0; i < b->heap->pieces.n && build_step(b, target, 1); i++)
		if (selector_matches(&s, b->heap->pieces.at[i]))
			vec_push(b->w->arena, &t.list, b->heap->pieces.at[i]);
	selector_release(&s);
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

static void put_back(struct building *b, struct node *map, const char *key, const struct node *was)
{
	struct node *now = made_member(map, build_key(b, key)), *copy;

	if (!now || (was && now->kind == was->kind && now->kind == NODE_SCALAR && now->text == was->text))
		return;
	copy = made_copy(b->w->arena, was);
	if (copy)
		made_replace(now, copy);
	else
		made_remove(now);
}

/* How patches are applied. */
struct applying {
	const struct node *target, *options; /* may be NULL */
	bool old;    /* in patchesStrategicMerge or patchesJson6902 */
};

/* May they change names or kinds? */
static bool changes(const struct applying *x)
{
	bool rename = false, rekind = false;

	node_bool(written_find(x->options, "allowNameChange"), &rename);
	node_bool(written_find(x->options, "allowKindChange"), &rekind);
	return rename || rekind;
}

/* Names stay what they are unless the entry allows otherwise. */
static void merge(struct building *b, struct piece *p, const struct node *patch, const struct applying *x)
{
	const struct node *name = made_copy(b->w->arena, written_find(written_find(p->root, "metadata"), "name"));
	const struct node *kind = made_copy(b->w->arena, written_find(p->root, "kind"));
	const struct node *api = made_copy(b->w->arena, written_find(p->root, "apiVersion"));
	const struct node *ns = made_copy(b->w->arena, written_find(written_find(p->root, "metadata"), "namespace"));
	bool rename = false, rekind = false;

	node_bool(written_find(x->options, "allowNameChange"), &rename);
	node_bool(written_find(x->options, "allowKindChange"), &rekind);
	if (!merge_strategic(b, p, patch)) {
		drop(b, p);
		return;
	}
	if (!rename)
		put_back(b, made_member(p->root, build_key(b, "metadata")), "name", name);
	put_back(b, made_member(p->root, build_key(b, "metadata")), "namespace", written_text(ns) ? ns : NULL);
	if (!rekind)
		put_back(b, p->root, "kind", kind);
	if (!rekind || x->target || x->old)
		put_back(b, p->root, "apiVersion", api);
	if (changes(x))
		piece_keep_name(b, p);
	piece_rename(b, p);
}

/*
 * Of a patch that has a target, or is listed in patchesStrategicMerge, kustomize makes the labels and annotations anew: all values are texts, a null is the text "null",
 * and maps without any are not there. Where a patch may change names or kinds, it keeps that in annotations, which are made anew so
 * alone.
 */
static const struct node *with_texts(struct building *b, const struct node *patch, size_t n_parts)
{
	static const char *const parts[] = { "annotations", "labels" };
	struct node *copy = build_copy(b, patch), *metadata = made_member(copy, build_key(b, "metadata"));

	for (size_t i = 0; i < n_parts && i < sizeof parts / sizeof *parts; i++) {
		struct node *map = made_member(metadata, build_key(b, parts[i]));

		if (map && (map->kind != NODE_MAP || !map->n)) {
			made_remove(map);
			continue;
		}
		for (struct node *n = map ? map->first : NULL, *next; n; n = next) {
			next = n->next;
			if (n->kind != NODE_SCALAR || n->scalar != SCALAR_STRING)
				node_set_text(b, n, n->kind == NODE_SCALAR ? n->text : build_key(b, ""), node_span(n), "patches");
		}
	}
	return copy;
}

/* A patch that names its object itself: that of this name now, else the one that was called so once. */
static void merge_named(struct building *b, const struct node *patch, const struct node *at, const struct applying *x)
{
	struct piece *like, *found = NULL;

	if (!node_is_map(patch))
		return;
	like = piece_new(b, patch, NULL);
	if (!like->now.name->len || !like->now.kind->len) {
		build_fail(b, at, "a patch without target needs kind and metadata.name");
		return;
	}
	for (size_t i = 0; i < b->heap->pieces.n && build_step(b, at, 1); i++) {
		if (!piece_is_called(b->heap->pieces.at[i], &like->now))
			continue;
		if (found) {
			build_fail(b, at, "the patch of %s \"%s\" matches several resources", like->now.kind->text, like->now.name->text);
			return;
		}
		found = b->heap->pieces.at[i];
	}
	if (found)
		merge(b, found, with_texts(b, patch, x->old ? 2 : changes(x)), x);
	else if (!build_is_open(b))
		build_fail(b, at, "no resource matches the patch of %s \"%s\"", like->now.kind->text, like->now.name->text);
}

/* kustomize reads a patch as an object. */
static bool is_object(const struct node *patch)
{
	const struct str *kind = written_text(written_find(patch, "kind"));
	const struct str *name = written_text(written_find(written_find(patch, "metadata"), "name"));

	return kind && (str_ends(kind, "List") || (name && name->len));
}

static void apply(struct building *b, const struct node *body, const struct node *at, const struct applying *x)
{
	struct targets t = { { NULL, 0, 0 } };
	size_t size;

	if (node_is_map(body) && !x->target) {
		merge_named(b, body, at, x);
		return;
	}
	if (!x->target) {
		build_fail(b, at, "a JSON patch needs a target");
		return;
	}
	if (x->old && !(written_text(setting_find(x->target, "name")) && written_text(setting_find(x->target, "name"))->len)) {
		build_fail(b, x->target, "a target in patchesJson6902 needs a name");
		return;
	}
	if (node_is_map(body) && !is_object(body)) {
		build_fail(b, at, "a patch needs kind and metadata.name, with a target too, where they mean nothing");
		return;
	}
	t = targets_of(b, x->target);
	if (node_is_map(body))
		body = with_texts(b, body, 2);
	size = body ? node_count(body) : 0;
	for (size_t i = 0; i < t.list.n && build_step(b, at, size); i++) {
		if (node_is_map(body)) {
			merge(b, t.list.at[i], body, x);
		} else if (node_is_list(body)) {
			if (!x->old)
				piece_keep_name(b, t.list.at[i]);
			if (!patch_operations(b, t.list.at[i], body))
				return;
			piece_rename(b, t.list.at[i]);
		}
	}
}

/* What lies in one place: documents that are patches each. */
static void apply_documents(struct building *b, const struct document *documents, size_t n, const struct node *at,
	const struct applying *x)
{
	size_t maps = 0;

	for (size_t i = 0; i < n; i++)
		maps += documents[i].root && documents[i].root->kind == NODE_MAP;
	if (x->target && maps > 1)
		build_fail(b, at, "several patches in one entry cannot have a target");
	for (size_t i = 0; i < n && !build_failed(b); i++)
		apply(b, documents[i].root, at, x);
}

/* To kustomize, operations that begin with a bracket are JSON, and YAML's own ways of writing them are refused. */
static bool is_broken_json(const char *text, const struct document *documents, size_t n)
{
	return *text == '[' && n && documents[0].root && documents[0].root->kind == NODE_LIST && !documents[0].json;
}

#define BROKEN_JSON "a patch that begins with a bracket must be JSON, with keys and strings in double quotes"

/* Of an entry of "patches" kustomize takes away what is blank at the end, and so the line feed of a block scalar there. */
static const struct node *without_blank_end(struct building *b, const struct node *text)
{
	const struct str *s = written_text(text);
	struct node *own;
	size_t n = s->len;

	while (n > 0 && strchr(" \t\r\n", s->text[n - 1]))
		n--;
	if (n == s->len)
		return text;
	own = made_copy(b->w->arena, text);
	own->text = pool_intern(b->w->pool, s->text, n);
	return own;
}

static void apply_text(struct building *b, const struct node *text, const struct applying *x)
{
	size_t broken = b->w->load->n_broken, n;
	const struct document *documents;

	text = x->old ? text : without_blank_end(b, text);
	n = load_embedded_documents(b->w->load, text, &documents);
	if (is_broken_json(written_text(text)->text + (x->old ? 0 : strspn(written_text(text)->text, " \t\n")), documents, n))
		build_fail(b, text, BROKEN_JSON);
	else if (n)
		apply_documents(b, documents, n, text, x);
	else if (b->w->load->n_broken > broken)
		build_fail(b, text, "this patch cannot be read");
	else if (text->flags & NODE_UNSETTLED || written_text(text)->len)
		build_gap_altering(b, KUSTOMIZE_MISSING, text, "a kustomization has a patch with placeholders");
}

static void apply_file(struct building *b, const struct node *path, const struct applying *x)
{
	const char *absolute = build_path(b, written_text(path));
	const struct kustomize_file *f = absolute ? build_file(b, absolute) : NULL;

	if (!f && absolute) {
		build_missing(b, path, absolute, "a kustomization has a patch that is not in the tree");
		build_alters(b);
		return;
	}
	if (!f || !f->usable) {
		build_gap_altering(b, absolute ? KUSTOMIZE_MISSING : KUSTOMIZE_REMOTE, path, "a kustomization has a patch that is not in the tree");
		return;
	}
	if (f->source->n && is_broken_json(f->source->bytes, f->documents, f->n_documents))
		build_fail(b, path, BROKEN_JSON);
	else
		apply_documents(b, f->documents, f->n_documents, path, x);
}

/* Entries of "patches" and "patchesJson6902". */
static void apply_entries(struct building *b, const char *list, bool old)
{
	for (const struct node *n = written_first(build_get(b, list)); n && !build_failed(b); n = n->next) {
		const struct node *path = setting_find(n, "path"), *text = setting_find(n, "patch");
		const struct applying x = { setting_find(n, "target"), setting_find(n, "options"), old };

		if (written_text(text) && written_text(text)->len)
			apply_text(b, text, &x);
		else if (written_text(path))
			apply_file(b, path, &x);
	}
}

void build_patches(struct building *b)
{
	apply_entries(b, "patches", false);
}

void build_patches_json(struct building *b)
{
	apply_entries(b, "patchesJson6902", true);
}

/* Entries of "patchesStrategicMerge" are paths, or patches themselves. */
void build_patches_merge(struct building *b)
{
	const struct applying x = { .old = true };

	for (const struct node *n = written_first(build_get(b, "patchesStrategicMerge")); n && !build_failed(b); n = n->next) {
		if (written_text(n) && strchr(written_text(n)->text, '\n'))
			apply_text(b, n, &x);
		else if (written_text(n))
			apply_file(b, n, &x);
	}
}
