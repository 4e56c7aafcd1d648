/* One walk over policies that select workloads, whatever their kind. */
#include "rules/selectors.h"

#include "base/map.h"
#include "keys.h"
#include "lint/catalogue.h"
#include "rules/rendered.h"
#include "world/workload.h"

/* Does it say spec.workloadSelector.labels where others say spec.selector.matchLabels? */
static bool has_workload_selector(const struct resource *r)
{
	return r->kind == KIND_SIDECAR || r->kind == KIND_ENVOY_FILTER;
}

const struct node *policy_labels(const struct resource *r)
{
	const struct node *labels = has_workload_selector(r)
		? node_at(r->spec, KEY_workloadSelector, KEY_labels, 0)
		: node_at(r->spec, KEY_selector, KEY_matchLabels, 0);

	return node_is_map(labels) && labels->n > 0 ? labels : NULL;
}

bool policy_is_attached(const struct resource *r)
{
	const struct node *list = node_get(r->spec, KEY_targetRefs);

	return node_get(r->spec, KEY_targetRef) || (list && list->n > 0);
}

/* Has the checker rejected what says which workloads it is for? Then nothing is known of them. */
static bool is_garbled(const struct resource *r)
{
	bool workload = has_workload_selector(r);
	uint32_t outer = workload ? KEY_workloadSelector : KEY_selector, inner = workload ? KEY_labels : KEY_matchLabels;
	const struct node *selector = node_get(r->spec, outer);

	return (node_has(r->spec, outer) && !selector) || (node_has(selector, inner) && !node_get(selector, inner))
		|| (node_has(r->spec, KEY_targetRefs) && !node_get(r->spec, KEY_targetRefs))
		|| (node_has(r->spec, KEY_targetRef) && !node_get(r->spec, KEY_targetRef));
}

/* Where it looks for workloads: NULL is everywhere. */
static const struct str *reach(const struct mesh *m, const struct resource *r)
{
	bool everywhere = r->kind == KIND_AUTHORIZATION_POLICY || r->kind == KIND_REQUEST_AUTHENTICATION || r->kind == KIND_ENVOY_FILTER;

	return everywhere && r->ns == mesh_root_namespace(m) ? NULL : r->ns;
}

struct selection policy_selection(struct pass *p, const struct resource *r)
{
	if (is_garbled(r) || policy_is_attached(r))
		return (struct selection){ .truth = UNKNOWN };
	return mesh_select(pass_mesh(p), reach(pass_mesh(p), r), policy_labels(r), pass_scratch(p));
}

bool policy_selects_exactly(struct pass *p, const struct resource *r, struct selection *out)
{
	const struct mesh *m = pass_mesh(p);

	*out = policy_selection(p, r);
	if (!out->n || out->n != out->n_sure)
		return false;
	return policy_labels(r) || (out->complete && mesh_makes(m, r->ns));
}

static bool is_kept(const struct kept *k, bool *out)
{
	if (k && k->found)
		*out = *(const bool *)k->found;
	return k && k->found;
}

static void keep(struct kept *k, bool holds)
{
	static bool answers[] = { false, true };

	if (k)
		k->found = &answers[holds];
}

static bool workload_holds(struct pass *p, const struct workload *w, const struct workload_question *q)
{
	struct kept *k = mesh_kept(pass_mesh(p), q, w, NULL);
	struct arena_mark mark = arena_mark(pass_scratch(p));
	bool holds;

	if (is_kept(k, &holds))
		return holds;
	holds = q->holds(p, w);
	arena_rewind(pass_scratch(p), mark);
	keep(k, holds);
	return holds;
}

bool selection_all(struct pass *p, const struct selection *s, const struct workload_question *q)
{
	struct kept *k = s->known ? mesh_kept(pass_mesh(p), q, s->known, NULL) : NULL;
	bool all = true;

	if (is_kept(k, &all))
		return all;
	for (size_t i = 0; i < s->n && all; i++)
		all = workload_holds(p, s->at[i], q);
	keep(k, all);
	return all;
}

/* istiod passes over a PeerAuthentication with a selector in the root namespace. */
static bool is_inert(const struct mesh *m, const struct resource *r)
{
	return r->kind == KIND_PEER_AUTHENTICATION && r->ns == mesh_root_namespace(m);
}

/* Workloads of a namespace that are looked at one by one; one with more of them is surely told whole. */
#define MAX_TOLD 64

/* Does the workload carry one of these labels with nearly that value? Then a slip of the pen is likelier than a stranger. */
static bool is_near(const struct workload *w, const struct node *labels)
{
	for (const struct node *l = node_first(labels); l; l = node_next(l)) {
		const struct label *own = workload_label(w, l->key);
		const struct str *value = node_text(l);

		if (own && value && own->value != value && own->value->len && value->len && (str_starts(own->value, value->text)
				|| str_starts(value, own->value->text)
				|| edit_distance(own->value->text, own->value->len, value->text, value->len, 2) <= 2))
			return true;
	}
	return false;
}

/*
 * Is it told that the workloads of the tree are all that the namespace has? Add-ons bring workloads and policies into a
 * namespace that others make and fill: who makes the namespace fills it, and who writes both into one file means both. But EnvoyFilters
 * that lead to a workload, of an authorizer say, stand beside it and select others.
 */
static bool is_told(const struct mesh *m, const struct resource *r, const struct node *labels)
{
	struct workloads all = mesh_workloads_in(m, r->ns);

	if (mesh_makes(m, r->ns) || all.n > MAX_TOLD)
		return true;
	for (size_t i = 0; i < all.n; i++)
		if ((r->kind != KIND_ENVOY_FILTER && all.at[i]->resource->document->source == r->document->source) || is_near(all.at[i], labels))
			return true;
	return false;
}

/* Operators label the pods that they make with the name of the custom resource, or one that begins with it: "app: mongodb-svc". */
static bool may_be_made(const struct mesh *m, const struct str *ns, const struct node *labels)
{
	for (const struct node *l = node_first(labels); l; l = node_next(l))
		if (mesh_is_called_after_custom(m, ns, node_text(l)))
			return true;
	return false;
}

void selector_report_idle(struct pass *p, const struct resource *r)
{
	const struct mesh *m = pass_mesh(p);
	const struct node *labels = policy_labels(r);
	const struct str *ns = reach(m, r);
	struct selection s, elsewhere;

	if (!labels || is_garbled(r) || policy_is_attached(r) || is_inert(m, r) || resource_is_knatives(r))
		return;
	s = mesh_select(m, ns, labels, pass_scratch(p));
	if (s.truth == UNKNOWN && !s.n && ns)
		pass_undecided(p, ns, scope_name(SCOPE_WORKLOADS), mesh_open_reason(m, SCOPE_WORKLOADS, ns));
	if (s.truth != NO)
		return;
	if (!ns) {
		pass_report(p, r, labels, "no workload of the mesh has these labels");
		return;
	}
	elsewhere = mesh_select(m, NULL, labels, pass_scratch(p));
	if (!elsewhere.n_sure && (!is_told(m, r, labels) || may_be_made(m, ns, labels)))
		return;
	if (!elsewhere.n_sure) {
		pass_report(p, r, labels, "no workload of namespace \"%s\" has these labels", ns->text);
		return;
	}
	pass_report(p, r, labels, "no workload of namespace \"%s\" has these labels, but \"%s\" in namespace \"%s\" has",
		ns->text, elsewhere.at[0]->name->text, elsewhere.at[0]->ns->text);
	pass_note(p, elsewhere.at[0]->resource, elsewhere.at[0]->at, "the workload");
}

/* The first two policies that are for the same thing. */
struct rivals {
	const struct resource *first, *second;
};

/* Policies whose namespace nobody tells surely share one only within a file. */
static const void *place_of(const struct resource *r)
{
	return r->ns_known ? (const void *)r->ns : (const void *)r->document->source;
}

static bool is_copy(const struct resource *a, const struct resource *b)
{
	return a->ns == b->ns && a->name == b->name;
}

/* Is it worth saying? Of two in different folders that say the same it does not matter which applies, and each may have its place. */
static bool differ(const struct resource *a, const struct resource *b)
{
	return !a->spec || !b->spec || !node_same(a->spec, b->spec) || resource_same_folder(a, b);
}

/* Does its own name, or its file's, say the mode: default-strict, permissive.yaml? */
static bool says_mode(const struct resource *r)
{
	const struct str *mode = node_get_text(node_get(r->spec, KEY_mtls), KEY_mode);

	return mode && mode->len && resource_is_called(r, mode);
}

/* Two modes in two files that are called so: one is applied after the other, as Istio's own task of a migration does. */
static bool are_stages(const struct resource *a, const struct resource *b)
{
	return a->kind == KIND_PEER_AUTHENTICATION && a->document->source != b->document->source && !node_same(a->spec, b->spec)
		&& says_mode(a) && says_mode(b);
}

/* Do both surely meet in one cluster, so that it matters? */
static bool meet(const struct resource *a, const struct resource *b)
{
	return !is_copy(a, b) && differ(a, b) && !are_stages(a, b) && resource_together(a, b) == YES;
}

static struct rivals *rivals_at(struct pass *p, struct map *map, const void *what, const void *section,
	const struct resource *r)
{
	void **slot = map_at(pass_scratch(p), map, what, section, place_of(r));

	if (!*slot)
		*slot = arena_new(pass_scratch(p), struct rivals);
	return *slot;
}

static void rivals_enter(struct rivals *v, const struct resource *r)
{
	if (!v->first)
		v->first = r;
	else if (!v->second && meet(v->first, r))
		v->second = r;
}

/* The one that r has to share with, or NULL. A second copy of the first is OB001's. */
static const struct resource *rival(const struct rivals *v, const struct resource *r)
{
	const struct resource *other;

	if (v->first == r)
		return v->second;
	other = differ(v->first, r) && !are_stages(v->first, r) ? v->first : v->second;
	return other && !is_copy(v->first, r) && meet(other, r) ? other : NULL;
}

static bool is_wide(const struct resource *r)
{
	return !r->partial && !r->patched && !policy_labels(r) && !is_garbled(r) && !policy_is_attached(r);
}

void scopes_survey(struct pass *p, const struct mesh *m, enum kind kind)
{
	struct resources all = mesh_of(m, kind);
	struct map map = { 0 };

	for (size_t i = 0; i < all.n; i++)
		if (is_wide(all.at[i]))
			rivals_enter(rivals_at(p, &map, all.at[i]->ns, NULL, all.at[i]), all.at[i]);
	for (size_t i = 0; i < all.n; i++) {
		const struct resource *r = all.at[i], *other;

		other = is_wide(r) ? rival(rivals_at(p, &map, r->ns, NULL, r), r) : NULL;
		if (!other)
			continue;
		pass_report(p, r, NULL, "%s \"%s\" is also for the whole %s, and only the older of the two applies",
			r->kind_name->text, other->name->text, r->ns == mesh_root_namespace(m) ? "mesh" : "namespace");
		pass_note(p, other, NULL, "the other one");
	}
}

/* What several Telemetry resources of one workload can both say; the other kinds are taken whole. */
static const uint32_t sections[] = {KEY_metrics, KEY_tracing, KEY_accessLogging, 0};

static bool says(const struct resource *r, uint32_t section)
{
	return r->kind == KIND_TELEMETRY ? section && node_get(r->spec, section) : !section;
}

static struct selection selected(struct pass *p, const struct mesh *m, const struct resource *r)
{
	const struct selection none = { .truth = UNKNOWN };

	if (r->partial || !policy_labels(r) || is_garbled(r) || policy_is_attached(r) || is_inert(m, r))
		return none;
	return mesh_select(m, r->ns, policy_labels(r), pass_scratch(p));
}

/* Sidecars mean nothing to ambient workloads: another rule says so. */
static bool concerns(const struct resource *r, const struct workload *w)
{
	return r->kind != KIND_SIDECAR || w->dataplane != DATAPLANE_AMBIENT;
}

/* Report r for the first workload that it shares; true when it did. */
static bool report_shared(struct pass *p, struct map *map, const struct resource *r, const struct workload *w,
	const uint32_t *section)
{
	const struct resource *other = rival(rivals_at(p, map, w, section, r), r);

	if (!other)
		return false;
	pass_report(p, r, policy_labels(r), r->kind == KIND_TELEMETRY
			? "%s \"%s\" also selects workload \"%s\"; where both set the same, the newer one applies"
			: "%s \"%s\" also selects workload \"%s\", and only the older of the two applies",
		r->kind_name->text, other->name->text, w->name->text);
	pass_note(p, other, policy_labels(other), "the other one");
	pass_note(p, w->resource, w->at, "the workload");
	return true;
}

/* Everything that the walk over all policies of a kind has noted. */
struct sharing {
	struct pass *p;
	struct map rivals; /* workload, section, place -> struct rivals */
	struct map full;   /* workloads of a selection, section, place: each has its two rivals, further policies change nothing */
};

/* Enter r for each workload that it selects. Policies that select the same many workloads are many a time all the same. */
static void enter_all(struct sharing *s, const struct resource *r, const struct selection *on, const uint32_t *section)
{
	void **full = on->known ? map_at(pass_scratch(s->p), &s->full, on->known, section, place_of(r)) : NULL;
	bool all = true;

	if (full && *full)
		return;
	for (size_t k = 0; k < on->n_sure; k++) {
		struct rivals *v;

		if (!concerns(r, on->at[k]))
			continue;
		v = rivals_at(s->p, &s->rivals, on->at[k], section, r);
		rivals_enter(v, r);
		all &= v->second != NULL;
	}
	if (full && all)
		*full = s;
}

void selectors_survey(struct pass *p, const struct mesh *m, enum kind kind)
{
	struct resources all = mesh_of(m, kind);
	struct sharing sharing = { .p = p };
	const size_t n_sections = sizeof sections / sizeof *sections;

	for (size_t i = 0; i < all.n; i++) {
		struct selection s = selected(p, m, all.at[i]);

		for (size_t j = 0; j < n_sections; j++)
			if (says(all.at[i], sections[j]))
				enter_all(&sharing, all.at[i], &s, &sections[j]);
	}
	for (size_t i = 0; i < all.n; i++) {
		struct selection s = selected(p, m, all.at[i]);
		bool done = false;

		for (size_t k = 0; k < s.n_sure && !done; k++)
			for (size_t j = 0; j < n_sections && !done && concerns(all.at[i], s.at[k]); j++)
				done = says(all.at[i], sections[j]) && report_shared(p, &sharing.rivals, all.at[i], s.at[k], &sections[j]);
	}
}
