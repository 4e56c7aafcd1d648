/* Egress hosts of a Sidecar that others cover already. */
#include "base/map.h"
#include "keys.h"
#include "rules/egress.h"

/* The earlier of two entries, each of which may be missing. */
static const struct node *earlier(const struct node *a, const struct node *b)
{
	return !a || (b && b->index < a->index) ? b : a;
}

static void keep_first(struct arena *a, struct map *seen, const struct str *ns, const struct str *host, const struct node *n)
{
	void **place = map_at(a, seen, ns, host, NULL);

	if (!*place)
		*place = (void *)(uintptr_t)n;
}

/* Each entry that one before it covers, or is covered by; seen has these by namespace and host, and the first of each namespace. */
static void judge_twins(struct pass *p, const struct resource *sidecar, const struct node *hosts)
{
	const struct str *ns, *host, *all = pool_intern(mesh_pool(pass_mesh(p)), "*", 1), *home = egress_home(p, sidecar);
	struct map seen = {0};

	for (const struct node *n = node_first(hosts); n; n = node_next(n)) {
		const struct node *other;

		if (!egress_split(p, home, n, &ns, &host))
			continue;
		other = host == all ? map_get(&seen, ns, NULL, NULL) : earlier(map_get(&seen, ns, all, NULL), map_get(&seen, ns, host, NULL));
		if (other)
			pass_report(p, sidecar, n, "host \"%s\" is listed twice: \"%s\" already includes it", node_text(n)->text, node_text(other)->text);
		keep_first(pass_scratch(p), &seen, ns, host, n);
		keep_first(pass_scratch(p), &seen, ns, NULL, n);
	}
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

		judge_twins(p, sidecar, hosts);
		if (all)
			pass_report(p, sidecar, all, "host \"*/*\" already includes every host; remove the other hosts");
	}
}

extern const struct page page_sidecar_host;

const struct rule rule_sidecar_host = {
	.notice = {
		.code     = "IV039",
		.name     = "sidecar-host",
		.summary  = "A Sidecar imports a host twice",
		.severity = SEVERITY_WARNING,
		.aliases  = "IST0133",
		.former   = "validation-sidecar-host",
		.category = "validation",
		.page     = &page_sidecar_host,
	},
	.subject = KIND_SIDECAR,
	.visit   = visit,
};
