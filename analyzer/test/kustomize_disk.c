/* Reads for builds whatever lies on the disk. */
#include "test/kustomize_disk.h"

#include <stdlib.h>
#include <string.h>

#include "doc/scalar.h"
#include "keys.h"
#include "base/json.h"
#include "source/path.h"
#include "source/read.h"

static const struct kustomize_file *file(void *context, const char *absolute)
{
	struct disk *d = context;
	void **place = map_at(&d->arena, &d->files, pool_text(d->pool, absolute), NULL, NULL);
	struct kustomize_file *f = *place;
	const char *base = strrchr(absolute, '/') + 1, *why;
	size_t first = d->load.documents.n, broken = d->load.n_broken, templates = d->load.n_templates, n;
	struct source *source;
	struct document *at;
	bool kustomization = strcmp(base, "kustomization.yaml") == 0 || strcmp(base, "kustomization.yml") == 0
		|| strcmp(base, "Kustomization") == 0;

	if (f)
		return f;
	if (read_source(&d->arena, absolute, absolute, READ_NAMED, &source, &why) != READ_OK)
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

void disk_put(struct buf *out, const struct node *n)
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
			disk_put(out, c);
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

void disk_open(struct disk *d)
{
	*d = (struct disk){ .arena = ARENA_INIT };
	d->pool = pool_new(keys, n_keys);
	d->sink.arena = &d->arena;
	d->load = (struct load){ .arena = &d->arena, .pool = d->pool, .sink = &d->sink };
	d->world = (struct kustomize_world){ .arena = &d->arena, .pool = d->pool, .load = &d->load, .context = d, .file = file,
		.kustomization = kustomization, .bytes = bytes };
}

void disk_close(struct disk *d)
{
	arena_release(&d->arena);
	pool_free(d->pool);
}

void disk_build(struct disk *d, const char *folder, struct kustomize_build *out)
{
	*out = (struct kustomize_build){ 0 };
	kustomize_build(&d->world, folder, out);
}
