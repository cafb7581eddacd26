// What the contenders on Node have in common: the same bytes, an address of their own, and an end when whoever started them has ended.
export const userId = "42";

/** Lets in the one user. */
export function answer(response, user) {
  if (user === userId) {
    hello(response);
  } else {
    response.writeHead(401).end();
  }
}

export function hello(response) {
  response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8", "Content-Length": 5 });
  response.end("hello");
}

/** A router for those that bring none: path to handler, as in { "GET /hello": … }. */
export function route(handlers) {
  return async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    const handler = handlers[`${request.method} ${url.pathname}`];
    if (handler) {
      await handler(request, response, url.searchParams.get("user") ?? userId);
    } else {
      response.writeHead(404).end();
    }
  };
}

export function serve(server) {
  server.listen(0, "127.0.0.1", () => announce(server));
}

export function announce(server) {
  process.stdout.write(`http://127.0.0.1:${server.address().port}/\n`);
  process.stdin.resume().on("end", () => process.exit());
}
