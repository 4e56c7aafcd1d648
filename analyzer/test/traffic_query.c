/* Requests of want.txt, and what becomes of them. */
#include "test/traffic_query.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "traffic/authorization.h"
#include "traffic/callers.h"
#include "traffic/inbound.h"

static const struct workload *workload_named(struct mesh_case *c, const char *word)
{
	const char *dot = strrchr(word, '.');
	struct workloads all = mesh_workloads(c->mesh);

	for (size_t i = 0; dot && i < all.n; i++)
		if (strlen(all.at[i]->name->text) == (size_t)(dot - word) && str_starts(all.at[i]->name, arena_strndup(&c->scratch, word, (size_t)(dot - word)))
				&& all.at[i]->ns == case_ns(c, dot + 1))
			return all.at[i];
	ck_abort_msg("%s: no workload %s", c->folder, word);
	return NULL;
}

static const struct str *word_or_null(struct mesh_case *c, const char *word)
{
	return strcmp(word, "-") ? case_str(c, word) : NULL;
}

static enum request_scheme scheme_of(const char *url)
{
	static const char *const names[] = { "http:", "https:", "grpc:", "tcp:", "tls:" };

	for (int i = SCHEME_HTTP; i <= SCHEME_TLS; i++)
		if (strncmp(url, names[i], strlen(names[i])) == 0)
			return (enum request_scheme)i;
	ck_abort_msg("no scheme in %s", url);
	return SCHEME_HTTP;
}

static void read_url(struct mesh_case *c, const char *url, struct request *r)
{
	const char *host = strstr(url, "://") + 3, *path = host + strcspn(host, "/"), *query = strchr(path, '?');
	size_t n = (size_t)(path - host);

	r->scheme = scheme_of(url);
	r->authority = pool_intern(c->pool, host, n);
	r->host = pool_intern(c->pool, host, strcspn(host, ":/"));
	r->path = *path ? pool_intern(c->pool, path, query ? (size_t)(query - path) : strlen(path)) : case_str(c, "/");
	r->query = query ? case_str(c, query + 1) : NULL;
}

static void read_headers(struct mesh_case *c, const char *word, struct request_header *out, struct request *r)
{
	char *text = arena_strdup(&c->scratch, strcmp(word, "-") ? word : ""), *rest = NULL;

	for (char *p = text; *p; p++)
		if (*p == '+')
			*p = ' ';
	r->headers = out;
	for (char *h = strtok_r(text, ";", &rest); h; h = strtok_r(NULL, ";", &rest)) {
		char *value = strchr(h, '=');

		ck_assert_msg(value && r->n_headers < MESH_CASE_WORDS, "%s", word);
		*value++ = 0;
		if (strcmp(h, "@") == 0)
			r->address = case_str(c, value);
		else
			out[r->n_headers++] = (struct request_header){ case_str(c, h), case_str(c, value) };
	}
}

static enum request_tls tls_of(const char *word)
{
	return strcmp(word, "mutual") == 0 ? REQUEST_MUTUAL : strcmp(word, "tls") == 0 ? REQUEST_TLS : REQUEST_PLAINTEXT;
}

static void put_answer(struct mesh_case *c, const struct answer *a, struct buf *out)
{
	buf_printf(out, " %s", outcome_name(a->outcome));
	if (a->by.resource) {
		buf_putc(out, ' ');
		case_put_name(out, a->by.resource);
		if (a->by.node)
			buf_printf(out, " %s", node_path(&c->scratch, a->by.node, a->by.resource->root));
	}
	if (a->reason)
		buf_printf(out, " %s", a->reason);
	for (size_t i = 0; i < a->unknown.n; i++)
		buf_printf(out, "; %s", a->unknown.at[i]);
}

static struct request request_of(struct mesh_case *c, const char *const *words, struct request_header *headers)
{
	struct request r = { .side = REQUEST_ARRIVES, .workload = workload_named(c, words[0]), .port = (uint32_t)atoi(words[1]),
		.tls = tls_of(words[2]), .identity = word_or_null(c, words[3]), .method = word_or_null(c, words[4]) };

	read_url(c, words[5], &r);
	read_headers(c, words[6], headers, &r);
	return r;
}

static struct answer ask(struct mesh_case *c, const char *const *words)
{
	struct request_header headers[MESH_CASE_WORDS];
	struct request r = request_of(c, words, headers);
	struct answer a;

	inbound_follow(c->mesh, &r, &c->scratch, &a);
	return a;
}

/* arrives WORKLOAD.NS PORT TLS IDENTITY METHOD URL HEADERS */
static void ask_arrives(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct answer a = ask(c, words);

	put_answer(c, &a, out);
}

/* steps: the same, and what people are told */
static void ask_steps(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct answer a = ask(c, words);

	for (size_t i = 0; i < a.steps.n; i++)
		buf_printf(out, "%s%s", i ? " | " : " ", a.steps.at[i].text);
}

/* checks: the same seven words, asked of the policies of a proxy alone; a gateway's as one at the edge */
static void ask_checks(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct request_header headers[MESH_CASE_WORDS];
	struct request r = request_of(c, words, headers);
	struct access_policies all = workload_access_policies(c->mesh, r.workload, NULL, &c->scratch);
	struct arrival arrival = arrival_make(c->mesh, &all, &r, request_is_http(&r), r.tls == REQUEST_MUTUAL, &c->scratch);
	struct answer a = { .arena = &c->scratch };

	access_policies_order(c->mesh, &all, &c->scratch);
	arrival.edge = workload_is_gateway(r.workload);
	access_decide(&all, &arrival, &a);
	put_answer(c, &a, out);
}

/* policies WORKLOAD.NS NS/SERVICE: those that are, or may be, in force, the service being a waypoint's */
static void ask_policies(struct mesh_case *c, const char *const *words, struct buf *out)
{
	const char *slash = strchr(words[1], '/');
	const struct service *s = slash ? mesh_service(c->mesh, case_ns(c, arena_strndup(&c->scratch, words[1], (size_t)(slash - words[1]))),
		case_str(c, slash + 1)) : NULL;
	struct access_policies all = workload_access_policies(c->mesh, workload_named(c, words[0]), s, &c->scratch);

	for (size_t i = 0; i < all.n; i++) {
		buf_printf(out, " %s:", policy_action_name(all.at[i].action));
		case_put_name(out, all.at[i].resource);
		buf_puts(out, all.at[i].applies == YES ? "" : "?");
	}
	if (all.missing)
		buf_printf(out, "; %s", all.missing);
}

static void put_cause(struct mesh_case *c, const struct cause *by, struct buf *out)
{
	if (!by->resource)
		return;
	buf_putc(out, ' ');
	case_put_name(out, by->resource);
	if (by->node)
		buf_printf(out, " %s", node_path(&c->scratch, by->node, by->resource->root));
}

/* A request, as few words as say it: what may be anything is left out. */
static void put_sample(struct mesh_case *c, const char *word, const struct sample *s, struct buf *out)
{
	if (!s)
		return;
	buf_printf(out, " %s(%s", word, s->http ? "http" : "tcp");
	if (s->identity)
		buf_printf(out, " %s", s->identity->text);
	if (s->method)
		buf_printf(out, " %s", s->method);
	if (s->host)
		buf_printf(out, " //%s", s->host);
	if (s->path)
		buf_printf(out, " %s", s->path);
	if (s->query)
		buf_printf(out, "?%s", s->query);
	for (size_t i = 0; i < s->n_headers; i++)
		buf_printf(out, " %s=%s", s->headers[i].name, s->headers[i].value);
	put_cause(c, &s->by, out);
	if (s->reason)
		buf_printf(out, " %s", s->reason);
	buf_putc(out, ')');
}

static void put_caller(struct mesh_case *c, const struct caller *k, struct buf *out)
{
	static const char *const names[] = { "", "namespace ", "other", "certificate", "none" };
	const struct sweep *s = &k->verdict;

	buf_printf(out, "%s%s%s: %s", names[k->sort], k->name ? k->name->text : "", k->sort == CALLER_IDENTITY && !k->known ? "?" : "",
		admission_name(s->admission));
	put_sample(c, "yes", s->allowed, out);
	put_sample(c, "no", s->denied, out);
	for (size_t i = 0; i < s->unknown.n; i++)
		buf_printf(out, "; %s", s->unknown.at[i]);
}

/* callers WORKLOAD.NS PORT IDENTITY: who gets in there; "-" is everybody */
static void ask_callers(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct arena arena = ARENA_INIT;
	struct census *census = census_new(c->mesh, &arena);
	struct callers all = census_callers(census, workload_named(c, words[0]), (uint32_t)atoi(words[1]), word_or_null(c, words[2]));

	if (all.anonymous)
		buf_printf(out, " anonymous (%s)", all.why);
	for (size_t i = 0; i < all.n; i++) {
		buf_puts(out, i ? " | " : " ");
		put_caller(c, &all.at[i], out);
	}
	census_release(census);
	arena_release(&arena);
}

/* ports WORKLOAD.NS: those that are asked for where none is named */
static void ask_ports(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct arena arena = ARENA_INIT;
	struct census *census = census_new(c->mesh, &arena);
	struct census_ports all = census_ports(census, workload_named(c, words[0]));

	for (size_t i = 0; i < all.n; i++)
		buf_printf(out, " %u(%s %s)", all.at[i].number, all.at[i].name ? all.at[i].name->text : "-", protocol_name(all.at[i].protocol));
	census_release(census);
	arena_release(&arena);
}

/* taken WORKLOAD.NS PORT KIND/NAME RULE: a request that the rule of a policy of this namespace takes */
static void ask_taken(struct mesh_case *c, const char *const *words, struct buf *out)
{
	struct arena arena = ARENA_INIT;
	struct census *census = census_new(c->mesh, &arena);
	const struct workload *w = workload_named(c, words[0]);
	const struct resource *policy = case_resource(c, w->ns->text, words[2]);
	const struct node *rule = node_first(node_find(policy->spec, "rules"));
	struct sample s;
	enum truth t;

	for (int i = atoi(words[3]); i; i--)
		rule = node_next(rule);
	t = census_rule(census, w, (uint32_t)atoi(words[1]), policy, rule, &s);
	buf_printf(out, " %s", t == YES ? "yes" : t == NO ? "no" : "unknown");
	put_sample(c, "by", t == YES ? &s : NULL, out);
	census_release(census);
	arena_release(&arena);
}

const struct mesh_query traffic_queries[] = {
	{ "callers", 3, ask_callers },
	{ "ports", 1, ask_ports },
	{ "taken", 4, ask_taken },
	{ "checks", 7, ask_checks },
	{ "policies", 2, ask_policies },
	{ "arrives", 7, ask_arrives },
	{ "steps", 7, ask_steps },
	{ NULL, 0, NULL },
};
