/* File names as URI references. */
#include "report/uri.h"

#include <string.h>

/* Drop the last part of a path; false where it has none or is all "..". */
static bool drop_part(struct buf *path)
{
	size_t n = path->n;

	if (n == 0)
		return false;
	while (n > 0 && path->at[n - 1] != '/')
		n--;
	if (path->n - n == 2 && memcmp(path->at + n, "..", 2) == 0)
		return false;
	path->n = n > 0 ? n - 1 : 0;
	return true;
}

/* Append the parts of a name to a path, "." and ".." resolved; no path begins with a slash here. */
static void add_parts(struct buf *path, bool absolute, const char *name)
{
	while (*name) {
		size_t n = strcspn(name, "/");
		bool up = n == 2 && memcmp(name, "..", 2) == 0;

		if (n && !(n == 1 && *name == '.') && !(up && (drop_part(path) || absolute))) {
			if (path->n)
				buf_putc(path, '/');
			buf_add(path, name, n);
		}
		name += n + (name[n] == '/');
	}
}

static void put_encoded(struct buf *out, const char *path, size_t n)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/!$&'()*+,;=@";

	for (size_t i = 0; i < n; i++) {
		if (path[i] && strchr(plain, path[i]))
			buf_putc(out, path[i]);
		else
			buf_printf(out, "%%%02X", (unsigned char)path[i]);
	}
}

/* Is the path the root, or does it lie below? */
static bool below(const struct buf *path, const struct buf *root)
{
	return root->n == 0 || (path->n >= root->n && memcmp(path->at, root->at, root->n) == 0
		&& (path->n == root->n || path->at[root->n] == '/'));
}

/* A name as a path without a slash at its beginning; true where it is relative to the root, with *skip the bytes of the path that lead there. */
static bool resolve(struct buf *path, const struct uri_base *base, const char *name, size_t *skip)
{
	const char *root_name = base->root ? base->root : base->folder;
	bool absolute = *name == '/' || base->folder, relative = !absolute;
	struct buf root = BUF_INIT;

	*skip = 0;
	if (*name != '/' && base->folder)
		add_parts(path, true, base->folder);
	add_parts(path, absolute, name);
	if (absolute && root_name) {
		add_parts(&root, true, root_name);
		relative = below(path, &root);
		*skip = relative && root.n ? root.n + 1 : 0;
	}
	buf_release(&root);
	return relative;
}

bool uri_put(struct buf *out, const struct uri_base *base, const char *name)
{
	struct buf path = BUF_INIT;
	size_t skip;
	bool relative = resolve(&path, base, name, &skip);

	if (!relative)
		buf_puts(out, "file:///");
	if (relative && path.n <= skip)
		buf_putc(out, '.');
	else if (path.n > skip)
		put_encoded(out, path.at + skip, path.n - skip);
	buf_release(&path);
	return relative;
}

void uri_put_path(struct buf *out, const struct uri_base *base, const char *name)
{
	struct buf path = BUF_INIT;
	size_t skip;
	bool relative = resolve(&path, base, name, &skip);

	if (!relative)
		buf_putc(out, '/');
	if (relative && path.n <= skip)
		buf_putc(out, '.');
	else if (path.n > skip)
		buf_add(out, path.at + skip, path.n - skip);
	buf_release(&path);
}

void uri_put_folder(struct buf *out, const char *folder)
{
	struct buf path = BUF_INIT;

	add_parts(&path, true, folder);
	buf_puts(out, "file:///");
	if (path.n) {
		put_encoded(out, path.at, path.n);
		buf_putc(out, '/');
	}
	buf_release(&path);
}

void uri_put_file(struct buf *out, const char *host, const char *folder, const char *name)
{
	struct buf path = BUF_INIT;

	if (*name != '/')
		add_parts(&path, true, folder);
	add_parts(&path, true, name);
	buf_printf(out, "file://%s/", host);
	if (path.n)
		put_encoded(out, path.at, path.n);
	buf_release(&path);
}
