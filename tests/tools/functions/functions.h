/* SPDX-License-Identifier: ISC */
/*
 * Functions of inetkit with arguments from a command line. Each prints the result. The comments say
 * which arguments there are.
 */
#ifndef INETKIT_TESTS_FUNCTIONS_FUNCTIONS_H
#define INETKIT_TESTS_FUNCTIONS_FUNCTIONS_H

#include <stdint.h>

/* The whole number in an argument. Aborts if it is none. */
int64_t number(const char *text);

/* --- time.c: replies of RFC 868 --- */

/* UNIX-TIME: the reply in hexadecimal. */
void encode_time(char *arguments[]);

/* REPLY-IN-HEX LOCAL-UNIX-TIME: the Unix time in the reply. */
void decode_time(char *arguments[]);

/* --- daytime.c: replies of RFC 867 --- */

/* A reply on standard input: its Unix time and the advance of the clock, or why it is invalid. */
void decode_daytime(char *arguments[]);

/* A reply on standard input, cut off at each byte, then with each bit flipped: what each gives. */
void damage_daytime(char *arguments[]);

/* UNIX-TIME FORMAT [local]: the reply, in UTC or in the local zone. */
void encode_daytime(char *arguments[]);

/* --- timestamp.c: ICMP time stamps --- */

/* IDENTIFIER SEQUENCE ORIGINATE: the ICMP time stamp request in hexadecimal. */
void encode_timestamp(char *arguments[]);

/* A packet on standard input: what it says. Then each shorter packet, and each with a bit flipped
 * from the ICMP header on. */
void damage_timestamp(char *arguments[]);

/* RECEIVE TRANSMIT LOCAL-MILLISECONDS: the Unix times in milliseconds, and what is unusual. */
void read_timestamps(char *arguments[]);

/* --- access.c: who may come in, and when --- */

/* NAME: whether it is a valid host name. */
void check_name(char *arguments[]);

/*
 * PEER RULE...: whether the peer may come in, and the rule that decides. A RULE begins with "f"
 * (admits) or "x" (refuses). A name ends in "=yes", "=no" or "=unknown": whether it matches.
 */
void admit(char *arguments[]);

/* NAME DOMAIN: whether the name is in the domain. */
void check_domain(char *arguments[]);

/* SPAN...: the minutes of the day that begin or end a part of these spans. */
void list_hours(char *arguments[]);

/* --- candidates.c: the addresses of a host --- */

/* ADDRESS...: the order in which a dial tries these addresses of a host. */
void order_addresses(char *arguments[]);

/* --- text.c: text for a terminal --- */

/* PIECE...: standard input, encoded in pieces of this many bytes, at most 64; once for each size.
 */
void make_visible(char *arguments[]);

/* TEXT [ascii]: what a line shows of it, and how many columns that has; in two locales. */
void show_text(char *arguments[]);

/* COLUMNS TEXT. */
void shorten_text(char *arguments[]);

/* --- figures.c: numbers, and ranges of them --- */

/* TEXT: the microseconds. */
void parse_seconds(char *arguments[]);

/* NUMBER: with at most four significant digits. */
void format_figure(char *arguments[]);

/* BYTES: with a unit. */
void format_bytes(char *arguments[]);

/* MICROSECONDS...: minimum, average, maximum and standard deviation. */
void sum_rtt(char *arguments[]);

/* Reads lines "RANGE LOW HIGH" with the offset's ends in nanoseconds. Prints each range as it is
 * shown and what it says about the offset, or the mistake. */
void judge_ranges(char *arguments[]);

/* --- shared.c: the limits of the shared server --- */

/*
 * PER-SECOND BURST SECONDS OTHERS ADDRESS...: the addresses send 1000 requests per second in turns,
 * and random IPv4 addresses send OTHERS requests per second. Prints how many requests of the
 * addresses passed, and how many of the others.
 */
void limit_rate(char *arguments[]);

/*
 * acknowledged|lost MILLISECONDS [COUNT ADDRESS]...: leaves COUNT connections from each address to
 * a list, and advances its clock by this time. Acknowledged means that the peers have read their
 * replies; all keep their sides open. Prints for each address how many are still open.
 */
void linger(char *arguments[]);

/*
 * echo|other DATA COUNT INTERVAL OTHERS: a peer sends COUNT datagrams to echo or to another
 * service, one per INTERVAL in milliseconds, and OTHERS peers send one in each interval. DATA is
 * the data of the datagrams, or "new" for other data each time, or "reply" for the latest reply of
 * a service that sends new data each time, or "same" for the only reply of a service. Prints how
 * many datagrams of the peer are answered.
 */
void guard_loop(char *arguments[]);

#endif
