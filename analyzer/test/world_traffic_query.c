/* Questions about traffic that want.txt of mesh cases may ask: gateways, routes, policies, mutual TLS. */
#include "test/world_traffic_query.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world/destinationrule.h"
#include "world/gateway.h"
#include "world/peerauthentication.h"
#include "world/route.h"
#include "world/virtualservice.h"

static void put_truth(struct buf *out, enum truth t)
{
	buf_printf(out, " %s", truth_name(t));
}

static void put_namespaces(struct buf *out, const struct str *const *ns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%s%s", i ? "," : " ", ns[i]->len ? ns[i]->text : "-");
}

/* gateway NS TEXT */
static void ask_gateway(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct gateway_ref ref = gateway_resolve(c->mesh, case_ns(c, words[0]), case_str(c, words[1]));
	const struct gateway *g;
	struct gateways_named named;

	put_truth(out, mesh_gateway(c->mesh, &ref, &g));
	buf_printf(out, " %s", ref.key->text);
	if (g)
		buf_puts(out, g->kubernetes ? " kubernetes" : " istio");
	if (g || ref.mesh)
		return;
	named = mesh_gateways_named(c->mesh, ref.name);
	for (size_t i = 0; i < named.n; i++) {
		buf_puts(out, " or ");
		case_put_name(out, named.at[i]->resource);
	}
}

static const struct gateway *find_gateway(struct mesh_case *c, const char *ns, const char *name)
{
	const struct gateway *g = gateway_of(c->mesh, case_resource(c, ns, name));

	ck_assert_ptr_nonnull(g);
	return g;
}

/* servers NS Gateway/NAME */
static void ask_servers(struct mesh_case *c, const char *const *words, struct buf *out)
{
	static const char *const modes[] = {"none", "PASSTHROUGH", "SIMPLE", "MUTUAL", "AUTO_PASSTHROUGH",
		"ISTIO_MUTUAL", "OPTIONAL_MUTUAL", "invalid"};
	const struct gateway *g = find_gateway(c, words[0], words[1]);

	for (size_t i = 0; i < g->n; i++) {
		const struct server *s = &g->servers[i];

		buf_printf(out, " %d:%s:%s:%s%s%s", (int)s->port, protocol_name(s->protocol), modes[s->tls],
			s->serves & SERVES_HTTP ? "h" : "", s->serves & SERVES_TLS ? "s" : "", s->serves & SERVES_TCP ? "t" : "");
		for (size_t h = 0; h < s->n_hosts; h++)
			buf_printf(out, "%c%s%s%s", h ? ',' : '[', s->hosts[h].ns ? s->hosts[h].ns->text : "",
				s->hosts[h].ns ? "/" : "", s->hosts[h].host->text);
		buf_puts(out, s->n_hosts ? "]" : "");
	}
}

/* admits NS Gateway/NAME VS-NS HOST */
static void ask_admits(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_truth(out, gateway_admits(c->mesh, find_gateway(c, words[0], words[1]), case_ns(c, words[2]),
		case_str(c, words[3])));
}

/* runs NS Gateway/NAME: the namespaces of its workloads */
static void ask_runs(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct gateway *g = find_gateway(c, words[0], words[1]);

	put_truth(out, g->workloads);
	put_namespaces(out, g->ns, g->n_ns);
}

static const struct virtualservice *find_vs(struct mesh_case *c, const char *ns, const char *name)
{
	const struct virtualservice *vs = virtualservice_of(c->mesh,
		case_resource(c, ns, arena_printf(&c->scratch, "VirtualService/%s", name)));

	ck_assert_ptr_nonnull(vs);
	return vs;
}

/* vs NS NAME */
static void ask_vs(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct virtualservice *vs = find_vs(c, words[0], words[1]);

	for (size_t i = 0; i < vs->n_hosts; i++)
		buf_printf(out, " %s", vs->hosts[i].host->text);
	for (size_t i = 0; i < vs->n_gateways; i++)
		buf_printf(out, " on=%s", vs->gateways[i].key->text);
	buf_printf(out, "%s%s%s", vs->mesh ? " mesh" : "", vs->bound ? " bound" : "", vs->delegate ? " delegate" : "");
	for (size_t i = 0; i < vs->n_delegations; i++)
		buf_printf(out, " http[%u]>%s/%s:%s:%s", vs->delegations[i].rule_index, vs->delegations[i].ns->text,
			vs->delegations[i].name->text, vs->delegations[i].child ? "found" : "missing",
			truth_name(vs->delegations[i].visible));
	for (size_t i = 0; i < vs->n_parents; i++)
		buf_printf(out, " of=%s", vs->parents[i]->root->resource->name->text);
}

/* destinations NS NAME */
static void ask_destinations(struct mesh_case *c, const char *const *words, struct buf *out)
{
	static const char *const kinds[] = {"http", "tls", "tcp"};
	const struct virtualservice *vs = find_vs(c, words[0], words[1]);

	for (size_t i = 0; i < vs->n_destinations; i++) {
		const struct destination *d = &vs->destinations[i];

		buf_printf(out, " %s[%u]%s=%s", kinds[d->kind], d->rule_index,
			d->role == DESTINATION_MIRROR ? "~" : "", d->host ? d->host->text : "?");
		if (d->subset)
			buf_printf(out, "#%s", d->subset->text);
		if (d->port)
			buf_printf(out, ":%d", (int)d->port);
		buf_printf(out, "@%d", (int)destination_share(d));
	}
}

/* group GATEWAY HOST */
static void ask_group(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct virtualservices g = mesh_vs_group(c->mesh, case_str(c, words[0]), case_str(c, words[1]));

	for (size_t i = 0; i < g.n; i++) {
		buf_putc(out, ' ');
		case_put_name(out, g.at[i]->resource);
	}
}

/* meet NS NAME NS NAME GATEWAY */
static void ask_meet(struct mesh_case *c, const char *const *words, struct buf *out)
{
	put_truth(out, virtualservices_meet(c->mesh, find_vs(c, words[0], words[1]),
		find_vs(c, words[2], words[3]), case_str(c, words[4])));
}

/* rank NS NAME CLIENT */
static void ask_rank(struct mesh_case *c, const char *const *words, struct buf *out)
{
	buf_printf(out, " %d", virtualservice_rank(find_vs(c, words[0], words[1]), case_ns(c, words[2])));
}

static void put_clients(struct buf *out, enum truth t, const struct clients *clients)
{
	put_truth(out, t);
	buf_puts(out, clients->all ? " all" : "");
	put_namespaces(out, clients->ns, clients->n);
}

/* callers NS NAME INDEX: of that destination */
static void ask_callers(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct virtualservice *vs = find_vs(c, words[0], words[1]);
	size_t i = (size_t)atoi(words[2]);
	struct clients clients;
	enum truth t;

	ck_assert_uint_lt(i, vs->n_destinations);
	t = destination_clients(c->mesh, &vs->destinations[i], &c->scratch, &clients);
	put_clients(out, t, &clients);
}

static void put_policy(struct buf *out, enum truth t, const struct policy *p)
{
	put_truth(out, t);
	for (size_t i = 0; i < p->n; i++) {
		buf_puts(out, i ? " or " : " ");
		for (size_t j = 0; j < p->alternatives[i].n; j++) {
			buf_puts(out, j ? "+" : "");
			case_put_name(out, p->alternatives[i].at[j]->resource);
		}
	}
	buf_puts(out, p->maybe_none ? " or none" : "");
	buf_puts(out, p->overflow ? " ..." : "");
	for (size_t i = 0; i < p->selecting.n; i++) {
		buf_puts(out, " selecting=");
		case_put_name(out, p->selecting.at[i]->resource);
	}
}

static const struct str *host_for(struct mesh_case *c, const char *client, const char *host)
{
	return host_expand(c->mesh, case_str(c, host), case_ns(c, client));
}

/* policy CLIENT HOST */
static void ask_policy(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct policy p;
	enum truth t = mesh_policy(c->mesh, case_ns(c, words[0]), host_for(c, words[0], words[1]), NULL, NULL,
		&c->scratch, &p);

	put_policy(out, t, &p);
}

/* policy-of CLIENT KIND/NAME HOST: of a workload */
static void ask_policy_of(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct workload *w = mesh_workload_of(c->mesh, case_resource(c, words[0], words[1]));
	struct policy p;
	enum truth t = mesh_policy(c->mesh, case_ns(c, words[0]), host_for(c, words[0], words[2]), NULL, w,
		&c->scratch, &p);

	put_policy(out, t, &p);
}

/* subset CLIENT HOST NAME */
static void ask_subset(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct policy p;
	struct subset_found found;

	mesh_policy(c->mesh, case_ns(c, words[0]), host_for(c, words[0], words[1]), NULL, NULL, &c->scratch, &p);
	put_truth(out, policy_subset(&p, case_str(c, words[2]), &c->scratch, &found));
	for (size_t i = 0; i < found.n; i++) {
		buf_putc(out, ' ');
		case_put_name(out, found.at[i]->rule->resource);
	}
}

/* tls CLIENT HOST SUBSET PORT; subset "-" is none */
static void ask_tls(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct policy p;
	struct client_tls_found f;

	mesh_policy(c->mesh, case_ns(c, words[0]), host_for(c, words[0], words[1]), NULL, NULL, &c->scratch, &p);
	put_truth(out, policy_tls(&p, strcmp(words[2], "-") == 0 ? NULL : case_str(c, words[2]),
		atoi(words[3]), &f));
	buf_printf(out, " %s", f.mode == CLIENT_TLS_AUTO ? "auto" : client_tls_name(f.mode));
	if (f.rule) {
		buf_putc(out, ' ');
		case_put_name(out, f.rule->resource);
	}
	if (f.node)
		buf_printf(out, " %s", node_path(&c->scratch, f.node, NULL));
	if (f.lost)
		buf_printf(out, " lost %s", node_path(&c->scratch, f.lost, NULL));
}

static const struct destinationrule *find_rule(struct mesh_case *c, const char *ns, const char *name)
{
	const struct destinationrule *r = destinationrule_of(c->mesh,
		case_resource(c, ns, arena_printf(&c->scratch, "DestinationRule/%s", name)));

	ck_assert_ptr_nonnull(r);
	return r;
}

/* join NS NAME NAME */
static void ask_join(struct mesh_case *c, const char *const *words, struct buf *out)
{
	static const char *const words_of[] = {"no", "yes", "apart", "selected", "by-order"};

	buf_printf(out, " %s", words_of[destinationrules_join(c->mesh, find_rule(c, words[0], words[1]),
		find_rule(c, words[0], words[2]))]);
}

/* rules HOST */
static void ask_rules(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct destinationrules r;

	mesh_rules_for(c->mesh, case_str(c, words[0]), &c->scratch, &r);
	for (size_t i = 0; i < r.n; i++) {
		buf_putc(out, ' ');
		case_put_name(out, r.at[i]->resource);
	}
}

static const char *const levels[] = {"default", "mesh", "namespace", "workload", "port"};

static void put_mtls(struct buf *out, enum truth t, const struct mtls *m)
{
	put_truth(out, t);
	buf_printf(out, " %s %s", mtls_name(m->mode), levels[m->level]);
	if (m->policy) {
		buf_putc(out, ' ');
		case_put_name(out, m->policy->resource);
	}
}

/* peer NS NAME: a PeerAuthentication as it is read */
static void ask_peer(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct peerauthentication *p = peerauthentication_of(c->mesh,
		case_resource(c, words[0], arena_printf(&c->scratch, "PeerAuthentication/%s", words[1])));
	struct peerauthentications all = namespace_peerauthentications(c->mesh, case_ns(c, words[0]));

	buf_printf(out, " %s%s %s", levels[p->level], p->inert ? " inert" : "", mtls_name(p->mode));
	for (size_t i = 0; i < p->n_ports; i++)
		buf_printf(out, " %d:%s", (int)p->ports[i].port, mtls_name(p->ports[i].mode));
	buf_printf(out, " of %zu for the namespace", all.n);
}

/* mtls NS KIND/NAME PORT */
static void ask_mtls(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const struct workload *w = mesh_workload_of(c->mesh, case_resource(c, words[0], words[1]));
	struct peerauthentications own;
	struct mtls mode;
	enum truth t;

	ck_assert_ptr_nonnull(w);
	t = mesh_mtls(c->mesh, w, atoi(words[2]), &c->scratch, &mode);
	put_mtls(out, t, &mode);
	t = workload_peerauthentications(c->mesh, w, &c->scratch, &own);
	buf_printf(out, " own=%zu:%s", own.n, truth_name(t));
}

/* namespace-mtls NS */
static void ask_namespace_mtls(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct mtls mode;
	enum truth t = mesh_namespace_mtls(c->mesh, case_ns(c, words[0]), &mode);

	put_mtls(out, t, &mode);
}

static enum route_kind route_kind_of(const char *word)
{
	return strcmp(word, "http") == 0 ? ROUTE_HTTP : strcmp(word, "tls") == 0 ? ROUTE_TLS : ROUTE_TCP;
}

/* shadows NS NAME http|tls|tcp: later<earlier, by rule.block; "=" where they say the same */
static void ask_shadows(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct shadows s = virtualservice_shadows(c->mesh, find_vs(c, words[0], words[1]),
		route_kind_of(words[2]), &c->scratch);

	for (size_t i = 0; i < s.n; i++)
		buf_printf(out, " %u.%u<%u.%u%s", s.at[i].later.rule_index, s.at[i].later.index,
			s.at[i].earlier.rule_index, s.at[i].earlier.index, s.at[i].same ? "=" : "");
}

/* RULE.BLOCK of http, or with "tls:" or "tcp:" before it. */
static struct match match_at(struct mesh_case *c, const char *ns, const char *name, const char *place)
{
	enum route_kind kind = strncmp(place, "tls:", 4) == 0 ? ROUTE_TLS : strncmp(place, "tcp:", 4) == 0 ? ROUTE_TCP : ROUTE_HTTP;
	struct matches all = virtualservice_matches(find_vs(c, ns, name), kind, &c->scratch);
	unsigned rule, index;

	ck_assert_int_eq(sscanf(kind == ROUTE_HTTP ? place : place + 4, "%u.%u", &rule, &index), 2);
	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].rule_index == rule && all.at[i].index == index)
			return all.at[i];
	ck_abort_msg("no block %s", place);
	return (struct match){0};
}

/* covers NS NAME BLOCK NS NAME BLOCK GATEWAY: does the first cover, equal the second; "*" is any gateway */
static void ask_covers(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct match a = match_at(c, words[0], words[1], words[2]), b = match_at(c, words[3], words[4], words[5]);
	const struct str *on = strcmp(words[6], "*") == 0 ? NULL : case_str(c, words[6]);

	put_truth(out, match_covers(c->mesh, &a, &b, on));
	buf_printf(out, " same=%s live=%s", match_same(&a, &b) ? "yes" : "no", truth_name(match_live(c->mesh, &b)));
}

/* row NS NAME BLOCK GATEWAY: does it cover, equal each block of the VirtualService? A letter for each: Yes, No, Unknown. */
static void ask_row(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct match a = match_at(c, words[0], words[1], words[2]);
	struct matches all = virtualservice_matches(find_vs(c, words[0], words[1]), a.kind, &c->scratch);
	const struct str *on = strcmp(words[3], "*") == 0 ? NULL : case_str(c, words[3]);

	buf_puts(out, " covers=");
	for (size_t i = 0; i < all.n; i++)
		buf_putc(out, truth_name(match_covers(c->mesh, &a, &all.at[i], on))[0]);
	buf_puts(out, " same=");
	for (size_t i = 0; i < all.n; i++)
		buf_putc(out, match_same(&a, &all.at[i]) ? 'y' : 'n');
	buf_printf(out, " live=%s", truth_name(match_live(c->mesh, &a)));
}

const struct mesh_query mesh_traffic_queries[] = {
	{"gateway", 2, ask_gateway},
	{"servers", 2, ask_servers},
	{"admits", 4, ask_admits},
	{"runs", 2, ask_runs},
	{"vs", 2, ask_vs},
	{"destinations", 2, ask_destinations},
	{"group", 2, ask_group},
	{"meet", 5, ask_meet},
	{"rank", 3, ask_rank},
	{"callers", 3, ask_callers},
	{"policy", 2, ask_policy},
	{"policy-of", 3, ask_policy_of},
	{"subset", 3, ask_subset},
	{"tls", 4, ask_tls},
	{"join", 3, ask_join},
	{"rules", 1, ask_rules},
	{"peer", 2, ask_peer},
	{"mtls", 3, ask_mtls},
	{"namespace-mtls", 1, ask_namespace_mtls},
	{"shadows", 3, ask_shadows},
	{"covers", 7, ask_covers},
	{"row", 4, ask_row},
	{NULL, 0, NULL},
};
