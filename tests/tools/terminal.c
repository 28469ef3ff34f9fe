/*
 * Run a program on a terminal of its own, whose keys are standard input: what is written to it goes
 * to standard output as it is, and at the end the screen into a file as somebody would see it. Its
 * end is that of the program, with the same status.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { SIDE_MAX = 400, SCROLLED_MAX = 2000, CELL_SIZE = 5, SEQUENCE_SIZE = 16 };

/* One character in UTF-8, or nothing. */
struct cell {
	char text[CELL_SIZE];
};

struct screen {
	int rows, columns;
	struct cell cells[SCROLLED_MAX + SIDE_MAX][SIDE_MAX];
	int top; /* lines that have been scrolled out of the window */
	int row, column;
	bool has_wrap;
	char sequence[SEQUENCE_SIZE]; /* a control sequence so far */
	size_t size;
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "terminal: %s: %s\n", what, strerror(errno));
	exit(125);
}

static void feed_line(struct screen *self)
{
	if (self->row + 1 < self->rows) {
		self->row++;
	} else if (self->top < SCROLLED_MAX) {
		self->top++;
	} else {
		errno = E2BIG;
		fail("screen");
	}
}

static void clear(struct screen *self, int row, int column)
{
	for (; column < self->columns; column++)
		self->cells[self->top + row][column] = (struct cell){""};
}

/* What the client is to use, and nothing else. */
static void obey(struct screen *self)
{
	const char *sequence = self->sequence + 2;
	char last = self->sequence[self->size - 1];

	if (strcmp(sequence, "K") == 0) {
		clear(self, self->row, self->column);
	} else if (strcmp(sequence, "J") == 0) {
		clear(self, self->row, self->column);
		for (int row = self->row + 1; row < self->rows; row++)
			clear(self, row, 0);
	} else if (strcmp(sequence, "?7l") == 0 || strcmp(sequence, "?7h") == 0) {
		self->has_wrap = last == 'h';
	} else if (last == 'A') {
		self->row -= atoi(sequence);
		if (self->row < 0)
			self->row = 0;
	} else if (last != 'm') {
		fprintf(stderr, "terminal: what is ESC %s?\n", self->sequence + 1);
		exit(125);
	}
}

static void put_character(struct screen *self, char octet)
{
	struct cell *cell;

	if ((octet & 0xc0) == 0x80) { /* more of the character before */
		cell = &self->cells[self->top + self->row][self->column - 1];
		if (self->column > 0 && strlen(cell->text) + 1 < sizeof cell->text)
			cell->text[strlen(cell->text)] = octet;
		return;
	}
	if (self->column == self->columns && self->has_wrap) {
		feed_line(self);
		self->column = 0;
	} else if (self->column == self->columns) {
		self->column--;
	}
	cell = &self->cells[self->top + self->row][self->column++];
	*cell = (struct cell){{octet}};
}

static void put(struct screen *self, char octet)
{
	if (self->size > 0 || octet == '\033') {
		self->sequence[self->size++] = octet;
		self->sequence[self->size] = '\0';
		if (self->size + 1 < SEQUENCE_SIZE && (self->size < 3 || octet < '@'))
			return;
		obey(self);
		self->size = 0;
	} else if (octet == '\r') {
		self->column = 0;
	} else if (octet == '\n') {
		feed_line(self);
	} else {
		put_character(self, octet);
	}
}

/* All lines, also those that have left the window, without the empty ones at the end. */
static void save(const struct screen *self, const char *path)
{
	FILE *file = fopen(path, "w");
	int last = self->top + self->rows - 1;

	if (file == NULL)
		fail(path);
	while (last >= 0 && self->cells[last][0].text[0] == '\0')
		last--;
	for (int row = 0; row <= last; row++) {
		for (int column = 0; column < self->columns; column++)
			fputs(self->cells[row][column].text, file);
		fputc('\n', file);
	}
	if (!self->has_wrap)
		fputs("(the terminal does not wrap lines)\n", file);
	fclose(file);
}

static int open_terminal(const struct screen *screen, int *ret_other)
{
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct winsize size = {
		.ws_row = (unsigned short)screen->rows, .ws_col = (unsigned short)screen->columns};
	struct termios modes;

	if (fd < 0 || grantpt(fd) < 0 || unlockpt(fd) < 0)
		fail("posix_openpt");
	*ret_other = open(ptsname(fd), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*ret_other < 0 || ioctl(*ret_other, TIOCSWINSZ, &size) < 0 ||
		tcgetattr(*ret_other, &modes) < 0)
		fail("terminal");
	modes.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(*ret_other, TCSANOW, &modes);
	return fd;
}

static pid_t start(int terminal, char *argv[])
{
	pid_t child = fork();

	if (child < 0)
		fail("fork");
	if (child > 0)
		return child;
	/* A shell without job control starts what ends in '&' with SIGINT ignored. */
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	setsid();
	ioctl(terminal, TIOCSCTTY, 0);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		dup2(terminal, fd);
	execvp(argv[0], argv);
	fail(argv[0]);
}

/* Until nobody has the terminal any more. */
static void relay(struct screen *screen, int terminal)
{
	struct pollfd wait[] = {
		{.fd = terminal, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
	char data[4096];

	for (;;) {
		ssize_t n;

		poll(wait, 2, -1);
		if (wait[1].revents != 0) {
			n = read(STDIN_FILENO, data, sizeof data);
			if (n <= 0 || write(terminal, data, (size_t)n) != n)
				wait[1].fd = -1;
		}
		if (wait[0].revents == 0)
			continue;
		n = read(terminal, data, sizeof data);
		if (n <= 0)
			return;
		for (ssize_t i = 0; i < n; i++)
			put(screen, data[i]);
		if (write(STDOUT_FILENO, data, (size_t)n) != n)
			fail("standard output");
	}
}

int main(int argc, char *argv[])
{
	static struct screen screen = {.rows = 24, .columns = 80, .has_wrap = true};
	const char *path = NULL;
	int terminal;
	int other;
	int option;
	int status;
	pid_t child;

	while ((option = getopt(argc, argv, "+r:c:s:")) != -1)
		if (option == 'r')
			screen.rows = atoi(optarg);
		else if (option == 'c')
			screen.columns = atoi(optarg);
		else if (option == 's')
			path = optarg;
		else
			argc = 0;
	if (argc <= optind || screen.rows < 1 || screen.rows > SIDE_MAX || screen.columns < 1 ||
		screen.columns > SIDE_MAX) {
		fputs("usage: terminal [-r ROWS] [-c COLUMNS] [-s SCREEN-FILE] PROGRAM [ARG...]\n",
			stderr);
		return 125;
	}
	terminal = open_terminal(&screen, &other);
	child = start(other, argv + optind);
	close(other);
	relay(&screen, terminal);
	if (waitpid(child, &status, 0) < 0)
		fail("waitpid");
	if (path != NULL)
		save(&screen, path);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
