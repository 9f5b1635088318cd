"""front.py - HAProxy in front of a house's survey, with its defaults: what
Debian's package does when nobody has configured it further.
"""

import os
import socket

from lib.aoj import free_port, wait_for

CONF = """
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s

frontend visitors
    bind 127.0.0.1:%d
    default_backend survey

backend survey
    server survey 127.0.0.1:%d
"""


def start_front(house):
    """Starts it as a process of the house; its port."""
    port = free_port()
    path = os.path.join(house.folder, "haproxy.cfg")
    with open(path, "w") as f:
        f.write(CONF % (port, house.survey_port))
    process = house.spawn("front", ["haproxy", "-db", "-f", path],
                          {"PATH": "/usr/sbin:/usr/bin:/bin"})

    def serves():
        if process.poll() is not None:
            raise RuntimeError("haproxy ended: " + house.log("front"))
        try:
            socket.create_connection(("127.0.0.1", port), 2).close()
            return True
        except OSError:
            return False
    wait_for(serves, 30, because="haproxy to serve")
    return port
