/*
 * Suite of the native kustomize build. Each folder of testdata/kustomize is a case: its app/ is built.
 *
 * want.yaml is what "kustomize build --load-restrictor LoadRestrictionsNone app" of kustomize 5.7.1 printed, word by word: the
 * same objects must come out, in any order. want.txt says instead where and why the build fails, and what gaps it has.
 * Over all of them: each value that no transformer is named for must stand where its span says.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "doc/made.h"
#include "source/path.h"
#include "test/golden.h"
#include "test/kustomize_disk.h"
#include "test/run.h"
#include "test/tree.h"

#define CASES "testdata/kustomize"

static struct arena arena;
static struct tree_names cases;

/* What changes values, as made_by tells. */
static const char *const transformers[] = { "namespace", "namePrefix", "nameSuffix", "nameReference", "labels", "annotations",
	"patches", "images", "replacements", "vars", "generator", "hash", "kustomize" };

static const char *case_folder(int i)
{
	return arena_printf(&arena, CASES "/%s", cases.names.at[i]);
}

static void build_case(struct disk *d, int i, struct kustomize_build *out)
{
	disk_open(d);
	disk_build(d, path_absolute(&d->arena, path_working(&d->arena), arena_printf(&arena, "%s/app", case_folder(i))), out);
}

static const struct str *text_at(const struct node *root, const char *one, const char *two)
{
	return node_text(two ? node_find(node_find(root, one), two) : node_find(root, one));
}

static bool is_namesake(const struct node *a, const struct node *b)
{
	return text_at(a, "kind", NULL) == text_at(b, "kind", NULL) && text_at(a, "apiVersion", NULL) == text_at(b, "apiVersion", NULL)
		&& text_at(a, "metadata", "name") == text_at(b, "metadata", "name")
		&& text_at(a, "metadata", "namespace") == text_at(b, "metadata", "namespace");
}

static const char *json(const struct node *n)
{
	struct buf out = BUF_INIT;
	const char *text;

	disk_put(&out, n);
	text = arena_strdup(&arena, out.at);
	buf_release(&out);
	return text;
}

static void check_wanted(const char *name, const struct kustomize_build *b, const struct node *wanted)
{
	const struct node *near = NULL;

	for (size_t i = 0; i < b->objects.n; i++) {
		if (node_same(b->objects.at[i].root, wanted))
			return;
		if (is_namesake(b->objects.at[i].root, wanted))
			near = b->objects.at[i].root;
	}
	ck_abort_msg("%s: wanted %s\nfound %s", name, json(wanted), near ? json(near) : "nothing of that name");
}

START_TEST(objects_are_those_of_kustomize)
{
	const char *name = cases.names.at[_i], *path = arena_printf(&arena, "%s/want.yaml", case_folder(_i));
	struct disk d;
	struct kustomize_build b;
	size_t n, before;
	char *text = tree_read(&arena, path, &n);

	build_case(&d, _i, &b);
	if (text) {
		ck_assert_msg(!b.failed, "%s: %s", name, b.failure ? b.failure : "");
		ck_assert_msg(b.gaps.n == 0, "%s: %s", name, b.gaps.n ? b.gaps.at[0].why : "");
		before = d.load.documents.n;
		load_source(&d.load, source_make(&d.arena, path, text, n));
		n = 0;
		for (size_t i = before; i < d.load.documents.n; i++)
			if (d.load.documents.at[i].root) {
				check_wanted(name, &b, d.load.documents.at[i].root);
				n++;
			}
		ck_assert_msg(n == b.objects.n, "%s: %zu objects wanted, %zu found", name, n, b.objects.n);
	}
	disk_close(&d);
	arena_release(&arena);
}
END_TEST

static void put_place(struct buf *out, const struct node *at)
{
	const char *folder = path_working(&arena);
	struct span s;

	if (!at)
		return;
	s = node_span(at);
	buf_printf(out, "%s:%u: ", path_relative(&arena, folder, s.source->name) + strlen(CASES) + 1,
		source_position(s.source, s.begin).line);
}

START_TEST(failures_and_gaps_are_said)
{
	const char *differs;
	struct buf out = BUF_INIT;
	struct disk d;
	struct kustomize_build b;

	build_case(&d, _i, &b);
	if (b.failed) {
		put_place(&out, b.failed_at);
		buf_printf(&out, "%s\n", b.failure);
	}
	for (size_t i = 0; i < b.gaps.n; i++) {
		put_place(&out, b.gaps.at[i].at);
		buf_printf(&out, "gap: %s\n", b.gaps.at[i].why);
	}
	differs = golden_file(&arena, arena_printf(&arena, "%s/want.txt", case_folder(_i)), out.n ? out.at : "");
	ck_assert_msg(!differs, "%s\n%s", cases.names.at[_i], differs);
	buf_release(&out);
	disk_close(&d);
	arena_release(&arena);
}
END_TEST

/* ---- places ---- */

static bool is_transformer(const char *by)
{
	for (size_t i = 0; i < sizeof transformers / sizeof *transformers; i++)
		if (strcmp(transformers[i], by) == 0)
			return true;
	return false;
}

/* Is the text what the bytes of the span say? In a text that holds a whole document it is somewhere there. */
static bool is_written(struct disk *d, const struct node *n)
{
	struct span s = node_span(n);
	char *bytes = arena_alloc(&d->arena, s.end - s.begin + 1);
	const struct node *root;

	memcpy(bytes, s.source->bytes + s.begin, s.end - s.begin);
	bytes[s.end - s.begin] = '\0';
	if (!bytes[0])
		return n->text->len == 0;
	if (strcmp(bytes, n->text->text) == 0)
		return true;
	load_source(&d->load, source_make(&d->arena, "span", bytes, s.end - s.begin));
	root = d->load.documents.at[d->load.documents.n - 1].root;
	return root && root->kind == NODE_SCALAR && strstr(root->text->text, n->text->text);
}

static size_t check_places(struct disk *d, const char *name, const struct node *n)
{
	size_t sum = 1;

	if (n->kind == NODE_SCALAR) {
		const char *by = made_by(n);

		ck_assert_msg(!by || is_transformer(by), "%s: \"%s\" is no transformer", name, by);
		ck_assert_msg(node_span(n).source != NULL, "%s: %s has no place", name, node_path(&arena, n, NULL));
		ck_assert_msg(by || is_written(d, n), "%s: %s is \"%s\", which does not stand at %s:%u", name, node_path(&arena, n, NULL),
			n->text->text, node_span(n).source->name, source_position(node_span(n).source, node_span(n).begin).line);
		return 1;
	}
	for (const struct node *c = n->first; c; c = c->next) {
		ck_assert_msg(c->parent == n, "%s: %s has another parent", name, node_path(&arena, n, NULL));
		sum += check_places(d, name, c);
	}
	return sum;
}

START_TEST(values_stand_where_they_say)
{
	struct disk d;
	struct kustomize_build b;

	build_case(&d, _i, &b);
	for (size_t i = 0; i < b.objects.n; i++)
		check_places(&d, cases.names.at[_i], b.objects.at[i].root);
	disk_close(&d);
	arena_release(&arena);
}
END_TEST

/* ---- budgets ---- */

START_TEST(depth_has_an_end)
{
	const char *top = tree_scratch(&arena);
	struct disk d;
	struct kustomize_build b;

	for (int i = 0; i < 40; i++) {
		const char *text = arena_printf(&arena, "resources: [%s%d]\n", "../k", i + 1);

		tree_write(arena_printf(&arena, "%s/k%d/kustomization.yaml", top, i), text, strlen(text));
	}
	disk_open(&d);
	disk_build(&d, arena_printf(&arena, "%s/k0", top), &b);
	ck_assert(b.failed);
	ck_assert_msg(strstr(b.failure, "refer to each other") != NULL, "%s", b.failure);
	disk_build(&d, arena_printf(&arena, "%s/k20", top), &b);
	ck_assert(!b.failed);
	ck_assert_uint_eq(b.gaps.n, 1); /* k40 is not there */
	disk_close(&d);
	tree_remove(top);
	arena_release(&arena);
}
END_TEST

/* Build one object with this in its kustomization, in a world that has done so much already: what ends the build, or NULL. */
static const char *bound_of(const char *object, const char *kustomization, size_t n_steps, size_t n_copied)
{
	const char *top = tree_scratch(&arena), *failure;
	struct disk d;
	struct kustomize_build b;

	tree_write(arena_printf(&arena, "%s/a.yaml", top), object, strlen(object));
	tree_write(arena_printf(&arena, "%s/kustomization.yaml", top), kustomization, strlen(kustomization));
	disk_open(&d);
	d.world.n_steps = n_steps;
	d.world.n_copied = n_copied;
	disk_build(&d, top, &b);
	ck_assert(b.bounded == b.failed);
	failure = b.failed ? arena_printf(&arena, "%s", b.failure) : NULL;
	disk_close(&d);
	tree_remove(top);
	return failure;
}

#define BOUND_OBJECT "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata: {a: b-c}\n"

/* Where nothing is changed, nothing is counted. */
START_TEST(steps_have_an_end)
{
	static const char patch[] = "resources: [a.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: \"- {op: remove, path: /data}\"\n";
	const size_t most = KUSTOMIZE_MOST_STEPS + KUSTOMIZE_STEPS_MORE;
	const char *failure;

	failure = bound_of(BOUND_OBJECT, patch, most, 0);
	ck_assert(failure && strstr(failure, "too many changes"));
	ck_assert(!bound_of(BOUND_OBJECT, patch, most - 100, 0));
	ck_assert(!bound_of(BOUND_OBJECT, "resources: [a.yaml]\n", most, 0));
}
END_TEST

/* Each operation doubles the list; a replacement doubles a text. */
START_TEST(copies_have_an_end)
{
	static const char copy[] = "resources: [a.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: \"[{\\\"op\\\": \\\"copy\\\", \\\"from\\\": "
		"\\\"/data/a\\\", \\\"path\\\": \\\"/data/b\\\"}]\"\n";
	static const char splice[] = "- source: {kind: ConfigMap, fieldPath: data.a}\n"
		"  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.a], options: {delimiter: '-', index: 0}}]\n";
	struct buf text = BUF_INIT;
	const char *failure;

	ck_assert(!bound_of(BOUND_OBJECT, copy, 0, KUSTOMIZE_MOST_COPIED - 1));
	failure = bound_of(BOUND_OBJECT, copy, 0, KUSTOMIZE_MOST_COPIED);
	ck_assert(failure && strstr(failure, "copy more than 2000000 values"));
	buf_puts(&text, "resources: [a.yaml]\nreplacements:\n");
	for (int i = 0; i < 100; i++)
		buf_puts(&text, splice);
	failure = bound_of(BOUND_OBJECT, text.at, 0, 0);
	ck_assert(failure && strstr(failure, "copy more than 2000000 values"));
	buf_release(&text);
}
END_TEST

START_TEST(patterns_have_an_end)
{
	static const struct {
		const char *text;
		bool good;
	} patterns[] = { { "a", true }, { "a{1000}b", true }, { "(a{100}){100}", false }, { "a{2,3}", true }, { "(((a{0,255}){255}){255})", false },
		{ "(a{99,}b){200}", false } };

	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		const char *failure = bound_of(BOUND_OBJECT, arena_printf(&arena, "resources: [a.yaml]\npatches:\n- target: {name: '%s'}\n"
			"  patch: \"- {op: remove, path: /data}\"\n", patterns[i].text), 0, 0);

		ck_assert_msg(!failure == patterns[i].good, "%s", patterns[i].text);
		ck_assert(patterns[i].good || strstr(failure, "pattern is too large"));
	}
}
END_TEST

/* Each doubles what the one below it has. */
START_TEST(size_has_an_end)
{
	const char *top = tree_scratch(&arena);
	const char *object = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n";
	struct disk d;
	struct kustomize_build b;

	tree_write(arena_printf(&arena, "%s/k0/a.yaml", top), object, strlen(object));
	tree_write(arena_printf(&arena, "%s/k0/kustomization.yaml", top), "resources: [a.yaml]\n", 20);
	for (int i = 1; i < 26; i++) {
		const char *text = arena_printf(&arena, "resources: [../a%d, ../b%d]\n", i, i);

		tree_write(arena_printf(&arena, "%s/k%d/kustomization.yaml", top, i), text, strlen(text));
		for (const char *x = "ab"; *x; x++) {
			text = arena_printf(&arena, "namePrefix: %c%d-\nresources: [../k%d]\n", *x, i, i - 1);
			tree_write(arena_printf(&arena, "%s/%c%d/kustomization.yaml", top, *x, i), text, strlen(text));
		}
	}
	disk_open(&d);
	d.world.n_nodes = KUSTOMIZE_MOST_NODES - 10000;
	disk_build(&d, arena_printf(&arena, "%s/k12", top), &b);
	ck_assert(b.failed);
	ck_assert_msg(b.bounded && strstr(b.failure, "make more than 20000000 values") != NULL, "%s", b.failure);
	disk_close(&d);
	tree_remove(top);
	arena_release(&arena);
}
END_TEST

int main(void)
{
	static struct arena names;
	Suite *suite = suite_create("kustomize");
	TCase *built = tcase_create("cases"), *limits = tcase_create("limits");
	int status;

	cases = tree_cases(&names, CASES, NULL);
	tcase_add_loop_test(built, objects_are_those_of_kustomize, 0, (int)cases.names.n);
	tcase_add_loop_test(built, failures_and_gaps_are_said, 0, (int)cases.names.n);
	tcase_add_loop_test(built, values_stand_where_they_say, 0, (int)cases.names.n);
	suite_add_tcase(suite, built);
	tcase_set_timeout(limits, 60);
	tcase_add_test(limits, steps_have_an_end);
	tcase_add_test(limits, copies_have_an_end);
	tcase_add_test(limits, patterns_have_an_end);
	tcase_add_test(limits, depth_has_an_end);
	tcase_add_test(limits, size_has_an_end);
	suite_add_tcase(suite, limits);
	status = suite_run(suite, CK_FORK_GETENV);
	arena_release(&names);
	return status;
}
