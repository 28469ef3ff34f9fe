# SPDX-License-Identifier: ISC
# What the plots have in common. heading is the title; made says when and where the benchmark ran.
set terminal svg noenhanced size 680, height font "sans-serif,14" background "#ffffff" name "bench"
set label 101 heading at screen 0.02, graph 1 offset 0, 1.6 font ",16" textcolor "#222222"
set tmargin 3.5
set label 100 made at screen 0.99, screen 0.02 right font ",11" textcolor "#666666"
set border 3 linecolor "#888888"
set tics nomirror textcolor "#444444"
set grid linecolor "#dddddd" linetype 1
