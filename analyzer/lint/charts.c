/* Reads from templates what kinds of objects they make. */
#include "lint/charts.h"

#include <string.h>

static const char why[] = "templates in the tree, which are not rendered, hold such objects";

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
	struct input_gap gap = { .file = r->file, .gap = { r->ns, r->scopes, why } };

	if (r->scopes)
		vec_push(r->in->arena, &r->in->gaps, gap);
	*r = (struct reading){ .in = r->in, .file = r->file };
}

static uint32_t scopes_of(const char *t, size_t n)
{
	uint32_t scopes = 0;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strlen(kinds[i].kind) == n && memcmp(kinds[i].kind, t, n) == 0)
			scopes = kinds[i].scopes;
	return n >= 2 && memcmp(t, "{{", 2) == 0 ? UINT32_MAX : scopes;
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

static bool is_action(const char *t, size_t n)
{
	return n >= 2 && memcmp(t, "{{", 2) == 0;
}

/* A whole object from a library chart. */
static bool is_include(const char *t, size_t n)
{
	size_t i = 2 + (n > 2 && t[2] == '-');

	while (i < n && t[i] == ' ')
		i++;
	return is_action(t, n) && n > i + 7 && memcmp(t + i, "include", 7) == 0;
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
		r->ns = len && !is_action(text, len) ? pool_intern(r->in->pool, text, len) : NULL;
	}
	if (indent <= r->indent && !is_action(t, n))
		r->in_metadata = value(t, n, "metadata", &len) != NULL;
}

void charts_find(struct input *in)
{
	for (size_t i = 0; i < in->files.n; i++) {
		const struct input_file *f = &in->files.at[i];
		struct reading r = { .in = in, .file = f };

		if (!applied_is_template(f->applied))
			continue;
		for (uint32_t line = 1; line <= f->source->n_lines; line++) {
			size_t n;
			const char *t = source_line(f->source, line, &n);

			read_line(&r, t, n);
		}
		end_document(&r);
	}
}
