/*
 * What the native build makes of kustomizations, for comparison with the real tool: kustomize_main DIR...
 * Prints a line of JSON for each: the array of objects, or {"failure": ...}; gaps as {"gaps": ...}.
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "source/path.h"
#include "test/kustomize_disk.h"

static void put_text(struct buf *out, const char *text)
{
	buf_putc(out, '"');
	json_escape(out, text, strlen(text));
	buf_putc(out, '"');
}

static void put_build(struct buf *out, const struct kustomize_build *b)
{
	if (b->failed) {
		buf_puts(out, "{\"failure\":");
		put_text(out, b->failure);
		buf_putc(out, '}');
	} else if (b->gaps.n) {
		buf_puts(out, "{\"gaps\":[");
		for (size_t i = 0; i < b->gaps.n; i++) {
			buf_puts(out, i ? "," : "");
			put_text(out, b->gaps.at[i].why);
		}
		buf_puts(out, "]}");
	} else {
		buf_putc(out, '[');
		for (size_t i = 0; i < b->objects.n; i++) {
			buf_puts(out, i ? "," : "");
			disk_put(out, b->objects.at[i].root);
		}
		buf_putc(out, ']');
	}
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct disk d;
		struct kustomize_build b;
		struct buf out = BUF_INIT;

		disk_open(&d);
		disk_build(&d, path_absolute(&d.arena, path_working(&d.arena), argv[i]), &b);
		put_build(&out, &b);
		puts(out.at);
		buf_release(&out);
		disk_close(&d);
	}
	return 0;
}
