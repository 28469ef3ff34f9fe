/* SPDX-License-Identifier: ISC */
/* Measurements as metrics in the text format 0.0.4 of Prometheus, for the textfile collector of
 * node_exporter: https://prometheus.io/docs/instrumenting/exposition_formats/ */
#ifndef INETKIT_FORMAT_PROMETHEUS_H
#define INETKIT_FORMAT_PROMETHEUS_H

#include "clocks/measurement.h"
#include "clocks/spread.h"

#include <stddef.h>
#include <stdio.h>

/*
 * Writes all metrics, each with a sample per host, and the spread unless it is NULL. Of hosts with
 * the same label only the first has samples: a repeated series would make the collector reject the
 * whole file. Bytes that are not UTF-8 become U+FFFD. Returns 0, or -ENOMEM and has written
 * nothing. Check ferror(3) for failed writes.
 */
int prometheus_put(FILE *file, const struct measurement *measurements, size_t count,
	const struct spread *spread);

#endif
