"""Names and connections that are not loopback go the lab's way, from the caller's own source address."""

import errno
import os

import _socket

_CONTROL_HOST, _CONTROL_PORT = os.environ["LAB_CONTROL"].split(":")
_SOURCE = os.environ["LAB_SOURCE"]
_ANSWERS_WITHIN_S = 30


def _ask(path, **query):
    """One question to the lab's control server: the status and the document. Forks and threads share nothing."""
    import json
    from urllib.parse import urlencode

    connection = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    try:
        connection.settimeout(_ANSWERS_WITHIN_S)
        connection.connect((_CONTROL_HOST, int(_CONTROL_PORT)))
        connection.sendall(f"GET {path}?{urlencode({'source': _SOURCE, **query})} HTTP/1.0\r\n\r\n".encode())
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    except OSError as error:
        raise OSError(f"the lab's control server must answer, got {error}") from error
    finally:
        connection.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), json.loads(body)


def _is_address(host):
    for family in (_socket.AF_INET, _socket.AF_INET6):
        try:
            _socket.inet_pton(family, host.partition("%")[0])
            return True
        except OSError:  # not an address of this family
            continue
    return False


def _is_local(host):
    name = host.lower()
    return (name in ("", "localhost", "0.0.0.0", "::", "::1", "<broadcast>") or name.endswith(".localhost")
            or (_is_address(name) and name.startswith(("127.", "::ffff:127."))))


def _text(host):
    return host.decode("ascii") if isinstance(host, (bytes, bytearray)) else host


def _addresses_of(name):
    status, answer = _ask("/resolve", name=name)
    if status == 404:
        raise _socket.gaierror(_socket.EAI_NONAME, "Name or service not known")
    if status != 200:
        raise OSError(f"the lab cannot answer: {answer['message']}")
    return answer["addresses"]


def _destination(connection, address):
    """Where to connect instead; binds the socket to the caller's own address."""
    if connection.family not in (_socket.AF_INET, _socket.AF_INET6) or not isinstance(address, tuple) or _is_local(_text(address[0])):
        return address
    if connection.family == _socket.AF_INET6 or connection.type != _socket.SOCK_STREAM:
        # The lab has IPv4 and TCP only; nothing may leave the machine.
        raise OSError(errno.ENETUNREACH, "Network is unreachable")
    host = _text(address[0])
    status, answer = _ask("/connect", address=host if _is_address(host) else _addresses_of(host)[0], port=address[1])
    if status != 200:
        raise OSError(f"the lab cannot answer: {answer['message']}")
    if connection.getsockname()[0] == "0.0.0.0":
        connection.bind((answer["localAddress"], 0))
    return answer["host"], answer["port"]


def patch(socket):
    getaddrinfo = socket.getaddrinfo
    connect = socket.socket.connect
    connect_ex = socket.socket.connect_ex

    def lab_getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
        if host is None or _is_local(_text(host)) or _is_address(_text(host)):
            return getaddrinfo(host, port, family, type, proto, flags)
        if family not in (_socket.AF_UNSPEC, _socket.AF_INET):
            raise _socket.gaierror(_socket.EAI_NONAME, "Name or service not known")
        return [each for address in _addresses_of(_text(host)) for each in getaddrinfo(address, port, _socket.AF_INET, type, proto, flags)]

    def lab_gethostbyname_ex(host):
        return host, [], [each[4][0] for each in lab_getaddrinfo(host, None, _socket.AF_INET, _socket.SOCK_STREAM)]

    def lab_connect(self, address):
        return connect(self, _destination(self, address))

    def lab_connect_ex(self, address):
        return connect_ex(self, _destination(self, address))

    socket.getaddrinfo = lab_getaddrinfo
    socket.gethostbyname = lambda host: lab_gethostbyname_ex(host)[2][0]
    socket.gethostbyname_ex = lab_gethostbyname_ex
    socket.socket.connect = lab_connect
    socket.socket.connect_ex = lab_connect_ex
