/*
 * What the native build makes of kustomizations, for comparison with the real tool: kustomize_main DIR...
 * Prints a line of JSON for each: the array of objects, or {"failure": ...}; gaps as {"gaps": ...}.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "doc/scalar.h"
#include "keys.h"
#include "report/json.h"
#include "source/path.h"
#include "source/read.h"
#include "tree/kustomize.h"

struct disk {
	struct arena arena;
	struct pool *pool;
	struct sink sink;
	struct load load;
	struct map files; /* absolute path -> struct kustomize_file */
};

static const struct kustomize_file *file(void *context, const char *absolute)
{
	struct disk *d = context;
	void **place = map_at(&d->arena, &d->files, pool_text(d->pool, absolute), NULL, NULL);
	struct kustomize_file *f = *place;
	const char *base = strrchr(absolute, '/') + 1, *why, *end = strrchr(absolute, '.');
	size_t first = d->load.documents.n, broken = d->load.n_broken, templates = d->load.n_templates, n;
	struct source *source;
	struct document *at;
	bool kustomization = strcmp(base, "kustomization.yaml") == 0 || strcmp(base, "kustomization.yml") == 0
		|| strcmp(base, "Kustomization") == 0;

	if (f)
		return f;
	if (!kustomization && (!end || (strcmp(end, ".yaml") && strcmp(end, ".yml") && strcmp(end, ".json"))))
		return NULL;
	if (read_source(&d->arena, absolute, absolute, &source, &why) != READ_OK)
		return NULL;
	f = arena_new(&d->arena, struct kustomize_file);
	load_source(&d->load, source);
	n = d->load.documents.n - first;
	at = arena_array(&d->arena, struct document, n);
	if (n)
		memcpy(at, d->load.documents.at + first, n * sizeof *at);
	*f = (struct kustomize_file){ arena_strdup(&d->arena, absolute), arena_strdup(&d->arena, absolute), source, at, n,
		kustomization, d->load.n_broken == broken && d->load.n_templates == templates };
	*map_at(&d->arena, &d->files, pool_text(d->pool, absolute), NULL, NULL) = f;
	return f;
}

static const struct kustomize_file *kustomization(void *context, const char *folder)
{
	static const char *const names[] = { "kustomization.yaml", "kustomization.yml", "Kustomization" };
	struct disk *d = context;
	const struct kustomize_file *f = NULL;

	for (size_t i = 0; !f && i < 3; i++)
		f = file(d, path_absolute(&d->arena, folder, names[i]));
	return f;
}

static bool bytes(void *context, const char *absolute, const char **out, size_t *n)
{
	struct disk *d = context;

	return read_bytes(&d->arena, absolute, out, n);
}

static void put_text(struct buf *out, const struct str *s)
{
	buf_putc(out, '"');
	json_escape(out, s->text, s->len);
	buf_putc(out, '"');
}

static void put(struct buf *out, const struct node *n)
{
	if (n->kind != NODE_SCALAR) {
		buf_putc(out, n->kind == NODE_MAP ? '{' : '[');
		for (const struct node *c = n->first; c; c = c->next) {
			if (c != n->first)
				buf_putc(out, ',');
			if (n->kind == NODE_MAP) {
				put_text(out, c->key);
				buf_putc(out, ':');
			}
			put(out, c);
		}
		buf_putc(out, n->kind == NODE_MAP ? '}' : ']');
		return;
	}
	switch ((enum scalar)n->scalar) {
	case SCALAR_NULL: buf_puts(out, "null"); break;
	case SCALAR_BOOL: buf_puts(out, scalar_resolve(n->text->text, n->text->len).truth ? "true" : "false"); break;
	case SCALAR_INT: buf_printf(out, "%lld", (long long)scalar_resolve(n->text->text, n->text->len).whole); break;
	case SCALAR_FLOAT: buf_printf(out, "%.17g", strtod(n->text->text, NULL)); break;
	default: put_text(out, n->text);
	}
}

static void build(const char *working, const char *folder)
{
	struct disk d = { .arena = ARENA_INIT };
	struct kustomize_world w = { .arena = &d.arena, .context = &d, .file = file, .kustomization = kustomization, .bytes = bytes };
	struct kustomize_build b = { 0 };
	struct buf out = BUF_INIT;

	d.pool = w.pool = pool_new(keys, n_keys);
	d.sink.arena = &d.arena;
	d.load = (struct load){ .arena = &d.arena, .pool = d.pool, .sink = &d.sink };
	w.load = &d.load;
	kustomize_build(&w, path_absolute(&d.arena, working, folder), &b);
	buf_puts(&out, b.failed ? "{\"failure\":" : b.gaps.n ? "{\"gaps\":[" : "");
	if (b.failed) {
		put_text(&out, pool_text(d.pool, b.failure));
		buf_putc(&out, '}');
	}
	for (size_t i = 0; !b.failed && i < b.gaps.n; i++) {
		buf_puts(&out, i ? "," : "");
		put_text(&out, pool_text(d.pool, b.gaps.at[i].why));
	}
	buf_puts(&out, !b.failed && b.gaps.n ? "]}" : "");
	if (!b.failed && !b.gaps.n) {
		buf_putc(&out, '[');
		for (size_t i = 0; i < b.objects.n; i++) {
			buf_puts(&out, i ? "," : "");
			put(&out, b.objects.at[i].root);
		}
		buf_putc(&out, ']');
	}
	puts(out.at ? out.at : "[]");
	buf_release(&out);
	arena_release(&d.arena);
	pool_free(d.pool);
}

int main(int argc, char **argv)
{
	struct arena a = ARENA_INIT;
	const char *working = path_working(&a);

	for (int i = 1; i < argc; i++)
		build(working, argv[i]);
	arena_release(&a);
	return 0;
}
