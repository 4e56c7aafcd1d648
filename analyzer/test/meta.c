/* The ways of writing a mesh, and what must stay the same. */
#include "test/meta.h"

#include <stdlib.h>
#include <string.h>

#include "test/meta_form.h"
#include "test/tree.h"

#define PATHS_EVERY 8 /* seeds: what goes by way of the disk takes longer */

/* --- the changes --- */

enum must {
	MUST_BE_SAME,   /* each finding, by its object */
	MUST_BE_EQUAL,  /* the report, byte for byte */
	MUST_HAVE_ALL,  /* what the other says, and may say more */
	MUST_ADD_NONE,  /* of the objects that were there */
};

struct trial {
	struct arena arena;
	struct dice dice;
	struct meta_mesh mesh, more;
	struct form base;
	struct meta_tally *tally;
	struct buf *out;
	const char *folder;
	uint64_t seed;
};

static bool anyhow(const struct trial *t)
{
	(void)t;
	return true;
}

/* Which of several is the first depends on what the files are called. */
static bool has_no_twins(const struct trial *t)
{
	return !t->mesh.twins;
}

/* Copies that contradict each other are alternatives where they are in different files, and one mesh in one (DESIGN: plain files). */
static bool is_one_mesh(const struct trial *t)
{
	return !t->mesh.twins || t->base.world == WORLD_CLOSED;
}

/* Objects without namespace surely share one only in one file. */
static bool is_one_mesh_of_names(const struct trial *t)
{
	return is_one_mesh(t) && !t->mesh.nameless;
}

static void as_it_is(struct trial *t, struct form *f)
{
	(void)t;
	(void)f;
}

/* Of several objects with one name, which is the first is told by place: these keep their order. */
static void mix_documents(struct trial *t, struct form *f)
{
	size_t n = t->mesh.objects.n, *order = arena_array(&t->arena, size_t, n);

	for (size_t i = 0; i < n; i++) {
		size_t k = dice_below(&t->dice, (unsigned)i + 1);

		order[i] = order[k];
		order[k] = i;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++)
			if (order[k] < order[i] && meta_mesh_same(t->mesh.objects.at[order[k]], t->mesh.objects.at[order[i]])) {
				size_t later = order[i];

				order[i] = order[k];
				order[k] = later;
			}
	f->order = order;
}

static void mix_arguments(struct trial *t, struct form *f)
{
	f->mix = &t->dice;
}

static void turn_names(struct trial *t, struct form *f)
{
	f->turn = 1 + dice_below(&t->dice, FEW_FILES - 1);
}

static void write_one(struct trial *t, struct form *f)
{
	(void)t;
	f->layout = LAYOUT_ONE;
}

static void write_each(struct trial *t, struct form *f)
{
	(void)t;
	f->layout = LAYOUT_EACH;
}

static void write_folders(struct trial *t, struct form *f)
{
	(void)t;
	f->layout = LAYOUT_FOLDERS;
}

static void write_json(struct trial *t, struct form *f)
{
	(void)t;
	f->style.json = true;
}

static void write_json_files(struct trial *t, struct form *f)
{
	(void)t;
	f->style.json = f->json_files = true;
	f->layout = LAYOUT_EACH;
}

static void write_list(struct trial *t, struct form *f)
{
	(void)t;
	f->list = true;
}

static void write_crlf(struct trial *t, struct form *f)
{
	(void)t;
	f->crlf = true;
}

static void write_comments(struct trial *t, struct form *f)
{
	f->style.comments = &t->dice;
}

static void mix_keys(struct trial *t, struct form *f)
{
	f->style.shuffle = &t->dice;
}

static void write_nulls(struct trial *t, struct form *f)
{
	(void)t;
	f->style.nulls = true;
}

/* Among objects of one name istiod and we go by the namespaces' names: these keep their order, that to "istio-system" included. */
static void rename_namespaces(struct trial *t, struct form *f)
{
	static const char *const names[][MANY_NAMESPACES] = { { "oobeside", "oocentre", "xxunder" }, { "kkmiddle", "vvlater", "vvtest" } };

	f->style.names = names[dice_below(&t->dice, 2)];
}

static void add_object(struct trial *t, struct form *f)
{
	t->more = t->mesh;
	t->more.objects.at = NULL;
	t->more.objects.n = t->more.objects.cap = 0;
	for (size_t i = 0; i < t->mesh.objects.n; i++)
		vec_push(&t->arena, &t->more.objects, t->mesh.objects.at[i]);
	meta_mesh_add_unrelated(&t->more, &t->arena, &t->dice);
	f->mesh = &t->more;
}

static void use_threads(struct trial *t, struct form *f)
{
	f->jobs = 2 + dice_below(&t->dice, 7);
}

/*
 * Where files tell more than their objects: that a selector which selects nothing is wrong is told by a workload in its own file (rules/selectors.c),
 * and that of two equal settings one is too many by their being in one folder.
 */
static const char told_by_files[] = "AP002 PA005 RA001 SC003 TM003", told_by_folders[] = "AP002 PA005 RA001 SC003 TM003 PA001 PA002 SC001 SC002 TM001 TM002";

static const struct change {
	const char *name;
	bool (*fits)(const struct trial *t);
	void (*make)(struct trial *t, struct form *f);
	enum must must;
	const char *except; /* codes that may come and go; NULL: none */
} changes[] = {
	{ "once more", anyhow, as_it_is, MUST_BE_EQUAL, NULL },
	{ "threads", anyhow, use_threads, MUST_BE_EQUAL, NULL },
	{ "order of arguments", anyhow, mix_arguments, MUST_BE_EQUAL, NULL },
	{ "order of documents", anyhow, mix_documents, MUST_BE_SAME, NULL },
	{ "names of files", has_no_twins, turn_names, MUST_BE_SAME, NULL },
	{ "one file", is_one_mesh_of_names, write_one, MUST_BE_SAME, told_by_files },
	{ "a file each", is_one_mesh_of_names, write_each, MUST_BE_SAME, told_by_files },
	{ "folders", is_one_mesh_of_names, write_folders, MUST_BE_SAME, told_by_folders },
	{ "JSON", anyhow, write_json, MUST_BE_SAME, NULL },
	{ "JSON files", is_one_mesh_of_names, write_json_files, MUST_BE_SAME, told_by_files },
	{ "kind: List", anyhow, write_list, MUST_BE_SAME, NULL },
	{ "CRLF", anyhow, write_crlf, MUST_BE_SAME, NULL },
	{ "comments", anyhow, write_comments, MUST_BE_SAME, NULL },
	{ "order of keys", anyhow, mix_keys, MUST_BE_SAME, NULL },
	{ "null for absent", anyhow, write_nulls, MUST_BE_SAME, NULL },
	{ "names of namespaces", anyhow, rename_namespaces, MUST_BE_SAME, NULL },
	{ "an unrelated object", anyhow, add_object, MUST_ADD_NONE, NULL },
};
#define N_CHANGES (sizeof changes / sizeof *changes)

/* --- comparing --- */

static void keep_files(struct trial *t, const struct said *s, const char *what)
{
	for (size_t i = 0; t->folder && i < s->files.list.n; i++) {
		const struct file *f = &s->files.list.at[i];

		tree_write(arena_printf(&t->arena, "%s/%llu-%s/%s", t->folder, (unsigned long long)t->seed, what, f->name), f->bytes.at ? f->bytes.at : "", f->bytes.n);
	}
}

/* Is the finding one of an object that the mesh did not have before, or of none? */
static bool is_of_more(const struct trial *t, const char *line)
{
	const char *at = strchr(line, '#');

	return at && strtoul(at + 1, NULL, 10) >= t->mesh.objects.n;
}

/* Is it a finding of one of the codes? */
static bool is_of(const char *line, const char *codes)
{
	const char *code = strchr(line, ' ');

	for (; codes && code; codes = strchr(codes, ' ') ? strchr(codes, ' ') + 1 : NULL)
		if (strncmp(code + 1, codes, 5) == 0)
			return true;
	return false;
}

static bool says(const struct said *s, const char *begin, const char *part)
{
	for (size_t i = 0; i < s->lines.n; i++)
		if (strncmp(s->lines.at[i], begin, strlen(begin)) == 0 && strstr(s->lines.at[i], part))
			return true;
	return false;
}

/*
 * Where less may exist, something worse may be certain, and is said instead: of the same field, for another reason; that a route's host does not
 * exist, and nothing of its subset any more. And of a Gateway that nothing runs no routes collide (VS018), and a pod that nothing injects
 * has no proxy to insist on mutual TLS (DR008).
 */
static bool gives_way(struct arena *a, const char *line, const struct said *after)
{
	const char *object = strchr(line, '#'), *end = strstr(line, ".destination.subset: "), *message = strstr(line, ": ");

	if (!object || !message)
		return false;
	if (end && says(after, "error VS", arena_printf(a, "%.*s.destination.host: ", (int)(end - object), object)))
		return true;
	return is_of(line, "VS018 DR008") || says(after, arena_strndup(a, line, (size_t)(message + 2 - line)), "");
}

static void compare(struct trial *t, const char *what, enum must must, const char *except, const struct said *before, const struct said *after, size_t *differences)
{
	size_t i = 0, k = 0, told = 0;

	if (must == MUST_BE_EQUAL) {
		if (strcmp(before->report, after->report) != 0) {
			told++;
			buf_printf(t->out, "seed %llu, %s: the reports differ\n", (unsigned long long)t->seed, what);
		}
	}
	while (i < before->lines.n || k < after->lines.n) {
		int c = i == before->lines.n ? 1 : k == after->lines.n ? -1 : strcmp(before->lines.at[i], after->lines.at[k]);
		const char *line = c < 0 ? before->lines.at[i] : c > 0 ? after->lines.at[k] : NULL;

		i += c <= 0;
		k += c >= 0;
		if (!line || is_of(line, except) || (c > 0 && must == MUST_HAVE_ALL) || (c > 0 && must == MUST_ADD_NONE && is_of_more(t, line))
				|| (must >= MUST_HAVE_ALL && strncmp(line, "undecided", 9) == 0))
			continue;
		if (must == MUST_HAVE_ALL && gives_way(&t->arena, line, after))
			continue;
		told++;
		buf_printf(t->out, "seed %llu, %s: %c %s\n", (unsigned long long)t->seed, what, c < 0 ? '-' : '+', line);
	}
	if (!told)
		return;
	t->tally->differences++;
	++*differences;
	keep_files(t, before, "base");
	keep_files(t, after, what);
}

static void try_changes(struct trial *t, struct said *base)
{
	form_judge(&t->arena, &t->base, t->tally, true, base);
	for (size_t i = 0; i < N_CHANGES; i++) {
		struct form f = t->base;
		struct said said = { 0 };

		if (!changes[i].fits(t))
			continue;
		changes[i].make(t, &f);
		form_judge(&t->arena, &f, t->tally, false, &said);
		compare(t, changes[i].name, changes[i].must, changes[i].except, base, &said, &t->tally->by_change[i]);
		form_release(&said.files);
	}
}

/* What is said where nothing is known of the rest is said in an automatic world, and what is said there in a closed one. */
static void try_worlds(struct trial *t)
{
	static const enum world worlds[] = { WORLD_OPEN, WORLD_AUTO, WORLD_CLOSED };
	static const char *const names[] = { "", "open within auto", "auto within closed" };
	struct said said[3] = { { .report = NULL } };
	struct form f = t->base;

	for (int i = 0; i < 3; i++) {
		f.world = worlds[i];
		f.layout = LAYOUT_ONE; /* copies in different files are alternatives, but for a closed world */
		form_judge(&t->arena, &f, t->tally, false, &said[i]);
		if (i)
			compare(t, names[i], MUST_HAVE_ALL, NULL, &said[i - 1], &said[i], &t->tally->by_change[N_CHANGES + (size_t)i]);
	}
	for (int i = 0; i < 3; i++)
		form_release(&said[i].files);
}

/* The order of arguments on the disk: folders in each other, what one of them ignores in another one, and a file of its own. */
static void try_paths(struct trial *t)
{
	static const char ignore[] = "deeper/\n";
	const char *top = tree_scratch(&t->arena), *paths[4], *first = NULL;
	struct form f = t->base;
	struct files files = { 0 };

	f.layout = LAYOUT_FOLDERS;
	form_write(&t->arena, &f, &files);
	for (size_t i = 0; i < files.list.n; i++)
		tree_write(arena_printf(&t->arena, "%s/%s", top, files.list.at[i].name), files.list.at[i].bytes.at, files.list.at[i].bytes.n);
	tree_write(arena_printf(&t->arena, "%s/mesh/.gitignore", top), ignore, strlen(ignore));
	for (size_t i = 0; i < 4; i++)
		paths[i] = arena_printf(&t->arena, "%s/%s", top, i == 3 ? files.list.at[files.list.n - 1].name
			: i == 2 ? "world/b/deep" : i == 1 ? "world/a/deep" : "mesh");
	for (int i = 0; i < 4; i++) {
		const char *report;

		for (unsigned k = 4; i && k > 1; k--) {
			unsigned at = dice_below(&t->dice, k);
			const char *last = paths[k - 1];

			paths[k - 1] = paths[at];
			paths[at] = last;
		}
		report = form_judge_paths(&t->arena, t->base.world, paths, 4);
		t->tally->runs++;
		first = first ? first : report;
		if (strcmp(first, report) == 0)
			continue;
		t->tally->differences++;
		t->tally->by_change[N_CHANGES]++;
		buf_printf(t->out, "seed %llu, paths: the reports differ\n", (unsigned long long)t->seed);
	}
	form_release(&files);
	tree_remove(top);
}

void meta_check(struct meta_tally *tally, uint64_t seed, struct buf *out, const char *folder)
{
	struct trial t = { .tally = tally, .out = out, .folder = folder, .seed = seed };
	struct said base = { 0 };

	dice_start(&t.dice, seed ^ 0x5bd1e995u);
	meta_mesh_make(&t.mesh, &t.arena, seed);
	t.base.mesh = &t.mesh;
	t.base.n = t.mesh.objects.n;
	t.base.world = dice_is(&t.dice, 50) ? WORLD_AUTO : WORLD_CLOSED;
	try_changes(&t, &base);
	try_worlds(&t);
	if (seed % PATHS_EVERY == 0)
		try_paths(&t);
	form_release(&base.files);
	arena_release(&t.arena);
}

void meta_summary(const struct meta_tally *t, struct buf *out)
{
	buf_printf(out, "%zu meshes (%zu with findings: %zu of %zu codes) in %zu runs, %zu differences\n", t->meshes, t->faulty, t->findings, t->codes, t->runs, t->differences);
	for (size_t i = 0; i < N_CHANGES + 3; i++)
		if (t->by_change[i])
			buf_printf(out, "%6zu by %s\n", t->by_change[i], i < N_CHANGES ? changes[i].name : i == N_CHANGES ? "order of paths" : "worlds");
}
