/* The table of the configuration's keys. */
#include "lint/config_keys.h"

#include "type/releases.h"

#define AT(member) offsetof(struct config_raw, member)
#define OF_CHART(member) offsetof(struct config_chart, member)

const struct config_key config_keys[] = {
	{ "select", WANT_RULES, VALUE_ANY, AT(select), "Use only these rules: codes, beginnings of codes, names, categories or aliases.", "all rules that are on by default" },
	{ "ignore", WANT_RULES, VALUE_ANY, AT(ignore), "Do not use these rules.", NULL },
	{ "severity", WANT_LEVELS, VALUE_ANY, AT(severity), "Severities of rules that are to be other than those that the rules have.", NULL },
	{ "per-file-ignores", WANT_RULES_MAP, VALUE_ANY, AT(file_ignores), "Rules that are not used in the files of a pattern.", NULL },
	{ "exclude", WANT_TEXTS, VALUE_GLOB, AT(exclude), "Files and folders to skip, as in .gitignore.", NULL },
	{ "external", WANT_TEXTS, VALUE_HOST, AT(external), "Hosts, or *.suffix, that exist though no file declares them.", NULL },
	{ "world", WANT_TEXT, VALUE_WORLD, AT(world), "Whether things outside the files exist: auto, closed (no) or open (yes).", "auto" },
	{ "namespace", WANT_TEXT, VALUE_NAMESPACE, AT(ns), "Namespace of resources that do not set one, where \"namespaces\" has none for their file.", "unknown" },
	{ "namespaces", WANT_TEXT_MAP, VALUE_NAMESPACE, AT(namespaces), "Namespace of resources that do not set one, by pattern of their file.", NULL },
	{ "root-namespace", WANT_TEXT, VALUE_NAMESPACE, AT(root_namespace), "The root namespace of the mesh.", "the mesh configuration's, else istio-system" },
	{ "cluster-domain", WANT_TEXT, VALUE_DOMAIN, AT(cluster_domain), "The domain of the cluster's services.", "cluster.local" },
	{ "istio-version", WANT_TEXT, VALUE_RELEASE, AT(istio_version), "Release of Istio that the configuration is for.", RELEASE_TEXT(ISTIO_NEWEST) ", the newest known" },
	{ "baseline", WANT_TEXT, VALUE_ANY, AT(baseline), "File with the findings that are known, and not reported.", NULL },
	{ "mesh-config", WANT_TEXT, VALUE_ANY, AT(mesh_config), "File with the MeshConfig, or with values of istiod's chart.", "found among the files" },
	{ "meshes", WANT_PATHS_MAP, VALUE_ANY, AT(meshes), "Names of meshes, and the files, folders or patterns of each: every one is analysed on its own.", "what is applied together" },
	{ "charts", WANT_CHARTS, VALUE_ANY, AT(charts), "Helm charts that --render renders.", NULL },
};

const struct config_key config_chart_keys[] = {
	{ "path", WANT_TEXT, VALUE_ANY, OF_CHART(path), "Folder of the chart.", NULL },
	{ "release", WANT_TEXT, VALUE_ANY, OF_CHART(release), "Name of the release.", "the name of the folder" },
	{ "namespace", WANT_TEXT, VALUE_NAMESPACE, OF_CHART(ns), "Namespace of the release.", NULL },
	{ "values", WANT_TEXTS, VALUE_ANY, OF_CHART(values), "Files with values.", NULL },
};

const size_t n_config_keys = sizeof config_keys / sizeof *config_keys;
const size_t n_config_chart_keys = sizeof config_chart_keys / sizeof *config_chart_keys;
