/* Sets of hosts, asked whether one of them overlaps another host. */
#include "world/hostset.h"

#include <stdlib.h>
#include <string.h>

#include "world/internal.h"
#include "world/registry.h"

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

	return order ? order : compare_reversed(x->host->text, x->host->len, y->host->text, y->host->len);
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

/* Is a host of the namespace within this wildcard? Those that end as it does are neighbours. */
static bool holds_within(const struct host_set *s, const struct str *ns, const struct str *wild)
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
		if (host_covers(wild, s->all.at[low].host) == YES)
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
		|| (wild && holds_within(s, ns, host));
}

bool host_set_covers(const struct mesh *m, const struct host_set *s, const struct str *host)
{
	return map_get(&s->exact, NULL, host, NULL) || is_covered(m, s, NULL, host, host->len - host_is_wild(host));
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

/* A host of a list by what it ends with, a wildcard's without its '*'; and its place there. */
struct listed {
	const struct str *host;
	size_t place;
};

static size_t end_of(const struct listed *e)
{
	return e->host->len - host_is_wild(e->host);
}

/* Does x end with what y does? */
static bool is_behind(const struct listed *x, const struct listed *y)
{
	size_t n = end_of(y);

	return n <= end_of(x) && memcmp(x->host->text + x->host->len - n, y->host->text + y->host->len - n, n) == 0;
}

/* By their ends, read backwards: what a wildcard covers follows it at once. */
static int compare_listed(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;
	bool wild_x = host_is_wild(x->host), wild_y = host_is_wild(y->host);
	int order = compare_reversed(x->host->text + wild_x, end_of(x), y->host->text + wild_y, end_of(y));

	if (order)
		return order;
	if (wild_x != wild_y)
		return wild_x ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

/* A wildcard while what it covers passes by: the least places seen. */
struct open_wildcard {
	const struct listed *self;
	size_t around;          /* of itself and those that cover it */
	size_t exact, wildcard; /* of those within it */
};

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The last of the open ones is complete: tell what overlaps it, and the one around it what was within. */
static void close_last(struct open_wildcard *open, size_t n_open, size_t *first)
{
	struct open_wildcard *last = &open[n_open - 1], *outer = n_open > 1 ? last - 1 : NULL;
	size_t place = last->self->place;

	first[place] = least(first[place], last->exact);
	if (last->wildcard < place)
		first[place] = least(first[place], last->wildcard);
	if (outer) {
		outer->exact = least(outer->exact, last->exact);
		outer->wildcard = least(outer->wildcard, least(last->wildcard, place));
	}
}

void hosts_overlapped(struct arena *a, const struct str *const *hosts, size_t n, size_t *first)
{
	struct listed *all = arena_array(a, struct listed, n);
	struct open_wildcard *open = arena_array(a, struct open_wildcard, n);
	size_t n_open = 0;

	for (size_t i = 0; i < n; i++) {
		all[i] = (struct listed){hosts[i], i};
		first[i] = n;
	}
	qsort(all, n, sizeof *all, compare_listed);
	for (size_t i = 0; i < n; i++) {
		while (n_open && !is_behind(&all[i], open[n_open - 1].self))
			close_last(open, n_open--, first);
		if (!host_is_wild(all[i].host)) {
			if (n_open)
				open[n_open - 1].exact = least(open[n_open - 1].exact, all[i].place);
			continue;
		}
		if (n_open && open[n_open - 1].around < all[i].place)
			first[all[i].place] = open[n_open - 1].around;
		open[n_open] = (struct open_wildcard){&all[i], all[i].place, n, n};
		if (n_open)
			open[n_open].around = least(open[n_open].around, open[n_open - 1].around);
		n_open++;
	}
	while (n_open)
		close_last(open, n_open--, first);
}
