// A server for pages whose policy allows what the package says that it needs, and nothing else.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
/** For the page that opens the others in frames. */
const WITH_FRAMES = `${POLICY}; frame-src 'self'`;
/** For pages below /forbidden/, that they may not compile. */
const WITHOUT_WASM = "default-src 'none'; script-src 'self'; connect-src 'self'";
const FORBIDDEN = "/forbidden";

function policyOf(path, forbidden) {
  if (forbidden) return WITHOUT_WASM;
  return path === "/firefox.html" ? WITH_FRAMES : POLICY;
}

/** Serves a folder; `posted` gets what pages send. */
export async function serve(folder, posted) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (request.method === "POST") {
      const chunks = await request.toArray();
      response.writeHead(204).end();
      posted(pathname, Buffer.concat(chunks).toString());
      return;
    }
    const forbidden = pathname.startsWith(`${FORBIDDEN}/`);
    const path = normalize(forbidden ? pathname.slice(FORBIDDEN.length) : pathname);
    let file = join(folder, path);
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    if (!file.startsWith(folder) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-security-policy": policyOf(path, forbidden),
    });
    createReadStream(file).pipe(response);
  });
  await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      return new Promise(resolve => server.close(resolve));
    },
  };
}
