/* Replacements, variables, configurations, and what of "transformers" is known. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "doc/scalar.h"
#include "tree/kustomize_internal.h"

#define MOST_STEPS 64

/* ---- paths of replacements: "metadata.annotations.[a.b/c]", "spec.ports.[name=http].port", "*" ---- */

struct path {
	const struct str *steps[MOST_STEPS];
	bool match[MOST_STEPS]; /* written "[key=value]" */
	size_t n;
};

static void path_read(struct building *b, const char *text, struct path *p)
{
	struct buf step = BUF_INIT;
	bool inside = false;

	p->n = 0;
	for (const char *at = text; p->n < MOST_STEPS; at++) {
		if (*at == '\\' && at[1] == '.') {
			buf_putc(&step, *++at);
			continue;
		}
		inside = *at == '[' ? true : *at == ']' ? false : inside;
		if (*at && (*at != '.' || inside)) {
			buf_putc(&step, *at);
			continue;
		}
		if (step.n) {
			bool brackets = step.at[0] == '[' && step.at[step.n - 1] == ']';

			p->match[p->n] = brackets && memchr(step.at, '=', step.n);
			p->steps[p->n++] = brackets ? pool_intern(b->w->pool, step.at + 1, step.n - 2)
				: pool_intern(b->w->pool, step.at, step.n);
		}
		step.n = 0;
		if (!*at)
			break;
	}
	buf_release(&step);
}

static bool item_matches(const struct node *item, const struct str *step)
{
	const char *equals = strchr(step->text, '=');
	const struct node *value = NULL;

	if (equals == step->text) /* "[=value]": plain items */
		return item->kind == NODE_SCALAR && strcmp(item->text->text, equals + 1) == 0;
	for (const struct node *m = item->kind == NODE_MAP ? item->first : NULL; m && !value; m = m->next)
		if (m->key->len == (size_t)(equals - step->text) && memcmp(m->key->text, step->text, m->key->len) == 0)
			value = m;
	return value && value->kind == NODE_SCALAR && strcmp(value->text->text, equals + 1) == 0;
}

/* A replacement on its way to its targets. */
struct replacing {
	struct building *b;
	const struct node *value;   /* what is put in place */
	const struct str *text;     /* of it, where a delimiter took a part of it */
	const struct node *options; /* of the target */
	bool create;
	size_t n;                   /* places found */
};

/* The parts of text between delimiters, with one replaced. */
static const struct str *splice(struct building *b, const struct str *text, const char *delimiter, int64_t index,
	const struct str *part)
{
	struct buf out = BUF_INIT;
	const char *at = text->text;
	size_t len = strlen(delimiter);
	const struct str *s;
	bool done = index < 0;

	if (done)
		buf_printf(&out, "%s%s", part->text, delimiter);
	for (int64_t i = 0; at; i++) {
		const char *next = strstr(at, delimiter);
		size_t n = next ? (size_t)(next - at) : strlen(at);

		if (i)
			buf_puts(&out, delimiter);
		if (i == index)
			buf_add(&out, part->text, part->len);
		else
			buf_add(&out, at, n);
		done |= i == index;
		at = next ? next + len : NULL;
	}
	if (!done)
		buf_printf(&out, "%s%s", delimiter, part->text);
	s = pool_intern(b->w->pool, out.n ? out.at : "", out.n);
	buf_release(&out);
	return s;
}

static void set(struct replacing *x, struct node *at)
{
	const struct str *delimiter = written_text(written_find(x->options, "delimiter"));
	const struct str *text = x->text ? x->text : x->value->kind == NODE_SCALAR ? x->value->text : NULL;
	int64_t index = 0;
	struct node *with;

	x->n++;
	node_int(written_find(x->options, "index"), &index);
	if (delimiter && delimiter->len && at->kind == NODE_SCALAR && text)
		text = splice(x->b, at->text, delimiter->text, index, text);
	if (text && at->kind == NODE_SCALAR) {
		enum scalar scalar = (enum scalar)at->scalar;
		struct node *parent = at->parent;

		with = made_text(x->b->w->arena, text, node_span(x->value), "replacements");
		/* The place keeps its type; a new one has that of what it looks like. */
		with->scalar = (uint8_t)(scalar != SCALAR_NULL ? scalar
			: text->len ? scalar_resolve(text->text, text->len).scalar : SCALAR_STRING);
		if (!parent)
			return;
	} else {
		with = made_copy(x->b->w->arena, x->value);
	}
	with->key = at->key;
	with->key_begin = at->key_begin;
	with->key_end = at->key_end;
	made_replace(at, with);
}

static void go(struct replacing *x, struct node *at, const struct path *p, size_t i)
{
	struct node *next = NULL;
	char *end;
	long index;

	if (i == p->n) {
		set(x, at);
		return;
	}
	if (str_is(p->steps[i], "*")) {
		for (struct node *n = node_children(at), *behind; n; n = behind) {
			behind = n->next;
			go(x, n, p, i + 1);
		}
		return;
	}
	if (at->kind == NODE_LIST) {
		index = strtol(p->steps[i]->text, &end, 10);
		for (struct node *n = at->first, *behind; n; n = behind) {
			behind = n->next;
			if (p->match[i] ? item_matches(n, p->steps[i]) : !*end && n->index == (uint32_t)index)
				go(x, n, p, i + 1);
		}
		return;
	}
	if (at->kind != NODE_MAP)
		return;
	next = made_member(at, p->steps[i]);
	if (!next && x->create) {
		next = i + 1 == p->n ? node_made_null(x->b)
			: made_collection(x->b->w->arena, NODE_MAP, node_span(x->value), "replacements");
		made_put(at, p->steps[i], (struct span){ NULL, 0, 0 }, next);
	}
	if (next)
		go(x, next, p, i + 1);
}

static bool text_fits(const struct node *wanted, const struct str *is)
{
	const struct str *s = written_text(wanted);

	return !s || !s->len || s == is;
}

static bool is_identity(const struct node *selector, const struct identity *i)
{
	const struct str *ns = written_text(written_find(selector, "namespace"));

	return text_fits(written_find(selector, "group"), i->group) && text_fits(written_find(selector, "version"), i->version)
		&& text_fits(written_find(selector, "kind"), i->kind) && text_fits(written_find(selector, "name"), i->name)
		&& (!ns || !ns->len || strcmp(identity_ns(i), ns->text) == 0);
}

static bool is_selected(const struct node *selector, const struct piece *p)
{
	bool called = is_identity(selector, &p->now);

	for (size_t i = 0; i < p->before.n && !called; i++)
		called = is_identity(selector, &p->before.at[i]);
	return called;
}

static bool has_identity(const struct node *selector)
{
	static const char *const parts[] = { "group", "version", "kind", "name", "namespace" };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (written_text(written_find(selector, parts[i])))
			return true;
	return false;
}

/* The selectors of labels and annotations alone. */
static bool labels_fit(struct building *b, const struct node *selector, const struct piece *p)
{
	struct node *only = made_collection(b->w->arena, NODE_MAP, node_span(selector), NULL);
	static const char *const parts[] = { "labelSelector", "annotationSelector" };
	bool bad = false;

	for (size_t i = 0; i < 2; i++)
		if (written_find(selector, parts[i]))
			made_put(only, build_key(b, parts[i]), (struct span){ NULL, 0, 0 },
				made_copy(b->w->arena, written_find(selector, parts[i])));
	return selector_matches(b, only, p, &bad);
}

static bool is_rejected(struct building *b, const struct node *list, const struct piece *p)
{
	for (const struct node *n = written_first(list); n; n = n->next) {
		bool labels = written_find(n, "labelSelector") || written_find(n, "annotationSelector");

		if ((has_identity(n) && is_selected(n, p)) || (labels && labels_fit(b, n, p)))
			return true;
	}
	return false;
}

static const struct node *find_source(struct building *b, const struct node *source)
{
	const struct str *field = written_text(written_find(source, "fieldPath"));
	const struct piece *found = NULL;
	const struct node *at;
	struct path p;

	for (size_t i = 0; i < b->heap->pieces.n; i++) {
		if (!is_selected(source, b->heap->pieces.at[i]))
			continue;
		if (found) {
			build_fail(b, source, "this source of a replacement means several objects");
			return NULL;
		}
		found = b->heap->pieces.at[i];
	}
	if (!found && build_is_open(b))
		return NULL;
	if (!found) {
		build_fail(b, source, "this source of a replacement means no object");
		return NULL;
	}
	path_read(b, field && field->len ? field->text : "metadata.name", &p);
	at = found->root;
	for (size_t i = 0; at && i < p.n; i++) {
		const struct node *next = NULL;

		if (at->kind == NODE_MAP)
			next = made_member(at, p.steps[i]);
		for (const struct node *n = at->kind == NODE_LIST ? at->first : NULL; n && !next; n = n->next)
			if (p.match[i] ? item_matches(n, p.steps[i]) : n->index == (uint32_t)atol(p.steps[i]->text))
				next = n;
		at = next;
	}
	if (!at)
		build_fail(b, source, "the source of a replacement has no field \"%s\"", field ? field->text : "metadata.name");
	return at;
}

static const struct str *part_of(struct building *b, const struct node *source, const struct node *value)
{
	const struct node *options = written_find(source, "options");
	const struct str *delimiter = written_text(written_find(options, "delimiter"));
	const char *at, *next;
	int64_t index = 0;

	if (!delimiter || !delimiter->len || value->kind != NODE_SCALAR)
		return NULL;
	node_int(written_find(options, "index"), &index);
	at = value->text->text;
	while (index-- > 0 && (at = strstr(at, delimiter->text)))
		at += delimiter->len;
	if (!at) {
		build_fail(b, options, "index is beyond the parts of \"%s\"", value->text->text);
		return NULL;
	}
	next = strstr(at, delimiter->text);
	return pool_intern(b->w->pool, at, next ? (size_t)(next - at) : strlen(at));
}

static void replace_in(struct replacing *x, const struct node *target, struct piece *p)
{
	struct building *b = x->b;
	const struct node *paths = written_find(target, "fieldPaths");
	struct path path;

	if (!written_first(paths)) {
		path_read(b, "metadata.name", &path);
		go(x, piece_own(b, p), &path, 0);
	}
	for (const struct node *n = written_first(paths); n; n = n->next) {
		size_t before = x->n;

		if (!written_text(n))
			continue;
		path_read(b, written_text(n)->text, &path);
		go(x, piece_own(b, p), &path, 0);
		if (x->n == before)
			build_fail(b, n, "%s \"%s\" has no field \"%s\" to replace", p->now.kind->text, p->now.name->text,
				written_text(n)->text);
	}
	piece_rename(b, p);
}

static void replace(struct building *b, const struct node *entry)
{
	const struct node *source = written_find(entry, "source"), *given = written_find(entry, "sourceValue");
	const struct node *value = given ? given : source ? find_source(b, source) : NULL;
	struct replacing x = { .b = b };

	if (!value)
		return;
	value = made_copy(b->w->arena, value); /* a target may be its own source */
	x.value = value;
	x.text = source ? part_of(b, source, value) : NULL;
	for (const struct node *t = written_first(written_find(entry, "targets")); t && !build_failed(b); t = t->next) {
		const struct node *select = written_find(t, "select");

		x.options = written_find(t, "options");
		x.create = false;
		node_bool(written_find(x.options, "create"), &x.create);
		for (size_t i = 0; select && i < b->heap->pieces.n; i++) {
			struct piece *p = b->heap->pieces.at[i];

			if (is_selected(select, p) && labels_fit(b, select, p) && !is_rejected(b, written_find(t, "reject"), p))
				replace_in(&x, t, p);
		}
	}
}

static void replace_listed(struct building *b, const struct node *root)
{
	if (node_is_list(root))
		for (const struct node *n = written_first(root); n && !build_failed(b); n = n->next)
			replace(b, n);
	else if (root)
		replace(b, root);
}

void build_replacements(struct building *b)
{
	for (const struct node *n = written_first(build_get(b, "replacements")); n && !build_failed(b); n = n->next) {
		const struct node *path = written_find(n, "path");
		const char *absolute = path ? build_path(b, written_text(path)) : NULL;
		const struct kustomize_file *f = absolute ? build_file(b, absolute) : NULL;

		if (!path)
			replace(b, n);
		else if (!f)
			build_gap(b, KUSTOMIZE_MISSING, path, "a kustomization has replacements that are not in the tree");
		for (size_t i = 0; f && i < f->n_documents; i++)
			replace_listed(b, f->documents[i].root);
	}
}

/* ---- configurations ---- */

static struct field field_of(const struct node *n)
{
	const struct str *group = written_text(written_find(n, "group")), *version = written_text(written_find(n, "version"));
	const struct str *kind = written_text(written_find(n, "kind")), *path = written_text(written_find(n, "path"));
	struct field f = { group ? group->text : NULL, version ? version->text : NULL, kind ? kind->text : NULL,
		path ? path->text : NULL, false };

	node_bool(written_find(n, "create"), &f.create);
	return f;
}

#define ADD_FIELDS(b, root, name, list) \
	for (const struct node *n_ = written_first(written_find(root, name)); n_; n_ = n_->next) \
		if (field_of(n_).path) \
			vec_push((b)->w->arena, &(b)->heap->configuration.list, field_of(n_))

static void configure(struct building *b, const struct node *root)
{
	ADD_FIELDS(b, root, "commonLabels", labels);
	ADD_FIELDS(b, root, "labels", plain_labels);
	ADD_FIELDS(b, root, "commonAnnotations", annotations);
	ADD_FIELDS(b, root, "namespace", namespaces);
	ADD_FIELDS(b, root, "namePrefix", prefixes);
	ADD_FIELDS(b, root, "images", images);
	ADD_FIELDS(b, root, "replicas", replicas);
	ADD_FIELDS(b, root, "varReference", variables);
	for (const struct node *n = written_first(written_find(root, "nameReference")); n; n = n->next)
		for (const struct node *f = written_first(written_find(n, "fieldSpecs")); f; f = f->next) {
			struct reference r = { field_of(n), field_of(f) };

			if (r.field.path)
				vec_push(b->w->arena, &b->heap->configuration.references, r);
		}
}

void build_configurations(struct building *b)
{
	for (const struct node *n = written_first(build_get(b, "configurations")); n; n = n->next) {
		const char *absolute = build_path(b, written_text(n));
		const struct kustomize_file *f = absolute ? build_file(b, absolute) : NULL;

		if (!f)
			build_gap(b, KUSTOMIZE_MISSING, n, "a kustomization has configurations that are not in the tree");
		for (size_t i = 0; f && i < f->n_documents; i++)
			configure(b, f->documents[i].root);
	}
}

/* Plug-ins change objects in ways that only they know. */
void build_transformers(struct building *b)
{
	const struct node *list = build_get(b, "transformers");

	if (written_first(list))
		build_gap(b, KUSTOMIZE_PLUGIN, list, "a kustomization has a transformer");
}

/* ---- variables ---- */

/* Does the object bear a name, now or once, that the variable's is? */
static bool is_source(const struct piece *p, const struct variable *v)
{
	for (size_t i = 0; i <= p->before.n; i++) {
		const struct identity *id = i < p->before.n ? &p->before.at[i] : &p->now;

		if (id->kind == v->of.kind && id->name == v->of.name && (!v->of.version->len || id->version == v->of.version)
				&& (!v->of.group->len || id->group == v->of.group) && (!v->of.ns->len || strcmp(identity_ns(id), v->of.ns->text) == 0))
			return true;
	}
	return false;
}

/* The object is looked for where the variable is written: later it may share its name with others. */
static void note_variable(struct building *b, const struct variable *v)
{
	struct piece *found = NULL;

	for (size_t i = 0; i < b->heap->pieces.n; i++) {
		if (!is_source(b->heap->pieces.at[i], v))
			continue;
		if (found) {
			build_fail(b, v->at, "the object of this variable may be several");
			return;
		}
		found = b->heap->pieces.at[i];
	}
	if (found)
		vec_push(b->w->arena, &found->variables, v->name);
	vec_push(b->w->arena, &b->heap->variables, *v);
}

void build_variables_read(struct building *b)
{
	for (const struct node *n = written_first(build_get(b, "vars")); n; n = n->next) {
		const struct node *of = written_find(n, "objref");
		const struct str *api = written_text(written_find(of, "apiVersion")), *kind = written_text(written_find(of, "kind"));
		const struct str *name = written_text(written_find(of, "name")), *ns = written_text(written_find(of, "namespace"));
		const struct str *path = written_text(written_find(written_find(n, "fieldref"), "fieldPath"));
		const struct str *path2 = written_text(written_find(written_find(n, "fieldref"), "fieldpath"));
		const char *slash = api ? strchr(api->text, '/') : NULL;
		struct variable v = { .name = written_text(written_find(n, "name")), .at = n };

		if (!v.name || !kind || !name)
			continue;
		v.of.group = slash ? pool_intern(b->w->pool, api->text, (size_t)(slash - api->text)) : build_key(b, "");
		v.of.version = slash ? build_key(b, slash + 1) : api ? api : build_key(b, "");
		v.of.kind = kind;
		v.of.name = name;
		v.of.ns = ns ? ns : build_key(b, "");
		v.path = path ? path->text : path2 ? path2->text : "metadata.name";
		note_variable(b, &v);
	}
}

/* "spec.ports[0].port": the field of an object. */
static const struct node *field_at(struct building *b, const struct node *at, const char *path)
{
	struct path p;

	path_read(b, path, &p);
	for (size_t j = 0; at && j < p.n; j++) {
		const char *bracket = strchr(p.steps[j]->text, '[');
		const struct str *name = bracket ? pool_intern(b->w->pool, p.steps[j]->text, (size_t)(bracket - p.steps[j]->text))
			: p.steps[j];

		if (name->len)
			at = made_member(at, name);
		for (; at && bracket; bracket = strchr(bracket + 1, '[')) {
			long index = atol(bracket + 1);

			at = at->kind == NODE_LIST ? at->first : NULL;
			while (at && index-- > 0)
				at = at->next;
		}
	}
	return at;
}

static const struct node *value_of(struct building *b, const struct variable *v)
{
	for (size_t i = 0; i < b->heap->pieces.n; i++) {
		const struct piece *p = b->heap->pieces.at[i];

		for (size_t j = 0; j < p->variables.n; j++)
			if (p->variables.at[j] == v->name)
				return field_at(b, p->root, v->path);
	}
	return NULL;
}

struct resolving {
	struct map values; /* name -> struct node */
};

static void resolve(struct building *b, struct piece *p, struct node *at, void *context)
{
	const struct resolving *x = context;
	const char *text, *open;
	struct buf out = BUF_INIT;
	const struct node *whole = NULL;
	bool any = false;

	if (at->kind == NODE_MAP || at->kind == NODE_LIST) {
		for (struct node *n = at->first, *next; n; n = next) {
			next = n->next;
			if (n->kind == NODE_SCALAR) /* no deeper than this */
				resolve(b, p, n, context);
		}
		return;
	}
	if (at->scalar == SCALAR_NULL)
		return;
	for (text = at->text->text; (open = strchr(text, '$')); ) {
		const char *close = open[1] == '(' ? strchr(open, ')') : NULL;
		const struct node *value = close ? map_get(&x->values, pool_intern(b->w->pool, open + 2, (size_t)(close - open - 2)),
			NULL, NULL) : NULL;

		if (!close) { /* "$$" stands for a dollar sign */
			bool twice = open[1] == '$';

			buf_add(&out, text, (size_t)(open + 1 - text));
			text = open + 1 + twice;
			any |= twice;
			continue;
		}
		buf_add(&out, text, (size_t)(open - text));
		if (value && value->kind == NODE_SCALAR) {
			buf_add(&out, value->text->text, value->text->len);
			whole = open == at->text->text && !close[1] ? value : NULL;
			any = true;
		} else {
			buf_add(&out, open, (size_t)(close + 1 - open));
		}
		text = close + 1;
	}
	buf_puts(&out, text);
	if (any) {
		struct node *parent = at->parent;
		const struct str *s = pool_intern(b->w->pool, out.n ? out.at : "", out.n);
		struct node *with = made_text(b->w->arena, s, (struct span){ ((struct made *)at)->source, at->begin, at->end }, "vars");

		with->scalar = whole ? whole->scalar : (uint8_t)SCALAR_STRING;
		with->key = at->key;
		with->key_begin = at->key_begin;
		with->key_end = at->key_end;
		if (parent)
			made_replace(at, with);
	}
	buf_release(&out);
}

/* Where variables count without being told: arguments, commands and environments of pods, and a few more. */
static void resolve_pod(struct building *b, struct piece *p, struct resolving *x)
{
	static const char *const roots[] = { "spec", "spec/template/spec", "spec/jobTemplate/spec/template/spec" };
	static const char *const lists[] = { "containers", "initContainers" };
	static const char *const servers[] = { "spec", "spec/volumes", "spec/template/spec/volumes", "spec/volumeClaimTemplates/spec",
		"spec/jobTemplate/spec/template/volumes" };
	static const char *const fields[] = { "args", "command", "env/value", "volumeMounts/mountPath" };

	for (size_t i = 0; i < 3; i++) {
		bool right = str_is(p->now.kind, "CronJob") ? i == 2 : str_is(p->now.kind, "Pod") ? i == 0 : i == 1;

		for (size_t j = 0; right && j < 2; j++)
			for (size_t k = 0; k < 4; k++)
				field_visit(b, p, arena_printf(b->w->arena, "%s/%s/%s", roots[i], lists[j], fields[k]), false, resolve, x);
	}
	if (str_is(p->now.kind, "Ingress")) {
		field_visit(b, p, "spec/rules/host", false, resolve, x);
		field_visit(b, p, "spec/tls/hosts", false, resolve, x);
		field_visit(b, p, "spec/tls/secretName", false, resolve, x);
	}
	if (str_is(p->now.kind, "Service")) {
		field_visit(b, p, "spec/ports/port", false, resolve, x);
		field_visit(b, p, "spec/ports/targetPort", false, resolve, x);
	}
	for (size_t i = 0; i < 5; i++)
		field_visit(b, p, arena_printf(b->w->arena, "%s/nfs/server", servers[i]), false, resolve, x);
	if (str_is(p->now.kind, "Deployment"))
		field_visit(b, p, "spec/template/metadata/annotations", false, resolve, x);
	field_visit(b, p, "metadata/labels", false, resolve, x);
	field_visit(b, p, "metadata/annotations", false, resolve, x);
}

void build_variables(struct building *b)
{
	const struct configuration *c = &b->heap->configuration;
	struct resolving x = { { NULL, 0, 0 } };

	for (size_t i = 0; i < b->heap->variables.n; i++) {
		const struct variable *v = &b->heap->variables.at[i];
		const struct node *value = value_of(b, v);

		if (!value && !b->heap->gaps.n)
			build_fail(b, v->at, "the variable \"%s\" stands for no field of any resource", v->name->text);
		if (value)
			*map_at(b->w->arena, &x.values, v->name, NULL, NULL) = (void *)(uintptr_t)value;
	}
	for (size_t i = 0; x.values.n && i < b->heap->pieces.n; i++) {
		struct piece *p = b->heap->pieces.at[i];

		resolve_pod(b, p, &x);
		for (size_t j = 0; j < c->variables.n; j++)
			if (field_applies(&c->variables.at[j], p))
				field_visit(b, p, c->variables.at[j].path, false, resolve, &x);
		piece_rename(b, p);
	}
}
