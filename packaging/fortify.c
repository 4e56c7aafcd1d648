/*
 * The checked calls of glibc's headers (_FORTIFY_SOURCE), which Debian's libraries are compiled to and musl does not have: each
 * does what its name says, and ends the program where what is written has no room.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__memcpy_chk(void *to, const void *from, size_t n, size_t room);
int __sprintf_chk(char *to, int flag, size_t room, const char *fmt, ...);
int __fprintf_chk(FILE *f, int flag, const char *fmt, ...);
int __vfprintf_chk(FILE *f, int flag, const char *fmt, va_list args);
ssize_t __read_chk(int fd, void *to, size_t n, size_t room);

void *__memcpy_chk(void *to, const void *from, size_t n, size_t room)
{
	if (n > room)
		abort();
	return memcpy(to, from, n);
}

int __sprintf_chk(char *to, int flag, size_t room, const char *fmt, ...)
{
	va_list args;
	int n;

	(void)flag;
	va_start(args, fmt);
	n = vsnprintf(to, room, fmt, args);
	va_end(args);
	if (n >= 0 && (size_t)n >= room)
		abort();
	return n;
}

int __vfprintf_chk(FILE *f, int flag, const char *fmt, va_list args)
{
	(void)flag;
	return vfprintf(f, fmt, args);
}

int __fprintf_chk(FILE *f, int flag, const char *fmt, ...)
{
	va_list args;
	int n;

	(void)flag;
	va_start(args, fmt);
	n = vfprintf(f, fmt, args);
	va_end(args);
	return n;
}

ssize_t __read_chk(int fd, void *to, size_t n, size_t room)
{
	if (n > room)
		abort();
	return read(fd, to, n);
}
