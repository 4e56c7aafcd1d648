#ifndef DOC_HEAP_H
#define DOC_HEAP_H
/*
 * Memory for libyaml, which asks for several small blocks at every event and gives most of them back at the next.
 *
 * Nothing of ours calls this. The release program is linked with a copy of the static libyaml in which these stand for
 * yaml_malloc, yaml_realloc, yaml_free and yaml_strdup, and those with _c_ for the C library's functions that libyaml
 * calls where it has them within itself (see the Makefile). This saves about 7 % of a whole run; all other
 * variants let libyaml use the C library, so that sanitizers see its blocks. libyaml frees what it allocated and
 * nothing else, and no caller frees a block of libyaml but through libyaml.
 *
 * Each thread keeps the blocks it freed in lists by size, without a lock. A block may be freed in another thread than
 * the one that made it: it goes to that thread's list. The lists are never given back: a thread keeps what libyaml
 * held at most at one time, some hundred kilobytes, and threads that read live about as long as the program does.
 * Blocks beyond HEAP_LISTED are the C library's, and returned to it.
 */
#include <stddef.h>

#define HEAP_LISTED ((size_t)64 * 1024)

/* As malloc, realloc, free and strdup of C: NULL where memory is out, and then the old block stays. */
void *doc_heap_malloc(size_t n);
void *doc_heap_realloc(void *block, size_t n);
void doc_heap_free(void *block);
char *doc_heap_strdup(const char *text);

void *doc_heap_c_malloc(size_t n);
void *doc_heap_c_realloc(void *block, size_t n);
void doc_heap_c_free(void *block);
char *doc_heap_c_strdup(const char *text);

#endif
