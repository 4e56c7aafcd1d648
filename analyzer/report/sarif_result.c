/* One finding as a SARIF result. */
#include <inttypes.h>
#include <string.h>

#include "report/fix.h"
#include "report/line_hash.h"
#include "report/place.h"
#include "report/sarif.h"

#define LINKS_MOST 3      /* other places that the message itself links to */
#define LOCATIONS_MOST 999 /* GitHub takes 1,000 of one result, the first included */

/* A file's URI, and whether it is relative to the root; the hashes of its lines, once they are asked for. */
struct place {
	const char *uri;
	bool relative, hashed;
	struct line_hashes hashes;
};

static struct place *place_named(struct sarif *s, const char *name)
{
	struct place *p = arena_new(&s->arena, struct place);
	struct buf uri = BUF_INIT;

	p->relative = uri_put(&uri, &s->base, name);
	p->uri = arena_strndup(&s->arena, uri.at, uri.n);
	buf_release(&uri);
	return p;
}

static void put_artifact(struct json *j, const struct place *p)
{
	json_object(j, "artifactLocation");
	json_text(j, "uri", p->uri);
	if (p->relative)
		json_text(j, "uriBaseId", "%SRCROOT%");
	json_end_object(j);
}

void sarif_artifact_named(struct sarif *s, const char *name)
{
	put_artifact(&s->json, place_named(s, name));
}

static struct place *place_at(struct sarif *s, const struct source *source)
{
	void **known = map_at(&s->arena, &s->places, source, NULL, NULL);

	if (!*known)
		*known = place_named(s, source->name);
	return *known;
}

static void put_artifact_of(struct sarif *s, const struct source *source)
{
	put_artifact(&s->json, place_at(s, source));
}

static void put_region(struct json *j, const char *key, struct span at)
{
	struct position begin = source_position(at.source, at.begin);
	struct position end = source_position(at.source, at.end);

	json_object(j, key);
	json_number(j, "startLine", begin.line);
	json_number(j, "startColumn", begin.column);
	json_number(j, "endLine", end.line);
	json_number(j, "endColumn", end.column);
	json_end_object(j);
}

/*
 * Neither snippets nor context: they would copy what stands in Secrets into a log
 * that goes elsewhere, and double its size. Viewers have the file.
 */
static void put_physical(struct sarif *s, struct span at)
{
	json_object(&s->json, "physicalLocation");
	put_artifact_of(s, at.source);
	put_region(&s->json, "region", at);
	json_end_object(&s->json);
}

/* Kind/namespace/name: what the resource is called throughout the mesh. */
static void add_name(struct buf *out, const struct subject *s)
{
	buf_puts(out, s->kind);
	if (s->ns && *s->ns)
		buf_printf(out, "/%s", s->ns);
	buf_printf(out, "/%s", s->name ? s->name : "");
}

static void put_logical(struct sarif *s, const struct finding *f)
{
	struct json *j = &s->json;
	struct buf name = BUF_INIT;

	if (!f->subject.kind)
		return;
	add_name(&name, &f->subject);
	json_array(j, "logicalLocations");
	json_object(j, NULL);
	json_text(j, "name", f->subject.name ? f->subject.name : "");
	json_text_n(j, "fullyQualifiedName", name.at, name.n);
	json_text(j, "kind", "resource");
	json_end_object(j);
	if (f->path && *f->path) {
		buf_printf(&name, "/%s", f->path);
		json_object(j, NULL);
		json_text(j, "name", f->path);
		json_text_n(j, "fullyQualifiedName", name.at, name.n);
		json_text(j, "kind", "property");
		json_end_object(j);
	}
	json_end_array(j);
	buf_release(&name);
}

static size_t places(const struct finding *f)
{
	return f->related.n < LOCATIONS_MOST ? f->related.n : LOCATIONS_MOST;
}

/* The message, and behind it the other places as links to relatedLocations. */
static void put_message(struct sarif *s, const struct finding *f)
{
	struct buf text = BUF_INIT;

	sarif_literal(&text, f->message, false);
	for (size_t i = 0; i < places(f) && i < LINKS_MOST; i++) {
		buf_puts(&text, i ? ", [" : " ([");
		sarif_literal(&text, f->related.at[i].message, true);
		buf_printf(&text, "](%zu)", i + 1);
	}
	if (f->related.n)
		buf_putc(&text, ')');
	json_object(&s->json, "message");
	json_text_n(&s->json, "text", text.at, text.n);
	json_end_object(&s->json);
	buf_release(&text);
}

/* GitHub refuses a log with a result that has no place: the other place or the tree's root then stands in. */
static void put_location(struct sarif *s, const struct finding *f)
{
	struct json *j = &s->json;
	struct span at = place_of(f);

	json_array(j, "locations");
	json_object(j, NULL);
	if (at.source) {
		put_physical(s, at);
	} else {
		json_object(j, "physicalLocation");
		sarif_artifact_named(s, ".");
		json_object(j, "region");
		json_number(j, "startLine", 1);
		json_end_object(j);
		json_end_object(j);
	}
	put_logical(s, f);
	json_end_object(j);
	json_end_array(j);
}

static void put_related(struct sarif *s, const struct finding *f)
{
	struct json *j = &s->json;

	if (!f->related.n)
		return;
	json_array(j, "relatedLocations");
	for (size_t i = 0; i < places(f); i++) {
		const struct related *place = &f->related.at[i];

		json_object(j, NULL);
		json_number(j, "id", i + 1);
		if (place->span.source)
			put_physical(s, place->span);
		sarif_message(j, "message", place->message);
		json_end_object(j);
	}
	json_end_array(j);
}

/* Our own fingerprint, and GitHub's of the line for logs that are uploaded by other means than its action. */
static void put_fingerprint(struct sarif *s, size_t i)
{
	struct json *j = &s->json;
	struct span at = place_of(s->report->findings[i]);
	struct place *p = at.source ? place_at(s, at.source) : NULL;
	size_t line;

	json_object(j, "partialFingerprints");
	json_text(j, "meshlint/v1", fingerprint_text(&s->arena, &s->prints[i]));
	if (p && !p->hashed) {
		p->hashed = true;
		p->hashes = line_hashes(&s->arena, at.source);
	}
	line = p && p->hashes.n ? source_position(at.source, at.begin).line : 0;
	if (line && line <= p->hashes.n)
		json_text(j, "primaryLocationLineHash", arena_printf(&s->arena, "%" PRIx64 ":%" PRIu32,
			p->hashes.at[line - 1].hash, p->hashes.at[line - 1].count));
	json_end_object(j);
}

/* All results have the member, or none has (3.27.23). */
static void put_suppressions(struct sarif *s, const struct finding *f)
{
	struct json *j = &s->json;

	if (!s->suppressions)
		return;
	json_array(j, "suppressions");
	if (f->suppression != SUPPRESSION_NONE) {
		json_object(j, NULL);
		json_text(j, "kind", f->suppression == SUPPRESSION_IN_SOURCE ? "inSource" : "external");
		json_text(j, "status", "accepted");
		if (f->justification)
			json_text(j, "justification", f->justification);
		json_end_object(j);
	}
	json_end_array(j);
}

/* What the edit does: 'Write "a" for "b"'. */
static void put_description(struct json *j, const struct finding *f)
{
	struct buf text = BUF_INIT;

	buf_puts(&text, f->unsafe ? "unsafe: " : "");
	fix_words(&text, f);
	if (*text.at >= 'a' && *text.at <= 'z')
		*text.at += 'A' - 'a';
	sarif_message(j, "description", text.at);
	buf_release(&text);
}

/* The edits as one fix: a change for each run of edits in the same file. */
static void put_fixes(struct sarif *s, const struct finding *f)
{
	struct json *j = &s->json;
	const struct source *source = NULL;

	if (!f->edits.n)
		return;
	json_array(j, "fixes");
	json_object(j, NULL);
	put_description(j, f);
	json_array(j, "artifactChanges");
	for (size_t i = 0; i < f->edits.n; i++) {
		const struct edit *e = &f->edits.at[i];

		if (e->span.source != source) {
			if (source) {
				json_end_array(j);
				json_end_object(j);
			}
			source = e->span.source;
			json_object(j, NULL);
			put_artifact_of(s, source);
			json_array(j, "replacements");
		}
		json_object(j, NULL);
		put_region(j, "deletedRegion", e->span);
		json_object(j, "insertedContent"); /* readers want it, if empty, where something is deleted */
		json_text(j, "text", e->text);
		json_end_object(j);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
	json_end_array(j);
	json_end_object(j);
	json_end_array(j);
}

void sarif_result(struct sarif *s, size_t i)
{
	const struct finding *f = s->report->findings[i];
	struct json *j = &s->json;

	json_object(j, NULL);
	json_text(j, "ruleId", f->notice->code);
	json_number(j, "ruleIndex", s->rule_index[tally_index_of(&s->index, s->report, f->notice)]);
	json_text(j, "level", sarif_level(f->severity));
	put_message(s, f);
	put_location(s, f);
	put_related(s, f);
	put_fingerprint(s, i);
	if (s->report->since)
		json_text(j, "baselineState", "new");
	put_suppressions(s, f);
	put_fixes(s, f);
	if (f->mesh) {
		json_object(j, "properties");
		json_text(j, "mesh", f->mesh);
		json_end_object(j);
	}
	json_end_object(j);
}
