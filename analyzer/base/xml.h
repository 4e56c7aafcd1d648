#ifndef BASE_XML_H
#define BASE_XML_H
/*
 * Writing XML 1.0: texts that come out of every reader as they went in.
 *
 * Bytes that are no UTF-8 come out as U+FFFD and characters that XML does not have as a picture of them. What acts on a terminal or
 * a log (base/safe.h) is a reference, so that a reader has it and a log does not.
 */
#include <stddef.h>

#include "base/buf.h"

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

/* Append an attribute with the blank before it. The name needs no escape. */
void xml_attribute(struct buf *out, const char *name, const char *text);
void xml_attribute_n(struct buf *out, const char *name, const char *text, size_t n);
void xml_number(struct buf *out, const char *name, size_t number);

/* Append the text of an element. Line breaks stay. */
void xml_text(struct buf *out, const char *text);

#endif
