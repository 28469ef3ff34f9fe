# SPDX-License-Identifier: ISC
"""Servers for the commands of the client."""
import select
import socket
import struct
import threading
import time

from right import EPOCH


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
