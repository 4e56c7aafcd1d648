/*
 * Input made to hurt: deep, wide, repetitive, broken. Each comes to an end
 * within a second of processor time and a bounded amount of memory, and with a
 * status that says what happened. Made on the spot; files of testdata/hostile/ are run as well.
 *
 * HOSTILE_SLOWER is how many times slower than that the build may be (sanitizers, valgrind).
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "base/buf.h"
#include "test/run.h"
#include "test/spawn.h"
#include "test/tree.h"

#define FOLDER "testdata/hostile"
#define SECONDS 1.0
#define MEMORY (700L << 10) /* KiB */

static struct arena arena;

static void repeat(struct buf *b, const char *text, size_t n)
{
	while (n--)
		buf_puts(b, text);
}

static void head(struct buf *b)
{
	buf_puts(b, "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a, namespace: b}\nspec:\n");
}

static void nested_lists(struct buf *b)
{
	repeat(b, "[", 200000);
}

static void nested_lists_closed(struct buf *b)
{
	repeat(b, "[", 200000);
	repeat(b, "]", 200000);
}

static void nested_maps(struct buf *b)
{
	repeat(b, "{a: ", 200000);
}

static void nested_dashes(struct buf *b)
{
	repeat(b, "- ", 200000);
	buf_puts(b, "a\n");
}

static void nested_block(struct buf *b)
{
	for (size_t i = 0; i < 2000; i++) {
		repeat(b, " ", i);
		buf_puts(b, "a:\n");
	}
}

static void questions(struct buf *b)
{
	repeat(b, "? ", 200000);
}

/* Nine levels of nine aliases each: 387 million nodes when expanded. */
static void alias_bomb(struct buf *b)
{
	head(b);
	buf_puts(b, "  a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i <= 9; i++) {
		buf_printf(b, "  a%d: &a%d [", i, i);
		for (int k = 0; k < 9; k++)
			buf_printf(b, "%s*a%d", k ? ", " : "", i - 1);
		buf_puts(b, "]\n");
	}
}

/* The same through merge keys. */
static void merge_bomb(struct buf *b)
{
	head(b);
	buf_puts(b, "  m0: &m0 {a: {b: 1}, c: {d: 2}}\n");
	for (int i = 1; i <= 40; i++)
		buf_printf(b, "  m%d: &m%d {<<: *m%d, x%d: *m%d, y%d: *m%d}\n", i, i, i - 1, i, i - 1, i, i - 1);
}

static void self_alias(struct buf *b)
{
	buf_puts(b, "a: &a [*a, *a]\n");
}

static void long_line(struct buf *b)
{
	head(b);
	buf_puts(b, "  hosts: [\"");
	repeat(b, "0123456789abcdef", 20u << 16);
	buf_puts(b, "\"]\n");
}

static void long_plain_line(struct buf *b)
{
	head(b);
	buf_puts(b, "  hosts: ");
	repeat(b, "words and words ", 20u << 16);
	buf_puts(b, "\n");
}

static void long_key(struct buf *b)
{
	head(b);
	repeat(b, " key", 1 << 18);
	buf_puts(b, ": 1\n");
}

static void wide_list(struct buf *b)
{
	head(b);
	buf_puts(b, "  hosts:\n");
	for (int i = 0; i < 100000; i++)
		buf_printf(b, "  - h%d.example.com\n", i);
}

static void wide_map(struct buf *b)
{
	head(b);
	for (int i = 0; i < 100000; i++)
		buf_printf(b, "  key%d: 1\n", i);
}

static void same_key(struct buf *b)
{
	head(b);
	repeat(b, "  hosts: [a]\n", 50000);
}

static void documents(struct buf *b)
{
	repeat(b, "---\na: 1\n", 100000);
}

static void broken_documents(struct buf *b)
{
	repeat(b, "---\na: [1\n", 20000);
}

static void same_resource(struct buf *b)
{
	for (int i = 0; i < 5000; i++) {
		buf_puts(b, "---\n");
		head(b);
		buf_puts(b, "  hosts: [a]\n");
	}
}

static void anchors(struct buf *b)
{
	head(b);
	for (int i = 0; i < 20000; i++)
		buf_printf(b, "  k%d: &anchor%d 1\n", i, i);
	buf_puts(b, "  z: *anchor19999\n");
}

static void nul_bytes(struct buf *b)
{
	head(b);
	buf_puts(b, "  hosts: [a");
	buf_add(b, "\0\0\0", 3);
	buf_puts(b, "]\n");
}

static void bad_utf8(struct buf *b)
{
	head(b);
	buf_puts(b, "  hosts: [\"a\xff\xfe\xc0\x80\xed\xa0\x80\"]\n");
}

static void half_utf16(struct buf *b)
{
	buf_add(b, "\xff\xfe" "a\0:\0 \0\xd8", 9);
}

static void comments(struct buf *b)
{
	repeat(b, "# meshlint: ignore VS004 -- no reason\n", 50000);
	head(b);
	buf_puts(b, "  hosts: [a]\n");
}

static void colons(struct buf *b)
{
	repeat(b, ":", 200000);
}

static void quotes(struct buf *b)
{
	buf_puts(b, "a: \"");
	repeat(b, "\\\"", 500000);
}

static void line_breaks(struct buf *b)
{
	repeat(b, "\r", 1000000);
	repeat(b, "\xe2\x80\xa8\xc2\x85", 100000);
	buf_puts(b, "a: 1\n");
}

/* Many objects of one sort, each with its number in the text up to four times. */
static void objects(struct buf *b, int n, const char *fmt)
{
	for (int i = 0; i < n; i++)
		buf_printf(b, fmt, i, i, i, i);
}

/* A field of an object that lists n things. */
static void list(struct buf *b, const char *before, int n, const char *fmt, const char *behind)
{
	buf_puts(b, before);
	objects(b, n, fmt);
	buf_puts(b, behind);
}

#define POD "apiVersion: v1\nkind: Pod\nmetadata: {name: p%d, namespace: b, labels: {app: x, v: v%d}}\nspec: {containers: [{name: c, image: i}]}\n---\n"
#define SERVICE "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: b}\nspec: {selector: {app: x}, ports: [{name: http, port: 80}]}\n---\n"

static void policies_of_all_pods(struct buf *b)
{
	objects(b, 4000, POD);
	objects(b, 4000, "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: p%d, namespace: b}\n"
		"spec: {selector: {matchLabels: {app: x}}, mtls: {mode: STRICT}}\n---\n");
	objects(b, 4000, "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p%d, namespace: b}\n"
		"spec: {selector: {matchLabels: {app: x}}, action: CUSTOM, provider: {name: p%d}, rules: [{}]}\n---\n");
}

static void subsets_of_many_pods(struct buf *b)
{
	buf_puts(b, SERVICE);
	objects(b, 4000, POD);
	list(b, "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: d, namespace: b}\nspec: {host: s, subsets: [",
		8000, "{name: n%d, labels: {v: v%d}}, ", "]}\n");
}

static void subsets_of_many_endpoints(struct buf *b)
{
	list(b, "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e, namespace: b}\nspec: {hosts: [h.example.com], "
		"ports: [{number: 80, name: http, protocol: HTTP}], resolution: STATIC, endpoints: [", 4000,
		"{address: 10.0.0.1, labels: {v: v%d}}, ", "]}\n---\n");
	list(b, "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: d, namespace: b}\nspec: {host: h.example.com, "
		"subsets: [", 8000, "{name: n%d, labels: {v: v%d}}, ", "]}\n");
}

static void ports_and_routes(struct buf *b)
{
	list(b, "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: b}\nspec: {selector: {app: x}, ports: [", 8000,
		"{name: http-%d, port: 1%04d}, ", "]}\n---\n");
	head(b);
	list(b, "  hosts: [s]\n  http: [", 8000, "{match: [{uri: {exact: /%d}}], route: [{destination: {host: s, port: {number: 2%04d}}}]}, ", "]\n");
}

static void hosts_and_gateways(struct buf *b)
{
	objects(b, 3000, "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g%d, namespace: b}\nspec: {selector: {istio: x}, "
		"servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [h%d.example.com]}]}\n---\n");
	for (int i = 0; i < 2; i++) { /* the second shares all with the first */
		head(b);
		list(b, "  hosts: [", 3000, "h%d.example.com, ", "]\n");
		list(b, "  gateways: [", 3000, "g%d, ", "]\n  http: [{route: [{destination: {host: s}}]}]\n---\n");
	}
}

static void near_equal_matches(struct buf *b)
{
	head(b);
	list(b, "  hosts: [s]\n  http: [{match: [", 8000, "{headers: {h: {exact: b}}, withoutHeaders: {g%d: {exact: b}}}, ",
		"], route: [{destination: {host: s}}]}]\n");
}

#define MESH "apiVersion: v1\nkind: Namespace\nmetadata: {name: istio-system}\n---\n" \
	"apiVersion: v1\nkind: Namespace\nmetadata: {name: b, labels: {istio-injection: enabled}}\n---\n"

static void tokens_of_one_pod(struct buf *b)
{
	buf_puts(b, MESH);
	objects(b, 1, POD);
	objects(b, 5000, "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {name: p%d, namespace: b}\n"
		"spec: {selector: {matchLabels: {app: x}}, jwtRules: [{issuer: https://i%d.example.com, jwksUri: https://i%d.example.com/jwks}]}\n---\n");
	objects(b, 5000, "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p%d, namespace: b}\n"
		"spec: {selector: {matchLabels: {app: x}}, rules: [{from: [{source: {requestPrincipals: [https://i%d.example.com/s]}}]}]}\n---\n");
}

static void open_policies_of_all_pods(struct buf *b)
{
	buf_puts(b, MESH);
	objects(b, 3000, POD);
	objects(b, 3000, "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p%d, namespace: b}\nspec: {rules: [{}]}\n---\n");
	objects(b, 3000, "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: d%d, namespace: b}\n"
		"spec: {action: DENY, rules: [{to: [{operation: {paths: [/%d]}}]}]}\n---\n");
}

static void values_that_others_deny(struct buf *b)
{
	static const char *const actions[] = { "ALLOW", "DENY" };

	for (int i = 0; i < 2; i++) {
		buf_printf(b, "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p%d, namespace: b}\nspec: {action: %s, rules: [{",
			i, actions[i]);
		list(b, "from: [{source: {principals: [", 20000, "cluster.local/ns/a/sa/a%d, ", "]}}], ");
		list(b, "to: [{operation: {paths: [", 20000, "/a/%d/*, ", "]}}]}]}\n---\n");
	}
}

static void routes_behind_one(struct buf *b)
{
	head(b);
	list(b, "  hosts: [s]\n  http: [", 20000, "{match: [{uri: {prefix: /a%d}}], route: [{destination: {host: s}}]}, ", "]\n");
}

static void far_columns(struct buf *b)
{
	head(b);
	list(b, "  {hosts: [s], ", 8000, "\xc3\xa9%d: 1, ", "}\n");
}

static void unknown_suppressions(struct buf *b)
{
	head(b);
	list(b, "  hosts: [s] # meshlint: ignore ", 8000, "VS%05d, ", "\n");
}

static const struct {
	const char *name;
	void (*make)(struct buf *b);
} hostile[] = {
	{ "nested lists", nested_lists }, { "nested lists, closed", nested_lists_closed }, { "nested maps", nested_maps },
	{ "nested dashes", nested_dashes }, { "nested block", nested_block }, { "question marks", questions },
	{ "alias bomb", alias_bomb }, { "merge bomb", merge_bomb }, { "self alias", self_alias },
	{ "20 MB line", long_line }, { "20 MB plain line", long_plain_line }, { "long key", long_key },
	{ "wide list", wide_list }, { "wide map", wide_map }, { "same key", same_key }, { "documents", documents },
	{ "broken documents", broken_documents }, { "same resource", same_resource }, { "anchors", anchors },
	{ "NUL bytes", nul_bytes }, { "bad UTF-8", bad_utf8 }, { "half of UTF-16", half_utf16 },
	{ "comments", comments }, { "colons", colons }, { "quotes", quotes }, { "line breaks", line_breaks },
	{ "policies of all pods", policies_of_all_pods }, { "subsets of many pods", subsets_of_many_pods },
	{ "subsets of many endpoints", subsets_of_many_endpoints }, { "ports and routes", ports_and_routes },
	{ "hosts and gateways", hosts_and_gateways }, { "near equal matches", near_equal_matches },
	{ "tokens of one pod", tokens_of_one_pod }, { "open policies of all pods", open_policies_of_all_pods },
	{ "values that others deny", values_that_others_deny }, { "routes behind one", routes_behind_one },
	{ "far columns", far_columns }, { "unknown suppressions", unknown_suppressions },
};

static struct tree_names files;

static void survives(const char *name, const char *bytes, size_t n)
{
	static const char *const args[] = { "check", "--no-config", "-f", "concise", "-", NULL };
	const char *slower = getenv("HOSTILE_SLOWER");
	double factor = slower ? strtod(slower, NULL) : 1;
	struct spawn s = { .args = args, .in = bytes, .n_in = n, .seconds = (unsigned)(20 * factor) };

	spawn_meshlint(&arena, &s);
	ck_assert_msg(s.status >= 0 && s.status <= 2, "%s: ends with status %d after %.1f s: %.2000s", name, s.status, s.took,
		s.err);
	ck_assert_msg(s.cpu <= SECONDS * factor, "%s: takes %.2f s, %.1f are allowed", name, s.cpu, SECONDS * factor);
	ck_assert_msg(factor > 1 || s.peak <= MEMORY, "%s: takes %ld KiB, %ld are allowed", name, s.peak, MEMORY);
	arena_clear(&arena);
}

START_TEST(made_input)
{
	struct buf b = BUF_INIT;

	hostile[_i].make(&b);
	survives(hostile[_i].name, b.at, b.n);
	buf_release(&b);
}
END_TEST

#define CONFIG_MAP "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c%d, namespace: b}\ndata: {a: a-b}\n---\n"
#define DEPLOYMENT "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d%d, namespace: b}\nspec: {selector: {matchLabels: {a: b}}, " \
	"template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}\n---\n"
#define SELF "{source: {kind: ConfigMap, name: c0, fieldPath: data.a}, targets: [{select: {kind: ConfigMap}, fieldPaths: [data.a]"

/* Kustomizations of n entries over so many objects: what is made of them, or how often they are compared, ends somewhere. */
static const struct {
	const char *name, *before;
	int n;
	const char *entry;
	int n_objects;
	const char *object;
	bool bounded;
} kustomizations[] = {
	{ "copies of copies", "patches:\n- target: {kind: ConfigMap}\n  patch: |\n    - {op: add, path: /l, value: [a, b]}\n", 100,
		"    - {op: copy, from: /l, path: /l/-}\n", 1, CONFIG_MAP, true },
	{ "texts that double", "replacements:\n", 100, "- " SELF ", options: {delimiter: '-', index: 0}}]}\n", 1, CONFIG_MAP, true },
	{ "patches of all objects", "patches:\n", 4000, "- {target: {kind: ConfigMap}, patch: '- {op: add, path: /data/x%d, value: z}'}\n", 4000,
		CONFIG_MAP, true },
	{ "patches of their own object", "patches:\n", 2000, "- {target: {name: c%d}, patch: '- {op: add, path: /data/x%d, value: z}'}\n", 2000,
		CONFIG_MAP, false },
	{ "replacements in all objects", "replacements:\n", 8000, "- " SELF "}]}\n", 8000, CONFIG_MAP, true },
	{ "patterns", "patches:\n", 8000, "- {target: {name: 'x(a|b)*%d.*'}, patch: '- {op: remove, path: /data}'}\n", 8000, CONFIG_MAP, true },
	{ "a large pattern", "patches:\n", 1, "- {target: {name: '(((a{99%d}){999}){999})'}, patch: '- {op: remove, path: /data}'}\n", 1, CONFIG_MAP,
		true },
	{ "operations on one list", "patches:\n- target: {kind: ConfigMap}\n  patch: |\n    - {op: add, path: /l, value: []}\n", 20000,
		"    - {op: add, path: /l/0, value: x%d}\n", 1, CONFIG_MAP, true },
	{ "images", "images:\n", 4000, "- {name: i%d, newTag: v}\n", 4000, DEPLOYMENT, true },
	{ "labels", "labels:\n", 4000, "- {pairs: {l%d: v}, includeSelectors: true}\n", 4000, DEPLOYMENT, true },
	{ "literals", "configMapGenerator:\n- name: g\n  literals:\n", 3000, "  - k%d=v\n", 1, CONFIG_MAP, false },
	{ "more literals", "configMapGenerator:\n- name: g\n  literals:\n", 30000, "  - k%d=v\n", 1, CONFIG_MAP, true },
};

START_TEST(kustomized)
{
	const char *folder = tree_scratch(&arena), *slower = getenv("HOSTILE_SLOWER");
	double factor = slower ? strtod(slower, NULL) : 1;
	struct spawn s = { .folder = folder, .seconds = (unsigned)(20 * factor) };
	struct buf k = BUF_INIT, o = BUF_INIT;

	buf_puts(&k, "resources: [objects.yaml]\n");
	list(&k, kustomizations[_i].before, kustomizations[_i].n, kustomizations[_i].entry, "");
	objects(&o, kustomizations[_i].n_objects, kustomizations[_i].object);
	tree_write(arena_printf(&arena, "%s/kustomization.yaml", folder), k.at, k.n);
	tree_write(arena_printf(&arena, "%s/objects.yaml", folder), o.at, o.n);
	s.args = spawn_words(&arena, "check --no-config -f concise --select LN .");
	spawn_meshlint(&arena, &s);
	ck_assert_msg(s.status == 0, "%s: ends with status %d after %.1f s: %.2000s", kustomizations[_i].name, s.status, s.took, s.err);
	ck_assert_msg(s.cpu <= 3 * SECONDS * factor, "%s: takes %.2f s", kustomizations[_i].name, s.cpu);
	ck_assert_msg(factor > 1 || s.peak <= MEMORY, "%s: takes %ld KiB", kustomizations[_i].name, s.peak);
	ck_assert_msg(!strstr(s.out, "LN005") != kustomizations[_i].bounded && !strstr(s.out, "LN003"), "%s: %s", kustomizations[_i].name, s.out);
	tree_remove(folder);
	buf_release(&k);
	buf_release(&o);
	arena_clear(&arena);
}
END_TEST

#define MANY_FILES 8

/* Each of the files is within its bound, and the last three are stopped by what all have together: whoever reads first. */
START_TEST(aliases_of_many_files)
{
	static const char *const runs[] = { "-j1 0 1 2 3 4 5 6 7", "-j2 7 6 5 4 3 2 1 0", "-j8 3 1 7 5 0 2 4 6", "-j3 ." };
	static const char want[] = "5.yaml: IN005\n6.yaml: IN005\n7.yaml: IN005\n";
	const char *folder = tree_scratch(&arena);

	for (int i = 0; i < MANY_FILES; i++) {
		struct buf b = BUF_INIT;

		buf_puts(&b, "kind: Many\napiVersion: example.com/v1\nmetadata: {name: a}\nn: &n [");
		repeat(&b, "x, ", 50);
		buf_puts(&b, "]\nl:\n");
		repeat(&b, "- *n\n", 7700);
		tree_write(arena_printf(&arena, "%s/%d.yaml", folder, i), b.at, b.n);
		buf_release(&b);
	}
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		const char *script = arena_printf(&arena, "cd '%s' && for f in %s; do case $f in [0-9]) f=$f.yaml ;; esac; set -- \"$@\" $f; done && "
			"'%s' check -f concise --no-config --select IN \"$@\" 2>/dev/null | sed 's/^\\([^:]*\\):.* \\(IN[0-9]*\\) .*/\\1: \\2/' >out; printf '%s' | cmp - out",
			folder, runs[i], getenv("MESHLINT"), want);

		ck_assert_msg(system(script) == 0, "\"%s\" stops others than these: %s", runs[i], want);
	}
	tree_remove(folder);
	arena_clear(&arena);
}
END_TEST

/* Check a tree of a.yaml and, where it is given, .meshlint.yaml; what the code finds is to be want, and how many findings there are. */
static void tells(const struct buf *text, const struct buf *config, const char *options, const char *code, int n, const char *want)
{
	const char *folder = tree_scratch(&arena), *script;

	tree_write(arena_printf(&arena, "%s/a.yaml", folder), text->at, text->n);
	if (config)
		tree_write(arena_printf(&arena, "%s/.meshlint.yaml", folder), config->at, config->n);
	script = arena_printf(&arena, "cd '%s' && '%s' check -f concise %s . 2>/dev/null >out; printf '%%s\\n' '%s' >want; { grep ' %s ' out || echo; } | cmp - want && test $(wc -l <out) = %d",
		folder, getenv("MESHLINT"), options, want, code, n);
	ck_assert_msg(system(script) == 0, "\"%s\" does not hold", script);
	tree_remove(folder);
	arena_clear(&arena);
}

/* So many findings of one code are listed, and the rest is told as a number. */
START_TEST(findings_of_a_file)
{
	struct buf b = BUF_INIT;

	head(&b);
	list(&b, "", 1000, "  x%d: 1\n", "");
	tells(&b, NULL, "--no-config --select TY001,LN005", "LN005", 1000, "");
	buf_puts(&b, "  y: 1\n");
	tells(&b, NULL, "--no-config --select TY001,LN005", "LN005", 1001, "a.yaml:1005:3: warning LN005 1 more finding of TY001 in this file is not listed");
	buf_puts(&b, "  z: 1\n");
	tells(&b, NULL, "--no-config --select TY001,LN005", "LN005", 1001, "a.yaml:1005:3: warning LN005 2 more findings of TY001 in this file are not listed");
	buf_release(&b);
}
END_TEST

/* So many services of one host are gone through for whoever asks. The rest of the file is judged. */
START_TEST(services_of_one_host)
{
	struct buf b = BUF_INIT;

	objects(&b, 1001, "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e%d, namespace: n%d}\n"
		"spec: {hosts: [h.example.com], ports: [{number: 443, name: t, protocol: TLS}], resolution: DNS}\n---\n");
	objects(&b, 50, "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v%d, namespace: m%d}\n"
		"spec: {hosts: [v%d.example.com], http: [{route: [{destination: {host: h.example.com, subset: v1}}]}]}\n---\n");
	tells(&b, NULL, "--no-config --select LN005,VS002", "LN005", 51,
		"a.yaml:3:18: warning LN005 more than 1000 services have the host \"h.example.com\": which of them a client sees was not worked out");
	buf_release(&b);
}
END_TEST

/* Meshes that take the whole tree each: what they judge together is bounded. */
START_TEST(meshes_of_all_files)
{
	struct buf b = BUF_INIT, config = BUF_INIT;

	objects(&b, 400, POD);
	list(&config, "meshes:\n", 270, "  m%d: [a.yaml]\n", "");
	tells(&b, &config, "--select LN005", "LN005", 0, "");
	list(&config, "", 30, "  n%d: [a.yaml]\n", "");
	tells(&b, &config, "--select LN005", "LN005", 1,
		".meshlint.yaml:272:3: warning LN005 the meshes up to \"n0\" take the files of the tree too many times: this one and all that follows was not judged");
	buf_release(&config);
	buf_release(&b);
}
END_TEST

START_TEST(kept_input)
{
	struct arena own = ARENA_INIT;
	const char *path = arena_printf(&own, FOLDER "/%s", files.names.at[_i]);
	size_t n = 0;
	const char *bytes = tree_read(&own, path, &n);

	survives(path, bytes, n);
	arena_release(&own);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("hostile");
	TCase *all = tcase_create("inputs");
	struct arena names = ARENA_INIT;
	int status;

	files = tree_files(&names, FOLDER);
	if (!files.names.n)
		panic(FOLDER " holds no input");
	tcase_set_timeout(all, 0);
	tcase_add_loop_test(all, made_input, 0, (int)(sizeof hostile / sizeof *hostile));
	tcase_add_loop_test(all, kustomized, 0, (int)(sizeof kustomizations / sizeof *kustomizations));
	tcase_add_test(all, aliases_of_many_files);
	tcase_add_test(all, findings_of_a_file);
	tcase_add_test(all, meshes_of_all_files);
	tcase_add_test(all, services_of_one_host);
	tcase_add_loop_test(all, kept_input, 0, (int)files.names.n);
	suite_add_tcase(suite, all);
	status = suite_run(suite, CK_NOFORK);
	arena_release(&arena);
	arena_release(&names);
	return status;
}
