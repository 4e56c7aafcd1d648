/* Where a redirect leads, and what path a backend sees (Envoy's prefix_rewrite and RedirectAction). */
#include <string.h>

#include "keys.h"
#include "traffic/way.h"

#define STATUS_MOVED 301

static const char *text_of(const struct node *map, uint32_t key)
{
	const struct str *text = node_get_text(map, key);

	return text && text->len ? text->text : NULL;
}

/* The path with this in place of what the match took of it. */
static const char *replaced(struct way *w, const struct route_match *match, const char *by)
{
	size_t cut = 1; /* where no path is matched the prefix is "/" */

	for (size_t i = 0; i < match->predicates.n; i++) {
		const struct predicate *p = &match->predicates.at[i];

		if (p->part == PART_PATH)
			cut = p->how == HOW_PREFIX ? p->text->len : w->r->path->len;
	}
	return arena_printf(w->arena, "%s%s", by, cut <= w->r->path->len ? w->r->path->text + cut : "");
}

const char *way_rewritten(struct way *w, const struct route_rule *rule, const struct route_match *match)
{
	const char *uri = text_of(rule->rewrite, KEY_uri);

	if (node_get(rule->rewrite, KEY_uriRegexRewrite))
		return NULL;
	return uri ? replaced(w, match, uri) : w->r->path->text;
}

/* The host that was asked for. Its port is left out where the new URL has one of its own, or the scheme changes and it was the old one's. */
static const char *asked_host(struct way *w, const char *scheme, bool has_port)
{
	const char *text = w->r->authority->text, *port = strrchr(text, ':');
	bool secure = w->r->scheme == SCHEME_HTTPS;

	if (!port || strchr(port, ']'))
		return text;
	if (has_port || (strcmp(scheme, secure ? "https" : "http") != 0 && strcmp(port, secure ? ":443" : ":80") == 0))
		return arena_printf(w->arena, "%.*s", (int)(port - text), text);
	return text;
}

/* path NULL: that of the request. The query goes along, unless the path has one of its own. */
static const char *location(struct way *w, const char *scheme, const char *host, uint32_t port, const char *path)
{
	const struct str *query = path && strchr(path, '?') ? NULL : w->r->query;
	const char *at = port ? arena_printf(w->arena, ":%u", port) : "";

	return arena_printf(w->arena, "%s://%s%s%s%s%s", scheme, host ? host : asked_host(w, scheme, port != 0), at, path ? path : w->r->path->text,
		query ? "?" : "", query ? query->text : "");
}

/* 0: the redirect names none, or the scheme's own. */
static uint32_t new_port(const struct node *redirect, const char *scheme, const struct asker *asker)
{
	int64_t port = 0;

	if (str_is(node_get_text(redirect, KEY_derivePort), "FROM_REQUEST_PORT"))
		port = asker->port;
	else if (!node_get_int(redirect, KEY_port, &port) || port < 0 || port > 65535)
		port = 0;
	if ((port == 80 && strcmp(scheme, "http") == 0) || (port == 443 && strcmp(scheme, "https") == 0))
		return 0;
	return (uint32_t)port;
}

void way_redirect(struct way *w, const struct route_rule *rule, const struct route_match *match, const struct asker *asker)
{
	const char *path = text_of(rule->redirect, KEY_prefixRewrite), *scheme = text_of(rule->redirect, KEY_scheme);
	int64_t status = 0;

	node_get_int(rule->redirect, KEY_redirectCode, &status);
	w->out->outcome = OUTCOME_REDIRECTED;
	w->out->status = status ? (uint32_t)status : STATUS_MOVED;
	if (!scheme)
		scheme = w->r->scheme == SCHEME_HTTPS ? "https" : "http";
	path = path ? replaced(w, match, path) : text_of(rule->redirect, KEY_uri);
	w->out->location = location(w, scheme, text_of(rule->redirect, KEY_authority), new_port(rule->redirect, scheme, asker), path);
}

void way_redirect_to_tls(struct way *w)
{
	w->out->outcome = OUTCOME_REDIRECTED;
	w->out->status = STATUS_MOVED;
	w->out->reason = "tls-required";
	w->out->location = location(w, "https", NULL, 0, NULL);
}
