#ifndef TRACE_REQUESTS_H
#define TRACE_REQUESTS_H
/*
 * Requests as users write them: lists in files, or the options of one command line.
 */
#endif
