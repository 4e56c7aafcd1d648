/* Arbitrary bytes through the pipeline. */
#include "test/fuzz.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/panic.h"
#include "lint/config.h"
#include "report/report.h"
#include "rules/registry.h"

const struct fuzz_target fuzz_targets[] = {
	{ "check", fuzz_check },
	{ "config", fuzz_config },
	{ "kustomize", fuzz_kustomize },
};
const size_t n_fuzz_targets = sizeof fuzz_targets / sizeof *fuzz_targets;

static void report_all(const struct lint_result *result)
{
	const struct report r = {
		.version = "0",
		.findings = (const struct finding *const *)result->findings.findings.at,
		.n_findings = result->findings.findings.n,
		.notices = result->notices,
		.n_notices = result->n_notices,
		.files = result->files,
		.documents = result->documents,
		.resources = result->resources,
		.suppressed = result->suppressed,
	};
	struct buf out = BUF_INIT;

	for (int format = REPORT_TEXT; format <= REPORT_RDJSON; format++) {
		report_write(&out, &r, (enum report_format)format);
		buf_clear(&out);
	}
	buf_release(&out);
}

void fuzz_files(const struct lint_bytes *files, size_t n)
{
	static const struct settings settings; /* all as when nothing is said */
	const struct lint_options options = {
		.catalogue = &registry,
		.settings = &settings,
		.overlay = files,
		.n_overlay = n,
		.jobs = 1,
	};
	struct lint_result result = { 0 };

	lint_run(&options, &result);
	report_all(&result);
	lint_release(&result);
}

void fuzz_check(const char *bytes, size_t n)
{
	char *text = malloc(n + 1);

	if (!text)
		panic("no memory");
	memcpy(text, bytes, n);
	text[n] = '\0'; /* as every source has it */
	fuzz_files(&(struct lint_bytes){ "a.yaml", text, n }, 1);
	free(text);
}

void fuzz_config(const char *bytes, size_t n)
{
	struct arena arena = ARENA_INIT;
	struct settings settings = { 0 };
	struct buf errors = BUF_INIT;
	int fd = memfd_create("config", 0);
	char path[64];

	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET) != 0)
		panic("no file in memory");
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	config_load(&settings, &arena, path, NULL, &registry, &errors);
	if (lseek(fd, 0, SEEK_CUR) != (off_t)n)
		panic("the configuration was not read to its end");
	close(fd);
	buf_release(&errors);
	arena_release(&arena);
}

/* What the input can build on. */
static const struct lint_bytes companions[] = {
#define TEXT(name, text) { name, text, sizeof text - 1 }
	TEXT("t/base/kustomization.yaml", "resources: [all.yaml]\nconfigMapGenerator: [{name: made, literals: [a=b]}]\n"),
	TEXT("t/base/all.yaml",
		"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop, labels: {app: shop}}\nspec:\n  template:\n    spec:\n"
		"      containers:\n      - {name: shop, image: \"shop:1\", ports: [{containerPort: 80}], env: [{name: A, value: $(V)}]}\n"
		"---\napiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {ports: [{port: 80, protocol: TCP}, {port: 81}]}\n"
		"---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: shop}\n"
		"spec: {hosts: [shop], http: [{route: [{destination: {host: shop}}]}]}\n"),
#undef TEXT
};

#define MOST_FILES 16
#define MARK "##> " /* a line that begins so names the file that begins behind it, below the folder of the first */

/* Cut the text, of files with marks between, into files; it is written to. */
static size_t divide(char *text, size_t n, struct lint_bytes *files, size_t most)
{
	const char *name = "kustomization.yaml";
	char *at = text, *end = text + n;
	size_t count = 0;

	while (at && count < most) {
		char *mark = strstr(at, "\n" MARK), *line;

		files[count++] = (struct lint_bytes){ name, at, (size_t)((mark ? mark + 1 : end) - at) };
		if (!mark)
			break;
		name = mark + 1 + strlen(MARK);
		line = strchr(name, '\n');
		if (!line)
			break;
		mark[1] = '\0';
		*line = '\0';
		at = line + 1;
	}
	return count;
}

void fuzz_kustomize(const char *bytes, size_t n)
{
	enum { N = sizeof companions / sizeof *companions };
	struct lint_bytes files[N + MOST_FILES];
	struct arena arena = ARENA_INIT;
	char *text = arena_alloc(&arena, n + 1);
	size_t count, kept = N;

	memcpy(text, bytes, n);
	text[n] = '\0';
	memcpy(files, companions, sizeof companions);
	count = divide(text, n, files + N, MOST_FILES);
	for (size_t i = 0; i < count; i++) {
		struct lint_bytes f = files[N + i];
		bool plain = *f.name && strlen(f.name) < 60;

		for (const char *c = f.name; *c && plain; c++)
			plain = (*c >= 'a' && *c <= 'z') || *c == '/' || *c == '.' || *c == '-';
		if (!plain || strstr(f.name, "..") || f.name[0] == '/')
			continue;
		f.name = arena_printf(&arena, "t/app/%s", f.name);
		files[kept++] = f;
	}
	fuzz_files(files, kept);
	arena_release(&arena);
}
