import { writeCurl } from "./curl.ts";
import { writeFetch } from "./fetch-code.ts";
import { writeHar } from "./har.ts";
import { writeHttp } from "./http-text.ts";
import type { WrittenRequest } from "./request.ts";

/** The forms that a request can be copied in. */
export const FORMS = [
  { value: "curl", title: "curl" },
  { value: "fetch", title: "fetch" },
  { value: "http", title: "HTTP file" },
  { value: "har", title: "HAR" },
] as const;

export type Form = (typeof FORMS)[number]["value"];

/** A request in one of the forms. */
export function written(request: WrittenRequest, form: Form, version: string): string {
  switch (form) {
    case "curl":
      return writeCurl(request);
    case "fetch":
      return writeFetch(request);
    case "http":
      return writeHttp(request);
    case "har":
      return writeHar(request, version);
  }
}
