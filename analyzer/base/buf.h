#ifndef BASE_BUF_H
#define BASE_BUF_H
/*
 * Bytes that grow, on the heap: for output and for text being put together.
 * Zero bytes are an empty buffer; at[n] is always readable as NUL after any call.
 */
#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *at;
	size_t n, cap;
};

#define BUF_INIT { NULL, 0, 0 }

void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_puts(struct buf *b, const char *text);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list args) __attribute__((format(printf, 2, 0)));

/* Forget the bytes, keep the memory. */
void buf_clear(struct buf *b);
void buf_release(struct buf *b);

#endif
