/* Reading, writing and listing folders of test data. */
#include "test/tree.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/panic.h"

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_names(struct tree_names *t)
{
	if (t->names.n)
		qsort(t->names.at, t->names.n, sizeof *t->names.at, by_bytes);
}

struct tree_names tree_list(struct arena *a, const char *folder)
{
	struct tree_names t = { 0 };
	DIR *d = opendir(folder);
	struct dirent *e;

	if (!d)
		return t;
	while ((e = readdir(d)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			vec_push(a, &t.names, arena_strdup(a, e->d_name));
	closedir(d);
	sort_names(&t);
	return t;
}

bool tree_is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool tree_is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

struct tree_names tree_cases(struct arena *a, const char *folder, const char *end)
{
	struct tree_names all = tree_list(a, folder), cases = { 0 };

	for (size_t i = 0; i < all.names.n; i++) {
		const char *name = all.names.at[i];
		size_t n = strlen(name), of = end ? strlen(end) : 0;

		if (end ? n > of && strcmp(name + n - of, end) == 0 : tree_is_folder(arena_printf(a, "%s/%s", folder, name)))
			vec_push(a, &cases.names, name);
	}
	if (!cases.names.n)
		panic("%s holds no case", folder);
	return cases;
}

char *tree_read(struct arena *a, const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *text = NULL;
	struct stat st;

	if (!f)
		return NULL;
	if (fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode)) {
		text = arena_alloc(a, (size_t)st.st_size + 1);
		if (fread(text, 1, (size_t)st.st_size, f) != (size_t)st.st_size)
			panic("%s: short read", path);
		if (n)
			*n = (size_t)st.st_size;
	}
	fclose(f);
	return text;
}

static void make_folders_above(const char *path)
{
	char folder[4096];

	for (const char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		snprintf(folder, sizeof folder, "%.*s", (int)(p - path), path);
		if (mkdir(folder, 0777) != 0 && errno != EEXIST)
			panic("%s: %s", folder, strerror(errno));
	}
}

void tree_write(const char *path, const char *bytes, size_t n)
{
	FILE *f;

	make_folders_above(path);
	f = fopen(path, "wb");
	if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		panic("%s: %s", path, strerror(errno));
}

static void collect(struct arena *a, const char *folder, const char *prefix, struct tree_names *out)
{
	struct tree_names here = tree_list(a, folder);

	for (size_t i = 0; i < here.names.n; i++) {
		const char *path = arena_printf(a, "%s/%s", folder, here.names.at[i]);
		const char *name = arena_printf(a, "%s%s", prefix, here.names.at[i]);

		if (tree_is_folder(path))
			collect(a, path, arena_printf(a, "%s/", name), out);
		else
			vec_push(a, &out->names, name);
	}
}

struct tree_names tree_files(struct arena *a, const char *folder)
{
	struct tree_names all = { 0 };

	collect(a, folder, "", &all);
	sort_names(&all);
	return all;
}

void tree_copy(struct arena *a, const char *from, const char *to)
{
	struct tree_names all = tree_files(a, from);

	for (size_t i = 0; i < all.names.n; i++) {
		size_t n;
		const char *path = arena_printf(a, "%s/%s", from, all.names.at[i]);
		const char *copy = arena_printf(a, "%s/%s", to, all.names.at[i]);
		char *bytes = tree_read(a, path, &n);

		if (!bytes)
			continue;
		tree_write(copy, bytes, n);
		if (access(path, X_OK) == 0 && chmod(copy, 0755) != 0)
			panic("%s: %s", copy, strerror(errno));
	}
}

const char *tree_scratch(struct arena *a)
{
	char *folder = arena_strdup(a, "/tmp/meshlint-test-XXXXXX");

	if (!mkdtemp(folder))
		panic("%s: %s", folder, strerror(errno));
	return folder;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
	(void)st, (void)flag, (void)at;
	return remove(path);
}

void tree_remove(const char *folder)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
