/* SPDX-License-Identifier: ISC */
/* What each host answers: see icmphosts.h. */
#include "base/now.h"
#include "icmphosts/icmphosts.h"

#include <arpa/inet.h>
#include <netinet/ip_icmp.h>
#include <stdlib.h>
#include <string.h>

enum { ROUTER = 254 };   /* reports errors: 203.0.113.254 */
enum { DAY = 86400000 }; /* milliseconds */

#define WRONG UINT32_C(3600000) /* what times are off by that the client must not believe */

/* The time of day of a clock, in milliseconds. */
static uint32_t time_of_day(int64_t time)
{
	return (uint32_t)(time / MILLISECOND % DAY);
}

/* A reply from the destination of the request. */
static struct packet reply_to(const struct packet *request, uint32_t receive, uint32_t transmit)
{
	struct packet reply = *request;

	reply.ip.saddr = request->ip.daddr;
	reply.ip.daddr = request->ip.saddr;
	reply.stamp.type = ICMP_TIMESTAMPREPLY;
	reply.stamp.checksum = 0;
	reply.stamp.receive = htonl(receive);
	reply.stamp.transmit = htonl(transmit);
	return reply;
}

static struct packet right_reply(const struct packet *request, int64_t offset)
{
	uint32_t now = time_of_day(now_local() + offset);

	return reply_to(request, now, now);
}

/* The report of a router that the request failed: RFC 792 quotes its IP header and 8 bytes. */
static void report(const struct packet *request, uint8_t type, uint8_t code, int identifier_change)
{
	struct packet report = *request;

	report.ip.saddr = htonl(0xcb007100 | ROUTER);
	report.ip.daddr = request->ip.saddr;
	memset(report.message, 0, sizeof report.message);
	report.message[0] = type;
	report.message[1] = code;
	memcpy(report.message + 8, &request->ip, sizeof request->ip);
	memcpy(report.message + 8 + sizeof request->ip, request->message, 8);
	report.message[8 + sizeof request->ip + 5] ^= (uint8_t)identifier_change;
	report.size = 8 + sizeof request->ip + 8;
	send_after(report, 0);
}

/* Replies that a client must ignore, each for another reason and with a wrong time; then the right
 * one. */
static void send_false_replies(const struct packet *request, int64_t offset)
{
	uint32_t wrong = (time_of_day(now_local()) + WRONG) % DAY;
	struct packet false_reply = reply_to(request, wrong, wrong);
	struct packet packet;

	packet = false_reply;
	packet.stamp.checksum = 1; /* added to the right one */
	send_after(packet, 0);
	packet = false_reply;
	packet.stamp.identifier ^= htons(1);
	send_after(packet, 0);
	packet = false_reply;
	packet.stamp.sequence ^= htons(1);
	send_after(packet, 0);
	packet = false_reply;
	packet.stamp.originate ^= htonl(1);
	send_after(packet, 0);
	packet = false_reply;
	packet.stamp.code = 1;
	send_after(packet, 0);
	packet = false_reply;
	packet.size -= 4;
	send_after(packet, 0);
	packet = false_reply;
	packet.ip.saddr ^= htonl(128);
	send_after(packet, 0);
	report(request, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 1);
	send_after(right_reply(request, offset), 0);
	send_after(false_reply, 0);
}

/* The path takes up to 40 ms there and 10 ms back, and loses a tenth of the requests, but none with
 * an odd number. The host takes up to 5 ms. */
static void answer_from_afar(const struct packet *request, int64_t offset)
{
	int64_t there = random() % 40 * MILLISECOND;
	int64_t inside = random() % 5 * MILLISECOND;
	int64_t back = random() % 10 * MILLISECOND;
	int64_t received = now_local() + there + offset;

	if (ntohs(request->stamp.sequence) % 2 != 0 || random() % 5 != 0)
		send_after(reply_to(request, time_of_day(received), time_of_day(received + inside)),
			there + inside + back);
}

/* Sends the least significant byte first. In the first reply it is 0, so that the right order gives
 * a time of day as well, and the time is up to 256 ms late. In the others it is at least 6, which
 * is too much for a time of day. */
static void answer_ambiguously(const struct packet *request, int64_t offset)
{
	uint32_t now = time_of_day(now_local() + offset);
	uint32_t wait = 0;

	if (request->stamp.sequence == 0)
		now &= ~UINT32_C(0xff);
	else if ((now & 0xff) < 6)
		wait = 6 - (now & 0xff);
	now = __builtin_bswap32(now + wait);
	send_after(reply_to(request, now, now), wait * MILLISECOND);
}

/* Up to three replies: each is the right one with random mistakes and of a random size, or all of
 * it is random, such as the type. */
static void answer_with_garbage(const struct packet *request, int64_t offset)
{
	for (long replies = random() % 4; replies > 0; replies--) {
		struct packet packet = right_reply(request, offset);
		long mistakes = random() % 4;

		if (random() % 4 == 0) {
			packet.size = 8 + (size_t)random() % (sizeof packet.message - 8);
			mistakes = random() % 128;
		}
		while (mistakes-- > 0)
			packet.message[(size_t)random() % packet.size] = (uint8_t)random();
		send_after(packet, 0);
	}
}

/* Only once: at 20:00 or 04:00, whichever is far away, with the least significant byte first, whose
 * high bit is set. */
static void answer_doubtfully(const struct packet *request, uint32_t now)
{
	uint32_t far = now < 12 * 3600 * 1000 ? 20 * 3600 * 1000 : 4 * 3600 * 1000;

	if (request->stamp.sequence == 0)
		send_after(reply_to(request, __builtin_bswap32(far | 0x80),
				   __builtin_bswap32(far | 0x80)),
			0);
}

static void answer_with_fault(const struct packet *request, int64_t offset)
{
	uint32_t now = time_of_day(now_local() + offset);
	bool is_first = request->stamp.sequence == 0;

	switch (ntohl(request->ip.daddr) & 0xff) {
	case 1:
		send_after(right_reply(request, offset), 0);
		break;
	case 2: /* the bit for times that are not in milliseconds since midnight UTC; the other one
		   keeps the time in reverse order from being one of a day */
		send_after(reply_to(request, 0x80000080 | now, 0x80000080 | now), 0);
		break;
	case 3: /* the least significant byte first */
		send_after(reply_to(request, __builtin_bswap32(now), __builtin_bswap32(now)), 0);
		break;
	case 4:
		send_false_replies(request, offset);
		break;
	case 5: /* does not know the time */
		send_after(reply_to(request, 0, 0), 0);
		break;
	case 6: /* returns the time of the client */
		send_after(reply_to(request, ntohl(request->stamp.originate),
				   ntohl(request->stamp.originate)),
			0);
		break;
	case 7: /* seconds since 1970 */
		send_after(reply_to(request, 0x65432177, 0x65432178), 0);
		break;
	case 8: /* back in time */
		send_after(reply_to(request, now, now - 2), 0);
		break;
	case 9:
		report(request, ICMP_DEST_UNREACH, ICMP_PKT_FILTERED, 0);
		break;
	case 10:
		report(request, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0);
		break;
	case 11:
		report(request, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0);
		break;
	case 12: /* the first request is lost */
		if (!is_first)
			send_after(right_reply(request, offset), 0);
		break;
	case 13: /* the reply to the first request arrives after the second request, and alone */
		if (is_first)
			send_after(right_reply(request, offset), 900 * MILLISECOND);
		break;
	case 14:
		answer_ambiguously(request, offset);
		break;
	case 16:
		answer_doubtfully(request, now);
		break;
	default:
		break; /* silent */
	}
}

void answer(const struct packet *request, int64_t offset)
{
	if (request->ip.protocol != IPPROTO_ICMP || request->stamp.type != ICMP_TIMESTAMP)
		return;
	if (ntohl(request->ip.daddr) >> 16 == 0xc613)
		answer_with_garbage(request, offset);
	else if (ntohl(request->ip.daddr) >> 24 == 198)
		answer_from_afar(request, offset);
	else
		answer_with_fault(request, offset);
}
