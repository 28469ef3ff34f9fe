# SPDX-License-Identifier: ISC
# Functions for the reports of the benchmarks. Prepend them to an awk program.

# Sorts in place; values has the indices 1 to count.
function sort(values, count,    i, j, value) {
  for (i = 2; i <= count; i++) {
    value = values[i]
    for (j = i - 1; j >= 1 && values[j] > value; j--)
      values[j + 1] = values[j]
    values[j + 1] = value
  }
}

# Interpolates between the values, which must be sorted; fraction 0.5 is the median.
function quantile(values, count, fraction,    place, below) {
  place = 1 + (count - 1) * fraction
  below = int(place)
  return values[below] + (below < count ? (values[below + 1] - values[below]) * (place - below) : 0)
}
