/* What a policy says: its subsets, and the TLS of the client. */
#include "keys.h"
#include "world/destinationrule.h"
#include "world/joining.h"

enum truth policy_subset(const struct policy *p, const struct str *name, struct arena *scratch,
	struct subset_found *out)
{
	VEC(const struct subset *) found = {0};
	size_t with = 0;
	bool partial = false, equal = true;

	for (size_t i = 0; i < p->n; i++) {
		size_t before = found.n;
		const struct joined *j = &p->alternatives[i];
		const struct subset_list *named = j->subsets ? map_get(&j->subsets->by_name, name, NULL, NULL) : NULL;

		partial |= j->subsets && j->subsets->partial;
		for (size_t k = 0; named && k < named->list.n; k++)
			vec_push(scratch, &found, named->list.at[k]);
		for (size_t k = 0; k < j->n && !j->subsets; k++) {
			const struct subset *s = destinationrule_subset(j->at[k], name);

			partial |= j->at[k]->partial;
			if (s)
				vec_push(scratch, &found, s);
		}
		with += found.n > before;
	}
	for (size_t i = 1; i < found.n; i++)
		equal &= node_same(found.at[0]->labels, found.at[i]->labels)
			&& node_same(found.at[0]->policy, found.at[i]->policy);
	*out = (struct subset_found){found.at, equal && found.n ? 1 : found.n};
	if (with == 0)
		return partial ? UNKNOWN : NO;
	return with == p->n && !p->maybe_none && !p->overflow ? YES : UNKNOWN;
}

const char *client_tls_name(enum client_tls mode)
{
	static const char *const names[] = {"", "DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL", ""};

	return names[mode];
}

/* The tls of a policy, or of a port's settings, if there is any. */
static bool read_tls(const struct destinationrule *rule, const struct node *holder, struct client_tls_found *out)
{
	const struct node *tls = node_get(holder, KEY_tls);
	const struct str *mode;

	if (!tls ? !node_has(holder, KEY_tls) : node_is_null(tls))
		return false;
	*out = (struct client_tls_found){.mode = CLIENT_TLS_REJECTED, .rule = rule, .node = node_get(tls, KEY_mode)};
	mode = node_text(out->node);
	for (int i = CLIENT_TLS_DISABLE; i <= CLIENT_TLS_ISTIO_MUTUAL; i++)
		if (str_is(mode, client_tls_name((enum client_tls)i)))
			out->mode = (enum client_tls)i;
	if (tls && !node_has(tls, KEY_mode))
		out->mode = CLIENT_TLS_DISABLE;
	if (!out->node)
		out->node = tls;
	return true;
}

static const struct node *port_item(const struct node *policy, int64_t port)
{
	int64_t number;

	for (const struct node *n = node_first(node_get(policy, KEY_portLevelSettings)); n; n = node_next(n))
		if (node_get_int(node_get(n, KEY_port), KEY_number, &number) && number == port)
			return n;
	return NULL;
}

/*
 * The policy's word on the port, over what was said before it. Port settings without
 * tls leave the port with none, whatever stands around them.
 */
static struct client_tls_found overlay(struct client_tls_found before, const struct destinationrule *rule,
	const struct node *policy, int64_t port)
{
	const struct node *item = port_item(policy, port);
	struct client_tls_found f;
	bool own;

	if (read_tls(rule, item, &f))
		return f;
	own = read_tls(rule, policy, &f);
	if (item)
		return (struct client_tls_found){.lost = own ? f.node : before.node};
	return own ? f : before;
}

struct opinion {
	struct client_tls_found found;
	bool any, divided;
};

static void hear(struct opinion *o, struct client_tls_found f)
{
	if (!o->any)
		o->found = f;
	else if (o->found.mode != f.mode)
		o->divided = true;
	o->any = true;
}

static void hear_subsets(struct opinion *o, const struct joined *j, const struct str *subset, int64_t port,
	struct client_tls_found general)
{
	for (size_t i = 0; i < j->n; i++) {
		const struct subset *s = destinationrule_subset(j->at[i], subset);

		if (s)
			hear(o, overlay(general, s->rule, s->policy, port));
	}
}

/* Whichever rule was first, its trafficPolicy counts; with none, there is none. */
static void hear_alternative(struct opinion *o, const struct joined *j, const struct str *subset, int64_t port)
{
	static const struct client_tls_found automatic;
	bool any = false;

	for (size_t i = 0; i < j->n; i++) {
		struct client_tls_found general;

		if (!j->at[i]->policy)
			continue;
		any = true;
		general = overlay(automatic, j->at[i], j->at[i]->policy, port);
		if (subset)
			hear_subsets(o, j, subset, port, general);
		else
			hear(o, general);
	}
	if (any)
		return;
	if (subset)
		hear_subsets(o, j, subset, port, automatic);
	else
		hear(o, automatic);
}

enum truth policy_tls(const struct policy *p, const struct str *subset, int64_t port,
	struct client_tls_found *out)
{
	struct opinion o = {0};
	bool sure = !p->maybe_none && !p->overflow;

	for (size_t i = 0; i < p->n; i++) {
		hear_alternative(&o, &p->alternatives[i], subset, port);
		for (size_t j = 0; j < p->alternatives[i].n; j++)
			sure &= !p->alternatives[i].at[j]->partial;
	}
	*out = o.found;
	if (subset && !o.any)
		return UNKNOWN;
	return sure && !o.divided && o.found.mode != CLIENT_TLS_REJECTED ? YES : UNKNOWN;
}
