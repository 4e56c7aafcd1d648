/*
 * Suite of traffic: who may call whom, on meshes made at random (the same ones each time). What is said of all requests of a client holds for
 * hundreds of them, judged one by one as they arrive; and each example is judged as it says.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "world_case.h"
#include "world_random.h"
#include "test/run.h"
#include "traffic/callers.h"
#include "traffic/inbound.h"
#include "traffic/specimen.h"
#include "traffic/value.h"

static struct mesh_case c;

#define N(array) (sizeof(array) / sizeof *(array))

static const char *const spaces[] = { "n1", "n2", "n12", "north" };
static const char *const accounts[] = { "web", "web2", "api", "app", "other" };
static const char *const methods[] = { "GET", "POST", "PUT", "HEAD", "G", "GETX" };
static const char *const hosts[] = { "a.example.com", "A.example.com", "b.example.com", "a.example.com:8443", "example.com", "x", "api.example.org" };
static const char *const paths[] = { "/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/b", "/b.js", "/a/b.js", "/a//b", "/a/../b", "/A", "/a/%62", "/x/y/z", "/a*b", "/a|" };
static const char *const queries[] = { "x=1", "y", "x=1&y" };
static const char *const texts[] = { "a", "ab", "b", "", "ba", "a,b", "10.0.0.x", "Bearer a" }; /* no address: what a proxy in front writes down is not asked for */
static const char *const headers[] = { "x-a", "X-B", "authorization", "x-forwarded-for", "x-token" };

/* A value for one of the texts: whole, its beginning, its end, any. */
static void put_value(struct buf *out, const char *const *of, size_t n)
{
	const char *text = of[random_below((uint32_t)n)];
	size_t len = strlen(text), cut = len ? random_below((uint32_t)len) : 0;

	switch (random_below(8)) {
	case 0: buf_puts(out, "'*'"); break;
	case 1: case 2: buf_printf(out, "'%.*s*'", (int)(len - cut), text); break;
	case 3: case 4: buf_printf(out, "'*%s'", text + cut); break;
	default: buf_printf(out, "'%s'", text); break;
	}
}

static void put_path(struct buf *out)
{
	static const char *const templates[] = { "/a/{*}", "/{*}/b", "/a/{**}", "/{**}/b.js", "/{*}", "/{*}/{**}", "/a/{*}/{*}" };

	if (random_below(4))
		put_value(out, paths, N(paths));
	else
		buf_printf(out, "'%s'", RANDOM_OF(templates));
}

static void put_principal(struct buf *out)
{
	static const char *const domains[] = { "cluster.local", "cluster.local", "cluster.local", "td", "old" };
	const char *text = arena_printf(&c.arena, "%s/ns/%s/sa/%s", RANDOM_OF(domains), RANDOM_OF(spaces), RANDOM_OF(accounts));

	put_value(out, &text, 1);
}

static void put_namespace(struct buf *out)
{
	if (random_below(6))
		put_value(out, spaces, N(spaces));
	else
		buf_puts(out, random_below(2) ? "'n*h'" : "'*1*'");
}

static void put_account(struct buf *out)
{
	buf_printf(out, random_below(2) ? "%s" : "n1/%s", RANDOM_OF(accounts));
}

static void put_claim(struct buf *out)
{
	buf_puts(out, random_below(2) ? "'*'" : "'iss/sub'");
}

static void put_address(struct buf *out)
{
	buf_puts(out, random_below(2) ? "10.0.0.0/8" : "192.168.0.1");
}

static void put_method(struct buf *out)
{
	put_value(out, methods, N(methods));
}

static void put_host(struct buf *out)
{
	put_value(out, hosts, N(hosts));
}

static void put_port(struct buf *out)
{
	buf_puts(out, random_below(2) ? "'8080'" : "'5000'");
}

static void put_list(struct buf *out, void (*put)(struct buf *out))
{
	buf_puts(out, "[");
	for (uint32_t n = 1 + random_below(3); n; n--) {
		put(out);
		buf_puts(out, n > 1 ? ", " : "]");
	}
}

static void put_field(struct buf *out, const char *name, const char *negated, uint32_t chance, void (*put)(struct buf *out), const char **comma)
{
	for (int k = 0; k < 2; k++) {
		if (random_below(k ? 2 * chance : chance))
			continue;
		buf_printf(out, "%s%s: ", *comma, k ? negated : name);
		put_list(out, put);
		*comma = ", ";
	}
}

static void put_source(struct buf *out)
{
	const char *comma = "";

	buf_puts(out, "{source: {");
	put_field(out, "principals", "notPrincipals", 2, put_principal, &comma);
	put_field(out, "namespaces", "notNamespaces", 3, put_namespace, &comma);
	if (!*comma)
		put_field(out, "serviceAccounts", "notServiceAccounts", 2, put_account, &comma);
	put_field(out, "requestPrincipals", "notRequestPrincipals", 12, put_claim, &comma);
	put_field(out, "ipBlocks", "notIpBlocks", 14, put_address, &comma);
	put_field(out, "remoteIpBlocks", "notRemoteIpBlocks", 14, put_address, &comma);
	buf_puts(out, "}}");
}

static void put_operation(struct buf *out)
{
	const char *comma = "";

	buf_puts(out, "{operation: {");
	put_field(out, "methods", "notMethods", 2, put_method, &comma);
	put_field(out, "paths", "notPaths", 2, put_path, &comma);
	put_field(out, "hosts", "notHosts", 4, put_host, &comma);
	put_field(out, "ports", "notPorts", 8, put_port, &comma);
	buf_puts(out, "}}");
}

static void put_text(struct buf *out)
{
	put_value(out, texts, N(texts));
}

static void put_full_path(struct buf *out)
{
	const char *path = RANDOM_OF(paths), *text = random_below(2) ? path : arena_printf(&c.arena, "%s?%s", path, RANDOM_OF(queries));

	put_value(out, &text, 1);
}

/* Without capitals, for these would be told apart in a header, and not in hosts. */
static void put_exact_host(struct buf *out)
{
	put_value(out, hosts + 2, N(hosts) - 2);
}

static void put_condition(struct buf *out)
{
	uint32_t sort = random_below(12);

	if (sort == 0)
		buf_puts(out, "{key: 'request.headers[:path]', ");
	else if (sort == 1)
		buf_puts(out, "{key: 'request.headers[Host]', ");
	else if (sort == 2)
		buf_puts(out, "{key: source.namespace, ");
	else if (sort == 3)
		buf_puts(out, "{key: 'request.headers[x-request-id]', ");
	else
		buf_printf(out, "{key: 'request.headers[%s]', ", RANDOM_OF(headers));
	buf_puts(out, random_below(3) ? "values: " : "notValues: ");
	put_list(out, sort == 0 ? put_full_path : sort == 1 ? put_exact_host : sort == 2 ? put_namespace : put_text);
	buf_puts(out, "}");
}

static void put_items(struct buf *out, const char *name, uint32_t most, void (*put)(struct buf *out), const char **comma)
{
	uint32_t n = random_below(most + 1);

	if (!n)
		return;
	buf_printf(out, "%s%s: [", *comma, name);
	*comma = ", ";
	for (; n; n--) {
		put(out);
		buf_puts(out, n > 1 ? ", " : "]");
	}
}

static void put_policy(struct buf *out, int number)
{
	static const char *const actions[] = { "ALLOW", "ALLOW", "ALLOW", "DENY", "DENY", "AUDIT" };
	static const char *const selectors[] = { "", "  selector: {matchLabels: {app: a}}\n", "  selector: {matchLabels: {app: b}}\n" };

	buf_printf(out, "---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p%d, namespace: %s}\nspec:\n%s  action: %s\n  rules:\n",
		number, random_below(4) ? "n1" : "istio-system", RANDOM_OF(selectors), RANDOM_OF(actions));
	for (uint32_t rules = 1 + random_below(3); rules; rules--) {
		const char *comma = "";

		buf_puts(out, "  - {");
		put_items(out, "from", 2, put_source, &comma);
		put_items(out, "to", 2, put_operation, &comma);
		put_items(out, "when", random_below(3) ? 0 : 2, put_condition, &comma);
		buf_puts(out, "}\n");
	}
}

static void put_workload(struct buf *out, const char *ns, const char *name, const char *account, const char *more)
{
	buf_printf(out, "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: %s, namespace: %s}\nspec:\n  template:\n    metadata: {labels: {app: %s%s}}\n"
		"    spec: {serviceAccountName: %s, containers: [{name: c}]}\n", name, ns, name, more, account);
	buf_printf(out, "---\napiVersion: v1\nkind: Service\nmetadata: {name: %s, namespace: %s}\nspec: {selector: {app: %s}, ports: [{name: http, port: 8080}, "
		"{name: tcp, port: 5000}, {name: any, port: 7000}]}\n", name, ns, name);
}

static void put_mesh(struct buf *out)
{
	static const char *const modes[] = { "STRICT", "PERMISSIVE", "DISABLE" };

	buf_puts(out, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata:\n  mesh: |\n    trustDomain: cluster.local\n");
	if (!random_below(3))
		buf_puts(out, "    trustDomainAliases: [old]\n");
	if (!random_below(3))
		buf_printf(out, "    pathNormalization: {normalization: %s}\n", RANDOM_OF(((const char *const[]){ "NONE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES" })));
	for (size_t i = 0; i < 3; i++)
		buf_printf(out, "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: %s, labels: {istio-injection: enabled}}\n", spaces[i]);
	put_workload(out, "n1", "a", "web", random_below(5) ? "" : ", istio.io/dataplane-mode: ambient, sidecar.istio.io/inject: 'false'");
	put_workload(out, "n1", "b", "api", "");
	put_workload(out, "n2", "web", "web", "");
	put_workload(out, "n12", "app", "app", "");
	if (!random_below(3))
		buf_printf(out, "---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: p, namespace: n1}\nspec: {mtls: {mode: %s}}\n",
			RANDOM_OF(modes));
	if (!random_below(5))
		buf_printf(out, "---\napiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {name: r, namespace: n1}\nspec: {jwtRules: [{issuer: i%s}]}\n",
			random_below(2) ? "" : ", fromHeaders: [{name: x-token}]");
	for (int i = (int)random_below(5); i; i--)
		put_policy(out, i);
}

/* --- Requests of a client --- */

static const struct str *word(const char *text)
{
	return pool_text(c.pool, text);
}

/* An identity that the caller stands for; NULL: this one is another caller's. */
static const struct str *random_identity(const struct callers *all, const struct caller *k)
{
	const char *ns = k->sort == CALLER_NAMESPACE ? k->name->text : RANDOM_OF(spaces);
	const struct str *identity = word(arena_printf(&c.scratch, "cluster.local/ns/%s/sa/%s", ns, random_below(8) ? RANDOM_OF(accounts) : "w"));

	if (k->sort == CALLER_IDENTITY)
		return k->name;
	for (size_t i = 0; i < all->n; i++) {
		const struct caller *o = &all->at[i];

		if (o->name == identity || (k->sort == CALLER_OTHER && o->sort == CALLER_NAMESPACE && strcmp(o->name->text, ns) == 0))
			return NULL;
	}
	return identity;
}

static struct request random_request(const struct workload *w, uint32_t port, struct request_header *list)
{
	struct request r = { .side = REQUEST_ARRIVES, .workload = w, .port = port };

	r.scheme = port == 5000 || (port == 7000 && random_below(2)) ? SCHEME_TCP : SCHEME_HTTP;
	r.method = word(RANDOM_OF(methods));
	r.authority = word(RANDOM_OF(hosts));
	r.host = pool_intern(c.pool, r.authority->text, strcspn(r.authority->text, ":"));
	r.path = word(RANDOM_OF(paths));
	r.query = random_below(2) ? word(RANDOM_OF(queries)) : NULL;
	r.headers = list;
	for (uint32_t n = random_below(3); n; n--) {
		const struct str *name = host_lower(c.mesh, word(RANDOM_OF(headers)));

		list[r.n_headers++] = (struct request_header){ name, word(RANDOM_OF(texts)) };
	}
	return r;
}

static enum outcome judge(const struct request *r)
{
	struct answer a;

	inbound_follow(c.mesh, r, &c.scratch, &a);
	return a.outcome;
}

/* What may come of a request of a client of whom this is said. */
static bool may_come(const struct sweep *s, enum outcome o)
{
	switch (s->admission) {
	case ADMITS_ALL: return o == OUTCOME_ALLOWED;
	case ADMITS_NONE: return o == OUTCOME_DENIED || o == OUTCOME_REFUSED;
	case ADMITS_REFUSED: return o == OUTCOME_REFUSED;
	case ADMITS_UNDECIDED: return o != OUTCOME_ALLOWED;
	case ADMITS_SOME: return s->denied || o == OUTCOME_ALLOWED || o == OUTCOME_UNDECIDED;
	}
	return false;
}

/* Was not all asked, for there is too much of it? */
static bool is_cut(const struct sweep *s)
{
	for (size_t i = 0; i < s->unknown.n; i++)
		if (strstr(s->unknown.at[i], "than are tried"))
			return true;
	return false;
}

static size_t n_judged, n_cut, n_said[ADMITS_UNDECIDED + 1];

static void caller_is_right(const struct callers *all, const struct caller *k, const struct workload *w, uint32_t port, const char *text)
{
	struct way_in in = { .m = c.mesh, .w = w, .port = port };
	const struct sweep *s = &k->verdict;

	n_said[s->admission]++;
	if (is_cut(s)) {
		n_cut++;
		return;
	}
	if (s->allowed) {
		struct request r = sample_request(s->allowed, &in, &c.scratch);

		ck_assert_msg(judge(&r) == OUTCOME_ALLOWED, "%s\n%s port %u: THE EXAMPLE is not allowed", text, w->name->text, port);
	}
	if (s->denied) {
		struct request r = sample_request(s->denied, &in, &c.scratch);
		enum outcome o = judge(&r);

		ck_assert_msg(o == OUTCOME_DENIED || o == OUTCOME_REFUSED, "%s\n%s port %u: the example is %s", text, w->name->text, port, outcome_name(o));
	}
	for (int i = 0; i < 300; i++) {
		struct request_header list[4];
		struct request r = random_request(w, port, list);
		enum outcome o;

		r.tls = k->sort == CALLER_NONE ? REQUEST_PLAINTEXT : REQUEST_MUTUAL;
		r.identity = k->sort == CALLER_NONE ? NULL : random_identity(all, k);
		if (k->sort != CALLER_NONE && !r.identity)
			continue;
		o = judge(&r);
		n_judged++;
		ck_assert_msg(may_come(s, o), "%s\n%s port %u: %s %s is %s, and %s //%s%s?%s (%zu headers: %s=%s %s=%s) is %s", text, w->name->text, port,
			(const char *[]){ "identity", "namespace", "other", "certificate", "none" }[k->sort], k->name ? k->name->text : "",
			admission_name(s->admission), r.identity ? r.identity->text : "-", r.authority->text, r.path->text, r.query ? r.query->text : "",
			r.n_headers, r.n_headers ? list[0].name->text : "", r.n_headers ? list[0].value->text : "", r.n_headers > 1 ? list[1].name->text : "",
			r.n_headers > 1 ? list[1].value->text : "", outcome_name(o));
		arena_clear(&c.scratch);
	}
}

/* The example of a rule is taken by it; and where there is none, it takes no request that is tried. */
static void rules_are_right(struct census *census, const struct workload *w, uint32_t port, const char *text)
{
	struct access_policies all = workload_access_policies(c.mesh, w, NULL, &c.arena);

	for (size_t i = 0; i < all.n; i++)
		for (const struct node *rule = node_first(all.at[i].rules); rule; rule = node_next(rule)) {
			struct way_in in = { .m = c.mesh, .w = w, .port = port };
			struct sample s;
			struct request r;
			size_t n;
			const struct way_in *ways = census_ways(census, w, port, &n);
			enum truth t = census_rule(census, w, port, all.at[i].resource, rule, &s);

			if (t != YES || !n)
				continue;
			r = sample_request(&s, &in, &c.scratch);
			for (int action = POLICY_DENY; action <= POLICY_ALLOW; action++) {
				struct arrival a = arrival_make(c.mesh, ways[0].policies, &r, s.http && ways[0].http, s.mutual, &c.scratch);

				a.ztunnel = w->dataplane == DATAPLANE_AMBIENT;
				if (all.at[i].action == (enum policy_action)action)
					ck_assert_msg(rule_takes(&a, all.at[i].action, all.at[i].resource->ns, rule, NULL) == YES, "%s\nthe example is not taken", text);
			}
		}
}

START_TEST(callers_are_right)
{
	for (int round = 0; round < 40; round++) {
		static const uint32_t ports[] = { 8080, 5000, 7000 };
		struct buf text = BUF_INIT;
		struct census *census;
		struct workloads all;

		random_start((uint32_t)(_i * 1000 + round));
		c = (struct mesh_case){ .options = { .world = WORLD_CLOSED } };
		put_mesh(&text);
		random_mesh(&c, &text);
		census = census_new(c.mesh, &c.arena);
		all = mesh_workloads_in(c.mesh, word("n1"));
		ck_assert_uint_eq(all.n, 2);
		for (size_t i = 0; i < all.n; i++)
			for (size_t p = 0; p < N(ports); p++) {
				struct callers found = census_callers(census, all.at[i], ports[p], NULL);

				for (size_t k = 0; k < found.n; k++)
					caller_is_right(&found, &found.at[k], all.at[i], ports[p], text.at);
				rules_are_right(census, all.at[i], ports[p], text.at);
				arena_clear(&c.scratch);
			}
		census_release(census);
		buf_release(&text);
		mesh_case_close(&c);
	}
	ck_assert_uint_gt(n_judged, 40 * 600);
	ck_assert_uint_lt(n_cut, 20);
	ck_assert_uint_gt(n_said[ADMITS_SOME], 50);
	ck_assert_uint_gt(n_said[ADMITS_ALL], 50);
	ck_assert_uint_gt(n_said[ADMITS_NONE], 50);
}
END_TEST

/* --- Texts --- */

static bool takes(enum specimen_sort sort, const char *value, const char *text)
{
	return sort >= SPECIMEN_PATH && value_is_template(value) ? value_takes_path(value, text) : value_takes(value, text, sort == SPECIMEN_HOST);
}

/* Does a specimen say the same as the text, to all values? */
static bool is_like(enum specimen_sort sort, const char *const *values, size_t n, const char *text, const char *specimen)
{
	for (size_t i = 0; i < n; i++)
		if (takes(sort, values[i], text) != takes(sort, values[i], specimen))
			return false;
	return true;
}

/* Is it a path that no proxy changes? */
static bool is_merged(struct arena *a, const char *text)
{
	return strcmp(path_normalized(a, text, PATH_DECODE_AND_MERGE_SLASHES), text) == 0;
}

START_TEST(specimens_are_all)
{
	static const char letters[] = "ab/.";
	int n_whole = 0;

	for (int round = 0; round < 300; round++) {
		struct arena a = ARENA_INIT;
		enum specimen_sort sort = (enum specimen_sort)(round % 5);
		const char *values[8];
		size_t n = random_below(N(values) + 1);
		struct specimens s;

		if (!round)
			random_start((uint32_t)_i);
		for (size_t i = 0; i < n; i++) {
			static const char *const marks[] = { "*%s", "%s*", "%s", "%s/{*}", "{**}%s", "%s/{*}/%s" };
			const char *piece = arena_printf(&a, "%c%c%c", letters[random_below(4)], letters[random_below(2)], letters[random_below(4)]);

			piece += random_below(3);
			if (sort >= SPECIMEN_PATH)
				piece = arena_printf(&a, "/%s", piece);
			values[i] = arena_printf(&a, marks[random_below(sort >= SPECIMEN_PATH ? 6 : 3)], piece, piece);
		}
		specimens_make(sort, values, n, &a, &s);
		n_whole += s.whole;
		ck_assert_uint_gt(s.list.n, 0);
		for (int k = 0; k < 200 && s.whole; k++) {
			char text[10] = "/";
			size_t len = sort >= SPECIMEN_PATH, i = 0;
			bool merged;

			for (uint32_t more = 1 + random_below(7); more; more--)
				text[len++] = random_below(8) ? letters[random_below(4)] : random_below(2) ? 'q' : '|';
			text[len] = 0;
			if (sort == SPECIMEN_PATH && strcmp(path_normalized(&a, text, PATH_BASE), text) != 0)
				continue;
			merged = sort == SPECIMEN_PATH && is_merged(&a, text);
			while (i < s.list.n && (!is_like(sort, values, n, text, s.list.at[i]) || (merged && !is_merged(&a, s.list.at[i]))))
				i++;
			ck_assert_msg(i < s.list.n, "nothing is like \"%s\" to %zu values: %s %s %s", text, n, n > 0 ? values[0] : "", n > 1 ? values[1] : "", n > 2 ? values[2] : "");
		}
		arena_release(&a);
	}
	ck_assert_int_gt(n_whole, 290);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("traffic_callers");
	TCase *t = tcase_create("random");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, callers_are_right, 0, 3);
	tcase_add_loop_test(t, specimens_are_all, 0, 5);
	suite_add_tcase(s, t);
	return suite_run(s, CK_FORK_GETENV);
}
