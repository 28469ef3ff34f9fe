/* SPDX-License-Identifier: ISC */
/* The properties that intervals tries. Each function tries one random case. */
#ifndef INETKIT_TESTS_INTERVALS_PROPERTIES_H
#define INETKIT_TESTS_INTERVALS_PROPERTIES_H

#include "intervals/trial.h"

/* --- replies.c: intervals and their intersection --- */

/* Intervals of honest replies and their intersection contain the offset and are not too wide. */
void try_replies(struct trial *trial);

/* A false reply is detected exactly when no offset explains it and an honest one. */
void try_lies(struct trial *trial);

/* The largest offsets, single moments, and nothing known. */
void try_extremes(struct trial *trial);

/* --- estimator.c: probes of a simulated host --- */

/* On any path, the estimate contains the offset. */
void try_narrowing(struct trial *trial);

/* On a steady, short path, each probe halves the interval, and one more confirms it. */
void try_halving(struct trial *trial);

/* A slow first reply, from a server that has to be started, does not prevent a narrow estimate. */
void try_waking(struct trial *trial);

/* Up to ten slow replies in a row do not end an estimate that is wide for its round trip. */
void try_busy(struct trial *trial);

/* A server that rounds instead of truncating seems half a second fast. */
void try_rounding(struct trial *trial);

/* A server that sends even seconds only is detected by the second probe. */
void try_even(struct trial *trial);

/*
 * A clock that is set between two probes: its replies contradict each other, or the estimate is
 * close to the new offset. A step after the recheck goes undetected.
 */
void try_steps(struct trial *trial);

/* --- drift.c --- */

/* The bounds on the drift contain it, and agree with all pairs of measurements. */
void try_drift(struct trial *trial);

/* A step or a change of the rate is detected once no line fits all measurements. */
void try_changes(struct trial *trial);

#endif
