/* Variables: "$(NAME)" in fields that kustomize looks into stands for a field of an object. */
#include <string.h>

#include "base/buf.h"
#include "tree/kustomize_internal.h"

/* Does the object bear a name, now or once, that the variable's is? Group and version that are not written are none, not any. */
static bool is_source(const struct piece *p, const struct variable *v)
{
	for (size_t i = 0; i <= p->before.n; i++) {
		const struct identity *id = i < p->before.n ? &p->before.at[i] : &p->now;

		if (id->kind == v->of.kind && id->name == v->of.name && id->version == v->of.version
				&& id->group == v->of.group && (!v->of.ns->len || strcmp(identity_ns(id), v->of.ns->text) == 0))
			return true;
	}
	return false;
}

bool variable_is_there(const struct building *b, const struct str *name)
{
	for (size_t i = 0; i < b->heap->variables.n; i++)
		if (b->heap->variables.at[i].name == name)
			return true;
	return false;
}

/* The object is looked for where the variable is written: later it may share its name with others. */
static void note_variable(struct building *b, const struct variable *v)
{
	struct piece *found = NULL;

	if (variable_is_there(b, v->name)) {
		build_fail(b, v->at, "the variable \"%s\" is there twice", v->name->text);
		return;
	}
	for (size_t i = 0; i < b->heap->pieces.n; i++) {
		if (!is_source(b->heap->pieces.at[i], v))
			continue;
		if (found) {
			build_fail(b, v->at, "this variable matches several objects");
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
		const struct node *of = setting_find(n, "objref");
		const struct str *api = written_text(setting_find(of, "apiVersion")), *kind = written_text(setting_find(of, "kind"));
		const struct str *name = written_text(setting_find(of, "name")), *ns = written_text(setting_find(of, "namespace"));
		const struct str *path = written_text(setting_find(setting_find(n, "fieldref"), "fieldPath"));
		const struct str *path2 = written_text(setting_find(setting_find(n, "fieldref"), "fieldpath"));
		const struct str *group = written_text(setting_find(of, "group")), *version = written_text(setting_find(of, "version"));
		const char *slash = api ? strchr(api->text, '/') : NULL;
		struct variable v = { .name = written_text(setting_find(n, "name")), .at = n };

		if (!v.name || !kind || !name)
			continue;
		v.of.group = pool_intern(b->w->pool, api ? api->text : "", slash ? (size_t)(slash - api->text) : 0);
		v.of.version = slash ? build_key(b, slash + 1) : api ? api : build_key(b, "");
		if (!api && group)
			v.of.group = group;
		if (!api && version)
			v.of.version = version;
		v.of.kind = kind;
		v.of.name = name;
		v.of.ns = ns ? ns : build_key(b, "");
		v.path = path ? path->text : path2 ? path2->text : "metadata.name";
		note_variable(b, &v);
	}
}

static const struct node *value_of(struct building *b, const struct variable *v)
{
	struct path path; /* "spec.ports[0].port" */

	path_read(b, v->path, &path);
	path_divide_indexes(b, &path);
	for (size_t i = 0; i < b->heap->pieces.n; i++) {
		const struct piece *p = b->heap->pieces.at[i];

		for (size_t j = 0; j < p->variables.n; j++)
			if (p->variables.at[j] == v->name)
				return path_lookup(b, p->root, &path);
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
static void resolve_pod(struct building *b, struct piece *p, const char *pod, const char *volumes, struct resolving *x)
{
	static const char *const lists[] = { "containers", "initContainers" };
	static const char *const fields[] = { "args", "command", "env/value", "volumeMounts/mountPath" };

	for (size_t j = 0; j < 2; j++)
		for (size_t k = 0; k < 4; k++)
			field_visit(b, p, arena_printf(b->w->arena, "%s/%s/%s", pod, lists[j], fields[k]), false, resolve, x);
	if (volumes)
		field_visit(b, p, arena_printf(b->w->arena, "%s/nfs/server", volumes), false, resolve, x);
}

static void resolve_built_in(struct building *b, struct piece *p, struct resolving *x)
{
	static const struct {
		const char *kind, *pod, *volumes;
	} pods[] = {
		{ "CronJob", "spec/jobTemplate/spec/template/spec", "spec/jobTemplate/spec/template/volumes" },
		{ "DaemonSet", "spec/template/spec", "spec/template/spec/volumes" },
		{ "Deployment", "spec/template/spec", "spec/template/spec/volumes" },
		{ "Job", "spec/template/spec", "spec/template/spec/volumes" },
		{ "Pod", "spec", "spec/volumes" },
		{ "ReplicaSet", "spec/template/spec", "spec/template/spec/volumes" },
		{ "StatefulSet", "spec/template/spec", NULL },
	};
	static const struct {
		const char *kind, *path;
	} others[] = {
		{ "Deployment", "spec/template/metadata/annotations" }, { "Ingress", "spec/rules/host" }, { "Ingress", "spec/tls/hosts" },
		{ "Ingress", "spec/tls/secretName" }, { "Service", "spec/ports/port" }, { "Service", "spec/ports/targetPort" },
		{ "StatefulSet", "spec/volumeClaimTemplates/spec/nfs/server" }, { "PersistentVolume", "spec/nfs/server" },
		{ NULL, "metadata/labels" }, { NULL, "metadata/annotations" },
	};

	for (size_t i = 0; i < sizeof pods / sizeof *pods; i++)
		if (str_is(p->now.kind, pods[i].kind))
			resolve_pod(b, p, pods[i].pod, pods[i].volumes, x);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (!others[i].kind || str_is(p->now.kind, others[i].kind))
			field_visit(b, p, others[i].path, false, resolve, x);
}

void build_variables(struct building *b)
{
	const struct configuration *c = &b->heap->configuration;
	struct resolving x = { { 0 } };

	for (size_t i = 0; i < b->heap->variables.n; i++) {
		const struct variable *v = &b->heap->variables.at[i];
		const struct node *value = value_of(b, v);

		if (!value && !b->heap->gaps.n)
			build_fail(b, v->at, "the variable \"%s\" refers to a field that no resource has", v->name->text);
		if (value)
			*map_at(b->w->arena, &x.values, v->name, NULL, NULL) = (void *)(uintptr_t)value;
	}
	for (size_t i = 0; x.values.n && i < b->heap->pieces.n && build_step(b, NULL, 1 + c->variables.n / VALUES_OF_STEP); i++) {
		struct piece *p = b->heap->pieces.at[i];

		resolve_built_in(b, p, &x);
		for (size_t j = 0; j < c->variables.n; j++)
			if (field_applies(&c->variables.at[j], p))
				field_visit(b, p, c->variables.at[j].path, false, resolve, &x);
		piece_rename(b, p);
	}
}
