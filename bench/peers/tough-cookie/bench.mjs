// Asked by bench/Cloakroom.Bench over standard input, one JSON object a line; answers each with the nanoseconds of one operation.
import { createInterface } from "node:readline";
import { Cookie, CookieJar } from "tough-cookie";

const jars = new Map();
let kept = 0;

function jarOf(size, perHost) {
  const jar = new CookieJar(undefined, { rejectPublicSuffixes: true });
  for (let i = 0; i < size; i++) {
    jar.setCookieSync(`n${i % perHost}=v${i}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400`, host(Math.floor(i / perHost)));
  }
  return jar;
}

const host = (number) => `https://h${number}.example${number % 1000}.com/`;

const operations = {
  header: ({ header }) => () => { for (const pair of header.split(";")) { kept += Cookie.parse(pair) ? 1 : 0; } },
  parse: ({ line }) => () => { kept += Cookie.parse(line) ? 1 : 0; },
  receive: ({ line, url }) => {
    const jar = new CookieJar();
    return () => { kept += jar.setCookieSync(line, url) ? 1 : 0; };
  },
  find: ({ size, perHost, hosts }) => {
    if (!jars.has(size)) { jars.clear(); jars.set(size, jarOf(size, perHost)); }
    const jar = jars.get(size);
    let next = 0;
    return () => { kept += jar.getCookieStringSync(host(hosts[next++ % hosts.length])).length; };
  },
};

for await (const text of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(text);
  const operation = operations[asked.op](asked);
  for (let i = 0; i < asked.times / 4; i++) { operation(); }
  const start = process.hrtime.bigint();
  for (let i = 0; i < asked.times; i++) { operation(); }
  process.stdout.write(`${Number(process.hrtime.bigint() - start) / asked.times}\n`);
}
