/* Stricter than libyaml. */
#include "doc/strict.h"

#include <string.h>

#include "doc/notices.h"

bool strict_quoted(struct builder *b, const struct piece *p)
{
	const char *t = b->source->bytes;

	for (uint32_t at = p->begin; at + 1 < p->end; at++) {
		if (t[at] != '\\')
			continue;
		if (t[at + 1] == '/') {
			build_report(b, &notice_input_syntax, at, at + 2,
				"\"\\/\" is an escape of JSON that Kubernetes does not accept in YAML; write \"/\"");
			return false;
		}
		at++;
	}
	return true;
}

static bool is_tag_end(signed char c)
{
	return c <= ' ' || strchr(",[]{}", c); /* what is not ASCII is negative */
}

/* Does a value begin here without a blank, behind a key that ends itself, as in {"key":!tag}? */
static bool ends_key(const char *t, uint32_t at)
{
	return at > 1 && t[at - 1] == ':' && strchr("'\"]}", t[at - 2]);
}

/* "!a," is a tag for Kubernetes' reader, comma included; for libyaml an empty value with the tag "!a" ends there. */
static bool judge_tag(struct builder *b, const struct piece *p)
{
	const char *t = b->source->bytes;
	uint32_t at = p->end;

	if (p->len > 0 || t[at] != ',')
		return true;
	while (at > 0 && !is_tag_end((signed char)t[at - 1]) && !ends_key(t, at))
		at--;
	if (t[at] != '!')
		return true;
	build_report(b, &notice_input_syntax, at, p->end + 1, "\"%.*s\" is one tag for Kubernetes, comma included; put a space before the comma",
		(int)(p->end + 1 - at), t + at);
	return false;
}

bool strict_plain(struct builder *b, const struct piece *p)
{
	const struct frame *f = b->depth ? &b->frames[b->depth - 1] : NULL;
	const char *mark;

	if (!f || !(f->node->flags & NODE_FLOW))
		return true;
	if (p->tag && !judge_tag(b, p))
		return false;
	mark = memchr(p->text, '?', p->len) ? memchr(b->source->bytes + p->begin, '?', p->end - p->begin) : NULL;
	if (!mark)
		return true;
	build_report(b, &notice_input_syntax, (uint32_t)(mark - b->source->bytes), (uint32_t)(mark - b->source->bytes) + 1,
		"Kubernetes ends an unquoted text in brackets at \"?\"; put \"%.*s\" in quotes", (int)(p->len < 60 ? p->len : 60), p->text);
	return false;
}

void strict_directive(struct builder *b, uint32_t at)
{
	const char *t = b->source->bytes + at;
	size_t n = strcspn(t, "\r\n");

	build_report(b, &notice_input_syntax, at, at + (uint32_t)n,
		"kubectl rejects directives, such as \"%.*s\"; delete this line", (int)(n < 40 ? n : 40), t);
}

void strict_marker(struct builder *b, uint32_t at)
{
	build_report(b, &notice_input_syntax, at, at + 3,
		"kubectl does not see this \"---\", because no line feed (LF) is before it; it reads nothing from here on");
}

void strict_end(struct builder *b, uint32_t at)
{
	build_report(b, &notice_input_syntax, at, at + 3, "kubectl rejects a \"...\" that has no document before it; delete it");
}

void strict_implicit(struct builder *b, uint32_t at)
{
	build_report(b, &notice_input_syntax, at, at + 1, "kubectl reads nothing behind \"...\"; a line \"---\" is missing before this one");
}
