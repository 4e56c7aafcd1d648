/* The model as JSON: the document, and what its parts share. */
#include "trace/model.h"

#include <stdlib.h>
#include <string.h>

#include "source/source.h"
#include "trace/model_internal.h"
#include "trace/trace.h"
#include "world/config.h"
#include "world/host.h"

void sketch_span(struct sketch *s, struct span span)
{
	json_text(s->j, "file", span.source ? span.source->name : NULL);
	sketch_number(s, "line", span.source ? source_position(span.source, span.begin).line : 0);
}

void sketch_place(struct sketch *s, const struct resource *r)
{
	sketch_span(s, resource_span(r));
}

void sketch_reference(struct sketch *s, const char *key, const struct resource *r)
{
	if (!r) {
		json_null(s->j, key);
		return;
	}
	json_object(s->j, key);
	sketch_str(s, "namespace", r->ns);
	sketch_str(s, "name", r->name);
	sketch_place(s, r);
	json_end_object(s->j);
}

void sketch_truth(struct sketch *s, const char *key, enum truth t)
{
	json_text(s->j, key, t == YES ? "yes" : t == NO ? "no" : "unknown");
}

void sketch_str(struct sketch *s, const char *key, const struct str *text)
{
	if (text)
		json_text_n(s->j, key, text->text, text->len);
	else
		json_null(s->j, key);
}

void sketch_host(struct sketch *s, const char *key, const struct str *host)
{
	json_text(s->j, key, !host ? NULL : strstr(host->text, "..") ? host_show(s->m, s->scratch, host) : host->text);
}

void sketch_number(struct sketch *s, const char *key, int64_t number)
{
	if (number > 0)
		json_number(s->j, key, (size_t)number);
	else
		json_null(s->j, key);
}

void sketch_member(struct sketch *s, const struct str *name, const struct str *value)
{
	struct buf key = BUF_INIT;

	json_escape(&key, name->text, name->len);
	sketch_str(s, key.at ? key.at : "", value);
	buf_release(&key);
}

void sketch_labels(struct sketch *s, const char *key, const struct node *map)
{
	if (!map || !node_is_map(map)) {
		json_null(s->j, key);
		return;
	}
	json_object(s->j, key);
	for (const struct node *n = node_first(map); n; n = node_next(n))
		sketch_member(s, n->key, node_text(n));
	json_end_object(s->j);
}

static int by_text(const void *a, const void *b)
{
	return strcmp((*(const struct str *const *)a)->text, (*(const struct str *const *)b)->text);
}

void sketch_exports(struct sketch *s, const struct exports *e)
{
	const struct str **list = arena_array(s->scratch, const struct str *, e->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < e->n; i++)
		list[n++] = e->ns[i];
	if (e->own)
		list[n++] = e->home;
	if (n)
		qsort(list, n, sizeof *list, by_text);
	json_array(s->j, "exportTo");
	if (e->scope == EXPORT_ALL)
		json_text(s->j, NULL, "*");
	for (size_t i = 0; e->scope == EXPORT_SOME && i < n; i++)
		if (!i || list[i] != list[i - 1])
			sketch_str(s, NULL, list[i]);
	json_end_array(s->j);
	json_bool(s->j, "exportToAssumed", e->assumed);
}

void sketch_selection(struct sketch *s, const struct selection *found, const char *undecided)
{
	json_object(s->j, "workloads");
	json_array(s->j, "sure");
	for (size_t i = 0; i < found->n_sure; i++)
		json_text(s->j, NULL, workload_id(s->scratch, found->at[i]));
	json_end_array(s->j);
	json_array(s->j, "maybe");
	for (size_t i = found->n_sure; i < found->n; i++)
		json_text(s->j, NULL, workload_id(s->scratch, found->at[i]));
	json_end_array(s->j);
	json_text(s->j, "undecided", undecided);
	json_end_object(s->j);
}

static const char *how_known(enum setting how)
{
	return how == SETTING_WRITTEN ? "written" : how == SETTING_DEFAULT ? "default" : "assumed";
}

static void put_setting(struct sketch *s, const char *key, const struct str *value, enum setting how)
{
	json_object(s->j, key);
	sketch_str(s, "value", value);
	json_text(s->j, "known", how_known(how));
	json_end_object(s->j);
}

static void put_configuration(struct sketch *s)
{
	const struct mesh_config *c = mesh_configuration(s->m);

	json_object(s->j, "configuration");
	json_bool(s->j, "found", c->found);
	put_setting(s, "trustDomain", c->trust_domain.value, c->trust_domain.how);
	put_setting(s, "outboundTrafficPolicy", c->outbound_mode.value, c->outbound_mode.how);
	json_object(s->j, "enableAutoMtls");
	json_bool(s->j, "value", c->auto_mtls.value);
	json_text(s->j, "known", how_known(c->auto_mtls.how));
	json_end_object(s->j);
	json_end_object(s->j);
}

void model_begin(struct model *x, struct buf *out)
{
	*x = (struct model){ .json = { .out = out, .flat = 4 } };
	json_object(&x->json, NULL);
	json_number(&x->json, "version", 1);
	json_array(&x->json, "meshes");
}

void model_add(struct model *x, const struct mesh *m)
{
	static const char *const worlds[] = { [WORLD_AUTO] = "auto", [WORLD_CLOSED] = "closed", [WORLD_OPEN] = "open" };
	struct arena scratch = ARENA_INIT;
	struct sketch s = { &x->json, m, &scratch };

	json_object(s.j, NULL);
	json_text(s.j, "name", mesh_title(m));
	json_text(s.j, "world", worlds[mesh_world(m)]);
	sketch_number(&s, "release", mesh_release(m));
	sketch_str(&s, "rootNamespace", mesh_root_namespace(m));
	sketch_str(&s, "clusterDomain", mesh_cluster_domain(m));
	put_configuration(&s);
	sketch_namespaces(&s);
	sketch_services(&s);
	sketch_workloads(&s);
	sketch_gateways(&s);
	sketch_virtualservices(&s);
	sketch_attached_routes(&s);
	sketch_destinationrules(&s);
	json_end_object(s.j);
	arena_release(&scratch);
}

void model_end(struct model *x)
{
	json_end_array(&x->json);
	json_end_object(&x->json);
}
