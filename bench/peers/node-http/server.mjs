// Node without any authentication: what the others on Node are compared with.
import { createServer } from "node:http";
import { hello, serve } from "../serve.mjs";

serve(createServer((request, response) => hello(response)));
