#ifndef LINT_RULE_H
#define LINT_RULE_H
/*
 * The rule contract: all that a rule sees of the program.
 *
 * A rule is a const descriptor and a function. The function looks at the
 * frozen mesh through the pass and reports; it keeps no state, does no I/O,
 * and calls no other rule. Memory it needs comes from pass_scratch and is gone
 * when the visit returns.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "doc/node.h"
#include "object/resource.h"
#include "world/mesh.h"

struct pass;

#define EVERY_KIND UINT64_MAX /* for subjects; those that the mesh does not know (KIND_OTHER) included */

struct rule {
	struct notice notice;
	enum kind subject;   /* visit is called for each resource of this kind, ... */
	uint64_t subjects;   /* ... or of these kinds (KINDS), where several */
	uint64_t reads;      /* of a survey: the kinds that it looks at; each of its fixtures has one of them */
	bool partial;        /* also visits kustomize patches (default: it does not) */
	void (*visit)(struct pass *p, const struct resource *r);
	void (*survey)(struct pass *p, const struct mesh *m); /* once for each mesh */
};

/* The mesh of this run; the scratch arena, cleared after every visit. */
const struct mesh *pass_mesh(const struct pass *p);
struct arena *pass_scratch(struct pass *p);

/*
 * Report a finding of resource r at node at (NULL: at the resource's name). The
 * message is one line, quotes the user's values and has no full stop. It takes no severity:
 * that is the descriptor's. Does nothing where at is poisoned or the rule is off for this place.
 */
void pass_report(struct pass *p, const struct resource *r, const struct node *at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The same, pointing at the member's name instead of its value. */
void pass_report_key(struct pass *p, const struct resource *r, const struct node *at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Report that an entry of a list lacks something, at its first key. Does nothing either where one of its members is poisoned: that may
 * be what is missing, misspelt.
 */
void pass_report_lack(struct pass *p, const struct resource *r, const struct node *entry, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Add a second place to the finding just reported: node at of r, or r's name where at is NULL. */
void pass_note(struct pass *p, const struct resource *r, const struct node *at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Add an edit to the finding just reported: the scalar becomes this text, in the style of its file (doc/edit.h); nothing where that cannot
 * be. Only for what has one right answer.
 */
void pass_fix(struct pass *p, const struct node *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The scalar becomes this number. Otherwise as pass_fix. */
void pass_fix_number(struct pass *p, const struct node *at, int64_t number);

/* The member gets another name; it moves as doc/move.h says. Otherwise as pass_fix. */
void pass_rename(struct pass *p, const struct node *member, const char *name);
void pass_move(struct pass *p, const struct node *member, const struct node *behind, const char *name, bool emptied);

/* A new member behind another one; the value is as it is to be written. Otherwise as pass_fix. */
void pass_add(struct pass *p, const struct node *behind, const char *name, const char *value);

/* The edits of the finding just reported may change what a mesh does that works as it is: users ask for these by themselves. */
void pass_unsafe(struct pass *p);

/*
 * Say that something could not be judged in this namespace: what is a short plural
 * ("hosts", "workloads"), reason a sentence part. One line per namespace and what is reported,
 * with the codes of all rules that said so.
 */
void pass_undecided(struct pass *p, const struct str *ns, const char *what, const char *reason);

/* The same for what the mesh does not describe completely: mesh_closed gave UNKNOWN for this scope and namespace. */
void pass_undescribed(struct pass *p, enum scope scope, const struct str *ns);

#endif
