#ifndef BASE_PANIC_H
#define BASE_PANIC_H
/*
 * The end of the program when the program itself is wrong or memory is out.
 * Anyone may call it; what a user wrote never leads here.
 */

/* Print "meshlint: file:line: message" to stderr and abort. Never returns. */
_Noreturn void panic_at(const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#define panic(...) panic_at(__FILE__, __LINE__, __VA_ARGS__)

#endif
