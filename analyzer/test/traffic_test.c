/* Suite of traffic: what becomes of requests, by the cases of testdata/traffic; and values of policies against texts. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "test/run.h"
#include "test/traffic_query.h"
#include "test/tree.h"
#include "traffic/value.h"

#ifndef TESTDATA
#define TESTDATA "testdata"
#endif

static struct arena kept;
static struct tree_names cases;

START_TEST(test_cases)
{
	const struct mesh_query *const tables[] = { traffic_queries, NULL };

	mesh_case_run(arena_printf(&kept, TESTDATA "/traffic/%s", cases.names.at[_i]), keys, n_keys, tables);
}
END_TEST

/* What a value takes, by the function that is asked. */
struct row {
	char how; /* v: value_takes; i: the same, case ignored; s: stars; t: template; a: address */
	const char *value, *text;
	bool takes;
};

static const struct row rows[] = {
	{ 'v', "*", "a", true }, { 'v', "*", "", false },
	{ 'v', "a", "a", true }, { 'v', "a", "ab", false }, { 'v', "a", "A", false }, { 'i', "a", "A", true },
	{ 'v', "a*", "a", true }, { 'v', "a*", "ab", true }, { 'v', "a*", "ba", false }, { 'i', "a*", "AB", true },
	{ 'v', "*a", "a", true }, { 'v', "*a", "ba", true }, { 'v', "*a", "ab", false }, { 'v', "*ba", "a", false },
	{ 'v', "a*b", "axb", false }, { 'v', "a*b", "a*b", true }, { 'v', "*a*", "xa*", true }, { 'v', "*a*", "xay", false },
	{ 'v', "abc*", "ab", false }, { 'v', "*abc", "bc", false }, { 'v', "*", "*", true },
	{ 'v', "**", "x*", true }, { 'v', "**", "x", false }, { 'v', "", "", true }, { 'v', "", "a", false },
	{ 's', "*", "", true }, { 's', "a*b", "ab", true }, { 's', "a*b", "axxb", true }, { 's', "a*b", "axbx", false },
	{ 's', "*ab*ab", "abxab", true }, { 's', "*ab*ab", "aab", false }, { 's', "a**", "a", true }, { 's', "a", "ab", false },
	{ 't', "/a/{*}", "/a/b", true }, { 't', "/a/{*}", "/a/", false }, { 't', "/a/{*}", "/a/b/c", false }, { 't', "/a/{*}", "/a/b/", false },
	{ 't', "/a/{*}/c", "/a/b/c", true }, { 't', "/a/{*}/c", "/a/b/d", false }, { 't', "/{*}/{*}", "/a/b", true }, { 't', "/{*}/{*}", "/a", false },
	{ 't', "/a/{**}", "/a/", true }, { 't', "/a/{**}", "/a/b/c", true }, { 't', "/a/{**}", "/a", false }, { 't', "/{**}", "/", true },
	{ 't', "/{*}/b/{**}", "/a/b/", true }, { 't', "/{*}/b/{**}", "/a/b", false }, { 't', "/{*}/b/{**}", "/a/c/d", false },
	{ 't', "/a/{*}", "/a/b%20c=d", true }, { 't', "/a/{*}", "/a/b*c", false }, { 't', "/a/{**}", "/a/b\"c", false },
	{ 't', "/a/{**}", "/b/c", false }, { 't', "/{**}", "/a\"", false }, { 't', "/{*}", "/", false }, { 't', "/a*", "/ab", true },
	{ 't', "/a/{*}.js", "/a/b.js", true }, { 't', "/a/{*}.js", "/a/b.js.js", true }, { 't', "/a/{*}.js", "/a/.js", false },
	{ 't', "/a/{*}.js", "/a/b.jsx", false }, { 't', "/a/{*}/{**}/b", "/a/x/y/b", true }, { 't', "/a", "/a", true }, { 't', "/a", "/b", false },
	{ 'a', "10.0.0.1", "10.0.0.1", true }, { 'a', "10.0.0.1", "10.0.0.2", false }, { 'a', "10.0.0.0/24", "10.0.0.255", true },
	{ 'a', "10.0.0.0/24", "10.0.1.0", false }, { 'a', "10.0.0.0/31", "10.0.0.1", true }, { 'a', "10.0.0.0/31", "10.0.0.2", false },
	{ 'a', "0.0.0.0/0", "9.9.9.9", true }, { 'a', "0.0.0.0/0", "::1", false }, { 'a', "fd00::/8", "fd12::1", true }, { 'a', "fd00::/8", "fe12::1", false },
};

START_TEST(test_values)
{
	const struct row *r = &rows[_i];
	bool takes = false;

	switch (r->how) {
	case 'v': takes = value_takes(r->value, r->text, false); break;
	case 'i': takes = value_takes(r->value, r->text, true); break;
	case 's': takes = value_takes_stars(r->value, r->text); break;
	case 't': takes = value_takes_path(r->value, r->text); break;
	case 'a': takes = value_takes_address(r->value, r->text); break;
	}
	ck_assert_msg(takes == r->takes, "%c \"%s\" takes \"%s\": %d", r->how, r->value, r->text, takes);
}
END_TEST

START_TEST(test_forms)
{
	static const char *const addresses[] = { "1.2.3.4", "1.2.3.4/0", "1.2.3.4/32", "::1", "fd00::/128", NULL };
	static const char *const others[] = { "", "1.2.3", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/x", "1.2.3.4/8x", "1.2.3.4/-1", "::1/129", "a",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:0000:1111", NULL };
	static const struct { const char *text; int port; } ports[] = { { "80", 80 }, { "0", 0 }, { "65535", 65535 }, { "65536", -1 }, { "8o", -1 },
		{ "", -1 }, { "-1", -1 }, { "1000000000", -1 }, { "99999999999999999999", -1 }, { "00000000080", 80 }, { " 80", -1 } };

	for (size_t i = 0; addresses[i]; i++)
		ck_assert_msg(value_is_address(addresses[i]), "%s", addresses[i]);
	for (size_t i = 0; others[i]; i++)
		ck_assert_msg(!value_is_address(others[i]), "%s", others[i]);
	for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
		ck_assert_msg(value_port(ports[i].text) == ports[i].port, "%s", ports[i].text);
	ck_assert(value_is_template("/a/{*}") && value_is_template("/{**}") && !value_is_template("/a/*") && !value_is_template("/{a}"));
}
END_TEST

START_TEST(test_paths)
{
	static const struct { enum path_normalization how; const char *from, *to; } paths[] = {
		{ PATH_NONE, "/a/../b", "/a/../b" }, { PATH_BASE, "/a/../b", "/b" }, { PATH_BASE, "/a/./b/.", "/a/b/" }, { PATH_BASE, "/..", "/" },
		{ PATH_BASE, "/a/b/..", "/a/" }, { PATH_BASE, "/a/...", "/a/..." }, { PATH_BASE, "/a//b", "/a//b" }, { PATH_BASE, "/a\\b", "/a/b" },
		{ PATH_BASE, "/%61%2e%2e", "/a.." }, { PATH_BASE, "/a/%2E%2e/b", "/b" }, { PATH_BASE, "/a%2fb", "/a%2fb" }, { PATH_BASE, "/%4", "/%4" },
		{ PATH_BASE, "/ab/.c/d./e", "/ab/.c/d./e" }, { PATH_BASE, "/%4g%4`%g1", "/%4g%4`%g1" }, { PATH_BASE, "/%c3%a9%7E%5f", "/%c3%a9~_" },
		{ PATH_BASE, "/a../b", "/a../b" }, { PATH_BASE, "/a/b/../../../c", "/c" },
		{ PATH_BASE, "/%zz%20", "/%zz%20" }, { PATH_MERGE_SLASHES, "//a///b", "/a/b" }, { PATH_MERGE_SLASHES, "/a%2f%2fb", "/a%2f%2fb" },
		{ PATH_DECODE_AND_MERGE_SLASHES, "/a%2f%5Cb", "/a/b" }, { PATH_DECODE_AND_MERGE_SLASHES, "/a%2F..%2fb", "/b" }, { PATH_BASE, "*", "*" },
	};
	struct arena a = ARENA_INIT;

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		ck_assert_str_eq(path_normalized(&a, paths[i].from, paths[i].how), paths[i].to);
	arena_release(&a);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("traffic");
	TCase *t = tcase_create("requests"), *v = tcase_create("values");
	int status;

	tcase_set_timeout(t, 60);
	cases = tree_cases(&kept, TESTDATA "/traffic", NULL);
	tcase_add_loop_test(t, test_cases, 0, (int)cases.names.n);
	tcase_add_loop_test(v, test_values, 0, (int)(sizeof rows / sizeof *rows));
	tcase_add_test(v, test_forms);
	tcase_add_test(v, test_paths);
	suite_add_tcase(s, t);
	suite_add_tcase(s, v);
	status = suite_run(s, CK_FORK_GETENV);
	arena_release(&kept);
	return status;
}
