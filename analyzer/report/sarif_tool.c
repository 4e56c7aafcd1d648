/* What SARIF says of the tool: its rules, and the codes of other tools that they answer to. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "report/sarif.h"

#define TAGS_MOST 20          /* GitHub takes no more */
#define DESCRIPTION_MOST 1000 /* GitHub cuts at 1024 characters */

const struct sarif_taxonomy sarif_taxonomies[SARIF_TAXONOMIES] = {
	{
		.prefix = "IST",
		.name = "istioctl-analyze",
		.organization = "Istio",
		.text = "Messages of istioctl analyze",
		.uri = "https://istio.io/latest/docs/reference/config/analysis/",
		.page = "https://istio.io/latest/docs/reference/config/analysis/%s/",
	},
	{
		.prefix = "KIA",
		.name = "kiali-validations",
		.organization = "Kiali",
		.text = "Validations of Kiali",
		.uri = "https://kiali.io/docs/features/validations/",
	},
};

static int code_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The next of the words separated by blanks, copied; NULL at the end. */
static const char *next_word(const char **at, struct arena *a)
{
	const char *word = *at + strspn(*at, " ");
	size_t n = strcspn(word, " ");

	*at = word + n;
	return n ? arena_strndup(a, word, n) : NULL;
}

void sarif_collect_taxa(struct sarif *s)
{
	for (size_t t = 0; t < SARIF_TAXONOMIES; t++) {
		VEC(const char *) codes = { NULL, 0, 0 };
		struct sarif_taxa *taxa = &s->taxa[t];

		for (size_t i = 0; i < s->n_rules; i++) {
			const char *at = s->rules[i]->aliases, *code;

			while (at && (code = next_word(&at, &s->arena)))
				if (strncmp(code, sarif_taxonomies[t].prefix, 3) == 0)
					vec_push(&s->arena, &codes, code);
		}
		if (codes.n)
			qsort(codes.at, codes.n, sizeof *codes.at, code_order);
		taxa->codes = codes.at;
		for (size_t i = 0; i < codes.n; i++)
			if (!taxa->n || strcmp(taxa->codes[taxa->n - 1], codes.at[i]) != 0)
				taxa->codes[taxa->n++] = codes.at[i];
		taxa->index = s->n_taxonomies;
		s->n_taxonomies += taxa->n > 0;
	}
}

static void put_relationship(struct sarif *s, size_t taxonomy, size_t code)
{
	struct json *j = &s->json;

	json_object(j, NULL);
	json_object(j, "target");
	json_text(j, "id", s->taxa[taxonomy].codes[code]);
	json_number(j, "index", code);
	json_object(j, "toolComponent");
	json_text(j, "name", sarif_taxonomies[taxonomy].name);
	json_number(j, "index", s->taxa[taxonomy].index);
	json_end_object(j);
	json_end_object(j);
	json_array(j, "kinds");
	json_text(j, NULL, "relevant");
	json_end_array(j);
	json_end_object(j);
}

static void put_relationships(struct sarif *s, const struct notice *n)
{
	const char *at = n->aliases, *code;

	json_array(&s->json, "relationships");
	while (at && (code = next_word(&at, &s->arena))) {
		for (size_t t = 0; t < SARIF_TAXONOMIES; t++) {
			const struct sarif_taxa *taxa = &s->taxa[t];
			const char **found = taxa->n
				? bsearch(&code, taxa->codes, taxa->n, sizeof *taxa->codes, code_order) : NULL;

			if (found)
				put_relationship(s, t, (size_t)(found - taxa->codes));
		}
	}
	json_end_array(&s->json);
}

/* Append a line of markdown as plain text: without the marks of strong text, and of a link its words only. */
static void add_plain(struct buf *out, const char *line, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *middle = line[i] == '[' ? memchr(line + i, ']', n - i) : NULL;
		const char *close = middle && middle[1] == '(' ? memchr(middle, ')', n - (size_t)(middle - line)) : NULL;

		if (close) {
			buf_add(out, line + i + 1, (size_t)(middle - line) - i - 1);
			i = (size_t)(close - line);
		} else if (line[i] == '*' && i + 1 < n && line[i + 1] == '*') {
			i++;
		} else {
			buf_putc(out, line[i]);
		}
	}
}

/* Append the first paragraph below a heading of the page, its lines joined. */
static void put_paragraph(struct buf *out, const char *markdown, const char *heading)
{
	const char *at = strstr(markdown, heading);

	if (!at)
		return;
	at += strlen(heading);
	at += strspn(at, "\n");
	while (*at && *at != '\n' && *at != '#' && strncmp(at, "```", 3) != 0) {
		size_t n = strcspn(at, "\n");

		buf_putc(out, ' ');
		add_plain(out, at, n);
		at += n + (at[n] == '\n');
	}
}

/* The summary and the reason why the rule is there, no longer than GitHub takes. */
static void put_description(struct sarif *s, const struct notice *n)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "%s.", n->summary);
	if (n->page)
		put_paragraph(&text, n->page->markdown, "\n## Why it matters\n");
	if (text.n > DESCRIPTION_MOST) {
		text.n = DESCRIPTION_MOST;
		while (text.n && text.at[text.n - 1] != ' ')
			text.n--;
		buf_puts(&text, "...");
	}
	sarif_message(&s->json, "fullDescription", text.at);
	buf_release(&text);
}

static void put_help(struct sarif *s, const struct notice *n)
{
	struct json *j = &s->json;

	json_object(j, "help");
	json_text(j, "text", n->page ? n->page->markdown : n->summary);
	json_text(j, "markdown", n->page ? n->page->markdown : n->summary);
	json_end_object(j);
	if (s->report->help_url)
		json_text(j, "helpUri", arena_printf(&s->arena, "%s/%s", s->report->help_url, n->code));
}

/* What GitHub reads: problem.severity and precision to sort by, security-severity only of security rules. */
static void put_properties(struct sarif *s, const struct notice *n)
{
	static const char *const problem[] = { "recommendation", "recommendation", "warning", "error" };
	static const char *const score[] = { "2.5", "2.5", "5.0", "7.5" };
	struct json *j = &s->json;
	const char *at = n->aliases, *word;
	size_t tags = 1 + !!n->category;

	json_object(j, "properties");
	json_array(j, "tags");
	json_text(j, NULL, "istio");
	if (n->category)
		json_text(j, NULL, n->category);
	for (; tags < TAGS_MOST && at && (word = next_word(&at, &s->arena)); tags++)
		json_text(j, NULL, word);
	json_end_array(j);
	json_text(j, "precision", "high");
	json_text(j, "problem.severity", problem[n->severity]);
	if (n->category && strcmp(n->category, "security") == 0)
		json_text(j, "security-severity", score[n->severity]);
	json_end_object(j);
}

static void put_rule(struct sarif *s, const struct notice *n)
{
	struct json *j = &s->json;

	json_object(j, NULL);
	json_text(j, "id", n->code);
	json_text(j, "name", n->name);
	sarif_message(j, "shortDescription", arena_printf(&s->arena, "%s.", n->summary));
	put_description(s, n);
	put_help(s, n);
	json_object(j, "defaultConfiguration");
	json_text(j, "level", sarif_level(n->severity));
	json_end_object(j);
	put_relationships(s, n);
	put_properties(s, n);
	json_end_object(j);
}

static void put_notification(struct json *j, const char *id, const char *text, const char *help)
{
	json_object(j, NULL);
	json_text(j, "id", id);
	sarif_message(j, "shortDescription", text);
	sarif_message(j, "fullDescription", text);
	sarif_message(j, "help", help);
	json_end_object(j);
}

/* In the order of enum sarif_notification. */
static void put_notifications(struct json *j)
{
	json_array(j, "notifications");
	put_notification(j, "input", "A file or a part of it was not read.",
		"The findings are those of what could be read. Make the file readable, or exclude it.");
	put_notification(j, "undecided", "The files do not say enough about a namespace to judge references to it.",
		"Nothing is reported as missing there. Add the files, or use --world closed if the files are complete.");
	put_notification(j, "cut", "There are more findings than code scanning accepts.",
		"The least severe findings were left out. Use --min-severity or another format.");
	json_end_array(j);
}

void sarif_tool(struct sarif *s)
{
	struct json *j = &s->json;

	json_object(j, "tool");
	json_object(j, "driver");
	json_text(j, "name", "meshlint");
	json_text(j, "semanticVersion", s->report->version);
	json_text(j, "version", s->report->version);
	if (s->report->help_url)
		json_text(j, "informationUri", s->report->help_url);
	sarif_message(j, "shortDescription", "Offline analyzer for Istio configuration.");
	json_array(j, "rules");
	for (size_t i = 0; i < s->n_rules; i++)
		put_rule(s, s->rules[i]);
	json_end_array(j);
	put_notifications(j);
	json_array(j, "supportedTaxonomies");
	for (size_t t = 0; t < SARIF_TAXONOMIES; t++) {
		if (!s->taxa[t].n)
			continue;
		json_object(j, NULL);
		json_text(j, "name", sarif_taxonomies[t].name);
		json_number(j, "index", s->taxa[t].index);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
	json_end_object(j);
}

static void put_taxon(struct sarif *s, const struct sarif_taxonomy *taxonomy, const char *code)
{
	char *small = arena_strdup(&s->arena, code);
	struct json *j = &s->json;

	for (char *c = small; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	json_object(j, NULL);
	json_text(j, "id", code);
	json_text(j, "helpUri", taxonomy->page ? arena_printf(&s->arena, taxonomy->page, small) : taxonomy->uri);
	json_end_object(j);
}

void sarif_put_taxonomies(struct sarif *s)
{
	struct json *j = &s->json;

	json_array(j, "taxonomies");
	for (size_t t = 0; t < SARIF_TAXONOMIES; t++) {
		const struct sarif_taxonomy *taxonomy = &sarif_taxonomies[t];

		if (!s->taxa[t].n)
			continue;
		json_object(j, NULL);
		json_text(j, "name", taxonomy->name);
		json_text(j, "organization", taxonomy->organization);
		json_text(j, "informationUri", taxonomy->uri);
		sarif_message(j, "shortDescription", taxonomy->text);
		json_array(j, "taxa");
		for (size_t i = 0; i < s->taxa[t].n; i++)
			put_taxon(s, taxonomy, s->taxa[t].codes[i]);
		json_end_array(j);
		json_end_object(j);
	}
	json_end_array(j);
}
