/*
 * The measure that meshlint is held against: libyaml's parser run bare over
 * the same files, doing nothing with its events. events FOLDER prints files, bytes and events.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <yaml.h>

static unsigned long files, bytes, events;

static void read_events(const char *path, size_t size)
{
	unsigned char *text = malloc(size);
	FILE *f = fopen(path, "rb");
	yaml_parser_t parser;
	yaml_event_t event;
	int more = 1;

	if (!f || !text || fread(text, 1, size, f) != size) {
		perror(path);
		exit(1);
	}
	fclose(f);
	yaml_parser_initialize(&parser);
	yaml_parser_set_input_string(&parser, text, size);
	while (more) {
		if (!yaml_parser_parse(&parser, &event)) {
			fprintf(stderr, "%s: %s\n", path, parser.problem);
			exit(1);
		}
		more = event.type != YAML_STREAM_END_EVENT;
		events++;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	free(text);
	files++;
	bytes += size;
}

static void walk(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;

	if (!d) {
		perror(folder);
		exit(1);
	}
	while ((e = readdir(d))) {
		char path[4096];
		struct stat st;

		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		if (stat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			walk(path);
		else
			read_events(path, (size_t)st.st_size);
	}
	closedir(d);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: events FOLDER\n");
		return 2;
	}
	walk(argv[1]);
	printf("%lu %lu %lu\n", files, bytes, events);
	return 0;
}
