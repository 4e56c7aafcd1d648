/* Places and objects in words. */
#include "report/place.h"

#include <string.h>

#include "base/safe.h"

struct span place_of(const struct finding *f)
{
	struct span at = f->span;

	for (size_t i = 0; !at.source && i < f->related.n; i++)
		at = f->related.at[i].span;
	return at;
}

void place_put(struct buf *out, struct span at)
{
	struct position p;

	if (!at.source)
		return;
	p = source_position(at.source, at.begin);
	safe_name(out, at.source->name);
	buf_printf(out, ":%u:%u", p.line, p.column);
}

void place_subject(struct buf *out, const struct finding *f, bool group)
{
	const struct subject *s = &f->subject;
	const char *slash = group && s->api_version ? strchr(s->api_version, '/') : NULL;

	if (!s->kind || !*s->kind)
		return;
	safe_puts(out, s->kind);
	if (slash) {
		buf_putc(out, '.');
		safe_text(out, s->api_version, (size_t)(slash - s->api_version));
	}
	if ((s->name && *s->name) || (group && s->ns && *s->ns)) {
		buf_putc(out, ' ');
		if (s->ns && *s->ns) {
			safe_puts(out, s->ns);
			buf_putc(out, '/');
		}
		safe_puts(out, s->name ? s->name : "");
	}
	if (f->path && *f->path) {
		buf_puts(out, ", ");
		safe_puts(out, f->path);
	}
	if (f->mesh) {
		buf_puts(out, " (mesh ");
		safe_puts(out, f->mesh);
		buf_putc(out, ')');
	}
}

bool place_same_file(const struct finding *a, const struct finding *b)
{
	const struct source *x = place_of(a).source, *y = place_of(b).source;

	return x == y || (x && y && strcmp(x->name, y->name) == 0);
}
