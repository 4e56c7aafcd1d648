/* Arbitrary bytes through the pipeline. */
#include "test/fuzz.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/panic.h"
#include "lint/config.h"
#include "report/report.h"
#include "rules/registry.h"

const struct fuzz_target fuzz_targets[] = {
	{ "check", fuzz_check },
	{ "config", fuzz_config },
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

	for (int format = REPORT_TEXT; format <= REPORT_SARIF; format++) {
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

	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
		panic("no file in memory");
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	config_load(&settings, &arena, path, &registry, &errors);
	close(fd);
	buf_release(&errors);
	arena_release(&arena);
}
