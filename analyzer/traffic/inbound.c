/* Requests that arrive at workloads. */
#include "traffic/inbound.h"

#include <string.h>

#include "traffic/identity.h"

/* What the listener does with it. */
struct passage {
	const char *refused;     /* the reason; NULL: it is not */
	bool direct;             /* it does not go through the proxy */
	bool ztunnel, http, authenticated;
	bool untold_name;        /* the server name (SNI) is not known */
	bool named;              /* it is the request's host */
};

static enum request_tls tls_of(const struct request *r)
{
	bool own = r->scheme == SCHEME_HTTPS || r->scheme == SCHEME_TLS;

	return own && r->tls == REQUEST_PLAINTEXT ? REQUEST_TLS : r->tls;
}

static struct passage refuse(const char *reason)
{
	return (struct passage){ .refused = reason };
}

/* An HTTP chain for what is HTTP, a TCP chain for all else; no chain fits other bytes at a port that is HTTP. */
static struct passage enter(enum listening as, bool http, struct passage p)
{
	if (as == LISTENING_HTTP && !http)
		return refuse("not-http");
	p.http = http && as != LISTENING_TCP;
	return p;
}

/* As pilot networking/core/filterchain_options.go lays the chains out. */
static struct passage pass(enum listening as, enum mtls_mode mode, const struct request *r)
{
	bool http = request_is_http(r);

	if (as == LISTENING_NOT)
		return (struct passage){ .direct = true };
	if (as == LISTENING_ZTUNNEL) {
		if (mode == MTLS_STRICT && r->tls != REQUEST_MUTUAL)
			return refuse("plaintext-refused");
		return (struct passage){ .ztunnel = true, .authenticated = r->tls == REQUEST_MUTUAL };
	}
	switch (tls_of(r)) {
	case REQUEST_PLAINTEXT:
		return mode == MTLS_STRICT ? refuse("plaintext-refused") : enter(as, http, (struct passage){ 0 });
	case REQUEST_MUTUAL:
		if (mode != MTLS_DISABLE)
			return enter(as, http, (struct passage){ .authenticated = true, .untold_name = true });
		return as == LISTENING_HTTP ? refuse("tls-refused") : (struct passage){ 0 };
	case REQUEST_TLS:
		break;
	}
	if (mode == MTLS_STRICT)
		return refuse("certificate-required");
	if (as == LISTENING_HTTP)
		return refuse(mode == MTLS_DISABLE ? "tls-refused" : "no-filter-chain");
	return (struct passage){ .named = mode == MTLS_PERMISSIVE };
}

/* What a reason means to people. */
static const char *refusal_text(const char *reason)
{
	static const char *const texts[][2] = {
		{ "plaintext-refused", "the request is plaintext, and only mutual TLS is accepted" },
		{ "certificate-required", "the TLS handshake fails: a client certificate of the mesh is required" },
		{ "tls-refused", "the request is TLS, and this HTTP port accepts only plaintext" },
		{ "no-filter-chain", "the request is TLS without a certificate of the mesh, and this HTTP port accepts plaintext and mutual TLS: no filter chain matches" },
		{ "not-http", "the request is not HTTP, and the port is: Envoy closes the connection" },
		{ "untrusted-identity", "the TLS handshake fails: the trust domain of the client certificate is neither the mesh's nor one of its aliases" },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(texts[i][0], reason) == 0)
			return texts[i][1];
	return reason;
}

struct following {
	const struct inbound *in;
	const struct request *request;
	struct arena *arena;
};

/* What the policies make of it, once it is through the listener. */
static void check(const struct following *f, const struct passage *p, struct answer *out)
{
	const struct request *r = f->request;
	struct arrival a = arrival_make(f->in->m, &f->in->policies, r, p->http, p->authenticated, f->arena);

	a.ztunnel = p->ztunnel;
	if (!p->untold_name)
		a.sni = p->named && r->host ? r->host : pool_intern(mesh_pool(f->in->m), "", 0);
	access_decide(&f->in->policies, &a, out);
}

static struct answer answer_new(const struct request *r, struct arena *arena)
{
	return (struct answer){ .outcome = OUTCOME_UNDECIDED, .retries = -1, .quiet = r->untold != NULL, .arena = arena };
}

static void tell_chain(const struct passage *p, struct answer *out)
{
	if (p->ztunnel)
		answer_step(out, NULL, p->authenticated ? "mutual TLS (HBONE) terminated by ztunnel" : "a connection without a client identity");
	else if (!p->authenticated)
		answer_step(out, NULL, "%s filter chain, without a client identity", p->http ? "HTTP" : "TCP");
	else
		answer_step(out, NULL, "%s filter chain, mutual TLS terminated by the proxy", p->http ? "HTTP" : "TCP");
}

/* Nobody enforces anything. */
static void go_direct(const struct request *r, struct answer *out)
{
	out->outcome = OUTCOME_ALLOWED;
	answer_step(out, NULL, "no policy is enforced");
	if (r->tls != REQUEST_MUTUAL)
		return;
	answer_refuse(out, "no-proxy");
	answer_step(out, NULL, "the request is mutual TLS, which only a proxy terminates");
}

/* Is it the mode of mutual TLS that refuses it? */
static bool is_of_mode(const char *reason)
{
	return str_among("plaintext-refused certificate-required tls-refused", reason, strlen(reason));
}

/* One way that listener and mode may be. */
static struct answer follow(const struct following *f, const struct listener *l, const struct mtls *mtls)
{
	struct answer out = answer_new(f->request, f->arena);
	const struct request *r = f->request;
	struct passage p = pass(l->as, mtls->mode, r);

	answer_step(&out, &l->cause, "%s", l->text);
	if (p.direct) {
		go_direct(r, &out);
		return out;
	}
	if (mtls->policy)
		answer_step(&out, &(struct cause){ mtls->policy->resource, mtls->node }, "PeerAuthentication %s%s%s: mutual TLS is %s",
			mtls->policy->resource->ns->text, mtls->policy->resource->ns->len ? "/" : "", mtls->policy->resource->name->text, mtls_name(mtls->mode));
	else
		answer_step(&out, NULL, f->in->n_modes > 1 ? "where no PeerAuthentication says otherwise, mutual TLS is %s" : "no PeerAuthentication says otherwise: mutual TLS is %s",
			mtls_name(mtls->mode));
	if (p.authenticated && !p.ztunnel && r->identity && identity_is_trusted(f->in->m, r->identity) == NO)
		p.refused = "untrusted-identity";
	if (p.refused) {
		answer_refuse(&out, p.refused);
		if (mtls->policy && is_of_mode(p.refused))
			out.by = (struct cause){ mtls->policy->resource, mtls->node };
		answer_step(&out, NULL, "%s", refusal_text(p.refused));
		return out;
	}
	tell_chain(&p, &out);
	check(f, &p, &out);
	return out;
}

static bool is_same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void add_unknown(struct answer *out, const struct answer *from)
{
	for (size_t i = 0; i < from->unknown.n; i++) {
		size_t k = 0;

		while (k < out->unknown.n && strcmp(out->unknown.at[k], from->unknown.at[i]))
			k++;
		if (k == out->unknown.n)
			answer_undecided(out, "%s", from->unknown.at[i]);
	}
}

/* Which of the two has to be known, for other outcomes come of it. */
struct differing {
	bool mode, listener;
};

/* Ask all ways that it may be; the first is the likeliest. What decides is told where it is the same in all. */
static struct differing ask_all(const struct following *f, struct answer *out)
{
	const struct listeners *l = &f->in->listeners;
	const struct mtls *modes = f->in->modes;
	size_t n = f->in->n_modes;
	struct answer *all = arena_array(f->arena, struct answer, l->n * n);
	struct differing d = { false, false };

	for (size_t i = 0; i < l->n * n; i++) {
		all[i] = follow(f, &l->at[i / n], &modes[i % n]);
		d.listener |= all[i].outcome != all[i % n].outcome;
		d.mode |= all[i].outcome != all[i - i % n].outcome;
	}
	*out = all[0];
	for (size_t i = 1; i < l->n * n; i++) {
		if (all[i].by.resource != out->by.resource || all[i].by.node != out->by.node)
			out->by = (struct cause){ 0 };
		if (!is_same_text(all[i].reason, out->reason))
			out->reason = NULL;
		if (d.listener || d.mode)
			add_unknown(out, &all[i]);
	}
	return d;
}

/* All ways that it may be have to end alike. */
static void settle(const struct following *f, struct answer *out)
{
	const struct inbound *in = f->in;
	struct differing d = ask_all(f, out);

	if (d.mode)
		answer_undecided(out, "the mutual TLS mode of port %u: PeerAuthentications of %s%s, or of the whole mesh", in->port,
			in->w->ns->len ? "namespace " : "its namespace", in->w->ns->text);
	if (d.listener)
		answer_undecided(out, "which protocol a Service or Sidecar declares for port %u", in->port);
	if (out->outcome == OUTCOME_UNDECIDED) {
		out->by = (struct cause){ 0 };
		out->reason = NULL;
	}
}

void inbound_open(const struct mesh *m, const struct workload *w, uint32_t port, const struct access_policies *policies, struct arena *arena,
	struct inbound *out)
{
	*out = (struct inbound){ .m = m, .w = w, .port = port, .policies = *policies, .n_modes = 1, .called = w->name->text };
	access_policies_order(m, &out->policies, arena);
	out->listeners = workload_listeners(m, w, port, arena);
	if (mesh_mtls(m, w, port, arena, &out->modes[0]) == YES)
		return;
	for (enum mtls_mode mode = MTLS_DISABLE; mode <= MTLS_STRICT; mode++)
		if (mode != out->modes[0].mode)
			out->modes[out->n_modes++] = (struct mtls){ .mode = mode };
}

void inbound_ask(const struct inbound *in, const struct request *r, struct arena *arena, struct answer *out)
{
	struct following f = { .in = in, .request = r, .arena = arena };
	struct answer direct;

	settle(&f, out);
	if (in->w->dataplane != DATAPLANE_UNKNOWN)
		return;
	direct = answer_new(r, arena);
	go_direct(r, &direct);
	if (out->outcome != direct.outcome) {
		answer_undecided(out, "whether %s has a sidecar", in->called);
		out->by = (struct cause){ 0 };
		out->reason = NULL;
	}
}

void inbound_follow(const struct mesh *m, const struct request *r, struct arena *arena, struct answer *out)
{
	const struct workload *w = r->workload;
	struct access_policies policies;
	struct inbound in;

	*out = answer_new(r, arena);
	if (workload_is_gateway(w)) {
		answer_refuse(out, "no-listener");
		answer_step(out, &(struct cause){ w->resource, NULL }, "%s is a gateway: it has no inbound listener; requests go through it", w->name->text);
		return;
	}
	if (w->dataplane == DATAPLANE_NONE) {
		answer_step(out, &(struct cause){ w->resource, NULL }, "%s has no proxy", w->name->text);
		go_direct(r, out);
		return;
	}
	policies = workload_access_policies(m, w, NULL, arena);
	inbound_open(m, w, r->port, &policies, arena, &in);
	inbound_ask(&in, r, arena, out);
}
