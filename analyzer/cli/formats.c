/* Reads what --format says. */
#include "cli/formats.h"

#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "source/path.h"
#include "source/read.h"

/* One of the parts between commas; *file tells whether it names a file. */
static struct format_target part_of(struct arena *a, const char *text, size_t n, const char *output, bool *file)
{
	const char *part = arena_strndup(a, text, n), *is = strchr(part, '=');
	struct format_target t = { is ? arena_strndup(a, part, (size_t)(is - part)) : part, is ? is + 1 : output };

	*file = is;
	if (t.path && (strcmp(t.path, "-") == 0 || read_descriptor(t.path) == STDOUT_FILENO))
		t.path = NULL;
	return t;
}

/* Do both go to the same place? By name alone. */
static bool same_place(struct arena *a, const char *working, const char *x, const char *y)
{
	return x && y ? strcmp(path_absolute(a, working, x), path_absolute(a, working, y)) == 0 : x == y;
}

static const char *check_places(struct arena *a, const struct format_targets *targets)
{
	const char *working = path_working(a);

	for (size_t i = 0; i < targets->list.n; i++)
		for (size_t k = 0; k < i; k++) {
			const struct format_target *x = &targets->list.at[k], *y = &targets->list.at[i];

			if (same_place(a, working, x->path, y->path))
				return arena_printf(a, "--format: \"%s\" and \"%s\" would both go to %s; give one a file of its own, as in \"%s=FILE\"", x->name,
					y->name, x->path ? x->path : "standard output", y->name);
		}
	return NULL;
}

const char *formats_read(struct arena *a, const char *text, const char *known, const char *output, struct format_targets *out, const char **unknown)
{
	bool taken = false; /* what -o names has a format */
	const char *at = text;

	for (;; at++) {
		size_t n = strcspn(at, ",");
		bool file;
		struct format_target t = part_of(a, at, n, output, &file);

		if (!*t.name)
			return arena_printf(a, "--format: a format is missing in \"%s\"", text);
		*unknown = t.name;
		if (!str_among(known, t.name, strlen(t.name)))
			return "";
		if (formats_have(out, t.name))
			return arena_printf(a, "--format: \"%s\" is there twice", t.name);
		if (file && t.path && !*t.path)
			return arena_printf(a, "--format: \"%s=\" names no file", t.name);
		taken |= !file;
		vec_push(a, &out->list, t);
		at += n;
		if (!*at)
			break;
	}
	if (output && !taken)
		return arena_printf(a, "--output: nothing is left for %s, as each format in \"%s\" names its file", output, text);
	return check_places(a, out);
}

bool formats_have(const struct format_targets *targets, const char *name)
{
	for (size_t i = 0; i < targets->list.n; i++)
		if (strcmp(targets->list.at[i].name, name) == 0)
			return true;
	return false;
}
