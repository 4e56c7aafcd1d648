/*
 * Hold what doc reads against what Kubernetes reads: yaml_truth_main -w N [-s SEED] PATH... writes texts to standard
 * output, yaml_truth_main -c TEXTS ANSWERS compares. The answers are those of the program in yaml_truth/.
 *
 * Of the N texts a half are files below the paths, changed at a few places, and a half are made (yaml_truth_make.c).
 * The files themselves are texts as well. A text stands behind its length, four bytes, little endian.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "doc/load.h"
#include "doc/scalar.h"
#include "source/read.h"
#include "test/tree.h"
#include "test/yaml_truth_make.h"

#define LONGEST_SEED 20000u /* bytes of a file that is changed */
#define MOST_SHOWN 40       /* differences that are printed */

/* --- writing texts --- */

struct seeds {
	VEC(struct lump) list;
};

static void write_text(const char *bytes, size_t n)
{
	unsigned char length[4] = { n & 0xff, n >> 8 & 0xff, n >> 16 & 0xff, n >> 24 & 0xff };

	fwrite(length, 1, sizeof length, stdout);
	fwrite(bytes, 1, n, stdout);
}

static void gather(struct arena *a, const char *path, struct seeds *seeds)
{
	struct tree_names names = { 0 };
	struct lump l;

	if (tree_is_folder(path)) {
		names = tree_files(a, path);
		for (size_t i = 0; i < names.names.n; i++)
			gather(a, arena_printf(a, "%s/%s", path, names.names.at[i]), seeds);
	} else if ((l.bytes = tree_read(a, path, &l.n)) && l.n > 0 && l.n <= LONGEST_SEED) {
		vec_push(a, &seeds->list, l);
	}
}

static int write_texts(char **paths, size_t n, unsigned seed)
{
	struct arena a = ARENA_INIT;
	struct seeds seeds = { 0 };
	struct making m = { .random = seed };

	for (; *paths; paths++)
		gather(&a, *paths, &seeds);
	for (size_t i = 0; i < seeds.list.n; i++)
		write_text(seeds.list.at[i].bytes, seeds.list.at[i].n);
	for (size_t i = 0; i < n; i++) {
		buf_clear(&m.out);
		if (i % 2 && seeds.list.n > 1)
			make_changed(&m, &seeds.list.at[make_random(&m, seeds.list.n)], &seeds.list.at[make_random(&m, seeds.list.n)]);
		else
			make_text(&m);
		write_text(m.out.at ? m.out.at : "", m.out.n);
	}
	buf_release(&m.out);
	arena_release(&a);
	return 0;
}

/* --- comparing --- */

static void put_text(struct buf *out, const struct str *s)
{
	buf_putc(out, '"');
	for (uint32_t i = 0; i < s->len; i++) {
		unsigned char c = (unsigned char)s->text[i];

		if (c <= ' ' || c == '"' || c == '\\' || c >= 0x7f)
			buf_printf(out, "\\%02x", c);
		else
			buf_putc(out, (char)c);
	}
	buf_putc(out, '"');
}

static void put_scalar(struct buf *out, const struct node *n)
{
	struct value v = scalar_resolve(n->text->text, n->text->len);
	uint64_t bits;

	switch ((enum scalar)n->scalar) {
	case SCALAR_NULL:
		buf_puts(out, "null");
		break;
	case SCALAR_BOOL:
		buf_puts(out, v.truth ? "true" : "false");
		break;
	case SCALAR_INT:
		buf_printf(out, "%lld", (long long)v.whole);
		break;
	case SCALAR_FLOAT:
		memcpy(&bits, &v.number, sizeof bits);
		buf_printf(out, "f%016llx", (unsigned long long)bits);
		break;
	case SCALAR_STRING:
		put_text(out, n->text);
		break;
	}
}

static int by_key(const void *a, const void *b)
{
	const struct str *k = (*(const struct node *const *)a)->key, *l = (*(const struct node *const *)b)->key;
	int order = memcmp(k->text, l->text, k->len < l->len ? k->len : l->len);

	return order ? order : k->len < l->len ? -1 : k->len > l->len;
}

static void put_value(struct buf *out, const struct node *n)
{
	const struct node **members, *child = node_children(n);

	if (n->kind == NODE_SCALAR) {
		put_scalar(out, n);
		return;
	}
	members = calloc(n->n + 1, sizeof *members);
	for (uint32_t i = 0; i < n->n; i++, child = child->next)
		members[i] = child;
	if (n->kind == NODE_MAP)
		qsort(members, n->n, sizeof *members, by_key);
	buf_putc(out, n->kind == NODE_MAP ? '{' : '[');
	for (uint32_t i = 0; i < n->n; i++) {
		if (n->kind == NODE_MAP) {
			put_text(out, members[i]->key);
			buf_putc(out, ':');
		}
		put_value(out, members[i]);
		buf_putc(out, ',');
	}
	buf_putc(out, n->kind == NODE_MAP ? '}' : ']');
	free(members);
}

/* A tag with a comma or bracket is refused for what its author meant; Kubernetes takes both for a part of it. */
static bool is_tag_with_comma(const struct finding *f)
{
	const struct source *s = f->span.source;
	uint32_t end = f->span.begin;

	if (end >= s->n || s->bytes[end] != '!')
		return false;
	while (end < s->n && !strchr(" \t\r\n,[]{}", s->bytes[end]))
		end++;
	return end < s->n && strchr(",[]", s->bytes[end]);
}

/* What doc makes of a text. */
struct reading {
	struct arena arena;
	struct sink sink;
	struct load load;
	struct buf *documents;
	size_t n_errors;       /* refusals; a key that is set twice is none */
	enum source_encoding encoding;
	bool repeated;         /* a key is set twice */
	bool ours;             /* a bound of ours was hit, or there is what is refused in another way: a tag with a comma, a map as a key */
};

static void read_one(struct reading *r, struct pool *pool, const char *text, size_t n)
{
	struct source *s;

	*r = (struct reading){ .arena = ARENA_INIT };
	r->sink.arena = &r->arena;
	r->load = (struct load){ .arena = &r->arena, .pool = pool, .sink = &r->sink };
	s = read_text(&r->arena, "text.yaml", arena_strndup(&r->arena, text, n), n);
	r->encoding = (enum source_encoding)s->encoding;
	load_source(&r->load, s);
	r->documents = arena_array(&r->arena, struct buf, r->load.documents.n);
	for (size_t i = 0; i < r->load.documents.n; i++)
		put_value(&r->documents[i], r->load.documents.at[i].root);
	for (size_t i = 0; i < r->sink.findings.n; i++) {
		const char *code = r->sink.findings.at[i]->notice->code;

		r->repeated = r->repeated || strcmp(code, "IN007") == 0 || memmem(text, n, "<<", 2);
		r->n_errors += r->sink.findings.at[i]->severity == SEVERITY_ERROR && strcmp(code, "IN007") != 0;
		r->ours = r->ours || strcmp(code, "IN004") == 0 || strcmp(code, "IN006") == 0 || strcmp(code, "IN013") == 0
			|| strstr(r->sink.findings.at[i]->message, "a list cannot be a key") || strstr(r->sink.findings.at[i]->message, "a map cannot be a key")
			|| strstr(r->sink.findings.at[i]->message, "\"\\'\" is not a valid escape") || is_tag_with_comma(r->sink.findings.at[i]);
	}
}

static void release(struct reading *r)
{
	for (size_t i = 0; i < r->load.documents.n; i++)
		buf_release(&r->documents[i]);
	arena_release(&r->arena);
}

/* Is the line's value that of the document? */
static bool is_value(const char *line, size_t n, const struct buf *document)
{
	return n == document->n + 1 && memcmp(line + 1, document->at, n - 1) == 0;
}

/* Has the document a key or a value that Kubernetes refuses, and is it read for what else is wrong with it? */
static bool is_read_on(const struct reading *r, const struct document *d)
{
	for (size_t i = 0; i < r->sink.findings.n; i++) {
		const struct finding *f = r->sink.findings.at[i];

		if ((strcmp(f->notice->code, "IN010") == 0 || strcmp(f->notice->code, "IN018") == 0) && f->span.begin >= d->begin && f->span.begin <= d->end)
			return true;
	}
	return false;
}

/*
 * Are the documents from the given one on those of the answer's lines? What Kubernetes drops the rest of may be one here as
 * well, and so may be what it refuses for a value.
 */
static bool fits(const struct reading *r, const char *answer, const char *end, size_t at)
{
	const char *next = answer < end ? memchr(answer, '\n', (size_t)(end - answer)) : NULL;
	bool more = at < r->load.documents.n, is_it;

	if (!next)
		return !more;
	is_it = more && *answer != 'E' && is_value(answer, (size_t)(next - answer), &r->documents[at]);
	if (*answer == 'E')
		is_it = more && is_read_on(r, &r->load.documents.at[at]);
	return (*answer != 'V' && fits(r, next + 1, end, at)) || (is_it && fits(r, next + 1, end, at + 1));
}

static bool has_line(const struct lump *answer, char sign)
{
	const char line[] = { '\n', sign };

	return answer->n > 0 && (answer->bytes[0] == sign || memmem(answer->bytes, answer->n, line, sizeof line));
}

/* Is there a directive that kubectl may not see for one, because no LF is before what looks like a separator behind it? */
static bool hides_directive(const struct lump *text)
{
	static const char *const ends[] = { "\r---", "\xc2\x85---", "\xe2\x80\xa8---", "\xe2\x80\xa9---" };

	if (!memchr(text->bytes, '%', text->n))
		return false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (memmem(text->bytes, text->n, ends[i], strlen(ends[i])))
			return true;
	return !memmem(text->bytes, text->n, "\n---", 4);
}

/* Two byte order marks, which are reported, and make go-yaml read another text. */
static bool has_two_marks(const struct reading *r, const struct lump *text)
{
	return r->n_errors && text->n >= 6 && memcmp(text->bytes, "\xef\xbb\xbf\xef\xbb\xbf", 6) == 0;
}

/* Is there nothing to compare? */
static bool is_out(const struct reading *r, const struct lump *text)
{
	const char *first = text->bytes + strspn(text->bytes, " \t\r\n");

	if (r->ours || r->load.n_templates || (r->encoding != SOURCE_UTF8 && (text->n % 2 || text->bytes[0] != '\xfe' || text->bytes[2] == '\xfe' || memmem(text->bytes, text->n, "\n---", 4))))
		return true;
	/* For a brace kubectl takes away what Unicode calls blank. */
	if (first > text->bytes && first < text->bytes + text->n && *first & 0x80)
		return true;
	/* CR CR LF is one end of a line for kubectl. */
	if (memmem(text->bytes, text->n, "\r\r\n", 3) || hides_directive(text) || has_two_marks(r, text))
		return true;
	/* A list of JSON is read as JSON, and is no object; Kubernetes mends JSON that is not UTF-8. */
	return (r->load.documents.n && r->load.documents.at[0].json && r->load.documents.at[0].root->kind == NODE_LIST)
		|| (first < text->bytes + text->n && *first == '{' && utf8_check(text->bytes, text->n) < text->n);
}

/* NULL, or what is different. */
static const char *judge(const struct reading *r, const struct lump *text, const struct lump *answer)
{
	bool refused = has_line(answer, 'E') || has_line(answer, 'D');

	if (is_out(r, text) || has_line(answer, '?'))
		return NULL;
	/* Of UTF-16 the documents are read that kubectl does not see. */
	if (r->encoding != SOURCE_UTF8 && answer->n && answer->bytes[0] != 'V')
		return r->n_errors || answer->bytes[0] == 'D' ? NULL : "Kubernetes refuses";
	if (!fits(r, answer->bytes, answer->bytes + answer->n, 0))
		return r->n_errors || refused ? "another value, or one is refused on one side alone" : "another value";
	if (refused && !r->n_errors)
		return "Kubernetes refuses";
	/* What was wrong with a value that a repeated key has replaced is lost on Kubernetes. */
	return !refused && r->n_errors && !r->repeated ? "refused here" : NULL;
}

static void show(size_t number, const char *why, const struct reading *r, const char *text, size_t n, const char *answer, size_t n_answer)
{
	printf("\n== text %zu: %s\n", number, why);
	fwrite(text, 1, n < 2000 ? n : 2000, stdout);
	printf("\n-- Kubernetes:\n");
	fwrite(answer, 1, n_answer < 1000 ? n_answer : 1000, stdout);
	printf("-- here:\n");
	for (size_t i = 0; i < r->load.documents.n; i++)
		printf("%.1000s\n", r->documents[i].at);
	for (size_t i = 0; i < r->sink.findings.n && i < 5; i++)
		printf("%u: %s %s\n", r->sink.findings.at[i]->span.begin, r->sink.findings.at[i]->notice->code, r->sink.findings.at[i]->message);
}

/* The next lump of a file of them; false at its end. */
static bool next_lump(const char **at, const char *end, struct lump *out)
{
	const unsigned char *u = (const unsigned char *)*at;

	if (end - *at < 4)
		return false;
	out->n = (size_t)u[0] | (size_t)u[1] << 8 | (size_t)u[2] << 16 | (size_t)u[3] << 24;
	out->bytes = *at + 4;
	*at += 4 + out->n;
	return *at <= end;
}

static int compare_all(const char *texts_path, const char *answers_path)
{
	struct arena a = ARENA_INIT;
	size_t n_texts = 0, n_answers = 0, n = 0, n_ours = 0, n_skipped = 0, different = 0;
	const char *texts = tree_read(&a, texts_path, &n_texts), *answers = tree_read(&a, answers_path, &n_answers);
	const char *texts_end = texts + n_texts, *answers_end = answers + n_answers;
	struct lump text, answer;
	struct pool *pool = pool_new(NULL, 0);

	while (texts && answers && next_lump(&texts, texts_end, &text) && next_lump(&answers, answers_end, &answer)) {
		struct reading r;
		const char *why;

		read_one(&r, pool, text.bytes, text.n);
		why = judge(&r, &text, &answer);
		n_ours += r.ours;
		n_skipped += r.load.n_templates > 0;
		if (why && different++ < MOST_SHOWN)
			show(n, why, &r, text.bytes, text.n, answer.bytes, answer.n);
		release(&r);
		if (++n % 1000 == 0) {
			pool_free(pool);
			pool = pool_new(NULL, 0);
		}
	}
	pool_free(pool);
	arena_release(&a);
	printf("yaml-truth: %zu texts, %zu read otherwise; %zu have what we bound or refuse, %zu are templates\n", n, different, n_ours, n_skipped);
	return different > 0 || n == 0;
}

int main(int argc, char **argv)
{
	unsigned seed = 1;
	size_t n = 0;
	int c;

	while ((c = getopt(argc, argv, "w:s:c")) != -1) {
		if (c == 'w')
			n = strtoul(optarg, NULL, 10);
		else if (c == 's')
			seed = (unsigned)strtoul(optarg, NULL, 10);
		else if (c == 'c' && argc - optind == 2)
			return compare_all(argv[optind], argv[optind + 1]);
		else
			return 2;
	}
	return write_texts(argv + optind, n, seed);
}
