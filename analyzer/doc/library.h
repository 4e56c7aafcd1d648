#ifndef DOC_LIBRARY_H
#define DOC_LIBRARY_H
/* The library that parses YAML. */

/* Its version: "0.2.5". */
const char *doc_library(void);

#endif
