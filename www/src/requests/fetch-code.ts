import { encoded, type WrittenRequest } from "./request.ts";

/** JavaScript that sends the request. */
export function writeFetch({ method, url, headers, body }: WrittenRequest): string {
  const lines = [
    `const response = await fetch(${JSON.stringify(encoded(url))}, {`,
    `  method: ${JSON.stringify(method)},`,
    ...(headers.length > 0 ? ["  headers: {", ...headers.map(header), "  },"] : []),
    ...(body === "" ? [] : [`  body: ${bodyCode(body)},`]),
    "});",
    "const answer = await response.json();",
  ];
  return `${lines.join("\n")}\n`;
}

function header([name, value]: readonly [string, string]): string {
  return `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`;
}

/** JSON as an object that one can read; anything else as a string. */
function bodyCode(body: string): string {
  try {
    const pretty = JSON.stringify(JSON.parse(body), null, 2);
    return `JSON.stringify(${pretty.replaceAll("\n", "\n  ")})`;
  } catch {
    return JSON.stringify(body);
  }
}
