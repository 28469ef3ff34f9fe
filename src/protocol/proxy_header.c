/* SPDX-License-Identifier: ISC */
/* The header of the PROXY protocol: see proxy_header.h. */
#include "protocol/proxy_header.h"

#include "protocol/proxy_header_parts.h"

#include <string.h>

const char PROXY_HEADER_INCOMPLETE[] = "the header is incomplete";

enum begins { NO, YES, PERHAPS };

/* The first bytes already tell the versions apart from each other and from other protocols. */
static enum begins begins_with(
	const void *data, size_t size, const char *beginning, size_t beginning_size)
{
	size_t common = size < beginning_size ? size : beginning_size;

	if (memcmp(data, beginning, common) != 0)
		return NO;
	return common == beginning_size ? YES : PERHAPS;
}

const char *proxy_header_parse(
	const void *data, size_t size, unsigned versions, struct proxy_header *ret_header)
{
	enum begins v1 = begins_with(data, size, PROXY_V1_BEGINNING, sizeof PROXY_V1_BEGINNING - 1);
	enum begins v2 = begins_with(data, size, PROXY_V2_SIGNATURE, sizeof PROXY_V2_SIGNATURE - 1);

	if (v1 == YES)
		return (versions & PROXY_HEADER_V1) == 0 ? "a header of version 1 instead of 2"
							 : proxy_v1_parse(data, size, ret_header);
	if (v2 == YES)
		return (versions & PROXY_HEADER_V2) == 0 ? "a header of version 2 instead of 1"
							 : proxy_v2_parse(data, size, ret_header);
	if (v1 == PERHAPS || v2 == PERHAPS)
		return PROXY_HEADER_INCOMPLETE;
	return "no header of the PROXY protocol";
}
