/* Egress hosts of a Sidecar that others cover already. */
#include "rules/parts.h"

#include <string.h>

#include "keys.h"

/* What "." means in it: its own namespace. That of the whole mesh is used in each proxy's namespace (model/sidecar.go): NULL. */
static const struct str *here(struct pass *p, const struct resource *sidecar)
{
	bool of_mesh = sidecar->ns == mesh_root_namespace(pass_mesh(p)) && !node_has(sidecar->spec, KEY_workloadSelector);

	return sidecar->ns->len && !of_mesh ? sidecar->ns : NULL;
}

/* The namespace of an entry as text and length, and the host behind it; false where it has none, or is an exception. */
static bool split(const struct str *here, const struct node *n, const char **ns, size_t *len, const char **host)
{
	const struct str *text = node_text(n);
	const char *slash = text ? memchr(text->text, '/', text->len) : NULL;

	if (!slash || text->text[0] == '~')
		return false;
	*ns = text->text;
	*len = (size_t)(slash - text->text);
	*host = slash + 1;
	if (*len == 1 && **ns == '.' && here) {
		*ns = here->text;
		*len = here->len;
	}
	return true;
}

/* What was there before it and covers it, or is covered by it. */
static const struct node *twin(const struct str *here, const struct node *entry)
{
	const char *ns, *host, *other_ns, *other_host;
	size_t len, other_len;

	if (!split(here, entry, &ns, &len, &host))
		return NULL;
	for (const struct node *n = node_first(entry->parent); n && n != entry; n = node_next(n)) {
		if (!split(here, n, &other_ns, &other_len, &other_host) || len != other_len || memcmp(ns, other_ns, len) != 0)
			continue;
		if (strcmp(host, "*") == 0 || strcmp(other_host, "*") == 0 || strcmp(host, other_host) == 0)
			return n;
	}
	return NULL;
}

/* Everything, beside entries of other namespaces. */
static const struct node *everything(const struct node *hosts)
{
	const struct node *all = NULL, *other = NULL;

	for (const struct node *n = node_first(hosts); n; n = node_next(n)) {
		const struct str *text = node_text(n);

		if (text && str_is(text, "*/*"))
			all = n;
		else if (text && text->text[0] != '~' && !str_starts(text, "*/"))
			other = n;
	}
	return other ? all : NULL;
}

static void visit(struct pass *p, const struct resource *sidecar)
{
	for (const struct node *n = node_first(node_get(sidecar->spec, KEY_egress)); n; n = node_next(n)) {
		const struct node *hosts = node_get(n, KEY_hosts), *all = everything(hosts);

		for (const struct node *h = node_first(hosts); h; h = node_next(h)) {
			const struct node *other = twin(here(p, sidecar), h);

			if (other)
				pass_report(p, sidecar, h, "host \"%s\" is listed twice: \"%s\" already includes it", node_text(h)->text, node_text(other)->text);
		}
		if (all)
			pass_report(p, sidecar, all, "host \"*/*\" already includes every host; remove the other hosts");
	}
}

extern const struct page page_validation_sidecar_host;

const struct rule rule_validation_sidecar_host = {
	.notice = {
		.code     = "IV039",
		.name     = "validation-sidecar-host",
		.summary  = "A Sidecar imports a host twice",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0133",
		.category = "validation",
		.page     = &page_validation_sidecar_host,
	},
	.subject = KIND_SIDECAR,
	.reads   = KIND_BIT(KIND_SIDECAR),
	.visit   = visit,
};
