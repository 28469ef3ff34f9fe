#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit ping --format json: its objects.
load helpers/load
load helpers/client
load helpers/network
load helpers/ping

setup() {
  need jq
}

# values FILTER: prints what the filter of jq selects from the objects of the output, one object a line
values() {
  jq -rc "$1" "$out"
}

@test "ping --format json prints an object for each probe, and one for the summary" {
  serve "$services/echo"
  ask ping --format json -c 2 -i 0.01 "127.0.0.1:$port"
  assert_status 0
  assert_text "$err"
  host="\"host\":\"127.0.0.1:$port\",\"address\":\"127.0.0.1\",\"port\":$port"
  sed -E 's/("(rtt|duration)[a-z_]*":)[0-9]+\.[0-9]{6}([,}])/\1T\3/g' "$out" >"$BATS_TEST_TMPDIR/objects"
  assert_text "$BATS_TEST_TMPDIR/objects" "{\"type\":\"received\",$host,\"seq\":1,\"bytes\":32,\"rtt\":T}" \
    "{\"type\":\"received\",$host,\"seq\":2,\"bytes\":32,\"rtt\":T}" \
    "{\"type\":\"summary\",$host,\"bytes\":32,\"transmitted\":2,\"received\":2,\"duplicates\":0,\"altered\":0,\
\"late\":0,\"foreign\":0,\"errors\":0,\"loss\":0.000000,\"duration\":T,\"rtt_min\":T,\"rtt_avg\":T,\"rtt_max\":T,\
\"rtt_mdev\":T,\"error\":null}"
  [ "$(values 'select(.type == "summary") | .rtt_min <= .rtt_avg and .rtt_avg <= .rtt_max and .rtt_max < .duration + 1')" = true ]
}

@test "ping --format json has each probe once, and what else arrives" {
  serve_replies '
    if ($n == 2) { reply($data); reply($data); reply(substr($data, 0, 1) ^ chr(1)); reply(substr($data, 0, 31)) }
    reply($data) if $n == 4'
  ask ping --format json -u -c 5 -i 0.3 -w 2 "127.0.0.1:$port"
  assert_status 0
  assert_text "$err"
  [ "$(values 'select(.type != "summary") | "\(.type) \(.seq) \(.bytes) \(.rtt | type)"' | sort)" = "$(printf '%s\n' \
    'altered null 31 null' 'duplicate 2 32 number' 'foreign null 1 null' 'lost 1 null null' 'lost 3 null null' \
    'lost 5 null null' 'received 2 32 number' 'received 4 32 number')" ] || fail "$(<"$out")"
  [ "$(values 'select(.type == "summary") | [.transmitted, .received, .duplicates, .altered, .foreign, .loss + 0]')" = \
    '[5,2,1,1,1,0.6]' ] || fail "$(<"$out")"
}

@test "ping --format json prints a lost probe once -w is over, and its reply afterwards" {
  serve_replies '$held = $data if $n == 1; reply($held) if $n == 9; reply($data) if $n > 1'
  ask ping --format json -u -c 10 -i 0.5 -w 2 "127.0.0.1:$port"
  assert_status 0
  [ "$(values 'select(.seq == 1) | .type' | tr '\n' ' ')" = 'lost late ' ] || fail "$(<"$out")"
  # Before the probes that were sent later, and not only at the end.
  [ "$(values 'select(.type == "lost" or .seq == 10) | .seq' | tr '\n' ' ')" = '1 10 ' ] || fail "$(<"$out")"
}

@test "ping --format json over TCP has each answered probe once, and the one without a reply as lost" {
  serve_perl 'for (1 .. 3) { $_ = next_request(); syswrite(STDOUT, $_) } next_request()'
  ask ping --format json -c 9 -i 0.001 -w 10 "127.0.0.1:$port"
  assert_status 1
  [ "$(values 'select(.type != "summary") | "\(.type) \(.seq)"' | tr '\n' ',')" = \
    'received 1,received 2,received 3,lost 4,' ] || fail "$(<"$out")"
}

@test "ping -q --format json prints only the summaries, also of hosts that are unknown or dead" {
  private_network
  serve_inside 127.0.0.1:7 "$services/echo"
  serve_unix "$BATS_TEST_TMPDIR/echo" "$services/echo"
  ask ping -q --format json -c 1 127.0.0.1 127.0.0.1:9 $'no\e"such' "unix:$BATS_TEST_TMPDIR/echo"
  assert_status 1
  assert_no_escape
  # jq 1.7 prints a number as it was written, except for results.
  [ "$(values '[.type, .host, .address, .port, .transmitted, (.loss | if . then . + 0 else . end), .error, (.rtt_avg | type)]')" = "$(
    printf '["summary",%s]\n' '"127.0.0.1","127.0.0.1",7,1,0,null,"number"' \
      '"127.0.0.1:9",null,9,0,null,"connection refused: nothing listens on port 9","null"' \
      '"no\u001b\"such",null,7,0,null,"unknown host","null"' \
      "\"unix:$BATS_TEST_TMPDIR/echo\",\"$BATS_TEST_TMPDIR/echo\",null,1,0,null,\"number\"")" ] || fail "$(<"$out")"
}

@test "ping rejects an unknown format" {
  ask ping --format csv localhost
  assert_complaint 2 "ping: --format csv: not one of text|json; see 'inetkit help ping'"
}
