#ifndef TRAFFIC_LONG_LIST_H
#define TRAFFIC_LONG_LIST_H
/*
 * The values of a long list of a policy, filed by what they take, so that one request is not held against each of them. For conditions.c; who asks of
 * many requests keeps the lists that were filed as long as the policies are there.
 */
#include "base/arena.h"
#include "base/map.h"
#include "traffic/conditions.h"
#include "traffic/naming.h"

struct long_list {
	const struct str *const *values;
	size_t n;
	struct naming names; /* of what clients are named by: the places of the values */
	struct map exact;    /* of texts: by text the place of the value that takes this one alone, and one more */
	struct numbers others; /* of texts: all other values */
};

/* Zero bytes are none. For one thread. */
struct long_lists {
	struct arena arena;
	struct map lists;
};

/* The list of a policy of namespace ns; NULL: it is short, says nothing of the subject that can be filed, or has values that are no texts. all may be NULL. */
const struct long_list *long_list_of(struct long_lists *all, const struct mesh *m, const struct str *ns, enum condition_subject subject,
	const struct node *list);

/* The places of the values that may take the text; of hosts in whatever case. */
void long_list_find(const struct long_list *l, const struct mesh *m, enum condition_subject subject, const char *text, struct arena *arena,
	struct numbers *out);

void long_lists_clear(struct long_lists *all);
void long_lists_release(struct long_lists *all);

#endif
