#ifndef CLI_VERSION_H
#define CLI_VERSION_H
/* The version of this program and its day. Said here alone: the Makefile and the packages read these lines. */

#define VERSION "0.2.0"
#define VERSION_DATE "2026-12-01"

#endif
