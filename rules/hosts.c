/* Telling apart the ways in which a named host can miss its service. */
#include "rules/hosts.h"

#include "world/host.h"

/* The services of this short name in namespaces other than r's: SHORT, where there are any. */
static struct host_verdict elsewhere(const struct mesh *m, const struct resource *r,
	const struct str *name)
{
	struct resources named = mesh_named(m, KIND_SERVICE, name);
	struct host_verdict v = { HOST_FAULT_NONE, NULL, NULL };
	size_t n = 0;

	for (size_t i = 0; i < named.n; i++) {
		if (ns_same(named.at[i]->ns, r->ns) != NO)
			continue;
		v.fault = HOST_FAULT_SHORT;
		v.meant = mesh_service(m, named.at[i]->ns, name);
		n++;
	}
	if (n > 1)
		v.meant = NULL;
	return v;
}

/* A host outside the cluster is looked for in the resource's own namespace: that is where one would declare it. */
static void say_undecided(struct pass *p, const struct resource *r, const struct str *host,
	const struct str *place)
{
	enum host_form form = host_parse(pass_mesh(p), host).form;
	bool inside = place->len || form == HOST_FORM_SERVICE || form == HOST_FORM_POD;

	pass_undescribed(p, inside ? SCOPE_HOSTS : SCOPE_EXTERNAL_HOSTS, inside ? place : r->ns);
}

static struct host_verdict judge(struct pass *p, const struct resource *r, const struct str *text, const struct str *host,
	struct host_answer a)
{
	const struct mesh *m = pass_mesh(p);
	struct host_verdict v = { HOST_FAULT_NONE, NULL, NULL };

	if (!host)
		return v;
	if (a.truth == UNKNOWN && a.why == HOST_UNDESCRIBED && a.place)
		say_undecided(p, r, host, a.place);
	if (a.truth != NO)
		return v;
	if (a.why == HOST_PARTIAL) {
		v.fault = HOST_FAULT_PARTIAL;
		v.meant = a.meant;
		return v;
	}
	if (a.why != HOST_ABSENT)
		return v;
	if (host_is_short(text))
		v = elsewhere(m, r, text);
	if (v.fault == HOST_FAULT_NONE) {
		v.fault = a.virtual ? HOST_FAULT_VIRTUAL : HOST_FAULT_UNKNOWN;
		v.virtual = a.virtual;
	}
	return v;
}

struct host_verdict host_judge(struct pass *p, const struct resource *r, const struct str *text,
	const struct str *host)
{
	return judge(p, r, text, host, mesh_host(pass_mesh(p), r->ns, host, pass_scratch(p)));
}

struct host_verdict destination_judge(struct pass *p, const struct resource *r, const struct destination *d)
{
	return judge(p, r, d->text, d->host, mesh_destination(pass_mesh(p), r->ns, d->host, pass_scratch(p)));
}

void host_report(struct pass *p, const struct resource *r, const struct node *node,
	const struct str *text, const struct str *host, enum host_fault which)
{
	struct host_verdict v = host_judge(p, r, text, host);

	if (v.fault != which)
		return;
	if (which == HOST_FAULT_SHORT && v.meant)
		pass_report(p, r, node, "\"%s\" means \"%s\", which no service has; the service is in namespace \"%s\"",
			text->text, host->text, v.meant->ns->text);
	else if (which == HOST_FAULT_SHORT)
		pass_report(p, r, node, "\"%s\" means \"%s\", which no service has; several other namespaces have a service of this name",
			text->text, host->text);
	else
		pass_report(p, r, node,
			"\"%s\" is used literally (only names without a dot get the namespace added), and no service has this host%s",
			text->text, v.meant ? arena_printf(pass_scratch(p), "; write \"%s\"", v.meant->host->text) : "");
	if (v.meant) {
		pass_note(p, v.meant->resource, NULL, "its host is \"%s\"", v.meant->host->text);
		pass_fix(p, node, "%s", v.meant->host->text);
	}
}
