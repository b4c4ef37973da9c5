"""DynamoDB out of a can: answers each request with what was answered to it when the scene was made.

A request that is never the same twice, a write with a new id, is given its operation's answers in turn. Nothing is looked at but the
target and the body, so that what an answer costs here is next to nothing.
"""

import json
import socket
import sys
import zlib
from collections.abc import Sequence
from http import HTTPStatus
from itertools import cycle
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

from cli.local.child import end_with_parent


class Can:
    """Ready answers."""

    def __init__(self, exchanges: Sequence[dict[str, Any]]) -> None:
        self._same = {(one["target"], one["asked"]): _packed(one) for one in exchanges}
        targets = {one["target"] for one in exchanges}
        self._in_turn = {
            target: cycle([_packed(one) for one in exchanges if one["target"] == target]) for target in targets
        }

    def answer(self, target: str, asked: str) -> bytes:
        """Answer a request; of one whose operation is not in the scene nothing is known, which ends the connection."""
        return self._same.get((target, asked)) or next(self._in_turn[target])


class Endpoint(ThreadingTCPServer):
    """Answers from a can on a listening socket that was handed over."""

    daemon_threads = True

    def __init__(self, listener: socket.socket, can: Can) -> None:
        super().__init__(listener.getsockname(), Connection, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.can = can


class Connection(StreamRequestHandler):
    """One connection, kept open for as many requests as come."""

    server: Endpoint
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Answer until the caller hangs up."""
        while self.rfile.readline():
            headers = {}
            while line := self.rfile.readline().strip():
                name, _, value = line.decode().partition(":")
                headers[name.lower()] = value.strip()
            body = self.rfile.read(int(headers["content-length"]))
            self.wfile.write(self.server.can.answer(headers["x-amz-target"], body.decode()))


def _packed(exchange: dict[str, Any]) -> bytes:
    body: bytes = exchange["answered"].encode()
    head = (
        f"HTTP/1.1 {exchange['status']} {HTTPStatus(exchange['status']).phrase}",
        "Server: Server",
        "Date: Sat, 14 Mar 2026 12:00:00 GMT",
        "Content-Type: application/x-amz-json-1.0",
        f"Content-Length: {len(body)}",
        "Connection: keep-alive",
        "x-amzn-RequestId: BQ8LR6UDMHKGBOVPEKIRVMDUPBVV4KQNSO5AEMVJF66Q9ASUAAJG",
        f"x-amz-crc32: {zlib.crc32(body)}",
    )
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def main() -> None:
    """Answer on the socket given until the parent has gone."""
    end_with_parent()
    exchanges = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    Endpoint(socket.socket(fileno=int(sys.argv[1])), Can(exchanges)).serve_forever()


if __name__ == "__main__":
    main()
