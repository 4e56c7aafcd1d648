/* Questions about a request alone. */
#include "traffic/request.h"

bool request_is_http(const struct request *r)
{
	return r->scheme == SCHEME_HTTP || r->scheme == SCHEME_HTTPS || r->scheme == SCHEME_GRPC;
}

const struct str *request_header(const struct request *r, const char *name)
{
	for (size_t i = 0; i < r->n_headers; i++)
		if (str_is(r->headers[i].name, name))
			return r->headers[i].value;
	return NULL;
}
