/* Where a redirect leads, and what path a backend sees (Envoy's prefix_rewrite and RedirectAction). */
#include <string.h>

#include "traffic/way.h"

#define STATUS_MOVED 301

/* The path with this in place of what the match took of it. */
static const char *replaced(struct way *w, const struct route_match *match, const char *by)
{
	size_t cut = 1; /* where no path is matched the prefix is "/" */

	for (size_t i = 0; i < match->predicates.n; i++) {
		const struct predicate *p = &match->predicates.at[i];

		if (p->part == PART_PATH)
			cut = p->how == HOW_PREFIX || p->how == HOW_SEGMENTS ? p->text->len : w->r->path->len;
	}
	return arena_printf(w->arena, "%s%s", by, cut <= w->r->path->len ? w->r->path->text + cut : "");
}

/* With one "/" before it. */
static const char *rooted(struct way *w, const char *path)
{
	return *path == '/' ? path : arena_printf(w->arena, "/%s", path);
}

const char *way_rewritten(struct way *w, const struct route_rule *rule, const struct route_match *match)
{
	const struct rewrite *to = rule->rewrite;

	switch (to ? to->how : REWRITE_NOTHING) {
	case REWRITE_PREFIX: return replaced(w, match, to->path->text);
	case REWRITE_CUT: return rooted(w, replaced(w, match, ""));
	case REWRITE_WHOLE: return to->path->text;
	case REWRITE_REGEX: return NULL;
	default: return w->r->path->text;
	}
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
static uint32_t new_port(const struct redirect *to, const char *scheme, const struct asker *asker)
{
	uint32_t port = to->same_port ? asker->port : to->port;

	return (port == 80 && strcmp(scheme, "http") == 0) || (port == 443 && strcmp(scheme, "https") == 0) ? 0 : port;
}

void way_redirect(struct way *w, const struct route_rule *rule, const struct route_match *match, const struct asker *asker)
{
	const struct redirect *to = rule->redirect;
	const char *scheme = to->scheme ? to->scheme->text : w->r->scheme == SCHEME_HTTPS ? "https" : "http";
	const char *path = to->prefix ? replaced(w, match, to->prefix->text) : to->path ? to->path->text : NULL;

	w->out->outcome = OUTCOME_REDIRECTED;
	w->out->status = to->status;
	w->out->location = location(w, scheme, to->authority ? to->authority->text : NULL, new_port(to, scheme, asker), path);
}

void way_redirect_to_tls(struct way *w)
{
	w->out->outcome = OUTCOME_REDIRECTED;
	w->out->status = STATUS_MOVED;
	w->out->reason = "tls-required";
	w->out->location = location(w, "https", NULL, 0, NULL);
}
