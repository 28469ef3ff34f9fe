/* SPDX-License-Identifier: ISC */
/*
 * Checks of the values of xinetd.conf(5), which accept what xinetd accepts. Each returns NULL or
 * what is wrong; see xinetd_check in xinetd_attributes.h.
 */
#ifndef INETKIT_CONVERT_XINETD_VALUES_H
#define INETKIT_CONVERT_XINETD_VALUES_H

#include "convert/model.h"
#include "convert/xinetd_attributes.h"

xinetd_check xinetd_check_address, xinetd_check_deny_time, xinetd_check_env, xinetd_check_flag,
	xinetd_check_integer, xinetd_check_interval, xinetd_check_limit, xinetd_check_load,
	xinetd_check_log_failure, xinetd_check_log_success, xinetd_check_port, xinetd_check_seconds,
	xinetd_check_size, xinetd_check_socket_type, xinetd_check_type, xinetd_check_umask,
	xinetd_check_unsigned, xinetd_check_versions, xinetd_check_yes_no;

/* Checks all values of log_type, at least one. On a mistake, ret_index is that of the value. */
const char *xinetd_check_log_type(
	const struct config_value *values, size_t count, size_t *ret_index);

#endif
