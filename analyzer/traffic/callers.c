/* Clients of a port, by what the policies in force there say of identities. */
#include "traffic/callers.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "keys.h"
#include "traffic/census.h"
#include "traffic/identity.h"
#include "traffic/specimen.h"
#include "traffic/value.h"
#include "world/config.h"
#include "world/gateway.h"

/* The callers of one port while they are found. */
struct finding_callers {
	struct census *c;
	struct arena *scratch;
	const struct way_in *ways;
	size_t n_ways;
	const char *const *values; /* that say something of identities */
	size_t n_values;
	const char *fresh;         /* a word that is in none of them */
	struct map seen;           /* identities and namespaces */
	VEC(struct caller) list;
	VEC(const char *) accounts, spaces; /* values for the names of accounts and namespaces alone; then what they are told apart by */
	VEC(struct condition_value) named;
	const struct str *ns;      /* of the policy whose values are seen */
	bool strangers;            /* clients of another trust domain are asked for too */
};

static const struct str *own_domain(const struct census *c)
{
	return mesh_configuration(c->m)->trust_domain.value;
}

static void add_caller(struct finding_callers *f, enum caller_sort sort, const struct str *name)
{
	void **seen = map_at(f->scratch, &f->seen, name, NULL, NULL);

	if (*seen)
		return;
	*seen = f;
	vec_push(f->scratch, &f->list, ((struct caller){ .sort = sort, .name = name,
		.known = sort == CALLER_IDENTITY && map_get(&f->c->known, name, NULL, NULL) }));
}

static void add_word(struct finding_callers *f, const char *word, bool account)
{
	if (account)
		vec_push(f->scratch, &f->accounts, word);
	else
		vec_push(f->scratch, &f->spaces, word);
}

/* --- What values say of identities --- */

/* Does the domain stand for the mesh's own? */
static bool is_own(const struct census *c, const char *domain, size_t n)
{
	const struct mesh_config *config = mesh_configuration(c->m);
	const char *own = own_domain(c)->text;
	bool is = (n == strlen(own) && strncmp(domain, own, n) == 0) || (n == strlen("cluster.local") && strncmp(domain, "cluster.local", n) == 0);

	for (size_t i = 0; i < config->trust_domain_aliases.n; i++)
		is |= config->trust_domain_aliases.value[i]->len == n && strncmp(config->trust_domain_aliases.value[i]->text, domain, n) == 0;
	return is;
}

static void add_whole_principal(struct finding_callers *f, const char *value)
{
	struct identity_parts p;

	if (!identity_read(value, &p))
		return;
	if (is_own(f->c, value, p.n_domain))
		add_caller(f, CALLER_IDENTITY, identity_make(f->c->m, arena_strndup(f->scratch, p.ns, p.n_ns), p.account));
	else
		add_caller(f, CALLER_IDENTITY, pool_text(mesh_pool(f->c->m), value));
}

/* Service accounts of the tree that a pattern takes, whatever their namespace. */
static void add_taken(struct finding_callers *f, const char *value)
{
	for (size_t i = 0; i < f->c->n_accounts; i++)
		if (value_takes(value, f->c->accounts[i].identity->text, false))
			add_caller(f, CALLER_IDENTITY, f->c->accounts[i].identity);
}

/* "domain/ns/N/sa/A*", cut off anywhere. */
static void add_beginning(struct finding_callers *f, const char *value)
{
	const char *head = arena_strndup(f->scratch, value, strlen(value) - 1), *ns = strstr(head, "/ns/"), *end = ns ? strchr(ns + 4, '/') : NULL;

	if (!ns || !is_own(f->c, head, (size_t)(ns - head)))
		return;
	if (!end) {
		add_taken(f, value);
		add_word(f, arena_printf(f->scratch, "%s*", ns + 4), false);
		return;
	}
	add_caller(f, CALLER_NAMESPACE, pool_intern(mesh_pool(f->c->m), ns + 4, (size_t)(end - ns - 4)));
	if (strncmp(end, "/sa/", 4) != 0 || !end[4])
		return;
	add_taken(f, value);
	add_word(f, arena_printf(f->scratch, "%s*", end + 4), true);
}

/* "*.../ns/N/sa/A", of which the beginning may be cut off anywhere. */
static void add_end(struct finding_callers *f, const char *value)
{
	const char *account = strstr(value, "/sa/"), *from;
	struct identity_parts p;

	if (identity_read(value, &p)) {
		add_caller(f, CALLER_IDENTITY, identity_make(f->c->m, arena_strndup(f->scratch, p.ns, p.n_ns), p.account));
		return;
	}
	add_taken(f, value);
	if (!account) {
		from = strrchr(value, '/') ? strrchr(value, '/') + 1 : value + 1;
		add_word(f, from, true);
		add_word(f, arena_printf(f->scratch, "*%s", from), true);
		return;
	}
	add_word(f, account + 4, true);
	from = arena_strndup(f->scratch, value + 1, (size_t)(account - value - 1));
	from = strrchr(from, '/') ? strrchr(from, '/') + 1 : from;
	if (*from) {
		add_word(f, from, false);
		add_word(f, arena_printf(f->scratch, "*%s", from), false);
	}
}

static const char *stars_filled(const struct finding_callers *f, const char *value)
{
	struct buf made = BUF_INIT;
	const char *out;

	for (; *value; value++)
		if (*value == '*')
			buf_puts(&made, f->fresh);
		else
			buf_putc(&made, *value);
	out = arena_strdup(f->scratch, made.at);
	buf_release(&made);
	return out;
}

static void add_namespaces(struct finding_callers *f, const char *value)
{
	const char *star = strchr(value, '*');

	if (!star) {
		add_caller(f, CALLER_NAMESPACE, pool_text(mesh_pool(f->c->m), value));
		return;
	}
	for (size_t i = 0; i < f->c->n_accounts; i++)
		if ((!i || f->c->accounts[i].ns != f->c->accounts[i - 1].ns) && value_takes_stars(value, f->c->accounts[i].ns->text))
			add_caller(f, CALLER_NAMESPACE, f->c->accounts[i].ns);
	if ((star == value || !star[1]) && !strchr(star + 1, '*'))
		add_word(f, value, false);
	else
		add_word(f, stars_filled(f, value), false);
}

static void add_value(struct finding_callers *f, const struct condition_value *v)
{
	const char *slash = strchr(v->value, '/');
	size_t n = strlen(v->value);

	if (!n || strcmp(v->value, "*") == 0)
		return;
	switch (v->subject) {
	case SUBJECT_PRINCIPAL:
		if (v->value[0] == '*')
			add_end(f, v->value);
		else if (v->value[n - 1] == '*')
			add_beginning(f, v->value);
		else
			add_whole_principal(f, v->value);
		break;
	case SUBJECT_NAMESPACE: add_namespaces(f, v->value); break;
	case SUBJECT_ACCOUNT:
		add_caller(f, CALLER_IDENTITY, slash ? identity_make(f->c->m, arena_strndup(f->scratch, v->value, (size_t)(slash - v->value)), slash + 1)
			: identity_make(f->c->m, v->name, v->value));
		break;
	default: break;
	}
}

/* Keep what says something of identities; name is then the policy's namespace. */
static void see_value(void *context, const struct condition_value *v)
{
	struct finding_callers *f = context;
	struct condition_value kept = { v->subject, f->ns->text, v->value };

	if (v->subject == SUBJECT_PRINCIPAL || v->subject == SUBJECT_NAMESPACE || v->subject == SUBJECT_ACCOUNT)
		vec_push(f->scratch, &f->named, kept);
}

static void see_policies(struct finding_callers *f, const struct access_policies *all)
{
	for (int action = POLICY_CUSTOM; action < POLICY_AUDIT; action++)
		for (size_t i = 0; i < all->clauses[action].list.n; i++) {
			const struct access_clause *c = &all->clauses[action].list.at[i];

			f->ns = c->policy->resource->ns;
			if (c->rule)
				rule_values(c->rule, f->scratch, see_value, f);
		}
}

/* --- Whom there is to ask --- */

static int by_sort(const void *a, const void *b)
{
	const struct caller *x = a, *y = b;

	if (x->sort != y->sort)
		return x->sort < y->sort ? -1 : 1;
	return x->name && y->name ? strcmp(x->name->text, y->name->text) : 0;
}

static void list_identities(struct finding_callers *f)
{
	struct specimens accounts, spaces;
	const char **values;

	see_policies(f, f->ways[0].policies);
	values = arena_array(f->scratch, const char *, f->named.n);
	for (size_t i = 0; i < f->named.n; i++)
		values[f->n_values++] = f->named.at[i].value;
	f->fresh = specimen_word(values, f->n_values, f->scratch);
	for (size_t i = 0; i < f->named.n; i++)
		add_value(f, &f->named.at[i]);
	if (f->accounts.n) {
		specimens_make(SPECIMEN_TEXT, f->accounts.at, f->accounts.n, f->scratch, &accounts);
		f->accounts.at = accounts.list.at;
		f->accounts.n = accounts.list.n;
	}
	if (f->spaces.n) {
		specimens_make(SPECIMEN_TEXT, f->spaces.at, f->spaces.n, f->scratch, &spaces);
		f->spaces.at = spaces.list.at;
		f->spaces.n = spaces.list.n;
	}
	vec_push(f->scratch, &f->list, ((struct caller){ .sort = CALLER_OTHER }));
}

/* Which sorts of callers the ways are for. */
static bool is_for(const struct way_in *w, enum caller_sort sort)
{
	if (w->inbound)
		return sort != CALLER_CERTIFICATE;
	if (sort == CALLER_NONE)
		return !w->authenticated;
	return w->authenticated && (sort == CALLER_CERTIFICATE) == w->foreign;
}

static bool is_for_any(const struct finding_callers *f, enum caller_sort sort)
{
	bool any = false;

	for (size_t i = 0; i < f->n_ways; i++)
		any |= is_for(&f->ways[i], sort);
	return any;
}

static void list_callers(struct finding_callers *f, const struct str *only)
{
	if (is_for_any(f, CALLER_IDENTITY) && !only)
		list_identities(f);
	else if (is_for_any(f, CALLER_IDENTITY))
		add_caller(f, CALLER_IDENTITY, only);
	if (is_for_any(f, CALLER_CERTIFICATE))
		vec_push(f->scratch, &f->list, ((struct caller){ .sort = CALLER_CERTIFICATE }));
	if (!only || !is_for_any(f, CALLER_IDENTITY))
		vec_push(f->scratch, &f->list, ((struct caller){ .sort = CALLER_NONE }));
	qsort(f->list.at, f->list.n, sizeof *f->list.at, by_sort);
}

/* --- Asking --- */

struct identity_list {
	VEC(const struct str *) list;
};

static void add_identity(struct finding_callers *f, struct identity_list *to, const char *ns, const char *account)
{
	const struct str *identity = identity_make(f->c->m, ns, account);

	/* Those that are asked for themselves are none of the others. */
	if (!map_get(&f->seen, identity, NULL, NULL))
		vec_push(f->scratch, &to->list, identity);
}

static void add_accounts(struct finding_callers *f, struct identity_list *to, const char *ns)
{
	add_identity(f, to, ns, f->fresh);
	for (size_t i = 0; i < f->accounts.n; i++)
		add_identity(f, to, ns, f->accounts.at[i]);
}

/* The same of a trust domain that no policy names, in a form that Istio does not give: which domains are the mesh's own may not be known, and this is none. */
static void add_strangers(struct finding_callers *f, struct identity_list *to)
{
	size_t n = to->list.n;

	for (size_t i = 0; i < n; i++) {
		const char *rest = to->list.at[i] ? strchr(to->list.at[i]->text, '/') : NULL;

		if (rest)
			vec_push(f->scratch, &to->list, pool_printf(mesh_pool(f->c->m), "%s.example/of/%s%s", f->fresh, f->fresh, rest));
	}
}

/* The identities that stand for a caller: of all others one for each way in which patterns may take them. */
static struct identity_list identities_of(struct finding_callers *f, const struct caller *k)
{
	struct identity_list out = { { NULL, 0, 0 } };

	switch (k->sort) {
	case CALLER_IDENTITY: vec_push(f->scratch, &out.list, k->name); break;
	case CALLER_NAMESPACE: add_accounts(f, &out, k->name->text); break;
	case CALLER_OTHER:
		add_accounts(f, &out, f->fresh);
		for (size_t i = 0; i < f->spaces.n; i++)
			if (!map_get(&f->seen, pool_text(mesh_pool(f->c->m), f->spaces.at[i]), NULL, NULL))
				add_accounts(f, &out, f->spaces.at[i]);
		break;
	case CALLER_CERTIFICATE: vec_push(f->scratch, &out.list, NULL); break;
	case CALLER_NONE: break;
	}
	if (f->strangers)
		add_strangers(f, &out);
	return out;
}

/* What one more way says: requests may take any of them. */
static void join(struct finding_callers *f, struct sweep *to, const struct sweep *more)
{
	bool some = to->allowed || more->allowed;
	enum admission a = to->admission, b = more->admission;

	if (a != b)
		to->admission = some ? ADMITS_SOME : a == ADMITS_UNDECIDED || b == ADMITS_UNDECIDED ? ADMITS_UNDECIDED : ADMITS_NONE;
	to->allowed = to->allowed ? to->allowed : more->allowed;
	to->denied = to->denied ? to->denied : more->denied;
	for (size_t i = 0; i < more->unknown.n; i++)
		vec_push(f->c->arena, &to->unknown, more->unknown.at[i]);
}

static void refuse(struct census *c, struct caller *k, const char *reason)
{
	struct sample *none = arena_new(c->arena, struct sample);

	none->reason = reason;
	k->verdict = (struct sweep){ .admission = ADMITS_REFUSED, .denied = none };
}

static void ask(struct finding_callers *f, struct caller *k)
{
	struct identity_list who = identities_of(f, k);
	struct sender sender = { .mutual = k->sort != CALLER_NONE, .identities = who.list.at, .n = who.list.n, .lists = &f->c->lists };
	bool asked = false;

	k->mixed = who.list.n > 1;
	for (size_t i = 0; i < f->n_ways; i++) {
		struct sweep s;

		if (!is_for(&f->ways[i], k->sort))
			continue;
		sweep_run(&f->ways[i], &sender, f->c->arena, f->scratch, &s);
		if (asked)
			join(f, &k->verdict, &s);
		else
			k->verdict = s;
		asked = true;
	}
	if (!asked)
		refuse(f->c, k, "client-certificate-required");
}

/* --- Those that are alike --- */

/* What the rules say of an identity; *marked false: nothing that can be compared. */
static uint64_t mark_of(struct finding_callers *f, const struct str *identity, bool *marked)
{
	const struct way_in *in = &f->ways[0];
	struct request r = { .side = REQUEST_ARRIVES, .workload = in->w, .port = in->port, .tls = REQUEST_MUTUAL, .identity = identity };
	struct arena_mark mark = arena_mark(f->scratch);
	struct arrival a = { .lists = &f->c->lists, .mesh = in->m, .arena = f->scratch, .request = &r, .port = in->port, .authenticated = true };
	uint64_t out = ((uint64_t)identity_is_trusted(in->m, identity) + 1) * UINT64_C(0xd6e8feb86659fd93);

	*marked = f->n_ways == 1 && in->inbound && in->w->dataplane != DATAPLANE_AMBIENT;
	for (int action = POLICY_CUSTOM; *marked && action < POLICY_AUDIT; action++) {
		struct numbers may = clause_index_find(in->index, in->policies, (enum policy_action)action, identity, f->scratch);

		for (size_t i = 0; i < may.list.n; i++) {
			const struct access_clause *c = &in->policies->clauses[action].list.at[may.list.at[i]];

			if (c->rule)
				out = rule_identity_mark(&a, c->policy->resource->ns, c->rule, may.list.at[i] * POLICY_AUDIT + (size_t)action, out);
		}
	}
	arena_rewind(f->scratch, mark);
	return out;
}

/* The example, of another client that is alike. */
static const struct sample *sample_for(struct census *c, const struct sample *s, const struct str *identity)
{
	struct sample *out;

	if (!s)
		return NULL;
	out = arena_new(c->arena, struct sample);
	*out = *s;
	out->identity = identity;
	return out;
}

/* The callers with an identity, of which those that no rule tells apart are asked once. */
static void ask_all(struct finding_callers *f, struct caller *at, size_t n)
{
	struct map asked = { 0 };

	for (size_t i = 0; i < n; i++) {
		bool marked = false;
		uint64_t mark = at[i].sort == CALLER_IDENTITY ? mark_of(f, at[i].name, &marked) : 0;
		const struct str *key = marked ? pool_printf(mesh_pool(f->c->m), "%llx", (unsigned long long)mark) : NULL;
		const struct caller *like = marked ? map_get(&asked, key, NULL, NULL) : NULL;

		if (!like) {
			ask(f, &at[i]);
			if (marked)
				*map_at(f->scratch, &asked, key, NULL, NULL) = &at[i];
			continue;
		}
		at[i].verdict = like->verdict;
		at[i].verdict.allowed = sample_for(f->c, like->verdict.allowed, at[i].name);
		at[i].verdict.denied = sample_for(f->c, like->verdict.denied, at[i].name);
	}
}

static struct callers find_callers(struct census *c, const struct way_in *ways, size_t n, const struct str *only, bool strangers)
{
	struct finding_callers f = { .c = c, .scratch = &c->scratch, .ways = ways, .n_ways = n, .strangers = strangers };
	struct arena_mark mark = arena_mark(&c->scratch);
	struct caller *at;

	f.fresh = "other";
	list_callers(&f, only);
	at = arena_array(c->arena, struct caller, f.list.n);
	for (size_t i = 0; i < f.list.n; i++)
		at[i] = f.list.at[i];
	ask_all(&f, at, f.list.n);
	arena_rewind(&c->scratch, mark);
	long_lists_clear(&c->lists);
	return (struct callers){ .at = at, .n = f.list.n };
}

/* Where nobody has an identity, everybody is as one without. */
static struct callers find_anybody(struct census *c, const struct way_in *ways, size_t n, const struct census_entry *e)
{
	struct caller *one = arena_new(c->arena, struct caller);
	struct finding_callers f = { .c = c, .scratch = &c->scratch, .ways = ways, .n_ways = n };

	one->sort = CALLER_NONE;
	if (n) {
		ask(&f, one);
		long_lists_clear(&c->lists);
	} else if (e->refused) {
		refuse(c, one, e->refused);
	} else {
		one->verdict.admission = ADMITS_ALL;
		one->verdict.allowed = arena_new(c->arena, struct sample);
	}
	return (struct callers){ .at = one, .n = 1, .anonymous = true, .why = e->anonymous };
}

struct callers census_callers(struct census *c, const struct workload *w, uint32_t port, const struct str *only)
{
	const struct census_entry *e = census_enter(c, w, port);
	const struct str *key = e->key;
	struct callers **kept;

	if (only)
		key = pool_printf(mesh_pool(c->m), "%s %s", key->text, only->text);
	kept = (struct callers **)map_at(c->arena, &c->answers, key, NULL, NULL);
	if (!*kept) {
		struct callers *made = arena_new(c->arena, struct callers);
		size_t n;
		const struct way_in *ways = census_ways(c, w, port, &n);

		*made = e->anonymous ? find_anybody(c, ways, n, e) : find_callers(c, ways, n, only, false);
		*map_at(c->arena, &c->answers, key, NULL, NULL) = made;
		return *made;
	}
	return **kept;
}

/* --- One rule --- */

/* The policies as if there were this rule alone. */
static struct access_policies only_rule(const struct access_policies *all, const struct resource *policy, const struct node *rule, struct arena *arena)
{
	struct access_policies out = { .tokens = all->tokens };
	struct access_policy *p = arena_new(arena, struct access_policy);

	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].resource == policy)
			*p = all->at[i];
	if (!p->resource)
		return out;
	p->applies = YES;
	p->dry_run = false;
	p->action = p->action == POLICY_ALLOW ? POLICY_ALLOW : POLICY_DENY;
	out.at = p;
	out.n = 1;
	vec_push(arena, &out.clauses[p->action].list, ((struct access_clause){ p, rule, "" }));
	access_policies_guard(&out);
	return out;
}

enum truth census_rule(struct census *c, const struct workload *w, uint32_t port, const struct resource *policy, const struct node *rule,
	struct sample *out)
{
	size_t n;
	const struct way_in *ways = census_ways(c, w, port, &n);
	struct way_in *alone = arena_array(c->arena, struct way_in, n);
	const struct census_entry *e = census_enter(c, w, port);
	enum truth t = NO;
	struct callers all;

	for (size_t i = 0; i < n; i++) {
		struct access_policies *policies = arena_new(c->arena, struct access_policies);
		struct inbound *inbound = arena_new(c->arena, struct inbound);

		*policies = only_rule(ways[i].policies, policy, rule, c->arena);
		if (!policies->n)
			return NO;
		alone[i] = ways[i];
		alone[i].policies = policies;
		alone[i].index = NULL; /* that is of all of them */
		if (!ways[i].inbound)
			continue;
		*inbound = *ways[i].inbound;
		inbound->policies = *policies;
		alone[i].inbound = inbound;
	}
	if (!n)
		return NO;
	all = e->anonymous ? find_anybody(c, alone, n, e) : find_callers(c, alone, n, NULL, false);
	for (size_t i = 0; i < all.n; i++) {
		const struct sweep *s = &all.at[i].verdict;
		const struct sample *taken = alone[0].policies->at->action == POLICY_ALLOW ? s->allowed : s->denied && s->denied->by.node == rule ? s->denied : NULL;

		if (taken && out)
			*out = *taken;
		if (taken)
			return YES;
		t = truth_or(t, s->admission == ADMITS_UNDECIDED || s->unknown.n ? UNKNOWN : NO);
	}
	return t;
}

/* --- One rule, anywhere --- */

#define MOST_PORTS 16      /* that rules name and that are asked for */
#define ANOTHER_PORT 65535 /* that none names, as a rule */

struct port_numbers {
	uint32_t at[MOST_PORTS + 1];
	size_t n;
};

/* The ports that a list names; false: there are more than are asked for. */
static bool add_ports(const struct node *list, struct port_numbers *out)
{
	for (const struct node *v = node_first(list); v; v = node_next(v)) {
		int port = node_text(v) ? value_port(node_text(v)->text) : -1;

		if (port > 0 && out->n == MOST_PORTS + 1)
			return false;
		if (port > 0)
			out->at[out->n++] = (uint32_t)port;
	}
	return true;
}

/* Those of a rule's operations and conditions. */
static bool add_ports_of_rule(const struct node *rule, struct port_numbers *out)
{
	bool all = true;

	for (const struct node *to = node_first(node_get(rule, KEY_to)); to; to = node_next(to))
		all &= add_ports(node_at(to, KEY_operation, KEY_ports, 0), out) && add_ports(node_at(to, KEY_operation, KEY_notPorts, 0), out);
	for (const struct node *when = node_first(node_get(rule, KEY_when)); when; when = node_next(when))
		if (str_is(node_get_text(when, KEY_key), "destination.port"))
			all &= add_ports(node_get(when, KEY_values), out) && add_ports(node_get(when, KEY_notValues), out);
	return all;
}

/* What a sweep says of an ALLOW policy, or of another one that is alone. */
static enum truth taken_by(const struct sweep *s, enum policy_action action)
{
	if (action == POLICY_ALLOW)
		return s->allowed ? YES : s->admission == ADMITS_NONE || s->admission == ADMITS_REFUSED ? NO : UNKNOWN;
	return s->denied ? YES : s->admission == ADMITS_ALL ? NO : UNKNOWN;
}

/* What a policy does with what its rules take, where it is alone. */
static enum policy_action action_alone(const struct resource *policy)
{
	const struct node *action = node_get(policy->spec, KEY_action);

	return !action || str_is(node_text(action), "ALLOW") ? POLICY_ALLOW : POLICY_DENY;
}

/* A port of no workload in particular, in mutual TLS and in plaintext, with these policies. */
struct two_ways {
	struct access_policies policies;
	struct way_in at[2];
};

static void open_anywhere(struct census *c, const struct workload *w, const struct resource *policy, const struct node *rule,
	const struct access_clauses *denials, struct two_ways *out)
{
	struct access_policy *p = arena_new(c->arena, struct access_policy);

	*p = (struct access_policy){ .resource = policy, .applies = YES, .action = action_alone(policy) };
	out->policies = (struct access_policies){ .at = p, .n = 1, .tokens = { .missing = "the workload's" } };
	if (denials)
		out->policies.clauses[POLICY_DENY] = *denials;
	vec_push(c->arena, &out->policies.clauses[p->action].list, ((struct access_clause){ p, rule, "" }));
	access_policies_guard(&out->policies);
	out->at[0] = (struct way_in){ .m = c->m, .w = w, .policies = &out->policies, .http = true, .tcp = true, .named = true };
	out->at[1] = out->at[0];
	out->at[0].authenticated = true;
}

/* Is there a request to the port that the policies let in (of DENY alone: that they take)? YES: *out is one; it may be NULL. */
static enum truth ask_anywhere(struct census *c, struct two_ways *ways, uint32_t port, struct sample *out)
{
	enum policy_action action = ways->policies.at->action;
	struct callers who;
	enum truth t = NO;

	ways->at[0].port = ways->at[1].port = port;
	who = find_callers(c, ways->at, 2, NULL, true);
	for (size_t i = 0; i < who.n && t != YES; i++) {
		const struct sweep *s = &who.at[i].verdict;

		t = truth_or(t, taken_by(s, action));
		if (t == YES && out)
			*out = action == POLICY_ALLOW ? *s->allowed : *s->denied;
	}
	return t;
}

enum truth census_rule_anywhere(struct census *c, const struct resource *policy, const struct node *rule)
{
	struct port_numbers ports = { { ANOTHER_PORT }, 1 };
	struct two_ways ways;
	enum truth t = NO;

	open_anywhere(c, NULL, policy, rule, NULL, &ways);
	if (!add_ports_of_rule(rule, &ports))
		return UNKNOWN;
	for (size_t i = 0; i < ports.n && t != YES; i++)
		t = truth_or(t, ask_anywhere(c, &ways, ports.at[i], NULL));
	return t;
}

/* Of one port: is what the rule takes let in? NO too where it takes nothing; else *out is one, and what denies it. */
static enum truth passes(struct census *c, struct two_ways *alone, struct two_ways *all, uint32_t port, struct sample *out)
{
	struct sample s;
	struct request q;
	struct answer a;
	enum truth t = ask_anywhere(c, alone, port, &s);

	if (t != YES)
		return t;
	all->at[0].port = all->at[1].port = port;
	q = sample_request(&s, &all->at[!s.mutual], c->arena);
	way_in_ask(&all->at[!s.mutual], &q, c->arena, &a);
	if (a.outcome != OUTCOME_DENIED)
		return a.outcome == OUTCOME_ALLOWED ? YES : UNKNOWN;
	*out = s;
	out->by = a.by;
	return ask_anywhere(c, all, port, NULL);
}

enum truth census_rule_passes(struct census *c, const struct workload *w, const struct resource *policy, const struct node *rule,
	const struct access_clauses *denials, struct sample *out)
{
	struct port_numbers ports = { { ANOTHER_PORT }, 1 };
	struct two_ways alone, all;
	enum truth t = NO;
	bool known = add_ports_of_rule(rule, &ports);

	*out = (struct sample){ 0 };
	for (size_t i = 0; i < denials->list.n; i++)
		known &= add_ports_of_rule(denials->list.at[i].rule, &ports);
	open_anywhere(c, w, policy, rule, NULL, &alone);
	open_anywhere(c, w, policy, rule, denials, &all);
	for (size_t i = 0; i < ports.n && known && t == NO; i++)
		t = passes(c, &alone, &all, ports.at[i], out);
	return known ? t : UNKNOWN;
}
