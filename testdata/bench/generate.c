/*
 * Write a mesh of about so many resources: generate COUNT FOLDER.
 *
 * The same count gives the same bytes. Teams are namespaces with twenty
 * services each; a service is two versions of a Deployment, its Service, ServiceAccount, VirtualService,
 * DestinationRule and AuthorizationPolicy, some with a Gateway or a ServiceEntry. Nothing in it is wrong: a finding
 * in it is a false alarm.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SERVICES_A_TEAM 20

static FILE *out;
static int resources;

static void die(const char *path)
{
	fprintf(stderr, "generate: %s: %s\n", path, strerror(errno));
	exit(1);
}

static void open_file(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void open_file(const char *fmt, ...)
{
	char path[4096], *slash;
	va_list args;

	va_start(args, fmt);
	vsnprintf(path, sizeof path, fmt, args);
	va_end(args);
	slash = strrchr(path, '/');
	*slash = '\0';
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		die(path);
	*slash = '/';
	out = fopen(path, "w");
	if (!out)
		die(path);
}

static void close_file(void)
{
	if (fclose(out) != 0)
		die("writing");
}

static void begin(const char *api, const char *kind, const char *team, const char *name)
{
	fprintf(out, "---\napiVersion: %s\nkind: %s\nmetadata:\n  name: %s\n", api, kind, name);
	if (team)
		fprintf(out, "  namespace: %s\n", team);
	resources++;
}

static void put_deployment(const char *team, const char *app, const char *version)
{
	char name[64];

	snprintf(name, sizeof name, "%s-%s", app, version);
	begin("apps/v1", "Deployment", team, name);
	fprintf(out, "  labels: {app: %s, version: %s}\n"
		"  annotations:\n    team.example.com/owner: \"%s\"\n    team.example.com/runbook: https://runbooks.example.com/%s/%s\n"
		"spec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: %s\n      version: %s\n"
		"  template:\n    metadata:\n      labels:\n        app: %s\n        version: %s\n"
		"    spec:\n      serviceAccountName: %s\n      containers:\n      - name: server\n",
		app, version, team, team, app, app, version, app, version, app);
	fprintf(out, "        image: registry.example.com/%s/%s:%s.4.2\n        args: [--listen, \":8080\", --level=info]\n"
		"        ports:\n        - name: http\n          containerPort: 8080\n        - name: metrics\n          containerPort: 9090\n"
		"        env:\n        - name: TEAM\n          value: %s\n        - name: VERSION\n          value: \"%s\"\n"
		"        - name: POD_NAME\n          valueFrom:\n            fieldRef:\n              fieldPath: metadata.name\n"
		"        resources:\n          requests: {cpu: 100m, memory: 128Mi}\n          limits: {cpu: \"1\", memory: 256Mi}\n"
		"        readinessProbe:\n          httpGet:\n            path: /ready\n            port: 8080\n          periodSeconds: 5\n"
		"        livenessProbe:\n          httpGet:\n            path: /alive\n            port: 8080\n          initialDelaySeconds: 10\n",
		team, app, version, team, version);
}

static void put_service(const char *team, const char *app)
{
	begin("v1", "ServiceAccount", team, app);
	begin("v1", "Service", team, app);
	fprintf(out, "  labels: {app: %s}\nspec:\n  selector:\n    app: %s\n  ports:\n"
		"  - name: http\n    port: 80\n    targetPort: 8080\n  - name: http-metrics\n    port: 9090\n    targetPort: 9090\n", app, app);
}

static void put_virtual_service(const char *team, const char *app, const char *gateway)
{
	begin("networking.istio.io/v1", "VirtualService", team, app);
	fprintf(out, "spec:\n  hosts:\n  - %s.%s.svc.cluster.local\n", app, team);
	if (gateway)
		fprintf(out, "  - %s.%s.example.com\n  gateways:\n  - mesh\n  - %s\n", app, team, gateway);
	fprintf(out, "  http:\n  - name: canary\n    match:\n    - headers:\n        x-canary:\n          exact: \"true\"\n"
		"    - uri:\n        prefix: /beta/\n      headers:\n        x-user-group:\n          regex: \"^(staff|beta)$\"\n"
		"    route:\n    - destination:\n        host: %s.%s.svc.cluster.local\n        subset: v2\n        port:\n          number: 80\n"
		"    timeout: 3s\n", app, team);
	fprintf(out, "  - name: main\n    route:\n"
		"    - destination:\n        host: %s.%s.svc.cluster.local\n        subset: v1\n        port:\n          number: 80\n      weight: 90\n"
		"    - destination:\n        host: %s.%s.svc.cluster.local\n        subset: v2\n        port:\n          number: 80\n      weight: 10\n"
		"    timeout: 10s\n    retries:\n      attempts: 3\n      perTryTimeout: 2s\n      retryOn: connect-failure,refused-stream,503\n",
		app, team, app, team);
}

static void put_policies(const char *team, const char *app, const char *caller)
{
	begin("networking.istio.io/v1", "DestinationRule", team, app);
	fprintf(out, "spec:\n  host: %s.%s.svc.cluster.local\n  trafficPolicy:\n    tls:\n      mode: ISTIO_MUTUAL\n"
		"    loadBalancer:\n      simple: LEAST_REQUEST\n    connectionPool:\n      tcp:\n        maxConnections: 100\n"
		"      http:\n        http2MaxRequests: 1000\n        maxRequestsPerConnection: 10\n"
		"    outlierDetection:\n      consecutive5xxErrors: 7\n      interval: 30s\n      baseEjectionTime: 1m\n"
		"  subsets:\n  - name: v1\n    labels:\n      version: v1\n  - name: v2\n    labels:\n      version: v2\n", app, team);
	begin("security.istio.io/v1", "AuthorizationPolicy", team, app);
	fprintf(out, "spec:\n  selector:\n    matchLabels:\n      app: %s\n  action: ALLOW\n  rules:\n"
		"  - from:\n    - source:\n        principals:\n        - cluster.local/ns/%s/sa/%s\n"
		"    to:\n    - operation:\n        methods: [GET, POST]\n        paths: [/api/*, /ready]\n"
		"  - to:\n    - operation:\n        ports: [\"9090\"]\n", app, team, caller);
}

static void put_gateway(const char *team, const char *app, const char *name)
{
	begin("networking.istio.io/v1", "Gateway", team, name);
	fprintf(out, "spec:\n  selector:\n    istio: ingressgateway\n  servers:\n  - port:\n      number: 80\n      name: http\n"
		"      protocol: HTTP\n    hosts:\n    - %s.%s.example.com\n", app, team);
}

static void put_service_entry(const char *team, const char *app)
{
	char name[64];

	snprintf(name, sizeof name, "%s-store", app);
	begin("networking.istio.io/v1", "ServiceEntry", team, name);
	fprintf(out, "spec:\n  hosts:\n  - %s.%s.store.example.net\n  exportTo: [\".\"]\n  location: MESH_EXTERNAL\n  resolution: DNS\n"
		"  ports:\n  - number: 443\n    name: tls\n    protocol: TLS\n", app, team);
}

static void put_app(const char *folder, const char *team, int n)
{
	char app[32], gateway[64];
	int outside = n % 5 == 0;

	snprintf(app, sizeof app, "service-%02d", n);
	snprintf(gateway, sizeof gateway, "%s-gateway", app);
	open_file("%s/%s/%s.yaml", folder, team, app);
	put_service(team, app);
	put_deployment(team, app, "v1");
	put_deployment(team, app, "v2");
	put_virtual_service(team, app, outside ? gateway : NULL);
	put_policies(team, app, "service-00");
	if (outside)
		put_gateway(team, app, gateway);
	if (n % 4 == 0)
		put_service_entry(team, app);
	close_file();
}

static void put_team(const char *folder, const char *team, int count)
{
	open_file("%s/%s/namespace.yaml", folder, team);
	begin("v1", "Namespace", NULL, team);
	fprintf(out, "  labels:\n    istio-injection: enabled\n");
	begin("security.istio.io/v1", "PeerAuthentication", team, "default");
	fprintf(out, "spec:\n  mtls:\n    mode: STRICT\n");
	begin("networking.istio.io/v1", "Sidecar", team, "default");
	fprintf(out, "spec:\n  egress:\n  - hosts:\n    - ./*\n    - istio-system/*\n");
	close_file();
	for (int i = 0; i < SERVICES_A_TEAM && resources < count; i++)
		put_app(folder, team, i);
}

static void put_system(const char *folder)
{
	open_file("%s/istio-system/system.yaml", folder);
	begin("v1", "Namespace", NULL, "istio-system");
	begin("v1", "ServiceAccount", "istio-system", "istio-ingressgateway");
	begin("v1", "Service", "istio-system", "istio-ingressgateway");
	fprintf(out, "spec:\n  type: LoadBalancer\n  selector:\n    istio: ingressgateway\n  ports:\n"
		"  - name: http2\n    port: 80\n    targetPort: 80\n  - name: https\n    port: 443\n    targetPort: 443\n");
	begin("apps/v1", "Deployment", "istio-system", "istio-ingressgateway");
	fprintf(out, "  labels: {istio: ingressgateway}\nspec:\n  selector:\n    matchLabels: {istio: ingressgateway}\n  template:\n"
		"    metadata:\n      labels: {istio: ingressgateway, sidecar.istio.io/inject: \"true\"}\n"
		"      annotations: {inject.istio.io/templates: gateway}\n"
		"    spec:\n      serviceAccountName: istio-ingressgateway\n      containers:\n      - name: istio-proxy\n        image: auto\n");
	close_file();
}

int main(int argc, char **argv)
{
	int count = argc == 3 ? atoi(argv[1]) : 0;

	if (count <= 0) {
		fprintf(stderr, "usage: generate COUNT FOLDER\n");
		return 2;
	}
	if (mkdir(argv[2], 0777) != 0 && errno != EEXIST)
		die(argv[2]);
	put_system(argv[2]);
	for (int team = 0; resources < count; team++) {
		char name[32];

		snprintf(name, sizeof name, "team-%03d", team);
		put_team(argv[2], name, count);
	}
	printf("%d\n", resources);
	return 0;
}
