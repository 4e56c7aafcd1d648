/* What the objects of a random mesh say: a grammar, and how it is followed. */
#include "test/meta_mesh.h"

#include <stdlib.h>
#include <string.h>

#include "base/panic.h"

#define LEAST_OBJECTS 6
#define MORE_OBJECTS 34

/*
 * Alternatives stand between bars; "3*" before one makes it three times as likely. "<name>" is what another row gives, "<name*3>"
 * that one to three times with commas between, "<40 name>" that in 40 of 100 cases and else nothing. "<name=>" also keeps
 * what it gave, for "<=>" in the same object.
 */
static const struct row {
	const char *name, *gives;
} grammar[] = {
	{ "object", "16*<virtual-service>|10*<destination-rule>|7*<gateway-object>|5*<service-entry>|4*<sidecar>|2*<workload-entry>|2*<envoy-filter>"
		"|5*<peer-authentication>|6*<authorization-policy>|3*<request-authentication>|4*<telemetry>|16*<service>|14*<workload>|5*<namespace>"
		"|3*<account>|3*<secret>|3*<mesh-config>|2*<kubernetes-gateway>|3*<http-route>|<unknown>" },

	/* Words that refer. */
	{ "ns", "3*@a|2*@b|@c" },
	{ "app", "2*reviews|ratings|details|gate" },
	{ "name", "one|two|three|2*reviews|ratings|details" },
	{ "service-host", "5*<app>|5*<app>.<ns><domain>" },
	{ "domain", "3*.svc.cluster.local|.svc|" },
	{ "outside-host", "api.example.com|www.example.com|'*.example.com'|pay.example.org|'*.example.org'" },
	{ "lost-host", "review|lost.@a.svc.cluster.local|nowhere.example.net" },
	{ "host", "8*<lost-host>|69*<service-host>|23*<outside-host>" },
	{ "subset", "2*v1|2*v2|v3" },
	{ "port", "3*80|8080|9080|443|9090|3306" },
	{ "gateway", "2*mesh|8*<40 ns-slash><gateway-name>" },
	{ "gateway-name", "2*public|inner|gone" },
	{ "ns-slash", "<ns>/" },
	{ "visible", "13*?exportTo|7*exportTo: [<visible-to>]" },
	{ "visible-to", "'.'|'*'|'@b'|'@a', '.'|'@c'" },
	{ "labels", "{app: <app><40 version-too>}" },
	{ "version-too", ", version: <subset>" },
	{ "selector", "3*?selector|7*selector: {matchLabels: <labels>}" },
	{ "workload-selector", "13*?workloadSelector|7*workloadSelector: {labels: <labels>}" },
	{ "created", ", creationTimestamp: '2026-0<digit>-1<digit>T00:00:00Z'" },
	{ "digit", "1|2|3" },
	{ "rest", "<place>, ?labels, ?annotations<25 created>" },
	{ "in-root", "namespace: istio-system, ?labels, ?annotations" },

	/* Networking. */
	{ "match", "{<match-uri><20 match-headers><15 match-port><10 match-gateways><15 match-source>}" },
	{ "match-uri", "uri: {prefix: /}|uri: {prefix: /a}|uri: {prefix: /a/b}|uri: {exact: /a}|uri: {regex: '/a/.*'}|uri: {exact: /c}|uri: {exact: /a, prefix: /b}|?uri" },
	{ "match-headers", ", headers: {x-user: {exact: ann}}" },
	{ "match-port", ", port: <port>" },
	{ "match-gateways", ", gateways: [<gateway>]" },
	{ "match-source", ", sourceLabels: <labels>" },
	{ "destination", "{destination: {host: <host>, <to-subset>, <to-port>}<40 weight>, ?headers}" },
	{ "to-subset", "4*subset: <subset>|6*?subset" },
	{ "to-port", "4*port: {number: <port>}|6*?port" },
	{ "weight", ", weight: 50|, weight: 50|, weight: 100|, weight: 10|, weight: 0" },
	{ "http-rule", "{<http-match>, <http-to>, <http-timeout><10 http-retries>, ?fault, ?mirror, ?corsPolicy}" },
	{ "http-match", "13*match: [<match*3>]|7*?match" },
	{ "http-to", "16*route: [<destination*3>]|redirect: {uri: /new}|delegate: {name: <name>, ?namespace}|redirect: {uri: /new}, route: [<destination>]" },
	{ "http-timeout", "5*?timeout|timeout: 5s|timeout: 5|timeout: 1m" },
	{ "http-retries", ", retries: {attempts: 3, perTryTimeout: 2s}" },
	{ "tcp", "7*?tcp|tcp: [{match: [{port: <port>}], route: [{destination: {host: <host>, port: {number: <port>}}}]}]" },
	{ "tls", "7*?tls|tls: [{match: [{port: 443, sniHosts: [<outside-host>]}], route: [{destination: {host: <host>}}]}]" },
	{ "gateways", "4*gateways: [<gateway*2>]|6*?gateways" },
	{ "virtual-service", "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: <name>, <rest>}, "
		"spec: {hosts: [<host*2>], <gateways>, <visible>, http: [<http-rule*3>], <tcp>, <tls>}}" },
	{ "client-tls", "tls: {mode: <client-mode>}" },
	{ "client-mode", "DISABLE|2*ISTIO_MUTUAL|SIMPLE|SIMPLE, sni: a.example.com|MUTUAL" },
	{ "subset-object", "{name: <subset>, labels: {version: <subset>}, <subset-policy>}" },
	{ "subset-policy", "trafficPolicy: {<client-tls>}|6*?trafficPolicy" },
	{ "subsets", "7*subsets: [<subset-object*3>]|3*?subsets" },
	{ "policy", "5*?trafficPolicy|4*trafficPolicy: {<client-tls>, ?loadBalancer}|trafficPolicy: {portLevelSettings: [{port: {number: <port>}, <client-tls>}]}" },
	{ "destination-rule", "{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: <name>, <rest>}, "
		"spec: {host: <host>, <subsets>, <policy>, <visible>, <rule-selector>}}" },
	{ "rule-selector", "6*?workloadSelector|workloadSelector: {matchLabels: <labels>}" },
	{ "server-host", "'*'|api.example.com|www.example.com|'*.example.com'|'<ns>/*.example.com'|'<ns>/*'|pay.example.org" },
	{ "server", "2*{port: {number: 80, protocol: HTTP, name: http}, hosts: [<server-host*2>], ?tls}|{port: {number: 8080, protocol: HTTP, name: http-alt}, hosts: [<server-host>], ?tls}"
		"|{port: {number: 443, protocol: HTTPS, name: https}, hosts: [<server-host*2>], tls: {<server-tls>}}|{port: {number: 443, protocol: TLS, name: tls}, hosts: [<server-host>], "
		"tls: {mode: PASSTHROUGH}}|{port: {number: 9090, protocol: TCP, name: tcp}, hosts: ['*'], ?tls}" },
	{ "server-tls", "mode: SIMPLE, credentialName: cert|mode: SIMPLE, credentialName: lost|mode: MUTUAL, credentialName: cert|mode: PASSTHROUGH" },
	{ "gateway-selector", "2*{app: gate}|{istio: ingressgateway}|{app: nowhere}" },
	{ "gateway-object", "{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: <gateway-name>, <rest>}, spec: {selector: <gateway-selector>, servers: [<server*2>]}}" },
	{ "entry-port", "{number: 80, name: http, protocol: HTTP}|{number: 443, name: tls, protocol: TLS}|{number: 443, name: https, protocol: HTTPS}|{number: 3306, name: tcp, protocol: TCP}" },
	{ "entry-where", "resolution: DNS, ?endpoints|resolution: NONE|resolution: STATIC, endpoints: [{address: 10.0.0.7}]|resolution: DNS, endpoints: [{address: db.example.net}]"
		"|resolution: STATIC, workloadSelector: {labels: {app: reviews}}" },
	{ "entry-host", "8*<outside-host>|2*<service-host>" },
	{ "entry-addresses", "4*?addresses|addresses: [10.1.0.0/16]" },
	{ "entry-location", "MESH_EXTERNAL|MESH_INTERNAL" },
	{ "service-entry", "{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: <name>, <rest>}, "
		"spec: {hosts: [<entry-host*2>], ports: [<entry-port*2>], location: <entry-location>, <entry-where>, <entry-addresses>, <visible>}}" },
	{ "import", "'<import-ns>/<import-host>'" },
	{ "import-ns", ".|*|@a|@b|istio-system" },
	{ "import-host", "4**|2*<app>.<ns>.svc.cluster.local|*.example.com" },
	{ "sidecar-name", "default|one|two" },
	{ "sidecar-port", ", port: {number: 9080, protocol: HTTP, name: egress}" },
	{ "sidecar", "{apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: {name: <sidecar-name>, <rest>}, "
		"spec: {<workload-selector>, egress: [{hosts: [<import*3>]<15 sidecar-port>}], ?ingress, ?outboundTrafficPolicy}}" },
	{ "workload-entry", "{apiVersion: networking.istio.io/v1, kind: WorkloadEntry, metadata: {name: vm-<digit>, <rest>}, spec: {address: 10.0.0.<digit>, labels: <labels>, ?serviceAccount, ?ports}}" },
	{ "operation", "INSERT_BEFORE|ADD|REPLACE|REMOVE|MERGE" },
	{ "envoy-filter", "{apiVersion: networking.istio.io/v1alpha3, kind: EnvoyFilter, metadata: {name: lua-<digit>, <rest>}, "
		"spec: {<workload-selector>, configPatches: [{applyTo: HTTP_FILTER, match: {context: SIDECAR_INBOUND}, patch: {operation: <operation>, value: {name: lua}}}], ?priority}}" },

	/* Security and telemetry. */
	{ "server-mode", "STRICT|PERMISSIVE|DISABLE|UNSET" },
	{ "port-modes", "4*?portLevelMtls|portLevelMtls: {'<port>': {mode: <server-mode>}}" },
	{ "peer-name", "2*default|one|two" },
	{ "peer-authentication", "{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: default, <in-root>}, spec: {mtls: {mode: <server-mode>}, ?selector}}"
		"|5*{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: <peer-name>, <rest>}, spec: {<selector>, mtls: {mode: <server-mode>}, <port-modes>}}" },
	{ "source", "{source: {<source-of>}}" },
	{ "source-of", "2*namespaces: [<source-ns>]|2*principals: ['cluster.local/ns/<ns>/sa/<app>']|requestPrincipals: ['*'], ?ipBlocks" },
	{ "source-ns", "'@a'|'@b'|'@a', '@c'|lost|'@a*'" },
	{ "action", "2*ALLOW|DENY|AUDIT|CUSTOM, provider: {name: ext}|CUSTOM, provider: {name: missing}" },
	{ "policy-to", "to: [{operation: {ports: ['<port>'], ?methods, paths: [/a, '/b/*']}}]|?to" },
	{ "authorization-policy", "{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: <name>, <rest>}, spec: {<selector>, action: <action>, rules: [{from: [<source*2>], <policy-to>, ?when}]}}" },
	{ "issuer", "login|sso" },
	{ "request-authentication", "{apiVersion: security.istio.io/v1, kind: RequestAuthentication, metadata: {name: <name>, <rest>}, "
		"spec: {<selector>, jwtRules: [{issuer: 'https://<issuer>.example.com', jwksUri: 'https://login.example.com/keys', ?audiences}]}}" },
	{ "telemetry-spec", "<telemetry-part>: [{providers: [{name: <provider>}]}]" },
	{ "telemetry-part", "tracing|accessLogging|metrics" },
	{ "provider", "otel|zipkin|ext|missing" },
	{ "telemetry", "{apiVersion: telemetry.istio.io/v1, kind: Telemetry, metadata: {name: default, <in-root>}, spec: {<telemetry-spec>, ?selector}}"
		"|{apiVersion: telemetry.istio.io/v1, kind: Telemetry, metadata: {name: mesh, <in-root>}, spec: {<telemetry-spec>, ?selector}}"
		"|8*{apiVersion: telemetry.istio.io/v1, kind: Telemetry, metadata: {name: <sidecar-name>, <rest>}, spec: {<telemetry-spec>, <selector>}}" },

	/* Kubernetes. */
	{ "service-port", "2*{name: http, port: 80, targetPort: 8080, ?appProtocol}|{name: http-web, port: 9080}|{name: web, port: 8080, targetPort: web}|{name: grpc, port: 9090}"
		"|{name: tcp-db, port: 3306}|{port: 80}|{name: https, port: 443, targetPort: 8443}|{name: dns, port: 80, targetPort: 8080, protocol: UDP}|{name: tcp, port: 80, targetPort: 8080}" },
	{ "service-selector", "16*selector: {app: <=>}|2*selector: {app: <app>}|?selector" },
	{ "service-rest", "8*?annotations|annotations: {networking.istio.io/exportTo: <service-export>}" },
	{ "service-export", "'.'|'@b'|'~'" },
	{ "headless", ", clusterIP: None" },
	{ "service", "{apiVersion: v1, kind: Service, metadata: {name: <app=>, <place>, ?labels, <service-rest><25 created>}, spec: {ports: [<service-port*2>], <service-selector><8 headless>}}" },
	{ "pod-spec", "spec: {containers: [{name: app, image: 'app:1', ports: [{containerPort: <port><40 port-name>}], ?env<8 proxy-user>}], <pod-account>, ?volumes}" },
	{ "port-name", ", name: web" },
	{ "proxy-user", ", securityContext: {runAsUser: 1337}" },
	{ "pod-account", "6*serviceAccountName: <app>|4*?serviceAccountName" },
	{ "pod-labels", "labels: {app: <pod-app>, <pod-version><12 pod-inject>}" },
	{ "pod-app", "12*<=>|<app>" },
	{ "pod-version", "2*version: v1|2*version: v2|?version" },
	{ "pod-inject", ", sidecar.istio.io/inject: 'true'|, sidecar.istio.io/inject: 'false'" },
	{ "pod-annotations", "20*?annotations|annotations: {sidecar.istio.io/inject: 'false'}|annotations: {traffic.sidecar.istio.io/excludeInboundPorts: '80'}|annotations: {sidecar.istio.io/unknown: x}"
		"|annotations: {proxy.istio.io/config: 'concurrency: 2'}" },
	{ "workload-kind", "3*Deployment|StatefulSet|DaemonSet" },
	{ "workload-end", "|-v1|-v2" },
	{ "workload", "{apiVersion: v1, kind: Pod, metadata: {name: <app=><workload-end>, <place>, <pod-labels>, <pod-annotations>}, <pod-spec>}"
		"|8*{apiVersion: apps/v1, kind: <workload-kind>, metadata: {name: <app=><workload-end>, <rest>}, "
		"spec: {selector: {matchLabels: {app: <=>}}, template: {metadata: {<pod-labels>, <pod-annotations>}, <pod-spec>}}}" },
	{ "namespace-name", "@a|@b|@c|istio-system" },
	{ "namespace-labels", "4*?labels|2*labels: {istio-injection: enabled}|labels: {istio-injection: disabled}|labels: {istio.io/rev: canary}|labels: {istio-injection: enabled, istio.io/rev: canary}"
		"|labels: {istio.io/dataplane-mode: ambient}" },
	{ "namespace", "{apiVersion: v1, kind: Namespace, metadata: {name: <namespace-name>, <namespace-labels>}}" },
	{ "account", "{apiVersion: v1, kind: ServiceAccount, metadata: {name: <app>, <rest>}}" },
	{ "secret", "2*{apiVersion: v1, kind: Secret, metadata: {name: cert, <rest>}, type: kubernetes.io/tls, data: {tls.crt: YQ==, tls.key: YQ==}}"
		"|{apiVersion: v1, kind: Secret, metadata: {name: cert, <rest>}, data: {tls.key: YQ==}}|{apiVersion: v1, kind: Secret, metadata: {name: other, <rest>}, data: {a: YQ==}}" },
	{ "config-exports", "defaultServiceExportTo: [.]\\n" },
	{ "config-outbound", "outboundTrafficPolicy: {mode: REGISTRY_ONLY}\\n" },
	{ "mesh-config", "{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, <in-root>}, data: {mesh: '<20 config-exports><20 config-outbound>extensionProviders:\\n"
		"- name: ext\\n  envoyExtAuthzGrpc: {service: <service-host>, port: <port>}\\n- name: otel\\n  opentelemetry: {service: otel.<ns>.svc.cluster.local, port: 4317}\\n'}}" },
	{ "gateway-class", "2*istio|istio-waypoint" },
	{ "listener-host", "hostname: <outside-host>|?hostname" },
	{ "parent", "public|edge|gone" },
	{ "parent-place", ", namespace: <ns>" },
	{ "kubernetes-gateway", "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: <parent>, <rest>}, "
		"spec: {gatewayClassName: <gateway-class>, listeners: [{name: web, port: 80, protocol: HTTP, <listener-host>, ?allowedRoutes}], ?addresses}}" },
	{ "path", "/|/a|/a/b" },
	{ "backend-weight", ", weight: 0|, weight: 5" },
	{ "http-route", "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: <name>, <rest>}, spec: {parentRefs: [{name: <parent><30 parent-place>, ?sectionName}], "
		"hostnames: [<outside-host>], rules: [{matches: [{path: {type: PathPrefix, value: <path>}}], backendRefs: [{name: <app>, port: <port><20 backend-weight>}], ?filters}]}}" },
	{ "unknown", "{apiVersion: config.istio.io/v1alpha2, kind: rule, metadata: {name: old, namespace: @a}, spec: {}}|{apiVersion: v1, kind: ConfigMap, metadata: {name: plain, namespace: @b}, data: {a: b}}"
		"|{apiVersion: networking.istio.io/v1, kind: Gatewy, metadata: {name: slip, namespace: @a}, spec: {}}|{apiVersion: example.com/v1, kind: Widget, metadata: {name: w, namespace: @c}, spec: {size: 3}}" },

	/* How an object says where it is. */
	{ "place", "namespace: <ns>" },
	{ "place-or-none", "3*namespace: <ns>|?namespace" },

	/* What stands where something else should. */
	{ "slip-text", "|text|A_b|'" },
	{ "slip-plain", "0|7|-1|70000|true" },
};

/* --- following it --- */

struct maker {
	struct arena *arena;
	struct dice *dice;
	struct meta_mesh *mesh;
	struct buf out;
	const char *kept; /* by "<name=>" */
};

static void give(struct maker *k, const char *name, size_t len);

static const char *row_of(struct maker *k, const char *name, size_t len)
{
	if (k->mesh->nameless && len == 5 && memcmp(name, "place", len) == 0)
		return row_of(k, "place-or-none", 13);
	for (size_t i = 0; i < sizeof grammar / sizeof *grammar; i++)
		if (strlen(grammar[i].name) == len && memcmp(grammar[i].name, name, len) == 0)
			return grammar[i].gives;
	panic("the grammar has no \"%.*s\"", (int)len, name);
}

/* How likely the alternative is; *text is where it begins. */
static unsigned share_of(const char **text)
{
	size_t digits = strspn(*text, "0123456789");
	unsigned share = 1;

	if (digits && (*text)[digits] == '*') {
		share = (unsigned)strtoul(*text, NULL, 10);
		*text += digits + 1;
	}
	return share;
}

static const char *choose(struct maker *k, const char *gives, size_t *len)
{
	unsigned sum = 0, at;

	for (const char *text = gives; ; text++) {
		sum += share_of(&text);
		text += strcspn(text, "|");
		if (!*text)
			break;
	}
	at = dice_below(k->dice, sum);
	for (const char *text = gives; ; text++) {
		unsigned share = share_of(&text);

		*len = strcspn(text, "|");
		if (at < share)
			return text;
		at -= share;
		text += *len;
	}
}

/* What stands between '<' and '>'. */
static void refer(struct maker *k, const char *text, size_t len)
{
	size_t digits = strspn(text, "0123456789"), begun = k->out.n, keeps = text[len - 1] == '=' && len > 1;
	unsigned times = 1;

	if (len == 1 && *text == '=') {
		buf_puts(&k->out, k->kept);
		return;
	}
	if (digits) {
		times = dice_is(k->dice, (unsigned)strtoul(text, NULL, 10));
		text += digits + 1;
		len -= digits + 1;
	}
	len -= keeps;
	if (len > 2 && text[len - 2] == '*') {
		times = 1 + dice_below(k->dice, (unsigned)(text[len - 1] - '0'));
		len -= 2;
	}
	for (unsigned i = 0; i < times; i++) {
		if (i)
			buf_puts(&k->out, ", ");
		give(k, text, len);
	}
	if (keeps)
		k->kept = arena_strndup(k->arena, k->out.at + begun, k->out.n - begun);
}

static void give(struct maker *k, const char *name, size_t len)
{
	const char *text = choose(k, row_of(k, name, len), &len);

	for (const char *end = text + len; text < end; text++) {
		size_t n = strcspn(text, ">");

		if (*text == '<') {
			refer(k, text + 1, n - 1);
			text += n;
		} else {
			buf_putc(&k->out, *text);
		}
	}
}

static const char *given(struct maker *k, const char *name)
{
	const char *text;

	buf_clear(&k->out);
	give(k, name, strlen(name));
	text = arena_strndup(k->arena, k->out.at ? k->out.at : "", k->out.n);
	return text;
}

/* --- the mesh --- */

static struct value *any_below(struct maker *k, struct value *v)
{
	while (v->sort <= VALUE_LIST && v->items.n && dice_is(k->dice, 80))
		v = v->items.at[dice_below(k->dice, (unsigned)v->items.n)];
	return v;
}

/* Misspell a key, or put something else in the place of a value. */
static void spoil(struct maker *k, struct value *object)
{
	struct value *spec = value_get(object, "spec"), *v = spec ? any_below(k, spec) : NULL;

	if (!v || v == spec || v->sort == VALUE_ABSENT)
		return;
	if (v->key && dice_is(k->dice, 40)) {
		v->key = arena_printf(k->arena, "%sx", v->key);
		return;
	}
	v->items.n = 0;
	v->sort = dice_is(k->dice, 50) ? VALUE_TEXT : VALUE_PLAIN;
	v->text = given(k, v->sort == VALUE_TEXT ? "slip-text" : "slip-plain");
}

bool meta_mesh_same(const struct value *a, const struct value *b)
{
	return strcmp(value_text(a, NULL, "kind"), value_text(b, NULL, "kind")) == 0
		&& strcmp(value_text(a, NULL, "apiVersion"), value_text(b, NULL, "apiVersion")) == 0
		&& strcmp(value_text(a, "metadata", "name"), value_text(b, "metadata", "name")) == 0
		&& strcmp(value_text(a, "metadata", "namespace"), value_text(b, "metadata", "namespace")) == 0;
}

static void add(struct maker *k, struct value *object)
{
	bool again = false;

	for (size_t i = 0; i < k->mesh->objects.n; i++)
		again |= meta_mesh_same(k->mesh->objects.at[i], object);
	if (!again || k->mesh->twins)
		vec_push(k->arena, &k->mesh->objects, object);
}

void meta_mesh_make(struct meta_mesh *m, struct arena *a, uint64_t seed)
{
	struct dice dice;
	struct maker k = { .arena = a, .dice = &dice, .mesh = m };
	unsigned n;

	dice_start(&dice, seed);
	m->twins = dice_is(&dice, 20);
	m->nameless = dice_is(&dice, 15);
	for (n = LEAST_OBJECTS + dice_below(&dice, MORE_OBJECTS); n; n--) {
		struct value *object = value_read(a, given(&k, "object"));

		if (dice_is(&dice, 4))
			spoil(&k, object);
		add(&k, object);
	}
	buf_release(&k.out);
}

static bool has(const struct meta_mesh *m, const char *kind)
{
	for (size_t i = 0; i < m->objects.n; i++)
		if (strcmp(value_text(m->objects.at[i], NULL, "kind"), kind) == 0)
			return true;
	return false;
}

/*
 * The first workload of a mesh is related to all else: without any, each namespace may have clients. Copies make alternatives, which may each be
 * without. And so is the first Namespace.
 */
void meta_mesh_add_unrelated(struct meta_mesh *m, struct arena *a, struct dice *d)
{
	static const char *const lines[] = {
		"{apiVersion: v1, kind: ConfigMap, metadata: {name: zzelsewhere, namespace: zzelsewhere}, data: {a: b}}",
		"{apiVersion: v1, kind: ServiceAccount, metadata: {name: zzelsewhere, namespace: zzelsewhere}}",
		"{apiVersion: v1, kind: Service, metadata: {name: zzelsewhere, namespace: zzelsewhere}, spec: {ports: [{name: http, port: 80}], selector: {app: zzelsewhere}}}",
		"{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: zzelsewhere, namespace: zzelsewhere}, spec: {hosts: [elsewhere.example.edu], "
			"ports: [{number: 443, name: tls, protocol: TLS}], location: MESH_EXTERNAL, resolution: DNS, exportTo: ['.']}}",
		"{apiVersion: security.istio.io/v1, kind: RequestAuthentication, metadata: {name: zzelsewhere, namespace: zzelsewhere}, spec: {jwtRules: []}}",
		"{apiVersion: apps/v1, kind: Deployment, metadata: {name: zzelsewhere, namespace: zzelsewhere}, spec: {selector: {matchLabels: {app: zzelsewhere}}, "
			"template: {metadata: {labels: {app: zzelsewhere, sidecar.istio.io/inject: 'true'}}, spec: {containers: [{name: app, image: 'app:1'}]}}}}",
	};
	unsigned n = sizeof lines / sizeof *lines;
	bool made = has(m, "Namespace");

	vec_push(a, &m->objects, value_read(a, lines[dice_below(d, n - (m->twins || !has(m, "Deployment")))]));
	if (made)
		vec_push(a, &m->objects, value_read(a, "{apiVersion: v1, kind: Namespace, metadata: {name: zzelsewhere}}"));
}
