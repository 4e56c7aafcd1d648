/* Egress hosts of Sidecars, taken apart. */
#include "rules/egress.h"

#include <string.h>

#include "keys.h"

const struct str *egress_home(struct pass *p, const struct resource *sidecar)
{
	bool of_mesh = sidecar->ns == mesh_root_namespace(pass_mesh(p)) && !node_has(sidecar->spec, KEY_workloadSelector);

	return sidecar->ns->len && !of_mesh ? sidecar->ns : NULL;
}

bool egress_split(struct pass *p, const struct str *home, const struct node *n, const struct str **ns, const struct str **host)
{
	const struct str *text = node_text(n);
	const char *slash = text ? memchr(text->text, '/', text->len) : NULL;

	if (!slash || text->text[0] == '~')
		return false;
	*ns = pool_intern(mesh_pool(pass_mesh(p)), text->text, (size_t)(slash - text->text));
	*host = pool_intern(mesh_pool(pass_mesh(p)), slash + 1, text->len - (size_t)(slash + 1 - text->text));
	if (home && str_is(*ns, "."))
		*ns = home;
	return true;
}
