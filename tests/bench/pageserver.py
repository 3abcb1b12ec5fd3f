"""Serves the JSON pages of datagen from memory on a random port of the loopback interface; prints the port.

    pageserver.py PAGES ROWS_PER_PAGE

Plain sockets and one thread for each connection: the server must not be what is measured.
"""
import re
import socket
import sys
import threading

from datagen import json_pages


def serve(connection, pages):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    pending = b""
    with connection:
        while True:
            while b"\r\n\r\n" not in pending:
                received = connection.recv(65536)
                if not received:
                    return
                pending += received
            request, pending = pending.split(b"\r\n\r\n", 1)
            asked = re.match(rb"GET /orders(?:\?(?:.*&)?page=(\d+)|\s)", request)
            number = int(asked.group(1) or 1) if asked else 0
            connection.sendall(pages.get(number, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))


def main():
    pages = {}
    for number, body in enumerate(json_pages(int(sys.argv[1]), int(sys.argv[2])), 1):
        head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        pages[number] = head.encode() + body
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, pages), daemon=True).start()


if __name__ == "__main__":
    main()
