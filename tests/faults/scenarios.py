# SPDX-License-Identifier: ISC
"""What tests/faults/run runs: programs with a peer, and what is right of what arrives there."""
import os
import re
import select
import signal
import socket
import struct
import subprocess
import threading
import time

LIMIT = 120  # seconds until a run counts as hung; every limit of a program is much shorter
WHOLE, PREFIX, WRONG = 'whole', 'prefix', 'wrong'

EPOCH = 2208988800  # of RFC 868, in seconds before 1970
TEXT = b'Let the machine do the dirty work.\n'
# More than a read takes, and than a socket buffers for a peer that does not read.
DATA = bytes(range(256)) * 600


class Result:
    """data: what the peer got, or standard output. log: what went to descriptor 2, if that is a file."""

    def __init__(self):
        self.data, self.log, self.status, self.is_hung, self.trace = b'', '', 0, False, ''
        self.began = self.ended = 0


# --- what is right -------------------------------------------------------------------------------

def one_of(candidates, data):
    if data in candidates:
        return WHOLE
    return PREFIX if any(c.startswith(data) for c in candidates) else WRONG


def exact(right):
    return lambda result: one_of([right], result.data)


def seconds_of(result):
    return range(int(result.began) - 1, int(result.ended) + 2)


def time_of_day(result):
    return one_of([struct.pack('!I', (s + EPOCH) % 2 ** 32) for s in seconds_of(result)], result.data)


def daytime(zone, name):
    def check(result):
        return one_of([time.strftime('%A, %B %d, %Y %H:%M:%S', time.gmtime(s + zone)).encode() +
                       f'-{name}\r\n'.encode() for s in seconds_of(result)], result.data)
    return check


# What qotd sends instead of a quotation from its files. Then its status is not 0.
BUILTIN = re.compile(rb'[^\n]+\n\t\t-- [^\n]*RFC \d+[^\n]*\n')


def quotation(result):
    return PREFIX if BUILTIN.fullmatch(result.data) else exact(TEXT)(result)


def logged_quotation(result):
    """shared also logs that it has no quotations, and goes on with those."""
    return WHOLE if BUILTIN.fullmatch(result.data) and 'qotd: ' in result.log else quotation(result)


GREETING = rb"Hello there, (127\.0\.0\.1|unknown), it's now [^\n]*\n"


def greeting(rest, names=('127.0.0.1', 'localhost', 'unknown')):
    def check(result):
        heads = [f'Hello there, {name}, it\'s now {time.asctime(time.gmtime(s))}\n'.encode()
                 for s in seconds_of(result) for name in names]
        head, end, tail = result.data.partition(b'\n')
        if rest == TEXT and head + end in heads and BUILTIN.fullmatch(tail):
            return PREFIX
        return one_of([head + rest for head in heads], result.data)
    return check


def ring(size):
    """chargen's lines: at least this many bytes are the whole."""
    printable = bytes(range(32, 127))
    period = b''.join((printable * 2)[i:i + 72] + b'\r\n' for i in range(95))

    def check(result):
        if result.data != (period * (len(result.data) // len(period) + 1))[:len(result.data)]:
            return WRONG
        return WHOLE if len(result.data) >= size else PREFIX
    return check


def matching(pattern):
    """Whole if the output matches. There is no telling whether other output is a beginning of it."""
    return lambda result: WHOLE if re.fullmatch(pattern, result.data, re.DOTALL) else PREFIX


# --- running a program ---------------------------------------------------------------------------

class Scenario:
    def __init__(self, name, argv, right, **options):
        self.name, self.argv, self.verdict = name, argv, right
        self.status = options.get('status', 0)  # the exit status without a fault
        self.calls = options.get('calls')  # only these fail; without it, all
        self.retries = options.get('retries', True)  # one EINTR must not change the result
        self.is_server = options.get('is_server', False)
        self.is_filter = options.get('is_filter', False)
        self.is_quick = options.get('is_quick', False)
        self.can_close = options.get('can_close', True)
        self.signals = options.get('signals', ())
        self.environment = {'PATH': os.environ['PATH'], 'TZ': ':/etc/localtime', **options.get('environment', {})}

    def start(self, prefix, directory, stdin, stdout, stderr):
        return subprocess.Popen(prefix + self.argv, cwd=directory, env=self.environment, stdin=stdin, stdout=stdout,
                                stderr=stderr, start_new_session=True)

    def end(self, process, result, deadline):
        try:
            result.status = process.wait(max(deadline - time.monotonic(), 0.01))
        except subprocess.TimeoutExpired:
            result.is_hung = True
        # The tracer and any child of the program.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        result.ended = time.time()
        return result


def pair_of(shape):
    """The two ends of a connection: the program's and the peer's."""
    if shape == 'unix':
        return socket.socketpair()
    with socket.create_server(('127.0.0.1', 0)) as listener:
        peer = socket.create_connection(listener.getsockname())
        return listener.accept()[0], peer


class Filter(Scenario):
    """A program whose descriptors 0 and 1 are a connection, and 2 too, unless logs is true."""

    def __init__(self, name, argv, right, request=b'', shape='inet', **options):
        super().__init__(f'{name}/{shape}', argv, right, is_filter=True, **options)
        self.request, self.shape = request, shape
        self.size = options.get('size')  # the peer closes after this number of bytes
        self.is_silent = options.get('is_silent', False)  # the peer sends nothing, and does not close
        self.logs = options.get('logs', False)

    def run(self, prefix, directory):
        result = Result()
        result.began = time.time()
        deadline = time.monotonic() + LIMIT
        own, peer = pair_of(self.shape)
        with peer, open(os.path.join(directory, 'log'), 'w+b') as log:
            with own:
                process = self.start(prefix, directory, own, own, log if self.logs else own)
            self.converse(peer, result, deadline)
            self.end(process, result, deadline)
            log.seek(0)
            result.log = log.read().decode(errors='replace')
        return result

    def converse(self, peer, result, deadline):
        peer.setblocking(False)
        left, is_open = self.request, not self.is_silent
        while time.monotonic() < deadline:
            readable, writable, _ = select.select([peer], [peer] if is_open else [], [], deadline - time.monotonic())
            try:
                if writable and left:
                    left = left[peer.send(left):]
                elif writable:
                    is_open = False
                    peer.shutdown(socket.SHUT_WR)
                if readable:
                    data = peer.recv(65536)
                    result.data += data
                    if not data or (self.size and len(result.data) >= self.size):
                        break
            except OSError:
                # The program may have closed the connection; what it sent before may still be there.
                is_open, left = False, b''
                if readable:
                    break
        else:
            result.is_hung = True
        peer.close()


class Shared(Scenario):
    """shared, with a socket as descriptor 0; it is ended by SIGTERM once it has replied."""

    def __init__(self, name, argv, right, request, transport, **options):
        # It may still be starting when SIGTERM arrives.
        super().__init__(f'{name}/{transport}', argv, right, signals=(signal.SIGTERM,), is_server=True, **options)
        self.request, self.transport = request, transport

    def run(self, prefix, directory):
        result = Result()
        result.began = time.time()
        deadline = time.monotonic() + LIMIT
        kind = socket.SOCK_DGRAM if self.transport == 'udp' else socket.SOCK_STREAM
        with socket.socket(socket.AF_INET, kind) as server, open(os.path.join(directory, 'log'), 'w+b') as log:
            server.bind(('127.0.0.1', 0))
            if self.transport == 'tcp':
                server.listen()
            address = server.getsockname()
            process = self.start(prefix, directory, server, subprocess.DEVNULL, log)
            server.close()
            # A fault may cost a reply, but not the next one.
            for _ in range(6):
                result.data = self.ask(kind, address, process)
                result.ended = time.time()
                if self.verdict(result) != PREFIX or process.poll() is not None:
                    break
            if process.poll() is None:
                process.terminate()
            self.end(process, result, deadline)
            log.seek(0)
            result.log = log.read().decode(errors='replace')
        return result

    def ask(self, kind, address, process):
        data = b''
        try:
            with socket.socket(socket.AF_INET, kind) as peer:
                peer.settimeout(0.1)
                peer.connect(address)
                peer.send(self.request)
                for _ in range(10):
                    try:
                        data = peer.recv(65536)
                        break
                    except socket.timeout:
                        if process.poll() is not None:
                            break
        except OSError:
            time.sleep(0.05)
        return data


class Server(threading.Thread):
    """A server over TCP and UDP on one port of 127.0.0.1; handle(data) gives the reply to what a peer sent."""

    def __init__(self, handle, reads=True):
        super().__init__(daemon=True)
        self.handle, self.reads, self.is_ended = handle, reads, False
        while True:
            self.stream = socket.create_server(('127.0.0.1', 0))
            self.port = self.stream.getsockname()[1]
            self.datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try:
                self.datagrams.bind(('127.0.0.1', self.port))
                break
            except OSError:
                self.stream.close()
                self.datagrams.close()
        self.wake, self.woken = socket.socketpair()
        self.start()

    def run(self):
        peers = []
        fixed = [self.stream, self.datagrams, self.woken]
        while not self.is_ended:
            for ready in select.select(fixed + peers, [], [])[0]:
                try:
                    if ready is self.stream:
                        peer = ready.accept()[0]
                        peer.settimeout(5)
                        if self.reads:
                            peers.append(peer)
                        else:
                            peer.sendall(self.handle(b''))
                            peer.close()
                    elif ready is self.datagrams:
                        data, address = ready.recvfrom(65536)
                        ready.sendto(self.handle(data), address)
                    elif ready is not self.woken:
                        data = ready.recv(65536)
                        if data:
                            ready.sendall(self.handle(data))
                        else:
                            peers.remove(ready)
                            ready.close()
                except OSError:
                    if ready in peers:
                        peers.remove(ready)
                        ready.close()
        for each in fixed + peers:
            each.close()

    def end(self):
        self.is_ended = True
        self.wake.send(b'.')
        self.join()
        self.wake.close()


class Client(Scenario):
    """A command with files as standard input, output and error. {port} in argv is that of its server."""

    def __init__(self, name, argv, right, server=None, stdin=b'', **options):
        super().__init__(name, argv, right, **options)
        self.server, self.input = server, stdin
        self.file = options.get('file')  # read this file instead of standard output
        self.piped = options.get('piped', False)  # standard output is a pipe

    def run(self, prefix, directory):
        result = Result()
        result.began = time.time()
        deadline = time.monotonic() + LIMIT
        server = self.server() if self.server else None
        names = [os.path.join(directory, name) for name in ('in', 'out', 'log')]
        with open(names[0], 'wb') as file:
            file.write(self.input)
        if self.file:
            with open(os.path.join(directory, self.file), 'wb') as file:
                file.write(OLD)
        words = [word.replace('{port}', str(server.port if server else 0)) for word in self.argv]
        with open(names[0], 'rb') as stdin, open(names[1], 'wb') as stdout, open(names[2], 'wb') as stderr:
            process = subprocess.Popen(prefix + words, cwd=directory, env=self.environment, stdin=stdin, stdout=stdout,
                                       stderr=stderr, start_new_session=True)
            self.end(process, result, deadline)
        if server:
            server.end()
        with open(os.path.join(directory, self.file or 'out'), 'rb') as file:
            result.data = file.read()
        with open(names[2], encoding='utf-8', errors='replace') as file:
            result.log = file.read()
        return result


OLD = b'what the file contained before\n'


def file_of_csv(result):
    """A file that is replaced: it has its old content, or the whole of the new one."""
    if result.data != OLD and result.data.count(b'\n') != 2:
        return WRONG
    return row_of_csv(result)


def row_of_csv(result):
    """clocks --format csv: the clock of this machine is right, and the row says so, or why it is not known."""
    lines = result.data.split(b'\n')
    if len(lines) != 3 or lines[2]:
        return PREFIX
    fields = lines[1].split(b',')
    if len(fields) != 13:
        return PREFIX
    if fields[8]:
        return PREFIX if fields[3] == b'' else WRONG
    offset, bound = float(fields[3]), float(fields[4])
    return WHOLE if abs(offset) <= bound + 0.01 and bound < 60 else WRONG


# --- servers of the client -----------------------------------------------------------------------

def clock_reply(_):
    return struct.pack('!I', int(time.time() + EPOCH) % 2 ** 32)


def daytime_reply(_):
    return time.strftime('%A, %B %d, %Y %H:%M:%S-UTC\r\n', time.gmtime()).encode()


def http_reply(request):
    return time.strftime('HTTP/1.1 200 OK\r\nDate: %a, %d %b %Y %H:%M:%S GMT\r\nContent-Length: 0\r\n\r\n',
                         time.gmtime()).encode() if request.endswith(b'\r\n\r\n') else b''


def ntp_reply(request):
    now = time.time() + EPOCH
    stamp = struct.pack('!II', int(now), int(now % 1 * 2 ** 32))
    return struct.pack('!BBbbII4s', 0x24, 2, 6, -20, 0, 0, b'\x7f\0\0\1') + stamp + request[40:48] + stamp + stamp


# --- the scenarios -------------------------------------------------------------------------------

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
