#ifndef DOC_SPLIT_H
#define DOC_SPLIT_H
/*
 * Where documents begin, as kubectl has it: it cuts a file at lines that begin with "---" before any of it is read as
 * YAML, and hands out each piece with a line feed behind its last line. For doc only.
 */
#include "doc/build.h"

/* A source as libyaml is to see it. */
struct split {
	const char *bytes;       /* the source's own, or a copy with as many up to n; a NUL follows the last */
	uint32_t n;              /* one more than the source has where a line feed is put behind it */
	bool marks;              /* byte order marks that are text stand there as SPLIT_MARK */
	struct {
		VEC(uint32_t) list;
	} restarts, kept;        /* byte order marks that a piece begins with; separators that are left in the piece behind them; ascending */
	struct arena copies;
};

/* In place of U+FEFF: as long, and nothing special to libyaml. */
#define SPLIT_MARK "\xef\xbb\xbe"

/*
 * Find separators and byte order marks that libyaml would take for something else, and hide them from it. A separator
 * with text behind it is reported, and parts the documents all the same. begin: behind a byte order mark of the file.
 */
void split_source(struct split *out, struct builder *b, uint32_t begin);
void split_release(struct split *s);

/* The bytes as a copy that may be changed. */
char *split_copy(struct split *out, const struct source *s);

/* Index of the first of n offsets, ascending, that is at least at; n where none is. */
size_t split_from(const uint32_t *offsets, size_t n, uint32_t at);

/* Does a separator begin at the offset? */
bool split_at(const struct source *s, uint32_t at);

/* Does kubectl leave the separator at the offset in the piece behind it, because there is no line before it? Of several in a row every second. */
bool split_keeps(const struct split *split, uint32_t at);

/* The first byte order mark from at on that a piece begins with, where libyaml must start anew; none where there is none. */
uint32_t split_restart(const struct split *split, uint32_t at, uint32_t none);

/* The first separator from at on that is behind the offset after, or the source's end. */
uint32_t split_next(const struct source *s, uint32_t at, uint32_t after);

/* The last separator up to the offset, not before from; from where there is none. */
uint32_t split_last(const struct source *s, uint32_t at, uint32_t from);

#endif
