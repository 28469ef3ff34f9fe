# SPDX-License-Identifier: ISC
"""Running a program with a peer, with a socket to serve, or with files."""
import os
import select
import signal
import socket
import subprocess
import time

from right import OLD, PREFIX

LIMIT = 120  # seconds until a run counts as hung; every limit of a program is much shorter


class Result:
    """data: what the peer got, or standard output. log: what went to descriptor 2, if that is a file."""

    def __init__(self):
        self.data, self.log, self.status, self.is_hung, self.trace = b'', '', 0, False, ''
        self.began = self.ended = 0


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
