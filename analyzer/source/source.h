#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H
/*
 * Files as bytes, and places in them.
 *
 * A source is immutable once made and lives as long as the arena it came from.
 * Bytes are UTF-8 (UTF-16 input with a byte order mark is converted when read);
 * a place is a byte offset into them, at most 4 GiB. Nothing here knows what
 * the bytes mean.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* How many characters of its line stand before the byte at offset. */
struct mark {
	uint32_t offset, chars;
};

enum source_encoding {
	SOURCE_UTF8,
	SOURCE_UTF16,        /* made UTF-8 */
	SOURCE_UTF16_BROKEN, /* likewise; but kubectl, which puts a line feed of one byte behind files that do not end with one, cannot read it */
};

struct source {
	const char *name;      /* as shown to the user: relative where it was given so, '/' between parts */
	const char *bytes;     /* a NUL follows the last */
	uint32_t n;
	bool ascii;            /* one byte is one character throughout */
	bool hash, dollar;     /* holds a '#', a '$': few do, and to look for one later is to read all from memory again */
	const uint32_t *lines; /* offset of each line's first byte; lines[0] is 0 */
	uint32_t n_lines;
	const struct mark *marks; /* places within wide lines that are not ASCII, ascending */
	uint32_t n_marks;
	uint8_t encoding;      /* enum source_encoding: of the file */
	bool outside;          /* it is not of the tree that the user gave: none of its text is shown */
};

/* From begin up to, not including, end. source NULL means no place is known. */
struct span {
	const struct source *source;
	uint32_t begin, end;
};

/* line and column start at 1; column counts Unicode code points. */
struct position {
	uint32_t line, column;
};

/*
 * A source of n bytes, with a NUL behind them, that it does not copy: they must
 * outlive it. name is copied. Lines end at LF, CR LF or a lone CR.
 */
struct source *source_make(struct arena *a, const char *name, const char *bytes, size_t n);

/* Where the byte at offset stands; offset may equal n. */
struct position source_position(const struct source *s, uint32_t offset);

/* The byte offset of a position, clamped into the source. */
uint32_t source_offset(const struct source *s, struct position p);

/* The bytes of a line (from 1) without its line break. */
const char *source_line(const struct source *s, uint32_t line, size_t *len);

#endif
