#ifndef TYPE_RELEASES_H
#define TYPE_RELEASES_H
/*
 * The releases that the schemas describe: Istio's first and last minor (1.15 is where their `since` begins; what has
 * none is older), and the last release of the Gateway API.
 */
#define ISTIO_OLDEST 15
#define ISTIO_NEWEST 32
#define GATEWAY_API_NEWEST "1.6"

#define RELEASE_TEXT_(minor) "1." #minor
#define RELEASE_TEXT(minor) RELEASE_TEXT_(minor)
#define ISTIO_KNOWN "Istio " RELEASE_TEXT(ISTIO_OLDEST) " to " RELEASE_TEXT(ISTIO_NEWEST)

#endif
