/*
 * The program is run on trees of strangers: nothing outside of the tree comes out, nothing is waited for, and nothing that
 * a value says acts on the terminal or on the log of a CI system.
 *
 * Each case makes its tree with the shell, for git and tar do not keep all of it, beside files whose text is SECRET, and
 * is run in every format. tree/ is the working folder.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "test/run.h"
#include "test/spawn.h"
#include "test/tree.h"

#define OBJECT "apiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  name: %s\\n  namespace: ns\\n"
#define SERVICE "apiVersion: networking.istio.io/v1\\nkind: VirtualService\\nmetadata:\\n  name: %s\\n  namespace: ns\\nspec:\\n  hosts: [a]\\n  SECRET: 1\\n"

/* Names and values that would act on a log, and a line that would, were it shown as it is. */
#define WORDS "a\\\\n::error::b\\\\r\\\\e[31m\\\\u202e\\\\u2066\\\\x7f\\\\u009b##[error]##vso[x]"
#define HOSTILE "apiVersion: networking.istio.io/v1\\nkind: VirtualService\\nmetadata:\\n  name: \"" WORDS "\"\\n  namespace: \"" WORDS "\"\\n" \
	"  annotations: {meshlint.dev/ignore: \"" WORDS "\"}\\n" \
	"spec:\\n  hosts: [\"" WORDS "\"]\\n  \"inner" WORDS "\": 1 # ##[error] ##vso[x] \\342\\200\\256\\n" \
	"  http: [{route: [{destination: {host: \"" WORDS "\", subset: \"" WORDS "\"}}]}]\\n"

static struct arena arena;

static const char *const formats[] = { "text", "concise", "json", "sarif", "gitlab", "junit", "rdjson" };

struct way {
	const char *name;
	const char *make;   /* run by sh in the folder above tree/, where outside.yaml and outside/ are */
	const char *args;   /* beside the format */
	const char *says;   /* must come out, on either stream; NULL: nothing */
	int status;
};

static const struct way ways[] = {
	/* Links and paths that lead out. */
	{ "link to a file", "ln -s ../outside.yaml tree/x.yaml", ".", "IN017", 0 },
	{ "link to a file, absolute", "ln -s \"$PWD/outside.yaml\" tree/x.yaml", ".", "IN017", 0 },
	{ "link to a folder", "ln -s ../outside tree/x", ".", "IN017", 0 },
	{ "link to a file that is not there", "ln -s ../gone.yaml tree/x.yaml", ".", "IN017", 0 },
	{ "link by way of a link", "ln -s .. tree/up && mkdir tree/a && ln -s ../up/outside.yaml tree/a/x.yaml", ".", "IN017", 0 },
	{ "link to what git keeps", "mkdir tree/.git && cp outside.yaml tree/.git/config && ln -s .git/config tree/x.yaml", ".", "IN017", 0 },
	{ "link out of a folder of a repository", "mkdir .git && ln -s ../outside.yaml tree/x.yaml", ".", "IN017", 0 },
	{ ".gitignore", "printf 'SECRET\\n*.yaml\\n' >ignore && ln -s ../ignore tree/.gitignore && " "printf '" OBJECT "' a >tree/a.yaml", ".",
		"IN017", 0 },
	{ ".meshlint.yaml", "ln -s ../outside.yaml tree/.meshlint.yaml", ".", "IN017", 0 },
	{ "mesh-config of .meshlint.yaml", "echo 'mesh-config: ../outside.yaml' >tree/.meshlint.yaml", ".", "IN017", 0 },
	{ "mesh-config of .meshlint.yaml by a link", "ln -s ../outside.yaml tree/m.yaml && echo 'mesh-config: m.yaml' >tree/.meshlint.yaml", ".",
		"IN017", 0 },
	{ "charts of .meshlint.yaml", "printf 'charts:\\n- path: ../outside\\n' >tree/.meshlint.yaml", "--render .", "IN017", 0 },
	{ "values of .meshlint.yaml", "mkdir tree/c && touch tree/c/Chart.yaml && printf 'charts:\\n- path: c\\n  values: [../outside.yaml]\\n' >tree/.meshlint.yaml",
		"--render .", "IN017", 0 },
	{ "mesh configuration in the tree", "ln -s ../outside.yaml tree/mesh.yaml", ".", "IN017", 0 },
	{ "definitions", "mkdir tree/crds && ln -s ../../outside.yaml tree/crds/x.yaml", "--crd crds crds", "IN017", 0 },
	{ "kustomization", "ln -s ../outside.yaml tree/kustomization.yaml", ".", "IN017", 0 },
	{ "resources", "echo 'resources: [../outside.yaml]' >tree/kustomization.yaml", ".", "IN017", 0 },
	{ "resources, absolute", "echo \"resources: [$PWD/outside.yaml]\" >tree/kustomization.yaml", ".", "IN017", 0 },
	{ "resources, a folder", "echo 'resources: [../outside]' >tree/kustomization.yaml", ".", "IN017", 0 },
	{ "resources by a link", "ln -s ../outside.yaml tree/x && echo 'resources: [x]' >tree/kustomization.yaml", ".", "IN017", 0 },
	{ "components", "echo 'components: [../outside]' >tree/kustomization.yaml", ".", "IN017", 0 },
	{ "patches", "echo 'patches: [{path: ../outside.yaml}]' >tree/kustomization.yaml", ".", "IN017", 0 },
	{ "replacements", "echo 'replacements: [{path: ../outside.yaml}]' >tree/kustomization.yaml", ".", "IN017", 0 },
	{ "configurations", "echo 'configurations: [../outside.yaml]' >tree/kustomization.yaml", ".", "IN017", 0 },
	{ "files of a generator", "echo 'configMapGenerator: [{name: a, files: [../outside.yaml]}]' >tree/kustomization.yaml", ".", "IN017", 0 },
	{ "envs of a generator", "echo 'secretGenerator: [{name: a, envs: [../outside.txt]}]' >tree/kustomization.yaml", ".", "IN017", 0 },
	{ "files of a generator by a link", "ln -s ../outside.txt tree/x.txt && echo 'configMapGenerator: [{name: a, files: [x.txt]}]' >tree/kustomization.yaml",
		".", "IN017", 0 },
	{ "files of a generator in .git", "mkdir tree/.git && cp outside.txt tree/.git/config && "
		"echo 'configMapGenerator: [{name: a, files: [.git/config]}]' >tree/kustomization.yaml", ".", "IN017", 0 },
	/* What stays inside, and what the user names, is followed. */
	{ "link inside", "mkdir tree/a && printf '" SERVICE "' x | sed s/SECRET/inner/ >tree/a/y.txt && ln -s a/y.txt tree/x.yaml", ".", "inner", 1 },
	{ "absolute link inside", "mkdir tree/a && printf '" SERVICE "' x | sed s/SECRET/inner/ >tree/a/y.txt && ln -s \"$PWD/tree/a/y.txt\" tree/x.yaml", ".",
		"inner", 1 },
	{ "link out and in again", "mkdir tree/a && printf '" SERVICE "' x | sed s/SECRET/inner/ >tree/a/y.txt && ln -s ../tree/a/y.txt tree/x.yaml", ".",
		"inner", 1 },
	{ "links in a circle", "ln -s . tree/a && ln -s b.yaml tree/c.yaml && ln -s c.yaml tree/b.yaml", ".", "IN001", 2 },
	{ "link that is given", "sed s/SECRET/inner/ outside.yaml >other.yaml && ln -s ../other.yaml tree/x.yaml", "x.yaml", "inner", 1 },
	{ "links followed by wish", "sed s/SECRET/inner/ outside.yaml >other.yaml && ln -s ../other.yaml tree/x.yaml", "--follow-links .", "inner", 1 },
	{ "paths followed by wish", "sed s/SECRET/inner/ outside.yaml >other.yaml && echo 'resources: [../other.yaml]' >tree/kustomization.yaml",
		"--follow-links .", "inner", 1 },
	/* No files. */
	{ "FIFO given", "mkfifo tree/f.yaml", "f.yaml", "it is a FIFO, not a file", 2 },
	{ "FIFO found", "mkfifo tree/f.yaml", ".", "it is a FIFO, not a file", 2 },
	{ "FIFO by a link", "mkfifo tree/f && ln -s f tree/f.yaml", ".", "it is a FIFO, not a file", 2 },
	{ "FIFO as .gitignore", "mkfifo tree/.gitignore", ".", "it is a FIFO, not a file", 2 },
	{ "FIFO as configuration", "mkfifo tree/.meshlint.yaml", ".", "it is a FIFO, not a file", 2 },
	{ "FIFO as --config", "mkfifo tree/f", "--config f .", "it is a FIFO, not a file", 2 },
	{ "FIFO as --mesh-config", "mkfifo tree/f", "--mesh-config f .", "it is a FIFO, not a file", 2 },
	{ "FIFO as --mesh-networks", "mkfifo tree/f", "--mesh-networks f .", "it is a FIFO, not a file", 2 },
	{ "FIFO as --crd", "mkfifo tree/f", "--crd f .", "it is a FIFO, not a file", 2 },
	{ "FIFO in a kustomization", "mkfifo tree/f && echo 'configMapGenerator: [{name: a, files: [f]}]' >tree/kustomization.yaml", ".", "in 1 file", 0 },
	{ "device given", "true", "/dev/zero", "it is a device, not a file", 2 },
	{ "device as --config", "true", "--config /dev/zero .", "it is a device, not a file", 2 },
	{ "folder as --config", "mkdir tree/d", "--config d .", "it is a folder, not a file", 2 },
	{ "folder as --mesh-config", "mkdir tree/d", "--mesh-config d .", "it is a folder, not a file", 2 },
	/* What values say, in the names of files and within them. */
	{ "command as a file's name", "printf '" SERVICE "' x | sed s/SECRET/inner/ >'tree/::error::x.yaml'", ".", "inner", 1 },
	{ "command as a file's name, given", "printf '" SERVICE "' x | sed s/SECRET/inner/ >'tree/::error::x.yaml'", "::error::x.yaml", "inner", 1 },
	{ "command behind blanks", "printf '" SERVICE "' x | sed s/SECRET/inner/ >\"tree/$(printf ' \\302\\240::error::x.yaml')\"", ".", "inner", 1 },
	{ "command of an older form", "printf '" SERVICE "' x | sed s/SECRET/inner/ >'tree/##[error]x.yaml'", ".", "inner", 1 },
	{ "command of Azure", "printf '" SERVICE "' x | sed s/SECRET/inner/ >'tree/a##vso[task.complete]x.yaml'", ".", "inner", 1 },
	{ "command on a line of its own", "printf '" SERVICE "' x | sed s/SECRET/inner/ >\"tree/$(printf 'a\\n::error::x.yaml')\"", ".", "inner", 1 },
	{ "controls in a file's name", "printf '" SERVICE "' x | sed s/SECRET/inner/ >\"tree/$(printf 'a\\033[31m\\r\\177\\302\\233\\342\\200\\256\\342\\201\\246\\377x.yaml')\"",
		".", "inner", 1 },
	{ "a folder's name", "mkdir 'tree/::error::d' && printf '" SERVICE "' x | sed s/SECRET/inner/ >'tree/::error::d/##[error]x.yaml'", ".", "inner", 1 },
	{ "name of what cannot be read", "ln -s \"$(printf 'gone\\n::error::')\" \"tree/$(printf 'a\\n::error::\\033x.yaml')\"", ".", "IN001", 2 },
	{ "name of a link that leads out", "ln -s ../outside.yaml \"tree/$(printf '::error::\\033\\342\\200\\256x.yaml')\"", ".", "IN017", 0 },
	{ "values", "cp $HOME/hostile.yaml tree/x.yaml", ".", "inner", 1 },
	{ "values in a kustomization", "cp $HOME/hostile.yaml tree/x.yaml && printf 'namespace: \"a\\\\n::error::\"\\nresources: [x.yaml, \"##[error]\\\\n::error::\"]\\nnamePrefix: \"\\\\e[31m\"' >tree/kustomization.yaml",
		".", "inner", 1 },
	{ "statistics", "cp $HOME/hostile.yaml tree/x.yaml", "--statistics .", NULL, -1 }, /* some formats have none */
	{ "suppressions", "printf '# meshlint: ignore ##[error],\\342\\200\\256,VS011 -- ##vso[x]\\n" OBJECT "' a >tree/x.yaml", ".", "LN00", 0 },
	{ "configuration", "printf '\"a\\\\n::error::##[x]\\\\e[31m\": 1\\nignore: [\"b\\\\r::error::\"]\\n\"\\\\u202e\": [' | sed '$d' >tree/.meshlint.yaml", ".", "unknown key", 2 },
	{ "configuration in a folder with such a name", "mkdir 'tree/::error::d' && echo 'a: 1' >'tree/::error::d/.meshlint.yaml'", "::error::d", "::error::d/.meshlint.yaml:1:1", 2 },
	{ "configuration that is broken", "printf '\"a\\\\n::error::\\\\e[31m\": [1\\n##[error]: }\\n' >tree/.meshlint.yaml", ".", ".meshlint.yaml:", 2 },
	{ "names of meshes", "cp $HOME/hostile.yaml tree/x.yaml && printf 'meshes:\\n  \"a\\\\n::error::##[x]\\\\e[31m\": [.]\\n' >tree/.meshlint.yaml", ".", "inner", 1 },
	{ "path that is not there", "true", "\"##[error]\\033\"", "IN001", 2 },
	{ "rules that are none", "true", "--select '##[error]::error::' .", "--select", 2 },
	/* Nothing is quoted of what is not of its kind. */
	{ "text as --config", "echo 'root:SECRET:19000:0:99999:7:::' >../shadow 2>/dev/null || true; echo 'root:SECRET:19000:0' >shadow", "--config ../shadow .", "shadow:1:1", 2 },
	{ "broken YAML as --config", "printf 'a: b: SECRET\\n' >x", "--config ../x .", "x:1:", 2 },
	{ "broken YAML as --config, by its quotes", "printf '\"SECRET\\n' >x", "--config ../x .", "x:1:", 2 },
	{ "duplicate keys as --config", "printf 'SECRET: 1\\nSECRET: 2\\n' >x", "--config ../x .", "x:2:", 2 },
	{ "other keys as --config", "printf 'SECRET: 1\\nother: 2\\n' >x", "--config ../x .", "x:1:1", 2 },
	{ "other values as --config", "printf 'host: {token: SECRET}\\n' >x", "--config ../x .", "x:1:1", 2 },
	{ "text as --mesh-config", "echo 'root:SECRET:19000:0' >x", "--mesh-config ../x .", "is no MeshConfig", 2 },
	{ "broken YAML as --mesh-config", "printf 'a: b: SECRET\\n' >x", "--mesh-config ../x .", "IN002", 2 },
	{ "duplicate keys as --mesh-config", "printf 'SECRET: 1\\nSECRET: 2\\n' >x", "--mesh-config ../x .", "IN007", 2 },
	{ "other keys as --mesh-config", "printf 'SECRET: 1\\nother: 2\\n' >x", "--mesh-config ../x .", "is no MeshConfig", 2 },
	{ "mesh configuration outside, its lines", "printf 'enableTracing: 7 # SECRET\\n' >x", "--mesh-config ../x .", "TY", 0 },
	{ "broken link followed by wish", "printf 'apiVersion: v1\\nkind: b: SECRET\\n' >x && ln -s ../x tree/x.yaml", "--follow-links .", "IN002", 2 },
	{ "link followed by wish, its lines", "printf 'apiVersion: networking.istio.io/v1\\nkind: VirtualService\\nmetadata: {name: 7} # SECRET\\n' >x && ln -s ../x tree/x.yaml",
		"--follow-links .", "TY", 1 },
	{ "nothing as --config", "true", "--config /dev/null .", NULL, 0 },
};

/* What happens with these words and no others holds for the text format alone. */
static bool in_this_format(const struct way *w, const char *format)
{
	return !w->says || strcmp(w->says, "in 1 file") != 0 || strcmp(format, "text") == 0;
}

/* Does a log begin a command here? Blanks in front of it are skipped by those who read it. */
static const char *command_in(const char *text)
{
	static const char *const marks[] = { "##[", "##vso[", "##teamcity[" };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strstr(text, marks[i]))
			return marks[i];
	for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
		while (*line == ' ' || *line == '\t' || strncmp(line, "\xc2\xa0", 2) == 0)
			line++;
		if (strncmp(line, "::", 2) == 0)
			return "::";
	}
	return NULL;
}

/* A character that acts on a terminal, or reorders the text, as a number; 0 where there is none. */
static uint32_t control_in(const char *text, size_t n)
{
	uint32_t c = 0;

	for (size_t i = 0, len; i < n; i += len) {
		len = utf8_next(text + i, n - i, &c);
		if (!len)
			return 0xff;
		if ((c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e || c == 0x200f
				|| (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
			return c;
	}
	return 0;
}

static void is_harmless(const char *name, const char *format, const char *text, size_t n)
{
	uint32_t c = control_in(text, n);
	const char *command = command_in(text);

	ck_assert_msg(!strstr(text, "SECRET"), "%s, %s: what is outside comes out: %.2000s", name, format, text);
	ck_assert_msg(!c, "%s, %s: U+%04X comes out: %.2000s", name, format, (unsigned)c, text);
	ck_assert_msg(!command, "%s, %s: \"%s\" comes out: %.2000s", name, format, command, text);
}

static const char *lay_out(const char *make)
{
	const char *folder = tree_scratch(&arena);
	const char *script;

	script = arena_printf(&arena, "cd '%s' && mkdir tree outside && printf '%s' x >outside.yaml && "
		"cp outside.yaml outside/kustomization.yaml && cp outside.yaml outside/a.yaml && echo SECRET=SECRET >outside.txt && "
		"printf '%s' >hostile.yaml && HOME=$PWD && { %s\n}", folder, SERVICE, HOSTILE, make);
	ck_assert_msg(system(script) == 0, "this fails: %s", make);
	return folder;
}

/* Where a report may be written: run by sh in the folder above tree/, which is the working folder of "$M". Must end with 0. */
static const struct {
	const char *name, *script;
} outputs[] = {
	{ "a new file", "$M -o r.json . && grep -q version r.json && [ $(ls -A | wc -l) = 2 ]" },
	{ "a file that is there", "echo old >r.json && chmod 600 r.json && $M -o r.json . && grep -q version r.json && [ $(stat -c %a r.json) = 600 ]" },
	{ "a link out", "echo kept >../kept && ln -s ../kept r.json && ! $M -o r.json . 2>../err && grep -q 'link out of its folder' ../err && grep -q kept ../kept && [ -L r.json ]" },
	{ "a link out to what is not there", "ln -s ../new r.json && ! $M -o r.json . 2>/dev/null && ! [ -e ../new ]" },
	{ "a link within its folder", "echo old >s.json && ln -s s.json r.json && $M -o r.json . && grep -q version s.json && [ -L r.json ]" },
	{ "a link out, followed by wish", "echo old >../kept && ln -s ../kept r.json && $M --follow-links -o r.json . && grep -q version ../kept" },
	{ "a folder that is a link out", "ln -s ../outside r && ! $M -o r/r.json . 2>../err && grep -q 'out of the working folder' ../err && ! [ -e ../outside/r.json ]" },
	{ "a folder that is a link out, followed by wish", "ln -s ../outside r && $M --follow-links --exclude r -o r/r.json . && grep -q version ../outside/r.json" },
	{ "a folder elsewhere", "$M -o ../r.json . && grep -q version ../r.json && $M -o \"$PWD/../s.json\" . && grep -q version ../s.json" },
	{ "a FIFO", "mkfifo r.json && ! timeout 30 $M -o r.json . 2>../err && grep -q 'it is a FIFO, not a file' ../err && [ -p r.json ]" },
	{ "a folder", "mkdir r.json && ! $M -o r.json . 2>../err && grep -q 'it is a folder, not a file' ../err" },
	{ "nothing", "$M -o /dev/null ." },
	{ "standard output", "$M -o /dev/stdout . | grep -q version" },
	{ "a file that may not grow", "(ulimit -f 0; ! $M -o r.json . 2>/dev/null) && [ $(ls -A | wc -l) = 1 ]" },
	/* The shell tells what ended its children. */
	{ "signals", "for s in INT TERM HUP PIPE; do for t in 0 0.004 0.008 0.012; do $M -o r.json . & p=$!; sleep $t; kill -$s $p; wait $p; done; done 2>/dev/null; "
		"rm -f r.json; [ $(ls -A | wc -l) = 1 ]" },
	/* Behind the seccomp filter, which the kernel shows; where there is none, as on a kernel without it, nothing is to be seen. */
	{ "calls are filtered", "$B version | grep -q 'sandbox:.* seccomp$' || exit 0; mkfifo ../in; $M - <../in >/dev/null & p=$!; exec 3>../in; "
		"for t in 1 2 3 4 5 6 7 8 9 10; do grep -q 'Seccomp:.2' /proc/$p/status && break; sleep 0.1; done; "
		"grep -q 'Seccomp:.2' /proc/$p/status && grep -q 'NoNewPrivs:.1' /proc/$p/status; r=$?; exec 3>&-; wait $p; exit $r" },
	{ "no filter by wish", "mkfifo ../in; $M --no-sandbox - <../in >/dev/null & p=$!; exec 3>../in; sleep 0.3; grep -q 'Seccomp:.0' /proc/$p/status; r=$?; "
		"exec 3>&-; wait $p; exit $r" },
	/* While standard input is waited for, another folder takes the given one's place. */
	{ "what was not given cannot be opened", "$B version | grep -q 'sandbox: Landlock' || exit 0; mkdir d e; cp x.yaml d; cp ../outside.yaml e/x.yaml; mkfifo ../in; "
		"$M -j1 - d <../in >../out 2>&1 & p=$!; exec 3>../in; sleep 0.5; mv d f; mv e d; exec 3>&-; wait $p; grep -q 'Permission denied' ../out && ! grep -q SECRET ../out" },
	{ "... but without the sandbox", "mkdir d e; cp x.yaml d; cp ../outside.yaml e/x.yaml; mkfifo ../in; "
		"$M --no-sandbox -j1 - d <../in >../out 2>&1 & p=$!; exec 3>../in; sleep 0.5; mv d f; mv e d; exec 3>&-; wait $p; grep -q SECRET ../out" },
	{ "the report is written elsewhere", "mkdir -p ../away/r && $M -o ../away/r/r.json . && grep -q version ../away/r/r.json" },
	{ "a reader that is gone", "($M .; echo $? >../status) 2>../err | true; grep -qE '^(0|141)$' ../status && ! grep -q . ../err" },
	{ "reports are written elsewhere", "mkdir -p ../away/r ../away/s && $M -f junit=../away/r/r.xml,json=../away/s/s.json,text . && grep -q testsuites ../away/r/r.xml && "
		"grep -q version ../away/s/s.json" },
};

START_TEST(written)
{
	const char *folder = lay_out("printf '" OBJECT "' a >tree/x.yaml"), *own = getenv("MESHLINT"), *wrap = getenv("MESHLINT_WRAP");
	const char *script = arena_printf(&arena, "cd '%s/tree' && B='%s' M='%s%s%s check -f json --no-config' && { %s\n}", folder, own, wrap ? wrap : "", wrap ? " " : "", own,
		outputs[_i].script);

	ck_assert_msg(system(script) == 0, "%s: this fails: %s", outputs[_i].name, outputs[_i].script);
	tree_remove(folder);
	arena_clear(&arena);
}
END_TEST

START_TEST(closed)
{
	const struct way *w = &ways[_i];

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		const char *folder = lay_out(w->make);
		struct spawn s = { .folder = arena_printf(&arena, "%s/tree", folder), .seconds = 30 };

		s.args = spawn_words(&arena, arena_printf(&arena, "check -f %s %s", formats[i], w->args));
		spawn_meshlint(&arena, &s);
		ck_assert_msg(s.status == w->status || w->status < 0, "%s, %s: ends with %d, not %d: %.1500s%.500s", w->name, formats[i], s.status, w->status, s.out, s.err);
		is_harmless(w->name, formats[i], s.out, s.n_out);
		is_harmless(w->name, formats[i], s.err, s.n_err);
		ck_assert_msg(!w->says || !in_this_format(w, formats[i]) || strstr(s.out, w->says) || strstr(s.err, w->says), "%s, %s: does not say \"%s\": %.1500s%.500s", w->name, formats[i], w->says,
			s.out, s.err);
		tree_remove(folder);
		arena_clear(&arena);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("closed");
	TCase *all = tcase_create("ways in");
	int status;

	tcase_set_timeout(all, 0);
	tcase_add_loop_test(all, closed, 0, (int)(sizeof ways / sizeof *ways));
	tcase_add_loop_test(all, written, 0, (int)(sizeof outputs / sizeof *outputs));
	suite_add_tcase(suite, all);
	status = suite_run(suite, CK_NOFORK);
	arena_release(&arena);
	return status;
}
