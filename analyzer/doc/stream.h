#ifndef DOC_STREAM_H
#define DOC_STREAM_H
/*
 * libyaml's events of one stretch of a source, made documents. The only place
 * that knows libyaml. For doc only.
 */
#include "doc/build.h"
#include "doc/split.h"

struct yaml_parser_s;

enum stream_end {
	STREAM_DONE,     /* all of the stretch is read */
	STREAM_BROKEN,   /* the document around *at is given up; the finding is added */
	STREAM_TEMPLATE, /* a Helm template; action says where that was seen */
	STREAM_AGAIN,    /* go on from *at with what was learned */
};

/* The reading of one source, stretch by stretch. */
struct stream {
	struct load *load;
	const struct source *source;
	bool asked, suspect;     /* does "{{" occur somewhere? asked once reading stops */
	bool is_template;
	struct span action;      /* a template action */

	uint32_t document_begin; /* of the one being read, or read last */
	uint32_t document_after; /* behind the last one that was read */
	size_t n_findings;       /* before the one being read */
	bool inside;             /* of a document: its begin was seen, its end not */
	bool started;            /* a document of this stretch has begun */
	bool implicit_end;       /* the last one ended without a marker */
	bool searched;           /* template actions were looked for */
	bool slashes;            /* is there any "\/" in the source? */
	bool careful;            /* is there that, a "?", or something that was hidden from libyaml? */

	struct yaml_parser_s *parser;
	uint32_t begin, limit;   /* of the stretch that it was given */
	size_t n_before;         /* documents there were before the stretch */
	size_t mark_char;        /* a place known both ways: characters from begin ... */
	uint32_t mark_byte;      /* ... and the byte in the source */
	uint32_t wide;           /* no character longer than a byte stands between mark_byte and here */

	struct split split;      /* the bytes as libyaml is to see them */
	bool flat;               /* each is one character, and none is added */
	bool piece_read;         /* a document of this piece has begun ... */
	bool piece_before;       /* ... and had before the one being read */
	bool again;              /* libyaml begins anew within a piece */
	struct arena copies;     /* of what follows */
	VEC(uint32_t) patches;   /* colons that only libyaml minds, and that are replaced; ascending */
	VEC(uint32_t) quotes;    /* likewise single quotes behind a backslash */
	size_t reread;           /* bytes read again on their account */

	struct builder builder;
};

/* suspect: as in build_init. */
void stream_init(struct stream *r, struct load *l, const struct source *s, bool suspect);
void stream_release(struct stream *r);

/* Read documents from begin up to limit, where a document begins or the source ends. */
enum stream_end stream_read(struct stream *r, uint32_t begin, uint32_t limit, uint32_t *at);

#endif
