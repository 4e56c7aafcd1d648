/* A rewrite of a path's beginning joins its last word with the rest of the path. */
#include "rules/rewrites.h"

static void visit(struct pass *p, const struct resource *vs)
{
	rewrites_report(p, vs, JOINT_LOST);
}

extern const struct page page_virtualservice_lost_slash;

const struct rule rule_virtualservice_lost_slash = {
	.notice = {
		.code     = "VS040",
		.name     = "virtualservice-lost-slash",
		.summary  = "Rewrite that drops a slash of the path",
		.severity = SEVERITY_WARNING,
		.category = "routing",
		.page     = &page_virtualservice_lost_slash,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
