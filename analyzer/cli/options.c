/* Reads the command line by a table of options. */
#include "cli/options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/safe.h"
#include "cli/formats.h"
#include "lint/value.h"

#define GROUP(title) { NULL, 0, OPTION_GROUP, 0, NULL, title }
#define FEW_OPTIONS 8
#define BIT(command) (1u << COMMAND_##command)
#define ASKS (BIT(TRACE) | BIT(TEST) | BIT(MODEL) | BIT(ACCESS)) /* those that ask the mesh in place of the rules */

enum option_id {
	OPTION_COLOR, OPTION_CONFIG, OPTION_CRD, OPTION_DIFF, OPTION_EXCLUDE, OPTION_EXTEND_SELECT, OPTION_EXTERNAL,
	OPTION_FAIL_ON, OPTION_FIX, OPTION_FOLLOW_LINKS, OPTION_FORMAT, OPTION_HELP, OPTION_IGNORE, OPTION_ISTIO_VERSION, OPTION_JOBS,
	OPTION_MESH_CONFIG, OPTION_MESH_NETWORKS, OPTION_MIN_SEVERITY, OPTION_NAMESPACE, OPTION_NO_CONFIG, OPTION_NO_INLINE_IGNORE, OPTION_NO_SANDBOX,
	OPTION_ONLY_NEW, OPTION_OUTPUT, OPTION_QUIET, OPTION_RENDER, OPTION_ROOT_NAMESPACE, OPTION_SELECT, OPTION_SEVERITY, OPTION_SHOW_SUPPRESSED, OPTION_STATISTICS,
	OPTION_STDIN_FILENAME, OPTION_TIMING, OPTION_UNIT, OPTION_UNSAFE_FIXES, OPTION_VERSION, OPTION_WORLD, OPTION_GROUP, OPTION_SCHEMA,
	OPTION_ADDRESS, OPTION_ADD_IGNORE, OPTION_ALLOW_UNDECIDED, OPTION_ARRIVES, OPTION_BASELINE, OPTION_WRITE_BASELINE, OPTION_COVERAGE, OPTION_FROM, OPTION_HEADER, OPTION_IDENTITY, OPTION_METHOD, OPTION_PORT, OPTION_REQUESTS,
	OPTION_TESTS, OPTION_THROUGH, OPTION_TLS, OPTION_TO, OPTION_MAN,
};

/* A row is an option, or the heading of those below it. */
static const struct option {
	const char *name;    /* NULL: a heading, which is what about says */
	char letter;
	enum option_id id;
	unsigned commands;   /* that take it */
	const char *value;   /* what stands behind it; NULL: nothing */
	const char *about;   /* NULL: not shown */
} options[] = {
	GROUP("Which rules"),
	{ "select", 0, OPTION_SELECT, BIT(CHECK) | BIT(CONFIG), "R,...", "use only these rules: by code, code prefix, name, category or alias" },
	{ "ignore", 0, OPTION_IGNORE, BIT(CHECK) | BIT(CONFIG), "R,...", "do not use these rules" },
	{ "extend-select", 0, OPTION_EXTEND_SELECT, BIT(CHECK) | BIT(CONFIG), "R,...", "use these rules too" },
	{ "severity", 0, OPTION_SEVERITY, BIT(CHECK) | BIT(CONFIG), "R=LEVEL", "report these rules as error, warning, info or off" },
	{ "no-inline-ignore", 0, OPTION_NO_INLINE_IGNORE, BIT(CHECK) | BIT(CONFIG), NULL, "comments and annotations in the files silence nothing" },
	GROUP("Request"),
	{ "from", 0, OPTION_FROM, BIT(TRACE) | BIT(ACCESS), "WHO", "who sends: a workload, kind/name.namespace; for access also an identity, TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT" },
	{ "to", 0, OPTION_TO, BIT(ACCESS), "WHOM", "only this workload, kind/name.namespace, or what is behind service/name.namespace or gateway/name.namespace; with :port, one port of it" },
	{ "through", 0, OPTION_THROUGH, BIT(TRACE), "WHO", "the gateway that it reaches from outside: a workload, or gateway/name.namespace" },
	{ "arrives", 0, OPTION_ARRIVES, BIT(TRACE), "WHO", "the workload that it reaches" },
	{ "method", 'X', OPTION_METHOD, BIT(TRACE), "METHOD", "default: GET" },
	{ "header", 'H', OPTION_HEADER, BIT(TRACE), "HEADER", "\"name: value\"; repeatable" },
	{ "port", 0, OPTION_PORT, BIT(TRACE), "N", "default: the URL's; with --arrives the container's" },
	{ "tls", 0, OPTION_TLS, BIT(TRACE), "HOW", "how it arrives: mutual, tls or plaintext" },
	{ "identity", 0, OPTION_IDENTITY, BIT(TRACE), "ID", "of the client: TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT" },
	{ "address", 0, OPTION_ADDRESS, BIT(TRACE), "IP", "of the client, where policies ask for it" },
	{ "requests", 0, OPTION_REQUESTS, BIT(TRACE), "FILE", "many requests, as a YAML or JSON list; repeatable" },
	GROUP("Tests"),
	{ "tests", 0, OPTION_TESTS, BIT(TEST), "FILE", "requests and what is expected of each; repeatable" },
	{ "allow-undecided", 0, OPTION_ALLOW_UNDECIDED, BIT(TEST), NULL, "what the files cannot decide fails no test" },
	{ "coverage", 0, OPTION_COVERAGE, BIT(TEST), NULL, "name the routes and policy rules that no test reaches" },
	GROUP("Output"),
	{ "format", 'f', OPTION_FORMAT, BIT(CHECK) | BIT(CONFIG) | BIT(UNITS) | BIT(RULES) | (ASKS & ~BIT(MODEL)), "F", "" },
	{ "output", 'o', OPTION_OUTPUT, BIT(CHECK) | BIT(CONFIG) | BIT(UNITS) | BIT(RULES) | ASKS, "FILE", "write the report there; - is standard output" },
	{ "min-severity", 0, OPTION_MIN_SEVERITY, BIT(CHECK) | BIT(CONFIG), "LEVEL", "print only findings at or above it" },
	{ "fail-on", 0, OPTION_FAIL_ON, BIT(CHECK) | BIT(CONFIG), "LEVEL", "exit with 1 at or above it: error (default), warning, info, never" },
	{ "only-new", 0, OPTION_ONLY_NEW, BIT(CHECK), "BASE", "only findings that the tree did not have at this revision of Git, such as HEAD or origin/main" },
	{ "show-suppressed", 0, OPTION_SHOW_SUPPRESSED, BIT(CHECK), NULL, "SARIF with the findings that are suppressed, marked as such" },
	{ "statistics", 0, OPTION_STATISTICS, BIT(CHECK), NULL, "count the findings of each rule, in place of the findings" },
	{ "quiet", 'q', OPTION_QUIET, BIT(CHECK), NULL, "print nothing if there are no findings" },
	{ "color", 0, OPTION_COLOR, BIT(CHECK) | BIT(CONFIG) | BIT(UNITS) | BIT(RULES) | BIT(EXPLAIN), "WHEN", "auto (default), always or never" },
	{ "schema", 0, OPTION_SCHEMA, BIT(CONFIG), NULL, "print the JSON Schema of .meshlint.yaml, for editors and validators" },
	{ "man", 0, OPTION_MAN, BIT(HELP), NULL, "print the manual page, for \"man -l -\"" },
	GROUP("Input"),
	{ "exclude", 0, OPTION_EXCLUDE, BIT(CHECK) | BIT(CONFIG) | BIT(UNITS) | ASKS, "GLOB", "files and folders to skip, as in .gitignore; repeatable" },
	{ "unit", 0, OPTION_UNIT, BIT(CHECK) | BIT(CONFIG) | ASKS, "NAME", "only this unit (see \"meshlint units\"), or mesh of the configuration file; - is what is of no unit; repeatable" },
	{ "stdin-filename", 0, OPTION_STDIN_FILENAME, BIT(CHECK) | BIT(UNITS) | ASKS, "F", "file name to report for standard input" },
	{ "namespace", 'n', OPTION_NAMESPACE, BIT(CHECK) | BIT(CONFIG) | BIT(UNITS) | ASKS, "NS", "namespace of resources that do not set one" },
	{ "crd", 0, OPTION_CRD, BIT(CHECK) | BIT(CONFIG) | ASKS, "PATH", "CustomResourceDefinitions to check further kinds with; repeatable" },
	{ "render", 0, OPTION_RENDER, BIT(CHECK) | BIT(UNITS) | ASKS, NULL, "render the charts of the configuration file with helm, and judge what they make" },
	{ "follow-links", 0, OPTION_FOLLOW_LINKS, BIT(CHECK) | BIT(CONFIG) | BIT(UNITS) | ASKS, NULL, "follow links, and paths in files, that lead out of the tree" },
	{ "config", 0, OPTION_CONFIG, BIT(CHECK) | BIT(CONFIG) | BIT(UNITS) | ASKS, "FILE", "default: the nearest .meshlint.yaml in or above the first path" },
	{ "no-config", 0, OPTION_NO_CONFIG, BIT(CHECK) | BIT(CONFIG) | BIT(UNITS) | ASKS, NULL, "read no configuration file" },
	GROUP("Mesh"),
	{ "world", 0, OPTION_WORLD, BIT(CHECK) | BIT(CONFIG) | BIT(UNITS) | ASKS, "WORLD", "whether things outside the files exist: auto (default), closed (no) or open (yes)" },
	{ "external", 0, OPTION_EXTERNAL, BIT(CHECK) | BIT(CONFIG) | ASKS, "HOST", "a host, or *.suffix, that exists though no file declares it; repeatable" },
	{ "istio-version", 0, OPTION_ISTIO_VERSION, BIT(CHECK) | BIT(CONFIG) | ASKS, "X.Y", "release of Istio that the configuration is for (default: the newest known)" },
	{ "root-namespace", 0, OPTION_ROOT_NAMESPACE, BIT(CHECK) | BIT(CONFIG) | ASKS, "NS", "default: the mesh configuration's, else istio-system" },
	{ "mesh-config", 0, OPTION_MESH_CONFIG, BIT(CHECK) | BIT(CONFIG) | ASKS, "FILE", "MeshConfig as YAML (default: found among the files)" },
	{ "mesh-networks", 0, OPTION_MESH_NETWORKS, BIT(CHECK) | BIT(CONFIG) | ASKS, "FILE", "MeshNetworks as YAML (default: found among the files)" },
	GROUP("Run"),
	{ "jobs", 'j', OPTION_JOBS, BIT(CHECK) | BIT(UNITS) | ASKS, "N", "number of threads that read files (default: the number of processors)" },
	{ "timing", 0, OPTION_TIMING, BIT(CHECK), NULL, "print to standard error how long each step took" },
	{ "no-sandbox", 0, OPTION_NO_SANDBOX, BIT(CHECK) | BIT(UNITS) | ASKS, NULL, "do without Landlock and seccomp" },
	{ "help", 'h', OPTION_HELP, ~0u, NULL, NULL }, /* these two: in the list of commands */
	{ "version", 'V', OPTION_VERSION, ~0u, NULL, NULL },
	GROUP("Fixes and baselines"),
	{ "fix", 0, OPTION_FIX, BIT(CHECK), NULL, "make safe fixes in the files; of standard input print what they make of it, and the report to standard error" },
	{ "diff", 0, OPTION_DIFF, BIT(CHECK), NULL, "print what --fix would change and change nothing; exit with 1 if there is something" },
	{ "unsafe-fixes", 0, OPTION_UNSAFE_FIXES, BIT(CHECK), NULL, "with --fix or --diff: fixes too that may change what a working mesh does" },
	{ "baseline", 0, OPTION_BASELINE, BIT(CHECK) | BIT(CONFIG), "FILE", "report only what is not in it" },
	{ "write-baseline", 0, OPTION_WRITE_BASELINE, BIT(CHECK), "FILE", "record there what is found now, for --baseline" },
	{ "add-ignore", 0, OPTION_ADD_IGNORE, BIT(CHECK), "[=REASON]", "write comments that silence what is found now" },
};

#define N_OPTIONS (sizeof options / sizeof options[0])

static const struct {
	const char *name, *usage, *about;
	const char *formats; /* with blanks between them; NULL: one that has no name */
} commands[N_COMMANDS] = {
	[COMMAND_CHECK] = { "check", "meshlint [check] [OPTION...] [PATH...]",
		"Check files and folders (default: the current folder; - is standard input).", "text concise json json-lines sarif github gitlab junit checkstyle rdjson" },
	[COMMAND_EXPLAIN] = { "explain", "meshlint explain [OPTION...] RULE",
		"Print a rule's page. RULE is a code, a name, or a code of istioctl or Kiali.", NULL },
	[COMMAND_RULES] = { "rules", "meshlint rules [OPTION...]", "List all rules.", "text json" },
	[COMMAND_UNITS] = { "units", "meshlint units [OPTION...] [PATH...]",
		"Show the units that are judged together: kustomizations, charts, applications, folders.", "text json" },
	[COMMAND_CONFIG] = { "config", "meshlint config [OPTION...] [PATH...]",
		"Show the settings in force and where each comes from: the configuration file, an option, or the default.", "text json" },
	[COMMAND_TRACE] = { "trace", "meshlint trace --from WHO URL [PATH...]",
		"Follow a request through the mesh that the files describe.", "text json" },
	[COMMAND_TEST] = { "test", "meshlint test --tests FILE [PATH...]",
		"Hold what becomes of requests against what is expected.", "text json junit" },
	[COMMAND_MODEL] = { "model", "meshlint model [PATH...]",
		"Write the mesh that the files describe as JSON, with all names resolved.", NULL },
	[COMMAND_ACCESS] = { "access", "meshlint access [OPTION...] [PATH...]",
		"Show who may call whom: for each workload and port, every identity, the verdict and the policy that decides.", "text json csv md dot" },
	[COMMAND_VERSION] = { "version", "meshlint version", "Print the version.", NULL },
	[COMMAND_COMPLETION] = { "completion", "meshlint completion bash|zsh|fish", "Print a script that completes commands and options in this shell.", NULL },
	[COMMAND_HELP] = { "help", "meshlint help [COMMAND]", "Print help.", NULL },
};

/* Words that are taken for what a later version will have. */
static const char *const later_commands[] = { "graph", "lsp" };

struct reader {
	struct options *o;
	struct arena *arena;
	const struct catalogue *catalogue;
	struct buf *errors;
	bool help, version;
	const char *format; /* that is asked for; NULL: none */
	bool given[N_OPTIONS];
};

static bool is_among(const char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

#define AMONG(list, word) is_among(list, sizeof(list) / sizeof(list)[0], word)

/* "text, json and sarif" of "text json sarif"; last: "and" or "or". */
static const char *list_words(struct arena *a, const char *words, const char *last)
{
	const char *out = "";

	for (const char *at = words; *at;) {
		int n = (int)strcspn(at, " ");
		bool end = !at[n];

		out = arena_printf(a, "%s%s%s%s%.*s", out, *out ? end ? " " : ", " : "", *out && end ? last : "", *out && end ? " " : "", n, at);
		at += n + strspn(at + n, " ");
	}
	return out;
}

const char *command_name(enum command c)
{
	return commands[c].name;
}

const char *command_list(struct arena *a)
{
	const char *words = commands[0].name;

	for (size_t i = 1; i < N_COMMANDS; i++)
		words = arena_printf(a, "%s %s", words, commands[i].name);
	return list_words(a, words, "and");
}

const char *command_usage(enum command c)
{
	return commands[c].usage;
}

const char *command_about(enum command c)
{
	return commands[c].about;
}

const char *command_formats(enum command c)
{
	return commands[c].formats;
}

/* What the option is for; of formats, those that the command has. */
static const char *about_of(struct arena *a, enum command c, const struct option *o)
{
	const char *others = o->id == OPTION_FORMAT ? strchr(commands[c].formats, ' ') + 1 : NULL; /* behind "text" */

	return others ? arena_printf(a, "text (default)%s%s%s", strchr(others, ' ') ? ", " : " or ", list_words(a, others, "or"),
		c == COMMAND_CHECK ? "; several at once: text,sarif=FILE" : "") : o->about;
}

size_t command_options(enum command c, struct arena *a, struct option_help **out)
{
	struct option_help *list = *out = arena_array(a, struct option_help, N_OPTIONS);
	const char *group = NULL;
	size_t n = 0;

	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct option *o = &options[i];

		if (!o->name)
			group = o->about;
		else if (o->about && o->commands & 1u << c)
			list[n++] = (struct option_help){ group, o->name, o->letter, o->value, about_of(a, c, o) };
	}
	return n;
}

bool command_find(const char *name, enum command *out)
{
	for (int i = 0; i < N_COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0) {
			*out = (enum command)i;
			return true;
		}
	return false;
}

static void fail(struct reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void fail(struct reader *r, const char *fmt, ...)
{
	struct buf line = BUF_INIT;
	va_list args;

	va_start(args, fmt);
	buf_vprintf(&line, fmt, args);
	va_end(args);
	safe_text(r->errors, line.at, line.n); /* what values say is one line */
	buf_putc(r->errors, '\n');
	buf_release(&line);
}

static bool knows_rule(struct reader *r, const char *option, const char *word, size_t len)
{
	const char *near;

	if (catalogue_knows(r->catalogue, word, len))
		return true;
	near = catalogue_suggest(r->catalogue, r->arena, word, len);
	fail(r, "--%s: no rule has the code, name, category or alias \"%.*s\"%s%s%s", option, (int)len, word,
		near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	return false;
}

/* Words with commas between them; where there are none but commas, nothing is named. */
static void add_rules(struct reader *r, const char *option, struct words *words, const char *text)
{
	if (!text[strspn(text, ", ")])
		fail(r, "--%s names no rule", option);
	for (size_t len; *text; text += len + (text[len] == ',')) {
		const char *word = text;
		size_t n = len = strcspn(text, ",");

		while (*word == ' ')
			word++, n--;
		while (n && word[n - 1] == ' ')
			n--;
		if (n && knows_rule(r, option, word, n))
			vec_push(r->arena, &words->list, arena_strndup(r->arena, word, n));
	}
}

static void add_severity(struct reader *r, const char *text)
{
	for (size_t len; *text; text += len + (text[len] == ',')) {
		const char *one = arena_strndup(r->arena, text, len = strcspn(text, ",")), *is = strchr(one, '=');
		struct severity_wish w;

		if (!is || !severity_parse(is + 1, &w.severity)) {
			fail(r, "--severity expects RULE=LEVEL with error, warning, info or off, not \"%s\"", one);
			continue;
		}
		w.word = arena_strndup(r->arena, one, (size_t)(is - one));
		if (knows_rule(r, "severity", w.word, strlen(w.word)))
			vec_push(r->arena, &r->o->settings.severities.list, w);
	}
}

static void set_level(struct reader *r, const char *option, const char *text, bool never, enum severity *out)
{
	if (never && strcmp(text, "never") == 0)
		*out = SEVERITY_OFF;
	else if (!severity_parse(text, out) || *out == SEVERITY_OFF)
		fail(r, "--%s is error, warning%s, not \"%s\"", option, never ? ", info or never" : " or info", text);
}

static void set_colour(struct reader *r, const char *text)
{
	static const char *const names[] = { "auto", "always", "never" };

	for (size_t i = 0; i < 3; i++)
		if (strcmp(names[i], text) == 0) {
			r->o->colour = (enum colour)i;
			return;
		}
	fail(r, "--color is auto, always or never, not \"%s\"", text);
}

static void set_number(struct reader *r, const char *option, const char *text, long most, size_t *out)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*end || n < 1 || n > most)
		fail(r, "--%s expects a number from 1 to %ld, not \"%s\"", option, most, text);
	else
		*out = (size_t)n;
}

static bool check_value(struct reader *r, const char *option, enum value_sort sort, const char *text)
{
	const char *fault = value_fault(r->arena, sort, text);

	if (fault)
		fail(r, "--%s %s", option, fault);
	return !fault;
}

static void apply(struct reader *r, const struct option *option, const char *value)
{
	struct options *o = r->o;
	struct settings *s = &o->settings;
	struct layer *layer = &s->layers[LAYER_COMMAND];

	switch (option->id) {
	case OPTION_FORMAT: r->format = value; break;
	case OPTION_OUTPUT: o->output = strcmp(value, "-") == 0 ? NULL : value; break;
	case OPTION_SELECT: layer->selects = true; add_rules(r, option->name, &layer->select, value); break;
	case OPTION_IGNORE: add_rules(r, option->name, &layer->ignore, value); break;
	case OPTION_EXTEND_SELECT: add_rules(r, option->name, &layer->extend, value); break;
	case OPTION_SEVERITY: add_severity(r, value); break;
	case OPTION_FAIL_ON: set_level(r, option->name, value, true, &o->fail_on); break;
	case OPTION_MIN_SEVERITY: set_level(r, option->name, value, false, &o->min_severity); break;
	case OPTION_NAMESPACE:
		check_value(r, option->name, VALUE_NAMESPACE, value);
		s->ns = value;
		break;
	case OPTION_STDIN_FILENAME: o->stdin_name = value; break;
	case OPTION_ROOT_NAMESPACE:
		check_value(r, option->name, VALUE_NAMESPACE, value);
		s->root_namespace = value;
		break;
	case OPTION_ISTIO_VERSION:
		if (check_value(r, option->name, VALUE_RELEASE, value))
			release_parse(value, &s->release_major, &s->release_minor);
		break;
	case OPTION_MESH_CONFIG: s->mesh_config = value; break;
	case OPTION_MESH_NETWORKS: s->mesh_networks = value; break;
	case OPTION_WORLD:
		s->world_set = check_value(r, option->name, VALUE_WORLD, value) && world_parse(value, &s->world);
		break;
	case OPTION_EXTERNAL:
		check_value(r, option->name, VALUE_HOST, value);
		vec_push(r->arena, &s->external.list, value);
		break;
	case OPTION_CRD: vec_push(r->arena, &s->crds.list, value); break;
	case OPTION_UNIT: vec_push(r->arena, &s->units.list, value); break;
	case OPTION_RENDER: s->render = true; break;
	case OPTION_FOLLOW_LINKS: s->follow_links = true; break;
	case OPTION_NO_SANDBOX: o->no_sandbox = true; break;
	case OPTION_SHOW_SUPPRESSED: o->show_suppressed = true; break;
	case OPTION_NO_INLINE_IGNORE: s->no_inline_ignore = true; break;
	case OPTION_ONLY_NEW: o->only_new = value; break;
	case OPTION_ADD_IGNORE:
		o->add_ignore = true;
		o->reason = value;
		if (strpbrk(value, "\r\n"))
			fail(r, "a reason is one line");
		break;
	case OPTION_FIX: o->fix = true; break;
	case OPTION_DIFF: o->diff = true; break;
	case OPTION_UNSAFE_FIXES: o->unsafe_fixes = true; break;
	case OPTION_CONFIG: o->config = value; break;
	case OPTION_NO_CONFIG: o->no_config = true; break;
	case OPTION_EXCLUDE:
		check_value(r, option->name, VALUE_GLOB, value);
		vec_push(r->arena, &s->exclude.list, value);
		break;
	case OPTION_COLOR: set_colour(r, value); break;
	case OPTION_QUIET: o->quiet = true; break;
	case OPTION_STATISTICS: o->statistics = true; break;
	case OPTION_TIMING: o->timing = true; break;
	case OPTION_JOBS: set_number(r, option->name, value, 1024, &o->jobs); break;
	case OPTION_SCHEMA: o->schema = true; break;
	case OPTION_HELP: r->help = true; break;
	case OPTION_VERSION: r->version = true; break;
	case OPTION_FROM: o->request.from = value; break;
	case OPTION_TO: o->request.to = value; break;
	case OPTION_THROUGH: o->request.through = value; break;
	case OPTION_ARRIVES: o->request.arrives = value; break;
	case OPTION_METHOD: o->request.method = value; break;
	case OPTION_HEADER: vec_push(r->arena, &o->request.headers, value); break;
	case OPTION_PORT: set_number(r, option->name, value, 65535, &o->request.port); break;
	case OPTION_TLS: o->request.tls = value; break;
	case OPTION_ADDRESS: o->request.address = value; break;
	case OPTION_IDENTITY: o->request.identity = value; break;
	case OPTION_REQUESTS:
	case OPTION_TESTS: vec_push(r->arena, &o->request.files, value); break;
	case OPTION_ALLOW_UNDECIDED: o->allow_undecided = true; break;
	case OPTION_COVERAGE: o->coverage = true; break;
	case OPTION_MAN: o->manual = true; break;
	case OPTION_BASELINE: s->baseline = value; break;
	case OPTION_WRITE_BASELINE: o->write_baseline = value; break;
	case OPTION_GROUP: break; /* no word is one */
	}
}

/* The option of this name or letter; NULL, and an error, where there is none. */
static const struct option *find(struct reader *r, const char *name, size_t len, char letter)
{
	const char *near = NULL;
	size_t most = len < 4 ? 1 : 3;

	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct option *o = &options[i];
		size_t d;

		if (!o->name)
			continue;
		if (letter ? o->letter == letter : strlen(o->name) == len && memcmp(o->name, name, len) == 0)
			return o;
		d = letter ? most + 1 : edit_distance(name, len, o->name, strlen(o->name), most);
		if (d <= most) {
			most = d - 1;
			near = o->name;
		}
	}
	if (letter)
		fail(r, "there is no option \"-%c\"", letter);
	else
		fail(r, "there is no option \"--%.*s\"%s%s%s", (int)len, name,
			near ? "; did you mean \"--" : "", near ? near : "", near ? "\"?" : "");
	return NULL;
}

/* The word that is no option: a command at first, then a path or a rule. */
static void take_word(struct reader *r, const char *word)
{
	struct options *o = r->o;

	if (!r->o->command_told && !o->words.n) {
		r->o->command_told = command_find(word, &o->command);
		if (r->o->command_told)
			return;
		if (AMONG(later_commands, word) && access(word, F_OK) != 0) {
			fail(r, "the command \"%s\" is not in this version of meshlint", word);
			return;
		}
		for (int i = 0; i < N_COMMANDS && access(word, F_OK) != 0; i++)
			if (edit_distance(word, strlen(word), commands[i].name, strlen(commands[i].name), 2) <= (strlen(word) > 4 ? 2 : 1))
				fail(r, "\"%s\" is neither a command nor a path; did you mean \"%s\"?", word, commands[i].name);
	}
	if (o->command == COMMAND_TRACE && strstr(word, "://") && !o->request.url)
		o->request.url = word;
	else
		vec_push(r->arena, &o->words, word);
}

/* The option in argv[i]; returns how many further words it took. */
static int take_option(struct reader *r, char **argv, int i)
{
	const char *word = argv[i], *value = NULL;
	const struct option *o;
	int took = 0;

	if (word[1] == '-') {
		size_t len = strcspn(word + 2, "=");

		o = find(r, word + 2, len, 0);
		if (word[2 + len] == '=')
			value = word + 3 + len;
	} else {
		o = find(r, NULL, 0, word[1]);
		if (word[2])
			value = word + 2;
	}
	if (!o)
		return 0;
	if (o->value && !value && *o->value != '[') { /* behind the last is NULL */
		value = argv[i + 1];
		took = 1;
	}
	r->given[o - options] = true;
	if (o->value && *o->value != '[' && (!value || !*value))
		fail(r, "--%s needs a value: %s", o->name, o->value);
	else if (!o->value && value)
		fail(r, "--%s takes no value", o->name);
	else
		apply(r, o, value ? value : "");
	if (o->commands & BIT(CONFIG) && o->id != OPTION_FORMAT && o->id != OPTION_OUTPUT && o->id != OPTION_COLOR)
		vec_push(r->arena, &r->o->settings.origins, ((struct setting_origin){ .key = o->name, .value = o->value ? value : "yes" }));
	return took;
}

static void check_requests(struct reader *r)
{
	const struct options *o = r->o;

	if (o->command == COMMAND_TEST && !o->request.files.n)
		fail(r, "\"meshlint test\" needs --tests FILE");
	if (o->command == COMMAND_TRACE && !o->request.files.n && !o->request.url && o->words.n)
		fail(r, "\"meshlint trace\" needs a URL, which begins with http://, https://, grpc://, tcp:// or tls://; \"%s\" does not", o->words.at[0]);
	else if (o->command == COMMAND_TRACE && !o->request.files.n && !o->request.url)
		fail(r, "\"meshlint trace\" needs a URL, and --from, --through or --arrives; or --requests FILE");
	for (size_t i = 0; i < o->request.headers.n; i++)
		if (!strchr(o->request.headers.at[i] + 1, ':')) /* none is empty */
			fail(r, "--header expects \"name: value\", not \"%s\"", o->request.headers.at[i]);
}

/* The options of a command that has few; of others the help has them. */
static const char *what_it_takes(struct arena *a, enum command c)
{
	struct option_help *list;
	size_t n = command_options(c, a, &list);
	const char *words = "";

	if (n > FEW_OPTIONS)
		return "";
	for (size_t i = 0; i < n; i++)
		words = arena_printf(a, "%s%s--%s", words, i ? " " : "", list[i].name);
	return n ? arena_printf(a, "; it takes %s", list_words(a, words, "and")) : "; it takes none";
}

static void set_format(struct options *o, const char *name)
{
	static const char *const names[] = { [ACCESS_CSV] = "csv", [ACCESS_MARKDOWN] = "md", [ACCESS_DOT] = "dot" };

	for (int i = ACCESS_CSV; i <= ACCESS_DOT; i++)
		if (strcmp(names[i], name) == 0)
			o->access_format = (enum access_format)i;
	if (o->access_format == ACCESS_AS_REPORT)
		report_format_parse(name, &o->format);
}

/* What --statistics and --show-suppressed ask for, some format must have. */
static void check_wants(struct reader *r, const struct format_targets *targets)
{
	bool statistics = false;

	for (size_t i = 0; i < r->o->targets.n; i++)
		statistics |= report_has_statistics(r->o->targets.at[i].format);
	if (r->o->statistics && !statistics)
		fail(r, "--statistics: the formats text, concise and json have them, \"%s\" has not", targets->list.at[0].name);
	if (r->o->show_suppressed && !formats_have(targets, "sarif"))
		fail(r, "--show-suppressed is for the format sarif");
}

/* What --format says, of a command that has formats. Only check has several at once. */
static void check_format(struct reader *r)
{
	struct options *o = r->o;
	const char *name = commands[o->command].name, *known = commands[o->command].formats, *unknown = "", *why;
	struct format_targets targets = { { 0 } };

	why = formats_read(r->arena, r->format ? r->format : "text", known, o->output, &targets, &unknown);
	if (why && !*why)
		fail(r, "\"meshlint %s\" has the formats %s, not \"%s\"", name, list_words(r->arena, known, "and"), unknown);
	else if (why)
		fail(r, "%s", why);
	else if (o->command != COMMAND_CHECK && (targets.list.n > 1 || strchr(r->format ? r->format : "", '=')))
		fail(r, "\"meshlint %s\" has one format at a time, and its file is that of --output", name);
	if (r->errors->n)
		return;
	set_format(o, targets.list.at[0].name);
	for (size_t i = 0; o->command == COMMAND_CHECK && i < targets.list.n; i++) {
		struct report_target t = { .path = targets.list.at[i].path };

		report_format_parse(targets.list.at[i].name, &t.format);
		vec_push(r->arena, &o->targets, t);
	}
	if (o->command == COMMAND_CHECK)
		check_wants(r, &targets);
}

static bool reads_standard_input(const struct options *o)
{
	for (size_t i = 0; i < o->words.n; i++)
		if (strcmp(o->words.at[i], "-") == 0)
			return true;
	return false;
}

static void check_command(struct reader *r)
{
	struct options *o = r->o;
	size_t n = o->words.n;

	for (size_t i = 0; i < N_OPTIONS; i++)
		if (r->given[i] && !(options[i].commands & (1u << o->command)))
			fail(r, "\"meshlint %s\" takes no option \"--%s\"%s", commands[o->command].name, options[i].name, what_it_takes(r->arena, o->command));
	if (o->command == COMMAND_EXPLAIN && n != 1)
		fail(r, "\"meshlint explain\" expects one rule: a code, a name or an alias");
	if (o->command == COMMAND_COMPLETION && (n != 1 || !str_among(COMPLETION_SHELLS, o->words.at[0], strlen(o->words.at[0]))))
		fail(r, "\"meshlint completion\" expects one shell: %s", list_words(r->arena, COMPLETION_SHELLS, "or"));
	if ((o->command == COMMAND_RULES || o->command == COMMAND_VERSION) && n)
		fail(r, "\"meshlint %s\" takes no \"%s\"", commands[o->command].name, o->words.at[0]);
	if (!r->errors->n && commands[o->command].formats)
		check_format(r);
	check_requests(r);
	if (o->fix && o->diff)
		fail(r, "--fix and --diff cannot be combined");
	if (o->diff && (r->format || o->statistics))
		fail(r, "--diff prints a diff alone: it cannot be combined with --format or --statistics");
	if (o->add_ignore && (o->fix || o->diff || o->settings.no_inline_ignore || o->write_baseline))
		fail(r, "--add-ignore cannot be combined with --fix, --diff, --write-baseline or --no-inline-ignore");
	if (o->only_new && (o->fix || o->diff || o->add_ignore || o->write_baseline))
		fail(r, "--only-new cannot be combined with --fix, --diff, --add-ignore or --write-baseline");
	if (o->unsafe_fixes && !o->fix && !o->diff)
		fail(r, "--unsafe-fixes needs --fix or --diff");
	if (o->stdin_name && !reads_standard_input(o))
		fail(r, "--stdin-filename is for standard input: name \"-\" among the paths");
	if (o->config && o->no_config)
		fail(r, "--config and --no-config cannot be combined");
	for (size_t i = 0; o->only_new && i < n; i++)
		if (strcmp(o->words.at[i], "-") == 0)
			fail(r, "--only-new and standard input cannot be combined: no revision has it");
}

bool options_read(struct options *o, struct arena *a, const struct catalogue *c,
	int argc, char **argv, struct buf *errors)
{
	struct reader r = { .o = o, .arena = a, .catalogue = c, .errors = errors };
	bool options_end = false;

	o->fail_on = SEVERITY_ERROR;
	for (int i = 1; i < argc; i++) {
		if (options_end || argv[i][0] != '-' || !argv[i][1])
			take_word(&r, argv[i]);
		else if (strcmp(argv[i], "--") == 0)
			options_end = true;
		else
			i += take_option(&r, argv, i);
	}
	if (r.help || r.version) {
		if (r.help && o->command_told)
			vec_push(a, &o->words, commands[o->command].name);
		o->command = r.help ? COMMAND_HELP : COMMAND_VERSION;
		return true;
	}
	if (!errors->n)
		check_command(&r);
	return errors->n == 0;
}
