/* Reads requests, and finds in a mesh what they name. */
#include "trace/wish.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/distance.h"
#include "base/safe.h"
#include "diag/diag.h"
#include "doc/load.h"
#include "keys.h"
#include "source/read.h"
#include "trace/cases.h"
#include "traffic/identity.h"
#include "traffic/request.h"
#include "world/gateway.h"
#include "world/host.h"

/* A URL taken apart; pieces are not ended by NUL. */
struct url {
	enum request_scheme scheme;
	const char *host, *path, *query;
	size_t n_host, n_path;
	uint32_t port;
	bool has_port;
};

static const struct {
	const char *name;
	enum request_scheme scheme;
	uint32_t port;
} schemes[] = {
	{ "http", SCHEME_HTTP, 80 }, { "https", SCHEME_HTTPS, 443 }, { "grpc", SCHEME_GRPC, 80 },
	{ "tcp", SCHEME_TCP, 0 }, { "tls", SCHEME_TLS, 443 },
};

static bool read_port(const char *text, size_t n, uint32_t *port)
{
	uint32_t number = 0;

	for (size_t i = 0; i < n; i++) {
		if (!isdigit((unsigned char)text[i]) || number > 65535)
			return false;
		number = 10 * number + (uint32_t)(text[i] - '0');
	}
	*port = number;
	return n && number && number <= 65535;
}

/* NULL, or what is wrong with it. */
static const char *read_url(const char *text, struct url *u)
{
	const char *rest = strstr(text, "://"), *colon;
	size_t n;

	memset(u, 0, sizeof *u);
	for (size_t i = 0; rest && i < sizeof schemes / sizeof *schemes; i++)
		if (strlen(schemes[i].name) == (size_t)(rest - text) && strncasecmp(text, schemes[i].name, (size_t)(rest - text)) == 0) {
			u->scheme = schemes[i].scheme;
			u->port = schemes[i].port;
			u->host = rest + 3;
		}
	if (!u->host)
		return "a URL begins with http://, https://, grpc://, tcp:// or tls://";
	n = strcspn(u->host, "/?#");
	u->path = u->host + n;
	u->n_path = strcspn(u->path, "?#");
	if (u->path[u->n_path] == '?')
		u->query = u->path + u->n_path + 1;
	colon = memrchr(u->host, ':', n);
	if (colon && memchr(colon, ']', n - (size_t)(colon - u->host)))
		colon = NULL;
	u->n_host = colon ? (size_t)(colon - u->host) : n;
	u->has_port = colon != NULL;
	if (colon && !read_port(colon + 1, n - u->n_host - 1, &u->port))
		return "the port of its URL is no number from 1 to 65535";
	return u->n_host ? NULL : "its URL has no host";
}

bool wish_place_of(const char *text, struct wish_place *out)
{
	const char *slash = strchr(text, '/'), *dot = slash ? strrchr(slash, '.') : NULL;
	size_t n = slash ? (dot ? (size_t)(dot - slash - 1) : strlen(slash + 1)) : 0;

	if (!slash || slash == text || !n || (dot && !dot[1]) || strchr(slash + 1, '/'))
		return false;
	*out = (struct wish_place){ text, slash + 1, dot ? dot + 1 : "", (size_t)(slash - text), n };
	return true;
}

const char *wish_where(const struct wish *w)
{
	return w->from ? w->from : w->through ? w->through : w->arrives;
}

bool wish_is_kind(const struct wish_place *p, const char *kind)
{
	return p->n_kind == strlen(kind) && strncasecmp(p->kind, kind, p->n_kind) == 0;
}

/* Is it a Gateway that is named, and no workload? */
static bool is_gateway(const struct wish_place *p)
{
	return wish_is_kind(p, "gateway");
}

static void complain(struct buf *errors, const char *where, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void complain(struct buf *errors, const char *where, const char *fmt, ...)
{
	struct buf line = BUF_INIT;
	va_list args;

	va_start(args, fmt);
	buf_printf(&line, "%s: ", where);
	buf_vprintf(&line, fmt, args);
	va_end(args);
	safe_text(errors, line.at, line.n);
	buf_putc(errors, '\n');
	buf_release(&line);
}

static bool is_tls_word(const char *word)
{
	return strcmp(word, "mutual") == 0 || strcmp(word, "tls") == 0 || strcmp(word, "plaintext") == 0;
}

static bool is_address(const char *text)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

static void check_identity(const struct wish *w, const char *where, struct buf *errors)
{
	if (!w->identity)
		return;
	if (!identity_is_whole(identity_bare(w->identity)))
		complain(errors, where, "an identity is TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT, not \"%s\"", w->identity);
	else if (w->tls && strcmp(w->tls, "mutual") != 0)
		complain(errors, where, "a client has an identity by mutual TLS alone, not with tls \"%s\"", w->tls);
}

/* What HTTP has for a method or the name of a header (RFC 9110, 5.6.2). */
static bool is_token(const char *text)
{
	size_t n = strspn(text, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return n && !text[n];
}

/* A method that no request can have is a slip, and so is such a header. ":authority" is a name in HTTP/2. */
static void check_words(const struct wish *w, const char *where, struct buf *errors)
{
	if (w->method && !is_token(w->method))
		complain(errors, where, "a method is one word, such as GET, not \"%s\"", w->method);
	for (size_t i = 0; i < w->headers.n; i++)
		if (!is_token(w->headers.at[i].name + (*w->headers.at[i].name == ':')))
			complain(errors, where, "\"%s\" is not the name of a header", w->headers.at[i].name);
}

bool wish_check(const struct wish *w, const char *where, struct buf *errors)
{
	const char *place = wish_where(w), *why;
	size_t before = errors->n;
	struct wish_place p;
	struct url u;

	if (!w->from + !w->through + !w->arrives != 2)
		complain(errors, where, "a request has exactly one of from, through and arrives");
	else if (!wish_place_of(place, &p))
		complain(errors, where, "\"%s\" is not of the form KIND/NAME.NAMESPACE, or KIND/NAME where nothing tells the namespace", place);
	else if (!w->through && is_gateway(&p))
		complain(errors, where, "only through names a gateway; from and arrives name a workload");
	else if (wish_is_kind(&p, "service"))
		complain(errors, where, "a Service neither sends nor takes requests itself: name a workload behind it, deployment/NAME.NAMESPACE for instance");
	why = w->url ? read_url(w->url, &u) : "a request has a url";
	if (why)
		complain(errors, where, "%s", why);
	if (w->tls && !is_tls_word(w->tls))
		complain(errors, where, "tls is mutual, tls or plaintext, not \"%s\"", w->tls);
	check_words(w, where, errors);
	check_identity(w, where, errors);
	if (w->from && (w->identity || w->tls || w->address))
		complain(errors, where, "a request from a workload has the workload's own identity and the TLS that the mesh gives it: \"%s\" is for one that arrives or comes through a gateway",
			w->identity ? "identity" : w->tls ? "tls" : "address");
	if (w->address && !is_address(w->address))
		complain(errors, where, "\"%s\" is no IP address", w->address);
	if (w->port < 0 || w->port > 65535 || (!why && !w->port && !u.port))
		complain(errors, where, "a port is a number from 1 to 65535");
	return errors->n == before;
}

/* --- Files --- */

static const char *text_of(const struct node *map, uint32_t key)
{
	const struct str *text = node_get_text(map, key);

	return text ? text->text : NULL;
}

void wish_headers(struct wishes *w, struct wish *wish, const struct node *map)
{
	for (const struct node *n = node_first(map); n; n = node_next(n)) {
		struct wish_header h = { n->key ? n->key->text : "", node_text(n) ? node_text(n)->text : "" };

		if (n->key)
			vec_push(w->arena, &wish->headers, h);
	}
}

static const char *place_of(struct arena *a, const struct node *n)
{
	struct span s = node_span(n);
	struct position p = source_position(s.source, s.begin);

	return arena_printf(a, "%s:%u:%u", s.source->name, p.line, p.column);
}

void wish_complain(struct buf *errors, struct arena *a, const struct node *at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	complain(errors, place_of(a, at), "%s", arena_vprintf(a, fmt, args));
	va_end(args);
}

const char *wish_meant(struct arena *a, const char *words, const char *text)
{
	size_t best = 3;
	const char *out = "";

	for (const char *at = words; *at;) {
		size_t n = strcspn(at, " "), d = edit_distance(text, strlen(text), at, n, best - 1);

		if (d < best && d < n) {
			best = d ? d : 1;
			out = arena_printf(a, "; did you mean \"%.*s\"?", (int)n, at);
		}
		at += n + strspn(at + n, " ");
	}
	return out;
}

static void check_members(struct wishes *w, const struct node *map, struct buf *errors)
{
	static const char known[] = "from through arrives url method headers port tls identity address expect name";

	for (const struct node *n = node_first(map); n; n = node_next(n))
		if (n->key && !str_among(known, n->key->text, n->key->len))
			wish_complain(errors, w->arena, n, "a request has no \"%s\"%s", n->key->text, wish_meant(w->arena, known, n->key->text));
}

/* Members that are no texts, and headers that are no map of them. */
static void check_texts(struct wishes *w, const struct node *map, struct buf *errors)
{
	static const char texts[] = "from through arrives url method tls identity address name";

	for (const struct node *n = node_first(map); n; n = node_next(n)) {
		bool headers = n->key && str_is(n->key, "headers");

		if (headers && !node_is_map(n))
			wish_complain(errors, w->arena, n, "headers are a map of names to values");
		else if (n->key && !node_text(n) && str_among(texts, n->key->text, n->key->len))
			wish_complain(errors, w->arena, n, "\"%s\" is a text", n->key->text);
		for (const struct node *h = headers && node_is_map(n) ? node_first(n) : NULL; h; h = node_next(h))
			if (!node_text(h))
				wish_complain(errors, w->arena, h, "the value of a header is a text");
	}
}

/* A test without anything that it expects cannot fail. */
static void check_expect(struct wishes *w, const struct node *n, struct buf *errors)
{
	const struct node *expect = node_get(n, KEY_expect);

	if (w->tests && !expect)
		wish_complain(errors, w->arena, n, "a test needs \"expect\": what is to become of the request");
	else if (expect)
		expect_check(w->arena, expect, node_has(n, KEY_arrives), errors);
}

static void add_wish(struct wishes *w, const struct node *n, struct buf *errors)
{
	struct wish wish = { .from = text_of(n, KEY_from), .through = text_of(n, KEY_through), .arrives = text_of(n, KEY_arrives),
		.url = text_of(n, KEY_url), .method = text_of(n, KEY_method), .identity = text_of(n, KEY_identity), .address = text_of(n, KEY_address), .tls = text_of(n, KEY_tls),
		.name = text_of(n, KEY_name), .expect = node_get(n, KEY_expect), .node = n };

	if (!node_is_map(n)) {
		wish_complain(errors, w->arena, n, "a request is a map");
		return;
	}
	check_texts(w, n, errors);
	if (node_has(n, KEY_port) && !node_get_int(n, KEY_port, &wish.port))
		wish.port = -1;
	wish_headers(w, &wish, node_get(n, KEY_headers));
	check_members(w, n, errors);
	check_expect(w, n, errors);
	if (wish_check(&wish, place_of(w->arena, n), errors))
		vec_push(w->arena, &w->list, wish);
}

static void tell_findings(struct wishes *w, const struct sink *sink, struct buf *errors)
{
	for (size_t i = 0; i < sink->findings.n; i++) {
		const struct finding *f = sink->findings.at[i];
		struct position p = source_position(f->span.source, f->span.begin);

		complain(errors, arena_printf(w->arena, "%s:%u:%u", f->span.source->name, p.line, p.column), "%s", f->message);
	}
}

bool wishes_read(struct wishes *w, const char *path, struct buf *errors)
{
	struct sink sink = { .arena = w->arena };
	struct load load = { .arena = w->arena, .pool = w->pool, .sink = &sink };
	size_t before = errors->n;
	struct source *source;
	const char *why;

	switch (read_source(w->arena, path, strcmp(path, "-") == 0 ? "<stdin>" : path, READ_NAMED, &source, &why)) {
	case READ_OK: break;
	case READ_FAILED: complain(errors, path, "%s", why); return false;
	default: complain(errors, path, "not a file of YAML or JSON"); return false;
	}
	load_source(&load, source);
	tell_findings(w, &sink, errors);
	for (size_t i = 0; i < load.documents.n; i++) {
		const struct node *root = load.documents.at[i].root;

		if (cases_are_these(root)) {
			cases_read(w, root, errors);
			continue;
		}
		if (!node_is_list(root))
			wish_complain(errors, w->arena, root, "requests are a list");
		for (const struct node *n = node_is_list(root) ? node_first(root) : NULL; n; n = node_next(n))
			add_wish(w, n, errors);
	}
	return errors->n == before;
}

/* --- In a mesh --- */

static bool is_called(const struct resource *r, const struct wish_place *p)
{
	return r->kind_name->len == p->n_kind && strncasecmp(r->kind_name->text, p->kind, p->n_kind) == 0
		&& r->name->len == p->n_name && memcmp(r->name->text, p->name, p->n_name) == 0;
}

const struct workload *wish_workload(const struct mesh *m, const struct wish_place *p)
{
	struct workloads all = mesh_workloads_in(m, pool_text(mesh_pool(m), p->ns));

	for (size_t i = 0; i < all.n; i++)
		if (is_called(all.at[i]->resource, p))
			return all.at[i];
	return NULL;
}

static int by_key(const void *a, const void *b)
{
	return str_by_address(&((const struct label *)a)->key, &((const struct label *)b)->key);
}

/* A proxy as the Gateway selects it, where no file describes one. */
static const struct workload *stand_in(const struct mesh *m, const struct gateway *g, struct arena *arena)
{
	struct workload *w = arena_new(arena, struct workload);
	struct label *labels = arena_array(arena, struct label, g->selector ? g->selector->n : 0);

	w->resource = g->resource;
	w->ns = mesh_root_namespace(m);
	w->name = g->resource->name;
	w->at = g->resource->metadata;
	w->dataplane = DATAPLANE_SIDECAR;
	w->injected = YES;
	for (const struct node *n = node_first(g->selector); n; n = node_next(n))
		if (node_text(n))
			labels[w->n_labels++] = (struct label){ n->key, node_text(n), n };
	if (w->n_labels)
		qsort(labels, w->n_labels, sizeof *labels, by_key);
	w->labels = labels;
	return w;
}

const struct gateway *wish_gateway(const struct mesh *m, const struct wish_place *p)
{
	return gateway_by_key(m, pool_printf(mesh_pool(m), "%s/%.*s", p->ns, (int)p->n_name, p->name));
}

static const struct workload *find_gateway(const struct mesh *m, const struct wish_place *p, struct arena *arena, bool *made)
{
	const struct gateway *g = wish_gateway(m, p);
	struct selection s;

	if (!g)
		return NULL;
	s = gateway_workloads(m, g, arena);
	*made = s.n_sure == 0;
	return s.n_sure ? s.at[0] : stand_in(m, g, arena);
}

static const struct str *lower(const struct mesh *m, const char *text, size_t n)
{
	return host_lower(m, pool_intern(mesh_pool(m), text, n));
}

static void bind_headers(const struct wish *w, const struct mesh *m, struct arena *arena, struct request *out)
{
	struct request_header *headers = arena_array(arena, struct request_header, w->headers.n);

	for (size_t i = 0; i < w->headers.n; i++) {
		const struct wish_header *h = &w->headers.at[i];
		const struct str *name = lower(m, h->name, strlen(h->name)), *value = pool_text(mesh_pool(m), h->value);

		if (str_is(name, "host") || str_is(name, ":authority"))
			out->authority = value;
		headers[out->n_headers++] = (struct request_header){ name, value };
	}
	out->headers = headers;
}

static enum request_tls tls_of(const struct wish *w)
{
	if (!w->tls)
		return w->arrives ? (w->identity ? REQUEST_MUTUAL : REQUEST_PLAINTEXT) : w->identity ? REQUEST_MUTUAL : REQUEST_TLS;
	return strcmp(w->tls, "mutual") == 0 ? REQUEST_MUTUAL : strcmp(w->tls, "tls") == 0 ? REQUEST_TLS : REQUEST_PLAINTEXT;
}

/* What a URL and headers say. */
static void bind_content(const struct wish *w, const struct url *u, const struct mesh *m, struct arena *arena, struct request *out)
{
	struct pool *pool = mesh_pool(m);

	out->scheme = u->scheme;
	out->host = lower(m, u->host, u->n_host);
	out->authority = pool_intern(pool, u->host, u->has_port ? (size_t)(u->path - u->host) : u->n_host);
	out->port = w->port ? (uint32_t)w->port : u->port;
	out->path = u->n_path ? pool_intern(pool, u->path, u->n_path) : pool_text(pool, "/");
	out->query = u->query ? pool_intern(pool, u->query, strcspn(u->query, "#")) : NULL;
	out->method = pool_text(pool, w->method ? w->method : u->scheme == SCHEME_GRPC ? "POST" : "GET");
	bind_headers(w, m, arena, out);
}

void wish_bind_nobody(const struct wish *w, const struct mesh *m, struct arena *arena, struct request *out)
{
	struct url u;

	*out = (struct request){ .side = REQUEST_FROM };
	if (read_url(w->url, &u))
		return; /* never: cases_read has looked at it */
	bind_content(w, &u, m, arena, out);
	if (!u.has_port)
		out->port = 0;
}

bool wish_bind(const struct wish *w, const struct mesh *m, struct arena *arena, struct request *out, bool *made)
{
	struct pool *pool = mesh_pool(m);
	struct wish_place p;
	struct url u;

	*made = false;
	*out = (struct request){ .side = w->from ? REQUEST_FROM : w->through ? REQUEST_THROUGH : REQUEST_ARRIVES };
	if (!wish_place_of(wish_where(w), &p) || read_url(w->url, &u))
		return false;
	if (w->through && is_gateway(&p))
		out->workload = find_gateway(m, &p, arena, made);
	else
		out->workload = wish_workload(m, &p);
	if (!out->workload)
		return false;
	out->identity = w->identity ? pool_text(pool, identity_bare(w->identity)) : NULL;
	out->address = w->address ? pool_text(pool, w->address) : NULL;
	out->tls = tls_of(w);
	bind_content(w, &u, m, arena, out);
	return true;
}

bool wish_is_nameless(const struct wish *w, const struct mesh *m)
{
	struct wish_place p;

	if (!wish_place_of(wish_where(w), &p))
		return false;
	p.ns = "";
	if (!w->through || !is_gateway(&p))
		return wish_workload(m, &p) != NULL;
	return wish_gateway(m, &p) != NULL;
}

void wish_describe(const struct wish *w, struct buf *out)
{
	bool web = strncasecmp(w->url, "tcp:", 4) != 0 && strncasecmp(w->url, "tls:", 4) != 0;
	struct buf line = BUF_INIT;

	if (web)
		buf_printf(&line, "%s ", w->method ? w->method : strncasecmp(w->url, "grpc:", 5) == 0 ? "POST" : "GET");
	buf_puts(&line, w->url);
	for (size_t i = 0; i < w->headers.n; i++)
		buf_printf(&line, " %s: %s%s", w->headers.at[i].name, w->headers.at[i].value, i + 1 < w->headers.n ? "," : "");
	if (w->wanted && w->name)
		buf_printf(&line, " (%s)", w->name);
	else if (!w->wanted)
		buf_printf(&line, " %s %s", w->from ? "from" : w->through ? "through" : "arrives at", wish_where(w));
	if (w->port)
		buf_printf(&line, " port %lld", (long long)w->port);
	if (w->identity)
		buf_printf(&line, " as %s", w->identity);
	if (w->tls)
		buf_printf(&line, " tls %s", w->tls);
	safe_text(out, line.at, line.n);
	buf_release(&line);
}
