#ifndef REPORT_URI_H
#define REPORT_URI_H
/*
 * File names as URI references, as RFC 3986 and SARIF want them. For this room alone.
 */
#include <stdbool.h>

#include "base/buf.h"

/* Names are relative to folder; URIs to root. Both absolute paths, or NULL where not known. */
struct uri_base {
	const char *folder, *root;
};

/*
 * Append the URI of a file: relative to the root, where it lies below, else
 * with the file: scheme. True when it is relative. Only the names count; no link is followed.
 */
bool uri_put(struct buf *out, const struct uri_base *base, const char *name);

/* Append the file: URI of a file on this host; the name may be relative to the folder. */
void uri_put_file(struct buf *out, const char *host, const char *folder, const char *name);
/* Append the path of a file, bytes as they are: relative to the root, where it lies below, else absolute. */
void uri_put_path(struct buf *out, const struct uri_base *base, const char *name);

/* Append the file: URI of an absolute folder, with the slash at its end that makes it a base. */
void uri_put_folder(struct buf *out, const char *folder);

#endif
