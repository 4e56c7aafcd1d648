/* Questions about a request alone. */
#include "traffic/request.h"

#include <strings.h>

bool request_is_http(const struct request *r)
{
	return r->scheme == SCHEME_HTTP || r->scheme == SCHEME_HTTPS || r->scheme == SCHEME_GRPC;
}

bool request_is_tls(const struct request *r)
{
	return r->scheme == SCHEME_HTTPS || r->scheme == SCHEME_TLS;
}

const struct str *request_sni(const struct request *r, struct pool *pool)
{
	return str_ends(r->host, ".") ? pool_intern(pool, r->host->text, r->host->len - 1) : r->host;
}

const struct str *request_header(const struct request *r, const char *name)
{
	for (size_t i = 0; i < r->n_headers; i++)
		if (str_is(r->headers[i].name, name))
			return r->headers[i].value;
	return NULL;
}

static bool is_open(struct untold *u, size_t part)
{
	bool open = u->parts >> part & 1;

	if (open)
		u->asked |= UINT64_C(1) << part;
	return open;
}

bool request_untold(const struct request *r, enum untold_part part)
{
	return r->untold && is_open(r->untold, part);
}

bool request_untold_header(const struct request *r, const char *name)
{
	const struct untold *u = r->untold;

	for (size_t i = 0; u && i < u->n_headers; i++)
		if (strcasecmp(u->headers[i], name) == 0)
			return is_open(r->untold, UNTOLD_HEADERS + i);
	return u && u->all_headers;
}
