# SPDX-License-Identifier: ISC
# What hello greets with, and how a client asks it.

hello=$services/hello

# greeting NAME: the pattern of a greeting
greeting() {
  echo "^Hello there, $1, it's now (Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 123][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4}\$"
}

# in_mounts SETUP PROGRAM [ARG...]: sets $private to the command that runs the program with its own mounts, after SETUP
in_mounts() {
  private=(unshare --mount sh -c "set -e; $1; shift; exec \"\$@\"" sh "$@")
}

ask() {
  need "$client"
  run "$client" get 127.0.0.1 "$port"
  assert_status 0
}

# now: the local time as ctime(3) formats it
now() {
  date '+%a %b %e %H:%M:%S %Y'
}
