/* The questions of this room, each handed to the side that answers it. */
#include "traffic/traffic.h"

#include <string.h>

#include "traffic/identity.h"
#include "traffic/inbound.h"
#include "traffic/way.h"
#include "world/host.h"
#include "world/service.h"
#include "world/sidecar.h"

#define MOST_SIDECARS 8  /* of which one is in force that are each tried */
#define MOST_ARRIVALS 16 /* workloads of a target that are asked: they mostly are versions of one */

/* How it may arrive, by the TLS that the client's proxy uses: one way, or several where that is not known; the number of them. */
static size_t arrives_how(const struct target *t, enum request_tls how[2])
{
	how[0] = t->tls == CARRIED_PLAINTEXT ? REQUEST_PLAINTEXT : t->tls == CARRIED_TLS ? REQUEST_TLS : REQUEST_MUTUAL;
	how[1] = REQUEST_PLAINTEXT;
	return t->tls == CARRIED_UNKNOWN || t->tls == CARRIED_AUTO ? 2 : 1;
}

/* The identity that the client's proxy shows. */
static const struct str *identity_of(const struct way *w)
{
	const struct workload *client = w->scope.proxy;
	const struct str *account = client->service_account;

	return account ? identity_make(w->m, client->ns->text, account->text) : NULL;
}

/* The same request where it arrives at one of the target's workloads; false where its port there is not known. */
static bool arrival_at(const struct way *w, const struct target *t, const struct workload *to, struct request *out)
{
	bool has_port;
	const struct service *s = w->plain ? w->service : scope_service(&w->scope, t->host, t->port, &has_port);
	const struct port *port = s ? service_port(s, t->port) : NULL;
	uint32_t number;

	*out = *w->r;
	out->side = REQUEST_ARRIVES;
	out->workload = to;
	out->address = NULL;
	if (w->r->side == REQUEST_FROM && w->r->scheme == SCHEME_HTTPS)
		out->scheme = SCHEME_TLS; /* the client's own, which the proxies pass on */
	else if (w->r->scheme == SCHEME_HTTPS)
		out->scheme = SCHEME_HTTP; /* the gateway has ended it */
	if (w->out->path)
		out->path = pool_text(mesh_pool(w->m), w->out->path);
	if (!port || port_target(port, to, &number) != YES)
		return false;
	out->port = number;
	return true;
}

/* It arrives there in each of the ways that it may: are they told apart? */
static void arrive(const struct way *w, const struct target *t, struct request *r, struct answer *at)
{
	enum request_tls how[2];
	size_t n = arrives_how(t, how);

	for (size_t i = 0; i < n; i++) {
		struct answer one = { .arena = w->arena };

		r->tls = how[i];
		r->identity = r->tls == REQUEST_MUTUAL ? identity_of(w) : NULL;
		inbound_follow(w->m, r, w->arena, &one);
		if (i == 0) {
			*at = one;
		} else if (!answer_same(at, &one)) {
			for (size_t k = 0; k < one.unknown.n; k++)
				answer_undecided(at, "%s", one.unknown.at[k]);
			answer_undecided(at, mesh_captured(w->m, r->workload) == YES ? "whether %s takes mutual TLS" : "whether %s has a sidecar", r->workload->name->text);
			at->by = (struct cause){ 0 };
			at->reason = NULL;
		}
	}
}

/* One more workload has answered. */
static void add_access(struct answer *out, const struct answer *at, bool first)
{
	if (first) {
		out->access = at->outcome;
		out->access_by = at->by;
		out->access_reason = at->reason;
	} else if (out->access != at->outcome) {
		out->access = OUTCOME_UNDECIDED;
		out->access_by = (struct cause){ 0 };
		out->access_reason = NULL;
		vec_push(out->arena, &out->unknown, "which of its workloads does it reach? They differ in whom they let in");
	}
	for (size_t i = 0; first && at->outcome == OUTCOME_UNDECIDED && i < at->unknown.n; i++)
		vec_push(out->arena, &out->unknown, at->unknown.at[i]);
}

static void tell_access(struct way *w, const struct target *t)
{
	static const char *const words[] = {
		[OUTCOME_ALLOWED] = "its workloads let the request in", [OUTCOME_DENIED] = "its workloads deny the request",
		[OUTCOME_REFUSED] = "its workloads refuse the connection", [OUTCOME_UNDECIDED] = "whether its workloads let the request in is not known",
	};
	const char *reason = w->out->access_reason;

	answer_step(w->out, &w->out->access_by, "%s: %s%s%s%s", t->name, words[w->out->access], reason ? " (" : "", reason ? reason : "", reason ? ")" : "");
}

/* Hosts of the namespace that nobody tells are shown without it. */
static void name_targets(struct way *w)
{
	for (size_t i = 0; i < w->out->targets.n; i++) {
		struct target *t = &w->out->targets.at[i];

		t->name = !t->host ? NULL : strstr(t->host->text, "..") ? host_show(w->m, w->arena, t->host) : t->host->text;
	}
}

/* May the client call what it is routed to? Asked of the first target that gets traffic. */
static void ask_access(struct way *w)
{
	const struct target *t = w->out->targets.n ? &w->out->targets.at[0] : NULL;

	if (w->out->outcome != OUTCOME_ROUTED || !t || !t->host || t->problem)
		return;
	for (size_t i = 0; i < t->n_workloads && i < MOST_ARRIVALS; i++) {
		struct request r;
		struct answer at = { .arena = w->arena, .retries = -1 };

		if (mesh_captured(w->m, t->workloads[i]) == NO)
			return;
		if (arrival_at(w, t, t->workloads[i], &r)) {
			arrive(w, t, &r, &at);
		} else {
			answer_undecided(&at, "at which port of %s it arrives", t->workloads[i]->name->text);
		}
		add_access(w->out, &at, i == 0);
		w->out->access_asked = true;
	}
	if (w->out->access_asked)
		tell_access(w, t);
}

/* Follow it out of the proxy, with this Sidecar in force. */
static void follow_with(const struct mesh *m, const struct request *r, const struct resource *sidecar, struct arena *arena, struct answer *out)
{
	struct way w = { .m = m, .r = r, .arena = arena, .out = out };

	*out = (struct answer){ .arena = arena, .outcome = OUTCOME_REFUSED, .retries = -1,
		.sealed = r->side == REQUEST_FROM && (r->scheme == SCHEME_HTTPS || r->scheme == SCHEME_TLS) };
	scope_make(m, r->workload, r->side == REQUEST_THROUGH, sidecar, arena, &w.scope);
	if (r->side == REQUEST_FROM && r->workload->dataplane == DATAPLANE_UNKNOWN)
		answer_step(out, &(struct cause){ r->workload->resource, r->workload->at }, "whether %s has a sidecar is not known: it is taken to have one", r->workload->name->text);
	if (r->side == REQUEST_THROUGH)
		gateway_follow(&w);
	else
		outbound_follow(&w);
	elsewhere_doubt(&w);
	name_targets(&w);
	ask_access(&w);
}

/* One of several Sidecars is in force: where they differ in what becomes of the request, it is not known. */
static void follow_each(const struct mesh *m, const struct request *r, const struct sidecars *all, struct arena *arena, struct answer *out)
{
	bool same = all->n <= MOST_SIDECARS;

	follow_with(m, r, all->at[0], arena, out);
	for (size_t i = 1; same && i < all->n; i++) {
		struct answer other;

		follow_with(m, r, all->at[i], arena, &other);
		same = answer_same(out, &other);
	}
	if (same)
		return;
	*out = (struct answer){ .arena = arena, .retries = -1 };
	for (size_t i = 0; i < all->n && i < MOST_SIDECARS; i++)
		if (all->at[i])
			answer_step(out, &(struct cause){ all->at[i], NULL }, "Sidecar %s may be the one in force", all->at[i]->name->text);
	answer_undecided(out, "which Sidecar is in force at %s", r->workload->name->text);
}

/* What a workload sends without a sidecar of its own. */
static void follow_plain(const struct mesh *m, const struct request *r, struct arena *arena, struct answer *out)
{
	struct way w = { .m = m, .r = r, .arena = arena, .out = out, .plain = true };

	*out = (struct answer){ .arena = arena, .outcome = OUTCOME_REFUSED, .retries = -1, .sealed = r->scheme == SCHEME_HTTPS || r->scheme == SCHEME_TLS };
	w.scope.proxy = r->workload;
	if (r->workload->dataplane == DATAPLANE_AMBIENT) {
		answer_undecided(out, "the way of %s, which is in ambient mode: ztunnel and waypoints are not followed", r->workload->name->text);
		return;
	}
	plain_follow(&w);
	elsewhere_doubt(&w);
	name_targets(&w);
	ask_access(&w);
}

void traffic_follow(const struct mesh *m, const struct request *r, struct arena *arena, struct answer *out)
{
	struct sidecars all;

	if (r->side == REQUEST_ARRIVES) {
		*out = (struct answer){ .arena = arena, .outcome = OUTCOME_REFUSED, .retries = -1 };
		inbound_follow(m, r, arena, out);
	} else if (r->side == REQUEST_THROUGH) {
		follow_with(m, r, NULL, arena, out);
	} else if (r->workload->dataplane == DATAPLANE_NONE || r->workload->dataplane == DATAPLANE_AMBIENT) {
		follow_plain(m, r, arena, out);
	} else {
		all = workload_sidecars(m, r->workload, arena);
		follow_each(m, r, &all, arena, out);
	}
}
