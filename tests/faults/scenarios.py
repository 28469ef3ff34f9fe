# SPDX-License-Identifier: ISC
"""Which programs tests/faults/run runs, with what, and what is right then."""
import os
import re

from programs import Client, Filter, Shared
from right import (GREETING, PREFIX, TEXT, WHOLE, daytime, exact, file_of_csv, greeting, logged_quotation, matching,
                   quotation, ring, row_of_csv, time_of_day)
from servers import Server, clock_reply, daytime_reply, http_reply, ntp_reply

# More than a read takes, and than a socket buffers for a peer that does not read.
DATA = bytes(range(256)) * 600

XINETD = b'''service one
{
	type = UNLISTED
	port = 7001
	socket_type = stream
	wait = no
	user = nobody
	server = /bin/cat
}
service two
{
	type = UNLISTED
	port = 7002
	socket_type = dgram
	wait = yes
	user = nobody
	server = /bin/true
}
'''


def filters_in(build, quotations):
    services = os.path.join(build, 'services')

    def program(name):
        return os.path.join(services, name)

    greeter = [program('hello'), '-n', program('qotd'), quotations]
    admit = program('admit')
    for shape in 'inet', 'unix':
        is_first = shape == 'inet'
        options = {'shape': shape, 'is_quick': is_first}
        yield Filter('echo', [program('echo')], exact(DATA), DATA, shape=shape, is_quick=True)
        yield Filter('discard', [program('discard')], exact(b''), DATA, **options)
        yield Filter('chargen', [program('chargen')], ring(100000), size=100000, **options)
        yield Filter('time', [program('time')], time_of_day, **options)
        yield Filter('daytime', [program('daytime')], daytime(0, 'UTC'), **options)
        yield Filter('daytime-zone', [program('daytime'), '-z', 'Asia/Tokyo'], daytime(32400, 'JST'), **options)
        yield Filter('qotd', [program('qotd'), quotations], quotation, **options)
        yield Filter('hello-program', greeter, greeting(TEXT, ('127.0.0.1', 'unknown')), **options)
        yield Filter('usage', [program('echo'), '-x'], exact(b''), status=2, **options)
        yield Filter('admit-refuses', [admit, '-x', '0.0.0.0/0', '-s', quotations, program('qotd'), quotations],
                     exact(TEXT), status=1, shape=shape, is_quick=True)
    yield Filter('admit', [admit, '-v', '-f', '127.0.0.0/8', '-l', '100000', '-a', '00:00-24:00', '-z', 'Asia/Tokyo',
                           program('echo')], exact(DATA), DATA, is_quick=True)
    # A rule that cannot be checked counts against the peer.
    yield Filter('admit-load', [admit, '-l', '0.000001', program('qotd'), quotations], exact(b''), status=1)
    yield Filter('admit-hours', [admit, '-a', '00:00-00:01', program('qotd'), quotations], exact(b''), status=1)
    # fortune's text is not known; hello must wait for its end.
    yield Filter('hello-fortune', [program('hello'), '-n'],
                 lambda result: WHOLE if re.fullmatch(GREETING + b'.+', result.data, re.DOTALL) else PREFIX,
                 calls={'access', 'clone', 'rt_sigaction', 'rt_sigprocmask', 'setitimer', 'wait4'})
    # The C library's resolver does not try again, but hello-lookup catches no signals.
    yield Filter('admit-names', [admit, '-f', 'localhost', program('qotd'), quotations], quotation, retries=False)
    yield Filter('admit-no-names', [admit, '-x', 'localhost', program('qotd'), quotations], exact(b''), status=1,
                 retries=False)
    yield Filter('hello-lookup', [program('hello'), program('qotd'), quotations], greeting(TEXT), retries=False)
    # The program itself takes a time limit from the filter's idle limit.
    yield Filter('echo-silent', [program('echo'), '-t', '1'], exact(b''), is_silent=True, can_close=False)
    yield Filter('hello-silent', [program('hello'), '-n', '-t', '1', program('echo'), '-t', '1'],
                 greeting(b'', ('127.0.0.1', 'unknown')), is_silent=True, can_close=False)
    yield Filter('echo-log', [program('echo'), '-x'], exact(b''), status=2, logs=True)


def servers_in(build, quotations):
    shared = os.path.join(build, 'services', 'shared')
    for name, arguments, right, request in (
            ('echo', [], exact(b'one datagram'), b'one datagram'),
            ('time', [], time_of_day, b'four'),
            ('daytime', [], daytime(0, 'UTC'), b'.' * 100),
            ('qotd', [quotations], logged_quotation, b'.' * 100)):
        yield Shared(f'shared-{name}', [shared, name, *arguments], right, request, 'udp')
        if name != 'echo':
            yield Shared(f'shared-{name}', [shared, name, *arguments], right, b'', 'tcp')


def commands_in(build, plugin):
    inetkit = os.path.join(build, 'inetkit')
    echo = lambda: Server(lambda data: data)
    yield Client('get', [inetkit, 'get', '127.0.0.1:{port}'], exact(DATA), lambda: Server(lambda _: DATA, reads=False))
    yield Client('talk', [inetkit, 'talk', '127.0.0.1', '{port}'], exact(DATA), echo, DATA)
    for name, reply, reads, words in (
            ('time', clock_reply, False, []), ('time-udp', clock_reply, False, ['-u']),
            ('daytime', daytime_reply, False, []), ('http', http_reply, True, []),
            ('ntp', ntp_reply, True, [])):
        words = ['--protocol', name.split('-')[0], *words, '127.0.0.1:{port}']
        yield Client(f'clocks-{name}', [inetkit, 'clocks', '--format', 'csv', '-w', '2', *words], row_of_csv,
                     lambda reply=reply, reads=reads: Server(reply, reads))
    yield Client('clocks-icmp', [inetkit, 'clocks', '--format', 'csv', '-w', '2', '--protocol', 'icmp', '127.0.0.1'],
                 row_of_csv)
    yield Client('clocks-output', [inetkit, 'clocks', '--format', 'csv', '--output', 'file', '-w', '2',
                                   '127.0.0.1:{port}'], file_of_csv, lambda: Server(clock_reply, False),
                 file='file')
    yield Client('check_clocks', [plugin, '-w', '5', '-t', '2', '127.0.0.1:{port}'],
                 matching(rb"CLOCKS OK - 127\.0\.0\.1:\d+ is [^|]* \| '127.0.0.1:\d+'=-?0\.\d+s;-5:5\n"),
                 lambda: Server(clock_reply, False))
    # As with ping(8), one reply is enough for status 0; the line says how many there were.
    for name, words in ('ping', []), ('ping-udp', ['-u']):
        yield Client(name, [inetkit, 'ping', '-c', '2', '-i', '0.01', '-w', '1', *words, '127.0.0.1:{port}'],
                     matching(rb'.*\n2 packets transmitted, [12] received, .*'), echo)
    yield Client('flow', [inetkit, 'flow', '-s', 'echo', '-t', '0.1', '-w', '2', '-p', '{port}', '127.0.0.1'],
                 matching(rb'.*echo.*\n'), echo)
    yield Client('convert', [inetkit, 'convert', '--systemd', '255', 'in'], matching(rb'.*\[Install\].*'), None, XINETD)


def scenarios_in(build, scratch):
    quotations = os.path.join(scratch, 'quotations')
    with open(quotations, 'wb') as file:
        file.write(TEXT)
    yield from filters_in(build, quotations)
    yield from servers_in(build, quotations)
    # A name of inetkit.
    plugin = os.path.join(scratch, 'check_clocks')
    os.symlink(os.path.join(build, 'inetkit'), plugin)
    yield from commands_in(build, plugin)
