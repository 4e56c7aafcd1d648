/* The way of a request from a workload without a proxy: to the Service as the cluster has it, in plaintext, by no configuration of Istio. */
#include "traffic/way.h"
#include "world/host.h"
#include "world/service.h"

static void reach(struct way *w, const struct service *s)
{
	const struct port *port = service_port(s, w->r->port);
	struct target t = { .host = s->host, .port = w->r->port, .weight = 100, .tls = CARRIED_PLAINTEXT, .cause = { s->resource, port ? port->node : s->at } };

	if (!port && s->partial) {
		answer_undecided(w->out, "whether %s has port %u", way_name(w, s->resource), w->r->port);
	} else if (!port) {
		way_tell_ports(w, s);
		answer_refuse(w->out, "no-listener");
	} else {
		w->out->outcome = OUTCOME_ROUTED;
		way_find_workloads(w, s, NULL, &t);
		vec_push(w->arena, &w->out->targets, t);
		w->service = s;
	}
}

void plain_follow(struct way *w)
{
	const struct service *s = way_service_in_dns(w);

	answer_step(w->out, &(struct cause){ w->r->workload->resource, w->r->workload->at }, "%s has no proxy: it sends in plaintext, and no VirtualService or DestinationRule is asked",
		w->r->workload->name->text);
	if (s && s->resolution != RESOLUTION_ALIAS) {
		reach(w, s);
		return;
	}
	w->out->outcome = OUTCOME_PASSTHROUGH;
	if (s)
		answer_step(w->out, &(struct cause){ s->resource, s->at }, "%s is another name of what is outside", way_name(w, s->resource));
	else
		way_tell_nameless(w);
}
