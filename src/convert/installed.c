/* SPDX-License-Identifier: ISC */
/* The socket units that are installed: see installed.h. */
#include "convert/installed.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static const char standard[] = "/etc/systemd/system:/run/systemd/system:"
			       "/usr/local/lib/systemd/system:/lib/systemd/system:"
			       "/usr/lib/systemd/system";

/* What the file of a socket says. */
struct socket_file {
	struct installed_unit unit;
	char *service; /* of Service= */
	bool accepts;
	int error;
};

static bool ends_with(const char *text, const char *end)
{
	size_t size = strlen(text);

	return size > strlen(end) && strcmp(text + size - strlen(end), end) == 0;
}

/* Opens a regular file. Others, such as a FIFO, could block for ever. */
static FILE *open_regular(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat there;
	FILE *file = NULL;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &there) == 0 && S_ISREG(there.st_mode))
		file = fdopen(fd, "r");
	if (file == NULL)
		close(fd);
	return file;
}

/* Opens the unit in the first directory that has it. Returns NULL if there is none, or what is
 * there is no file, such as the link to /dev/null of a masked unit. */
static FILE *open_unit(const char *directories, const char *name)
{
	FILE *file = NULL;
	bool is_found = false;

	while (!is_found && *directories != '\0') {
		size_t size = strcspn(directories, ":");
		struct stat there;
		char *path;

		if (asprintf(&path, "%.*s/%s", (int)size, directories, name) < 0)
			return NULL;
		is_found = lstat(path, &there) == 0;
		if (is_found)
			file = open_regular(path);
		free(path);
		directories += size + (directories[size] == ':');
	}
	return file;
}

/* Calls on_setting for each KEY=VALUE of a unit. A value that continues on the next line is cut. */
static void read_settings(FILE *file,
	void (*on_setting)(const char *key, const char *value, void *userdata), void *userdata)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, file) > 0) {
		char *key = line + strspn(line, " \t");
		char *value = strchr(key, '=');

		if (value == NULL || *key == '#' || *key == ';')
			continue;
		*value++ = '\0';
		key[strcspn(key, " \t")] = '\0';
		value += strspn(value, " \t");
		value[strcspn(value, "\r\n")] = '\0';
		on_setting(key, value, userdata);
	}
	free(line);
}

/* Takes "69", "127.0.0.1:69" and "[::1]:69". */
static void add_port(struct socket_file *self, int type, const char *value)
{
	const char *last = strrchr(value, ':');
	const char *digits = last == NULL ? value : last + 1;
	struct installed_port *ports;

	/* Without a value it takes back all that the unit listens on, of any type. */
	if (*value == '\0')
		self->unit.port_count = 0;
	if (!isdigit((unsigned char)*digits) || strchr(value, '/') != NULL)
		return;
	ports = reallocarray(self->unit.ports, self->unit.port_count + 1, sizeof *ports);
	if (ports == NULL) {
		self->error = -ENOMEM;
		return;
	}
	self->unit.ports = ports;
	ports[self->unit.port_count++] =
		(struct installed_port){type, (unsigned)strtoul(digits, NULL, 10)};
}

static bool is_true(const char *value)
{
	return strcasecmp(value, "on") == 0 ||
	       (value[0] != '\0' && strchr("yYtT1", value[0]) != NULL);
}

static void take_socket(const char *key, const char *value, void *userdata)
{
	struct socket_file *self = userdata;

	if (strcmp(key, "ListenStream") == 0)
		add_port(self, SOCK_STREAM, value);
	else if (strcmp(key, "ListenDatagram") == 0)
		add_port(self, SOCK_DGRAM, value);
	else if (strcmp(key, "Accept") == 0)
		self->accepts = is_true(value);
	else if (strcmp(key, "Service") == 0 && self->service == NULL)
		self->service = strdup(value);
}

static void take_service(const char *key, const char *value, void *userdata)
{
	struct installed_unit *self = userdata;

	if (strcmp(key, "ExecStart") != 0 || self->program != NULL)
		return;
	value += strspn(value, "-@:+!");
	self->program = strndup(value, strcspn(value, " \t"));
}

/* Finds the program that the socket starts. */
static void read_service(struct socket_file *self, const char *directories)
{
	int stem = (int)(strlen(self->unit.name) - strlen(".socket"));
	char *name = NULL;
	FILE *file;

	if (self->service == NULL && asprintf(&name, "%.*s%s.service", stem, self->unit.name,
					     self->accepts ? "@" : "") < 0) {
		self->error = -ENOMEM;
		return;
	}
	file = open_unit(directories, self->service != NULL ? self->service : name);
	free(name);
	if (file == NULL)
		return;
	read_settings(file, take_service, &self->unit);
	fclose(file);
}

bool installed_has(const struct installed *self, const char *name)
{
	for (size_t i = 0; i < self->count; i++)
		if (strcmp(self->units[i].name, name) == 0)
			return true;
	return false;
}

static void free_unit(struct installed_unit *self)
{
	free(self->name);
	free(self->program);
	free(self->ports);
}

static int read_socket(struct installed *self, const char *directories, const char *name)
{
	struct socket_file found = {.unit.name = strdup(name)};
	FILE *file = open_unit(directories, name);
	struct installed_unit *units = NULL;

	if (file != NULL) {
		read_settings(file, take_socket, &found);
		fclose(file);
	}
	if (found.unit.name == NULL)
		found.error = -ENOMEM;
	else
		read_service(&found, directories);
	free(found.service);
	if (found.error == 0)
		units = reallocarray(self->units, self->count + 1, sizeof *units);
	if (units == NULL) {
		free_unit(&found.unit);
		return -ENOMEM;
	}
	self->units = units;
	units[self->count++] = found.unit;
	return 0;
}

/* Reads the sockets of the directory at this place of the list. */
static int read_directory(struct installed *self, const char *directories, const char *path)
{
	DIR *directory = opendir(path);
	const struct dirent *entry;
	int error = 0;

	if (directory == NULL)
		return 0;
	/* Only this thread reads the directory. */
	while (error == 0 && (entry = readdir(directory)) != NULL)
		if (ends_with(entry->d_name, ".socket") &&
			strncmp(entry->d_name, "xinetd-", strlen("xinetd-")) != 0 &&
			!installed_has(self, entry->d_name))
			error = read_socket(self, directories, entry->d_name);
	closedir(directory);
	return error;
}

int installed_read(const char *directories, struct installed *ret_installed)
{
	struct installed self = {NULL, 0};
	int error = 0;

	if (directories == NULL)
		directories = standard;
	for (const char *next = directories; error == 0 && *next != '\0';) {
		size_t size = strcspn(next, ":");
		char *path = strndup(next, size);

		error = path == NULL ? -ENOMEM : read_directory(&self, directories, path);
		free(path);
		next += size + (next[size] == ':');
	}
	if (error < 0)
		installed_free(&self);
	else
		*ret_installed = self;
	return error;
}

void installed_free(struct installed *self)
{
	for (size_t i = 0; i < self->count; i++)
		free_unit(&self->units[i]);
	free(self->units);
	*self = (struct installed){NULL, 0};
}

bool installed_listens(const struct installed_unit *self, int type, unsigned port)
{
	for (size_t i = 0; i < self->port_count; i++)
		if (self->ports[i].type == type && self->ports[i].port == port)
			return true;
	return false;
}

unsigned installed_first_port(const struct installed_unit *self, int type)
{
	for (size_t i = 0; i < self->port_count; i++)
		if (self->ports[i].type == type)
			return self->ports[i].port;
	return 0;
}
