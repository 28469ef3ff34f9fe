# SPDX-License-Identifier: ISC
# One line for each contender, named at its end.
height = 500
set datafile separator "\t"
load here . "/style.gnuplot"
stats rows using 1 name "sizes" nooutput
stats rows using 4 name "values" nooutput
set logscale xy
set xlabel across textcolor "#444444" offset 0, 0.4
set bmargin 9
set format x "%.0s%c"
set format y "%.0s%c"
set xrange [sizes_min:sizes_max]
set key at screen 0.04, screen 0.22 left top vertical maxrows 4 Left reverse samplen 1 font ",12"
array colors[8] = ["#2f6fb3", "#d1495b", "#3a9d5d", "#e09f3e", "#7a5195", "#5c6b73", "#00a6a6", "#8c564b"]
plot for [i = 0:sizes_blocks - 1] rows index i using 1:4:3:5 with yerrorlines linewidth 1.5 pointtype 7 pointsize 0.5 \
  linecolor rgb colors[1 + i % 8] title system(sprintf("awk -F'\\t' -v RS= 'NR == %d { print $2 }' %s", i + 1, rows))
