/* A growing run of bytes on the heap. */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"

static void reserve(struct buf *b, size_t more)
{
	size_t need = b->n + more + 1, cap = b->cap ? b->cap : 256;

	if (need <= b->cap)
		return;
	while (cap < need)
		cap *= 2;
	b->at = realloc(b->at, cap);
	if (!b->at)
		panic("out of memory (%zu bytes)", cap);
	b->cap = cap;
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
	reserve(b, n);
	if (n)
		memcpy(b->at + b->n, bytes, n);
	b->n += n;
	b->at[b->n] = '\0';
}

void buf_puts(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list args)
{
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		panic("format \"%s\"", fmt);
	reserve(b, (size_t)n);
	vsnprintf(b->at + b->n, (size_t)n + 1, fmt, args);
	b->n += (size_t)n;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	buf_vprintf(b, fmt, args);
	va_end(args);
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	if (b->at)
		b->at[0] = '\0';
}

void buf_release(struct buf *b)
{
	free(b->at);
	*b = (struct buf)BUF_INIT;
}
