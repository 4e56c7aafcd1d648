/* Finding the files of a run. */
#include "source/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/glob.h"
#include "source/path.h"

#define IGNORE_NAME ".gitignore"

/* The globs of one folder's .gitignore, and those of the folders above it. */
struct ignore {
	const struct ignore *outer;
	size_t skip; /* bytes to leave out in front of a path so that it is relative to this folder */
	VEC(struct glob) globs;
};

/* A file or folder that was come upon. */
struct place {
	const char *path; /* to open, without links */
	const char *name; /* to show */
	const char *below; /* its path from the repository's root, or from the folder given */
	const struct ignore *ignore;
	bool is_folder;
	bool outside; /* as of a file */
};

/* One call of walk_add. */
struct hike {
	struct walk *walk;
	struct arena scratch;
	struct ignore exclude; /* the globs of the command line, relative to the working folder */
	char folder[PATH_MAX]; /* the working folder */
	VEC(struct place) links; /* symbolic links, for later */
};

static const char *join(struct arena *a, const char *folder, const char *name)
{
	char *path = arena_alloc(a, strlen(folder) + 1 + strlen(name) + 1), *end = stpcpy(path, folder);

	if (end > path && end[-1] != '/')
		*end++ = '/';
	stpcpy(end, name);
	return path;
}

static bool is_wanted(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (path_is_kustomization(name))
		return true;
	return dot && dot > name
		&& (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0 || strcmp(dot, ".json") == 0);
}

static void add_problem(struct walk *w, const char *name, const char *why)
{
	struct walk_error e = { arena_strdup(w->arena, *name ? name : "."), why ? arena_strdup(w->arena, why) : NULL };

	vec_push(w->arena, &w->errors, e);
}

static void add_error(struct walk *w, const char *name, int error)
{
	add_problem(w, name, strerror(error));
}

/* "./a//b/" is shown as "a/b", "." as nothing. */
static const char *tidy(struct arena *a, const char *path)
{
	char *out = arena_alloc(a, strlen(path) + 1);
	size_t n = 0;

	if (*path == '/')
		out[n++] = '/';
	while (*path) {
		size_t len = strcspn(path, "/");

		if (len > 0 && !(len == 1 && path[0] == '.')) {
			if (n > 0 && out[n - 1] != '/')
				out[n++] = '/';
			memcpy(out + n, path, len);
			n += len;
		}
		path += len + (path[len] == '/');
	}
	out[n] = '\0';
	return out;
}

/* --- ignore files --- */

static void parse_globs(struct arena *a, struct ignore *ignore, const struct source *s)
{
	for (uint32_t line = 1; line <= s->n_lines; line++) {
		struct glob g;
		size_t len;
		const char *text = source_line(s, line, &len);

		if (glob_parse(a, text, len, &g))
			vec_push(a, &ignore->globs, g);
	}
}

/*
 * The globs of a folder's .gitignore in front of those above; outer itself where there is none. name: of the folder, to tell
 * of what leads out of the fence; NULL: of that nothing is told.
 */
static const struct ignore *read_ignore(struct hike *h, const struct fence *fence, const char *folder, const char *name,
	size_t skip, const struct ignore *outer)
{
	const char *path = join(&h->scratch, folder, IGNORE_NAME), *real, *why;
	enum fence_side side;
	struct ignore *ignore;
	struct source *s;
	struct stat st;

	if (lstat(path, &st) < 0)
		return outer;
	side = S_ISLNK(st.st_mode) ? fence_resolve(fence, &h->scratch, path, &real) : FENCE_INSIDE;
	if (side == FENCE_OUTSIDE && name)
		add_problem(h->walk, join(&h->scratch, name, IGNORE_NAME), NULL);
	else if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode) && !S_ISDIR(st.st_mode) && name)
		add_problem(h->walk, join(&h->scratch, name, IGNORE_NAME), read_refusal(st.st_mode));
	if (side != FENCE_INSIDE || read_source(&h->scratch, S_ISLNK(st.st_mode) ? real : path, path, READ_FOUND, &s, &why) != READ_OK)
		return outer;
	ignore = arena_new(&h->scratch, struct ignore);
	ignore->outer = outer;
	ignore->skip = skip;
	parse_globs(&h->scratch, ignore, s);
	return ignore->globs.n ? ignore : outer;
}

/* 1 ignored, 0 kept, -1 not said */
static int verdict(const struct ignore *ignore, const char *path, bool is_folder)
{
	for (size_t i = ignore->globs.n; i-- > 0;)
		if (glob_match(&ignore->globs.at[i], path, is_folder))
			return !ignore->globs.at[i].negated;
	return -1;
}

/* The deepest ignore file that says anything decides, and in it the last line that does. */
static bool is_ignored(const struct place *p)
{
	for (const struct ignore *i = p->ignore; i; i = i->outer) {
		int v = verdict(i, p->below + i->skip, p->is_folder);

		if (v >= 0)
			return v;
	}
	return false;
}

static bool is_excluded(struct hike *h, const struct place *p)
{
	const char *name = p->name;
	size_t n = strlen(h->folder);

	if (strncmp(name, h->folder, n) == 0 && name[n] == '/')
		name += n + 1;
	while (*name == '/')
		name++;
	return verdict(&h->exclude, name, p->is_folder) == 1;
}

/*
 * The ignore files between a folder's repository and the folder, which is without links. *below becomes the
 * folder's path from the repository's root, "" where it is in none.
 */
static const struct ignore *read_above(struct hike *h, const char *folder, const char **below)
{
	const struct ignore *ignore = NULL;
	struct fence fence = { 0 };
	const char *root = fence_repository(&h->scratch, folder);
	char *path = arena_strdup(&h->scratch, folder);
	size_t skip;

	*below = "";
	skip = !root ? 0 : strcmp(root, "/") ? strlen(root) + 1 : 1;
	if (!root || skip >= strlen(path))
		return NULL;
	fence_add(&fence, &h->scratch, root, true);
	*below = folder + skip;
	for (size_t i = skip - 1; path[i]; i++) {
		if (path[i] != '/')
			continue;
		path[i] = '\0';
		ignore = read_ignore(h, &fence, i ? path : "/", NULL, i + 1 - skip, ignore);
		path[i] = '/';
	}
	return ignore;
}

/* --- what was reached --- */

/* The place where it is kept that a file or folder was seen. */
static void **seen_at(struct hike *h, uint64_t device, uint64_t inode)
{
	return map_at(h->walk->arena, &h->walk->seen, (const void *)(uintptr_t)device,
		(const void *)(uintptr_t)inode, NULL);
}

/* Two names of one file, by more than its links on the disk? */
static bool same_file(const char *a, const char *b)
{
	char *x = realpath(a, NULL), *y = realpath(b, NULL);
	bool same = x && y && strcmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

static void add_file(struct hike *h, const struct place *p, const struct stat *st, bool given)
{
	struct walk *w = h->walk;
	struct walk_file f = { .path = arena_strdup(w->arena, p->path), .word = given ? READ_NAMED : READ_FOUND,
		.name = arena_strdup(w->arena, p->name), .given = given, .outside = p->outside,
		.kustomization = path_is_kustomization(p->name), .device = st->st_dev, .inode = st->st_ino };
	void **seen = seen_at(h, st->st_dev, st->st_ino);
	size_t index = (size_t)(uintptr_t)*seen;

	/* Hard links are files of their own. */
	if (index && (st->st_nlink < 2 || same_file(w->files.at[index - 1].path, p->path))) {
		w->files.at[index - 1].given |= given;
		return;
	}
	vec_push(w->arena, &w->files, f);
	*seen = (void *)(uintptr_t)w->files.n;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * The names in a folder in byte order, ended by NULL; NULL and errno where it cannot be read. Files that nobody wants
 * are left out where the folder says that they are such: most in a repository are, and to ask for each takes a call.
 */
static const char **list_folder(struct arena *a, const char *path, bool *has_ignore)
{
	int fd = open_exact(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	VEC(const char *) names = { NULL, 0, 0 };
	struct dirent *e;
	int error;

	if (!d && fd >= 0) {
		error = errno;
		close(fd);
		errno = error;
	}
	if (!d)
		return NULL;
	for (errno = 0; (e = readdir(d)); errno = 0) {
		*has_ignore |= strcmp(e->d_name, IGNORE_NAME) == 0;
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0
				&& strcmp(e->d_name, ".git") != 0 && (e->d_type != DT_REG || is_wanted(e->d_name)))
			vec_push(a, &names, arena_strdup(a, e->d_name));
	}
	error = errno;
	closedir(d);
	if (error) {
		errno = error;
		return NULL;
	}
	if (names.n)
		qsort(names.at, names.n, sizeof *names.at, compare_names);
	vec_push(a, &names, NULL);
	return names.at;
}

static void walk_folder(struct hike *h, const struct place *folder, const struct stat *st);

/* A real file or folder, or what a link leads to. */
static void walk_place(struct hike *h, struct place *p, const struct stat *st)
{
	p->is_folder = S_ISDIR(st->st_mode);
	if (!p->is_folder && !is_wanted(path_base(p->name)))
		return;
	if (is_ignored(p) || is_excluded(h, p))
		return;
	if (p->is_folder)
		walk_folder(h, p, st);
	else if (read_refusal(st->st_mode))
		add_problem(h->walk, p->name, read_refusal(st->st_mode));
	else
		add_file(h, p, st, false);
}

static void walk_entry(struct hike *h, const struct place *folder, const struct ignore *ignore,
	const char *name)
{
	struct place p = { join(&h->scratch, folder->path, name), join(&h->scratch, folder->name, name),
		join(&h->scratch, folder->below, name), ignore, false, folder->outside };
	struct stat st;

	if (lstat(p.path, &st) < 0)
		add_error(h->walk, p.name, errno);
	else if (S_ISLNK(st.st_mode))
		vec_push(&h->scratch, &h->links, p);
	else
		walk_place(h, &p, &st);
}

static void walk_folder(struct hike *h, const struct place *folder, const struct stat *st)
{
	void **seen = seen_at(h, st->st_dev, st->st_ino);
	const struct ignore *ignore = folder->ignore;
	bool has_ignore = false;
	const char **names;

	if (*seen)
		return;
	*seen = (void *)(uintptr_t)1;
	names = list_folder(&h->scratch, folder->path, &has_ignore);
	if (!names) {
		add_error(h->walk, folder->name, errno);
		return;
	}
	if (has_ignore)
		ignore = read_ignore(h, h->walk->fence, folder->path, folder->name, *folder->below ? strlen(folder->below) + 1 : 0, ignore);
	for (; *names; names++)
		walk_entry(h, folder, ignore, *names);
}

/* Links that lead out are told of where something would have been read: a file by its name, or a folder. */
static void refuse_link(struct hike *h, const struct place *link)
{
	struct stat st;

	if (is_wanted(path_base(link->name)) || (stat(link->path, &st) == 0 && S_ISDIR(st.st_mode)))
		add_problem(h->walk, link->name, NULL);
}

/* A link that leads nowhere matters only where a file would; editors lock files with such links. */
static void walk_link(struct hike *h, struct place *link)
{
	const char *name = path_base(link->name), *real;
	enum fence_side side = fence_resolve(h->walk->fence, &h->scratch, link->path, &real);
	bool lock = strncmp(name, ".#", 2) == 0;
	struct stat st;
	int error = errno;

	if (side == FENCE_INSIDE && lstat(real, &st) == 0) {
		link->outside = link->outside || !fence_holds(h->walk->fence, real);
		link->path = real;
		walk_place(h, link, &st);
		return;
	}
	error = side == FENCE_INSIDE ? errno : error;
	if (lock || is_ignored(link) || is_excluded(h, link))
		return;
	if (side == FENCE_OUTSIDE)
		refuse_link(h, link);
	else if (is_wanted(name))
		add_error(h->walk, link->name, error);
}

static int compare_files(const void *left, const void *right)
{
	const struct walk_file *a = left, *b = right;

	return strcmp(a->name, b->name);
}

/* Put the files from the first on in order, and say in seen where each now is. */
static void sort_files(struct hike *h, size_t first)
{
	struct walk *w = h->walk;

	if (w->files.n == first)
		return;
	qsort(w->files.at + first, w->files.n - first, sizeof *w->files.at, compare_files);
	for (size_t i = first; i < w->files.n; i++)
		*seen_at(h, w->files.at[i].device, w->files.at[i].inode) = (void *)(uintptr_t)(i + 1);
}

static void walk_given(struct hike *h, const char *path, const struct stat *st)
{
	struct place p = { path, tidy(&h->scratch, path), "", NULL, true, false };
	size_t first = h->walk->files.n;
	char *real;

	if (!S_ISDIR(st->st_mode)) {
		add_file(h, &p, st, true);
		return;
	}
	real = realpath(path, NULL);
	if (!real) {
		add_error(h->walk, p.name, errno);
		return;
	}
	p.path = arena_strdup(&h->scratch, real);
	free(real);
	p.ignore = read_above(h, p.path, &p.below);
	walk_folder(h, &p, st);
	for (size_t i = 0; i < h->links.n; i++) {
		struct place link = h->links.at[i];

		walk_link(h, &link);
	}
	sort_files(h, first);
}

static void add_standard_input(struct walk *w)
{
	struct walk_file f = { .path = "-", .word = READ_NAMED, .name = w->stdin_name ? w->stdin_name : "<stdin>", .given = true };

	for (size_t i = 0; i < w->files.n; i++)
		if (strcmp(w->files.at[i].path, "-") == 0)
			return;
	vec_push(w->arena, &w->files, f);
}

void walk_add(struct walk *w, const char *path)
{
	struct hike h = { .walk = w };
	struct stat st;

	if (strcmp(path, "-") == 0) {
		add_standard_input(w);
		return;
	}
	if (!getcwd(h.folder, sizeof h.folder))
		h.folder[0] = '\0';
	for (const char *const *glob = w->exclude; glob && *glob; glob++) {
		struct glob g;

		if (glob_parse(&h.scratch, *glob, strlen(*glob), &g))
			vec_push(&h.scratch, &h.exclude.globs, g);
	}
	if (stat(path, &st) < 0)
		add_error(w, path, errno);
	else
		walk_given(&h, path, &st);
	arena_release(&h.scratch);
}

/* Is what lies at the path, or a folder that it lies in, ignored? End by end, for each .gitignore speaks of what is below it. */
static bool is_ignored_below(struct hike *h, const struct fence *fence, const char *path, size_t skip)
{
	struct place p = { .path = path };

	for (size_t at = skip - 1, next; path[at]; at = next) {
		const char *folder = at ? arena_strndup(&h->scratch, path, at) : "/";

		p.ignore = read_ignore(h, fence, folder, NULL, at + 1 - skip, p.ignore);
		next = at + 1 + strcspn(path + at + 1, "/");
		p.below = arena_strndup(&h->scratch, path + skip, next - skip);
		p.is_folder = true;
		if (is_ignored(&p))
			return true;
		p.is_folder = path[next];
		if (is_ignored(&p))
			return true;
	}
	return false;
}

bool walk_ignores(const char *top, const char *path)
{
	struct walk none = { 0 };
	struct hike h = { .walk = &none };
	struct fence fence = { 0 };
	const char *below = path_below(top, path);
	bool ignored;

	if (!below || !*below)
		return false;
	fence_add(&fence, &h.scratch, top, true);
	ignored = is_ignored_below(&h, &fence, path, (size_t)(below - path));
	arena_release(&h.scratch);
	return ignored;
}
