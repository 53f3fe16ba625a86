import { withoutTransport } from "./http-text.ts";
import { encoded, type Header, type WrittenRequest } from "./request.ts";

/** Options of curl that take a value and say nothing about the request. */
const WITH_VALUE =
  /^(?:-o|--output|-m|--max-time|--connect-timeout|--retry|-x|--proxy|--cacert|--cert|--key|-w|--write-out|--resolve|-T|-c|--cookie-jar|--ciphers|--http\d.*)$/;

export function looksLikeCurl(text: string): boolean {
  return /^\s*(?:\$\s+)?curl(?:\.exe)?\s/.test(text);
}

/** The request that a command line of curl sends. Undefined where it names no address. */
export function readCurl(text: string): WrittenRequest | undefined {
  const words = shellWords(text.replace(/^\s*\$\s+/, ""));
  let [method, url]: [string | undefined, string | undefined] = [undefined, undefined];
  const headers: Header[] = [];
  const data: string[] = [];
  let query = false;
  for (let index = 1; index < words.length; index++) {
    const [option, own] = split(words[index] ?? "");
    const value = () => own ?? words[++index] ?? "";
    switch (option) {
      case "-X":
      case "--request":
        method = value().toUpperCase();
        break;
      case "-H":
      case "--header": {
        const [, name, content] = /^([^:]+):\s*(.*)$/.exec(value()) ?? [];
        if (name !== undefined && content !== undefined) headers.push([name, content]);
        break;
      }
      case "-d":
      case "--data":
      case "--data-raw":
      case "--data-ascii":
      case "--data-binary":
      case "--data-urlencode":
      case "--json": {
        data.push(value());
        if (option === "--json") headers.push(["Content-Type", "application/json"]);
        break;
      }
      case "-u":
      case "--user":
        headers.push(["Authorization", `Basic ${btoa(value())}`]);
        break;
      case "--oauth2-bearer":
        headers.push(["Authorization", `Bearer ${value()}`]);
        break;
      case "-A":
      case "--user-agent":
        headers.push(["User-Agent", value()]);
        break;
      case "-G":
      case "--get":
        query = true;
        break;
      case "-I":
      case "--head":
        method ??= "HEAD";
        break;
      case "--url":
        url = value();
        break;
      default:
        if (WITH_VALUE.test(option)) value();
        else if (!option.startsWith("-")) url ??= words[index];
    }
  }
  if (url === undefined) return undefined;
  if (query && data.length > 0) url += `${url.includes("?") ? "&" : "?"}${data.join("&")}`;
  const body = query ? "" : data.join("&");
  return {
    method: method ?? (body === "" ? "GET" : "POST"),
    url,
    headers: withoutTransport(headers),
    body,
  };
}

/** A command line for a shell of POSIX. */
export function writeCurl({ method, url, headers, body }: WrittenRequest): string {
  return [
    `curl ${method === "GET" ? "" : `-X ${method} `}${quoted(encoded(url))}`,
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === "" ? [] : [`--data-binary ${quoted(body)}`]),
  ].join(" \\\n  ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `--request=PATCH` and `-XPATCH` have their value in the same word. */
function split(word: string): [option: string, value: string | undefined] {
  const long = /^(--[\w-]+)=([\s\S]*)$/.exec(word);
  if (long) return [long[1] ?? "", long[2]];
  const short = /^(-[XHduA])([\s\S]+)$/.exec(word);
  return short ? [short[1] ?? "", short[2]] : [word, undefined];
}

/** The words of a command line: quotes of both kinds, `$'…'`, escapes, and lines that go on. */
function shellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at, at + 2);
    const char = text[at] ?? "";
    if (/^[\\^]\r?\n/.test(text.slice(at, at + 3))) {
      at = text.indexOf("\n", at) + 1;
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at++;
    } else if (char === "'" || rest === "$'") {
      const start = at + (rest === "$'" ? 2 : 1);
      const [content, end] = single(text, start, rest === "$'");
      word = (word ?? "") + content;
      at = end;
    } else if (char === '"') {
      const [content, end] = double(text, at + 1);
      word = (word ?? "") + content;
      at = end;
    } else if (char === "\\") {
      word = (word ?? "") + (text[at + 1] ?? "");
      at += 2;
    } else {
      word = (word ?? "") + char;
      at++;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

function single(text: string, start: number, escapes: boolean): [string, number] {
  let content = "";
  for (let at = start; at < text.length; at++) {
    const char = text[at] ?? "";
    if (char === "'") return [content, at + 1];
    if (escapes && char === "\\") {
      at++;
      content += ESCAPED[text[at] ?? ""] ?? text[at] ?? "";
    } else content += char;
  }
  return [content, text.length];
}

const ESCAPED: Record<string, string> = { n: "\n", t: "\t", r: "\r" };

function double(text: string, start: number): [string, number] {
  let content = "";
  for (let at = start; at < text.length; at++) {
    const char = text[at] ?? "";
    if (char === '"') return [content, at + 1];
    if (char === "\\" && /["\\$`]/.test(text[at + 1] ?? "")) {
      at++;
      content += text[at] ?? "";
    } else if (char === "\\" && text[at + 1] === "\n") at++;
    else content += char;
  }
  return [content, text.length];
}
