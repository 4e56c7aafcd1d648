/* Asks each mesh who may call whom, and keeps the answers. */
#include "trace/access_rows.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/safe.h"
#include "source/source.h"
#include "trace/access_aims.h"
#include "trace/trace.h"
#include "trace/wish.h"
#include "traffic/identity.h"

/* --- The wish --- */

static void complain(struct buf *errors, const char *fmt, const char *text)
{
	struct buf line = BUF_INIT;

	buf_printf(&line, fmt, text);
	safe_text(errors, line.at, line.n);
	buf_putc(errors, '\n');
	buf_release(&line);
}

/* A place with its kind in lower case; NULL where it is none. */
static const char *read_place(struct arena *arena, const char *from, size_t n)
{
	char *text = arena_strndup(arena, from, n);
	struct wish_place place;

	for (char *c = text; *c && *c != '/'; c++)
		*c = (char)tolower((unsigned char)*c);
	return wish_place_of(text, &place) ? text : NULL;
}

static bool read_to(struct access_wish *w, struct arena *arena, const char *to)
{
	const char *colon = strrchr(to, ':');
	char *end;
	unsigned long port = colon && isdigit((unsigned char)colon[1]) ? strtoul(colon + 1, &end, 10) : 0;

	if (colon && (!port || *end || port > 65535))
		return false;
	w->to = read_place(arena, to, colon ? (size_t)(colon - to) : strlen(to));
	w->port = (uint32_t)port;
	return w->to != NULL;
}

static bool read_from(struct access_wish *w, struct arena *arena, const char *from)
{
	const char *bare = identity_bare(from);

	if (identity_is_whole(bare))
		w->from = bare;
	else
		w->sender = read_place(arena, from, strlen(from));
	return w->from || w->sender;
}

bool access_wish_read(struct access_wish *w, struct arena *arena, const char *to, const char *from, struct buf *errors)
{
	size_t before = errors->n;

	*w = (struct access_wish){ 0 };
	if (to && !read_to(w, arena, to))
		complain(errors, "--to expects kind/name.namespace or kind/name.namespace:port, not \"%s\"", to);
	if (from && !read_from(w, arena, from))
		complain(errors, "--from expects a workload, kind/name.namespace, or an identity, TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT, not \"%s\"", from);
	return errors->n == before;
}

/* --- What is kept --- */

static const char *keep(struct arena *a, const char *text)
{
	return text ? arena_strdup(a, text) : NULL;
}

static struct citation cite(struct arena *a, const struct cause *c)
{
	struct span s;

	if (!c->resource)
		return (struct citation){ 0 };
	s = c->node ? node_span(c->node) : resource_span(c->resource);
	return (struct citation){ .kind = keep(a, c->resource->kind_name->text), .ns = keep(a, c->resource->ns->text), .name = keep(a, c->resource->name->text),
		.path = c->node ? keep(a, node_path(a, c->node, c->resource->root)) : "", .file = s.source ? keep(a, s.source->name) : NULL,
		.line = s.source ? source_position(s.source, s.begin).line : 0 };
}

static struct access_example example_of(struct arena *a, const struct sample *s)
{
	struct access_example out = { .there = s != NULL };
	struct sample_header *list;
	const char **without;

	if (!s)
		return out;
	without = arena_array(a, const char *, s->n_without);
	list = arena_array(a, struct sample_header, s->n_headers);
	out.identity = s->identity ? keep(a, s->identity->text) : NULL;
	out.mutual = s->mutual;
	out.http = s->http;
	out.method = keep(a, s->method);
	out.host = keep(a, s->host);
	out.path = keep(a, s->path);
	out.query = keep(a, s->query);
	for (size_t i = 0; i < s->n_headers; i++)
		list[i] = (struct sample_header){ keep(a, s->headers[i].name), keep(a, s->headers[i].value) };
	out.headers = list;
	out.n_headers = s->n_headers;
	for (size_t i = 0; i < s->n_without; i++)
		without[i] = keep(a, s->without[i]);
	out.without = without;
	out.n_without = s->n_without;
	out.by = cite(a, &s->by);
	out.reason = keep(a, s->reason);
	return out;
}

/* Of whichever workload that has the row. */
static const char sidecar[] = "whether " CENSUS_ITSELF " has a sidecar";

/* The workloads of each identity, while a mesh is asked. */
struct runners {
	VEC(const char *) titles;
};

struct asking_access {
	struct access *a;
	const struct mesh *m;
	struct census *census;
	struct access_sender sender;
	struct arena scratch;
	struct map runners;  /* struct runners by identity */
	struct map rows;     /* of what was found already: by the address of its callers */
};

static struct access_row row_of(struct asking_access *q, const struct caller *k)
{
	struct arena *a = q->a->arena;
	const struct sweep *s = &k->verdict;
	const struct sample *decides = s->allowed ? s->allowed : s->admission == ADMITS_UNDECIDED ? NULL : s->denied;
	const struct runners *runners = k->sort == CALLER_IDENTITY ? map_get(&q->runners, k->name, NULL, NULL) : NULL;
	struct access_row out = { .sort = k->sort, .name = k->name ? keep(a, k->name->text) : NULL, .mixed = k->mixed, .admission = s->admission };
	const char **unknown = arena_array(a, const char *, s->unknown.n);

	if (runners) {
		out.workloads = runners->titles.at;
		out.n_workloads = runners->titles.n;
	}
	if (decides)
		out.by = cite(a, decides->by.resource || !s->denied ? &decides->by : &s->denied->by);
	out.reason = decides ? keep(a, decides->reason) : NULL;
	out.allowed = example_of(a, s->allowed);
	out.denied = example_of(a, s->denied);
	for (size_t i = 0; i < s->unknown.n; i++)
		unknown[i] = strcmp(s->unknown.at[i], sidecar) == 0 ? sidecar : keep(a, s->unknown.at[i]);
	out.unknown = unknown;
	out.n_unknown = s->unknown.n;
	return out;
}

/* Callers of ports that are alike are found once, and kept once. */
static const struct access_row *rows_of(struct asking_access *q, const struct callers *found)
{
	struct access_row *rows = map_get(&q->rows, found->at, NULL, NULL);

	if (rows)
		return rows;
	rows = arena_array(q->a->arena, struct access_row, found->n);
	for (size_t i = 0; i < found->n; i++)
		rows[i] = row_of(q, &found->at[i]);
	*map_at(&q->scratch, &q->rows, found->at, NULL, NULL) = rows;
	return rows;
}

/* With what a sender that may have no proxy sends without an identity. */
static void add_plain(struct asking_access *q, const struct workload *w, struct access_port *p)
{
	struct callers all = census_callers(q->census, w, p->number, NULL);
	const struct access_row *plain = rows_of(q, &all);
	struct access_row *rows = arena_array(q->a->arena, struct access_row, p->n + all.n);
	size_t n = 0;

	for (size_t i = 0; q->sender.named && i < p->n; i++)
		rows[n++] = p->rows[i];
	for (size_t i = 0; i < all.n; i++)
		if (plain[i].sort == CALLER_NONE)
			rows[n++] = plain[i];
	p->rows = rows;
	p->n = n;
}

static void ask_port(struct asking_access *q, const struct workload *w, const char *title, const struct census_port *p, bool declared)
{
	struct access *a = q->a;
	struct callers found = census_callers(q->census, w, p->number, q->sender.identity);
	struct access_port out = { .called = keep(a->arena, w->name->text), .workload = title, .mesh = keep(a->arena, mesh_name(q->m)), .title = keep(a->arena, mesh_title(q->m)), .number = p->number, .name = p->name ? keep(a->arena, p->name->text) : NULL,
		.protocol = declared ? protocol_name(p->protocol) : NULL, .gateway = workload_is_gateway(w), .anonymous = keep(a->arena, found.why),
		.n = found.n };

	out.rows = rows_of(q, &found);
	if (q->sender.plain && !found.anonymous)
		add_plain(q, w, &out);
	out.order = a->ports.n;
	vec_push(a->arena, &a->ports, out);
}

static const struct census_port *port_of(const struct census_ports *all, uint32_t number)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].number == number)
			return &all->at[i];
	return NULL;
}

static void ask_workload(struct asking_access *q, const struct aim *aim)
{
	struct access *a = q->a;
	const char *title = workload_id(a->arena, aim->w);
	struct census_ports ports = census_ports(q->census, aim->w);

	for (size_t i = 0; i < ports.n && aim->whole; i++)
		ask_port(q, aim->w, title, &ports.at[i], true);
	for (size_t i = 0; i < aim->n; i++) {
		const struct census_port *p = port_of(&ports, aim->ports[i]);

		ask_port(q, aim->w, title, p ? p : &(struct census_port){ .number = aim->ports[i] }, p != NULL);
	}
	if (aim->whole && !ports.n)
		vec_push(a->arena, &a->portless, title);
}

static void find_runners(struct asking_access *q)
{
	struct workloads all = mesh_workloads(q->m);

	for (size_t i = 0; i < all.n; i++) {
		const struct workload *w = all.at[i];
		void **at;

		if (!w->service_account || !w->ns->len || w->dataplane == DATAPLANE_NONE)
			continue;
		at = map_at(&q->scratch, &q->runners, identity_make(q->m, w->ns->text, w->service_account->text), NULL, NULL);
		if (!*at)
			*at = arena_new(&q->scratch, struct runners);
		vec_push(q->a->arena, &((struct runners *)*at)->titles, workload_id(q->a->arena, w));
	}
}

void access_start(struct access *a, struct arena *arena, const struct access_wish *wish)
{
	*a = (struct access){ .arena = arena, .wish = *wish, .to = NEAR_INIT, .from = NEAR_INIT };
}

void access_ask(struct access *a, const struct mesh *m)
{
	struct arena kept = ARENA_INIT;
	struct asking_access q = { .a = a, .m = m, .scratch = ARENA_INIT };
	struct aims aims;

	q.census = census_new(m, &kept);
	a->open |= mesh_world(m) != WORLD_CLOSED;
	find_runners(&q);
	aims_find(a, m, &aims);
	if (!aims_sender(a, m, &q.sender))
		aims.list.n = 0;
	for (size_t i = 0; i < aims.list.n; i++)
		ask_workload(&q, &aims.list.at[i]);
	census_release(q.census);
	arena_release(&q.scratch);
	arena_release(&kept);
}

/* --- Once all are asked --- */

static int by_port(const void *a, const void *b)
{
	const struct access_port *x = a, *y = b;
	int order = strcmp(x->workload, y->workload);

	if (!order && x->number != y->number)
		order = x->number < y->number ? -1 : 1;
	return order ? order : x->order < y->order ? -1 : 1;
}

static int by_title(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* As it is written for programs: what is the same there is the same. */
static bool are_alike(const struct access *a, const struct access_port *x, const struct access_port *y)
{
	struct access one = { .arena = a->arena };
	struct buf texts[2] = { BUF_INIT, BUF_INIT };
	bool alike;

	if (strcmp(x->workload, y->workload) != 0 || x->number != y->number)
		return false;
	for (int i = 0; i < 2; i++) {
		struct access_port p = i ? *y : *x;

		p.mesh = NULL;
		one.ports.n = one.ports.cap = 1;
		one.ports.at = &p;
		access_json(&one, &texts[i]);
	}
	alike = strcmp(texts[0].at, texts[1].at) == 0;
	buf_release(&texts[0]);
	buf_release(&texts[1]);
	return alike;
}

/* What several meshes that answer differently are called. */
static void name_meshes(const struct access *a, struct access_port *at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (n == 1)
			at[i].mesh = NULL;
		else if (!at[i].mesh)
			at[i].mesh = at[i].title ? arena_printf(a->arena, "application %s (%zu of %zu)", at[i].title, i + 1, n) : arena_printf(a->arena, "application %zu of %zu", i + 1, n);
}

/* Of those that are alike the first is kept. */
static void drop_doubles(struct access *a)
{
	size_t n = 0;

	for (size_t i = 0, end; i < a->ports.n; i = end) {
		size_t first = n;

		for (end = i; end < a->ports.n && strcmp(a->ports.at[i].workload, a->ports.at[end].workload) == 0 && a->ports.at[i].number == a->ports.at[end].number; end++) {
			size_t k = first;

			while (k < n && !are_alike(a, &a->ports.at[k], &a->ports.at[end]))
				k++;
			if (k == n)
				a->ports.at[n++] = a->ports.at[end];
		}
		name_meshes(a, &a->ports.at[first], n - first);
	}
	a->ports.n = n;
}

static bool is_there(const struct near *near, const char *wish, struct buf *errors)
{
	struct buf line = BUF_INIT;

	if (!wish || near->found)
		return true;
	buf_printf(&line, "there is no %s in the tree", wish);
	if (near->title)
		buf_printf(&line, "; did you mean \"%s\"?", near->title);
	safe_text(errors, line.at, line.n);
	buf_putc(errors, '\n');
	buf_release(&line);
	return false;
}

bool access_finish(struct access *a, struct buf *errors)
{
	size_t n = 0;

	if (!is_there(&a->to, a->wish.to, errors) || !is_there(&a->from, a->wish.sender, errors))
		return false;
	if (a->wrong && !a->ports.n && !a->portless.n) {
		complain(errors, "%s", a->wrong);
		return false;
	}
	if (a->ports.n)
		qsort(a->ports.at, a->ports.n, sizeof *a->ports.at, by_port);
	drop_doubles(a);
	if (a->portless.n)
		qsort(a->portless.at, a->portless.n, sizeof *a->portless.at, by_title);
	for (size_t i = 0; i < a->portless.n; i++)
		if (!n || strcmp(a->portless.at[n - 1], a->portless.at[i]) != 0)
			a->portless.at[n++] = a->portless.at[i];
	a->portless.n = n;
	return true;
}

/* --- In words --- */

const char *access_caller(const struct access_port *p, const struct access_row *r, struct arena *arena)
{
	if (p->anonymous)
		return "everybody";
	switch (r->sort) {
	case CALLER_IDENTITY: return r->name;
	case CALLER_NAMESPACE: return arena_printf(arena, "others of namespace %s", r->name);
	case CALLER_OTHER: return "any other identity";
	case CALLER_CERTIFICATE: return "a client certificate";
	case CALLER_NONE: break;
	}
	return p->gateway ? "no client certificate" : "no identity (plaintext)";
}

const char *access_verdict(const struct access_row *r, struct arena *arena)
{
	return r->admission == ADMITS_REFUSED ? arena_printf(arena, "refused (%s)", r->reason) : admission_name(r->admission);
}

const char *access_doubt(const struct access_port *p, const struct access_row *r, size_t i, struct arena *arena)
{
	return r->unknown[i] == sidecar ? arena_printf(arena, "whether %s has a sidecar", p->called) : r->unknown[i];
}

const char *access_cited(const struct citation *c, struct arena *arena)
{
	if (!c->kind)
		return "";
	return arena_printf(arena, "%s%s%s%s%s", c->ns, *c->ns ? "/" : "", c->name, *c->path ? " " : "", c->path);
}

const char *access_place(const struct citation *c, struct arena *arena)
{
	return c->kind && c->file ? arena_printf(arena, "%s:%u", c->file, c->line) : "";
}

const char *access_request(const struct access_example *e, bool with_identity, struct arena *arena)
{
	struct buf text = BUF_INIT;
	const char *out;

	if (!e->http)
		buf_puts(&text, "a connection");
	else if (!e->method && !e->path && !e->query && !e->host)
		buf_puts(&text, "any request");
	else
		buf_printf(&text, "%s %s%s%s%s%s", e->method ? e->method : "any method,", e->host ? "http://" : "", e->host ? e->host : "",
			e->path ? e->path : e->query ? "/" : e->host ? "" : "any path", e->query ? "?" : "", e->query ? e->query : "");
	for (size_t i = 0; i < e->n_headers; i++)
		buf_printf(&text, "%s%s: %s", i ? ", " : " with ", e->headers[i].name, e->headers[i].value);
	for (size_t i = 0; i < e->n_without; i++)
		buf_printf(&text, "%s%s", i ? ", " : e->n_headers ? " and without " : " without ", e->without[i]);
	if (with_identity && e->identity)
		buf_printf(&text, " from %s", e->identity);
	out = arena_strndup(arena, text.at, text.n);
	buf_release(&text);
	return out;
}
