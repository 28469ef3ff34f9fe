# SPDX-License-Identifier: ISC
# One bar for each contender, the first on top; ours are blue.
set datafile separator "\t"
stats rows using 4 name "values" nooutput
count = values_records
height = 165 + 22 * count
load here . "/style.gnuplot"
set logscale x
set yrange [count - 0.4:-0.6]
set border 1
set bmargin 4.5
set ytics scale 0
unset grid
set grid xtics
set format x "%.0s%c"
left = values_min / 3
set xrange [left:values_max * 4]
is_ours(name) = strstrt(name, "our ") > 0 || strstrt(name, "shared") > 0
color(name) = is_ours(name) ? 0x2f6fb3 : 0xb4bcc4
plot rows using (left):0:(left):4:($0 - 0.36):($0 + 0.36):(color(strcol(2))):ytic(2) \
       with boxxyerror fillstyle solid noborder linecolor rgb variable notitle, \
     rows using 4:0:3:5 with xerrorbars pointtype 0 linecolor "#222222" notitle, \
     rows using 5:0:(sprintf($4 < 10 ? "%.2f" : $4 < 100 ? "%.1f" : "%.0f", $4)) with labels left offset 0.6, 0 font ",12" notitle
