/* Values of policies by the namespace and the service account that they name. */
#include "traffic/naming.h"

#include <stdint.h>
#include <string.h>

#include "traffic/identity.h"

static const struct str *text_of(const struct mesh *m, const char *text, size_t n)
{
	return n ? pool_intern(mesh_pool(m), text, n) : NULL;
}

/* "*.../A": what ends so has this account. */
static struct name_key key_of_end(const struct mesh *m, const char *value)
{
	const char *slash = strrchr(value, '/');

	return (struct name_key){ NULL, slash ? text_of(m, slash + 1, strlen(slash + 1)) : NULL };
}

/* "D/ns/N/...*": what begins so is of this namespace. */
static struct name_key key_of_beginning(const struct mesh *m, const char *value)
{
	const char *ns = strchr(value, '/'), *end = ns && strncmp(ns, "/ns/", 4) == 0 ? strchr(ns + 4, '/') : NULL;

	return (struct name_key){ end ? text_of(m, ns + 4, (size_t)(end - ns - 4)) : NULL, NULL };
}

static struct name_key key_of_principal(const struct mesh *m, const char *value)
{
	size_t n = strlen(value);
	bool open = n && value[n - 1] == '*';
	struct identity_parts p;

	if (identity_read(value, &p))
		return (struct name_key){ text_of(m, p.ns, p.n_ns), open ? NULL : text_of(m, p.account, strlen(p.account)) };
	if (value[0] == '*')
		return open ? (struct name_key){ NULL, NULL } : key_of_end(m, value);
	return open ? key_of_beginning(m, value) : (struct name_key){ NULL, NULL };
}

static struct name_key key_of_namespace(const struct mesh *m, const char *value)
{
	return (struct name_key){ strpbrk(value, "*/") ? NULL : text_of(m, value, strlen(value)), NULL };
}

static struct name_key key_of_account(const struct mesh *m, const struct str *ns, const char *value)
{
	const char *slash = strchr(value, '/'), *account = slash ? slash + 1 : value;
	const struct str *own = slash ? text_of(m, value, (size_t)(slash - value)) : ns->len ? ns : NULL;

	if (!own || !*account || strchr(account, '/'))
		return (struct name_key){ NULL, NULL };
	return (struct name_key){ own, text_of(m, account, strlen(account)) };
}

struct name_key name_key_of(const struct mesh *m, enum condition_subject subject, const struct str *ns, const char *value)
{
	switch (subject) {
	case SUBJECT_PRINCIPAL: return key_of_principal(m, value);
	case SUBJECT_NAMESPACE: return key_of_namespace(m, value);
	case SUBJECT_ACCOUNT: return key_of_account(m, ns, value);
	default: return (struct name_key){ NULL, NULL };
	}
}

static void put(struct numbers *to, struct arena *arena, size_t number)
{
	if (!to->list.n || to->list.at[to->list.n - 1] != number)
		vec_push(arena, &to->list, number);
}

void naming_add(struct naming *n, struct arena *arena, const struct name_key *key, size_t number)
{
	struct map *map = key->ns && key->account ? &n->one : key->ns ? &n->space : &n->account;
	void **at;

	if (!key->ns && !key->account) {
		put(&n->any, arena, number);
		return;
	}
	at = map == &n->one ? map_at(arena, map, key->ns, key->account, NULL) : map_at(arena, map, key->ns ? key->ns : key->account, NULL, NULL);
	if (!*at)
		*at = arena_new(arena, struct numbers);
	put(*at, arena, number);
}

/* The numbers of all lists, ascending, each once; any of them may be NULL. */
static void merge(const struct numbers *const *lists, size_t n, struct arena *arena, struct numbers *out)
{
	size_t at[4] = { 0 };

	for (;;) {
		size_t least = SIZE_MAX;

		for (size_t i = 0; i < n; i++)
			if (lists[i] && at[i] < lists[i]->list.n && lists[i]->list.at[at[i]] < least)
				least = lists[i]->list.at[at[i]];
		if (least == SIZE_MAX)
			return;
		for (size_t i = 0; i < n; i++)
			at[i] += lists[i] && at[i] < lists[i]->list.n && lists[i]->list.at[at[i]] == least;
		vec_push(arena, &out->list, least);
	}
}

bool naming_find(const struct naming *n, const struct mesh *m, const struct str *identity, struct arena *arena, struct numbers *out)
{
	const struct numbers *lists[4] = { &n->any };
	const struct str *ns, *account;
	struct identity_parts p;

	*out = (struct numbers){ { NULL, 0, 0 } };
	if (!identity) {
		*out = n->any;
		return true;
	}
	/* "/ns/N/" is looked for anywhere in an identity: there shall be one place for it. */
	if (!identity_read(identity->text, &p) || (p.n_ns == 2 && strncmp(p.ns, "ns", 2) == 0) || (p.n_domain == 2 && strncmp(identity->text, "ns", 2) == 0))
		return false;
	ns = pool_find(mesh_pool(m), p.ns, p.n_ns);
	account = pool_find(mesh_pool(m), p.account, strlen(p.account));
	lists[1] = ns && account ? map_get(&n->one, ns, account, NULL) : NULL;
	lists[2] = ns ? map_get(&n->space, ns, NULL, NULL) : NULL;
	lists[3] = account ? map_get(&n->account, account, NULL, NULL) : NULL;
	if (!lists[1] && !lists[2] && !lists[3])
		*out = n->any;
	else
		merge(lists, 4, arena, out);
	return true;
}
