/* The arithmetic of paths, by their texts alone. */
#include "source/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/panic.h"
#include "source/walk.h"

const char *path_working(struct arena *a)
{
	char *folder = getcwd(NULL, 0);
	const char *copy;

	if (!folder && errno == ENOMEM)
		panic("out of memory");
	copy = arena_strdup(a, folder ? folder : "/");
	free(folder);
	return copy;
}

const char *path_absolute(struct arena *a, const char *folder, const char *path)
{
	const char *parts[] = { *path == '/' ? "" : folder, path };
	char *out = arena_alloc(a, strlen(folder) + strlen(path) + 3);
	size_t n = 0;

	for (size_t i = 0; i < 2; i++)
		for (const char *p = parts[i]; *p; ) {
			size_t len = strcspn(p, "/");

			if (len == 2 && p[0] == '.' && p[1] == '.') {
				while (n && out[--n] != '/')
					;
			} else if (len && !(len == 1 && p[0] == '.')) {
				out[n++] = '/';
				memcpy(out + n, p, len);
				n += len;
			}
			p += len + (p[len] == '/');
		}
	if (!n)
		out[n++] = '/';
	out[n] = '\0';
	return out;
}

const char *path_below(const char *folder, const char *path)
{
	size_t n = strlen(folder);

	if (n == 1 && folder[0] == '/')
		n = 0;
	if (strncmp(folder, path, n) != 0)
		return NULL;
	if (path[n] == '\0')
		return path + n;
	return n == 0 && path[0] != '/' ? path : path[n] == '/' ? path + n + 1 : NULL;
}

const char *path_relative(struct arena *a, const char *folder, const char *path)
{
	size_t common = 0, up = 0, n = 0;
	const char *below;
	char *out;

	for (size_t i = 0; ; i++) {
		bool end = !folder[i] || folder[i] == '/', also = !path[i] || path[i] == '/';

		if (end && also)
			common = i;
		if (folder[i] != path[i] || !folder[i])
			break;
	}
	for (const char *p = folder + common; *p; p++)
		up += *p == '/' && p[1];
	below = path + common + (path[common] == '/');
	out = arena_alloc(a, up * 3 + strlen(below) + 2);
	while (up--) {
		out[n++] = '.';
		out[n++] = '.';
		out[n++] = '/';
	}
	memcpy(out + n, below, strlen(below) + 1);
	if (!out[0])
		return ".";
	return out;
}

bool path_matches(const char *glob, const char *path)
{
	struct arena scratch = ARENA_INIT;
	char *part = arena_strdup(&scratch, path);
	bool matches = walk_glob(glob, part);

	for (size_t n = strlen(part); n > 0 && !matches; n--)
		if (part[n] == '/') {
			part[n] = '\0';
			matches = walk_glob(glob, part);
		}
	arena_release(&scratch);
	return matches;
}

const char *path_folder(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return "";
	return arena_strndup(a, path, slash == path ? 1 : (size_t)(slash - path));
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool path_is_kustomization(const char *path)
{
	const char *base = path_base(path);

	return strcmp(base, "kustomization.yaml") == 0 || strcmp(base, "kustomization.yml") == 0 || strcmp(base, "Kustomization") == 0;
}

bool path_through(const char *path, const char *const *names)
{
	for (const char *slash; path; path = slash ? slash + 1 : NULL) {
		for (size_t i = 0; names[i]; i++)
			if (*path == *names[i] && strncmp(path, names[i], strlen(names[i])) == 0)
				return true;
		slash = strchr(path, '/');
	}
	return false;
}

bool path_is_chart(const char *path)
{
	return strcmp(path_base(path), "Chart.yaml") == 0;
}

bool path_of_tests(const char *path)
{
	static const char *const folders[] = { "test/", "tests/", "e2e/", NULL };

	return path_through(path, folders);
}

bool path_of_samples(const char *path)
{
	static const char *const folders[] = {
		"sample/", "samples/", "example/", "examples/", "demo/", "demos/", "tutorial/", "tutorials/", NULL,
	};

	return path_through(path, folders);
}
