/* SPDX-License-Identifier: ISC */
/* The Network Time Protocol: see rfc5905.h. */
#include "protocol/rfc5905.h"

#include "protocol/rfc868.h"

#include <stdio.h>
#include <string.h>

#define SECOND INT64_C(1000000000)

/* Section 7.3, figures 8 to 10. */
enum { VERSION_MIN = 3, VERSION = 4 };
enum { MODE_CLIENT = 3, MODE_SERVER = 4 };
enum { LEAP_UNKNOWN = 3, STRATUM_UNSYNCHRONISED = 16 };

/* In seconds: with a second to spare, nanoseconds since 1970 do not overflow. */
#define TIME_MAX (INT64_MAX / SECOND - 1)

/* Where the fields begin. */
enum {
	STRATUM = 1,
	PRECISION = 3,
	ROOT_DELAY = 4,
	ROOT_DISPERSION = 8,
	REFERENCE_ID = 12,
	ORIGINATE = 24,
	RECEIVE = 32,
	TRANSMIT = 40,
};

enum { CODE_SIZE = 4 }; /* of a kiss code */

/* 2^-30 s is less than a nanosecond. */
enum { PRECISION_NANOSECOND = -30 };

static uint32_t read_32(const uint8_t *data)
{
	return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

static uint64_t read_64(const uint8_t *data)
{
	return (uint64_t)read_32(data) << 32 | read_32(data + 4);
}

void rfc5905_encode_request(uint64_t nonce, uint8_t ret_request[RFC5905_SIZE])
{
	memset(ret_request, 0, RFC5905_SIZE);
	ret_request[0] = VERSION << 3 | MODE_CLIENT;
	for (int i = 0; i < 8; i++)
		ret_request[TRANSMIT + i] = (uint8_t)(nonce >> (56 - 8 * i));
}

bool rfc5905_is_reply(const uint8_t *data, size_t size, uint64_t *ret_nonce)
{
	int version;

	if (size < RFC5905_SIZE || (data[0] & 7) != MODE_SERVER)
		return false;
	version = data[0] >> 3 & 7;
	if (version < VERSION_MIN || version > VERSION)
		return false;
	*ret_nonce = read_64(data + ORIGINATE);
	return true;
}

/* The short format, 16.16 bits, as nanoseconds, rounded up. */
static int64_t read_short(const uint8_t *data)
{
	return (int64_t)(((uint64_t)read_32(data) * (uint64_t)SECOND + 0xffff) >> 16);
}

/*
 * A timestamp in the era nearest to a Unix time, in nanoseconds since 1970, rounded down. Returns
 * false if it is beyond TIME_MAX.
 */
static bool read_timestamp(const uint8_t *data, int64_t near, int64_t *ret_time)
{
	int64_t seconds = rfc868_decode(data, near);
	int64_t fraction = (int64_t)((uint64_t)read_32(data + 4) * (uint64_t)SECOND >> 32);

	if (seconds < -TIME_MAX || seconds > TIME_MAX)
		return false;
	*ret_time = seconds * SECOND + fraction;
	return true;
}

/*
 * The precision is a power of 2. Simple servers leave the field 0, which says a second; no clock
 * that is worth asking has less.
 */
static bool read_precision(int exponent, int64_t *ret_precision)
{
	if (exponent > 0)
		return false;
	*ret_precision = exponent < PRECISION_NANOSECOND ? 1 : (SECOND >> -exponent) + 1;
	return true;
}

/*
 * A code of four letters or digits. INIT and STEP are about the server's clock, and the times of
 * such a reply are valid. Section 7.4: a code that begins with X is to be ignored.
 */
bool rfc5905_is_kiss(const uint8_t reply[RFC5905_SIZE])
{
	const uint8_t *code = reply + REFERENCE_ID;

	if (reply[STRATUM] != 0 || code[0] == 'X' || memcmp(code, "INIT", CODE_SIZE) == 0 ||
		memcmp(code, "STEP", CODE_SIZE) == 0)
		return false;
	for (size_t i = 0; i < CODE_SIZE; i++)
		if (!(code[i] >= 'A' && code[i] <= 'Z') && !(code[i] >= '0' && code[i] <= '9'))
			return false;
	return true;
}

static void describe_kiss(const uint8_t *code, char ret_cause[RFC5905_CAUSE_SIZE])
{
	static const struct {
		char code[CODE_SIZE + 1];
		const char *meaning;
	} meanings[] = {
		{"AUTH", "it requires authentication"},
		{"CRYP", "it requires authentication"},
		{"DENY", "it denies access"},
		{"NKEY", "it requires a key"},
		{"NTSN", "it requires NTS"}, /* RFC 8915, section 5.7 */
		{"RATE", "it was asked too often"},
		{"RSTR", "it denies access"},
	};
	const char *meaning = "it refuses to serve";

	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
		if (memcmp(code, meanings[i].code, CODE_SIZE) == 0)
			meaning = meanings[i].meaning;
	snprintf(ret_cause, RFC5905_CAUSE_SIZE, "kiss-o'-death %.*s: %s", CODE_SIZE,
		(const char *)code, meaning);
}

bool rfc5905_decode(const uint8_t reply[RFC5905_SIZE], int64_t near_unix_time,
	struct rfc5905_reply *ret_reply, char ret_cause[RFC5905_CAUSE_SIZE])
{
	struct rfc5905_reply result = {.stratum = reply[STRATUM]};
	int exponent = reply[PRECISION] - (reply[PRECISION] < 128 ? 0 : 256);

	result.is_synchronised = reply[0] >> 6 != LEAP_UNKNOWN && result.stratum > 0 &&
				 result.stratum < STRATUM_UNSYNCHRONISED;
	result.root_delay = read_short(reply + ROOT_DELAY);
	result.root_dispersion = read_short(reply + ROOT_DISPERSION);
	if (rfc5905_is_kiss(reply)) {
		describe_kiss(reply + REFERENCE_ID, ret_cause);
		return false;
	}
	/* Section 6: zero is a time that is not known. */
	if (read_64(reply + RECEIVE) == 0 || read_64(reply + TRANSMIT) == 0) {
		strcpy(ret_cause, "its reply has no time: the server does not know it");
		return false;
	}
	if (!read_precision(exponent, &result.precision)) {
		snprintf(ret_cause, RFC5905_CAUSE_SIZE, "its reply has the precision 2^%d s",
			exponent);
		return false;
	}
	if (!read_timestamp(reply + RECEIVE, near_unix_time, &result.received) ||
		!read_timestamp(reply + TRANSMIT, result.received / SECOND, &result.transmitted)) {
		strcpy(ret_cause, "its time is outside of the years 1678 to 2261");
		return false;
	}
	result.received++; /* it was rounded down by less than that */
	*ret_reply = result;
	return true;
}
