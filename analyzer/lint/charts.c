/* Reads from templates what kinds of objects they make. */
#include "lint/charts.h"

#include <string.h>

#include "keys.h"
#include "source/path.h"

static const char why_unsettled[] = "the kind of an object in the tree is a placeholder";
static const char why[] = "templates in the tree, which are not rendered, may have such objects";

static const struct {
	const char *kind;
	uint32_t scopes;
} kinds[] = {
	{"Certificate", 1u << SCOPE_SECRETS},
	{"DaemonSet", 1u << SCOPE_WORKLOADS},
	{"Deployment", 1u << SCOPE_WORKLOADS},
	{"ExternalSecret", 1u << SCOPE_SECRETS},
	{"Gateway", 1u << SCOPE_GATEWAYS | 1u << SCOPE_HOSTS | 1u << SCOPE_WORKLOADS},
	{"Job", 1u << SCOPE_WORKLOADS},
	{"CronJob", 1u << SCOPE_WORKLOADS},
	{"Namespace", 1u << SCOPE_NAMESPACES},
	{"Pod", 1u << SCOPE_WORKLOADS},
	{"ReplicaSet", 1u << SCOPE_WORKLOADS},
	{"Rollout", 1u << SCOPE_WORKLOADS},
	{"SealedSecret", 1u << SCOPE_SECRETS},
	{"Secret", 1u << SCOPE_SECRETS},
	{"Service", 1u << SCOPE_HOSTS},
	{"ServiceAccount", 1u << SCOPE_SERVICE_ACCOUNTS},
	{"ServiceEntry", 1u << SCOPE_HOSTS | 1u << SCOPE_EXTERNAL_HOSTS},
	{"StatefulSet", 1u << SCOPE_WORKLOADS},
	{"VirtualService", 1u << SCOPE_VIRTUAL_SERVICES},
	{"WorkloadEntry", 1u << SCOPE_WORKLOADS},
	{"WorkloadGroup", 1u << SCOPE_WORKLOADS},
};

/* One document of a template. */
struct reading {
	struct input *in;
	const struct input_file *file;
	size_t indent;        /* of apiVersion */
	bool api, in_metadata;
	uint32_t scopes;
	const struct str *ns; /* written out; else NULL */
};

static void end_document(struct reading *r)
{
	struct input_gap gap = { .file = r->file, .gap = { r->ns, r->scopes, r->file->broken ? "a file that cannot be read completely has such objects" : why } };

	if (r->scopes)
		vec_push(r->in->arena, &r->in->gaps, gap);
	*r = (struct reading){ .in = r->in, .file = r->file };
}

/* Is the value made by the template? ytt's code is a comment, so that nothing is left. */
static bool is_action(const char *t, size_t n)
{
	return !n || (n >= 2 && (memcmp(t, "{{", 2) == 0 || memcmp(t, "<%", 2) == 0));
}

static uint32_t scopes_of(const char *t, size_t n)
{
	uint32_t scopes = 0;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strlen(kinds[i].kind) == n && memcmp(kinds[i].kind, t, n) == 0)
			scopes = kinds[i].scopes;
	return is_action(t, n) ? UINT32_MAX : scopes;
}

/* The value behind "key:", without quotes and comments; NULL where the line is of another key. */
static const char *value(const char *t, size_t n, const char *key, size_t *len)
{
	size_t k = strlen(key), end;

	if (n <= k || memcmp(t, key, k) != 0 || t[k] != ':')
		return NULL;
	for (k++; k < n && (t[k] == ' ' || t[k] == '"' || t[k] == '\''); k++)
		;
	for (end = k; end < n && !strchr(" \t\"'#", t[end]); end++)
		;
	*len = end - k;
	return t + k;
}

/* A whole object from a library chart. */
static bool is_include(const char *t, size_t n)
{
	size_t i = 2 + (n > 2 && t[2] == '-');

	while (i < n && t[i] == ' ')
		i++;
	return n > i + 7 && is_action(t, n) && memcmp(t + i, "include", 7) == 0;
}

static void read_line(struct reading *r, const char *t, size_t n)
{
	size_t indent = 0, len;
	const char *text;

	if (n >= 3 && memcmp(t, "---", 3) == 0) {
		end_document(r);
		return;
	}
	while (indent < n && t[indent] == ' ')
		indent++;
	t += indent;
	n -= indent;
	if (!n || t[0] == '#')
		return;
	if (!indent && !r->api && is_include(t, n))
		r->scopes = UINT32_MAX;
	if (!r->api && value(t, n, "apiVersion", &len)) {
		r->api = true;
		r->indent = indent;
	} else if (indent == r->indent && (text = value(t, n, "kind", &len))) {
		r->scopes |= scopes_of(text, len);
	} else if (indent > r->indent && r->in_metadata && (text = value(t, n, "namespace", &len))) {
		r->ns = !is_action(text, len) ? pool_intern(r->in->pool, text, len) : NULL;
	}
	if (indent <= r->indent && t[0] != '{')
		r->in_metadata = value(t, n, "metadata", &len) != NULL;
}

static void read_template(struct input *in, const struct input_file *f)
{
	struct reading r = { .in = in, .file = f };

	for (uint32_t line = 1; line <= f->source->n_lines; line++) {
		size_t n;
		const char *t = source_line(f->source, line, &n);

		read_line(&r, t, n);
	}
	end_document(&r);
}

static bool is_unsettled(const struct node *map, uint32_t key)
{
	return node_has(map, key) && !node_get(map, key);
}

/* An object whose kind or group nobody knows yet may be any. */
static void read_document(struct input *in, const struct input_file *f, const struct node *root)
{
	const struct str *kind = node_get_text(root, KEY_kind);
	struct input_gap gap = { .file = f, .gap = { .why = why_unsettled } };

	if (!node_is_map(root) || !node_has(root, KEY_kind)
			|| !(is_unsettled(root, KEY_kind) || is_unsettled(root, KEY_apiVersion)))
		return;
	gap.gap.ns = node_get_text(node_get(root, KEY_metadata), KEY_namespace);
	gap.gap.scopes = kind ? scopes_of(kind->text, kind->len) : UINT32_MAX;
	if (gap.gap.scopes)
		vec_push(in->arena, &in->gaps, gap);
}

void charts_find(struct input *in)
{
	for (size_t i = 0; i < in->files.n; i++) {
		const struct input_file *f = &in->files.at[i];

		if (f->rendered)
			continue;
		if (applied_is_template(f->applied) || (f->broken && !f->unread))
			read_template(in, f);
		for (size_t j = 0; f->applied == APPLIED && j < f->n_documents; j++)
			read_document(in, f, f->documents[j].root);
	}
}

static void add_parts(struct input *in, const struct input_file *f, const struct str *ns)
{
	struct input_gap gap = { .file = f, .gap = { ns, UINT32_MAX, "a chart in the tree has dependencies, which are not rendered" } };

	vec_push(in->arena, &in->gaps, gap);
}

/* Is it the Chart.yaml of a chart with parts that are not in its templates? */
static bool has_parts(const struct input_file *f)
{
	return path_is_chart(f->absolute) && !f->rendered && f->n_documents
		&& node_first(node_find(f->documents[0].root, "dependencies"));
}

void charts_find_parts(struct input *in, const struct tree *t)
{
	for (size_t i = 0; i < in->files.n; i++) {
		const struct input_file *f = &in->files.at[i];
		const char *folder = has_parts(f) ? path_folder(in->arena, f->absolute) : NULL;
		const struct chart_places *c = folder ? map_get(&t->charts, pool_text(in->pool, folder), NULL, NULL) : NULL;

		for (size_t k = 0; c && k < c->namespaces.n; k++)
			add_parts(in, f, c->namespaces.at[k]);
		if (folder && !c)
			add_parts(in, f, NULL);
	}
}
