/* All requests of a client, those that no rule tells apart being one. */
#include "traffic/sweep.h"

#include <string.h>
#include <strings.h>

#include "keys.h"
#include "traffic/long_list.h"
#include "traffic/specimen.h"
#include "traffic/token.h"

#define MOST_QUESTIONS 4096 /* of one client at one way in */
#define MOST_UNKNOWN 8

const char *admission_name(enum admission a)
{
	static const char *const names[] = { "allowed", "some", "denied", "refused", "undecided" };

	return names[a];
}

/* What a part of the request may be filled in with. */
struct filling {
	const char *name;              /* of a header */
	VEC(const char *) named;       /* the values that rules name */
	VEC(const struct str *) texts; /* to fill in; NULL: a header that is absent, or no query */
	const struct str *now;         /* what it is filled in with */
};

struct sweeping {
	const struct way_in *in;      /* with the rules alone that may take something of the client */
	struct way_in own;
	struct access_policies policies;
	struct inbound inbound;
	struct arena *arena, *scratch;
	struct sweep *out;
	struct filling parts[UNTOLD_MOST];
	const char *headers[UNTOLD_MOST];
	size_t n_headers;
	struct untold untold;
	struct request request;       /* what is filled in of it so far */
	bool whole;                   /* the texts are all that rules tell apart */
	bool cut;                     /* not all was asked */
	bool shared;                  /* each text has its share of the questions that are left */
	bool undecided;
	const struct sample *refused;
	size_t questions;
};

/* --- What the rules name --- */

static void name_value(struct sweeping *s, size_t part, const char *value)
{
	vec_push(s->scratch, &s->parts[part].named, value);
	s->untold.parts |= UINT64_C(1) << part;
}

static void name_header(struct sweeping *s, const char *name, const char *value)
{
	size_t i = 0;

	while (i < s->n_headers && strcasecmp(s->headers[i], name) != 0)
		i++;
	if (UNTOLD_HEADERS + i >= UNTOLD_MOST) {
		s->whole = false;
		return;
	}
	if (i == s->n_headers) {
		char *lower = arena_strdup(s->arena, name);

		for (char *c = lower; *c; c++)
			if (*c >= 'A' && *c <= 'Z')
				*c = (char)(*c - 'A' + 'a');
		s->headers[s->n_headers++] = lower;
		s->parts[UNTOLD_HEADERS + i].name = lower;
	}
	name_value(s, UNTOLD_HEADERS + i, value);
}

/* What is behind the path of the pseudo-header: a value for it as a whole says something of the path, of the query, or of both. */
static void name_path_and_query(struct sweeping *s, const char *value)
{
	const char *mark = strchr(value, '?');
	size_t n = strlen(value);

	if (mark) {
		s->whole &= mark == value || mark[-1] != '*' || mark == value + 1; /* a star in the middle is a star */
		name_value(s, UNTOLD_PATH, arena_strndup(s->scratch, value, (size_t)(mark - value)));
		name_value(s, UNTOLD_QUERY, mark[1] ? mark + 1 : "*");
	} else {
		name_value(s, UNTOLD_PATH, value);
		name_value(s, UNTOLD_QUERY, n && value[0] == '*' && n > 1 ? value : "*");
	}
}

static bool has_capital(const char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			return true;
	return false;
}

static void see_value(void *context, const struct condition_value *v)
{
	struct sweeping *s = context;

	switch (v->subject) {
	case SUBJECT_HOST: name_value(s, UNTOLD_HOST, v->value); break;
	case SUBJECT_METHOD: name_value(s, UNTOLD_METHOD, v->value); break;
	case SUBJECT_PATH: name_value(s, UNTOLD_PATH, v->value); break;
	case SUBJECT_HEADER:
		if (strcasecmp(v->name, ":authority") == 0 || strcasecmp(v->name, "host") == 0) {
			name_value(s, UNTOLD_HOST, v->value);
			s->whole &= !has_capital(v->value); /* here case matters, and in hosts it does not */
		} else if (strcasecmp(v->name, ":method") == 0) {
			name_value(s, UNTOLD_METHOD, v->value);
		} else if (strcasecmp(v->name, ":path") == 0) {
			name_path_and_query(s, v->value);
		} else {
			name_header(s, v->name, v->value);
		}
		break;
	default: break;
	}
}

static const struct str *text_in(const struct sweeping *s, const char *text)
{
	return pool_text(mesh_pool(s->in->m), text);
}

/* Where a JWT may be, it is: with one, or without. */
static void fill_token(struct sweeping *s)
{
	if (!token_rule(&s->in->policies->tokens))
		return;
	vec_push(s->scratch, &s->parts[UNTOLD_TOKEN].texts, NULL);
	vec_push(s->scratch, &s->parts[UNTOLD_TOKEN].texts, text_in(s, "token"));
	s->untold.parts |= 1u << UNTOLD_TOKEN;
}

static void fill(struct sweeping *s, size_t part)
{
	static const enum specimen_sort sorts[] = { [UNTOLD_METHOD] = SPECIMEN_METHOD, [UNTOLD_PATH] = SPECIMEN_PATH, [UNTOLD_HOST] = SPECIMEN_HOST };
	struct filling *f = &s->parts[part];
	enum specimen_sort sort = part < UNTOLD_HEADERS ? sorts[part] : SPECIMEN_TEXT;
	struct specimens found;

	if (sort == SPECIMEN_PATH && mesh_path_normalization(s->in->m) == PATH_NONE)
		sort = SPECIMEN_RAW_PATH;
	specimens_make(sort, f->named.at, f->named.n, s->scratch, &found);
	s->whole &= found.whole;
	if (part == UNTOLD_QUERY || part >= UNTOLD_HEADERS)
		vec_push(s->scratch, &f->texts, NULL);
	for (size_t i = 0; i < found.list.n; i++)
		vec_push(s->scratch, &f->texts, text_in(s, found.list.at[i]));
}

/* May the rule take something of this sender at all? */
static bool may_take(struct sweeping *s, const struct access_clause *c, const struct request *r)
{
	struct arrival a = arrival_make(s->in->m, s->in->policies, r, true, r->tls == REQUEST_MUTUAL, s->scratch);

	return c->rule && rule_takes(&a, c->policy->action, c->policy->resource->ns, c->rule, NULL) != NO;
}

/* What the rules name that may take something of the sender; of any other a value decides nothing. */
static void name_all(struct sweeping *s, const struct request *r)
{
	for (int action = POLICY_CUSTOM; action < POLICY_AUDIT; action++)
		for (size_t i = 0; i < s->in->policies->clauses[action].list.n; i++) {
			const struct access_clause *c = &s->in->policies->clauses[action].list.at[i];

			if (may_take(s, c, r))
				rule_values(c->rule, s->scratch, see_value, s);
		}
}

/* The way in as it is for a client with this identity, or none: of the rules that take nothing of it none decides anything. */
static void narrow(struct sweeping *s, const struct way_in *in, const struct sender *who, const struct str *identity)
{
	const struct clause_index *index = who->mutual && !identity ? NULL : in->index;

	s->policies = *in->policies;
	s->policies.lists = who->lists;
	for (int action = POLICY_CUSTOM; index && action < POLICY_AUDIT; action++) {
		const struct access_clauses *all = &in->policies->clauses[action];
		struct numbers may = clause_index_find(index, in->policies, (enum policy_action)action, identity, s->scratch);
		struct access_clauses *own = &s->policies.clauses[action];

		*own = (struct access_clauses){ { NULL, 0, 0 } };
		for (size_t i = 0; i < may.list.n; i++)
			vec_push(s->scratch, &own->list, all->list.at[may.list.at[i]]);
	}
	s->own = *in;
	s->own.policies = &s->policies;
	s->in = &s->own;
	if (!in->inbound)
		return;
	s->inbound = *in->inbound;
	s->inbound.policies = s->policies;
	s->own.inbound = &s->inbound;
}

/* Everything is open, whatever it is. */
static struct untold open_all(void)
{
	return (struct untold){ .parts = (UINT64_C(1) << UNTOLD_HEADERS) - 1, .all_headers = true };
}

/* --- The requests --- */

static bool is_told(const struct sweeping *s, size_t part)
{
	return s->parts[part].texts.n && !(s->untold.parts >> part & 1);
}

static const char *told_text(const struct sweeping *s, size_t part)
{
	return is_told(s, part) && s->parts[part].now ? s->parts[part].now->text : NULL;
}

static void add_header(struct sample *to, struct sample_header *list, const char *name, const char *value)
{
	list[to->n_headers++] = (struct sample_header){ name, value };
}

/* Where the JWT of a request is, that has one: in the first place where its proxy looks. */
static void add_token(const struct sweeping *s, struct arena *arena, struct sample *to, struct sample_header *list)
{
	const struct node *rule = token_rule(&s->in->policies->tokens), *headers = node_first(node_get(rule, KEY_fromHeaders));
	const struct node *params = node_first(node_get(rule, KEY_fromParams)), *cookies = node_first(node_get(rule, KEY_fromCookies));
	const struct str *name = node_get_text(headers, KEY_name), *prefix = node_get_text(headers, KEY_prefix);

	if (name)
		add_header(to, list, name->text, arena_printf(arena, "%stoken", prefix ? prefix->text : ""));
	else if (node_text(params))
		to->query = arena_printf(arena, "%s=token", node_text(params)->text);
	else if (node_text(cookies))
		add_header(to, list, "cookie", arena_printf(arena, "%s=token", node_text(cookies)->text));
	else
		add_header(to, list, "authorization", "Bearer token");
}

static struct sample make_sample(const struct sweeping *s, struct arena *arena)
{
	struct sample out = { .identity = s->request.identity, .mutual = s->request.tls == REQUEST_MUTUAL, .http = request_is_http(&s->request) };
	struct sample_header *list;
	const char **without;

	if (!out.http)
		return out;
	list = arena_array(arena, struct sample_header, s->n_headers + 1);
	without = arena_array(arena, const char *, s->n_headers);
	out.without = without;
	out.headers = list;
	out.method = told_text(s, UNTOLD_METHOD);
	out.path = told_text(s, UNTOLD_PATH);
	out.query = told_text(s, UNTOLD_QUERY);
	out.host = told_text(s, UNTOLD_HOST);
	if (told_text(s, UNTOLD_TOKEN))
		add_token(s, arena, &out, list);
	for (size_t i = 0; i < s->n_headers; i++)
		if (told_text(s, UNTOLD_HEADERS + i))
			add_header(&out, list, s->headers[i], told_text(s, UNTOLD_HEADERS + i));
		else if (is_told(s, UNTOLD_HEADERS + i))
			without[out.n_without++] = s->headers[i];
	return out;
}

/* What is filled in of a sample, as a request. */
static void apply_sample(const struct sample *sample, const struct mesh *m, struct arena *arena, struct request *r)
{
	struct pool *pool = mesh_pool(m);
	struct request_header *list = arena_array(arena, struct request_header, sample->n_headers);

	r->method = sample->method ? pool_text(pool, sample->method) : NULL;
	r->path = sample->path ? pool_text(pool, sample->path) : NULL;
	r->query = sample->query ? pool_text(pool, sample->query) : NULL;
	r->authority = sample->host ? pool_text(pool, sample->host) : NULL;
	r->host = r->authority ? pool_intern(pool, sample->host, strcspn(sample->host, ":")) : NULL;
	for (size_t i = 0; i < sample->n_headers; i++)
		list[i] = (struct request_header){ pool_text(pool, sample->headers[i].name), pool_text(pool, sample->headers[i].value) };
	r->headers = list;
	r->n_headers = sample->n_headers;
}

struct request sample_request(const struct sample *s, const struct way_in *in, struct arena *arena)
{
	struct request r = { .side = REQUEST_ARRIVES, .workload = in->w, .port = in->port, .scheme = s->http ? SCHEME_HTTP : SCHEME_TCP,
		.tls = s->mutual ? REQUEST_MUTUAL : REQUEST_PLAINTEXT, .identity = s->identity };

	apply_sample(s, in->m, arena, &r);
	if (!r.method)
		r.method = pool_text(mesh_pool(in->m), "GET");
	if (!r.path)
		r.path = pool_text(mesh_pool(in->m), "/");
	if (!r.authority)
		r.authority = r.host = in->w->name;
	return r;
}

void way_in_ask(const struct way_in *in, const struct request *r, struct arena *arena, struct answer *out)
{
	struct arrival a;

	if (in->inbound) {
		inbound_ask(in->inbound, r, arena, out);
		return;
	}
	*out = (struct answer){ .outcome = OUTCOME_UNDECIDED, .retries = -1, .quiet = r->untold != NULL, .arena = arena };
	a = arrival_make(in->m, in->policies, r, in->http && request_is_http(r), in->authenticated && r->tls == REQUEST_MUTUAL, arena);
	a.edge = true;
	if (!in->named)
		a.sni = pool_intern(mesh_pool(in->m), "", 0);
	access_decide(in->policies, &a, out);
}

static const struct sample *keep_sample(const struct sweeping *s, const struct answer *a)
{
	struct sample *out = arena_new(s->arena, struct sample);

	*out = make_sample(s, s->arena);
	out->by = a->by;
	out->reason = a->reason;
	return out;
}

static void add_unknown(struct sweeping *s, const char *text)
{
	for (size_t i = 0; i < s->out->unknown.n; i++)
		if (strcmp(s->out->unknown.at[i], text) == 0)
			return;
	if (s->out->unknown.n < MOST_UNKNOWN)
		vec_push(s->arena, &s->out->unknown, arena_strdup(s->arena, text));
}

/* It is decided, or there is nothing left to fill in. */
static void take_down(struct sweeping *s, const struct answer *a)
{
	switch (a->outcome) {
	case OUTCOME_ALLOWED:
		if (!s->out->allowed)
			s->out->allowed = keep_sample(s, a);
		break;
	case OUTCOME_DENIED:
		if (!s->out->denied)
			s->out->denied = keep_sample(s, a);
		break;
	case OUTCOME_REFUSED:
		if (!s->refused)
			s->refused = keep_sample(s, a);
		break;
	default:
		s->undecided = true;
		for (size_t i = 0; i < a->unknown.n; i++)
			add_unknown(s, a->unknown.at[i]);
		break;
	}
}

/* Nothing more can be learned: some are let in, and some are not. */
static bool is_done(const struct sweeping *s)
{
	return s->out->allowed && (s->out->denied || s->refused);
}

/* Ask, the open parts being open. Returns the first part that would have to be filled in; UNTOLD_MOST: it is decided. */
static size_t question(struct sweeping *s)
{
	struct arena_mark mark = arena_mark(s->scratch);
	struct sample now = make_sample(s, s->scratch);
	struct request r = s->request;
	struct answer a;
	size_t part = UNTOLD_MOST;

	s->questions++;
	s->untold.asked = 0;
	r.untold = &s->untold;
	apply_sample(&now, s->in->m, s->scratch, &r);
	way_in_ask(s->in, &r, s->scratch, &a);
	if (a.outcome == OUTCOME_UNDECIDED && s->untold.asked)
		part = (size_t)__builtin_ctzll(s->untold.asked);
	else
		take_down(s, &a);
	arena_rewind(s->scratch, mark);
	return part;
}

/* All requests that are filled in as this one is, with so many questions in all. As deep as there are parts. */
static void explore(struct sweeping *s, size_t most) /* NOLINT(misc-no-recursion) */
{
	size_t part;
	struct filling *f;

	if (s->questions >= most) {
		s->cut = true;
		return;
	}
	part = question(s);
	if (part == UNTOLD_MOST)
		return;
	f = &s->parts[part];
	s->untold.parts &= ~(UINT64_C(1) << part);
	for (size_t i = 0; i < f->texts.n && !is_done(s); i++) {
		size_t left = most > s->questions ? most - s->questions : 0;

		f->now = f->texts.at[i];
		explore(s, s->shared ? s->questions + left / (f->texts.n - i) : most);
	}
	s->untold.parts |= UINT64_C(1) << part;
}

static enum admission admission_of(const struct sweeping *s)
{
	const struct sweep *o = s->out;

	if (o->allowed)
		return o->denied || s->refused || s->undecided || s->cut ? ADMITS_SOME : ADMITS_ALL;
	if (s->undecided || s->cut)
		return ADMITS_UNDECIDED;
	return o->denied ? ADMITS_NONE : ADMITS_REFUSED;
}

/* With one identity, or none, and one protocol. */
static void sweep_one(struct sweeping *s, const struct str *identity, bool mutual, enum request_scheme scheme)
{
	struct untold all = open_all();
	bool before = s->cut;

	s->request = (struct request){ .side = REQUEST_ARRIVES, .workload = s->in->w, .port = s->in->port, .scheme = scheme,
		.tls = mutual ? REQUEST_MUTUAL : REQUEST_PLAINTEXT, .identity = identity };
	memset(s->parts, 0, sizeof s->parts);
	s->n_headers = 0;
	s->questions = 0;
	s->whole = true;
	s->untold = (struct untold){ .headers = s->headers };
	if (request_is_http(&s->request)) {
		struct request r = s->request;

		r.untold = &all;
		name_all(s, &r);
		for (size_t part = UNTOLD_METHOD; part < UNTOLD_HEADERS + s->n_headers; part++)
			if (s->untold.parts >> part & 1)
				fill(s, part);
		fill_token(s);
	}
	s->untold.n_headers = s->n_headers;
	s->cut = s->shared = false;
	explore(s, MOST_QUESTIONS);
	/* One text of which nothing is decided shall not keep the others from being asked. */
	s->shared = true;
	if (s->cut && !is_done(s))
		explore(s, 2 * MOST_QUESTIONS);
	s->cut |= before || !s->whole;
}

void sweep_run(const struct way_in *in, const struct sender *who, struct arena *arena, struct arena *scratch, struct sweep *out)
{
	struct sweeping *s = arena_new(scratch, struct sweeping);
	size_t n = who->mutual ? who->n : 1;

	*out = (struct sweep){ .admission = ADMITS_UNDECIDED };
	s->arena = arena;
	s->scratch = scratch;
	s->out = out;
	for (size_t i = 0; i < n && !is_done(s); i++) {
		const struct str *identity = who->mutual ? who->identities[i] : NULL;
		struct arena_mark narrowed = arena_mark(scratch);

		narrow(s, in, who, identity);
		for (int http = 1; http >= 0 && !is_done(s); http--) {
			struct arena_mark mark = arena_mark(scratch);

			if (http ? in->http : in->tcp)
				sweep_one(s, identity, who->mutual, http ? SCHEME_HTTP : SCHEME_TCP);
			arena_rewind(scratch, mark);
		}
		arena_rewind(scratch, narrowed);
	}
	out->admission = admission_of(s);
	if (s->cut && !is_done(s) && (out->admission == ADMITS_SOME || out->admission == ADMITS_UNDECIDED))
		vec_push(arena, &out->unknown, "what more combinations of conditions do than are tried");
	if (!out->denied)
		out->denied = s->refused;
}
