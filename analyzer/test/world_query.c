/* Questions about the world that want.txt of mesh cases may ask. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "world/anywhere.h"
#include "world/config.h"
#include "world/host.h"
#include "world/leads.h"
#include "world/selector.h"
#include "world/service.h"
#include "world/visibility.h"
#include "world/workload.h"
#include "world_case.h"

static void put_truth(struct buf *out, enum truth t)
{
	buf_printf(out, " %s", truth_name(t));
}

static void put_services(struct buf *out, const char *title, struct services s)
{
	for (size_t i = 0; i < s.n; i++) {
		buf_printf(out, i ? "," : " %s=", title);
		buf_puts(out, s.at[i]->kind == SERVICE_ENTRY ? "entry:" : "");
		case_put_name(out, s.at[i]->resource);
	}
}

static void put_workload(struct buf *out, const struct workload *w)
{
	buf_printf(out, "%s/", w->resource->kind_name->text);
	case_put_name(out, w->resource);
}

static void put_selection(struct buf *out, struct selection s)
{
	put_truth(out, s.truth);
	for (size_t i = 0; i < s.n; i++) {
		buf_puts(out, i == 0 && s.n_sure ? " sure=" : i == s.n_sure ? " maybe=" : ",");
		put_workload(out, s.at[i]);
	}
	buf_puts(out, s.complete ? "" : " ...");
}

static void put_host_answer(struct host_answer a, struct buf *out)
{
	static const char *const why[] = {
		[HOST_EXACT] = "exact", [HOST_COVERS] = "covers", [HOST_WILDCARD] = "wildcard", [HOST_POD] = "pod",
		[HOST_BUILTIN] = "builtin", [HOST_EXTERNAL] = "external", [HOST_HIDDEN] = "hidden",
		[HOST_ABSENT] = "absent", [HOST_PARTIAL] = "partial", [HOST_UNDESCRIBED] = "undescribed",
		[HOST_NAMELESS] = "nameless", [HOST_GENERATED] = "generated",
	};

	put_truth(out, a.truth);
	buf_printf(out, " %s", why[a.why]);
	put_services(out, "seen", a.seen);
	put_services(out, "hidden", a.hidden);
	if (a.meant)
		put_services(out, "meant", (struct services){&a.meant, 1});
	if (a.virtual) {
		buf_puts(out, " virtual=");
		case_put_name(out, a.virtual);
	}
	if (a.place)
		buf_printf(out, " place=%s", a.place->len ? a.place->text : "-");
}

/* host CLIENT HOST: the host as a config of the client's namespace writes it. */
static void ask_host(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct str *client = case_ns(c, words[0]);
	const struct str *host = host_expand(c->mesh, case_str(c, words[1]), client);

	put_host_answer(mesh_host(c->mesh, strcmp(words[0], "*") == 0 ? NULL : client, host, &c->scratch), out);
}

/* destination CLIENT HOST: likewise, of a route */
static void ask_destination(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct str *client = case_ns(c, words[0]);
	const struct str *host = host_expand(c->mesh, case_str(c, words[1]), client);

	put_host_answer(mesh_destination(c->mesh, strcmp(words[0], "*") == 0 ? NULL : client, host, &c->scratch), out);
}

static void ask_expand(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct str *host = host_expand(c->mesh, case_str(c, words[1]), case_ns(c, words[0]));

	buf_printf(out, " %s shown %s", host->text, host_show(c->mesh, &c->scratch, host));
}

static void ask_parse(struct mesh_case *c, const char *const *words, struct buf *out)
{
	static const char *const forms[] = {
		[HOST_FORM_SERVICE] = "service", [HOST_FORM_POD] = "pod", [HOST_FORM_PARTIAL] = "partial",
		[HOST_FORM_SET] = "set", [HOST_FORM_WILD] = "wild", [HOST_FORM_ADDRESS] = "address",
		[HOST_FORM_OUTSIDE] = "outside",
	};
	struct host_parts p = host_parse(c->mesh, case_str(c, words[0]));

	buf_printf(out, " %s", forms[p.form]);
	if (p.name)
		buf_printf(out, " %s %s", p.name->text, p.ns->len ? p.ns->text : "-");
}

static void ask_same(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_truth(out, host_same(case_str(c, words[0]), case_str(c, words[1])));
}

static void ask_covers(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_truth(out, host_covers(case_str(c, words[0]), case_str(c, words[1])));
}

static void ask_overlaps(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_truth(out, host_overlaps(case_str(c, words[0]), case_str(c, words[1])));
}

static enum kind kind_of(const char *name)
{
	for (int k = KIND_OTHER + 1; k < N_KINDS; k++)
		if (strcmp(kind_name((enum kind)k), name) == 0)
			return (enum kind)k;
	ck_abort_msg("no kind %s", name);
	return KIND_OTHER;
}

static void ask_has(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_truth(out, mesh_has(c->mesh, kind_of(words[0]), case_ns(c, words[1]), case_str(c, words[2])));
}

static void ask_secret(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_truth(out, mesh_has_secret(c->mesh, case_ns(c, words[0]), case_str(c, words[1])));
}

/* The scope of a word: its name with "-" for blanks. */
static enum scope scope_of(const char *word)
{
	for (int s = 0; s < N_SCOPES; s++) {
		const char *name = scope_name((enum scope)s);
		size_t i = 0;

		while (name[i] && word[i] == (name[i] == ' ' ? '-' : name[i]))
			i++;
		if (!name[i] && !word[i])
			return (enum scope)s;
	}
	ck_abort_msg("no scope %s", word);
	return N_SCOPES;
}

static void ask_closed(struct mesh_case *c, const char *const *words, struct buf *out)
{
	enum scope scope = scope_of(words[0]);
	enum truth t = mesh_closed(c->mesh, scope, case_ns(c, words[1]));

	put_truth(out, t);
	if (t != YES)
		buf_printf(out, " (%s)", mesh_open_reason(c->mesh, scope, case_ns(c, words[1])));
}

static void ask_namespaces(struct mesh_case *c, const char *const *words, struct buf *out)
{
	size_t n;
	const struct namespace *const *all = mesh_namespaces(c->mesh, &n);

	(void)words;
	for (size_t i = 0; i < n; i++)
		buf_printf(out, " %s:%zu%s", all[i]->known ? all[i]->name->text : "-", all[i]->resources.n,
			all[i]->resource ? "!" : "");
}

static void ask_namespace(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_truth(out, mesh_namespace_exists(c->mesh, case_ns(c, words[0])));
}

static void ask_duplicates(struct mesh_case *c, const char *const *words, struct buf *out)
{
	size_t n;
	const struct resources *d = mesh_duplicates(c->mesh, &n);

	(void)words;
	for (size_t i = 0; i < n; i++) {
		buf_printf(out, " %zu*%s/", d[i].n, d[i].at[0]->kind_name->text);
		case_put_name(out, d[i].at[0]);
	}
}

/* objects: all of them in order. */
static void ask_objects(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct resources all = mesh_all(c->mesh);

	(void)words;
	for (size_t i = 0; i < all.n; i++) {
		buf_printf(out, " %s%s/", all.at[i]->partial ? "~" : "", all.at[i]->kind_name->text);
		case_put_name(out, all.at[i]);
	}
	buf_printf(out, " passed over %zu of %zu", c->objects.n_passed_over, c->objects.n_documents);
}

static void ask_select(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct str *ns = strcmp(words[0], "*") == 0 ? NULL : case_ns(c, words[0]);

	put_selection(out, mesh_select(c->mesh, ns, case_labels(c, words[1]), &c->scratch));
}

/* expressions NS KIND/NAME: which workloads of its namespace does the spec.selector of that object match? */
static void ask_expressions(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct resource *r = case_resource(c, words[0], words[1]);
	struct workloads all = mesh_workloads_in(c->mesh, r->ns);

	for (size_t k = 0; k < 2; k++) {
		bool any = false;

		for (size_t i = 0; i < all.n; i++) {
			if (selector_matches_pod(node_find(r->spec, "selector"), all.at[i]) != (k ? UNKNOWN : YES))
				continue;
			buf_puts(out, any ? "," : k ? " maybe=" : " sure=");
			put_workload(out, all.at[i]);
			any = true;
		}
	}
}

static const struct service *service_of(struct mesh_case *c, const char *host)
{
	const struct service *s = mesh_services(c->mesh, case_str(c, host));

	if (!s)
		ck_abort_msg("%s: no service %s", c->folder, host);
	return s;
}

static void ask_workloads(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_selection(out, service_workloads(c->mesh, service_of(c, words[0]), &c->scratch));
}

/* subset HOST LABELS */
static void ask_subset(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct selection all = service_workloads(c->mesh, service_of(c, words[0]), &c->scratch);

	put_selection(out, selection_narrow(c->mesh, &all, case_labels(c, words[1]), &c->scratch));
}

static const struct workload *workload_of(struct mesh_case *c, const char *ns, const char *name)
{
	const struct workload *w = mesh_workload_of(c->mesh, case_resource(c, ns, name));

	if (!w)
		ck_abort_msg("%s: %s is no workload", c->folder, name);
	return w;
}

static void ask_services(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_services(out, "by", workload_services(c->mesh, workload_of(c, words[0], words[1]), &c->scratch));
}

static void ask_dataplane(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct workload *w = workload_of(c, words[0], words[1]);

	buf_printf(out, " %s injected=%s captured=%s", dataplane_name(w->dataplane),
		truth_name(mesh_injected(c->mesh, w)), truth_name(mesh_captured(c->mesh, w)));
}

static void ask_ports(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct service *s = service_of(c, words[0]);

	for (uint32_t i = 0; i < s->n_ports; i++) {
		const struct port *p = &s->ports[i];

		buf_printf(out, " %s:%u:%s%s>", p->name ? p->name->text : "", p->number, protocol_name(p->protocol),
			p->declared ? "" : "?");
		if (p->target_name)
			buf_puts(out, p->target_name->text);
		else
			buf_printf(out, "%u", p->target);
	}
	buf_puts(out, s->partial ? " ..." : "");
}

static void ask_service(struct mesh_case *c, const char *const *words, struct buf *out)
{
	static const char *const resolutions[] = {"static", "none", "dns", "dns-round-robin", "dynamic-dns", "alias"};
	const struct service *first = service_of(c, words[0]);

	for (const struct service *s = first; s; s = s->same_host) {
		put_services(out, "", (struct services){&s, 1});
		buf_printf(out, " %s%s%s", resolutions[s->resolution], s->headless ? " headless" : "",
			s->mesh_external ? " external" : "");
	}
}

/* port HOST NUMBER */
static void ask_port(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_truth(out, service_has_port(service_of(c, words[0]), (uint32_t)atoi(words[1])));
}

/* target HOST NUMBER NS KIND/NAME */
static void ask_target(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct port *p = service_port(service_of(c, words[0]), (uint32_t)atoi(words[1]));
	uint32_t number;

	ck_assert_ptr_nonnull(p);
	put_truth(out, port_target(p, workload_of(c, words[2], words[3]), &number));
	buf_printf(out, " %u", number);
}

/* reaches NS KIND/NAME CLIENT */
static void ask_reaches(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct resource *r = case_resource(c, words[0], words[1]);

	put_truth(out, export_reaches(mesh_exports(c->mesh, r), case_ns(c, words[2])));
}

/* exports NS KIND/NAME NS KIND/NAME */
static void ask_exports(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct exports *a = mesh_exports(c->mesh, case_resource(c, words[0], words[1]));
	const struct exports *b = mesh_exports(c->mesh, case_resource(c, words[2], words[3]));

	buf_printf(out, " overlaps=%s equal=%s superset=%s", truth_name(export_overlaps(a, b)),
		export_equal(a, b) ? "yes" : "no", export_superset(a, b) ? "yes" : "no");
}

static const char *how(enum setting s)
{
	static const char *const names[] = {"assumed", "default", "written"};

	return names[s];
}

static void put_list(struct buf *out, const char *name, const struct list_setting *s)
{
	buf_printf(out, " %s=", name);
	for (size_t i = 0; i < s->n; i++)
		buf_printf(out, "%s%s", i ? "," : "", s->value[i]->text);
	buf_printf(out, "(%s)", how(s->how));
}

static void ask_config(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct mesh_config *k = mesh_configuration(c->mesh);

	(void)words;
	buf_printf(out, " root=%s(%s)", k->root_namespace.value->text, how(k->root_namespace.how));
	buf_printf(out, " trust=%s(%s)", k->trust_domain.value->text, how(k->trust_domain.how));
	put_list(out, "aliases", &k->trust_domain_aliases);
	put_list(out, "services", &k->export_service);
	put_list(out, "virtualservices", &k->export_virtual_service);
	put_list(out, "destinationrules", &k->export_destination_rule);
	buf_printf(out, " automtls=%d(%s)", k->auto_mtls.value, how(k->auto_mtls.how));
	buf_printf(out, " outbound=%s(%s)", k->outbound_mode.value->text, how(k->outbound_mode.how));
	buf_puts(out, k->ambiguous ? " ambiguous" : "");
}

static void ask_provider(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct provider *p = mesh_provider(c->mesh, case_str(c, words[0]));

	put_truth(out, mesh_has_provider(c->mesh, case_str(c, words[0])));
	if (p)
		buf_printf(out, " %s", p->kind ? p->kind->text : "-");
}

static void ask_discovers(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_truth(out, mesh_discovers(c->mesh, case_ns(c, words[0])));
}

/* against HOST HOST,HOST,...: is it the same as each, does it cover it, do they overlap? A letter for each: Yes, No, Unknown. */
static void ask_against(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct str *host = case_str(c, words[0]);
	char *list, *other;

	for (int k = 0; k < 3; k++) {
		buf_puts(out, k == 0 ? " same=" : k == 1 ? " covers=" : " overlaps=");
		list = arena_strdup(&c->scratch, words[1]);
		while ((other = strsep(&list, ","))) {
			const struct str *b = case_str(c, other);
			enum truth t = k == 0 ? host_same(host, b) : k == 1 ? host_covers(host, b) : host_overlaps(host, b);

			buf_putc(out, truth_name(t)[0]);
		}
	}
	buf_puts(out, " order=");
	list = arena_strdup(&c->scratch, words[1]);
	while ((other = strsep(&list, ","))) {
		int order = host_compare(host, case_str(c, other));

		buf_putc(out, order < 0 ? '<' : order > 0 ? '>' : '=');
	}
}

/* leads NS LABELS: does what leads to such workloads speak HTTP alone? The same of the Services of the namespace. */
static void ask_leads(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_truth(out, leads_http(c->mesh, case_ns(c, words[0]), case_labels(c, words[1])));
	buf_printf(out, " namespace=%s", truth_name(leads_namespace_http(c->mesh, case_ns(c, words[0]))));
}

/* account NS NAME: does a workload run as it? */
static void ask_account(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_truth(out, account_runs(c->mesh, case_ns(c, words[0]), case_str(c, words[1])));
}

static void put_claim(struct buf *out, bool claim)
{
	buf_puts(out, claim ? " yes" : " no");
}

/* elsewhere KIND NS NAME; a kind of "secret" for whatever makes one */
static void ask_elsewhere(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct str *ns = case_ns(c, words[1]), *name = case_str(c, words[2]);

	put_claim(out, strcmp(words[0], "secret") == 0 ? anywhere_secret(c->mesh, ns, name)
		: anywhere_object(c->mesh, kind_of(words[0]), ns, name));
}

/* place SCOPE NS: is it closed, does the tree tell it, is something brought into it; "*" is any namespace */
static void ask_place(struct mesh_case *c, const char *const *words, struct buf *out)
{
	enum scope scope = scope_of(words[0]);
	const struct str *ns = strcmp(words[1], "*") == 0 ? NULL : case_ns(c, words[1]);

	put_truth(out, mesh_closed(c->mesh, scope, ns));
	buf_printf(out, " tells=%s", truth_name(mesh_tells(c->mesh, scope, ns)));
	if (ns)
		buf_printf(out, " fed=%s makes=%s exists=%s", mesh_fed(c->mesh, scope, ns) ? "yes" : "no",
			mesh_makes(c->mesh, ns) ? "yes" : "no", truth_name(mesh_namespace_exists(c->mesh, ns)));
	buf_printf(out, " (%s)", mesh_open_reason(c->mesh, scope, ns));
}

static void ask_namespace_elsewhere(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_claim(out, anywhere_namespace(c->mesh, case_ns(c, words[0])));
}

static void ask_provider_elsewhere(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_claim(out, anywhere_provider(c->mesh, case_str(c, words[0])));
}

/* subset-elsewhere CLIENT HOST SUBSET */
static void ask_subset_elsewhere(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct str *host = host_expand(c->mesh, case_str(c, words[1]), case_ns(c, words[0]));

	put_claim(out, anywhere_subset(c->mesh, host, case_str(c, words[2])));
}

/* host-elsewhere CLIENT HOST */
static void ask_host_elsewhere(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_claim(out, anywhere_host(c->mesh, host_expand(c->mesh, case_str(c, words[1]), case_ns(c, words[0]))));
}

/* labels-elsewhere NS LABELS; "*" is any namespace */
static void ask_labels_elsewhere(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct str *ns = strcmp(words[0], "*") == 0 ? NULL : case_ns(c, words[0]);

	put_claim(out, anywhere_labels(c->mesh, ns, case_labels(c, words[1])));
}

/* more-elsewhere KIND NS */
static void ask_more_elsewhere(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_claim(out, anywhere_more(c->mesh, kind_of(words[0]), case_ns(c, words[1])));
}

static void ask_feeds_elsewhere(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const char *why = anywhere_feeds(c->mesh, case_ns(c, words[0]));

	buf_printf(out, " %s", why ? why : "-");
}

const struct mesh_query mesh_world_queries[] = {
	{"account", 2, ask_account},
	{"leads", 2, ask_leads},
	{"place", 2, ask_place},
	{"elsewhere", 3, ask_elsewhere},
	{"namespace-elsewhere", 1, ask_namespace_elsewhere},
	{"provider-elsewhere", 1, ask_provider_elsewhere},
	{"subset-elsewhere", 3, ask_subset_elsewhere},
	{"host-elsewhere", 2, ask_host_elsewhere},
	{"labels-elsewhere", 2, ask_labels_elsewhere},
	{"more-elsewhere", 2, ask_more_elsewhere},
	{"feeds-elsewhere", 1, ask_feeds_elsewhere},
	{"host", 2, ask_host},
	{"destination", 2, ask_destination},
	{"expand", 2, ask_expand},
	{"parse", 1, ask_parse},
	{"same", 2, ask_same},
	{"covers", 2, ask_covers},
	{"overlaps", 2, ask_overlaps},
	{"against", 2, ask_against},
	{"has", 3, ask_has},
	{"secret", 2, ask_secret},
	{"closed", 2, ask_closed},
	{"namespaces", 0, ask_namespaces},
	{"namespace", 1, ask_namespace},
	{"duplicates", 0, ask_duplicates},
	{"objects", 0, ask_objects},
	{"select", 2, ask_select},
	{"expressions", 2, ask_expressions},
	{"workloads", 1, ask_workloads},
	{"subset", 2, ask_subset},
	{"services", 2, ask_services},
	{"dataplane", 2, ask_dataplane},
	{"ports", 1, ask_ports},
	{"service", 1, ask_service},
	{"port", 2, ask_port},
	{"target", 4, ask_target},
	{"reaches", 3, ask_reaches},
	{"exports", 4, ask_exports},
	{"config", 0, ask_config},
	{"provider", 1, ask_provider},
	{"discovers", 1, ask_discovers},
	{NULL, 0, NULL},
};
