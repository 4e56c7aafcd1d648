/* Sets of hosts, asked whether one of them overlaps another host. */
#include "mesh/hostset.h"

#include <stdlib.h>
#include <string.h>

#include "mesh/internal.h"
#include "mesh/registry.h"

static bool is_odd(const struct str *host)
{
	return memmem(host->text, host->len, "..", 2) != NULL;
}

void host_set_add(const struct mesh *m, struct arena *a, struct host_set *s, const struct str *ns, const struct str *host)
{
	const struct str *tail;
	void **place;

	s->odd |= is_odd(host);
	*map_at(a, &s->exact, ns, host, NULL) = s;
	vec_push(a, &s->all, ((struct host_entry){ns, host}));
	if (!host_is_wild(host))
		return;
	tail = pool_intern(m->pool, host->text + 1, host->len - 1);
	*map_at(a, &s->tails, ns, tail, NULL) = s;
	place = map_at(a, &s->has_length, (const void *)((uintptr_t)tail->len + 1), NULL, NULL);
	if (!*place)
		vec_push(a, &s->lengths, tail->len);
	*place = s;
}

static int compare_entries(const void *a, const void *b)
{
	const struct host_entry *x = a, *y = b;
	int order = str_by_address(&x->ns, &y->ns);

	return order ? order : compare_reversed(x->host, y->host);
}

void host_set_finish(struct host_set *s)
{
	if (s->all.n > 1)
		qsort(s->all.at, s->all.n, sizeof *s->all.at, compare_entries);
}

/* Order of an entry against a namespace and the end of a host. */
static int compare_end(const struct host_entry *e, const struct str *ns, const char *end, size_t n)
{
	int order = str_by_address(&e->ns, &ns);

	for (size_t i = 0; !order && i < e->host->len && i < n; i++) {
		unsigned char p = (unsigned char)e->host->text[e->host->len - 1 - i], q = (unsigned char)end[n - 1 - i];

		order = (p > q) - (p < q);
	}
	return order ? order : e->host->len < n ? -1 : 0;
}

/* Are more than some of the namespace's hosts within this wildcard? Those that end as it does are neighbours. */
static bool holds_within(const struct host_set *s, const struct str *ns, const struct str *wild, size_t some)
{
	size_t low = 0, high = s->all.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare_end(&s->all.at[mid], ns, wild->text + 1, wild->len - 1) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < s->all.n && compare_end(&s->all.at[low], ns, wild->text + 1, wild->len - 1) == 0; low++)
		if (host_covers(wild, s->all.at[low].host) == YES && some-- == 0)
			return true;
	return false;
}

/* Does a wildcard of the namespace with a shorter end, or one as long, cover the host? */
static bool is_covered(const struct mesh *m, const struct host_set *s, const struct str *ns, const struct str *host, size_t longest)
{
	for (size_t i = 0; i < s->lengths.n; i++) {
		uint32_t n = s->lengths.at[i];
		const struct str *tail = n <= longest ? pool_find(m->pool, host->text + host->len - n, n) : NULL;

		if (tail && map_get(&s->tails, ns, tail, NULL))
			return true;
	}
	return false;
}

static bool meets_in(const struct mesh *m, const struct host_set *s, const struct str *ns, const struct str *host)
{
	bool wild = host_is_wild(host);

	return map_get(&s->exact, ns, host, NULL) || is_covered(m, s, ns, host, host->len - wild)
		|| (wild && holds_within(s, ns, host, 0));
}

bool host_set_has_other(const struct mesh *m, const struct host_set *s, const struct str *wild)
{
	return (wild->len > 1 && is_covered(m, s, NULL, wild, wild->len - 2)) || holds_within(s, NULL, wild, 1);
}

enum truth host_set_meets(const struct mesh *m, const struct host_set *s, const struct str *ns, const struct str *host)
{
	if (meets_in(m, s, NULL, host) || (ns && meets_in(m, s, ns, host)))
		return YES;
	return ns && meets_in(m, s, m->empty, host) ? UNKNOWN : NO;
}

bool host_set_can_tell(const struct host_set *s, const struct str *ns, const struct str *host)
{
	return !s->odd && (!ns || ns->len) && !is_odd(host);
}
