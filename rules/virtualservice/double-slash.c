/* A rewrite of a path's beginning leaves two slashes where it meets the rest of the path. */
#include "rules/rewrites.h"

static void visit(struct pass *p, const struct resource *vs)
{
	rewrites_report(p, vs, JOINT_DOUBLE);
}

extern const struct page page_virtualservice_double_slash;

const struct rule rule_virtualservice_double_slash = {
	.notice = {
		.code     = "VS041",
		.name     = "virtualservice-double-slash",
		.summary  = "Rewrite that doubles a slash of the path",
		.severity = SEVERITY_INFO,
		.category = "routing",
		.page     = &page_virtualservice_double_slash,
	},
	.subject = KIND_VIRTUAL_SERVICE,
	.visit   = visit,
};
