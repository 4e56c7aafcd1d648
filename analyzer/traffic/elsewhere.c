/* What the tree has beside a mesh, and may be applied with it, puts answers in doubt that rest on something's absence. */
#include "source/source.h"
#include "traffic/way.h"
#include "world/anywhere.h"

size_t way_names(const struct way *w, const struct str *names[N_NAMES])
{
	const struct str *host = w->r->host;
	bool rooted = str_ends(host, ".");
	const char *ns = w->r->workload->ns->text, *domain = mesh_cluster_domain(w->m)->text;

	names[3] = rooted ? pool_intern(mesh_pool(w->m), host->text, host->len - 1) : host;
	names[0] = pool_printf(mesh_pool(w->m), "%s.%s.svc.%s", names[3]->text, ns, domain);
	names[1] = pool_printf(mesh_pool(w->m), "%s.svc.%s", names[3]->text, domain);
	names[2] = pool_printf(mesh_pool(w->m), "%s.%s", names[3]->text, domain);
	return rooted || w->r->side != REQUEST_FROM ? N_NAMES - 1 : 0;
}

static void doubt_route(struct way *w, const struct resource *vs)
{
	struct span s = resource_span(vs);

	answer_undecided(w->out, "whether %s, which another application of the tree has at %s:%u, is applied, too", way_name(w, vs), s.source->name,
		source_position(s.source, s.begin).line);
}

void elsewhere_doubt(struct way *w)
{
	const struct str *names[N_NAMES];
	bool from = w->r->side == REQUEST_FROM;
	bool found = w->out->outcome == OUTCOME_ROUTED;

	if (w->out->outcome == OUTCOME_UNDECIDED || (w->out->by.resource && w->out->by.resource->kind == KIND_VIRTUAL_SERVICE))
		return;
	for (size_t i = way_names(w, names); i < N_NAMES; i++) {
		const struct resource *vs = w->plain ? NULL : anywhere_route(w->m, names[i], from);

		if (vs) {
			doubt_route(w, vs);
			return;
		}
		if (!found && from && anywhere_host(w->m, names[i])) {
			answer_undecided(w->out, "whether the service \"%s\", which another application of the tree has, is in the cluster, too", names[i]->text);
			return;
		}
	}
}
