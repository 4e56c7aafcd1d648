/* Namespaces, services and workloads of the model, with the policies that are in force there. */
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "trace/model_internal.h"
#include "trace/trace.h"
#include "traffic/attachment.h"
#include "traffic/authorization.h"
#include "traffic/identity.h"
#include "world/config.h"
#include "world/peerauthentication.h"
#include "world/service.h"
#include "world/sidecar.h"

/* --- Namespaces --- */

/* What the injector is told of it: by its labels. */
static const char *injection_of(const struct namespace *ns)
{
	const struct str *word = namespace_label(ns, "istio-injection"), *revision = namespace_label(ns, "istio.io/rev");

	if (!ns->resource)
		return "unknown";
	return word ? (str_is(word, "enabled") ? "enabled" : "disabled") : revision && revision->len ? "enabled" : "none";
}

static const char *mode_of(const struct namespace *ns)
{
	const struct str *mode = namespace_label(ns, "istio.io/dataplane-mode");

	if (!ns->resource)
		return "unknown";
	return str_is(mode, "ambient") ? "ambient" : strcmp(injection_of(ns), "enabled") == 0 ? "sidecar" : "none";
}

static void put_mtls(struct sketch *s, enum truth t, const struct mtls *mode)
{
	json_text(s->j, "mode", t == YES ? mtls_name(mode->mode) : NULL);
	json_text(s->j, "undecided", t == YES ? NULL : "policies that may be in force differ, or a namespace is not described");
	sketch_reference(s, "by", t == YES && mode->policy ? mode->policy->resource : NULL);
}

void sketch_namespaces(struct sketch *s)
{
	size_t n;
	const struct namespace *const *all = mesh_namespaces(s->m, &n);

	json_array(s->j, "namespaces");
	for (size_t i = 0; i < n; i++) {
		const struct namespace *ns = all[i];
		struct mtls mode;
		enum truth t = mesh_namespace_mtls(s->m, ns->name, &mode);

		json_object(s->j, NULL);
		sketch_str(s, "name", ns->name);
		sketch_span(s, ns->resource ? resource_span(ns->resource) : (struct span){ 0 });
		json_text(s->j, "injection", injection_of(ns));
		sketch_str(s, "revision", namespace_label(ns, "istio.io/rev"));
		json_text(s->j, "mode", mode_of(ns));
		sketch_truth(s, "discovered", mesh_discovers(s->m, ns->name));
		json_object(s->j, "peerAuthentication");
		put_mtls(s, t, &mode);
		json_end_object(s->j);
		json_text(s->j, "undecided", ns->fed);
		json_end_object(s->j);
	}
	json_end_array(s->j);
}

/* --- Services --- */

static void put_ports(struct sketch *s, const struct service *x)
{
	json_array(s->j, "ports");
	for (size_t i = 0; i < x->n_ports; i++) {
		const struct port *p = &x->ports[i];

		json_object(s->j, NULL);
		sketch_str(s, "name", p->name);
		sketch_number(s, "number", p->number);
		json_text(s->j, "protocol", p->protocol == PROTOCOL_SNIFFED ? NULL : protocol_name(p->protocol));
		json_bool(s->j, "declared", p->declared);
		sketch_number(s, "targetPort", p->target);
		sketch_str(s, "targetPortName", p->target_name);
		json_end_object(s->j);
	}
	json_end_array(s->j);
}

/* Why the workloads that are told may not be all; NULL: they are. */
static const char *why_open(const struct sketch *s, const struct service *x, const struct selection *found)
{
	if (x->partial)
		return "patches or placeholders change it";
	if (found->n_sure < found->n)
		return "not all labels of those that may be are known";
	if (found->complete || x->mesh_external || x->resolution == RESOLUTION_ALIAS)
		return NULL;
	if (x->kind == SERVICE_KUBERNETES && !x->selector)
		return "it has no selector: its endpoints are made elsewhere";
	return mesh_closed(s->m, SCOPE_WORKLOADS, x->ns) == YES ? NULL : mesh_open_reason(s->m, SCOPE_WORKLOADS, x->ns);
}

static void put_service(struct sketch *s, const struct service *x)
{
	static const char *const resolutions[] = { [RESOLUTION_STATIC] = "STATIC", [RESOLUTION_NONE] = "NONE", [RESOLUTION_DNS] = "DNS",
		[RESOLUTION_DNS_ROUND_ROBIN] = "DNS_ROUND_ROBIN", [RESOLUTION_DYNAMIC_DNS] = "DYNAMIC_DNS", [RESOLUTION_ALIAS] = "ALIAS" };
	struct selection found = service_workloads(s->m, x, s->scratch);

	json_object(s->j, NULL);
	sketch_host(s, "host", x->host);
	json_text(s->j, "kind", kind_name(x->resource->kind));
	sketch_str(s, "namespace", x->ns);
	sketch_str(s, "name", x->name);
	sketch_place(s, x->resource);
	json_text(s->j, "resolution", resolutions[x->resolution]);
	json_bool(s->j, "headless", x->headless);
	json_bool(s->j, "external", x->mesh_external);
	sketch_str(s, "externalName", x->external_name);
	sketch_exports(s, x->exports);
	put_ports(s, x);
	sketch_labels(s, "selector", x->selector);
	sketch_selection(s, &found, why_open(s, x, &found));
	json_end_object(s->j);
}

void sketch_services(struct sketch *s)
{
	struct services all = mesh_all_services(s->m);

	json_array(s->j, "services");
	for (size_t i = 0; i < all.n; i++) {
		put_service(s, all.at[i]);
		arena_clear(s->scratch);
	}
	json_end_array(s->j);
}

/* --- Workloads --- */

static int by_key(const void *a, const void *b)
{
	return strcmp((*(const struct label *const *)a)->key->text, (*(const struct label *const *)b)->key->text);
}

static void put_own_labels(struct sketch *s, const struct workload *w)
{
	const struct label **sorted = arena_array(s->scratch, const struct label *, w->n_labels);

	for (size_t i = 0; i < w->n_labels; i++)
		sorted[i] = &w->labels[i];
	if (w->n_labels)
		qsort(sorted, w->n_labels, sizeof *sorted, by_key);
	json_object(s->j, "labels");
	for (size_t i = 0; i < w->n_labels; i++)
		sketch_member(s, sorted[i]->key, sorted[i]->value);
	json_end_object(s->j);
	sketch_truth(s, "labelsComplete", w->open || w->opaque ? UNKNOWN : YES);
}

static void put_own_ports(struct sketch *s, const struct workload *w)
{
	json_array(s->j, "ports");
	for (size_t i = 0; i < w->n_ports; i++) {
		struct mtls mode;
		enum truth t = mesh_mtls(s->m, w, w->ports[i].number, s->scratch, &mode);

		json_object(s->j, NULL);
		sketch_str(s, "name", w->ports[i].name);
		sketch_number(s, "number", w->ports[i].number);
		json_text(s->j, "protocol", w->ports[i].udp ? "UDP" : "TCP");
		put_mtls(s, t, &mode);
		json_end_object(s->j);
	}
	json_end_array(s->j);
}

/* The mode in general, and of the ports that its own policies name. */
static void put_peer(struct sketch *s, const struct workload *w)
{
	struct mtls mode;
	enum truth t = mesh_mtls(s->m, w, 0, s->scratch, &mode);
	struct peerauthentications own;

	workload_peerauthentications(s->m, w, s->scratch, &own);
	json_object(s->j, "peerAuthentication");
	put_mtls(s, t, &mode);
	json_array(s->j, "portLevel");
	for (size_t i = 0; i < own.n; i++)
		for (size_t k = 0; k < own.at[i]->n_ports; k++) {
			int64_t port = own.at[i]->ports[k].port;

			if (port <= 0)
				continue;
			t = mesh_mtls(s->m, w, port, s->scratch, &mode);
			json_object(s->j, NULL);
			sketch_number(s, "port", port);
			put_mtls(s, t, &mode);
			json_end_object(s->j);
		}
	json_end_array(s->j);
	json_end_object(s->j);
}

static void put_policy(struct sketch *s, const struct resource *r, enum truth applies)
{
	sketch_str(s, "namespace", r->ns);
	sketch_str(s, "name", r->name);
	sketch_place(s, r);
	sketch_truth(s, "applies", applies);
}

static void put_policies(struct sketch *s, const struct workload *w)
{
	struct attached tokens = attached_policies(s->m, KIND_REQUEST_AUTHENTICATION, w, NULL, s->scratch);
	struct access_policies access = workload_access_policies(s->m, w, NULL, s->scratch);

	json_array(s->j, "requestAuthentications");
	for (size_t i = 0; i < tokens.n; i++) {
		json_object(s->j, NULL);
		put_policy(s, tokens.at[i], policy_attaches(s->m, tokens.at[i], w, NULL));
		json_end_object(s->j);
	}
	json_end_array(s->j);
	json_array(s->j, "authorizationPolicies");
	for (size_t i = 0; i < access.n; i++) {
		const struct access_policy *p = &access.at[i];

		json_object(s->j, NULL);
		put_policy(s, p->resource, p->applies);
		json_text(s->j, "action", policy_action_name(p->action));
		json_bool(s->j, "dryRun", p->dry_run);
		sketch_str(s, "provider", p->provider);
		json_end_object(s->j);
	}
	json_end_array(s->j);
	json_text(s->j, "policiesUndecided", access.missing);
}

static void put_sidecar(struct sketch *s, const struct workload *w)
{
	struct sidecars all = workload_sidecars(s->m, w, s->scratch);

	json_object(s->j, "sidecar");
	sketch_reference(s, "by", all.n == 1 ? all.at[0] : NULL);
	json_array(s->j, "oneOf");
	for (size_t i = 0; all.n > 1 && i < all.n; i++)
		sketch_reference(s, NULL, all.at[i]);
	json_end_array(s->j);
	json_text(s->j, "undecided", all.n > 1 ? "which of several Sidecars is in force, or none, depends on what the files do not tell" : NULL);
	json_end_object(s->j);
}

/* As its certificate has it. */
static const char *identity_of(struct sketch *s, const struct workload *w)
{
	if (!w->service_account || !w->ns->len)
		return NULL;
	return identity_make(s->m, w->ns->text, w->service_account->text)->text;
}

static void put_workload(struct sketch *s, const struct workload *w)
{
	struct services behind = workload_services(s->m, w, s->scratch);

	json_object(s->j, NULL);
	json_text(s->j, "id", workload_id(s->scratch, w));
	sketch_str(s, "kind", w->resource->kind_name);
	sketch_str(s, "namespace", w->ns);
	sketch_str(s, "name", w->name);
	sketch_place(s, w->resource);
	put_own_labels(s, w);
	sketch_str(s, "serviceAccount", w->service_account);
	json_text(s->j, "identity", identity_of(s, w));
	sketch_truth(s, "inMesh", mesh_captured(s->m, w));
	json_text(s->j, "dataplane", dataplane_name(w->dataplane));
	json_bool(s->j, "gateway", workload_is_gateway(w));
	put_own_ports(s, w);
	json_array(s->j, "services");
	for (size_t i = 0; i < behind.n; i++)
		sketch_host(s, NULL, behind.at[i]->host);
	json_end_array(s->j);
	put_sidecar(s, w);
	put_peer(s, w);
	put_policies(s, w);
	json_end_object(s->j);
}

void sketch_workloads(struct sketch *s)
{
	struct workloads all = mesh_workloads(s->m);

	json_array(s->j, "workloads");
	for (size_t i = 0; i < all.n; i++) {
		put_workload(s, all.at[i]);
		arena_clear(s->scratch);
	}
	json_end_array(s->j);
}
