/* Names of generated configuration, taken apart. */
#include "traffic/generated.h"

#include <string.h>

/* The decimal number that is all of these bytes; -1 for others, and above 65535. */
static int64_t port_in(const char *text, size_t len)
{
	int64_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9' || n > UINT16_MAX)
			return -1;
		n = n * 10 + (text[i] - '0');
	}
	return len && n <= UINT16_MAX ? n : -1;
}

static bool is_one_of(const struct str *name, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(name, words[i]))
			return true;
	return false;
}

struct cluster_name cluster_name_parse(const struct mesh *m, const struct str *name)
{
	static const char *const fixed[] = { "BlackHoleCluster", "PassthroughCluster", "InboundPassthroughCluster", "InboundPassthroughClusterIpv4",
		"InboundPassthroughClusterIpv6", "AllowAnyDynamicDNSCluster" };
	struct cluster_name c = { .form = CLUSTER_NEVER };
	const char *bars[3], *at = name->text;
	const char *end = name->text + name->len;
	bool outbound = str_starts(name, "outbound|"), inbound = str_starts(name, "inbound|");
	int64_t port;

	if (str_starts(name, "outbound_.") || is_one_of(name, fixed, sizeof fixed / sizeof *fixed))
		c.form = CLUSTER_FIXED;
	for (size_t i = 0; i < 3; i++, at++) {
		at = memchr(at, '|', (size_t)(end - at));
		if (!at)
			return c;
		bars[i] = at;
	}
	port = port_in(bars[0] + 1, (size_t)(bars[1] - bars[0] - 1));
	if ((!outbound && !inbound) || port < 0 || memchr(at, '|', (size_t)(end - at)))
		return c;
	c.port = (uint32_t)port;
	if (inbound) {
		c.form = bars[2] == bars[1] + 1 && at == end ? CLUSTER_INBOUND : CLUSTER_OLD_INBOUND;
		return c;
	}
	if (at == end)
		return c;
	c.form = CLUSTER_OUTBOUND;
	c.subset = bars[2] == bars[1] + 1 ? NULL : pool_intern(mesh_pool(m), bars[1] + 1, (size_t)(bars[2] - bars[1] - 1));
	c.host = pool_intern(mesh_pool(m), at, (size_t)(end - at));
	return c;
}

struct virtual_host_name virtual_host_name_parse(const struct mesh *m, const struct str *name)
{
	static const char *const fixed[] = { "allow_any", "block_all", "allow_any_dynamic_dns", "default", "backend" };
	static const char inbound[] = "inbound|http|";
	struct virtual_host_name v = { .form = VIRTUAL_HOST_NEVER };
	const char *colon = strrchr(name->text, ':');
	int64_t port;

	if (is_one_of(name, fixed, sizeof fixed / sizeof *fixed))
		v.form = VIRTUAL_HOST_FIXED;
	if (str_starts(name, inbound)) {
		port = port_in(name->text + sizeof inbound - 1, name->len - (sizeof inbound - 1));
		if (port >= 0)
			v = (struct virtual_host_name){ VIRTUAL_HOST_INBOUND, (uint32_t)port, NULL };
		return v;
	}
	if (!colon || colon == name->text)
		return v;
	port = port_in(colon + 1, name->len - (size_t)(colon + 1 - name->text));
	if (port >= 0)
		v = (struct virtual_host_name){ VIRTUAL_HOST_HOST, (uint32_t)port, pool_intern(mesh_pool(m), name->text, (size_t)(colon - name->text)) };
	return v;
}

static bool has_dot(const struct str *name)
{
	return name && strchr(name->text, '.');
}

bool server_is_named_in_routes(const struct server *s)
{
	return s->protocol == PROTOCOL_HTTPS && s->tls != SERVER_TLS_PASSTHROUGH && s->tls != SERVER_TLS_AUTO_PASSTHROUGH
		&& !(s->bind && s->bind->len) && !has_dot(s->port_name) && !has_dot(s->gateway->resource->name);
}
