# SPDX-License-Identifier: ISC
# A copy of the project with what is built, for tests in which make needs another directory, but nothing to compile.

# copy_source DIRECTORY: copies the project there, and $build to DIRECTORY/build, except for test programs and other
# builds; exports WERROR as $build was compiled, because make compiles again if the flags change
copy_source() {
  local project=${BASH_SOURCE[0]%/*}/../..
  mkdir -p "$1/build"
  tar -C "$project" -c --exclude=./.git --exclude=./build . | tar -C "$1" -x
  find "$build" -maxdepth 1 -type f -exec cp -p -t "$1/build" {} +
  cp -a "$build"/{completions,dynamic,examples,firewalld,generated,man,services,static,tcpserver,units,xinetd.d} "$1/build"
  ! grep -qs -e -Werror "$build/static.flags" || export WERROR=1
}
