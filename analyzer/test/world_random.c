/* Makes parts of meshes at random. */
#include "world_random.h"

#include "keys.h"

const char *const random_namespaces[N_RANDOM_NAMESPACES] = {"n1", "n2", "n3", ""};

static uint32_t state;

void random_start(uint32_t seed)
{
	state = seed;
}

uint32_t random_below(uint32_t n)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % n;
}

const char *random_host(struct mesh_case *c, bool odd)
{
	static const char *const labels[] = {"a", "b", "ab", "ba", "aab"};
	static const char *const begins[] = {"*", "*.", "*.", "", "", "", "", ""};
	const char *text = RANDOM_OF(labels);

	if (!random_below(12))
		return "*";
	for (uint32_t n = random_below(4); n; n--)
		text = arena_printf(&c->arena, "%s%s%s", RANDOM_OF(labels), odd && !random_below(6) ? ".." : ".", text);
	return arena_printf(&c->arena, "%s%s", RANDOM_OF(begins), text);
}

void put_virtualservice(struct mesh_case *c, struct buf *out, const char *ns, const char *routes)
{
	buf_printf(out, "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v%s}\nspec:\n  hosts: [",
		*ns ? arena_printf(&c->arena, ", namespace: %s", ns) : "");
	for (uint32_t h = 1 + random_below(30); h; h--)
		buf_printf(out, "'%s'%s", random_host(c, !random_below(40)), h > 1 ? ", " : "");
	buf_puts(out, "]\n  gateways: [");
	for (uint32_t g = random_below(30); g; g--)
		buf_printf(out, "g%u, ", random_below(40));
	buf_printf(out, "g]\n%s---\n", routes);
}

const struct str *random_word(struct mesh_case *c, const char *text)
{
	return text ? case_str(c, text) : NULL;
}

const struct mesh *random_mesh(struct mesh_case *c, struct buf *text)
{
	buf_puts(text, "");
	mesh_case_text(c, text->at, keys, n_keys);
	return c->mesh;
}
