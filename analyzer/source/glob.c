/* Matching paths as git's ignore files do, in time linear in path times pattern. */
#include "source/glob.h"

#include <ctype.h>
#include <string.h>

#include "source/path.h"
#include "source/walk.h"

/* The len of a pattern or path up to the next slash or its end. */
static size_t segment(const char *t)
{
	return strcspn(t, "/");
}

static bool in_class(const char *name, size_t len, unsigned char c)
{
	static const struct {
		const char *name;
		int (*holds)(int);
	} classes[] = {
		{ "alnum", isalnum }, { "alpha", isalpha }, { "blank", isblank }, { "cntrl", iscntrl },
		{ "digit", isdigit }, { "graph", isgraph }, { "lower", islower }, { "print", isprint },
		{ "punct", ispunct }, { "space", isspace }, { "upper", isupper }, { "xdigit", isxdigit },
	};

	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (strlen(classes[i].name) == len && memcmp(classes[i].name, name, len) == 0)
			return classes[i].holds(c) != 0;
	return false;
}

/*
 * Does the bracket expression at p ("[a-z]") hold c? *used becomes its length;
 * 0 where it is not closed. Behind the n bytes is a slash or a NUL, as behind each part of a pattern.
 */
static bool match_bracket(const char *p, size_t n, unsigned char c, size_t *used)
{
	size_t i = 1, first;
	bool negated = i < n && (p[i] == '!' || p[i] == '^'), hit = false;

	first = i += negated;
	*used = 0;
	for (; i < n && (p[i] != ']' || i == first); i++) {
		unsigned char low, high;
		const char *end;

		if (p[i] == '[' && p[i + 1] == ':'
				&& (end = memmem(p + i + 2, n - i - 2, ":]", 2))) {
			hit |= in_class(p + i + 2, (size_t)(end - p) - i - 2, c);
			i = (size_t)(end - p) + 1;
			continue;
		}
		if (p[i] == '\\')
			i++;
		low = high = (unsigned char)p[i];
		if (i + 2 < n && p[i + 1] == '-' && p[i + 2] != ']') {
			i += 2;
			if (p[i] == '\\')
				i++;
			high = (unsigned char)p[i];
		}
		hit |= c >= low && c <= high;
	}
	if (i < n)
		*used = i + 1;
	return hit != negated;
}

/* Does one part of a pattern, without slashes, match one part of a path? */
static bool match_part(const char *p, size_t np, const char *t, size_t nt)
{
	size_t i = 0, k = 0, star = (size_t)-1, resume = 0, used;

	while (k < nt) {
		size_t step = 1;
		bool hit;

		if (p[i] == '*') {
			star = i++;
			resume = k;
			continue;
		}
		if (p[i] == '[') {
			hit = match_bracket(p + i, np - i, (unsigned char)t[k], &used);
			step = used;
			if (!used) {
				hit = t[k] == '[';
				step = 1;
			}
		} else if (p[i] == '\\' && i + 1 < np) {
			hit = p[i + 1] == t[k];
			step = 2;
		} else {
			hit = p[i] == '?' || p[i] == t[k];
		}
		if (hit) {
			i += step;
			k++;
		} else if (star != (size_t)-1) {
			i = star + 1;
			k = ++resume;
		} else {
			return false;
		}
	}
	while (p[i] == '*')
		i++;
	return i == np;
}

/* The next part, or NULL behind the last one. */
static const char *next_part(const char *t)
{
	t += segment(t);
	return *t ? t + 1 : NULL;
}

static bool is_any_depth(const char *p)
{
	return segment(p) == 2 && p[0] == '*' && p[1] == '*';
}

/* Part by part; "**" stands for any number of parts, at the end for at least one. */
static bool match_parts(const char *p, const char *t)
{
	const char *star = NULL, *resume = NULL;

	while (t) {
		if (p && is_any_depth(p)) {
			star = next_part(p);
			if (!star)
				return true;
			p = star;
			resume = t;
		} else if (p && match_part(p, segment(p), t, segment(t))) {
			p = next_part(p);
			t = next_part(t);
		} else if (star && (resume = next_part(resume))) {
			p = star;
			t = resume;
		} else {
			return false;
		}
	}
	return !p;
}

bool glob_parse(struct arena *a, const char *line, size_t len, struct glob *out)
{
	struct glob g = { NULL, false, false, false };

	while (len && (line[len - 1] == '\r' || line[len - 1] == '\n'))
		len--;
	while (len && line[len - 1] == ' ' && !(len > 1 && line[len - 2] == '\\'))
		len--;
	if (len == 0 || line[0] == '#')
		return false;
	if (line[0] == '!') {
		g.negated = true;
		line++;
		len--;
	}
	if (line[len - 1] == '/') { /* of "!" alone this is it */
		g.folders_only = true;
		len--;
	}
	g.anchored = memchr(line, '/', len) != NULL;
	if (len && line[0] == '/') {
		line++;
		len--;
	}
	g.text = arena_strndup(a, line, len);
	*out = g;
	return true;
}

bool glob_match(const struct glob *g, const char *path, bool is_folder)
{
	const char *name = path_base(path);

	if (g->folders_only && !is_folder)
		return false;
	if (g->anchored)
		return match_parts(g->text, path);
	return match_part(g->text, strlen(g->text), name, strlen(name));
}

bool walk_glob(const char *glob, const char *path)
{
	struct arena a = ARENA_INIT;
	struct glob g;
	bool hit = false;

	if (glob_parse(&a, glob, strlen(glob), &g) && !g.negated) {
		char *copy = arena_strdup(&a, path);

		hit = glob_match(&g, copy, false);
		/* A pattern that matches a folder matches all that lies in it. */
		for (char *slash = copy + strlen(copy); !hit && slash > copy; slash--)
			if (*slash == '/') {
				*slash = '\0';
				hit = glob_match(&g, copy, true);
			}
	}
	arena_release(&a);
	return hit;
}
