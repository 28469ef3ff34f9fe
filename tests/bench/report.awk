# SPDX-License-Identifier: ISC
# Prints a table of values and appends it to a CSV file, whose name is in csv. Needs quantiles.awk.
# The first file has the targets: figure, contender, other contender, at-least or at-most, and the ratio, or, without another
# contender, the value. The second has the values: figure, contender, round, value, and, if the figure grows with something,
# the size of that.
# The ratio is that to the first contender of the figure at the same size. It is the median of the ratios within each round,
# so that other load on the machine slows down both. There is no ratio to 0.

# Sets count, and low, middle and high: the quartiles of values, or of their ratios to those of another row; "" if there are
# none.
function summarize(row, other,    r, list) {
  count = 0
  for (r = 1; r <= rounds; r++)
    if ((row, r) in value && (other == "" || ((other, r) in value && value[other, r] != 0)))
      list[++count] = value[row, r] / (other == "" ? 1 : value[other, r])
  low = middle = high = ""
  if (count == 0) return
  sort(list, count)
  low = quantile(list, count, 0.25)
  middle = quantile(list, count, 0.5)
  high = quantile(list, count, 0.75)
}

# Four digits, and no exponent.
function show(number) {
  if (number == "") return ""
  if (number >= 1000 || number <= -1000 || number == int(number)) return sprintf("%.0f", number)
  if (number >= 100 || number <= -100) return sprintf("%.1f", number)
  return sprintf("%." (number >= 10 ? 2 : number >= 0.1 ? 3 : 6) "f", number)
}

function show_ratio(number) {
  return number == "" ? "" : sprintf("%.2f", number)
}

function quote(text) {
  gsub(/"/, "\"\"", text)
  return "\"" text "\""
}

FILENAME == ARGV[1] {
  targets[++target_count] = $1 "\t" $2 "\t" $3
  sense[target_count] = $4
  wanted[target_count] = $5
  next
}

{
  row = $1 "\t" $5 "\t" $2
  if (!($1 in figure_seen)) { figure_seen[$1]; figures[++figure_count] = $1 }
  if (!(row in row_seen)) {
    row_seen[row]
    rows[++row_count] = row
    if (!(($1, $5) in base)) base[$1, $5] = row
  }
  value[row, $3] = $4
  if ($3 > rounds) rounds = $3
}

END {
  print "figure,size,contender,rounds,quartile1,median,quartile3,ratio1,ratio,ratio3" >>csv
  for (f = 1; f <= figure_count; f++) {
    printf "\n%-44.44s %9s %9s %9s %7s %6s %6s\n", figures[f], "median", "quartiles", "", "ratio", "quartiles", ""
    for (i = 1; i <= row_count; i++) {
      split(rows[i], part, "\t")
      if (part[1] != figures[f]) continue
      summarize(rows[i], "")
      line = sprintf("%s,%s,%s,%d,%s,%s,%s", quote(part[1]), part[2], quote(part[3]), count, show(low), show(middle), show(high))
      printf "  %-42.42s %9s %9s %9s", (part[2] == "" ? "" : part[2] "  ") part[3], show(middle), show(low), show(high)
      summarize(rows[i], base[part[1], part[2]])
      printf " %7s %6s %6s\n", show_ratio(middle), show_ratio(low), show_ratio(high)
      print line "," show(low) "," show(middle) "," show(high) >>csv
    }
  }
  for (t = 1; t <= target_count; t++) {
    split(targets[t], part, "\t")
    of_ratio = part[3] != ""
    summarize(part[1] "\t\t" part[2], of_ratio ? part[1] "\t\t" part[3] : "")
    if (t == 1) print ""
    sub(/-/, " ", sense[t])
    verdict = (sense[t] ~ /least/ ? middle >= wanted[t] : middle <= wanted[t]) ? "met" : "missed"
    printf "target: %s: \"%s\" is %s %s%s: ", part[1], part[2], sense[t], wanted[t], of_ratio ? " times \"" part[3] "\"" : ""
    if (count == 0) print "not measured"
    else if (of_ratio) printf "%s, %.2f (%.2f to %.2f)\n", verdict, middle, low, high
    else printf "%s, %s (%s to %s)\n", verdict, show(middle), show(low), show(high)
  }
}
