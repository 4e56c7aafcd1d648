/* Tells what is not there from what was not looked at. */
#include "source/absence.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/distance.h"
#include "source/path.h"
#include "source/walk.h"

#define LETTERS_OF_EDIT 5 /* of a name, for each letter that may be another one ... */
#define MOST_EDITS 3      /* ... but for no more */

/* The deepest folder above the path that is there; *name: what it lacks of the path. NULL where there is none that may be read. */
static const char *folder_above(const struct fence *f, struct arena *a, const char *path, const char **name)
{
	const char *real;

	while (strcmp(path, "/") != 0) {
		const char *folder = path_folder(a, path);

		*name = path_base(path);
		switch (fence_resolve(f, a, folder, &real)) {
		case FENCE_INSIDE: return folder;
		case FENCE_OUTSIDE: return NULL;
		case FENCE_MISSING: break;
		}
		path = folder;
	}
	return NULL;
}

static DIR *open_folder(const struct fence *f, struct arena *a, const char *folder)
{
	const char *real;
	int fd = fence_resolve(f, a, folder, &real) == FENCE_INSIDE ? open_exact(real, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	if (!d && fd >= 0)
		close(fd);
	return d;
}

/* The next name of what is in a folder, or NULL. */
static const char *next_name(DIR *d)
{
	struct dirent *e;

	do
		e = readdir(d);
	while (e && (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0));
	return e ? e->d_name : NULL;
}

/* The length of a name without its last extension. */
static size_t stem_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot > name ? (size_t)(dot - name) : strlen(name);
}

/* Is it what a file of the other name is made from: "config.env.template", "secret.enc.yaml"? */
static bool is_origin(const char *name, const char *of)
{
	static const char *const words[] = { "example", "sample", "template", "tmpl", "tpl", "dist", "enc", "encrypted", "sops", "sealed", "in", "j2", "dec" };
	size_t n = stem_of(of);

	if (strncmp(name, of, strlen(of)) == 0 && name[strlen(of)] == '.')
		return true;
	if (strncmp(name, of, n) != 0 || !name[n] || !strchr(".-_", name[n]))
		return false;
	name += n + 1;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncmp(name, words[i], strlen(words[i])) == 0 && strchr(".-_", name[strlen(words[i])]))
			return true; /* the end of the name is found, too */
	return false;
}

/* Would the folder hold something of the name? Not where it is empty, or has what such a file is made from. */
static bool may_lack(const struct fence *f, struct arena *a, const char *folder, const char *name)
{
	DIR *d = open_folder(f, a, folder);
	const char *is;
	bool empty = true, made = false;

	if (!d)
		return false;
	while (!made && (is = next_name(d))) {
		empty = false;
		made = is_origin(is, name);
	}
	closedir(d);
	return !empty && !made;
}

/* The folder from which on .gitignore files count: that of the repository, or else what was given. */
static const char *top_of(const struct fence *f, struct arena *a, const char *real)
{
	const char *top = fence_repository(a, real);

	for (size_t i = 0; !top && i < fence_count(f); i++)
		top = path_below(fence_top(f, i), real) ? fence_top(f, i) : NULL;
	return !top && f->open ? real : top;
}

bool absence_is_sure(const struct fence *f, struct arena *a, const char *path)
{
	const char *real, *name, *folder, *top;
	struct stat st;

	if (fence_resolve(f, a, path, &real) != FENCE_MISSING || errno != ENOENT || lstat(path, &st) == 0)
		return false;
	folder = folder_above(f, a, path, &name);
	if (!folder || !may_lack(f, a, folder, name) || fence_resolve(f, a, folder, &real) != FENCE_INSIDE)
		return false;
	top = top_of(f, a, real);
	if (!top || access(arena_printf(a, "%s/.git/info/sparse-checkout", top), F_OK) == 0)
		return false;
	return !walk_ignores(top, arena_printf(a, "%s%s", real, path + strlen(folder)));
}

const char *absence_near(const struct fence *f, struct arena *a, const char *path)
{
	const char *wrong, *folder = folder_above(f, a, path, &wrong), *rest, *near = NULL, *is, *real;
	size_t most = folder ? stem_of(wrong) / LETTERS_OF_EDIT + 1 : 0;
	DIR *d = folder ? open_folder(f, a, folder) : NULL;
	bool several = false;

	if (!d)
		return NULL;
	most = most > MOST_EDITS ? MOST_EDITS : most;
	rest = path + strlen(folder) + strspn(path + strlen(folder), "/") + strlen(wrong);
	while ((is = next_name(d))) {
		size_t n = edit_distance(wrong, strlen(wrong), is, strlen(is), most);
		const char *other = n <= most ? arena_printf(a, "%s/%s%s", strcmp(folder, "/") ? folder : "", is, rest) : NULL;

		if (!other || fence_resolve(f, a, other, &real) != FENCE_INSIDE)
			continue;
		several = near && n == most;
		if (!near || n < most)
			near = other;
		most = n;
	}
	closedir(d);
	return several ? NULL : near;
}
