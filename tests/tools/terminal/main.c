/* SPDX-License-Identifier: ISC */
/*
 * terminal: runs a program on a pseudoterminal. Standard input is the keyboard; what the program
 * writes goes to standard output unchanged. With -s, the final screen is written to a file as a
 * person would see it. Ends when the program has closed the terminal, with the program's status.
 */
#include "terminal/screen.h"

#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { FAILED = SCREEN_FAILED };

static int open_terminal(const struct screen *screen, int *ret_program_side)
{
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct winsize size = {
		.ws_row = (unsigned short)screen->rows, .ws_col = (unsigned short)screen->columns};
	struct termios modes;

	if (fd < 0 || grantpt(fd) < 0 || unlockpt(fd) < 0)
		err(FAILED, "posix_openpt");
	*ret_program_side = open(ptsname(fd), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*ret_program_side < 0 || ioctl(*ret_program_side, TIOCSWINSZ, &size) < 0 ||
		tcgetattr(*ret_program_side, &modes) < 0)
		err(FAILED, "terminal");
	modes.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(*ret_program_side, TCSANOW, &modes);
	return fd;
}

static pid_t start(int terminal, char *argv[])
{
	pid_t child = fork();

	if (child < 0)
		err(FAILED, "fork");
	if (child > 0)
		return child;
	/* A shell without job control ignores SIGINT in commands that end in '&'. */
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	setsid();
	ioctl(terminal, TIOCSCTTY, 0);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		dup2(terminal, fd);
	execvp(argv[0], argv);
	err(FAILED, "%s", argv[0]);
}

/* Until no process has the terminal open. */
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
			screen_put(screen, data[i]);
		if (write(STDOUT_FILENO, data, (size_t)n) != n)
			err(FAILED, "standard output");
	}
}

int main(int argc, char *argv[])
{
	static struct screen screen = {.rows = 24, .columns = 80, .has_wrap = true};
	const char *path = NULL;
	int terminal;
	int program_side;
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
	if (argc <= optind || screen.rows < 1 || screen.rows > SCREEN_SIDE_MAX ||
		screen.columns < 1 || screen.columns > SCREEN_SIDE_MAX) {
		fputs("usage: terminal [-r ROWS] [-c COLUMNS] [-s SCREEN-FILE] PROGRAM [ARG...]\n",
			stderr);
		return FAILED;
	}
	terminal = open_terminal(&screen, &program_side);
	child = start(program_side, argv + optind);
	close(program_side);
	relay(&screen, terminal);
	if (waitpid(child, &status, 0) < 0)
		err(FAILED, "waitpid");
	if (path != NULL)
		screen_save(&screen, path);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
