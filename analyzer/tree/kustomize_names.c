/* Namespaces, prefixes and suffixes, and the references that follow them. */
#include <string.h>

#include "tree/kustomize_internal.h"

/* ---- namespace ---- */

static void set_namespace(struct building *b, struct piece *p, struct node *at, void *context)
{
	const struct node *ns = context;

	if (at->kind == NODE_SCALAR)
		node_set_text(b, at, written_text(ns), node_span(ns), "namespace");
	else
		build_fail(b, at, "a namespace of %s \"%s\" is no text", p->now.kind->text, p->now.name->text);
}

/* Of the subjects of role bindings only those named "default" are certain to be of the namespace. */
static void set_subject(struct building *b, struct piece *p, struct node *at, void *context)
{
	const struct str *key = build_key(b, "namespace");
	const struct node *ns = context;

	(void)p;
	if (at->kind == NODE_MAP && str_is(written_text(written_find(at, "name")), "default")) {
		struct node *value = made_text(b->w->arena, written_text(ns), node_span(ns), "namespace");

		made_put(at, key, (struct span){ NULL, 0, 0 }, value);
	}
}

static void move_piece(struct building *b, struct piece *p, const struct node *ns)
{
	static const struct field own[] = {
		{ "", "v1", "Namespace", "metadata/name", true },
		{ "apiregistration.k8s.io", NULL, "APIService", "spec/service/namespace", true },
		{ "apiextensions.k8s.io", NULL, "CustomResourceDefinition", "spec/conversion/webhook/clientConfig/service/namespace", false },
	};
	const struct configuration *c = &b->heap->configuration;

	if (!build_step(b, ns, 1 + c->namespaces.n / VALUES_OF_STEP))
		return;
	piece_keep_name(b, p);
	if (!p->now.traits->cluster)
		field_visit(b, p, "metadata/namespace", true, set_namespace, (void *)(uintptr_t)ns);
	if (str_is(p->now.kind, "RoleBinding") || str_is(p->now.kind, "ClusterRoleBinding"))
		for (struct node *n = node_children(piece_own(b, p)); n; n = n->next)
			if (str_is(n->key, "subjects") && n->kind == NODE_LIST)
				for (struct node *s = n->first; s; s = s->next)
					set_subject(b, p, s, (void *)(uintptr_t)ns);
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (field_applies(&own[i], p) && (i || !p->now.group->len) && field_stands(&own[i], &c->namespaces))
			field_visit(b, p, own[i].path, own[i].create, set_namespace, (void *)(uintptr_t)ns);
	for (size_t i = 0; i < c->namespaces.n; i++)
		if (field_applies(&c->namespaces.at[i], p) && strcmp(c->namespaces.at[i].path, "metadata/namespace"))
			field_visit(b, p, c->namespaces.at[i].path, c->namespaces.at[i].create, set_namespace, (void *)(uintptr_t)ns);
	piece_rename(b, p);
}

static void refuse_twins(struct building *b, const struct node *at)
{
	struct map seen = { 0 };

	for (size_t i = 0; i < b->heap->pieces.n; i++) {
		const struct identity *now = &b->heap->pieces.at[i]->now, *first;
		void **place;

		if (!now->name->len)
			continue;
		place = map_at(b->w->arena, &seen, now->kind, build_key(b, identity_ns(now)), now->name);
		first = *place;
		if (first && identity_same(first, now))
			build_fail(b, at, "%s \"%s\" is there twice in this namespace", now->kind->text, now->name->text);
		*place = (void *)(uintptr_t)now;
	}
}

void build_namespace(struct building *b, const struct node *ns)
{
	if (!written_text(ns) || !written_text(ns)->len)
		return;
	for (size_t i = 0; i < b->heap->pieces.n; i++)
		move_piece(b, b->heap->pieces.at[i], ns);
	refuse_twins(b, ns);
}

/* ---- prefixes and suffixes ---- */

struct affixing {
	const struct node *text;
	bool prefix;
};

static void set_affix(struct building *b, struct piece *p, struct node *at, void *context)
{
	const struct affixing *x = context;
	const struct str *own = at->kind == NODE_SCALAR ? at->text : NULL; /* the word of a null, too */
	const char *affix = written_text(x->text)->text;

	(void)p;
	if (own)
		node_set_text(b, at, pool_printf(b->w->pool, "%s%s", x->prefix ? affix : own->text, x->prefix ? own->text : affix),
			(struct span){ ((struct made *)at)->source, at->begin, at->end }, x->prefix ? "namePrefix" : "nameSuffix");
}

/* Told by what it was at first, whatever patches have made of it. */
static bool keeps_name(const struct piece *p)
{
	const struct identity *first = p->before.n ? &p->before.at[0] : &p->now;

	return str_is(first->kind, "CustomResourceDefinition") || str_is(first->kind, "Namespace")
		|| (str_is(first->kind, "APIService") && str_is(first->group, "apiregistration.k8s.io"));
}

static void affix(struct building *b, const struct node *text, bool prefix)
{
	static const struct field name = { NULL, NULL, NULL, "metadata/name", false };
	struct affixing x = { text, prefix };
	const struct configuration *c = &b->heap->configuration;

	if (!written_text(text) || !written_text(text)->len)
		return;
	for (size_t i = 0; i < b->heap->pieces.n && build_step(b, text, 1 + c->prefixes.n / VALUES_OF_STEP); i++) {
		struct piece *p = b->heap->pieces.at[i];
		struct affix one = { written_text(text) };

		if (keeps_name(p) || !p->now.name->len)
			continue;
		if (prefix)
			vec_push(b->w->arena, &p->prefixes, one);
		else
			vec_push(b->w->arena, &p->suffixes, one);
		piece_keep_name(b, p);
		if (!prefix || field_stands(&name, &c->prefixes))
			field_visit(b, p, name.path, false, set_affix, &x);
		for (size_t j = 0; prefix && j < c->prefixes.n; j++)
			if (field_applies(&c->prefixes.at[j], p))
				field_visit(b, p, c->prefixes.at[j].path, false, set_affix, &x);
		piece_rename(b, p);
	}
}

void build_affixes(struct building *b, const struct node *prefix, const struct node *suffix)
{
	affix(b, prefix, true);
	affix(b, suffix, false);
}

/* ---- references ---- */

#define CONFIG_MAP { NULL, "v1", "ConfigMap", NULL, false }
#define SECRET { NULL, "v1", "Secret", NULL, false }

/* References from pods, which are at a path. */
#define IN_POD(pod) { \
	{ CONFIG_MAP, pod "/volumes/configMap/name" }, \
	{ CONFIG_MAP, pod "/volumes/projected/sources/configMap/name" }, \
	{ CONFIG_MAP, pod "/containers/env/valueFrom/configMapKeyRef/name" }, \
	{ CONFIG_MAP, pod "/initContainers/env/valueFrom/configMapKeyRef/name" }, \
	{ CONFIG_MAP, pod "/containers/envFrom/configMapRef/name" }, \
	{ CONFIG_MAP, pod "/initContainers/envFrom/configMapRef/name" }, \
	{ SECRET, pod "/volumes/secret/secretName" }, \
	{ SECRET, pod "/volumes/projected/sources/secret/name" }, \
	{ SECRET, pod "/containers/env/valueFrom/secretKeyRef/name" }, \
	{ SECRET, pod "/initContainers/env/valueFrom/secretKeyRef/name" }, \
	{ SECRET, pod "/containers/envFrom/secretRef/name" }, \
	{ SECRET, pod "/initContainers/envFrom/secretRef/name" }, \
	{ SECRET, pod "/imagePullSecrets/name" }, \
	{ { NULL, "v1", "ServiceAccount", NULL, false }, pod "/serviceAccountName" }, \
	{ { NULL, "v1", "PersistentVolumeClaim", NULL, false }, pod "/volumes/persistentVolumeClaim/claimName" }, \
	{ { "scheduling.k8s.io", "v1", "PriorityClass", NULL, false }, pod "/priorityClassName" }, \
}

#define REFERENCES_IN_POD 16

static const struct {
	const char *kind;
	struct {
		struct field target;
		const char *path;
	} references[REFERENCES_IN_POD];
} pods[] = {
	{ "Pod", IN_POD("spec") }, { "PodTemplate", IN_POD("template/spec") },
	{ "Deployment", IN_POD("spec/template/spec") }, { "ReplicaSet", IN_POD("spec/template/spec") },
	{ "DaemonSet", IN_POD("spec/template/spec") }, { "StatefulSet", IN_POD("spec/template/spec") },
	{ "Job", IN_POD("spec/template/spec") }, { "ReplicationController", IN_POD("spec/template/spec") },
	{ "CronJob", IN_POD("spec/jobTemplate/spec/template/spec") },
};

#define RBAC "rbac.authorization.k8s.io"
#define WEBHOOKS "admissionregistration.k8s.io"

/* References from elsewhere: the target, then the field. */
static const struct reference references[] = {
	{ { NULL, NULL, "Deployment", NULL, false }, { NULL, NULL, "HorizontalPodAutoscaler", "spec/scaleTargetRef/name", false } },
	{ { NULL, NULL, "ReplicationController", NULL, false }, { NULL, NULL, "HorizontalPodAutoscaler", "spec/scaleTargetRef/name", false } },
	{ { NULL, NULL, "ReplicaSet", NULL, false }, { NULL, NULL, "HorizontalPodAutoscaler", "spec/scaleTargetRef/name", false } },
	{ { NULL, NULL, "StatefulSet", NULL, false }, { NULL, NULL, "HorizontalPodAutoscaler", "spec/scaleTargetRef/name", false } },
	{ { NULL, "v1", "ConfigMap", NULL, false }, { NULL, NULL, "Node", "spec/configSource/configMap", false } },
	{ { NULL, "v1", "ConfigMap", NULL, false }, { NULL, NULL, "Role", "rules/resourceNames", false } },
	{ { NULL, "v1", "ConfigMap", NULL, false }, { NULL, NULL, "ClusterRole", "rules/resourceNames", false } },
	{ { NULL, "v1", "ConfigMap", NULL, false },
		{ NULL, NULL, "Ingress", "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap", false } },
	{ { NULL, "v1", "Secret", NULL, false }, { NULL, NULL, "Ingress", "spec/tls/secretName", false } },
	{ { NULL, "v1", "Secret", NULL, false }, { NULL, NULL, "Ingress", "metadata/annotations/ingress.kubernetes.io\\/auth-secret", false } },
	{ { NULL, "v1", "Secret", NULL, false },
		{ NULL, NULL, "Ingress", "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret", false } },
	{ { NULL, "v1", "Secret", NULL, false },
		{ NULL, NULL, "Ingress", "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret", false } },
	{ { NULL, "v1", "Secret", NULL, false }, { NULL, NULL, "ServiceAccount", "imagePullSecrets/name", false } },
	{ { NULL, "v1", "Secret", NULL, false }, { NULL, NULL, "StorageClass", "parameters/secretName", false } },
	{ { NULL, "v1", "Secret", NULL, false }, { NULL, NULL, "StorageClass", "parameters/adminSecretName", false } },
	{ { NULL, "v1", "Secret", NULL, false }, { NULL, NULL, "StorageClass", "parameters/userSecretName", false } },
	{ { NULL, "v1", "Secret", NULL, false }, { NULL, NULL, "StorageClass", "parameters/secretRef", false } },
	{ { NULL, "v1", "Secret", NULL, false }, { NULL, NULL, "Role", "rules/resourceNames", false } },
	{ { NULL, "v1", "Secret", NULL, false }, { NULL, NULL, "ClusterRole", "rules/resourceNames", false } },
	{ { NULL, "v1", "Secret", NULL, false },
		{ "serving.knative.dev", "v1", "Service", "spec/template/spec/containers/env/valueFrom/secretKeyRef/name", false } },
	{ { NULL, "v1", "Secret", NULL, false }, { NULL, NULL, "PersistentVolume", "spec/azureFile/secretName", false } },
	{ { NULL, "v1", "Service", NULL, false }, { "apps", NULL, "StatefulSet", "spec/serviceName", false } },
	{ { NULL, "v1", "Service", NULL, false }, { NULL, NULL, "Ingress", "spec/rules/http/paths/backend/serviceName", false } },
	{ { NULL, "v1", "Service", NULL, false }, { NULL, NULL, "Ingress", "spec/backend/serviceName", false } },
	{ { NULL, "v1", "Service", NULL, false }, { NULL, NULL, "Ingress", "spec/rules/http/paths/backend/service/name", false } },
	{ { NULL, "v1", "Service", NULL, false }, { NULL, NULL, "Ingress", "spec/defaultBackend/service/name", false } },
	{ { NULL, "v1", "Service", NULL, false }, { "apiregistration.k8s.io", NULL, "APIService", "spec/service/name", false } },
	{ { NULL, "v1", "Service", NULL, false }, { WEBHOOKS, NULL, "ValidatingWebhookConfiguration", "webhooks/clientConfig/service", false } },
	{ { NULL, "v1", "Service", NULL, false }, { WEBHOOKS, NULL, "MutatingWebhookConfiguration", "webhooks/clientConfig/service", false } },
	{ { RBAC, NULL, "Role", NULL, false }, { RBAC, NULL, "RoleBinding", "roleRef/name", false } },
	{ { RBAC, NULL, "ClusterRole", NULL, false }, { RBAC, NULL, "RoleBinding", "roleRef/name", false } },
	{ { RBAC, NULL, "ClusterRole", NULL, false }, { RBAC, NULL, "ClusterRoleBinding", "roleRef/name", false } },
	{ { NULL, "v1", "ServiceAccount", NULL, false }, { RBAC, NULL, "RoleBinding", "subjects", false } },
	{ { NULL, "v1", "ServiceAccount", NULL, false }, { RBAC, NULL, "ClusterRoleBinding", "subjects", false } },
	{ { NULL, "v1", "PersistentVolume", NULL, false }, { NULL, NULL, "PersistentVolumeClaim", "spec/volumeName", false } },
	{ { NULL, "v1", "PersistentVolume", NULL, false }, { NULL, NULL, "ClusterRole", "rules/resourceNames", false } },
	{ { "storage.k8s.io", "v1", "StorageClass", NULL, false }, { NULL, NULL, "PersistentVolume", "spec/storageClassName", false } },
	{ { "storage.k8s.io", "v1", "StorageClass", NULL, false }, { NULL, NULL, "PersistentVolumeClaim", "spec/storageClassName", false } },
	{ { "storage.k8s.io", "v1", "StorageClass", NULL, false },
		{ NULL, NULL, "StatefulSet", "spec/volumeClaimTemplates/spec/storageClassName", false } },
	{ { WEBHOOKS, NULL, "ValidatingAdmissionPolicy", NULL, false },
		{ WEBHOOKS, NULL, "ValidatingAdmissionPolicyBinding", "spec/policyName", false } },
};

/* A reference being followed. */
struct following {
	const struct field *target;
	bool role;                      /* of a roleRef, which says the kind itself */
	const struct map *by_name;      /* earlier name -> struct named */
	const struct piece *found;
};

struct named {
	VEC(struct piece *) list;
};

static bool part_fits(const char *wanted, const struct str *is)
{
	return !wanted || !*wanted || str_is(is, wanted);
}

static bool was(const struct piece *p, const struct field *f)
{
	for (size_t i = 0; i < p->before.n; i++)
		if (part_fits(f->group, p->before.at[i].group) && part_fits(f->version, p->before.at[i].version)
				&& part_fits(f->kind, p->before.at[i].kind))
			return true;
	return false;
}

static bool was_role(const struct piece *p, const struct piece *referrer)
{
	const struct node *ref = written_find(referrer->root, "roleRef");
	const struct str *group = written_text(written_find(ref, "apiGroup")), *kind = written_text(written_find(ref, "kind"));
	struct field f = { group ? group->text : NULL, NULL, kind ? kind->text : NULL, NULL, false };

	return !group || !kind || was(p, &f);
}

/* Role bindings may name service accounts of other namespaces. */
static bool has_subject_of(const struct piece *referrer, const struct str *ns)
{
	const struct node *n = written_first(written_find(referrer->root, "subjects"));

	while (n && !(str_is(written_text(written_find(n, "kind")), "ServiceAccount") && written_text(written_find(n, "namespace")) == ns))
		n = n->next;
	return n != NULL;
}

static bool in_reach(const struct piece *p, const struct piece *referrer)
{
	if (referrer->now.traits->cluster || p->now.traits->cluster)
		return true;
	if (strcmp(identity_ns(&p->now), identity_ns(&referrer->now)) == 0)
		return true;
	return str_is(p->now.kind, "ServiceAccount") && str_is(referrer->now.kind, "RoleBinding") && has_subject_of(referrer, p->now.ns);
}

/* Do the lists end alike, as far as the shorter goes? Where loose, an empty one is like any other, else like another empty one. */
static bool ends_alike(const struct affix *a, size_t n_a, const struct affix *b, size_t n_b, bool loose)
{
	if (!n_a || !n_b)
		return loose || n_a == n_b;
	for (size_t i = 1; i <= n_a && i <= n_b; i++)
		if (a[n_a - i].text != b[n_b - i].text)
			return false;
	return true;
}

/* Do two have the same prefixes and suffixes, the outermost ones at least? */
static bool affixes_same(const struct piece *a, const struct piece *b, bool loose)
{
	return ends_alike(a->prefixes.at, a->prefixes.n, b->prefixes.at, b->prefixes.n, loose)
		&& ends_alike(a->suffixes.at, a->suffixes.n, b->suffixes.at, b->suffixes.n, loose);
}

static const char *first_ns(const struct piece *p)
{
	return identity_ns(p->before.n ? &p->before.at[0] : &p->now);
}

/* Was any object that the referrer may refer to written in the namespace? Then only those that were count, else those that are now. */
static bool was_written_in(const struct building *b, const struct piece *referrer, const char *ns)
{
	for (size_t i = 0; i < b->heap->pieces.n; i++) {
		const struct piece *p = b->heap->pieces.at[i];

		if (strcmp(first_ns(p), ns) == 0 && (in_reach(p, referrer)
				|| (str_is(referrer->now.kind, "RoleBinding") && has_subject_of(referrer, p->now.ns))))
			return true;
	}
	return false;
}

/*
 * The one object that the old name means now; NULL where there is none. Several are refused, unless they are called the same:
 * with whole, their namespaces count too.
 */
static const struct piece *find_target(struct building *b, const struct following *f, const struct piece *referrer,
	const struct node *at, const struct str *ns, bool whole)
{
	const struct str *old = at->text;
	const struct named *named = map_get(f->by_name, old, NULL, NULL);
	VEC(struct piece *) left = { 0 };
	const char *where = ns && ns->len ? ns->text : "default";
	bool written;
	size_t kept;

	/* Each of those of the name is compared in several ways. */
	if (!named || !build_step(b, at, 4 * named->list.n + (ns ? b->heap->pieces.n : 0)))
		return NULL;
	written = ns && was_written_in(b, referrer, where);
	for (size_t i = 0; i < named->list.n; i++) {
		struct piece *p = named->list.at[i];
		bool here = !ns || strcmp(written ? first_ns(p) : identity_ns(&p->now), where) == 0;

		if (here && was(p, f->target) && (!f->role || was_role(p, referrer)) && in_reach(p, referrer))
			vec_push(b->w->arena, &left, p);
	}
	for (int loose = 1; left.n > 1 && loose >= 0; loose--) {
		kept = 0;
		for (size_t i = 0; i < left.n; i++)
			if (affixes_same(left.at[i], referrer, loose))
				left.at[kept++] = left.at[i];
		left.n = kept;
	}
	for (size_t i = 1; i < left.n; i++)
		if (left.at[i]->now.name != left.at[0]->now.name || (whole && left.at[i]->now.ns != left.at[0]->now.ns)) {
			build_fail(b, at, "%s \"%s\" refers to \"%s\", which can be several resources", referrer->now.kind->text,
				referrer->now.name->text, old->text);
			return NULL;
		}
	return left.n ? left.at[0] : NULL;
}

static void follow_text(struct building *b, struct piece *p, struct node *at, struct following *f)
{
	const struct piece *target = at->scalar == SCALAR_NULL ? NULL : find_target(b, f, p, at, NULL, false);

	if (target && target->now.name != at->text)
		node_set_text(b, at, target->now.name, (struct span){ ((struct made *)at)->source, at->begin, at->end }, "nameReference");
}

static void follow_map(struct building *b, struct piece *p, struct node *at, struct following *f)
{
	struct node *name = made_member(at, build_key(b, "name")), *ns = made_member(at, build_key(b, "namespace"));
	const struct piece *target = name && name->kind == NODE_SCALAR
		? find_target(b, f, p, name, ns && ns->kind == NODE_SCALAR ? ns->text : NULL, true) : NULL;
	struct span from;

	if (!target)
		return;
	from = (struct span){ ((struct made *)name)->source, name->begin, name->end };
	if (target->now.name != name->text)
		node_set_text(b, name, target->now.name, from, "nameReference");
	if (target->now.ns->len && !(ns && ns->text == target->now.ns))
		made_put(at, build_key(b, "namespace"), (struct span){ NULL, 0, 0 },
			made_text(b->w->arena, target->now.ns, from, "nameReference"));
}

static void follow(struct building *b, struct piece *p, struct node *at, void *context)
{
	if (at->kind == NODE_SCALAR) {
		follow_text(b, p, at, context);
	} else if (at->kind == NODE_MAP) {
		follow_map(b, p, at, context);
	} else {
		for (struct node *n = at->first, *next; n; n = next) {
			next = n->next;
			follow(b, p, n, context);
		}
	}
}

static void follow_field(struct building *b, struct piece *p, const struct map *by_name, const struct field *target,
	const char *path)
{
	struct following f = { .target = target, .by_name = by_name };
	size_t n = strlen(path);

	f.role = n >= 12 && strcmp(path + n - 12, "roleRef/name") == 0;
	field_visit(b, p, path, false, follow, &f);
}

static void follow_pod(struct building *b, struct piece *p, const struct map *by_name)
{
	for (size_t i = 0; i < sizeof pods / sizeof *pods; i++) {
		if (!str_is(p->now.kind, pods[i].kind))
			continue;
		for (size_t j = 0; j < REFERENCES_IN_POD; j++)
			follow_field(b, p, by_name, &pods[i].references[j].target, pods[i].references[j].path);
	}
}

/* Is what the field holds a map with a namespace beside the name? */
static bool is_map_field(const char *path)
{
	return strcmp(path, "subjects") == 0 || strcmp(path, "webhooks/clientConfig/service") == 0;
}

/* Those of the built-in references that objects of its kind have. */
static uint64_t references_of(const struct piece *p)
{
	struct traits *t = p->now.traits;

	_Static_assert(sizeof references / sizeof *references <= 64, "a bit each");
	for (size_t i = 0; !t->asked && i < sizeof references / sizeof *references; i++)
		if (field_applies(&references[i].field, p))
			t->references |= (uint64_t)1 << i;
	t->asked = true;
	return t->references;
}

static bool is_renamed(const struct piece *p)
{
	for (size_t i = 0; i < p->before.n; i++)
		if (p->before.at[i].name != p->now.name)
			return true;
	return false;
}

void build_references(struct building *b)
{
	const struct configuration *c = &b->heap->configuration;
	struct map by_name = { 0 };
	bool renamed = false; /* else only references with namespaces can change */

	for (size_t i = 0; i < b->heap->pieces.n; i++) {
		struct piece *p = b->heap->pieces.at[i];

		renamed |= is_renamed(p);
		for (size_t j = 0; j < p->before.n; j++) {
			void **place = map_at(b->w->arena, &by_name, p->before.at[j].name, NULL, NULL);
			struct named *named = *place;

			if (!named)
				*place = named = arena_new(b->w->arena, struct named);
			if (!named->list.n || named->list.at[named->list.n - 1] != p)
				vec_push(b->w->arena, &named->list, p);
		}
	}
	for (size_t i = 0; by_name.n && i < b->heap->pieces.n && build_step(b, NULL, 1 + c->references.n / VALUES_OF_STEP); i++) {
		struct piece *p = b->heap->pieces.at[i];

		if (renamed)
			follow_pod(b, p, &by_name);
		for (size_t j = 0; references_of(p) >> j && j < sizeof references / sizeof *references; j++)
			if (references_of(p) >> j & 1 && (renamed || is_map_field(references[j].field.path)))
				follow_field(b, p, &by_name, &references[j].target, references[j].field.path);
		for (size_t j = 0; j < c->references.n; j++)
			if (field_applies(&c->references.at[j].field, p))
				follow_field(b, p, &by_name, &c->references.at[j].target, c->references.at[j].field.path);
	}
}
