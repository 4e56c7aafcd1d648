/* Finds workloads by their titles, and else what is meant. */
#include "trace/near.h"

#include <string.h>

#include "base/distance.h"
#include "trace/trace.h"
#include "world/workload.h"

#define FARTHEST 6 /* edits of what is worth a suggestion: names are long, and kinds may be shortened */

/* "deployment/front" of "deployment/frontend.shop"; the namespace, where the wish has one, is the same. */
static bool begins(const char *wish, const char *title)
{
	const char *dot = strrchr(wish, '.'), *own = strrchr(title, '.');
	size_t n = dot ? (size_t)(dot - wish) : strlen(wish);

	if (wish[n ? n - 1 : 0] == '/' || strncmp(wish, title, n) != 0)
		return false;
	return !dot || (own && strcmp(dot, own) == 0);
}

void near_consider(struct near *near, struct arena *arena, const char *wish, const char *title)
{
	size_t most = near->distance > FARTHEST ? FARTHEST : near->distance - 1, d;

	if (!near->distance)
		return;
	d = begins(wish, title) ? 0 : edit_distance(wish, strlen(wish), title, strlen(title), most);
	if (d > most)
		return;
	near->distance = d;
	near->title = arena_strdup(arena, title);
}

void near_consider_object(struct near *near, struct arena *arena, const char *wish, const char *kind, const struct resource *r)
{
	struct arena scratch = ARENA_INIT;

	near_consider(near, arena, wish, arena_printf(&scratch, "%s/%s%s%s", kind, r->name->text, r->ns->len ? "." : "", r->ns->text));
	arena_release(&scratch);
}

const struct workload *near_workload(struct near *near, struct arena *arena, const struct mesh *m, const char *wish)
{
	struct workloads all = mesh_workloads(m);
	struct arena scratch = ARENA_INIT;
	const struct workload *found = NULL;

	for (size_t i = 0; i < all.n && !found; i++) {
		const char *title = workload_id(&scratch, all.at[i]);

		if (strcmp(title, wish) == 0)
			found = all.at[i];
		else
			near_consider(near, arena, wish, title);
		arena_clear(&scratch);
	}
	near->found |= found != NULL;
	arena_release(&scratch);
	return found;
}
