"""Something behind https that says it is Stripe: its certificate is signed by an authority of its own.

Writes that authority's certificate to the file that is the only argument, and its port to standard output.
"""

import http.server
import json
import ssl
import sys

import trustme


class Stripe(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"id": "cs_test_1", "status": "open", "payment_status": "unpaid"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


authority = trustme.CA()
authority.cert_pem.write_to_path(sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stripe)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
authority.issue_cert("localhost").configure_cert(context)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(server.server_port, flush=True)
server.serve_forever()
