/* Answers which service a host means to a client. */
#include <string.h>

#include "world/anywhere.h"
#include "world/registry.h"

/* A question on its way to an answer. */
struct asking {
	const struct mesh *m;
	const struct str *client; /* NULL: wherever they are */
	const struct str *host;
	struct host_parts parts;
	struct arena *scratch;
	VEC(const struct service *) seen, hidden;
	bool exactly;    /* a wildcard means a service of this very host, not those that it covers */
	bool everywhere; /* a wildcard that Services of any namespace may meet */
	struct host_answer answer;
};

static enum truth reaches(const struct asking *q, const struct service *s)
{
	return q->client ? export_reaches(s->exports, q->client) : YES;
}

static enum truth answer(struct asking *q, enum truth truth, enum host_why why)
{
	q->answer.truth = truth;
	q->answer.why = why;
	return truth;
}

#define HOST_SERVICES_MOST 1000 /* of one host */

/* Sort a service into seen or hidden; how far it is seen. */
static enum truth meet(struct asking *q, const struct service *s)
{
	enum truth t = reaches(q, s);

	if (t == NO)
		vec_push(q->scratch, &q->hidden, s);
	else
		vec_push(q->scratch, &q->seen, s);
	return t;
}

/* Are they so many that whoever asks for the host would be kept from an end? Told once. */
static bool too_many(const struct mesh *m, const struct service *first)
{
	const struct service *s = first;
	const struct mesh_limit *told;
	size_t n;

	for (size_t i = 0; s && i < HOST_SERVICES_MOST; i++)
		s = s->same_host;
	if (!s || !mesh_is_own(m))
		return s != NULL;
	told = mesh_limits(m, &n);
	while (n && told[n - 1].at != first->resource)
		n--;
	if (!n)
		mesh_limit(m, first->resource, pool_printf(m->pool,
			"more than %d services have the host \"%s\": which of them a client sees was not worked out", HOST_SERVICES_MOST, first->host->text)->text);
	return true;
}

/* All services of exactly this host, Kubernetes Services first. */
static enum truth meet_exact(struct asking *q, const struct str *host)
{
	const struct service *first = mesh_services(q->m, host);
	enum truth t = NO;

	if (too_many(q->m, first))
		return UNKNOWN;
	for (const struct service *s = first; s; s = s->same_host)
		if (s->kind == SERVICE_KUBERNETES)
			t = truth_or(t, meet(q, s));
	for (const struct service *s = first; s; s = s->same_host)
		if (s->kind != SERVICE_KUBERNETES)
			t = truth_or(t, meet(q, s));
	return t;
}

/* Visit each wildcard that covers the host and that some text of the run names, the most specific first. */
static void each_wildcard(const struct mesh *m, const struct str *host,
	void (*visit)(void *context, const struct str *pattern), void *context)
{
	char text[258] = "*";
	const char *end = host->text + host->len;

	if (!m->registry->wild || host->len > 255)
		return;
	for (const char *p = host->text; p <= end; p++) {
		const struct str *pattern;

		if (*p != '.' && p < end && !m->registry->wild_odd)
			continue;
		memcpy(text + 1, p, (size_t)(end - p));
		pattern = pool_find(m->pool, text, (size_t)(end - p) + 1);
		if (pattern && pattern != host)
			visit(context, pattern);
	}
}

static void meet_wildcard(void *context, const struct str *pattern)
{
	struct asking *q = context;
	enum truth t = meet_exact(q, pattern);

	if (t > q->answer.truth)
		answer(q, t, t == YES ? HOST_WILDCARD : HOST_HIDDEN);
}

static bool is_external(const struct asking *q)
{
	const char *const *list = q->m->options.externals;

	for (; list && *list; list++) {
		const char *star = (*list)[0] == '*' ? *list + 1 : NULL;
		size_t n = strlen(*list);

		if (star ? str_ends(q->host, star) : str_is(q->host, *list))
			return true;
		if (host_is_wild(q->host) && n >= q->host->len - 1
				&& strcmp(*list + n - (q->host->len - 1), q->host->text + 1) == 0)
			return true;
	}
	return false;
}

/* istiod's own Service, of any revision, is wherever Istio runs. */
static bool is_builtin(const struct asking *q)
{
	const struct host_parts *p = &q->parts;

	if (p->form != HOST_FORM_SERVICE)
		return false;
	if (p->ns == q->m->root_namespace && (str_is(p->name, "istiod") || str_starts(p->name, "istiod-")))
		return true;
	return str_is(p->name, "kubernetes") && str_is(p->ns, "default");
}

/* The gateways that installations bring along under these names, most often beside istiod. */
static bool is_installed(const struct asking *q)
{
	const struct host_parts *p = &q->parts;

	return q->m->options.world != WORLD_CLOSED && p->form == HOST_FORM_SERVICE
		&& (p->ns == q->m->root_namespace || p->ns->len == 0 || str_starts(p->ns, "istio-"))
		&& (str_is(p->name, "istio-ingressgateway") || str_is(p->name, "istio-egressgateway")
			|| str_is(p->name, "istio-eastwestgateway"));
}

/* The name of a pod of a headless Service. */
static enum truth ask_pod(struct asking *q)
{
	const struct service *s;
	enum truth t;

	if (q->parts.form != HOST_FORM_POD)
		return NO;
	s = mesh_service(q->m, q->parts.ns, q->parts.name);
	if (!s || !(s->headless || s->partial))
		return NO;
	t = meet(q, s);
	return t == NO ? NO : answer(q, t, t == YES ? HOST_POD : HOST_HIDDEN);
}

static void ask_registry(struct asking *q)
{
	enum truth t = meet_exact(q, q->host);

	if (t == YES) {
		answer(q, YES, HOST_EXACT);
		return;
	}
	if (is_builtin(q)) {
		answer(q, YES, HOST_BUILTIN);
		return;
	}
	if (is_external(q)) {
		answer(q, YES, HOST_EXTERNAL);
		return;
	}
	answer(q, t, HOST_HIDDEN);
	if (ask_pod(q) != YES)
		each_wildcard(q->m, q->host, meet_wildcard, q);
}

/* May it be a Service in a namespace that nobody tells? */
static bool ask_nameless(struct asking *q)
{
	const struct host_parts *p = &q->parts;
	struct resources named;

	if (!p->name || p->form == HOST_FORM_OUTSIDE || p->form == HOST_FORM_PARTIAL)
		return false;
	if (p->ns->len > 0) {
		q->answer.meant = mesh_service(q->m, q->m->empty, p->name);
	} else {
		named = mesh_named(q->m, KIND_SERVICE, p->name);
		if (named.n > 0)
			q->answer.meant = mesh_service(q->m, named.at[0]->ns, p->name);
	}
	if (!q->answer.meant && !(p->ns->len == 0 && q->m->registry->wild_inside))
		return false;
	answer(q, UNKNOWN, HOST_NAMELESS);
	return true;
}

/* "name.namespace" and "name.namespace.svc" mean a Service to a person and nothing to istiod. */
static bool ask_partial(struct asking *q)
{
	const struct host_parts *p = &q->parts;

	if (!p->name || (p->form != HOST_FORM_PARTIAL && p->form != HOST_FORM_OUTSIDE))
		return false;
	q->answer.meant = mesh_service(q->m, p->ns, p->name);
	if (!q->answer.meant && (p->form != HOST_FORM_PARTIAL || mesh_closed(q->m, SCOPE_HOSTS, p->ns) != YES))
		return false;
	answer(q, NO, HOST_PARTIAL);
	return true;
}

/* Nothing has it: does that prove anything? */
static void ask_place(struct asking *q)
{
	const struct str *ns = q->parts.ns;
	enum scope scope = SCOPE_HOSTS;

	if (q->parts.form == HOST_FORM_SET) {
		answer(q, UNKNOWN, HOST_UNDESCRIBED);
		q->answer.place = q->m->empty;
		return;
	}
	if (q->everywhere) {
		ns = NULL;
	} else if (q->parts.form == HOST_FORM_OUTSIDE || q->parts.form == HOST_FORM_ADDRESS
			|| (q->parts.form == HOST_FORM_WILD && !ns)) {
		ns = q->client;
		scope = SCOPE_EXTERNAL_HOSTS;
	}
	if (mesh_closed(q->m, scope, ns) == YES && !anywhere_host(q->m, q->host)) {
		answer(q, NO, HOST_ABSENT);
		return;
	}
	answer(q, UNKNOWN, HOST_UNDESCRIBED);
	q->answer.place = ns ? ns : q->m->empty;
}

static bool ends_in(const struct str *text, const char *suffix, size_t n)
{
	return text->len >= n && memcmp(text->text + text->len - n, suffix, n) == 0;
}

/* The first ServiceEntry host that ends in suffix and is seen; where there is none, the first narrower wildcard. */
static enum truth meet_entries(struct asking *q, const char *suffix, size_t n)
{
	const struct registry *x = q->m->registry;
	size_t low = 0, high = x->n_entries;
	enum truth best = NO;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct str *host = x->entries[middle]->host;
		size_t i = 0;

		while (i < n && i < host->len && host->text[host->len - 1 - i] == suffix[n - 1 - i])
			i++;
		if (i == n || (i < host->len
				&& (unsigned char)host->text[host->len - 1 - i] > (unsigned char)suffix[n - 1 - i]))
			high = middle;
		else
			low = middle + 1;
	}
	for (size_t i = low; i < x->n_entries && best != YES && ends_in(x->entries[i]->host, suffix, n); i++)
		if (!x->entries[i]->wild)
			best = truth_or(best, meet(q, x->entries[i]));
	for (size_t i = low; i < x->n_entries && best != YES && ends_in(x->entries[i]->host, suffix, n); i++)
		if (x->entries[i]->wild && x->entries[i]->host != q->host) /* which has been met */
			best = truth_or(best, meet(q, x->entries[i]));
	return best;
}

/* The first Service among these whose name ends in suffix and that is seen. */
static enum truth meet_named(struct asking *q, struct resources services, const char *suffix, size_t n)
{
	enum truth best = NO;

	for (size_t i = 0; i < services.n && best != YES; i++) {
		const struct resource *r = services.at[i];
		const struct service *s = mesh_service(q->m, r->ns, r->name);

		if (s && ends_in(s->name, suffix, n))
			best = truth_or(best, meet(q, s));
	}
	return best;
}

/* The headless Service below which a wildcard ".name" or "-0.name" means pods. */
static enum truth meet_pods(struct asking *q, const struct str *ns, const char *suffix, size_t n)
{
	const char *dot = memrchr(suffix, '.', n);
	const struct service *s = mesh_service(q->m, ns,
		pool_intern(q->m->pool, dot + 1, (size_t)(suffix + n - dot - 1)));

	return s && (s->headless || s->partial) && !memchr(suffix, '.', (size_t)(dot - suffix)) ? meet(q, s) : NO;
}

/*
 * Does a wildcard cover names in the cluster's domain? Finds the namespace that they are in, and leaves in *n how much of
 * the suffix is before ".svc.<domain>": 0 where it ends in (a part of) that.
 */
static bool enter_cluster(struct asking *q, const char *suffix, size_t *n)
{
	const struct str *tail = pool_printf(q->m->pool, ".svc.%s", q->m->cluster_domain->text);
	const char *dot;

	if (*n <= tail->len) {
		q->everywhere = memcmp(tail->text + tail->len - *n, suffix, *n) == 0;
		*n = 0;
		return q->everywhere;
	}
	*n -= tail->len;
	if (memcmp(suffix + *n, tail->text, tail->len) != 0)
		return false;
	dot = memrchr(suffix, '.', *n);
	q->everywhere = !dot;
	q->parts.ns = dot ? pool_intern(q->m->pool, dot + 1, (size_t)(suffix + *n - dot - 1)) : q->m->empty;
	return true;
}

/* Services of the cluster that a wildcard covers: all of them, or those that end in ".namespace" or "name.namespace". */
static enum truth meet_cluster(struct asking *q, const char *suffix, size_t n)
{
	const char *dot;
	const struct str *ns;

	if (!enter_cluster(q, suffix, &n))
		return NO;
	if (!n)
		return meet_named(q, mesh_of(q->m, KIND_SERVICE), "", 0);
	dot = memrchr(suffix, '.', n);
	ns = q->parts.ns;
	if (!dot || mesh_in(q->m, KIND_SERVICE, q->m->empty).n > 0) {
		enum truth t = dot ? meet_named(q, mesh_in(q->m, KIND_SERVICE, ns), suffix, (size_t)(dot - suffix)) : NO;

		return truth_or(t, UNKNOWN);
	}
	if (dot > suffix && memchr(suffix, '.', (size_t)(dot - suffix)))
		return meet_pods(q, ns, suffix, (size_t)(dot - suffix));
	return meet_named(q, mesh_in(q->m, KIND_SERVICE, ns), suffix, (size_t)(dot - suffix));
}

/* The host asked for is itself a wildcard, as of a DestinationRule: what does it cover? */
static void ask_wild(struct asking *q)
{
	const char *suffix = q->host->text + 1;
	size_t n = q->host->len - 1;
	enum truth t;

	if (meet_exact(q, q->host) == YES) {
		answer(q, YES, HOST_EXACT);
		return;
	}
	each_wildcard(q->m, q->host, meet_wildcard, q);
	if (q->answer.truth == YES)
		return;
	t = meet_entries(q, suffix, n);
	if (t != YES)
		t = truth_or(t, meet_cluster(q, suffix, n));
	if (t != YES && is_external(q))
		answer(q, YES, HOST_EXTERNAL);
	else if (t == NO && q->hidden.n == 0)
		ask_place(q);
	else if (t == YES || q->hidden.n > 0)
		answer(q, t, t == YES ? HOST_COVERS : HOST_HIDDEN);
	else
		answer(q, t, HOST_NAMELESS);
}

bool mesh_is_called_after_custom(const struct mesh *m, const struct str *ns, const struct str *name)
{
	const struct map *custom = &m->registry->custom;

	if (!name || !ns || !custom->n || m->options.world == WORLD_CLOSED)
		return false;
	for (const char *end = name->text;; end++) {
		const struct str *stem;

		end += strcspn(end, "-");
		stem = pool_find(m->pool, name->text, (size_t)(end - name->text));
		if (stem && (map_get(custom, ns, stem, NULL) || map_get(custom, m->empty, stem, NULL)))
			return true;
		if (!*end)
			return false;
	}
}

static void ask(struct asking *q)
{
	const struct host_parts *p = &q->parts;

	if (p->form == HOST_FORM_WILD && !q->exactly) {
		ask_wild(q);
		return;
	}
	ask_registry(q);
	if (q->answer.truth == YES || ask_nameless(q))
		return;
	if (q->answer.truth == UNKNOWN || q->hidden.n > 0) {
		answer(q, q->answer.truth, HOST_HIDDEN);
		return;
	}
	if (is_installed(q) || (p->name && map_get(&q->m->registry->generated, p->ns, p->name, NULL)) || mesh_is_called_after_custom(q->m, q->parts.ns, q->parts.name)) {
		answer(q, UNKNOWN, HOST_GENERATED);
		return;
	}
	if (ask_partial(q))
		return;
	if (p->form == HOST_FORM_WILD) {
		size_t n = q->host->len - 1;

		enter_cluster(q, q->host->text + 1, &n);
	}
	ask_place(q);
}

static struct host_answer look_up(const struct mesh *m, const struct str *client_ns, const struct str *host,
	bool exactly, struct arena *scratch)
{
	struct asking q = {.m = m, .client = client_ns, .host = host, .exactly = exactly, .scratch = scratch};

	answer(&q, NO, HOST_UNDESCRIBED);
	q.parts = host_parse(m, host);
	q.answer.virtual = map_get(&m->registry->virtuals, host, NULL, NULL);
	ask(&q);
	q.answer.seen.at = q.seen.at;
	q.answer.seen.n = q.seen.n;
	q.answer.hidden.at = q.hidden.at;
	q.answer.hidden.n = q.hidden.n;
	return q.answer;
}

#define KEPT_SERVICES 16 /* of an answer; longer lists are made anew: a tree may ask for them from thousands of namespaces */

static struct services keep_services(const struct mesh *m, struct services s)
{
	const struct service **copy = arena_array(m->arena, const struct service *, s.n);

	if (s.n)
		memcpy(copy, s.at, s.n * sizeof *copy);
	return (struct services){ copy, s.n };
}

/* Many rules ask for the hosts of one route. What is there is found as fast as an answer that was kept; what is not is looked for in many places. */
struct host_answer mesh_host(const struct mesh *m, const struct str *client_ns, const struct str *host,
	struct arena *scratch)
{
	const struct host_answer *known = host && mesh_is_own(m) ? map_get(m->answers, host, client_ns, NULL) : NULL;
	struct host_answer a = {.truth = UNKNOWN, .why = HOST_UNDESCRIBED}, *kept;

	if (known)
		return *known;
	if (host)
		a = look_up(m, client_ns, host, false, scratch);
	if (!host || a.truth == YES || a.seen.n + a.hidden.n > KEPT_SERVICES || !mesh_is_own(m))
		return a;
	kept = arena_new(m->arena, struct host_answer);
	*kept = a;
	kept->seen = keep_services(m, a.seen);
	kept->hidden = keep_services(m, a.hidden);
	*map_at(m->arena, m->answers, host, client_ns, NULL) = kept;
	return a;
}

struct host_answer mesh_destination(const struct mesh *m, const struct str *client_ns, const struct str *host,
	struct arena *scratch)
{
	return host_is_wild(host) ? look_up(m, client_ns, host, true, scratch) : mesh_host(m, client_ns, host, scratch);
}
