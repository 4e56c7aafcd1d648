#ifndef CLI_VERSION_H
#define CLI_VERSION_H
/* The version of this program. Said here alone: the Makefile and the packages read this line. */

#define VERSION "0.2.0"

#endif
