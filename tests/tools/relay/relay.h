/* SPDX-License-Identifier: ISC */
/*
 * A network path to a server that is longer than loopback: forwards connections or datagrams after
 * a delay and a random jitter for each direction, and loses some datagrams.
 *
 * Everything on its way waits in the queue of its direction: data, and for TCP also the connection
 * itself and its end, in order. The schedule finds the queue that is due first.
 */
#ifndef INETKIT_TESTS_RELAY_RELAY_H
#define INETKIT_TESTS_RELAY_RELAY_H

#include "common/address.h"
#include "common/events.h"

#include <stddef.h>
#include <stdint.h>

enum {
	READ_SIZE = 65536,            /* bytes per read */
	QUEUE_SIZE = 4 * 1024 * 1024, /* stop reading when a queue holds this many bytes */
	PORTS = 65536,
};

/* A direction; also the side that it comes from: the client, the server. */
enum { TO_SERVER, TO_CLIENT };

enum item_kind { ITEM_CONNECT, ITEM_DATA, ITEM_END, ITEM_RESET };

struct item {
	struct item *next;
	int64_t due; /* now_monotonic() */
	enum item_kind kind;
	size_t size;
	size_t sent;
	char data[];
};

/* One direction: what one side has sent and the other has not received. */
struct queue {
	struct session *session;
	int direction;
	int fd;           /* the socket of the side that it comes from, or -1 */
	uint32_t events;  /* watched on that socket */
	bool has_ended;   /* the side sends no more */
	bool has_hung_up; /* and receives no more */
	bool is_blocked;  /* the other side's socket is full */
	size_t size;      /* bytes */
	int64_t last_due;
	struct item *first;
	struct item **end;
};

/* A client's connection and the one to the server; or a client and the socket for its datagrams. */
struct session {
	struct queue queues[2];
	unsigned scheduled; /* entries of the schedule */
	bool is_closed;
	struct sockaddr_in client;
	struct session *next;
};

struct entry;

struct relay {
	bool is_udp;
	int64_t delay[2];  /* nanoseconds */
	int64_t jitter[2]; /* maximum, nanoseconds */
	double loss[2];    /* 0 to 1 */
	struct address target;
	struct events events;
	int listener;
	struct {
		struct entry *entries;
		size_t count, room;
		uint64_t number;
	} schedule;
	struct session *clients[PORTS]; /* UDP, by the client's port */
	struct session *closed;         /* freed after the current events */
};

/* --- relay.c --- */

/* A non-blocking socket connected, or connecting, to the target; -1 on errors. */
int relay_connect(const struct relay *self);

/* Watch a queue's socket for input while there is room, and for output if it was full. */
void relay_watch(struct relay *self, struct queue *queue);

/* --- schedule.c: a heap of times --- */

void schedule_add(struct relay *self, struct queue *queue, int64_t due);

/* Remove the first entry that is due and return its queue; NULL if none is due yet. */
struct queue *schedule_take(struct relay *self);

/* Set the timer to the first entry. */
void schedule_set_timer(struct relay *self);

/* --- session.c --- */

struct session *session_new(int client);

/* Close the sockets and free what is queued; the session itself is freed later. */
void session_close(struct relay *self, struct session *session);

/* Free the closed sessions that the schedule no longer refers to. Not while handling events. */
void session_free_closed(struct relay *self);

struct queue *queue_opposite(struct queue *queue);

/* Queue an item; it is due after the delay and the jitter of the direction. */
void queue_add(struct relay *self, struct queue *queue, enum item_kind kind, const char *data,
	size_t size);

void queue_remove_first(struct queue *queue);

/* --- stream.c: TCP --- */

void stream_accept(struct relay *self);
void stream_on_events(struct relay *self, struct queue *queue, uint32_t events);

/* Deliver what is due. */
void stream_deliver(struct relay *self, struct queue *queue);

/* --- datagram.c: UDP --- */

void datagram_receive(struct relay *self);
void datagram_on_reply(struct relay *self, struct queue *queue);
void datagram_deliver(struct relay *self, struct queue *queue);

#endif
