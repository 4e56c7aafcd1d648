/* Asks git for a revision, and writes its files. */
#include "cli/revision.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "source/path.h"
#include "source/program.h"
#include "source/read.h"

#define MOST_ANSWER 65536        /* bytes of a short answer */
#define MOST_OTHER (1u << 20)    /* of files that only a build reads: larger ones have their size alone */
#define MOST_DEEP 8              /* submodules in each other */

/* A file of the revision. */
struct entry {
	const char *path;  /* from the top */
	const char *hash;
	uint64_t size;
	bool link, module;
	bool whole;        /* its bytes are wanted */
};

struct entries {
	VEC(struct entry) list;
	VEC(const char *) builds; /* folders that are built by kustomize or helm, sorted; "" is the top */
};

struct answer {
	struct buf text;
	size_t most;
};

static bool take_answer(void *context, const char *bytes, size_t n)
{
	struct answer *a = context;

	if (a->text.n + n > a->most)
		return false;
	buf_add(&a->text, bytes, n);
	return true;
}

/* The environment without what would have git run programs or reach for a network. */
static void make_environment(struct revision *r)
{
	static const char *const ours[] = {
		"GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C",
	};

	for (char **e = environ; *e; e++) {
		size_t name = strcspn(*e, "=") + 1, i = 0;

		while (i < sizeof ours / sizeof *ours && strncmp(*e, ours[i], name) != 0)
			i++;
		if (i == sizeof ours / sizeof *ours)
			vec_push(r->arena, &r->env, *e);
	}
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		vec_push(r->arena, &r->env, ours[i]);
	vec_push(r->arena, &r->env, NULL);
}

/* What git says of its failure, on one line. */
static const char *said(struct arena *a, const struct program *p)
{
	const char *words = p->err.n ? p->err.at : "", *fatal = strstr(words, "fatal: "); /* behind warnings */

	if (p->status == PROGRAM_NOT_STARTED || program_is_missing(p))
		return program_is_missing(p) ? "no \"git\" is in the PATH" : arena_printf(a, "\"git\" cannot be run: %s", strerror(p->error));
	if (p->error)
		return arena_printf(a, "what \"git\" writes cannot be read: %s", strerror(p->error));
	words = fatal ? fatal + strlen("fatal: ") : words;
	if (*words)
		return arena_printf(a, "git: %.*s", (int)strcspn(words, "\n"), words);
	return WIFEXITED(p->status) ? arena_printf(a, "\"git\" fails with status %d", WEXITSTATUS(p->status))
		: arena_printf(a, "\"git\" was ended by signal %d", WTERMSIG(p->status));
}

/* Run git in a folder; words end with NULL. False, and why, where it fails. */
static bool run_git(struct revision *r, const char *folder, const char *const *words, struct program *p)
{
	static const char *const first[] = { "git", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C" };
	VEC(const char *) args = { 0 };
	bool ok;

	for (size_t i = 0; i < sizeof first / sizeof *first; i++)
		vec_push(r->arena, &args, first[i]);
	vec_push(r->arena, &args, folder);
	for (; *words; words++)
		vec_push(r->arena, &args, *words);
	vec_push(r->arena, &args, NULL);
	p->args = args.at;
	p->env = r->env.at;
	r->why = NULL;
	program_run(p);
	ok = !p->stopped && !p->error && p->status == 0;
	if (!ok && !r->why) /* what took its answer may have said more */
		r->why = said(r->arena, p);
	buf_release(&p->err);
	return ok;
}

/* What git answers, without the end of its line; NULL, and why, where it fails. */
static const char *ask(struct revision *r, const char *folder, const char *const *words)
{
	struct answer answer = { .text = BUF_INIT, .most = MOST_ANSWER };
	struct program p = { .in = -1, .take = take_answer, .context = &answer };
	bool ok = run_git(r, folder, words, &p);
	const char *text;

	if (answer.text.n && answer.text.at[answer.text.n - 1] == '\n')
		answer.text.n--;
	text = ok && answer.text.n ? arena_strndup(r->arena, answer.text.at, answer.text.n) : NULL;
	if (ok && !text)
		r->why = "\"git\" says nothing";
	buf_release(&answer.text);
	return text;
}

/* Why the revision is not to be had. */
static const char *unknown(struct revision *r, const char *name)
{
	const char *why = r->why; /* of a git that does not run */
	const char *shallow = ask(r, r->top, (const char *const[]){ "rev-parse", "--is-shallow-repository", NULL });

	if (!shallow)
		return why;
	if (strcmp(shallow, "true") == 0)
		return arena_printf(r->arena, "\"%s\" is not in this shallow clone: fetch the whole history (actions/checkout: \"fetch-depth: 0\"; "
			"GitLab: \"GIT_DEPTH: 0\")", name);
	return arena_printf(r->arena, "the repository has no revision \"%s\"", name);
}

/* Does the clone fetch objects when they are asked for? Nothing is fetched here, and git has another word for each way in which that fails. */
static const char *partial(struct revision *r)
{
	const char *why = r->why;

	return ask(r, r->top, (const char *const[]){ "config", "--get-regexp", "^remote\\..*\\.promisor$", NULL })
		? "this partial clone lacks files of the revision: clone without --filter" : why;
}

bool revision_find(struct revision *r, struct arena *a, const char *folder, const char *name)
{
	*r = (struct revision){ .arena = a };
	make_environment(r);
	if (*name == '-') {
		r->why = arena_printf(a, "\"%s\" is no revision: it begins with \"-\"", name);
		return false;
	}
	r->top = ask(r, folder, (const char *const[]){ "rev-parse", "--show-toplevel", NULL });
	if (!r->top)
		return false;
	r->commit = ask(r, folder, (const char *const[]){ "rev-parse", "--verify", "--quiet", arena_printf(a, "%s^{commit}", name), NULL });
	if (r->commit)
		return true;
	if (strcmp(name, "HEAD") == 0 && ask(r, folder, (const char *const[]){ "symbolic-ref", "--quiet", "HEAD", NULL }))
		return true; /* the first commit is still to come */
	r->why = unknown(r, name);
	return false;
}

/* --- which files --- */

/* May it be a path in a folder of ours? */
static bool is_sound(const char *path)
{
	while (*path) {
		size_t n = strcspn(path, "/");

		if (n == 0 || (n == 1 && path[0] == '.') || (n == 2 && path[0] == '.' && path[1] == '.') || (n == 4 && strncasecmp(path, ".git", 4) == 0))
			return false;
		if (path[n] == '/' && !path[n + 1])
			return false;
		path += n + (path[n] == '/');
	}
	return true;
}

/* "100644 blob HASH    SIZE\tPATH", which it changes. */
static bool read_entry(struct arena *a, const char *line, struct entry *e)
{
	char mode[8], type[8], hash[80], size[24];
	int n = 0;

	if (sscanf(line, "%7s %7s %79s %23s%n", mode, type, hash, size, &n) != 4 || line[n] != '\t')
		return false;
	*e = (struct entry){ .path = arena_strdup(a, line + n + 1), .hash = arena_strdup(a, hash), .size = strtoull(size, NULL, 10),
		.link = strcmp(mode, "120000") == 0, .module = strcmp(mode, "160000") == 0 };
	return (e->module || strcmp(type, "blob") == 0) && is_sound(e->path);
}

static bool is_read(const char *path)
{
	const char *name = path_base(path), *dot = strrchr(name, '.');

	return path_is_kustomization(path) || strcmp(name, ".gitignore") == 0
		|| (dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0 || strcmp(dot, ".json") == 0));
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Is the path below a folder that is built? Then any file may be read. */
static bool is_below_build(struct arena *a, const struct entries *e, const char *path)
{
	const char *folder = path;

	do {
		folder = path_folder(a, folder);
		if (e->builds.n && bsearch(&folder, e->builds.at, e->builds.n, sizeof *e->builds.at, compare_text))
			return true;
	} while (*folder);
	return false;
}

/* What is not to be read at all is dropped. */
static void choose(struct arena *a, struct entries *e)
{
	size_t kept = 0;

	for (size_t i = 0; i < e->list.n; i++)
		if (path_is_kustomization(e->list.at[i].path) || path_is_chart(e->list.at[i].path))
			vec_push(a, &e->builds, path_folder(a, e->list.at[i].path));
	if (e->builds.n)
		qsort(e->builds.at, e->builds.n, sizeof *e->builds.at, compare_text);
	for (size_t i = 0; i < e->list.n; i++) {
		struct entry *x = &e->list.at[i];
		bool read = is_read(x->path);

		x->whole = !x->module && (x->link ? x->size < PATH_MAX : x->size <= (read ? READ_MAX_BYTES : MOST_OTHER));
		if (read || x->link || x->module || is_below_build(a, e, x->path))
			e->list.at[kept++] = *x;
	}
	e->list.n = kept;
}

static bool list_entries(struct revision *r, struct entries *e)
{
	struct answer answer = { .text = BUF_INIT, .most = SIZE_MAX };
	struct program p = { .in = -1, .take = take_answer, .context = &answer };
	bool ok = run_git(r, r->top, (const char *const[]){ "ls-tree", "-r", "-z", "-l", "--full-tree", r->commit, NULL }, &p);

	for (size_t at = 0; ok && at < answer.text.n;) {
		size_t n = strnlen(answer.text.at + at, answer.text.n - at);
		struct entry one;

		if (at + n < answer.text.n && read_entry(r->arena, answer.text.at + at, &one))
			vec_push(r->arena, &e->list, one);
		at += n + 1;
	}
	buf_release(&answer.text);
	choose(r->arena, e);
	return ok;
}

/* --- writing them --- */

/* A link to be made. */
struct link {
	const char *path, *target;
};

struct links {
	VEC(struct link) list;
};

struct writing {
	struct revision *r;
	const char *into;
	const struct entries *entries;
	size_t next;             /* entry to come */
	const struct entry *now; /* whose bytes come; NULL: a line of git's comes */
	uint64_t left;           /* bytes of it; then an end of line */
	int fd;                  /* of a file */
	struct buf line, target; /* git's line; where a link leads to */
	const char *made;        /* the folder that was made last */
	struct links *links;     /* for the end */
};

static bool fails(struct writing *w, const char *what)
{
	w->r->why = arena_printf(w->r->arena, "cannot write what the revision has into %s: %s: %s", w->into, what, strerror(errno));
	return false;
}

/* Make a folder and those above it, below into, which is there. */
static bool make_folders(struct writing *w, const char *below)
{
	struct arena *a = w->r->arena;
	char *path = arena_printf(a, "%s/%s", w->into, below);

	if (w->made && strcmp(w->made, below) == 0)
		return true;
	for (char *at = path + strlen(w->into) + 1; *at; at++) {
		at += strcspn(at, "/");
		if (!*at)
			break;
		*at = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return fails(w, path);
		*at = '/';
	}
	if (*below && mkdir(path, 0700) != 0 && errno != EEXIST)
		return fails(w, path);
	w->made = arena_strdup(a, below);
	return true;
}

/* A new file for the entry; -1 where it cannot be made. */
static int make_file(struct writing *w, const struct entry *e)
{
	const char *path = arena_printf(w->r->arena, "%s/%s", w->into, e->path);
	int fd = make_folders(w, path_folder(w->r->arena, e->path)) ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600) : -1;

	if (fd < 0 && !w->r->why)
		fails(w, e->path);
	return fd;
}

static bool write_some(struct writing *w, int fd, const char *what, const char *bytes, size_t n)
{
	while (n) {
		ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return fails(w, what);
		bytes += done;
		n -= (size_t)done;
	}
	return true;
}

/* A link out of the repository leads where it led: not to what lies around our folder. */
static void add_link(struct writing *w, const struct entry *e)
{
	struct arena *a = w->r->arena;
	const char *target = arena_strndup(a, w->target.n ? w->target.at : "", w->target.n);
	const char *at = path_absolute(a, path_folder(a, arena_printf(a, "%s/%s", w->r->top, e->path)), target);
	const char *below = path_below(w->r->top, at);
	struct link link = { arena_printf(a, "%s/%s", w->into, e->path), !below ? at : *target == '/' ? arena_printf(a, "%s/%s", w->into, below) : target };

	if (*target)
		vec_push(a, &w->links->list, link);
}

static void end_entry(struct writing *w)
{
	if (w->now->link) {
		add_link(w, w->now);
		buf_clear(&w->target);
	} else {
		close(w->fd);
		w->fd = -1;
	}
	w->now = NULL;
}

/* "HASH blob SIZE" begins the next entry. */
static bool begin_entry(struct writing *w)
{
	char type[16] = "", hash[80];
	unsigned long long size;

	while (w->next < w->entries->list.n && !w->entries->list.at[w->next].whole)
		w->next++;
	if (w->next == w->entries->list.n) {
		w->r->why = "\"git cat-file\" says more than it was asked";
		return false;
	}
	w->now = &w->entries->list.at[w->next++];
	if (sscanf(w->line.at, "%79s %15s %llu", hash, type, &size) != 3 || strcmp(type, "blob") != 0 || size != w->now->size) {
		w->r->why = arena_printf(w->r->arena, "the repository lacks the revision's %s", w->now->path);
		return false;
	}
	buf_clear(&w->line);
	w->left = size;
	if (!w->now->link)
		w->fd = make_file(w, w->now);
	return w->now->link || w->fd >= 0;
}

static bool take_files(void *context, const char *bytes, size_t n)
{
	struct writing *w = context;

	while (n) {
		size_t some = 1;

		if (!w->now && *bytes != '\n') {
			buf_putc(&w->line, *bytes);
		} else if (!w->now) {
			buf_putc(&w->line, '\0');
			if (!begin_entry(w))
				return false;
		} else if (!w->left) {
			end_entry(w);
		} else {
			some = n < w->left ? n : (size_t)w->left;
			if (w->now->link)
				buf_add(&w->target, bytes, some);
			else if (!write_some(w, w->fd, w->now->path, bytes, some))
				return false;
			w->left -= some;
		}
		bytes += some;
		n -= some;
	}
	return true;
}

/* Files whose bytes are not wanted have their size; and the folders of links and submodules are made while there is no link yet. */
static bool make_hollow(struct writing *w)
{
	for (size_t i = 0; i < w->entries->list.n; i++) {
		const struct entry *e = &w->entries->list.at[i];
		int fd;

		if (e->link || e->module) {
			if (!make_folders(w, e->module ? e->path : path_folder(w->r->arena, e->path)))
				return false;
			continue;
		}
		fd = e->whole ? -1 : make_file(w, e);
		if (fd >= 0 && ftruncate(fd, (off_t)e->size) != 0)
			fails(w, e->path);
		if (fd >= 0)
			close(fd);
		if (w->r->why)
			return false;
	}
	return true;
}

/* The hashes that git is asked for, in a file without a name; -1 where there is none. */
static int write_request(struct writing *w)
{
	const char *path = arena_printf(w->r->arena, "%s/.request", w->into);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct buf text = BUF_INIT;
	bool ok;

	if (fd < 0) {
		fails(w, path);
		return -1;
	}
	unlink(path);
	for (size_t i = 0; i < w->entries->list.n; i++)
		if (w->entries->list.at[i].whole)
			buf_printf(&text, "%s\n", w->entries->list.at[i].hash);
	ok = write_some(w, fd, path, text.at, text.n);
	buf_release(&text);
	if (ok && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	close(fd);
	return -1;
}

/* An entry of this name tells where a repository begins, see source/fence.h. */
static bool mark_repository(struct revision *r, const char *into)
{
	if (mkdir(arena_printf(r->arena, "%s/.git", into), 0700) == 0)
		return true;
	r->why = arena_printf(r->arena, "cannot write into %s: %s", into, strerror(errno));
	return false;
}

static bool take_modules(struct writing *w, unsigned deep);

static bool take_out(struct revision *r, const char *into, struct links *links, unsigned deep)
{
	struct entries entries = { 0 };
	struct writing w = { .r = r, .into = into, .entries = &entries, .fd = -1, .links = links };
	struct program p = { .take = take_files, .context = &w };
	bool ok;

	if (!mark_repository(r, into))
		return false;
	if (!list_entries(r, &entries)) {
		r->why = partial(r);
		return false;
	}
	p.in = write_request(&w);
	if (p.in < 0)
		return false;
	ok = run_git(r, r->top, (const char *const[]){ "cat-file", "--batch", NULL }, &p);
	close(p.in);
	if (w.fd >= 0)
		close(w.fd);
	buf_release(&w.line);
	buf_release(&w.target);
	if (!ok)
		r->why = partial(r);
	return ok && make_hollow(&w) && take_modules(&w, deep);
}

/* The submodule's commit may be of a history that was not fetched. */
static bool has_commit(struct revision *r)
{
	const char *type = ask(r, r->top, (const char *const[]){ "cat-file", "-t", r->commit, NULL });

	if (type)
		return true;
	r->why = arena_printf(r->arena, "it lacks its commit of that time, %.12s: fetch that there", r->commit);
	return false;
}

/* What the submodules had that are there. */
static bool take_modules(struct writing *w, unsigned deep)
{
	struct arena *a = w->r->arena;

	for (size_t i = 0; i < w->entries->list.n; i++) {
		const struct entry *e = &w->entries->list.at[i];
		struct revision sub = *w->r;

		sub.top = arena_printf(a, "%s/%s", w->r->top, e->path);
		sub.commit = e->hash;
		if (!e->module || access(arena_printf(a, "%s/.git", sub.top), F_OK) != 0)
			continue;
		if (deep < MOST_DEEP && has_commit(&sub) && take_out(&sub, arena_printf(a, "%s/%s", w->into, e->path), w->links, deep + 1))
			continue;
		w->r->why = arena_printf(a, "the submodule %s: %s", e->path, deep < MOST_DEEP ? sub.why : "there are too many in each other");
		return false;
	}
	return true;
}

bool revision_take_out(struct revision *r, const char *into)
{
	struct links links = { 0 };

	if (!r->commit)
		return mark_repository(r, into);
	if (!take_out(r, into, &links, 0))
		return false;
	for (size_t i = 0; i < links.list.n; i++)
		if (symlink(links.list.at[i].target, links.list.at[i].path) != 0 && errno != EEXIST) {
			r->why = arena_printf(r->arena, "cannot write %s: %s", links.list.at[i].path, strerror(errno));
			return false;
		}
	return true;
}
