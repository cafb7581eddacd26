# A service in Python that accepts the access tokens of a Cloakroom and hears of every logout. Needs PyJWT and cryptography.
# python3 server.py http://localhost:4242 4243        then: curl localhost:4243 -H "Authorization: Bearer …"
import json, sys, threading, time, urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import jwt

issuer, port, audience = (sys.argv[1:] + ["http://localhost:4242", "4243", ""][len(sys.argv) - 1:])[:3]
state = {"keys": {}, "from": float("inf"), "to": 0, "ended": frozenset(), "changed": {}}

# One algorithm, one type, one issuer, a key that we know (RFC 8725).
def open_jwt(text, kind, **rules):
    head = jwt.get_unverified_header(text)
    if head.get("typ") != kind or "crit" in head:
        raise jwt.InvalidTokenError("not for us")
    return jwt.decode(text, state["keys"][head["kid"]], algorithms=["ES256"], issuer=issuer, leeway=30, **rules)

# Every second: what has ended, and the keys. What fails is tried again; until then the feed grows old.
def listen():
    get = lambda path: json.loads(urllib.request.urlopen(issuer + path, timeout=5).read())
    while True:
        try:
            found = [k for k in get("/.well-known/jwks.json")["keys"] if k.get("crv") == "P-256"]
            state["keys"] = {k["kid"]: jwt.PyJWK(k, "ES256").key for k in found}
            page = open_jwt(get("/auth/revocations")["jwt"], "revocations+jwt", options={"verify_aud": False})
            state.update({"from": page["from"], "ended": frozenset(page["ended"]),
                          "changed": page.get("changed", {}), "to": page["to"]})
        except Exception as failure:
            print("the feed is cut:", failure, file=sys.stderr)
        time.sleep(1)

def judge(header):
    if time.time() * 1000 - state["to"] > 30_000:
        return 503, "logouts are not known"
    try:
        kind, text = header.split(" ")
        claims = open_jwt(text if kind.lower() == "bearer" and len(text) <= 8192 else "", "at+jwt", audience=audience or issuer,
                          options={"require": ["exp", "iat", "sub", "aud", "iss"]})
        refused = not claims["ims"] >= state["from"] or claims["sdg"] in state["ended"] \
            or claims["ims"] < state["changed"].get(claims["sdg"], 0)
        return (401, "refused") if refused else (200, "user " + claims["sub"])
    except (jwt.InvalidTokenError, AttributeError, KeyError, TypeError, ValueError):
        return 401, "refused"

class Service(BaseHTTPRequestHandler):
    def do_GET(self):
        status, text = judge(self.headers.get("Authorization"))
        self.send_response(status)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass

threading.Thread(target=listen, daemon=True).start()
ThreadingHTTPServer(("127.0.0.1", int(port)), Service).serve_forever()
