/* Texts that are nearly YAML. */
#include "test/yaml_truth_make.h"

#include <string.h>

#define DEEPEST 4

size_t make_random(struct making *m, size_t n)
{
	m->random = m->random * 1664525u + 1013904223u;
	return n ? (m->random >> 8) % n : 0;
}

static bool one_in(struct making *m, size_t n)
{
	return make_random(m, n) == 0;
}

#define PICK(m, list) ((list)[make_random((m), sizeof (list) / sizeof *(list))])

static void say(struct making *m, const char *text)
{
	buf_puts(&m->out, text);
}

static void indent(struct making *m, int depth)
{
	for (int i = 0; i < depth; i++)
		say(m, "  ");
}

/* What a plain scalar may mean, or nearly. */
static const char *const plain[] = {
	"a", "b", "name", "x-y", "a b", "a  b c", "", "", "~", "null", "Null", "NULL", "nULL", "true", "True", "TRUE", "tRue", "false", "False",
	"FALSE", "y", "Y", "n", "N", "yes", "Yes", "YES", "yEs", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "oN",
	"0", "1", "-1", "+1", "80", "007", "08", "-07", "+010", "0o17", "0O17", "-0o17", "0x1F", "0X1f", "-0x1f", "0xg", "0b101", "0B11", "-0b11",
	"+0b1", "0b2", "0x", "0o", "1_000", "_1", "1_", "1__2", "0x_1f", "0_7", "-_1", "190:20:30", "1:2", "60:00", "-1:30.5",
	"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615",
	"18446744073709551616", "+18446744073709551615", "123456789012345678901234567890", "0x7fffffffffffffff", "0xffffffffffffffff",
	"0x1ffffffffffffffff", "0777777777777777777777", "01777777777777777777777", "1.0", "1.5", "-1.5", "+1.5", "1.", ".5", "-.5", "+.5", ".", "..", "-.",
	"1e3", "1E3", "1e+3", "1e-3", "1e", "e1", "1.e1", ".1e1", "1.5e300", "1e400", "-1e400", "1e-400", "1e20", "1e21", "1e22", "1e18", "1.2345678901234567e18",
	"9007199254740993.0", "9.223372036854775e18", "9.3e18", "-9.223372036854775808e18", "0.1", "1e-6", "1e-7", "123456.7", "1234567.8", "0.0001", "0.00001",
	"1_0.5", ".5_0", "._5", ".5_", "1.5_", "1_.5", "0.0", "-0.0", "-0", "+0", "00", "0e0", "1e1_0", "0x1p3", "1.5e", "1.5e+", "0x1.8",
	".inf", ".Inf", ".INF", ".iNF", "-.inf", "+.inf", "+.INF", "inf", "Inf", ".nan", ".NaN", ".NAN", "-.nan", "nan", "NaN",
	"2001-12-14", "2001-1-1", "2001-12-14T21:59:43Z", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10", "2001-13-40", "2001-12-14 21:59:43 -5",
	"<<", "=", "<", "a:b", ":a", "::", "a:", "-a", "--", "---a", "?a", "a?b", "a?", "a#b", "a #b", "#a", "@a", "`a", "%a", "a%b", "!a", "&a", "*a",
	"a,b", "a]b", "a}b", "[a", "{a", "a'b", "a\"b", "a\\b", "a\\/b", "fe80::", "10.0.0.1", "10.0.0.0/8", "a@b", "a|b", "|a", ">a", "\xc3\xa9", "\xe2\x82\xac",
	"\xf0\x9f\x98\x80", "a\tb", "\xc2\xa0", "a\xc2\xa0", "\xef\xbb\xbf", "\357\273\277a", "a\357\273\277b", "\xc2\x85", "a\302\205b", "\xe2\x80\xa8", "a\342\200\251b",
	"$(x)", "${X}", "<a>", "{{ a }}", "1.2.3", "100m", "5s", "1Gi", "v1", "kind", "metadata", "spec",
};

static const char *const tags[] = {
	"!!str", "!!int", "!!float", "!!bool", "!!null", "!!timestamp", "!!binary", "!!merge", "!!map", "!!seq", "!!set", "!!omap", "!!unknown", "!", "!a", "!a!b", "!a,",
	"!!str,", "!!str]", "!<tag:yaml.org,2002:int>", "!<tag:yaml.org,2002:str>", "!<!>", "!<x,y>", "!%41", "!%zz", "!!int%20", "!!", "!a?", "!!Str",
};

static void number(struct making *m)
{
	static const char digits[] = "0123456789";
	static const char *const heads[] = { "", "", "", "-", "+", "0x", "0b", "0o", "0", "." };

	say(m, PICK(m, heads));
	for (size_t n = make_random(m, 24); n-- > 0;) {
		buf_putc(&m->out, digits[make_random(m, 10)]);
		if (one_in(m, 10))
			buf_putc(&m->out, "._eE+-:abf"[make_random(m, 10)]);
	}
}

static void value_of_plain(struct making *m)
{
	if (one_in(m, 12))
		number(m);
	else
		say(m, PICK(m, plain));
}

static void quoted(struct making *m, int depth)
{
	static const char *const inside[] = {
		"a", "b", " ", "  ", "\\n", "\\t", "\\\\", "\\\"", "\\/", "\\'", "\\0", "\\a", "\\b", "\\e", "\\f", "\\v", "\\r", "\\ ", "\\_", "\\N", "\\L", "\\P", "\\x41",
		"\\xZ", "\\u263a", "\\ud83d", "\\ud83d\\ude00", "\\U0001F600", "\\U00110000", "\\q", "\\\t", "#", ": ", ", ", "'", "\xc3\xa9", "1", "true", "<<", "\t", "\xef\xbb\xbf",
		"\xc2\x85", "\xe2\x80\xa8", "/", "?", "{", "]",
	};
	static const char *const single[] = { "a", " ", "''", "\"", "\\", "\\n", "#", ": ", "1", "~", "<<", "\t", "\xc3\xa9", "/", "?", "{", "\\'" };
	bool two = one_in(m, 2);

	say(m, two ? "\"" : "'");
	for (size_t n = make_random(m, 5); n-- > 0;) {
		say(m, two ? PICK(m, inside) : PICK(m, single));
		if (one_in(m, 12)) {
			say(m, two && one_in(m, 3) ? "\\\n" : one_in(m, 3) ? "\n\n" : "\n");
			indent(m, depth + (one_in(m, 8) ? 0 : 1));
		}
	}
	if (!one_in(m, 60))
		say(m, two ? "\"" : "'");
}

static void properties(struct making *m)
{
	bool tag = one_in(m, 12), anchor = one_in(m, 10);

	if (tag)
		buf_printf(&m->out, "%s ", one_in(m, 4) ? PICK(m, tags) : tags[make_random(m, 9)]);
	if (anchor)
		buf_printf(&m->out, "&a%d ", m->anchors++ % 5);
	if (anchor && !tag && one_in(m, 10))
		buf_printf(&m->out, "%s ", PICK(m, tags));
}

static void alias(struct making *m)
{
	buf_printf(&m->out, "*a%d", (int)make_random(m, m->anchors ? (size_t)m->anchors : 1) % 5);
}

static void flow(struct making *m, int depth);

static void key(struct making *m, int depth, bool in_flow)
{
	static const char *const names[] = { "a", "b", "c", "d", "name", "spec", "x-y" };

	if (one_in(m, 8))
		properties(m);
	if (one_in(m, 7)) {
		say(m, "<<");
	} else if (one_in(m, 12)) {
		quoted(m, depth);
	} else if (one_in(m, 25)) {
		alias(m);
		say(m, " ");
	} else if (one_in(m, 60)) {
		flow(m, DEEPEST);
	} else if (one_in(m, 4)) {
		value_of_plain(m);
	} else {
		say(m, PICK(m, names));
	}
	if (in_flow && one_in(m, 40))
		say(m, "?");
}

static void flow_value(struct making *m, int depth)
{
	properties(m);
	switch (make_random(m, 8)) {
	case 0:
		quoted(m, 1);
		break;
	case 1:
		if (m->anchors) {
			alias(m);
			break;
		}
		/* fall through */
	case 2:
	case 3:
		if (depth < DEEPEST) {
			flow(m, depth + 1);
			break;
		}
		/* fall through */
	default:
		value_of_plain(m);
	}
}

static void flow(struct making *m, int depth)
{
	bool map = one_in(m, 2);

	say(m, map ? "{" : "[");
	for (size_t n = make_random(m, 4); n-- > 0;) {
		if (map || one_in(m, 12)) {
			if (one_in(m, 20))
				say(m, one_in(m, 3) ? "?" : "? ");
			key(m, 1, true);
			say(m, one_in(m, 12) ? ":" : ": ");
		}
		if (!one_in(m, 15))
			flow_value(m, depth);
		if (n > 0 || one_in(m, 8))
			say(m, one_in(m, 10) ? "," : one_in(m, 8) ? ",\n    " : ", ");
	}
	if (!one_in(m, 60))
		say(m, map ? "}" : "]");
}

static void block_text(struct making *m, int depth)
{
	static const char *const signs[] = { "|", ">", "|-", ">-", "|+", ">+", "|2", ">1", "|2-", "|+1", ">-2", "|0", "|10", "| # c", "|a", "|--" };
	static const char *const lines[] = { "a", "a b", " a", "  a", "# a", "a: b", "- a", "", "", "", "\ta", " ", "   ", "---", "--- a", "...", "a\302\205b", "%a", "\xc3\xa9" };

	say(m, PICK(m, signs));
	for (size_t n = make_random(m, 6); n-- > 0;) {
		say(m, "\n");
		if (!one_in(m, 6))
			indent(m, depth + (one_in(m, 8) ? 0 : 1));
		say(m, PICK(m, lines));
	}
}

static void plain_lines(struct making *m, int depth)
{
	value_of_plain(m);
	for (size_t n = 1 + make_random(m, 2); n-- > 0;) {
		say(m, one_in(m, 4) ? "\n\n" : "\n");
		indent(m, depth + (one_in(m, 8) ? 0 : 1));
		if (one_in(m, 12))
			say(m, "\t");
		value_of_plain(m);
	}
}

static void comment(struct making *m)
{
	if (one_in(m, 15))
		say(m, one_in(m, 3) ? "#c" : " # c: d");
}

static void line_end(struct making *m)
{
	static const char *const rare[] = { "\r\n", "\r", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9", "\t\n", " \n", "\n\n", "\n# c\n", "\n\xef\xbb\xbf", "\n\t\n", "\n\xef\xbb\xbf\n", "" };

	comment(m);
	say(m, one_in(m, 25) ? PICK(m, rare) : "\n");
}

static void block(struct making *m, int depth);

/* Behind "key:" or "-", up to the end of its line, and the lines below. */
static void block_value(struct making *m, int depth)
{
	if (one_in(m, 20))
		say(m, "\t");
	properties(m);
	switch (make_random(m, 12)) {
	case 0:
		quoted(m, depth);
		break;
	case 1:
		block_text(m, depth);
		break;
	case 2:
		plain_lines(m, depth);
		break;
	case 3:
		flow(m, 1);
		break;
	case 4:
		if (m->anchors) {
			alias(m);
			break;
		}
		/* fall through */
	case 5:
	case 6:
	case 7:
		if (depth < DEEPEST) {
			line_end(m);
			block(m, depth + 1);
			return;
		}
		/* fall through */
	default:
		value_of_plain(m);
	}
	line_end(m);
}

/* The value of a merge key is mostly one that can be merged. */
static void merged(struct making *m, int depth)
{
	if (m->anchors && !one_in(m, 3))
		alias(m);
	else if (!one_in(m, 5))
		flow(m, 2);
	else
		value_of_plain(m);
	(void)depth;
	line_end(m);
}

static void block_map(struct making *m, int depth)
{
	for (size_t n = 1 + make_random(m, 4); n-- > 0;) {
		indent(m, depth);
		if (one_in(m, 40))
			say(m, PICK(m, ((const char *const[]){ " ", "\t", "  " })));
		if (one_in(m, 30)) {
			say(m, "? ");
			key(m, depth, false);
			line_end(m);
			indent(m, depth);
			say(m, ": ");
		} else if (one_in(m, 8)) {
			say(m, "<<: ");
			merged(m, depth);
			continue;
		} else {
			key(m, depth, false);
			say(m, one_in(m, 40) ? " : " : one_in(m, 60) ? ":" : ": ");
		}
		block_value(m, depth);
	}
}

static void block(struct making *m, int depth)
{
	if (!one_in(m, 3)) {
		block_map(m, depth);
		return;
	}
	for (size_t n = 1 + make_random(m, 3); n-- > 0;) {
		indent(m, depth);
		say(m, one_in(m, 40) ? "-\t" : "- ");
		block_value(m, depth);
	}
}

static void separator(struct making *m)
{
	static const char *const odd[] = { "---a\n", "---# c\n", "--- # c\n", "--- a\n", "--- {a: b}\n", "--- !a\n", "--- &a0\n", "--- |\n", "---\t\n", "--- \n", "---\xc2\x85", "---\xc2\xa0\n",
		"---\r\n", "---\r", "----\n", "...\n", "...\n---\n", "... # c\n", "...a\n", "%YAML 1.1\n---\n", "%YAML 1.2\n---\n", "%TAG ! x\n---\n", "%a\n", "\n---", " ---\n", "\xef\xbb\xbf---\n",
		"\r---\r", "\xc2\x85---\n", "\xe2\x80\xa8---\n", "---\n---\n", "---#\xc3\xa9\n", "---\xe3\x80\x80\n", "--- \xc2\x85# c\n", "---\v\n" };

	say(m, one_in(m, 3) ? PICK(m, odd) : "---\n");
}

static void document(struct making *m)
{
	m->anchors = 0;
	switch (make_random(m, 12)) {
	case 0:
		flow(m, 0);
		line_end(m);
		break;
	case 1:
		block_value(m, one_in(m, 2) ? 0 : DEEPEST);
		break;
	default:
		block(m, 0);
	}
}

/* A list of many aliases, around what is allowed. */
static void many_aliases(struct making *m)
{
	size_t n = make_random(m, 1200), wide = 1 + make_random(m, 30);

	say(m, "a: &a [");
	for (size_t i = 0; i < wide; i++)
		say(m, "x, ");
	say(m, "]\nb: [");
	for (size_t i = 0; i < n; i++)
		say(m, one_in(m, 2) ? "*a, " : "*a,x, ");
	say(m, "]\n");
}

static void put_wide(struct buf *out, unsigned char c, bool little)
{
	buf_putc(out, (char)(little ? c : 0));
	buf_putc(out, (char)(little ? 0 : c));
}

void make_text(struct making *m)
{
	static const char *const bad[] = { "\x01", "\x7f", "\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xef\xbf\xbe", "\xc2\x80", "\xf4\x90\x80\x80" };
	struct buf copy = BUF_INIT;

	if (one_in(m, 30))
		say(m, "\xef\xbb\xbf");
	if (one_in(m, 500)) {
		many_aliases(m);
		return;
	}
	if (one_in(m, 6))
		separator(m);
	for (size_t n = 1 + make_random(m, 3); n-- > 0;) {
		document(m);
		if (n > 0 || one_in(m, 10))
			separator(m);
	}
	if (one_in(m, 20))
		say(m, PICK(m, bad));
	if (one_in(m, 6) && m->out.n > 0)
		m->out.n--;
	if (one_in(m, 300)) {
		bool little = one_in(m, 2);

		buf_add(&copy, little ? "\xff\xfe" : "\xfe\xff", 2);
		for (size_t i = 0; i < m->out.n; i++)
			put_wide(&copy, (unsigned char)m->out.at[i], little);
		buf_clear(&m->out);
		buf_add(&m->out, copy.at, copy.n);
		buf_release(&copy);
	}
}

/* One change: bytes left out, put in, doubled, taken from another text. */
static void change(struct making *m, const struct lump *other)
{
	static const char *const pieces[] = { " ", "\t", "\n", "\r", ":", ": ", "- ", "?", "? ", "#", " #", ",", "[", "]", "{", "}", "&a ", "*a", "!!str ", "!", "|\n", ">\n", "'", "\"", "\\", "\\/", "\\'",
		"%", "---\n", "\n---\n", "\n...\n", "---#", "<<: ", "~", "\xef\xbb\xbf", "\xc2\x85", "\xe2\x80\xa8", "\xc2\xa0", "0", ".", "_", "e", "-", "+", "\xff", "\x01", "\n\n", "\r\n", "  " };
	struct buf old = m->out;
	size_t at = make_random(m, old.n + 1), n = make_random(m, one_in(m, 4) ? 30 : 3);
	const char *piece = PICK(m, pieces);

	if (n > old.n - at)
		n = old.n - at;
	m->out = (struct buf)BUF_INIT;
	buf_add(&m->out, old.at, at);
	switch (make_random(m, 6)) {
	case 0:
		at += n;
		break;
	case 1:
		buf_add(&m->out, old.at + at, n);
		break;
	case 2:
		if (other->n > 0) {
			size_t from = make_random(m, other->n), count = make_random(m, 60);

			buf_add(&m->out, other->bytes + from, count < other->n - from ? count : other->n - from);
		}
		break;
	default:
		buf_puts(&m->out, piece);
		at += one_in(m, 2) && at < old.n ? 1 : 0;
		break;
	}
	buf_add(&m->out, old.at + at, old.n - at);
	buf_release(&old);
}

void make_changed(struct making *m, const struct lump *text, const struct lump *other)
{
	buf_add(&m->out, text->bytes, text->n);
	for (size_t n = 1 + make_random(m, 3); n-- > 0 && m->out.n > 0;)
		change(m, other);
	if (one_in(m, 20))
		m->out.n = make_random(m, m->out.n + 1);
}
