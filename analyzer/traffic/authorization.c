/* AuthorizationPolicies weighed against each other. */
#include "traffic/authorization.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "traffic/attachment.h"
#include "traffic/token.h"
#include "world/config.h"

enum path_normalization mesh_path_normalization(const struct mesh *m)
{
	static const char *const names[] = { "NONE", "BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES" };
	const struct str *text = node_get_text(node_get(mesh_configuration(m)->node, KEY_pathNormalization), KEY_normalization);

	for (int i = PATH_NONE; i <= PATH_DECODE_AND_MERGE_SLASHES; i++)
		if (str_is(text, names[i]))
			return (enum path_normalization)i;
	return PATH_BASE;
}

/* May a header that is left open be one that a JWT comes in? */
static bool may_bring_token(const struct request *r, const struct attached *tokens)
{
	bool may = request_untold(r, UNTOLD_QUERY);

	for (size_t i = 0; r->untold && i < r->untold->n_headers; i++)
		may |= token_may_be_in(tokens, r->untold->headers[i]) && request_untold_header(r, r->untold->headers[i]);
	return may;
}

struct arrival arrival_make(const struct mesh *m, const struct access_policies *all, const struct request *r, bool http, bool authenticated,
	struct arena *arena)
{
	struct arrival a = { .lists = all->lists, .mesh = m, .arena = arena, .request = r, .port = r->port, .http = http, .authenticated = authenticated, .token = NO };

	if (http) {
		if ((all->tokens.n || all->tokens.missing) && (request_untold(r, UNTOLD_TOKEN) || may_bring_token(r, &all->tokens)))
			a.token = UNKNOWN;
		else
			a.token = request_token(&all->tokens, r);
		a.path = path_normalized(arena, r->path ? r->path->text : "/", mesh_path_normalization(m));
	}
	return a;
}

/* As strconv.ParseBool reads it: what is no boolean is false. */
static bool is_dry_run(const struct resource *r)
{
	static const char *const words[] = { "1", "t", "T", "true", "TRUE", "True" };
	const struct str *text = resource_annotation(r, "istio.io/dry-run");

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_is(text, words[i]))
			return true;
	return false;
}

/* False: an action that istiod does not know; it ignores the policy. */
static bool read_action(const struct resource *r, enum policy_action *out)
{
	const struct str *text = node_get_text(r->spec, KEY_action);

	*out = POLICY_ALLOW;
	if (!text)
		return true;
	for (int i = POLICY_CUSTOM; i <= POLICY_AUDIT; i++)
		if (str_is(text, policy_action_name((enum policy_action)i))) {
			*out = (enum policy_action)i;
			return true;
		}
	return false;
}

/* What they say, read; in *n their number without those that istiod ignores. */
static const struct access_policy *read_policies(const struct mesh *m, const struct attached *all, const struct workload *w, const struct service *service,
	struct arena *arena, size_t *out)
{
	struct access_policy *at = arena_array(arena, struct access_policy, all->n);
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		const struct resource *r = all->at[i];
		struct access_policy *p = &at[n];

		p->resource = r;
		p->applies = policy_attaches(m, r, w, service);
		p->dry_run = is_dry_run(r);
		p->provider = node_text(node_at(r->spec, KEY_provider, KEY_name, 0));
		p->rules = node_get(r->spec, KEY_rules);
		p->garbled = (!p->rules && node_has(r->spec, KEY_rules)) || (!node_get(r->spec, KEY_action) && node_has(r->spec, KEY_action));
		n += read_action(r, &p->action);
	}
	*out = n;
	return at;
}

struct access_policies workload_access_policies(const struct mesh *m, const struct workload *w, const struct service *service, struct arena *arena)
{
	static const char question;
	struct attached all = attached_policies(m, KIND_AUTHORIZATION_POLICY, w, service, arena);
	struct kept *k = all.alike ? mesh_kept(m, &question, all.alike, NULL) : NULL;
	struct access_policies *kept = k ? k->found : NULL, out = { .missing = all.missing, .alike = all.alike };

	if (kept)
		out = *kept;
	else
		out.at = read_policies(m, &all, w, service, k ? k->arena : arena, &out.n);
	if (k && !kept) {
		k->found = kept = arena_new(k->arena, struct access_policies);
		*kept = out;
	}
	out.tokens = attached_policies(m, KIND_REQUEST_AUTHENTICATION, w, service, arena);
	return out;
}

/* Do the CUSTOM policies that are in force name another one as well? */
static enum truth names_another(const struct access_policies *all, const struct access_policy *p)
{
	enum truth t = NO;

	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].action == POLICY_CUSTOM && all->at[i].provider != p->provider)
			t = truth_or(t, all->at[i].applies);
	return t;
}

/* Is the service of the authorizer in the registry: that of its namespace, else the only one of its host? */
static enum truth has_service(const struct mesh *m, const struct provider *p)
{
	const struct str *text = node_text(node_find(node_member(p->node, p->kind), "service")), *host, *ns;
	const char *slash = text ? strchr(text->text, '/') : NULL;
	const struct service *first, *s;

	if (!text)
		return UNKNOWN;
	host = slash ? pool_text(mesh_pool(m), slash + 1) : text;
	first = mesh_services(m, host);
	if (!first)
		return mesh_world(m) == WORLD_CLOSED ? NO : UNKNOWN;
	ns = slash ? pool_intern(mesh_pool(m), text->text, (size_t)(slash - text->text)) : first->ns;
	for (s = first; s; s = s->same_host)
		if (slash ? s->ns == ns : s->ns != ns)
			return slash ? YES : NO;
	return slash ? NO : YES;
}

enum authorizer access_authorizer(const struct mesh *m, const struct access_policies *all, const struct access_policy *p, bool http)
{
	const struct provider *provider = p->provider ? mesh_provider(m, p->provider) : NULL;
	enum truth another = names_another(all, p), there;

	if (another == YES || !p->provider)
		return AUTHORIZER_BROKEN;
	if (!provider)
		return mesh_has_provider(m, p->provider) == NO ? AUTHORIZER_BROKEN : AUTHORIZER_ASKED;
	if (!provider->kind)
		return AUTHORIZER_ASKED;
	if (!str_is(provider->kind, "envoyExtAuthzHttp") && !str_is(provider->kind, "envoyExtAuthzGrpc"))
		return AUTHORIZER_BROKEN;
	there = has_service(m, provider);
	if (there == NO)
		return AUTHORIZER_BROKEN;
	return !http && str_is(provider->kind, "envoyExtAuthzHttp") && another == NO && there == YES ? AUTHORIZER_SKIPPED : AUTHORIZER_ASKED;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct access_clause *)a)->name, ((const struct access_clause *)b)->name);
}

/* CUSTOM rules are asked for one provider after the other. */
static const char *clause_name(const struct access_policy *p, unsigned number, struct arena *arena)
{
	const struct resource *r = p->resource;
	const char *provider = p->action == POLICY_CUSTOM && p->provider ? p->provider->text : "";

	return arena_printf(arena, "%s\001ns[%s]-policy[%s]-rule[%u]", provider, r->ns->text, r->name->text, number);
}

static struct access_clauses clauses_of(const struct access_policies *all, enum policy_action action, struct arena *arena)
{
	struct access_clauses c = { { NULL, 0, 0 } };

	for (size_t i = 0; i < all->n; i++) {
		const struct access_policy *p = &all->at[i];
		unsigned number = 0;

		if (p->action != action || p->dry_run)
			continue;
		for (const struct node *rule = p->garbled ? NULL : node_first(p->rules); rule; rule = node_next(rule))
			vec_push(arena, &c.list, ((struct access_clause){ p, rule, clause_name(p, number++, arena) }));
		if (p->garbled)
			vec_push(arena, &c.list, ((struct access_clause){ p, NULL, clause_name(p, 0, arena) }));
	}
	if (c.list.n)
		qsort(c.list.at, c.list.n, sizeof *c.list.at, by_name);
	return c;
}

void access_policies_guard(struct access_policies *all)
{
	all->guarded = NO;
	all->guard = NULL;
	for (size_t i = 0; i < all->n && all->guarded != YES; i++) {
		const struct access_policy *p = &all->at[i];

		if (p->action != POLICY_ALLOW || p->dry_run || p->applies <= all->guarded)
			continue;
		all->guarded = p->applies;
		all->guard = p->resource;
	}
}

void access_policies_order(const struct mesh *m, struct access_policies *all, struct arena *arena)
{
	static const char questions[POLICY_AUDIT];

	access_policies_guard(all);
	for (int action = POLICY_CUSTOM; action < POLICY_AUDIT; action++) {
		struct kept *k = all->alike ? mesh_kept(m, &questions[action], all->alike, NULL) : NULL;
		const struct access_clauses *kept = k ? k->found : NULL;

		all->clauses[action] = kept ? *kept : clauses_of(all, (enum policy_action)action, k ? k->arena : arena);
		if (k && !kept) {
			k->found = arena_new(k->arena, struct access_clauses);
			*(struct access_clauses *)k->found = all->clauses[action];
		}
	}
}

struct weighing {
	const struct access_policies *all;
	const struct arrival *a;
	struct answer *out;
	struct doubts doubts;        /* of what may deny or allow, but need not */
	enum truth denies;           /* a rule of CUSTOM or DENY, or the JWT */
	enum truth allows;           /* does a rule of ALLOW take it, or is there no such policy */
	struct cause denied_by, allowed_by;
	const char *reason;
};

static void doubt_force(const struct weighing *w, const struct resource *policy, struct doubts *doubts)
{
	const struct resource *rival = policy_rival(w->a->mesh, policy);
	bool first = rival && policy->order < rival->order;
	const char *which = rival ? answer_namesakes(w->a->arena, first ? policy : rival, first ? rival : policy) : NULL;

	if (which)
		doubts_add(doubts, "%s", which);
	else
		doubts_add(doubts, "whether AuthorizationPolicy %s is in force here", policy->name->text);
}

/* Does the clause take the request, and is its policy in force? */
static enum truth clause_takes(struct weighing *w, const struct access_clause *c, struct doubts *doubts)
{
	const struct resource *r = c->policy->resource;
	enum truth t = UNKNOWN;

	if (c->rule)
		t = rule_takes(w->a, c->policy->action, r->ns, c->rule, doubts);
	else
		doubts_add(doubts, "what the invalid rules of AuthorizationPolicy %s match", r->name->text);
	if (t != NO && c->policy->applies == UNKNOWN)
		doubt_force(w, r, doubts);
	return truth_and(t, c->policy->applies);
}

static void deny(struct weighing *w, const struct access_clause *c, const char *reason)
{
	w->denies = YES;
	w->reason = reason;
	w->denied_by = (struct cause){ c->policy->resource, c->rule };
}

static void weigh_custom(struct weighing *w)
{
	const struct access_clauses *c = &w->all->clauses[POLICY_CUSTOM];

	/* ztunnel has none. */
	if (w->a->ztunnel)
		return;
	for (size_t i = 0; i < c->list.n && w->denies != YES; i++) {
		const struct access_clause *x = &c->list.at[i];
		enum authorizer who = access_authorizer(w->a->mesh, w->all, x->policy, w->a->http);
		struct doubts own = { .arena = w->a->arena };
		enum truth t = who == AUTHORIZER_SKIPPED ? NO : clause_takes(w, x, &own);

		if (t == NO)
			continue;
		if (t == YES && who == AUTHORIZER_BROKEN) {
			deny(w, x, "no-authorizer");
			return;
		}
		if (who != AUTHORIZER_BROKEN)
			doubts_add(&own, "what the external authorizer %s answers", x->policy->provider->text);
		for (size_t k = 0; k < own.list.n; k++)
			doubts_add(&w->doubts, "%s", own.list.at[k]);
		w->denies = UNKNOWN;
	}
}

static void weigh_deny(struct weighing *w)
{
	const struct access_clauses *c = &w->all->clauses[POLICY_DENY];

	for (size_t i = 0; i < c->list.n && w->denies != YES; i++) {
		enum truth t = clause_takes(w, &c->list.at[i], &w->doubts);

		if (t == YES)
			deny(w, &c->list.at[i], "deny-rule");
		else
			w->denies = truth_or(w->denies, t);
	}
}

/* Do all policies ALLOW take it, each alone? Then it is no matter which of them are in force, or none. */
static bool all_allow(const struct weighing *w)
{
	for (size_t i = 0; i < w->all->n; i++) {
		const struct access_policy *p = &w->all->at[i];
		enum truth t = NO;

		if (p->action != POLICY_ALLOW || p->dry_run)
			continue;
		for (const struct node *rule = p->garbled ? NULL : node_first(p->rules); rule; rule = node_next(rule))
			t = truth_or(t, rule_takes(w->a, POLICY_ALLOW, p->resource->ns, rule, NULL));
		if (t != YES)
			return false;
	}
	return true;
}

static void weigh_allow(struct weighing *w)
{
	const struct access_clauses *c = &w->all->clauses[POLICY_ALLOW];
	struct doubts own = { .arena = w->a->arena };

	if (w->all->guarded == UNKNOWN)
		doubt_force(w, w->all->guard, &own);
	for (size_t i = 0; i < c->list.n && w->allows != YES; i++) {
		enum truth t = clause_takes(w, &c->list.at[i], &own);

		w->allows = truth_or(w->allows, t);
		if (t == YES)
			w->allowed_by = (struct cause){ c->list.at[i].policy->resource, c->list.at[i].rule };
	}
	w->allows = truth_or(w->allows, truth_not(w->all->guarded));
	if (w->all->guarded == UNKNOWN && all_allow(w))
		w->allows = YES;
	for (size_t i = 0; w->allows == UNKNOWN && i < own.list.n; i++)
		doubts_add(&w->doubts, "%s", own.list.at[i]);
}

static const char *name_of(struct arena *arena, const struct resource *r)
{
	return r->ns->len ? arena_printf(arena, "%s/%s", r->ns->text, r->name->text) : r->name->text;
}

/* A step for each policy that could allow the request and does not. */
static void tell_refusals(struct weighing *w)
{
	for (size_t i = 0; i < w->all->n && !w->out->quiet; i++) {
		const struct access_policy *p = &w->all->at[i];

		if (p->action == POLICY_ALLOW && !p->dry_run)
			answer_step(w->out, &(struct cause){ p->resource, p->rules }, "AuthorizationPolicy %s (ALLOW): %s",
				name_of(w->a->arena, p->resource), node_first(p->rules) ? "no rule matches" : "it has no rules, so it matches nothing");
	}
}

static void tell_denial(struct weighing *w)
{
	struct answer *out = w->out;

	out->outcome = OUTCOME_DENIED;
	out->by = w->denies == YES ? w->denied_by : (struct cause){ w->all->guard, NULL };
	out->reason = w->denies == YES ? w->reason : "no-allow-rule";
	if (w->denies != YES) {
		tell_refusals(w);
		return;
	}
	answer_step(out, &w->denied_by, "AuthorizationPolicy %s (%s): %s", name_of(w->a->arena, w->denied_by.resource),
		strcmp(w->reason, "deny-rule") ? "CUSTOM" : "DENY",
		strcmp(w->reason, "deny-rule") ? "a rule matches, and its external authorizer is not usable" : "a rule matches");
}

static void tell_permission(struct weighing *w)
{
	w->out->outcome = OUTCOME_ALLOWED;
	w->out->by = w->allowed_by;
	if (w->allowed_by.resource)
		answer_step(w->out, &w->allowed_by, "AuthorizationPolicy %s (ALLOW): a rule matches", name_of(w->a->arena, w->allowed_by.resource));
	else
		answer_step(w->out, NULL, "no AuthorizationPolicy (ALLOW) is in force here, and none denies it");
}

void access_decide(const struct access_policies *all, const struct arrival *a, struct answer *out)
{
	struct weighing w = { .all = all, .a = a, .out = out, .doubts = { .arena = a->arena } };

	weigh_custom(&w);
	if (a->http && a->token != NO && w.denies != YES) {
		w.denies = UNKNOWN;
		if (!request_untold(a->request, UNTOLD_TOKEN))
			doubts_add(&w.doubts, "whether the JWT of the request is valid");
	}
	if (w.denies != YES)
		weigh_deny(&w);
	weigh_allow(&w);
	if (all->missing)
		doubts_add(&w.doubts, "%s", all->missing);
	if (w.denies == YES || (w.allows == NO && !all->missing)) {
		tell_denial(&w);
		return;
	}
	if (w.denies == NO && w.allows == YES && !all->missing) {
		tell_permission(&w);
		return;
	}
	out->outcome = OUTCOME_UNDECIDED;
	for (size_t i = 0; i < w.doubts.list.n; i++)
		answer_undecided(out, "%s", w.doubts.list.at[i]);
}
