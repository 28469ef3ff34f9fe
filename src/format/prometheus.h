/* Readings as metrics, in the text format 0.0.4 of Prometheus, which the textfile collector of its
 * node_exporter reads: https://prometheus.io/docs/instrumenting/exposition_formats/ */
#ifndef INETKIT_FORMAT_PROMETHEUS_H
#define INETKIT_FORMAT_PROMETHEUS_H

#include "clocks/measurement.h"
#include "clocks/spread.h"

#include <stddef.h>
#include <stdio.h>

/*
 * All metrics, each with the samples of all hosts, and the spread if it is not NULL. Of hosts whose
 * labels are the same only the first counts: a series that is there twice would make the collector
 * drop the whole file. Octets that are not UTF-8 become U+FFFD. 0, or -ENOMEM with nothing written.
 */
int prometheus_put(FILE *file, const struct measurement *measurements, size_t count,
	const struct spread *spread);

#endif
