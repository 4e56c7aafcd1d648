/* Follows links as far as they stay inside. */
#include "source/fence.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "source/path.h"

#ifdef SYS_openat2
#include <linux/openat2.h>
#endif

#define MOST_LINKS 40 /* as the kernel */

struct fence_top {
	const char *text, *real; /* as it is written, and without links */
	bool given;
};

/* One path on its way. */
struct way {
	const struct fence *fence;
	struct arena *arena;
	bool given;          /* only what was given counts */
	const char *at;      /* absolute; without links where it is inside */
	const char *rest;    /* what is left to go */
	unsigned links;
};

void fence_add(struct fence *f, struct arena *a, const char *path, bool given)
{
	char *real = realpath(path, NULL);
	struct fence_top top = { arena_strdup(a, path), arena_strdup(a, real ? real : path), given };

	vec_push(a, &f->tops.list, top);
	free(real);
}

const char *fence_repository(struct arena *a, const char *path)
{
	for (const char *folder = path; *folder; folder = path_folder(a, folder)) {
		if (access(arena_printf(a, "%s/.git", strcmp(folder, "/") ? folder : ""), F_OK) == 0)
			return folder;
		if (strcmp(folder, "/") == 0)
			break;
	}
	return NULL;
}

void fence_add_tree(struct fence *f, struct arena *a, const char *path)
{
	const char *repository = fence_repository(a, path);

	fence_add(f, a, path, true);
	if (repository)
		fence_add(f, a, repository, false);
}

size_t fence_count(const struct fence *f)
{
	return f->tops.list.n;
}

const char *fence_top(const struct fence *f, size_t i)
{
	return f->tops.list.at[i].real;
}

static bool is_inside(const struct way *w, const char *path)
{
	for (size_t i = 0; i < w->fence->tops.list.n; i++) {
		const struct fence_top *top = &w->fence->tops.list.at[i];

		if ((top->given || !w->given) && path_below(top->real, path))
			return true;
	}
	return false;
}

/* Does the path lead towards what is inside? Of such folders nothing need be asked. A name that is not its own gives way to that. */
static bool leads_in(const struct way *w, const char **path)
{
	bool leads = false;

	for (size_t i = 0; i < w->fence->tops.list.n; i++) {
		const struct fence_top *top = &w->fence->tops.list.at[i];

		if (w->given && !top->given)
			continue;
		if (strcmp(top->text, *path) == 0)
			*path = top->real;
		leads |= path_below(*path, top->real) || path_below(*path, top->text);
	}
	return leads;
}

/* Is the path below something given, by its text? Then no link may lead to what merely surrounds it. */
static bool begins_given(const struct fence *f, const char *path)
{
	for (size_t i = 0; i < f->tops.list.n; i++) {
		const struct fence_top *top = &f->tops.list.at[i];

		if (top->given && (path_below(top->text, path) || path_below(top->real, path)))
			return true;
	}
	return false;
}

/* Go on where the link leads; false and errno where it cannot be read. */
static bool follow(struct way *w, const char *link)
{
	char target[PATH_MAX];
	ssize_t n = readlink(link, target, sizeof target - 1); /* no link is longer */

	if (n < 0)
		return false;
	if (++w->links > MOST_LINKS) {
		errno = ELOOP;
		return false;
	}
	target[n] = '\0';
	w->rest = arena_printf(w->arena, "%s/%s", target, w->rest);
	if (target[0] == '/')
		w->at = "/";
	return true;
}

/* Take one part of the path. */
static enum fence_side step(struct way *w, const char *part)
{
	const char *next = path_absolute(w->arena, w->at, part);
	struct stat st;

	if (!is_inside(w, next)) {
		w->at = next;
		return leads_in(w, &w->at) ? FENCE_INSIDE : FENCE_OUTSIDE;
	}
	if (strcmp(part, ".git") == 0)
		return FENCE_OUTSIDE;
	if (lstat(next, &st) < 0)
		return FENCE_MISSING;
	if (!S_ISLNK(st.st_mode))
		w->at = next;
	else if (!follow(w, next))
		return FENCE_MISSING;
	return FENCE_INSIDE;
}

static enum fence_side resolve_open(struct arena *a, const char *path, const char **real)
{
	char *found = realpath(path, NULL);

	*real = found ? arena_strdup(a, found) : NULL;
	free(found);
	return *real ? FENCE_INSIDE : FENCE_MISSING;
}

enum fence_side fence_resolve(const struct fence *f, struct arena *a, const char *path, const char **real)
{
	struct way w = { .fence = f, .arena = a, .given = begins_given(f, path), .at = "/", .rest = path };
	enum fence_side side = FENCE_INSIDE;

	if (f->open)
		return resolve_open(a, path, real);
	while (*w.rest && side == FENCE_INSIDE) {
		size_t n = strcspn(w.rest, "/");
		const char *part = arena_strndup(a, w.rest, n);

		w.rest += n + (w.rest[n] == '/');
		if (n)
			side = step(&w, part);
	}
	if (side == FENCE_INSIDE && !is_inside(&w, w.at))
		side = FENCE_OUTSIDE;
	*real = side == FENCE_INSIDE ? w.at : NULL;
	return side;
}

bool fence_reaches(const struct fence *f, struct arena *a, const char *path)
{
	struct fence closed = *f;
	const char *real;

	closed.open = false;
	return fence_resolve(&closed, a, path, &real) == FENCE_INSIDE;
}

bool fence_holds(const struct fence *f, const char *real)
{
	return is_inside(&(struct way){ .fence = f }, real);
}

int open_exact(const char *path, int flags)
{
#ifdef SYS_openat2
	struct open_how how = { .flags = (unsigned)flags, .resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS };
	long fd = syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);

	/* Kernels before 5.6 lack it, and containers may refuse what they do not know. */
	if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
		return (int)fd;
#endif
	return open(path, flags | O_NOFOLLOW);
}
