# SPDX-License-Identifier: ISC
"""What is right of what arrives at the peer of a program, or at standard output."""
import re
import struct
import time

WHOLE, PREFIX, WRONG = 'whole', 'prefix', 'wrong'

EPOCH = 2208988800  # of RFC 868, in seconds before 1970
TEXT = b'Let the machine do the dirty work.\n'


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
