# An app without a login of its own: the proxy in front lets nobody in whom Cloakroom does not know, and says who it is.
#   python3 app.py       and a proxy of samples/proxies in front. Needs PyJWT and cryptography.
import html, json, os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit
import jwt

port = int(os.environ.get("PORT", "8000"))
origin = os.environ.get("ORIGIN", "http://localhost:8080")        # where browsers find this app
issuer = os.environ.get("ISSUER", origin)                         # PublicUrl of Cloakroom
cloakroom = os.environ.get("CLOAKROOM", "http://127.0.0.1:4242")  # where this app finds it

# The three lines. The header X-Auth-User says the same, and is as good as the way from the proxy to here; the token proves itself.
keys = jwt.PyJWKClient(cloakroom + "/.well-known/jwks.json")
def verified(token):
    return jwt.decode(token, keys.get_signing_key_from_jwt(token).key, algorithms=["ES256"], issuer=issuer, audience=origin)

class App(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer({})

    # What a form said comes back on the page. A real app would keep it.
    def do_POST(self):
        form = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.answer(dict(parse_qsl(form.decode(), keep_blank_values=True)))

    def answer(self, form):
        try:
            claims = verified(self.headers.get("Authorization", "").removeprefix("Bearer "))
        except jwt.PyJWTError as wrong:
            claims = {"problem": str(wrong)}
        seen = {
            "app": "Python", "method": self.command, "target": self.path, "form": form,
            "user": self.headers.get("X-Auth-User"), "email": self.headers.get("X-Auth-Email"), "roles": self.headers.get("X-Auth-Roles"),
            "verified": claims, "headers": [[name, value] for name, value in self.headers.items()],
        }
        as_json = urlsplit(self.path).path.endswith(".json")
        body = (json.dumps(seen) if as_json else page(seen)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if as_json else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "private, no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

def page(seen):
    text = lambda value: html.escape(str(value))
    rows = "".join(f"<tr><th scope=row>{text(name)}<td id='{name}'>{text(seen[name])}" for name in ("user", "email", "roles", "target", "form"))
    claims = "".join(f"<tr><th scope=row>{text(name)}<td id='claim-{text(name)}'>{text(value)}" for name, value in seen["verified"].items())
    return f"""<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width"><meta name=color-scheme content="light dark">
<title>A Python app</title><style>body {{ font: 1rem/1.5 system-ui; margin: 2rem auto; max-width: 44rem; padding: 0 1rem; overflow-wrap: anywhere }} th {{ text-align: left; padding-right: 1rem }}</style>
<h1>Hello {text(seen["email"] or "nobody")}</h1><p>This is a Python app that has no login of its own.</p>
<table><caption>What the proxy says</caption>{rows}</table><table><caption>What the token proves</caption>{claims}</table>
<form method=post action=/orders><p><label>Order <input name=order value="Triple-Shot Mocha"></label> <button>Send</button></form>
<form method=post action=/auth/logout><input type=hidden name=return value=/><button>Log out</button></form></html>"""

if __name__ == "__main__":
    print(f"Open {origin}", flush=True)
    ThreadingHTTPServer(("127.0.0.1", port), App).serve_forever()
